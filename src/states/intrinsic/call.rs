//! A call of an intrinsic function.

use serde_json::Value;

use super::{CallError, Chance, Failure};
use crate::states::path::Roots;

/// A call, read once: `States.Format('{}', $.name)`.
#[derive(Clone, Debug)]
pub struct Call {
    text: Box<str>,
}

impl Call {
    /// Reads one. Names and numbers of arguments are checked here, values when it is evaluated.
    pub fn parse(text: &str) -> Result<Call, CallError> {
        Err(CallError(text.into()))
    }

    /// The text it was read from.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Every variable it reads.
    pub fn variables(&self) -> Vec<&str> {
        Vec::new()
    }

    /// Its value.
    pub fn evaluate<R: Roots + ?Sized>(&self, _roots: &R, _chance: &dyn Chance) -> Result<Value, Failure> {
        Err(Failure(self.text.to_string()))
    }
}
