//! `Parallel` states.
//! <https://docs.aws.amazon.com/step-functions/latest/dg/state-parallel.html>

use std::sync::Arc;

use serde_json::Value;

use super::frame::{Branches, Frame, FrameId, Work};
use super::{EventId, EventKind, Failure, Flow, Json, Step};
use crate::states::asl::{Parallel, State};

impl Step<'_> {
    /// Begins all branches.
    pub(super) fn begin_parallel(&mut self, id: FrameId, state: &State, parallel: &Parallel) -> Result<Flow, Failure> {
        let input = self.effective_input(id, state)?;
        self.note_by_path(state, "afterInputPath", &input);
        let input = self.parameters(id, state, &input, None)?;
        self.note_parameters(state, &input);
        if self.is_trial() {
            return Ok(self.ask_for_inside(id, input, None, 0));
        }
        let started = self.add_to(id, EventKind::ParallelStateStarted);
        let (variables, item) = {
            let frame = self.run.frame(id);
            (frame.variables.clone(), frame.item.clone())
        };
        let mut frames = Vec::with_capacity(parallel.branches.len());
        for (place, branch) in parallel.branches.iter().enumerate() {
            let frame = Frame {
                parent: Some((id, place)),
                variables: variables.clone(),
                item: item.clone(),
                ..Frame::new(Arc::clone(branch), input.clone(), started)
            };
            let child = self.run.frames.add(frame);
            self.run.ready.push_back(child);
            frames.push(Some(child));
        }
        let results = vec![None; frames.len()];
        self.run.frame_mut(id).work = Work::Parallel(Branches { frames, results });
        Ok(Flow::Rest)
    }

    /// A branch has ended; the last one lets the state go on.
    pub(super) fn branch_ended(&mut self, id: FrameId, place: usize, output: Json, last: EventId) {
        let frame = self.run.frame_mut(id);
        frame.previous = last;
        let Work::Parallel(branches) = &mut frame.work else { return };
        (branches.frames[place], branches.results[place]) = (None, Some(output));
        if branches.results.iter().any(Option::is_none) {
            return;
        }
        let results: Value = branches.results.iter().flatten().map(|result| result.value().clone()).collect();
        self.add(last, EventKind::ParallelStateSucceeded);
        self.done(id, Json::new(results));
    }
}
