//! The errors of Amazon EventBridge: one enum, and one match that gives each its code, status and text.
//! <https://docs.aws.amazon.com/eventbridge/latest/APIReference/CommonErrors.html>

use std::borrow::Cow;

use crate::aws::check::Invalid;
use crate::aws::fault::Fault;
use crate::pattern::PatternError;

/// Why an operation was refused. All of them are answered with status 400, those of missing resources too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Error {
    /// A member's value; the whole text.
    Validation(Cow<'static, str>),
    /// What was named isn't there; the whole text.
    ResourceNotFound(String),
    /// What is to be made is there already; the whole text.
    ResourceAlreadyExists(String),
    /// The pattern that was refused, and why.
    InvalidEventPattern(PatternError),
    /// More of something than a quota allows.
    LimitExceeded,
    /// The rule belongs to a service of AWS; the whole text.
    ManagedRule(String),
    /// The resource's status doesn't allow that; the whole text.
    IllegalStatus(String),
    /// The resource's state doesn't allow that; the whole text.
    InvalidState(String),
    /// A bus's policy would become too long.
    PolicyLengthExceeded,
    /// Not allowed here; the whole text.
    OperationDisabled(String),
}

impl Error {
    /// An [`Error::Validation`].
    pub fn validation(text: impl Into<Cow<'static, str>>) -> Self {
        Error::Validation(text.into())
    }

    /// No bus of that name.
    pub fn no_bus(name: &str) -> Self {
        Error::ResourceNotFound(format!("Event bus {name} does not exist."))
    }

    /// No rule of that name on that bus.
    pub fn no_rule(rule: &str, bus: &str) -> Self {
        Error::ResourceNotFound(format!("Rule {rule} does not exist on EventBus {bus}."))
    }

    fn code(&self) -> &'static str {
        match self {
            Error::Validation(_) => "ValidationException",
            Error::ResourceNotFound(_) => "ResourceNotFoundException",
            Error::ResourceAlreadyExists(_) => "ResourceAlreadyExistsException",
            Error::InvalidEventPattern(_) => "InvalidEventPatternException",
            Error::LimitExceeded => "LimitExceededException",
            Error::ManagedRule(_) => "ManagedRuleException",
            Error::IllegalStatus(_) => "IllegalStatusException",
            Error::InvalidState(_) => "InvalidStateException",
            Error::PolicyLengthExceeded => "PolicyLengthExceededException",
            Error::OperationDisabled(_) => "OperationDisabledException",
        }
    }

    /// AWS's text.
    pub fn message(&self) -> Cow<'static, str> {
        match self {
            Error::Validation(text) => text.clone(),
            Error::InvalidEventPattern(refused) => refused.to_string().into(),
            Error::LimitExceeded => "The requested resource exceeds the maximum number allowed.".into(),
            Error::PolicyLengthExceeded => "The event bus policy size exceeds the maximum size allowed.".into(),
            Error::ResourceNotFound(text)
            | Error::ResourceAlreadyExists(text)
            | Error::ManagedRule(text)
            | Error::IllegalStatus(text)
            | Error::InvalidState(text)
            | Error::OperationDisabled(text) => text.clone().into(),
        }
    }
}

impl From<Invalid> for Error {
    fn from(broken: Invalid) -> Self {
        Error::Validation(broken.0.into())
    }
}

impl From<PatternError> for Error {
    fn from(refused: PatternError) -> Self {
        Error::InvalidEventPattern(refused)
    }
}

impl From<Error> for Fault {
    fn from(error: Error) -> Fault {
        Fault {
            // AWS writes the bare name here.
            namespace: "",
            shape: error.code(),
            code: error.code(),
            status: 400,
            sender: true,
            message: error.message(),
            query_message: None,
            reason: None,
        }
    }
}
