//! Whatever is to be tested, TestState answers.

use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};

use super::asl::any_definition::{put, valid, value};
use crate::support::{Connection, Request, States, Yard};

/// The names of all states, those inside too.
const NAMES: [&str; 9] = ["T", "C", "W", "M", "X", "Q", "Z", "F", "none"];

fn mock(choice: usize) -> Value {
    match choice {
        0 => Value::Null,
        1 => json!({ "errorOutput": { "error": "E" } }),
        2 => json!({ "result": "[1, {\"a\": []}]", "fieldValidationMode": "NONE" }),
        _ => json!({ "result": "{\"a\": [ ]}", "fieldValidationMode": "PRESENT" }),
    }
}

#[test]
fn any_state_of_any_definition() {
    let yard = Yard::json();
    let states = States::new(&yard);
    let config = ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() };
    let steps = || prop::collection::vec(0_usize..8, 0..8);
    let cases = (steps(), value(), 0..NAMES.len(), any::<bool>(), 0_usize..4, value());
    let run = TestRunner::new(config).run(&cases, |(steps, spoilt, name, whole, choice, input)| {
        let name = NAMES[name];
        let mut definition = valid();
        if !whole {
            definition = definition["States"][name].take();
        }
        put(&mut definition, &steps, spoilt);
        let mut asked = json!({
            "definition": definition.to_string(),
            "input": input.to_string(),
            "roleArn": super::test_state::ROLE,
            "inspectionLevel": "TRACE",
            "mock": mock(choice),
            "variables": json!({ "x": input }).to_string(),
            "stateConfiguration": { "mapIterationFailureCount": 1, "retrierRetryCount": choice },
        });
        if whole {
            asked["stateName"] = name.into();
        }
        let mut connection = Connection::open(yard.server.address());
        connection.send(&Request::new("GET", "/_eventyard/health"));
        connection.write(&states.request("TestState", asked.to_string()).bytes());
        yard.let_it_work();
        if connection.is_silent() {
            yard.advance(300);
        }
        let answer = connection.answer();
        prop_assert!(answer.status == 200 || answer.status == 400, "{}", answer.text());
        Ok(())
    });
    run.expect("an answer to each");
}
