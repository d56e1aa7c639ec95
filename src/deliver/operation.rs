//! Any operation of any service by its name: for those who learn only at run time what they call.

use std::future::Future;
use std::pin::Pin;

use crate::aws::body::Body;
use crate::aws::fault::Fault;
use crate::aws::scope::Scope;

/// One operation, without its input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Operation {
    /// The service by its name in ARNs, such as `events`.
    pub service: &'static str,
    /// Its name, such as `PutEvents`.
    pub name: String,
}

impl Operation {
    /// The operation that AWS's SDK integrations call `eventbridge:putEvents`, if there is a service of that name.
    pub fn of_sdk(service: &str, action: &str) -> Option<Self> {
        let (_, service) = SDK_SERVICES.iter().find(|(sdk, _)| *sdk == service)?;
        let mut letters = action.chars();
        let name = letters.next()?.to_ascii_uppercase().to_string() + letters.as_str();
        Some(Operation { service, name })
    }

    /// The same as AWS's SDK integrations write it.
    pub fn sdk(&self) -> (&'static str, String) {
        let service = SDK_SERVICES.iter().find(|(_, service)| *service == self.service).map_or(self.service, |s| s.0);
        let mut letters = self.name.chars();
        let action = letters.next().map(|first| first.to_ascii_lowercase().to_string() + letters.as_str());
        (service, action.unwrap_or_default())
    }
}

/// What SDKs call our services, in lower case, and what ARNs do.
const SDK_SERVICES: [(&str, &str); 10] = [
    ("eventbridge", "events"),
    ("events", "events"),
    ("lambda", "lambda"),
    ("pipes", "pipes"),
    ("s3", "s3"),
    ("scheduler", "scheduler"),
    ("secretsmanager", "secretsmanager"),
    ("sfn", "states"),
    ("sns", "sns"),
    ("sqs", "sqs"),
];

/// What an operation answered: a JSON document with AWS's member names.
pub type Answered = Result<String, Fault>;

/// The services of a world, as far as they can be called by name. Input and output are JSON, their members named as in
/// the SDKs: `QueueUrl`, `StateMachineArn`.
pub trait Api: Send + Sync {
    /// Whether there is such an operation.
    fn has(&self, operation: &Operation) -> bool;

    /// Runs it for an account in a region.
    fn call(&self, at: &Scope, operation: &Operation, input: Body) -> Pin<Box<dyn Future<Output = Answered> + Send>>;
}
