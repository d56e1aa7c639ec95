//! Express executions, and StartSyncExecution.

use serde_json::{Value, json};

use crate::support::{Connection, Request, States, Yard, failing, waiting};

/// A StartSyncExecution that may be waiting.
fn start(states: &States<'_>, input: &Value) -> Connection {
    let mut connection = Connection::open(states.yard.server.address());
    // The connection is accepted before the request counts.
    connection.send(&Request::new("GET", "/_eventyard/health"));
    connection.write(&states.request("StartSyncExecution", input.to_string()).bytes());
    states.yard.let_it_work();
    connection
}

#[test]
fn answered_at_its_end() {
    let yard = Yard::json();
    let states = States::new(&yard);
    let machine = states.machine_of("fast", "EXPRESS", waiting(2));
    let began = yard.now() as f64 / 1000.0;
    let mut waits = start(&states, &json!({ "stateMachineArn": machine, "name": "one", "input": "[1 ]" }));
    assert!(waits.is_silent());
    yard.advance(1);
    assert!(waits.is_silent());
    yard.advance(1);
    let mut answer = waits.answer().json();
    let arn = answer["executionArn"].as_str().expect("an ARN").to_owned();
    assert!(arn.starts_with(&states.arn("express:fast:one:")), "{arn}");
    assert_eq!([&answer["startDate"], &answer["stopDate"]].map(Value::as_f64), [Some(began), Some(began + 2.0)]);
    for name in ["executionArn", "startDate", "stopDate"] {
        answer.as_object_mut().expect("an object").remove(name);
    }
    assert_eq!(
        answer,
        json!({
            "stateMachineArn": machine,
            "name": "one",
            "status": "SUCCEEDED",
            "input": "[1 ]",
            "inputDetails": { "included": true },
            "output": "[1]",
            "outputDetails": { "included": true },
            "billingDetails": { "billedMemoryUsedInMB": 64, "billedDurationInMilliseconds": 2000 },
        })
    );
}

#[test]
fn failures_are_answers() {
    let yard = Yard::json();
    let states = States::new(&yard);
    let machine = states.machine_of("broken", "EXPRESS", failing());
    let answer = states.ok("StartSyncExecution", json!({ "stateMachineArn": machine }));
    assert_eq!([&answer["status"], &answer["error"], &answer["cause"]], ["FAILED", "Broken", "It is broken."]);
    assert_eq!(answer["outputDetails"], json!({ "included": true }));
    assert_eq!(answer["billingDetails"]["billedDurationInMilliseconds"], 100, "no less than that");
    assert!(answer.get("output").is_none());
    let asked = json!({ "stateMachineArn": machine, "includedData": "METADATA_ONLY" });
    let answer = states.ok("StartSyncExecution", asked);
    assert!(["input", "output", "error", "cause"].iter().all(|name| answer.get(name).is_none()), "{answer}");
}

#[test]
fn five_minutes_are_the_limit() {
    let yard = Yard::json();
    let states = States::new(&yard);
    let machine = states.machine_of("slow", "EXPRESS", waiting(600));
    let mut waits = start(&states, &json!({ "stateMachineArn": machine }));
    yard.advance(299);
    assert!(waits.is_silent());
    yard.advance(1);
    let answer = waits.answer().json();
    assert_eq!(answer["status"], "TIMED_OUT");
    assert!(answer.get("error").is_none() && answer.get("cause").is_none(), "{answer}");
}

#[test]
fn who_leaves_does_not_end_it() {
    let yard = Yard::json();
    let states = States::new(&yard);
    let machine = states.machine_of("slow", "EXPRESS", waiting(60));
    drop(start(&states, &json!({ "stateMachineArn": machine })));
    yard.let_it_work();
    let running = || {
        let shown = yard.raw(&Request::new("GET", "/_eventyard/state?service=states")).json();
        shown["states"]["stateMachines"][0]["running"].as_u64()
    };
    assert_eq!(running(), Some(1));
    yard.advance(60);
    assert_eq!(running(), Some(0));
}

#[test]
fn an_express_execution_can_be_started_any_number_of_times() {
    let yard = Yard::json();
    let states = States::new(&yard);
    let machine = states.machine_of("slow", "EXPRESS", waiting(60));
    let arns: Vec<String> = (0..2).map(|_| states.start(&machine, json!({ "name": "one" }))).collect();
    assert_ne!(arns[0], arns[1]);
    assert!(arns.iter().all(|arn| arn.starts_with(&states.arn("express:slow:one:"))), "{arns:?}");
}

#[test]
fn what_is_refused_in_its_order() {
    let yard = Yard::json();
    let states = States::new(&yard);
    let standard = states.machine("standard");
    let express = states.machine_of("express", "EXPRESS", waiting(1));
    let refused = |machine: &str, name: &str, code: &str, text: &str| {
        let asked = json!({ "stateMachineArn": machine, "name": name, "input": "x" });
        states.fails("StartSyncExecution", asked, code, text);
    };
    let other = states.machine_arn("other");
    refused(&other, "n m", "StateMachineDoesNotExist", &format!("State Machine Does Not Exist: '{other}'"));
    let text = "This operation is not supported by this type of state machine";
    refused(&standard, "n m", "StateMachineTypeNotSupported", text);
    refused(&express, "n m", "InvalidName", "Invalid Name: 'n m'");
    refused(
        &express,
        "one",
        "InvalidExecutionInput",
        "Invalid State Machine Execution Input: 'Unrecognized token 'x'…",
    );
    states.breaks(
        "StartSyncExecution",
        json!({}),
        &["Value null at 'stateMachineArn' failed to satisfy constraint: Member must not be null"],
    );
}

#[test]
fn a_reset_ends_those_who_wait() {
    let yard = Yard::json();
    let states = States::new(&yard);
    let input = json!({ "stateMachineArn": states.machine_of("slow", "EXPRESS", waiting(20)) });
    let activity = states.ok("CreateActivity", json!({ "name": "work" }))["activityArn"].clone();
    let mut waits = start(&states, &input);
    let mut polls = Connection::open(yard.server.address());
    polls.send(&Request::new("GET", "/_eventyard/health"));
    polls.write(&states.request("GetActivityTask", json!({ "activityArn": activity }).to_string()).bytes());
    yard.let_it_work();
    yard.raw(&Request::post("/_eventyard/reset", "{}"));
    assert_eq!(waits.answer().json()["status"], "ABORTED");
    assert_eq!(polls.answer().json()["taskToken"], Value::Null);
}
