//! What a receive picks from a queue's order: messages to deliver, and dead letters met on the way.

use super::message::Key;

/// The most exhausted messages that one pick takes along: a bound on the work under a lock.
const MOST_EXHAUSTED: usize = 1000;

/// What a pick found.
#[derive(Debug, Default)]
pub struct Picked {
    /// To deliver.
    pub live: Vec<Key>,
    /// Received too often: to move to the dead-letter queue.
    pub exhausted: Vec<Key>,
}

impl Picked {
    /// Whether more should be looked for.
    pub fn wants(&self, wanted: usize) -> bool {
        self.live.len() < wanted && self.exhausted.len() < MOST_EXHAUSTED
    }

    /// Adds a message.
    pub fn add(&mut self, key: Key, exhausted: bool) {
        if exhausted { self.exhausted.push(key) } else { self.live.push(key) }
    }
}
