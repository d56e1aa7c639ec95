//! ReceiveRequestAttemptId: a FIFO receive that is tried again gets the same messages and handles again.

use std::collections::HashMap;
use std::time::Duration;

use super::receipt::Receipt;
use crate::aws::text::Text;
use crate::aws::time::Time;

const WINDOW: Duration = Duration::from_secs(300);

/// What one attempt was given.
#[derive(Clone, Debug)]
pub struct Attempt {
    /// When the id is forgotten.
    until: Time,
    /// The messages, and until when each was hidden.
    pub given: Vec<(Receipt, Time)>,
}

/// The attempts of the last five minutes.
#[derive(Debug, Default)]
pub struct Attempts {
    by_id: HashMap<Text, Attempt>,
}

impl Attempts {
    /// The attempt of that id, if there was one within the window.
    pub fn find(&mut self, now: Time, id: &Text) -> Option<Attempt> {
        self.by_id.get(id).filter(|attempt| attempt.until > now).cloned()
    }

    /// Remembers what an attempt was given now.
    pub fn remember(&mut self, now: Time, id: Text, given: Vec<(Receipt, Time)>) {
        // Cleaned only as often as it has grown, so that an attempt costs the same at any number of them.
        if self.by_id.len() == self.by_id.capacity() {
            self.by_id.retain(|_, attempt| attempt.until > now);
        }
        self.by_id.insert(id, Attempt { until: now + WINDOW, given });
    }

    /// Notes that the messages of an attempt are hidden for another while.
    pub fn renew(&mut self, id: &Text, given: Vec<(Receipt, Time)>) {
        if let Some(attempt) = self.by_id.get_mut(id) {
            attempt.given = given;
        }
    }

    /// Forgets everything.
    pub fn clear(&mut self) {
        self.by_id.clear();
    }
}
