//! Checks of a request's structure: what EventBridge's model says of lengths, letters and choices, in AWS's words.
//! <https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_Operations.html>

use super::bus::RESOURCE;
use crate::aws::arn::Arn;
pub use crate::aws::check::Members;
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

impl Members {
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
}
