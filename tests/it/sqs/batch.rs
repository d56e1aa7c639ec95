//! The three batch operations: what fails as a whole, and what fails alone.

use serde_json::{Value, json};

use crate::support::{BAD_VALUE, NO_QUEUE, check_faults, no_such_queue, over_both};

/// Each operation with an entry that is well formed.
fn operations() -> [(&'static str, Value); 3] {
    [
        ("SendMessageBatch", json!({ "MessageBody": "m" })),
        ("DeleteMessageBatch", json!({ "ReceiptHandle": "handle" })),
        ("ChangeMessageVisibilityBatch", json!({ "ReceiptHandle": "handle", "VisibilityTimeout": 5 })),
    ]
}

fn entries(entry: &Value, ids: &[&str]) -> Value {
    let with = |id: &&str| {
        let mut entry = entry.clone();
        entry["Id"] = json!(id);
        entry
    };
    ids.iter().map(with).collect()
}

#[test]
fn the_shape_of_a_batch_is_checked_in_order() {
    let long = "x".repeat(81);
    let twenty: Vec<String> = (0..20).map(|i| format!("id_{i}")).collect();
    let twenty: Vec<&str> = twenty.iter().map(String::as_str).collect();
    let code = |name: &str| format!("AWS.SimpleQueueService.{name}");
    over_both(|yard| {
        let queue = yard.standard("jobs");
        for (operation, entry) in operations() {
            let absent = json!({ "QueueUrl": "http://localhost:4566/000000000000/absent", "Entries": [] });
            yard.fails(operation, absent, NO_QUEUE, no_such_queue(yard.via));
            let none = format!("There should be at least one {operation}RequestEntry in the request.");
            queue.fails(operation, json!({ "Entries": [] }), &code("EmptyBatchRequest"), &none);
            let text = "Maximum number of entries per request are 10. You have sent 20.";
            let input = json!({ "Entries": entries(&entry, &twenty) });
            queue.fails(operation, input, &code("TooManyEntriesInBatchRequest"), text);
            for wrong in ["", "a b", "a.b", "ü", &long] {
                let text = "A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be \
                            at most 80 letters long.";
                let input = json!({ "Entries": entries(&entry, &["good", wrong, "good"]) });
                queue.fails(operation, input, &code("InvalidBatchEntryId"), text);
            }
            let input = json!({ "Entries": entries(&entry, &["id_1", "id_2", "id_2", "id_1"]) });
            queue.fails(operation, input, &code("BatchEntryIdsNotDistinct"), "Id id_2 repeated.");
        }
        assert_eq!(queue.counts(), [0, 0, 0]);
    });
}

#[test]
fn a_good_batch() {
    over_both(|yard| {
        let queue = yard.standard("jobs");
        let bodies: Vec<String> = (0..10).map(|i| format!("m{i}")).collect();
        let batch: Vec<Value> = bodies
            .iter()
            .map(|body| {
                json!({
                    "Id": body, "MessageBody": body,
                    "MessageAttributes": { "k": { "DataType": "String", "StringValue": "x" } },
                })
            })
            .collect();
        let sent = queue.ok("SendMessageBatch", json!({ "Entries": batch }));
        assert_eq!(sent.get("Failed"), None, "{sent}");
        let received = queue.receive();
        assert_eq!(received.len(), 10);
        for (i, message) in received.iter().enumerate() {
            let entry = &sent["Successful"][i];
            assert_eq!(entry["Id"], bodies[i]);
            assert_eq!(entry["MessageId"], message["MessageId"]);
            assert_eq!(entry["MD5OfMessageBody"], message["MD5OfBody"]);
            assert_eq!(entry["MD5OfMessageAttributes"], "a45daa70926828a2f0a1db3418e6feb4");
        }
        let handles = |more: Value| -> Value {
            let entry = |(i, message): (usize, &Value)| {
                let mut entry = json!({ "Id": format!("e{i}"), "ReceiptHandle": message["ReceiptHandle"] });
                for (name, value) in more.as_object().expect("an object") {
                    entry[name] = value.clone();
                }
                entry
            };
            received.iter().enumerate().map(entry).collect()
        };
        let ids: Value = (0..10).map(|i| json!({ "Id": format!("e{i}") })).collect();
        let changed =
            queue.ok("ChangeMessageVisibilityBatch", json!({ "Entries": handles(json!({ "VisibilityTimeout": 0 })) }));
        assert_eq!(changed, json!({ "Successful": ids }));
        assert_eq!(queue.counts(), [10, 0, 0]);
        let deleted = queue.ok("DeleteMessageBatch", json!({ "Entries": handles(json!({})) }));
        assert_eq!(deleted, json!({ "Successful": ids }));
        assert_eq!(queue.counts(), [0, 0, 0]);
    });
}

#[test]
fn a_wrong_entry_of_a_send_fails_alone() {
    over_both(|yard| {
        let queue = yard.queue("jobs", json!({ "MaximumMessageSize": "1024" }));
        let batch = json!([
            { "Id": "good", "MessageBody": "m" },
            { "Id": "character", "MessageBody": "\u{1}" },
            { "Id": "large", "MessageBody": "x".repeat(1025) },
            { "Id": "delay", "MessageBody": "m", "DelaySeconds": 901 },
            { "Id": "attribute", "MessageBody": "m",
              "MessageAttributes": { "k": { "DataType": "Strange", "StringValue": "x" } } },
            { "Id": "also-good", "MessageBody": "m" },
        ]);
        let answer = queue.ok("SendMessageBatch", json!({ "Entries": batch }));
        let ids = |list: &str| -> Vec<String> {
            let entries = answer[list].as_array().expect("a list");
            entries.iter().map(|entry| entry["Id"].as_str().unwrap_or_default().to_owned()).collect()
        };
        assert_eq!(ids("Successful"), ["good", "also-good"]);
        assert_eq!(ids("Failed"), ["character", "large", "delay", "attribute"]);
        let failed = answer["Failed"].as_array().expect("a list");
        assert!(failed.iter().all(|entry| entry["SenderFault"] == true), "{answer}");
        let codes: Vec<_> = failed.iter().map(|entry| entry["Code"].as_str().unwrap_or_default()).collect();
        assert_eq!(codes, ["InvalidMessageContents", BAD_VALUE, BAD_VALUE, BAD_VALUE]);
        assert_eq!(
            failed[1]["Message"],
            "One or more parameters cannot be validated. Reason: Message must be shorter than 1024 bytes."
        );
        assert_eq!(queue.counts(), [2, 0, 0]);
    });
}

#[test]
fn a_delay_in_a_fifo_batch_fails_its_entry() {
    over_both(|yard| {
        let queue = yard.fifo("orders.fifo");
        let batch = json!([
            { "Id": "1", "MessageBody": "a", "MessageGroupId": "g" },
            { "Id": "2", "MessageBody": "b", "MessageGroupId": "g", "DelaySeconds": 2 },
            { "Id": "3", "MessageBody": "c", "MessageGroupId": "g", "DelaySeconds": 0 },
        ]);
        let answer = queue.ok("SendMessageBatch", json!({ "Entries": batch }));
        assert_eq!(answer["Failed"][0]["Id"], "2");
        assert_eq!(
            answer["Failed"][0]["Message"],
            "Value 2 for parameter DelaySeconds is invalid. Reason: The request include parameter that is not valid for \
             this queue type."
        );
        assert_eq!(queue.bodies(), ["a", "c"], "the order is that of the entries");
    });
}

#[test]
fn wrong_handles_fail_alone() {
    over_both(|yard| {
        let queue = yard.standard("jobs");
        queue.send("m");
        let message = queue.receive_one();
        let entry = |id: &str, handle: &Value| json!({ "Id": id, "ReceiptHandle": handle, "VisibilityTimeout": 5 });
        let batch = [entry("bad", &json!("garbage")), entry("good", &message["ReceiptHandle"])];
        for operation in ["ChangeMessageVisibilityBatch", "DeleteMessageBatch"] {
            let mut batch = batch.to_vec();
            if operation == "DeleteMessageBatch" {
                batch.iter_mut().for_each(|entry| drop(entry.as_object_mut().map(|e| e.remove("VisibilityTimeout"))));
            }
            let answer = queue.ok(operation, json!({ "Entries": batch }));
            assert_eq!(answer["Successful"], json!([{ "Id": "good" }]), "{operation}");
            let failed = &answer["Failed"][0];
            assert_eq!(failed["Id"], "bad");
            assert_eq!(failed["Code"], "ReceiptHandleIsInvalid");
            assert_eq!(failed["SenderFault"], true);
        }
        let change = json!({ "Id": "1", "ReceiptHandle": message["ReceiptHandle"], "VisibilityTimeout": 43_201 });
        let answer = queue.ok("ChangeMessageVisibilityBatch", json!({ "Entries": [change] }));
        assert_eq!(answer.get("Successful"), None);
        assert_eq!(answer["Failed"][0]["Code"], BAD_VALUE);
    });
}

#[test]
fn a_batch_has_a_size() {
    const LIMIT: usize = 1_048_576;
    over_both(|yard| {
        let queue = yard.queue("jobs", json!({ "MaximumMessageSize": "1024" }));
        let large = |n: usize| json!({ "Id": n.to_string(), "MessageBody": "x".repeat(n) });
        let text = |n: usize| format!("Batch requests cannot be longer than {LIMIT} bytes. You have sent {n} bytes.");
        let code = "AWS.SimpleQueueService.BatchRequestTooLong";
        check_faults(
            yard,
            &[
                (
                    "SendMessageBatch",
                    json!({ "QueueUrl": queue.url, "Entries": [large(LIMIT + 1)] }),
                    code,
                    &text(LIMIT + 1),
                ),
                (
                    "SendMessageBatch",
                    json!({ "QueueUrl": queue.url, "Entries": [large(LIMIT / 2), large(LIMIT / 2 + 1)] }),
                    code,
                    &text(LIMIT + 1),
                ),
            ],
        );
        queue.set(json!({ "MaximumMessageSize": LIMIT.to_string() }));
        let answer = queue.ok("SendMessageBatch", json!({ "Entries": [large(LIMIT / 2), large(LIMIT / 2 - 1)] }));
        assert_eq!(answer["Successful"].as_array().map(Vec::len), Some(2));
    });
}
