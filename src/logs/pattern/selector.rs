//! Selectors: which values of a JSON message are meant, such as `$.users[0].id`.

use serde_json::Value;

use super::Invalid;
use super::reader::Reader;

/// A selector may have so many steps.
const MOST_STEPS: usize = 100;

/// The way to a value.
#[derive(Clone, Debug)]
pub struct Selector {
    /// As it is written.
    pub text: String,
    steps: Vec<Step>,
}

#[derive(Clone, Debug)]
enum Step {
    Member(String),
    Element(usize),
    /// Every member or element.
    Each,
}

impl Selector {
    /// Reads a selector.
    ///
    /// # Errors
    /// It is none.
    pub fn read(reader: &mut Reader<'_>) -> Result<Self, Invalid> {
        if !reader.take("$") {
            return Err(Invalid::default());
        }
        let (mut text, mut steps) = ("$".to_owned(), Vec::new());
        loop {
            let dotted = reader.take_here(".");
            let step = if reader.take_here("[") {
                let step = match reader.peek_here() {
                    Some(mark @ ('"' | '\'')) => Step::Member(reader.quoted(mark)?),
                    Some('*') => {
                        reader.take_here("*");
                        Step::Each
                    }
                    _ => {
                        let digits = reader.take_while(|c| c.is_ascii_digit());
                        Step::Element(digits.parse().map_err(|_| Invalid::default())?)
                    }
                };
                if !reader.take_here("]") {
                    return Err(Invalid::default());
                }
                step
            } else if dotted && reader.take_here("*") {
                Step::Each
            } else if dotted {
                let name = reader.take_while(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '@' | '$' | ':' | '/'));
                if name.is_empty() {
                    return Err(Invalid::default());
                }
                Step::Member(name.to_owned())
            } else {
                break;
            };
            text += &match &step {
                Step::Member(name) => format!(".{name}"),
                Step::Element(index) => format!("[{index}]"),
                Step::Each => "[*]".to_owned(),
            };
            steps.push(step);
        }
        match steps.len() {
            1..=MOST_STEPS => Ok(Selector { text, steps }),
            _ => Err(Invalid::default()),
        }
    }

    /// The values that it leads to.
    pub fn find<'v>(&self, value: &'v Value) -> Vec<&'v Value> {
        let mut found = vec![value];
        for step in &self.steps {
            found = found.into_iter().flat_map(|value| step.follow(value)).collect();
        }
        found
    }
}

impl Step {
    fn follow<'v>(&self, value: &'v Value) -> Vec<&'v Value> {
        match (self, value) {
            (Step::Member(name), Value::Object(members)) => members.get(name).into_iter().collect(),
            (Step::Element(index), Value::Array(elements)) => elements.get(*index).into_iter().collect(),
            (Step::Each, Value::Array(elements)) => elements.iter().collect(),
            (Step::Each, Value::Object(members)) => members.values().collect(),
            _ => Vec::new(),
        }
    }
}
