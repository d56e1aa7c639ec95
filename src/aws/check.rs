//! Checks of a request's structure that every service words alike.

use std::fmt::Display;

/// The rules of AWS's model that a request breaks: a sentence for each.
#[derive(Debug, Default)]
pub struct Broken(Vec<String>);

impl Broken {
    /// Notes a rule, such as `have length less than or equal to 20`, unless the member's value holds it.
    pub fn unless(&mut self, holds: bool, member: &str, value: impl Display, rule: &str) {
        if !holds {
            self.note(member, value, &format!("Member must {rule}"));
        }
    }

    /// Notes a whole rule, such as one that holds for the keys of a map.
    pub fn note(&mut self, member: &str, value: impl Display, rule: &str) {
        self.0.push(format!("Value '{value}' at '{member}' failed to satisfy constraint: {rule}"));
    }

    /// The same as [`unless`](Broken::unless) for a value that is a secret, or too long to be told.
    pub fn unless_hidden(&mut self, holds: bool, member: &str, rule: &str) {
        if !holds {
            self.0.push(format!("Value at '{member}' failed to satisfy constraint: Member must {rule}"));
        }
    }

    /// Notes that a member isn't there.
    pub fn missing(&mut self, member: &str) {
        self.0.push(format!("Value null at '{member}' failed to satisfy constraint: Member must not be null"));
    }

    /// What AWS says of them all, if there are any.
    pub fn text(&self) -> Option<String> {
        let count = self.0.len();
        let s = if count == 1 { "" } else { "s" };
        (count > 0).then(|| format!("{count} validation error{s} detected: {}", self.0.join("; ")))
    }
}

/// Whether `text` is `1..=max` characters of ASCII letters, digits, `-` and `_`.
pub fn is_name(text: &str, max: usize) -> bool {
    (1..=max).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
}

/// Whether `text` is `1..=max` ASCII letters, digits and punctuation marks; no space.
pub fn is_printable(text: &str, max: usize) -> bool {
    (1..=max).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_graphic())
}
