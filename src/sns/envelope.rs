//! What is written around a message on its way: the notification's envelope, Lambda's event, Firehose's record, and
//! the messages that ask for a confirmation.
//! <https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html>

use std::fmt::Write;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};

use super::message::Message;
use super::signature::{SignatureVersion, SignedFields, Signer};
use crate::aws::message_attribute::MessageAttributeValue;

/// The envelope of one message with one text, but for the link that differs from one subscription to the next.
#[derive(Debug)]
pub struct Envelope<'m> {
    message: &'m Message,
    topic: &'m str,
    text: &'m str,
    signature: Option<Signature>,
    head: String,
    tail: String,
}

/// A signature as messages carry it.
#[derive(Clone, Debug)]
struct Signature {
    version: SignatureVersion,
    value: String,
    certificate_url: String,
}

/// An object written as AWS writes it: a line a field.
struct Lines(String);

impl Lines {
    fn new() -> Self {
        Lines(String::with_capacity(1024))
    }

    fn add(&mut self, name: &str, value: &str) {
        self.0.push_str(if self.0.is_empty() { "{\n" } else { ",\n" });
        let _ = write!(self.0, "  \"{name}\" : ");
        quote(&mut self.0, value);
    }
}

/// Writes a JSON string. What no queue takes as it is, is escaped.
fn quote(out: &mut String, text: &str) {
    // A string can always be written.
    let quoted = serde_json::to_string(text).unwrap_or_default();
    // Both begin with this byte in UTF-8.
    if quoted.as_bytes().contains(&0xef) {
        out.push_str(&quoted.replace('\u{fffe}', "\\ufffe").replace('\u{ffff}', "\\uffff"));
    } else {
        out.push_str(&quoted);
    }
}

/// The link that ends a subscription.
fn unsubscribe_url(base: &str, subscription: &str) -> String {
    format!("{base}/?Action=Unsubscribe&SubscriptionArn={subscription}")
}

/// An attribute's value as text.
fn attribute_value(value: &MessageAttributeValue) -> String {
    match &value.binary_value {
        Some(bytes) => STANDARD.encode(&bytes.0),
        None => value.string_value.as_deref().unwrap_or_default().to_owned(),
    }
}

/// The attributes as a JSON object.
fn attribute_map(message: &Message) -> Value {
    let shown = |value: &MessageAttributeValue| json!({ "Type": value.data_type, "Value": attribute_value(value) });
    message.attributes.iter().map(|(name, value)| (name.clone(), shown(value))).collect::<Map<_, _>>().into()
}

impl<'m> Envelope<'m> {
    /// The envelope of a message; those of FIFO topics are not signed.
    pub fn new(
        message: &'m Message,
        topic: &'m str,
        text: &'m str,
        signer: Option<(&Signer, SignatureVersion)>,
    ) -> Self {
        let timestamp = message.at.to_string();
        let signature = signer.map(|(signer, version)| {
            let fields = SignedFields {
                message: text,
                message_id: &message.id,
                subject: message.subject.as_deref(),
                subscribe_url: None,
                timestamp: &timestamp,
                token: None,
                topic_arn: topic,
                message_type: "Notification",
            };
            sign(signer, version, &fields, &message.base)
        });
        let mut lines = Lines::new();
        lines.add("Type", "Notification");
        lines.add("MessageId", &message.id);
        if let Some(sequence) = message.sequence {
            lines.add("SequenceNumber", &sequence.to_string());
        }
        lines.add("TopicArn", topic);
        if let Some(subject) = &message.subject {
            lines.add("Subject", subject);
        }
        lines.add("Message", text);
        lines.add("Timestamp", &timestamp);
        if let Some(signature) = &signature {
            signature.write(&mut lines);
        }
        if message.replayed {
            lines.add("Replayed", "true");
        }
        Envelope { message, topic, text, signature, head: lines.0, tail: attributes(message) }
    }

    /// The envelope as a subscription gets it.
    pub fn of(&self, subscription: &str) -> String {
        let url = unsubscribe_url(&self.message.base, subscription);
        let mut out = String::with_capacity(self.head.len() + self.tail.len() + url.len() + 32);
        out.push_str(&self.head);
        out.push_str(",\n  \"UnsubscribeURL\" : ");
        quote(&mut out, &url);
        out.push_str(&self.tail);
        out
    }

    /// The event that a Lambda function gets.
    pub fn lambda_event(&self, subscription: &str) -> String {
        let message = self.message;
        let mut sns = Map::new();
        let mut put = |name: &str, value: Value| sns.insert(name.to_owned(), value);
        put("Type", "Notification".into());
        put("MessageId", Value::from(&*message.id));
        if let Some(sequence) = message.sequence {
            put("SequenceNumber", sequence.to_string().into());
        }
        put("TopicArn", self.topic.into());
        put("Subject", message.subject.as_deref().into());
        put("Message", self.text.into());
        put("Timestamp", message.at.to_string().into());
        if let Some(signature) = &self.signature {
            // AWS says 1 whatever the topic's version is.
            put("SignatureVersion", "1".into());
            put("Signature", signature.value.as_str().into());
            put("SigningCertUrl", signature.certificate_url.as_str().into());
        }
        put("UnsubscribeUrl", unsubscribe_url(&message.base, subscription).into());
        put("MessageAttributes", attribute_map(message));
        let record = json!({
            "EventSource": "aws:sns",
            "EventVersion": "1.0",
            "EventSubscriptionArn": subscription,
            "Sns": sns,
        });
        json!({ "Records": [record] }).to_string()
    }

    /// The record that a Firehose stream gets, a line of JSON without a signature.
    pub fn firehose_record(&self, subscription: &str) -> String {
        let message = self.message;
        let mut record = Map::new();
        let mut put = |name: &str, value: Value| record.insert(name.to_owned(), value);
        put("Type", "Notification".into());
        put("MessageId", Value::from(&*message.id));
        put("TopicArn", self.topic.into());
        if let Some(subject) = &message.subject {
            put("Subject", Value::from(&**subject));
        }
        put("Message", self.text.into());
        put("Timestamp", message.at.to_string().into());
        put("UnsubscribeURL", unsubscribe_url(&message.base, subscription).into());
        if !message.attributes.is_empty() {
            put("MessageAttributes", attribute_map(message));
        }
        let mut line = Value::from(record).to_string();
        line.push('\n');
        line
    }

    /// The text of an email.
    pub fn email(&self, subscription: &str) -> String {
        let url = unsubscribe_url(&self.message.base, subscription);
        format!(
            "{}\n\n--\nIf you wish to stop receiving notifications from this topic, please click or visit the link \
             below to unsubscribe:\n{url}\n\nPlease do not reply directly to this email. If you have any questions or \
             comments regarding this email, please contact us at https://aws.amazon.com/support\n",
            self.text
        )
    }
}

/// The end of an envelope: the attributes, if there are any.
fn attributes(message: &Message) -> String {
    let mut out = String::new();
    if !message.attributes.is_empty() {
        out.push_str(",\n  \"MessageAttributes\" : {");
        for (number, (name, value)) in message.attributes.iter().enumerate() {
            out.push_str(if number == 0 { "\n    " } else { ",\n    " });
            quote(&mut out, name);
            out.push_str(" : {\"Type\":");
            quote(&mut out, value.data_type.as_deref().unwrap_or_default());
            out.push_str(",\"Value\":");
            quote(&mut out, &attribute_value(value));
            out.push('}');
        }
        out.push_str("\n  }");
    }
    out.push_str("\n}");
    out
}

/// Which confirmation is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Confirmation {
    /// Of a new subscription.
    Subscribe,
    /// Of one that somebody ended without a signature.
    Unsubscribe,
}

impl Confirmation {
    /// The message's type, in its text and its header.
    pub fn message_type(self) -> &'static str {
        match self {
            Confirmation::Subscribe => "SubscriptionConfirmation",
            Confirmation::Unsubscribe => "UnsubscribeConfirmation",
        }
    }
}

/// What a message that asks for a confirmation tells.
#[derive(Clone, Copy, Debug)]
pub struct ConfirmationRequest<'a> {
    /// Which one.
    pub kind: Confirmation,
    /// The message's id.
    pub id: &'a str,
    /// The topic's ARN.
    pub topic: &'a str,
    /// The subscription's ARN.
    pub subscription: &'a str,
    /// What it is answered with.
    pub token: &'a str,
    /// When it is sent.
    pub timestamp: &'a str,
    /// Where its links begin.
    pub base: &'a str,
}

impl ConfirmationRequest<'_> {
    /// The message, signed.
    pub fn write(&self, signer: &Signer, version: SignatureVersion) -> String {
        let ConfirmationRequest { kind, id, topic, subscription, token, timestamp, base } = *self;
        let url = format!("{base}/?Action=ConfirmSubscription&TopicArn={topic}&Token={token}");
        let message = match kind {
            Confirmation::Subscribe => format!(
                "You have chosen to subscribe to the topic {topic}.\nTo confirm the subscription, visit the \
                 SubscribeURL included in this message."
            ),
            Confirmation::Unsubscribe => format!(
                "You have chosen to deactivate subscription {subscription}.\nTo cancel this operation and restore the \
                 subscription, visit the SubscribeURL included in this message."
            ),
        };
        let fields = SignedFields {
            message: &message,
            message_id: id,
            subject: None,
            subscribe_url: Some(&url),
            timestamp,
            token: Some(token),
            topic_arn: topic,
            message_type: kind.message_type(),
        };
        let mut lines = Lines::new();
        lines.add("Type", kind.message_type());
        lines.add("MessageId", id);
        lines.add("Token", token);
        lines.add("TopicArn", topic);
        lines.add("Message", &message);
        lines.add("SubscribeURL", &url);
        lines.add("Timestamp", timestamp);
        sign(signer, version, &fields, base).write(&mut lines);
        lines.0 + "\n}"
    }
}

fn sign(signer: &Signer, version: SignatureVersion, fields: &SignedFields<'_>, base: &str) -> Signature {
    Signature {
        version,
        value: signer.sign(version, &fields.string_to_sign()),
        certificate_url: format!("{base}/{}", signer.certificate_name()),
    }
}

impl Signature {
    fn write(&self, lines: &mut Lines) {
        lines.add("SignatureVersion", self.version.as_str());
        lines.add("Signature", &self.value);
        lines.add("SigningCertURL", &self.certificate_url);
    }
}
