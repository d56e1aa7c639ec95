//! Deletions that were asked for with a client token: the same call once more is no mistake.
//! <https://docs.aws.amazon.com/scheduler/latest/APIReference/API_DeleteSchedule.html>

use std::collections::VecDeque;

use crate::aws::text::Text;

/// More are not remembered: a call is repeated soon or not at all.
const MOST: usize = 1000;

/// The latest deletions.
#[derive(Debug, Default)]
pub struct Deletions(VecDeque<(Text, Text)>);

impl Deletions {
    /// Remembers that something was deleted by a call with this token.
    pub fn note(&mut self, token: Option<&String>, what: &str) {
        let Some(token) = token else { return };
        if self.0.len() == MOST {
            self.0.pop_front();
        }
        self.0.push_back((token.as_str().into(), what.into()));
    }

    /// Whether it was deleted by a call with the same token.
    pub fn know(&self, token: Option<&String>, what: &str) -> bool {
        token.is_some_and(|token| self.0.iter().any(|(known, gone)| **known == **token && **gone == *what))
    }
}
