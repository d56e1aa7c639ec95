//! A subscription as deliveries see it, and all those of a topic.

use std::collections::HashMap;
use std::sync::Arc;

use foldhash::fast::RandomState;

use super::audience::Audience;
use super::delivery_policy::SubscriptionPolicy;
use crate::aws::arn::Arn;
use crate::aws::text::Text;
use crate::aws::time::Time;
use crate::deliver::Throttle;
use crate::pattern::{FilterPolicy, FilterPolicyScope};

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
    /// Which messages it gets; none means all.
    pub filter: Option<Arc<FilterPolicy>>,
    /// What a filter policy looks at: kept while there is none, too.
    pub filter_scope: FilterPolicyScope,
    /// The redrive policy as it was given, and is shown.
    pub redrive_policy: Option<Text>,
    /// Where what can't be delivered goes.
    pub dead_letter_target: Option<Arn>,
    /// How deliveries over HTTP are tried again.
    pub delivery_policy: Option<SubscriptionPolicy>,
    /// How fast deliveries over HTTP may follow each other: what a change of the policy doesn't forget.
    pub throttle: Arc<Throttle>,
    /// The role that Firehose is called with.
    pub role: Option<Text>,
    /// Which archived messages it gets again.
    pub replay: Option<Replay>,
}

/// A replay of a FIFO topic's archive to one subscription.
#[derive(Clone, Debug)]
pub struct Replay {
    /// The policy as it was given, and is shown.
    pub document: Text,
    /// From when.
    pub from: Time,
    /// Until when; no end means that new messages follow.
    pub until: Option<Time>,
    /// How far it has come.
    pub status: ReplayStatus,
    /// Whether the archive is through, so that new messages follow.
    pub caught_up: bool,
}

impl Replay {
    /// Whether new messages are delivered: not before the archive is through, nor behind the replay's end.
    pub fn lets_new_in(&self) -> bool {
        self.caught_up && !(self.until.is_some() && self.status == ReplayStatus::Completed)
    }
}

/// How far a replay has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReplayStatus {
    Pending,
    InProgress,
    Completed,
    Failed,
}

impl ReplayStatus {
    /// As AWS writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            ReplayStatus::Pending => "Pending",
            ReplayStatus::InProgress => "In progress",
            ReplayStatus::Completed => "Completed",
            ReplayStatus::Failed => "Failed",
        }
    }
}

/// How a subscription is delivered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
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

    /// Whether messages can be delivered without their envelope.
    pub fn can_be_raw(self) -> bool {
        matches!(self, Protocol::Http | Protocol::Https | Protocol::Sqs | Protocol::Firehose)
    }

    /// Whether it carries messages of more than 256 KB.
    pub fn carries_large_messages(self) -> bool {
        matches!(self, Protocol::Sqs | Protocol::Firehose | Protocol::Lambda)
    }
}

/// The subscriptions of one topic. Adding, replacing and finding one costs the same however many there are.
#[derive(Clone, Debug, Default)]
pub struct Subscribers {
    /// All of them, in the order in which they were made.
    pub all: Vec<Arc<Subscription>>,
    /// The number of each one in `all`, which grows and is never given again.
    numbers: Vec<u64>,
    next: u64,
    by_arn: HashMap<Text, u64, RandomState>,
    by_endpoint: HashMap<(Protocol, Text), u64, RandomState>,
    confirmed: usize,
    filtered: usize,
    /// Whom a message goes to.
    pub(super) audience: Audience,
}

impl Subscribers {
    /// Adds a subscription, or puts it in the place of the one with the same ARN.
    pub fn put(&mut self, subscription: Arc<Subscription>) {
        self.count(&subscription, 1);
        if let Some(at) = self.place(self.by_arn.get(&subscription.arn)) {
            self.audience.put(self.numbers[at], &subscription);
            let former = std::mem::replace(&mut self.all[at], subscription);
            self.count(&former, -1);
            return;
        }
        let number = self.next;
        self.next += 1;
        self.audience.put(number, &subscription);
        self.by_arn.insert(subscription.arn.clone(), number);
        self.by_endpoint.insert((subscription.protocol, subscription.endpoint.clone()), number);
        self.numbers.push(number);
        self.all.push(subscription);
    }

    /// Removes a subscription.
    pub fn remove(&mut self, arn: &str) -> Option<Arc<Subscription>> {
        let number = self.by_arn.remove(arn)?;
        let at = self.place(Some(&number))?;
        self.audience.remove(self.numbers.remove(at));
        let removed = self.all.remove(at);
        self.by_endpoint.remove(&(removed.protocol, removed.endpoint.clone()));
        self.count(&removed, -1);
        Some(removed)
    }

    /// The subscription of that ARN.
    pub fn get(&self, arn: &str) -> Option<&Arc<Subscription>> {
        self.place(self.by_arn.get(arn)).map(|at| &self.all[at])
    }

    /// The subscription of that endpoint.
    pub fn of_endpoint(&self, protocol: Protocol, endpoint: &Text) -> Option<&Arc<Subscription>> {
        self.place(self.by_endpoint.get(&(protocol, endpoint.clone()))).map(|at| &self.all[at])
    }

    /// The subscription of that number.
    pub(super) fn numbered(&self, number: u64) -> Option<&Subscription> {
        self.place(Some(&number)).map(|at| &*self.all[at])
    }

    /// Those made after the one of a number, each with its own.
    pub fn after(&self, number: Option<u64>) -> impl Iterator<Item = (u64, &Arc<Subscription>)> {
        let first = number.map_or(0, |number| self.numbers.partition_point(|known| *known <= number));
        self.numbers[first..].iter().copied().zip(&self.all[first..])
    }

    /// How many are confirmed.
    pub fn confirmed(&self) -> usize {
        self.confirmed
    }

    /// How many are not confirmed yet.
    pub fn pending(&self) -> usize {
        self.all.len() - self.confirmed
    }

    /// How many have a filter policy.
    pub fn filtered(&self) -> usize {
        self.filtered
    }

    fn place(&self, number: Option<&u64>) -> Option<usize> {
        self.numbers.binary_search(number?).ok()
    }

    fn count(&mut self, subscription: &Subscription, by: isize) {
        if subscription.confirmed {
            self.confirmed = self.confirmed.saturating_add_signed(by);
        }
        if subscription.filter.is_some() {
            self.filtered = self.filtered.saturating_add_signed(by);
        }
    }
}
