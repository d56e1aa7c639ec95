//! What was delivered, and why not: Eventyard's journal, and explain beforehand.

mod command_line;
mod explain;
mod library;
mod reading;
mod stream;
mod together;

use serde_json::{Value, json};

use crate::support::{Request, Sns, Yard};

/// A topic `orders` with the queue `billing` behind it, the queue `red` that wants the color red, and one that
/// doesn't exist.
struct Orders<'y> {
    sns: Sns<'y>,
    topic: String,
    billing: String,
    red: String,
    lost: String,
}

impl<'y> Orders<'y> {
    fn new(yard: &'y Yard) -> Self {
        let sns = Sns::new(yard);
        let topic = sns.topic("orders");
        let subscribe = |queue: &str, attributes: Value| sns.subscribe(&topic, "sqs", &queue_arn(queue), attributes);
        yard.standard("billing");
        yard.standard("red");
        let billing = subscribe("billing", json!({}));
        let red = subscribe("red", json!({ "FilterPolicy": json!({ "color": ["red"] }).to_string() }));
        let lost = subscribe("lost", json!({ "FilterPolicy": json!({ "lost": ["yes"] }).to_string() }));
        Orders { sns, topic, billing, red, lost }
    }

    /// Publishes with attributes; gives the message's id.
    #[track_caller]
    fn publish(&self, attributes: &[(&str, &str)]) -> String {
        let attribute =
            |(name, value): &(&str, &str)| ((*name).to_owned(), json!({ "DataType": "String", "StringValue": value }));
        let attributes: serde_json::Map<_, _> = attributes.iter().map(attribute).collect();
        let input = json!({ "TopicArn": self.topic, "Message": "m", "MessageAttributes": attributes });
        self.sns.ok("Publish", input)["MessageId"].as_str().expect("an id").to_owned()
    }
}

fn queue_arn(name: &str) -> String {
    format!("arn:aws:sqs:us-east-1:000000000000:{name}")
}

/// What the journal answers.
#[track_caller]
fn read(yard: &Yard, query: &str) -> Value {
    let answer = yard.raw(&Request::new("GET", &format!("/_eventyard/journal?{query}")));
    assert_eq!(answer.status, 200, "{query}: {}", answer.text());
    answer.json()
}

/// The ids of the records that the journal answers with, and `last`.
#[track_caller]
fn ids(yard: &Yard, query: &str) -> (Vec<u64>, u64) {
    let answer = read(yard, query);
    let id = |record: &Value| record["id"].as_u64().expect("an id");
    let records = answer["records"].as_array().expect("records").iter().map(id).collect();
    (records, answer["last"].as_u64().expect("an id"))
}
