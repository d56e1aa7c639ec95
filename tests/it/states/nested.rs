//! Executions that tasks begin, and whose end they may wait for.

use serde_json::{Value, json};

use crate::support::{States, Yard, failing, waiting};

fn start(pattern: &str, child: &str, more: Value) -> Value {
    let mut parameters = json!({ "StateMachineArn": child, "Name": "child" });
    for (name, value) in more.as_object().expect("an object") {
        parameters[name] = value.clone();
    }
    json!({ "Resource": format!("arn:aws:states:::states:startExecution{pattern}"), "Parameters": parameters })
}

fn child(states: &States<'_>) -> String {
    states.arn("execution:child:child")
}

#[test]
fn begun_and_left_alone() {
    let yard = Yard::json();
    let states = States::new(&yard);
    let machine = states.machine_of("child", "STANDARD", waiting(10));
    let parent = states.run_task("parent", start("", &machine, json!({ "Input": null })));
    let output = states.output(&parent);
    assert_eq!(output["ExecutionArn"], child(&states));
    assert_eq!(output["StartDate"], yard.now());
    let shown = states.described(&child(&states));
    assert_eq!([&shown["status"], &shown["input"]], ["RUNNING", "{}"]);
}

#[test]
fn the_end_of_a_child_ends_its_task() {
    for (pattern, input, output) in
        [(".sync", json!("{\"k\":[1]}"), json!("{\"k\":[1]}")), (".sync:2", json!({ "k": [1] }), json!({ "k": [1] }))]
    {
        let yard = Yard::json();
        let states = States::new(&yard);
        let machine = states.machine_of("child", "STANDARD", waiting(10));
        let began = yard.now();
        let parent = states.run_task("parent", start(pattern, &machine, json!({ "Input": { "k": [1] } })));
        assert_eq!(states.described(&parent)["status"], "RUNNING");
        yard.advance(10);
        assert_eq!(
            states.output(&parent),
            json!({
                "ExecutionArn": child(&states),
                "Input": input,
                "InputDetails": { "Included": true },
                "Name": "child",
                "Output": output,
                "OutputDetails": { "Included": true },
                "RedriveCount": 0,
                "RedriveStatus": "NOT_REDRIVABLE",
                "RedriveStatusReason": "Execution is SUCCEEDED and cannot be redriven",
                "StartDate": began,
                "StateMachineArn": machine,
                "Status": "SUCCEEDED",
                "StopDate": yard.now(),
            })
        );
        let events = states.events(&parent);
        assert_eq!(events[3..6], ["TaskStarted 3", "TaskSubmitted 4", "TaskSucceeded 5"]);
    }
}

#[test]
fn a_child_that_ends_at_once() {
    let yard = Yard::json();
    let states = States::new(&yard);
    let machine = states.machine("child");
    let parent = states.run_task("parent", start(".sync", &machine, json!({})));
    let events = states.events(&parent);
    assert_eq!(events[3..6], ["TaskStarted 3", "TaskSubmitted 4", "TaskSucceeded 5"]);
    assert_eq!(states.output(&parent)["Status"], "SUCCEEDED");
}

#[test]
fn the_failure_of_a_child_fails_its_task() {
    let yard = Yard::json();
    let states = States::new(&yard);
    let machine = states.machine_of("child", "STANDARD", failing());
    let parent = states.run_task("parent", start(".sync:2", &machine, json!({})));
    let (error, cause) = states.failure(&parent);
    assert_eq!(error, "States.TaskFailed");
    let cause: Value = serde_json::from_str(&cause).expect("JSON");
    let members = cause.as_object().expect("an object");
    let names: Vec<_> = members.keys().take(5).collect();
    assert_eq!(names, ["Cause", "Error", "ExecutionArn", "Input", "InputDetails"]);
    assert_eq!([&cause["Error"], &cause["Input"], &cause["Status"]], ["Broken", "{}", "FAILED"]);
    assert!(!members.contains_key("Output") && !members.contains_key("OutputDetails"));
}

#[test]
fn a_parent_that_is_stopped_takes_its_child_with_it() {
    let yard = Yard::json();
    let states = States::new(&yard);
    let machine = states.machine_of("child", "STANDARD", waiting(10));
    let parent = states.run_task("parent", start(".sync", &machine, json!({})));
    states.ok("StopExecution", json!({ "executionArn": parent }));
    states.settle();
    assert_eq!(states.described(&child(&states))["status"], "ABORTED");

    let mut task = start(".sync", &machine, json!({ "Name": "slow" }));
    task["TimeoutSeconds"] = json!(5);
    let parent = states.run_task("hasty", task);
    yard.advance(5);
    assert_eq!(states.failure(&parent).0, "States.Timeout");
    assert_eq!(states.described(&states.arn("execution:child:slow"))["status"], "ABORTED");
}

#[test]
fn two_tasks_wait_for_one_child() {
    let yard = Yard::json();
    let states = States::new(&yard);
    let machine = states.machine_of("child", "STANDARD", waiting(10));
    let parents = ["one", "two"].map(|name| states.run_task(name, start(".sync", &machine, json!({}))));
    yard.advance(10);
    for parent in parents {
        assert_eq!(states.output(&parent)["ExecutionArn"], child(&states));
    }
}

#[test]
fn a_token_ends_the_wait_for_a_child() {
    let yard = Yard::json();
    let (states, queue) = (States::new(&yard), yard.standard("q"));
    let send = json!({
        "Send": {
            "Type": "Task",
            "Resource": "arn:aws:states:::sqs:sendMessage",
            "Parameters": { "QueueUrl": queue.url, "MessageBody.$": "$.token" },
            "Next": "Wait",
        },
        "Wait": { "Type": "Wait", "Seconds": 1000, "End": true },
    });
    let machine = states.machine_of("child", "STANDARD", send);
    let parent =
        states.run_task("parent", start(".sync", &machine, json!({ "Input": { "token.$": "$$.Task.Token" } })));
    states.ok("SendTaskSuccess", json!({ "taskToken": queue.bodies()[0], "output": "7" }));
    assert_eq!(states.output(&parent), 7);
}

#[test]
fn another_account_by_its_role() {
    let yard = Yard::json();
    let (states, there) = (States::new(&yard), States::of(&yard, "111111111111", "us-east-1"));
    let machine = there.machine("child");
    let parent = states.run_task("stranger", start(".sync", &machine, json!({})));
    assert_eq!(states.failure(&parent).0, "StepFunctions.StateMachineDoesNotExistException");
    let mut task = start(".sync", &machine, json!({}));
    task["Credentials"] = json!({ "RoleArn": "arn:aws:iam::111111111111:role/r" });
    let parent = states.run_task("trusted", task);
    assert_eq!(states.output(&parent)["ExecutionArn"], there.arn("execution:child:child"));
    let role = json!({ "roleArn": "arn:aws:iam::111111111111:role/r" });
    assert_eq!(states.detail(&parent, "TaskScheduled")["taskCredentials"], role);
}

#[test]
fn a_long_chain_of_parents() {
    let yard = Yard::json();
    let states = States::new(&yard);
    let arn = states.machine_arn("self");
    let input = json!({ "left.$": "States.MathAdd($.left, -1)" });
    let chain = json!({
        "More": { "Type": "Choice", "Choices": [{ "Variable": "$.left", "NumericEquals": 0, "Next": "End" }], "Default": "Start" },
        "End": { "Type": "Succeed" },
        "Start": {
            "Type": "Task",
            "Resource": "arn:aws:states:::states:startExecution.sync",
            "Parameters": { "StateMachineArn": arn, "Input": input },
            "ResultPath": null,
            "End": true,
        },
    });
    let machine = states.machine_of("self", "STANDARD", chain);
    let execution = states.start(&machine, json!({ "input": "{\"left\":300}" }));
    states.settle();
    assert_eq!(states.output(&execution), json!({ "left": 300 }));
}
