//! `Task` states: what is called, how long it may take, and how it ends.
//! <https://docs.aws.amazon.com/step-functions/latest/dg/state-task.html>

use std::time::Duration;

use super::effect::{Call, Effect, Timer};
use super::event::{Invoked, Scheduled};
use super::flow::{Leaving, What};
use super::frame::{self, FrameId, Work};
use super::scene::Scene;
use super::{Ending, EventKind, Failure, Flow, Json, Limits, MOST_BYTES, Named, Step};
use crate::aws::text::Text;
use crate::states::asl::{Invocation, Pattern, Setting, State, StateKind, Task};

impl Step<'_> {
    /// Calls what the task names, and waits for it.
    pub(super) fn begin_task(&mut self, id: FrameId, state: &State, task: &Task) -> Result<Flow, Failure> {
        let input = self.effective_input(id, state)?;
        let by_token = matches!(task.resource.invocation, Invocation::Activity)
            || task.resource.pattern() == Pattern::WaitForTaskToken;
        let token: Option<Text> = by_token.then(|| self.token(id));
        let parameters = self.parameters(id, state, &input, token.as_deref())?;
        if parameters.is_longer_than(MOST_BYTES) {
            return Err(Failure::too_long(&state.name));
        }
        let limits = Limits {
            timeout: self.limit(id, task.timeout.as_ref(), "TimeoutSeconds", &input)?,
            heartbeat: self.limit(id, task.heartbeat.as_ref(), "HeartbeatSeconds", &input)?,
        };
        let role = self.task_role(id, task, &input)?;
        let resource = task.resource.arn().clone();
        let invoked = |input: &Json| Box::new(Invoked { resource, input: input.clone(), limits, role: role.clone() });
        let named = task
            .resource
            .event_names()
            .map(|(resource_type, resource)| Named { resource_type: resource_type.into(), resource: resource.into() });
        match (&task.resource.invocation, &named) {
            (Invocation::Lambda, _) => {
                self.add_to(id, EventKind::LambdaFunctionScheduled(invoked(&parameters)));
                self.add_to(id, EventKind::LambdaFunctionStarted);
            }
            (_, Some(named)) => {
                let scheduled = Scheduled {
                    resource_type: named.resource_type.clone(),
                    resource: named.resource.clone(),
                    region: Text::from(&*self.run.about.scope.region),
                    parameters: parameters.clone(),
                    limits,
                    role: role.clone(),
                };
                self.add_to(id, EventKind::TaskScheduled(scheduled.into()));
                self.add_to(id, EventKind::TaskStarted(named.clone().into()));
            }
            (_, None) => {
                self.add_to(id, EventKind::ActivityScheduled(invoked(&parameters)));
            }
        }
        let begun = !matches!(task.resource.invocation, Invocation::Activity);
        let frame = self.run.frame_mut(id);
        frame.turn += 1;
        let (machine, place) = (frame.machine.clone(), frame.state);
        frame.work = Work::Task(frame::Task { token: token.clone(), named, heartbeat: limits.heartbeat, begun }.into());
        let question = self.question(id);
        if let Some(seconds) = limits.timeout {
            let what = format!("time out {}", state.name);
            let at = self.now + Duration::from_secs(seconds);
            self.effects.push(Effect::Wait { question, timer: Timer::Timeout, at, what });
        }
        if begun {
            self.beat(id);
        }
        self.effects.push(Effect::Call(Box::new(Call { question, machine, state: place, parameters, token, limits })));
        Ok(Flow::Rest)
    }

    /// A token that says whose it is to whoever made it.
    fn token(&self, id: FrameId) -> Text {
        let turn = self.run.frame(id).turn + 1;
        format!("{}|{id}|{turn}|{}", self.run.about.arn, self.chance.uuid()).into()
    }

    fn limit(
        &self,
        id: FrameId,
        setting: Option<&Setting<u64>>,
        field: &str,
        input: &Json,
    ) -> Result<Option<u64>, Failure> {
        setting.map(|setting| self.number(id, setting, field, input.value())).transpose()
    }

    fn task_role(&self, id: FrameId, task: &Task, input: &Json) -> Result<Option<Text>, Failure> {
        let Some(credentials) = &task.credentials else { return Ok(None) };
        let scene = Scene::of(self.run, self.run.frame(id)).with(input.value());
        let value = self.payload(id, credentials, "Credentials", &scene)?;
        Ok(value["RoleArn"].as_str().map(Text::from))
    }

    /// A sign of life: the time to the next one begins anew.
    pub(super) fn beat(&mut self, id: FrameId) {
        let Work::Task(task) = &self.run.frame(id).work else { return };
        let Some(seconds) = task.heartbeat else { return };
        let frame = self.run.frame(id);
        let what = format!("miss a heartbeat of {}", frame.machine[frame.state].name);
        let (question, at) = (self.question(id), self.now + Duration::from_secs(seconds));
        self.effects.push(Effect::Wait { question, timer: Timer::Heartbeat, at, what });
    }

    /// A worker has taken the task.
    pub(super) fn taken(&mut self, id: FrameId, worker: Option<Text>) {
        let Work::Task(task) = &mut self.run.frame_mut(id).work else { return };
        task.begun = true;
        self.add_to(id, EventKind::ActivityStarted { worker });
        self.beat(id);
    }

    /// What was called has answered: that is its end, unless somebody else ends it.
    pub(super) fn answered(&mut self, id: FrameId, answer: Result<Json, Failure>) {
        let Some((pattern, named)) = self.task_of(id) else { return };
        match (answer, pattern, named) {
            (Ok(output), Pattern::Sync | Pattern::Sync2 | Pattern::WaitForTaskToken, Some(named)) => {
                self.add_to(id, EventKind::TaskSubmitted(named.into(), output));
            }
            (answer, ..) => self.finished(id, answer),
        }
    }

    /// The task has ended.
    pub(super) fn finished(&mut self, id: FrameId, result: Result<Json, Failure>) {
        let frame = self.run.frame(id);
        let machine = frame.machine.clone();
        let state = &machine[frame.state];
        let StateKind::Task(task) = &state.kind else {
            // A map run ends so, too.
            return self.map_run_ended(id, result);
        };
        let Some((_, named)) = self.task_of(id) else { return };
        let result = result.and_then(|output| {
            let what = match &task.resource.invocation {
                Invocation::Lambda => task.resource.arn().clone(),
                Invocation::Optimized { integration, .. } => integration.service.into(),
                _ => state.name.clone(),
            };
            if output.is_longer_than(MOST_BYTES) { Err(Failure::too_long(&what)) } else { Ok(output) }
        });
        let kind = match (&result, named, &task.resource.invocation) {
            (Ok(output), Some(named), _) => EventKind::TaskSucceeded(named.into(), output.clone()),
            (Ok(output), None, Invocation::Activity) => EventKind::ActivitySucceeded { output: output.clone() },
            (Ok(output), None, _) => EventKind::LambdaFunctionSucceeded { output: output.clone() },
            (Err(failure), named, invocation) => failed(ending(failure), named, invocation),
        };
        self.add_to(id, kind);
        match result {
            Ok(output) => self.done(id, output),
            Err(failure) => self.fail_task(id, state, failure),
        }
    }

    /// The task has taken too long, or was silent for too long.
    pub(super) fn task_timed_out(&mut self, id: FrameId, heartbeat: bool) {
        let Some((_, named)) = self.task_of(id) else { return };
        let machine = self.run.frame(id).machine.clone();
        let state = &machine[self.run.frame(id).state];
        let StateKind::Task(task) = &state.kind else { return };
        let failure = Failure::timeout(heartbeat);
        let ending = ending(&failure);
        let kind = match (named, &task.resource.invocation) {
            (Some(named), _) => EventKind::TaskTimedOut(named.into(), ending),
            (None, Invocation::Activity) => EventKind::ActivityTimedOut(ending),
            (None, _) => EventKind::LambdaFunctionTimedOut(ending),
        };
        self.add_to(id, kind);
        self.fail_task(id, state, failure);
    }

    pub(super) fn fail_task(&mut self, id: FrameId, state: &State, failure: Failure) {
        self.rest(id);
        if self.fail(id, state, failure) == Flow::On {
            self.run.ready.push_back(id);
        }
    }

    /// What a frame waits for, if it is a task.
    fn task_of(&self, id: FrameId) -> Option<(Pattern, Option<Named>)> {
        let frame = self.run.frame(id);
        match (&frame.work, &frame.machine[frame.state].kind) {
            (Work::Task(begun), StateKind::Task(task)) => Some((task.resource.pattern(), begun.named.clone())),
            _ => None,
        }
    }

    /// Goes on with what the task gave.
    pub(super) fn end_task(&mut self, id: FrameId, state: &State, task: &Task, value: Json) -> Result<Flow, Failure> {
        let (data, next) = (&state.data, task.next);
        let (output, assign) = (data.output.as_ref(), data.assign.as_ref());
        let leaving = Leaving { what: What::Result, value, result_path: &data.result_path, output, assign, next };
        self.leave(id, state, leaving)
    }
}

pub(super) fn ending(failure: &Failure) -> Ending {
    Ending { error: failure.error.clone(), cause: failure.cause.clone() }
}

fn failed(ending: Ending, named: Option<Named>, invocation: &Invocation) -> EventKind {
    match (named, invocation) {
        (Some(named), _) => EventKind::TaskFailed(named.into(), ending),
        (None, Invocation::Activity) => EventKind::ActivityFailed(ending),
        (None, _) => EventKind::LambdaFunctionFailed(ending),
    }
}
