//! Executions that tasks begin: `states:startExecution`, whose end `.sync` waits for.
//! <https://docs.aws.amazon.com/step-functions/latest/dg/connect-stepfunctions.html>

use std::sync::Arc;

use serde_json::{Map, Value};

use super::super::States;
use super::super::asl::Pattern;
use super::super::check::Members;
use super::super::error::Error;
use super::super::execution::Execution;
use super::super::executions::{Begin, read_input};
use super::super::name;
use super::super::run::{Call, Failure, Happened, Json, Question, Status};
use super::answer::Meta;
use super::{caller, refused, sorted, to_text};
use crate::aws::fault::Fault;
use crate::aws::scope::Scope;
use crate::aws::time::Time;

impl States {
    /// Begins an execution for a task; the answer to its beginning.
    pub(super) fn start_nested(
        &self,
        parent: &Arc<Execution>,
        call: &Call,
        pattern: Pattern,
        at: &Scope,
    ) -> Result<Json, Failure> {
        let mut parameters = call.parameters.value().clone();
        for name in ["Input", "TraceHeader"] {
            parameters.get_mut(name).map(to_text);
        }
        let text = |name: &str| parameters[name].as_str().map(str::to_owned);
        let waits = matches!(pattern, Pattern::Sync | Pattern::Sync2);
        let request = self.shared.ids.uuid();
        let begin = || -> Result<Arc<Execution>, Error> {
            let (arn, name, input, trace) = (text("StateMachineArn"), text("Name"), text("Input"), text("TraceHeader"));
            Members::default().start(arn.as_ref(), name.as_ref(), input.as_ref(), trace.as_ref()).check()?;
            let start = self.start(&caller(at), arn.as_deref().unwrap_or_default())?;
            if let Some(name) = &name {
                name::check(name)?;
            }
            let begin = Begin {
                start,
                name,
                input: read_input(input)?,
                sync: false,
                parent: waits.then(|| (Arc::clone(parent), call.question)),
                trace: trace.as_deref(),
            };
            self.begin_execution(at, begin)
        };
        let child = begin().map_err(|error| refused::optimized("states", &Fault::from(error), request))?;
        if waits {
            self.adopt(parent, call.question, &child);
        }
        let about = &child.about;
        let started = about.started.millis();
        // As AWS's own answer is, its time written like 1.690000000123E9.
        let length = about.arn.len() + 48;
        let mut members = Map::new();
        members.insert("ExecutionArn".to_owned(), (&*about.arn).into());
        members.insert("StartDate".to_owned(), started.into());
        let meta = Meta::new(request, self.now(), length, "application/x-amz-json-1.0");
        Ok(meta.add_to(members).into())
    }

    /// The child's end ends the task, and the task's end the child.
    fn adopt(&self, parent: &Arc<Execution>, question: Question, child: &Arc<Execution>) {
        parent.keep_child(question.frame, child);
        child.watch(parent, question);
        // Either may have ended by now.
        if child.run().status != Status::Running {
            self.tell_parents(child);
        }
        if !parent.run().waits(question) {
            self.stop_children(parent.rest(question.frame));
        }
    }

    /// Tells the tasks that wait for an execution that it has ended.
    pub(in super::super) fn tell_parents(&self, child: &Arc<Execution>) {
        for (parent, question) in child.take_parents() {
            let (states, child) = (self.clone(), Arc::clone(child));
            // In a task of its own: a chain of nested executions can be longer than a stack.
            self.shared.clock.spawn(async move {
                let result = child.result(&pattern_of(&parent, question));
                states.drive(&parent, Happened::Finished(question, result));
            });
        }
    }

    /// Stops the executions that nobody waits for any more.
    pub(in super::super) fn stop_children(&self, children: Vec<Arc<Execution>>) {
        for child in children {
            let states = self.clone();
            self.shared.clock.spawn(async move {
                states.drive(&child, Happened::Stopped(Failure::of(None, None)));
            });
        }
    }
}

/// What the task of a question waits for.
fn pattern_of(parent: &Execution, question: Question) -> Pattern {
    parent.run().pattern(question).unwrap_or_default()
}

impl Execution {
    /// What the task that began it gets when it has ended.
    fn result(&self, pattern: &Pattern) -> Result<Json, Failure> {
        let succeeded = self.run().status == Status::Succeeded;
        let mut described = self.description();
        if succeeded && *pattern == Pattern::Sync2 {
            for name in ["Input", "Output"] {
                if let Some(value) = described.get_mut(name) {
                    *value = value.as_str().and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default();
                }
            }
        }
        match succeeded {
            true => Ok(Value::Object(described).into()),
            false => Err(Failure::new("States.TaskFailed", Value::Object(described).to_string())),
        }
    }

    /// As AWS's SDK describes it, by name.
    fn description(&self) -> Map<String, Value> {
        let described = serde_json::to_value(self.described(true)).unwrap_or_default();
        let Value::Object(members) = described else { return Map::new() };
        let shown = members.into_iter().map(|(name, mut value)| {
            if let Some(included) = value.as_object_mut().and_then(|details| details.remove("included")) {
                value["Included"] = included;
            }
            if name.ends_with("Date") {
                let seconds = value.as_f64().unwrap_or_default();
                value = Time::from_millis((seconds * 1000.0).round() as i64).millis().into();
            }
            let mut letters = name.chars();
            let first = letters.next().map(|first| first.to_ascii_uppercase());
            (first.into_iter().chain(letters).collect(), value)
        });
        sorted(shown.collect())
    }
}
