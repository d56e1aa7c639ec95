//! The errors of Amazon SNS: one enum, and one match that gives each its code, status and text.
//! <https://docs.aws.amazon.com/sns/latest/api/CommonErrors.html>

use std::borrow::Cow;

use crate::aws::fault::Fault;

/// Why an operation was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Error {
    /// A parameter's value; the text behind "Invalid parameter: ".
    InvalidParameter(Cow<'static, str>),
    /// A value whose whole text is AWS's own, without the usual beginning.
    InvalidValue(String),
    /// A message attribute; the whole text.
    ParameterValueInvalid(String),
    /// A required structure is missing: its path in the request, as AWS writes it.
    MissingMember(String),
    /// A constraint of the model is broken; the whole text.
    ValidationException(String),
    /// The same where the framework, not SNS, finds it; the whole text.
    ValidationError(String),
    /// No topic of that ARN.
    TopicDoesNotExist,
    /// No subscription of that ARN.
    SubscriptionDoesNotExist,
    /// No platform application of that ARN.
    PlatformApplicationDoesNotExist,
    /// No endpoint of that ARN.
    EndpointDoesNotExist,
    /// No resource of that ARN to tag.
    ResourceDoesNotExist,
    /// What was named otherwise, and isn't there; the whole text.
    NotFound(String),
    /// The endpoint is disabled.
    EndpointDisabled,
    /// The platform application is disabled.
    PlatformApplicationDisabled,
    /// The phone number doesn't want messages.
    OptedOut,
    /// The topic can't do that now; the whole text.
    InvalidState(String),
    /// More tags than a resource may have.
    TagLimitExceeded,
    /// More filter policies than a topic or an account may have.
    FilterPolicyLimitExceeded,
    /// More subscriptions than a topic may have.
    SubscriptionLimitExceeded,
    /// The caller may not do that; the whole text.
    Authorization(String),
    /// A wrong one-time password; the whole text.
    Verification(String),
    /// The caller's mistake, in words; the whole text.
    UserError(String),
    /// Two entries of a batch have the same id.
    BatchEntryIdsNotDistinct,
    /// The messages of a batch are too long together.
    BatchRequestTooLong,
    /// A batch without entries.
    EmptyBatchRequest,
    /// More than ten entries.
    TooManyEntriesInBatchRequest,
    /// An entry's id; the whole text.
    InvalidBatchEntryId(String),
}

impl Error {
    /// An [`Error::InvalidParameter`].
    pub fn parameter(text: impl Into<Cow<'static, str>>) -> Self {
        Error::InvalidParameter(text.into())
    }

    /// Exception name, code on the wire, HTTP status.
    fn codes(&self) -> (&'static str, &'static str, u16) {
        match self {
            Error::InvalidParameter(_) | Error::InvalidValue(_) => {
                ("InvalidParameterException", "InvalidParameter", 400)
            }
            Error::ParameterValueInvalid(_) => ("InvalidParameterValueException", "ParameterValueInvalid", 400),
            Error::MissingMember(_) | Error::ValidationError(_) => ("ValidationError", "ValidationError", 400),
            Error::ValidationException(_) => ("ValidationException", "ValidationException", 400),
            Error::TopicDoesNotExist
            | Error::SubscriptionDoesNotExist
            | Error::PlatformApplicationDoesNotExist
            | Error::EndpointDoesNotExist
            | Error::NotFound(_) => ("NotFoundException", "NotFound", 404),
            Error::ResourceDoesNotExist => ("ResourceNotFoundException", "ResourceNotFound", 404),
            Error::EndpointDisabled => ("EndpointDisabledException", "EndpointDisabled", 400),
            Error::PlatformApplicationDisabled => {
                ("PlatformApplicationDisabledException", "PlatformApplicationDisabled", 400)
            }
            Error::OptedOut => ("OptedOutException", "OptedOut", 400),
            Error::InvalidState(_) => ("InvalidStateException", "InvalidState", 400),
            Error::TagLimitExceeded => ("TagLimitExceededException", "TagLimitExceeded", 400),
            Error::FilterPolicyLimitExceeded => {
                ("FilterPolicyLimitExceededException", "FilterPolicyLimitExceeded", 403)
            }
            Error::SubscriptionLimitExceeded => {
                ("SubscriptionLimitExceededException", "SubscriptionLimitExceeded", 403)
            }
            Error::Authorization(_) => ("AuthorizationErrorException", "AuthorizationError", 403),
            Error::Verification(_) => ("VerificationException", "VerificationException", 400),
            Error::UserError(_) => ("UserErrorException", "UserError", 400),
            Error::BatchEntryIdsNotDistinct => ("BatchEntryIdsNotDistinctException", "BatchEntryIdsNotDistinct", 400),
            Error::BatchRequestTooLong => ("BatchRequestTooLongException", "BatchRequestTooLong", 400),
            Error::EmptyBatchRequest => ("EmptyBatchRequestException", "EmptyBatchRequest", 400),
            Error::TooManyEntriesInBatchRequest => {
                ("TooManyEntriesInBatchRequestException", "TooManyEntriesInBatchRequest", 400)
            }
            Error::InvalidBatchEntryId(_) => ("InvalidBatchEntryIdException", "InvalidBatchEntryId", 400),
        }
    }

    /// The code of the query protocol.
    pub fn code(&self) -> &'static str {
        self.codes().1
    }

    /// AWS's text.
    pub fn message(&self) -> Cow<'static, str> {
        match self {
            Error::InvalidParameter(text) => format!("Invalid parameter: {text}").into(),
            Error::MissingMember(path) => format!(
                "1 validation error detected: Value null at '{path}' failed to satisfy constraint: Member must not be \
                 null"
            )
            .into(),
            Error::TopicDoesNotExist => "Topic does not exist".into(),
            Error::SubscriptionDoesNotExist => "Subscription does not exist".into(),
            Error::PlatformApplicationDoesNotExist => "PlatformApplication does not exist".into(),
            Error::EndpointDoesNotExist => "Endpoint does not exist".into(),
            Error::ResourceDoesNotExist => "Resource does not exist".into(),
            Error::EndpointDisabled => "Endpoint is disabled".into(),
            Error::PlatformApplicationDisabled => "Platform application is disabled".into(),
            Error::OptedOut => "Phone number is opted out".into(),
            Error::TagLimitExceeded => "Could not complete request: tag quota of per resource exceeded".into(),
            Error::FilterPolicyLimitExceeded => "Filter policy limit exceeded".into(),
            Error::SubscriptionLimitExceeded => "Subscription limit exceeded".into(),
            Error::BatchEntryIdsNotDistinct => "Two or more batch entries in the request have the same Id.".into(),
            Error::BatchRequestTooLong => "The length of all the messages put together is more than the limit.".into(),
            Error::EmptyBatchRequest => "The batch request doesn't contain any entries.".into(),
            Error::TooManyEntriesInBatchRequest => "The batch request contains more entries than permissible.".into(),
            Error::InvalidValue(text)
            | Error::ParameterValueInvalid(text)
            | Error::ValidationException(text)
            | Error::ValidationError(text)
            | Error::NotFound(text)
            | Error::InvalidState(text)
            | Error::Authorization(text)
            | Error::Verification(text)
            | Error::UserError(text)
            | Error::InvalidBatchEntryId(text) => text.clone().into(),
        }
    }
}

impl From<Error> for Fault {
    fn from(error: Error) -> Fault {
        let (shape, code, status) = error.codes();
        Fault {
            namespace: "com.amazonaws.sns",
            shape,
            code,
            status,
            sender: true,
            message: error.message(),
            query_message: None,
            reason: None,
        }
    }
}
