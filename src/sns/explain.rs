//! Before anything is published: who would get a message, and why the others wouldn't.

use serde::Serialize;
use serde_json::{Map, Value};

use super::Sns;
use super::api::MessageAttributeValue;
use super::message::Texts;
use crate::aws::arn::Arn;
use crate::aws::message_attribute::MessageAttributes;
use crate::aws::pairs::Pairs;
use crate::aws::text::Text;
use crate::pattern::Why;

/// Who would get a message.
#[derive(Clone, Debug, Serialize)]
pub struct Explanation {
    /// The ARNs of those who would.
    pub matches: Vec<Text>,
    /// Every confirmed subscription: those who would, then the others, nearest miss first.
    pub subscriptions: Vec<Explained>,
}

/// What a message would come to at one subscription.
#[derive(Clone, Debug, Serialize)]
pub struct Explained {
    /// Its ARN.
    pub subscription: Text,
    /// Its endpoint.
    pub endpoint: Text,
    /// Whether it would get the message.
    pub matches: bool,
    /// Why not.
    pub why: Option<Why>,
}

impl Sns {
    /// Who of a topic's subscribers would get a message; nothing where there is no such topic. An attribute is given
    /// as in a request or in an envelope, or as a plain string, number or array.
    ///
    /// # Errors
    /// What can't be read as an attribute, in words.
    pub fn explain(
        &self,
        topic: &Arn,
        message: &str,
        attributes: &Map<String, Value>,
    ) -> Result<Option<Explanation>, String> {
        let given = |(name, value): (&String, &Value)| Ok((name.clone(), attribute(name, value)?));
        let attributes: Pairs<MessageAttributeValue> = attributes.iter().map(given).collect::<Result<_, String>>()?;
        let attributes = MessageAttributes::from(attributes);
        let Some(topic) = self.topic_by_arn(topic) else { return Ok(None) };
        let texts = Texts::same(message.into());
        let subscribers = topic.state().subscribers.clone();
        let mut subscriptions: Vec<Explained> = subscribers
            .all
            .iter()
            .filter(|subscription| subscription.confirmed)
            .map(|subscription| {
                let why = subscription.why_not(&attributes, &texts);
                let (subscription, endpoint) = (subscription.arn.clone(), subscription.endpoint.clone());
                Explained { subscription, endpoint, matches: why.is_none(), why }
            })
            .collect();
        subscriptions.sort_by_key(|one| one.why.as_ref().map(|why| (why.failed, std::cmp::Reverse(why.fitting))));
        let matches = subscriptions.iter().filter(|one| one.matches).map(|one| one.subscription.clone()).collect();
        Ok(Some(Explanation { matches, subscriptions }))
    }
}

fn attribute(name: &str, value: &Value) -> Result<MessageAttributeValue, String> {
    let of = |data_type: &str, text: String| MessageAttributeValue {
        string_value: Some(text.into()),
        data_type: Some(data_type.into()),
        ..MessageAttributeValue::default()
    };
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    match value {
        Value::String(text) => Ok(of("String", text.clone())),
        Value::Number(number) => Ok(of("Number", number.to_string())),
        Value::Array(_) => Ok(of("String.Array", value.to_string())),
        Value::Object(members) => {
            let member = |names: [&str; 2]| names.into_iter().find_map(|name| members.get(name));
            match (member(["DataType", "Type"]).and_then(Value::as_str), member(["StringValue", "Value"])) {
                (Some(data_type), Some(value)) => Ok(of(data_type, text(value))),
                _ => Err(format!("the attribute {name} needs DataType and StringValue")),
            }
        }
        _ => Err(format!("the attribute {name} must be a string, a number, an array or an object")),
    }
}
