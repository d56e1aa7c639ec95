//! Filter policies end to end: which queues a published message reaches, in both scopes.

use serde_json::{Value, json};

use crate::support::{Queue, Sns, Yard};

/// A topic with a queue for each policy.
struct Filtered<'y> {
    sns: Sns<'y>,
    topic: String,
    queues: Vec<Queue<'y>>,
}

impl<'y> Filtered<'y> {
    fn new(yard: &'y Yard, scope: &str, policies: &[Value]) -> Self {
        let sns = Sns::new(yard);
        let topic = sns.topic("news");
        let queue = |(i, policy): (usize, &Value)| {
            let queue = yard.standard(&format!("jobs{i}"));
            let attributes = json!({
                "RawMessageDelivery": "true", "FilterPolicy": policy.to_string(), "FilterPolicyScope": scope,
            });
            sns.subscribe_queue(&topic, &queue, attributes);
            queue
        };
        let queues = policies.iter().enumerate().map(queue).collect();
        Filtered { sns, topic, queues }
    }

    /// The numbers of the queues that got something, which is gone from them now.
    fn reached(&self) -> Vec<usize> {
        (0..self.queues.len()).filter(|i| !self.queues[*i].bodies().is_empty()).collect()
    }

    fn publish(&self, message: &str, more: Value) -> Vec<usize> {
        self.sns.publish(&self.topic, message, more);
        self.reached()
    }
}

fn string(value: &str) -> Value {
    json!({ "DataType": "String", "StringValue": value })
}

fn number(value: &str) -> Value {
    json!({ "DataType": "Number", "StringValue": value })
}

fn list(value: &str) -> Value {
    json!({ "DataType": "String.Array", "StringValue": value })
}

#[test]
fn by_attributes() {
    let yard = Yard::json();
    let to = Filtered::new(
        &yard,
        "MessageAttributes",
        &[
            json!({ "colour": ["red", "blue"] }),
            json!({ "size": [{ "numeric": [">=", 10, "<", 20] }] }),
            json!({ "colour": [{ "anything-but": "red" }] }),
            json!({ "colour": [{ "exists": false }] }),
            json!({ "colour": [{ "prefix": "r" }], "size": [{ "exists": true }] }),
            json!({ "$or": [{ "colour": ["green"] }, { "size": [5] }] }),
            json!({ "ip": [{ "cidr": "10.0.0.0/8" }] }),
            json!({ "colour": [{ "equals-ignore-case": "RED" }] }),
            json!({ "colour": [{ "suffix": "ed" }] }),
            json!({ "colour": [null] }),
        ],
    );
    let with = |attributes: Value| to.publish("m", json!({ "MessageAttributes": attributes }));
    assert_eq!(with(json!({})), [3]);
    assert_eq!(with(json!({ "colour": string("red") })), [0, 7, 8]);
    assert_eq!(with(json!({ "colour": string("Red") })), [2, 7, 8]);
    assert_eq!(with(json!({ "colour": string("red"), "size": number("15.0") })), [0, 1, 4, 7, 8]);
    assert_eq!(with(json!({ "colour": string("green") })), [2, 5]);
    assert_eq!(with(json!({ "size": number("5") })), [3, 5]);
    assert_eq!(with(json!({ "size": string("15") })), [3], "a text is no number");
    assert_eq!(with(json!({ "ip": string("10.1.2.3") })), [3, 6]);
    assert_eq!(with(json!({ "ip": string("11.1.2.3") })), [3]);
    assert_eq!(with(json!({ "colour": list(r#"["blue","pink"]"#) })), [0, 2]);
    assert_eq!(with(json!({ "size": list("[1,5]") })), [3, 5]);
    assert!(!with(json!({ "colour": list("blue") })).contains(&0), "that is no list");
    let binary = json!({ "DataType": "Binary", "BinaryValue": "cmVk" });
    assert!(!with(json!({ "colour": binary })).contains(&0), "bytes are ignored");
    assert_eq!(to.publish(r#"{"colour":"red"}"#, json!({})), [3], "the text doesn't matter");
}

#[test]
fn by_the_text() {
    let yard = Yard::json();
    let to = Filtered::new(
        &yard,
        "MessageBody",
        &[
            json!({ "colour": ["red", null] }),
            json!({ "car": { "size": [{ "numeric": ["=", 5] }] } }),
            json!({ "cars": { "colour": ["red"] } }),
            json!({ "colour": [{ "exists": false }] }),
            json!({ "car.size": [5] }),
            json!({ "ready": [true] }),
        ],
    );
    let with = |text: &str| to.publish(text, json!({}));
    assert_eq!(with(r#"{"colour":"red"}"#), [0]);
    assert_eq!(with(r#"{"colour":null,"ready":true}"#), [0, 5]);
    assert_eq!(with(r#"{"colour":["green","red"]}"#), [0]);
    assert_eq!(with(r#"{"car":{"size":5.0}}"#), [1, 3, 4]);
    assert_eq!(with(r#"{"car.size":5}"#), [1, 3, 4]);
    assert_eq!(with(r#"{"car":{"size":"5"},"ready":"true"}"#), [3], "values keep their types");
    assert_eq!(with(r#"{"cars":[{"colour":"blue"},{"colour":"red"}]}"#), [2, 3]);
    for no_object in ["red", "[]", r#""red""#, r#"{"colour":"red""#] {
        assert_eq!(with(no_object), [0_usize; 0], "{no_object}");
    }
    let attributes = json!({ "MessageAttributes": { "colour": string("red") } });
    assert_eq!(to.publish("{}", attributes), [3], "attributes don't matter");
}

#[test]
fn the_text_is_that_of_the_protocol() {
    let yard = Yard::json();
    let to = Filtered::new(&yard, "MessageBody", &[json!({ "colour": ["red"] }), json!({ "colour": ["blue"] })]);
    let with = |texts: Value| to.publish(&texts.to_string(), json!({ "MessageStructure": "json" }));
    assert_eq!(with(json!({ "default": r#"{"colour":"red"}"# })), [0]);
    assert_eq!(with(json!({ "default": r#"{"colour":"red"}"#, "sqs": r#"{"colour":"blue"}"# })), [1]);
    assert_eq!(with(json!({ "default": r#"{"colour":"red"}"#, "http": r#"{"colour":"blue"}"# })), [0]);
    assert_eq!(with(json!({ "default": "red", "colour": "red" })), [0_usize; 0]);
}

#[test]
fn every_entry_of_a_batch_is_filtered_for_itself() {
    let yard = Yard::json();
    let to = Filtered::new(&yard, "MessageAttributes", &[json!({ "colour": ["red"] }), json!({ "colour": ["blue"] })]);
    let entry =
        |id: &str, colour: &str| json!({ "Id": id, "Message": id, "MessageAttributes": { "colour": string(colour) } });
    let entries = [entry("1", "red"), entry("2", "blue"), entry("3", "green"), entry("4", "red")];
    let answer = to.sns.ok("PublishBatch", json!({ "TopicArn": to.topic, "PublishBatchRequestEntries": entries }));
    assert_eq!(answer["Successful"].as_array().map(Vec::len), Some(4), "nobody tells the publisher");
    assert_eq!(to.queues[0].bodies(), ["1", "4"]);
    assert_eq!(to.queues[1].bodies(), ["2"]);
}

#[test]
fn a_policy_changes_at_once() {
    let yard = Yard::json();
    let sns = Sns::new(&yard);
    let topic = sns.topic("news");
    let queue = yard.standard("jobs");
    let arn = sns.subscribe_queue(&topic, &queue, json!({ "RawMessageDelivery": "true" }));
    let set = |name: &str, value: &str| {
        let input = json!({ "SubscriptionArn": arn, "AttributeName": name, "AttributeValue": value });
        sns.ok("SetSubscriptionAttributes", input);
    };
    let arrives = |text: &str, colour: &str| {
        sns.publish(&topic, text, json!({ "MessageAttributes": { "colour": string(colour) } }));
        !queue.bodies().is_empty()
    };
    assert!(arrives("m", "blue"));
    set("FilterPolicy", r#"{"colour":["red"]}"#);
    assert!(!arrives("m", "blue") && arrives("m", "red"));
    set("FilterPolicyScope", "MessageBody");
    assert!(!arrives("m", "red") && arrives(r#"{"colour":"red"}"#, "blue"));
    set("FilterPolicy", "{}");
    assert!(arrives("m", "blue"), "an empty policy lets all through");
}

#[test]
fn fifo_topics_filter_too() {
    let yard = Yard::json();
    let sns = Sns::new(&yard);
    let topic = sns.topic("news.fifo");
    let (red, all) = (yard.fifo("red.fifo"), yard.fifo("all.fifo"));
    let policy = json!({ "RawMessageDelivery": "true", "FilterPolicy": r#"{"colour":["red"]}"# });
    sns.subscribe_queue(&topic, &red, policy);
    sns.subscribe_queue(&topic, &all, json!({ "RawMessageDelivery": "true" }));
    for (id, colour) in [("1", "red"), ("2", "blue"), ("3", "red")] {
        let attributes = json!({ "colour": string(colour) });
        let more = json!({ "MessageGroupId": "g", "MessageDeduplicationId": id, "MessageAttributes": attributes });
        sns.publish(&topic, id, more);
    }
    assert_eq!(red.bodies(), ["1", "3"]);
    assert_eq!(all.bodies(), ["1", "2", "3"]);
}
