//! An event pattern of EventBridge, and AWS's words for what it refuses.
//! <https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html>

use std::fmt;

use super::grammar::{Compiler, Dialect};
use super::matcher::Matcher;
use super::subject::Subject;
use super::why::Why;

/// Why an event pattern is refused: the message of `InvalidEventPatternException`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PatternError(String);

impl fmt::Display for PatternError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Event pattern is not valid. Reason: {}", self.0)
    }
}

impl std::error::Error for PatternError {}

/// An event pattern.
#[derive(Clone, Debug)]
pub struct EventPattern {
    matcher: Matcher,
}

impl EventPattern {
    /// Reads an event pattern.
    ///
    /// # Errors
    /// The first thing that AWS doesn't take.
    pub fn parse(text: &str) -> Result<Self, PatternError> {
        let compiled = Compiler::compile(text, Dialect::Event).map_err(|refusal| PatternError(refusal.text))?;
        Ok(EventPattern { matcher: Matcher::new(text, compiled) })
    }

    /// The text that it was read from.
    pub fn text(&self) -> &str {
        self.matcher.text()
    }

    /// Whether an event fits.
    pub fn matches(&self, event: &Subject<'_>) -> bool {
        self.matcher.matches(event)
    }

    /// Why an event doesn't fit; none where it does.
    pub fn why(&self, event: &Subject<'_>) -> Option<Why> {
        self.matcher.why(event)
    }

    /// What an [`Index`](super::Index) takes.
    pub fn matcher(&self) -> &Matcher {
        &self.matcher
    }
}
