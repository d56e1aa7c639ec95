//! Message move tasks: dead letters on their way back.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::support::{BAD_VALUE, Queue, Yard, over_both};

const NOT_FOUND: &str = "ResourceNotFoundException";
const NO_SOURCE: &str = "The resource that you specified for the SourceArn parameter doesn't exist.";
const ABSENT: &str = "arn:aws:sqs:us-east-1:000000000000:absent";

/// A dead-letter queue and two of its sources.
fn queues(yard: &Yard) -> [Queue<'_>; 3] {
    let dead = yard.standard("dead");
    let policy = json!({ "deadLetterTargetArn": dead.arn(), "maxReceiveCount": 1 }).to_string();
    let source = |name| yard.queue(name, json!({ "RedrivePolicy": policy, "VisibilityTimeout": "0" }));
    let sources = [source("a"), source("b")];
    let [a, b] = sources;
    [dead, a, b]
}

/// Sends messages to a source and lets them die.
fn bury(source: &Queue<'_>, bodies: &[&str]) {
    for body in bodies {
        source.send(body);
    }
    while !source.receive().is_empty() {}
}

fn start(dead: &Queue<'_>, more: Value) -> Value {
    let mut input = json!({ "SourceArn": dead.arn() });
    for (name, value) in more.as_object().expect("an object") {
        input[name] = value.clone();
    }
    dead.yard.ok("StartMessageMoveTask", input)["TaskHandle"].clone()
}

fn tasks(dead: &Queue<'_>) -> Vec<Value> {
    let answer = dead.yard.ok("ListMessageMoveTasks", json!({ "SourceArn": dead.arn(), "MaxResults": 10 }));
    answer["Results"].as_array().cloned().unwrap_or_default()
}

#[test]
fn without_a_destination_each_message_goes_home() {
    over_both(|yard| {
        let [dead, a, b] = queues(yard);
        bury(&a, &["a1", "a2"]);
        bury(&b, &["b1"]);
        assert_eq!(dead.counts(), [3, 0, 0]);
        let started = yard.now();
        start(&dead, json!({}));
        yard.advance(1);
        assert_eq!(dead.counts(), [0, 0, 0]);
        assert_eq!(b.bodies(), ["b1"]);
        let messages = a.receive();
        assert_eq!(messages.len(), 2);
        assert_eq!(
            tasks(&dead),
            [json!({
                "Status": "COMPLETED",
                "SourceArn": dead.arn(),
                "ApproximateNumberOfMessagesMoved": 3,
                "ApproximateNumberOfMessagesToMove": 3,
                "StartedTimestamp": started,
            })]
        );
    });
}

#[test]
fn a_moved_message_is_a_new_one() {
    over_both(|yard| {
        let [dead, a, _] = queues(yard);
        let sent = a.send("m");
        a.receive();
        a.receive();
        yard.advance(100);
        start(&dead, json!({}));
        yard.server.clock().advance(std::time::Duration::ZERO).wait();
        let message = a.receive_one();
        assert_ne!(message["MessageId"], sent["MessageId"]);
        let attributes = &message["Attributes"];
        assert_eq!(attributes["ApproximateReceiveCount"], "1");
        assert_eq!(attributes["SentTimestamp"], yard.now().to_string());
        assert_eq!(attributes["DeadLetterQueueSourceArn"], Value::Null);
    });
}

#[test]
fn with_a_destination_all_go_there() {
    over_both(|yard| {
        let [dead, a, b] = queues(yard);
        let destination = yard.standard("destination");
        bury(&a, &["a1"]);
        bury(&b, &["b1"]);
        dead.send("of unknown source");
        let input = json!({ "DestinationArn": destination.arn(), "MaxNumberOfMessagesPerSecond": 500 });
        start(&dead, input);
        yard.advance(1);
        assert_eq!(destination.counts(), [3, 0, 0]);
        let task = tasks(&dead).remove(0);
        assert_eq!(task["DestinationArn"], destination.arn());
        assert_eq!(task["MaxNumberOfMessagesPerSecond"], 500);
        assert_eq!(task["Status"], "COMPLETED");
    });
}

#[test]
fn one_message_a_second() {
    over_both(|yard| {
        let [dead, a, _] = queues(yard);
        bury(&a, &["1", "2", "3", "4"]);
        let handle = start(&dead, json!({ "MaxNumberOfMessagesPerSecond": 1 }));
        yard.advance(2);
        let task = tasks(&dead).remove(0);
        assert_eq!((&task["Status"], &task["TaskHandle"]), (&json!("RUNNING"), &handle));
        assert!(task["ApproximateNumberOfMessagesMoved"].as_i64() < Some(4), "four need three seconds: {task}");
        yard.advance(2);
        let task = tasks(&dead).remove(0);
        assert_eq!((&task["Status"], &task["TaskHandle"]), (&json!("COMPLETED"), &Value::Null));
        assert_eq!(a.counts()[0], 4);
    });
}

#[test]
fn a_cancelled_task_leaves_the_rest_where_it_is() {
    over_both(|yard| {
        let [dead, a, _] = queues(yard);
        bury(&a, &["1", "2", "3", "4", "5"]);
        let handle = start(&dead, json!({ "MaxNumberOfMessagesPerSecond": 1 }));
        yard.advance(2);
        let cancelled = yard.ok("CancelMessageMoveTask", json!({ "TaskHandle": handle }));
        let moved = cancelled["ApproximateNumberOfMessagesMoved"].as_u64().expect("a number");
        yard.advance(60);
        assert_eq!(a.counts()[0], moved);
        assert_eq!(dead.counts()[0], 5 - moved);
        assert_eq!(tasks(&dead)[0]["Status"], "CANCELLED");
        yard.fails("CancelMessageMoveTask", json!({ "TaskHandle": handle }), BAD_VALUE, "…");
        start(&dead, json!({}));
        yard.advance(1);
        assert_eq!(a.counts()[0], 5, "another task may follow");
    });
}

#[test]
fn a_message_of_unknown_source_fails_the_task() {
    over_both(|yard| {
        let [dead, ..] = queues(yard);
        dead.send("sent here at once");
        start(&dead, json!({}));
        yard.advance(1);
        let task = tasks(&dead).remove(0);
        assert_eq!(task["Status"], "FAILED");
        assert_eq!(task["FailureReason"], "CouldNotDetermineMessageSource");
        assert_eq!(dead.counts(), [1, 0, 0], "and it stays");
    });
}

#[test]
fn a_destination_deleted_on_the_way_fails_the_task() {
    over_both(|yard| {
        let [dead, a, _] = queues(yard);
        let destination = yard.standard("destination");
        bury(&a, &["1", "2", "3"]);
        start(&dead, json!({ "DestinationArn": destination.arn(), "MaxNumberOfMessagesPerSecond": 1 }));
        yard.advance(1);
        let moved = destination.counts()[0];
        destination.ok("DeleteQueue", json!({}));
        yard.advance(10);
        let task = tasks(&dead).remove(0);
        assert_eq!(task["Status"], "FAILED");
        assert_eq!(task["FailureReason"], "AWS.SimpleQueueService.NonExistentQueue");
        assert_eq!(dead.counts()[0], 3 - moved);
    });
}

#[test]
fn fifo_messages_go_home_in_order() {
    over_both(|yard| {
        let dead = yard.fifo("dead.fifo");
        let policy = json!({ "deadLetterTargetArn": dead.arn(), "maxReceiveCount": 1 }).to_string();
        let source = yard.fifo("source.fifo");
        source.set(json!({ "RedrivePolicy": policy, "VisibilityTimeout": "0" }));
        source.send_grouped(&["g1-m1", "g1-m2", "g2-m1", "g1-m3"]);
        while !source.receive().is_empty() {}
        assert_eq!(dead.counts(), [4, 0, 0]);
        start(&dead, json!({}));
        yard.advance(1);
        let bodies = source.bodies();
        let group: Vec<_> = bodies.iter().filter(|body| body.starts_with("g1")).collect();
        assert_eq!(group, ["g1-m1", "g1-m2", "g1-m3"]);
        assert_eq!(bodies.len(), 4);
    });
}

#[test]
fn the_latest_task_is_listed_first() {
    over_both(|yard| {
        let [dead, ..] = queues(yard);
        for rate in 1..=12 {
            start(&dead, json!({ "MaxNumberOfMessagesPerSecond": rate }));
            yard.advance(1);
        }
        let rates = |input: Value| -> Vec<i64> {
            let answer = yard.ok("ListMessageMoveTasks", input);
            let results = answer["Results"].as_array().expect("a list");
            results.iter().filter_map(|task| task["MaxNumberOfMessagesPerSecond"].as_i64()).collect()
        };
        assert_eq!(rates(json!({ "SourceArn": dead.arn() })), [12]);
        assert_eq!(rates(json!({ "SourceArn": dead.arn(), "MaxResults": 10 })), [12, 11, 10, 9, 8, 7, 6, 5, 4, 3]);
        for wrong in [0, 11] {
            let input = json!({ "SourceArn": dead.arn(), "MaxResults": wrong });
            yard.fails("ListMessageMoveTasks", input, BAD_VALUE, "…");
        }
    });
}

#[test]
fn what_is_refused() {
    over_both(|yard| {
        let [dead, a, _] = queues(yard);
        let format = |name: &str| {
            format!(
                "You must use this format to specify the {name}: \
                 arn:<partition>:<service>:<region>:<account-id>:<resource-id>"
            )
        };
        let no_destination = "The resource that you specified for the DestinationArn parameter doesn't exist.";
        let cases = [
            (json!({ "SourceArn": ABSENT }), NOT_FOUND, NO_SOURCE.to_owned()),
            (
                json!({ "SourceArn": a.arn() }),
                BAD_VALUE,
                "Source queue must be configured as a Dead Letter Queue.".to_owned(),
            ),
            (json!({ "SourceArn": "nonsense" }), BAD_VALUE, format("SourceArn")),
            (json!({ "SourceArn": dead.arn(), "DestinationArn": ABSENT }), NOT_FOUND, no_destination.to_owned()),
            (json!({ "SourceArn": dead.arn(), "MaxNumberOfMessagesPerSecond": 0 }), BAD_VALUE, "…".to_owned()),
            (json!({ "SourceArn": dead.arn(), "MaxNumberOfMessagesPerSecond": 501 }), BAD_VALUE, "…".to_owned()),
            (json!({}), "MissingParameter", "The request must contain the parameter SourceArn.".to_owned()),
        ];
        for (input, code, text) in cases {
            let fault = yard.fails("StartMessageMoveTask", input, code, &text);
            assert_eq!(fault.status, if code == NOT_FOUND { 404 } else { 400 });
        }
        bury(&a, &["1", "2"]);
        start(&dead, json!({ "MaxNumberOfMessagesPerSecond": 1 }));
        let text = "There is already a task running. Only one active task is allowed for a source queue arn at a given \
                    time.";
        yard.fails("StartMessageMoveTask", json!({ "SourceArn": dead.arn() }), BAD_VALUE, text);
        yard.fails("ListMessageMoveTasks", json!({ "SourceArn": ABSENT }), NOT_FOUND, NO_SOURCE);
    });
}

#[test]
fn task_handles() {
    over_both(|yard| {
        let [dead, ..] = queues(yard);
        let handle = |document: Value| STANDARD.encode(document.to_string());
        let decoded = STANDARD.decode(start(&dead, json!({})).as_str().expect("a handle")).expect("base64");
        let document: Value = serde_json::from_slice(&decoded).expect("JSON");
        assert_eq!(document["sourceArn"], dead.arn());
        assert_eq!(document["taskId"].as_str().map(str::len), Some(36));

        let unknown = json!({ "taskId": "00000000-0000-0000-0000-000000000000", "sourceArn": dead.arn() });
        let elsewhere = json!({ "taskId": "00000000-0000-0000-0000-000000000000", "sourceArn": ABSENT });
        let invalid = "Value for parameter TaskHandle is invalid.";
        let cases = [
            ("garbage".to_owned(), BAD_VALUE, invalid),
            (handle(json!({})), BAD_VALUE, invalid),
            (handle(json!([])), BAD_VALUE, invalid),
            (handle(elsewhere), NOT_FOUND, NO_SOURCE),
            (handle(unknown), NOT_FOUND, "Task does not exist."),
        ];
        for (handle, code, text) in cases {
            yard.fails("CancelMessageMoveTask", json!({ "TaskHandle": handle }), code, text);
        }
    });
}
