//! Message attributes: what AWS takes as a name, a type and a value, and which ones a receive asks for.
//! <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html>

use super::api::MessageAttributeValue;
use super::error::Error;
use crate::aws::pairs::Pairs;
use crate::aws::text::Text;

const MOST_ATTRIBUTES: usize = 10;
const LONGEST_NAME: usize = 256;

/// The only system attribute that can be sent.
const TRACE_HEADER: &str = "AWSTraceHeader";

/// Checks the attributes of a message.
///
/// # Errors
/// `InvalidParameterValue` for the first one that AWS doesn't take.
pub fn check(attributes: &[(String, MessageAttributeValue)]) -> Result<(), Error> {
    let count = attributes.len();
    if count > MOST_ATTRIBUTES {
        return Err(Error::InvalidParameterValue(format!(
            "Number of message attributes [{count}] exceeds the allowed maximum [{MOST_ATTRIBUTES}]."
        )));
    }
    attributes.iter().try_for_each(|(name, value)| {
        check_name(name)?;
        check_value(name, value)
    })
}

fn check_name(name: &str) -> Result<(), Error> {
    let wrong = |text: String| Err(Error::InvalidParameterValue(text));
    if name.is_empty() {
        return wrong("The message attribute name must not be empty.".to_owned());
    }
    if name.chars().count() > LONGEST_NAME {
        return wrong("Message (user) attribute names must be shorter than 256 Bytes".to_owned());
    }
    // Letters beyond ASCII are undocumented, and taken.
    if !name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.')) {
        return wrong(format!(
            "The message attribute name '{name}' is invalid. Attribute name can contain A-Z, a-z, 0-9, underscore (_), \
             hyphen (-), and period (.) characters."
        ));
    }
    let reserved = |prefix: &str| name.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix));
    if reserved("AWS.") || reserved("Amazon.") || name.starts_with('.') || name.ends_with('.') || name.contains("..") {
        return wrong(
            "You can't use message attribute names beginning with 'AWS.' or 'Amazon.'. These strings are reserved for \
             internal use. Additionally, they cannot start or end with '.'."
                .to_owned(),
        );
    }
    Ok(())
}

fn check_value(name: &str, value: &MessageAttributeValue) -> Result<(), Error> {
    if !value.string_list_values.is_empty() || !value.binary_list_values.is_empty() {
        return Err(Error::UnsupportedOperation(
            "Message attribute list values in SendMessage operation are not supported.",
        ));
    }
    let wrong = |text: String| Err(Error::InvalidParameterValue(text));
    let Some(data_type) = value.data_type.as_deref().filter(|kind| !kind.is_empty()) else {
        return wrong(format!("The message attribute '{name}' must contain a non-empty message attribute type."));
    };
    if data_type.len() > LONGEST_NAME {
        return wrong(format!("The message attribute '{name}' has a type longer than {LONGEST_NAME} bytes."));
    }
    let empty = |kind: &str| {
        wrong(format!("Message (user) attribute '{name}' must contain a non-empty value of type '{kind}'."))
    };
    let mismatch = || {
        wrong(format!("The message attribute '{name}' with type '{data_type}' must use field '{}'.", field(data_type)))
    };
    match data_type.split('.').next() {
        Some(kind @ ("String" | "Number")) => {
            if value.binary_value.is_some() {
                return mismatch();
            }
            let text = value.string_value.as_deref().unwrap_or_default();
            match kind {
                _ if text.is_empty() => empty(kind),
                "String" if !text.chars().all(is_allowed) => {
                    wrong(Error::InvalidMessageContents.message().into_owned())
                }
                "Number" if !is_number(text) => {
                    wrong(format!("Can't cast the value of message (user) attribute '{name}' to a number."))
                }
                _ => Ok(()),
            }
        }
        Some("Binary") => match &value.binary_value {
            _ if value.string_value.is_some() => mismatch(),
            Some(bytes) if !bytes.0.is_empty() => Ok(()),
            _ => empty("Binary"),
        },
        _ => wrong(format!(
            "The message attribute '{name}' has an invalid message attribute type, the set of supported type prefixes is \
             Binary, Number, and String."
        )),
    }
}

fn field(data_type: &str) -> &'static str {
    if data_type.starts_with("Binary") { "Binary" } else { "String" }
}

/// A number of up to 38 digits between 10^-128 and 10^126.
fn is_number(text: &str) -> bool {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (mantissa, exponent) = unsigned.split_once(['e', 'E']).unwrap_or((unsigned, "0"));
    let digits = mantissa.bytes().filter(u8::is_ascii_digit).count();
    let points = mantissa.bytes().filter(|b| *b == b'.').count();
    let plain = digits + points == mantissa.len() && points <= 1 && (1..=38).contains(&digits);
    plain
        && exponent.parse::<i32>().is_ok()
        && text.parse::<f64>().is_ok_and(|n| n == 0.0 || (1e-128..=1e126).contains(&n.abs()))
}

/// Whether SQS takes a character: those of XML 1.0.
/// <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html>
pub fn is_allowed(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..)
}

/// Whether SQS takes all characters of a body. Most bodies are printable ASCII, which is quickly seen.
pub fn is_allowed_text(text: &str) -> bool {
    // Without an early end the compiler looks at many bytes at once.
    let plain = text.bytes().fold(true, |plain, b| plain & (b' '..=0x7f).contains(&b));
    plain || text.chars().all(is_allowed)
}

/// The trace header among the system attributes of a message.
///
/// # Errors
/// Any other system attribute, or another type than String.
pub fn trace_header(attributes: &Pairs<MessageAttributeValue>) -> Result<Option<Text>, Error> {
    for (name, value) in &attributes.0 {
        if name != TRACE_HEADER {
            return Err(Error::InvalidParameterValue(format!(
                "Message system attribute name '{name}' is invalid. The only supported one is {TRACE_HEADER}."
            )));
        }
        if value.data_type.as_deref() != Some("String") {
            return Err(Error::InvalidParameterValue(format!(
                "The message system attribute '{name}' has an invalid type; it must be String."
            )));
        }
        if value.string_value.as_deref().unwrap_or_default().is_empty() {
            return Err(Error::InvalidParameterValue(format!(
                "Message (system) attribute '{name}' must contain a non-empty value of type 'String'."
            )));
        }
    }
    Ok(attributes.get(TRACE_HEADER).and_then(|value| value.string_value.clone()))
}

/// Which message attributes a receive asks for.
#[derive(Debug, Default)]
pub struct Selection {
    all: bool,
    names: Vec<String>,
    prefixes: Vec<String>,
}

impl Selection {
    /// Reads `MessageAttributeNames`: `All` and `.*` mean all, `foo.*` those that begin with `foo`. Names that no
    /// attribute can have match nothing.
    pub fn new(asked: Vec<String>) -> Self {
        let mut selection = Selection::default();
        for name in asked {
            match name.as_str() {
                "All" | "*" | ".*" => selection.all = true,
                _ => match name.strip_suffix(".*") {
                    Some(prefix) => selection.prefixes.push(prefix.to_owned()),
                    None => selection.names.push(name),
                },
            }
        }
        selection
    }

    /// Whether it asks for an attribute.
    pub fn wants(&self, name: &str) -> bool {
        self.all
            || self.names.iter().any(|wanted| wanted == name)
            || self.prefixes.iter().any(|prefix| name.starts_with(prefix.as_str()))
    }
}
