//! Subscriptions: made, listed, ended.
//! <https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html>

use std::iter;
use std::ops::Bound;
use std::sync::Arc;
use std::time::Duration;

use uuid::Uuid;

use super::api::{self, *};
use super::confirmation;
use super::envelope::Confirmation;
use super::error::Error;
use super::list::{self, PAGE};
use super::subscriber::{Protocol, Subscribers, Subscription};
use super::subscription_attribute::Settable;
use super::topic::{State, Topic, check_parts};
use super::{Sns, endpoint};
use crate::aws::arn::{self, Arn};
use crate::aws::page;
use crate::aws::scope::{Caller, Scope};
use crate::aws::text::Text;

/// How many a FIFO topic can have.
const MOST_OF_FIFO: usize = 100;
/// How many any topic can have.
const MOST: usize = 12_500_000;
/// How many filter policies a topic, and an account in a region, can have.
/// The quota of a topic can be raised on AWS, and nobody tests against it: it holds in a strict world.
pub(super) const MOST_FILTERS: usize = 200;
const MOST_FILTERS_OF_ACCOUNT: usize = 10_000;
/// How long the subscriptions of a deleted topic can be looked at.
const ORPHANED: Duration = Duration::from_secs(600);

/// The ARN of a subscription's topic; none where the text isn't the ARN of a subscription.
pub fn topic_arn(text: &str) -> Option<Arn> {
    let (topic, id) = text.rsplit_once(':')?;
    Uuid::try_parse(id).ok()?;
    topic.parse().ok().filter(|arn: &Arn| arn.service == "sns" && !arn.resource.contains(':'))
}

/// How an ARN shows the one who calls.
fn principal(scope: &Scope) -> String {
    format!("arn:{}:iam::{}:user/eventyard", arn::partition(&scope.region), scope.account)
}

impl Sns {
    /// Subscribe.
    pub(super) fn subscribe(&self, at: &Caller<'_>, input: SubscribeInput) -> Result<SubscribeResponse, Error> {
        let topic = self.topic(at, input.topic_arn.as_deref())?;
        let protocol = input.protocol.ok_or_else(|| Error::MissingMember("protocol".to_owned()))?;
        let protocol = Protocol::named(&protocol)
            .ok_or_else(|| Error::parameter(format!("Amazon SNS does not support this protocol string: {protocol}")))?;
        let endpoint = input.endpoint.unwrap_or_default();
        let target = endpoint::check(protocol, &endpoint, topic.is_fifo())?;
        let pending = protocol.is_confirmed_by_endpoint();
        let mut new = Subscription {
            arn: format!("{}:{}", topic.arn_text, self.shared.ids.uuid()).into(),
            topic_arn: topic.arn_text.clone(),
            owner: Arc::clone(&at.scope.account),
            principal: principal(&at.scope),
            protocol,
            endpoint: endpoint.into(),
            target,
            confirmed: !pending,
            authenticated: !pending,
            authenticate_on_unsubscribe: false,
            token: pending.then(|| confirmation::token(&self.shared.ids, self.now())),
            raw: false,
            filter: None,
            filter_scope: Default::default(),
            redrive_policy: None,
            dead_letter_target: None,
            delivery_policy: None,
            throttle: Arc::default(),
            role: None,
            replay: None,
        };
        let attributes = input.attributes.unwrap_or_default();
        let settable = self.settable(&topic);
        new.set_all(&attributes, settable)?;
        if protocol == Protocol::Firehose && new.role.is_none() {
            return Err(Error::parameter("Attributes Reason: SubscriptionRoleArn: no value for required attribute"));
        }
        if new.filter.is_some() {
            self.check_filters_of_account(&topic)?;
        }
        let subscription = {
            let mut state = topic.state();
            if state.deleted {
                return Err(Error::TopicDoesNotExist);
            }
            match state.subscribers.of_endpoint(protocol, &new.endpoint).map(Arc::clone) {
                Some(known) => {
                    let mut asked = Subscription::clone(&known);
                    if asked.set_all(&attributes, settable).is_err() || !asked.is_set_as(&known) {
                        return Err(Error::parameter(
                            "Attributes Reason: Subscription already exists with different attributes",
                        ));
                    }
                    // One that is still to be confirmed is asked again.
                    asked.token = new.token.filter(|_| !asked.confirmed);
                    if asked.token.is_some() { put(&mut state, asked) } else { known }
                }
                None => {
                    check_limits(&topic, &state, &new, settable)?;
                    put(&mut state, new)
                }
            }
        };
        self.own(&topic, &subscription);
        self.replay(&topic, &subscription);
        if !subscription.confirmed {
            self.ask(at, &topic, &subscription, Confirmation::Subscribe);
        }
        let shown = subscription.confirmed || input.return_subscription_arn == Some(true);
        let subscription_arn = if shown { subscription.arn.to_string() } else { "pending confirmation".to_owned() };
        Ok(SubscribeResponse { subscription_arn })
    }

    /// Unsubscribe.
    pub(super) fn unsubscribe(&self, at: &Caller<'_>, input: UnsubscribeInput) -> Result<(), Error> {
        let wrong = |reason: &str| Error::parameter(format!("SubscriptionArn Reason: {reason}"));
        let text = input.subscription_arn.ok_or_else(|| wrong("no value for required parameter"))?;
        check_parts(&text, "SubscriptionArn")?;
        let topic = topic_arn(&text).ok_or_else(|| Error::parameter("SubscriptionId"))?;
        // A link is followed unsigned, so that no region was signed for.
        if at.signed && topic.scope.region != at.scope.region {
            return Err(Error::parameter("SubscriptionArn"));
        }
        let Some(topic) = self.topic_by_arn(&topic) else { return Ok(()) };
        let ended = {
            let mut state = topic.state();
            let Some(known) = state.subscribers.get(&text) else { return Ok(()) };
            if !known.confirmed {
                return Err(wrong("Cannot unsubscribe a subscription that is pending confirmation"));
            }
            if known.authenticate_on_unsubscribe && !at.signed {
                return Err(Error::Authorization("This subscription requires authentication for deletion.".to_owned()));
            }
            let Some(ended) = Arc::make_mut(&mut state.subscribers).remove(&text) else { return Ok(()) };
            state.subscriptions_deleted += 1;
            ended
        };
        self.owned_region(&topic, &ended).owned().remove(&ended.arn);
        self.shared.courier.end(&ended.arn);
        // The endpoint hears of it, unless the owner did it, and can take it back.
        let by_owner = at.signed && at.scope.account == ended.owner;
        if ended.protocol.is_confirmed_by_endpoint() && !by_owner {
            let token = Some(confirmation::token(&self.shared.ids, self.now()));
            self.ask(at, &topic, &Subscription { token, ..Subscription::clone(&ended) }, Confirmation::Unsubscribe);
        }
        Ok(())
    }

    /// ListSubscriptions.
    pub(super) fn list_subscriptions(
        &self,
        at: &Caller<'_>,
        input: ListSubscriptionsInput,
    ) -> Result<ListSubscriptionsResponse, Error> {
        let after = list::after(input.next_token)?;
        let Some(region) = self.shared.regions.find(&at.scope) else {
            return Ok(ListSubscriptionsResponse { subscriptions: Vec::new(), next_token: None });
        };
        let (arns, next_token) = {
            let owned = region.owned();
            let from = after.as_deref().map_or(Bound::Unbounded, Bound::Excluded);
            page::cut(owned.range::<str, _>((from, Bound::Unbounded)).cloned(), PAGE, |arn| arn)
        };
        let subscriptions = arns.iter().filter_map(|arn| self.subscription(arn)).map(|known| listed(&known)).collect();
        Ok(ListSubscriptionsResponse { subscriptions, next_token })
    }

    /// ListSubscriptionsByTopic.
    pub(super) fn list_subscriptions_by_topic(
        &self,
        at: &Caller<'_>,
        input: ListSubscriptionsByTopicInput,
    ) -> Result<ListSubscriptionsByTopicResponse, Error> {
        let topic = self.topic(at, input.topic_arn.as_deref())?;
        let number =
            |token: &String| page::after(token).and_then(|text| text.parse().ok()).ok_or_else(list::wrong_token);
        let after: Option<u64> = input.next_token.as_ref().map(number).transpose()?;
        let subscribers = Arc::clone(&topic.state().subscribers);
        let mut page: Vec<_> = subscribers.after(after).take(PAGE + 1).collect();
        let more = page.len() > PAGE;
        page.truncate(PAGE);
        let next_token = page.last().filter(|_| more).map(|(number, _)| page::token(&number.to_string()));
        let subscriptions = page.into_iter().map(|(_, subscription)| listed(subscription)).collect();
        Ok(ListSubscriptionsByTopicResponse { subscriptions, next_token })
    }

    /// The subscription of an ARN, also if its topic is gone not long ago.
    pub(super) fn subscription(&self, arn: &str) -> Option<Arc<Subscription>> {
        let topic = topic_arn(arn)?;
        if let Some(topic) = self.topic_by_arn(&topic)
            && let Some(subscription) = topic.state().subscribers.get(arn)
        {
            return Some(Arc::clone(subscription));
        }
        let region = self.shared.regions.find(&topic.scope)?;
        let orphans = region.orphans();
        let (since, subscribers) = orphans.get(&*topic.resource)?;
        subscribers.get(arn).filter(|_| self.now().since(*since) <= ORPHANED).map(Arc::clone)
    }

    /// Takes the subscriptions of a deleted topic out of their owners' lists. They can be looked at for a while.
    pub(super) fn orphan(&self, topic: &Topic) {
        let subscribers: Arc<Subscribers> = std::mem::take(&mut topic.state().subscribers);
        if subscribers.all.is_empty() {
            return;
        }
        for subscription in &subscribers.all {
            self.owned_region(topic, subscription).owned().remove(&subscription.arn);
        }
        let now = self.now();
        let region = self.shared.regions.at(&topic.arn.scope);
        let mut orphans = region.orphans();
        orphans.retain(|_, (since, _)| now.since(*since) <= ORPHANED);
        orphans.insert(topic.name.clone(), (now, subscribers));
    }

    /// Puts a subscription on its owner's list.
    pub(super) fn own(&self, topic: &Topic, subscription: &Subscription) {
        self.owned_region(topic, subscription).owned().insert(subscription.arn.clone());
    }

    /// Where a subscription's owner finds it: in the owner's account, in the topic's region.
    fn owned_region(&self, topic: &Topic, subscription: &Subscription) -> Arc<super::Region> {
        let scope = Scope { account: Arc::clone(&subscription.owner), region: Arc::clone(&topic.arn.scope.region) };
        self.shared.regions.at(&scope)
    }

    /// Refuses a filter policy too many in the topic's account.
    pub(super) fn check_filters_of_account(&self, topic: &Topic) -> Result<(), Error> {
        let region = self.shared.regions.at(&topic.arn.scope);
        let topics: Vec<_> = region.topics().values().cloned().collect();
        let filters: usize = topics.iter().map(|topic| topic.state().subscribers.filtered()).sum();
        if filters < MOST_FILTERS_OF_ACCOUNT { Ok(()) } else { Err(Error::FilterPolicyLimitExceeded) }
    }
}

/// Puts a subscription into its topic.
pub(super) fn put(state: &mut State, subscription: Subscription) -> Arc<Subscription> {
    let subscription = Arc::new(subscription);
    Arc::make_mut(&mut state.subscribers).put(Arc::clone(&subscription));
    subscription
}

/// Refuses a filter policy too many in the topic.
pub(super) fn check_filters(state: &State, new: &Subscription, settable: Settable) -> Result<(), Error> {
    if new.filter.is_some() && state.subscribers.filtered() >= settable.most_filters {
        return Err(Error::FilterPolicyLimitExceeded);
    }
    Ok(())
}

fn check_limits(topic: &Topic, state: &State, new: &Subscription, settable: Settable) -> Result<(), Error> {
    let count = state.subscribers.all.len();
    state.attributes.check_protocols(iter::once(new.protocol))?;
    let most = if topic.is_fifo() { MOST_OF_FIFO } else { MOST };
    if count >= most {
        return Err(Error::SubscriptionLimitExceeded);
    }
    check_filters(state, new, settable)
}

/// A subscription as lists show it.
fn listed(subscription: &Subscription) -> api::Subscription {
    let arn: &Text = &subscription.arn;
    api::Subscription {
        subscription_arn: if subscription.confirmed { arn.to_string() } else { "PendingConfirmation".to_owned() },
        owner: subscription.owner.to_string(),
        protocol: subscription.protocol.name().to_owned(),
        endpoint: subscription.endpoint.to_string(),
        topic_arn: subscription.topic_arn.to_string(),
    }
}
