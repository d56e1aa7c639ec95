//! Delivery policies: how HTTP deliveries of a topic or of one subscription are tried again, throttled and labelled.
//! <https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html#creating-delivery-policy>

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::fan_out::PLAIN_TEXT;
use crate::deliver::{Backoff, Phase, Retry};
use crate::pattern::json_error;

const LONGEST_DELAY: u64 = 3_600;
const MOST_RETRIES: u64 = 100;

/// What an endpoint may be told that it gets.
const CONTENT_TYPES: [&str; 13] = [
    "text/plain",
    "application/json",
    "text/csv",
    "text/html",
    "text/css",
    "text/javascript",
    "text/xml",
    "application/xml",
    "application/atom+xml",
    "application/octet-stream",
    "application/soap+xml",
    "application/x-www-form-urlencoded",
    "application/xhtml+xml",
];

/// The delivery policy of a topic.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TopicPolicy {
    http: Http,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "camelCase")]
struct Http {
    #[serde(skip_serializing_if = "Option::is_none")]
    default_healthy_retry_policy: Option<RetryPolicy>,
    #[serde(skip_serializing_if = "Option::is_none")]
    default_sickly_retry_policy: Option<RetryPolicy>,
    #[serde(deserialize_with = "null_is_false")]
    disable_subscription_overrides: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    default_throttle_policy: Option<ThrottlePolicy>,
    #[serde(skip_serializing_if = "Option::is_none")]
    default_request_policy: Option<RequestPolicy>,
}

/// The delivery policy of a subscription. It is shown with all its members.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "camelCase")]
pub struct SubscriptionPolicy {
    healthy_retry_policy: Option<RetryPolicy>,
    sickly_retry_policy: Option<RetryPolicy>,
    throttle_policy: Option<ThrottlePolicy>,
    request_policy: Option<RequestPolicy>,
    #[serde(deserialize_with = "null_is_false")]
    guaranteed: bool,
}

/// When a failed delivery is tried again. Delays are in seconds; what isn't given is as by default.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "camelCase")]
struct RetryPolicy {
    #[serde(skip_serializing_if = "Option::is_none")]
    min_delay_target: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_delay_target: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    num_retries: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    num_max_delay_retries: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    num_no_delay_retries: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    num_min_delay_retries: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    backoff_function: Option<Backoff>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct ThrottlePolicy {
    #[serde(skip_serializing_if = "Option::is_none")]
    max_receives_per_second: Option<u64>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct RequestPolicy {
    #[serde(skip_serializing_if = "Option::is_none")]
    header_content_type: Option<String>,
}

/// `null` counts as absent in every member.
fn null_is_false<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}

fn read<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, String> {
    if let Some(detail) = json_error(text) {
        return Err(format!("DeliveryPolicy: failed to parse JSON. {detail}"));
    }
    serde_json::from_str(text).map_err(|wrong| format!("DeliveryPolicy: {wrong}"))
}

impl TopicPolicy {
    /// Reads a policy.
    ///
    /// # Errors
    /// What is wrong with it, to stand behind "Invalid parameter: ".
    pub fn parse(text: &str) -> Result<Self, String> {
        let policy: TopicPolicy = read(text)?;
        let Http { default_healthy_retry_policy, default_sickly_retry_policy, .. } = &policy.http;
        for retry in [default_healthy_retry_policy, default_sickly_retry_policy].into_iter().flatten() {
            retry.check("http.defaultHealthyRetryPolicy")?;
        }
        check_throttle(policy.http.default_throttle_policy.as_ref())?;
        check_request(policy.http.default_request_policy.as_ref())?;
        Ok(policy)
    }

    /// The policy as it is shown.
    pub fn shown(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// The policy over AWS's default, member by member.
    pub fn effective(&self) -> Self {
        let given = &self.http;
        let content_type = given.default_request_policy.as_ref().and_then(|policy| policy.header_content_type.clone());
        TopicPolicy {
            http: Http {
                default_healthy_retry_policy: Some(
                    given.default_healthy_retry_policy.clone().unwrap_or_default().effective(),
                ),
                default_sickly_retry_policy: given.default_sickly_retry_policy.clone(),
                disable_subscription_overrides: given.disable_subscription_overrides,
                default_throttle_policy: given.default_throttle_policy.clone(),
                default_request_policy: Some(RequestPolicy {
                    header_content_type: Some(content_type.unwrap_or_else(|| PLAIN_TEXT.to_owned())),
                }),
            },
        }
    }
}

impl SubscriptionPolicy {
    /// Reads a policy.
    ///
    /// # Errors
    /// What is wrong with it, to stand behind "Invalid parameter: ".
    pub fn parse(text: &str) -> Result<Self, String> {
        let policy: SubscriptionPolicy = read(text)?;
        for retry in [&policy.healthy_retry_policy, &policy.sickly_retry_policy].into_iter().flatten() {
            retry.check("healthyRetryPolicy")?;
        }
        check_throttle(policy.throttle_policy.as_ref())?;
        check_request(policy.request_policy.as_ref())?;
        Ok(policy)
    }

    /// The policy as it is shown.
    pub fn shown(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// The policy over that of its topic, as far as the topic lets it.
    pub fn effective(&self, topic: Option<&TopicPolicy>) -> Self {
        let topic = topic.cloned().unwrap_or_default().effective().http;
        let own = if topic.disable_subscription_overrides { SubscriptionPolicy::default() } else { self.clone() };
        let healthy = own.healthy_retry_policy.map(|policy| policy.effective());
        SubscriptionPolicy {
            healthy_retry_policy: healthy.or(topic.default_healthy_retry_policy),
            sickly_retry_policy: own.sickly_retry_policy.or(topic.default_sickly_retry_policy),
            throttle_policy: own.throttle_policy.or(topic.default_throttle_policy),
            request_policy: own.request_policy.or(topic.default_request_policy),
            guaranteed: own.guaranteed,
        }
    }

    /// When an effective policy tries again.
    pub fn retry(&self) -> Retry {
        self.healthy_retry_policy.clone().unwrap_or_default().effective().retry()
    }

    /// What an effective policy says that the content is.
    pub fn content_type(&self) -> &str {
        let given = self.request_policy.as_ref().and_then(|policy| policy.header_content_type.as_deref());
        given.unwrap_or(PLAIN_TEXT)
    }

    /// How many attempts a second an effective policy allows.
    pub fn most_a_second(&self) -> Option<u64> {
        self.throttle_policy.as_ref()?.max_receives_per_second
    }
}

impl RetryPolicy {
    fn check(&self, path: &str) -> Result<(), String> {
        let wrong = |member: &str, rule: String| Err(format!("DeliveryPolicy: {path}.{member} {rule}"));
        let all = self.effective();
        let (min, max) = (all.min_delay_target.unwrap_or_default(), all.max_delay_target.unwrap_or_default());
        if !(1..=LONGEST_DELAY).contains(&max) {
            return wrong("maxDelayTarget", format!("must be between 1 and {LONGEST_DELAY}"));
        }
        if min < 1 || min > max {
            return wrong("minDelayTarget", "must be between 1 and maxDelayTarget".to_owned());
        }
        let retries = all.num_retries.unwrap_or_default();
        if retries > MOST_RETRIES {
            return wrong("numRetries", format!("must be between 0 and {MOST_RETRIES}"));
        }
        let in_phases = [all.num_no_delay_retries, all.num_min_delay_retries, all.num_max_delay_retries];
        if in_phases.into_iter().flatten().fold(0, u64::saturating_add) > retries {
            return wrong("numRetries", "must be at least the retries of all phases together".to_owned());
        }
        let retry = all.retry();
        let total: Duration = (1..).map_while(|attempts| retry.delay(attempts)).sum();
        if total > Duration::from_secs(LONGEST_DELAY) {
            return wrong(
                "numRetries",
                format!("all retries together must take no longer than {LONGEST_DELAY} seconds"),
            );
        }
        Ok(())
    }

    /// With AWS's defaults where nothing is given.
    fn effective(&self) -> Self {
        // A lone bound is the other one too, where the default would contradict it.
        let max = self.max_delay_target.unwrap_or_else(|| self.min_delay_target.map_or(20, |min| min.max(20)));
        RetryPolicy {
            min_delay_target: Some(self.min_delay_target.unwrap_or_else(|| max.min(20))),
            max_delay_target: Some(max),
            num_retries: Some(self.num_retries.unwrap_or(3)),
            num_max_delay_retries: Some(self.num_max_delay_retries.unwrap_or(0)),
            num_no_delay_retries: Some(self.num_no_delay_retries.unwrap_or(0)),
            num_min_delay_retries: Some(self.num_min_delay_retries.unwrap_or(0)),
            backoff_function: Some(self.backoff_function.unwrap_or_default()),
        }
    }

    /// The four phases of an effective policy: without delay, with the least, growing, with the most.
    fn retry(&self) -> Retry {
        let (min, max) = (self.min_delay_target.unwrap_or_default(), self.max_delay_target.unwrap_or_default());
        let count = |retries: Option<u64>| u32::try_from(retries.unwrap_or_default()).unwrap_or(u32::MAX);
        let none = count(self.num_no_delay_retries);
        let least = count(self.num_min_delay_retries);
        let most = count(self.num_max_delay_retries);
        let growing = count(self.num_retries).saturating_sub(none).saturating_sub(least).saturating_sub(most);
        let phases = vec![
            Phase::even(none, 0),
            Phase::even(least, min),
            Phase::growing(growing, min, max, self.backoff_function.unwrap_or_default()),
            Phase::even(most, max),
        ];
        Retry { phases, most_age: None, jitter: 0.0 }
    }
}

fn check_throttle(policy: Option<&ThrottlePolicy>) -> Result<(), String> {
    match policy.and_then(|policy| policy.max_receives_per_second) {
        Some(0) => Err("DeliveryPolicy: throttlePolicy.maxReceivesPerSecond must be at least 1".to_owned()),
        _ => Ok(()),
    }
}

fn check_request(policy: Option<&RequestPolicy>) -> Result<(), String> {
    let Some(given) = policy.and_then(|policy| policy.header_content_type.as_deref()) else { return Ok(()) };
    let kind = given.split(';').next().unwrap_or(given).trim();
    if CONTENT_TYPES.contains(&kind) {
        return Ok(());
    }
    Err(format!("DeliveryPolicy: requestPolicy.headerContentType {given} is not supported"))
}
