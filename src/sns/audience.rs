//! Which of a topic's subscriptions a message goes to, by their filter policies, and why not to the others.
//! <https://docs.aws.amazon.com/sns/latest/dg/sns-message-filtering.html>

use std::cell::OnceCell;
use std::collections::HashSet;
use std::ops::Range;
use std::sync::Arc;

use foldhash::fast::RandomState;

use super::message::{Message, Texts};
use super::subscriber::{Subscribers, Subscription};
use crate::aws::message_attribute::{MessageAttributes, attributes_size};
use crate::aws::text::Text;
use crate::deliver::{Misses, Why};
use crate::pattern::{self, Attribute, FilterPolicyScope, Index, Subject};

/// The confirmed subscriptions of a topic by what they want, each by its number.
#[derive(Clone, Debug, Default)]
pub struct Audience {
    /// Those who want everything, in order.
    open: Vec<u64>,
    by_attributes: Index<u64>,
    by_body: Index<u64>,
}

impl Audience {
    /// Files a subscription under its policy.
    pub fn put(&mut self, number: u64, subscription: &Subscription) {
        self.remove(number);
        if !subscription.confirmed || subscription.replay.as_ref().is_some_and(|replay| !replay.lets_new_in()) {
            return;
        }
        match &subscription.filter {
            Some(policy) => match policy.scope() {
                FilterPolicyScope::MessageAttributes => self.by_attributes.insert(number, policy.matcher()),
                FilterPolicyScope::MessageBody => self.by_body.insert(number, policy.matcher()),
            },
            None => {
                let at = self.open.partition_point(|known| *known < number);
                self.open.insert(at, number);
            }
        }
    }

    /// Forgets a subscription.
    pub fn remove(&mut self, number: u64) {
        if let Ok(at) = self.open.binary_search(&number) {
            self.open.remove(at);
        }
        self.by_attributes.remove(&number);
        self.by_body.remove(&number);
    }

    /// How many have a filter policy.
    pub fn filtered(&self) -> usize {
        self.by_attributes.len() + self.by_body.len()
    }

    /// The numbers of those a message goes to, in order; without those of [`by_body`](Self::by_body) where the message
    /// has a text for each protocol.
    fn matching(&self, seen: &Seen<'_>) -> Vec<u64> {
        let mut numbers = self.open.clone();
        if !self.by_attributes.is_empty() {
            self.by_attributes.matching(seen.attributes(), |number| numbers.push(*number));
        }
        if !self.by_body.is_empty()
            && seen.texts.are_same()
            && let Some(body) = seen.body()
        {
            self.by_body.matching(body, |number| numbers.push(*number));
        }
        if numbers.len() > self.open.len() {
            numbers.sort_unstable();
        }
        numbers
    }
}

impl Subscribers {
    /// Those a message goes to, in the order in which they subscribed.
    pub fn matching(&self, message: &Message) -> Vec<&Subscription> {
        let seen = Seen::of(&message.attributes, &message.texts);
        if !message.texts.are_same() && !self.audience.by_body.is_empty() {
            // Each protocol has its own text to look at.
            let wants = |one: &&Arc<Subscription>| one.confirmed && one.filter_fits(&seen);
            return self.all.iter().filter(wants).map(|one| &**one).collect();
        }
        self.audience.matching(&seen).into_iter().filter_map(|number| self.numbered(number)).collect()
    }

    /// How many with a filter policy did not get a message that went to `reached` in all.
    pub fn passed_by(&self, reached: &[&Subscription]) -> usize {
        self.audience.filtered() - reached.iter().filter(|one| one.filter.is_some()).count()
    }
}

impl Subscription {
    /// Whether its filter policy, if it has one, lets a message through.
    pub fn wants(&self, message: &Message) -> bool {
        self.confirmed && self.filter_fits(&Seen::of(&message.attributes, &message.texts))
    }

    fn filter_fits(&self, seen: &Seen<'_>) -> bool {
        let Some(policy) = &self.filter else { return true };
        match policy.scope() {
            FilterPolicyScope::MessageAttributes => policy.matches(seen.attributes()),
            FilterPolicyScope::MessageBody if seen.texts.are_same() => {
                seen.body().is_some_and(|body| policy.matches(body))
            }
            FilterPolicyScope::MessageBody => {
                Subject::text(seen.texts.of(self.protocol.name())).is_some_and(|body| policy.matches(&body))
            }
        }
    }

    /// Why its filter policy lets a message pass by.
    pub fn why_not(&self, attributes: &MessageAttributes, texts: &Texts) -> Option<pattern::Why> {
        let policy = self.filter.as_ref()?;
        match policy.scope() {
            FilterPolicyScope::MessageAttributes => policy.why(&subject_of(attributes)),
            FilterPolicyScope::MessageBody => {
                let text = texts.of(self.protocol.name());
                match Subject::text(text) {
                    Some(body) => policy.why(&body),
                    None => Some(pattern::Why::not_an_object(text)),
                }
            }
        }
    }
}

/// A message as filter policies see it, read once and only as far as somebody asks.
struct Seen<'m> {
    attributes: &'m MessageAttributes,
    texts: &'m Texts,
    as_attributes: OnceCell<Subject<'m>>,
    as_body: OnceCell<Option<Subject<'m>>>,
}

impl<'m> Seen<'m> {
    fn of(attributes: &'m MessageAttributes, texts: &'m Texts) -> Self {
        Seen { attributes, texts, as_attributes: OnceCell::new(), as_body: OnceCell::new() }
    }

    fn attributes(&self) -> &Subject<'m> {
        self.as_attributes.get_or_init(|| subject_of(self.attributes))
    }

    /// The text that is the same for all protocols; none where it is no JSON object.
    fn body(&self) -> Option<&Subject<'m>> {
        self.as_body.get_or_init(|| Subject::text(self.texts.default())).as_ref()
    }
}

fn subject_of(attributes: &MessageAttributes) -> Subject<'_> {
    Subject::attributes(attributes.iter().map(|(name, value)| Attribute {
        name,
        data_type: value.data_type.as_deref().unwrap_or_default(),
        value: value.string_value.as_deref().unwrap_or_default(),
    }))
}

/// Those a message passed by, for the journal to explain when somebody asks.
pub struct Missed {
    subscribers: Arc<Subscribers>,
    /// Those with a filter policy that did get it.
    reached: Vec<Text>,
    count: usize,
    attributes: MessageAttributes,
    texts: Texts,
}

impl Missed {
    /// All with a filter policy but those whose ARN is in `reached`.
    pub fn new(subscribers: Arc<Subscribers>, reached: Vec<Text>, count: usize, message: &Message) -> Self {
        let (attributes, texts) = (message.attributes.clone(), message.texts.clone());
        Missed { subscribers, reached, count, attributes, texts }
    }
}

impl Misses for Missed {
    fn count(&self) -> usize {
        self.count
    }

    fn size(&self) -> usize {
        size_of::<Missed>() + attributes_size(&self.attributes) + self.texts.size() + 96 * self.reached.len()
    }

    fn explain(&self, some: Range<usize>) -> Vec<(Text, Text, Why)> {
        let reached: HashSet<&Text, RandomState> = self.reached.iter().collect();
        let missed = |one: &&Arc<Subscription>| one.confirmed && one.filter.is_some() && !reached.contains(&one.arn);
        let explained = |one: &Arc<Subscription>| {
            let why = one.why_not(&self.attributes, &self.texts)?;
            Some((one.arn.clone(), one.endpoint.clone(), Why::Unmatched(why)))
        };
        let missed = self.subscribers.all.iter().filter(missed).skip(some.start).take(some.len());
        missed.filter_map(explained).collect()
    }
}
