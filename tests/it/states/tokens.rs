//! Task tokens: who has one ends a task from outside, or keeps it alive.

use serde_json::{Value, json};

use crate::support::{Queue, States, Yard};

const GONE: &str = "Task Timed Out: 'Provided task does not exist anymore'";

/// A task that sends its token to a queue and waits.
fn task(queue: &Queue<'_>, more: Value) -> Value {
    let mut task = json!({
        "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
        "Parameters": { "QueueUrl": queue.url, "MessageBody": { "token.$": "$$.Task.Token" } },
    });
    for (name, value) in more.as_object().expect("an object") {
        task[name] = value.clone();
    }
    task
}

#[track_caller]
fn token(queue: &Queue<'_>) -> String {
    let body: Value = serde_json::from_str(&queue.bodies()[0]).expect("JSON");
    body["token"].as_str().expect("a token").to_owned()
}

#[test]
fn success_is_exactly_what_was_sent() {
    let yard = Yard::json();
    let (states, queue) = (States::new(&yard), yard.standard("q"));
    let execution = states.run_task("m", task(&queue, json!({})));
    let token = token(&queue);
    assert_eq!(states.described(&execution)["status"], "RUNNING");
    let submitted = states.detail(&execution, "TaskSubmitted");
    assert_eq!([&submitted["resourceType"], &submitted["resource"]], ["sqs", "sendMessage.waitForTaskToken"]);
    let text = "Invalid Output: 'Unrecognized token 'no': was expecting (JSON String, Number, Array, Object or token \
                'null', 'true' or 'false')'";
    let bad = json!({ "taskToken": token, "output": "no" });
    states.fails("SendTaskSuccess", bad, "InvalidOutput", text);
    let done = json!({ "taskToken": token, "output": "{\"a\": 1}" });
    assert_eq!(states.ok("SendTaskSuccess", done.clone()), json!({}));
    assert_eq!(states.output(&execution), json!({ "a": 1 }));
    assert_eq!(states.detail(&execution, "TaskSucceeded")["output"], "{\"a\":1}");
    states.fails("SendTaskSuccess", done, "TaskTimedOut", GONE);
    states.fails("SendTaskHeartbeat", json!({ "taskToken": token }), "TaskTimedOut", GONE);
}

#[test]
fn failure_with_and_without_a_name() {
    let yard = Yard::json();
    let (states, queue) = (States::new(&yard), yard.standard("q"));
    let named = json!({ "error": "Broken", "cause": "why" });
    for (name, given) in [("named", named), ("nameless", json!({}))] {
        let execution = states.run_task(name, task(&queue, json!({})));
        let mut input = given.clone();
        input["taskToken"] = json!(token(&queue));
        states.ok("SendTaskFailure", input);
        let shown = states.described(&execution);
        assert_eq!(
            [&shown["status"], &shown["error"], &shown["cause"]],
            [&json!("FAILED"), &given["error"], &given["cause"]]
        );
    }
}

#[test]
fn silence_ends_a_task_and_heartbeats_do_not_let_it() {
    let yard = Yard::json();
    let (states, queue) = (States::new(&yard), yard.standard("q"));
    let execution = states.run_task("m", task(&queue, json!({ "HeartbeatSeconds": 10, "TimeoutSeconds": 60 })));
    let token = token(&queue);
    for _ in 0..3 {
        yard.advance(9);
        assert_eq!(states.ok("SendTaskHeartbeat", json!({ "taskToken": token })), json!({}));
    }
    yard.advance(9);
    assert_eq!(states.described(&execution)["status"], "RUNNING");
    yard.advance(1);
    assert_eq!(states.failure(&execution), ("States.Timeout".to_owned(), String::new()));
    assert_eq!(states.detail(&execution, "TaskTimedOut")["error"], "States.Timeout");
    states.fails("SendTaskHeartbeat", json!({ "taskToken": token }), "TaskTimedOut", GONE);
}

#[test]
fn a_task_has_its_time_and_no_more() {
    let yard = Yard::json();
    let (states, queue) = (States::new(&yard), yard.standard("q"));
    let retry = json!([{ "ErrorEquals": ["States.Timeout"], "IntervalSeconds": 1, "MaxAttempts": 1 }]);
    let execution = states.run_task("m", task(&queue, json!({ "TimeoutSeconds": 5, "Retry": retry })));
    let first = token(&queue);
    yard.advance(6);
    let second = token(&queue);
    assert_ne!(first, second, "each attempt has its own");
    states.fails("SendTaskSuccess", json!({ "taskToken": first, "output": "1" }), "TaskTimedOut", GONE);
    states.ok("SendTaskSuccess", json!({ "taskToken": second, "output": "2" }));
    assert_eq!(states.output(&execution), 2);
}

#[test]
fn a_token_is_good_in_its_own_account_and_as_long_as_its_execution_runs() {
    let yard = Yard::json();
    let (states, queue) = (States::new(&yard), yard.standard("q"));
    let execution = states.run_task("m", task(&queue, json!({})));
    let token = token(&queue);
    let invalid = "Invalid Token: 'Invalid token'";
    let beat = json!({ "taskToken": token });
    States::of(&yard, "111111111111", "us-east-1").fails("SendTaskHeartbeat", beat.clone(), "InvalidToken", invalid);
    for wrong in ["no token", &token[1..], "AAAA"] {
        states.fails("SendTaskHeartbeat", json!({ "taskToken": wrong }), "InvalidToken", invalid);
    }
    let rule = "Value null at 'taskToken' failed to satisfy constraint: Member must not be null";
    states.breaks("SendTaskFailure", json!({}), &[rule]);
    states.ok("StopExecution", json!({ "executionArn": execution }));
    states.fails("SendTaskHeartbeat", beat.clone(), "TaskTimedOut", GONE);
    yard.server.reset().wait();
    states.fails("SendTaskHeartbeat", beat, "TaskDoesNotExist", "Task Does Not Exist: 'Provided task does not exist'");
}
