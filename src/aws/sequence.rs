//! The running number of the messages of a FIFO queue or topic.

use std::fmt;

use serde::{Serialize, Serializer};

/// The running number of a FIFO queue or topic: 20 digits, rising, with gaps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SequenceNumber(u64);

impl SequenceNumber {
    /// The number of the message that came to a queue as the `arrival`th.
    pub fn of(arrival: u64) -> Self {
        // AWS's numbers of 2026 begin like this and rise by multiples of 256.
        SequenceNumber(8_890_000_000_000_000_000 + arrival * 256)
    }

    /// The number of the message that came to a topic as the `arrival`th: never that of a queue.
    pub fn of_topic(arrival: u64) -> Self {
        // As in AWS's examples: 10000000000000003000.
        SequenceNumber(arrival * 1000)
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
