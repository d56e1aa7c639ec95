//! The errors of CloudWatch Logs: one enum, and one match that gives each its code and text.
//! <https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/CommonErrors.html>

use std::borrow::Cow;

use super::pattern::Invalid as InvalidPattern;
use crate::aws::check::Invalid;
use crate::aws::fault::Fault;

/// Why an operation was refused. All of them are answered with status 400, those of missing resources too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Error {
    /// A member's value; the whole text.
    InvalidParameter(Cow<'static, str>),
    /// Members that don't go together; the whole text.
    Validation(&'static str),
    /// No log group of that name.
    NoGroup,
    /// No log stream of that name.
    NoStream,
    /// No resource policy of that name.
    NoPolicy(String),
    /// There is a log group of that name.
    GroupExists,
    /// There is a log stream of that name.
    StreamExists,
    /// The log group mustn't be deleted.
    Protected,
    /// A resource policy that was changed meanwhile.
    OtherRevision,
    /// More of something than a quota allows.
    LimitExceeded,
    /// More tags than a log group can have.
    TooManyTags,
}

impl Error {
    /// An [`Error::InvalidParameter`].
    pub fn invalid(text: impl Into<Cow<'static, str>>) -> Self {
        Error::InvalidParameter(text.into())
    }

    /// The error of a page's token that isn't ours.
    pub fn token() -> Self {
        Error::invalid("The specified nextToken is invalid.")
    }

    /// The error's shape.
    pub fn code(&self) -> &'static str {
        match self {
            Error::InvalidParameter(_) => "InvalidParameterException",
            Error::Validation(_) | Error::Protected => "ValidationException",
            Error::NoGroup | Error::NoStream | Error::NoPolicy(_) => "ResourceNotFoundException",
            Error::GroupExists | Error::StreamExists => "ResourceAlreadyExistsException",
            Error::OtherRevision => "OperationAbortedException",
            Error::LimitExceeded => "LimitExceededException",
            Error::TooManyTags => "TooManyTagsException",
        }
    }

    /// AWS's text.
    pub fn message(&self) -> Cow<'static, str> {
        match self {
            Error::InvalidParameter(text) => text.clone(),
            Error::Validation(text) => (*text).into(),
            Error::NoGroup => "The specified log group does not exist.".into(),
            Error::NoStream => "The specified log stream does not exist.".into(),
            Error::NoPolicy(name) => format!("Policy with name [{name}] does not exist.").into(),
            Error::GroupExists => "The specified log group already exists".into(),
            Error::StreamExists => "The specified log stream already exists".into(),
            Error::Protected => "The log group is protected from deletion: its deletion protection is enabled.".into(),
            Error::OtherRevision => "The expected revision id is not that of the resource policy.".into(),
            Error::LimitExceeded => "Resource limit exceeded.".into(),
            Error::TooManyTags => "The resource can have no more than 50 tags.".into(),
        }
    }
}

impl From<Invalid> for Error {
    fn from(broken: Invalid) -> Self {
        Error::InvalidParameter(broken.0.into())
    }
}

impl From<InvalidPattern> for Error {
    fn from(broken: InvalidPattern) -> Self {
        Error::InvalidParameter(broken.to_string().into())
    }
}

impl From<Error> for Fault {
    fn from(error: Error) -> Fault {
        let code = error.code();
        Fault {
            namespace: "",
            shape: code,
            code,
            status: 400,
            sender: true,
            message: error.message(),
            query_message: None,
            reason: None,
        }
    }
}
