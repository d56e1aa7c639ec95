//! The errors of Amazon SQS: one enum, and one match that gives each its code, status and text.

use std::borrow::Cow;

use crate::aws::fault::Fault;

/// Why an operation was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Error {
    /// No queue of that name.
    QueueDoesNotExist,
    /// A queue of that name has another value of this attribute.
    QueueNameExists(String),
    /// The name was deleted less than 60 seconds ago.
    QueueDeletedRecently,
    /// The queue was purged less than 60 seconds ago.
    PurgeQueueInProgress(String),
    /// More of something than AWS allows.
    OverLimit(String),
    /// A batch without entries; the shape of the entry that is missing.
    EmptyBatchRequest(&'static str),
    /// A batch of so many entries.
    TooManyEntriesInBatchRequest(usize),
    /// The id of two entries of a batch.
    BatchEntryIdsNotDistinct(String),
    /// The bytes of a batch that is too long.
    BatchRequestTooLong(usize),
    /// An entry's id isn't well formed.
    InvalidBatchEntryId,
    /// A receipt handle that this queue never gave.
    ReceiptHandleIsInvalid(String),
    /// A character that SQS doesn't take.
    InvalidMessageContents,
    /// An attribute that doesn't exist, or not on this kind of queue.
    InvalidAttributeName(String),
    /// An attribute's value out of range.
    InvalidAttributeValue(String),
    /// Any other value out of range.
    InvalidParameterValue(String),
    /// A required parameter is missing.
    MissingParameter(&'static str),
    /// The queue or task that a move task names.
    ResourceNotFound(&'static str),
    /// Something that the API describes and AWS doesn't do.
    UnsupportedOperation(&'static str),
}

/// The largest message and the largest batch, in bytes.
pub const MOST_BYTES: usize = 1_048_576;

impl Error {
    /// An [`Error::InvalidParameterValue`] in AWS's usual sentence.
    pub fn value(value: impl std::fmt::Display, parameter: &str, reason: &str) -> Self {
        Error::InvalidParameterValue(format!("Value {value} for parameter {parameter} is invalid. Reason: {reason}"))
    }

    /// The code of the query protocol, and of failed batch entries.
    pub fn code(&self) -> &'static str {
        self.codes().1
    }

    /// Shape name in JSON, code in the query protocol, HTTP status.
    fn codes(&self) -> (&'static str, &'static str, u16) {
        match self {
            Error::QueueDoesNotExist => ("QueueDoesNotExist", "AWS.SimpleQueueService.NonExistentQueue", 400),
            Error::QueueNameExists(_) => ("QueueNameExists", "QueueAlreadyExists", 400),
            Error::QueueDeletedRecently => ("QueueDeletedRecently", "AWS.SimpleQueueService.QueueDeletedRecently", 400),
            Error::PurgeQueueInProgress(_) => {
                ("PurgeQueueInProgress", "AWS.SimpleQueueService.PurgeQueueInProgress", 403)
            }
            Error::OverLimit(_) => ("OverLimit", "OverLimit", 403),
            Error::EmptyBatchRequest(_) => ("EmptyBatchRequest", "AWS.SimpleQueueService.EmptyBatchRequest", 400),
            Error::TooManyEntriesInBatchRequest(_) => {
                ("TooManyEntriesInBatchRequest", "AWS.SimpleQueueService.TooManyEntriesInBatchRequest", 400)
            }
            Error::BatchEntryIdsNotDistinct(_) => {
                ("BatchEntryIdsNotDistinct", "AWS.SimpleQueueService.BatchEntryIdsNotDistinct", 400)
            }
            Error::BatchRequestTooLong(_) => ("BatchRequestTooLong", "AWS.SimpleQueueService.BatchRequestTooLong", 400),
            Error::InvalidBatchEntryId => ("InvalidBatchEntryId", "AWS.SimpleQueueService.InvalidBatchEntryId", 400),
            Error::ReceiptHandleIsInvalid(_) => ("ReceiptHandleIsInvalid", "ReceiptHandleIsInvalid", 400),
            Error::InvalidMessageContents => ("InvalidMessageContents", "InvalidMessageContents", 400),
            Error::InvalidAttributeName(_) => ("InvalidAttributeName", "InvalidAttributeName", 400),
            Error::InvalidAttributeValue(_) => ("InvalidAttributeValue", "InvalidAttributeValue", 400),
            Error::InvalidParameterValue(_) => ("InvalidParameterValueException", "InvalidParameterValue", 400),
            Error::MissingParameter(_) => ("MissingRequiredParameterException", "MissingParameter", 400),
            Error::ResourceNotFound(_) => ("ResourceNotFoundException", "ResourceNotFoundException", 404),
            Error::UnsupportedOperation(_) => {
                ("UnsupportedOperation", "AWS.SimpleQueueService.UnsupportedOperation", 400)
            }
        }
    }

    /// AWS's text.
    pub fn message(&self) -> Cow<'static, str> {
        match self {
            Error::QueueDoesNotExist => "The specified queue does not exist.".into(),
            Error::QueueNameExists(attribute) => {
                format!("A queue already exists with the same name and a different value for attribute {attribute}")
                    .into()
            }
            Error::QueueDeletedRecently => {
                "You must wait 60 seconds after deleting a queue before you can create another with the same name."
                    .into()
            }
            Error::PurgeQueueInProgress(queue) => {
                format!("Only one PurgeQueue operation on {queue} is allowed every 60 seconds.").into()
            }
            Error::EmptyBatchRequest(entry) => format!("There should be at least one {entry} in the request.").into(),
            Error::TooManyEntriesInBatchRequest(sent) => {
                format!("Maximum number of entries per request are 10. You have sent {sent}.").into()
            }
            Error::BatchEntryIdsNotDistinct(id) => format!("Id {id} repeated.").into(),
            Error::BatchRequestTooLong(sent) => {
                format!("Batch requests cannot be longer than {MOST_BYTES} bytes. You have sent {sent} bytes.").into()
            }
            Error::InvalidBatchEntryId => "A batch entry id can only contain alphanumeric characters, hyphens and \
                underscores. It can be at most 80 letters long."
                .into(),
            Error::ReceiptHandleIsInvalid(handle) => {
                format!("The input receipt handle \"{handle}\" is not a valid receipt handle.").into()
            }
            Error::InvalidMessageContents => {
                "Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | \
                #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF"
                    .into()
            }
            Error::MissingParameter(name) => format!("The request must contain the parameter {name}.").into(),
            Error::ResourceNotFound(text) | Error::UnsupportedOperation(text) => (*text).into(),
            Error::OverLimit(text)
            | Error::InvalidAttributeName(text)
            | Error::InvalidAttributeValue(text)
            | Error::InvalidParameterValue(text) => text.clone().into(),
        }
    }
}

impl From<Error> for Fault {
    fn from(error: Error) -> Fault {
        let (shape, code, status) = error.codes();
        let query_message = match error {
            Error::QueueDoesNotExist => Some("The specified queue does not exist for this wsdl version."),
            _ => None,
        };
        Fault {
            namespace: "com.amazonaws.sqs",
            shape,
            code,
            status,
            sender: true,
            message: error.message(),
            query_message,
            reason: None,
        }
    }
}
