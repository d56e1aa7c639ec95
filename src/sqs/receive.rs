//! Receiving: at once or by a long poll, moving dead letters on the way, and showing what was asked for.
//! <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html>

use std::time::Duration;

use super::api::*;
use super::attribute;
use super::digest;
use super::error::Error;
use super::message::{Key, Message, Place};
use super::message_attribute::Selection;
use super::queue::{Push, Queue, Receive, Received};
use super::receipt::Receipt;
use super::send;
use super::{Sqs, url};
use crate::aws::call::Call;
use crate::aws::fault::Fault;
use crate::aws::pairs::Pairs;
use crate::aws::scope::{Caller, Protocol, user_id};
use crate::aws::text::Text;
use crate::aws::time::Time;
use crate::clock::Look;

const MOST_MESSAGES: i64 = 10;
const LONGEST_WAIT: i64 = 20;

/// The system attributes of a message.
const SYSTEM_ATTRIBUTES: [&str; 9] = [
    "SenderId",
    "SentTimestamp",
    "ApproximateReceiveCount",
    "ApproximateFirstReceiveTimestamp",
    "SequenceNumber",
    "MessageDeduplicationId",
    "MessageGroupId",
    "AWSTraceHeader",
    "DeadLetterQueueSourceArn",
];

impl Sqs {
    /// ReceiveMessage. It waits, so that it takes the whole call: who has left meanwhile is given nothing.
    pub(super) async fn receive_message<C: Call>(&self, call: &C) -> Result<ReceiveMessageResult, Fault> {
        Ok(self.receive(call.caller(), call.input()?, || call.has_left()).await?)
    }

    async fn receive(
        &self,
        at: &Caller<'_>,
        input: ReceiveMessageRequest,
        has_left: impl Fn() -> bool,
    ) -> Result<ReceiveMessageResult, Error> {
        let queue = self.queue(at, input.queue_url.as_deref())?;
        let wanted = between(input.max_number_of_messages, "MaxNumberOfMessages", 1, MOST_MESSAGES, || {
            format!("Must be between 1 and {MOST_MESSAGES}, if provided.")
        })?;
        let wait = between(input.wait_time_seconds, "WaitTimeSeconds", 0, LONGEST_WAIT, || {
            format!("Must be >= 0 and <= {LONGEST_WAIT}, if provided.")
        })?;
        let visibility_timeout = between(input.visibility_timeout, "VisibilityTimeout", 0, 43_200, || {
            "Must be >= 0 and <= 43200, if provided.".to_owned()
        })?;
        let attempt = attempt(&queue, input.receive_request_attempt_id)?;
        let names = match (at.protocol, input.message_system_attribute_names, input.attribute_names) {
            (Protocol::Json, Some(names), _) | (Protocol::Query, _, Some(names)) => names,
            (_, names, old_names) => names.or(old_names).unwrap_or_default(),
        };
        check_names(&names)?;
        let view = View { system: names, user: Selection::new(input.message_attribute_names.unwrap_or_default()) };
        let wait = wait.unwrap_or_else(|| queue.state().attributes.receive_wait);
        let receive = Receive {
            wanted: usize::try_from(wanted.unwrap_or(1)).unwrap_or(1),
            visibility_timeout,
            attempt,
            redrive: false,
        };
        let messages = self.receive_within(&queue, receive, Duration::from_secs(wait.into()), has_left).await?;
        let shown = messages.into_iter().map(|(receipt, message)| view.show(&queue, receipt, message));
        Ok(ReceiveMessageResult { messages: shown.collect() })
    }

    /// The messages of a queue as they stand, none of them received; hidden ones only where they are asked for.
    /// Nothing if there is no such queue.
    pub fn peek(&self, url: &str, in_flight: bool, delayed: bool) -> Option<ReceiveMessageResult> {
        let (scope, name) = url::parse(url, &self.shared.home)?;
        let queue = self.shared.regions.find(&scope)?.find(name)?;
        let shown = |message: &&Message| match message.place {
            Place::Visible => true,
            Place::Delayed(_) => delayed,
            Place::InFlight(_) => in_flight,
        };
        let messages: Vec<Message> = queue.state().all(self.now()).filter(shown).cloned().collect();
        let view = View { system: vec!["All".to_owned()], user: Selection::new(vec!["All".to_owned()]) };
        let receipt = |message: &Message| Receipt { key: Key { sent: 0, arrival: 0 }, mark: message.receipt };
        let show = |message: Message| view.show(&queue, receipt(&message), message);
        Some(ReceiveMessageResult { messages: messages.into_iter().map(show).collect() })
    }

    /// The next messages, waiting for the first one; none when the time is over or the queue is gone.
    async fn receive_within(
        &self,
        queue: &Queue,
        mut receive: Receive,
        wait: Duration,
        has_left: impl Fn() -> bool,
    ) -> Result<Vec<(Receipt, Message)>, Error> {
        let now = self.now();
        // Who comes while others wait stands behind them; who doesn't want to wait takes what is there.
        if wait.is_zero() || !queue.line.is_waited_in() {
            // Who doesn't want to wait is hardly there for long enough to leave, and isn't asked.
            let messages = self.receive_now(queue, &mut receive, now, || !wait.is_zero() && has_left())?;
            if wait.is_zero() || !messages.is_empty() {
                return Ok(messages);
            }
        }
        let look = |now| match self.receive_now(queue, &mut receive, now, &has_left) {
            Ok(messages) if messages.is_empty() => {
                // Nobody waits in vain behind one who has left.
                let left = has_left();
                let state = queue.state();
                if left || state.deleted { Look::Found(Ok(messages)) } else { Look::Again(state.next_visible()) }
            }
            outcome => Look::Found(outcome),
        };
        queue.line.wait(&self.shared.clock, now + wait, look).await.unwrap_or(Ok(Vec::new()))
    }

    /// The next messages as of now, for a caller that is still there: what is taken for one that has hung up is gone
    /// until its visibility ends. Those received too often are moved to the dead-letter queue, if it is there.
    fn receive_now(
        &self,
        queue: &Queue,
        receive: &mut Receive,
        now: Time,
        has_left: impl Fn() -> bool,
    ) -> Result<Vec<(Receipt, Message)>, Error> {
        let target = queue.state().attributes.redrive.as_ref().map(|policy| policy.target.clone());
        // A queue that is its own dead-letter queue goes on handing out its messages.
        let target = target.filter(|arn| *arn != queue.arn).and_then(|arn| self.queue_by_arn(&arn));
        receive.redrive = target.is_some();
        loop {
            let Received { messages, dead } = queue.receive(now, receive, &self.shared.ids, &has_left)?;
            let moved = dead.len();
            if let Some(target) = &target {
                dead.into_iter().for_each(|message| bury(now, queue, target, message));
            }
            if !messages.is_empty() || moved == 0 {
                return Ok(messages);
            }
        }
    }
}

/// Moves a message that was received too often to the dead-letter queue.
fn bury(now: Time, source: &Queue, target: &Queue, mut message: Box<Message>) {
    let identity = target.is_fifo().then(|| {
        // Its age counts anew there.
        message.sent = now;
        message.identify_by_itself()
    });
    message.extra_mut().dead_letter_source = Some(source.arn_text.clone());
    if let Err(refused) = target.push(now, Push { message, identity, delay: 0 }) {
        // The target was deleted a moment ago: the message goes back rather than be lost.
        let mut message = refused.message;
        message.extra_mut().dead_letter_source = None;
        // If the source is gone as well, its messages were deleted with it.
        let _ = source.push(now, Push { message, identity: None, delay: 0 });
    }
}

/// What a receive asks to see of its messages.
struct View {
    system: Vec<String>,
    user: Selection,
}

impl View {
    fn show(&self, queue: &Queue, receipt: Receipt, message: Message) -> ReceivedMessage {
        let system = |name: &'static str| Some((name.to_owned(), system_attribute(queue, &message, name)?));
        let wants = |name: &str| self.system.iter().any(|wanted| wanted == "All" || wanted == name);
        let attributes = if self.system.is_empty() {
            Pairs::default()
        } else {
            SYSTEM_ATTRIBUTES.into_iter().filter(|name| wants(name)).filter_map(system).collect()
        };
        let sent = message.extra.as_ref().map_or(&[][..], |extra| &extra.attributes);
        let wanted: Vec<_> = sent.iter().filter(|(name, _)| self.user.wants(name)).cloned().collect();
        ReceivedMessage {
            message_id: message.id,
            receipt_handle: receipt.handle(queue.number),
            md5_of_body: message.body.md5(),
            attributes,
            md5_of_message_attributes: digest::attributes(wanted.iter()),
            message_attributes: Pairs(wanted),
            body: message.body,
        }
    }
}

fn system_attribute(queue: &Queue, message: &Message, name: &str) -> Option<Text> {
    let number = |n: &dyn ToString| Some(n.to_string().into());
    let extra = message.extra.as_deref();
    match name {
        "SenderId" => {
            let sender = extra.and_then(|extra| extra.sender.clone());
            Some(sender.unwrap_or_else(|| user_id(&queue.arn.scope.account).into()))
        }
        "SentTimestamp" => number(&message.sent.millis()),
        "ApproximateReceiveCount" => number(&message.receive_count),
        "ApproximateFirstReceiveTimestamp" => number(&message.first_received?.millis()),
        "SequenceNumber" => number(&extra?.sequence?),
        "MessageDeduplicationId" => extra?.deduplication.clone(),
        "MessageGroupId" => extra?.group.clone(),
        "AWSTraceHeader" => extra?.trace.clone(),
        "DeadLetterQueueSourceArn" => extra?.dead_letter_source.clone(),
        _ => None,
    }
}

fn check_names(names: &[String]) -> Result<(), Error> {
    let known = |name: &str| name == "All" || SYSTEM_ATTRIBUTES.contains(&name) || attribute::exists(name);
    match names.iter().find(|name| !known(name)) {
        // The deprecated list took the names of queue attributes too, which no message has.
        Some(wrong) => Err(attribute::unknown(wrong)),
        None => Ok(()),
    }
}

fn attempt(queue: &Queue, id: Option<String>) -> Result<Option<Text>, Error> {
    let Some(id) = id else { return Ok(None) };
    if !queue.is_fifo() {
        let reason = "The request includes a parameter that is not valid for this queue type.";
        return Err(Error::value(id, "ReceiveRequestAttemptId", reason));
    }
    send::check_id(&id, "ReceiveRequestAttemptId")?;
    Ok(Some(id.into()))
}

/// An optional number within bounds.
fn between(
    value: Option<i64>,
    parameter: &str,
    least: i64,
    most: i64,
    reason: impl FnOnce() -> String,
) -> Result<Option<u32>, Error> {
    let Some(value) = value else { return Ok(None) };
    if !(least..=most).contains(&value) {
        return Err(Error::value(value, parameter, &reason()));
    }
    Ok(u32::try_from(value).ok())
}
