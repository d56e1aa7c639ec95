//! Why a path can't be read, or found nothing; each shown in AWS's words.

use std::fmt;

use serde_json::Value;

use super::select;
use super::step::{Step, show};

/// Why a text is no path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PathError {
    /// It isn't JSONPath. Shown as why.
    Invalid(String),
    /// It calls a function, as `$.a.length()`, which definitions must not: the function's name.
    Function(String),
    /// It is JSONPath, but no reference path. Shown as `Reference path …`, what AWS puts behind
    /// `Value is not a Reference Path: `.
    NotReference(String),
}

impl fmt::Display for PathError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PathError::Invalid(why) | PathError::NotReference(why) => f.write_str(why),
            PathError::Function(name) => write!(f, "the function {name}() is not allowed"),
        }
    }
}

/// A definite path found nothing, or another more than it may. Shown as `No results for path: $['a']` or `Missing property in path $['a']`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missing(String);

impl Missing {
    pub(super) fn no_results(path: &str) -> Missing {
        Missing(format!("No results for path: {path}"))
    }

    /// A path without end: more than anybody waits for.
    pub(super) fn too_many(path: &str) -> Missing {
        Missing(format!("Too many results for path: {path}"))
    }

    /// An index or a slice of something else than an array.
    pub(super) fn not_array(step: &Step, value: &Value) -> Missing {
        Missing(format!("Filter: {} can only be applied to arrays. Current context is: {value}", step.show()))
    }

    /// Where definite steps left what is there. AWS tells the member on the way that is missing, or else the whole
    /// path.
    pub(super) fn at(steps: &[Step], root: &Value) -> Missing {
        let found = (0..steps.len()).take_while(|count| select::one(&steps[..=*count], root).is_some()).count();
        let last = found + 1 >= steps.len();
        let before = select::one(&steps[..found], root);
        match steps.get(found) {
            Some(Step::Name(_)) if !last && before.is_some_and(Value::is_object) => {
                Missing(format!("Missing property in path {}", show(&steps[..=found])))
            }
            Some(step @ Step::Index(_)) => match before {
                Some(value) if !value.is_array() && !value.is_null() => Missing::not_array(step, value),
                _ => Missing::no_results(&show(steps)),
            },
            _ => Missing::no_results(&show(steps)),
        }
    }
}

impl fmt::Display for Missing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A `ResultPath` doesn't fit its input (`States.ResultPathMatchFailure`). Shown as
/// `Unable to apply step "x" to input "…"`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unmatched(pub(super) String);

impl fmt::Display for Unmatched {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
