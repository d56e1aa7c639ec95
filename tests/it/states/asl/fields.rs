//! Which fields each type of state has: every other one is refused.

use serde_json::{Value, json};

use super::*;

/// A right value for each field there is, in JSONPath or in JSONata.
fn value(name: &str) -> Value {
    match name {
        "Result" | "Output" => json!({"a": 1}),
        "Parameters" | "ResultSelector" | "Assign" | "ItemSelector" => json!({"a": 1}),
        "Arguments" => json!({"a": 1}),
        "Credentials" => json!({"RoleArn": "arn:aws:iam::000000000000:role/r"}),
        "Retry" => json!([{"ErrorEquals": ["e"]}]),
        "Catch" => json!([{"ErrorEquals": ["e"], "Next": "E"}]),
        "Choices" => json!([{"Variable": "$.a", "IsNull": true, "Next": "E"}]),
        "Default" => json!("E"),
        "Items" => json!([1]),
        "ItemReader" => json!({"Resource": "arn:aws:states:::s3:getObject", "Parameters": {"Bucket": "b", "Key": "k"}}),
        "ItemBatcher" => json!({"MaxItemsPerBatch": 5, "BatchInput": {"a": 1}}),
        "ResultWriter" => json!({"Resource": "arn:aws:states:::s3:putObject", "Parameters": {"Bucket": "b"}}),
        "Label" | "Error" | "Cause" => json!("text"),
        "MaxConcurrency" | "ToleratedFailurePercentage" | "ToleratedFailureCount" => json!(5),
        "TimeoutSeconds" => json!(50),
        "HeartbeatSeconds" => json!(5),
        "Seconds" => json!(5),
        "Timestamp" => json!("2030-01-01T00:00:00Z"),
        "Branches" => json!([{"StartAt": "P", "States": {"P": pass()}}]),
        "Iterator" | "ItemProcessor" => distributed()["ItemProcessor"].clone(),
        "Resource" => task()["Resource"].clone(),
        "Comment" => json!("why"),
        _ if name.ends_with("Path") => json!("$.a"),
        _ => panic!("{name}"),
    }
}

const ALL: &[&str] = &[
    "Comment",
    "InputPath",
    "OutputPath",
    "Result",
    "ResultPath",
    "Parameters",
    "Output",
    "Assign",
    "Arguments",
    "Resource",
    "Credentials",
    "ResultSelector",
    "Retry",
    "Catch",
    "TimeoutSeconds",
    "TimeoutSecondsPath",
    "HeartbeatSeconds",
    "HeartbeatSecondsPath",
    "Choices",
    "Default",
    "Seconds",
    "Timestamp",
    "SecondsPath",
    "TimestampPath",
    "Error",
    "Cause",
    "ErrorPath",
    "CausePath",
    "Branches",
    "ItemProcessor",
    "Iterator",
    "ItemsPath",
    "Items",
    "ItemSelector",
    "ItemReader",
    "ItemBatcher",
    "ResultWriter",
    "MaxConcurrency",
    "MaxConcurrencyPath",
    "ToleratedFailurePercentage",
    "ToleratedFailurePercentagePath",
    "ToleratedFailureCount",
    "ToleratedFailureCountPath",
    "Label",
];

/// AWS's table: a state with what it must have, and the fields that it may have besides.
fn table() -> Vec<(Value, String)> {
    let data = "Comment InputPath OutputPath Output Assign ";
    let [pass_fields, task_fields, parallel_fields, map_fields] = [
        "Result ResultPath Parameters",
        "ResultPath Parameters Arguments Resource Credentials ResultSelector Retry Catch TimeoutSeconds TimeoutSecondsPath \
         HeartbeatSeconds HeartbeatSecondsPath",
        "ResultPath Parameters Arguments ResultSelector Retry Catch Branches",
        "ResultPath Parameters ResultSelector Retry Catch ItemProcessor Iterator ItemsPath Items ItemSelector ItemReader \
         ItemBatcher ResultWriter MaxConcurrency MaxConcurrencyPath ToleratedFailurePercentage \
         ToleratedFailurePercentagePath ToleratedFailureCount ToleratedFailureCountPath Label",
    ]
    .map(|fields| format!("{data}{fields}"));
    let no_assign = "Comment InputPath OutputPath Output".to_owned();
    vec![
        (pass(), pass_fields),
        (task(), task_fields),
        (json!({"Type": "Choice"}), format!("{data}Choices Default")),
        (json!({"Type": "Wait", "End": true}), format!("{data}Seconds Timestamp SecondsPath TimestampPath")),
        (json!({"Type": "Succeed"}), no_assign),
        (json!({"Type": "Fail"}), "Comment Error Cause ErrorPath CausePath".to_owned()),
        (with(parallel(), json!({"Branches": null})), parallel_fields),
        (with(distributed(), json!({"ItemProcessor": null})), map_fields),
    ]
}

#[test]
fn each_type_has_its_own() {
    for (state, fields) in table() {
        let fields: Vec<_> = fields.split_whitespace().collect();
        for name in ALL {
            let jsonata = matches!(*name, "Output" | "Arguments" | "Items");
            let mut tried = with(state.clone(), json!({*name: value(name)}));
            if jsonata {
                tried["QueryLanguage"] = json!("JSONata");
            }
            let states = json!({"S": tried, "E": {"Type": "Succeed"}});
            let found = remarks(&json!({"StartAt": "S", "States": states}));
            let unsupported = format!("SCHEMA_VALIDATION_FAILED: Field '{name}' is not supported at /States/S");
            assert_eq!(!fields.contains(name), found.contains(&unsupported), "{name} of {state}: {found:?}");
        }
        let mut wrong_case = state.clone();
        wrong_case["comment"] = json!("x");
        let found = remarks(&machine(wrong_case));
        assert!(found.iter().any(|remark| remark.contains("Field 'comment' is not supported")), "{found:?}");
    }
}

#[test]
fn each_of_them_is_read() {
    for (state, fields) in table() {
        // With what it must have, each field is accepted beside it.
        let complete = match state["Type"].as_str() {
            Some("Choice") => with(state, json!({"Choices": value("Choices")})),
            Some("Parallel") => parallel(),
            Some("Map") => distributed(),
            Some("Wait") => wait(),
            _ => state,
        };
        for name in fields.split_whitespace() {
            let jsonata = matches!(name, "Output" | "Arguments" | "Items");
            if jsonata && complete["Type"] == "Choice" || name == "Iterator" {
                continue;
            }
            let mut tried = with(complete.clone(), json!({name: value(name)}));
            if complete["Type"] == "Wait" && ["Seconds", "Timestamp", "SecondsPath", "TimestampPath"].contains(&name) {
                tried = json!({"Type": "Wait", "End": true, name: value(name)});
            }
            if jsonata {
                tried["QueryLanguage"] = json!("JSONata");
            }
            let states = json!({"S": tried, "E": {"Type": "Succeed"}});
            let found = remarks(&json!({"StartAt": "S", "States": states}));
            let found: Vec<_> = found.iter().filter(|remark| !remark.contains("is not reachable")).collect();
            assert!(found.is_empty(), "{name}: {found:?}");
        }
    }
}

#[test]
fn those_of_the_definition() {
    let definition = json!({
        "Comment": "c", "QueryLanguage": "JSONPath", "Version": "1.0", "TimeoutSeconds": 5, "StartAt": "S",
        "States": {"S": pass()}});
    let read = read(&definition);
    assert_eq!((read.comment.as_deref(), read.timeout_seconds), (Some("c"), Some(5)));
    let found = remarks(&with(definition, json!({"Name": "x"})));
    assert_eq!(found, ["SCHEMA_VALIDATION_FAILED: Field 'Name' is not supported at /"]);
}
