//! Terms: what must stand somewhere in a message, may, or mustn't.

use regex::Regex;

use super::Invalid;
use super::reader::Reader;

/// The terms of a pattern.
#[derive(Clone, Debug, Default)]
pub struct Terms {
    required: Vec<Term>,
    /// One of them must be there, if nothing is required or excluded: then they say nothing.
    optional: Vec<Term>,
    excluded: Vec<Term>,
}

/// A part of a message.
#[derive(Clone, Debug)]
enum Term {
    Text(String),
    Regular(Regex),
}

impl Term {
    fn is_in(&self, message: &str) -> bool {
        match self {
            Term::Text(text) => message.contains(text),
            Term::Regular(regular) => regular.is_match(message),
        }
    }
}

impl Terms {
    /// Reads terms up to the end.
    ///
    /// # Errors
    /// What is wrong with them.
    pub fn read(reader: &mut Reader<'_>) -> Result<Self, Invalid> {
        let mut terms = Terms::default();
        while !reader.is_done() {
            let kind = match reader.peek() {
                Some('?') => &mut terms.optional,
                Some('-') => &mut terms.excluded,
                _ => &mut terms.required,
            };
            if matches!(reader.peek(), Some('?' | '-')) {
                reader.take_while(|c| matches!(c, '?' | '-'));
            }
            let term = match reader.peek() {
                Some('"') => Term::Text(reader.quoted('"')?),
                Some('%') => Term::Regular(reader.regular()?),
                _ => {
                    let word = reader.take_while(|c| !c.is_whitespace());
                    if word.is_empty() || !word.chars().all(|c| c.is_alphanumeric() || c == '_') {
                        return Err(Invalid::term(word));
                    }
                    Term::Text(word.to_owned())
                }
            };
            // What is empty stands in every message.
            if !matches!(&term, Term::Text(text) if text.is_empty()) {
                kind.push(term);
            }
        }
        Ok(terms)
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.required.is_empty() && self.optional.is_empty() && self.excluded.is_empty()
    }

    /// Whether a message has what it must have.
    pub fn hold(&self, message: &str) -> bool {
        let is_in = |term: &Term| term.is_in(message);
        match self.required.is_empty() && self.excluded.is_empty() {
            true => self.optional.is_empty() || self.optional.iter().any(is_in),
            false => self.required.iter().all(is_in) && !self.excluded.iter().any(is_in),
        }
    }
}
