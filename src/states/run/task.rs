//! `Task` states: what is called, how long it may take, and how it ends.
//! <https://docs.aws.amazon.com/step-functions/latest/dg/state-task.html>

use std::time::Duration;

use super::effect::{Call, Effect, Question, Timer};
use super::event::{Invoked, Scheduled};
use super::frame::{self, FrameId, Work};
use super::scene::Scene;
use super::{Ending, EventKind, Failure, Flow, Json, Limits, MOST_BYTES, Named, Run, Status, Step, parameter};
use crate::aws::text::Text;
use crate::states::asl::{Invocation, Pattern, Setting, State, StateKind, Task};
use crate::states::task_token::TaskToken;

impl Step<'_> {
    /// Calls what the task names, and waits for it.
    pub(super) fn begin_task(&mut self, id: FrameId, state: &State, task: &Task) -> Result<Flow, Failure> {
        let input = self.effective_input(id, state)?;
        self.note_by_path(state, "afterInputPath", &input);
        // A job's task has a token too: who has it can end the task before the job ends.
        let by_token = matches!(task.resource.invocation, Invocation::Activity)
            || task.resource.pattern() != Pattern::RequestResponse;
        let token: Option<Text> = by_token.then(|| self.token(id));
        let parameters = self.parameters(id, state, &input, token.as_deref())?;
        self.note_parameters(state, &parameters);
        if parameters.is_longer_than(MOST_BYTES) {
            return Err(Failure::too_long(&state.name));
        }
        let limits = Limits {
            timeout: self.limit(id, task.timeout.as_ref(), "TimeoutSeconds", &input)?,
            heartbeat: self.limit(id, task.heartbeat.as_ref(), "HeartbeatSeconds", &input)?,
        };
        let role = self.task_role(id, task, &input)?;
        if let Invocation::Optimized { integration, .. } = &task.resource.invocation {
            let wrong = parameter::wrong(integration, parameters.value());
            if !wrong.is_empty() {
                let (given, wrong) = (parameters.compact(), wrong.join(", "));
                let text = format!("The Parameters '{}' could not be used to start the Task: [{wrong}]", given.text());
                return Err(self.runtime(id, text));
            }
        }
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
            // Scheduled as soon as it is known that there is such an activity.
            (_, None) => {}
        }
        let begun = !matches!(task.resource.invocation, Invocation::Activity);
        let frame = self.run.frame_mut(id);
        frame.turn += 1;
        let (machine, place) = (frame.machine.clone(), frame.state);
        let begun_task = frame::Task { token: token.clone(), named, limits, begun, submitted: false, early: None };
        frame.work = Work::Task(begun_task.into());
        let question = self.question(id);
        if begun {
            self.time_limit(id);
            self.beat(id);
        }
        let call = Call { question, machine, state: place, parameters, token, role, limits };
        self.effects.push(Effect::Call(Box::new(call)));
        Ok(Flow::Rest)
    }

    /// A token by which this execution, the frame and its question are found again.
    fn token(&self, id: FrameId) -> Text {
        let question = Question { frame: id, turn: self.run.frame(id).turn + 1 };
        TaskToken { execution: &self.run.about.arn, question, id: self.chance.uuid() }.text()
    }

    /// From now on the task has as long as its state gives it.
    fn time_limit(&mut self, id: FrameId) {
        let frame = self.run.frame(id);
        let Work::Task(task) = &frame.work else { return };
        let Some(seconds) = task.limits.timeout else { return };
        let what = format!("time out {}", frame.machine[frame.state].name);
        let (question, at) = (self.question(id), self.now + Duration::from_secs(seconds));
        self.effects.push(Effect::Wait { question, timer: Timer::Timeout, at, what });
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
        let Some(seconds) = task.limits.heartbeat else { return };
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
                let Work::Task(task) = &mut self.run.frame_mut(id).work else { return };
                task.submitted = true;
                if let Some(result) = task.early.take() {
                    self.finished(id, result);
                }
            }
            (Err(failure), Pattern::Sync | Pattern::Sync2 | Pattern::WaitForTaskToken, _) => {
                if let Work::Task(task) = &mut self.run.frame_mut(id).work {
                    task.submitted = true;
                }
                self.finished(id, Err(failure));
            }
            (answer, ..) if self.is_activity(id) => self.scheduled(id, answer),
            (answer, ..) => self.finished(id, answer),
        }
    }

    fn is_activity(&self, id: FrameId) -> bool {
        let frame = self.run.frame(id);
        let StateKind::Task(task) = &frame.machine[frame.state].kind else { return false };
        matches!(task.resource.invocation, Invocation::Activity)
    }

    /// An activity has been asked for its task's input, or there is no such activity.
    fn scheduled(&mut self, id: FrameId, answer: Result<Json, Failure>) {
        let machine = self.run.frame(id).machine.clone();
        let state = &machine[self.run.frame(id).state];
        let (StateKind::Task(task), Work::Task(begun)) = (&state.kind, &self.run.frame(id).work) else { return };
        match answer {
            Ok(input) => {
                let resource = task.resource.arn().clone();
                let invoked = Invoked { resource, input, limits: begun.limits, role: None };
                self.add_to(id, EventKind::ActivityScheduled(invoked.into()));
                self.time_limit(id);
            }
            Err(failure) => {
                let failure = self.runtime(id, failure.cause.as_deref().unwrap_or_default());
                self.fail_task(id, state, failure);
            }
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
        let Some((pattern, named)) = self.task_of(id) else { return };
        if let Work::Task(begun) = &mut self.run.frame_mut(id).work
            && pattern != Pattern::RequestResponse
            && !begun.submitted
        {
            // What was begun may end before the answer to its beginning is there: the history tells them in order.
            begun.early.get_or_insert(result);
            return;
        }
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
            Ok(output) => {
                self.note("result", &output);
                self.done(id, output);
            }
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
}

impl Run {
    /// Whether a frame still waits for the answer to a question.
    pub fn waits(&self, question: Question) -> bool {
        let frame = self.frames.get(question.frame);
        self.status == Status::Running && frame.is_some_and(|frame| frame.waits_for(question.turn))
    }

    /// What the task of a question waits for.
    pub fn pattern(&self, question: Question) -> Option<Pattern> {
        let frame = self.frames.get(question.frame).filter(|frame| frame.waits_for(question.turn))?;
        match &frame.machine[frame.state].kind {
            StateKind::Task(task) => Some(task.resource.pattern()),
            _ => None,
        }
    }

    /// Whether a task waits for whoever has this token.
    pub fn awaits(&self, question: Question, token: &str) -> bool {
        let Some(frame) = self.frames.get(question.frame).filter(|frame| frame.waits_for(question.turn)) else {
            return false;
        };
        let open = |task: &frame::Task| task.early.is_none() && task.token.as_deref() == Some(token);
        self.status == Status::Running && matches!(&frame.work, Work::Task(task) if open(task))
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
