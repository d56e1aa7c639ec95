//! Why an expression is refused, or its evaluation fails.

use std::fmt;

/// Why an expression can't stand in a definition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum JsonataError {
    /// It can't be read: AWS's message, JSONata's without its code.
    Invalid(String),
    /// It reads what there isn't: AWS's messages, one for each name.
    Unsupported(Vec<String>),
}

impl fmt::Display for JsonataError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            JsonataError::Invalid(message) => f.write_str(message),
            JsonataError::Unsupported(messages) => f.write_str(&messages.join(", ")),
        }
    }
}

/// Why an evaluation has no value. Shown as what AWS says behind `specified for the field 'F' `.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EvaluationError {
    /// It threw.
    Thrown {
        /// JSONata's code, such as `T1006`; none where a limit was passed.
        code: Option<String>,
        /// What it says.
        message: String,
    },
    /// Its value is a function, or has one in it.
    Unsupported,
}

impl EvaluationError {
    /// More memory than AWS gives.
    pub(super) fn memory() -> Self {
        EvaluationError::Thrown { code: None, message: MEMORY.into() }
    }

    /// A number that JSON doesn't have.
    pub(super) fn range(number: f64) -> Self {
        let shown = if number.is_nan() {
            "NaN"
        } else if number > 0.0 {
            "Infinity"
        } else {
            "-Infinity"
        };
        EvaluationError::Thrown { code: Some("D1001".into()), message: format!("Number out of range: {shown}") }
    }

    /// Nested deeper than AWS goes.
    pub(super) fn depth() -> Self {
        EvaluationError::Thrown { code: None, message: DEPTH.into() }
    }

    /// It took too long.
    pub(super) fn time() -> Self {
        EvaluationError::Thrown { code: None, message: TIME.into() }
    }
}

pub(super) const MEMORY: &str = "Expression evaluation memory limit exceeded: Check for excessive memory usage";
const DEPTH: &str = "Stack overflow error: Check for non-terminating recursive function. \
    Consider rewriting as tail-recursive";
const TIME: &str = "Expression evaluation timeout: Check for infinite loop";

impl fmt::Display for EvaluationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            EvaluationError::Thrown { code: Some(code), message } => {
                write!(f, "threw an error during evaluation. {code}: {message}")
            }
            EvaluationError::Thrown { code: None, message } => {
                write!(f, "threw an error during evaluation: {message}")
            }
            EvaluationError::Unsupported => f.write_str("returned an unsupported result type."),
        }
    }
}
