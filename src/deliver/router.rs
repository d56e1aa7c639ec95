//! Who takes a delivery: services by the name that stands in ARNs.

use std::future::Future;
use std::pin::Pin;
use std::sync::{OnceLock, Weak};

use crate::aws::arn::Arn;
use crate::aws::body::Body;
use crate::aws::message_attribute::MessageAttributes;
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
}

impl Refusal {
    /// A refusal that stands, however often it is tried.
    pub fn lasting(code: impl Into<String>, text: impl Into<String>) -> Self {
        Refusal { code: code.into(), text: text.into(), retry: false }
    }

    /// A refusal that may pass.
    pub fn passing(code: impl Into<String>, text: impl Into<String>) -> Self {
        Refusal { code: code.into(), text: text.into(), retry: true }
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
}

/// The services that take deliveries. They are made after the router and live beside it, so it holds them weakly.
#[derive(Default)]
pub struct Router {
    targets: OnceLock<Vec<(&'static str, Weak<dyn Target>)>>,
}

impl Router {
    /// Names the services, once.
    pub fn set(&self, targets: Vec<(&'static str, Weak<dyn Target>)>) {
        // A second call would be a mistake of the world's; the first list stands.
        let _ = self.targets.set(targets);
    }

    /// Hands a delivery to the service that its receiver's ARN names.
    pub fn deliver(&self, now: Time, to: &Arn, delivery: &Delivery) -> Handed {
        let targets = self.targets.get().map_or(&[][..], Vec::as_slice);
        let target =
            targets.iter().find(|(service, _)| *service == to.service).and_then(|(_, target)| target.upgrade());
        match target {
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
