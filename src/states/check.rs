//! Checks of a request's structure: what the model of Step Functions says of lengths, letters and choices, in AWS's
//! words. They come before anything else is looked at.

use super::error::Error;
use super::name;
use crate::aws::check::Broken;

/// What a request's members break; the members are given by the paths that AWS writes, such as `tags.1.member.key`.
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
            self.0.unless(count >= least, member, value, &at_least("length", least));
            self.0.unless(count <= most, member, value, &at_most("length", most));
        }
        self
    }

    /// The same for a text that AWS doesn't tell.
    pub fn hidden(&mut self, member: &str, value: Option<&String>, least: usize, most: usize) -> &mut Self {
        if let Some(value) = value {
            let count = value.chars().count();
            self.0.unless_hidden(count >= least, member, &at_least("length", least));
            self.0.unless_hidden(count <= most, member, &at_most("length", most));
        }
        self
    }

    /// A name that must be there.
    pub fn name(&mut self, value: Option<&String>) -> &mut Self {
        self.required("name", value).length("name", value, 1, name::LONGEST)
    }

    /// An ARN that must be there.
    pub fn arn(&mut self, member: &str, value: Option<&String>) -> &mut Self {
        self.required(member, value).length(member, value, 1, 256)
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

    /// One of some texts.
    pub fn choice(&mut self, member: &str, value: Option<&String>, choices: &[&str]) -> &mut Self {
        if let Some(value) = value {
            let allowed = choices.contains(&value.as_str());
            self.0.unless(allowed, member, value, &format!("satisfy enum value set: [{}]", choices.join(", ")));
        }
        self
    }

    /// A number within bounds.
    pub fn range(&mut self, member: &str, value: Option<i64>, least: i64, most: i64) -> &mut Self {
        if let Some(value) = value {
            self.0.unless(value >= least, member, value, &at_least("value", least));
            self.0.unless(value <= most, member, value, &at_most("value", most));
        }
        self
    }

    /// A number of a hundred.
    pub fn percentage(&mut self, member: &str, value: Option<f64>) -> &mut Self {
        if let Some(value) = value {
            // As AWS writes it: with a fraction, always.
            let shown = format!("{value:?}");
            self.0.unless(value >= 0.0, member, &shown, &at_least("value", 0));
            self.0.unless(value <= 100.0, member, &shown, &at_most("value", 100));
        }
        self
    }

    /// A list of so many items, shown as AWS writes them.
    pub fn count(&mut self, member: &str, shown: &str, count: usize, least: usize, most: usize) -> &mut Self {
        self.0.unless(count >= least, member, shown, &at_least("length", least));
        self.0.unless(count <= most, member, shown, &at_most("length", most));
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

    /// What AWS says of them, if a rule is broken.
    ///
    /// # Errors
    /// `ValidationException`.
    pub fn check(&self) -> Result<(), Error> {
        self.0.text().map_or(Ok(()), |text| Err(Error::validation(text)))
    }
}

fn at_least(what: &str, least: impl std::fmt::Display) -> String {
    format!("have {what} greater than or equal to {least}")
}

fn at_most(what: &str, most: impl std::fmt::Display) -> String {
    format!("have {what} less than or equal to {most}")
}
