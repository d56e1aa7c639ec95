//! `States.Format` and `States.StringSplit`.

use std::borrow::Cow;
use std::fmt::Write;

use serde_json::Value;

use super::arguments::{Arguments, Outcome, TOO_LARGE};

/// How long a formatted text may get, in bytes. AWS lets no state have a quarter of it.
const LONGEST: usize = 1 << 20;

/// A format's template: the texts before, between and behind its `{}`.
#[derive(Clone, Debug)]
pub(super) struct Pieces(Box<[Box<str>]>);

impl Pieces {
    /// Reads a template with its escapes: behind a backslash, a brace is no placeholder.
    pub fn read(template: &str) -> Pieces {
        let mut pieces = Vec::new();
        let mut piece = String::new();
        let mut characters = template.chars().peekable();
        while let Some(c) = characters.next() {
            match c {
                '\\' => match characters.next_if(|c| matches!(c, '\'' | '\\' | '{' | '}')) {
                    Some(escaped) => piece.push(escaped),
                    None => piece.push(c),
                },
                '{' if characters.next_if_eq(&'}').is_some() => pieces.push(std::mem::take(&mut piece).into()),
                c => piece.push(c),
            }
        }
        pieces.push(piece.into());
        Pieces(pieces.into())
    }

    /// The template with values in the place of its `{}`.
    pub fn fill(&self, values: &[Cow<Value>]) -> Outcome {
        let [first, rest @ ..] = &*self.0 else { return Ok(Value::String(String::new())) };
        if rest.len() != values.len() {
            let (places, values) = (rest.len(), values.len());
            return Err(format!(
                "The template has {places} occurrences of {{}}, but there are {values} arguments for it"
            ));
        }
        let mut text = first.to_string();
        for (value, piece) in values.iter().zip(rest) {
            push(&mut text, value);
            text.push_str(piece);
            if text.len() > LONGEST {
                return Err(TOO_LARGE.into());
            }
        }
        Ok(Value::String(text))
    }
}

pub(super) fn format(arguments: Arguments) -> Outcome {
    Pieces::read(arguments.text(0)?).fill(&arguments.values[1..])
}

/// Writes a value as Java's `toString` does: `{a=1, b=[x, null]}`.
fn push(text: &mut String, value: &Value) {
    // Writing into a string can't fail.
    match value {
        Value::String(value) => text.push_str(value),
        Value::Array(elements) => {
            text.push('[');
            for (i, element) in elements.iter().enumerate() {
                text.push_str(if i == 0 { "" } else { ", " });
                push(text, element);
            }
            text.push(']');
        }
        Value::Object(members) => {
            text.push('{');
            for (i, (name, member)) in members.iter().enumerate() {
                let _ = write!(text, "{}{name}=", if i == 0 { "" } else { ", " });
                push(text, member);
            }
            text.push('}');
        }
        scalar => _ = write!(text, "{scalar}"),
    }
}

/// Every character of the delimiter divides; there are no empty pieces.
pub(super) fn split(arguments: Arguments) -> Outcome {
    let (text, delimiters) = (arguments.text(0)?, arguments.text(1)?);
    let pieces = text.split(|c| delimiters.contains(c)).filter(|piece| !piece.is_empty());
    Ok(pieces.map(Value::from).collect())
}
