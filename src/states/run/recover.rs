//! What becomes of an error: another attempt, a `Catch`, or the failure of what is around; and how an execution that
//! failed begins again.
//! <https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html>

use std::time::Duration;

use super::effect::{Effect, Timer};
use super::flow::{Leaving, What};
use super::frame::{FrameId, Work};
use super::{Ending, Evaluation, EventId, EventKind, Failure, Flow, Json, Status, Step};
use crate::states::asl::{Catcher, Jitter, Next, Retrier, State, StateKind};

impl Step<'_> {
    /// The work of a state has failed.
    pub(super) fn fail(&mut self, id: FrameId, state: &State, failure: Failure) -> Flow {
        if let Some(location) = &failure.evaluation {
            self.note_evaluation(id, state, &failure, location.clone());
        }
        let (retry, catch): (&[Retrier], &[Catcher]) = match &state.kind {
            StateKind::Task(task) => (&task.retry, &task.catch),
            StateKind::Parallel(parallel) => (&parallel.retry, &parallel.catch),
            StateKind::Map(map) => (&map.retry, &map.catch),
            _ => (&[], &[]),
        };
        self.note_failure(&failure);
        if let Some(delay) = self.retry_delay(id, retry, &failure) {
            if self.is_trial() {
                return self.end_for_retry(id, state, delay, failure);
            }
            return self.retry_within(id, state, delay);
        }
        let begun = matches!(self.run.frame(id).work, Work::Parallel(_) | Work::Map(_) | Work::MapRun(_));
        if Self::is_container(state) && (begun || failure.evaluation.is_some()) {
            let failed = match state.kind {
                StateKind::Parallel(_) => EventKind::ParallelStateFailed,
                _ => EventKind::MapStateFailed,
            };
            self.add_to(id, failed);
        }
        if let Some((place, catcher)) = catch.iter().enumerate().find(|(_, one)| one.matches(failure.name())) {
            self.forget_children(id);
            let caught = self.catch(id, state, catcher, &failure);
            if let (Ok(_), Some(trial)) = (&caught, &mut self.run.trial) {
                trial.seen.catch = Some(place);
            }
            return caught.unwrap_or_else(|failure| self.fail_frame(id, state, failure));
        }
        self.fail_frame(id, state, failure)
    }

    /// The event of an expression that failed.
    fn note_evaluation(
        &mut self,
        id: FrameId,
        state: &State,
        failure: &Failure,
        location: Option<crate::aws::text::Text>,
    ) {
        let frame = self.run.frame(id);
        let previous = match state.kind {
            StateKind::Pass { .. } | StateKind::Map(_) => frame.before_entered,
            _ => frame.previous,
        };
        let ending = Ending { error: failure.error.clone(), cause: failure.cause.clone() };
        let failed = Evaluation { ending, location, state: state.name.clone() };
        let event = self.add(previous, EventKind::EvaluationFailed(failed.into()));
        self.run.frame_mut(id).previous = event;
    }

    /// How long to wait before another attempt, if there is to be one.
    fn retry_delay(&mut self, id: FrameId, retry: &[Retrier], failure: &Failure) -> Option<Duration> {
        let (place, retrier) = retry.iter().enumerate().find(|(_, retrier)| retrier.matches(failure.name()))?;
        let before = self.run.trial.as_mut().map(|trial| {
            trial.seen.retry = Some(place);
            trial.retries
        });
        let frame = self.run.frame_mut(id);
        frame.attempts.resize(retry.len(), 0);
        let used = frame.attempts.get_mut(place)?;
        *used = before.unwrap_or(*used);
        if u64::from(*used) >= retrier.max_attempts {
            return None;
        }
        *used = used.saturating_add(1);
        let delay = retrier.delay(*used);
        Some(match retrier.jitter {
            Jitter::None => delay,
            Jitter::Full => {
                let part = (self.chance.bits() >> 11) as f64 / (1_u64 << 53) as f64;
                Duration::from_millis((delay.as_millis() as f64 * part) as u64)
            }
        })
    }

    fn retry_within(&mut self, id: FrameId, state: &State, delay: Duration) -> Flow {
        self.forget_children(id);
        self.rest(id);
        if delay.is_zero() {
            self.run.frame_mut(id).work = Work::Begin;
            return Flow::On;
        }
        self.run.frame_mut(id).work = Work::Retry;
        let (question, at) = (self.question(id), self.now + delay);
        let what = format!("try {} again", state.name);
        self.effects.push(Effect::Wait { question, timer: Timer::Retry, at, what });
        Flow::Rest
    }

    fn catch(&mut self, id: FrameId, state: &State, catcher: &Catcher, failure: &Failure) -> Result<Flow, Failure> {
        self.rest(id);
        let leaving = Leaving {
            what: What::Error,
            value: Json::new(failure.output()),
            result_path: &catcher.result_path,
            output: catcher.output.as_ref(),
            assign: catcher.assign.as_ref(),
            next: Next::State(catcher.next),
        };
        self.leave(id, state, leaving)
    }

    /// A machine fails: the execution, or what it is a branch or an iteration of.
    pub(super) fn fail_frame(&mut self, id: FrameId, state: &State, failure: Failure) -> Flow {
        self.rest(id);
        let previous = self.run.frame(id).previous;
        let frame = self.run.frame_mut(id);
        if !matches!(frame.work, Work::Parallel(_) | Work::Map(_)) {
            frame.work = Work::Failed;
        }
        let Some((parent, place)) = frame.parent else {
            self.fail_execution(previous, failure);
            return Flow::Rest;
        };
        let machine = self.run.frame(parent).machine.clone();
        let around = &machine[self.run.frame(parent).state];
        if matches!(around.kind, StateKind::Map(_)) {
            let name = around.name.clone();
            self.add(previous, EventKind::MapIterationFailed { name, index: place });
        }
        if matches!(state.kind, StateKind::Task(_)) {
            self.add(previous, EventKind::StateAborted { state: "Task" });
        }
        self.abort_children(parent, Some(id), previous);
        self.run.frame_mut(parent).previous = previous;
        // What was inside has ended with what is around; that has its own attempts.
        if self.fail(parent, around, failure) == Flow::On {
            self.run.ready.push_back(parent);
        }
        Flow::Rest
    }

    /// Ends what runs beside something that failed.
    pub(super) fn abort_children(&mut self, id: FrameId, but: Option<FrameId>, because: EventId) {
        let machine = self.run.frame(id).machine.clone();
        let around = &machine[self.run.frame(id).state];
        let is_map = matches!(around.kind, StateKind::Map(_));
        for child in self.run.frame(id).children() {
            if Some(child) == but {
                continue;
            }
            let Some(frame) = self.run.frames.get(child) else { continue };
            if matches!(frame.work, Work::Failed | Work::Aborted | Work::Held) {
                continue;
            }
            let (place, tells) = (frame.parent.map_or(0, |(_, place)| place), frame.tells_abort());
            let kind = frame.machine[frame.state].kind.type_name();
            let contains = !frame.children().is_empty();
            if is_map {
                self.add(because, EventKind::MapIterationAborted { name: around.name.clone(), index: place });
            }
            if contains {
                self.abort_children(child, None, because);
            }
            self.note_aborted_map_run(child);
            if tells {
                self.add(because, EventKind::StateAborted { state: kind });
            }
            self.rest(child);
            self.run.frame_mut(child).abort();
            self.run.ready.retain(|ready| *ready != child);
        }
    }

    /// Takes away what ran inside a frame.
    fn forget_children(&mut self, id: FrameId) {
        for child in self.run.frame(id).children() {
            self.forget_children(child);
            self.rest(child);
            self.run.frames.remove(child);
        }
        let frame = self.run.frame_mut(id);
        if matches!(frame.work, Work::Parallel(_) | Work::Map(_) | Work::MapRun(_)) {
            frame.work = Work::Begin;
        }
    }

    /// Begins again where the execution failed: what has ended stays as it is.
    pub(super) fn redrive(&mut self) {
        self.run.redrives += 1;
        (self.run.redriven, self.run.status, self.run.stopped) = (Some(self.now), Status::Running, None);
        (self.run.failure, self.run.output) = (None, None);
        let count = self.run.redrives;
        let last = self.run.history.count();
        let redriven = self.add(last, EventKind::ExecutionRedriven { count });
        // What has others inside goes on when they do.
        let stopped = self.run.frames.iter().filter(|(_, frame)| frame.children().is_empty()).map(|(id, _)| id);
        for id in stopped.collect::<Vec<_>>() {
            let frame = self.run.frame_mut(id);
            let entered = !matches!(frame.work, Work::Enter | Work::Held);
            (frame.work, frame.previous) = (if entered { Work::Begin } else { Work::Enter }, redriven);
            frame.attempts.clear();
            self.run.ready.push_back(id);
        }
    }
}
