//! GetExecutionHistory.

use serde_json::{Value, json};

use crate::support::{ROLE, States, Yard, definition};

#[test]
fn a_state_as_it_is_told() {
    let yard = Yard::json();
    let states = States::new(&yard);
    let arn = states.start(&states.machine("orders"), json!({ "input": "{\"a\": 1}" }));
    let now = yard.now() as f64 / 1000.0;
    let history = |more: Value| {
        let mut asked = more;
        asked["executionArn"] = json!(arn);
        let mut answer = states.ok("GetExecutionHistory", asked);
        for event in answer["events"].as_array_mut().expect("a list") {
            assert_eq!(event["timestamp"].as_f64(), Some(now));
            event.as_object_mut().expect("an object").remove("timestamp");
        }
        answer
    };
    let whole = json!({ "truncated": false });
    let event = |id: u64, previous: u64, kind: &str, member: &str, details: Value| {
        let mut event = json!({ "type": kind, "id": id, "previousEventId": previous });
        event[member] = details;
        event
    };
    let (started, entered) = ("executionStartedEventDetails", "stateEnteredEventDetails");
    let (exited, succeeded) = ("stateExitedEventDetails", "executionSucceededEventDetails");
    let details = [
        json!({ "input": "{\"a\": 1}", "inputDetails": whole, "roleArn": ROLE }),
        json!({ "name": "S", "input": "{\"a\": 1}", "inputDetails": whole }),
        json!({ "name": "S", "output": "{\"a\":1}", "outputDetails": whole }),
        json!({ "output": "{\"a\":1}", "outputDetails": whole }),
    ];
    let events = |details: [Value; 4]| {
        let [one, two, three, four] = details;
        json!([
            event(1, 0, "ExecutionStarted", started, one),
            event(2, 0, "PassStateEntered", entered, two),
            event(3, 2, "PassStateExited", exited, three),
            event(4, 3, "ExecutionSucceeded", succeeded, four),
        ])
    };
    assert_eq!(history(json!({})), json!({ "events": events(details.clone()) }));
    let without = details.map(|mut details| {
        let members = details.as_object_mut().expect("an object");
        members.retain(|name, _| name != "input" && name != "output");
        details
    });
    assert_eq!(history(json!({ "includeExecutionData": false }))["events"], events(without));
}

#[test]
fn pages_in_both_directions() {
    let yard = Yard::json();
    let states = States::new(&yard);
    let names: Vec<String> = (0..3).map(|i| format!("S{i}")).collect();
    let mut all = json!({});
    for (i, name) in names.iter().enumerate() {
        all[name] = match names.get(i + 1) {
            Some(next) => json!({ "Type": "Pass", "Next": next }),
            None => json!({ "Type": "Pass", "End": true }),
        };
    }
    let arn = states.start(&states.machine_of("orders", "STANDARD", all), json!({}));
    let ids = |reverse: bool, size: u64| {
        let mut asked = json!({ "executionArn": arn, "reverseOrder": reverse, "maxResults": size });
        let mut pages = Vec::new();
        loop {
            let answer = states.ok("GetExecutionHistory", asked.clone());
            let events = answer["events"].as_array().expect("a list");
            pages.push(events.iter().map(|event| event["id"].as_u64().expect("an id")).collect::<Vec<_>>());
            match answer.get("nextToken") {
                Some(token) => asked["nextToken"] = token.clone(),
                None => return pages,
            }
        }
    };
    assert_eq!(ids(false, 3), [vec![1, 2, 3], vec![4, 5, 6], vec![7, 8]]);
    assert_eq!(ids(true, 3), [vec![8, 7, 6], vec![5, 4, 3], vec![2, 1]]);
    assert_eq!(ids(true, 8), [vec![8, 7, 6, 5, 4, 3, 2, 1]]);
    assert_eq!(ids(false, 0).concat().len(), 8);

    let first = states.ok("GetExecutionHistory", json!({ "executionArn": arn, "maxResults": 1 }));
    let turned = json!({ "executionArn": arn, "reverseOrder": true, "nextToken": first["nextToken"] });
    let text = "Invalid Token: 'Input inconsistent with page token'";
    states.fails("GetExecutionHistory", turned, "InvalidToken", text);
    let made_up = json!({ "executionArn": arn, "nextToken": "token" });
    states.fails("GetExecutionHistory", made_up, "InvalidToken", "Invalid Token: 'Invalid token'");
}

#[test]
fn it_ends_at_twenty_five_thousand_events() {
    let yard = Yard::json();
    let states = States::new(&yard);
    let round = json!({
        "Pass": { "Type": "Pass", "Next": "Choice" },
        "Choice": {
            "Type": "Choice",
            "Choices": [{ "Variable": "$.end", "IsPresent": true, "Next": "Succeed" }],
            "Default": "Pass",
        },
        "Succeed": { "Type": "Succeed" },
    });
    let arn = states.start(&states.machine_of("round", "STANDARD", round), json!({}));
    yard.advance(1);
    let shown = states.described(&arn);
    assert_eq!([&shown["status"], &shown["error"]], ["FAILED", "States.Runtime"]);
    assert_eq!(shown["cause"], "The execution reached the maximum number of history events (25000).");
    assert_eq!(shown["redriveStatusReason"], "Execution history event limit exceeded");
    let last = states.ok("GetExecutionHistory", json!({ "executionArn": arn, "reverseOrder": true, "maxResults": 1 }));
    assert_eq!(last["events"][0]["id"], 25_000);
    assert_eq!(last["events"][0]["type"], "ExecutionFailed");
}

#[test]
fn versions_and_aliases_stand_in_the_first_event() {
    let yard = Yard::json();
    let states = States::new(&yard);
    let more = json!({ "publish": true, "definition": definition("v") });
    let machine = states.create("orders", more)["stateMachineArn"].as_str().expect("an ARN").to_owned();
    let version = format!("{machine}:1");
    let arn = states.start(&version, json!({}));
    let history = states.ok("GetExecutionHistory", json!({ "executionArn": arn, "maxResults": 1 }));
    assert_eq!(history["events"][0]["executionStartedEventDetails"]["stateMachineVersionArn"], version);
}
