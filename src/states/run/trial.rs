//! A state that is tested by itself: what it begins with, and what was seen of its data on the way. It runs as in any
//! execution, but nothing follows it, and what it would run inside is asked for as one result.
//! <https://docs.aws.amazon.com/step-functions/latest/dg/test-state-isolation.html>

use std::time::Duration;

use serde_json::Value;

use super::effect::{BeginMapRun, Effect, MapRunSettings};
use super::frame::{self, FrameId, Variables, Work};
use super::{Failure, Flow, Json, Run, Step};
use crate::aws::text::Text;
use crate::aws::time::Time;
use crate::states::asl::{Next, QueryLanguage, State, StateIndex};
use crate::states::intrinsic::Chance;

/// The name of a state that is tested, whatever its definition calls it.
pub const STATE_NAME: &str = "StateName";

/// What a tested state begins with, and what was seen.
#[derive(Clone, Debug)]
pub struct Trial {
    /// Which state of the run's machine it is.
    pub state: StateIndex,
    /// The variables: those that were given, and afterwards those that it set too.
    pub variables: Variables,
    /// The context object, where it was given.
    pub context: Option<Value>,
    /// How often it was tried again before.
    pub retries: u32,
    /// What its work gives, instead of being done.
    pub mock: Option<Result<Json, Failure>>,
    /// How many iterations of a map have failed.
    pub failures: Option<u64>,
    /// What the reader of a map brings.
    pub reader_data: Option<Json>,
    /// Whether secrets are shown.
    pub reveals: bool,
    /// The texts that its data come from: what goes through unchanged is shown as it was given.
    pub given: Vec<Text>,
    /// What was seen.
    pub seen: Seen,
}

/// What was seen of a tested state.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    /// What stood at each step of the data flow, by AWS's name for it, in order.
    pub data: Vec<(&'static str, Json)>,
    /// The state that follows.
    pub next: Option<Text>,
    /// The error, also one that was caught.
    pub failure: Option<Failure>,
    /// Which entry of `Catch` has the error.
    pub catch: Option<usize>,
    /// Which entry of `Retry` is for the error.
    pub retry: Option<usize>,
    /// After how long it would be tried again.
    pub backoff: Option<Duration>,
    /// How many iterations may run at once.
    pub max_concurrency: Option<u64>,
    /// How many items may fail.
    pub tolerated_failure_count: Option<u64>,
    /// How many of a hundred may fail.
    pub tolerated_failure_percentage: Option<f64>,
    /// The HTTP call of the task.
    pub exchange: Option<Box<Exchange>>,
}

/// A call of an HTTP task, as texts.
#[derive(Clone, Debug, Default)]
#[allow(missing_docs, reason = "each is AWS's word for itself")]
pub struct Exchange {
    pub protocol: String,
    pub method: String,
    pub url: String,
    pub headers: String,
    pub body: String,
    /// None where there was no answer.
    pub response: Option<Response>,
}

/// What an endpoint answered an HTTP task.
#[derive(Clone, Debug, Default)]
#[allow(missing_docs, reason = "each is AWS's word for itself")]
pub struct Response {
    pub status_code: String,
    pub status_message: String,
    pub headers: String,
    pub body: String,
}

impl Trial {
    /// A state that hasn't begun.
    pub fn new(state: StateIndex, variables: Variables) -> Self {
        Trial {
            state,
            variables,
            context: None,
            retries: 0,
            mock: None,
            failures: None,
            reader_data: None,
            reveals: false,
            given: Vec::new(),
            seen: Seen::default(),
        }
    }
}

impl Seen {
    /// Notes what stands at a step of the data flow.
    pub fn note(&mut self, name: &'static str, value: Json) {
        self.data.retain(|(known, _)| *known != name);
        self.data.push((name, value));
    }
}

impl Run {
    /// The inputs of a map's iterations, as its item selector makes them, and then the batches they go in.
    ///
    /// # Errors
    /// Why the map fails.
    pub fn try_items(
        &mut self,
        now: Time,
        chance: &dyn Chance,
        begin: &BeginMapRun,
        items: &Json,
    ) -> Result<(Json, Option<Json>), Failure> {
        let mut make = |batches: bool| {
            let settings = MapRunSettings { batches, ..begin.settings.clone() };
            let begin = BeginMapRun { settings, items: Some(items.clone()), ..begin.clone() };
            let inputs = self.child_inputs(now, chance, &begin, begin.entries())?;
            Ok(Json::new(inputs.iter().map(|child| child.input.value().clone()).collect()))
        };
        let selected = make(false)?;
        let batches = if begin.settings.batches { Some(make(true)?) } else { None };
        Ok((selected, batches))
    }
}

impl Step<'_> {
    /// Notes what stands at a step of the data flow, if somebody looks.
    pub(super) fn note(&mut self, name: &'static str, value: &Json) {
        if let Some(trial) = &mut self.run.trial {
            trial.seen.note(name, value.clone());
        }
    }

    /// The same for a step that only JSONPath has.
    pub(super) fn note_by_path(&mut self, state: &State, name: &'static str, value: &Json) {
        if state.query_language == QueryLanguage::JsonPath {
            self.note(name, value);
        }
    }

    /// What the work of a state gets, by the field that makes it.
    pub(super) fn note_parameters(&mut self, state: &State, value: &Json) {
        let name = match state.query_language {
            QueryLanguage::JsonPath => "afterParameters",
            QueryLanguage::Jsonata => "afterArguments",
        };
        self.note(name, value);
    }

    /// Whether what runs inside a state is asked for as one result.
    pub(super) fn is_trial(&self) -> bool {
        self.run.trial.is_some()
    }

    /// A path as an error shows it: in a test, AWS takes one into the context object for one into the data.
    pub(super) fn shown_path<'p>(&self, text: &'p str) -> &'p str {
        let inside = text.strip_prefix('$').filter(|rest| self.is_trial() && rest.starts_with('$'));
        inside.unwrap_or(text)
    }

    /// Asks for what the iterations of an inline map, or the branches of a parallel state, would give.
    pub(super) fn ask_for_inside(&mut self, id: FrameId, input: Json, items: Option<Json>, at_once: u64) -> Flow {
        let frame = self.run.frame_mut(id);
        frame.turn += 1;
        frame.work = Work::MapRun(frame::MapRun { started: frame.previous }.into());
        let (machine, state) = (frame.machine.clone(), frame.state);
        let settings = MapRunSettings { max_concurrency: at_once, ..MapRunSettings::default() };
        let (arn, label) = Default::default();
        let question = self.question(id);
        let begin = BeginMapRun { question, arn, label, machine, state, input, items, settings };
        self.effects.push(Effect::BeginMapRun(begin.into()));
        Flow::Rest
    }

    /// A tested state has been left: that is its end.
    pub(super) fn end_trial(&mut self, id: FrameId, next: Next, output: Json) {
        let frame = self.run.frame(id);
        let name = match next {
            Next::State(index) => Some(frame.machine[index].name.clone()),
            Next::End => None,
        };
        let variables = frame.variables.clone();
        if let Some(trial) = &mut self.run.trial {
            (trial.seen.next, trial.variables) = (name, variables);
        }
        self.end(id, output);
    }

    /// A tested state would be tried again: that is its end too.
    pub(super) fn end_for_retry(&mut self, id: FrameId, state: &State, delay: Duration, failure: Failure) -> Flow {
        if let Some(trial) = &mut self.run.trial {
            trial.seen.backoff = Some(delay);
        }
        self.fail_frame(id, state, failure)
    }

    /// Notes the error that a tested state ended with, also one that is caught.
    pub(super) fn note_failure(&mut self, failure: &Failure) {
        if let Some(trial) = &mut self.run.trial {
            trial.seen.failure = Some(failure.clone());
        }
    }
}
