//! Each way to break the schema, and AWS's words for it.

use eventyard::states::asl::{Definition, Kind};
use serde_json::{Value, json};

use super::*;

/// What breaks the schema: the message and the place.
#[track_caller]
fn assert_schema(definition: &Value, expected: &str) {
    assert_eq!(remarks(definition), [format!("SCHEMA_VALIDATION_FAILED: {expected}")], "{definition}");
}

#[test]
fn what_is_required() {
    let states = json!({"S": pass()});
    let cases = [
        (json!({}), "These fields are required: [States, StartAt] at /"),
        (json!({"States": states}), "These fields are required: [StartAt] at /"),
        (json!({"StartAt": "S"}), "These fields are required: [States] at /"),
        (machine(json!({"End": true})), "These fields are required: [Type] at /States/S"),
        (
            machine(with(task(), json!({"Retry": [{}]}))),
            "These fields are required: [ErrorEquals] at /States/S/Retry[0]",
        ),
        (
            machine(with(task(), json!({"Catch": [{"ErrorEquals": ["States.ALL"]}]}))),
            "These fields are required: [Next] at /States/S/Catch[0]",
        ),
        (
            machine(with(
                distributed(),
                json!({"ItemProcessor": {
                    "ProcessorConfig": {"Mode": "DISTRIBUTED"}, "StartAt": "P", "States": {"P": pass()}}}),
            )),
            "These fields are required: [ExecutionType] at /States/S/ItemProcessor/ProcessorConfig",
        ),
        (machine(with(task(), json!({"Resource": null}))), "These fields are required: [Resource] at /States/S"),
        (machine(with(parallel(), json!({"Branches": null}))), "These fields are required: [Branches] at /States/S"),
        (
            choice(json!({"Variable": "$.a", "IsNull": true})),
            "These fields are required: [Next] at /States/S/Choices[0]",
        ),
    ];
    for (definition, expected) in cases {
        assert_schema(&definition, expected);
    }
}

#[test]
fn fields_that_exclude_one_another() {
    let only = |names: &str| format!("There should only be one of the following fields: [{names}] at /States/S");
    let one = |names: &str| format!("This object should have only one of the following fields: [{names}] at /States/S");
    let timers = "SecondsPath, Seconds, TimestampPath, Timestamp";
    let cases = [
        (with(pass(), json!({"Next": "S"})), only("Next, End")),
        (with(pass(), json!({"End": null})), one("Next, End")),
        (with(task(), json!({"End": null})), one("Next, End")),
        (with(wait(), json!({"End": null})), one("Next, End")),
        (with(parallel(), json!({"End": null})), one("Next, End")),
        (with(map(), json!({"End": null})), one("Next, End")),
        (
            with(task(), json!({"TimeoutSeconds": 9, "TimeoutSecondsPath": "$.t"})),
            only("TimeoutSeconds, TimeoutSecondsPath"),
        ),
        (
            with(task(), json!({"HeartbeatSeconds": 9, "HeartbeatSecondsPath": "$.t"})),
            only("HeartbeatSeconds, HeartbeatSecondsPath"),
        ),
        (
            with(map(), json!({"MaxConcurrency": 9, "MaxConcurrencyPath": "$.t"})),
            only("MaxConcurrency, MaxConcurrencyPath"),
        ),
        (
            with(distributed(), json!({"ToleratedFailureCount": 9, "ToleratedFailureCountPath": "$.t"})),
            only("ToleratedFailureCount, ToleratedFailureCountPath"),
        ),
        (
            with(distributed(), json!({"ToleratedFailurePercentage": 9, "ToleratedFailurePercentagePath": "$.t"})),
            only("ToleratedFailurePercentage, ToleratedFailurePercentagePath"),
        ),
        (json!({"Type": "Fail", "Error": "e", "ErrorPath": "$.e"}), only("Error, ErrorPath")),
        (json!({"Type": "Fail", "Cause": "e", "CausePath": "$.e"}), only("Cause, CausePath")),
        (with(wait(), json!({"SecondsPath": "$.s"})), only(timers)),
        (with(wait(), json!({"Timestamp": "2030-01-01T00:00:00Z"})), only(timers)),
        (with(wait(), json!({"Seconds": null})), one(timers)),
        (with(map(), json!({"Iterator": map()["ItemProcessor"]})), only("ItemProcessor, Iterator")),
        (with(map(), json!({"ItemProcessor": null})), one("ItemProcessor, Iterator")),
    ];
    for (state, expected) in cases {
        assert_schema(&machine(state), &expected);
    }
}

#[test]
fn values_out_of_bounds() {
    let retry = |retrier: Value| with(task(), json!({"Retry": [with(json!({"ErrorEquals": ["e"]}), retrier)]}));
    let cases = [
        (with(task(), json!({"TimeoutSeconds": 0})), "Minimum value is 1 at /States/S/TimeoutSeconds"),
        (with(task(), json!({"TimeoutSeconds": -4})), "Minimum value is 1 at /States/S/TimeoutSeconds"),
        (with(task(), json!({"TimeoutSeconds": 100_000_000})), "Maximum value is 99999999 at /States/S/TimeoutSeconds"),
        (with(task(), json!({"HeartbeatSeconds": 0})), "Minimum value is 1 at /States/S/HeartbeatSeconds"),
        (with(task(), json!({"TimeoutSeconds": "9"})), "Expected value of type Integer at /States/S/TimeoutSeconds"),
        (with(task(), json!({"TimeoutSeconds": 1.5})), "Expected value of type Integer at /States/S/TimeoutSeconds"),
        (with(wait(), json!({"Seconds": -1})), "Minimum value is 0 at /States/S/Seconds"),
        (with(wait(), json!({"Seconds": 1e300})), "Maximum value is 99999999 at /States/S/Seconds"),
        (with(map(), json!({"MaxConcurrency": -1})), "Minimum value is 0 at /States/S/MaxConcurrency"),
        (
            with(distributed(), json!({"ToleratedFailurePercentage": 101})),
            "Maximum value is 100 at /States/S/ToleratedFailurePercentage",
        ),
        (retry(json!({"MaxAttempts": -1})), "Minimum value is 0 at /States/S/Retry[0]/MaxAttempts"),
        (retry(json!({"MaxAttempts": 100_000_000})), "Maximum value is 99999999 at /States/S/Retry[0]/MaxAttempts"),
        (retry(json!({"BackoffRate": 0.5})), "Minimum value is 1 at /States/S/Retry[0]/BackoffRate"),
        (retry(json!({"MaxDelaySeconds": 0})), "Minimum value is 1 at /States/S/Retry[0]/MaxDelaySeconds"),
        (
            retry(json!({"MaxDelaySeconds": 31_622_401})),
            "Maximum value is 31622400 at /States/S/Retry[0]/MaxDelaySeconds",
        ),
        (
            retry(json!({"JitterStrategy": "HALF"})),
            "Value should be one of the following: [NONE, FULL] at /States/S/Retry[0]/JitterStrategy",
        ),
        (
            with(pass(), json!({"QueryLanguage": "SQL"})),
            "Value should be one of the following: [JSONPath, JSONata] at /States/S/QueryLanguage",
        ),
        (with(pass(), json!({"Comment": 1})), "Expected value of type String at /States/S/Comment"),
        (
            json!({"Type": "Oops", "End": true}),
            "The field 'Type' should have one of these values: [Task, Wait, Pass, Succeed, Fail, Choice, Parallel, Map] \
             at /States/S/Type",
        ),
        (with(parallel(), json!({"Branches": []})), "Value cannot be empty at /States/S/Branches"),
        (
            with(task(), json!({"Retry": [{"ErrorEquals": []}]})),
            "Value cannot be empty at /States/S/Retry[0]/ErrorEquals",
        ),
        (json!({"Type": "Choice", "Choices": []}), "Value cannot be empty at /States/S/Choices"),
    ];
    for (state, expected) in cases {
        assert_schema(&machine(state), expected);
    }
    for good in [json!({"IntervalSeconds": 0}), json!({"MaxAttempts": 0}), json!({"BackoffRate": 1})] {
        assert_eq!(remarks(&machine(retry(good))), [""; 0]);
    }
    assert_eq!(remarks(&machine(with(task(), json!({"Retry": [], "Catch": []})))), [""; 0]);
    let top = |name: &str, value: Value| with(machine(pass()), json!({name: value}));
    assert_schema(&top("Version", json!("2.0")), "Value should be one of the following: [1.0] at /Version");
    assert_schema(&top("TimeoutSeconds", json!("1")), "Expected value of type Integer at /TimeoutSeconds");
    assert_eq!(remarks(&with(machine(pass()), json!({"TimeoutSeconds": 0, "Version": "1.0"}))), [""; 0]);
}

#[test]
fn all_errors_alone_and_last() {
    let expected = |place: &str| format!("States.ALL must appear alone and at end of list at /States/S/{place}");
    let named = |names: &[&str]| json!({"ErrorEquals": names});
    let retry = |entries: &[Value]| machine(with(task(), json!({"Retry": entries})));
    assert_schema(&retry(&[named(&["States.ALL", "E"])]), &expected("Retry[0]/ErrorEquals[0]"));
    assert_schema(&retry(&[named(&["E", "States.ALL"])]), &expected("Retry[0]/ErrorEquals[1]"));
    assert_schema(&retry(&[named(&["States.ALL"]), named(&["E"])]), &expected("Retry[0]/ErrorEquals[0]"));
    assert_eq!(remarks(&retry(&[named(&["E"]), named(&["States.ALL"])])), [""; 0]);
}

#[test]
fn paths_and_templates() {
    let reference = "Value is not a Reference Path";
    let cases = [
        (with(pass(), json!({"InputPath": "a"})), "Value must be a valid JSONPath. at /States/S/InputPath".to_owned()),
        (
            with(pass(), json!({"OutputPath": "$.["})),
            "Value must be a valid JSONPath. at /States/S/OutputPath".to_owned(),
        ),
        (
            json!({"Type": "Wait", "SecondsPath": "a", "End": true}),
            format!("{reference}: Reference path didn't start with '$' at /States/S/SecondsPath"),
        ),
        (
            with(pass(), json!({"Parameters": {"parsed.$": "States.Nope()"}})),
            "The value for the field 'parsed.$' must be a valid JSONPath or a valid intrinsic function call at \
             /States/S/Parameters"
                .to_owned(),
        ),
        (
            json!({"Type": "Wait", "Timestamp": "2016-12-05T21:29:29", "End": true}),
            "String does not match RFC3339 timestamp at /States/S/Timestamp".to_owned(),
        ),
        (
            json!({"Type": "Wait", "Timestamp": "2016-12-05T21:29:29+01:00", "End": true}),
            "String does not match RFC3339 timestamp at /States/S/Timestamp".to_owned(),
        ),
    ];
    for (state, expected) in cases {
        assert_schema(&machine(state), &expected);
    }
    for path in ["$.a[*]", "$..a", "$.a[?(@.b)]", "$$.a", "$v.a"] {
        let found = remarks(&machine(with(pass(), json!({"ResultPath": path}))));
        assert!(found[0].contains(reference) && found[0].ends_with("at /States/S/ResultPath"), "{path}: {found:?}");
    }
    let variable = remarks(&choice(json!({"Variable": "a", "IsNull": true, "Next": "E"})));
    let expected = "Reference path didn't start with '$' at /States/S/Choices[0]/Variable";
    assert_eq!(variable, [format!("SCHEMA_VALIDATION_FAILED: {reference}: {expected}")]);
}

#[test]
fn query_languages() {
    assert_schema(
        &jsonata(with(pass(), json!({"QueryLanguage": "JSONPath"}))),
        "'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine at /States/S",
    );
    let only = |set: &str, field: &str, of: &str| {
        format!(
            "The QueryLanguage is set to '{set}', but field '{field}' is only supported for the '{of}' QueryLanguage at \
             /States/S"
        )
    };
    for (field, value) in [("InputPath", json!("$.a")), ("OutputPath", json!("$.a")), ("ResultPath", json!("$.a"))] {
        assert_schema(&jsonata(with(pass(), json!({field: value}))), &only("JSONata", field, "JSONPath"));
    }
    assert_schema(&jsonata(with(pass(), json!({"Parameters": {}}))), &only("JSONata", "Parameters", "JSONPath"));
    assert_schema(&machine(with(pass(), json!({"Output": 1}))), &only("JSONPath", "Output", "JSONata"));
    assert_schema(&machine(with(task(), json!({"Arguments": 1}))), &only("JSONPath", "Arguments", "JSONata"));
    let unclosed = "JSONata string must start with {% and end with %}";
    assert_schema(
        &jsonata(with(pass(), json!({"Output": {"a": ["{% 1"]}}))),
        &format!("{unclosed} at /States/S/Output/a[0]"),
    );
    assert_schema(&jsonata(with(wait(), json!({"Seconds": "1"}))), &format!("{unclosed} at /States/S/Seconds"));
    // Blanks around it make it a plain string.
    assert_eq!(remarks(&jsonata(with(pass(), json!({"Output": " {% 1 %} "})))), [""; 0]);
    let result = jsonata(with(task(), json!({"Arguments": "{% $states.result %}"})));
    assert_eq!(remarks(&result).len(), 1);
    let quoted = jsonata(with(task(), json!({"Arguments": "{% '$states.result' %}"})));
    assert_eq!(remarks(&quoted), [""; 0]);
}

#[test]
fn variables() {
    let assign = |name: &str| remarks(&machine(with(pass(), json!({"Assign": {name: 1}}))));
    assert_eq!(
        assign("states"),
        ["RESERVED_VARIABLE_NAME: Cannot assign to reserved variable '$states'. at /States/S/Assign"]
    );
    let expected = "INVALID_VARIABLE_NAME: Invalid variable name 'x-y': the variable name contains invalid characters. at \
                    /States/S/Assign";
    assert_eq!(assign("x-y"), [expected]);
    for bad in ["", "1a", "$a", &"a".repeat(81)] {
        assert_eq!(assign(bad).len(), 1, "{bad}");
    }
    for good in ["a", "_1", "größe", "名前"] {
        assert_eq!(assign(good), [""; 0]);
    }
}

#[test]
fn labels() {
    let label = |label: &str| remarks(&machine(with(distributed(), json!({"Label": label}))));
    assert_eq!(label("orders-1"), [""; 0]);
    let controls = (0..0x20).chain(0x7f..0xa0).filter_map(char::from_u32);
    for c in " ?*<>{}[]:;,\\|^~$#%&`\"".chars().chain(controls) {
        assert!(label(&format!("label_{c}"))[0].starts_with("INVALID_LABEL_NAME: Invalid Label name: "), "{c:?}");
    }
    assert!(label("")[0].ends_with("at /States/S/Label"));
    assert!(label(&"x".repeat(41))[0].contains("exceeds the 40-character limit"));
    let mut twice = with(distributed(), json!({"Label": "L", "Next": "T", "End": null}));
    twice = json!({"StartAt": "S", "States": {"S": twice, "T": with(distributed(), json!({"Label": "L"}))}});
    twice["States"]["T"]["ItemProcessor"]["StartAt"] = json!("Q");
    twice["States"]["T"]["ItemProcessor"]["States"] = json!({"Q": pass()});
    assert_eq!(remarks(&twice), ["DUPLICATE_LABEL_NAME: Duplicate Label name: L at /States/T/Label"]);
}

#[test]
fn several_are_joined_in_the_order_of_the_text() {
    let states = json!({"S": {"Type": "Nope"}, "T": {"Type": "Pass", "Foo": 1, "End": true}});
    let text = json!({"StartAt": "S", "States": states, "Bar": 1}).to_string();
    let refused = Definition::parse(&text, Kind::Standard).expect_err("refused").to_string();
    let expected = "Invalid State Machine Definition: 'SCHEMA_VALIDATION_FAILED: Field 'Bar' is not supported at /, \
                    SCHEMA_VALIDATION_FAILED: The field 'Type' should have one of these values: [Task, Wait, Pass, \
                    Succeed, Fail, Choice, Parallel, Map] at /States/S/Type, SCHEMA_VALIDATION_FAILED: Field 'Foo' is \
                    not supported at /States/T'";
    assert_eq!(refused, expected);
}

#[test]
fn ends_of_a_distributed_map() {
    let reader = |more: Value| {
        let reader = json!({
            "Resource": "arn:aws:states:::s3:getObject", "Parameters": {"Bucket": "b", "Key": "k"}, "ReaderConfig": more});
        machine(with(distributed(), json!({"ItemReader": reader})))
    };
    let at = "at /States/S/ItemReader/ReaderConfig";
    assert_schema(&reader(json!({"InputType": "CSV"})), &format!("The field 'CSVHeaderLocation' is required {at}"));
    assert_schema(
        &reader(json!({"InputType": "CSV", "CSVHeaderLocation": "GIVEN"})),
        &format!("These fields are required: [CSVHeaders] {at}"),
    );
    assert_schema(
        &reader(json!({"InputType": "JSON", "CSVHeaderLocation": "FIRST_ROW"})),
        &format!("Field 'CSVHeaderLocation' is not supported {at}"),
    );
    let elsewhere = json!({"ItemReader": {"Resource": "arn:aws:states:::sqs:sendMessage"}});
    assert_schema(
        &machine(with(distributed(), elsewhere)),
        "The field 'Resource' does not match any of the allowed values at /States/S/ItemReader/Resource",
    );
    let config = json!({"Mode": "INLINE", "ExecutionType": "STANDARD"});
    let inline = json!({"ItemProcessor": {"ProcessorConfig": config, "StartAt": "P", "States": {"P": pass()}}});
    assert_schema(
        &machine(with(map(), inline)),
        "Field 'ExecutionType' is not supported at /States/S/ItemProcessor/ProcessorConfig",
    );
    assert_schema(&machine(with(map(), json!({"Label": "l"}))), "Field 'Label' is not supported at /States/S");
    let express = remarks_of(&machine(distributed()), Kind::Express);
    let expected = "SCHEMA_VALIDATION_FAILED: The field 'Mode' with value 'DISTRIBUTED' is not supported inside 'EXPRESS' \
                    state machines at /States/S/ItemProcessor/ProcessorConfig/Mode";
    assert_eq!(express, [expected]);
}
