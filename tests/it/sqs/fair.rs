//! Fair queues: message groups on standard queues.

use serde_json::{Value, json};

use crate::support::over_both;

#[test]
fn a_group_on_a_standard_queue_locks_nothing() {
    over_both(|yard| {
        let queue = yard.standard("jobs");
        let sent = queue.send_with("a", json!({ "MessageGroupId": "tenant" }));
        assert_eq!(sent.get("SequenceNumber"), None);
        queue.send_with("a", json!({ "MessageGroupId": "tenant" }));
        let first = queue.receive_with(json!({ "MaxNumberOfMessages": 1 }));
        let second = queue.receive_with(json!({ "MaxNumberOfMessages": 1 }));
        assert_eq!([first.len(), second.len()], [1, 1], "two of a group in flight, and no deduplication");
        let attributes = &first[0]["Attributes"];
        assert_eq!(attributes["MessageGroupId"], "tenant");
        assert_eq!(attributes["SequenceNumber"], Value::Null);
        assert_eq!(attributes["MessageDeduplicationId"], Value::Null);
    });
}

#[test]
fn a_message_without_a_group_has_no_such_attribute() {
    over_both(|yard| {
        let queue = yard.standard("jobs");
        queue.send("m");
        assert_eq!(queue.receive_one()["Attributes"]["MessageGroupId"], Value::Null);
    });
}

#[test]
fn a_quiet_tenant_does_not_wait_behind_a_busy_one() {
    over_both(|yard| {
        let queue = yard.standard("jobs");
        for i in 0..200 {
            queue.send_with(&format!("busy {i}"), json!({ "MessageGroupId": "busy" }));
        }
        // So many of the busy one are being worked on.
        for _ in 0..5 {
            assert_eq!(queue.receive().len(), 10);
        }
        yard.advance(1);
        queue.send_with("quiet", json!({ "MessageGroupId": "quiet" }));
        let bodies = queue.bodies();
        assert!(bodies.contains(&"quiet".to_owned()), "{bodies:?}");
    });
}

#[test]
fn every_message_of_every_tenant_comes_once() {
    over_both(|yard| {
        let queue = yard.standard("jobs");
        for i in 0..60 {
            let group = json!({ "MessageGroupId": format!("tenant-{}", i % 7) });
            queue.send_with(&format!("{i}"), if i % 5 == 0 { json!({}) } else { group });
        }
        let mut bodies = Vec::new();
        loop {
            let received = queue.receive();
            if received.is_empty() {
                break;
            }
            received.iter().for_each(|message| queue.delete(message));
            bodies.extend(received.iter().map(|message| message["Body"].as_str().expect("a body").to_owned()));
        }
        bodies.sort_by_key(|body| body.parse::<u32>().expect("a number"));
        assert_eq!(bodies, (0..60).map(|i| i.to_string()).collect::<Vec<_>>());
        assert_eq!(queue.counts(), [0, 0, 0]);
    });
}
