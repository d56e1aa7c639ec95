//! Who calls: account, region and origin out of a request's headers. Signatures are read, not checked.

use crate::aws::scope::{Scope, is_account};
use crate::heads::Heads;

/// The SigV4 credential scope of a request: `access key/date/region/service/aws4_request`.
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html>
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Credential<'a> {
    /// The access key id; one of 12 digits is the account.
    pub key: &'a str,
    /// The region that was signed for.
    pub region: &'a str,
    /// The service that was signed for.
    pub service: &'a str,
}

impl<'a> Credential<'a> {
    /// The credential of an `Authorization` header.
    pub fn of_header(heads: &Heads<'a>) -> Option<Self> {
        let authorization = heads.authorization?;
        // The algorithm comes first, and a blank.
        let blank = authorization.bytes().position(|b| b == b' ')?;
        let rest = authorization[blank..].trim_start().strip_prefix("Credential=")?;
        let end = rest.bytes().position(|b| b == b',' || b == b' ').unwrap_or(rest.len());
        Credential::parse(&rest[..end])
    }

    /// A credential written out.
    pub fn parse(text: &'a str) -> Option<Self> {
        let mut parts = text.as_bytes().split(|b| *b == b'/').map(|part| std::str::from_utf8(part).unwrap_or_default());
        let key = parts.next()?;
        let region = parts.nth(1)?;
        Some(Credential { key, region, service: parts.next()? })
    }

    /// The account and region it stands for; what it doesn't say is as by default.
    pub fn scope(self, default: &Scope) -> Scope {
        let mut scope = default.clone();
        if is_account(self.key) {
            scope.account = self.key.into();
        }
        let is_region = |b: u8| b.is_ascii_alphanumeric() || b == b'-';
        if *self.region != *scope.region && !self.region.is_empty() && self.region.bytes().all(is_region) {
            scope.region = self.region.into();
        }
        scope
    }
}

/// Scheme and host by which the caller came, minding proxies before us; `here` where it doesn't say.
pub fn origin<'a>(heads: &Heads<'a>, here: &'a str) -> (&'a str, &'a str) {
    let scheme = heads.forwarded_proto.filter(|s| matches!(*s, "http" | "https")).unwrap_or("http");
    let forwarded = heads.forwarded_host.and_then(|hosts| hosts.split(',').next()).map(str::trim);
    let host = forwarded.filter(|host| is_host(host)).or(heads.host.filter(|host| is_host(host)));
    (scheme, host.unwrap_or(here))
}

/// Whether a host is fit to stand in a URL.
fn is_host(host: &str) -> bool {
    !host.is_empty() && host.bytes().all(|b| b.is_ascii_alphanumeric() || b".-_:[]".contains(&b))
}
