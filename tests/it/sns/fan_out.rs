//! What a queue gets of a published message: enveloped and raw, by its own region and account, and when it can't.

use proptest::prelude::*;
use serde_json::{Value, json};

use crate::support::{Request, Sns, Yard};

const RAW: &str = "RawMessageDelivery";

fn raw() -> Value {
    json!({ RAW: "true" })
}

/// The document in a message's body.
#[track_caller]
fn envelope(message: &Value) -> Value {
    serde_json::from_str(message["Body"].as_str().expect("a body")).expect("an envelope")
}

fn names(object: &Value) -> Vec<&str> {
    object.as_object().expect("an object").keys().map(String::as_str).collect()
}

#[test]
fn an_envelope_is_written_as_aws_writes_it() {
    let yard = Yard::json();
    let sns = Sns::new(&yard);
    let topic = sns.topic("news");
    let queue = yard.standard("jobs");
    let arn = sns.subscribe_queue(&topic, &queue, json!({}));
    let now = yard.server.clock().now().to_string();
    let attributes = json!({
        "colour": { "DataType": "String", "StringValue": "r\"ed" },
        "size": { "DataType": "Number", "StringValue": "1.50" },
        "blob": { "DataType": "Binary", "BinaryValue": "AP8=" },
        "all": { "DataType": "String.Array", "StringValue": "[1,\"a\"]" },
    });
    let text = r#"{"a": "b\n"}"#;
    let answer = sns.publish(&topic, text, json!({ "Subject": "Hello <you> & me", "MessageAttributes": attributes }));
    let message = queue.receive_one();
    assert_eq!(message["MessageAttributes"], Value::Null, "they are in the envelope");
    assert_ne!(message["MessageId"], answer["MessageId"]);
    let got = envelope(&message);
    let (signature, certificate) = (&got["Signature"], &got["SigningCertURL"]);
    let id = answer["MessageId"].as_str().expect("an id");
    let quoted = json!(text);
    let expected = format!(
        r#"{{
  "Type" : "Notification",
  "MessageId" : "{id}",
  "TopicArn" : "{topic}",
  "Subject" : "Hello <you> & me",
  "Message" : {quoted},
  "Timestamp" : "{now}",
  "SignatureVersion" : "1",
  "Signature" : {signature},
  "SigningCertURL" : {certificate},
  "UnsubscribeURL" : "http://localhost:4566/?Action=Unsubscribe&SubscriptionArn={arn}",
  "MessageAttributes" : {{
    "colour" : {{"Type":"String","Value":"r\"ed"}},
    "size" : {{"Type":"Number","Value":"1.50"}},
    "blob" : {{"Type":"Binary","Value":"AP8="}},
    "all" : {{"Type":"String.Array","Value":"[1,\"a\"]"}}
  }}
}}"#
    );
    assert_eq!(message["Body"], expected.as_str());
    assert_eq!(now.len(), "2024-01-04T17:39:18.123Z".len());
}

#[test]
fn an_envelope_has_only_what_there_is() {
    let yard = Yard::json();
    let sns = Sns::new(&yard);
    let (standard, fifo) = (sns.topic("news"), sns.topic("news.fifo"));
    let (jobs, ordered) = (yard.standard("jobs"), yard.fifo("jobs.fifo"));
    sns.subscribe_queue(&standard, &jobs, json!({}));
    sns.subscribe_queue(&fifo, &ordered, json!({}));
    sns.publish(&standard, "m", json!({}));
    let answer = sns.publish(&fifo, "m", json!({ "MessageGroupId": "g", "MessageDeduplicationId": "d" }));
    let signed = [
        "Type",
        "MessageId",
        "TopicArn",
        "Message",
        "Timestamp",
        "SignatureVersion",
        "Signature",
        "SigningCertURL",
        "UnsubscribeURL",
    ];
    assert_eq!(names(&envelope(&jobs.receive_one())), signed);
    let message = ordered.receive_one();
    let got = envelope(&message);
    let unsigned = ["Type", "MessageId", "SequenceNumber", "TopicArn", "Message", "Timestamp", "UnsubscribeURL"];
    assert_eq!(names(&got), unsigned);
    assert_eq!(got["SequenceNumber"], answer["SequenceNumber"]);
    assert_ne!(message["Attributes"]["SequenceNumber"], answer["SequenceNumber"], "the queue counts for itself");
}

#[test]
fn raw_messages_keep_their_attributes() {
    let yard = Yard::json();
    let sns = Sns::new(&yard);
    let topic = sns.topic("news");
    let queue = yard.standard("jobs");
    sns.subscribe_queue(&topic, &queue, raw());
    let attributes = json!({
        "colour": { "DataType": "String", "StringValue": "red" },
        "size": { "DataType": "Number.int", "StringValue": "15" },
        "blob": { "DataType": "Binary", "BinaryValue": "AP8=" },
        "all": { "DataType": "String.Array", "StringValue": "[1]" },
    });
    sns.publish(&topic, "as it is", json!({ "Subject": "lost", "MessageAttributes": attributes }));
    let message = queue.receive_one();
    assert_eq!(message["Body"], "as it is");
    assert_eq!(message["MessageAttributes"], attributes);
    assert_eq!(message["Attributes"]["SenderId"], "AIDAIENQZJOLO23YVJ4VO");
}

#[test]
fn more_than_ten_attributes_are_too_many_for_a_raw_queue() {
    let yard = Yard::json();
    let sns = Sns::new(&yard);
    let topic = sns.topic("news");
    let (jobs, dead, other) = (yard.standard("jobs"), yard.standard("dead"), yard.standard("other"));
    let policy = json!({ "deadLetterTargetArn": dead.arn() }).to_string();
    sns.subscribe_queue(&topic, &jobs, json!({ RAW: "true", "RedrivePolicy": policy }));
    sns.subscribe_queue(&topic, &other, json!({}));
    for count in [10, 11] {
        let one = |i: u32| (format!("a{i}"), json!({ "DataType": "String", "StringValue": "v" }));
        let attributes: Value = Value::Object((0..count).map(one).collect());
        sns.publish(&topic, "m", json!({ "MessageAttributes": attributes }));
        assert_eq!(jobs.receive().len(), usize::from(count == 10));
        assert_eq!(names(&envelope(&other.receive_one())["MessageAttributes"]).len(), count as usize);
    }
}

#[test]
fn each_protocol_has_its_own_text() {
    let yard = Yard::json();
    let sns = Sns::new(&yard);
    let topic = sns.topic("news");
    let (plain, bare) = (yard.standard("plain"), yard.standard("bare"));
    sns.subscribe_queue(&topic, &plain, json!({}));
    sns.subscribe_queue(&topic, &bare, raw());
    let send = |text: &str| {
        sns.publish(&topic, text, json!({ "MessageStructure": "json" }));
        let enveloped = envelope(&plain.receive_one())["Message"].as_str().expect("a text").to_owned();
        assert_eq!(bare.bodies(), [enveloped.as_str()]);
        enveloped
    };
    assert_eq!(send(r#"{"default":"d","sqs":"s","http":"h"}"#), "s");
    assert_eq!(send(r#"{"default":"d","http":"h"}"#), "d");
    assert_eq!(send(r#"{"default":"d","sqs":{"no":"text"}}"#), "d");
    assert_eq!(send(r#"{"default":"d","default":"e"}"#), "e");
    assert_eq!(send(r#"{"default":"d","sqs":"{\"a\":1}"}"#), r#"{"a":1}"#);
    sns.publish(&topic, r#"{"default":"d"}"#, json!({}));
    assert_eq!(bare.bodies(), [r#"{"default":"d"}"#], "without the structure it is a text like any other");
}

#[test]
fn one_message_has_one_id_everywhere() {
    let yard = Yard::json();
    let sns = Sns::new(&yard);
    let topic = sns.topic("news");
    let queues: Vec<_> = (0..3).map(|i| yard.standard(&format!("jobs{i}"))).collect();
    for queue in &queues {
        sns.subscribe_queue(&topic, queue, json!({}));
    }
    let answer = sns.publish(&topic, "m", json!({}));
    let entry = |id: &str| json!({ "Id": id, "Message": id });
    let batch =
        sns.ok("PublishBatch", json!({ "TopicArn": topic, "PublishBatchRequestEntries": [entry("x"), entry("y")] }));
    let mut ids = vec![answer["MessageId"].clone()];
    ids.extend(batch["Successful"].as_array().expect("a list").iter().map(|one| one["MessageId"].clone()));
    for queue in &queues {
        let got: Vec<Value> = queue.receive().iter().map(|message| envelope(message)["MessageId"].clone()).collect();
        assert_eq!(got, ids);
    }
}

#[test]
fn groups_and_traces_are_handed_on() {
    let yard = Yard::json();
    let sns = Sns::new(&yard);
    let topic = sns.topic("news");
    let queue = yard.standard("jobs");
    sns.subscribe_queue(&topic, &queue, raw());
    sns.publish(&topic, "m", json!({ "MessageGroupId": "g" }));
    let message = queue.receive_one();
    assert_eq!(message["Attributes"]["MessageGroupId"], "g");
    assert_eq!(message["Attributes"]["AWSTraceHeader"], Value::Null);
    let trace = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1";
    let form = format!("Action=Publish&Version=2010-03-31&TopicArn={topic}&Message=traced");
    let request = Request::query("/", form).header("X-Amzn-Trace-Id", trace);
    assert_eq!(yard.raw(&request).status, 200);
    let message = queue.receive_one();
    assert_eq!((&message["Body"], &message["Attributes"]["AWSTraceHeader"]), (&json!("traced"), &json!(trace)));
    assert_eq!(message["Attributes"]["MessageGroupId"], Value::Null);
}

#[test]
fn what_a_deleted_queue_misses_goes_to_the_dead_letters() {
    let yard = Yard::json();
    let sns = Sns::new(&yard);
    let topic = sns.topic("news");
    let attributes = json!({ "blob": { "DataType": "Binary", "BinaryValue": "AP8=" } });
    for is_raw in ["false", "true"] {
        let (jobs, dead) = (yard.standard(&format!("jobs-{is_raw}")), yard.standard(&format!("dead-{is_raw}")));
        let policy = json!({ "deadLetterTargetArn": dead.arn() }).to_string();
        let arn = sns.subscribe_queue(&topic, &jobs, json!({ RAW: is_raw, "RedrivePolicy": policy }));
        jobs.ok("DeleteQueue", json!({}));
        let id = sns.publish(&topic, "m", json!({ "MessageAttributes": attributes }))["MessageId"].clone();
        let letter = dead.receive_one();
        if is_raw == "true" {
            assert_eq!((&letter["Body"], &letter["MessageAttributes"]), (&json!("m"), &attributes));
        } else {
            let got = envelope(&letter);
            assert_eq!((&got["MessageId"], &got["Message"]), (&id, &json!("m")));
            assert_eq!(letter["MessageAttributes"], Value::Null);
        }
        assert_eq!(sns.subscription(&arn)["SubscriptionArn"], arn.as_str(), "the subscription lives on");
        yard.standard(&format!("jobs-{is_raw}"));
        sns.publish(&topic, "again", json!({}));
        assert_eq!(yard.standard(&format!("jobs-{is_raw}")).receive().len(), 1);
        assert_eq!(dead.receive().len(), 0);
        sns.ok("Unsubscribe", json!({ "SubscriptionArn": arn }));
    }
}

#[test]
fn a_fifo_dead_letter_keeps_its_ids() {
    let yard = Yard::json();
    let sns = Sns::new(&yard);
    let topic = sns.topic("news.fifo");
    let (jobs, dead) = (yard.fifo("jobs.fifo"), yard.fifo("dead.fifo"));
    let policy = json!({ "deadLetterTargetArn": dead.arn() }).to_string();
    sns.subscribe_queue(&topic, &jobs, json!({ RAW: "true", "RedrivePolicy": policy }));
    jobs.ok("DeleteQueue", json!({}));
    sns.publish(&topic, "m", json!({ "MessageGroupId": "g", "MessageDeduplicationId": "d" }));
    let letter = dead.receive_one();
    assert_eq!(letter["Body"], "m");
    let of = &letter["Attributes"];
    assert_eq!((&of["MessageGroupId"], &of["MessageDeduplicationId"]), (&json!("g"), &json!("d")));
}

#[test]
fn queues_in_other_regions_and_accounts_get_it() {
    let yard = Yard::json();
    let sns = Sns::new(&yard);
    let topic = sns.topic("news");
    for (account, region) in
        [("000000000000", "eu-west-1"), ("111111111111", "us-east-1"), ("222222222222", "ap-south-1")]
    {
        let call = |operation: &str, input: Value| {
            let answer = yard.raw(&Request::json(operation, input.to_string()).signed(account, region));
            assert_eq!(answer.status, 200, "{}", answer.text());
            answer.json()
        };
        let url = call("CreateQueue", json!({ "QueueName": "far" }))["QueueUrl"].clone();
        let queue = format!("arn:aws:sqs:{region}:{account}:far");
        sns.subscribe(&topic, "sqs", &queue, raw());
        sns.publish(&topic, region, json!({}));
        let got = call("ReceiveMessage", json!({ "QueueUrl": url, "MaxNumberOfMessages": 10 }));
        assert_eq!(got["Messages"].as_array().map(Vec::len), Some(1), "{got}");
        assert_eq!(got["Messages"][0]["Body"], region);
    }
    // A subscription by another account is that account's.
    let other = Sns::of(&yard, "111111111111", "us-east-1");
    let queue = yard.standard("near");
    let arn = other.subscribe(&topic, "sqs", &queue.arn(), raw());
    assert!(arn.starts_with(&topic));
    sns.publish(&topic, "m", json!({}));
    assert_eq!(queue.bodies(), ["m"]);
    let mine = other.ok("ListSubscriptions", json!({}));
    assert_eq!(mine["Subscriptions"][0]["SubscriptionArn"], arn.as_str());
}

#[test]
fn who_left_gets_no_more() {
    let yard = Yard::json();
    let sns = Sns::new(&yard);
    let topic = sns.topic("news");
    let queue = yard.standard("jobs");
    let arn = sns.subscribe_queue(&topic, &queue, raw());
    sns.publish(&topic, "1", json!({}));
    sns.ok("Unsubscribe", json!({ "SubscriptionArn": arn }));
    sns.publish(&topic, "2", json!({}));
    sns.subscribe_queue(&topic, &queue, raw());
    sns.publish(&topic, "3", json!({}));
    sns.ok("DeleteTopic", json!({ "TopicArn": topic }));
    sns.fails("Publish", json!({ "TopicArn": topic, "Message": "4" }), "NotFound", "Topic does not exist");
    let topic = sns.topic("news");
    sns.publish(&topic, "5", json!({}));
    assert_eq!(queue.bodies(), ["1", "3"]);
}

/// Characters that a queue takes: those of XML 1.0.
fn text() -> impl Strategy<Value = String> {
    let taken =
        |c: char| matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..);
    let one = any::<char>().prop_map(move |c| if taken(c) { c } else { '\u{fffd}' });
    prop::collection::vec(one, 1..200).prop_map(|all| all.into_iter().collect())
}

#[test]
fn any_text_and_any_bytes_arrive_unchanged() {
    let yard = Yard::json();
    let sns = Sns::new(&yard);
    let topic = sns.topic("news");
    let (plain, bare) = (yard.standard("plain"), yard.standard("bare"));
    sns.subscribe_queue(&topic, &plain, json!({}));
    sns.subscribe_queue(&topic, &bare, raw());
    let check = |(body, value, bytes): (String, String, Vec<u8>)| {
        let base64 = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, &bytes);
        let attributes = json!({
            "text": { "DataType": "String", "StringValue": value },
            "bytes": { "DataType": "Binary", "BinaryValue": base64 },
        });
        sns.publish(&topic, &body, json!({ "MessageAttributes": attributes }));
        let message = bare.receive_one();
        prop_assert_eq!(&message["Body"], body.as_str());
        prop_assert_eq!(&message["MessageAttributes"], &attributes);
        let got = envelope(&plain.receive_one());
        prop_assert_eq!(&got["Message"], body.as_str());
        prop_assert_eq!(&got["MessageAttributes"]["text"]["Value"], value.as_str());
        prop_assert_eq!(&got["MessageAttributes"]["bytes"]["Value"], base64.as_str());
        Ok(())
    };
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig::with_cases(64));
    runner.run(&(text(), text(), prop::collection::vec(any::<u8>(), 1..100)), check).expect("nothing changes");
}

#[test]
fn what_no_queue_takes_raw_arrives_in_an_envelope() {
    let yard = Yard::json();
    let sns = Sns::new(&yard);
    let topic = sns.topic("news");
    let (plain, bare) = (yard.standard("plain"), yard.standard("bare"));
    sns.subscribe_queue(&topic, &plain, json!({}));
    sns.subscribe_queue(&topic, &bare, raw());
    for text in ["\u{0}", "a\u{1}b", "\u{fffe}", "\u{b}"] {
        sns.publish(&topic, text, json!({}));
        assert_eq!(envelope(&plain.receive_one())["Message"], text);
        assert_eq!(bare.counts(), [0, 0, 0], "a queue refuses such a body");
    }
}
