//! `Choice` states.
//! <https://docs.aws.amazon.com/step-functions/latest/dg/state-choice.html>

use serde_json::Value;

use super::flow::{Leaving, WHOLE, What};
use super::frame::FrameId;
use super::scene::Scene;
use super::{Failure, Flow, Step};
use crate::states::asl::{Choice, Condition, JsonataTemplate, Next, QueryLanguage, State, Test};
use crate::states::path::ReferencePath;

impl Step<'_> {
    /// Goes on where the first rule that holds says, or else where the state does.
    pub(super) fn choose(&mut self, id: FrameId, state: &State, choice: &Choice) -> Result<Flow, Failure> {
        let input = self.effective_input(id, state)?;
        self.note_by_path(state, "afterInputPath", &input);
        let mut chosen = None;
        for (i, rule) in choice.rules.iter().enumerate() {
            if self.holds(id, &rule.condition, input.value(), &format!("Choices[{i}]/Condition"))? {
                chosen = Some(rule);
                break;
            }
        }
        let (next, output, assign) = match (chosen, choice.default) {
            (Some(rule), _) => (rule.next, rule.output.as_ref().or(state.data.output.as_ref()), rule.assign.as_ref()),
            (None, Some(default)) => (default, state.data.output.as_ref(), state.data.assign.as_ref()),
            (None, None) => {
                let text = "Failed to transition out of the state. The state does not point to a next state.";
                return Err(self.runtime(id, text));
            }
        };
        let next = Next::State(next);
        let value =
            if state.query_language == QueryLanguage::Jsonata { self.run.frame(id).input.clone() } else { input };
        self.leave(id, state, Leaving { what: What::Input, value, result_path: WHOLE, output, assign, next })
    }

    fn holds(&self, id: FrameId, condition: &Condition, input: &Value, field: &str) -> Result<bool, Failure> {
        Ok(match condition {
            Condition::And(all) => {
                for one in all {
                    if !self.holds(id, one, input, field)? {
                        return Ok(false);
                    }
                }
                true
            }
            Condition::Or(all) => {
                for one in all {
                    if self.holds(id, one, input, field)? {
                        return Ok(true);
                    }
                }
                false
            }
            Condition::Not(one) => !self.holds(id, one, input, field)?,
            Condition::Test(test) => self.passes(id, test, input)?,
            Condition::Jsonata(template) => {
                let scene = Scene::of(self.run, self.run.frame(id));
                let value = self.evaluate(id, template, field, &scene, None)?;
                match (value.as_bool(), template) {
                    (Some(holds), _) => holds,
                    (None, JsonataTemplate::Expression(expression)) => {
                        return Err(self.wrong_type(id, expression.text(), field, "boolean", &value));
                    }
                    (None, _) => return Err(self.wrong_type(id, &value.to_string(), field, "boolean", &value)),
                }
            }
        })
    }

    fn passes(&self, id: FrameId, test: &Test, input: &Value) -> Result<bool, Failure> {
        let scene = Scene::of(self.run, self.run.frame(id)).with(input);
        let missing = |path: &ReferencePath| {
            let text = "The choice state's condition path references an invalid value.";
            self.runtime(id, format_args!("Invalid path '{}': {text}", path.text()))
        };
        let value = test.variable.select(&scene).ok();
        if value.is_none() && !test.comparison.takes_missing() {
            return Err(missing(&test.variable));
        }
        let other = match test.comparison.path() {
            Some(path) => Some(path.select(&scene).map_err(|_| missing(path))?),
            None => None,
        };
        Ok(test.comparison.holds(value, other))
    }
}
