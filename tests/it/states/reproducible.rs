//! The same calls on servers of one seed, whose clocks stand still, give the same bytes.

use eventyard::Config;
use eventyard::aws::time::Time;
use eventyard::clock::Move;
use serde_json::{Value, json};

use crate::support::{Connection, ROLE, Request, Town};

fn call(to: &mut Connection, prefix: &str, operation: &str, input: &Value) -> String {
    let request = Request::post("/", input.to_string())
        .header("Content-Type", "application/x-amz-json-1.0")
        .header("X-Amz-Target", &format!("{prefix}.{operation}"));
    let response = to.send(&request);
    assert_eq!(response.status, 200, "{}", response.text());
    response.text().to_owned()
}

/// Branches and iterations with tasks: they call queues, and other executions.
fn definition(child: &str) -> String {
    let send = json!({
        "Type": "Task",
        "Resource": "arn:aws:states:::sqs:sendMessage",
        "Parameters": { "QueueUrl": "http://localhost/000000000000/q", "MessageBody.$": "States.UUID()" },
        "ResultSelector": { "id.$": "$.MessageId" },
        "Next": "Nested",
    });
    let nested = json!({
        "Type": "Task",
        "Resource": "arn:aws:states:::states:startExecution.sync:2",
        "Parameters": { "StateMachineArn": child, "Input.$": "$" },
        "OutputPath": "$.Output",
        "End": true,
    });
    let processor = json!({ "StartAt": "Send", "States": { "Send": send, "Nested": nested } });
    let map = json!({ "Type": "Map", "ItemProcessor": processor, "End": true });
    json!({ "StartAt": "Map", "States": { "Map": map } }).to_string()
}

fn history(seed: u64) -> String {
    let frozen = Move::FreezeAt(Time::from_millis(4_000_000_000_000));
    let town = Town::of(&Config { seed: Some(seed), ..Config::default() }, frozen);
    let mut connection = Connection::open(town.address);
    let mut states = |operation: &str, input: &Value| call(&mut connection, "AWSStepFunctions", operation, input);
    let mut create = |name: &str, definition: String| {
        let created = states("CreateStateMachine", &json!({ "name": name, "definition": definition, "roleArn": ROLE }));
        let created: Value = serde_json::from_str(&created).expect("JSON");
        created["stateMachineArn"].as_str().expect("an ARN").to_owned()
    };
    let wait = json!({ "W": { "Type": "Pass", "Parameters": { "n.$": "States.MathRandom(1, 1000)" }, "End": true } });
    let child = create("child", json!({ "StartAt": "W", "States": wait }).to_string());
    let parent = create("parent", definition(&child));
    let mut queue = Connection::open(town.address);
    call(&mut queue, "AmazonSQS", "CreateQueue", &json!({ "QueueName": "q" }));
    let input = json!((0..12).collect::<Vec<_>>()).to_string();
    let started = states("StartExecution", &json!({ "stateMachineArn": parent, "name": "one", "input": input }));
    let started: Value = serde_json::from_str(&started).expect("JSON");
    let settled = Connection::open(town.address).send(&Request::post("/_eventyard/settle", "{}"));
    assert_eq!(settled.status, 200);
    states("GetExecutionHistory", &json!({ "executionArn": started["executionArn"], "maxResults": 1000 }))
}

#[test]
fn histories_of_what_runs_at_once() {
    let first = history(7);
    assert!(first.contains("ExecutionSucceeded"), "it hasn't ended");
    for _ in 0..5 {
        assert!(history(7) == first, "another history");
    }
    assert!(history(8) != first, "another seed");
}
