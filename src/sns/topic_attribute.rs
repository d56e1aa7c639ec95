//! What a topic is set to: read, set and shown.
//! <https://docs.aws.amazon.com/sns/latest/api/API_SetTopicAttributes.html>

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;
use std::time::Duration;

use serde_json::{Map, Value};

use super::Sns;
use super::api::*;
use super::delivery_policy::TopicPolicy;
use super::error::Error;
use super::permission;
use super::signature::SignatureVersion;
use super::subscriber::{Protocol, Subscribers};
use super::topic::Topic;
use crate::aws::arn::Arn;
use crate::aws::pairs::Pairs;
use crate::aws::scope::Caller;
use crate::aws::time::Time;
use crate::pattern::json_error;

const LONGEST_DISPLAY_NAME: usize = 100;

const SIZES: RangeInclusive<u32> = 1_024..=1_048_576;

/// Sizes above this are only for few subscriptions, of protocols that carry them.
const LARGE: u32 = 262_144;
const MOST_LARGE_SUBSCRIPTIONS: usize = 100;

/// The protocols whose deliveries can be logged, and what can be set for each.
const LOGGED: [&str; 5] = ["HTTP", "Firehose", "Lambda", "Application", "SQS"];
const FEEDBACK: [&str; 3] = ["SuccessFeedbackRoleArn", "SuccessFeedbackSampleRate", "FailureFeedbackRoleArn"];

/// What a topic is set to. What was never set is absent, and acts as AWS's default.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Attributes {
    /// Whether it is a FIFO topic.
    pub fifo: bool,
    /// The name that an SMS begins with.
    pub display_name: String,
    /// The access policy.
    pub policy: Option<String>,
    /// How HTTP deliveries are tried again.
    pub delivery_policy: Option<TopicPolicy>,
    /// Whether the content stands in for a missing deduplication id (FIFO).
    pub content_based_deduplication: bool,
    /// Over what it deduplicates (FIFO).
    pub fifo_throughput_scope: Option<ThroughputScope>,
    /// How its messages are signed.
    pub signature_version: Option<SignatureVersion>,
    /// Bytes; absent acts as 262,144.
    pub maximum_message_size: Option<u32>,
    /// How long messages are kept for replays (FIFO).
    pub archive_policy: Option<ArchivePolicy>,
    tracing_config: Option<String>,
    kms_master_key_id: Option<String>,
    /// Roles and sample rates for the logs of deliveries.
    feedback: BTreeMap<String, String>,
}

/// Over what a FIFO topic deduplicates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ThroughputScope {
    /// The whole topic.
    Topic,
    /// Each message group.
    MessageGroup,
}

/// How long a FIFO topic keeps its messages.
#[derive(Clone, Debug)]
pub struct ArchivePolicy {
    text: String,
    /// How long.
    pub retention: Duration,
    /// Since when.
    pub since: Time,
}

impl PartialEq for ArchivePolicy {
    /// Policies are the same however they are written, and whenever they were set.
    fn eq(&self, other: &Self) -> bool {
        self.retention == other.retention
    }
}

/// Why an attribute isn't taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Such a topic has none of that name.
    Name,
    /// What is wrong with the value.
    Value(String),
}

impl From<String> for Refusal {
    fn from(text: String) -> Self {
        Refusal::Value(text)
    }
}

impl ArchivePolicy {
    /// The earliest time that can still be replayed.
    fn begins(&self, now: Time) -> Time {
        self.since.max(now - self.retention)
    }
}

impl Attributes {
    /// Those of a topic to which nothing was set.
    pub fn of_kind(fifo: bool) -> Self {
        Attributes { fifo, ..Attributes::default() }
    }

    /// Sets one of them.
    ///
    /// # Errors
    /// That there is no such attribute, or what is wrong with its value.
    pub fn set(&mut self, now: Time, name: &str, value: &str) -> Result<(), Refusal> {
        let flag = |value: &str| match value {
            v if v.eq_ignore_ascii_case("true") => Ok(true),
            v if v.eq_ignore_ascii_case("false") => Ok(false),
            _ => Err(Refusal::Value(format!("{name}: Invalid value [{value}]. Must be true or false."))),
        };
        let invalid = || Err(Refusal::Value(format!("{name}: Invalid value [{value}]")));
        match name {
            "DisplayName" if value.chars().count() > LONGEST_DISPLAY_NAME => {
                return Err(name.to_owned().into());
            }
            "DisplayName" => value.clone_into(&mut self.display_name),
            "Policy" if value.is_empty() => self.policy = None,
            "Policy" => {
                permission::check(value)?;
                self.policy = Some(value.to_owned());
            }
            "DeliveryPolicy" if value.is_empty() => self.delivery_policy = None,
            "DeliveryPolicy" => self.delivery_policy = Some(TopicPolicy::parse(value)?),
            "ContentBasedDeduplication" if self.fifo => self.content_based_deduplication = flag(value)?,
            "FifoThroughputScope" if self.fifo => {
                self.fifo_throughput_scope = match value {
                    "Topic" => Some(ThroughputScope::Topic),
                    "MessageGroup" => Some(ThroughputScope::MessageGroup),
                    _ => return invalid(),
                };
            }
            "SignatureVersion" => match value.parse() {
                Ok(version) => self.signature_version = Some(version),
                Err(_) => return invalid(),
            },
            "TracingConfig" if matches!(value, "PassThrough" | "Active") => {
                self.tracing_config = Some(value.to_owned())
            }
            "MaximumMessageSize" => match value.parse::<u32>() {
                Ok(size) if SIZES.contains(&size) => self.maximum_message_size = Some(size),
                _ => {
                    let (least, most) = SIZES.into_inner();
                    return Err(format!("{name}: {value} is not an integer between {least} and {most} bytes").into());
                }
            },
            "KmsMasterKeyId" => self.kms_master_key_id = Some(value.to_owned()).filter(|key| !key.is_empty()),
            "ArchivePolicy" if self.fifo => {
                // A longer or shorter retention doesn't begin the archive anew.
                let since = self.archive_policy.as_ref().map_or(now, |policy| policy.since);
                self.archive_policy = archive_policy(since, value)?;
            }
            "TracingConfig" => return invalid(),
            _ => match feedback(name) {
                Some("SuccessFeedbackSampleRate") if !value.parse::<u8>().is_ok_and(|rate| rate <= 100) => {
                    return Err(format!("{name}: {value} value provided is not an integer between 0-100").into());
                }
                Some("SuccessFeedbackSampleRate") => {
                    self.feedback.insert(name.to_owned(), value.to_owned());
                }
                Some(_) if value.is_empty() => {
                    self.feedback.remove(name);
                }
                Some(_) if value.parse::<Arn>().is_ok_and(|arn| arn.service == "iam") => {
                    self.feedback.insert(name.to_owned(), value.to_owned());
                }
                Some(_) => return invalid(),
                None => return Err(Refusal::Name),
            },
        }
        Ok(())
    }

    /// Whether messages may be too large for most protocols.
    fn is_large(&self) -> bool {
        self.maximum_message_size.is_some_and(|size| size > LARGE)
    }

    /// Refuses protocols that don't carry messages of the maximum size.
    pub fn check_protocols(&self, protocols: impl Iterator<Item = Protocol>) -> Result<(), Error> {
        let names: BTreeSet<_> = protocols.filter(|one| !one.carries_large_messages()).map(Protocol::name).collect();
        if !self.is_large() || names.is_empty() {
            return Ok(());
        }
        let names = Vec::from_iter(names).join(", ");
        Err(Error::parameter(format!(
            "MaximumMessageSize greater than {LARGE} bytes is not supported for the following protocol: [{names}]"
        )))
    }

    /// Checks the maximum size against those who would get messages of it. AWS counts subscriptions only here, not
    /// when another one is made.
    fn check_size(&self, subscribers: &Subscribers) -> Result<(), Error> {
        self.check_protocols(subscribers.all.iter().map(|one| one.protocol))?;
        if self.is_large() && subscribers.all.len() > MOST_LARGE_SUBSCRIPTIONS {
            return Err(Error::parameter(format!(
                "A topic with MaximumMessageSize greater than {LARGE} bytes supports a maximum of \
                 {MOST_LARGE_SUBSCRIPTIONS} subscriptions"
            )));
        }
        Ok(())
    }
}

/// Which kind of feedback attribute a name is.
fn feedback(name: &str) -> Option<&'static str> {
    LOGGED.into_iter().find_map(|protocol| {
        let kind = name.strip_prefix(protocol)?;
        FEEDBACK.into_iter().find(|known| *known == kind)
    })
}

fn archive_policy(since: Time, text: &str) -> Result<Option<ArchivePolicy>, String> {
    if let Some(detail) = json_error(text) {
        return Err(format!("ArchivePolicy: failed to parse JSON. {detail}"));
    }
    let policy: Map<String, Value> =
        serde_json::from_str(text).map_err(|_| "ArchivePolicy: must be a JSON object".to_owned())?;
    let Some(days) = policy.get("MessageRetentionPeriod") else {
        return if policy.is_empty() { Ok(None) } else { Err("ArchivePolicy: unknown member".to_owned()) };
    };
    let days = days.as_u64().or_else(|| days.as_str()?.parse().ok()).filter(|days| (1..=365).contains(days));
    let days = days.ok_or("ArchivePolicy: MessageRetentionPeriod value is invalid")?;
    Ok(Some(ArchivePolicy { text: text.to_owned(), retention: Duration::from_secs(days * 86_400), since }))
}

impl Topic {
    /// The attributes as GetTopicAttributes shows them.
    pub(super) fn shown(&self, now: Time) -> Pairs<String> {
        let state = self.state();
        let attributes = &*state.attributes;
        let subscribers = &state.subscribers;
        let effective = attributes.delivery_policy.clone().unwrap_or_default().effective();
        let mut shown = vec![
            ("TopicArn", self.arn_text.to_string()),
            ("Owner", self.arn.scope.account.to_string()),
            ("DisplayName", attributes.display_name.clone()),
            ("Policy", permission::policy(self, attributes.policy.as_deref())),
            ("EffectiveDeliveryPolicy", effective.shown()),
            ("SubscriptionsConfirmed", subscribers.confirmed().to_string()),
            ("SubscriptionsPending", subscribers.pending().to_string()),
            ("SubscriptionsDeleted", state.subscriptions_deleted.to_string()),
        ];
        if attributes.fifo {
            shown.push(("FifoTopic", "true".to_owned()));
            shown.push(("ContentBasedDeduplication", attributes.content_based_deduplication.to_string()));
        }
        let scope = attributes.fifo_throughput_scope.map(|scope| match scope {
            ThroughputScope::Topic => "Topic",
            ThroughputScope::MessageGroup => "MessageGroup",
        });
        let set = [
            ("DeliveryPolicy", attributes.delivery_policy.as_ref().map(TopicPolicy::shown)),
            ("FifoThroughputScope", scope.map(str::to_owned)),
            ("SignatureVersion", attributes.signature_version.map(|version| version.as_str().to_owned())),
            ("TracingConfig", attributes.tracing_config.clone()),
            ("MaximumMessageSize", attributes.maximum_message_size.map(|size| size.to_string())),
            ("KmsMasterKeyId", attributes.kms_master_key_id.clone()),
            ("ArchivePolicy", attributes.archive_policy.as_ref().map(|policy| policy.text.clone())),
            ("BeginningArchiveTime", attributes.archive_policy.as_ref().map(|policy| policy.begins(now).to_string())),
        ];
        shown.extend(set.into_iter().filter_map(|(name, value)| Some((name, value?))));
        let owned = |(name, value): (&str, String)| (name.to_owned(), value);
        shown.into_iter().map(owned).chain(attributes.feedback.clone()).collect()
    }
}

impl Sns {
    /// GetTopicAttributes.
    pub(super) fn get_topic_attributes(
        &self,
        at: &Caller<'_>,
        input: GetTopicAttributesInput,
    ) -> Result<GetTopicAttributesResponse, Error> {
        let topic = self.topic(at, input.topic_arn.as_deref())?;
        Ok(GetTopicAttributesResponse { attributes: topic.shown(self.now()) })
    }

    /// SetTopicAttributes.
    pub(super) fn set_topic_attributes(&self, at: &Caller<'_>, input: SetTopicAttributesInput) -> Result<(), Error> {
        let topic = self.topic(at, input.topic_arn.as_deref())?;
        let now = self.now();
        let name = input.attribute_name.unwrap_or_default();
        let mut state = topic.state();
        let mut attributes = Attributes::clone(&state.attributes);
        attributes.set(now, &name, &input.attribute_value.unwrap_or_default()).map_err(|refusal| match refusal {
            Refusal::Name => Error::parameter("AttributeName"),
            Refusal::Value(text) => Error::parameter(text),
        })?;
        if name == "MaximumMessageSize" {
            attributes.check_size(&state.subscribers)?;
        }
        if attributes.archive_policy.is_none() {
            state.order.forget_archive();
        }
        state.attributes = attributes.into();
        Ok(())
    }
}
