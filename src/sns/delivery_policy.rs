//! Delivery policies: how HTTP deliveries of a topic or of one subscription are tried again, throttled and labelled.
//! <https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html#creating-delivery-policy>

use std::time::Duration;

use serde::de::{DeserializeOwned, Deserializer};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::fan_out::PLAIN_TEXT;
use crate::deliver::{Backoff, Phase, Retry};
use crate::pattern::json_error;

const LONGEST_DELAY: i64 = 3_600;
const MOST_RETRIES: i64 = 100;

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
pub struct TopicPolicy {
    #[serde(default, deserialize_with = "or_default")]
    http: Http,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Http {
    #[serde(skip_serializing_if = "Option::is_none")]
    default_healthy_retry_policy: Option<RetryPolicy>,
    #[serde(skip_serializing_if = "Option::is_none")]
    default_sickly_retry_policy: Option<RetryPolicy>,
    #[serde(deserialize_with = "or_default")]
    disable_subscription_overrides: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    default_throttle_policy: Option<ThrottlePolicy>,
    #[serde(skip_serializing_if = "Option::is_none")]
    default_request_policy: Option<RequestPolicy>,
}

/// The delivery policy of a subscription. It is shown with all its members.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct SubscriptionPolicy {
    healthy_retry_policy: Option<RetryPolicy>,
    sickly_retry_policy: Option<RetryPolicy>,
    throttle_policy: Option<ThrottlePolicy>,
    request_policy: Option<RequestPolicy>,
    #[serde(deserialize_with = "or_default")]
    guaranteed: bool,
}

/// When a failed delivery is tried again. Delays are in seconds; what isn't given is as by default.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct RetryPolicy {
    #[serde(skip_serializing_if = "Option::is_none")]
    min_delay_target: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_delay_target: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    num_retries: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    num_max_delay_retries: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    num_no_delay_retries: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    num_min_delay_retries: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    backoff_function: Option<Backoff>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct ThrottlePolicy {
    #[serde(skip_serializing_if = "Option::is_none")]
    max_receives_per_second: Option<i64>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct RequestPolicy {
    #[serde(skip_serializing_if = "Option::is_none")]
    header_content_type: Option<String>,
}

/// `null` counts as absent in every member.
fn or_default<'de, D: Deserializer<'de>, T: Deserialize<'de> + Default>(deserializer: D) -> Result<T, D::Error> {
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}

/// What a member of a policy is. AWS names the one that is wrong, so types are checked before anything is decoded.
#[derive(Debug)]
enum Kind {
    Integer,
    Boolean,
    Text,
    Backoff,
    Members(&'static [(&'static str, Kind)]),
}

const OF_TOPIC: &[(&str, Kind)] = &[("http", Kind::Members(HTTP))];
const HTTP: &[(&str, Kind)] = &[
    ("defaultHealthyRetryPolicy", Kind::Members(RETRY)),
    ("defaultSicklyRetryPolicy", Kind::Members(RETRY)),
    ("disableSubscriptionOverrides", Kind::Boolean),
    ("defaultThrottlePolicy", Kind::Members(THROTTLE)),
    ("defaultRequestPolicy", Kind::Members(REQUEST)),
];
const OF_SUBSCRIPTION: &[(&str, Kind)] = &[
    ("healthyRetryPolicy", Kind::Members(RETRY)),
    ("sicklyRetryPolicy", Kind::Members(RETRY)),
    ("throttlePolicy", Kind::Members(THROTTLE)),
    ("requestPolicy", Kind::Members(REQUEST)),
    ("guaranteed", Kind::Boolean),
];
const RETRY: &[(&str, Kind)] = &[
    ("minDelayTarget", Kind::Integer),
    ("maxDelayTarget", Kind::Integer),
    ("numRetries", Kind::Integer),
    ("numMaxDelayRetries", Kind::Integer),
    ("numNoDelayRetries", Kind::Integer),
    ("numMinDelayRetries", Kind::Integer),
    ("backoffFunction", Kind::Backoff),
];
const THROTTLE: &[(&str, Kind)] = &[("maxReceivesPerSecond", Kind::Integer)];
const REQUEST: &[(&str, Kind)] = &[("headerContentType", Kind::Text)];

fn read<T: DeserializeOwned>(text: &str, members: &[(&str, Kind)]) -> Result<T, String> {
    if let Some(detail) = json_error(text) {
        return Err(format!("DeliveryPolicy: failed to parse JSON. {detail}"));
    }
    match serde_json::from_str(text) {
        Ok(Value::Object(policy)) => {
            check_members("", &policy, members)?;
            T::deserialize(Value::Object(policy)).map_err(|wrong| format!("DeliveryPolicy: {wrong}"))
        }
        _ => Err("DeliveryPolicy: must be a JSON object".to_owned()),
    }
}

fn check_members(path: &str, policy: &Map<String, Value>, members: &[(&str, Kind)]) -> Result<(), String> {
    for (name, value) in policy {
        let Some((_, kind)) = members.iter().find(|(known, _)| known == name) else {
            return Err(format!("DeliveryPolicy: Unexpected JSON member: {name}"));
        };
        let expected = match (kind, value) {
            (_, Value::Null) | (Kind::Boolean, Value::Bool(_)) | (Kind::Text, Value::String(_)) => continue,
            (Kind::Integer, Value::Number(number)) if number.is_i64() => continue,
            (Kind::Backoff, Value::String(_)) if Backoff::deserialize(value).is_ok() => continue,
            (Kind::Members(members), Value::Object(policy)) => {
                check_members(&format!("{path}{name}."), policy, members)?;
                continue;
            }
            (Kind::Integer, _) => "integer",
            (Kind::Boolean, _) => "boolean",
            (Kind::Text, _) => "string",
            (Kind::Backoff, _) => "linear|arithmetic|geometric|exponential",
            (Kind::Members(_), _) => "object",
        };
        let received = match value {
            Value::Null => "null",
            Value::Bool(_) => "a boolean",
            Value::Number(_) => "a number",
            Value::String(_) => "a string",
            Value::Array(_) => "an array",
            Value::Object(_) => "an object",
        };
        return Err(format!("DeliveryPolicy: {path}{name} type mismatch, expecting {expected}, received {received}"));
    }
    Ok(())
}

fn check_range(path: &str, member: &str, value: i64, (least, most): (i64, i64)) -> Result<(), String> {
    let rule = match value {
        _ if value < least => format!("greater than or equal to {least}"),
        _ if value > most => format!("less than or equal to {most}"),
        _ => return Ok(()),
    };
    Err(format!("DeliveryPolicy: {path}.{member} must be {rule}"))
}

impl TopicPolicy {
    /// Reads a policy.
    ///
    /// # Errors
    /// What is wrong with it, to stand behind "Invalid parameter: ".
    pub fn parse(text: &str) -> Result<Self, String> {
        let policy: TopicPolicy = read(text, OF_TOPIC)?;
        let http = &policy.http;
        check_retry("http.defaultHealthyRetryPolicy", http.default_healthy_retry_policy.as_ref())?;
        check_retry("http.defaultSicklyRetryPolicy", http.default_sickly_retry_policy.as_ref())?;
        check_throttle("http.defaultThrottlePolicy", http.default_throttle_policy.as_ref())?;
        check_request("http.defaultRequestPolicy", http.default_request_policy.as_ref())?;
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
        let policy: SubscriptionPolicy = read(text, OF_SUBSCRIPTION)?;
        check_retry("healthyRetryPolicy", policy.healthy_retry_policy.as_ref())?;
        check_retry("sicklyRetryPolicy", policy.sickly_retry_policy.as_ref())?;
        check_throttle("throttlePolicy", policy.throttle_policy.as_ref())?;
        check_request("requestPolicy", policy.request_policy.as_ref())?;
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
        u64::try_from(self.throttle_policy.as_ref()?.max_receives_per_second?).ok()
    }
}

impl RetryPolicy {
    fn check(&self, path: &str) -> Result<(), String> {
        let all = self.effective();
        let (min, max) = (all.min_delay_target.unwrap_or_default(), all.max_delay_target.unwrap_or_default());
        let retries = all.num_retries.unwrap_or_default();
        let phases = [
            ("numNoDelayRetries", all.num_no_delay_retries.unwrap_or_default()),
            ("numMinDelayRetries", all.num_min_delay_retries.unwrap_or_default()),
            ("numMaxDelayRetries", all.num_max_delay_retries.unwrap_or_default()),
        ];
        check_range(path, "minDelayTarget", min, (1, LONGEST_DELAY))?;
        check_range(path, "maxDelayTarget", max, (1, LONGEST_DELAY))?;
        if max < min {
            return Err(format!(
                "DeliveryPolicy: {path}.maxDelayTarget must be greater than or equal to minDelayTarget"
            ));
        }
        check_range(path, "numRetries", retries, (0, MOST_RETRIES))?;
        for (member, count) in phases {
            check_range(path, member, count, (0, MOST_RETRIES))?;
        }
        if phases.iter().map(|(_, count)| count).sum::<i64>() > retries {
            return Err(format!(
                "DeliveryPolicy: {path}.numRetries must be greater than or equal to total of numMinDelayRetries, \
                 numNoDelayRetries and numMaxDelayRetries"
            ));
        }
        let retry = all.retry();
        let total: Duration = (1..).map_while(|attempts| retry.delay(attempts)).sum();
        if total > Duration::from_secs(LONGEST_DELAY.unsigned_abs()) {
            return Err(format!(
                "DeliveryPolicy: {path} must not retry for longer than {LONGEST_DELAY} seconds in all"
            ));
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
        let seconds = |delay: Option<i64>| u64::try_from(delay.unwrap_or_default()).unwrap_or_default();
        let (min, max) = (seconds(self.min_delay_target), seconds(self.max_delay_target));
        let count = |retries: Option<i64>| u32::try_from(retries.unwrap_or_default()).unwrap_or_default();
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

fn check_retry(path: &str, policy: Option<&RetryPolicy>) -> Result<(), String> {
    policy.map_or(Ok(()), |policy| policy.check(path))
}

fn check_throttle(path: &str, policy: Option<&ThrottlePolicy>) -> Result<(), String> {
    let most = policy.and_then(|policy| policy.max_receives_per_second);
    most.map_or(Ok(()), |most| check_range(path, "maxReceivesPerSecond", most, (1, i64::MAX)))
}

fn check_request(path: &str, policy: Option<&RequestPolicy>) -> Result<(), String> {
    let Some(given) = policy.and_then(|policy| policy.header_content_type.as_deref()) else { return Ok(()) };
    let kind = given.split(';').next().unwrap_or(given).trim();
    if CONTENT_TYPES.contains(&kind) {
        return Ok(());
    }
    Err(format!("DeliveryPolicy: {path}.headerContentType {given} is not supported"))
}
