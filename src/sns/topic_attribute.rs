//! What a topic is set to: read, set and shown.
//! <https://docs.aws.amazon.com/sns/latest/api/API_SetTopicAttributes.html>

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::{Map, Value};

use super::Sns;
use super::api::*;
use super::delivery_policy::TopicPolicy;
use super::error::Error;
use super::permission;
use super::signature::SignatureVersion;
use super::subscriber::Subscribers;
use super::topic::Topic;
use crate::aws::arn::Arn;
use crate::aws::pairs::Pairs;
use crate::aws::scope::Caller;
use crate::aws::time::Time;
use crate::pattern::json_error;

const LONGEST_DISPLAY_NAME: usize = 100;

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
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArchivePolicy {
    text: String,
    /// How long.
    pub retention: Duration,
    /// Since when.
    pub since: Time,
}

impl Attributes {
    /// Those of a topic to which nothing was set.
    pub fn of_kind(fifo: bool) -> Self {
        Attributes { fifo, ..Attributes::default() }
    }

    /// Sets one of them.
    ///
    /// # Errors
    /// What is wrong, to stand behind "Invalid parameter: ".
    pub fn set(&mut self, now: Time, name: &str, value: &str) -> Result<(), String> {
        let flag = |value: &str| match value {
            v if v.eq_ignore_ascii_case("true") => Ok(true),
            v if v.eq_ignore_ascii_case("false") => Ok(false),
            _ => Err(format!("{name}: Invalid value [{value}]. Must be true or false.")),
        };
        let invalid = || Err(format!("{name} Reason: Invalid value [{value}]"));
        match name {
            "DisplayName" if value.chars().count() > LONGEST_DISPLAY_NAME => {
                return Err(format!("{name} Reason: must be at most {LONGEST_DISPLAY_NAME} characters long"));
            }
            "DisplayName" => value.clone_into(&mut self.display_name),
            "Policy" if value.is_empty() => self.policy = None,
            "Policy" => match serde_json::from_str::<Map<String, Value>>(value) {
                Ok(_) => self.policy = Some(value.to_owned()),
                Err(_) => return Err("Policy Error: null".to_owned()),
            },
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
                Err(_) => return Err(format!("{name}: Invalid value [{value}]. Must be 1 or 2.")),
            },
            "TracingConfig" if matches!(value, "PassThrough" | "Active") => {
                self.tracing_config = Some(value.to_owned())
            }
            "MaximumMessageSize" => match value.parse::<u32>() {
                Ok(size) if (1_024..=1_048_576).contains(&size) => self.maximum_message_size = Some(size),
                _ => return invalid(),
            },
            "KmsMasterKeyId" => self.kms_master_key_id = Some(value.to_owned()).filter(|key| !key.is_empty()),
            "ArchivePolicy" if self.fifo => self.archive_policy = archive_policy(now, value)?,
            "TracingConfig" => return invalid(),
            _ => match feedback(name) {
                Some("SuccessFeedbackSampleRate") if !value.parse::<u8>().is_ok_and(|rate| rate <= 100) => {
                    return invalid();
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
                None => return Err("AttributeName".to_owned()),
            },
        }
        Ok(())
    }

    /// Checks a size above 256 KB against those who would get messages of it.
    fn check_size(&self, subscribers: &Subscribers) -> Result<(), Error> {
        if self.maximum_message_size.is_none_or(|size| size <= LARGE) {
            return Ok(());
        }
        let all = &subscribers.all;
        if all.len() > MOST_LARGE_SUBSCRIPTIONS || !all.iter().all(|one| one.protocol.carries_large_messages()) {
            return Err(Error::parameter(format!(
                "MaximumMessageSize Reason: sizes above {LARGE} are for at most {MOST_LARGE_SUBSCRIPTIONS} \
                 subscriptions of sqs, firehose and lambda"
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

fn archive_policy(now: Time, text: &str) -> Result<Option<ArchivePolicy>, String> {
    if let Some(detail) = json_error(text) {
        return Err(format!("ArchivePolicy: failed to parse JSON. {detail}"));
    }
    let policy: Map<String, Value> =
        serde_json::from_str(text).map_err(|_| "ArchivePolicy: must be a JSON object".to_owned())?;
    let Some(days) = policy.get("MessageRetentionPeriod") else {
        return if policy.is_empty() { Ok(None) } else { Err("ArchivePolicy: unknown member".to_owned()) };
    };
    let days = days.as_u64().or_else(|| days.as_str()?.parse().ok()).filter(|days| (1..=365).contains(days));
    let days = days.ok_or("ArchivePolicy: MessageRetentionPeriod must be between 1 and 365")?;
    Ok(Some(ArchivePolicy { text: text.to_owned(), retention: Duration::from_secs(days * 86_400), since: now }))
}

impl Topic {
    /// The attributes as GetTopicAttributes shows them.
    pub(super) fn shown(&self) -> Pairs<String> {
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
            ("BeginningArchiveTime", attributes.archive_policy.as_ref().map(|policy| policy.since.to_string())),
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
        Ok(GetTopicAttributesResponse { attributes: topic.shown() })
    }

    /// SetTopicAttributes.
    pub(super) fn set_topic_attributes(&self, at: &Caller<'_>, input: SetTopicAttributesInput) -> Result<(), Error> {
        let topic = self.topic(at, input.topic_arn.as_deref())?;
        let now = self.now();
        let name = input.attribute_name.unwrap_or_default();
        let mut state = topic.state();
        let mut attributes = Attributes::clone(&state.attributes);
        attributes.set(now, &name, &input.attribute_value.unwrap_or_default()).map_err(Error::parameter)?;
        attributes.check_size(&state.subscribers)?;
        // A longer or shorter retention doesn't begin the archive anew.
        if let (Some(earlier), Some(policy)) = (&state.attributes.archive_policy, &mut attributes.archive_policy) {
            policy.since = earlier.since;
        }
        if attributes.archive_policy.is_none() {
            state.order.forget_archive();
        }
        state.attributes = attributes.into();
        Ok(())
    }
}
