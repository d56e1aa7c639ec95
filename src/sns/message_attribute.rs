//! Message attributes: what SNS takes as a name, a type and a value.
//! <https://docs.aws.amazon.com/sns/latest/dg/sns-message-attributes.html>

use super::api::MessageAttributeValue;
use super::error::Error;

const LONGEST_NAME: usize = 256;

/// Checks the attributes of a message. `path` is what stands before `messageAttributes` in AWS's texts.
///
/// # Errors
/// `ValidationError` for a type that is missing, `ParameterValueInvalid` for the first one that AWS doesn't take.
pub fn check(attributes: &[(String, MessageAttributeValue)], path: &str) -> Result<(), Error> {
    // The structure comes before the meaning.
    if let Some((name, _)) = attributes.iter().find(|(_, value)| value.data_type.is_none()) {
        return Err(Error::MissingMember(format!("{path}messageAttributes.{name}.member.dataType")));
    }
    attributes.iter().try_for_each(|(name, value)| {
        check_name(name)?;
        check_value(name, value)
    })
}

fn check_name(name: &str) -> Result<(), Error> {
    let wrong = |text: &str| Err(Error::ParameterValueInvalid(text.to_owned()));
    if name.is_empty() {
        return wrong("Message attribute name must not be empty.");
    }
    if name.len() > LONGEST_NAME {
        return wrong("Length of message attribute name must be less than 256 bytes.");
    }
    if let Some(bad) = name.chars().find(|c| !c.is_ascii_alphanumeric() && !matches!(c, '-' | '_' | '.')) {
        return wrong(&format!(
            "Invalid non-alphanumeric character '#x{:X}' was found in the message attribute name. Can only include \
             alphanumeric characters, hyphens, underscores, or dots.",
            u32::from(bad)
        ));
    }
    if name.starts_with('.') {
        return wrong("Invalid message attribute name starting with character '.' was found.");
    }
    if name.ends_with('.') {
        return wrong("Invalid message attribute name ending with character '.' was found.");
    }
    if name.contains("..") {
        return wrong("Message attribute name can not have successive '.' character.");
    }
    Ok(())
}

fn check_value(name: &str, value: &MessageAttributeValue) -> Result<(), Error> {
    let wrong = |text: String| Err(Error::ParameterValueInvalid(text));
    let data_type = value.data_type.as_deref().unwrap_or_default();
    let (base, suffix) = data_type.split_once('.').map_or((data_type, None), |(base, suffix)| (base, Some(suffix)));
    if !matches!(base, "String" | "Number" | "Binary") || suffix == Some("") {
        return wrong(format!(
            "The message attribute '{name}' has an invalid message attribute type, the set of supported type prefixes \
             is Binary, Number, and String."
        ));
    }
    let (field, right, other) = match base {
        "Binary" => ("Binary", value.binary_value.is_some(), value.string_value.is_some()),
        _ => ("String", value.string_value.is_some(), value.binary_value.is_some()),
    };
    if other && !right {
        return wrong(format!("The message attribute '{name}' with type '{data_type}' must use field '{field}'."));
    }
    let empty = match base {
        "Binary" => value.binary_value.as_ref().is_none_or(|bytes| bytes.0.is_empty()),
        _ => value.string_value.as_deref().is_none_or(str::is_empty),
    };
    if empty {
        return wrong(format!(
            "The message attribute '{name}' must contain non-empty message attribute value for message attribute type \
             '{data_type}'."
        ));
    }
    let is_number = || value.string_value.as_deref().is_some_and(|text| text.trim().parse::<f64>().is_ok());
    if base == "Number" && !is_number() {
        return wrong(format!("Could not cast message attribute '{name}' value to number."));
    }
    Ok(())
}
