//! The five minutes in which a FIFO queue or topic swallows a second message of the same deduplication id.

use std::collections::VecDeque;
use std::hash::BuildHasher;
use std::time::Duration;

use foldhash::HashMap;
use foldhash::quality::FixedState;
use sha2::{Digest, Sha256};

use super::hex::Hex;
use super::time::Time;

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

    /// The deduplication id that stands for a content where none is given.
    pub fn of_content(text: &str) -> Hex<32> {
        Hex(Sha256::digest(text.as_bytes()).into())
    }
}

/// The ids of the last five minutes.
#[derive(Debug)]
pub struct Deduplication<A> {
    /// What the first sender of each was told.
    seen: HashMap<Identity, A>,
    /// When each id is forgotten, in that order.
    until: VecDeque<(Time, Identity)>,
}

impl<A> Default for Deduplication<A> {
    fn default() -> Self {
        Deduplication { seen: HashMap::default(), until: VecDeque::new() }
    }
}

impl<A: Clone> Deduplication<A> {
    /// What the sender of a message of the same identity was told, if it was within the window.
    pub fn find(&mut self, now: Time, identity: Identity) -> Option<A> {
        while self.until.front().is_some_and(|(until, _)| *until <= now) {
            if let Some((_, forgotten)) = self.until.pop_front() {
                self.seen.remove(&forgotten);
            }
        }
        self.seen.get(&identity).cloned()
    }

    /// Remembers a message that was accepted now.
    pub fn remember(&mut self, now: Time, identity: Identity, accepted: A) {
        self.until.push_back((now + WINDOW, identity));
        self.seen.insert(identity, accepted);
    }

    /// Forgets everything.
    pub fn clear(&mut self) {
        self.seen.clear();
        self.until.clear();
    }
}
