//! What goes wrong in an execution: an error's name and cause, as `Retry`, `Catch` and the history see it.
//! <https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html>

use serde_json::{Value, json};

use crate::aws::text::Text;

/// What no `States.ALL` catches: data that can't be processed.
pub const RUNTIME: &str = "States.Runtime";

/// A task, or its heartbeat, came too late.
pub const TIMEOUT: &str = "States.Timeout";

/// The name by which `ErrorEquals` means a missed heartbeat.
pub const HEARTBEAT_TIMEOUT: &str = "States.HeartbeatTimeout";

/// A result, or an input made here, has too many bytes.
pub const DATA_LIMIT_EXCEEDED: &str = "States.DataLimitExceeded";

/// An error.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// Its name; some have none.
    pub error: Option<Text>,
    /// What is said of it.
    pub cause: Option<Text>,
    /// Where it is a JSONata expression that failed, and in which field it stands, if in one.
    pub evaluation: Option<Option<Text>>,
    /// The name that `ErrorEquals` means it by, where that isn't the one that is shown.
    pub matched: Option<&'static str>,
}

impl Failure {
    /// An error with its cause.
    pub fn new(error: impl Into<Text>, cause: impl Into<Text>) -> Self {
        Failure { error: Some(error.into()), cause: Some(cause.into()), evaluation: None, matched: None }
    }

    /// An error by what it has.
    pub fn of(error: Option<Text>, cause: Option<Text>) -> Self {
        Failure { error, cause, evaluation: None, matched: None }
    }

    /// Data that can't be processed.
    pub fn runtime(cause: impl Into<Text>) -> Self {
        Failure::new(RUNTIME, cause)
    }

    /// A task or a heartbeat that came too late.
    pub fn timeout(heartbeat: bool) -> Self {
        let matched = heartbeat.then_some(HEARTBEAT_TIMEOUT);
        Failure { matched, ..Failure::of(Some(TIMEOUT.into()), None) }
    }

    /// A map of which more items failed than may.
    pub fn beyond_tolerance() -> Self {
        let cause = "The specified tolerated failure threshold was exceeded";
        Failure::new("States.ExceedToleratedFailureThreshold", cause)
    }

    /// A result that is too long; `what` is the state or what it called.
    pub fn too_long(what: &str) -> Self {
        Failure::new(
            DATA_LIMIT_EXCEEDED,
            format!(
                "The state/task '{what}' returned a result with a size exceeding the maximum number of bytes service \
                 limit."
            ),
        )
    }

    /// The name that `ErrorEquals` is compared with.
    pub fn name(&self) -> &str {
        self.matched.or(self.error.as_deref()).unwrap_or_default()
    }

    /// What a `Catch` puts into the data.
    pub fn output(&self) -> Value {
        let mut output = json!({ "Error": self.error.as_deref().unwrap_or_default() });
        if let Some(cause) = &self.cause {
            output["Cause"] = Value::from(&**cause);
        }
        output
    }
}
