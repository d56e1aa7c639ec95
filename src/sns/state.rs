//! What exists: the service's part of `GET /_eventyard/state`.

use serde::Serialize;

use super::Sns;
use super::delivery_policy::TopicPolicy;
use super::subscriber::Subscription;
use super::topic::Topic;
use crate::aws::pairs::Pairs;
use crate::aws::scope::Scope;
use crate::aws::time::Time;

/// What is said of a subscription outside its attributes.
const BESIDE: [&str; 6] = ["SubscriptionArn", "TopicArn", "Owner", "Protocol", "Endpoint", "PendingConfirmation"];

/// A topic as it stands.
#[derive(Debug, Serialize)]
pub struct TopicState {
    /// Its ARN.
    pub arn: String,
    /// Its attributes, but for the counted ones.
    pub attributes: Pairs<String>,
    /// Its tags.
    pub tags: Pairs<String>,
    /// Its subscriptions, in the order in which they were made.
    pub subscriptions: Vec<SubscriptionState>,
}

/// A subscription as it stands.
#[derive(Debug, Serialize)]
pub struct SubscriptionState {
    /// Its ARN, also before it is confirmed.
    pub arn: String,
    /// How it is delivered.
    pub protocol: &'static str,
    /// To where.
    pub endpoint: String,
    /// The account it belongs to.
    pub owner: String,
    /// Whether it was confirmed: nothing is delivered before.
    pub confirmed: bool,
    /// Its attributes, but for what is said above.
    pub attributes: Pairs<String>,
}

impl TopicState {
    fn of(now: Time, topic: &Topic) -> Self {
        let mut attributes = topic.shown(now);
        attributes.0.retain(|(name, _)| !name.starts_with("Subscriptions"));
        let (tags, policy, subscribers) = {
            let state = topic.state();
            let tags = state.tags.clone().into_iter().collect();
            (tags, state.attributes.delivery_policy.clone(), state.subscribers.clone())
        };
        let subscriptions = subscribers.all.iter().map(|one| SubscriptionState::of(one, policy.as_ref())).collect();
        TopicState { arn: topic.arn_text.to_string(), attributes, tags, subscriptions }
    }
}

impl SubscriptionState {
    fn of(subscription: &Subscription, topic: Option<&TopicPolicy>) -> Self {
        let mut attributes = subscription.shown(topic);
        attributes.0.retain(|(name, _)| !BESIDE.contains(&name.as_str()));
        SubscriptionState {
            arn: subscription.arn.to_string(),
            protocol: subscription.protocol.name(),
            endpoint: subscription.endpoint.to_string(),
            owner: subscription.owner.to_string(),
            confirmed: subscription.confirmed,
            attributes,
        }
    }
}

impl Sns {
    /// The topics of the chosen accounts and regions.
    pub fn state(&self, chosen: impl Fn(&Scope) -> bool) -> Vec<TopicState> {
        let regions = self.shared.regions.all().into_iter().filter(|(scope, _)| chosen(scope));
        let topics = regions.flat_map(|(_, region)| region.topics().values().cloned().collect::<Vec<_>>());
        topics.map(|topic| TopicState::of(self.now(), &topic)).collect()
    }
}
