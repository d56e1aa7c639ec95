//! What the default event bus is told of executions.

use serde_json::{Value, json};

use crate::support::{Events, Request, States, Yard, failing, waiting};

/// All that the journal has of Step Functions and EventBridge.
fn journal(yard: &Yard) -> usize {
    let answer = yard.raw(&Request::new("GET", "/_eventyard/journal?limit=1000")).json();
    answer["records"].as_array().expect("records").len()
}

#[test]
fn each_change_of_status_is_told() {
    let yard = Yard::json();
    let (states, events, queue) = (States::new(&yard), Events::new(&yard), yard.standard("q"));
    events.rule("r", json!({ "source": ["aws.states"] }));
    events.target("r", "t", &queue.arn(), json!({}));
    let machine = states.machine_of("m", "STANDARD", waiting(10));
    let began = yard.now();
    let execution = states.start(&machine, json!({ "name": "e", "input": "[ 1]" }));
    states.settle();
    let next = || serde_json::from_str::<Value>(&queue.bodies()[0]).expect("an event");
    let event = next();
    assert_eq!([&event["source"], &event["detail-type"]], ["aws.states", "Step Functions Execution Status Change"]);
    assert_eq!(event["resources"], json!([execution]));
    let mut detail = json!({
        "executionArn": execution,
        "stateMachineArn": machine,
        "name": "e",
        "status": "RUNNING",
        "startDate": began,
        "stopDate": null,
        "input": "[ 1]",
        "output": null,
        "stateMachineVersionArn": null,
        "stateMachineAliasArn": null,
        "redriveCount": 0,
        "redriveDate": null,
        "redriveStatus": "NOT_REDRIVABLE",
        "redriveStatusReason": "Execution is RUNNING and cannot be redriven",
        "inputDetails": { "included": true },
        "outputDetails": null,
        "error": null,
        "cause": null,
    });
    assert_eq!(event["detail"], detail);
    yard.advance(10);
    detail["status"] = json!("SUCCEEDED");
    detail["stopDate"] = json!(began + 10_000);
    detail["output"] = json!("[1]");
    detail["outputDetails"] = json!({ "included": true });
    detail["redriveStatusReason"] = json!("Execution is SUCCEEDED and cannot be redriven");
    assert_eq!(next()["detail"], detail);

    let machine = states.machine_of("broken", "STANDARD", failing());
    states.start(&machine, json!({}));
    states.settle();
    let ends: Vec<Value> = queue
        .bodies_with(json!({ "MaxNumberOfMessages": 10 }))
        .iter()
        .map(|body| serde_json::from_str(body).expect("an event"))
        .collect();
    let failed = ends.iter().find(|event| event["detail"]["status"] == "FAILED").expect("a failure");
    assert_eq!([&failed["detail"]["error"], &failed["detail"]["cause"]], ["Broken", "It is broken."]);
}

#[test]
fn nothing_is_told_where_nobody_listens() {
    let yard = Yard::json();
    let (states, events) = (States::new(&yard), Events::new(&yard));
    let machine = states.machine("m");
    states.start(&machine, json!({}));
    states.settle();
    assert_eq!(journal(&yard), 0);
    let queue = yard.standard("q");
    events.rule("r", json!({ "source": ["aws.states"] }));
    events.target("r", "t", &queue.arn(), json!({}));
    let express = states.machine_of("express", "EXPRESS", failing());
    states.start(&express, json!({}));
    states.settle();
    assert_eq!(journal(&yard), 0, "nothing of express executions");
    states.start(&machine, json!({}));
    states.settle();
    assert!(journal(&yard) > 0);
    assert_eq!(queue.bodies_with(json!({ "MaxNumberOfMessages": 10 })).len(), 2);
}
