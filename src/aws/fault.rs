//! An error as AWS would answer it, before a protocol gives it its shape.

use std::borrow::Cow;

/// What the caller is told. Services make it from their own error enum; `wire` writes it down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The namespace before the `#` of a JSON `__type`; empty where the service writes none.
    pub namespace: &'static str,
    /// The error's shape name: the end of a JSON `__type`.
    pub shape: &'static str,
    /// The code of the query protocol; equal to the shape for most errors.
    pub code: &'static str,
    /// HTTP status.
    pub status: u16,
    /// Whether the caller is to blame (`Sender`) or the service (`Receiver`).
    pub sender: bool,
    /// AWS's text.
    pub message: Cow<'static, str>,
    /// AWS's text in the query protocol, where it differs.
    pub query_message: Option<&'static str>,
    /// The member `reason` of a JSON body, where the service says one.
    pub reason: Option<&'static str>,
}

/// The namespace of errors that AWS's request framework answers before a service sees the call.
pub const FRAMEWORK: &str = "com.amazon.coral.service";

impl Fault {
    /// An error of the framework by the same name in every protocol, status 400.
    pub fn framework(code: &'static str, message: impl Into<Cow<'static, str>>) -> Self {
        Fault {
            namespace: FRAMEWORK,
            shape: code,
            code,
            status: 400,
            sender: true,
            message: message.into(),
            query_message: None,
            reason: None,
        }
    }

    /// The `__type` of a JSON body.
    pub fn kind(&self) -> String {
        match self.namespace {
            "" => self.shape.to_string(),
            namespace => format!("{namespace}#{}", self.shape),
        }
    }

    /// The text that the query protocol gives.
    pub fn query_message(&self) -> &str {
        self.query_message.unwrap_or(&self.message)
    }

    /// The same with another HTTP status.
    pub fn status(mut self, status: u16) -> Self {
        self.status = status;
        self
    }
}
