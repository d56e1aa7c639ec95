//! Publish and PublishBatch: what they take and give, and every refusal.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::support::{INVALID, Sns, Yard};

const BAD_ATTRIBUTE: &str = "ParameterValueInvalid";

fn string(value: &str) -> Value {
    json!({ "DataType": "String", "StringValue": value })
}

/// An input of Publish or of a batch's entry: what is given over a good one.
fn over(base: &Value, more: Value) -> Value {
    let mut input = base.clone();
    for (name, value) in more.as_object().expect("an object") {
        input[name] = value.clone();
    }
    input
}

/// A batch of messages with the ids 1, 2, 3, ….
fn batch(topic: &str, messages: &[Value]) -> Value {
    let entry =
        |(i, message): (usize, &Value)| over(&json!({ "Id": (i + 1).to_string(), "Message": "m" }), message.clone());
    let entries: Vec<Value> = messages.iter().enumerate().map(entry).collect();
    json!({ "TopicArn": topic, "PublishBatchRequestEntries": entries })
}

#[test]
fn what_publish_refuses() {
    let yard = Yard::json();
    let sns = Sns::new(&yard);
    let topic = sns.topic("news");
    let base = json!({ "TopicArn": topic, "Message": "m" });
    let refused = |more: Value, text: &str| {
        sns.fails("Publish", over(&base, more), INVALID, &format!("Invalid parameter: {text}"));
    };
    refused(json!({ "Message": "" }), "Empty message");
    sns.fails("Publish", json!({ "TopicArn": topic }), INVALID, "Invalid parameter: Empty message");
    for subject in ["", " s", "a\nb", "a\rb", "a\tb", "a\u{7f}", "\u{1}", &"s".repeat(101)] {
        refused(json!({ "Subject": subject }), "Subject");
    }
    for subject in ["s", "7", "!", "ä", "a b", &"ü".repeat(100)] {
        sns.publish(&topic, "m", json!({ "Subject": subject }));
    }
    refused(json!({ "MessageStructure": "xml" }), "MessageStructure");
    refused(
        json!({ "MessageDeduplicationId": "d" }),
        "MessageDeduplicationId Reason: The request includes MessageDeduplicationId parameter that is not valid for \
         this topic type",
    );
    for id in ["", "a b", "a\u{e4}", &"x".repeat(129)] {
        refused(json!({ "MessageGroupId": id }), "MessageGroupId Reason: …");
    }
    sns.publish(&topic, "m", json!({ "MessageGroupId": "x".repeat(128) }));
}

#[test]
fn what_a_fifo_topic_refuses() {
    let yard = Yard::json();
    let sns = Sns::new(&yard);
    let topic = sns.topic("news.fifo");
    let group = "Invalid parameter: The MessageGroupId parameter is required for FIFO topics";
    let id = "Invalid parameter: The topic should either have ContentBasedDeduplication enabled or \
              MessageDeduplicationId provided explicitly";
    let bad = "Invalid parameter: MessageDeduplicationId Reason: …";
    for (more, text) in [
        (json!({}), group),
        (json!({ "MessageDeduplicationId": "d" }), group),
        (json!({ "MessageGroupId": "g" }), id),
        (json!({ "MessageGroupId": "g", "MessageDeduplicationId": "" }), bad),
        (json!({ "MessageGroupId": "g", "MessageDeduplicationId": "x".repeat(129) }), bad),
    ] {
        let input = over(&json!({ "TopicArn": topic, "Message": "m" }), more.clone());
        sns.fails("Publish", input.clone(), INVALID, text);
        sns.fails(
            "PublishBatch",
            batch(&topic, &[json!({ "MessageGroupId": "g", "MessageDeduplicationId": "d" }), more]),
            INVALID,
            text,
        );
    }
}

#[test]
fn whom_publish_refuses() {
    let yard = Yard::json();
    let sns = Sns::new(&yard);
    let topic = sns.topic("news");
    let none = "Invalid parameter: TopicArn or TargetArn Reason: no value for required parameter";
    sns.fails("Publish", json!({ "Message": "m" }), INVALID, none);
    let unknown = topic.replace("news", "other");
    for name in ["TopicArn", "TargetArn"] {
        let fault = sns.fails("Publish", json!({ name: unknown, "Message": "m" }), "NotFound", "Topic does not exist");
        assert_eq!(fault.status, 404);
    }
    let input = |arn: &str| json!({ "TopicArn": arn, "Message": "m" });
    let elements = "Invalid parameter: TopicArn Reason: An ARN must have at least 6 elements, not 1";
    sns.fails("Publish", input("news"), INVALID, elements);
    sns.fails("Publish", input(&topic.replace("us-east-1", "eu-west-1")), INVALID, "Invalid parameter: TopicArn");
    let endpoint = "arn:aws:sns:us-east-1:000000000000:endpoint/GCM/app/5e3e9847-3183-3f18-a7e8-671c3a57d4b3";
    let text = "Invalid parameter: TargetArn Reason: No endpoint found for the target arn specified";
    sns.fails("Publish", json!({ "TargetArn": endpoint, "Message": "m" }), INVALID, text);
    let text = "Invalid parameter: PhoneNumber Reason: +1a234 is not valid to publish to";
    sns.fails("Publish", json!({ "PhoneNumber": "+1a234", "Message": "m" }), INVALID, text);
    let two = json!({ "TopicArn": topic, "TargetArn": topic, "Message": "m" });
    sns.fails("Publish", two, INVALID, "Invalid parameter: …");
}

#[test]
fn a_target_arn_may_be_a_topic() {
    let yard = Yard::json();
    let sns = Sns::new(&yard);
    for name in ["news", "news.fifo"] {
        let topic = sns.topic(name);
        let input = over(
            &json!({ "TargetArn": topic, "Message": "m" }),
            match name {
                "news" => json!({}),
                _ => json!({ "MessageGroupId": "g", "MessageDeduplicationId": "d" }),
            },
        );
        let answer = sns.ok("Publish", input);
        assert_eq!(answer["MessageId"].as_str().map(str::len), Some(36), "without any subscriber");
        assert_eq!(answer.get("SequenceNumber").is_some(), name.ends_with(".fifo"));
    }
}

#[test]
fn sizes_are_those_of_text_and_attributes() {
    let yard = Yard::json();
    let sns = Sns::new(&yard);
    let topic = sns.topic("news");
    // A name of 1, a type of 6 and a value of 3 bytes.
    let attributes = json!({ "a": string("xyz") });
    let body =
        |bytes: usize| json!({ "TopicArn": topic, "Message": "m".repeat(bytes), "MessageAttributes": attributes });
    sns.ok("Publish", body(262_134));
    sns.fails("Publish", body(262_135), INVALID, "Invalid parameter: Message too long");
    let plain = |text: String| json!({ "TopicArn": topic, "Message": text });
    sns.ok("Publish", plain("m".repeat(262_144)));
    sns.fails("Publish", plain("m".repeat(262_145)), INVALID, "Invalid parameter: Message too long");
    sns.fails("Publish", plain("ü".repeat(131_073)), INVALID, "Invalid parameter: Message too long");

    let half = json!({ "Message": "m".repeat(131_072) });
    let more = json!({ "Message": "m".repeat(131_073) });
    sns.ok("PublishBatch", batch(&topic, &[half.clone(), half.clone()]));
    let text = "The length of all the messages put together is more than the limit.";
    sns.fails("PublishBatch", batch(&topic, &[half, more]), "BatchRequestTooLong", text);

    for (size, fits, too_long) in [("1024", 1_024, 1_025), ("1048576", 1_048_576, 1_048_577)] {
        let input = json!({ "TopicArn": topic, "AttributeName": "MaximumMessageSize", "AttributeValue": size });
        sns.ok("SetTopicAttributes", input);
        sns.ok("Publish", plain("m".repeat(fits)));
        sns.fails("Publish", plain("m".repeat(too_long)), INVALID, "Invalid parameter: Message too long");
    }
}

#[test]
fn what_message_attributes_are_refused() {
    let yard = Yard::json();
    let sns = Sns::new(&yard);
    let topic = sns.topic("news");
    let name = |name: &str| json!({ name: string("v") });
    let attribute = |value: Value| json!({ "attr1": value });
    let bad_type = "The message attribute 'attr1' has an invalid message attribute type, the set of supported type \
                    prefixes is Binary, Number, and String.";
    let character = |code: &str| {
        format!(
            "Invalid non-alphanumeric character '#x{code}' was found in the message attribute name. Can only include \
             alphanumeric characters, hyphens, underscores, or dots."
        )
    };
    let empty = |kind: &str| {
        format!(
            "The message attribute 'attr1' must contain non-empty message attribute value for message attribute type \
             '{kind}'."
        )
    };
    let field =
        |kind: &str, field: &str| format!("The message attribute 'attr1' with type '{kind}' must use field '{field}'.");
    let cases: Vec<(Value, String)> = vec![
        (name(&"n".repeat(257)), "Length of message attribute name must be less than 256 bytes.".to_owned()),
        (name("a^b"), character("5E")),
        (name("a b"), character("20")),
        (name("é"), character("E9")),
        (name(".a"), "Invalid message attribute name starting with character '.' was found.".to_owned()),
        (name("a."), "Invalid message attribute name ending with character '.' was found.".to_owned()),
        (name("a..b"), "Message attribute name can not have successive '.' character.".to_owned()),
        (attribute(json!({ "DataType": "String.", "StringValue": "v" })), bad_type.to_owned()),
        (attribute(json!({ "DataType": "Stringprefixed", "StringValue": "v" })), bad_type.to_owned()),
        (attribute(json!({ "DataType": "Boolean", "StringValue": "true" })), bad_type.to_owned()),
        (attribute(json!({ "DataType": "", "StringValue": "v" })), bad_type.to_owned()),
        (attribute(json!({ "DataType": "string", "StringValue": "v" })), bad_type.to_owned()),
        (attribute(string("")), empty("String")),
        (attribute(json!({ "DataType": "String" })), empty("String")),
        (attribute(json!({ "DataType": "Number", "StringValue": "" })), empty("Number")),
        (attribute(json!({ "DataType": "Binary", "BinaryValue": "" })), empty("Binary")),
        (attribute(json!({ "DataType": "Number", "BinaryValue": "AQ==" })), field("Number", "String")),
        (attribute(json!({ "DataType": "Binary", "StringValue": "v" })), field("Binary", "Binary")),
        (
            attribute(json!({ "DataType": "Number", "StringValue": "ten" })),
            "Could not cast message attribute 'attr1' value to number.".to_owned(),
        ),
    ];
    for (attributes, text) in cases {
        let more = json!({ "MessageAttributes": attributes });
        let input = over(&json!({ "TopicArn": topic, "Message": "m" }), more.clone());
        sns.fails("Publish", input, BAD_ATTRIBUTE, &text);
        sns.fails("PublishBatch", batch(&topic, &[json!({}), more]), BAD_ATTRIBUTE, &text);
    }
    let missing = json!({ "MessageAttributes": { "attr1": { "StringValue": "v" } } });
    let text = |path: &str| {
        format!(
            "1 validation error detected: Value null at '{path}messageAttributes.attr1.member.dataType' failed to \
             satisfy constraint: Member must not be null"
        )
    };
    let input = over(&json!({ "TopicArn": topic, "Message": "m" }), missing.clone());
    sns.fails("Publish", input, "ValidationError", &text(""));
    let input = batch(&topic, &[missing]);
    sns.fails("PublishBatch", input, "ValidationError", &text("publishBatchRequestEntries.1.member."));
    for kind in ["String.x", "String.  x.", "Number.int", "String.Array"] {
        sns.publish(&topic, "m", json!({ "MessageAttributes": { "attr1": { "DataType": kind, "StringValue": "1" } } }));
    }
    for good in ["A-b_c.9", &"n".repeat(256)] {
        sns.publish(&topic, "m", json!({ "MessageAttributes": name(good) }));
    }
}

#[test]
fn what_a_structured_message_is_refused_for() {
    let yard = Yard::json();
    let sns = Sns::new(&yard);
    let topic = sns.topic("news");
    let no_default = "Invalid parameter: Message Structure - No default entry in JSON message body";
    let no_json = "Invalid parameter: Message Structure - JSON message body failed to parse";
    for (message, text) in [
        (r#"{"sqs":"x"}"#, no_default),
        (r#"{"default":{"a":1}}"#, no_default),
        (r#"{"default":1}"#, no_default),
        (r#"{"default":null}"#, no_default),
        ("{}", no_default),
        ("hello", no_json),
        (r#"{"default":"x""#, no_json),
        (r#"["default"]"#, no_json),
        (r#""default""#, no_json),
    ] {
        let more = json!({ "Message": message, "MessageStructure": "json" });
        sns.fails("Publish", over(&json!({ "TopicArn": topic }), more.clone()), INVALID, text);
        sns.fails("PublishBatch", batch(&topic, &[json!({}), more]), INVALID, text);
    }
}

#[test]
fn what_a_batch_is_refused_for() {
    let yard = Yard::json();
    let sns = Sns::new(&yard);
    let topic = sns.topic("news");
    let queue = yard.standard("jobs");
    sns.subscribe_queue(&topic, &queue, json!({}));
    let with_ids = |ids: &[&str]| {
        let entries: Vec<Value> = ids.iter().map(|id| json!({ "Id": id, "Message": "m" })).collect();
        json!({ "TopicArn": topic, "PublishBatchRequestEntries": entries })
    };
    let long = "x".repeat(81);
    let character =
        |id: &str| format!("The Id of a batch entry in the batch request contains an impermissible character: {id}");
    for (input, code, text) in [
        (
            with_ids(&["1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11"]),
            "TooManyEntriesInBatchRequest",
            "The batch request contains more entries than permissible.".to_owned(),
        ),
        (
            json!({ "TopicArn": topic }),
            "EmptyBatchRequest",
            "The batch request doesn't contain any entries.".to_owned(),
        ),
        (
            with_ids(&["a", "b", "a"]),
            "BatchEntryIdsNotDistinct",
            "Two or more batch entries in the request have the same Id.".to_owned(),
        ),
        (
            with_ids(&["a", &long]),
            "InvalidBatchEntryId",
            format!("The Id of a batch entry in the batch request is too long: {long}"),
        ),
        (with_ids(&["a", "b.c"]), "InvalidBatchEntryId", character("b.c")),
        (with_ids(&["a", ""]), "InvalidBatchEntryId", character("")),
        (batch(&topic, &[json!({}), json!({ "Message": "" })]), INVALID, "Invalid parameter: Empty message".to_owned()),
        (batch(&topic, &[json!({}), json!({ "Subject": "" })]), INVALID, "Invalid parameter: Subject".to_owned()),
        (batch(&topic.replace("news", "other"), &[json!({})]), "NotFound", "Topic does not exist".to_owned()),
    ] {
        sns.fails("PublishBatch", input, code, &text);
    }
    assert_eq!(queue.receive(), [Value::Null; 0], "one wrong entry refuses them all");
    sns.ok("PublishBatch", with_ids(&["a", "B-_9", &"x".repeat(80)]));
    assert_eq!(queue.receive().len(), 3);
}

#[test]
fn a_batch_answers_every_entry() {
    let yard = Yard::json();
    let sns = Sns::new(&yard);
    for name in ["news", "news.fifo"] {
        let topic = sns.topic(name);
        let fifo = name.ends_with(".fifo");
        let ids = |i: u32| json!({ "MessageGroupId": "g", "MessageDeduplicationId": i.to_string() });
        let messages: Vec<Value> = (0..10).map(|i| if fifo { ids(i) } else { json!({}) }).collect();
        let answer = sns.ok("PublishBatch", batch(&topic, &messages));
        assert_eq!(answer["Failed"], json!(""), "an empty list");
        let good = answer["Successful"].as_array().expect("a list");
        let ids: Vec<&str> = good.iter().map(|one| one["Id"].as_str().expect("an id")).collect();
        assert_eq!(ids, ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10"]);
        let different: BTreeSet<&str> = good.iter().map(|one| one["MessageId"].as_str().expect("an id")).collect();
        assert_eq!(different.len(), 10);
        let numbers: Vec<&str> = good.iter().filter_map(|one| one["SequenceNumber"].as_str()).collect();
        assert_eq!(numbers.len(), if fifo { 10 } else { 0 });
        assert!(numbers.is_sorted() && numbers.iter().all(|number| number.len() == 20), "{numbers:?}");
    }
}

#[test]
fn who_publishes_from_elsewhere() {
    let yard = Yard::json();
    let topic = Sns::new(&yard).topic("news");
    let queue = yard.standard("jobs");
    Sns::new(&yard).subscribe_queue(&topic, &queue, json!({ "RawMessageDelivery": "true" }));
    Sns::of(&yard, "111111111111", "us-east-1").publish(&topic, "from another account", json!({}));
    assert_eq!(queue.bodies(), ["from another account"]);
    let there = Sns::of(&yard, "000000000000", "eu-west-1");
    let input = json!({ "TopicArn": topic, "Message": "from another region" });
    there.fails("Publish", input, INVALID, "Invalid parameter: TopicArn");
    assert_eq!(queue.bodies(), [""; 0]);
}
