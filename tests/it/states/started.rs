//! Executions that other services start.

use serde_json::json;

use crate::support::{Events, ROLE, Scheduler, States, Yard, entry};

#[test]
fn rules_and_schedules_start_executions() {
    let yard = Yard::json();
    let states = States::new(&yard);
    let machine = states.machine_of("m", "STANDARD", json!({ "Done": { "Type": "Succeed" } }));
    let target = json!({ "Id": "t", "Arn": machine, "RoleArn": ROLE });
    let events = Events::new(&yard);
    events.ok("PutRule", json!({ "Name": "r", "EventPattern": r#"{"source":["app"]}"# }));
    events.ok("PutTargets", json!({ "Rule": "r", "Targets": [target] }));
    events.ok("PutEvents", json!({ "Entries": [entry(r#"{"id":7}"#, json!({}))] }));
    let scheduler = Scheduler::new(&yard);
    let target = json!({ "Arn": machine, "RoleArn": ROLE, "Input": r#"{"by":"schedule"}"# });
    scheduler.make("s", json!({ "Target": target }));
    let operation = "arn:aws:scheduler:::aws-sdk:sfn:startExecution";
    let input = json!({ "StateMachineArn": machine, "Input": r#"{"by":"operation"}"# }).to_string();
    scheduler.make("u", json!({ "Target": { "Arn": operation, "RoleArn": ROLE, "Input": input } }));
    yard.advance(0);
    let listed = states.ok("ListExecutions", json!({ "stateMachineArn": machine }));
    let inputs = listed["executions"].as_array().expect("a list").iter().map(|execution| {
        let shown = states.described(execution["executionArn"].as_str().expect("an ARN"));
        assert_eq!(shown["status"], "SUCCEEDED");
        shown["input"].as_str().expect("a text").to_owned()
    });
    let mut inputs: Vec<_> = inputs.collect();
    inputs.sort();
    assert_eq!(inputs[..2], [r#"{"by":"operation"}"#, r#"{"by":"schedule"}"#]);
    assert!(inputs[2].contains(r#""detail":{"id":7}"#), "{}", inputs[2]);
}

#[test]
fn a_state_machine_that_is_not_there_is_told_in_the_journal() {
    let yard = Yard::json();
    let machine = States::new(&yard).machine_arn("nowhere");
    let scheduler = Scheduler::new(&yard);
    scheduler.make("s", json!({ "Target": { "Arn": machine, "RoleArn": ROLE, "Input": "{}" } }));
    let record = scheduler.record();
    assert_eq!((&record["outcome"], &record["why"]["error"]), (&json!("dropped"), &json!("StateMachineDoesNotExist")));
}
