//! FIFO queues: a second message of the same deduplication id within five minutes is swallowed.

use serde_json::{Value, json};

use crate::support::{BAD_VALUE, Queue, Yard, over_both};

/// The hash of the body `Test`, as AWS's documentation writes it.
const HASH_OF_TEST: &str = "532eaabd9574880dbf76b9b8cc00832c20a6ec113d682299550d7a6e0f345e25";

fn plain<'y>(yard: &'y Yard, scope: &str) -> Queue<'y> {
    yard.queue("orders.fifo", json!({ "FifoQueue": "true", "DeduplicationScope": scope }))
}

fn send(queue: &Queue<'_>, body: &str, group: &str, id: Option<&str>) -> Value {
    let mut input = json!({ "MessageGroupId": group });
    if let Some(id) = id {
        input["MessageDeduplicationId"] = json!(id);
    }
    queue.send_with(body, input)
}

#[test]
fn a_duplicate_is_answered_as_the_first_and_not_kept() {
    over_both(|yard| {
        let queue = plain(yard, "queue");
        let first = send(&queue, "one", "g", Some("id"));
        let second = send(&queue, "two", "g", Some("id"));
        for name in ["MessageId", "SequenceNumber"] {
            assert_eq!(first[name], second[name], "{name}");
        }
        assert_eq!(second["MD5OfMessageBody"], "b8a9f715dbb64fd5c56e7783c6820a61", "the digest is of what was sent");
        assert_eq!(queue.bodies(), ["one"]);
    });
}

#[test]
fn which_ids_are_the_same() {
    // Scope, content-based, first and second as (body, group, id), whether the second is a duplicate.
    type Sent = (&'static str, &'static str, Option<&'static str>);
    let cases: &[(&str, bool, Sent, Sent, bool)] = &[
        ("queue", false, ("a", "g1", Some("x")), ("b", "g2", Some("x")), true),
        ("queue", false, ("a", "g1", Some("x")), ("a", "g1", Some("y")), false),
        ("messageGroup", false, ("a", "g1", Some("x")), ("b", "g2", Some("x")), false),
        ("messageGroup", false, ("a", "g1", Some("x")), ("b", "g1", Some("x")), true),
        ("queue", true, ("a", "g1", None), ("a", "g2", None), true),
        ("queue", true, ("a", "g1", None), ("b", "g1", None), false),
        ("messageGroup", true, ("a", "g1", None), ("a", "g2", None), false),
        ("messageGroup", true, ("a", "g1", None), ("a", "g1", None), true),
        // An explicit id beats the content hash, and one that equals the hash is the same.
        ("queue", true, ("a", "g", Some("x")), ("a", "g", Some("y")), false),
        ("queue", true, ("Test", "g", None), ("other", "g", Some(HASH_OF_TEST)), true),
        ("queue", true, ("other", "g", Some(HASH_OF_TEST)), ("Test", "g", None), true),
        ("queue", false, ("a", "g", Some("Id")), ("a", "g", Some("id")), false),
    ];
    for (i, (scope, by_content, first, second, duplicate)) in cases.iter().enumerate() {
        over_both(|yard| {
            let queue = yard.queue(
                "orders.fifo",
                json!({
                    "FifoQueue": "true", "DeduplicationScope": scope,
                    "ContentBasedDeduplication": by_content.to_string(),
                }),
            );
            let sent = [first, second].map(|(body, group, id)| send(&queue, body, group, *id));
            assert_eq!(sent[0]["MessageId"] == sent[1]["MessageId"], *duplicate, "case {i}");
            assert_eq!(queue.receive().len(), if *duplicate { 1 } else { 2 }, "case {i}");
        });
    }
}

#[test]
fn attributes_do_not_count_for_the_content_hash() {
    over_both(|yard| {
        let queue = yard.fifo("orders.fifo");
        let attributes = json!({ "k": { "DataType": "String", "StringValue": "x" } });
        queue.send_with("Test", json!({ "MessageGroupId": "g" }));
        queue.send_with("Test", json!({ "MessageGroupId": "g", "MessageAttributes": attributes }));
        let message = queue.receive_one();
        assert_eq!(message["Attributes"]["MessageDeduplicationId"], HASH_OF_TEST);
    });
}

#[test]
fn the_window_is_five_minutes_from_the_first_send() {
    over_both(|yard| {
        let queue = plain(yard, "queue");
        let first = send(&queue, "one", "g", Some("id"));
        queue.delete(&queue.receive_one());
        yard.advance(299);
        let second = send(&queue, "two", "g", Some("id"));
        assert_eq!(first["MessageId"], second["MessageId"], "a deletion doesn't matter, the window isn't over");
        assert_eq!(queue.bodies(), [""; 0]);
        yard.advance(1);
        let third = send(&queue, "three", "g", Some("id"));
        assert_ne!(first["MessageId"], third["MessageId"]);
        assert_eq!(queue.bodies(), ["three"], "a swallowed duplicate doesn't extend the window");
    });
}

#[test]
fn a_batch_swallows_its_own_duplicates() {
    over_both(|yard| {
        let queue = plain(yard, "queue");
        let entry = |id: &str, body: &str, dedup: &str| json!({ "Id": id, "MessageBody": body, "MessageGroupId": "g", "MessageDeduplicationId": dedup });
        let entries = [entry("1", "a", "x"), entry("2", "b", "x"), entry("3", "c", "y")];
        let sent = queue.ok("SendMessageBatch", json!({ "Entries": entries }));
        let ids: Vec<_> = (0..3).map(|i| sent["Successful"][i]["MessageId"].clone()).collect();
        assert!(ids[0] == ids[1] && ids[1] != ids[2], "{sent}");
        assert_eq!(queue.bodies(), ["a", "c"]);
    });
}

#[test]
fn purging_and_creating_anew_forget_the_ids() {
    over_both(|yard| {
        let queue = plain(yard, "queue");
        let first = send(&queue, "one", "g", Some("id"));
        queue.ok("PurgeQueue", json!({}));
        let second = send(&queue, "two", "g", Some("id"));
        assert_ne!(first["MessageId"], second["MessageId"], "after a purge");
        queue.ok("DeleteQueue", json!({}));
        let queue = plain(yard, "queue");
        let third = send(&queue, "three", "g", Some("id"));
        assert_ne!(second["MessageId"], third["MessageId"], "in a new queue");
        assert_eq!(queue.bodies(), ["three"]);
    });
}

#[test]
fn another_scope_holds_a_minute_after_it_was_set() {
    // AWS was seen to go on with the former scope at first; how long is left open.
    for (before, after) in [("queue", "messageGroup"), ("messageGroup", "queue")] {
        over_both(|yard| {
            let queue = plain(yard, before);
            queue.set(json!({ "DeduplicationScope": after }));
            assert_eq!(queue.attribute("DeduplicationScope").as_deref(), Some(after));
            yard.advance(60);
            send(&queue, "one", "g1", Some("id"));
            send(&queue, "two", "g2", Some("id"));
            assert_eq!(queue.receive().len(), if after == "queue" { 1 } else { 2 }, "{before} to {after}");
        });
    }
}

#[test]
fn a_dead_letter_takes_its_own_id_for_deduplication() {
    over_both(|yard| {
        let dead = yard.fifo("dead.fifo");
        let policy = json!({ "deadLetterTargetArn": dead.arn(), "maxReceiveCount": 1 }).to_string();
        for name in ["a.fifo", "b.fifo"] {
            let queue = yard.fifo(name);
            queue.set(json!({ "RedrivePolicy": policy, "VisibilityTimeout": "0" }));
            let sent = send(&queue, "the same body", "g", Some("the-same-id"));
            assert_eq!(queue.bodies().len(), 1);
            assert_eq!(queue.bodies(), [""; 0], "moved");
            assert!(sent["MessageId"].is_string());
        }
        let dead = dead.receive();
        assert_eq!(dead.len(), 2, "neither is the other's duplicate");
        for message in dead {
            assert_eq!(message["Attributes"]["MessageDeduplicationId"], message["MessageId"]);
        }
    });
}

#[test]
fn group_and_deduplication_ids_have_a_form() {
    let text = |value: &str, name: &str| {
        format!(
            "Value {value} for parameter {name} is invalid. Reason: {name} can only include alphanumeric and \
             punctuation characters. 1 to 128 in length."
        )
    };
    let long = "x".repeat(129);
    let longest = "x".repeat(128);
    over_both(|yard| {
        let queue = yard.fifo("orders.fifo");
        for name in ["MessageGroupId", "MessageDeduplicationId"] {
            for wrong in ["", "group 123", "tab\t", "ümlaut", &long] {
                let mut input = json!({ "MessageBody": "m", "MessageGroupId": "g", "MessageDeduplicationId": "d" });
                input[name] = json!(wrong);
                queue.fails("SendMessage", input, BAD_VALUE, &text(wrong, name));
            }
            for right in ["!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~", &longest] {
                let mut input = json!({ "MessageBody": right, "MessageGroupId": "g", "MessageDeduplicationId": name });
                input[name] = json!(right);
                queue.ok("SendMessage", input);
            }
        }
    });
}

#[test]
fn what_a_fifo_message_needs() {
    const NO_ID: &str = "The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId \
                         provided explicitly";
    const NO_GROUP: &str = "The request must contain the parameter MessageGroupId.";
    over_both(|yard| {
        let queue = plain(yard, "queue");
        let whole = json!({ "Id": "1", "MessageBody": "m", "MessageGroupId": "g", "MessageDeduplicationId": "d" });
        let without = |name: &str| {
            let mut input = whole.clone();
            input.as_object_mut().expect("an object").remove(name);
            input
        };
        let mut single = without("MessageGroupId");
        single.as_object_mut().expect("an object").remove("Id");
        queue.fails("SendMessage", single, "MissingParameter", NO_GROUP);
        queue.fails("SendMessage", json!({ "MessageBody": "m", "MessageGroupId": "g" }), BAD_VALUE, NO_ID);
        // One entry without them fails the whole batch.
        let mut good = whole.clone();
        good["Id"] = json!("2");
        for (missing, text) in [("MessageGroupId", NO_GROUP), ("MessageDeduplicationId", NO_ID)] {
            let entries = [good.clone(), without(missing)];
            queue.fails("SendMessageBatch", json!({ "Entries": entries }), BAD_VALUE, text);
        }
        assert_eq!(queue.counts(), [0, 0, 0]);
    });
}

#[test]
fn a_standard_queue_takes_no_deduplication_id() {
    over_both(|yard| {
        let text = "Value x for parameter MessageDeduplicationId is invalid. Reason: The request includes a parameter \
                    that is not valid for this queue type.";
        let input = json!({ "MessageBody": "m", "MessageDeduplicationId": "x" });
        yard.standard("jobs").fails("SendMessage", input, BAD_VALUE, text);
    });
}
