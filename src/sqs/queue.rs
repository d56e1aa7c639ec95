//! One queue: its messages and the only doors by which they come, are handed out and go. Synchronous; takes `now`.
//! Nothing here waits or knows another queue.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::attempt::Attempts;
use super::attribute::Attributes;
use super::error::Error;
use super::message::{Accepted, Key, Message, Place};
use super::order::Order;
use super::receipt::Receipt;
use crate::aws::arn::Arn;
use crate::aws::deduplication::{Deduplication, Identity};
use crate::aws::ids::Ids;
use crate::aws::sequence::SequenceNumber;
use crate::aws::text::Text;
use crate::aws::time::Time;
use crate::clock::Line;

/// Longer than this in all a message can't be hidden by one receive.
const LONGEST_IN_FLIGHT: Duration = Duration::from_secs(43_200);

/// How long AWS goes on with the former deduplication scope after it was set anew.
const SCOPE_CHANGE: Duration = Duration::from_secs(60);

/// How many messages may be in flight.
const MOST_IN_FLIGHT: usize = 120_000;

/// A queue. Its state is behind one lock, held briefly and never together with another.
#[derive(Debug)]
pub struct Queue {
    /// The name.
    pub name: Text,
    /// The ARN.
    pub arn: Arn,
    /// The ARN as text.
    pub arn_text: Text,
    /// A number that no other queue has or had; receipt handles carry it.
    pub number: u64,
    /// Those who wait for a message.
    pub line: Line,
    state: Mutex<State>,
}

/// What a queue keeps: plain data.
#[derive(Debug)]
pub struct State {
    /// What it is set to.
    pub attributes: Attributes,
    /// The tags, in the order of their keys.
    pub tags: BTreeMap<String, String>,
    /// When it was created.
    pub created: Time,
    /// When its attributes were last set.
    pub modified: Time,
    /// When it was last purged.
    pub purged: Option<Time>,
    /// The deduplication scope that still holds, and until when: another one takes effect only after a while.
    former_scope: Option<(bool, Time)>,
    /// Whether it is gone: who still holds it must not add to it.
    pub deleted: bool,
    messages: BTreeMap<Key, Box<Message>>,
    order: Order,
    /// The delayed messages and those in flight, by the time they become visible.
    hidden: BTreeSet<(Time, Key)>,
    delayed: usize,
    in_flight: usize,
    arrivals: u64,
    deduplication: Deduplication<Accepted>,
    attempts: Attempts,
}

/// A message about to be pushed.
#[derive(Debug)]
pub struct Push {
    /// The message. Its place and receipt are the queue's to set.
    pub message: Box<Message>,
    /// What makes it a duplicate of an earlier one.
    pub identity: Option<Identity>,
    /// Seconds until it can be received.
    pub delay: u32,
}

/// How many messages a queue has; the three are disjoint.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Can be received.
    pub visible: usize,
    /// Wait for their delay to end.
    pub delayed: usize,
    /// Received, and hidden.
    pub in_flight: usize,
}

/// What a receive wants.
#[derive(Debug)]
pub struct Receive {
    /// At most so many messages.
    pub wanted: usize,
    /// Seconds for which they are hidden; else the queue's own.
    pub visibility_timeout: Option<u32>,
    /// The id under which the same receive may be tried again (FIFO).
    pub attempt: Option<Text>,
    /// Whether the dead-letter queue is there: exhausted messages are taken out only then.
    pub redrive: bool,
}

/// What a receive got.
#[derive(Debug, Default)]
pub struct Received {
    /// The messages and their receipts.
    pub messages: Vec<(Receipt, Message)>,
    /// Taken out for the dead-letter queue.
    #[allow(clippy::vec_box, reason = "they stay in their boxes on the way to the other queue")]
    pub dead: Vec<Box<Message>>,
}

impl Queue {
    /// An empty queue.
    pub fn new(name: Text, arn: Arn, number: u64, attributes: Attributes, now: Time) -> Self {
        let order = Order::new(attributes.fifo.is_some());
        let arn_text = arn.to_string().into();
        let state = State {
            attributes,
            tags: BTreeMap::new(),
            created: now,
            modified: now,
            purged: None,
            former_scope: None,
            deleted: false,
            messages: BTreeMap::new(),
            order,
            hidden: BTreeSet::new(),
            delayed: 0,
            in_flight: 0,
            arrivals: 0,
            deduplication: Deduplication::default(),
            attempts: Attempts::default(),
        };
        Queue { name, arn, arn_text, number, line: Line::default(), state: Mutex::new(state) }
    }

    /// The state, locked.
    pub fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether it is a FIFO queue.
    pub fn is_fifo(&self) -> bool {
        self.name.ends_with(".fifo")
    }

    /// Adds a message: every message of every queue comes by here.
    ///
    /// # Errors
    /// The push itself, if the queue is gone.
    pub fn push(&self, now: Time, push: Push) -> Result<Accepted, Box<Push>> {
        let accepted = self.state().push(now, push)?;
        self.line.ring();
        Ok(accepted)
    }

    /// Adds several messages under one lock, in order.
    ///
    /// # Errors
    /// [`Error::QueueDoesNotExist`] if the queue is gone; none is added then.
    pub fn push_all(&self, now: Time, pushes: impl Iterator<Item = Push>) -> Result<Vec<Accepted>, Error> {
        let accepted = {
            let mut state = self.state();
            pushes.map(|push| state.push(now, push)).collect::<Result<_, _>>()
        };
        self.line.ring();
        accepted.map_err(|_| Error::QueueDoesNotExist)
    }

    /// Hands out the next messages, unless the one who wants them `has_left`.
    ///
    /// # Errors
    /// `OverLimit` with too many in flight, and an attempt id whose messages have changed since.
    pub fn receive(
        &self,
        now: Time,
        receive: &Receive,
        ids: &Ids,
        has_left: impl Fn() -> bool,
    ) -> Result<Received, Error> {
        self.state().receive(now, receive, ids, has_left)
    }

    /// Deletes the message of a receipt handle.
    ///
    /// # Errors
    /// A handle of another queue, and in a FIFO queue one that has expired.
    pub fn delete(&self, now: Time, handle: &str) -> Result<(), Error> {
        let receipt = self.receipt(handle)?;
        let freed = self.state().delete(now, receipt).map_err(|()| expired(handle))?;
        if freed {
            // The next of a group may have been waiting behind this one.
            self.line.ring();
        }
        Ok(())
    }

    /// Hides a received message for another `timeout` seconds from now.
    ///
    /// # Errors
    /// A handle of another queue or of a message that is gone, a FIFO handle that has expired, and a time beyond
    /// 12 hours since the receive.
    pub fn change_visibility(&self, now: Time, handle: &str, timeout: u32) -> Result<(), Error> {
        let receipt = self.receipt(handle)?;
        self.state().change_visibility(now, receipt, timeout).map_err(|refusal| match refusal {
            Refusal::Gone => Error::value(
                handle,
                "ReceiptHandle",
                "Message does not exist or is not available for visibility timeout change.",
            ),
            Refusal::Expired => expired(handle),
            Refusal::TooLong => Error::value(
                timeout,
                "VisibilityTimeout",
                "Total VisibilityTimeout for the message is beyond the limit [43200 seconds]",
            ),
        })?;
        self.line.ring();
        Ok(())
    }

    /// Removes all messages and what is remembered for deduplication.
    pub fn purge(&self, now: Time) {
        let mut state = self.state();
        state.clear();
        state.purged = Some(now);
    }

    /// Ends the queue: its messages go, and those who wait for one are sent away.
    pub fn end(&self) {
        {
            let mut state = self.state();
            state.clear();
            state.deleted = true;
        }
        self.line.ring();
    }

    fn receipt(&self, handle: &str) -> Result<Receipt, Error> {
        Receipt::parse(handle, self.number).ok_or_else(|| Error::ReceiptHandleIsInvalid(handle.to_owned()))
    }
}

fn expired(handle: &str) -> Error {
    Error::value(handle, "ReceiptHandle", "The receipt handle has expired.")
}

/// Why a visibility can't be changed.
enum Refusal {
    Gone,
    Expired,
    TooLong,
}

impl State {
    /// Brings the state up to `now`: what is too old goes, what was hidden until now comes back.
    fn catch_up(&mut self, now: Time) {
        let oldest = now - self.attributes.retention();
        while let Some((key, message)) = self.messages.first_key_value() {
            if message.sent > oldest {
                break;
            }
            self.take(*key);
        }
        while let Some((until, key)) = self.hidden.first().copied() {
            if until > now {
                break;
            }
            self.shift(key, Place::Visible);
        }
    }

    /// How many messages there are now.
    pub fn counts(&mut self, now: Time) -> Counts {
        self.catch_up(now);
        Counts { visible: self.visible(), delayed: self.delayed, in_flight: self.in_flight }
    }

    fn visible(&self) -> usize {
        self.messages.len() - self.delayed - self.in_flight
    }

    /// When the next hidden message comes back, if any is hidden.
    pub fn next_visible(&self) -> Option<Time> {
        self.hidden.first().map(|(until, _)| *until)
    }

    fn is_fifo(&self) -> bool {
        self.attributes.fifo.is_some()
    }

    /// Sets other attributes.
    pub fn set_attributes(&mut self, now: Time, attributes: Attributes) {
        let delay_changes = attributes.delay != self.attributes.delay;
        let scope = self.deduplicates_by_group(now);
        self.attributes = attributes;
        self.modified = now;
        if self.is_fifo() && scope != self.deduplicates_by_group(now) {
            self.former_scope = Some((scope, now + SCOPE_CHANGE));
        }
        if self.is_fifo() && delay_changes {
            self.delay_waiting(now);
        }
    }

    /// Whether deduplication ids are compared within a message group only.
    pub fn deduplicates_by_group(&self, now: Time) -> bool {
        match self.former_scope {
            Some((scope, until)) if now < until => scope,
            _ => self.attributes.fifo.is_some_and(|fifo| fifo.deduplicate_by_group),
        }
    }

    fn push(&mut self, now: Time, push: Push) -> Result<Accepted, Box<Push>> {
        if self.deleted {
            return Err(Box::new(push));
        }
        let Push { mut message, identity, delay } = push;
        if let Some(identity) = identity
            && let Some(earlier) = self.deduplication.find(now, identity)
        {
            return Ok(earlier);
        }
        self.arrivals += 1;
        let fifo = self.is_fifo();
        let key = Key { sent: if fifo { 0 } else { message.sent.millis() }, arrival: self.arrivals };
        let sequence = fifo.then(|| SequenceNumber::of(self.arrivals));
        if fifo || message.extra.as_ref().is_some_and(|extra| extra.sequence.is_some()) {
            message.extra_mut().sequence = sequence;
        }
        message.receipt = 0;
        message.place = match delay {
            0 => Place::Visible,
            seconds => Place::Delayed(now + Duration::from_secs(seconds.into())),
        };
        let accepted = Accepted { id: message.id, sequence };
        if let Some(identity) = identity {
            self.deduplication.remember(now, identity, accepted);
        }
        self.enter(message.place, key);
        self.order.shift(key, message.group(), None, Some(message.place));
        self.messages.insert(key, message);
        Ok(accepted)
    }

    fn receive(
        &mut self,
        now: Time,
        receive: &Receive,
        ids: &Ids,
        has_left: impl Fn() -> bool,
    ) -> Result<Received, Error> {
        self.catch_up(now);
        // Asked while the queue is locked, so that no message can come after its caller has left and still be its.
        if self.visible() > 0 && has_left() {
            return Ok(Received::default());
        }
        let timeout = receive.visibility_timeout.unwrap_or(self.attributes.visibility_timeout);
        let until = now + Duration::from_secs(timeout.into());
        if let Some(id) = &receive.attempt
            && let Some(attempt) = self.attempts.find(now, id)
        {
            return self.receive_again(id, &attempt.given, until);
        }
        let room = MOST_IN_FLIGHT.saturating_sub(self.in_flight);
        if room == 0 && !self.is_fifo() {
            return Err(Error::OverLimit(format!(
                "The maximum number of in flight messages is reached ({MOST_IN_FLIGHT})."
            )));
        }
        let most = if receive.redrive {
            self.attributes.redrive.as_ref().map(|policy| policy.max_receive_count)
        } else {
            None
        };
        let messages = &self.messages;
        let exhausted = |key: Key| most.is_some_and(|most| messages.get(&key).is_some_and(|m| m.receive_count >= most));
        let picked = self.order.pick(receive.wanted.min(room), exhausted);
        let dead = picked.exhausted.iter().filter_map(|key| self.take(*key)).collect();
        let messages = picked.live.iter().filter_map(|key| self.hand_out(now, *key, until, ids)).collect::<Vec<_>>();
        if let Some(id) = &receive.attempt
            && !messages.is_empty()
        {
            let given = messages.iter().map(|(receipt, _)| (*receipt, until)).collect();
            self.attempts.remember(now, id.clone(), given);
        }
        Ok(Received { messages, dead })
    }

    /// Marks a picked message as received.
    fn hand_out(&mut self, now: Time, key: Key, until: Time, ids: &Ids) -> Option<(Receipt, Message)> {
        let message = self.messages.get_mut(&key)?;
        message.receive_count += 1;
        message.first_received.get_or_insert(now);
        message.received = now;
        message.receipt = ids.bits();
        let copy = Message::clone(message);
        self.shift(key, if until > now { Place::InFlight(until) } else { Place::Visible });
        Some((Receipt { key, mark: copy.receipt }, copy))
    }

    /// A receive that is tried again: the same messages, hidden anew, if nothing has happened to them.
    fn receive_again(&mut self, id: &Text, given: &[(Receipt, Time)], until: Time) -> Result<Received, Error> {
        let unchanged = given.iter().all(|(receipt, hidden_until)| {
            self.messages.get(&receipt.key).is_some_and(|message| {
                let same_place = match message.place {
                    Place::InFlight(until) => until == *hidden_until,
                    _ => true,
                };
                message.receipt == receipt.mark && same_place
            })
        });
        if !unchanged {
            return Err(Error::value(
                id,
                "ReceiveRequestAttemptId",
                "A message of this attempt was deleted, received again or had its visibility changed.",
            ));
        }
        let mut messages = Vec::with_capacity(given.len());
        for (receipt, _) in given {
            self.shift(receipt.key, Place::InFlight(until));
            if let Some(message) = self.messages.get(&receipt.key) {
                messages.push((*receipt, Message::clone(message)));
            }
        }
        self.attempts.renew(id, given.iter().map(|(receipt, _)| (*receipt, until)).collect());
        Ok(Received { messages, dead: Vec::new() })
    }

    /// Whether a message was there; an expired FIFO receipt is an error.
    fn delete(&mut self, now: Time, receipt: Receipt) -> Result<bool, ()> {
        self.catch_up(now);
        let Some(message) = self.messages.get(&receipt.key) else { return Ok(false) };
        if self.is_fifo() && !is_current(message, receipt) {
            return Err(());
        }
        self.take(receipt.key);
        Ok(true)
    }

    fn change_visibility(&mut self, now: Time, receipt: Receipt, timeout: u32) -> Result<(), Refusal> {
        self.catch_up(now);
        let message = self.messages.get(&receipt.key).ok_or(Refusal::Gone)?;
        if self.is_fifo() && !is_current(message, receipt) {
            return Err(Refusal::Expired);
        }
        let until = now + Duration::from_secs(timeout.into());
        if until.since(message.received) > LONGEST_IN_FLIGHT {
            return Err(Refusal::TooLong);
        }
        self.shift(receipt.key, if timeout == 0 { Place::Visible } else { Place::InFlight(until) });
        Ok(())
    }

    /// All messages, oldest first.
    pub fn all(&mut self, now: Time) -> impl Iterator<Item = &Message> {
        self.catch_up(now);
        self.messages.values().map(|message| &**message)
    }

    /// The next message in order, for a move task to look at.
    pub fn peek(&mut self, now: Time) -> Option<&Message> {
        self.catch_up(now);
        let key = self.order.peek()?;
        self.messages.get(&key).map(|message| &**message)
    }

    /// Takes out the next message in order if it is the one with that id.
    pub fn take_next(&mut self, now: Time, id: uuid::Uuid) -> Option<Box<Message>> {
        self.catch_up(now);
        let key = self.order.peek()?;
        if self.messages.get(&key)?.id != id {
            return None;
        }
        self.take(key)
    }

    /// Applies another queue delay to the messages that already wait: AWS does so in FIFO queues.
    fn delay_waiting(&mut self, now: Time) {
        let delay = Duration::from_secs(self.attributes.delay.into());
        let waiting: Vec<(Key, Time)> = self
            .messages
            .iter()
            .filter(|(_, message)| message.receive_count == 0)
            .map(|(key, message)| (*key, message.sent + delay))
            .collect();
        for (key, until) in waiting {
            self.shift(key, if until > now { Place::Delayed(until) } else { Place::Visible });
        }
    }

    fn clear(&mut self) {
        self.messages.clear();
        self.hidden.clear();
        self.order = Order::new(self.is_fifo());
        self.delayed = 0;
        self.in_flight = 0;
        self.deduplication.clear();
        self.attempts.clear();
    }

    /// Moves a message to another place. With `enter` and `leave` the only code that counts.
    fn shift(&mut self, key: Key, to: Place) {
        let Some(message) = self.messages.get_mut(&key) else { return };
        let from = std::mem::replace(&mut message.place, to);
        self.order.shift(key, message.group(), Some(from), Some(to));
        self.leave(from, key);
        self.enter(to, key);
    }

    /// Takes a message out.
    fn take(&mut self, key: Key) -> Option<Box<Message>> {
        let message = self.messages.remove(&key)?;
        self.order.shift(key, message.group(), Some(message.place), None);
        self.leave(message.place, key);
        Some(message)
    }

    fn enter(&mut self, place: Place, key: Key) {
        match place {
            Place::Visible => {}
            Place::Delayed(until) => {
                self.delayed += 1;
                self.hidden.insert((until, key));
            }
            Place::InFlight(until) => {
                self.in_flight += 1;
                self.hidden.insert((until, key));
            }
        }
    }

    fn leave(&mut self, place: Place, key: Key) {
        match place {
            Place::Visible => {}
            Place::Delayed(until) => {
                self.delayed -= 1;
                self.hidden.remove(&(until, key));
            }
            Place::InFlight(until) => {
                self.in_flight -= 1;
                self.hidden.remove(&(until, key));
            }
        }
    }
}

/// Whether a receipt is that of the message's latest receive, and still hides it.
fn is_current(message: &Message, receipt: Receipt) -> bool {
    message.receipt == receipt.mark && matches!(message.place, Place::InFlight(_))
}
