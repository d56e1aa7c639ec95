//! Sending: a request becomes a message that the queue takes.
//! <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html>

use std::borrow::Cow;

use super::Sqs;
use super::api::*;
use super::attribute::FifoAttributes;
use super::batch::{self, Entry};
use super::digest;
use super::error::{Error, MOST_BYTES};
use super::message::{Accepted, Extra, Message, Place};
use super::message_attribute;
use super::queue::{Push, Queue, State};
use super::required;
use crate::aws::arn::Arn;
use crate::aws::body::Body;
use crate::aws::check;
use crate::aws::deduplication::Identity;
use crate::aws::hex::Md5;
use crate::aws::message_attribute::{MessageAttributes, attributes_size};
use crate::aws::pairs::Pairs;
use crate::aws::scope::{Caller, user_id};
use crate::aws::text::Text;
use crate::aws::time::Time;
use crate::deliver::Delivery;

const LONGEST_ID: usize = 128;
const LONGEST_DELAY: i64 = 900;

impl Sqs {
    /// SendMessage.
    pub(super) fn send_message(&self, at: &Caller<'_>, input: SendMessageRequest) -> Result<SendMessageResult, Error> {
        let body = required(input.message_body, "MessageBody");
        // A missing parameter is told before a missing queue.
        if let (Err(missing), Some(_)) = (&body, &input.queue_url) {
            return Err(missing.clone());
        }
        let queue = self.queue(at, input.queue_url.as_deref())?;
        let mut draft = Draft {
            text: String::from(body?).into(),
            delay: input.delay_seconds,
            attributes: input.message_attributes.unwrap_or_default().into(),
            system_attributes: input.message_system_attributes.unwrap_or_default(),
            deduplication: input.message_deduplication_id,
            group: input.message_group_id,
        };
        let now = self.now();
        let rules = Rules::of(&queue.state(), now);
        let checked = rules.check_all(&draft)?;
        let digests = Digests::of(&draft);
        let body = Body::new(std::mem::take(&mut draft.text).into_owned().into());
        let md5_of_message_body = body.md5();
        let push = self.message(Sender::of(at, &queue), body, draft, checked, now);
        let accepted = queue.push(now, push).map_err(|_| Error::QueueDoesNotExist)?;
        Ok(SendMessageResult {
            md5_of_message_body,
            md5_of_message_attributes: digests.attributes,
            md5_of_message_system_attributes: digests.system_attributes,
            message_id: accepted.id,
            sequence_number: accepted.sequence,
        })
    }

    /// SendMessageBatch: an entry that is wrong fails alone, but what a FIFO queue needs must be in all of them.
    pub(super) fn send_message_batch(
        &self,
        at: &Caller<'_>,
        input: SendMessageBatchRequest,
    ) -> Result<BatchResult<SendMessageBatchResultEntry>, Error> {
        let queue = self.queue(at, input.queue_url.as_deref())?;
        let entries = batch::entries(input.entries)?;
        let drafts: Vec<(String, Draft<'static>)> =
            entries.into_iter().map(SendMessageBatchRequestEntry::draft).collect();
        let total = drafts.iter().map(|(_, draft)| draft.size()).sum();
        if total > MOST_BYTES {
            return Err(Error::BatchRequestTooLong(total));
        }
        let now = self.now();
        let rules = Rules::of(&queue.state(), now);
        if rules.fifo.is_some() && drafts.iter().any(|(_, draft)| draft.group.is_none()) {
            let missing = Error::MissingParameter("MessageGroupId").message().into_owned();
            return Err(Error::InvalidParameterValue(missing));
        }
        drafts.iter().try_for_each(|(_, draft)| rules.check_deduplication(draft))?;

        let mut result = BatchResult { successful: Vec::with_capacity(drafts.len()), failed: Vec::new() };
        let (mut good, mut texts) = (Vec::with_capacity(drafts.len()), Vec::with_capacity(drafts.len()));
        for (id, mut draft) in drafts {
            match rules.check_batch_entry(&draft).and_then(|()| rules.check(&draft)) {
                Ok(checked) => {
                    texts.push(std::mem::take(&mut draft.text).into_owned().into());
                    good.push((id, draft, checked));
                }
                Err(error) => result.failed.push(batch::failure(&id, &error)),
            }
        }
        let sender = Sender::of(at, &queue);
        let mut pushes = Vec::with_capacity(good.len());
        for ((id, draft, checked), body) in good.into_iter().zip(Body::many(texts)) {
            result.successful.push(Digests::of(&draft).entry(id, body.md5()));
            pushes.push(self.message(sender.clone(), body, draft, checked, now));
        }
        let accepted = queue.push_all(now, pushes.into_iter())?;
        for (entry, Accepted { id, sequence }) in result.successful.iter_mut().zip(accepted) {
            entry.message_id = id;
            entry.sequence_number = sequence;
        }
        Ok(result)
    }

    /// Takes what another service delivers; the queue's own rules hold.
    pub(super) fn take(&self, now: Time, to: &Arn, delivery: &Delivery) -> Result<(), Error> {
        let queue = self.queue_by_arn(to).ok_or(Error::QueueDoesNotExist)?;
        if delivery.body.is_empty() {
            return Err(Error::MissingParameter("MessageBody"));
        }
        let rules = Rules::of(&queue.state(), now);
        let draft = Draft {
            text: Cow::Borrowed(&delivery.body),
            delay: None,
            attributes: delivery.attributes.clone(),
            system_attributes: Pairs::default(),
            deduplication: delivery.deduplication.clone(),
            group: delivery.group.clone(),
        };
        let checked = rules.check_all(&draft)?;
        let sender = Sender { id: delivery.sender.clone(), trace: delivery.trace.clone() };
        let push = self.message(sender, delivery.body.clone(), draft, checked, now);
        queue.push(now, push).map(drop).map_err(|_| Error::QueueDoesNotExist)
    }

    /// The message of a draft that was checked.
    fn message(&self, sender: Sender, body: Body, draft: Draft<'_>, checked: Checked, now: Time) -> Push {
        let Checked { delay, trace, deduplication, identity } = checked;
        let extra = Extra {
            attributes: draft.attributes,
            trace: trace.or(sender.trace),
            group: draft.group,
            deduplication,
            sequence: None,
            dead_letter_source: None,
            sender: sender.id,
        };
        let message = Message {
            id: self.shared.ids.uuid(),
            body,
            sent: now,
            first_received: None,
            received: now,
            receive_count: 0,
            place: Place::Visible,
            receipt: 0,
            extra: extra.is_needed().then(|| extra.into()),
        };
        Push { message: Box::new(message), identity, delay }
    }
}

/// Who sends.
#[derive(Clone)]
struct Sender {
    /// As a receiver is told; none for the queue's own account.
    id: Option<Text>,
    /// The trace of the call.
    trace: Option<Text>,
}

impl Sender {
    fn of(at: &Caller<'_>, queue: &Queue) -> Self {
        let foreign = at.scope.account != queue.arn.scope.account;
        Sender { id: foreign.then(|| user_id(&at.scope.account).into()), trace: at.trace.map(Text::from) }
    }
}

/// What the checks of a draft found out.
struct Checked {
    /// Seconds.
    delay: u32,
    trace: Option<Text>,
    /// The deduplication id, given or derived (FIFO).
    deduplication: Option<Text>,
    identity: Option<Identity>,
}

impl Extra {
    /// Whether there is anything in it.
    fn is_needed(&self) -> bool {
        !self.attributes.is_empty()
            || self.trace.is_some()
            || self.group.is_some()
            || self.deduplication.is_some()
            || self.sender.is_some()
    }
}

/// What a request gives of a message.
struct Draft<'t> {
    text: Cow<'t, str>,
    delay: Option<i64>,
    attributes: MessageAttributes,
    system_attributes: Pairs<MessageAttributeValue>,
    deduplication: Option<Text>,
    group: Option<Text>,
}

impl Draft<'_> {
    /// Bytes, as AWS counts them: body and message attributes.
    fn size(&self) -> usize {
        self.text.len() + attributes_size(&self.attributes)
    }

    /// The id that was given, or what stands for the content.
    fn deduplication_id(&self) -> Text {
        self.deduplication.clone().unwrap_or_else(|| Identity::of_content(&self.text).to_string().into())
    }
}

impl Entry for SendMessageBatchRequestEntry {
    const SHAPE: &'static str = "SendMessageBatchRequestEntry";

    fn id(&self) -> &str {
        self.id.as_deref().unwrap_or_default()
    }
}

impl SendMessageBatchRequestEntry {
    fn draft(self) -> (String, Draft<'static>) {
        let draft = Draft {
            text: String::from(self.message_body.unwrap_or_default()).into(),
            delay: self.delay_seconds,
            attributes: self.message_attributes.unwrap_or_default().into(),
            system_attributes: self.message_system_attributes.unwrap_or_default(),
            deduplication: self.message_deduplication_id,
            group: self.message_group_id,
        };
        (self.id.unwrap_or_default(), draft)
    }
}

/// The digests of a message's attributes.
struct Digests {
    attributes: Option<Md5>,
    system_attributes: Option<Md5>,
}

impl Digests {
    fn of(draft: &Draft<'_>) -> Self {
        Digests {
            attributes: digest::attributes(draft.attributes.iter()),
            system_attributes: digest::attributes(draft.system_attributes.0.iter()),
        }
    }

    /// The entry of a batch's result; the queue's own numbers come when it has taken the message.
    fn entry(self, id: String, body: Md5) -> SendMessageBatchResultEntry {
        SendMessageBatchResultEntry {
            id,
            message_id: uuid::Uuid::nil(),
            md5_of_message_body: body,
            md5_of_message_attributes: self.attributes,
            md5_of_message_system_attributes: self.system_attributes,
            sequence_number: None,
        }
    }
}

/// What a queue's attributes ask of a message.
struct Rules {
    maximum_size: usize,
    delay: u32,
    fifo: Option<FifoAttributes>,
    deduplicate_by_group: bool,
}

impl Rules {
    fn of(state: &State, now: Time) -> Self {
        let attributes = &state.attributes;
        Rules {
            maximum_size: usize::try_from(attributes.maximum_message_size).unwrap_or(MOST_BYTES),
            delay: attributes.delay,
            fifo: attributes.fifo,
            deduplicate_by_group: state.deduplicates_by_group(now),
        }
    }

    /// All that is asked of a single message, in AWS's order.
    fn check_all(&self, draft: &Draft<'_>) -> Result<Checked, Error> {
        if self.fifo.is_some() && draft.group.is_none() {
            return Err(Error::MissingParameter("MessageGroupId"));
        }
        self.check_deduplication(draft)?;
        if draft.size() > self.maximum_size {
            return Err(Error::InvalidParameterValue(format!(
                "One or more parameters are invalid. Reason: Message must be shorter than {} bytes.",
                self.maximum_size
            )));
        }
        self.check(draft)
    }

    /// The ids of group and deduplication: their form, and whether this kind of queue wants them.
    fn check_deduplication(&self, draft: &Draft<'_>) -> Result<(), Error> {
        let ids = [("MessageGroupId", &draft.group), ("MessageDeduplicationId", &draft.deduplication)];
        for (parameter, id) in ids {
            if let Some(id) = id {
                check_id(id, parameter)?;
            }
        }
        match (self.fifo, &draft.deduplication) {
            (None, Some(id)) => Err(Error::value(
                id,
                "MessageDeduplicationId",
                "The request includes a parameter that is not valid for this queue type.",
            )),
            (Some(fifo), None) if !fifo.content_based_deduplication => Err(Error::InvalidParameterValue(
                "The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided \
                 explicitly"
                    .to_owned(),
            )),
            _ => Ok(()),
        }
    }

    /// What concerns each message by itself, in AWS's order.
    fn check(&self, draft: &Draft<'_>) -> Result<Checked, Error> {
        let delay = self.delay(draft.delay)?;
        if !message_attribute::is_allowed_text(&draft.text) {
            return Err(Error::InvalidMessageContents);
        }
        message_attribute::check(&draft.attributes)?;
        let trace = message_attribute::trace_header(&draft.system_attributes)?;
        let deduplication = self.fifo.map(|_| draft.deduplication_id());
        let group = draft.group.as_deref().filter(|_| self.deduplicate_by_group);
        let identity = deduplication.as_deref().map(|id| Identity::new(group, id));
        Ok(Checked { delay, trace, deduplication, identity })
    }

    fn check_batch_entry(&self, draft: &Draft<'_>) -> Result<(), Error> {
        if draft.text.is_empty() {
            return Err(Error::MissingParameter("MessageBody"));
        }
        if draft.size() > self.maximum_size {
            return Err(Error::InvalidParameterValue(format!(
                "One or more parameters cannot be validated. Reason: Message must be shorter than {} bytes.",
                self.maximum_size
            )));
        }
        Ok(())
    }

    /// Seconds until the message can be received. In a FIFO queue only the queue's own delay counts.
    fn delay(&self, asked: Option<i64>) -> Result<u32, Error> {
        let Some(asked) = asked else { return Ok(self.delay) };
        let delay = u32::try_from(asked).ok().filter(|_| asked <= LONGEST_DELAY);
        let delay =
            delay.ok_or_else(|| Error::value(asked, "DelaySeconds", "DelaySeconds must be >= 0 and <= 900."))?;
        match (self.fifo, delay) {
            (None, delay) => Ok(delay),
            (Some(_), 0) => Ok(self.delay),
            // AWS's grammar.
            (Some(_), _) => Err(Error::value(
                asked,
                "DelaySeconds",
                "The request include parameter that is not valid for this queue type.",
            )),
        }
    }
}

/// Checks an id of up to 128 letters, digits and punctuation marks.
///
/// # Errors
/// `InvalidParameterValue`.
pub fn check_id(id: &str, parameter: &str) -> Result<(), Error> {
    if check::is_printable(id, LONGEST_ID) {
        return Ok(());
    }
    let reason = format!("{parameter} can only include alphanumeric and punctuation characters. 1 to 128 in length.");
    Err(Error::value(id, parameter, &reason))
}
