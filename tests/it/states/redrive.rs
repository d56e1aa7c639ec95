//! RedriveExecution.

use serde_json::{Value, json};

use crate::support::{States, Yard, failing, waiting};

const DAY: u64 = 86_400;

const REFUSED: &str = "ExecutionNotRedrivable";

#[test]
fn it_goes_on_where_it_failed() {
    let yard = Yard::json();
    let states = States::new(&yard);
    let machine = states.machine_of("slow", "STANDARD", waiting(60));
    let arn = states.start(&machine, json!({}));
    yard.advance(10);
    states.ok("StopExecution", json!({ "executionArn": arn, "error": "Enough" }));
    yard.advance(100);
    let redriven = states.ok("RedriveExecution", json!({ "executionArn": arn }));
    let date = json!(yard.now() as f64 / 1000.0);
    assert_eq!(redriven["redriveDate"].as_f64(), date.as_f64());
    let shown = states.described(&arn);
    assert_eq!(shown["status"], "RUNNING");
    assert_eq!([&shown["redriveCount"], &shown["redriveDate"]], [&json!(1), &redriven["redriveDate"]]);
    assert!(shown.get("stopDate").is_none() && shown.get("error").is_none(), "{shown}");
    yard.advance(60);
    assert_eq!(states.described(&arn)["status"], "SUCCEEDED");
    assert_eq!(
        states.events(&arn),
        [
            "ExecutionStarted 0",
            "WaitStateEntered 0",
            "ExecutionAborted 0",
            "ExecutionRedriven 3",
            "WaitStateExited 4",
            "PassStateEntered 5",
            "PassStateExited 6",
            "ExecutionSucceeded 7",
        ]
    );
    let text = "Execution is SUCCEEDED and cannot be redriven";
    states.fails("RedriveExecution", json!({ "executionArn": arn }), REFUSED, text);
}

#[test]
fn what_has_ended_stays_as_it_is() {
    let yard = Yard::json();
    let states = States::new(&yard);
    let branch = |name: &str, state: Value| json!({ "StartAt": name, "States": { name: state } });
    let good = branch("One", json!({ "Type": "Pass", "Result": 1, "End": true }));
    let slow = branch("Two", json!({ "Type": "Wait", "Seconds": 60, "End": true }));
    let both = json!({ "Both": { "Type": "Parallel", "Branches": [good, slow], "End": true } });
    let arn = states.start(&states.machine_of("both", "STANDARD", both), json!({ "input": "0" }));
    yard.advance(1);
    states.ok("StopExecution", json!({ "executionArn": arn }));
    states.ok("RedriveExecution", json!({ "executionArn": arn }));
    yard.advance(60);
    let shown = states.described(&arn);
    assert_eq!([&shown["status"], &shown["output"]], ["SUCCEEDED", "[1,0]"]);
    let passed = states.events(&arn).iter().filter(|event| event.starts_with("PassStateEntered")).count();
    assert_eq!(passed, 1);
}

#[test]
fn what_never_began_comes_into_its_state() {
    let yard = Yard::json();
    let states = States::new(&yard);
    let again = "States.ArrayGetItem($$.Execution.Input, States.MathAdd($$.Execution.RedriveCount, -1))";
    let fails = json!({ "B": { "Type": "Pass", "Parameters": { "v.$": again }, "End": true } });
    let branch = |name: &str, states: Value| json!({ "StartAt": name, "States": states });
    let passes = json!({ "Q": { "Type": "Pass", "Result": 1, "Next": "R" }, "R": { "Type": "Succeed" } });
    let both = json!({
        "Both": { "Type": "Parallel", "Branches": [branch("B", fails), branch("Q", passes)], "End": true },
    });
    let arn = states.start(&states.machine_of("both", "STANDARD", both), json!({ "input": "[7]" }));
    assert_eq!(states.described(&arn)["status"], "FAILED");
    states.ok("RedriveExecution", json!({ "executionArn": arn }));
    assert_eq!(states.output(&arn), json!([{ "v": 7 }, 1]));
    assert_eq!(
        states.events(&arn),
        [
            "ExecutionStarted 0",
            "ParallelStateEntered 0",
            "ParallelStateStarted 2",
            "PassStateEntered 3",
            "ParallelStateFailed 4",
            "ExecutionFailed 5",
            "ExecutionRedriven 6",
            "PassStateExited 7",
            "PassStateEntered 7",
            "PassStateExited 9",
            "SucceedStateEntered 10",
            "SucceedStateExited 11",
            "ParallelStateSucceeded 12",
            "ParallelStateExited 12",
            "ExecutionSucceeded 14",
        ]
    );
}

#[test]
fn what_fails_again_leaves_no_trace_of_what_never_began() {
    let yard = Yard::json();
    let states = States::new(&yard);
    let processor = json!({
        "StartAt": "Two",
        "States": {
            "Two": {
                "Type": "Choice",
                "Choices": [{ "Variable": "$", "NumericEquals": 2, "Next": "No" }],
                "Default": "Yes",
            },
            "Yes": { "Type": "Succeed" },
            "No": { "Type": "Fail", "Error": "No" },
        },
    });
    let each = json!({ "Each": { "Type": "Map", "ItemProcessor": processor, "End": true } });
    let arn = states.start(&states.machine_of("each", "STANDARD", each), json!({ "input": "[2,1,3]" }));
    states.ok("RedriveExecution", json!({ "executionArn": arn }));
    let events = states.events(&arn);
    let redriven = events.iter().position(|event| event.starts_with("ExecutionRedriven")).expect("it was redriven");
    let after: Vec<_> =
        events[redriven + 1..].iter().map(|event| event.split(' ').next().unwrap_or_default()).collect();
    let aborted = ["MapIterationAborted"; 2];
    assert_eq!(after, ["MapIterationFailed", aborted[0], aborted[1], "MapStateFailed", "ExecutionFailed"]);
}

#[test]
fn a_clients_token_stands_for_its_redrive() {
    let yard = Yard::json();
    let states = States::new(&yard);
    let arn = states.start(&states.machine_of("broken", "STANDARD", failing()), json!({}));
    let redrive = |token: &str| states.ok("RedriveExecution", json!({ "executionArn": arn, "clientToken": token }));
    let count = || states.described(&arn)["redriveCount"].as_u64();
    let first = redrive("a");
    yard.advance(14 * 60);
    assert_eq!((redrive("a"), count()), (first, Some(1)));
    redrive("b");
    assert_eq!(count(), Some(2));
    yard.advance(60);
    redrive("a");
    assert_eq!(count(), Some(3), "15 minutes are over");
    redrive("b");
    assert_eq!(count(), Some(3));
    for i in 0..9 {
        redrive(&format!("c{i}"));
    }
    redrive("a");
    assert_eq!(count(), Some(12), "it is the tenth");
    redrive("b");
    assert_eq!(count(), Some(13), "it was forgotten");
    states.breaks(
        "RedriveExecution",
        json!({ "executionArn": arn, "clientToken": "a b" }),
        &["Value 'a b' at 'clientToken' failed to satisfy constraint: Member must satisfy regular expression pattern: \
           [!-~]+"],
    );
}

#[test]
fn what_is_refused() {
    let yard = Yard::json();
    let states = States::new(&yard);
    let refused = |arn: &str, text: &str| {
        states.fails("RedriveExecution", json!({ "executionArn": arn }), REFUSED, text);
        assert_eq!(states.described(arn)["redriveStatusReason"], text);
    };
    let running = states.start(&states.machine_of("slow", "STANDARD", waiting(60)), json!({}));
    refused(&running, "Execution is RUNNING and cannot be redriven");
    let failed = states.start(&states.machine_of("broken", "STANDARD", failing()), json!({}));
    yard.advance(14 * DAY);
    assert_eq!(states.described(&failed)["redriveStatus"], "REDRIVABLE");
    yard.advance(1);
    refused(&failed, "Execution redrivable period exceeded");
    let old = states.start(&states.machine_of("long", "STANDARD", waiting(360 * DAY)), json!({}));
    yard.advance(359 * DAY);
    states.ok("StopExecution", json!({ "executionArn": old }));
    yard.advance(6 * DAY);
    refused(&old, "Execution has exceeded the max execution time");
}

#[test]
fn a_timeout_begins_anew() {
    let yard = Yard::json();
    let states = States::new(&yard);
    let definition = json!({ "StartAt": "Wait", "States": waiting(60), "TimeoutSeconds": 10 }).to_string();
    let machine = states.create("limited", json!({ "definition": definition }))["stateMachineArn"].clone();
    let arn = states.start(machine.as_str().expect("an ARN"), json!({}));
    yard.advance(20);
    assert_eq!(states.described(&arn)["status"], "TIMED_OUT");
    states.ok("RedriveExecution", json!({ "executionArn": arn }));
    yard.advance(9);
    assert_eq!(states.described(&arn)["status"], "RUNNING");
    yard.advance(1);
    assert_eq!(states.described(&arn)["status"], "TIMED_OUT");
}

#[test]
fn what_was_redriven_is_kept_for_ninety_days_after_its_latest_end() {
    let yard = Yard::json();
    let states = States::new(&yard);
    let arn = states.start(&states.machine_of("broken", "STANDARD", failing()), json!({}));
    yard.advance(10 * DAY);
    states.ok("RedriveExecution", json!({ "executionArn": arn }));
    yard.advance(89 * DAY);
    assert_eq!(states.described(&arn)["status"], "FAILED");
    yard.advance(DAY);
    let text = format!("Execution Does Not Exist: '{arn}'");
    states.fails("DescribeExecution", json!({ "executionArn": arn }), "ExecutionDoesNotExist", &text);
}
