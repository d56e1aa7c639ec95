//! FIFO topics: deduplication before any subscriber, one order for all of them, and the ids that queues get.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::support::{Connection, Request, Sns, Town, Yard};

const RAW: &str = "RawMessageDelivery";

fn topic_with(sns: &Sns<'_>, attributes: Value) -> String {
    let mut all = json!({ "FifoTopic": "true" });
    all.as_object_mut().expect("an object").extend(attributes.as_object().cloned().unwrap_or_default());
    let answer = sns.ok("CreateTopic", json!({ "Name": "news.fifo", "Attributes": all }));
    answer["TopicArn"].as_str().expect("an ARN").to_owned()
}

fn ids(group: &str, id: &str) -> Value {
    json!({ "MessageGroupId": group, "MessageDeduplicationId": id })
}

#[test]
fn a_topic_deduplicates_over_all_its_groups() {
    for scope in [json!({}), json!({ "FifoThroughputScope": "Topic" })] {
        let yard = Yard::json();
        let sns = Sns::new(&yard);
        let topic = topic_with(&sns, scope);
        let queue = yard.fifo("jobs.fifo");
        sns.subscribe_queue(&topic, &queue, json!({ RAW: "true" }));
        let first = sns.publish(&topic, "first", ids("a", "d"));
        assert_eq!(sns.publish(&topic, "same group", ids("a", "d")), first, "its ids are those of the first");
        assert_eq!(sns.publish(&topic, "other group", ids("b", "d")), first);
        let other = sns.publish(&topic, "other id", ids("a", "e"));
        assert_ne!(other["MessageId"], first["MessageId"]);
        assert!(other["SequenceNumber"].as_str() > first["SequenceNumber"].as_str());
        assert_eq!(queue.bodies(), ["first", "other id"]);
    }
}

#[test]
fn a_topic_may_deduplicate_within_groups() {
    let yard = Yard::json();
    let sns = Sns::new(&yard);
    let topic = topic_with(&sns, json!({ "FifoThroughputScope": "MessageGroup" }));
    let attributes = json!({ "FifoQueue": "true", "DeduplicationScope": "messageGroup", "FifoThroughputLimit": "perMessageGroupId" });
    let queue = yard.queue("jobs.fifo", attributes);
    sns.subscribe_queue(&topic, &queue, json!({ RAW: "true" }));
    let first = sns.publish(&topic, "a", ids("a", "d"));
    assert_eq!(sns.publish(&topic, "a again", ids("a", "d")), first);
    assert_ne!(sns.publish(&topic, "b", ids("b", "d"))["MessageId"], first["MessageId"]);
    let mut bodies = queue.bodies();
    bodies.sort();
    assert_eq!(bodies, ["a", "b"]);
}

#[test]
fn a_duplicate_is_one_for_five_minutes() {
    let yard = Yard::json();
    let sns = Sns::new(&yard);
    let topic = topic_with(&sns, json!({}));
    let queue = yard.standard("jobs");
    sns.subscribe_queue(&topic, &queue, json!({ RAW: "true" }));
    let first = sns.publish(&topic, "1", ids("g", "d"));
    yard.advance(299);
    assert_eq!(sns.publish(&topic, "2", ids("g", "d")), first);
    assert_eq!(queue.bodies(), ["1"], "a standard queue gets no duplicate either");
    yard.advance(1);
    assert_ne!(sns.publish(&topic, "3", ids("g", "d")), first);
    assert!(queue.bodies().contains(&"3".to_owned()));
}

#[test]
fn the_content_may_stand_for_the_id() {
    let yard = Yard::json();
    let sns = Sns::new(&yard);
    let topic = topic_with(&sns, json!({ "ContentBasedDeduplication": "true" }));
    // A queue that would ask for an id of its own.
    let queue = yard.queue("jobs.fifo", json!({ "FifoQueue": "true" }));
    sns.subscribe_queue(&topic, &queue, json!({ RAW: "true" }));
    let group = json!({ "MessageGroupId": "g" });
    let first = sns.publish(&topic, "Test", group.clone());
    let attributes = json!({ "a": { "DataType": "String", "StringValue": "other" } });
    let again = json!({ "MessageGroupId": "g", "MessageAttributes": attributes, "Subject": "other" });
    assert_eq!(sns.publish(&topic, "Test", again), first, "neither attributes nor subject count");
    sns.publish(&topic, "Test single", group);
    sns.publish(&topic, "Test", ids("g", "its-own"));
    let got: Vec<String> = queue
        .receive()
        .iter()
        .map(|message| message["Attributes"]["MessageDeduplicationId"].as_str().expect("an id").to_owned())
        .collect();
    assert_eq!(
        got,
        [
            "532eaabd9574880dbf76b9b8cc00832c20a6ec113d682299550d7a6e0f345e25",
            "2591186cff6c740cb9e0cfce1653a7e6998d57da12e1da13d85344b1c08be4cb",
            "its-own",
        ]
    );
}

#[test]
fn the_content_is_what_queues_get() {
    let yard = Yard::json();
    let sns = Sns::new(&yard);
    let topic = topic_with(&sns, json!({ "ContentBasedDeduplication": "true" }));
    let queue = yard.queue("jobs.fifo", json!({ "FifoQueue": "true" }));
    sns.subscribe_queue(&topic, &queue, json!({ RAW: "true" }));
    for texts in [
        json!({ "default": "d", "sqs": "Test" }),
        json!({ "default": "d", "sqs": "Test single" }),
        json!({ "default": "e", "sqs": "Test" }),
        json!({ "default": "Test single" }),
    ] {
        sns.publish(&topic, &texts.to_string(), json!({ "MessageGroupId": "g", "MessageStructure": "json" }));
    }
    let messages = queue.receive();
    let bodies: Vec<&Value> = messages.iter().map(|message| &message["Body"]).collect();
    assert_eq!(bodies, ["Test", "Test single"]);
    let id = messages[0]["Attributes"]["MessageDeduplicationId"].as_str().expect("an id");
    assert!(id.starts_with("532eaabd"), "{id}");
}

#[test]
fn a_batch_with_a_duplicate_answers_it_twice() {
    let yard = Yard::json();
    let sns = Sns::new(&yard);
    let topic = topic_with(&sns, json!({}));
    let queue = yard.fifo("jobs.fifo");
    sns.subscribe_queue(&topic, &queue, json!({ RAW: "true" }));
    let entry = |id: &str, duplicate: &str| json!({ "Id": id, "Message": id, "MessageGroupId": "g", "MessageDeduplicationId": duplicate });
    let entries = [entry("1", "d"), entry("2", "e"), entry("3", "d")];
    let answer = sns.ok("PublishBatch", json!({ "TopicArn": topic, "PublishBatchRequestEntries": entries }));
    let good = answer["Successful"].as_array().expect("a list");
    assert_eq!(good.len(), 3);
    assert_eq!(good[0]["MessageId"], good[2]["MessageId"]);
    assert_eq!(good[0]["SequenceNumber"], good[2]["SequenceNumber"]);
    assert_ne!(good[0]["MessageId"], good[1]["MessageId"]);
    assert_eq!(queue.bodies(), ["1", "2"]);
}

#[test]
fn queues_get_what_fits_their_kind() {
    let yard = Yard::json();
    let sns = Sns::new(&yard);
    let topic = topic_with(&sns, json!({}));
    let (ordered, standard) = (yard.fifo("jobs.fifo"), yard.standard("jobs"));
    for queue in [&ordered, &standard] {
        sns.subscribe_queue(&topic, queue, json!({}));
    }
    let answer = sns.publish(&topic, "m", ids("g", "d"));
    let message = ordered.receive_one();
    let of = &message["Attributes"];
    assert_eq!((&of["MessageGroupId"], &of["MessageDeduplicationId"]), (&json!("g"), &json!("d")));
    let message = standard.receive_one();
    let of = &message["Attributes"];
    assert_eq!((&of["MessageGroupId"], &of["MessageDeduplicationId"]), (&Value::Null, &Value::Null));
    let envelope: Value = serde_json::from_str(message["Body"].as_str().expect("a body")).expect("an envelope");
    assert_eq!(envelope["SequenceNumber"], answer["SequenceNumber"]);
    assert_eq!(envelope.get("Signature"), None);
}

/// Six publishers at once, on a server of several threads.
#[test]
fn all_queues_see_one_order_whoever_publishes() {
    const PUBLISHERS: usize = 6;
    const EACH: usize = 50;
    let town = Town::start();
    let mut connection = Connection::open(town.address);
    let mut sqs = |operation: &str, input: Value| {
        let answer = connection.send(&Request::json(operation, input.to_string()));
        assert_eq!(answer.status, 200, "{}", answer.text());
        if answer.body.is_empty() { Value::Null } else { answer.json() }
    };
    let mut publisher = Connection::open(town.address);
    let mut sns = |form: &str| {
        let answer = publisher.send(&Request::query("/", format!("{form}&Version=2010-03-31")));
        assert_eq!(answer.status, 200, "{}", answer.text());
    };
    let topic = "arn:aws:sns:us-east-1:000000000000:news.fifo";
    sns("Action=CreateTopic&Name=news.fifo&Attributes.entry.1.key=FifoTopic&Attributes.entry.1.value=true");
    let mut urls = Vec::new();
    for i in 0..3 {
        let name = format!("jobs{i}.fifo");
        let input = json!({ "QueueName": name, "Attributes": { "FifoQueue": "true" } });
        urls.push(sqs("CreateQueue", input)["QueueUrl"].clone());
        let endpoint = format!("arn:aws:sqs:us-east-1:000000000000:{name}");
        sns(&format!(
            "Action=Subscribe&TopicArn={topic}&Protocol=sqs&Endpoint={endpoint}&Attributes.entry.1.key={RAW}&\
             Attributes.entry.1.value=true"
        ));
    }
    // Message and sequence number, as each publisher was told.
    let told: BTreeMap<String, String> = std::thread::scope(|scope| {
        let publish = |publisher: usize| {
            let address = town.address;
            move || {
                let mut connection = Connection::open(address);
                let one = |i: usize| {
                    let text = format!("{publisher}-{i}");
                    let form = format!(
                        "Action=Publish&Version=2010-03-31&TopicArn={topic}&Message={text}&MessageGroupId={}&\
                         MessageDeduplicationId={text}",
                        publisher % 2
                    );
                    let answer = connection.send(&Request::query("/", form)).text();
                    let number = answer.split_once("<SequenceNumber>").and_then(|(_, rest)| rest.split_once('<'));
                    (text, number.expect("a number").0.to_owned())
                };
                (0..EACH).map(one).collect::<Vec<_>>()
            }
        };
        let running: Vec<_> = (0..PUBLISHERS).map(|publisher| scope.spawn(publish(publisher))).collect();
        running.into_iter().flat_map(|one| one.join().expect("it published")).collect()
    });
    let numbers: BTreeSet<&String> = told.values().collect();
    assert_eq!(numbers.len(), PUBLISHERS * EACH, "no number twice");
    let mut orders = Vec::new();
    for url in &urls {
        let mut order: BTreeMap<String, Vec<String>> = BTreeMap::new();
        loop {
            let input = json!({ "QueueUrl": url, "MaxNumberOfMessages": 10, "AttributeNames": ["MessageGroupId"] });
            let answer = sqs("ReceiveMessage", input);
            let Some(messages) = answer["Messages"].as_array().filter(|messages| !messages.is_empty()) else { break };
            for message in messages {
                let group = message["Attributes"]["MessageGroupId"].as_str().expect("a group").to_owned();
                order.entry(group).or_default().push(message["Body"].as_str().expect("a body").to_owned());
                sqs("DeleteMessage", json!({ "QueueUrl": url, "ReceiptHandle": message["ReceiptHandle"] }));
            }
        }
        assert_eq!(order.values().map(Vec::len).sum::<usize>(), PUBLISHERS * EACH);
        for group in order.values() {
            assert!(group.iter().map(|body| &told[body]).is_sorted(), "the order of the numbers is that of arrival");
        }
        orders.push(order);
    }
    assert!(orders.iter().all(|order| *order == orders[0]));
}
