//! A clean slate.

use serde_json::json;

use crate::support::{Request, Yard};

#[test]
fn everything_goes_and_those_who_wait_are_sent_away() {
    let yard = Yard::json();
    let queue = yard.standard("jobs");
    let polls: Vec<_> = (0..3).map(|_| yard.poll(&queue, json!({}))).collect();
    assert!(polls.iter().all(|poll| poll.is_waiting()));
    let answer = yard.raw(&Request::post("/_eventyard/reset", "{}"));
    assert_eq!((answer.status, answer.json()), (200, json!({ "reset": true })));
    for poll in polls {
        assert_eq!(poll.bodies(), [""; 0]);
    }
    assert_eq!(yard.ok("ListQueues", json!({})), json!({}));
    let time = yard.raw(&Request::new("GET", "/_eventyard/time")).json();
    assert_eq!((&time["mode"], &time["offset"]), (&json!("real"), &json!("PT0S")), "the clock goes back to real time");
    assert_eq!(yard.raw(&Request::post("/_eventyard/reset", "")).status, 200, "an empty body will do");
}

#[test]
fn the_clock_stays_where_only_a_part_was_reset() {
    let yard = Yard::json();
    yard.advance(86_400);
    let now = yard.now();
    yard.standard("jobs");
    yard.raw(&Request::post("/_eventyard/reset", r#"{"account":"000000000000"}"#));
    assert_eq!(yard.ok("ListQueues", json!({})), json!({}));
    assert_eq!(yard.now(), now);
}

#[test]
fn move_tasks_end_with_their_queues() {
    let yard = Yard::json();
    let dead = yard.standard("dead");
    let policy = json!({ "deadLetterTargetArn": dead.arn(), "maxReceiveCount": 1 }).to_string();
    yard.queue("source", json!({ "RedrivePolicy": policy }));
    for body in ["a", "b", "c"] {
        dead.send(body);
    }
    let other = yard.standard("other");
    let input = json!({ "SourceArn": dead.arn(), "DestinationArn": other.arn(), "MaxNumberOfMessagesPerSecond": 1 });
    yard.ok("StartMessageMoveTask", input);
    yard.let_it_work();
    let due = || yard.raw(&Request::new("GET", "/_eventyard/time")).json()["dueTotal"].clone();
    assert_eq!(due(), 1);
    yard.raw(&Request::post("/_eventyard/reset", "{}"));
    yard.let_it_work();
    assert_eq!(due(), 0, "no timer is left");
}
