//! What an execution's events look like in a log. Nothing takes the lines yet: whoever brings CloudWatch Logs asks
//! [`Execution::log_lines`] for what is new, of express executions as of standard ones.
//! <https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html>

use serde::Serialize;

use super::execution::Execution;
use super::logging::Level;
use super::run::{Details, Event, EventId, EventKind};

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

impl Execution {
    /// The lines of the events after one, as the state machine's logging configuration wants them; none where it is
    /// `OFF`. The history of an express execution is kept wherever it isn't.
    #[allow(dead_code, reason = "there is no log to write to yet")]
    pub fn log_lines(&self, after: EventId) -> Vec<String> {
        let logging = &self.revision.logging;
        if logging.level == Level::Off {
            return Vec::new();
        }
        let run = self.run();
        let mut redrives = 0;
        let line = |(id, event): (EventId, &Event)| {
            if let EventKind::ExecutionRedriven { count } = event.kind {
                redrives = count;
            }
            let kind = event.kind.name();
            let line = (id > after && logging.level.takes(&kind)).then(|| Line {
                id: id.to_string(),
                kind,
                details: Details { kind: &event.kind, with_data: logging.execution_data },
                previous_event_id: event.previous.to_string(),
                event_timestamp: event.at.millis().to_string(),
                execution_arn: &self.about.arn,
                redrive_count: redrives.to_string(),
            })?;
            // Texts and numbers: there is nothing that couldn't be written.
            serde_json::to_string(&line).ok()
        };
        (1..).zip(run.history.events()).filter_map(line).collect()
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
            details: Details { kind: &kind, with_data: false },
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
