//! The values that a function gets.

use std::borrow::Cow;

use serde_json::Value;

use super::Chance;
use crate::states::path::Budget;

/// How many characters a text may have that is encoded, decoded or hashed.
const LONGEST_TEXT: usize = 10_000;

/// Why an evaluation fails that makes too much.
pub(super) const TOO_LARGE: &str = "The result is too large";

/// The arguments of one call; there are as many as the function takes.
pub(super) struct Arguments<'a> {
    pub values: Vec<Cow<'a, Value>>,
    pub chance: &'a dyn Chance,
    pub budget: &'a Budget,
}

/// What a function gives: its value, or why it failed.
pub(super) type Outcome = Result<Value, String>;

impl Arguments<'_> {
    /// An argument of any kind. One that isn't there is null.
    pub fn value(&self, at: usize) -> &Value {
        self.values.get(at).map_or(&Value::Null, |value| value)
    }

    /// An argument that is moved out.
    pub fn take(&mut self, at: usize) -> Value {
        self.values.get_mut(at).map_or(Value::Null, |value| std::mem::take(value).into_owned())
    }

    pub fn text(&self, at: usize) -> Result<&str, String> {
        self.value(at).as_str().ok_or_else(|| self.wrong(at, "a string"))
    }

    /// A text that is encoded, decoded or hashed.
    pub fn short_text(&self, at: usize) -> Result<&str, String> {
        let text = self.text(at)?;
        // No text has more characters than bytes.
        match text.len() > LONGEST_TEXT && text.chars().count() > LONGEST_TEXT {
            true => Err(format!("Argument {} must not be longer than {LONGEST_TEXT} characters", at + 1)),
            false => Ok(text),
        }
    }

    pub fn array(&self, at: usize) -> Result<&Vec<Value>, String> {
        self.value(at).as_array().ok_or_else(|| self.wrong(at, "an array"))
    }

    /// A number, rounded as Java does: halves go up, also below zero.
    pub fn rounded(&self, at: usize) -> Result<i64, String> {
        let Value::Number(number) = self.value(at) else { return Err(self.wrong(at, "a number")) };
        if let Some(integer) = number.as_i64() {
            return Ok(integer);
        }
        let rounded = number.as_f64().map(|number| (number + 0.5).floor());
        // Beyond this, not every integer is a float.
        let fits = rounded.filter(|rounded| rounded.abs() <= (1_i64 << 53) as f64);
        fits.map(|rounded| rounded as i64).ok_or_else(|| self.wrong(at, "an integer of at most 64 bits"))
    }

    /// A rounded number of 32 bits.
    pub fn integer(&self, at: usize) -> Result<i32, String> {
        i32::try_from(self.rounded(at)?).map_err(|_| self.wrong(at, "an integer of at most 32 bits"))
    }

    /// Why an argument is none that the function can take.
    pub fn wrong(&self, at: usize, wanted: &str) -> String {
        format!("Argument {} must be {wanted}", at + 1)
    }
}
