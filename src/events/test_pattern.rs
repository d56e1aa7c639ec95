//! TestEventPattern: whether an event fits a pattern.
//! <https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_TestEventPattern.html>

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde_json::value::RawValue;

use super::Events;
use super::api::*;
use super::check::Members;
use super::error::Error;
use crate::aws::scope::Caller;
use crate::pattern::{EventPattern, Subject};

/// What an event must have; the rest may be missing.
const REQUIRED: [&str; 6] = ["id", "account", "source", "time", "region", "detail-type"];

impl Events {
    /// TestEventPattern: no bus and no rule is asked.
    pub(super) fn test_event_pattern(
        &self,
        _: &Caller<'_>,
        input: TestEventPatternRequest,
    ) -> Result<TestEventPatternResponse, Error> {
        let (pattern, event) = (input.event_pattern.as_ref(), input.event.as_ref());
        let mut members = Members::default();
        members.required("eventPattern", pattern).length("eventPattern", pattern, 0, 4096);
        members.required("event", event).check()?;
        let pattern = EventPattern::parse(input.event_pattern.as_deref().unwrap_or_default())?;
        let event = input.event.as_deref().unwrap_or_default();
        let subject = Subject::text(event).filter(|_| is_whole(event));
        let subject = subject.ok_or_else(|| Error::validation("Parameter Event is not valid."))?;
        Ok(TestEventPatternResponse { result: pattern.matches(&subject) })
    }
}

/// Whether an event has all that it must have.
fn is_whole(event: &str) -> bool {
    let members = serde_json::from_str::<BTreeMap<Cow<'_, str>, &RawValue>>(event);
    members.is_ok_and(|members| REQUIRED.iter().all(|name| members.contains_key(*name)))
}
