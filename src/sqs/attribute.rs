//! A queue's attributes: their ranges, defaults, rules among each other, and how they are shown.
//! <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html>

use std::ops::RangeInclusive;
use std::time::Duration;

use super::error::Error;
use super::redrive::{AllowPolicy, RedrivePolicy};
use crate::aws::text::Text;

/// What a queue is set to.
#[derive(Clone, Debug)]
pub struct Attributes {
    /// Seconds that a message waits before it can be received.
    pub delay: u32,
    /// Bytes.
    pub maximum_message_size: u32,
    /// Seconds after which a message is gone.
    pub retention: u32,
    /// Seconds that a receive waits unless it says otherwise.
    pub receive_wait: u32,
    /// Seconds that a received message is hidden unless the receive says otherwise.
    pub visibility_timeout: u32,
    /// The access policy, as it was given; empty once its last statement was removed.
    pub policy: Option<Text>,
    /// Where dead letters go.
    pub redrive: Option<RedrivePolicy>,
    /// Who may send dead letters here.
    pub redrive_allow: Option<AllowPolicy>,
    /// Shown, not used.
    pub kms_key: Option<Text>,
    /// Seconds. Shown, not used.
    pub kms_reuse: Option<u32>,
    /// Shown, not used.
    pub managed_encryption: bool,
    /// What only FIFO queues have.
    pub fifo: Option<FifoAttributes>,
}

/// The attributes of FIFO queues.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FifoAttributes {
    /// Whether the hash of the body stands in for a missing deduplication id.
    pub content_based_deduplication: bool,
    /// Whether ids are compared within a message group only (`messageGroup`) or in the whole queue (`queue`).
    pub deduplicate_by_group: bool,
    /// Whether the throughput limit counts by message group.
    pub limit_by_group: bool,
}

/// The attributes that are counted or derived, and can't be set.
pub const READ_ONLY: [&str; 6] = [
    "ApproximateNumberOfMessages",
    "ApproximateNumberOfMessagesDelayed",
    "ApproximateNumberOfMessagesNotVisible",
    "CreatedTimestamp",
    "LastModifiedTimestamp",
    "QueueArn",
];

/// The attributes that can be set, as `All` lists them.
const SETTABLE: [&str; 15] = [
    "ContentBasedDeduplication",
    "DeduplicationScope",
    "DelaySeconds",
    "FifoQueue",
    "FifoThroughputLimit",
    "KmsDataKeyReusePeriodSeconds",
    "KmsMasterKeyId",
    "MaximumMessageSize",
    "MessageRetentionPeriod",
    "Policy",
    "ReceiveMessageWaitTimeSeconds",
    "RedriveAllowPolicy",
    "RedrivePolicy",
    "SqsManagedSseEnabled",
    "VisibilityTimeout",
];

const KMS_REUSE_DEFAULT: u32 = 300;

impl Attributes {
    /// The attributes of a new queue.
    pub fn new(fifo: bool) -> Self {
        Attributes {
            delay: 0,
            maximum_message_size: 1_048_576,
            retention: 345_600,
            receive_wait: 0,
            visibility_timeout: 30,
            policy: None,
            redrive: None,
            redrive_allow: None,
            kms_key: None,
            kms_reuse: None,
            managed_encryption: true,
            fifo: fifo.then(FifoAttributes::default),
        }
    }

    /// How long a message is kept.
    pub fn retention(&self) -> Duration {
        Duration::from_secs(self.retention.into())
    }

    /// Sets the attributes given, in their order.
    ///
    /// # Errors
    /// What AWS answers for the first one that it doesn't take; nothing is said about those behind it.
    pub fn set<'a>(&mut self, given: impl Iterator<Item = (&'a str, &'a str)> + Clone) -> Result<(), Error> {
        for (name, value) in given.clone() {
            self.set_one(name, value)?;
        }
        let sets = |wanted: &str| given.clone().find(|(name, _)| *name == wanted).map(|(_, value)| value);
        let key = sets("KmsMasterKeyId").filter(|key| !key.is_empty());
        let managed = sets("SqsManagedSseEnabled").is_some_and(|value| value.eq_ignore_ascii_case("true"));
        if key.is_some() && managed {
            return Err(Error::InvalidAttributeName(
                "You can use one type of server-side encryption (SSE) at one time. You can either enable KMS SSE or SQS SSE."
                    .to_owned(),
            ));
        }
        if managed {
            self.kms_key = None;
        } else if key.is_some() {
            self.managed_encryption = false;
        }
        if let Some(fifo) = self.fifo
            && fifo.limit_by_group
            && !fifo.deduplicate_by_group
        {
            return Err(Error::InvalidAttributeValue(
                "Invalid value for the parameter FifoThroughputLimit. Reason: perMessageGroupId requires the \
                 DeduplicationScope messageGroup."
                    .to_owned(),
            ));
        }
        Ok(())
    }

    fn set_one(&mut self, name: &str, value: &str) -> Result<(), Error> {
        let invalid = || invalid(name);
        match name {
            "DelaySeconds" => self.delay = number(name, value, 0..=900)?,
            "MaximumMessageSize" => self.maximum_message_size = number(name, value, 1024..=1_048_576)?,
            "MessageRetentionPeriod" => self.retention = number(name, value, 60..=1_209_600)?,
            "ReceiveMessageWaitTimeSeconds" => self.receive_wait = number(name, value, 0..=20)?,
            "VisibilityTimeout" => self.visibility_timeout = number(name, value, 0..=43_200)?,
            "Policy" => {
                if !value.is_empty() && !is_json_object(value) {
                    return Err(Error::InvalidAttributeValue("Invalid value for the parameter Policy.".to_owned()));
                }
                self.policy = text(value);
            }
            "RedrivePolicy" => self.redrive = RedrivePolicy::parse(value)?,
            "RedriveAllowPolicy" => self.redrive_allow = AllowPolicy::parse(value)?,
            "KmsMasterKeyId" => self.kms_key = text(value),
            "KmsDataKeyReusePeriodSeconds" => self.kms_reuse = Some(number(name, value, 60..=86_400)?),
            "SqsManagedSseEnabled" => self.managed_encryption = boolean(name, value)?,
            "FifoQueue" | "ContentBasedDeduplication" => {
                let fifo = self.fifo.as_mut().ok_or_else(|| unknown(name))?;
                let value = boolean(name, value)?;
                match name {
                    "ContentBasedDeduplication" => fifo.content_based_deduplication = value,
                    _ if value => {}
                    _ => {
                        return Err(Error::InvalidAttributeValue(format!(
                            "Invalid value for the parameter {name}. Reason: Modifying queue type is not supported."
                        )));
                    }
                }
            }
            "DeduplicationScope" | "FifoThroughputLimit" => {
                let fifo = self.fifo.as_mut().ok_or_else(|| {
                    Error::InvalidAttributeName(format!(
                        "You can specify the {name} only when FifoQueue is set to true."
                    ))
                })?;
                match (name, value) {
                    ("DeduplicationScope", "queue") => fifo.deduplicate_by_group = false,
                    ("DeduplicationScope", "messageGroup") => fifo.deduplicate_by_group = true,
                    ("FifoThroughputLimit", "perQueue") => fifo.limit_by_group = false,
                    ("FifoThroughputLimit", "perMessageGroupId") => fifo.limit_by_group = true,
                    _ => return Err(invalid()),
                }
            }
            _ => return Err(unknown(name)),
        }
        Ok(())
    }

    /// The value of a settable attribute as AWS shows it; nothing where the queue has none.
    pub fn get(&self, name: &str) -> Option<String> {
        let fifo = self.fifo.as_ref();
        let text = |text: &Option<Text>| text.as_ref().map(|t| t.to_string());
        match name {
            "DelaySeconds" => Some(self.delay.to_string()),
            "MaximumMessageSize" => Some(self.maximum_message_size.to_string()),
            "MessageRetentionPeriod" => Some(self.retention.to_string()),
            "ReceiveMessageWaitTimeSeconds" => Some(self.receive_wait.to_string()),
            "VisibilityTimeout" => Some(self.visibility_timeout.to_string()),
            "Policy" => text(&self.policy).filter(|policy| !policy.is_empty()),
            "RedrivePolicy" => self.redrive.as_ref().map(|policy| policy.document.to_string()),
            "RedriveAllowPolicy" => self.redrive_allow.as_ref().map(|policy| policy.document.to_string()),
            "KmsMasterKeyId" => text(&self.kms_key),
            // Shown only beside a key, or where it isn't the default.
            "KmsDataKeyReusePeriodSeconds" => match (self.kms_reuse, &self.kms_key) {
                (Some(seconds), Some(_)) => Some(seconds.to_string()),
                (Some(seconds), None) if seconds != KMS_REUSE_DEFAULT => Some(seconds.to_string()),
                _ => None,
            },
            "SqsManagedSseEnabled" => Some(self.managed_encryption.to_string()),
            "FifoQueue" => fifo.map(|_| "true".to_owned()),
            "ContentBasedDeduplication" => fifo.map(|f| f.content_based_deduplication.to_string()),
            "DeduplicationScope" => {
                fifo.map(|f| if f.deduplicate_by_group { "messageGroup" } else { "queue" }.to_owned())
            }
            "FifoThroughputLimit" => {
                fifo.map(|f| if f.limit_by_group { "perMessageGroupId" } else { "perQueue" }.to_owned())
            }
            _ => None,
        }
    }
}

/// The attribute names that a GetQueueAttributes asks for, `All` resolved, each once.
///
/// # Errors
/// A name that doesn't exist.
pub fn selected(asked: &[String]) -> Result<Vec<&str>, Error> {
    if let Some(wrong) = asked.iter().find(|name| *name != "All" && !exists(name)) {
        return Err(unknown(wrong));
    }
    if asked.iter().any(|name| name == "All") {
        return Ok(names().collect());
    }
    let mut names: Vec<&str> = Vec::with_capacity(asked.len());
    for name in asked {
        if !names.contains(&name.as_str()) {
            names.push(name);
        }
    }
    Ok(names)
}

/// The names of all attributes that a queue can have.
pub fn names() -> impl Iterator<Item = &'static str> {
    READ_ONLY.into_iter().chain(SETTABLE)
}

/// Whether there is a queue attribute of that name.
pub fn exists(name: &str) -> bool {
    names().any(|known| known == name)
}

/// The error for an attribute name that doesn't exist.
pub fn unknown(name: &str) -> Error {
    Error::InvalidAttributeName(format!("Unknown Attribute {name}."))
}

fn invalid(name: &str) -> Error {
    Error::InvalidAttributeValue(format!("Invalid value for the parameter {name}."))
}

fn number(name: &str, value: &str, range: RangeInclusive<u32>) -> Result<u32, Error> {
    let number = value.parse().ok().filter(|number| range.contains(number));
    number.ok_or_else(|| invalid(name))
}

/// Booleans are taken in any case and shown in lower case.
fn boolean(name: &str, value: &str) -> Result<bool, Error> {
    match value {
        v if v.eq_ignore_ascii_case("true") => Ok(true),
        v if v.eq_ignore_ascii_case("false") => Ok(false),
        _ => Err(invalid(name)),
    }
}

/// An empty value removes an attribute.
fn text(value: &str) -> Option<Text> {
    (!value.is_empty()).then(|| value.into())
}

fn is_json_object(text: &str) -> bool {
    serde_json::from_str::<serde_json::Map<String, serde_json::Value>>(text).is_ok()
}
