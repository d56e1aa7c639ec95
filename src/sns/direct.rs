//! Messages that are published to a device or a phone number, past any topic.

use super::Sns;
use super::captured::{Push, Sent, Sms};
use super::error::Error;
use super::fifo::Accepted;
use super::message::Message;
use super::phone_number;
use super::platform_endpoint::PushTarget;
use super::subscriber::Protocol;
use super::topic;
use crate::aws::scope::{Caller, Scope};
use crate::aws::text::Text;

/// By which topic and subscription a message came.
#[derive(Clone, Debug)]
pub struct Way {
    /// The topic's ARN.
    pub topic: Text,
    /// The subscription's ARN.
    pub subscription: Text,
}

impl Sns {
    /// Publishes to a platform endpoint.
    pub(super) fn publish_to_endpoint(
        &self,
        at: &Caller<'_>,
        text: &str,
        message: impl FnOnce() -> Message,
    ) -> Result<Accepted, Error> {
        let arn = topic::arn(at, Some(text), "TargetArn")?;
        let target = self.push_target(&arn)?;
        let message = message();
        self.push(&target, &message, None);
        Ok(Accepted { id: message.id, sequence: None })
    }

    /// Publishes to a phone number.
    pub(super) fn publish_to_phone(
        &self,
        at: &Caller<'_>,
        number: &str,
        message: impl FnOnce() -> Message,
    ) -> Result<Accepted, Error> {
        let Some(known) = phone_number::e164(number) else {
            return Err(Error::parameter(format!("PhoneNumber Reason: {number} is not valid to publish to")));
        };
        if self.is_opted_out(&at.scope.account, &known) {
            return Err(Error::OptedOut);
        }
        let message = message();
        self.text(&at.scope, number, &message, None);
        Ok(Accepted { id: message.id, sequence: None })
    }

    /// Sends a push.
    pub(super) fn push(&self, target: &PushTarget, message: &Message, way: Option<Way>) {
        let sent = sent(message, target.platform, way);
        self.capture_push(&target.scope, Push { target_arn: target.arn.as_str().into(), sent });
    }

    /// Sends a text message.
    pub(super) fn text(&self, scope: &Scope, number: &str, message: &Message, way: Option<Way>) {
        let sent = sent(message, Protocol::Sms.name(), way);
        self.capture_sms(scope, Sms { phone_number: number.into(), sent });
    }
}

/// What a phone gets of a message, by the key of its text.
fn sent(message: &Message, key: &str, way: Option<Way>) -> Sent {
    let (topic_arn, subscription_arn) = way.map(|way| (way.topic, way.subscription)).unzip();
    Sent {
        topic_arn,
        subscription_arn,
        message_id: message.id.clone(),
        message: Text::from(&**message.texts.of(key)),
        message_structure: (!message.texts.are_same()).then(|| Text::from("json")),
        message_attributes: message.attributes.clone(),
        subject: message.subject.clone(),
        timestamp: message.at,
    }
}
