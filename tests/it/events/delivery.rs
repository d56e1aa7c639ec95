//! How targets are delivered to: queues, topics, what is captured, and what becomes of what can't be delivered.

use eventyard::Config;
use serde_json::{Value, json};

use crate::support::{Events, Logs, Queue, Request, Sns, Via, Yard};

/// The attributes of a dead letter.
fn labels(letter: &Value) -> Vec<(String, String)> {
    let all = letter["MessageAttributes"].as_object().expect("attributes");
    let mut labels: Vec<(String, String)> = all
        .iter()
        .map(|(name, value)| {
            assert_eq!(value["DataType"], "String");
            (name.clone(), value["StringValue"].as_str().expect("a text").to_owned())
        })
        .collect();
    labels.sort();
    labels
}

#[test]
fn a_missing_queue_makes_a_dead_letter_at_once() {
    let yard = Yard::json();
    let events = Events::new(&yard);
    let dead = yard.standard("dead");
    let rule = events.rule("all", json!({ "source": ["app"] }));
    let target = "arn:aws:sqs:us-east-1:000000000000:gone";
    let more = json!({ "DeadLetterConfig": { "Arn": dead.arn() }, "InputPath": "$.detail" });
    events.target("all", "queue", target, more);
    let id = events.put("{\"a\": 1.50}", json!({}));
    let letter = dead.receive_one();
    assert_eq!(letter["Body"], "{\"a\":1.50}", "as the target would have got it");
    let expected = [
        ("ERROR_CODE", "NO_RESOURCE"),
        ("ERROR_MESSAGE", "The specified queue does not exist."),
        ("RETRY_ATTEMPTS", "0"),
        ("RULE_ARN", &rule),
        ("TARGET_ARN", target),
    ];
    assert_eq!(labels(&letter), expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
    let record = events.record(&id);
    assert_eq!(
        (&record["outcome"], &record["via"], &record["to"], &record["gaveUp"]),
        (&json!("dead-lettered"), &json!(rule), &json!(target), &json!("ClientError"))
    );
}

#[test]
fn without_a_dead_letter_queue_it_is_dropped_with_a_record() {
    let yard = Yard::json();
    let events = Events::new(&yard);
    events.rule("all", json!({ "source": ["app"] }));
    events.target("all", "queue", "arn:aws:sqs:us-east-1:000000000000:gone", json!({}));
    let record = events.record(&events.put("{}", json!({})));
    assert_eq!(record["outcome"], "dropped");
    let text = "The specified queue does not exist.";
    assert_eq!(record["why"], json!({ "error": "AWS.SimpleQueueService.NonExistentQueue", "text": text }));
    assert_eq!(record["attempts"].as_array().map(Vec::len), Some(1));
}

#[test]
fn one_target_that_fails_does_not_hold_up_the_others() {
    let yard = Yard::json();
    let events = Events::new(&yard);
    let queue = events.queue("all", json!({}));
    events.target("all", "another", "arn:aws:sqs:us-east-1:000000000000:gone", json!({}));
    events.target("all", "zero", &queue.arn(), json!({ "Input": "0" }));
    let id = events.put("{}", json!({}));
    assert_eq!(events.records(&id).len(), 3);
    assert_eq!(queue.counts(), [2, 0, 0]);
}

#[test]
fn a_fifo_queue_gets_the_message_group() {
    let yard = Yard::json();
    let events = Events::new(&yard);
    let queue = yard.fifo("orders.fifo");
    events.rule("all", json!({ "source": ["app"] }));
    events.target("all", "queue", &queue.arn(), json!({ "SqsParameters": { "MessageGroupId": "g1" } }));
    events.put("{}", json!({}));
    assert_eq!(queue.receive_one()["Attributes"]["MessageGroupId"], "g1");
    let strict = yard.queue("strict.fifo", json!({ "FifoQueue": "true" }));
    let dead = yard.standard("dead");
    let more = json!({ "SqsParameters": { "MessageGroupId": "g1" }, "DeadLetterConfig": { "Arn": dead.arn() } });
    events.target("all", "queue", &strict.arn(), more);
    events.put("{}", json!({}));
    assert_eq!(strict.counts(), [0, 0, 0], "nothing tells what is sent twice");
    assert_eq!(labels(&dead.receive_one())[0].1, "INVALID_PARAMETER");
}

/// A topic with a queue that gets what is published, as it is.
fn topic<'y>(yard: &'y Yard, name: &str) -> (String, Queue<'y>) {
    let sns = Sns::new(yard);
    let topic = sns.topic(name);
    let queue = if name.ends_with(".fifo") { yard.fifo("news.fifo") } else { yard.standard("news") };
    sns.subscribe_queue(&topic, &queue, json!({}));
    (topic, queue)
}

#[test]
fn a_topic_publishes_the_payload_alone() {
    let yard = Yard::json();
    let events = Events::new(&yard);
    let (topic, queue) = topic(&yard, "news");
    events.rule("all", json!({ "source": ["app"] }));
    events.target("all", "topic", &topic, json!({ "InputPath": "$.detail" }));
    let id = events.put("{\"a\": 1}", json!({}));
    let envelope: Value = serde_json::from_str(&queue.bodies()[0]).unwrap();
    assert_eq!((&envelope["Type"], &envelope["Message"]), (&json!("Notification"), &json!("{\"a\":1}")));
    assert_eq!((envelope.get("Subject"), envelope.get("MessageAttributes")), (None, None));
    let link = envelope["UnsubscribeURL"].as_str().expect("a link");
    assert!(link.starts_with("http://127.0.0.1:") || link.starts_with("http://localhost:"), "{link}");
    assert_eq!(events.record(&id)["outcome"], "delivered");
}

#[test]
fn a_fifo_topic_gets_the_message_group() {
    let yard = Yard::json();
    let events = Events::new(&yard);
    let sns = Sns::new(&yard);
    let (topic, queue) = topic(&yard, "news.fifo");
    events.rule("all", json!({ "source": ["app"] }));
    events.target("all", "topic", &topic, json!({ "SqsParameters": { "MessageGroupId": "g1" } }));
    let id = events.put("{}", json!({}));
    assert_eq!(events.record(&id)["why"]["error"], "InvalidParameter", "no deduplication id");
    let attribute =
        json!({ "TopicArn": topic, "AttributeName": "ContentBasedDeduplication", "AttributeValue": "true" });
    sns.ok("SetTopicAttributes", attribute);
    events.put("{}", json!({}));
    assert_eq!(queue.receive_one()["Attributes"]["MessageGroupId"], "g1");
}

#[test]
fn a_topic_refuses_what_it_cannot_take() {
    let yard = Yard::start(Via::Json, Config { put_events_limit: 1 << 20, ..Config::default() });
    let events = Events::new(&yard);
    let dead = yard.standard("dead");
    let (topic, _) = topic(&yard, "news");
    events.rule("all", json!({ "source": ["app"] }));
    let more = || json!({ "DeadLetterConfig": { "Arn": dead.arn() } });
    for (arn, detail, code, text) in [
        ("arn:aws:sns:us-east-1:000000000000:gone", "{}".to_owned(), "NO_RESOURCE", "Topic does not exist"),
        (
            topic.as_str(),
            format!("{{\"a\":\"{}\"}}", "x".repeat(262_144)),
            "INVALID_PARAMETER",
            "Invalid parameter: Message too long",
        ),
    ] {
        events.target("all", "topic", arn, more());
        events.put(&detail, json!({}));
        let letter = dead.receive_one();
        dead.delete(&letter);
        let labels = labels(&letter);
        assert_eq!((labels[0].1.as_str(), labels[1].1.as_str()), (code, text));
    }
}

#[test]
fn what_is_captured_can_be_read() {
    let yard = Yard::json();
    let events = Events::new(&yard);
    events.rule("all", json!({ "source": ["app"] }));
    let role = "arn:aws:iam::000000000000:role/r";
    let captured = |target: &str, mut more: Value| {
        more["RoleArn"] = json!(role);
        events.target("all", "t", &format!("arn:aws:{target}"), more);
        let id = events.put("{\"user\":{\"id\":7,\"name\":\"a\\\"b\"}}", json!({}));
        (events.record(&id), id)
    };
    let whole = |record: &Value, id: &str| {
        let body: Value = serde_json::from_str(record["body"].as_str().expect("a body")).unwrap();
        record["outcome"] == "delivered" && body["id"] == *id
    };
    let home = "us-east-1:000000000000";
    let (record, id) = captured(&format!("firehose:{home}:deliverystream/s"), json!({}));
    assert!(whole(&record, &id), "{record}");
    assert!(record.get("partitionKey").is_none());
    let stream = format!("kinesis:{home}:stream/s");
    let (record, id) = captured(&stream, json!({}));
    assert!(whole(&record, &id) && record["partitionKey"] == *id, "{record}");
    for (path, key) in [("$.detail.user.id", "7"), ("$.detail.user.name", "a\"b"), ("$.source", "app")] {
        let more = json!({ "KinesisParameters": { "PartitionKeyPath": path }, "Input": "{}" });
        let (record, _) = captured(&stream, more);
        assert_eq!((&record["partitionKey"], &record["body"]), (&json!(key), &json!("{}")));
    }
    let (record, id) = captured(&stream, json!({ "KinesisParameters": { "PartitionKeyPath": "$.detail.nope" } }));
    assert_eq!(record["partitionKey"], id);
    // A log group has what it gets, unless that makes no sense to it.
    let group = format!("logs:{home}:log-group:/aws/events/g");
    Logs::new(&yard).group("/aws/events/g");
    let (record, _) = captured(&group, json!({}));
    assert_eq!((&record["outcome"], record.get("body")), (&json!("delivered"), None), "{record}");
    let transformer = |template: &str| json!({ "InputTransformer": { "InputPathsMap": { "t": "$.time" }, "InputTemplate": template } });
    for template in ["{\"message\": \"m\"}", "\"text\"", "{\"timestamp\":1,\"message\":\"m\",\"x\":1}"] {
        let (record, _) = captured(&group, transformer(template));
        assert_eq!(record["outcome"], "dropped", "{template}");
    }
}

#[test]
fn an_event_that_nobody_gets_is_told() {
    let yard = Yard::json();
    let events = Events::new(&yard);
    let bus = "arn:aws:events:us-east-1:000000000000:event-bus/default";
    let told = |why: &str| {
        let record = events.record(&events.put("{}", json!({})));
        assert_eq!((&record["outcome"], &record["from"]), (&json!("dropped"), &json!(bus)));
        assert_eq!(record["why"]["error"], why, "{record}");
        record["to"].clone()
    };
    assert_eq!(told("NoRules"), bus);
    let rule = events.rule("deaf", json!({ "source": ["app"] }));
    assert_eq!(told("NoTargets"), rule);
    events.ok("DisableRule", json!({ "Name": "deaf" }));
    let id = events.put("{}", json!({}));
    let path = format!("/_eventyard/journal?message={id}");
    let record = yard.raw(&Request::new("GET", &path)).json()["records"][0].clone();
    assert_eq!((&record["outcome"], &record["why"]["error"]), (&json!("filtered"), &json!("RuleDisabled")));
    events.ok("DeleteRule", json!({ "Name": "deaf" }));
    assert_eq!(told("NoRules"), bus);
}
