//! The running number of the messages of a FIFO queue or topic.

use std::fmt;

use serde::{Serialize, Serializer};

/// The running number of a FIFO queue or topic: 20 digits, rising, with gaps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SequenceNumber(u64);

impl SequenceNumber {
    /// The number of the message that a topic took as the `published`th. It is never that of a queue.
    pub fn of_topic(published: u64) -> Self {
        SequenceNumber(published * 1000)
    }

    /// The number of the message that came as the `arrival`th.
    pub fn of(arrival: u64) -> Self {
        // AWS's numbers of 2026 begin like this and rise by multiples of 256.
        SequenceNumber(8_890_000_000_000_000_000 + arrival * 256)
    }
}

impl fmt::Display for SequenceNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "1{:019}", self.0)
    }
}

impl Serialize for SequenceNumber {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
