//! The text of a pattern, as it is read from left to right.

use regex::Regex;

use super::{Invalid, regular};

/// How many regular expressions a pattern may have.
const MOST_REGULAR: usize = 2;

/// What is left of a text.
#[derive(Debug)]
pub struct Reader<'t> {
    rest: &'t str,
    /// How many regular expressions there were.
    regular: usize,
}

impl<'t> Reader<'t> {
    /// All of a text.
    pub fn new(text: &'t str) -> Self {
        Reader { rest: text, regular: 0 }
    }

    /// Whether nothing is left but blanks.
    pub fn is_done(&mut self) -> bool {
        self.rest = self.rest.trim_start();
        self.rest.is_empty()
    }

    /// The next character behind blanks, which stays.
    pub fn peek(&mut self) -> Option<char> {
        self.rest = self.rest.trim_start();
        self.rest.chars().next()
    }

    /// The next character, which stays, be it a blank.
    pub fn peek_here(&self) -> Option<char> {
        self.rest.chars().next()
    }

    /// Takes a text behind blanks, if it comes next.
    pub fn take(&mut self, text: &str) -> bool {
        self.rest = self.rest.trim_start();
        self.take_here(text)
    }

    /// Takes a text, if it comes next.
    pub fn take_here(&mut self, text: &str) -> bool {
        match self.rest.strip_prefix(text) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    /// Takes a whole word behind blanks, if it comes next.
    pub fn take_word(&mut self, word: &str) -> bool {
        let rest = self.rest.trim_start().strip_prefix(word);
        let rest = rest.filter(|rest| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_'));
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    /// Takes characters as long as they are of a kind; perhaps none.
    pub fn take_while(&mut self, is: impl Fn(char) -> bool) -> &'t str {
        let end = self.rest.find(|c| !is(c)).unwrap_or(self.rest.len());
        let (taken, rest) = self.rest.split_at(end);
        self.rest = rest;
        taken
    }

    /// Takes a text between marks, of which the first was seen. A backslash takes the meaning from what follows it.
    ///
    /// # Errors
    /// There is no second mark.
    pub fn quoted(&mut self, mark: char) -> Result<String, Invalid> {
        let mut text = String::new();
        let mut letters = self.rest.char_indices().skip(1);
        while let Some((at, c)) = letters.next() {
            match c {
                '\\' => match letters.next() {
                    Some((_, next)) if next == mark || next == '\\' => text.push(next),
                    Some((_, next)) => text.extend(['\\', next]),
                    None => break,
                },
                c if c == mark => {
                    self.rest = &self.rest[at + c.len_utf8()..];
                    return Ok(text);
                }
                c => text.push(c),
            }
        }
        Err(Invalid::default())
    }

    /// Takes a regular expression, of which the first `%` was seen.
    ///
    /// # Errors
    /// It is no regular expression of AWS's, or one too many.
    pub fn regular(&mut self) -> Result<Regex, Invalid> {
        self.regular += 1;
        let (text, rest) = self.rest.get(1..).and_then(|rest| rest.split_once('%')).ok_or_else(Invalid::default)?;
        if self.regular > MOST_REGULAR {
            return Err(Invalid::because(format!("More than {MOST_REGULAR} regular expressions")));
        }
        self.rest = rest;
        regular::read(text)
    }
}
