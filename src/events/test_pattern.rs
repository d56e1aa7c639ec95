//! TestEventPattern: whether an event fits a pattern.

use super::Events;
use super::api::*;
use super::error::Error;
use crate::aws::scope::Caller;

impl Events {
    /// TestEventPattern.
    pub(super) fn test_event_pattern(
        &self,
        _at: &Caller<'_>,
        _input: TestEventPatternRequest,
    ) -> Result<TestEventPatternResponse, Error> {
        Err(Error::NotYet)
    }
}
