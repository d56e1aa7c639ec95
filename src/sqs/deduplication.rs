//! The five minutes in which a FIFO queue swallows a second message of the same deduplication id.

use std::collections::VecDeque;
use std::hash::BuildHasher;
use std::time::Duration;

use foldhash::HashMap;
use foldhash::quality::FixedState;
use uuid::Uuid;

use super::message::Message;
use super::sequence::SequenceNumber;
use crate::aws::text::Text;
use crate::aws::time::Time;

const WINDOW: Duration = Duration::from_secs(300);

/// What makes two messages the same: the id, by itself or within a group. Kept as a hash of 128 bits, since a busy
/// queue remembers millions of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Identity(u128);

impl Identity {
    /// The identity of a deduplication id; within a group, where the scope is `messageGroup`.
    pub fn new(group: Option<&str>, id: &str) -> Self {
        let half = |seed| u128::from(FixedState::with_seed(seed).hash_one((group, id)));
        Identity(half(1) << 64 | half(2))
    }

    /// Gives a message that comes from another queue its own id as deduplication id: it is nobody's duplicate.
    pub fn of_its_own(message: &mut Message) -> Self {
        let id: Text = message.id.to_string().into();
        let extra = message.extra_mut();
        extra.deduplication = Some(id.clone());
        Identity::new(extra.group.as_deref(), &id)
    }
}

/// What the sender of a FIFO message is told; of a duplicate it is what the first sender was told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Accepted {
    /// The message's id.
    pub id: Uuid,
    /// Its sequence number.
    pub sequence: Option<SequenceNumber>,
}

/// The ids of the last five minutes.
#[derive(Debug, Default)]
pub struct Deduplication {
    seen: HashMap<Identity, Accepted>,
    /// When each id is forgotten, in that order.
    until: VecDeque<(Time, Identity)>,
}

impl Deduplication {
    /// The message of the same identity, if one was sent within the window.
    pub fn find(&mut self, now: Time, identity: Identity) -> Option<Accepted> {
        while self.until.front().is_some_and(|(until, _)| *until <= now) {
            if let Some((_, forgotten)) = self.until.pop_front() {
                self.seen.remove(&forgotten);
            }
        }
        self.seen.get(&identity).copied()
    }

    /// Remembers a message that was accepted now.
    pub fn remember(&mut self, now: Time, identity: Identity, accepted: Accepted) {
        self.until.push_back((now + WINDOW, identity));
        self.seen.insert(identity, accepted);
    }

    /// Forgets everything.
    pub fn clear(&mut self) {
        self.seen.clear();
        self.until.clear();
    }
}
