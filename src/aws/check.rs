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

/// What a request's members break; the members are given by the paths that AWS writes, such as `targets.1.member.id`.
/// <https://smithy.io/2.0/spec/constraint-traits.html>
#[derive(Debug, Default)]
pub struct Members(Broken);

impl Members {
    /// A member that must be there.
    pub fn required<T>(&mut self, member: &str, value: Option<&T>) -> &mut Self {
        if value.is_none() {
            self.0.missing(member);
        }
        self
    }

    /// A text of this length in characters.
    pub fn length(&mut self, member: &str, value: Option<&String>, least: usize, most: usize) -> &mut Self {
        if let Some(value) = value {
            let count = value.chars().count();
            self.0.unless(count >= least, member, value, &format!("have length greater than or equal to {least}"));
            self.0.unless(count <= most, member, value, &format!("have length less than or equal to {most}"));
        }
        self
    }

    /// The same for a text that AWS doesn't tell.
    pub fn hidden(&mut self, member: &str, value: Option<&String>, least: usize, most: usize) -> &mut Self {
        if let Some(value) = value {
            let count = value.chars().count();
            self.0.unless_hidden(count >= least, member, &format!("have length greater than or equal to {least}"));
            self.0.unless_hidden(count <= most, member, &format!("have length less than or equal to {most}"));
        }
        self
    }

    /// A text of this pattern.
    pub fn pattern(
        &mut self,
        member: &str,
        value: Option<&String>,
        holds: impl Fn(&str) -> bool,
        pattern: &str,
    ) -> &mut Self {
        if let Some(value) = value {
            self.0.unless(holds(value), member, value, &format!("satisfy regular expression pattern: {pattern}"));
        }
        self
    }

    /// A list of so many items, shown as AWS writes them.
    pub fn count(&mut self, member: &str, shown: &str, count: usize, least: usize, most: usize) -> &mut Self {
        self.0.unless(count >= least, member, shown, &format!("have length greater than or equal to {least}"));
        self.0.unless(count <= most, member, shown, &format!("have length less than or equal to {most}"));
        self
    }

    /// Texts of a list, each of this length in characters: AWS says of the list as a whole what one of them breaks.
    pub fn lengths(&mut self, member: &str, values: Option<&Vec<String>>, least: usize, most: usize) -> &mut Self {
        let values = values.map(Vec::as_slice).unwrap_or_default();
        let hold = values.iter().all(|value| (least..=most).contains(&value.chars().count()));
        let rule = format!(
            "satisfy constraint: [Member must have length less than or equal to {most}, Member must have length \
             greater than or equal to {least}]"
        );
        self.0.unless(hold, member, format_args!("[{}]", values.join(", ")), &rule);
        self
    }

    /// One of some texts.
    pub fn choice(&mut self, member: &str, value: Option<&String>, choices: &[&str]) -> &mut Self {
        if let Some(value) = value {
            let allowed = choices.contains(&value.as_str());
            self.0.unless(allowed, member, value, &format!("satisfy enum value set: [{}]", choices.join(", ")));
        }
        self
    }

    /// A secret of this pattern and length, which isn't told.
    pub fn secret(
        &mut self,
        member: &str,
        value: Option<&String>,
        holds: impl Fn(&str) -> bool,
        pattern: &str,
        most: usize,
    ) -> &mut Self {
        if let Some(value) = value {
            self.0.unless_hidden(holds(value), member, &format!("satisfy regular expression pattern: {pattern}"));
            let rule = format!("have length less than or equal to {most}");
            self.0.unless_hidden(value.chars().count() <= most, member, &rule);
        }
        self
    }

    /// A list of so many items at most, which aren't told.
    pub fn items<T>(&mut self, member: &str, value: Option<&Vec<T>>, most: usize) -> &mut Self {
        let rule = format!("have length less than or equal to {most}");
        self.0.unless_hidden(value.is_none_or(|items| items.len() <= most), member, &rule);
        self
    }

    /// A number within bounds.
    pub fn range(&mut self, member: &str, value: Option<i64>, least: i64, most: i64) -> &mut Self {
        if let Some(value) = value {
            self.0.unless(value >= least, member, value, &format!("have value greater than or equal to {least}"));
            self.0.unless(value <= most, member, value, &format!("have value less than or equal to {most}"));
        }
        self
    }

    /// Any rule, such as `have length less than or equal to 10`.
    pub fn unless(&mut self, holds: bool, member: &str, value: &str, rule: &str) -> &mut Self {
        self.0.unless(holds, member, value, rule);
        self
    }

    /// A map whose keys break a rule.
    pub fn wrong_keys(&mut self, member: &str, map: &str, rule: &str) -> &mut Self {
        self.0.note(member, map, &format!("Map keys must {rule}"));
        self
    }

    /// What AWS says of them, if a rule is broken.
    ///
    /// # Errors
    /// The text of a `ValidationException`.
    pub fn check(&self) -> Result<(), Invalid> {
        self.0.text().map_or(Ok(()), |text| Err(Invalid(text)))
    }
}

/// All that is wrong with a request's members, in AWS's words: the text of a `ValidationException`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invalid(pub String);

/// Whether `text` is `1..=max` characters of ASCII letters, digits, `-` and `_`.
pub fn is_name(text: &str, max: usize) -> bool {
    (1..=max).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
}

/// Whether `text` is `1..=max` ASCII letters, digits and punctuation marks; no space.
pub fn is_printable(text: &str, max: usize) -> bool {
    (1..=max).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_graphic())
}
