//! What the journal tells of one delivery.

use serde::{Serialize, Serializer};
use serde_json::Value;

use super::retry::Reason;
use super::router::Refusal;
use crate::aws::text::Text;
use crate::aws::time::Time;
use crate::pattern;

/// One delivery: from where, to where, and how it went.
#[derive(Clone, Debug, Serialize)]
pub struct Record {
    /// Rises with every record; a delivery that goes on gets a new one.
    pub id: u64,
    /// When it was written.
    #[serde(serialize_with = "rfc3339")]
    pub at: Time,
    /// The service that delivers, such as `sns`.
    pub source: &'static str,
    /// The ARN of the bus, topic, queue it comes from.
    pub from: Text,
    /// The ARN of the rule, subscription, schedule, pipe or mapping.
    pub via: Option<Text>,
    /// The receiver's ARN or URL.
    pub to: Text,
    /// The id of the event or message.
    pub message: Text,
    /// How it stands.
    pub outcome: Outcome,
    /// Every attempt; of a great many the first and the last ones.
    pub attempts: Attempts,
    /// How many attempts there were.
    pub tried: u32,
    /// Why no more were made.
    #[serde(rename = "gaveUp", skip_serializing_if = "Option::is_none")]
    pub gave_up: Option<Reason>,
    /// Why it wasn't delivered.
    pub why: Option<Why>,
    /// The partition key of what went into a stream.
    #[serde(rename = "partitionKey", skip_serializing_if = "Option::is_none")]
    pub partition_key: Option<Text>,
    /// What was delivered to a receiver that isn't emulated, such as an email address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<Text>,
}

/// How a delivery stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// The receiver has it.
    Delivered,
    /// The rule or filter did not match.
    Filtered,
    /// It failed, and will be tried again.
    Retrying,
    /// It failed for good, and lies in the dead-letter queue.
    DeadLettered,
    /// It failed for good, and there is no dead-letter queue.
    Dropped,
}

impl Outcome {
    /// Every outcome, by its name.
    pub const ALL: [(&'static str, Outcome); 5] = [
        ("delivered", Outcome::Delivered),
        ("filtered", Outcome::Filtered),
        ("retrying", Outcome::Retrying),
        ("dead-lettered", Outcome::DeadLettered),
        ("dropped", Outcome::Dropped),
    ];
}

/// One attempt.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Attempt {
    /// When it was answered.
    #[serde(serialize_with = "rfc3339")]
    pub at: Time,
    /// What went wrong, if anything did.
    pub error: Option<String>,
}

fn rfc3339<S: Serializer>(time: &Time, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(time)
}

/// The attempts of a delivery. Nearly always it is one that went well, which then needs no list.
#[derive(Clone, Debug, PartialEq)]
pub enum Attempts {
    /// None: it was never tried.
    None,
    /// One, which went well.
    Once(Time),
    /// All of them.
    Many(Vec<Attempt>),
}

impl Serialize for Attempts {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Attempts::None => serializer.collect_seq::<[Attempt; 0]>([]),
            Attempts::Once(at) => serializer.collect_seq([Attempt { at: *at, error: None }]),
            Attempts::Many(all) => serializer.collect_seq(all),
        }
    }
}

/// Why a delivery failed or never began.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Why {
    /// The first field of a pattern or policy that didn't fit.
    Unmatched(pattern::Why),
    /// The receiver refused.
    Refused {
        /// The error's code.
        error: String,
        /// Its text.
        text: String,
    },
}

impl From<Refusal> for Why {
    fn from(refusal: Refusal) -> Self {
        Why::Refused { error: refusal.code, text: refusal.text }
    }
}

impl Record {
    /// About how much memory it takes, in bytes.
    pub(super) fn size(&self) -> usize {
        let texts = self.from.len() + self.via.as_deref().map_or(0, str::len) + self.to.len() + self.message.len();
        let attempts = match &self.attempts {
            Attempts::Many(all) => all.iter().map(|one| 40 + one.error.as_deref().map_or(0, str::len)).sum(),
            _ => 0,
        };
        let why = match &self.why {
            Some(Why::Refused { error, text }) => error.len() + text.len(),
            Some(Why::Unmatched(why)) => why.path.len() + why.wanted.len() + got_size(&why.got),
            None => 0,
        };
        let key = self.partition_key.as_deref().map_or(0, str::len);
        size_of::<Record>() + texts + attempts + why + key + self.body.as_deref().map_or(0, str::len)
    }
}

fn got_size(value: &Value) -> usize {
    match value {
        Value::String(text) => text.len(),
        Value::Array(all) => all.iter().map(got_size).sum::<usize>() + 32 * all.len(),
        _ => 16,
    }
}
