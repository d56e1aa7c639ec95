//! The attribute of a message, which SQS and SNS have alike: a name's value with its type.
//! <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html#sqs-message-attributes>

use std::ops::Deref;
use std::sync::Arc;

use serde::{Deserialize, Serialize, Serializer};

use super::blob::Blob;
use super::pairs::Pairs;
use super::text::Text;

/// A message attribute of a request or of a received message.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct MessageAttributeValue {
    /// The value of the types String and Number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub string_value: Option<Text>,
    /// The value of the type Binary.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub binary_value: Option<Blob>,
    /// Not implemented by AWS.
    #[serde(skip_serializing)]
    pub string_list_values: Vec<Text>,
    /// Not implemented by AWS.
    #[serde(skip_serializing)]
    pub binary_list_values: Vec<Blob>,
    /// `String`, `Number` or `Binary`, with a suffix of the caller's own behind a dot.
    pub data_type: Option<Text>,
}

impl MessageAttributeValue {
    /// A value of the type String.
    pub fn text(value: Text) -> Self {
        MessageAttributeValue { string_value: Some(value), data_type: Some("String".into()), ..Self::default() }
    }
}

/// The attributes of one message, shared by all who got the same. None at all costs no memory.
#[derive(Clone, Debug, Default)]
pub struct MessageAttributes(Option<Arc<[(String, MessageAttributeValue)]>>);

impl Deref for MessageAttributes {
    type Target = [(String, MessageAttributeValue)];

    fn deref(&self) -> &Self::Target {
        self.0.as_deref().unwrap_or_default()
    }
}

impl Serialize for MessageAttributes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter().map(|(name, value)| (name, value)))
    }
}

impl From<Pairs<MessageAttributeValue>> for MessageAttributes {
    fn from(pairs: Pairs<MessageAttributeValue>) -> Self {
        MessageAttributes((!pairs.is_empty()).then(|| pairs.0.into()))
    }
}

/// How many bytes attributes count towards the size of their message.
pub fn attributes_size(attributes: &[(String, MessageAttributeValue)]) -> usize {
    let value_size = |value: &MessageAttributeValue| {
        let text = value.string_value.as_deref().map_or(0, str::len);
        text + value.binary_value.as_ref().map_or(0, |bytes| bytes.0.len())
    };
    let entry = |(name, value): &(String, MessageAttributeValue)| {
        name.len() + value.data_type.as_deref().map_or(0, str::len) + value_size(value)
    };
    attributes.iter().map(entry).sum()
}
