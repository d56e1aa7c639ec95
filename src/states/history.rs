//! GetExecutionHistory.
//! <https://docs.aws.amazon.com/step-functions/latest/apireference/API_GetExecutionHistory.html>

use serde::{Serialize, Serializer};

use super::States;
use super::api::GetExecutionHistoryInput;
use super::check::Members;
use super::error::Error;
use super::list::Page;
use super::run::{Event, EventId, ShownEvent};
use crate::aws::scope::Caller;

/// What GetExecutionHistory answers: events that are written as they are, and the token of the next page.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct GetExecutionHistoryOutput {
    events: Events,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_token: Option<String>,
}

/// Events with their numbers.
#[derive(Debug)]
struct Events {
    events: Vec<(EventId, Event)>,
    with_data: bool,
}

impl Serialize for Events {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let shown = self.events.iter().map(|(id, event)| ShownEvent { id: *id, event, with_data: self.with_data });
        serializer.collect_seq(shown)
    }
}

impl States {
    /// GetExecutionHistory.
    pub(super) fn get_execution_history(
        &self,
        at: &Caller<'_>,
        input: GetExecutionHistoryInput,
    ) -> Result<GetExecutionHistoryOutput, Error> {
        let arn = input.execution_arn.as_ref();
        let (text, reverse) = (arn.map_or("", String::as_str), input.reverse_order.unwrap_or_default());
        let arguments = format!("{text} {reverse}");
        let mut members = Members::default();
        members.arn("executionArn", arn);
        let list = ["GetExecutionHistory", &*arguments];
        let page = Page::of(&mut members, list, input.max_results, input.next_token.as_ref(), self.now())?;
        let execution = self.execution(at, text)?;
        let after: Option<EventId> = match page.after.as_deref() {
            Some(key) => Some(key.parse().map_err(|_| Error::InvalidToken("Invalid token"))?),
            None => None,
        };
        let run = execution.run();
        let events = run.history.events();
        let count = events.len() as EventId;
        let event = |id: EventId| Some((id, events.get(usize::try_from(id).ok()?.checked_sub(1)?)?.clone()));
        let key = |(id, _): &(EventId, Event)| id.to_string();
        let (events, next_token) = if reverse {
            let before = after.map_or(count, |id| id.saturating_sub(1));
            page.cut((1..=before).rev().filter_map(event), key)
        } else {
            page.cut((after.unwrap_or(0).saturating_add(1)..=count).filter_map(event), key)
        };
        let with_data = input.include_execution_data.unwrap_or(true);
        Ok(GetExecutionHistoryOutput { events: Events { events, with_data }, next_token })
    }
}
