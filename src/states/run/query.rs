//! JSONata in an execution: what expressions see, and AWS's errors where they fail.
//! <https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html>

use serde_json::{Map, Value};

use super::frame::FrameId;
use super::scene::Scene;
use super::{Failure, Step};
use crate::states::asl::{Expression, JsonataTemplate};
use crate::states::jsonata::Bindings;
use crate::states::path::Roots;

/// The error of everything that goes wrong with an expression.
const QUERY_EVALUATION_ERROR: &str = "States.QueryEvaluationError";

impl Step<'_> {
    /// What a JSONata template gives; `field` is its name, for errors. `bound` is what `$states` has besides input and
    /// context.
    pub(super) fn evaluate(
        &self,
        id: FrameId,
        template: &JsonataTemplate,
        field: &str,
        scene: &Scene,
        bound: Option<(&str, &Value)>,
    ) -> Result<Value, Failure> {
        if let JsonataTemplate::Literal(value) = template {
            return Ok(value.clone());
        }
        let mut states = vec![("input", self.run.frame(id).input.value()), ("context", scene.context())];
        states.extend(bound);
        let variables = |name: &str| scene.variable(name);
        let bindings = Bindings { states: &states, variables: &variables, now: self.now, chance: self.chance };
        self.fill_in(id, template, field, &bindings)
    }

    fn fill_in(
        &self,
        id: FrameId,
        template: &JsonataTemplate,
        field: &str,
        bindings: &Bindings,
    ) -> Result<Value, Failure> {
        Ok(match template {
            JsonataTemplate::Literal(value) => value.clone(),
            JsonataTemplate::Expression(expression) => self.value_of(id, expression, field, bindings)?,
            JsonataTemplate::Array(elements) => {
                let mut values = Vec::with_capacity(elements.len());
                for (i, element) in elements.iter().enumerate() {
                    values.push(self.fill_in(id, element, &format!("{field}[{i}]"), bindings)?);
                }
                Value::Array(values)
            }
            JsonataTemplate::Object(members) => {
                let mut values = Map::with_capacity(members.len());
                for (name, member) in members {
                    let value = self.fill_in(id, member, &format!("{field}/{name}"), bindings)?;
                    values.insert(name.to_string(), value);
                }
                Value::Object(values)
            }
        })
    }

    fn value_of(
        &self,
        id: FrameId,
        expression: &Expression,
        field: &str,
        bindings: &Bindings,
    ) -> Result<Value, Failure> {
        let about = format!("The JSONata expression '{}' specified for the field '{field}'", expression.text());
        let compiled = expression.compiled();
        if compiled.may_take_long() {
            self.turns.set(0);
        }
        match compiled.evaluate(bindings) {
            Ok(Some(value)) => Ok(value),
            Ok(None) => Err(self.query_failure(id, field, format_args!("{about} returned nothing (undefined)."))),
            Err(error) => Err(self.query_failure(id, field, format_args!("{about} {error}"))),
        }
    }

    /// An expression that gives what its field doesn't take.
    pub(super) fn wrong_type(
        &self,
        id: FrameId,
        expression: &str,
        field: &str,
        wanted: &str,
        value: &Value,
    ) -> Failure {
        let got = match value {
            Value::Null => "null",
            Value::Bool(_) => "boolean",
            Value::Number(_) => "number",
            Value::String(_) => "string",
            Value::Array(_) => "array",
            Value::Object(_) => "object",
        };
        self.query_failure(
            id,
            field,
            format_args!(
                "The JSONata expression '{expression}' specified for the field '{field}' returned an unexpected result \
                 type. Expected '{wanted}', but was '{got}' for value: {value}"
            ),
        )
    }

    /// A JSONata field whose value makes no sense.
    pub(super) fn query_failure(&self, id: FrameId, field: &str, what: impl std::fmt::Display) -> Failure {
        Failure {
            evaluation: Some(Some(field.into())),
            ..Failure::new(QUERY_EVALUATION_ERROR, self.in_state(id, what))
        }
    }
}
