//! A JSON value that is passed from state to state: shared, never changed, its text made when somebody wants it.

use std::sync::{Arc, OnceLock};

use serde_json::Value;

use crate::aws::text::Text;

/// So many objects and arrays may stand in one another: no value may cost more stack than there is.
const DEEPEST: usize = 200;

/// A shared JSON value.
#[derive(Clone, Debug)]
pub struct Json(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    value: Value,
    text: OnceLock<Text>,
    /// Whether the text is as Step Functions would write it, and not as somebody gave it.
    compact: bool,
}

impl Json {
    /// A value that was made here.
    pub fn new(value: Value) -> Self {
        Json(Arc::new(Shared { value, text: OnceLock::new(), compact: true }))
    }

    /// A value with the text that it was given by.
    ///
    /// # Errors
    /// What is wrong with the text.
    pub fn read(text: &str) -> Result<Self, serde_json::Error> {
        let value: Value = serde_json::from_str(text)?;
        let written = value.to_string();
        let compact = written == text;
        Ok(Json(Arc::new(Shared { value, text: OnceLock::from(Text::from(text)), compact })))
    }

    /// The value.
    pub fn value(&self) -> &Value {
        &self.0.value
    }

    /// The value by itself, copied only if somebody else has it too.
    pub fn into_value(self) -> Value {
        match Arc::try_unwrap(self.0) {
            Ok(shared) => shared.value,
            Err(shared) => shared.value.clone(),
        }
    }

    /// Its text: compact, or as it was given.
    pub fn text(&self) -> &Text {
        self.0.text.get_or_init(|| self.0.value.to_string().into())
    }

    /// The same as Step Functions writes it.
    pub fn compact(&self) -> Json {
        if self.0.compact { self.clone() } else { Json::new(self.0.value.clone()) }
    }

    /// Whether it is the very same value, and not only an equal one.
    pub fn is(&self, other: &Json) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }

    /// Whether objects and arrays stand in one another more than 200 times.
    pub fn is_too_deep(&self) -> bool {
        is_deeper(&self.0.value, DEEPEST)
    }

    /// Whether its text has more bytes than these. The text of a small value isn't made for that.
    pub fn is_longer_than(&self, most: usize) -> bool {
        match self.0.text.get() {
            Some(text) => text.len() > most,
            None => at_most(&self.0.value) > most && self.text().len() > most,
        }
    }
}

impl From<Value> for Json {
    fn from(value: Value) -> Self {
        Json::new(value)
    }
}

fn is_deeper(value: &Value, left: usize) -> bool {
    let inside = |value: &Value| left == 0 || is_deeper(value, left - 1);
    match value {
        Value::Array(items) => items.iter().any(inside),
        Value::Object(members) => members.values().any(inside),
        _ => false,
    }
}

/// No less than the length of a value's text.
fn at_most(value: &Value) -> usize {
    // The longest escape is six characters for one.
    let string = |text: &str| 6 * text.len() + 2;
    match value {
        Value::Null | Value::Bool(_) => 5,
        Value::Number(_) => 32,
        Value::String(text) => string(text),
        Value::Array(items) => items.iter().map(|item| at_most(item) + 1).sum::<usize>() + 2,
        Value::Object(members) => {
            members.iter().map(|(name, value)| string(name) + at_most(value) + 2).sum::<usize>() + 2
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_given_text_stays_until_it_is_written_anew() {
        let given = Json::read("[1, \"a\"]").unwrap();
        assert_eq!((&**given.text(), &**given.compact().text()), ("[1, \"a\"]", "[1,\"a\"]"));
        let compact = Json::read("{\"b\":1,\"a\":[]}").unwrap();
        assert!(Arc::ptr_eq(&compact.0, &compact.compact().0));
    }

    #[test]
    fn depth_is_bounded() {
        let nested = |count: usize| (0..count).fold(json!(1), |value, _| json!([value]));
        assert!(!Json::new(nested(DEEPEST)).is_too_deep());
        assert!(Json::new(nested(DEEPEST + 1)).is_too_deep());
    }

    #[test]
    fn length_counts_bytes_of_the_text() {
        let value = Json::new(json!({ "a": "\u{1}é" }));
        let length = value.value().to_string().len();
        assert!(!value.is_longer_than(length));
        assert!(value.is_longer_than(length - 1));
    }
}
