//! Publishing: a request becomes a message, which is fanned out to the topic's subscribers.
//! <https://docs.aws.amazon.com/sns/latest/api/API_Publish.html>

use std::collections::BTreeSet;
use std::sync::Arc;

use super::Sns;
use super::api::*;
use super::error::Error;
use super::fifo::Accepted;
use super::message::{Message, Texts};
use super::message_attribute;
use super::topic::Topic;
use super::topic_attribute::{Attributes, ThroughputScope};
use crate::aws::arn::Arn;
use crate::aws::check;
use crate::aws::deduplication::Identity;
use crate::aws::message_attribute::{MessageAttributes, attributes_size};
use crate::aws::scope::{Caller, Protocol};
use crate::aws::text::Text;
use crate::aws::time::Time;
use crate::deliver::Delivery;

/// Bytes of a message and of a batch, unless a topic takes more.
const MOST_BYTES: usize = 262_144;
const MOST_ENTRIES: usize = 10;
const LONGEST_ENTRY_ID: usize = 80;
const LONGEST_SUBJECT: usize = 100;
const LONGEST_ID: usize = 128;

impl Sns {
    /// Publish.
    pub(super) fn publish(&self, at: &Caller<'_>, input: PublishInput) -> Result<PublishResponse, Error> {
        let PublishInput { topic_arn, target_arn, phone_number, .. } = input;
        let receiver = Receiver::of(topic_arn.as_deref(), target_arn.as_deref(), phone_number.as_deref())?;
        let mut draft = Draft {
            text: input.message.unwrap_or_default(),
            subject: input.subject,
            structure: input.message_structure,
            attributes: input.message_attributes.unwrap_or_default().into(),
            deduplication: input.message_deduplication_id.map(Text::from),
            group: input.message_group_id.map(Text::from),
        };
        let size = draft.size();
        let now = self.now();
        let accepted = match receiver {
            Receiver::Topic(arn) => {
                draft.check_text()?;
                let topic = self.topic(at, Some(arn))?;
                let rules = Arc::clone(&topic.state().attributes);
                let texts = draft.texts()?;
                draft.check_ids(&rules)?;
                message_attribute::check(&draft.attributes, "")?;
                check_size(size, most_bytes(&rules))?;
                self.accept(now, &topic, &rules, self.message(at, draft, texts, now))
            }
            Receiver::Endpoint(arn) => {
                let texts = draft.checked(size)?;
                self.publish_to_endpoint(at, arn, || self.message(at, draft, texts, now))?
            }
            Receiver::Phone(number) => {
                let texts = draft.checked(size)?;
                self.publish_to_phone(at, number, || self.message(at, draft, texts, now))?
            }
        };
        Ok(PublishResponse {
            message_id: accepted.id.to_string(),
            sequence_number: accepted.sequence.map(|number| number.to_string()),
        })
    }

    /// Takes what another service delivers to a topic; the topic's own rules hold.
    pub(super) fn take(&self, now: Time, to: &Arn, delivery: &Delivery) -> Result<(), Error> {
        let topic = self.topic_by_arn(to).ok_or(Error::TopicDoesNotExist)?;
        let mut draft = Draft {
            text: (*delivery.body).into(),
            subject: None,
            structure: None,
            attributes: delivery.attributes.clone(),
            deduplication: delivery.deduplication.clone(),
            group: delivery.group.clone(),
        };
        let size = draft.size();
        let rules = Arc::clone(&topic.state().attributes);
        draft.check_text()?;
        draft.check_ids(&rules)?;
        check_size(size, most_bytes(&rules))?;
        let at = Caller {
            scope: to.scope.clone(),
            scheme: "http",
            host: &self.shared.here,
            path: "/",
            trace: delivery.trace.as_deref(),
            protocol: Protocol::Json,
            signed: true,
        };
        let texts = draft.texts()?;
        self.accept(now, &topic, &rules, self.message(&at, draft, texts, now));
        Ok(())
    }

    /// PublishBatch: one wrong entry refuses them all.
    pub(super) fn publish_batch(
        &self,
        at: &Caller<'_>,
        input: PublishBatchInput,
    ) -> Result<PublishBatchResponse, Error> {
        let entries = input.publish_batch_request_entries.unwrap_or_default();
        if entries.is_empty() {
            return Err(Error::EmptyBatchRequest);
        }
        if entries.len() > MOST_ENTRIES {
            return Err(Error::TooManyEntriesInBatchRequest);
        }
        let topic = self.topic(at, input.topic_arn.as_deref())?;
        check_entry_ids(&entries)?;
        let rules = Arc::clone(&topic.state().attributes);
        let now = self.now();
        let (mut messages, mut size) = (Vec::with_capacity(entries.len()), 0);
        for (number, entry) in entries.into_iter().enumerate() {
            let (id, mut draft) = entry.draft();
            size += draft.size();
            draft.check_text()?;
            let texts = draft.texts()?;
            draft.check_ids(&rules)?;
            message_attribute::check(&draft.attributes, &format!("publishBatchRequestEntries.{}.member.", number + 1))?;
            messages.push((id, self.message(at, draft, texts, now)));
        }
        if size > most_bytes(&rules) {
            return Err(Error::BatchRequestTooLong);
        }
        let result = |(id, message)| {
            let accepted = self.accept(now, &topic, &rules, message);
            PublishBatchResultEntry {
                id,
                message_id: accepted.id.to_string(),
                sequence_number: accepted.sequence.map(|number| number.to_string()),
            }
        };
        let successful = messages.into_iter().map(result).collect();
        Ok(PublishBatchResponse { successful, failed: Vec::new() })
    }

    /// Takes a message for a topic and delivers it: at once, or behind those that a FIFO topic took before.
    fn accept(&self, now: Time, topic: &Topic, rules: &Attributes, message: Message) -> Accepted {
        if !rules.fifo {
            let accepted = Accepted { id: message.id.clone(), sequence: None };
            let subscribers = Arc::clone(&topic.state().subscribers);
            self.fan_out(now, topic, rules, message, &subscribers);
            return accepted;
        }
        let by_group = rules.fifo_throughput_scope == Some(ThroughputScope::MessageGroup);
        let group = message.group.as_deref().filter(|_| by_group);
        let identity = Identity::new(group, message.deduplication.as_deref().unwrap_or_default());
        let (accepted, mine) = {
            let mut state = topic.state();
            (state.order.accept(now, message, identity), state.order.begin())
        };
        if mine {
            let retention = rules.archive_policy.as_ref().map(|policy| policy.retention);
            let next = || {
                let mut state = topic.state();
                let message = state.order.next(now, retention)?;
                // With the message, so that whoever has caught up with the archive gets it once.
                Some((message, Arc::clone(&state.subscribers)))
            };
            while let Some((message, subscribers)) = next() {
                self.fan_out(now, topic, rules, message, &subscribers);
            }
        }
        accepted
    }

    /// The message of a draft that was checked.
    fn message(&self, at: &Caller<'_>, draft: Draft, texts: Texts, now: Time) -> Message {
        let deduplication = draft.deduplication.or_else(|| {
            // Only FIFO topics read it, and they deliver to queues alone.
            draft.group.as_ref().map(|_| Identity::of_content(texts.of("sqs")).to_string().into())
        });
        Message {
            id: self.shared.ids.uuid().to_string().into(),
            at: now,
            subject: draft.subject.map(Text::from),
            texts,
            attributes: draft.attributes,
            group: draft.group,
            deduplication,
            sequence: None,
            trace: at.trace.map(Text::from),
            base: self.base(at),
            replayed: false,
        }
    }
}

/// Who a message is published to.
enum Receiver<'a> {
    Topic(&'a str),
    Endpoint(&'a str),
    Phone(&'a str),
}

impl<'a> Receiver<'a> {
    fn of(topic: Option<&'a str>, target: Option<&'a str>, phone: Option<&'a str>) -> Result<Self, Error> {
        match (topic, target, phone) {
            (None, None, None) => {
                Err(Error::parameter("TopicArn or TargetArn Reason: no value for required parameter"))
            }
            (Some(topic), None, None) => Ok(Receiver::Topic(topic)),
            (None, Some(target), None) => {
                // The resource of an endpoint has slashes, that of a topic has none.
                let resource = target.splitn(6, ':').nth(5).unwrap_or_default();
                Ok(if resource.contains('/') { Receiver::Endpoint(target) } else { Receiver::Topic(target) })
            }
            (None, None, Some(phone)) => Ok(Receiver::Phone(phone)),
            _ => Err(Error::parameter("Only one of TopicArn, TargetArn and PhoneNumber may be given")),
        }
    }
}

/// What a request gives of a message.
struct Draft {
    text: Box<str>,
    subject: Option<String>,
    structure: Option<String>,
    attributes: MessageAttributes,
    deduplication: Option<Text>,
    group: Option<Text>,
}

impl Draft {
    /// Bytes, as AWS counts them: body and message attributes.
    fn size(&self) -> usize {
        self.text.len() + attributes_size(&self.attributes)
    }

    fn check_text(&self) -> Result<(), Error> {
        if self.text.is_empty() {
            return Err(Error::parameter("Empty message"));
        }
        match self.subject.as_deref() {
            Some(subject) if !is_subject(subject) => Err(Error::parameter("Subject")),
            _ => Ok(()),
        }
    }

    /// What each protocol delivers; the text itself is taken out.
    fn texts(&mut self) -> Result<Texts, Error> {
        match self.structure.as_deref() {
            None => Ok(Texts::same(std::mem::take(&mut self.text))),
            Some("json") => Texts::by_protocol(&self.text),
            Some(_) => Err(Error::parameter("MessageStructure")),
        }
    }

    /// All that is asked of a message that goes past any topic.
    fn checked(&mut self, size: usize) -> Result<Texts, Error> {
        self.check_text()?;
        let texts = self.texts()?;
        message_attribute::check(&self.attributes, "")?;
        check_size(size, MOST_BYTES)?;
        Ok(texts)
    }

    /// The ids of group and deduplication: whether this kind of topic wants them, and their form.
    fn check_ids(&self, rules: &Attributes) -> Result<(), Error> {
        if rules.fifo && self.group.is_none() {
            return Err(Error::parameter("The MessageGroupId parameter is required for FIFO topics"));
        }
        if rules.fifo && self.deduplication.is_none() && !rules.content_based_deduplication {
            return Err(Error::parameter(
                "The topic should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided \
                 explicitly",
            ));
        }
        if !rules.fifo && self.deduplication.is_some() {
            return Err(Error::parameter(
                "MessageDeduplicationId Reason: The request includes MessageDeduplicationId parameter that is not \
                 valid for this topic type",
            ));
        }
        for (name, id) in [("MessageGroupId", &self.group), ("MessageDeduplicationId", &self.deduplication)] {
            if id.as_deref().is_some_and(|id| !check::is_printable(id, LONGEST_ID)) {
                return Err(Error::parameter(format!(
                    "{name} Reason: {name} can only include alphanumeric and punctuation characters. 1 to \
                     {LONGEST_ID} in length."
                )));
            }
        }
        Ok(())
    }
}

impl PublishBatchRequestEntry {
    fn draft(self) -> (String, Draft) {
        let draft = Draft {
            text: self.message.unwrap_or_default(),
            subject: self.subject,
            structure: self.message_structure,
            attributes: self.message_attributes.unwrap_or_default().into(),
            deduplication: self.message_deduplication_id.map(Text::from),
            group: self.message_group_id.map(Text::from),
        };
        (self.id.unwrap_or_default(), draft)
    }
}

/// Up to 100 characters in one line, the first of them no blank.
fn is_subject(subject: &str) -> bool {
    let begins_well = subject.chars().next().is_some_and(|c| c.is_alphanumeric() || c.is_ascii_punctuation());
    begins_well && subject.chars().count() <= LONGEST_SUBJECT && !subject.chars().any(char::is_control)
}

fn check_size(size: usize, most: usize) -> Result<(), Error> {
    if size > most { Err(Error::parameter("Message too long")) } else { Ok(()) }
}

fn most_bytes(rules: &Attributes) -> usize {
    rules.maximum_message_size.map_or(MOST_BYTES, |size| usize::try_from(size).unwrap_or(MOST_BYTES))
}

fn check_entry_ids(entries: &[PublishBatchRequestEntry]) -> Result<(), Error> {
    let mut seen = BTreeSet::new();
    for entry in entries {
        let id = entry.id.as_deref().unwrap_or_default();
        if id.len() > LONGEST_ENTRY_ID {
            let text = format!("The Id of a batch entry in the batch request is too long: {id}");
            return Err(Error::InvalidBatchEntryId(text));
        }
        if !check::is_name(id, LONGEST_ENTRY_ID) {
            let text =
                format!("The Id of a batch entry in the batch request contains an impermissible character: {id}");
            return Err(Error::InvalidBatchEntryId(text));
        }
        if !seen.insert(id) {
            return Err(Error::BatchEntryIdsNotDistinct);
        }
    }
    Ok(())
}
