//! A field that takes a path or a call: the values of templates, `ErrorPath`, `CausePath`.

use std::borrow::Cow;

use serde_json::Value;

use super::{Call, CallError, Chance, Failure};
use crate::states::path::{Budget, Path, Roots};

/// Where a value comes from.
#[derive(Clone, Debug)]
pub enum Source {
    /// A path, of any root.
    Path(Path),
    /// A call of an intrinsic function.
    Call(Call),
}

impl Source {
    /// Reads either: a path begins with `$`.
    pub fn parse(text: &str) -> Result<Source, CallError> {
        match text.starts_with('$') {
            true => Path::parse(text).map(Source::Path).map_err(|error| CallError(error.to_string())),
            false => Call::parse(text).map(Source::Call),
        }
    }

    /// The text it was read from.
    pub fn text(&self) -> &str {
        match self {
            Source::Path(path) => path.text(),
            Source::Call(call) => call.text(),
        }
    }

    /// Every variable it reads.
    pub fn variables(&self) -> Vec<&str> {
        match self {
            Source::Path(path) => path.variables(),
            Source::Call(call) => call.variables(),
        }
    }

    /// The value for a field of this name, as `value.$` or `ErrorPath`; the failure names it.
    pub fn evaluate<'v, R: Roots + ?Sized>(
        &self,
        field: &str,
        roots: &'v R,
        chance: &dyn Chance,
    ) -> Result<Cow<'v, Value>, Failure> {
        self.run(field, roots, chance, &Budget::new())
    }

    /// The same, as a part of a larger evaluation.
    pub(super) fn run<'v, R: Roots + ?Sized>(
        &self,
        field: &str,
        roots: &'v R,
        chance: &dyn Chance,
        budget: &Budget,
    ) -> Result<Cow<'v, Value>, Failure> {
        match self {
            Source::Path(path) => path.select(roots).map_err(|missing| match path.is_definite() {
                true => Failure(format!(
                    "The JSONPath '{}' specified for the field '{field}' could not be found in the input '{}'",
                    path.text(),
                    roots.shown()
                )),
                false => Failure(format!("Invalid path '{}' : {missing}", path.text())),
            }),
            Source::Call(call) => call.run(roots, chance, budget).map(Cow::Owned),
        }
    }
}
