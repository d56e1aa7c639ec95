//! How states hang together: targets, ways in, ends, names.

use serde_json::json;

use super::*;

#[test]
fn targets_that_are_missing_and_states_out_of_reach() {
    let next = |name: &str| json!({"Type": "Pass", "Next": name});
    let definition = json!({"StartAt": "pass1", "States": {"pass1": next("pass3"), "pass2": pass()}});
    let refused = Definition::parse(&definition.to_string(), Kind::Standard).expect_err("refused");
    let expected = "Invalid State Machine Definition: 'MISSING_TRANSITION_TARGET: Missing 'Next' target: pass3 at \
                    /States/pass1/Next, MISSING_TRANSITION_TARGET: State \"pass2\" is not reachable. at /States/pass2'";
    assert_eq!(refused.to_string(), expected);

    let missing = |at: &str| format!("MISSING_TRANSITION_TARGET: Missing 'Next' target: X at {at}");
    let start = json!({"StartAt": "X", "States": {"S": pass()}});
    assert_eq!(remarks(&start)[0], missing("/StartAt"));
    let catch = with(task(), json!({"Catch": [{"ErrorEquals": ["States.ALL"], "Next": "X"}]}));
    assert_eq!(remarks(&machine(catch)), [missing("/States/S/Catch[0]/Next")]);
    let rule = choice(json!({"Variable": "$.a", "IsNull": true, "Next": "X"}));
    assert_eq!(remarks(&rule), [missing("/States/S/Choices[0]/Next")]);
    let mut default = choice(json!({"Variable": "$.a", "IsNull": true, "Next": "E"}));
    default["States"]["S"]["Default"] = json!("X");
    assert_eq!(remarks(&default), [missing("/States/S/Default")]);

    // A branch leads nowhere outside itself.
    let branches = json!([{"StartAt": "A", "States": {"A": {"Type": "Pass", "Next": "S"}}}]);
    let out = remarks(&machine(json!({"Type": "Parallel", "Branches": branches, "End": true})));
    let expected = "MISSING_TRANSITION_TARGET: Missing 'Next' target: S at /States/S/Branches[0]/States/A/Next";
    assert_eq!(out, [expected]);

    // Two that lead to each other only.
    let island = json!({"StartAt": "A", "States": {"A": pass(), "B": next("C"), "C": next("B")}});
    assert_eq!(remarks(&island).len(), 2);
}

#[test]
fn an_end() {
    let ring = json!({"StartAt": "A", "States": {"A": {"Type": "Pass", "Next": "A"}}});
    assert_eq!(remarks(&ring), ["MISSING_END_STATE: Workflow has no terminal state at null"]);
    for end in [json!({"Type": "Succeed"}), json!({"Type": "Fail"})] {
        assert_eq!(remarks(&machine(end)), [""; 0]);
    }
}

#[test]
fn names() {
    let long = "n".repeat(81);
    let found = remarks(&json!({"StartAt": long, "States": {&long: pass()}}));
    assert!(found[0].starts_with("INVALID_STATE_NAME: Invalid State name: "), "{found:?}");
    assert!(found[0].contains("exceeds the 80-character limit allowed by the service"));
    let most = "ü".repeat(80);
    assert_eq!(remarks(&json!({"StartAt": most, "States": {&most: pass()}})), [""; 0]);

    let text = r#"{"StartAt":"A","States":{"A":{"Type":"Succeed"},"A":{"Type":"Fail"}}}"#;
    let refused = Definition::parse(text, Kind::Standard).expect_err("refused");
    assert_eq!(refused.0[0].to_string(), "DUPLICATE_STATE_NAME: Duplicate State name: A at /States/A");

    let branches = json!([{"StartAt": "S", "States": {"S": pass()}}]);
    let found = remarks(&machine(json!({"Type": "Parallel", "Branches": branches, "End": true})));
    assert_eq!(found, ["DUPLICATE_STATE_NAME: Duplicate State name: S at /States/S/Branches[0]/States/S"]);
}
