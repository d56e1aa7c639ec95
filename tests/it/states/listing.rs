//! ListExecutions.

use serde_json::{Value, json};

use crate::support::{States, VALIDATION, Yard, failing, waiting};

fn names(states: &States<'_>, input: Value) -> String {
    let arns = states.pages("ListExecutions", input).concat();
    let names: Vec<&str> = arns.iter().map(|arn| arn.rsplit(':').next().expect("a name")).collect();
    names.join(" ")
}

#[test]
fn the_newest_first() {
    let yard = Yard::json();
    let states = States::new(&yard);
    let machine = states.machine_of("slow", "STANDARD", waiting(60));
    for name in ["a", "b", "c"] {
        states.start(&machine, json!({ "name": name }));
        yard.advance(10);
    }
    let list = |more: Value| {
        let mut asked = more;
        asked["stateMachineArn"] = json!(machine);
        names(&states, asked)
    };
    assert_eq!(list(json!({})), "c b a");
    // What ends counts by its end.
    states.ok("StopExecution", json!({ "executionArn": states.arn("execution:slow:a") }));
    assert_eq!(list(json!({})), "a c b");
    yard.advance(30);
    assert_eq!(list(json!({ "maxResults": 1 })), "a c b");
    yard.advance(10);
    assert_eq!(list(json!({ "maxResults": 2 })), "b a c");
    let filtered = |status: &str| list(json!({ "statusFilter": status }));
    assert_eq!(["RUNNING", "SUCCEEDED", "ABORTED", "FAILED"].map(filtered), ["c", "b", "a", ""]);
}

#[test]
fn an_item_as_it_is_told() {
    let yard = Yard::json();
    let states = States::new(&yard);
    let machine = states.machine("orders");
    let arn = states.start(&machine, json!({ "name": "one" }));
    let listed = states.ok("ListExecutions", json!({ "stateMachineArn": machine }));
    let date = states.described(&arn)["startDate"].clone();
    let item = json!({
        "executionArn": arn,
        "stateMachineArn": machine,
        "name": "one",
        "status": "SUCCEEDED",
        "startDate": date,
        "stopDate": date,
        "redriveCount": 0,
    });
    assert_eq!(listed, json!({ "executions": [item] }));
}

#[test]
fn pages_that_go_on_where_they_ended() {
    let yard = Yard::json();
    let states = States::new(&yard);
    let machine = states.machine("orders");
    // All of them in the same millisecond.
    let arns: Vec<String> = (0..25).map(|i| states.start(&machine, json!({ "name": format!("e{i}") }))).collect();
    let pages = states.pages("ListExecutions", json!({ "stateMachineArn": machine, "maxResults": 10 }));
    assert_eq!(pages.iter().map(Vec::len).collect::<Vec<_>>(), [10, 10, 5]);
    assert_eq!(pages.concat(), arns.iter().rev().cloned().collect::<Vec<_>>());
    let first = states.ok("ListExecutions", json!({ "stateMachineArn": machine, "maxResults": 10 }));
    // What begins meanwhile is newer than all that is still to come.
    states.start(&machine, json!({}));
    let rest = json!({ "stateMachineArn": machine, "maxResults": 1000, "nextToken": first["nextToken"] });
    assert_eq!(states.pages("ListExecutions", rest).concat(), pages[1..].concat());
    let other = json!({ "stateMachineArn": machine, "statusFilter": "FAILED", "nextToken": first["nextToken"] });
    let text = "Invalid Token: 'Input inconsistent with page token'";
    states.fails("ListExecutions", other, "InvalidToken", text);
}

#[test]
fn redriven_or_not() {
    let yard = Yard::json();
    let states = States::new(&yard);
    let machine = states.machine_of("broken", "STANDARD", failing());
    for name in ["a", "b"] {
        states.start(&machine, json!({ "name": name }));
    }
    yard.advance(10);
    states.ok("RedriveExecution", json!({ "executionArn": states.arn("execution:broken:a") }));
    let list = |filter: &str| names(&states, json!({ "stateMachineArn": machine, "redriveFilter": filter }));
    assert_eq!(["REDRIVEN", "NOT_REDRIVEN"].map(list), ["a", "b"]);
    let both = names(&states, json!({ "stateMachineArn": machine, "statusFilter": "FAILED" }));
    assert_eq!(both, "a b", "the latest end counts");
}

#[test]
fn what_is_refused() {
    let yard = Yard::json();
    let states = States::new(&yard);
    let machine = states.machine("orders");
    let express = states.machine_of("express", "EXPRESS", waiting(1));
    let refused = |asked: Value, code: &str, text: &str| states.fails("ListExecutions", asked, code, text);
    let text = "This operation is not supported by this type of state machine";
    refused(json!({ "stateMachineArn": express }), "StateMachineTypeNotSupported", text);
    let absent = |arn: String| {
        let text = format!("State Machine Does Not Exist: '{arn}'");
        refused(json!({ "stateMachineArn": arn }), "StateMachineDoesNotExist", &text);
    };
    absent(states.machine_arn("other"));
    absent(format!("{machine}:1"));
    absent(format!("{machine}:PROD"));
    refused(json!({ "stateMachineArn": "x" }), "InvalidArn", "Invalid Arn: 'Invalid ARN prefix: x'");
    let map_run = states.arn("mapRun:orders/each:1");
    refused(json!({ "mapRunArn": map_run }), "ResourceNotFound", &format!("Resource not found: '{map_run}'"));
    refused(json!({}), VALIDATION, "Exactly one of …");
    refused(json!({ "stateMachineArn": machine, "mapRunArn": map_run }), VALIDATION, "Exactly one of …");
    let pending = json!({ "stateMachineArn": machine, "statusFilter": "PENDING_REDRIVE" });
    refused(pending, VALIDATION, "The status filter PENDING_REDRIVE …");
    states.breaks(
        "ListExecutions",
        json!({ "stateMachineArn": machine, "statusFilter": "succeeded", "maxResults": 1001 }),
        &[
            "Value 'succeeded' at 'statusFilter' failed to satisfy constraint: Member must satisfy enum value set: \
             [SUCCEEDED, TIMED_OUT, PENDING_REDRIVE, ABORTED, FAILED, RUNNING]",
            "Value '1001' at 'maxResults' failed to satisfy constraint: Member must have value less than or equal to \
             1000",
        ],
    );
    let long = "t".repeat(3097);
    states.fails(
        "ListExecutions",
        json!({ "stateMachineArn": machine, "nextToken": long }),
        VALIDATION,
        &format!(
            "1 validation error detected: Value '{long}' at 'nextToken' failed to satisfy constraint: Member must have \
             length less than or equal to 3096"
        ),
    );
}

/// An execution as it should be listed.
#[derive(Clone)]
struct Expected {
    arn: String,
    number: usize,
    since: i64,
    status: &'static str,
}

#[test]
fn exact_whatever_happens() {
    const SECONDS: u64 = 60;
    let yard = Yard::json();
    let states = States::new(&yard);
    let machine = states.machine_of("slow", "STANDARD", waiting(SECONDS));
    let mut all: Vec<Expected> = Vec::new();
    let mut bits: u64 = 1;
    let mut choose = |many: usize| {
        bits = bits.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (bits >> 33) as usize % many.max(1)
    };
    for _ in 0..150 {
        let now = yard.now();
        let one = choose(all.len());
        match (choose(4), all.get_mut(one)) {
            (0 | 1, Some(one)) if one.status == "RUNNING" => {
                states.ok("StopExecution", json!({ "executionArn": one.arn }));
                (one.status, one.since) = ("ABORTED", now);
            }
            (0 | 1, Some(one)) if one.status == "ABORTED" => {
                states.ok("RedriveExecution", json!({ "executionArn": one.arn }));
                (one.status, one.since) = ("RUNNING", now);
            }
            (2, _) => {
                yard.advance(choose(20) as u64);
                for one in all.iter_mut().filter(|one| one.status == "RUNNING") {
                    let end = one.since + 1000 * SECONDS as i64;
                    if end <= yard.now() {
                        (one.status, one.since) = ("SUCCEEDED", end);
                    }
                }
            }
            _ => {
                let arn = states.start(&machine, json!({}));
                all.push(Expected { arn, number: all.len(), since: now, status: "RUNNING" });
            }
        }
        let mut expected = all.clone();
        expected.sort_by_key(|one| std::cmp::Reverse((one.since, one.number)));
        let listed = |status: Option<&str>| {
            let asked = json!({ "stateMachineArn": machine, "statusFilter": status, "maxResults": 7 });
            states.pages("ListExecutions", asked).concat()
        };
        let arns = |status: Option<&str>| {
            let wanted = expected.iter().filter(|one| status.is_none_or(|status| one.status == status));
            wanted.map(|one| one.arn.clone()).collect::<Vec<_>>()
        };
        for status in [None, Some("RUNNING"), Some("SUCCEEDED"), Some("ABORTED")] {
            assert_eq!(listed(status), arns(status), "{status:?}");
        }
    }
}
