//! Why a path can't be read, or found nothing; each shown in AWS's words.

use std::fmt;

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

/// A definite path found nothing. Shown as `No results for path: $['a']` or `Missing property in path $['a']`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missing(pub(super) String);

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
