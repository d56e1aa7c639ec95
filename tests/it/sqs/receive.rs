//! Receiving: how many, in which order, and what a message says of itself.

use serde_json::{Value, json};

use crate::support::{BAD_VALUE, Request, Via, Yard, over_both};

#[test]
fn how_many() {
    over_both(|yard| {
        let queue = yard.standard("jobs");
        for i in 0..15 {
            queue.send(&format!("{i}"));
        }
        assert_eq!(queue.ok("ReceiveMessage", json!({}))["Messages"].as_array().map(Vec::len), Some(1));
        assert_eq!(queue.receive_with(json!({ "MaxNumberOfMessages": 3 })).len(), 3);
        assert_eq!(queue.receive_with(json!({ "MaxNumberOfMessages": 10 })).len(), 10);
        assert_eq!(queue.receive_with(json!({ "MaxNumberOfMessages": 10 })).len(), 1);
        assert_eq!(queue.ok("ReceiveMessage", json!({})), json!({}), "no empty list");
        for wrong in [-1, 0, 11] {
            let text = format!(
                "Value {wrong} for parameter MaxNumberOfMessages is invalid. Reason: Must be between 1 and 10, if \
                 provided."
            );
            queue.fails("ReceiveMessage", json!({ "MaxNumberOfMessages": wrong }), BAD_VALUE, &text);
        }
        for wrong in [-1, 43_201] {
            let fault = queue.call("ReceiveMessage", json!({ "VisibilityTimeout": wrong })).expect_err("refused");
            assert_eq!(fault.code, BAD_VALUE);
        }
    });
}

#[test]
fn the_oldest_comes_first_even_after_its_visibility_is_over() {
    over_both(|yard| {
        let queue = yard.standard("jobs");
        for i in 0..5 {
            queue.send(&format!("{i}"));
            yard.advance(1);
        }
        assert_eq!(queue.bodies_with(json!({ "MaxNumberOfMessages": 2 })), ["0", "1"]);
        yard.advance(30);
        assert_eq!(queue.bodies(), ["0", "1", "2", "3", "4"]);
    });
}

#[test]
fn what_a_message_says_of_itself() {
    over_both(|yard| {
        let queue = yard.standard("jobs");
        let sent = yard.now();
        queue.send("m");
        yard.advance(7);
        let first = queue.receive_one();
        let received = yard.now();
        let expected = |count: &str| {
            json!({
                "SenderId": first["Attributes"]["SenderId"],
                "SentTimestamp": sent.to_string(),
                "ApproximateReceiveCount": count,
                "ApproximateFirstReceiveTimestamp": received.to_string(),
            })
        };
        assert_eq!(first["Attributes"], expected("1"));
        yard.advance(30);
        let second = queue.receive_one();
        assert_eq!(second["Attributes"], expected("2"), "the time of the first receive stays");
        assert_eq!(second["MD5OfBody"], "6f8f57715090da2632453988d9a1501b");
        assert_eq!(second.get("MessageAttributes"), None);
        assert_eq!(second.get("MD5OfMessageAttributes"), None);

        let fifo = yard.fifo("orders.fifo");
        fifo.send_grouped(&["g-m1"]);
        let message = fifo.receive_one();
        let mut names: Vec<_> = message["Attributes"].as_object().expect("an object").keys().cloned().collect();
        names.sort();
        assert_eq!(
            names,
            [
                "ApproximateFirstReceiveTimestamp",
                "ApproximateReceiveCount",
                "MessageDeduplicationId",
                "MessageGroupId",
                "SenderId",
                "SentTimestamp",
                "SequenceNumber"
            ]
        );
    });
}

#[test]
fn which_system_attributes_are_shown() {
    over_both(|yard| {
        let queue = yard.standard("jobs");
        queue.send("m");
        let shown = |input: Value| -> Vec<String> {
            let mut whole = json!({ "VisibilityTimeout": 0 });
            for (name, value) in input.as_object().expect("an object") {
                whole[name] = value.clone();
            }
            let answer = queue.ok("ReceiveMessage", whole);
            let attributes = answer["Messages"][0].get("Attributes").and_then(Value::as_object);
            let mut names: Vec<_> = attributes.into_iter().flat_map(|map| map.keys().cloned()).collect();
            names.sort();
            names
        };
        let (old, new) = ("AttributeNames", "MessageSystemAttributeNames");
        let four = ["ApproximateFirstReceiveTimestamp", "ApproximateReceiveCount", "SenderId", "SentTimestamp"];
        assert_eq!(shown(json!({})), [""; 0]);
        for list in [old, new] {
            let one = |names: &[&str]| {
                let mut input = json!({});
                input[list] = json!(names);
                input
            };
            assert_eq!(shown(one(&["All"])), four);
            assert_eq!(shown(one(&["SenderId"])), ["SenderId"]);
            assert_eq!(shown(one(&["SentTimestamp", "SequenceNumber", "AWSTraceHeader"])), ["SentTimestamp"]);
            let mut wrong = one(&["Foobar"]);
            wrong["QueueUrl"] = json!(queue.url);
            yard.fails("ReceiveMessage", wrong, "InvalidAttributeName", "Unknown Attribute Foobar.");
        }
        let both = shown(json!({ "AttributeNames": ["SenderId"], "MessageSystemAttributeNames": ["SentTimestamp"] }));
        match yard.via {
            Via::Json => assert_eq!(both, ["SentTimestamp"], "the new list wins"),
            Via::Query => assert_eq!(both, ["SenderId"], "the old list wins"),
        }
    });
}

#[test]
fn so_many_may_be_in_flight() {
    // Over JSON only: what counts is the queue. Answers are not taken apart, there are too many.
    const FULL: usize = 120_000;
    let yard = Yard::json();
    let (standard, fifo) = (yard.standard("jobs"), yard.fifo("orders.fifo"));
    let call = |operation: &str, input: String| assert_eq!(yard.raw(&Request::json(operation, input)).status, 200);
    for queue in [&standard, &fifo] {
        for i in 0..=FULL / 10 {
            let group = if queue.name == "jobs" { String::new() } else { format!(r#","MessageGroupId":"g{i}""#) };
            let entries: Vec<String> =
                (0..10).map(|j| format!(r#"{{"Id":"{j}","MessageBody":"{i}-{j}"{group}}}"#)).collect();
            let entries = entries.join(",");
            call("SendMessageBatch", format!(r#"{{"QueueUrl":"{}","Entries":[{entries}]}}"#, queue.name));
        }
        let ten = format!(r#"{{"QueueUrl":"{}","MaxNumberOfMessages":10,"VisibilityTimeout":1000}}"#, queue.name);
        for _ in 0..FULL / 10 {
            call("ReceiveMessage", ten.clone());
        }
        assert_eq!(queue.counts(), [10, FULL as u64, 0]);
    }
    let fault = standard.call("ReceiveMessage", json!({})).expect_err("too many in flight");
    assert_eq!((fault.code.as_str(), fault.status), ("OverLimit", 403));
    assert_eq!(fifo.ok("ReceiveMessage", json!({})), json!({}), "a FIFO queue gives no more, and no error");
    yard.advance(1000);
    assert_eq!(standard.counts()[1], 0);
    assert_eq!(standard.bodies().len(), 10);
    assert_eq!(fifo.bodies().len(), 10);
}
