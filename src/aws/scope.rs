//! Whose call it is and where: account, region, and how the caller reached us.

use std::fmt;
use std::sync::Arc;

/// The account and region a resource lives in. Two scopes never see each other's state.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Scope {
    /// Twelve digits.
    pub account: Arc<str>,
    /// Such as `us-east-1`.
    pub region: Arc<str>,
}

impl Scope {
    /// A scope of these two names; nothing is checked.
    pub fn new(account: &str, region: &str) -> Self {
        Scope { account: account.into(), region: region.into() }
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.account, self.region)
    }
}

/// Which family of protocol a call came by, where AWS's behaviour differs between them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protocol {
    /// AWS JSON 1.0 or 1.1, REST-JSON, and calls made inside the emulator.
    Json,
    /// Form parameters in, XML out.
    Query,
}

/// The caller of one operation.
#[derive(Clone, Debug)]
pub struct Caller<'a> {
    /// The caller's account and the region it signed for.
    pub scope: Scope,
    /// `http` or `https`: URLs given back start with it.
    pub scheme: &'a str,
    /// Host and port by which the caller came, such as `localhost:4566`.
    pub host: &'a str,
    /// The path it called: the query protocol names a queue so.
    pub path: &'a str,
    /// The `X-Amzn-Trace-Id` header, if it sent one.
    pub trace: Option<&'a str>,
    /// How it speaks.
    pub protocol: Protocol,
    /// Whether the call carries a signature; a link in a message is followed without.
    pub signed: bool,
}

/// Whether `text` is an account id: twelve digits.
pub fn is_account(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|b| b.is_ascii_digit())
}

/// The id of an account's one user, in the form of IAM's.
pub fn user_id(account: &str) -> String {
    format!("AIDALOCAL{account}")
}
