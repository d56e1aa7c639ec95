//! Map runs: counts, concurrency, changes while they run, their children, and how they end early.

use eventyard::Config;
use serde_json::{Value, json};

use super::distributed::{above, described, failure, history, map, output, processor, start, wait};
use crate::support::{States, Via, Yard};

/// The only map run of an execution.
fn run_of(states: &States, arn: &str) -> String {
    let listed = states.ok("ListMapRuns", json!({ "executionArn": arn }));
    let runs = listed["mapRuns"].as_array().expect("map runs");
    assert_eq!(runs.len(), 1, "{listed}");
    runs[0]["mapRunArn"].as_str().expect("an ARN").to_owned()
}

fn shown(states: &States, run: &str) -> Value {
    states.ok("DescribeMapRun", json!({ "mapRunArn": run }))
}

/// Of some counts those that aren't 0.
fn counts(counts: &Value) -> Value {
    let counts = counts.as_object().expect("counts");
    counts.iter().filter(|(_, count)| **count != json!(0)).map(|(name, count)| (name.clone(), count.clone())).collect()
}

fn children(states: &States, run: &str, status: Option<&str>) -> Vec<Value> {
    let mut input = json!({ "mapRunArn": run, "maxResults": 1000 });
    if let Some(status) = status {
        input["statusFilter"] = status.into();
    }
    states.ok("ListExecutions", input)["executions"].as_array().expect("executions").clone()
}

fn waiting(kind: &str, seconds: u64, more: Value) -> Value {
    let mut definition = map(more);
    definition["States"]["M"]["ItemProcessor"] = processor(kind, wait(seconds));
    definition
}

#[test]
fn children_are_described_and_listed() {
    let yard = Yard::json();
    let states = States::new(&yard);
    let batched = json!({ "Label": "L", "ItemBatcher": { "MaxItemsPerBatch": 2 } });
    let arn = start(&states, "m", &map(batched), &json!([1, 2, 3]));
    let run = run_of(&states, &arn);
    let now = yard.now() as f64 / 1000.0;
    let all = |count: u64| {
        json!({
            "pending": 0, "running": 0, "succeeded": count, "failed": 0, "timedOut": 0, "aborted": 0, "total": count,
            "resultsWritten": count,
        })
    };
    assert_eq!(
        shown(&states, &run),
        json!({
            "mapRunArn": run,
            "executionArn": arn,
            "status": "SUCCEEDED",
            "startDate": now,
            "stopDate": now,
            "maxConcurrency": 0,
            "toleratedFailurePercentage": 0.0,
            "toleratedFailureCount": 0,
            "itemCounts": all(3),
            "executionCounts": all(2),
        })
    );
    let machine = states.arn("stateMachine:m/L");
    let listed = states.ok("ListMapRuns", json!({ "executionArn": arn }));
    assert_eq!(
        listed,
        json!({ "mapRuns": [{
            "executionArn": arn, "mapRunArn": run, "stateMachineArn": machine, "startDate": now, "stopDate": now,
        }] })
    );
    let found = children(&states, &run, None);
    let items: Vec<&Value> = found.iter().map(|child| &child["itemCount"]).collect();
    assert_eq!(items, [&json!(1), &json!(2)], "the latest first");
    let child = found[1]["executionArn"].as_str().expect("an ARN");
    assert!(child.starts_with(&states.arn("execution:m/L:")), "{child}");
    assert_eq!((&found[1]["mapRunArn"], &found[1]["stateMachineArn"]), (&json!(run), &json!(machine)));
    let told = described(&states, child);
    assert_eq!((&told["mapRunArn"], &told["input"]), (&json!(run), &json!("{\"Items\":[1,2]}")));
    assert_eq!(history(&states, child).first().map(String::as_str), Some("1 0 ExecutionStarted"));
    let own = states.ok("ListExecutions", json!({ "stateMachineArn": states.machine_arn("m") }));
    assert_eq!(own["executions"].as_array().map(Vec::len), Some(1), "children are the map run's");

    let mut express = map(json!({}));
    express["States"]["M"]["ItemProcessor"]["ProcessorConfig"]["ExecutionType"] = json!("EXPRESS");
    let arn = start(&states, "e", &express, &json!([1]));
    let found = children(&states, &run_of(&states, &arn), None);
    let child = found[0]["executionArn"].as_str().expect("an ARN");
    assert!(child.starts_with(&states.arn("express:e/")), "{child}");
    let text = "Invalid Arn: 'Resource type not valid in this context: express'";
    states.fails("DescribeExecution", json!({ "executionArn": child }), "InvalidArn", text);
}

#[test]
fn as_many_at_once_as_are_allowed() {
    let yard = Yard::json();
    let states = States::new(&yard);
    let definition = waiting("STANDARD", 10, json!({ "ItemsPath": "$.all", "MaxConcurrencyPath": "$.most" }));
    let arn = start(&states, "m", &definition, &json!({ "all": [1, 2, 3, 4, 5], "most": 2 }));
    let run = run_of(&states, &arn);
    let now = |run: &str| counts(&shown(&states, run)["itemCounts"]);
    assert_eq!(now(&run), json!({ "pending": 3, "running": 2, "total": 5 }));
    yard.advance(10);
    assert_eq!(now(&run), json!({ "pending": 1, "running": 2, "succeeded": 2, "resultsWritten": 2, "total": 5 }));
    assert_eq!(children(&states, &run, Some("RUNNING")).len(), 2);
    yard.advance(20);
    assert_eq!(output(&states, &arn).as_array().map(Vec::len), Some(5));
    assert_eq!(shown(&states, &run)["status"], "SUCCEEDED");
}

#[test]
fn changes_hold_at_once() {
    let yard = Yard::json();
    let states = States::new(&yard);
    let arn = start(&states, "m", &waiting("EXPRESS", 10, json!({ "MaxConcurrency": 1 })), &json!([1, 2, 3, 4]));
    let run = run_of(&states, &arn);
    let update = |more: Value| {
        let mut input = json!({ "mapRunArn": run });
        more.as_object().expect("an object").iter().for_each(|(name, value)| input[name] = value.clone());
        states.call("UpdateMapRun", input)
    };
    let running = || shown(&states, &run)["executionCounts"]["running"].as_u64();
    assert_eq!(running(), Some(1));
    assert_eq!(update(json!({ "maxConcurrency": 3 })), Ok(json!({})));
    yard.advance(0);
    assert_eq!((running(), &shown(&states, &run)["maxConcurrency"]), (Some(3), &json!(3)));
    let more = json!({ "toleratedFailureCount": 2, "toleratedFailurePercentage": 12.5 });
    assert_eq!(update(more), Ok(json!({})));
    let told = shown(&states, &run);
    assert_eq!((&told["toleratedFailureCount"], &told["toleratedFailurePercentage"]), (&json!(2), &json!(12.5)));
    states.breaks(
        "UpdateMapRun",
        json!({ "mapRunArn": run, "maxConcurrency": -1, "toleratedFailurePercentage": 100.5 }),
        &[
            "Value '-1' at 'maxConcurrency' failed to satisfy constraint: Member must have value greater than or \
             equal to 0",
            "Value '100.5' at 'toleratedFailurePercentage' failed to satisfy constraint: Member must have value less \
             than or equal to 100",
        ],
    );
    yard.advance(20);
    assert_eq!(output(&states, &arn), json!([1, 2, 3, 4]));
    let input = json!({ "mapRunArn": run, "maxConcurrency": 2 });
    let response = states.raw("UpdateMapRun", &input).json();
    assert_eq!(response["reason"], "CANNOT_UPDATE_COMPLETED_MAP_RUN");
    for operation in ["DescribeMapRun", "UpdateMapRun"] {
        let absent = states.arn("mapRun:m/L:none");
        let text = format!("Resource not found: '{absent}'");
        states.fails(operation, json!({ "mapRunArn": absent, "maxConcurrency": 1 }), "ResourceNotFound", &text);
        let text = "Invalid Arn: 'Resource type not valid in this context: stateMachine'";
        let wrong = json!({ "mapRunArn": states.machine_arn("m"), "maxConcurrency": 1 });
        states.fails(operation, wrong, "InvalidArn", text);
    }
}

#[test]
fn a_stop_ends_the_children() {
    let yard = Yard::json();
    let states = States::new(&yard);
    let arn = start(&states, "m", &waiting("STANDARD", 10, json!({ "MaxConcurrency": 2 })), &json!([1, 2, 3]));
    let run = run_of(&states, &arn);
    states.ok("StopExecution", json!({ "executionArn": arn, "error": "E" }));
    assert_eq!(described(&states, &arn)["status"], "ABORTED");
    let told = shown(&states, &run);
    assert_eq!((&told["status"], &told["stopDate"]), (&json!("ABORTED"), &json!(yard.now() as f64 / 1000.0)));
    assert_eq!(counts(&told["itemCounts"]), json!({ "pending": 1, "aborted": 2, "total": 3 }));
    assert_eq!(children(&states, &run, Some("ABORTED")).len(), 2);
    assert_eq!(history(&states, &arn)[3..], ["4 3 MapRunStarted", "5 4 MapRunAborted", "6 0 ExecutionAborted"]);
    yard.advance(60);
    assert_eq!(children(&states, &run, None).len(), 2, "nothing begins any more");
}

#[test]
fn time_ends_map_runs_and_express_children() {
    let yard = Yard::json();
    let states = States::new(&yard);
    let mut definition = waiting("STANDARD", 100, json!({}));
    definition["TimeoutSeconds"] = json!(30);
    let arn = start(&states, "m", &definition, &json!([1]));
    yard.advance(30);
    assert_eq!(described(&states, &arn)["status"], "TIMED_OUT");
    assert_eq!(shown(&states, &run_of(&states, &arn))["status"], "ABORTED");
    let tolerant = json!({ "ToleratedFailureCount": 1 });
    let arn = start(&states, "e", &waiting("EXPRESS", 1000, tolerant), &json!([1]));
    yard.advance(300);
    let given = output(&states, &arn);
    assert_eq!((&given[0]["Status"], &given[0]["Input"]), (&json!("TIMED_OUT"), &json!("1")));
    let told = shown(&states, &run_of(&states, &arn));
    assert_eq!(counts(&told["itemCounts"]), json!({ "timedOut": 1, "total": 1 }));
}

#[test]
fn too_many_failures_end_those_that_still_run() {
    let yard = Yard::json();
    let states = States::new(&yard);
    let mut definition = map(json!({ "ItemBatcher": { "MaxItemsPerBatch": 2 } }));
    let choose = json!({
        "Type": "Choice",
        "Choices": [{ "Variable": "$.Items[0]", "NumericGreaterThan": 2, "Next": "Bad" }],
        "Default": "Long",
    });
    definition["States"]["M"]["ItemProcessor"] = processor("STANDARD", choose);
    let long = json!({ "Type": "Wait", "Seconds": 100, "End": true });
    definition["States"]["M"]["ItemProcessor"]["States"]["Long"] = long;
    let arn = start(&states, "m", &definition, &json!([1, 2, 3, 4]));
    assert_eq!(failure(&states, &arn).0, "States.ExceedToleratedFailureThreshold");
    let told = shown(&states, &run_of(&states, &arn));
    assert_eq!(told["status"], "FAILED");
    assert_eq!(counts(&told["itemCounts"]), json!({ "failed": 2, "aborted": 2, "total": 4 }));
    assert_eq!(counts(&told["executionCounts"]), json!({ "failed": 1, "aborted": 1, "total": 2 }));
}

#[test]
fn a_redrive_begins_lost_children_again() {
    for kind in ["STANDARD", "EXPRESS"] {
        let yard = Yard::json();
        let states = States::new(&yard);
        let mut definition = waiting(kind, 10, json!({ "MaxConcurrency": 1 }));
        if kind == "EXPRESS" {
            definition["States"]["M"]["MaxConcurrency"] = json!(2);
        }
        let arn = start(&states, "m", &definition, &json!([1, 2, 3]));
        yard.advance(10);
        let run = run_of(&states, &arn);
        states.ok("StopExecution", json!({ "executionArn": arn }));
        yard.advance(1);
        states.ok("RedriveExecution", json!({ "executionArn": arn }));
        yard.advance(0);
        let told = shown(&states, &run);
        assert_eq!((&told["status"], &told["redriveCount"]), (&json!("RUNNING"), &json!(1)), "{kind}");
        let types: Vec<String> = history(&states, &arn).split_off(6);
        assert_eq!(types, ["7 6 ExecutionRedriven", "8 7 MapRunRedriven"], "{kind}");
        yard.advance(100);
        assert_eq!(output(&states, &arn), json!([1, 2, 3]), "{kind}");
        let told = shown(&states, &run);
        assert_eq!(counts(&told["itemCounts"]), json!({ "succeeded": 3, "resultsWritten": 3, "total": 3 }), "{kind}");
        assert_eq!(run_of(&states, &arn), run);
    }
}

#[test]
fn the_same_seed_gives_the_same_children() {
    let names = || {
        let yard = Yard::start(Via::Json, Config { seed: Some(7), ..Config::default() });
        let states = States::new(&yard);
        let mut definition = map(json!({ "ToleratedFailurePercentage": 100 }));
        definition["States"]["M"]["ItemProcessor"] = processor("STANDARD", above(5));
        let all: Vec<u32> = (0..200).map(|n| n % 10).collect();
        let arn = start(&states, "m", &definition, &json!(all));
        children(&states, &run_of(&states, &arn), None)
    };
    let (one, other) = (names(), names());
    assert_eq!(one.len(), 200);
    let arns = |all: &[Value]| all.iter().map(|child| child["executionArn"].clone()).collect::<Vec<_>>();
    assert_eq!(arns(&one), arns(&other));
}

#[test]
fn a_branch_that_fails_beside_it_ends_a_map_run() {
    let yard = Yard::json();
    let states = States::new(&yard);
    let slow = waiting("STANDARD", 100, json!({}));
    let fails = json!({ "StartAt": "W", "States": {
        "W": { "Type": "Wait", "Seconds": 5, "Next": "F" },
        "F": { "Type": "Fail", "Error": "E" },
    } });
    let both = json!({ "Type": "Parallel", "Branches": [slow, fails], "End": true });
    let arn = start(&states, "m", &json!({ "StartAt": "P", "States": { "P": both } }), &json!([1, 2]));
    yard.advance(5);
    assert_eq!(failure(&states, &arn).0, "E");
    let types = history(&states, &arn);
    for aborted in ["MapRunAborted", "MapStateAborted"] {
        assert!(types.iter().any(|event| event.ends_with(aborted)), "{types:?}");
    }
    let told = shown(&states, &run_of(&states, &arn));
    assert_eq!(
        (&told["status"], counts(&told["itemCounts"])),
        (&json!("ABORTED"), json!({ "aborted": 2, "total": 2 }))
    );
}
