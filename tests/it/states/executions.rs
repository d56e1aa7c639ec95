//! Executions: started, started again, stopped, described, forgotten.

use serde_json::{Value, json};

use crate::support::{ROLE, Request, States, Yard, failing, waiting};

const DAY: u64 = 86_400;

fn exists(arn: &str) -> String {
    format!("Execution Already Exists: '{arn}'")
}

fn absent(arn: &str) -> String {
    format!("Execution Does Not Exist: '{arn}'")
}

#[test]
fn one_that_has_ended_as_it_is_described() {
    let yard = Yard::json();
    let states = States::new(&yard);
    let machine = states.machine("orders");
    let started =
        states.ok("StartExecution", json!({ "stateMachineArn": machine, "name": "one", "input": "{\"a\": 1}" }));
    let arn = states.arn("execution:orders:one");
    let now = json!(yard.now() as f64 / 1000.0);
    assert_eq!(started["executionArn"], arn);
    assert_eq!(started["startDate"].as_f64(), now.as_f64());
    let mut shown = states.described(&arn);
    for date in ["startDate", "stopDate"] {
        assert_eq!(shown[date].as_f64(), now.as_f64());
        shown.as_object_mut().expect("an object").remove(date);
    }
    assert_eq!(
        shown,
        json!({
            "executionArn": arn,
            "stateMachineArn": machine,
            "name": "one",
            "status": "SUCCEEDED",
            "input": "{\"a\": 1}",
            "inputDetails": { "included": true },
            "output": "{\"a\":1}",
            "outputDetails": { "included": true },
            "redriveCount": 0,
            "redriveStatus": "NOT_REDRIVABLE",
            "redriveStatusReason": "Execution is SUCCEEDED and cannot be redriven",
        })
    );
    let metadata = states.ok("DescribeExecution", json!({ "executionArn": arn, "includedData": "METADATA_ONLY" }));
    assert_eq!([&metadata["input"], &metadata["output"]], [&Value::Null; 2]);
    assert_eq!(metadata["inputDetails"], json!({ "included": true }));
}

#[test]
fn one_that_computes_for_long_lets_others_have_their_turn() {
    let yard = Yard::json();
    let states = States::new(&yard);
    let long = "{% $sum($map([1..400], function($n) { $sum([1..$n]) })) %}";
    let item = json!({ "Sum": { "Type": "Pass", "QueryLanguage": "JSONata", "Output": long, "End": true } });
    let map = json!({
        "Map": {
            "Type": "Map",
            "QueryLanguage": "JSONata",
            "Items": "{% [1..60] %}",
            "ItemProcessor": { "StartAt": "Sum", "States": item },
            "End": true,
        },
    });
    let arn = states.start(&states.machine_of("sums", "STANDARD", map.clone()), json!({}));
    assert_eq!(states.described(&arn)["status"], "RUNNING", "the server has answered before it was through");
    states.settle();
    let sum: u64 = (1..=400).map(|n| n * (n + 1) / 2).sum();
    let sums = json!(vec![sum; 60]).to_string();
    let shown = states.described(&arn);
    assert_eq!([&shown["status"], &shown["output"]], [&json!("SUCCEEDED"), &json!(sums)]);
    let sync = states.machine_of("sums-at-once", "EXPRESS", map);
    let answer = states.ok("StartSyncExecution", json!({ "stateMachineArn": sync }));
    assert_eq!([&answer["status"], &answer["output"]], [&json!("SUCCEEDED"), &json!(sums)]);
}

#[test]
fn one_that_runs_and_one_that_failed() {
    let yard = Yard::json();
    let states = States::new(&yard);
    let arn = states.start(&states.machine_of("slow", "STANDARD", waiting(60)), json!({ "traceHeader": "Root=1-2-3" }));
    let shown = states.described(&arn);
    assert_eq!(
        [&shown["status"], &shown["stopDate"], &shown["output"]],
        [&json!("RUNNING"), &Value::Null, &Value::Null]
    );
    assert_eq!(shown["redriveStatus"], "NOT_REDRIVABLE");
    assert_eq!(shown["redriveStatusReason"], "Execution is RUNNING and cannot be redriven");
    assert_eq!(shown["traceHeader"], "Root=1-2-3");
    yard.advance(60);
    assert_eq!(states.described(&arn)["status"], "SUCCEEDED");

    let arn = states.start(&states.machine_of("broken", "STANDARD", failing()), json!({}));
    let shown = states.described(&arn);
    assert_eq!([&shown["status"], &shown["error"], &shown["cause"]], ["FAILED", "Broken", "It is broken."]);
    assert_eq!([&shown["redriveStatus"], &shown["redriveStatusReason"]], [&json!("REDRIVABLE"), &Value::Null]);
    let metadata = states.ok("DescribeExecution", json!({ "executionArn": arn, "includedData": "METADATA_ONLY" }));
    assert_eq!([&metadata["error"], &metadata["cause"]], [&Value::Null; 2]);
}

#[test]
fn the_same_start_is_no_trouble_while_it_runs() {
    let yard = Yard::json();
    let states = States::new(&yard);
    let machine = states.machine_of("slow", "STANDARD", waiting(60));
    let start = |input: &str| json!({ "stateMachineArn": machine, "name": "one", "input": input });
    let first = states.ok("StartExecution", start("{}"));
    yard.advance(5);
    assert_eq!(states.ok("StartExecution", start("{}")), first);
    // No input is an empty object.
    assert_eq!(states.ok("StartExecution", json!({ "stateMachineArn": machine, "name": "one" })), first);
    let arn = states.arn("execution:slow:one");
    states.fails("StartExecution", start("{ }"), "ExecutionAlreadyExists", &exists(&arn));
    yard.advance(60);
    states.fails("StartExecution", start("{}"), "ExecutionAlreadyExists", &exists(&arn));
    // Another state machine has names of its own.
    states.start(&states.machine("fast"), json!({ "name": "one" }));
}

#[test]
fn forgotten_ninety_days_after_its_end() {
    let yard = Yard::json();
    let states = States::new(&yard);
    let machine = states.machine_of("slow", "STANDARD", waiting(DAY));
    let arn = states.start(&machine, json!({ "name": "one" }));
    yard.advance(91 * DAY - 1);
    assert_eq!(states.described(&arn)["status"], "SUCCEEDED");
    assert_eq!(states.pages("ListExecutions", json!({ "stateMachineArn": machine })), [[arn.clone()]]);
    let start = json!({ "stateMachineArn": machine, "name": "one" });
    states.fails("StartExecution", start.clone(), "ExecutionAlreadyExists", &exists(&arn));
    yard.advance(1);
    states.fails("DescribeExecution", json!({ "executionArn": arn }), "ExecutionDoesNotExist", &absent(&arn));
    assert_eq!(states.pages("ListExecutions", json!({ "stateMachineArn": machine })), [Vec::<String>::new()]);
    states.ok("StartExecution", start);
    assert_eq!(states.described(&arn)["status"], "RUNNING");
}

#[test]
fn what_is_refused_of_a_start_in_its_order() {
    let yard = Yard::json();
    let states = States::new(&yard);
    let machine = states.machine("orders");
    let refused = |machine: &str, name: &str, input: &str, code: &str, text: &str| {
        let asked = json!({ "stateMachineArn": machine, "name": name, "input": input });
        states.fails("StartExecution", asked, code, text);
    };
    let other = states.machine_arn("other");
    refused("orders", "n m", "x", "InvalidArn", "Invalid Arn: 'Invalid ARN prefix: orders'");
    refused(&other, "n m", "x", "StateMachineDoesNotExist", &format!("State Machine Does Not Exist: '{other}'"));
    refused(&machine, "n m", "x", "InvalidName", "Invalid Name: 'n m'");
    let inputs = [
        (
            "not some json",
            "Unrecognized token 'not': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or \
             'false')",
        ),
        ("{'not': 'json'}", "Unexpected character (''' (code 39)): was expecting double-quote to start field name"),
        ("", "Invalid execution input."),
    ];
    for (input, text) in inputs {
        let text = format!("Invalid State Machine Execution Input: '{text}'");
        refused(&machine, "one", input, "InvalidExecutionInput", &text);
    }
    for input in ["\"text\"", "2", "null", "[]"] {
        let arn = states.start(&machine, json!({ "input": input }));
        assert_eq!(states.described(&arn)["output"], input);
    }
    states.breaks(
        "StartExecution",
        json!({ "name": "n".repeat(81), "traceHeader": "é" }),
        &[
            "Value null at 'stateMachineArn' failed to satisfy constraint: Member must not be null",
            &format!(
                "Value '{}' at 'name' failed to satisfy constraint: Member must have length less than or equal to 80",
                "n".repeat(81)
            ),
            "Value 'é' at 'traceHeader' failed to satisfy constraint: Member must satisfy regular expression pattern: \
             \\p{ASCII}*",
        ],
    );
}

#[test]
fn by_version_and_by_alias() {
    let yard = Yard::json();
    let states = States::new(&yard);
    let machine = states.create("orders", json!({ "publish": true }))["stateMachineArn"].as_str().unwrap().to_owned();
    let version = format!("{machine}:1");
    let routing = json!([{ "stateMachineVersionArn": version, "weight": 100 }]);
    states.ok("CreateStateMachineAlias", json!({ "name": "PROD", "routingConfiguration": routing }));
    let alias = format!("{machine}:PROD");
    let arns = |start: &str| {
        let shown = states.described(&states.start(start, json!({})));
        assert_eq!(shown["stateMachineArn"], machine);
        [shown["stateMachineVersionArn"].clone(), shown["stateMachineAliasArn"].clone()]
    };
    assert_eq!(arns(&machine), [Value::Null, Value::Null]);
    assert_eq!(arns(&version), [json!(version), Value::Null]);
    assert_eq!(arns(&alias), [json!(version), json!(alias)]);
    let count = |arn: &str| states.pages("ListExecutions", json!({ "stateMachineArn": arn })).concat().len();
    assert_eq!([count(&machine), count(&version), count(&alias)], [3, 2, 1]);
}

#[test]
fn stopped_at_once() {
    let yard = Yard::json();
    let states = States::new(&yard);
    let arn = states.start(&states.machine_of("slow", "STANDARD", waiting(60)), json!({}));
    yard.advance(1);
    let stop = json!({ "executionArn": arn, "error": "Enough", "cause": "Nobody wants it." });
    let stopped = states.ok("StopExecution", stop);
    assert_eq!(stopped["stopDate"].as_f64(), Some(yard.now() as f64 / 1000.0));
    let shown = states.described(&arn);
    assert_eq!([&shown["status"], &shown["error"], &shown["cause"]], ["ABORTED", "Enough", "Nobody wants it."]);
    assert_eq!(states.events(&arn), ["ExecutionStarted 0", "WaitStateEntered 0", "ExecutionAborted 0"]);
    yard.advance(100);
    assert_eq!(states.ok("StopExecution", json!({ "executionArn": arn })), stopped, "it was stopped before");
    assert_eq!(states.described(&arn), shown);
    let due = yard.raw(&Request::new("GET", "/_eventyard/time")).json();
    assert_eq!(due["dueTotal"], 0, "nothing is waited for");
}

#[test]
fn what_is_not_there() {
    let yard = Yard::json();
    let states = States::new(&yard);
    states.machine("orders");
    let arn = states.arn("execution:orders:none");
    let operations = [
        "DescribeExecution",
        "DescribeStateMachineForExecution",
        "GetExecutionHistory",
        "RedriveExecution",
        "StopExecution",
    ];
    for operation in operations {
        let fails = |arn: &str, code: &str, text: &str| {
            states.fails(operation, json!({ "executionArn": arn }), code, text);
        };
        fails(&arn, "ExecutionDoesNotExist", &absent(&arn));
        fails("none", "InvalidArn", "Invalid Arn: 'Invalid ARN prefix: none'");
        let wrong = |kind: &str| format!("Invalid Arn: 'Resource type not valid in this context: {kind}'");
        fails(&states.arn("express:orders:a:b"), "InvalidArn", &wrong("express"));
        fails(&states.machine_arn("orders"), "InvalidArn", &wrong("stateMachine"));
    }
}

#[test]
fn what_it_runs_stays_as_it_was() {
    let yard = Yard::json();
    let states = States::new(&yard);
    let machine = states.machine("orders");
    let created = yard.now() as f64 / 1000.0;
    let arn = states.start(&machine, json!({}));
    yard.advance(5);
    states.ok("UpdateStateMachine", json!({ "stateMachineArn": machine, "roleArn": format!("{ROLE}-2") }));
    let mut shown = states.ok("DescribeStateMachineForExecution", json!({ "executionArn": arn }));
    assert_eq!(shown["updateDate"].as_f64(), Some(created));
    shown.as_object_mut().expect("an object").remove("updateDate");
    assert_eq!(
        shown,
        json!({
            "stateMachineArn": machine,
            "name": "orders",
            "definition": crate::support::definition(""),
            "roleArn": ROLE,
            "loggingConfiguration": { "level": "OFF", "includeExecutionData": false },
            "tracingConfiguration": { "enabled": false },
        })
    );
    let metadata = json!({ "executionArn": arn, "includedData": "METADATA_ONLY" });
    assert_eq!(states.ok("DescribeStateMachineForExecution", metadata)["definition"], "{}");
}

#[test]
fn a_deleted_state_machine_ends_its_executions_at_their_next_transition() {
    let yard = Yard::json();
    let states = States::new(&yard);
    let machine = states.machine_of("slow", "STANDARD", waiting(60));
    let arn = states.start(&machine, json!({ "name": "one" }));
    states.ok("DeleteStateMachine", json!({ "stateMachineArn": machine }));
    yard.advance(59);
    assert_eq!(states.described(&arn)["status"], "RUNNING");
    let deleting = format!("State Machine Deleting: '{machine}'");
    states.fails("StartExecution", json!({ "stateMachineArn": machine }), "StateMachineDeleting", &deleting);
    yard.advance(1);
    let shown = states.described(&arn);
    assert_eq!([&shown["status"], &shown["redriveStatus"]], ["ABORTED", "NOT_REDRIVABLE"]);
    assert_eq!(shown["redriveStatusReason"], "State machine is in DELETING status");
    let text = "State machine is in DELETING status";
    states.fails("RedriveExecution", json!({ "executionArn": arn }), "ExecutionNotRedrivable", text);
    assert_eq!(
        states.events(&arn),
        ["ExecutionStarted 0", "WaitStateEntered 0", "WaitStateExited 2", "ExecutionAborted 0"]
    );
    // Now it is gone, and what is made in its place has all names free.
    let again = states.machine_of("slow", "STANDARD", waiting(60));
    assert_eq!(states.start(&again, json!({ "name": "one" })), arn);
}

#[test]
fn time_limits() {
    let yard = Yard::json();
    let states = States::new(&yard);
    let mut definition = json!({ "StartAt": "Wait", "States": waiting(60) });
    definition["TimeoutSeconds"] = json!(10);
    let machine = states.create("limited", json!({ "definition": definition.to_string() }))["stateMachineArn"].clone();
    let limited = states.start(machine.as_str().expect("an ARN"), json!({}));
    let long = states.start(&states.machine_of("long", "STANDARD", waiting(400 * DAY)), json!({}));
    yard.advance(9);
    assert_eq!(states.described(&limited)["status"], "RUNNING");
    yard.advance(1);
    let shown = states.described(&limited);
    assert_eq!([&shown["status"], &shown["redriveStatus"]], ["TIMED_OUT", "REDRIVABLE"]);
    assert_eq!([&shown["error"], &shown["cause"]], [&Value::Null; 2]);
    assert_eq!(states.events(&limited), ["ExecutionStarted 0", "WaitStateEntered 0", "ExecutionTimedOut 0"]);
    yard.advance(364 * DAY);
    assert_eq!(states.described(&long)["status"], "RUNNING");
    yard.advance(DAY);
    assert_eq!(states.described(&long)["status"], "TIMED_OUT", "no execution runs for longer than a year");
}

#[test]
fn how_many_run_and_have_ended() {
    let yard = Yard::json();
    let states = States::new(&yard);
    for kind in ["STANDARD", "EXPRESS"] {
        let machine = states.machine_of(kind, kind, waiting(60));
        for _ in 0..3 {
            states.start(&machine, json!({}));
        }
    }
    let counts = || {
        let shown = yard.raw(&Request::new("GET", "/_eventyard/state?service=states")).json();
        let machines = shown["states"]["stateMachines"].as_array().expect("a list").clone();
        machines.iter().map(|machine| (machine["running"].clone(), machine["ended"].clone())).collect::<Vec<_>>()
    };
    assert_eq!(counts(), vec![(json!(3), json!(0)); 2]);
    yard.advance(60);
    assert_eq!(counts(), vec![(json!(0), json!(3)); 2]);
}

#[test]
fn a_reset_ends_them_all() {
    let yard = Yard::json();
    let states = States::new(&yard);
    for kind in ["STANDARD", "EXPRESS"] {
        states.start(&states.machine_of(kind, kind, waiting(60)), json!({}));
    }
    yard.raw(&Request::post("/_eventyard/reset", "{}"));
    let due = yard.raw(&Request::new("GET", "/_eventyard/time")).json();
    assert_eq!(due["dueTotal"], 0);
}
