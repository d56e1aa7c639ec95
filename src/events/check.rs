//! Checks of a request's structure: what EventBridge's model says of lengths, letters and choices, in AWS's words.
//! <https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_Operations.html>

use super::bus::RESOURCE;
use super::error::Error;
use crate::aws::arn::Arn;
use crate::aws::check::Broken;
use crate::aws::scope::is_account;

/// The pattern of most names, as AWS writes it.
pub const NAME: &str = r"[\.\-_A-Za-z0-9]+";

/// The pattern of a bus's name, which may be that of a partner.
pub const BUS_NAME: &str = r"[/\.\-_A-Za-z0-9]+";

/// The pattern of what names a bus, which may be an ARN.
const BUS_NAME_OR_ARN: &str = r"(arn:aws[\w-]*:events:[a-z]+-[a-z]+-[\w-]+:[0-9]{12}:event-bus\/)?[/\.\-_A-Za-z0-9]+";

/// The pattern of a partner event source's name.
const SOURCE_NAME: &str = r"aws\.partner(/[\.\-_A-Za-z0-9]+){2,}";

/// Whether `text` has letters, digits, `.`, `-` and `_` only, and one of them at least.
pub fn is_name(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b".-_".contains(&b))
}

/// Whether `text` is a bus's name: as [`is_name`], with `/` between the parts of a partner's.
pub fn is_bus_name(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"/.-_".contains(&b))
}

/// Whether `text` names a bus, by its name or its ARN.
pub fn is_bus_name_or_arn(text: &str) -> bool {
    match text.parse::<Arn>() {
        Ok(Arn { partition, service, scope, resource }) => {
            partition.starts_with("aws")
                && service == "events"
                && is_region(&scope.region)
                && is_account(&scope.account)
                && resource.strip_prefix(RESOURCE).is_some_and(is_bus_name)
        }
        Err(_) => is_bus_name(text),
    }
}

/// Whether `text` has the form of a region, such as `us-east-1`.
fn is_region(text: &str) -> bool {
    text.split('-').count() >= 3 && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

/// Whether `text` is a partner event source's name: `aws.partner`, and two parts more at least.
pub fn is_source_name(text: &str) -> bool {
    let mut parts = text.split('/');
    parts.next() == Some("aws.partner") && parts.clone().count() >= 2 && parts.all(is_name)
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

    /// The beginning of a name, where it is given.
    pub fn name_prefix(&mut self, value: Option<&String>, most: usize) -> &mut Self {
        self.pattern("namePrefix", value, is_name, NAME).length("namePrefix", value, 1, most)
    }

    /// What names a bus, by its name or ARN, where it is given.
    pub fn bus(&mut self, member: &str, value: Option<&String>) -> &mut Self {
        // A name is shorter than an ARN may be.
        let most = if value.is_some_and(|value| value.starts_with("arn:")) { 1600 } else { 256 };
        self.pattern(member, value, is_bus_name_or_arn, BUS_NAME_OR_ARN).length(member, value, 1, most)
    }

    /// The beginning of a bus's or an event source's name, where it is given.
    pub fn bus_prefix(&mut self, member: &str, value: Option<&String>) -> &mut Self {
        self.pattern(member, value, is_bus_name, BUS_NAME).length(member, value, 1, 256)
    }

    /// The name of a partner event source, where it is given.
    pub fn source(&mut self, member: &str, value: Option<&String>) -> &mut Self {
        self.pattern(member, value, is_source_name, SOURCE_NAME).length(member, value, 1, 256)
    }

    /// The id of an account, which must be there.
    pub fn account(&mut self, member: &str, value: Option<&String>) -> &mut Self {
        self.required(member, value).pattern(member, value, is_account, r"\d{12}").length(member, value, 12, 12)
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

    /// The key that something is encrypted with, where it is given.
    pub fn kms_key(&mut self, value: Option<&String>) -> &mut Self {
        let is_key = |text: &str| text.bytes().all(|b| b.is_ascii_alphanumeric() || b"_-/:".contains(&b));
        self.pattern("kmsKeyIdentifier", value, is_key, r"^[a-zA-Z0-9_\-/:]*$").length(
            "kmsKeyIdentifier",
            value,
            0,
            2048,
        )
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
    /// `ValidationException`.
    pub fn check(&self) -> Result<(), Error> {
        self.0.text().map_or(Ok(()), |text| Err(Error::validation(text)))
    }
}
