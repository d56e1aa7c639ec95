//! A published message: what all its deliveries share.

use serde_json::{Map, Value};

use super::error::Error;
use crate::aws::body::Body;
use crate::aws::message_attribute::MessageAttributes;
use crate::aws::sequence::SequenceNumber;
use crate::aws::text::Text;
use crate::aws::time::Time;

/// A published message.
#[derive(Clone, Debug)]
pub struct Message {
    /// The id given back to the publisher.
    pub id: Text,
    /// When it was published.
    pub at: Time,
    /// The subject.
    pub subject: Option<Text>,
    /// What each protocol delivers.
    pub texts: Texts,
    /// The attributes.
    pub attributes: MessageAttributes,
    /// The message group.
    pub group: Option<Text>,
    /// The deduplication id, given or derived (FIFO).
    pub deduplication: Option<Text>,
    /// The place in the topic's sequence (FIFO).
    pub sequence: Option<SequenceNumber>,
    /// The trace that the publisher goes on with.
    pub trace: Option<Text>,
    /// Where links in the message begin, such as `http://localhost:4566`.
    pub base: Text,
    /// Whether it comes out of the archive.
    pub replayed: bool,
}

/// A message's text, by the protocol that delivers it.
#[derive(Clone, Debug)]
pub struct Texts {
    default: Body,
    others: Vec<(String, Body)>,
}

impl Texts {
    /// The same text for every protocol.
    pub fn same(text: Box<str>) -> Self {
        Texts { default: Body::new(text), others: Vec::new() }
    }

    /// The texts of a message with `MessageStructure` `json`.
    ///
    /// # Errors
    /// `InvalidParameter`: no JSON object, or no text for `default`.
    pub fn by_protocol(text: &str) -> Result<Self, Error> {
        let wrong = |reason: &'static str| Error::parameter(reason);
        let document: Map<String, Value> =
            serde_json::from_str(text).map_err(|_| wrong("Message Structure - JSON message body failed to parse"))?;
        let mut default = None;
        let mut others = Vec::new();
        for (protocol, text) in document {
            // Other values than strings count as absent.
            let Value::String(text) = text else { continue };
            let body = Body::new(text.into());
            if protocol == "default" { default = Some(body) } else { others.push((protocol, body)) }
        }
        let default = default.ok_or_else(|| wrong("Message Structure - No default entry in JSON message body"))?;
        Ok(Texts { default, others })
    }

    /// What a protocol delivers.
    pub fn of(&self, protocol: &str) -> &Body {
        self.others.iter().find(|(name, _)| name == protocol).map_or(&self.default, |(_, body)| body)
    }

    /// What is delivered where a protocol has no text of its own.
    pub fn default(&self) -> &Body {
        &self.default
    }

    /// Bytes, all together.
    pub fn size(&self) -> usize {
        self.default.len() + self.others.iter().map(|(_, body)| body.len()).sum::<usize>()
    }

    /// Whether every protocol delivers the same.
    pub fn are_same(&self) -> bool {
        self.others.is_empty()
    }
}
