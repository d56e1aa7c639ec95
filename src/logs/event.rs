//! A log event: its place in the order of its log group, by which pages of events begin and end.

use crate::aws::text::Text;
use crate::aws::time::Time;

/// AWS counts so many bytes for an event beside its message.
pub const OVERHEAD: usize = 26;

/// How many numbers there are for the events of one millisecond.
const NUMBERS: u128 = 10_u128.pow(20);

/// An event as it is kept.
#[derive(Clone, Debug)]
pub struct LogEvent {
    /// When what it tells of happened.
    pub at: Time,
    /// Its number among all that were put into its log group.
    pub number: u64,
    /// When it was put.
    pub ingested: Time,
    /// What it says.
    pub message: Text,
}

/// A place in the order of events: by time, and then as they were put. Every event has one of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place(pub u128);

impl Place {
    /// Before all events.
    pub const START: Place = Place(0);

    /// Before all events of a time.
    pub fn before(at: Time) -> Self {
        Place(u128::try_from(at.millis()).unwrap_or(0) * NUMBERS)
    }

    /// From the digits of an id.
    pub fn parse(digits: &str) -> Option<Self> {
        let known = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        digits.parse().ok().filter(|_| known).map(Place)
    }

    /// As many digits as AWS's ids have.
    pub fn id(self) -> String {
        format!("{:056}", self.0)
    }
}

impl LogEvent {
    /// Where it stands.
    pub fn place(&self) -> Place {
        Place(Place::before(self.at).0 + u128::from(self.number))
    }

    /// How many bytes AWS counts.
    pub fn bytes(&self) -> usize {
        self.message.len() + OVERHEAD
    }
}
