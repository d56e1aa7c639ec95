//! Who calls: account, region and origin out of a request's headers. Signatures are read, not checked.

use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, header};

use crate::aws::scope::{Scope, is_account};

/// The operation of AWS JSON.
pub const TARGET: HeaderName = HeaderName::from_static("x-amz-target");
/// The hash of the body, or how it is signed in pieces.
pub const CONTENT_HASH: HeaderName = HeaderName::from_static("x-amz-content-sha256");
/// The trace that a caller goes on with.
pub const TRACE: HeaderName = HeaderName::from_static("x-amzn-trace-id");
const FORWARDED_PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");
const FORWARDED_HOST: HeaderName = HeaderName::from_static("x-forwarded-host");

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
    pub fn of_header(headers: &'a HeaderMap) -> Option<Self> {
        let authorization = text(headers, &header::AUTHORIZATION)?;
        // The algorithm comes first, and a blank.
        let rest = authorization.split_once(' ')?.1.trim_start().strip_prefix("Credential=")?;
        let end = rest.bytes().position(|b| b == b',' || b == b' ').unwrap_or(rest.len());
        Credential::parse(&rest[..end])
    }

    /// A credential written out.
    pub fn parse(text: &'a str) -> Option<Self> {
        let mut parts = text.split('/');
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

/// Scheme and host by which the caller came, minding proxies before us.
pub fn origin(parts: &Parts) -> (&str, &str) {
    let headers = &parts.headers;
    let scheme = text(headers, &FORWARDED_PROTO).filter(|s| matches!(*s, "http" | "https")).unwrap_or("http");
    let host = text(headers, &FORWARDED_HOST).and_then(|hosts| hosts.split(',').next()).map(str::trim);
    let host = host.or_else(|| text(headers, &header::HOST));
    let host = host.or_else(|| parts.uri.authority().map(|a| a.as_str())).filter(|host| is_host(host));
    (scheme, host.unwrap_or("localhost:4566"))
}

/// Whether a host is fit to stand in a URL.
fn is_host(host: &str) -> bool {
    !host.is_empty() && host.bytes().all(|b| b.is_ascii_alphanumeric() || b".-_:[]".contains(&b))
}

/// A header as text.
pub fn text<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}
