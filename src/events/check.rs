//! Checks of a request's structure: what EventBridge's model says of lengths, letters and choices, in AWS's words.
//! <https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_Operations.html>

use super::error::Error;
use crate::aws::check::Broken;

/// The pattern of most names, as AWS writes it.
pub const NAME: &str = r"[\.\-_A-Za-z0-9]+";

/// The pattern of a bus's name, which may be that of a partner, or an ARN.
pub const BUS_NAME: &str = r"[/\.\-_A-Za-z0-9]+";

/// Whether `text` has letters, digits, `.`, `-` and `_` only, and one of them at least.
pub fn is_name(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b".-_".contains(&b))
}

/// What a request's members break; the members are given by the paths that AWS writes, such as `targets.1.member.id`.
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

    /// A name that must be there.
    pub fn name(&mut self, member: &str, value: Option<&String>, most: usize) -> &mut Self {
        self.required(member, value).pattern(member, value, is_name, NAME).length(member, value, 1, most)
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

    /// What AWS says of them, if a rule is broken.
    ///
    /// # Errors
    /// `ValidationException`.
    pub fn check(&self) -> Result<(), Error> {
        self.0.text().map_or(Ok(()), |text| Err(Error::validation(text)))
    }
}
