//! How machines end: with an output, by a `Fail` state, or stopped from outside.
//! <https://docs.aws.amazon.com/step-functions/latest/dg/state-fail.html>

use super::effect::Effect;
use super::frame::{FrameId, Work};
use super::history::{MOST_EVENTS, MOST_EXPRESS_EVENTS};
use super::scene::Scene;
use super::{Ending, EventKind, Failure, Flow, Json, Status, Step};
use crate::aws::text::Text;
use crate::states::asl::{FailText, JsonataTemplate, Kind, State};

impl Step<'_> {
    /// Ends the machine of a frame: the execution, a branch or an iteration.
    pub(super) fn end(&mut self, id: FrameId, output: Json) {
        let Some((parent, place)) = self.run.frame(id).parent else {
            let previous = self.run.frame(id).previous;
            self.add(previous, EventKind::ExecutionSucceeded { output: output.clone() });
            self.run.output = Some(output);
            self.run.frames.clear();
            return self.close(Status::Succeeded, None);
        };
        let last = self.run.frame(id).previous;
        self.run.frames.remove(id);
        match &self.run.frame(parent).work {
            Work::Parallel(_) => self.branch_ended(parent, place, output, last),
            Work::Map(_) => self.iteration_ended(parent, place, output, last),
            _ => {}
        }
    }

    /// A `Fail` state.
    pub(super) fn fail_state(
        &mut self,
        id: FrameId,
        state: &State,
        error: Option<&FailText>,
        cause: Option<&FailText>,
    ) -> Result<Flow, Failure> {
        if self.is_trial() {
            let input = self.run.frame(id).input.clone();
            self.note_by_path(state, "afterInputPath", &input);
        }
        let error = error.map(|text| self.fail_text(id, text, "Error")).transpose()?;
        let cause = cause.map(|text| self.fail_text(id, text, "Cause")).transpose()?;
        Ok(self.fail(id, state, Failure::of(error, cause)))
    }

    fn fail_text(&self, id: FrameId, text: &FailText, field: &str) -> Result<Text, Failure> {
        let scene = Scene::of(self.run, self.run.frame(id));
        match text {
            FailText::Literal(text) => Ok(text.clone()),
            FailText::Source(source) => {
                let field = format!("{field}Path");
                let value = source.evaluate(&field, &scene, self.chance);
                let value = value.map_err(|failure| self.runtime(id, failure))?;
                match value.as_str() {
                    Some(text) => Ok(text.into()),
                    None => Err(self
                        .runtime(id, format_args!("The {field} '{}' must refer to a string: {value}", source.text()))),
                }
            }
            FailText::Expression(expression) => {
                let template = JsonataTemplate::Expression(expression.clone());
                let value = self.evaluate(id, &template, field, &scene, None)?;
                match value.as_str() {
                    Some(text) => Ok(text.into()),
                    None => Err(self.wrong_type(id, expression.text(), field, "string", &value)),
                }
            }
        }
    }

    /// The execution fails; its frames stay as they are, for a redrive.
    pub(super) fn fail_execution(&mut self, previous: u64, failure: Failure) {
        let ending = Ending { error: failure.error.clone(), cause: failure.cause.clone() };
        self.add(previous, EventKind::ExecutionFailed(ending));
        self.close(Status::Failed, Some(failure));
    }

    /// The execution was stopped from outside.
    pub(super) fn abort(&mut self, failure: Failure) {
        self.note_aborted_map_runs();
        self.abort_frames();
        let ending = Ending { error: failure.error.clone(), cause: failure.cause.clone() };
        self.add(0, EventKind::ExecutionAborted(ending));
        self.close(Status::Aborted, Some(failure));
    }

    /// The execution has run for as long as it may.
    pub(super) fn time_out(&mut self) {
        self.note_aborted_map_runs();
        self.abort_frames();
        self.add(0, EventKind::ExecutionTimedOut(Ending::default()));
        self.close(Status::TimedOut, None);
    }

    /// Nothing goes on, and nothing is waited for.
    fn abort_frames(&mut self) {
        let all: Vec<FrameId> = self.run.frames.iter().map(|(id, _)| id).collect();
        for id in all {
            self.run.frame_mut(id).abort();
            self.rest(id);
        }
    }

    fn close(&mut self, status: Status, failure: Option<Failure>) {
        self.run.ready.clear();
        (self.run.status, self.run.stopped, self.run.failure) = (status, Some(self.now), failure);
        self.effects.push(Effect::End);
    }

    /// Whether the history has no room for more than its last event.
    pub(super) fn is_over_long(&self) -> bool {
        let most = match self.run.about.kind {
            Kind::Standard => MOST_EVENTS,
            Kind::Express => MOST_EXPRESS_EVENTS,
        };
        self.run.status == Status::Running && self.run.history.count() + 1 >= most
    }

    /// Ends an execution whose history is full.
    pub(super) fn end_for_length(&mut self) {
        if self.run.about.kind == Kind::Express {
            return self.time_out();
        }
        self.abort_frames();
        let text = format!("The execution reached the maximum number of history events ({MOST_EVENTS}).");
        let last = self.run.history.count();
        self.fail_execution(last, Failure::runtime(text));
    }
}
