//! Receipt handles, deletion, and how long a received message stays hidden.

use serde_json::{Value, json};

use crate::support::{BAD_VALUE, NO_QUEUE, Queue, Yard, no_such_queue, over_both};

const INVALID: &str = "ReceiptHandleIsInvalid";

fn expired(handle: &Value) -> String {
    let handle = handle.as_str().expect("a handle");
    format!("Value {handle} for parameter ReceiptHandle is invalid. Reason: The receipt handle has expired.")
}

fn gone(handle: &Value) -> String {
    let handle = handle.as_str().expect("a handle");
    format!(
        "Value {handle} for parameter ReceiptHandle is invalid. Reason: Message does not exist or is not available for \
         visibility timeout change."
    )
}

/// A queue of either kind with one message in flight for 30 seconds.
fn in_flight<'y>(yard: &'y Yard, name: &str) -> (Queue<'y>, Value) {
    let queue = if name.ends_with(".fifo") { yard.fifo(name) } else { yard.standard(name) };
    queue.send_with("m", json!({ "MessageGroupId": "g" }));
    let message = queue.receive_one();
    (queue, message)
}

#[test]
fn a_handle_that_is_none() {
    let garbage = "The input receipt handle \"garbage\" is not a valid receipt handle.";
    over_both(|yard| {
        for name in ["jobs", "orders.fifo"] {
            let (queue, message) = in_flight(yard, name);
            queue.fails("DeleteMessage", json!({ "ReceiptHandle": "garbage" }), INVALID, garbage);
            let input = json!({ "ReceiptHandle": "garbage", "VisibilityTimeout": 0 });
            queue.fails("ChangeMessageVisibility", input, INVALID, garbage);

            let (other, _) = in_flight(yard, &format!("other-{name}"));
            let foreign = json!({ "ReceiptHandle": message["ReceiptHandle"] });
            other.fails("DeleteMessage", foreign, INVALID, "The input receipt handle…");

            // One letter of a true handle changed.
            let mut letters = message["ReceiptHandle"].as_str().expect("a handle").to_owned().into_bytes();
            letters[20] = if letters[20] == b'A' { b'B' } else { b'A' };
            let forged = String::from_utf8(letters).expect("ASCII");
            queue.fails("DeleteMessage", json!({ "ReceiptHandle": forged }), INVALID, "The input receipt handle…");
        }
        let unknown = json!({ "QueueUrl": "http://localhost:4566/000000000000/absent", "ReceiptHandle": "garbage" });
        yard.fails("DeleteMessage", unknown, NO_QUEUE, no_such_queue(yard.via));
    });
}

#[test]
fn a_handle_looks_like_one_of_aws_and_is_new_for_every_receive() {
    over_both(|yard| {
        let (queue, first) = in_flight(yard, "jobs");
        yard.advance(30);
        let second = queue.receive_one();
        assert_eq!(first["MessageId"], second["MessageId"]);
        assert_ne!(first["ReceiptHandle"], second["ReceiptHandle"]);
        let handle = first["ReceiptHandle"].as_str().expect("a handle");
        assert!(handle.starts_with("AQEB") && handle.len() <= 1024, "{handle}");
    });
}

#[test]
fn deleting_is_repeatable() {
    over_both(|yard| {
        for name in ["jobs", "orders.fifo"] {
            let (queue, message) = in_flight(yard, name);
            queue.delete(&message);
            queue.delete(&message);
            yard.advance(30);
            queue.delete(&message);
            assert_eq!(queue.counts(), [0, 0, 0], "{name}");
        }
    });
}

#[test]
fn deleting_after_the_visibility_is_over() {
    over_both(|yard| {
        let (standard, message) = in_flight(yard, "jobs");
        let (fifo, fifo_message) = in_flight(yard, "orders.fifo");
        yard.advance(30);
        standard.delete(&message);
        assert_eq!(standard.bodies(), [""; 0], "a standard queue deletes it");
        let handle = &fifo_message["ReceiptHandle"];
        fifo.fails("DeleteMessage", json!({ "ReceiptHandle": handle }), BAD_VALUE, &expired(handle));
        assert_eq!(fifo.bodies(), ["m"], "a FIFO queue doesn't");
        fifo.fails("DeleteMessage", json!({ "ReceiptHandle": handle }), BAD_VALUE, &expired(handle));
    });
}

#[test]
fn an_extension_in_time_keeps_the_handle_alive() {
    over_both(|yard| {
        for name in ["jobs", "orders.fifo"] {
            let (queue, message) = in_flight(yard, name);
            yard.advance(20);
            queue.hide(&message, 30);
            yard.advance(29);
            assert_eq!(queue.bodies(), [""; 0], "{name}: the new time counts from the call");
            queue.delete(&message);
            yard.advance(30);
            assert_eq!(queue.counts(), [0, 0, 0], "{name}");
        }
    });
}

#[test]
fn an_older_handle_of_a_standard_queue_still_works() {
    over_both(|yard| {
        let (queue, first) = in_flight(yard, "jobs");
        yard.advance(30);
        queue.receive_one();
        queue.hide(&first, 0);
        assert_eq!(queue.counts(), [1, 0, 0], "an older handle makes it visible");
        queue.receive_one();
        queue.delete(&first);
        assert_eq!(queue.counts(), [0, 0, 0], "and deletes it");
    });
}

#[test]
fn changing_the_visibility_after_the_end() {
    over_both(|yard| {
        for name in ["jobs", "orders.fifo"] {
            let (queue, message) = in_flight(yard, name);
            let handle = &message["ReceiptHandle"];
            let change = json!({ "ReceiptHandle": handle, "VisibilityTimeout": 10 });
            yard.advance(30);
            if name == "jobs" {
                queue.ok("ChangeMessageVisibility", change.clone());
                assert_eq!(queue.counts(), [0, 1, 0], "hidden again");
            } else {
                queue.fails("ChangeMessageVisibility", change.clone(), BAD_VALUE, &expired(handle));
            }
            queue.ok("PurgeQueue", json!({}));
            queue.fails("ChangeMessageVisibility", change, BAD_VALUE, &gone(handle));
        }
    });
}

#[test]
fn a_changed_visibility_is_not_remembered() {
    over_both(|yard| {
        let (queue, message) = in_flight(yard, "jobs");
        queue.hide(&message, 0);
        queue.receive_one();
        yard.advance(29);
        assert_eq!(queue.bodies(), [""; 0], "the queue's own 30 seconds");
        yard.advance(1);
        assert_eq!(queue.bodies_with(json!({ "VisibilityTimeout": 5 })), ["m"]);
        yard.advance(5);
        assert_eq!(queue.bodies(), ["m"], "the receive's 5 seconds");
    });
}

#[test]
fn the_time_of_a_visibility_has_bounds() {
    const TOTAL: &str = "Total VisibilityTimeout for the message is beyond the limit [43200 seconds]";
    over_both(|yard| {
        let (queue, message) = in_flight(yard, "jobs");
        let handle = &message["ReceiptHandle"];
        for wrong in [-1, 43_201] {
            let input = json!({ "ReceiptHandle": handle, "VisibilityTimeout": wrong });
            let text = format!("Value {wrong} for parameter VisibilityTimeout is invalid…");
            queue.fails("ChangeMessageVisibility", input, BAD_VALUE, &text);
        }
        yard.advance(1);
        let input = json!({ "ReceiptHandle": handle, "VisibilityTimeout": 43_200 });
        let text = format!("Value 43200 for parameter VisibilityTimeout is invalid. Reason: {TOTAL}");
        queue.fails("ChangeMessageVisibility", input, BAD_VALUE, &text);
        queue.hide(&message, 43_199);
        yard.advance(43_198);
        assert_eq!(queue.counts(), [0, 1, 0]);
        yard.advance(1);
        assert_eq!(queue.counts(), [1, 0, 0]);
        let missing = json!({ "ReceiptHandle": handle });
        let text = "The request must contain the parameter VisibilityTimeout.";
        queue.fails("ChangeMessageVisibility", missing, "MissingParameter", text);
    });
}

#[test]
fn a_receive_may_hide_for_no_time_at_all() {
    over_both(|yard| {
        let queue = yard.standard("jobs");
        queue.send("m");
        for count in ["1", "2", "3"] {
            let messages = queue.receive_with(json!({ "VisibilityTimeout": 0 }));
            assert_eq!(messages[0]["Attributes"]["ApproximateReceiveCount"], count);
            assert_eq!(queue.counts(), [1, 0, 0]);
        }
    });
}

#[test]
fn a_queue_may_hide_for_no_time_at_all() {
    over_both(|yard| {
        let queue = yard.queue("jobs", json!({ "VisibilityTimeout": "0" }));
        queue.send("m");
        assert_eq!(queue.bodies(), ["m"]);
        assert_eq!(queue.bodies(), ["m"]);
    });
}

#[test]
fn another_timeout_of_the_queue_leaves_messages_in_flight_alone() {
    over_both(|yard| {
        let (queue, _) = in_flight(yard, "jobs");
        queue.set(json!({ "VisibilityTimeout": "5" }));
        yard.advance(29);
        assert_eq!(queue.counts(), [0, 1, 0]);
        yard.advance(1);
        assert_eq!(queue.counts(), [1, 0, 0]);
    });
}

#[test]
fn old_messages_vanish_wherever_they_are() {
    over_both(|yard| {
        for name in ["jobs", "orders.fifo"] {
            let queue = if name == "jobs" { yard.standard(name) } else { yard.fifo(name) };
            queue.set(json!({ "MessageRetentionPeriod": "60" }));
            queue.send_with("in flight", json!({ "MessageGroupId": "g1" }));
            let message = queue.receive_with(json!({ "VisibilityTimeout": 1000 })).remove(0);
            queue.send_with("visible", json!({ "MessageGroupId": "g2" }));
            if name == "jobs" {
                queue.send_with("delayed", json!({ "DelaySeconds": 500 }));
            }
            yard.advance(59);
            assert_eq!(queue.counts()[..2], [1, 1], "{name}");
            yard.advance(1);
            assert_eq!(queue.counts(), [0, 0, 0], "{name}");
            queue.delete(&message);
        }
    });
}

#[test]
fn another_retention_applies_to_messages_that_are_there() {
    over_both(|yard| {
        let queue = yard.standard("jobs");
        queue.send("old");
        yard.advance(100);
        queue.send("young");
        queue.set(json!({ "MessageRetentionPeriod": "60" }));
        assert_eq!(queue.bodies(), ["young"]);
    });
}
