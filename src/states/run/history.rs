//! What has happened in an execution: kept for a standard one, only counted for an express one that nobody logs.

use super::event::{Event, EventId, Kind};
use crate::aws::time::Time;

/// The events that a standard execution may have.
pub const MOST_EVENTS: EventId = 25_000;

/// The events that an express execution could have in its five minutes on AWS; one that has more goes in circles, and
/// would do so for ever while the clock stands still.
pub const MOST_EXPRESS_EVENTS: EventId = 1_000_000;

/// A history of more events isn't copied to save room.
const LONG: usize = 64;

/// The events of one execution.
#[derive(Clone, Debug)]
pub struct History {
    events: Vec<Event>,
    count: EventId,
    kept: bool,
}

impl History {
    /// An empty one; whether its events are kept.
    pub fn new(kept: bool) -> Self {
        History { events: Vec::new(), count: 0, kept }
    }

    /// Adds an event; its number.
    pub fn add(&mut self, at: Time, previous: EventId, kind: Kind) -> EventId {
        if self.kept {
            if self.events.is_empty() {
                self.events.reserve(8);
            }
            self.events.push(Event { at, previous, kind });
        }
        self.count += 1;
        self.count
    }

    /// Gives back what room it doesn't need while nothing happens. A long one keeps it, as copying it costs more.
    pub fn shrink(&mut self) {
        if self.events.len() <= LONG {
            self.events.shrink_to_fit();
        }
    }

    /// How many there were.
    pub fn count(&self) -> EventId {
        self.count
    }

    /// Those that are kept, in order: the first has the number 1, unless some were forgotten.
    pub fn events(&self) -> &[Event] {
        &self.events
    }

    /// Those of the kept ones that came after one, with their numbers.
    pub fn after(&self, id: EventId) -> impl Iterator<Item = (EventId, &Event)> {
        let first = self.count - self.events.len() as EventId + 1;
        let old = usize::try_from((id + 1).saturating_sub(first)).unwrap_or(usize::MAX).min(self.events.len());
        (first.max(id + 1)..).zip(&self.events[old..])
    }

    /// Keeps the events that come from now on.
    pub fn keep(&mut self) {
        self.kept = true;
    }

    /// Forgets the events that were kept; they go on being counted.
    pub fn forget(&mut self) {
        self.events = Vec::new();
    }
}
