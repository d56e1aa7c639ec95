//! What a FIFO topic adds: one order for all its subscribers, and deduplication before any of them.
//! <https://docs.aws.amazon.com/sns/latest/dg/fifo-message-dedup.html>

use std::collections::VecDeque;
use std::time::Duration;

use super::message::Message;
use crate::aws::deduplication::{Deduplication, Identity};
use crate::aws::sequence::SequenceNumber;
use crate::aws::text::Text;
use crate::aws::time::Time;

/// The order of one FIFO topic.
#[derive(Debug, Default)]
pub struct Order {
    deduplication: Deduplication<Accepted>,
    messages: u64,
    /// What was accepted and not delivered yet.
    outbox: VecDeque<Message>,
    /// What was delivered and is kept for replays.
    archive: VecDeque<Message>,
    /// Whether somebody is emptying the outbox: one at a time, so that all subscribers see one order.
    delivering: bool,
}

/// What a publisher is told; of a duplicate it is what the first publisher was told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Accepted {
    /// The message's id.
    pub id: Text,
    /// Its sequence number; none on standard topics.
    pub sequence: Option<SequenceNumber>,
}

impl Order {
    /// Takes a message into the outbox, unless it is a duplicate.
    pub fn accept(&mut self, now: Time, mut message: Message, identity: Identity) -> Accepted {
        if let Some(earlier) = self.deduplication.find(now, identity) {
            return earlier;
        }
        self.messages += 1;
        message.sequence = Some(SequenceNumber::of_topic(self.messages));
        let accepted = Accepted { id: message.id.clone(), sequence: message.sequence };
        self.deduplication.remember(now, identity, accepted.clone());
        self.outbox.push_back(message);
        accepted
    }

    /// Whether the caller is the one to empty the outbox now.
    pub fn begin(&mut self) -> bool {
        let mine = !self.delivering && !self.outbox.is_empty();
        self.delivering |= mine;
        mine
    }

    /// The next message to deliver; none ends the turn of whoever [began](Self::begin) it. It goes into the archive,
    /// if there is one.
    pub fn next(&mut self, now: Time, retention: Option<Duration>) -> Option<Message> {
        let next = self.outbox.pop_front();
        self.delivering = next.is_some();
        if let (Some(message), Some(retention)) = (&next, retention) {
            self.prune(now, retention);
            self.archive.push_back(message.clone());
        }
        next
    }

    fn prune(&mut self, now: Time, retention: Duration) {
        while self.archive.front().is_some_and(|oldest| oldest.at + retention <= now) {
            self.archive.pop_front();
        }
    }

    /// At most `most` archived messages that were published from `from` until `until`, behind those already seen.
    pub fn archived(
        &mut self,
        now: Time,
        retention: Duration,
        (from, until): (Time, Option<Time>),
        seen: Option<SequenceNumber>,
        most: usize,
    ) -> Vec<Message> {
        self.prune(now, retention);
        let start = self.archive.partition_point(|message| message.at < from || message.sequence <= seen);
        let in_time = |message: &&Message| until.is_none_or(|until| message.at <= until);
        self.archive.iter().skip(start).take_while(in_time).take(most).cloned().collect()
    }

    /// Forgets what was kept for replays.
    pub fn forget_archive(&mut self) {
        self.archive.clear();
    }
}
