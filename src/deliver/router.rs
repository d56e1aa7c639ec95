//! Who takes a delivery: services by the name that stands in ARNs.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, OnceLock, Weak};
use std::time::Duration;

use super::objects::Objects;
use super::operation::{Answered, Api, Operation};
use crate::aws::arn::Arn;
use crate::aws::body::Body;
use crate::aws::fault::Fault;
use crate::aws::message_attribute::MessageAttributes;
use crate::aws::scope::Scope;
use crate::aws::text::Text;
use crate::aws::time::Time;

/// What is delivered. Its parts are shared, so that a thousand receivers cost no copy of the body.
#[derive(Clone, Debug, Default)]
pub struct Delivery {
    /// The id of the message or event, as the journal names it.
    pub message: Text,
    /// The id of the service that delivers, as queues show it.
    pub sender: Option<Text>,
    /// The body.
    pub body: Body,
    /// Message attributes, where the receiver has such.
    pub attributes: MessageAttributes,
    /// The message group.
    pub group: Option<Text>,
    /// The deduplication id.
    pub deduplication: Option<Text>,
    /// The X-Ray trace that it belongs to.
    pub trace: Option<Text>,
    /// How many event buses it came through, that which delivers it being one.
    pub hops: u8,
    /// The partition key, where the receiver is a stream.
    pub partition_key: Option<Text>,
    /// What is added to the call, where the receiver is called by HTTP.
    pub http: Option<Arc<HttpParameters>>,
    /// When what the body tells of happened, where the receiver notes it.
    pub happened: Option<Time>,
    /// What a log group gets instead of the body.
    pub lines: Option<Arc<Lines>>,
}

/// Lines for a log group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lines {
    /// The log stream, which is made where there is none.
    pub stream: Text,
    /// When each was written, and what it says, in order. There may be none.
    pub lines: Vec<(Time, Text)>,
}

/// What a target adds to an HTTP call.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HttpParameters {
    /// Values for the `*` of the path, in order.
    pub path: Vec<String>,
    /// Query parameters.
    pub query: Vec<(String, String)>,
    /// Headers.
    pub headers: Vec<(String, String)>,
}

/// Why a receiver didn't take a delivery.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The error's code.
    pub code: String,
    /// Its text.
    pub text: String,
    /// Whether trying again can help.
    pub retry: bool,
    /// What kind of refusal it is, as dead letters tell it.
    pub cause: Cause,
    /// When to try again at the earliest, if the receiver said so.
    pub after: Option<Duration>,
}

/// A kind of refusal, by the error codes that EventBridge and Scheduler write on dead letters.
/// <https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html>
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// The receiver isn't there.
    NoResource,
    /// The receiver doesn't let the sender in.
    NoPermissions,
    /// The receiver has too much to do.
    Throttling,
    /// The receiver didn't answer in time.
    Timeout,
    /// What is delivered makes no sense to the receiver.
    InvalidParameter,
    /// Any other mistake of the sender's.
    SdkClientError,
    /// The receiver failed.
    ErrorFromTarget,
}

impl Cause {
    /// As dead letters have it.
    pub fn code(self) -> &'static str {
        match self {
            Cause::NoResource => "NO_RESOURCE",
            Cause::NoPermissions => "NO_PERMISSIONS",
            Cause::Throttling => "THROTTLING",
            Cause::Timeout => "TIMEOUT",
            Cause::InvalidParameter => "INVALID_PARAMETER",
            Cause::SdkClientError => "SDK_CLIENT_ERROR",
            Cause::ErrorFromTarget => "ERROR_FROM_TARGET",
        }
    }
}

impl Refusal {
    /// A refusal that stands, however often it is tried.
    pub fn lasting(code: impl Into<String>, text: impl Into<String>) -> Self {
        let (code, text) = (code.into(), text.into());
        Refusal { code, text, retry: false, cause: Cause::SdkClientError, after: None }
    }

    /// A refusal of what makes no sense to the receiver.
    pub fn invalid(code: impl Into<String>, text: impl Into<String>) -> Self {
        Refusal::lasting(code, text).because(Cause::InvalidParameter)
    }

    /// A refusal that may pass.
    pub fn passing(code: impl Into<String>, text: impl Into<String>) -> Self {
        Refusal { retry: true, ..Refusal::lasting(code, text) }.because(Cause::ErrorFromTarget)
    }

    /// A refusal of this kind.
    pub fn because(self, cause: Cause) -> Self {
        Refusal { cause, ..self }
    }
}

impl From<Fault> for Refusal {
    /// What an operation refuses: trying again helps only where the service failed or has too much to do.
    fn from(fault: Fault) -> Self {
        let throttled = fault.status == 429 || fault.code.contains("Throttl");
        Refusal {
            retry: throttled || fault.status >= 500,
            cause: match throttled {
                true => Cause::Throttling,
                false if fault.status >= 500 => Cause::ErrorFromTarget,
                false => Cause::SdkClientError,
            },
            ..Refusal::lasting(fault.code, fault.message)
        }
    }
}

/// How a receiver answered.
pub type Answer = Result<(), Refusal>;

/// An answer, or the promise of one.
pub enum Handed {
    /// It is decided.
    Now(Answer),
    /// The receiver is at work.
    Later(Pin<Box<dyn Future<Output = Answer> + Send>>),
}

/// A service that others deliver to.
pub trait Target: Send + Sync {
    /// Takes a delivery for the resource that `to` names.
    fn deliver(&self, now: Time, to: &Arn, delivery: &Delivery) -> Handed;

    /// Whether it makes a difference to deliver anything there; asked by those who tell much that few want to know.
    fn listens(&self, _to: &Arn) -> bool {
        true
    }
}

/// A service that wants to know when what it sent is over.
pub trait Sender: Send + Sync {
    /// Every delivery that was told of by [`Parcel::watched`](super::Parcel::watched) ends so, delivered or given up:
    /// that of this message, by this rule, subscription or schedule.
    fn ended(&self, now: Time, via: &str, message: &str);
}

/// The services that take deliveries. They are made after the router and live beside it, so it holds them weakly.
#[derive(Default)]
pub struct Router {
    targets: OnceLock<Vec<(&'static str, Weak<dyn Target>)>>,
    senders: OnceLock<Vec<(&'static str, Weak<dyn Sender>)>>,
    api: OnceLock<Box<dyn Api>>,
    objects: OnceLock<Weak<dyn Objects>>,
}

impl Router {
    /// Names the services, once.
    pub fn set(&self, targets: Vec<(&'static str, Weak<dyn Target>)>) {
        // A second call would be a mistake of the world's; the first list stands.
        let _ = self.targets.set(targets);
    }

    /// Names the services that watch what they send, once.
    pub fn watch(&self, senders: Vec<(&'static str, Weak<dyn Sender>)>) {
        let _ = self.senders.set(senders);
    }

    /// Opens the door to all operations, once.
    pub fn open(&self, api: Box<dyn Api>) {
        let _ = self.api.set(api);
    }

    /// Names the service that keeps objects, once.
    pub fn store(&self, objects: Weak<dyn Objects>) {
        let _ = self.objects.set(objects);
    }

    /// The service that keeps objects, where there is one.
    pub fn objects(&self) -> Option<Arc<dyn Objects>> {
        self.objects.get()?.upgrade()
    }

    /// Whether there is such an operation.
    pub fn has(&self, operation: &Operation) -> bool {
        self.api.get().is_some_and(|api| api.has(operation))
    }

    /// Runs an operation for an account in a region.
    pub fn call(
        &self,
        at: &Scope,
        operation: &Operation,
        input: Body,
    ) -> Pin<Box<dyn Future<Output = Answered> + Send>> {
        match self.api.get() {
            Some(api) => api.call(at, operation, input),
            None => Box::pin(async { Err(Fault::framework("ServiceUnavailable", "The server is starting.")) }),
        }
    }

    /// Tells the service that sent a delivery that it is over.
    pub fn ended(&self, sender: &str, now: Time, via: &str, message: &str) {
        let senders = self.senders.get().map_or(&[][..], Vec::as_slice);
        if let Some(sender) = senders.iter().find(|(name, _)| *name == sender).and_then(|(_, sender)| sender.upgrade())
        {
            sender.ended(now, via, message);
        }
    }

    /// Whether there is a service of this name that takes deliveries.
    pub fn reaches(&self, service: &str) -> bool {
        self.targets.get().is_some_and(|targets| targets.iter().any(|(name, _)| *name == service))
    }

    /// Whether it makes a difference to deliver anything to an ARN.
    pub fn listens(&self, to: &Arn) -> bool {
        self.target(to).is_some_and(|target| target.listens(to))
    }

    fn target(&self, to: &Arn) -> Option<Arc<dyn Target>> {
        let targets = self.targets.get().map_or(&[][..], Vec::as_slice);
        targets.iter().find(|(service, _)| *service == to.service).and_then(|(_, target)| target.upgrade())
    }

    /// Hands a delivery to the service that its receiver's ARN names.
    pub fn deliver(&self, now: Time, to: &Arn, delivery: &Delivery) -> Handed {
        match self.target(to) {
            Some(target) => target.deliver(now, to, delivery),
            None => {
                let text = format!("Eventyard has no service {} that takes deliveries.", to.service);
                Handed::Now(Err(Refusal::lasting("UnknownTarget", text)))
            }
        }
    }
}

impl std::fmt::Debug for Router {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Router").finish_non_exhaustive()
    }
}
