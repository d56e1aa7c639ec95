//! A subscription as deliveries see it, and all those of a topic.

use std::sync::Arc;

use crate::aws::arn::Arn;
use crate::aws::text::Text;
use crate::aws::time::Time;

/// A subscription. It is never changed in place: another one takes its place, so that a publish reads it unlocked.
#[derive(Clone, Debug)]
pub struct Subscription {
    /// The ARN.
    pub arn: Text,
    /// The topic's ARN.
    pub topic_arn: Text,
    /// The account it belongs to.
    pub owner: Arc<str>,
    /// The ARN of who subscribed.
    pub principal: String,
    /// How it is delivered.
    pub protocol: Protocol,
    /// The endpoint as it was given.
    pub endpoint: Text,
    /// The endpoint, where it is an ARN.
    pub target: Option<Arn>,
    /// Whether it was confirmed: nothing is delivered before.
    pub confirmed: bool,
    /// Whether the confirmation was a signed call.
    pub authenticated: bool,
    /// Whether only a signed call may end it.
    pub authenticate_on_unsubscribe: bool,
    /// What it is confirmed with, and until when.
    pub token: Option<(Text, Time)>,
    /// Whether the message is delivered without its envelope.
    pub raw: bool,
    /// Where what can't be delivered goes.
    pub dead_letter_target: Option<Arn>,
}

/// How a subscription is delivered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protocol {
    Http,
    Https,
    Email,
    EmailJson,
    Sms,
    Sqs,
    Application,
    Lambda,
    Firehose,
}

impl Protocol {
    const ALL: [(Protocol, &str); 9] = [
        (Protocol::Http, "http"),
        (Protocol::Https, "https"),
        (Protocol::Email, "email"),
        (Protocol::EmailJson, "email-json"),
        (Protocol::Sms, "sms"),
        (Protocol::Sqs, "sqs"),
        (Protocol::Application, "application"),
        (Protocol::Lambda, "lambda"),
        (Protocol::Firehose, "firehose"),
    ];

    /// The protocol of that name.
    pub fn named(name: &str) -> Option<Self> {
        Protocol::ALL.into_iter().find(|(_, known)| *known == name).map(|(protocol, _)| protocol)
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        Protocol::ALL.into_iter().find(|(protocol, _)| *protocol == self).map_or("", |(_, name)| name)
    }

    /// Whether a subscription must be confirmed by its endpoint before it gets anything.
    pub fn is_confirmed_by_endpoint(self) -> bool {
        matches!(self, Protocol::Http | Protocol::Https | Protocol::Email | Protocol::EmailJson)
    }
}

/// The subscriptions of one topic.
#[derive(Clone, Debug, Default)]
pub struct Subscribers {
    /// All of them, in the order in which they were made.
    pub all: Vec<Arc<Subscription>>,
}

impl Subscribers {
    /// Adds a subscription, or puts it in the place of the one with the same ARN.
    pub fn put(&mut self, subscription: Arc<Subscription>) {
        match self.all.iter_mut().find(|known| known.arn == subscription.arn) {
            Some(known) => *known = subscription,
            None => self.all.push(subscription),
        }
    }

    /// Removes a subscription.
    pub fn remove(&mut self, arn: &str) -> Option<Arc<Subscription>> {
        let at = self.all.iter().position(|known| *known.arn == *arn)?;
        Some(self.all.remove(at))
    }
}
