//! Why a call or a template can't be read, or fails; each shown in AWS's words.

use std::fmt;

/// Why a text is no call of an intrinsic function. Shown as why, in our words: AWS only says that it is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallError(pub(super) String);

impl fmt::Display for CallError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// An evaluation failed: what AWS says as the cause of a `States.Runtime`, behind
/// `An error occurred while executing the state …`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure(pub(super) String);

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Failure {
    /// With the value of this field, more is made than anybody can use.
    pub(super) fn too_large(field: &str) -> Failure {
        Failure(format!("The value for the field '{field}' is too large"))
    }
}

/// Why a payload template can't be read. Shown as AWS's message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TemplateError {
    /// The value of a key that ends in `.$` is neither a path nor a call.
    Value {
        /// The key with its `.$`.
        field: String,
    },
    /// A key stands there with `.$` and without.
    Twice {
        /// The key with its `.$`.
        field: String,
    },
}

impl fmt::Display for TemplateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            TemplateError::Value { field } => write!(
                f,
                "The value for the field '{field}' must be a valid JSONPath or a valid intrinsic function call"
            ),
            TemplateError::Twice { field } => {
                let plain = field.strip_suffix(".$").unwrap_or(field);
                write!(f, "There should only be one of the following fields: [{field}, {plain}]")
            }
        }
    }
}
