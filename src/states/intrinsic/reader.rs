//! Reads a call's text.

use serde_json::{Number, Value};

use super::CallError;
use super::call::{Argument, Call};
use super::format::Pieces;
use super::function;
use crate::states::path::Path;

/// How many calls may stand in one another.
const DEEPEST: usize = 10;

/// The characters that a backslash may stand before. AWS refuses all others, `\"` as well.
const ESCAPED: &[char] = &['\'', '\\', '{', '}'];

/// A place in a text.
pub(super) struct Reader<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Reader<'t> {
    pub fn new(text: &'t str) -> Self {
        Reader { text, at: 0 }
    }

    /// A call and nothing behind it.
    pub fn whole_call(mut self) -> Result<Call, CallError> {
        let call = self.call(1)?;
        self.skip_blanks();
        match self.rest() {
            "" => Ok(call),
            _ => Err(self.error("Unexpected character")),
        }
    }

    fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    fn take(&mut self, text: &str) -> bool {
        let is_next = self.rest().starts_with(text);
        if is_next {
            self.at += text.len();
        }
        is_next
    }

    fn skip_blanks(&mut self) {
        self.at = self.text.len() - self.rest().trim_start().len();
    }

    fn error(&self, why: &str) -> CallError {
        CallError(format!("{why} at position {}", self.text[..self.at].chars().count()))
    }

    fn take_while(&mut self, wanted: impl Fn(char) -> bool) -> &'t str {
        let rest = self.rest();
        let end = rest.find(|c| !wanted(c)).unwrap_or(rest.len());
        self.at += end;
        &rest[..end]
    }

    fn call(&mut self, depth: usize) -> Result<Call, CallError> {
        let start = self.at;
        if depth > DEEPEST {
            return Err(self.error(&format!("More than {DEEPEST} nested calls")));
        }
        if !self.take("States.") {
            return Err(self.error("Expected a function"));
        }
        let name = self.take_while(|c| c.is_ascii_alphanumeric());
        let Some(function) = function::find(name) else {
            return Err(self.error(&format!("There is no function States.{name}")));
        };
        if !self.take("(") {
            return Err(self.error("Expected '('"));
        }
        let mut arguments = Vec::new();
        let mut pieces = None;
        self.skip_blanks();
        if !self.take(")") {
            loop {
                self.skip_blanks();
                let literal = self.at;
                let argument = self.argument(depth)?;
                if function.name == "Format" && arguments.is_empty() && matches!(argument, Argument::Literal(_)) {
                    pieces = self.text.get(literal + 1..self.at - 1).map(Pieces::read);
                }
                arguments.push(argument);
                self.skip_blanks();
                if self.take(")") {
                    break;
                }
                if !self.take(",") {
                    return Err(self.error("Expected ',' or ')'"));
                }
            }
        }
        if !(function.fewest..=function.most).contains(&arguments.len()) {
            return Err(self.error(&format!("States.{name} doesn't take {} arguments", arguments.len())));
        }
        Ok(Call { text: self.text[start..self.at].into(), function, arguments: arguments.into(), pieces })
    }

    fn argument(&mut self, depth: usize) -> Result<Argument, CallError> {
        let rest = self.rest();
        match rest.chars().next() {
            Some('\'') => self.string().map(|text| Argument::Literal(Value::String(text))),
            Some('$') => {
                let (path, length) = Path::parse_prefix(rest).map_err(|error| CallError(error.to_string()))?;
                self.at += length;
                Ok(Argument::Path(path))
            }
            Some('S') => self.call(depth + 1).map(Argument::Call),
            _ => {
                let start = self.at;
                let word = self.take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '+' | '.'));
                let literal = match word {
                    "true" => Some(Value::Bool(true)),
                    "false" => Some(Value::Bool(false)),
                    "null" => Some(Value::Null),
                    number => number.parse::<Number>().ok().map(Value::Number),
                };
                self.at = if literal.is_some() { self.at } else { start };
                literal.map(Argument::Literal).ok_or_else(|| self.error("Expected an argument"))
            }
        }
    }

    /// A string in single quotes.
    fn string(&mut self) -> Result<String, CallError> {
        let mut text = String::new();
        let mut characters = self.rest().char_indices().skip(1);
        while let Some((at, c)) = characters.next() {
            match c {
                '\'' => {
                    self.at += at + 1;
                    return Ok(text);
                }
                '\\' => match characters.next() {
                    Some((_, escaped)) if ESCAPED.contains(&escaped) => text.push(escaped),
                    _ => {
                        self.at += at;
                        return Err(self.error("An escape that is none"));
                    }
                },
                c => text.push(c),
            }
        }
        Err(self.error("A string that is not closed"))
    }
}
