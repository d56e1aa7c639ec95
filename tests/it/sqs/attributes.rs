//! Queue attributes: defaults, bounds, and rules among each other.

use serde_json::{Value, json};

use crate::support::{Queue, over_both};

const NAME: &str = "InvalidAttributeName";
const VALUE: &str = "InvalidAttributeValue";

fn names(queue: &Queue<'_>) -> Vec<String> {
    let attributes = queue.attributes();
    let mut names: Vec<_> = attributes.as_object().expect("an object").keys().cloned().collect();
    names.sort();
    names
}

fn refuse(queue: &Queue<'_>, attributes: Value, code: &str, text: &str) {
    queue.fails("SetQueueAttributes", json!({ "Attributes": attributes }), code, text);
}

#[test]
fn the_attributes_of_a_new_queue() {
    over_both(|yard| {
        let now = (yard.now() / 1000).to_string();
        let common = json!({
            "ApproximateNumberOfMessages": "0",
            "ApproximateNumberOfMessagesDelayed": "0",
            "ApproximateNumberOfMessagesNotVisible": "0",
            "CreatedTimestamp": now,
            "DelaySeconds": "0",
            "LastModifiedTimestamp": now,
            "MaximumMessageSize": "1048576",
            "MessageRetentionPeriod": "345600",
            "QueueArn": "arn:aws:sqs:us-east-1:000000000000:jobs",
            "ReceiveMessageWaitTimeSeconds": "0",
            "SqsManagedSseEnabled": "true",
            "VisibilityTimeout": "30",
        });
        assert_eq!(yard.standard("jobs").attributes(), common);
        let mut fifo = common;
        for (name, value) in [
            ("QueueArn", "arn:aws:sqs:us-east-1:000000000000:orders.fifo"),
            ("ContentBasedDeduplication", "false"),
            ("DeduplicationScope", "queue"),
            ("FifoQueue", "true"),
            ("FifoThroughputLimit", "perQueue"),
        ] {
            fifo[name] = json!(value);
        }
        assert_eq!(yard.queue("orders.fifo", json!({ "FifoQueue": "true" })).attributes(), fifo);
    });
}

#[test]
fn asking_for_attributes() {
    over_both(|yard| {
        let queue = yard.standard("jobs");
        let cases = [
            (json!({}), json!({})),
            (json!({ "AttributeNames": ["DelaySeconds"] }), json!({ "Attributes": { "DelaySeconds": "0" } })),
            (
                json!({ "AttributeNames": ["DelaySeconds", "Policy", "FifoQueue", "RedrivePolicy"] }),
                json!({ "Attributes": { "DelaySeconds": "0" } }),
            ),
            (json!({ "AttributeNames": ["Policy"] }), json!({})),
        ];
        for (input, expected) in cases {
            assert_eq!(queue.ok("GetQueueAttributes", input.clone()), expected, "{input}");
        }
        for wrong in ["Foobar", "", "all", "delayseconds"] {
            let input = json!({ "AttributeNames": ["DelaySeconds", wrong] });
            queue.fails("GetQueueAttributes", input, NAME, &format!("Unknown Attribute {wrong}."));
        }
    });
}

#[test]
fn numbers_have_bounds() {
    let cases = [
        ("DelaySeconds", 0, 900),
        ("MaximumMessageSize", 1024, 1_048_576),
        ("MessageRetentionPeriod", 60, 1_209_600),
        ("ReceiveMessageWaitTimeSeconds", 0, 20),
        ("VisibilityTimeout", 0, 43_200),
        ("KmsDataKeyReusePeriodSeconds", 60, 86_400),
    ];
    over_both(|yard| {
        let queue = yard.standard("jobs");
        for (name, least, most) in cases {
            let mut wrong: Vec<String> = ["", "many", "1.5", "99999999999999999999"].map(str::to_owned).to_vec();
            wrong.extend([least - 1, most + 1].map(|n: i64| n.to_string()));
            for wrong in wrong {
                let mut attributes = json!({});
                attributes[name] = json!(wrong);
                let text = format!("Invalid value for the parameter {name}.");
                refuse(&queue, attributes.clone(), VALUE, &text);
                let create = json!({ "QueueName": "new", "Attributes": attributes });
                yard.fails("CreateQueue", create, VALUE, &text);
            }
            for right in [least, most] {
                let mut attributes = json!({});
                attributes[name] = json!(right.to_string());
                queue.set(attributes);
                if name != "KmsDataKeyReusePeriodSeconds" {
                    assert_eq!(queue.attribute(name), Some(right.to_string()));
                }
            }
        }
    });
}

#[test]
fn names_that_cannot_be_set() {
    over_both(|yard| {
        let (standard, fifo) = (yard.standard("jobs"), yard.fifo("orders.fifo"));
        for name in [
            "Foobar",
            "QueueArn",
            "CreatedTimestamp",
            "LastModifiedTimestamp",
            "ApproximateNumberOfMessages",
            "ApproximateNumberOfMessagesNotVisible",
            "ApproximateNumberOfMessagesDelayed",
        ] {
            for queue in [&standard, &fifo] {
                let mut attributes = json!({});
                attributes[name] = json!("1");
                refuse(queue, attributes, NAME, &format!("Unknown Attribute {name}."));
            }
        }
    });
}

#[test]
fn attributes_of_the_other_kind_of_queue() {
    let only = |name: &str| format!("You can specify the {name} only when FifoQueue is set to true.");
    over_both(|yard| {
        let queue = yard.standard("jobs");
        let cases = [
            ("FifoQueue", "false", "Unknown Attribute FifoQueue.".to_owned()),
            ("ContentBasedDeduplication", "true", "Unknown Attribute ContentBasedDeduplication.".to_owned()),
            ("ContentBasedDeduplication", "false", "Unknown Attribute ContentBasedDeduplication.".to_owned()),
            ("DeduplicationScope", "queue", only("DeduplicationScope")),
            ("FifoThroughputLimit", "perQueue", only("FifoThroughputLimit")),
        ];
        for (name, value, text) in cases {
            let mut attributes = json!({});
            attributes[name] = json!(value);
            refuse(&queue, attributes.clone(), NAME, &text);
            yard.fails("CreateQueue", json!({ "QueueName": "new", "Attributes": attributes }), NAME, &text);
        }
        refuse(&queue, json!({ "FifoQueue": "true" }), NAME, "Unknown Attribute FifoQueue.");
    });
}

#[test]
fn the_kind_of_a_fifo_queue_stays() {
    over_both(|yard| {
        let queue = yard.fifo("orders.fifo");
        queue.set(json!({ "FifoQueue": "true" }));
        let text = "Invalid value for the parameter FifoQueue. Reason: Modifying queue type is not supported.";
        refuse(&queue, json!({ "FifoQueue": "false" }), VALUE, text);
        for (name, wrong) in [
            ("DeduplicationScope", "group"),
            ("FifoThroughputLimit", "none"),
            ("ContentBasedDeduplication", "perhaps"),
            ("SqsManagedSseEnabled", "perhaps"),
        ] {
            let mut attributes = json!({});
            attributes[name] = json!(wrong);
            refuse(&queue, attributes, VALUE, &format!("Invalid value for the parameter {name}."));
        }
    });
}

#[test]
fn a_limit_by_group_wants_ids_by_group() {
    over_both(|yard| {
        let queue = yard.fifo("orders.fifo");
        let input = json!({ "Attributes": { "FifoThroughputLimit": "perMessageGroupId" } });
        let fault = queue.call("SetQueueAttributes", input).expect_err("it isn't taken");
        assert!(fault.code.starts_with("Invalid"), "{fault:?}");
        queue.set(json!({ "FifoThroughputLimit": "perMessageGroupId", "DeduplicationScope": "messageGroup" }));
        assert_eq!(queue.attribute("FifoThroughputLimit").as_deref(), Some("perMessageGroupId"));
    });
}

#[test]
fn booleans_are_taken_in_any_case() {
    over_both(|yard| {
        let queue = yard.queue("orders.fifo", json!({ "FifoQueue": "True", "ContentBasedDeduplication": "TRUE" }));
        assert_eq!(queue.attribute("FifoQueue").as_deref(), Some("true"));
        assert_eq!(queue.attribute("ContentBasedDeduplication").as_deref(), Some("true"));
        queue.set(json!({ "ContentBasedDeduplication": "False", "SqsManagedSseEnabled": "FALSE" }));
        assert_eq!(queue.attribute("ContentBasedDeduplication").as_deref(), Some("false"));
        assert_eq!(queue.attribute("SqsManagedSseEnabled").as_deref(), Some("false"));
    });
}

#[test]
fn the_two_kinds_of_encryption_exclude_each_other() {
    over_both(|yard| {
        let queue = yard.standard("jobs");
        let text = "You can use one type of server-side encryption (SSE) at one time. You can either enable KMS SSE or \
                    SQS SSE.";
        refuse(&queue, json!({ "KmsMasterKeyId": "alias/aws/sqs", "SqsManagedSseEnabled": "true" }), NAME, text);

        queue.set(json!({ "KmsMasterKeyId": "any key at all" }));
        assert_eq!(queue.attribute("KmsMasterKeyId").as_deref(), Some("any key at all"));
        assert_eq!(queue.attribute("SqsManagedSseEnabled").as_deref(), Some("false"));
        queue.set(json!({ "KmsDataKeyReusePeriodSeconds": "600" }));
        assert_eq!(queue.attribute("KmsDataKeyReusePeriodSeconds").as_deref(), Some("600"));

        queue.set(json!({ "KmsMasterKeyId": "", "KmsDataKeyReusePeriodSeconds": "300" }));
        assert!(!names(&queue).iter().any(|name| name.starts_with("Kms")), "both are hidden again");
        assert_eq!(queue.attribute("SqsManagedSseEnabled").as_deref(), Some("false"), "it stays false");
    });
}

#[test]
fn an_empty_value_removes_a_document() {
    over_both(|yard| {
        let queue = yard.standard("jobs");
        let policy = r#"{ "Version": "2012-10-17", "Statement": [] }"#;
        for (name, value) in [
            ("Policy", policy),
            ("RedriveAllowPolicy", r#"{"redrivePermission":"denyAll"}"#),
            ("KmsMasterKeyId", "alias/mine"),
        ] {
            let mut attributes = json!({});
            attributes[name] = json!(value);
            queue.set(attributes.clone());
            let shown = queue.attribute(name);
            assert_eq!(shown.as_deref(), Some(value), "as it was given");
            attributes[name] = json!("");
            queue.set(attributes);
            assert_eq!(queue.attribute(name), None);
            assert!(!names(&queue).contains(&name.to_owned()));
        }
    });
}

#[test]
fn one_wrong_attribute_leaves_all_as_they_were() {
    over_both(|yard| {
        let queue = yard.standard("jobs");
        let attributes = json!({ "DelaySeconds": "7", "VisibilityTimeout": "-1", "MaximumMessageSize": "2048" });
        refuse(&queue, attributes, VALUE, "Invalid value for the parameter VisibilityTimeout.");
        assert_eq!(queue.attribute("DelaySeconds").as_deref(), Some("0"));
        assert_eq!(queue.attribute("MaximumMessageSize").as_deref(), Some("1048576"));
    });
}

#[test]
fn the_time_of_the_last_change() {
    over_both(|yard| {
        let queue = yard.standard("jobs");
        let created = queue.attribute("CreatedTimestamp");
        yard.advance(100);
        assert_eq!(queue.attribute("LastModifiedTimestamp"), created);
        queue.set(json!({ "DelaySeconds": "1" }));
        assert_eq!(queue.attribute("CreatedTimestamp"), created);
        assert_eq!(queue.attribute("LastModifiedTimestamp"), Some((yard.now() / 1000).to_string()));
    });
}

#[test]
fn the_counts_are_exact_and_disjoint() {
    over_both(|yard| {
        let queue = yard.standard("jobs");
        for i in 0..6 {
            queue.send(&format!("{i}"));
        }
        queue.send_with("later", json!({ "DelaySeconds": 60 }));
        let received = queue.receive_with(json!({ "MaxNumberOfMessages": 4 }));
        assert_eq!(queue.counts(), [2, 4, 1]);
        queue.delete(&received[0]);
        queue.hide(&received[1], 0);
        assert_eq!(queue.counts(), [3, 2, 1]);
        yard.advance(30);
        assert_eq!(queue.counts(), [5, 0, 1]);
        yard.advance(30);
        assert_eq!(queue.counts(), [6, 0, 0]);
    });
}
