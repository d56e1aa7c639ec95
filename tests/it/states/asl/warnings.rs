//! What is accepted and doubtful.

use eventyard::states::asl::{Severity, diagnose};
use serde_json::{Value, json};

use super::*;

fn warnings(definition: &Value) -> Vec<(String, String)> {
    let found = diagnose(&definition.to_string(), Kind::Standard);
    assert!(found.iter().all(|diagnostic| diagnostic.severity() == Severity::Warning), "{found:?}");
    found
        .into_iter()
        .map(|diagnostic| (diagnostic.code.as_str().to_owned(), diagnostic.location.expect("a place")))
        .collect()
}

#[test]
fn they_are_told_apart() {
    let cases = [
        (machine(with(pass(), json!({"Parameters": {"a": {"b": "$.c"}}}))), "NO_DOLLAR", "/States/S/Parameters/a/b"),
        (machine(with(pass(), json!({"Parameters": {"a": "States.UUID()"}}))), "NO_DOLLAR", "/States/S/Parameters/a"),
        (machine(json!({"Type": "Fail", "Error": "$.e"})), "NO_PATH", "/States/S/Error"),
        (machine(with(pass(), json!({"Result": {"a.$": "$.c"}}))), "PASS_RESULT_IS_STATIC", "/States/S/Result/a.$"),
    ];
    for (definition, code, location) in cases {
        assert_eq!(warnings(&definition), [(code.to_owned(), location.to_owned())]);
        // They don't keep a definition from being accepted.
        read(&definition);
    }
    assert_eq!(warnings(&machine(pass())), []);
    // Plain data in JSONata.
    assert_eq!(warnings(&jsonata(with(pass(), json!({"Output": {"a": "$.c", "b.$": "$.d"}})))), []);
}

#[test]
fn they_stand_among_the_errors() {
    let states = json!({
        "S": {"Type": "Pass", "Parameters": {"a": "$.b"}, "Next": "T"},
        "T": {"Type": "Pass", "Foo": 1, "Next": "U"},
        "U": {"Type": "Fail", "Error": "$.e"},
    });
    let found = diagnose(&json!({"StartAt": "S", "States": states}).to_string(), Kind::Standard);
    let codes: Vec<_> = found.iter().map(|diagnostic| diagnostic.code.as_str()).collect();
    assert_eq!(codes, ["NO_DOLLAR", "SCHEMA_VALIDATION_FAILED", "NO_PATH"]);
}
