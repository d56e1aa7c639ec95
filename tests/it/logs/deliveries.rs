//! What rules deliver to log groups, and what state machines write by themselves.

use serde_json::{Value, json};

use crate::support::{Events, Logs, States, Yard};

/// A server with a log group, a dead-letter queue, and a rule that sends all events of `app` to the group.
fn with_rule(yard: &Yard, more: Value) -> (Events<'_>, Logs<'_>) {
    let (events, logs) = (Events::new(yard), Logs::new(yard));
    logs.group("/aws/events/g");
    yard.standard("dead");
    events.rule("all", json!({ "source": ["app"] }));
    let mut more = more;
    more["DeadLetterConfig"] = json!({ "Arn": "arn:aws:sqs:us-east-1:000000000000:dead" });
    events.target("all", "t", &logs.arn("/aws/events/g"), more);
    (events, logs)
}

#[test]
fn a_rule_writes_whole_events() {
    let yard = Yard::json();
    let (events, logs) = with_rule(&yard, json!({}));
    let time = yard.now() / 1000 - 3600;
    let ids = [events.put("{\"n\":1}", json!({ "Time": time })), events.put("{\"n\":2}", json!({}))];
    for id in &ids {
        let record = events.record(id);
        assert_eq!((&record["outcome"], record.get("body")), (&json!("delivered"), None));
    }
    assert_eq!(logs.streams("/aws/events/g").len(), 2, "each has a stream of its own");
    let found =
        logs.ok("FilterLogEvents", json!({ "logGroupName": "/aws/events/g", "filterPattern": "{ $.detail.n = 1 }" }));
    let [event] = &found["events"].as_array().expect("a list")[..] else { panic!("{found}") };
    assert_eq!((&event["timestamp"], &event["ingestionTime"]), (&json!(time * 1000), &json!(yard.now())));
    let message: Value = serde_json::from_str(event["message"].as_str().expect("a text")).expect("JSON");
    assert_eq!((&message["id"], &message["detail"]), (&json!(ids[0]), &json!({ "n": 1 })));
}

#[test]
fn a_template_says_time_and_message() {
    let yard = Yard::json();
    let template = json!({ "InputTransformer": {
        "InputPathsMap": { "time": "$.time", "n": "$.detail.n" },
        "InputTemplate": "{\"timestamp\": \"<time>\", \"message\": \"n is <n>\"}",
    } });
    let (events, logs) = with_rule(&yard, template);
    let time = yard.now() / 1000 - 60;
    events.put("{\"n\":1}", json!({ "Time": time }));
    let found = logs.ok("FilterLogEvents", json!({ "logGroupName": "/aws/events/g" }));
    let event = &found["events"][0];
    assert_eq!((&event["timestamp"], &event["message"]), (&json!(time * 1000), &json!("n is 1")));
}

#[test]
fn what_a_log_group_does_not_take_is_buried() {
    let yard = Yard::json();
    let (events, logs) = with_rule(&yard, json!({}));
    let old = events.put("{}", json!({ "Time": yard.now() / 1000 - 15 * 86_400 }));
    let record = events.record(&old);
    assert_eq!(
        (&record["outcome"], &record["why"]["error"]),
        (&json!("dead-lettered"), &json!("InvalidParameterException"))
    );
    logs.ok("DeleteLogGroup", json!({ "logGroupName": "/aws/events/g" }));
    let lost = events.put("{}", json!({}));
    let record = events.record(&lost);
    assert_eq!(
        (&record["outcome"], &record["why"]["error"]),
        (&json!("dead-lettered"), &json!("ResourceNotFoundException"))
    );
    let queue = crate::support::Queue { yard: &yard, name: "dead".to_owned(), url: queue_url(&yard) };
    assert_eq!(queue.counts()[0], 2);
}

fn queue_url(yard: &Yard) -> String {
    yard.ok("GetQueueUrl", json!({ "QueueName": "dead" }))["QueueUrl"].as_str().expect("a URL").to_owned()
}

#[test]
fn tasks_call_operations() {
    let yard = Yard::json();
    let (states, logs) = (States::new(&yard), Logs::new(&yard));
    logs.group("g");
    logs.stream("g", "s");
    let execution = states.run_task(
        "put",
        json!({
            "Resource": "arn:aws:states:::aws-sdk:cloudwatchlogs:putLogEvents",
            "Parameters": {
                "LogGroupName": "g",
                "LogStreamName": "s",
                "LogEvents": [{ "Timestamp": yard.now(), "Message": "from a task" }],
            },
        }),
    );
    assert!(states.output(&execution)["NextSequenceToken"].is_string());
    assert_eq!(logs.messages("g", "s"), ["from a task"]);
    let parameters = json!({ "LogGroupName": "new", "Tags": { "Team": "blue", "env": "x" } });
    let resource = "arn:aws:states:::aws-sdk:cloudwatchlogs:createLogGroup";
    states.output(&states.run_task("make", json!({ "Resource": resource, "Parameters": parameters })));
    let tags = json!({ "tags": { "Team": "blue", "env": "x" } });
    assert_eq!(logs.ok("ListTagsLogGroup", json!({ "logGroupName": "new" })), tags);
    let again = states.run_task("again", json!({ "Resource": resource, "Parameters": parameters }));
    assert_eq!(states.failure(&again).0, "CloudWatchLogs.ResourceAlreadyExistsException");
}
