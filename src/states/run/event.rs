//! The events of an execution's history.
//! <https://docs.aws.amazon.com/step-functions/latest/apireference/API_HistoryEvent.html>

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use serde_json::json;

use super::json::Json;
use crate::aws::text::Text;
use crate::aws::time::{Epoch, Time};

/// The number of an event in its history, from 1; 0 is none.
pub type EventId = u64;

/// An event. Its own number is its place.
#[derive(Clone, Debug)]
pub struct Event {
    /// When.
    pub at: Time,
    /// The event that it follows from.
    pub previous: EventId,
    /// What happened.
    pub kind: Kind,
}

/// An error's name and cause; either may be missing.
#[derive(Clone, Debug, Default)]
pub struct Ending {
    /// The name.
    pub error: Option<Text>,
    /// What is said of it.
    pub cause: Option<Text>,
}

/// What an integration was asked.
#[derive(Clone, Debug)]
pub struct Scheduled {
    /// `sqs`
    pub resource_type: Text,
    /// `sendMessage.waitForTaskToken`
    pub resource: Text,
    /// Where.
    pub region: Text,
    /// What it got.
    pub parameters: Json,
    /// Its limits.
    pub limits: Limits,
    /// The role to call it in, where the state names another.
    pub role: Option<Text>,
}

/// What a function or an activity was asked.
#[derive(Clone, Debug)]
pub struct Invoked {
    /// Its ARN.
    pub resource: Text,
    /// What it got.
    pub input: Json,
    /// Its limits.
    pub limits: Limits,
    /// The role to call it in, where the state names another.
    pub role: Option<Text>,
}

/// How long a task may take and be silent, in seconds.
#[derive(Clone, Copy, Debug, Default)]
pub struct Limits {
    /// In all.
    pub timeout: Option<u64>,
    /// Between heartbeats.
    pub heartbeat: Option<u64>,
}

/// An integration, as the events after the first name it.
#[derive(Clone, Debug)]
pub struct Named {
    /// `sqs`
    pub resource_type: Text,
    /// `sendMessage.waitForTaskToken`
    pub resource: Text,
}

/// The alias and the version that an execution was started by.
#[derive(Clone, Debug)]
pub struct StartedBy {
    /// The alias, where it was named.
    pub alias: Option<Text>,
    /// The version that was named or chosen.
    pub version: Option<Text>,
}

/// An expression that failed.
#[derive(Clone, Debug)]
pub struct Evaluation {
    /// How.
    pub ending: Ending,
    /// The field that it stands in.
    pub location: Option<Text>,
    /// The state.
    pub state: Text,
}

/// What happened; kept small, as there are many of them. The types of states are their words in definitions: `Pass`.
#[allow(missing_docs, reason = "each is AWS's word for itself")]
#[derive(Clone, Debug)]
pub enum Kind {
    ExecutionStarted { input: Json, role: Text, by: Option<Box<StartedBy>> },
    ExecutionSucceeded { output: Json },
    ExecutionFailed(Ending),
    ExecutionAborted(Ending),
    ExecutionTimedOut(Ending),
    ExecutionRedriven { count: u64 },
    StateEntered { state: &'static str, name: Text, input: Json },
    StateExited { state: &'static str, name: Text, output: Json, assigned: Option<Box<Vec<(Text, Json)>>> },
    StateAborted { state: &'static str },
    TaskScheduled(Box<Scheduled>),
    TaskStarted(Box<Named>),
    TaskSubmitted(Box<Named>, Json),
    TaskSucceeded(Box<Named>, Json),
    TaskFailed(Box<Named>, Ending),
    TaskTimedOut(Box<Named>, Ending),
    LambdaFunctionScheduled(Box<Invoked>),
    LambdaFunctionStarted,
    LambdaFunctionSucceeded { output: Json },
    LambdaFunctionFailed(Ending),
    LambdaFunctionTimedOut(Ending),
    ActivityScheduled(Box<Invoked>),
    ActivityStarted { worker: Option<Text> },
    ActivitySucceeded { output: Json },
    ActivityFailed(Ending),
    ActivityTimedOut(Ending),
    MapStateStarted { length: usize },
    MapIterationStarted { name: Text, index: usize },
    MapIterationSucceeded { name: Text, index: usize },
    MapIterationFailed { name: Text, index: usize },
    MapIterationAborted { name: Text, index: usize },
    MapStateSucceeded,
    MapStateFailed,
    MapRunStarted { arn: Text },
    MapRunSucceeded,
    MapRunFailed(Ending),
    MapRunAborted,
    MapRunRedriven { arn: Text, count: u64 },
    ParallelStateStarted,
    ParallelStateSucceeded,
    ParallelStateFailed,
    EvaluationFailed(Box<Evaluation>),
}

impl Kind {
    /// Its type, such as `PassStateEntered`.
    pub fn name(&self) -> String {
        let fixed = match self {
            Kind::StateEntered { state, .. } => return format!("{state}StateEntered"),
            Kind::StateExited { state, .. } => return format!("{state}StateExited"),
            Kind::StateAborted { state } => return format!("{state}StateAborted"),
            Kind::ExecutionStarted { .. } => "ExecutionStarted",
            Kind::ExecutionSucceeded { .. } => "ExecutionSucceeded",
            Kind::ExecutionFailed(_) => "ExecutionFailed",
            Kind::ExecutionAborted(_) => "ExecutionAborted",
            Kind::ExecutionTimedOut(_) => "ExecutionTimedOut",
            Kind::ExecutionRedriven { .. } => "ExecutionRedriven",
            Kind::TaskScheduled(_) => "TaskScheduled",
            Kind::TaskStarted(_) => "TaskStarted",
            Kind::TaskSubmitted(..) => "TaskSubmitted",
            Kind::TaskSucceeded(..) => "TaskSucceeded",
            Kind::TaskFailed(..) => "TaskFailed",
            Kind::TaskTimedOut(..) => "TaskTimedOut",
            Kind::LambdaFunctionScheduled(_) => "LambdaFunctionScheduled",
            Kind::LambdaFunctionStarted => "LambdaFunctionStarted",
            Kind::LambdaFunctionSucceeded { .. } => "LambdaFunctionSucceeded",
            Kind::LambdaFunctionFailed(_) => "LambdaFunctionFailed",
            Kind::LambdaFunctionTimedOut(_) => "LambdaFunctionTimedOut",
            Kind::ActivityScheduled(_) => "ActivityScheduled",
            Kind::ActivityStarted { .. } => "ActivityStarted",
            Kind::ActivitySucceeded { .. } => "ActivitySucceeded",
            Kind::ActivityFailed(_) => "ActivityFailed",
            Kind::ActivityTimedOut(_) => "ActivityTimedOut",
            Kind::MapStateStarted { .. } => "MapStateStarted",
            Kind::MapIterationStarted { .. } => "MapIterationStarted",
            Kind::MapIterationSucceeded { .. } => "MapIterationSucceeded",
            Kind::MapIterationFailed { .. } => "MapIterationFailed",
            Kind::MapIterationAborted { .. } => "MapIterationAborted",
            Kind::MapStateSucceeded => "MapStateSucceeded",
            Kind::MapStateFailed => "MapStateFailed",
            Kind::MapRunStarted { .. } => "MapRunStarted",
            Kind::MapRunSucceeded => "MapRunSucceeded",
            Kind::MapRunFailed(_) => "MapRunFailed",
            Kind::MapRunAborted => "MapRunAborted",
            Kind::MapRunRedriven { .. } => "MapRunRedriven",
            Kind::ParallelStateStarted => "ParallelStateStarted",
            Kind::ParallelStateSucceeded => "ParallelStateSucceeded",
            Kind::ParallelStateFailed => "ParallelStateFailed",
            Kind::EvaluationFailed(_) => "EvaluationFailed",
        };
        fixed.to_owned()
    }

    /// The name of the member that has its details; none for types without any.
    fn details_name(&self) -> Option<&'static str> {
        Some(match self {
            Kind::ExecutionStarted { .. } => "executionStartedEventDetails",
            Kind::ExecutionSucceeded { .. } => "executionSucceededEventDetails",
            Kind::ExecutionFailed(_) => "executionFailedEventDetails",
            Kind::ExecutionAborted(_) => "executionAbortedEventDetails",
            Kind::ExecutionTimedOut(_) => "executionTimedOutEventDetails",
            Kind::ExecutionRedriven { .. } => "executionRedrivenEventDetails",
            Kind::StateEntered { .. } => "stateEnteredEventDetails",
            Kind::StateExited { .. } => "stateExitedEventDetails",
            Kind::TaskScheduled(_) => "taskScheduledEventDetails",
            Kind::TaskStarted(_) => "taskStartedEventDetails",
            Kind::TaskSubmitted(..) => "taskSubmittedEventDetails",
            Kind::TaskSucceeded(..) => "taskSucceededEventDetails",
            Kind::TaskFailed(..) => "taskFailedEventDetails",
            Kind::TaskTimedOut(..) => "taskTimedOutEventDetails",
            Kind::LambdaFunctionScheduled(_) => "lambdaFunctionScheduledEventDetails",
            Kind::LambdaFunctionSucceeded { .. } => "lambdaFunctionSucceededEventDetails",
            Kind::LambdaFunctionFailed(_) => "lambdaFunctionFailedEventDetails",
            Kind::LambdaFunctionTimedOut(_) => "lambdaFunctionTimedOutEventDetails",
            Kind::ActivityScheduled(_) => "activityScheduledEventDetails",
            Kind::ActivityStarted { .. } => "activityStartedEventDetails",
            Kind::ActivitySucceeded { .. } => "activitySucceededEventDetails",
            Kind::ActivityFailed(_) => "activityFailedEventDetails",
            Kind::ActivityTimedOut(_) => "activityTimedOutEventDetails",
            Kind::MapStateStarted { .. } => "mapStateStartedEventDetails",
            Kind::MapIterationStarted { .. } => "mapIterationStartedEventDetails",
            Kind::MapIterationSucceeded { .. } => "mapIterationSucceededEventDetails",
            Kind::MapIterationFailed { .. } => "mapIterationFailedEventDetails",
            Kind::MapIterationAborted { .. } => "mapIterationAbortedEventDetails",
            Kind::MapRunStarted { .. } => "mapRunStartedEventDetails",
            Kind::MapRunFailed(_) => "mapRunFailedEventDetails",
            Kind::MapRunRedriven { .. } => "mapRunRedrivenEventDetails",
            Kind::EvaluationFailed(_) => "evaluationFailedEventDetails",
            Kind::StateAborted { .. }
            | Kind::LambdaFunctionStarted
            | Kind::MapStateSucceeded
            | Kind::MapStateFailed
            | Kind::MapRunSucceeded
            | Kind::MapRunAborted
            | Kind::ParallelStateStarted
            | Kind::ParallelStateSucceeded
            | Kind::ParallelStateFailed => return None,
        })
    }
}

/// An event as GetExecutionHistory answers it.
#[derive(Debug)]
pub struct ShownEvent<'e> {
    /// Its number.
    pub id: EventId,
    /// The event.
    pub event: &'e Event,
    /// Whether inputs and outputs are shown.
    pub with_data: bool,
}

impl Serialize for ShownEvent<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("timestamp", &Epoch(self.event.at))?;
        map.serialize_entry("type", &self.event.kind.name())?;
        map.serialize_entry("id", &self.id)?;
        map.serialize_entry("previousEventId", &self.event.previous)?;
        if let Some(name) = self.event.kind.details_name() {
            let data = if self.with_data { Data::Whole } else { Data::Mentioned };
            map.serialize_entry(name, &Details { kind: &self.event.kind, data })?;
        }
        map.end()
    }
}

/// The details of an event, as its history and its log line show them.
#[derive(Debug)]
pub struct Details<'e> {
    /// Of what happened.
    pub kind: &'e Kind,
    /// What of inputs and outputs.
    pub data: Data,
}

/// What is shown of inputs and outputs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Data {
    /// All of them.
    Whole,
    /// So many bytes of each, as JSON escapes them.
    AtMost(usize),
    /// Only that they are there.
    Mentioned,
    /// Nothing.
    Nothing,
}

impl Serialize for Details<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = Members { map: serializer.serialize_map(None)?, data: self.data };
        match self.kind {
            Kind::ExecutionStarted { input, role, by } => {
                out.data("input", input)?;
                out.text("roleArn", role)?;
                out.some("stateMachineAliasArn", by.as_ref().and_then(|by| by.alias.as_ref()))?;
                out.some("stateMachineVersionArn", by.as_ref().and_then(|by| by.version.as_ref()))?;
            }
            Kind::ExecutionSucceeded { output }
            | Kind::LambdaFunctionSucceeded { output }
            | Kind::ActivitySucceeded { output } => out.data("output", output)?,
            Kind::ExecutionFailed(ending)
            | Kind::ExecutionAborted(ending)
            | Kind::ExecutionTimedOut(ending)
            | Kind::LambdaFunctionFailed(ending)
            | Kind::LambdaFunctionTimedOut(ending)
            | Kind::ActivityFailed(ending)
            | Kind::ActivityTimedOut(ending)
            | Kind::MapRunFailed(ending) => out.ending(ending)?,
            Kind::ExecutionRedriven { count } => out.map.serialize_entry("redriveCount", count)?,
            Kind::StateEntered { name, input, .. } => {
                out.text("name", name)?;
                out.data("input", input)?;
            }
            Kind::StateExited { name, output, assigned, .. } => {
                out.text("name", name)?;
                out.data("output", output)?;
                if let Some(assigned) = assigned.as_ref().filter(|_| self.data != Data::Nothing) {
                    if self.data != Data::Mentioned {
                        out.map.serialize_entry("assignedVariables", &Texts(assigned))?;
                    }
                    out.map.serialize_entry("assignedVariablesDetails", &Whole::DATA)?;
                }
            }
            Kind::TaskScheduled(task) => {
                let Scheduled { resource_type, resource, region, parameters, limits, role } = &**task;
                out.text("resourceType", resource_type)?;
                out.text("resource", resource)?;
                out.text("region", region)?;
                out.text("parameters", parameters.text())?;
                out.limits(limits)?;
                out.role(role.as_ref())?;
            }
            Kind::TaskStarted(named) => out.named(named)?,
            Kind::TaskSubmitted(named, output) | Kind::TaskSucceeded(named, output) => {
                out.named(named)?;
                out.data("output", output)?;
            }
            Kind::TaskFailed(named, ending) | Kind::TaskTimedOut(named, ending) => {
                out.named(named)?;
                out.ending(ending)?;
            }
            Kind::LambdaFunctionScheduled(invoked) | Kind::ActivityScheduled(invoked) => {
                let Invoked { resource, input, limits, role } = &**invoked;
                out.text("resource", resource)?;
                out.data("input", input)?;
                out.limits(limits)?;
                out.role(role.as_ref())?;
            }
            Kind::ActivityStarted { worker } => out.some("workerName", worker.as_ref())?,
            Kind::MapStateStarted { length } => out.map.serialize_entry("length", length)?,
            Kind::MapIterationStarted { name, index }
            | Kind::MapIterationSucceeded { name, index }
            | Kind::MapIterationFailed { name, index }
            | Kind::MapIterationAborted { name, index } => {
                out.text("name", name)?;
                out.map.serialize_entry("index", index)?;
            }
            Kind::MapRunStarted { arn } => out.text("mapRunArn", arn)?,
            Kind::MapRunRedriven { arn, count } => {
                out.text("mapRunArn", arn)?;
                out.map.serialize_entry("redriveCount", count)?;
            }
            Kind::EvaluationFailed(failed) => {
                let Evaluation { ending, location, state } = &**failed;
                out.ending(ending)?;
                out.some("location", location.as_ref())?;
                out.text("state", state)?;
            }
            Kind::StateAborted { .. }
            | Kind::LambdaFunctionStarted
            | Kind::MapStateSucceeded
            | Kind::MapStateFailed
            | Kind::MapRunSucceeded
            | Kind::MapRunAborted
            | Kind::ParallelStateStarted
            | Kind::ParallelStateSucceeded
            | Kind::ParallelStateFailed => {}
        }
        out.map.end()
    }
}

/// What is said of data that stands in an event.
#[derive(Serialize)]
struct Whole {
    truncated: bool,
}

impl Whole {
    const DATA: Whole = Whole { truncated: false };
}

/// As much of a text as JSON writes with so many bytes.
fn cut(text: &str, most: usize) -> &str {
    let mut left = most;
    let end = text.char_indices().find(|(_, c)| {
        let bytes = match c {
            '"' | '\\' | '\n' | '\r' | '\t' | '\u{8}' | '\u{c}' => 2,
            c if c.is_ascii_control() => 6,
            c => c.len_utf8(),
        };
        left.checked_sub(bytes).map(|rest| left = rest).is_none()
    });
    &text[..end.map_or(text.len(), |(at, _)| at)]
}

/// Variables as they are told: each a text in JSON.
struct Texts<'e>(&'e [(Text, Json)]);

impl Serialize for Texts<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (name, value.text())))
    }
}

/// The members of details, as many events have them.
struct Members<M> {
    map: M,
    data: Data,
}

impl<M: SerializeMap> Members<M> {
    fn text(&mut self, name: &'static str, text: &Text) -> Result<(), M::Error> {
        self.map.serialize_entry(name, text)
    }

    fn some(&mut self, name: &'static str, text: Option<&Text>) -> Result<(), M::Error> {
        text.map_or(Ok(()), |text| self.text(name, text))
    }

    /// `input` or `output`, and what is said of it.
    fn data(&mut self, name: &'static str, data: &Json) -> Result<(), M::Error> {
        let text = data.text();
        let shown = match self.data {
            Data::Whole => Some(&**text),
            Data::AtMost(most) => Some(cut(text, most)),
            Data::Mentioned => None,
            Data::Nothing => return Ok(()),
        };
        if let Some(shown) = shown {
            self.map.serialize_entry(name, shown)?;
        }
        let details = if name == "input" { "inputDetails" } else { "outputDetails" };
        self.map.serialize_entry(details, &Whole { truncated: shown.is_some_and(|shown| shown.len() < text.len()) })
    }

    fn ending(&mut self, ending: &Ending) -> Result<(), M::Error> {
        self.some("error", ending.error.as_ref())?;
        self.some("cause", ending.cause.as_ref())
    }

    fn named(&mut self, named: &Named) -> Result<(), M::Error> {
        self.text("resourceType", &named.resource_type)?;
        self.text("resource", &named.resource)
    }

    fn limits(&mut self, limits: &Limits) -> Result<(), M::Error> {
        if let Some(timeout) = limits.timeout {
            self.map.serialize_entry("timeoutInSeconds", &timeout)?;
        }
        if let Some(heartbeat) = limits.heartbeat {
            self.map.serialize_entry("heartbeatInSeconds", &heartbeat)?;
        }
        Ok(())
    }

    fn role(&mut self, role: Option<&Text>) -> Result<(), M::Error> {
        match role {
            Some(role) => self.map.serialize_entry("taskCredentials", &json!({ "roleArn": &**role })),
            None => Ok(()),
        }
    }
}
