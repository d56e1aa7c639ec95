//! What left for a phone: mobile pushes and text messages. Nothing leaves this machine, so they are kept to be read.

use std::collections::VecDeque;

use serde::Serialize;

use super::Sns;
use crate::aws::message_attribute::{MessageAttributes, attributes_size};
use crate::aws::scope::Scope;
use crate::aws::text::Text;
use crate::aws::time::Time;

/// A message that was pushed to a platform endpoint.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Push {
    /// The platform endpoint.
    pub target_arn: Text,
    /// What it got.
    #[serde(flatten)]
    pub sent: Sent,
}

/// A text message to a phone number.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Sms {
    /// The number, as it was given.
    pub phone_number: Text,
    /// What it got.
    #[serde(flatten)]
    pub sent: Sent,
}

/// What a phone got.
#[derive(Clone, Debug, Default, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Sent {
    /// The topic it was published to, if it wasn't the phone itself.
    pub topic_arn: Option<Text>,
    /// The subscription by which it came.
    pub subscription_arn: Option<Text>,
    /// The id that Publish answered.
    pub message_id: Text,
    /// The text.
    pub message: Text,
    /// `json` where the text was chosen from several.
    pub message_structure: Option<Text>,
    /// The message attributes.
    pub message_attributes: MessageAttributes,
    /// The subject.
    pub subject: Option<Text>,
    /// When.
    #[serde(serialize_with = "as_text")]
    pub timestamp: Time,
}

fn as_text<S: serde::Serializer>(time: &Time, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(time)
}

/// What was captured in one account and region.
#[derive(Debug, Default)]
pub struct Captured {
    pushes: Kept<Push>,
    texts: Kept<Sms>,
}

/// How many of each are kept, and how many bytes of text; the oldest go first.
const MOST: usize = 10_000;
const MOST_BYTES: usize = 16 << 20;

/// The latest ones, oldest first.
#[derive(Debug)]
struct Kept<T> {
    all: VecDeque<T>,
    bytes: usize,
}

impl<T> Default for Kept<T> {
    fn default() -> Self {
        Kept { all: VecDeque::new(), bytes: 0 }
    }
}

/// What is kept: what was sent, and to whom.
trait Addressed: Clone {
    fn sent(&self) -> &Sent;
    fn to(&self) -> &str;
}

impl Addressed for Push {
    fn sent(&self) -> &Sent {
        &self.sent
    }

    fn to(&self) -> &str {
        &self.target_arn
    }
}

impl Addressed for Sms {
    fn sent(&self) -> &Sent {
        &self.sent
    }

    fn to(&self) -> &str {
        &self.phone_number
    }
}

impl Sent {
    fn bytes(&self) -> usize {
        self.message.len() + attributes_size(&self.message_attributes)
    }
}

impl<T: Addressed> Kept<T> {
    fn add(&mut self, sent: T) {
        self.bytes += sent.sent().bytes();
        self.all.push_back(sent);
        while self.all.len() > MOST || (self.bytes > MOST_BYTES && self.all.len() > 1) {
            let Some(oldest) = self.all.pop_front() else { return };
            self.bytes -= oldest.sent().bytes();
        }
    }

    fn to(&self, wanted: Option<&str>) -> Vec<T> {
        self.all.iter().filter(|sent| wanted.is_none_or(|wanted| wanted == sent.to())).cloned().collect()
    }

    fn forget(&mut self, unwanted: Option<&str>) {
        self.all.retain(|sent| unwanted.is_some_and(|unwanted| unwanted != sent.to()));
        self.bytes = self.all.iter().map(|kept| kept.sent().bytes()).sum();
    }
}

impl Sns {
    /// Keeps a push.
    pub(super) fn capture_push(&self, scope: &Scope, push: Push) {
        self.shared.regions.at(scope).captured().pushes.add(push);
    }

    /// Keeps a text message.
    pub(super) fn capture_sms(&self, scope: &Scope, sms: Sms) {
        self.shared.regions.at(scope).captured().texts.add(sms);
    }

    /// The pushes, of all endpoints or of one.
    pub fn pushes(&self, scope: &Scope, endpoint: Option<&str>) -> Vec<Push> {
        self.shared.regions.find(scope).map(|region| region.captured().pushes.to(endpoint)).unwrap_or_default()
    }

    /// The text messages, to all numbers or to one.
    pub fn text_messages(&self, scope: &Scope, number: Option<&str>) -> Vec<Sms> {
        self.shared.regions.find(scope).map(|region| region.captured().texts.to(number)).unwrap_or_default()
    }

    /// Forgets the pushes of all endpoints or of one.
    pub fn forget_pushes(&self, scope: &Scope, endpoint: Option<&str>) {
        if let Some(region) = self.shared.regions.find(scope) {
            region.captured().pushes.forget(endpoint);
        }
    }

    /// Forgets the text messages to all numbers or to one.
    pub fn forget_text_messages(&self, scope: &Scope, number: Option<&str>) {
        if let Some(region) = self.shared.regions.find(scope) {
            region.captured().texts.forget(number);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sms(number: &str, bytes: usize) -> Sms {
        let sent = Sent { message: "x".repeat(bytes).into(), ..Sent::default() };
        Sms { phone_number: number.into(), sent }
    }

    #[test]
    fn the_oldest_go_first() {
        let mut kept = Kept::default();
        for _ in 0..=MOST {
            kept.add(sms("+15550000001", 1));
        }
        assert_eq!((kept.all.len(), kept.bytes), (MOST, MOST));
        kept.add(sms("+15550000002", MOST_BYTES));
        assert_eq!((kept.all.len(), kept.bytes), (1, MOST_BYTES));
        kept.add(sms("+15550000003", 1));
        assert_eq!((kept.all.len(), kept.bytes), (1, 1));
        kept.forget(Some("+15550000003"));
        assert_eq!((kept.all.len(), kept.bytes), (0, 0));
    }
}
