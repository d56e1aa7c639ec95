//! What a subscription is set to: read, set and shown.
//! <https://docs.aws.amazon.com/sns/latest/api/API_SetSubscriptionAttributes.html>

use std::sync::Arc;

use serde_json::{Map, Value};

use super::Sns;
use super::api::{GetSubscriptionAttributesInput, GetSubscriptionAttributesResponse, SetSubscriptionAttributesInput};
use super::delivery_policy::{SubscriptionPolicy, TopicPolicy};
use super::endpoint::is_fifo_queue;
use super::error::Error;
use super::subscriber::{Protocol, Replay, ReplayStatus, Subscription};
use super::subscription::{MOST_FILTERS, check_filters, put, topic_arn};
use super::topic::Topic;
use crate::aws::arn::Arn;
use crate::aws::pairs::Pairs;
use crate::aws::scope::Caller;
use crate::aws::text::Text;
use crate::aws::time::Time;
use crate::pattern::{FilterPolicy, FilterPolicyScope, json_error};

/// What a topic lets its subscriptions be set to.
#[derive(Clone, Copy, Debug)]
pub struct Settable {
    fifo: bool,
    /// Whether there is an archive to replay.
    archive: bool,
    /// How many filter policies the topic may have.
    pub most_filters: usize,
}

impl Sns {
    /// By the topic's kind and attributes.
    pub(super) fn settable(&self, topic: &Topic) -> Settable {
        let archive = topic.state().attributes.archive_policy.is_some();
        let most_filters = if self.shared.strict { MOST_FILTERS } else { usize::MAX };
        Settable { fifo: topic.is_fifo(), archive, most_filters }
    }
}

impl Subscription {
    /// Sets the attributes of a Subscribe, in their order.
    ///
    /// # Errors
    /// What AWS answers for the first one that it doesn't take.
    pub fn set_all(&mut self, given: &Pairs<String>, settable: Settable) -> Result<(), Error> {
        // A policy is read by the scope given with it, wherever that stands.
        if let Some(Ok(scope)) = given.get("FilterPolicyScope").map(|scope| scope.parse())
            && given.get("FilterPolicy").is_some()
        {
            (self.filter, self.filter_scope) = (None, scope);
        }
        for (name, value) in &given.0 {
            self.set(name, value, settable)
                .map_err(|reason| Error::parameter(format!("Attributes Reason: {reason}")))?;
        }
        Ok(())
    }

    /// Sets one attribute; an empty value removes it.
    ///
    /// # Errors
    /// Why AWS doesn't take it.
    pub fn set(&mut self, name: &str, value: &str, settable: Settable) -> Result<(), String> {
        match name {
            "RawMessageDelivery" => {
                let raw = match value {
                    v if v.eq_ignore_ascii_case("true") => true,
                    v if v.eq_ignore_ascii_case("false") => false,
                    _ => return Err(format!("{name}: Invalid value [{value}]. Must be true or false.")),
                };
                if raw && !self.protocol.can_be_raw() {
                    let protocol = self.protocol.name();
                    return Err(format!("Delivery protocol [{protocol}] does not support raw message delivery."));
                }
                self.raw = raw;
            }
            "FilterPolicyScope" => {
                let scope = value.parse().map_err(|wrong| format!("{wrong}"))?;
                if let Some(filter) = &self.filter {
                    self.filter = Some(read_filter(filter.text(), scope)?);
                }
                self.filter_scope = scope;
            }
            "FilterPolicy" if value.is_empty() => self.filter = None,
            "FilterPolicy" => self.filter = Some(read_filter(value, self.filter_scope)?),
            "RedrivePolicy" if value.is_empty() => (self.redrive_policy, self.dead_letter_target) = (None, None),
            "RedrivePolicy" => {
                let target = dead_letter_target(value)?;
                let fifo = settable.fifo && self.target.as_ref().is_some_and(is_fifo_queue);
                if fifo && !is_fifo_queue(&target) {
                    return Err("RedrivePolicy: must use a FIFO queue as DLQ for a FIFO Subscription to a FIFO Topic."
                        .to_owned());
                }
                (self.redrive_policy, self.dead_letter_target) = (Some(value.into()), Some(target));
            }
            "DeliveryPolicy" if value.is_empty() => self.delivery_policy = None,
            "DeliveryPolicy" => self.delivery_policy = Some(SubscriptionPolicy::parse(value)?),
            "SubscriptionRoleArn" if value.is_empty() && self.protocol != Protocol::Firehose => self.role = None,
            "SubscriptionRoleArn" => {
                let role: Option<Arn> = value.parse().ok();
                if !role.is_some_and(|role| role.service == "iam" && role.resource.starts_with("role/")) {
                    return Err(format!("{name}: Invalid value [{value}]. Must be the ARN of a role."));
                }
                self.role = Some(value.into());
            }
            "ReplayPolicy" if value.is_empty() => self.replay = None,
            "ReplayPolicy" => {
                if !settable.archive {
                    return Err(format!("{name}: only supported for FIFO topics with an ArchivePolicy"));
                }
                self.replay = Some(replay(value)?);
            }
            _ => return Err("AttributeName".to_owned()),
        }
        Ok(())
    }

    /// Whether it is set to the same, however that is written.
    pub fn is_set_as(&self, other: &Subscription) -> bool {
        let text = |filter: &Option<Arc<FilterPolicy>>| filter.as_ref().map(|filter| filter.text().to_owned());
        let replay = |replay: &Option<Replay>| replay.as_ref().map(|replay| replay.document.clone());
        self.raw == other.raw
            && self.filter_scope == other.filter_scope
            && self.role == other.role
            && is_same_json(text(&self.filter).as_deref(), text(&other.filter).as_deref())
            && is_same_json(self.redrive_policy.as_deref(), other.redrive_policy.as_deref())
            && self.delivery_policy == other.delivery_policy
            && is_same_json(replay(&self.replay).as_deref(), replay(&other.replay).as_deref())
    }

    /// The attributes as GetSubscriptionAttributes shows them.
    pub(super) fn shown(&self, topic: Option<&TopicPolicy>) -> Pairs<String> {
        let mut shown: Vec<(&str, String)> = vec![
            ("SubscriptionArn", self.arn.to_string()),
            ("TopicArn", self.topic_arn.to_string()),
            ("Owner", self.owner.to_string()),
            ("Protocol", self.protocol.name().to_owned()),
            ("Endpoint", self.endpoint.to_string()),
            ("SubscriptionPrincipal", self.principal.clone()),
            ("PendingConfirmation", (!self.confirmed).to_string()),
            ("ConfirmationWasAuthenticated", self.authenticated.to_string()),
            ("RawMessageDelivery", self.raw.to_string()),
        ];
        if let Some(filter) = &self.filter {
            shown.push(("FilterPolicy", filter.text().to_owned()));
            shown.push(("FilterPolicyScope", self.filter_scope.as_str().to_owned()));
        }
        let mut show = |name, text: Option<&Text>| shown.extend(text.map(|text| (name, text.to_string())));
        show("RedrivePolicy", self.redrive_policy.as_ref());
        show("SubscriptionRoleArn", self.role.as_ref());
        if let Some(policy) = &self.delivery_policy {
            shown.push(("DeliveryPolicy", policy.shown()));
        }
        if matches!(self.protocol, Protocol::Http | Protocol::Https) {
            let own = self.delivery_policy.clone().unwrap_or_default();
            shown.push(("EffectiveDeliveryPolicy", own.effective(topic).shown()));
        }
        if let Some(replay) = &self.replay {
            shown.push(("ReplayPolicy", replay.document.to_string()));
            shown.push(("ReplayStatus", replay.status.as_str().to_owned()));
        }
        shown.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
    }
}

impl Sns {
    /// GetSubscriptionAttributes.
    pub(super) fn get_subscription_attributes(
        &self,
        at: &Caller<'_>,
        input: GetSubscriptionAttributesInput,
    ) -> Result<GetSubscriptionAttributesResponse, Error> {
        let text = input.subscription_arn.unwrap_or_default();
        super::topic::arn(at, Some(&text), "SubscriptionArn")?;
        let subscription = self.subscription(&text).ok_or(Error::SubscriptionDoesNotExist)?;
        let topic = topic_arn(&subscription.arn).and_then(|arn| self.topic_by_arn(&arn));
        let policy = topic.and_then(|topic| topic.state().attributes.delivery_policy.clone());
        Ok(GetSubscriptionAttributesResponse { attributes: subscription.shown(policy.as_ref()) })
    }

    /// SetSubscriptionAttributes.
    pub(super) fn set_subscription_attributes(
        &self,
        at: &Caller<'_>,
        input: SetSubscriptionAttributesInput,
    ) -> Result<(), Error> {
        let text = input.subscription_arn.unwrap_or_default();
        super::topic::arn(at, Some(&text), "SubscriptionArn")?;
        let topic = topic_arn(&text).and_then(|arn| self.topic_by_arn(&arn));
        let topic = topic.ok_or(Error::SubscriptionDoesNotExist)?;
        let settable = self.settable(&topic);
        let (name, value) = (input.attribute_name.unwrap_or_default(), input.attribute_value.unwrap_or_default());
        if name == "FilterPolicy" && !value.is_empty() {
            self.check_filters_of_account(&topic)?;
        }
        let mut state = topic.state();
        let known = state.subscribers.get(&text).map(Arc::clone).ok_or(Error::SubscriptionDoesNotExist)?;
        let mut changed = Subscription::clone(&known);
        changed.set(&name, &value, settable).map_err(Error::parameter)?;
        if known.filter.is_none() {
            check_filters(&state, &changed, settable)?;
        }
        let changed = put(&mut state, changed);
        drop(state);
        if name == "ReplayPolicy" {
            self.replay(&topic, &changed);
        }
        Ok(())
    }
}

fn read_filter(text: &str, scope: FilterPolicyScope) -> Result<Arc<FilterPolicy>, String> {
    FilterPolicy::parse(text, scope).map(Arc::new).map_err(|wrong| wrong.to_string())
}

/// Reads a JSON object.
fn object(name: &str, text: &str) -> Result<Map<String, Value>, String> {
    if let Some(detail) = json_error(text) {
        return Err(format!("{name}: failed to parse JSON. {detail}"));
    }
    serde_json::from_str(text).map_err(|_| format!("{name}: invalid JSON. Must be an object."))
}

/// Refuses a member that isn't known.
fn check_members(name: &str, object: &Map<String, Value>, known: &[&str]) -> Result<(), String> {
    match object.keys().find(|key| !known.contains(&key.as_str())) {
        Some(key) => Err(format!("{name}: invalid JSON. Attribute {key} is unknown.")),
        None => Ok(()),
    }
}

fn dead_letter_target(text: &str) -> Result<Arn, String> {
    let policy = object("RedrivePolicy", text)?;
    check_members("RedrivePolicy", &policy, &["deadLetterTargetArn"])?;
    let target = policy.get("deadLetterTargetArn").and_then(Value::as_str).and_then(|arn| arn.parse().ok());
    target
        .filter(|arn: &Arn| arn.service == "sqs")
        .ok_or_else(|| "RedrivePolicy: deadLetterTargetArn is an invalid arn".to_owned())
}

fn replay(text: &str) -> Result<Replay, String> {
    let policy = object("ReplayPolicy", text)?;
    check_members("ReplayPolicy", &policy, &["PointType", "StartingPoint", "EndingPoint"])?;
    let wrong = |name: &str, value: &Value| format!("ReplayPolicy: Invalid value [{value}] of {name}");
    let missing = |name: &str| format!("ReplayPolicy: {name} is required");
    match policy.get("PointType") {
        Some(Value::String(kind)) if kind == "Timestamp" => {}
        Some(other) => return Err(wrong("PointType", other)),
        None => return Err(missing("PointType")),
    }
    let point = |name: &str| -> Result<Option<Time>, String> {
        let read = |value: &Value| value.as_str().and_then(Time::parse).ok_or_else(|| wrong(name, value));
        policy.get(name).map(read).transpose()
    };
    let from = point("StartingPoint")?.ok_or_else(|| missing("StartingPoint"))?;
    let until = point("EndingPoint")?;
    if until.is_some_and(|until| until <= from) {
        return Err("ReplayPolicy: EndingPoint must be after StartingPoint".to_owned());
    }
    Ok(Replay { document: text.into(), from, until, status: ReplayStatus::Pending, caught_up: false })
}

fn is_same_json(one: Option<&str>, other: Option<&str>) -> bool {
    let read = |text: &str| serde_json::from_str::<Value>(text).ok();
    match (one, other) {
        (Some(one), Some(other)) => one == other || read(one).is_some_and(|value| Some(value) == read(other)),
        (None, None) => true,
        _ => false,
    }
}
