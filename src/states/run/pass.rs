//! `Pass` and `Succeed` states.
//! <https://docs.aws.amazon.com/step-functions/latest/dg/state-pass.html>

use std::sync::Arc;

use serde_json::Value;

use super::flow::{Leaving, WHOLE, What};
use super::frame::FrameId;
use super::{Failure, Flow, Json, Step};
use crate::states::asl::{Next, QueryLanguage, State};

impl Step<'_> {
    /// Passes on its input, what its parameters make of it, or what stands in the definition.
    pub(super) fn pass(
        &mut self,
        id: FrameId,
        state: &State,
        result: Option<&Arc<Value>>,
        next: Next,
    ) -> Result<Flow, Failure> {
        let input = self.effective_input(id, state)?;
        let made = self.parameters(id, state, &input, None)?;
        let value = match result {
            Some(result) => {
                let result = Json::new(Value::clone(result));
                self.note("result", &result);
                result
            }
            None => {
                self.note_by_path(state, "afterInputPath", &input);
                self.note_by_path(state, "afterParameters", &made);
                made
            }
        };
        let what = match state.query_language {
            QueryLanguage::JsonPath => What::Result,
            // There is no `$states.result` in a Pass state.
            QueryLanguage::Jsonata => What::Input,
        };
        let data = &state.data;
        let (output, assign) = (data.output.as_ref(), data.assign.as_ref());
        self.leave(id, state, Leaving { what, value, result_path: &data.result_path, output, assign, next })
    }

    /// Ends the machine that it is in.
    pub(super) fn succeed(&mut self, id: FrameId, state: &State) -> Result<Flow, Failure> {
        self.leave_with_input(id, state, Next::End)
    }

    /// Leaves a state that has no result.
    pub(super) fn leave_with_input(&mut self, id: FrameId, state: &State, next: Next) -> Result<Flow, Failure> {
        let value = self.effective_input(id, state)?;
        self.note_by_path(state, "afterInputPath", &value);
        let (output, assign) = (state.data.output.as_ref(), state.data.assign.as_ref());
        self.leave(id, state, Leaving { what: What::Input, value, result_path: WHOLE, output, assign, next })
    }
}
