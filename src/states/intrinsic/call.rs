//! A call of an intrinsic function.

use std::borrow::Cow;

use serde_json::Value;

use super::arguments::{Arguments, TOO_LARGE};
use super::format::Pieces;
use super::function::Function;
use super::reader::Reader;
use super::{CallError, Chance, Failure};
use crate::states::path::{Budget, Path, Roots};

/// A call, read once: `States.Format('{}', $.name)`.
#[derive(Clone, Debug)]
pub struct Call {
    pub(super) text: Box<str>,
    pub(super) function: &'static Function,
    pub(super) arguments: Box<[Argument]>,
    /// The template of a `States.Format`, where it is a literal.
    pub(super) pieces: Option<Pieces>,
}

/// What stands between the parentheses.
#[derive(Clone, Debug)]
pub(super) enum Argument {
    Literal(Value),
    Path(Path),
    Call(Call),
}

impl Call {
    /// Reads one. Names and numbers of arguments are checked here, values when it is evaluated.
    pub fn parse(text: &str) -> Result<Call, CallError> {
        Reader::new(text).whole_call()
    }

    /// The text it was read from.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Every variable it reads, in the order of the text.
    pub fn variables(&self) -> Vec<&str> {
        let variables = self.arguments.iter().flat_map(|argument| match argument {
            Argument::Literal(_) => Vec::new(),
            Argument::Path(path) => path.variables(),
            Argument::Call(call) => call.variables(),
        });
        variables.collect()
    }

    /// Its value.
    pub fn evaluate<R: Roots + ?Sized>(&self, roots: &R, chance: &dyn Chance) -> Result<Value, Failure> {
        self.run(roots, chance, &Budget::new())
    }

    /// Its value, as a part of a larger evaluation.
    pub(super) fn run<R: Roots + ?Sized>(
        &self,
        roots: &R,
        chance: &dyn Chance,
        budget: &Budget,
    ) -> Result<Value, Failure> {
        let mut values = Vec::with_capacity(self.arguments.len());
        for argument in &self.arguments {
            values.push(match argument {
                Argument::Literal(value) => Cow::Borrowed(value),
                Argument::Path(path) => path.select(roots).map_err(|missing| self.missing(path, &missing, roots))?,
                Argument::Call(call) => Cow::Owned(call.run(roots, chance, budget)?),
            });
            if let (Some(Cow::Owned(value)), Argument::Path(_)) = (values.last(), argument) {
                budget.spend_on(value).map_err(|_| self.failure(TOO_LARGE))?;
            }
        }
        let result = match &self.pieces {
            Some(pieces) => pieces.fill(&values[1..]),
            None => (self.function.run)(Arguments { values, chance, budget }),
        };
        let value = result.map_err(|why| self.failure(&why))?;
        budget.spend_on(&value).map_err(|_| self.failure(TOO_LARGE))?;
        Ok(value)
    }

    fn missing<R: Roots + ?Sized>(&self, path: &Path, missing: &dyn ToString, roots: &R) -> Failure {
        if !path.is_definite() {
            return self.failure(&missing.to_string());
        }
        let (text, input) = (path.text(), roots.shown());
        self.failure(&format!("The JsonPath argument for the field '{text}' could not be found in the input '{input}'"))
    }

    fn failure(&self, why: &str) -> Failure {
        Failure(format!("The function '{}' had the following error: {why}", self.text))
    }
}
