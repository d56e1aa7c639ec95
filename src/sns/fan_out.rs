//! Fan-out: which subscriptions a message goes to, and what each of them gets.
//! <https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html>

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Sns;
use super::audience::Missed;
use super::direct::Way;
use super::endpoint::is_fifo_queue;
use super::envelope::Envelope;
use super::message::Message;
use super::platform_endpoint::NoPush;
use super::subscriber::{Protocol, Subscribers, Subscription};
use super::topic::Topic;
use super::topic_attribute::Attributes;
use crate::aws::arn::Arn;
use crate::aws::body::Body;
use crate::aws::text::Text;
use crate::aws::time::Time;
use crate::deliver::{DeadLetter, Delivery, Filtered, HttpRequest, Pace, Parcel, Refusal, To};

/// The header that confirmations have; notifications may have another one.
pub const PLAIN_TEXT: &str = "text/plain; charset=UTF-8";

impl Sns {
    /// Delivers a message to all who subscribed to it.
    pub(super) fn fan_out(
        &self,
        now: Time,
        topic: &Topic,
        rules: &Attributes,
        message: Message,
        subscribers: &Arc<Subscribers>,
    ) {
        let reached = subscribers.matching(&message);
        self.send(now, topic, rules, &message, &reached);
        let missed = subscribers.passed_by(&reached);
        if missed > 0 {
            let by_filter = reached.iter().filter(|subscription| subscription.filter.is_some());
            let reached = by_filter.map(|subscription| subscription.arn.clone()).collect();
            let misses = Missed::new(Arc::clone(subscribers), reached, missed, &message);
            let filtered = Filtered::new(now, "sns", topic.arn_text.clone(), message.id.clone(), Arc::new(misses));
            self.shared.courier.journal().filtered(filtered);
        }
    }

    /// Delivers a message to these subscriptions.
    pub(super) fn send(&self, now: Time, topic: &Topic, rules: &Attributes, message: &Message, to: &[&Subscription]) {
        let mut run = Run { sns: self, topic, rules, message, envelopes: Envelopes::default() };
        self.shared.courier.send(now, to.iter().map(|subscription| run.parcel(subscription)));
    }
}

/// One message on its way to the subscriptions of its topic.
struct Run<'a> {
    sns: &'a Sns,
    topic: &'a Topic,
    rules: &'a Attributes,
    message: &'a Message,
    envelopes: Envelopes<'a>,
}

/// The envelopes that were needed so far: signing one takes longer than all else, and most protocols deliver the same
/// text.
#[derive(Default)]
struct Envelopes<'a>(BTreeMap<*const Body, Envelope<'a>>);

impl<'a> Run<'a> {
    fn envelope(&mut self, text: &'a Body) -> &Envelope<'a> {
        let Run { sns, topic, rules, message, .. } = *self;
        self.envelopes.0.entry(std::ptr::from_ref(text)).or_insert_with(|| {
            let signer = (!rules.fifo).then(|| (&sns.shared.signer, rules.signature_version.unwrap_or_default()));
            Envelope::new(message, &topic.arn_text, text, signer)
        })
    }

    /// The body of a subscription that gets the envelope.
    fn enveloped(&mut self, text: &'a Body, subscription: &Subscription) -> Body {
        Body::new(self.envelope(text).of(&subscription.arn).into())
    }

    /// The body of a subscription that may want it raw.
    fn raw_or_enveloped(&mut self, text: &'a Body, subscription: &Subscription) -> Body {
        if subscription.raw { text.clone() } else { self.enveloped(text, subscription) }
    }

    fn parcel(&mut self, subscription: &Subscription) -> Parcel {
        let message = self.message;
        let text = message.texts.of(subscription.protocol.name());
        let retries = &self.sns.shared.retries;
        let mut retry = Arc::clone(&retries.aws_endpoints);
        let mut letter = None;
        let mut pace = None;
        let (to, body) = match subscription.protocol {
            Protocol::Sqs => (arn(subscription.target.clone()), self.raw_or_enveloped(text, subscription)),
            Protocol::Lambda => {
                // The dead letter is the envelope, as for any other endpoint.
                letter = subscription.dead_letter_target.is_some().then(|| self.enveloped(text, subscription));
                let event = self.envelope(text).lambda_event(&subscription.arn);
                (arn(subscription.target.clone()), Body::new(event.into()))
            }
            Protocol::Firehose => {
                let body = match subscription.raw {
                    true => text.clone(),
                    false => Body::new(self.envelope(text).firehose_record(&subscription.arn).into()),
                };
                (To::Captured, body)
            }
            Protocol::Http | Protocol::Https => {
                let policy = subscription.delivery_policy.clone().unwrap_or_default();
                let policy = policy.effective(self.rules.delivery_policy.as_ref());
                retry = policy.retry().into();
                pace = policy
                    .most_a_second()
                    .map(|per_second| Pace { throttle: Arc::clone(&subscription.throttle), per_second });
                let content_type = policy.content_type();
                let mut headers = http_headers("Notification", &message.id, &self.topic.arn_text, content_type);
                headers.push(("x-amz-sns-subscription-arn", subscription.arn.to_string()));
                if subscription.raw {
                    headers.push(("x-amz-sns-rawdelivery", "true".to_owned()));
                }
                let request = HttpRequest { url: subscription.endpoint.clone(), headers };
                (To::Http(request.into()), self.raw_or_enveloped(text, subscription))
            }
            Protocol::Email => {
                retry = Arc::clone(&retries.customer_endpoints);
                (To::Captured, Body::new(self.envelope(text).email(&subscription.arn).into()))
            }
            Protocol::EmailJson => {
                retry = Arc::clone(&retries.customer_endpoints);
                (To::Captured, self.enveloped(text, subscription))
            }
            Protocol::Sms | Protocol::Application => {
                retry = Arc::clone(&retries.customer_endpoints);
                let to = self.phone(subscription).map_or_else(To::Refusing, |()| To::Captured);
                (to, text.clone())
            }
        };
        let mut delivery = Delivery { message: message.id.clone(), body, ..Delivery::default() };
        // The rest is for queues alone.
        if subscription.protocol == Protocol::Sqs {
            delivery.sender = Some(self.sns.shared.sender.clone());
            delivery.trace = message.trace.clone();
            if subscription.raw {
                delivery.attributes = message.attributes.clone();
            }
            (delivery.group, delivery.deduplication) = self.ids_in(subscription.target.as_ref());
        }
        Parcel {
            source: "sns",
            from: self.topic.arn_text.clone(),
            via: Some(subscription.arn.clone()),
            name: subscription.endpoint.clone(),
            to,
            dead_letter: subscription.dead_letter_target.clone().map(|to| {
                let (group, deduplication) = self.ids_in(Some(&to));
                DeadLetter { to, body: letter, group, deduplication, labels: None }
            }),
            delivery,
            retry,
            pace,
            attempt_mark: None,
            watched: false,
        }
    }

    /// The ids of group and deduplication that a message has in a queue.
    fn ids_in(&self, queue: Option<&Arn>) -> (Option<Text>, Option<Text>) {
        let message = self.message;
        let fifo = queue.is_some_and(is_fifo_queue);
        let group = message.group.clone().filter(|_| fifo || !self.rules.fifo);
        (group, message.deduplication.clone().filter(|_| fifo))
    }

    /// Sends a push or a text message.
    fn phone(&self, subscription: &Subscription) -> Result<(), Refusal> {
        let Run { sns, topic, message, .. } = *self;
        let way = Way { topic: topic.arn_text.clone(), subscription: subscription.arn.clone() };
        if subscription.protocol == Protocol::Sms {
            if sns.is_opted_out(&subscription.owner, &subscription.endpoint) {
                return Err(Refusal::lasting("OptedOut", "The phone number is opted out."));
            }
            sns.text(&topic.arn.scope, &subscription.endpoint, message, Some(way));
            return Ok(());
        }
        let target = subscription.target.as_ref().ok_or(NoPush::NoEndpoint).and_then(|arn| sns.push_target(arn));
        match target {
            Ok(target) => sns.push(&target, message, Some(way)),
            Err(NoPush::NoEndpoint) => return Err(Refusal::lasting("NotFound", "Endpoint does not exist")),
            Err(NoPush::EndpointDisabled) => return Err(Refusal::lasting("EndpointDisabled", "Endpoint is disabled")),
            Err(NoPush::ApplicationDisabled) => {
                return Err(Refusal::lasting("PlatformApplicationDisabled", "Platform application is disabled"));
            }
        }
        Ok(())
    }
}

fn arn(target: Option<Arn>) -> To {
    match target {
        Some(arn) => To::Arn(arn),
        None => To::Refusing(Refusal::lasting("InvalidEndpoint", "The endpoint is no ARN.")),
    }
}

/// The headers of every message that SNS posts.
pub fn http_headers(
    message_type: &str,
    message_id: &str,
    topic_arn: &str,
    content_type: &str,
) -> Vec<(&'static str, String)> {
    vec![
        ("x-amz-sns-message-type", message_type.to_owned()),
        ("x-amz-sns-message-id", message_id.to_owned()),
        ("x-amz-sns-topic-arn", topic_arn.to_owned()),
        ("content-type", content_type.to_owned()),
        ("user-agent", "Amazon Simple Notification Service Agent".to_owned()),
        ("accept-encoding", "gzip,deflate".to_owned()),
    ]
}
