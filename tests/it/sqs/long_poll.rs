//! Long polls: a receive that waits for the first message.

use std::pin::pin;
use std::sync::atomic::{AtomicBool, Ordering};

use eventyard::aws::call::Call;
use eventyard::aws::fault::Fault;
use eventyard::aws::scope::{Caller, Protocol};
use eventyard::wire::json::{decode, encode};
use eventyard::{Config, World};
use futures_util::FutureExt;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::support::{BAD_VALUE, Queue, Yard, over_both};

/// A queue, a poll that waits in it, what then happens, and what the poll gets.
fn check(yard: &Yard, name: &str, happens: impl Fn(&Queue<'_>), expected: &[&str]) {
    let queue = yard.standard(name);
    let poll = yard.poll(&queue, json!({ "MaxNumberOfMessages": 10 }));
    assert!(poll.is_waiting(), "{name}");
    happens(&queue);
    assert_eq!(poll.bodies(), expected, "{name}");
}

#[test]
fn what_wakes_one_who_waits() {
    over_both(|yard| {
        check(yard, "a-send", |queue| drop(queue.send("m")), &["m"]);
        let entries = json!({ "Entries": [{ "Id": "1", "MessageBody": "a" }, { "Id": "2", "MessageBody": "b" }] });
        check(yard, "a-batch", |queue| drop(queue.ok("SendMessageBatch", entries.clone())), &["a", "b"]);
        let delayed = |queue: &Queue<'_>| {
            queue.send_with("m", json!({ "DelaySeconds": 5 }));
            yard.advance(5);
        };
        check(yard, "the-end-of-a-delay", delayed, &["m"]);
        check(yard, "the-end-of-the-wait", |_| yard.advance(20), &[]);
        check(yard, "the-end-of-the-queue", |queue| drop(queue.ok("DeleteQueue", json!({}))), &[]);
    });
}

#[test]
fn the_end_of_a_visibility_wakes_one_who_waits() {
    over_both(|yard| {
        let queue = yard.standard("jobs");
        queue.send("m");
        let message = queue.receive_with(json!({ "VisibilityTimeout": 7 })).remove(0);
        let poll = yard.poll(&queue, json!({}));
        yard.advance(6);
        assert!(poll.is_waiting());
        yard.advance(1);
        assert_eq!(poll.bodies(), ["m"]);

        let poll = yard.poll(&queue, json!({}));
        assert!(poll.is_waiting());
        queue.hide(&message, 0);
        assert_eq!(poll.bodies(), ["m"], "a visibility set to zero wakes too");
    });
}

#[test]
fn the_end_of_a_wait_does_not_come_early() {
    over_both(|yard| {
        let queue = yard.standard("jobs");
        let poll = yard.poll(&queue, json!({ "WaitTimeSeconds": 10 }));
        yard.advance(9);
        assert!(poll.is_waiting());
        yard.advance(1);
        assert_eq!(poll.bodies(), [""; 0]);
    });
}

#[test]
fn the_queue_says_how_long_unless_the_receive_does() {
    over_both(|yard| {
        let queue = yard.queue("jobs", json!({ "ReceiveMessageWaitTimeSeconds": "5" }));
        let by_queue = json!({ "WaitTimeSeconds": null });
        if yard.via == crate::support::Via::Json {
            let poll = yard.poll(&queue, by_queue);
            yard.advance(4);
            assert!(poll.is_waiting());
            yard.advance(1);
            assert_eq!(poll.bodies(), [""; 0]);
        }
        let poll = yard.poll(&queue, json!({ "WaitTimeSeconds": 8 }));
        yard.advance(7);
        assert!(poll.is_waiting());
        yard.advance(1);
        assert_eq!(poll.bodies(), [""; 0]);
        assert_eq!(queue.bodies_with(json!({ "WaitTimeSeconds": 0 })), [""; 0], "0 doesn't wait at all");
    });
}

#[test]
fn a_poll_answers_with_what_is_there() {
    over_both(|yard| {
        let queue = yard.standard("jobs");
        queue.send("m");
        let bodies = queue.bodies_with(json!({ "WaitTimeSeconds": 20, "MaxNumberOfMessages": 10 }));
        assert_eq!(bodies, ["m"], "it doesn't wait for more");
    });
}

#[test]
fn those_who_wait_are_served_in_turn_and_once() {
    over_both(|yard| {
        let queue = yard.standard("jobs");
        let polls: Vec<_> = (0..5).map(|_| yard.poll(&queue, json!({}))).collect();
        for i in 0..5 {
            queue.send(&format!("m{i}"));
        }
        let bodies: Vec<_> = polls.into_iter().map(|poll| poll.bodies()).collect();
        assert_eq!(bodies, [["m0"], ["m1"], ["m2"], ["m3"], ["m4"]]);
    });
}

#[test]
fn one_message_wakes_one_of_many() {
    over_both(|yard| {
        let queue = yard.standard("jobs");
        let polls: Vec<_> = (0..4).map(|_| yard.poll(&queue, json!({}))).collect();
        queue.send("m");
        yard.let_it_work();
        let waiting = polls.iter().filter(|poll| poll.is_waiting()).count();
        assert_eq!(waiting, 3);
        yard.advance(20);
        let all: Vec<String> = polls.into_iter().flat_map(|poll| poll.bodies()).collect();
        assert_eq!(all, ["m"]);
    });
}

#[test]
fn who_leaves_takes_no_message_along() {
    over_both(|yard| {
        let queue = yard.standard("jobs");
        for leaving in 0..3 {
            let polls: Vec<_> = (0..3).map(|_| yard.poll(&queue, json!({}))).collect();
            let stays: Vec<_> = polls.into_iter().enumerate().filter(|(i, _)| *i != leaving).collect();
            yard.let_it_work();
            for (i, _) in &stays {
                queue.send(&format!("m{i}"));
            }
            let mut bodies: Vec<String> = stays.into_iter().flat_map(|(_, poll)| poll.bodies()).collect();
            bodies.sort();
            let expected: Vec<_> = (0..3).filter(|i| *i != leaving).map(|i| format!("m{i}")).collect();
            assert_eq!(bodies, expected, "number {leaving} left");
            queue.ok("PurgeQueue", json!({}));
        }
        drop(yard.poll(&queue, json!({})));
        yard.let_it_work();
        queue.send("m");
        assert_eq!(queue.counts(), [1, 0, 0], "nobody is left to take it");
    });
}

#[test]
fn a_poll_holds_up_nobody_else() {
    over_both(|yard| {
        let (waited, other) = (yard.standard("waited-for"), yard.standard("other"));
        let polls: Vec<_> = (0..50).map(|_| yard.poll(&waited, json!({}))).collect();
        other.send("m");
        assert_eq!(other.bodies(), ["m"]);
        waited.ok("TagQueue", json!({ "Tags": { "k": "v" } }));
        assert!(polls.iter().all(|poll| poll.is_waiting()));
        waited.ok("DeleteQueue", json!({}));
        for poll in polls {
            assert_eq!(poll.bodies(), [""; 0]);
        }
    });
}

#[test]
fn a_poll_skips_the_dead() {
    over_both(|yard| {
        let (queue, dead) = (yard.standard("jobs"), yard.standard("dead"));
        let policy = json!({ "deadLetterTargetArn": dead.arn(), "maxReceiveCount": 1 }).to_string();
        queue.set(json!({ "RedrivePolicy": policy }));
        queue.send("m");
        queue.receive_with(json!({ "VisibilityTimeout": 5 }));
        let poll = yard.poll(&queue, json!({}));
        yard.advance(5);
        assert!(poll.is_waiting(), "what became visible was dead");
        assert_eq!(dead.counts(), [1, 0, 0]);
        queue.send("alive");
        assert_eq!(poll.bodies(), ["alive"]);
    });
}

#[test]
fn the_time_of_a_wait_has_bounds() {
    over_both(|yard| {
        let queue = yard.standard("jobs");
        for wrong in [-1, 21] {
            let text = format!(
                "Value {wrong} for parameter WaitTimeSeconds is invalid. Reason: Must be >= 0 and <= 20, if provided."
            );
            queue.fails("ReceiveMessage", json!({ "WaitTimeSeconds": wrong }), BAD_VALUE, &text);
        }
    });
}

/// A call whose caller hangs up when the test says so.
struct Leaving<'a> {
    operation: &'a str,
    caller: &'a Caller<'a>,
    input: Value,
    left: &'a AtomicBool,
}

impl Call for Leaving<'_> {
    type Reply = Value;

    fn operation(&self) -> &str {
        self.operation
    }

    fn caller(&self) -> &Caller<'_> {
        self.caller
    }

    fn has_left(&self) -> bool {
        self.left.load(Ordering::Relaxed)
    }

    fn input<I: DeserializeOwned>(&self) -> Result<I, Fault> {
        decode(self.input.to_string().as_bytes())
    }

    fn reply<O: Serialize>(&self, outcome: Result<O, Fault>) -> Value {
        serde_json::from_slice(&encode(&outcome.expect("no fault"))).expect("JSON")
    }

    fn unknown(&self) -> Value {
        unreachable!()
    }
}

#[tokio::test]
async fn who_has_left_by_the_time_a_message_comes_is_not_given_it() {
    let config = Config::default();
    let (world, scope) = (World::new(&config), config.home());
    let caller =
        Caller { scope, scheme: "http", host: "h", path: "/", trace: None, protocol: Protocol::Json, signed: true };
    let (stays, left) = (AtomicBool::new(false), AtomicBool::new(false));
    let call = |operation: &'static str, input: Value| Leaving { operation, caller: &caller, input, left: &stays };
    let do_now = |operation: &'static str, input: Value| {
        world.sqs.call(&call(operation, input)).now_or_never().expect("an answer at once")
    };
    do_now("CreateQueue", json!({ "QueueName": "jobs" }));
    let input = json!({ "QueueUrl": "jobs", "WaitTimeSeconds": 20 });
    let leaving = Leaving { left: &left, ..call("ReceiveMessage", input.clone()) };
    let waiting = call("ReceiveMessage", input.clone());
    let mut first = pin!(world.sqs.call(&leaving));
    let mut second = pin!(world.sqs.call(&waiting));
    assert!(first.as_mut().now_or_never().is_none());
    assert!(second.as_mut().now_or_never().is_none());

    left.store(true, Ordering::Relaxed);
    do_now("SendMessage", json!({ "QueueUrl": "jobs", "MessageBody": "m" }));
    assert_eq!(first.now_or_never(), Some(json!({})), "its place in the line is free");
    let received = second.now_or_never().expect("the next one is served");
    assert_eq!(received["Messages"][0]["Body"], "m");

    do_now("SendMessage", json!({ "QueueUrl": "jobs", "MessageBody": "n" }));
    let mut late = pin!(world.sqs.call(&leaving));
    assert_eq!(late.as_mut().now_or_never(), Some(json!({})), "nor is one who left before it was heard");
    let received = do_now("ReceiveMessage", json!({ "QueueUrl": "jobs", "MessageSystemAttributeNames": ["All"] }));
    let message = &received["Messages"][0];
    assert_eq!((&message["Body"], &message["Attributes"]["ApproximateReceiveCount"]), (&json!("n"), &json!("1")));
}
