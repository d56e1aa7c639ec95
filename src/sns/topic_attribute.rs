//! What a topic is set to: read, set and shown.

use super::Sns;
use super::api::*;
use super::error::Error;
use super::signature::SignatureVersion;
use crate::aws::scope::Caller;

/// What a topic is set to. What was never set is absent, and acts as AWS's default.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Attributes {
    /// Whether it is a FIFO topic.
    pub fifo: bool,
    /// Whether the content stands in for a missing deduplication id (FIFO).
    pub content_based_deduplication: bool,
    /// Whether deduplication is by message group: `FifoThroughputScope` is `MessageGroup` (FIFO).
    pub fifo_throughput_scope: Option<ThroughputScope>,
    /// How its messages are signed.
    pub signature_version: Option<SignatureVersion>,
    /// Bytes; absent acts as 262,144.
    pub maximum_message_size: Option<u32>,
}

/// Over what a FIFO topic deduplicates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ThroughputScope {
    /// The whole topic.
    Topic,
    /// Each message group.
    MessageGroup,
}

impl Sns {
    /// GetTopicAttributes.
    pub(super) fn get_topic_attributes(
        &self,
        _at: &Caller<'_>,
        _input: GetTopicAttributesInput,
    ) -> Result<GetTopicAttributesResponse, Error> {
        Err(Error::UserError("not yet".to_owned()))
    }

    /// SetTopicAttributes.
    pub(super) fn set_topic_attributes(&self, _at: &Caller<'_>, _input: SetTopicAttributesInput) -> Result<(), Error> {
        Err(Error::UserError("not yet".to_owned()))
    }
}
