//! Conditions on the values of messages that are JSON objects.

use std::borrow::Cow;

use serde_json::Value;

use super::Invalid;
use super::condition::Condition;
use super::expression::Expression;
use super::reader::Reader;
use super::selector::Selector;

/// The conditions of a pattern.
#[derive(Clone, Debug)]
pub struct Conditions(Expression<Test>);

/// A condition on what a selector leads to.
#[derive(Clone, Debug)]
struct Test {
    selector: Selector,
    is: Is,
}

#[derive(Clone, Debug)]
enum Is {
    Compared(Condition),
    Null,
    Boolean(bool),
    Absent,
}

impl Conditions {
    /// Reads conditions up to the end.
    ///
    /// # Errors
    /// What is wrong with them.
    pub fn read(reader: &mut Reader<'_>) -> Result<Self, Invalid> {
        let conditions = Expression::read(reader, &mut Test::read)?;
        if reader.is_done() { Ok(Conditions(conditions)) } else { Err(Invalid::default()) }
    }

    /// Whether a message is JSON for which they hold.
    pub fn hold(&self, message: &str) -> bool {
        object(message).is_some_and(|message| self.0.holds(&|test| test.holds(&message)))
    }

    /// What the selectors lead to.
    pub fn extract(&self, message: &str) -> Vec<(String, String)> {
        let Some(message) = object(message) else { return Vec::new() };
        let mut found: Vec<(String, String)> = Vec::new();
        self.0.each(&mut |test: &Test| {
            let text = test.selector.find(&message).first().and_then(|value| shown(value));
            if let Some(text) = text.filter(|_| found.iter().all(|(known, _)| *known != test.selector.text)) {
                found.push((test.selector.text.clone(), text.into_owned()));
            }
        });
        found
    }
}

/// A message that is a JSON object; the reader refuses what is nested too deeply to be walked.
fn object(message: &str) -> Option<Value> {
    let begins = message.trim_start().starts_with('{');
    if begins { serde_json::from_str(message).ok() } else { None }
}

impl Test {
    fn read(reader: &mut Reader<'_>) -> Result<Self, Invalid> {
        let selector = Selector::read(reader)?;
        let is = if reader.take_word("IS") {
            match () {
                () if reader.take_word("NULL") => Is::Null,
                () if reader.take_word("TRUE") => Is::Boolean(true),
                () if reader.take_word("FALSE") => Is::Boolean(false),
                () => return Err(Invalid::default()),
            }
        } else if reader.take_word("NOT") {
            if !reader.take_word("EXISTS") {
                return Err(Invalid::default());
            }
            Is::Absent
        } else {
            Is::Compared(Condition::read(reader)?)
        };
        Ok(Test { selector, is })
    }

    fn holds(&self, message: &Value) -> bool {
        let found = self.selector.find(message);
        match &self.is {
            Is::Absent => found.is_empty(),
            Is::Null => found.iter().any(|value| value.is_null()),
            Is::Boolean(wanted) => found.iter().any(|value| value.as_bool() == Some(*wanted)),
            // What is no plain value fits nothing, not even that it be another one.
            Is::Compared(condition) => {
                found.iter().any(|value| shown(value).is_some_and(|text| condition.holds(&text, value.as_f64())))
            }
        }
    }
}

/// A plain value as a text.
fn shown(value: &Value) -> Option<Cow<'_, str>> {
    match value {
        Value::String(text) => Some(text.as_str().into()),
        Value::Number(number) => Some(number.to_string().into()),
        Value::Bool(boolean) => Some(boolean.to_string().into()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}
