//! The errors of AWS Step Functions: one enum, and one match that gives each its code and text.
//! <https://docs.aws.amazon.com/step-functions/latest/apireference/CommonErrors.html>

use std::borrow::Cow;

use super::asl::Refused;
use crate::aws::check::Invalid;
use crate::aws::fault::Fault;

/// Why an operation was refused. All of them are answered with status 400, those of missing resources too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Error {
    /// A member's value; the whole text.
    Validation(Cow<'static, str>),
    /// The same with what AWS calls its reason.
    ValidationFor(Reason, Cow<'static, str>),
    /// No ARN of the kind that is wanted; what is wrong with it.
    InvalidArn(String),
    /// No ARN of a role.
    InvalidRoleArn(String),
    /// A name that can't be had.
    InvalidName(String),
    /// A page's token that isn't ours, too old, or of another list; what is wrong with it.
    InvalidToken(&'static str),
    /// What is wrong with a definition.
    InvalidDefinition(Refused),
    /// A state that can't be tested; the whole text.
    Untestable(&'static str),
    /// What is wrong with a logging configuration.
    InvalidLoggingConfiguration(&'static str),
    /// What is wrong with an encryption configuration; the whole text.
    InvalidEncryptionConfiguration(&'static str),
    /// An update that gives nothing to change.
    NothingToUpdate,
    /// No state machine, or version of one, by that ARN.
    StateMachineDoesNotExist(String),
    /// A state machine of that ARN is there, and is another one.
    StateMachineAlreadyExists(String),
    /// The state machine of that ARN is on its way out.
    StateMachineDeleting(String),
    /// More state machines than a quota allows.
    StateMachineLimitExceeded,
    /// No execution by that ARN.
    ExecutionDoesNotExist(String),
    /// An execution of that ARN is there, and is another one or has ended.
    ExecutionAlreadyExists(String),
    /// An execution can't begin again; why not.
    ExecutionNotRedrivable(String),
    /// A state machine's type doesn't have that operation.
    StateMachineTypeNotSupported,
    /// What is wrong with an execution's input.
    InvalidExecutionInput(String),
    /// No activity by that ARN.
    ActivityDoesNotExist(String),
    /// An activity of that ARN is there, with another encryption.
    ActivityAlreadyExists(String),
    /// More activities than a quota allows.
    ActivityLimitExceeded,
    /// More workers wait for the tasks of an activity than a quota allows.
    ActivityWorkerLimitExceeded,
    /// What is wrong with a task's output.
    InvalidOutput(String),
    /// Nobody knows the execution of that task.
    TaskDoesNotExist,
    /// Nobody waits for that task any more.
    TaskTimedOut,
    /// Nothing that could have tags by that ARN.
    ResourceNotFound(String),
    /// No alias, or no version that an alias names.
    ReferenceNotFound,
    /// Something else is in the way; the whole text.
    Conflict(String),
    /// More versions or aliases than a quota allows.
    ServiceQuotaExceeded,
    /// More tags than a resource can have.
    TooManyTags,
}

/// The reasons that AWS gives with a `ValidationException`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The ARN of a map state, where that of a state machine is wanted.
    LabeledArn,
    /// One of several members has to be there.
    MissingRequiredParameter,
    /// What has ended can't be changed any more.
    CompletedMapRun,
    /// An alias can't route so.
    InvalidRoutingConfiguration,
}

impl Reason {
    fn code(self) -> &'static str {
        match self {
            Reason::LabeledArn => "API_DOES_NOT_SUPPORT_LABELED_ARNS",
            Reason::MissingRequiredParameter => "MISSING_REQUIRED_PARAMETER",
            Reason::CompletedMapRun => "CANNOT_UPDATE_COMPLETED_MAP_RUN",
            Reason::InvalidRoutingConfiguration => "INVALID_ROUTING_CONFIGURATION",
        }
    }
}

impl Error {
    /// An [`Error::Validation`].
    pub fn validation(text: impl Into<Cow<'static, str>>) -> Self {
        Error::Validation(text.into())
    }

    fn code(&self) -> &'static str {
        match self {
            Error::Validation(_) | Error::ValidationFor(..) => "ValidationException",
            Error::InvalidArn(_) | Error::InvalidRoleArn(_) => "InvalidArn",
            Error::InvalidName(_) => "InvalidName",
            Error::InvalidToken(_) => "InvalidToken",
            Error::InvalidDefinition(_) | Error::Untestable(_) => "InvalidDefinition",
            Error::InvalidLoggingConfiguration(_) => "InvalidLoggingConfiguration",
            Error::InvalidEncryptionConfiguration(_) => "InvalidEncryptionConfiguration",
            Error::NothingToUpdate => "MissingRequiredParameter",
            Error::StateMachineDoesNotExist(_) => "StateMachineDoesNotExist",
            Error::StateMachineAlreadyExists(_) => "StateMachineAlreadyExists",
            Error::StateMachineDeleting(_) => "StateMachineDeleting",
            Error::StateMachineLimitExceeded => "StateMachineLimitExceeded",
            Error::ExecutionDoesNotExist(_) => "ExecutionDoesNotExist",
            Error::ExecutionAlreadyExists(_) => "ExecutionAlreadyExists",
            Error::ExecutionNotRedrivable(_) => "ExecutionNotRedrivable",
            Error::StateMachineTypeNotSupported => "StateMachineTypeNotSupported",
            Error::InvalidExecutionInput(_) => "InvalidExecutionInput",
            Error::ActivityDoesNotExist(_) => "ActivityDoesNotExist",
            Error::ActivityAlreadyExists(_) => "ActivityAlreadyExists",
            Error::ActivityLimitExceeded => "ActivityLimitExceeded",
            Error::ActivityWorkerLimitExceeded => "ActivityWorkerLimitExceeded",
            Error::InvalidOutput(_) => "InvalidOutput",
            Error::TaskDoesNotExist => "TaskDoesNotExist",
            Error::TaskTimedOut => "TaskTimedOut",
            Error::ResourceNotFound(_) | Error::ReferenceNotFound => "ResourceNotFound",
            Error::Conflict(_) => "ConflictException",
            Error::ServiceQuotaExceeded => "ServiceQuotaExceededException",
            Error::TooManyTags => "TooManyTags",
        }
    }

    fn reason(&self) -> Option<&'static str> {
        match self {
            Error::ValidationFor(reason, _) => Some(reason.code()),
            _ => None,
        }
    }

    /// AWS's text.
    pub fn message(&self) -> Cow<'static, str> {
        match self {
            Error::Validation(text) | Error::ValidationFor(_, text) => text.clone(),
            Error::InvalidArn(why) => format!("Invalid Arn: '{why}'").into(),
            Error::InvalidRoleArn(arn) => format!("Invalid Role Arn: '{arn}'").into(),
            Error::InvalidName(name) => format!("Invalid Name: '{name}'").into(),
            Error::InvalidToken(why) => format!("Invalid Token: '{why}'").into(),
            Error::InvalidDefinition(refused) => refused.to_string().into(),
            Error::InvalidLoggingConfiguration(why) => format!("Invalid Logging Configuration: {why}").into(),
            Error::InvalidEncryptionConfiguration(text) | Error::Untestable(text) => (*text).into(),
            Error::NothingToUpdate => "Either the definition, the role ARN, the LoggingConfiguration, or the \
                                       TracingConfiguration must be specified"
                .into(),
            Error::StateMachineDoesNotExist(arn) => format!("State Machine Does Not Exist: '{arn}'").into(),
            Error::StateMachineAlreadyExists(arn) => format!("State Machine Already Exists: '{arn}'").into(),
            Error::StateMachineDeleting(arn) => format!("State Machine Deleting: '{arn}'").into(),
            Error::StateMachineLimitExceeded => {
                "The maximum number of state machines has been reached. Existing state \
                                                 machines must be deleted before a new state machine can be created."
                    .into()
            }
            Error::ExecutionDoesNotExist(arn) => format!("Execution Does Not Exist: '{arn}'").into(),
            Error::ExecutionAlreadyExists(arn) => format!("Execution Already Exists: '{arn}'").into(),
            Error::ExecutionNotRedrivable(why) => why.clone().into(),
            Error::StateMachineTypeNotSupported => {
                "This operation is not supported by this type of state machine".into()
            }
            Error::InvalidExecutionInput(why) => format!("Invalid State Machine Execution Input: '{why}'").into(),
            Error::ActivityDoesNotExist(arn) => format!("Activity Does Not Exist: '{arn}'").into(),
            Error::ActivityAlreadyExists(arn) => format!("Activity Already Exists: '{arn}'").into(),
            Error::ActivityLimitExceeded => "The maximum number of activities has been reached. Existing activities \
                                             must be deleted before a new activity can be created."
                .into(),
            Error::ActivityWorkerLimitExceeded => {
                "The maximum number of workers concurrently polling for activity tasks has been reached.".into()
            }
            Error::InvalidOutput(why) => format!("Invalid Output: '{why}'").into(),
            Error::TaskDoesNotExist => "Task Does Not Exist: 'Provided task does not exist'".into(),
            Error::TaskTimedOut => "Task Timed Out: 'Provided task does not exist anymore'".into(),
            Error::ResourceNotFound(arn) => format!("Resource not found: '{arn}'").into(),
            Error::ReferenceNotFound => "Request references a resource that does not exist.".into(),
            Error::Conflict(text) => text.clone().into(),
            Error::ServiceQuotaExceeded => "The request would cause a service quota to be exceeded.".into(),
            Error::TooManyTags => "You've exceeded the number of tags allowed for a resource.".into(),
        }
    }
}

impl From<Refused> for Error {
    fn from(refused: Refused) -> Self {
        Error::InvalidDefinition(refused)
    }
}

impl From<Invalid> for Error {
    fn from(broken: Invalid) -> Self {
        Error::Validation(broken.0.into())
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
            reason: error.reason(),
        }
    }
}
