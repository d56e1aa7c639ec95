//! The MD5 digests by which clients check what they sent and received.
//! <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html#sqs-attributes-md5-message-digest-calculation>

use super::api::MessageAttributeValue;
use crate::aws::hex::Md5;
use crate::aws::md5;

/// The digest of message attributes; none of none.
pub fn attributes<'a>(attributes: impl Iterator<Item = &'a (String, MessageAttributeValue)>) -> Option<Md5> {
    let mut sorted: Vec<_> = attributes.collect();
    if sorted.is_empty() {
        return None;
    }
    sorted.sort_by(|a, b| a.0.cmp(&b.0));
    let mut bytes = Vec::new();
    let mut put = |kind: Option<u8>, part: &[u8]| {
        bytes.extend(kind);
        bytes.extend(u32::try_from(part.len()).unwrap_or(u32::MAX).to_be_bytes());
        bytes.extend_from_slice(part);
    };
    for (name, value) in sorted {
        put(None, name.as_bytes());
        put(None, value.data_type.as_deref().unwrap_or_default().as_bytes());
        // The transport type: 1 for text, 2 for bytes.
        match (&value.binary_value, &value.string_value) {
            (Some(binary), _) => put(Some(2), &binary.0),
            (None, text) => put(Some(1), text.as_deref().unwrap_or_default().as_bytes()),
        }
    }
    Some(md5::one(&bytes))
}
