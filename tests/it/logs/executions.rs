//! The logs of executions.

use serde_json::{Value, json};

use crate::support::{Logs, Request, States, Yard};

const TRIAL: &str = "log_stream_created_by_aws_to_validate_log_delivery_subscriptions";
const GROUP: &str = "/aws/vendedlogs/states/orders";

/// A state machine that logs into a new group; gives its ARN.
#[track_caller]
fn machine(yard: &Yard, name: &str, kind: &str, (level, data): (&str, bool), states: Value) -> String {
    let logs = Logs::new(yard);
    if logs.call("DescribeLogStreams", json!({ "logGroupName": GROUP })).is_err() {
        logs.group(GROUP);
    }
    let first = states.as_object().expect("an object").keys().next().expect("a state").clone();
    let logging = json!({
        "level": level,
        "includeExecutionData": data,
        "destinations": [{ "cloudWatchLogsLogGroup": { "logGroupArn": format!("{}:*", logs.arn(GROUP)) } }],
    });
    let more = json!({
        "type": kind,
        "definition": json!({ "StartAt": first, "States": states }).to_string(),
        "loggingConfiguration": logging,
    });
    States::new(yard).create(name, more)["stateMachineArn"].as_str().expect("an ARN").to_owned()
}

/// The streams of executions.
fn streams(yard: &Yard) -> Vec<String> {
    Logs::new(yard).streams(GROUP).into_iter().filter(|name| name != TRIAL).collect()
}

/// The lines of the only stream.
#[track_caller]
fn lines(yard: &Yard) -> Vec<Value> {
    let streams = streams(yard);
    let [stream] = &streams[..] else { panic!("{streams:?}") };
    let messages = Logs::new(yard).messages(GROUP, stream);
    messages.iter().map(|message| serde_json::from_str(message).expect("JSON")).collect()
}

fn kinds(lines: &[Value]) -> Vec<&str> {
    lines.iter().map(|line| line["type"].as_str().expect("a type")).collect()
}

fn pass() -> Value {
    json!({ "Pass": { "Type": "Pass", "Result": { "a": 1 }, "End": true } })
}

#[test]
fn a_standard_execution_with_its_data() {
    let yard = Yard::json();
    let states = States::new(&yard);
    let arn = machine(&yard, "orders", "STANDARD", ("ALL", true), pass());
    assert_eq!(Logs::new(&yard).streams(GROUP), [TRIAL], "made when it is configured");
    assert!(Logs::new(&yard).messages(GROUP, TRIAL).is_empty());
    let execution = states.start(&arn, json!({ "input": "{}" }));
    let lines = lines(&yard);
    assert_eq!(kinds(&lines), ["ExecutionStarted", "PassStateEntered", "PassStateExited", "ExecutionSucceeded"]);
    let expected = json!({
        "id": "3",
        "type": "PassStateExited",
        "details": { "name": "Pass", "output": "{\"a\":1}", "outputDetails": { "truncated": false } },
        "previous_event_id": "2",
        "event_timestamp": yard.now().to_string(),
        "execution_arn": execution,
        "redrive_count": "0",
    });
    assert_eq!(lines[2], expected);
    let stream = streams(&yard).remove(0);
    let parts: Vec<&str> = stream.split('/').collect();
    assert!(matches!(parts[..], ["states", "orders", minute, id] if minute.len() == 16 && id.len() == 8), "{stream}");
}

#[test]
fn executions_share_a_stream() {
    let yard = Yard::json();
    let states = States::new(&yard);
    let arn = machine(&yard, "orders", "STANDARD", ("ALL", false), pass());
    for _ in 0..3 {
        states.start(&arn, json!({}));
        yard.advance(90);
    }
    let lines = lines(&yard);
    assert_eq!(lines.len(), 12);
    let role = crate::support::ROLE;
    assert_eq!([&lines[0]["details"], &lines[3]["details"]], [&json!({ "roleArn": role }), &json!({})], "no data");
    yard.advance(3600);
    states.start(&arn, json!({}));
    assert_eq!(streams(&yard).len(), 2, "but not for ever");
}

#[test]
fn levels() {
    let fail = json!({ "Fail": { "Type": "Fail", "Error": "Broken" } });
    for (level, of_failure, of_success) in [
        ("ERROR", vec!["FailStateEntered", "ExecutionFailed"], vec![]),
        ("FATAL", vec!["ExecutionFailed"], vec![]),
        ("OFF", vec![], vec![]),
        ("ALL", vec!["ExecutionStarted", "FailStateEntered", "ExecutionFailed"], vec!["ExecutionStarted"; 1]),
    ] {
        for kind in ["STANDARD", "EXPRESS"] {
            let yard = Yard::json();
            let states = States::new(&yard);
            states.start(&machine(&yard, "broken", kind, (level, true), fail.clone()), json!({}));
            match of_failure.is_empty() {
                true => assert!(streams(&yard).is_empty()),
                false => assert_eq!(kinds(&lines(&yard)), of_failure, "{level} {kind}"),
            }
            states.start(&machine(&yard, "fine", kind, (level, true), pass()), json!({}));
            let written = streams(&yard).iter().any(|stream| stream.starts_with("states/fine/"));
            assert_eq!(written, !of_success.is_empty(), "{level} {kind}");
        }
    }
}

#[test]
fn express_executions_in_the_order_of_their_events() {
    let yard = Yard::json();
    let states = States::new(&yard);
    let work = json!({
        "Wait": { "Type": "Wait", "Seconds": 1, "Next": "All" },
        "All": { "Type": "Map", "ItemsPath": "$", "End": true, "ItemProcessor": {
            "StartAt": "Each", "States": { "Each": { "Type": "Pass", "End": true } },
        } },
    });
    let arn = machine(&yard, "fast", "EXPRESS", ("ALL", true), work);
    let execution = states.start(&arn, json!({ "input": "[1,2,3]" }));
    assert_eq!(kinds(&lines(&yard)), ["ExecutionStarted", "WaitStateEntered"], "as they come");
    yard.advance(1);
    let lines = lines(&yard);
    let ids: Vec<String> = (1..=lines.len()).map(|id| id.to_string()).collect();
    assert_eq!(lines.iter().map(|line| line["id"].as_str().expect("an id")).collect::<Vec<_>>(), ids);
    assert!(lines.len() > 15 && kinds(&lines).last() == Some(&"ExecutionSucceeded"), "{lines:?}");
    assert!(lines.iter().all(|line| line["execution_arn"] == *execution));
    // Who waits for the end finds all of it.
    let answer = states.ok(
        "StartSyncExecution",
        json!({
            "stateMachineArn": machine(&yard, "sync", "EXPRESS", ("ALL", true), pass())
        }),
    );
    let found = Logs::new(&yard).found(GROUP, json!({ "logStreamNamePrefix": "states/sync/" }));
    assert_eq!((&answer["status"], found.len()), (&json!("SUCCEEDED"), 4));
}

#[test]
fn children_of_distributed_maps_and_redrives() {
    let yard = Yard::json();
    let states = States::new(&yard);
    for kind in ["STANDARD", "EXPRESS"] {
        let map = json!({ "All": { "Type": "Map", "End": true, "Label": "L", "ItemProcessor": {
            "ProcessorConfig": { "Mode": "DISTRIBUTED", "ExecutionType": kind },
            "StartAt": "Each", "States": { "Each": { "Type": "Pass", "End": true } },
        } } });
        let name = format!("map-{kind}");
        let arn = machine(&yard, &name, "STANDARD", ("ALL", true), map);
        states.start(&arn, json!({ "input": "[1,2]" }));
        states.settle();
        let found = Logs::new(&yard).found(
            GROUP,
            json!({
                "logStreamNamePrefix": format!("states/{name}/"), "filterPattern": "ExecutionSucceeded"
            }),
        );
        assert_eq!(found.len(), 3, "{found:?}");
    }
    let fail = json!({ "Fail": { "Type": "Fail", "Error": "Broken" } });
    let arn = machine(&yard, "again", "STANDARD", ("FATAL", false), fail);
    let execution = states.start(&arn, json!({}));
    states.ok("RedriveExecution", json!({ "executionArn": execution }));
    let found = Logs::new(&yard).found(GROUP, json!({ "logStreamNamePrefix": "states/again/" }));
    let counts: Vec<Value> =
        found.iter().map(|line| serde_json::from_str::<Value>(line).expect("JSON")["redrive_count"].clone()).collect();
    assert_eq!(counts, ["0", "1"]);
}

#[test]
fn long_data_is_cut() {
    let yard = Yard::json();
    let states = States::new(&yard);
    let arn = machine(&yard, "long", "EXPRESS", ("ALL", true), json!({ "Done": { "Type": "Succeed" } }));
    let input = json!("\"".repeat(130_000)).to_string();
    states.start(&arn, json!({ "input": input }));
    let lines = lines(&yard);
    let details = &lines[0]["details"];
    assert_eq!(details["inputDetails"], json!({ "truncated": true }));
    let kept = details["input"].as_str().expect("a text");
    assert!(input.starts_with(kept) && kept.len() > 100_000 && json!(kept).to_string().len() <= (248 << 10) + 2);
}

#[test]
fn a_group_that_is_gone_disturbs_nobody() {
    let yard = Yard::json();
    let (states, logs) = (States::new(&yard), Logs::new(&yard));
    let arn = machine(&yard, "orders", "STANDARD", ("ALL", true), pass());
    logs.ok("DeleteLogGroup", json!({ "logGroupName": GROUP }));
    let execution = states.start(&arn, json!({}));
    assert_eq!(states.described(&execution)["status"], "SUCCEEDED");
    let records = |outcome: &str| {
        let path = format!("/_eventyard/journal?source=states&to={}:*&outcome={outcome}", logs.arn(GROUP));
        yard.raw(&Request::new("GET", &path)).json()["records"].as_array().expect("records").clone()
    };
    let dropped = records("dropped");
    let [record] = &dropped[..] else { panic!("{dropped:?}") };
    assert_eq!((&record["from"], &record["why"]["error"]), (&json!(execution), &json!("ResourceNotFoundException")));
    assert_eq!(records("delivered").len(), 1, "the trial");
    // It is found missing as soon as it is named again.
    let input = json!({ "stateMachineArn": arn, "loggingConfiguration": {
        "level": "ALL", "destinations": [{ "cloudWatchLogsLogGroup": { "logGroupArn": format!("{}:*", logs.arn(GROUP)) } }],
    } });
    let text = "Invalid Logging Configuration: Log Destination not found.";
    states.fails("UpdateStateMachine", input, "InvalidLoggingConfiguration", text);
    logs.group(GROUP);
    states.start(&arn, json!({}));
    assert_eq!(lines(&yard).len(), 4, "a new one of its name gets what comes");
}
