//! Dead-letter queues: when a message is moved, what it keeps, and which policies are taken.

use serde_json::{Value, json};

use crate::support::{BAD_VALUE, Queue, Yard, over_both};

fn redrive(to: &Queue<'_>, count: Value) -> String {
    json!({ "deadLetterTargetArn": to.arn(), "maxReceiveCount": count }).to_string()
}

/// A source whose messages are visible again at once, and its dead-letter queue.
fn pair<'y>(yard: &'y Yard, suffix: &str, count: Value) -> (Queue<'y>, Queue<'y>) {
    let make = |name: &str| {
        let name = format!("{name}{suffix}");
        if suffix.is_empty() { yard.standard(&name) } else { yard.fifo(&name) }
    };
    let (source, dead) = (make("source"), make("dead"));
    source.set(json!({ "RedrivePolicy": redrive(&dead, count), "VisibilityTimeout": "0" }));
    (source, dead)
}

#[test]
fn a_message_is_delivered_as_often_as_the_policy_says() {
    over_both(|yard| {
        for suffix in ["", ".fifo"] {
            for count in [1, 2, 5] {
                let (source, dead) = pair(yard, suffix, json!(count));
                source.send_with("m", json!({ "MessageGroupId": "g" }));
                for time in 1..=count {
                    let message = source.receive_one();
                    assert_eq!(message["Attributes"]["ApproximateReceiveCount"], time.to_string());
                    assert_eq!(dead.counts(), [0, 0, 0]);
                }
                assert_eq!(source.bodies(), [""; 0], "the next attempt moves it");
                let message = dead.receive_one();
                let attributes = &message["Attributes"];
                assert_eq!(attributes["ApproximateReceiveCount"], (count + 1).to_string(), "that attempt didn't count");
                assert_eq!(attributes["DeadLetterQueueSourceArn"], source.arn());
                assert_eq!(source.counts(), [0, 0, 0]);
                source.ok("DeleteQueue", json!({}));
                dead.ok("DeleteQueue", json!({}));
            }
        }
    });
}

#[test]
fn setting_the_visibility_to_zero_is_a_failed_receive() {
    over_both(|yard| {
        let (source, dead) = pair(yard, "", json!(1));
        source.set(json!({ "VisibilityTimeout": "30" }));
        source.send("m");
        let message = source.receive_one();
        source.hide(&message, 0);
        assert_eq!(source.bodies(), [""; 0]);
        assert_eq!(dead.bodies(), ["m"]);
    });
}

#[test]
fn the_receive_that_moves_goes_on_with_the_next_message() {
    over_both(|yard| {
        let (source, dead) = pair(yard, "", json!(1));
        for i in 0..15 {
            source.send(&format!("dead {i:02}"));
        }
        source.receive();
        source.receive_with(json!({ "MaxNumberOfMessages": 5 }));
        yard.advance(1);
        source.send("fresh");
        let mut received = Vec::new();
        for _ in 0..3 {
            received.extend(source.bodies());
        }
        assert!(received.contains(&"fresh".to_owned()), "{received:?}");
        let fresh = received.iter().filter(|body| *body == "fresh").count();
        assert_eq!(fresh, 1, "it was received once, then it is dead itself: {received:?}");
        source.bodies();
        assert_eq!(source.counts(), [0, 0, 0]);
        assert_eq!(dead.counts(), [16, 0, 0]);
    });
}

#[test]
fn what_a_dead_letter_keeps() {
    over_both(|yard| {
        for suffix in ["", ".fifo"] {
            let (source, dead) = pair(yard, suffix, json!(1));
            let sent = source.send_with(
                "body",
                json!({
                    "MessageGroupId": "g",
                    "MessageAttributes": { "k": { "DataType": "String", "StringValue": "x" } },
                    "MessageSystemAttributes": {
                        "AWSTraceHeader": { "DataType": "String", "StringValue": "Root=1-5759e988" }
                    },
                }),
            );
            yard.advance(5);
            let before = source.receive_one();
            yard.advance(5);
            assert_eq!(source.bodies(), [""; 0]);
            let after = dead.receive_one();
            assert_eq!(after["MessageId"], sent["MessageId"]);
            for member in ["Body", "MD5OfBody", "MessageAttributes", "MD5OfMessageAttributes"] {
                assert_eq!(after[member], before[member], "{member}");
            }
            for name in ["AWSTraceHeader", "MessageGroupId", "SenderId", "ApproximateFirstReceiveTimestamp"] {
                assert_eq!(after["Attributes"][name], before["Attributes"][name], "{name}");
                assert!(after["Attributes"][name].is_string(), "{name}");
            }
            assert_ne!(after["ReceiptHandle"], before["ReceiptHandle"]);
            if suffix.is_empty() {
                assert_eq!(after["Attributes"]["SentTimestamp"], before["Attributes"]["SentTimestamp"]);
            }
        }
    });
}

#[test]
fn the_age_of_a_dead_letter() {
    over_both(|yard| {
        for (suffix, left) in [("", 0), (".fifo", 1)] {
            let (source, dead) = pair(yard, suffix, json!(1));
            dead.set(json!({ "MessageRetentionPeriod": "100" }));
            source.send_with("m", json!({ "MessageGroupId": "g" }));
            source.receive_one();
            yard.advance(60);
            assert_eq!(source.bodies(), [""; 0]);
            assert_eq!(dead.counts(), [1, 0, 0]);
            yard.advance(40);
            // Standard queues keep the time of the send; FIFO queues begin anew with the move.
            assert_eq!(dead.counts(), [left, 0, 0], "{suffix}");
        }
    });
}

#[test]
fn without_its_dead_letter_queue_a_message_stays() {
    over_both(|yard| {
        for suffix in ["", ".fifo"] {
            let (source, dead) = pair(yard, suffix, json!(1));
            source.send_with("m", json!({ "MessageGroupId": "g" }));
            dead.ok("DeleteQueue", json!({}));
            for time in 1..=4 {
                let message = source.receive_one();
                assert_eq!(message["Attributes"]["ApproximateReceiveCount"], time.to_string());
            }
            let dead = if suffix.is_empty() { yard.standard(&dead.name) } else { yard.fifo(&dead.name) };
            assert_eq!(source.bodies(), [""; 0], "once the queue is there again it is moved");
            assert_eq!(dead.bodies(), ["m"]);
        }
    });
}

#[test]
fn a_dead_letter_queue_may_have_one_of_its_own() {
    over_both(|yard| {
        let (source, second) = pair(yard, "", json!(1));
        let third = yard.standard("third");
        second.set(json!({ "RedrivePolicy": redrive(&third, json!(2)), "VisibilityTimeout": "0" }));
        source.send("m");
        source.receive_one();
        assert_eq!(source.bodies(), [""; 0]);
        // Its count goes with it: with one receive behind it, one is left of two.
        assert_eq!(second.bodies(), ["m"]);
        assert_eq!(second.bodies(), [""; 0]);
        let message = third.receive_one();
        assert_eq!(message["Attributes"]["DeadLetterQueueSourceArn"], second.arn());
    });
}

#[test]
fn a_queue_can_be_its_own_dead_letter_queue_without_hanging() {
    over_both(|yard| {
        let queue = yard.standard("loop");
        let policy = redrive(&queue, json!(1));
        let outcome = queue.call("SetQueueAttributes", json!({ "Attributes": { "RedrivePolicy": policy } }));
        // Whether it is taken is left open; a receive must end all the same.
        if outcome.is_ok() {
            queue.send("m");
            queue.receive_with(json!({ "VisibilityTimeout": 0 }));
            queue.receive();
        }
    });
}

#[test]
fn a_circle_of_dead_letter_queues_does_not_hang() {
    over_both(|yard| {
        let (a, b) = (yard.standard("a"), yard.standard("b"));
        a.set(json!({ "RedrivePolicy": redrive(&b, json!(1)), "VisibilityTimeout": "0" }));
        b.set(json!({ "RedrivePolicy": redrive(&a, json!(1)), "VisibilityTimeout": "0" }));
        a.send("m");
        assert_eq!(a.bodies(), ["m"]);
        for _ in 0..3 {
            a.receive();
            b.receive();
        }
        assert_eq!(a.counts()[0] + b.counts()[0], 1, "and nothing is lost");
    });
}

#[test]
fn a_dead_letter_wakes_those_who_wait_for_it() {
    over_both(|yard| {
        let (source, dead) = pair(yard, "", json!(1));
        source.send("m");
        source.receive_one();
        let poll = yard.poll(&dead, json!({}));
        assert!(poll.is_waiting());
        source.bodies();
        assert_eq!(poll.bodies(), ["m"]);
    });
}

#[test]
fn redrive_policies_are_checked() {
    over_both(|yard| {
        let (dead, dead_fifo) = (yard.standard("dead"), yard.fifo("dead.fifo"));
        let queue = yard.standard("source");
        let absent = "arn:aws:sqs:us-east-1:000000000000:absent";
        let range = |shown: &str| {
            format!("Invalid value for maxReceiveCount: {shown}, valid values are from 1 to 1000 both inclusive.")
        };
        let cases = [
            (
                json!({ "maxReceiveCount": 3 }).to_string(),
                "Redrive policy does not contain mandatory attribute: deadLetterTargetArn.".to_owned(),
            ),
            (
                json!({ "deadLetterTargetArn": dead.arn() }).to_string(),
                "Redrive policy does not contain mandatory attribute: maxReceiveCount.".to_owned(),
            ),
            (redrive(&dead, json!("invalid")), range("invalid")),
            (redrive(&dead, json!(0)), range("0")),
            (redrive(&dead, json!(1001)), range("1001")),
            (redrive(&dead, json!(-1)), range("-1")),
            (
                json!({ "deadLetterTargetArn": "nonsense", "maxReceiveCount": 3 }).to_string(),
                "Invalid value for deadLetterTargetArn.".to_owned(),
            ),
            (
                json!({ "deadLetterTargetArn": absent, "maxReceiveCount": 3 }).to_string(),
                "Dead letter target does not exist.".to_owned(),
            ),
            (redrive(&dead_fifo, json!(3)), "Dead-letter queue must be same type of queue as the source.".to_owned()),
            ("not JSON".to_owned(), "Redrive policy is not a valid JSON map.".to_owned()),
            ("[]".to_owned(), "Redrive policy is not a valid JSON map.".to_owned()),
        ];
        for (policy, reason) in cases {
            let text = format!("Value {policy} for parameter RedrivePolicy is invalid. Reason: {reason}");
            let attributes = json!({ "RedrivePolicy": policy });
            queue.fails("SetQueueAttributes", json!({ "Attributes": attributes }), BAD_VALUE, &text);
            let create = json!({ "QueueName": "new", "Attributes": attributes });
            yard.fails("CreateQueue", create, BAD_VALUE, &text);
        }
        assert_eq!(queue.attribute("RedrivePolicy"), None);
        let text = "Value {\"deadLetterTargetArn\":\"arn:aws:sqs:us-east-1:000000000000:dead\",\"maxReceiveCount\":3} \
                    for parameter RedrivePolicy is invalid. Reason: Dead-letter queue must be same type of queue as \
                    the source.";
        let attributes = json!({ "RedrivePolicy": redrive(&dead, json!(3)) });
        yard.fifo("source.fifo").fails("SetQueueAttributes", json!({ "Attributes": attributes }), BAD_VALUE, text);
    });
}

#[test]
fn a_count_may_be_a_text_and_a_policy_is_read_back_as_it_was_set() {
    over_both(|yard| {
        let (source, dead) = pair(yard, "", json!("1"));
        let policy = format!("{{ \"maxReceiveCount\": \"2\", \"deadLetterTargetArn\": \"{}\" }}", dead.arn());
        source.set(json!({ "RedrivePolicy": policy }));
        assert_eq!(source.attribute("RedrivePolicy"), Some(policy));
        source.send("m");
        assert_eq!([source.bodies().len(), source.bodies().len(), source.bodies().len()], [1, 1, 0]);
        source.set(json!({ "RedrivePolicy": "" }));
        assert_eq!(source.attribute("RedrivePolicy"), None, "an empty one removes it");
        source.set(json!({ "RedrivePolicy": "" }));
    });
}

#[test]
fn who_may_send_dead_letters() {
    over_both(|yard| {
        let (dead, source, other) = (yard.standard("dead"), yard.standard("source"), yard.standard("other"));
        let by_queue = json!({ "redrivePermission": "byQueue", "sourceQueueArns": [source.arn()] });
        let cases = [
            (json!({ "redrivePermission": "allowAll" }), [true, true]),
            (json!({ "redrivePermission": "denyAll" }), [false, false]),
            (by_queue, [true, false]),
        ];
        for (policy, allowed) in cases {
            dead.set(json!({ "RedriveAllowPolicy": policy.to_string() }));
            for (queue, allowed) in [&source, &other].into_iter().zip(allowed) {
                let attributes = json!({ "RedrivePolicy": redrive(&dead, json!(1)) });
                let outcome = queue.call("SetQueueAttributes", json!({ "Attributes": attributes }));
                match (outcome, allowed) {
                    (Ok(_), true) => queue.set(json!({ "RedrivePolicy": "" })),
                    (Err(fault), false) => assert_eq!(fault.code, BAD_VALUE),
                    (outcome, _) => panic!("{policy} {}: {outcome:?}", queue.name),
                }
            }
        }
        let eleven: Vec<_> = (0..11).map(|_| source.arn()).collect();
        for wrong in [
            json!({ "redrivePermission": "sometimes" }),
            json!({ "redrivePermission": "byQueue" }),
            json!({ "redrivePermission": "allowAll", "sourceQueueArns": [source.arn()] }),
            json!({ "redrivePermission": "byQueue", "sourceQueueArns": eleven }),
        ] {
            let attributes = json!({ "RedriveAllowPolicy": wrong.to_string() });
            dead.fails("SetQueueAttributes", json!({ "Attributes": attributes }), BAD_VALUE, "…");
        }
    });
}

#[test]
fn the_sources_of_a_dead_letter_queue() {
    over_both(|yard| {
        let dead = yard.standard("dead");
        assert_eq!(dead.ok("ListDeadLetterSourceQueues", json!({}))["queueUrls"].as_array().map_or(0, Vec::len), 0);
        let policy = redrive(&dead, json!(3));
        let mut urls: Vec<_> = ["c", "a", "e", "b", "d"]
            .map(|name| yard.queue(name, json!({ "RedrivePolicy": policy })).url.clone())
            .to_vec();
        yard.standard("unrelated");
        urls.sort();
        assert_eq!(dead.ok("ListDeadLetterSourceQueues", json!({})), json!({ "queueUrls": urls }));

        let mut pages: Vec<Value> = Vec::new();
        let mut token = Value::Null;
        loop {
            let mut input = json!({ "MaxResults": 2 });
            if token.is_string() {
                input["NextToken"] = token;
            }
            let page = dead.ok("ListDeadLetterSourceQueues", input);
            pages.extend(page["queueUrls"].as_array().expect("a list").clone());
            token = page["NextToken"].clone();
            if token.is_null() {
                break;
            }
        }
        assert_eq!(Value::Array(pages), json!(urls));
    });
}
