//! The errors of EventBridge Scheduler: one enum, and one match that gives each its code, status and text.
//! <https://docs.aws.amazon.com/scheduler/latest/APIReference/CommonErrors.html>

use std::borrow::Cow;

use crate::aws::check::Invalid;
use crate::aws::fault::Fault;

/// Why an operation was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Error {
    /// A member's value; the whole text.
    Validation(Cow<'static, str>),
    /// No schedule of that name.
    NoSchedule(String),
    /// No group of that name.
    NoGroup(String),
    /// There is a schedule of that name.
    ScheduleExists(String),
    /// There is a group of that name.
    GroupExists(String),
    /// The default group can't be made or deleted.
    DefaultGroup,
    /// More of something than a quota allows; the whole text.
    QuotaExceeded(&'static str),
}

impl Error {
    /// An [`Error::Validation`].
    pub fn validation(text: impl Into<Cow<'static, str>>) -> Self {
        Error::Validation(text.into())
    }

    fn kind(&self) -> (&'static str, u16) {
        match self {
            Error::Validation(_) | Error::DefaultGroup => ("ValidationException", 400),
            Error::QuotaExceeded(_) => ("ServiceQuotaExceededException", 402),
            Error::NoSchedule(_) | Error::NoGroup(_) => ("ResourceNotFoundException", 404),
            Error::ScheduleExists(_) | Error::GroupExists(_) => ("ConflictException", 409),
        }
    }

    /// AWS's text.
    pub fn message(&self) -> Cow<'static, str> {
        match self {
            Error::Validation(text) => text.clone(),
            Error::NoSchedule(name) => format!("Schedule {name} does not exist.").into(),
            Error::NoGroup(name) => format!("Schedule group {name} does not exist.").into(),
            Error::ScheduleExists(name) => format!("Schedule {name} already exists.").into(),
            Error::GroupExists(name) => format!("Schedule group {name} already exists.").into(),
            Error::DefaultGroup => "This operation cannot be performed on schedule group default.".into(),
            Error::QuotaExceeded(text) => (*text).into(),
        }
    }
}

impl From<Invalid> for Error {
    fn from(broken: Invalid) -> Self {
        Error::Validation(broken.0.into())
    }
}

impl From<Error> for Fault {
    fn from(error: Error) -> Fault {
        let (code, status) = error.kind();
        Fault {
            namespace: "",
            shape: code,
            code,
            status,
            sender: true,
            message: error.message(),
            query_message: None,
            reason: None,
        }
    }
}
