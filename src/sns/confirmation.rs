//! Tokens, and the confirmations that are answered with them.
//! <https://docs.aws.amazon.com/sns/latest/api/API_ConfirmSubscription.html>

use std::collections::{HashMap, VecDeque};
use std::fmt::Write;
use std::sync::Arc;
use std::time::Duration;

use foldhash::fast::RandomState;

use super::Sns;
use super::api::*;
use super::envelope::{Confirmation, ConfirmationRequest};
use super::error::Error;
use super::fan_out::{PLAIN_TEXT, http_headers};
use super::subscriber::{Protocol, Subscription};
use super::topic::Topic;
use crate::aws::arn::Arn;
use crate::aws::body::Body;
use crate::aws::ids::Ids;
use crate::aws::scope::Caller;
use crate::aws::text::Text;
use crate::aws::time::Time;
use crate::deliver::{Delivery, HttpRequest, Parcel, To};

/// How long a token is taken.
const VALID: Duration = Duration::from_secs(2 * 24 * 60 * 60);
/// A token is this many times sixteen digits.
const WORDS: usize = 18;

/// What subscriptions can be confirmed with, until it is too late.
#[derive(Debug, Default)]
pub struct Tokens {
    known: HashMap<Text, Token, RandomState>,
    /// In the order in which they run out.
    ending: VecDeque<(Time, Text)>,
}

/// What a token stands for.
#[derive(Clone, Debug)]
struct Token {
    /// The subscription's ARN.
    subscription: Text,
    until: Time,
    /// The subscription that was ended and that the token brings back.
    restores: Option<Arc<Subscription>>,
}

impl Tokens {
    fn add(&mut self, now: Time, text: Text, token: Token) {
        while let Some((until, old)) = self.ending.front()
            && *until < now
        {
            self.known.remove(old);
            self.ending.pop_front();
        }
        self.ending.push_back((token.until, text.clone()));
        self.known.insert(text, token);
    }
}

/// A new token and the time until which it is taken.
pub fn token(ids: &Ids, now: Time) -> (Text, Time) {
    let mut text = String::with_capacity(WORDS * 16);
    for _ in 0..WORDS {
        // Writing to a string can't fail.
        let _ = write!(text, "{:016x}", ids.bits());
    }
    (text.into(), now + VALID)
}

impl Sns {
    /// Gives a subscription of a topic its token, and asks the endpoint. With a token for one that was ended the
    /// subscription comes back.
    pub(super) fn ask(&self, at: &Caller<'_>, topic: &Topic, subscription: &Subscription, kind: Confirmation) {
        let Some((text, until)) = subscription.token.clone() else { return };
        let restores = (kind == Confirmation::Unsubscribe).then(|| Arc::new(subscription.clone()));
        let token = Token { subscription: subscription.arn.clone(), until, restores };
        self.shared.regions.at(&topic.arn.scope).tokens().add(self.now(), text, token);
        self.confirm(at, topic, subscription, kind);
    }

    /// Sends the endpoint what it is to confirm, with the subscription's token.
    fn confirm(&self, at: &Caller<'_>, topic: &Topic, subscription: &Subscription, kind: Confirmation) {
        let Some((token, _)) = &subscription.token else { return };
        let version = topic.state().attributes.signature_version.unwrap_or_default();
        let now = self.now();
        let id: Text = self.shared.ids.uuid().to_string().into();
        let request = ConfirmationRequest {
            kind,
            id: &id,
            topic: &topic.arn_text,
            subscription: &subscription.arn,
            token,
            timestamp: &now.to_string(),
            base: &self.base(at),
        };
        let body = Body::new(request.write(&self.shared.signer, version).into());
        let to = match subscription.protocol {
            Protocol::Http | Protocol::Https => {
                let mut headers = http_headers(kind.message_type(), &id, &topic.arn_text, PLAIN_TEXT);
                if kind == Confirmation::Unsubscribe {
                    headers.push(("x-amz-sns-subscription-arn", subscription.arn.to_string()));
                }
                To::Http(HttpRequest { url: subscription.endpoint.clone(), headers }.into())
            }
            _ => To::Captured,
        };
        let parcel = Parcel {
            source: "sns",
            from: topic.arn_text.clone(),
            via: Some(subscription.arn.clone()),
            name: subscription.endpoint.clone(),
            to,
            delivery: Delivery { message: id.clone(), body, ..Delivery::default() },
            retry: Arc::clone(&self.shared.retries.http),
            pace: None,
            // AWS never keeps a confirmation that failed.
            dead_letter: None,
            attempt_mark: None,
            watched: false,
        };
        self.shared.courier.send(now, [parcel]);
    }

    /// ConfirmSubscription.
    pub(super) fn confirm_subscription(
        &self,
        at: &Caller<'_>,
        input: ConfirmSubscriptionInput,
    ) -> Result<ConfirmSubscriptionResponse, Error> {
        let required = |name: &str| Error::parameter(format!("{name} Reason: no value for required parameter"));
        let topic = input.topic_arn.ok_or_else(|| required("TopicArn"))?;
        let text = input.token.ok_or_else(|| required("Token"))?;
        let wrong_topic = || Error::parameter("Topic");
        let topic: Arn = topic.parse().map_err(|_| wrong_topic())?;
        // A link is followed unsigned, so that no region was signed for.
        if topic.service != "sns" || at.signed && topic.scope.region != at.scope.region {
            return Err(wrong_topic());
        }
        // A link answers this as any token that it doesn't know.
        if at.signed && !text.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err(Error::InvalidValue("Invalid token".to_owned()));
        }
        let wrong_token = || Error::parameter("Token");
        let token = self.token(&topic, &text).filter(|token| token.until >= self.now()).ok_or_else(wrong_token)?;
        let arn = &token.subscription;
        // The token decides: whichever topic of the region is named.
        let topic_arn = super::subscription::topic_arn(arn).filter(|arn| arn.scope.region == topic.scope.region);
        let topic = self.topic_by_arn(&topic_arn.ok_or_else(wrong_topic)?).ok_or_else(wrong_token)?;
        let must_be_signed =
            at.signed && input.authenticate_on_unsubscribe.is_some_and(|value| value.eq_ignore_ascii_case("true"));
        let mut state = topic.state();
        if state.deleted {
            return Err(wrong_token());
        }
        let known = match state.subscribers.get(arn) {
            Some(known) if known.confirmed => {
                return Ok(ConfirmSubscriptionResponse { subscription_arn: arn.to_string() });
            }
            Some(known) => Arc::clone(known),
            // An endpoint that subscribed anew has another subscription now.
            None => {
                let ended = token
                    .restores
                    .filter(|ended| state.subscribers.of_endpoint(ended.protocol, &ended.endpoint).is_none());
                ended.ok_or_else(wrong_token)?
            }
        };
        let confirmed = Subscription {
            confirmed: true,
            authenticated: at.signed,
            authenticate_on_unsubscribe: must_be_signed,
            ..Subscription::clone(&known)
        };
        Arc::make_mut(&mut state.subscribers).put(Arc::new(confirmed));
        drop(state);
        self.own(&topic, &known);
        Ok(ConfirmSubscriptionResponse { subscription_arn: arn.to_string() })
    }

    /// What a text stands for: first where the topic is said to be, then anywhere.
    fn token(&self, topic: &Arn, text: &str) -> Option<Token> {
        let regions = &self.shared.regions;
        let there = regions.find(&topic.scope).and_then(|region| region.tokens().known.get(text).cloned());
        there.or_else(|| regions.all().into_iter().find_map(|(_, region)| region.tokens().known.get(text).cloned()))
    }

    /// The token with which a subscription can be confirmed. For those who look from outside.
    ///
    /// # Errors
    /// The text isn't the ARN of a subscription.
    pub fn subscription_token(&self, arn: &str) -> Result<Option<Text>, NotASubscriptionArn> {
        super::subscription::topic_arn(arn).ok_or(NotASubscriptionArn)?;
        Ok(self.subscription(arn).and_then(|subscription| subscription.token.as_ref().map(|(text, _)| text.clone())))
    }
}

/// A text that isn't the ARN of a subscription.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotASubscriptionArn;

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::super::topic_attribute::Attributes;
    use super::*;
    use crate::aws::scope::Protocol;
    use crate::{Config, World};

    #[tokio::test]
    async fn what_a_link_ended_comes_back_by_its_token() {
        let world = World::new(&Config::default());
        let at = |signed| Caller {
            scope: world.home.clone(),
            scheme: "http",
            host: "localhost:4566",
            path: "/",
            trace: None,
            protocol: Protocol::Query,
            signed,
        };
        let sns = &world.sns;
        let arn = Arn::new("sns", &world.home, "news");
        let topic = Arc::new(Topic::new("news".into(), arn.clone(), Attributes::default(), BTreeMap::new()));
        let region = sns.shared.regions.at(&world.home);
        region.topics_mut().insert(topic.name.clone(), Arc::clone(&topic));
        let input = SubscribeInput {
            topic_arn: Some(arn.to_string()),
            protocol: Some("http".to_owned()),
            endpoint: Some("http://127.0.0.1:1/".to_owned()),
            return_subscription_arn: Some(true),
            ..Default::default()
        };
        let subscription = sns.subscribe(&at(true), input).map(|answer| answer.subscription_arn).unwrap();
        let confirm = |token: &Text| {
            let (topic_arn, token) = (Some(arn.to_string()), Some(token.to_string()));
            let input = ConfirmSubscriptionInput { topic_arn, token, ..Default::default() };
            sns.confirm_subscription(&at(false), input).map(|answer| answer.subscription_arn)
        };
        let first = sns.subscription_token(&subscription).unwrap().unwrap();
        assert_eq!(confirm(&first), Ok(subscription.clone()));
        let input = || UnsubscribeInput { subscription_arn: Some(subscription.clone()) };
        sns.unsubscribe(&at(false), input()).unwrap();
        assert!(sns.subscription(&subscription).is_none() && region.owned().is_empty());
        assert_eq!(confirm(&first), Err(Error::parameter("Token")), "the first token stands for nothing now");
        let last = region.tokens().ending.back().map(|(_, text)| text.clone()).unwrap();
        assert_eq!(confirm(&last), Ok(subscription.clone()));
        assert!(sns.subscription(&subscription).is_some_and(|known| known.confirmed) && region.owned().len() == 1);

        sns.unsubscribe(&at(true), input()).unwrap();
        assert_eq!(confirm(&last), Ok(subscription), "while the token is valid");
    }
}
