//! The logs of executions: what their events look like there, and how they get there.
//! <https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html>

use std::sync::Arc;
use std::time::Duration;

use serde::Serialize;

use super::States;
use super::asl::Kind;
use super::execution::Execution;
use super::logging::{Level, Logging};
use super::machine::StateMachine;
use super::run::{Data, Details, Event, EventId, EventKind};
use crate::aws::arn::Arn;
use crate::aws::ids::mix;
use crate::aws::scope::Caller;
use crate::aws::text::Text;
use crate::aws::time::Time;
use crate::deliver::{Delivery, Lines, Parcel};

/// Inputs and outputs are cut to so many bytes.
const MOST_BYTES: usize = 248 << 10;

/// A state machine's executions share a log stream for so long; one that has begun goes on in its own.
const SHARED_FOR: Duration = Duration::from_secs(3600);

/// The log stream by which AWS tries whether it may write.
const TRIAL: &str = "log_stream_created_by_aws_to_validate_log_delivery_subscriptions";

/// What of an execution has gone into its log.
#[derive(Debug, Default)]
pub struct Logged {
    /// The last event that was looked at.
    after: EventId,
    /// How often it had begun again by then.
    redrives: u64,
    /// The log stream.
    stream: Option<Text>,
    /// Whether somebody is writing.
    writing: bool,
    /// Whether there is more to write since they looked.
    more: bool,
}

/// A line of a log: all but the details are texts.
#[derive(Serialize)]
struct Line<'e> {
    id: String,
    #[serde(rename = "type")]
    kind: String,
    details: Details<'e>,
    previous_event_id: String,
    event_timestamp: String,
    execution_arn: &'e str,
    redrive_count: String,
}

impl Level {
    /// Whether an event of this type is logged.
    pub fn takes(self, kind: &str) -> bool {
        let is_fatal = matches!(kind, "ExecutionAborted" | "ExecutionFailed" | "ExecutionTimedOut");
        let is_error = || ["Failed", "TimedOut", "Aborted"].iter().any(|end| kind.ends_with(end));
        match self {
            Level::Off => false,
            Level::Fatal => is_fatal,
            Level::Error => kind == "FailStateEntered" || is_error(),
            Level::All => true,
        }
    }
}

impl Logged {
    /// Whether the caller is to write: one at a time does, so that the lines keep their order.
    fn begin(&mut self) -> bool {
        (self.more, self.writing) = (self.writing, true);
        !self.more
    }

    /// Whether there was no more to write meanwhile.
    fn is_done(&mut self) -> bool {
        self.writing = self.more;
        !std::mem::take(&mut self.more)
    }
}

impl States {
    /// Whether a log group is there, and the caller's.
    pub(super) fn is_log_group(&self, at: &Caller<'_>, group: &Arn) -> bool {
        group.scope == at.scope && self.shared.courier.listens(group)
    }

    /// Tries whether a state machine's log group can be written to.
    pub(super) fn open_log(&self, machine: &StateMachine) {
        let current = Arc::clone(&machine.state().current);
        if let Some(group) = &current.logging.group {
            let lines = Lines { stream: TRIAL.into(), lines: Vec::new() };
            self.send_lines(machine.arn_text.clone(), group, lines);
        }
    }

    /// Writes what is new of an execution into its log, if it has one.
    pub(super) fn write_log(&self, execution: &Execution) {
        let logging = &execution.revision.logging;
        let Some(group) = &logging.group else { return };
        if !execution.logged().begin() {
            return;
        }
        loop {
            let lines = execution.new_lines(logging);
            if !lines.is_empty() {
                let stream = self.log_stream(execution);
                self.send_lines(execution.about.arn.clone(), group, Lines { stream, lines });
            }
            if execution.logged().is_done() {
                return;
            }
        }
    }

    /// The log stream of an execution: that which its state machine has at its first line.
    fn log_stream(&self, execution: &Execution) -> Text {
        if let Some(known) = execution.logged().stream.clone() {
            return known;
        }
        let stream = execution.machine.log_stream(self.now());
        execution.logged().stream = Some(stream.clone());
        stream
    }

    /// A log group that is no longer there gets nothing, which disturbs nobody; the journal has it.
    fn send_lines(&self, from: Text, group: &Arn, lines: Lines) {
        let delivery = Delivery { message: lines.stream.clone(), lines: Some(lines.into()), ..Delivery::default() };
        let parcel = Parcel::once("states", from, group.clone(), delivery);
        self.shared.courier.send(self.now(), [parcel]);
    }
}

impl StateMachine {
    /// The log stream for executions that write their first line now.
    fn log_stream(&self, now: Time) -> Text {
        let mut state = self.state();
        if let Some((opened, stream)) = &state.log_stream
            && now.since(*opened) < SHARED_FOR
        {
            return stream.clone();
        }
        let id = mix(now.millis().cast_unsigned() ^ self.created.millis().cast_unsigned().rotate_left(32)) >> 32;
        let stream = Text::from(format!("states/{}/{}/{id:08x}", self.name, now.to_minute_text()));
        state.log_stream = Some((now, stream.clone()));
        stream
    }
}

impl Execution {
    /// The lines of the events since the last time, as the state machine's logging configuration wants them. The history
    /// of an express execution, which nobody else asks for, ends there.
    fn new_lines(&self, logging: &Logging) -> Vec<(Time, Text)> {
        let (after, mut redrives) = {
            let logged = self.logged();
            (logged.after, logged.redrives)
        };
        let is_wanted = |event: &Event| {
            matches!(event.kind, EventKind::ExecutionRedriven { .. }) || logging.level.takes(&event.kind.name())
        };
        let (events, last): (Vec<(EventId, Event)>, EventId) = {
            let mut run = self.run();
            let new = run.history.after(after).filter(|(_, event)| is_wanted(event));
            let events = new.map(|(id, event)| (id, event.clone())).collect();
            if self.about.kind == Kind::Express {
                run.history.forget();
            }
            (events, run.history.count())
        };
        let data = if logging.execution_data { Data::AtMost(MOST_BYTES) } else { Data::Nothing };
        let line = |(id, event): &(EventId, Event)| {
            if let EventKind::ExecutionRedriven { count } = event.kind {
                redrives = count;
            }
            let kind = event.kind.name();
            let line = logging.level.takes(&kind).then(|| Line {
                id: id.to_string(),
                kind,
                details: Details { kind: &event.kind, data },
                previous_event_id: event.previous.to_string(),
                event_timestamp: event.at.millis().to_string(),
                execution_arn: &self.about.arn,
                redrive_count: redrives.to_string(),
            })?;
            // Texts and numbers: there is nothing that couldn't be written.
            serde_json::to_string(&line).ok().map(|line| (event.at, line.into()))
        };
        let lines = events.iter().filter_map(line).collect();
        let mut logged = self.logged();
        (logged.after, logged.redrives) = (last, redrives);
        lines
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    #[test]
    fn levels() {
        let kinds = ["ExecutionFailed", "FailStateEntered", "TaskTimedOut", "TaskStateAborted", "PassStateEntered"];
        let taken = |level: Level| kinds.map(|kind| level.takes(kind));
        assert_eq!(taken(Level::Off), [false; 5]);
        assert_eq!(taken(Level::Fatal), [true, false, false, false, false]);
        assert_eq!(taken(Level::Error), [true, true, true, true, false]);
        assert_eq!(taken(Level::All), [true; 5]);
    }

    #[test]
    fn a_line() {
        let kind = EventKind::LambdaFunctionFailed(Default::default());
        let line = Line {
            id: "4".to_owned(),
            kind: kind.name(),
            details: Details { kind: &kind, data: Data::Nothing },
            previous_event_id: "3".to_owned(),
            event_timestamp: "1690000000123".to_owned(),
            execution_arn: "arn",
            redrive_count: "0".to_owned(),
        };
        let written = serde_json::to_value(&line).unwrap();
        let members: Vec<&str> = written.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(
            members,
            ["id", "type", "details", "previous_event_id", "event_timestamp", "execution_arn", "redrive_count"]
        );
        assert_eq!(written["details"], Value::Object(Default::default()));
    }
}
