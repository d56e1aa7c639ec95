//! FIFO queues: order and locking of message groups.

use serde_json::{Value, json};

use crate::support::{BAD_VALUE, Queue, over_both};

/// What happens to the messages of a group before the next receive. Numbers count messages from 1.
#[derive(Clone, Copy)]
enum Step {
    /// Receives so many.
    Receive(usize),
    Delete(usize),
    /// Sets a message's visibility to so many seconds from now.
    Hide(usize, i64),
    /// Another message of the group.
    Send(&'static str),
    Advance(u64),
}

use Step::{Advance, Delete, Hide, Receive, Send};

/// Three messages of one group, then the steps: what the next receive of ten gives.
fn check(queue: &Queue<'_>, what: &str, steps: &[Step], expected: &[&str]) {
    queue.ok("PurgeQueue", json!({}));
    queue.send_grouped(&["g-m1", "g-m2", "g-m3"]);
    let mut received: Vec<Value> = Vec::new();
    for step in steps {
        match *step {
            Receive(most) => received.extend(queue.receive_with(json!({ "MaxNumberOfMessages": most }))),
            Delete(number) => queue.delete(&received[number - 1]),
            Hide(number, seconds) => queue.hide(&received[number - 1], seconds),
            Send(name) => queue.send_grouped(&[name]),
            Advance(seconds) => queue.yard.advance(seconds),
        }
    }
    assert_eq!(queue.bodies(), expected, "{what}");
}

#[test]
fn a_group_gives_the_visible_messages_before_its_first_hidden_one() {
    over_both(|yard| {
        let queue = yard.fifo("orders.fifo");
        let cases: &[(&str, &[Step], &[&str])] = &[
            ("m1 in flight", &[Receive(1)], &[]),
            ("m1 and m2 in flight, m1 deleted", &[Receive(2), Delete(1)], &[]),
            ("m1 and m2 in flight, m2 deleted", &[Receive(2), Delete(2)], &[]),
            ("m1 and m2 in flight, both deleted", &[Receive(2), Delete(1), Delete(2)], &["g-m3"]),
            ("m1 and m2 received, m1 set visible", &[Receive(2), Hide(1, 0)], &["g-m1"]),
            ("m1 and m2 received, both set visible", &[Receive(2), Hide(2, 0), Hide(1, 0)], &["g-m1", "g-m2", "g-m3"]),
            ("m1 and m2 received, m2 set visible", &[Receive(2), Hide(2, 0)], &[]),
            ("all received, m1 extended, time over", &[Receive(3), Hide(1, 60), Advance(30)], &[]),
            ("all received, m2 extended, time over", &[Receive(3), Hide(2, 60), Advance(30)], &["g-m1"]),
            ("all received, m3 extended, time over", &[Receive(3), Hide(3, 60), Advance(30)], &["g-m1", "g-m2"]),
            ("time over for all", &[Receive(3), Advance(30)], &["g-m1", "g-m2", "g-m3"]),
            ("a second too early", &[Receive(3), Advance(29)], &[]),
            ("another is sent while m1 is in flight", &[Receive(1), Send("g-m4")], &[]),
            ("another is sent while all are in flight", &[Receive(3), Send("g-m4")], &[]),
            ("all deleted, another sent", &[Receive(3), Delete(1), Delete(2), Delete(3), Send("g-m4")], &["g-m4"]),
            ("nothing happened", &[], &["g-m1", "g-m2", "g-m3"]),
        ];
        for (what, steps, expected) in cases {
            check(&queue, what, steps, expected);
            // The next case has the same bodies: out of flight, and out of the deduplication window by the purge.
            yard.advance(60);
        }
    });
}

#[test]
fn a_receive_fills_up_from_one_group_before_the_next() {
    over_both(|yard| {
        let queue = yard.fifo("orders.fifo");
        queue.send_grouped(&["g1-m1", "g2-m1", "g1-m2", "g1-m3"]);
        assert_eq!(queue.bodies(), ["g1-m1", "g1-m2", "g1-m3", "g2-m1"]);
    });
}

#[test]
fn a_group_that_was_served_stands_behind_those_that_were_not() {
    over_both(|yard| {
        let queue = yard.fifo("orders.fifo");
        queue.send_grouped(&["g1-m1", "g1-m2", "g2-m1", "g2-m2", "g3-m1"]);
        let three = queue.bodies_with(json!({ "MaxNumberOfMessages": 3, "VisibilityTimeout": 0 }));
        assert_eq!(three, ["g1-m1", "g1-m2", "g2-m1"]);
        assert_eq!(queue.bodies(), ["g3-m1", "g1-m1", "g1-m2", "g2-m1", "g2-m2"]);
    });
}

#[test]
fn other_groups_flow_past_a_locked_one() {
    over_both(|yard| {
        let queue = yard.fifo("orders.fifo");
        queue.send_grouped(&["g1-m1", "g1-m2", "g2-m1", "g3-m1"]);
        assert_eq!(queue.bodies_with(json!({ "MaxNumberOfMessages": 1 })), ["g1-m1"]);
        assert_eq!(queue.bodies(), ["g2-m1", "g3-m1"]);
        assert_eq!(queue.bodies(), [""; 0]);
        assert_eq!(queue.counts(), [1, 3, 0], "the rest of a locked group still counts as visible");
    });
}

#[test]
fn deleting_the_last_one_in_flight_wakes_those_who_wait() {
    over_both(|yard| {
        let queue = yard.fifo("orders.fifo");
        queue.send_grouped(&["g-m1", "g-m2", "g-m3"]);
        let received = queue.receive_with(json!({ "MaxNumberOfMessages": 2 }));
        let poll = yard.poll(&queue, json!({}));
        assert!(poll.is_waiting());
        queue.delete(&received[0]);
        yard.let_it_work();
        assert!(poll.is_waiting(), "m2 is still in flight");
        queue.delete(&received[1]);
        assert_eq!(poll.bodies(), ["g-m3"]);
    });
}

#[test]
fn an_emptied_group_goes_on_working() {
    over_both(|yard| {
        let dead = yard.fifo("dead.fifo");
        let policy = json!({ "deadLetterTargetArn": dead.arn(), "maxReceiveCount": 1 }).to_string();
        let queue = yard.fifo("orders.fifo");

        queue.send_grouped(&["g-m1"]);
        queue.delete(&queue.receive_one());
        queue.send_grouped(&["g-m2"]);
        assert_eq!(queue.bodies(), ["g-m2"], "after a deletion");

        queue.set(json!({ "RedrivePolicy": policy }));
        yard.advance(30);
        assert_eq!(queue.bodies(), [""; 0], "m2 goes to the dead letters");
        assert_eq!(dead.bodies(), ["g-m2"]);
        queue.send_grouped(&["g-m3"]);
        assert_eq!(queue.bodies(), ["g-m3"], "after its only message was moved");

        queue.set(json!({ "MessageRetentionPeriod": "60" }));
        yard.advance(60);
        queue.send_grouped(&["g-m4"]);
        assert_eq!(queue.bodies(), ["g-m4"], "after its only message grew too old");

        queue.ok("PurgeQueue", json!({}));
        queue.send_grouped(&["g-m5"]);
        assert_eq!(queue.bodies(), ["g-m5"], "after a purge");
    });
}

#[test]
fn a_dead_head_lets_the_next_of_its_group_through() {
    over_both(|yard| {
        let dead = yard.fifo("dead.fifo");
        let policy = json!({ "deadLetterTargetArn": dead.arn(), "maxReceiveCount": 1 }).to_string();
        let queue = yard.fifo("orders.fifo");
        queue.set(json!({ "RedrivePolicy": policy }));
        queue.send_grouped(&["g-m1", "g-m2"]);
        assert_eq!(queue.bodies_with(json!({ "MaxNumberOfMessages": 1 })), ["g-m1"]);
        yard.advance(30);
        assert_eq!(queue.bodies(), ["g-m2"]);
        assert_eq!(dead.bodies(), ["g-m1"]);
    });
}

#[test]
fn the_queue_delay_hides_a_group_until_it_is_over() {
    over_both(|yard| {
        let queue = yard.queue(
            "slow.fifo",
            json!({ "FifoQueue": "true", "ContentBasedDeduplication": "true", "DelaySeconds": "10" }),
        );
        queue.send_with("g-m1", json!({ "MessageGroupId": "g", "DelaySeconds": 0 }));
        yard.advance(9);
        queue.send_grouped(&["g-m2"]);
        assert_eq!(queue.bodies(), [""; 0], "DelaySeconds 0 of a message is taken, but the queue's delay counts");
        assert_eq!(queue.counts(), [0, 0, 2]);
        yard.advance(1);
        assert_eq!(queue.bodies(), ["g-m1"]);
        queue.set(json!({ "DelaySeconds": "0" }));
        assert_eq!(queue.counts(), [1, 1, 0], "another delay applies to the messages that wait");
    });
}

#[test]
fn sequence_numbers_have_twenty_digits_and_rise() {
    over_both(|yard| {
        let queue = yard.fifo("orders.fifo");
        let numbers: Vec<String> = (0..20)
            .map(|i| {
                let sent = queue.send_with(&format!("m{i}"), json!({ "MessageGroupId": format!("g{}", i % 3) }));
                sent["SequenceNumber"].as_str().expect("a sequence number").to_owned()
            })
            .collect();
        assert!(numbers.iter().all(|n| n.len() == 20 && n.bytes().all(|b| b.is_ascii_digit())), "{numbers:?}");
        assert!(numbers.is_sorted_by(|a, b| a < b), "{numbers:?}");
        let received = queue.receive();
        for message in received {
            let number = message["Attributes"]["SequenceNumber"].as_str().expect("a sequence number");
            let index: usize = message["Body"].as_str().expect("a body")[1..].parse().expect("a number");
            assert_eq!(number, numbers[index], "the receiver sees the sender's");
        }
    });
}

#[test]
fn an_attempt_can_be_tried_again() {
    over_both(|yard| {
        let queue = yard.fifo("orders.fifo");
        let attempt = json!({ "ReceiveRequestAttemptId": "attempt-1" });
        queue.send_grouped(&["g-m1", "g-m2"]);
        let first = queue.receive_with(attempt.clone());
        yard.advance(20);
        let again = queue.receive_with(attempt.clone());
        let handles = |messages: &[Value]| messages.iter().map(|m| m["ReceiptHandle"].clone()).collect::<Vec<_>>();
        assert_eq!(first.len(), 2);
        assert_eq!(handles(&first), handles(&again), "the same messages and handles");

        yard.advance(20);
        assert_eq!(queue.bodies(), [""; 0], "they were hidden anew");
        queue.delete(&first[0]);
        let refused = queue.call("ReceiveMessage", attempt).expect_err("a message of it is gone");
        assert_eq!(refused.code, BAD_VALUE);

        yard.advance(300);
        let new = queue.receive_with(json!({ "ReceiveRequestAttemptId": "attempt-1" }));
        assert_eq!(new.len(), 1, "after five minutes the id is new");
    });
}

#[test]
fn a_standard_queue_has_no_attempts() {
    over_both(|yard| {
        let queue = yard.standard("jobs");
        let input = json!({ "ReceiveRequestAttemptId": "attempt-1" });
        queue.fails(
            "ReceiveMessage",
            input,
            BAD_VALUE,
            "Value attempt-1 for parameter ReceiveRequestAttemptId is invalid…",
        );
    });
}
