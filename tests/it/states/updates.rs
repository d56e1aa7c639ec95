//! UpdateStateMachine and what it makes of revisions.

use serde_json::{Value, json};

use crate::support::{Logs, ROLE, States, VALIDATION, Yard, definition};

/// The description of a state machine or a version.
fn shown(states: &States<'_>, arn: &str) -> Value {
    states.ok("DescribeStateMachine", json!({ "stateMachineArn": arn }))
}

#[test]
fn what_is_not_given_stays() {
    let yard = Yard::json();
    let states = States::new(&yard);
    let arn =
        states.create("orders", json!({ "tracingConfiguration": { "enabled": true } }))["stateMachineArn"].clone();
    let arn = arn.as_str().expect("an ARN");
    let mut expected = shown(&states, arn);
    let group = Logs::new(&yard).group("orders");
    let logging = json!({
        "level": "ALL",
        "includeExecutionData": false,
        "destinations": [{ "cloudWatchLogsLogGroup": { "logGroupArn": group } }],
    });
    let steps = [
        ("definition", json!(definition("second"))),
        ("roleArn", json!(format!("{ROLE}-2"))),
        ("loggingConfiguration", logging),
        ("tracingConfiguration", json!({ "enabled": false })),
        ("encryptionConfiguration", json!({ "type": "AWS_OWNED_KEY" })),
    ];
    for (member, value) in steps {
        yard.advance(1);
        let changes_nothing = member == "encryptionConfiguration";
        let answer = states.ok("UpdateStateMachine", json!({ "stateMachineArn": arn, member: value }));
        assert_eq!(answer["updateDate"].as_f64(), Some(yard.now() as f64 / 1000.0));
        expected[member] = value;
        if changes_nothing {
            assert_eq!(answer["revisionId"], expected["revisionId"], "it is the key that was there");
            expected.as_object_mut().expect("an object").remove(member);
        } else {
            assert_ne!(answer["revisionId"], expected["revisionId"]);
            assert_eq!(answer["revisionId"].as_str().map(str::len), Some(36));
        }
        expected["revisionId"] = answer["revisionId"].clone();
        assert_eq!(shown(&states, arn), expected, "{member}");
    }
}

#[test]
fn no_change_is_no_revision() {
    let yard = Yard::json();
    let states = States::new(&yard);
    let arn = states.machine("orders");
    let update = |text: &str, publish: bool| {
        let mut answer = states.ok(
            "UpdateStateMachine",
            json!({ "stateMachineArn": arn, "definition": text, "roleArn": ROLE, "publish": publish }),
        );
        answer.as_object_mut().expect("an object").remove("updateDate");
        answer
    };
    let (first, second) = (definition(""), definition("second"));
    assert_eq!(update(&first, false), json!({}));
    assert_eq!(update(&first, true), json!({ "stateMachineVersionArn": format!("{arn}:1") }));
    assert_eq!(shown(&states, &arn).get("revisionId"), None);

    let changed = update(&second, false);
    assert_eq!(update(&second, false), changed);
    let version = json!({ "revisionId": changed["revisionId"], "stateMachineVersionArn": format!("{arn}:2") });
    assert_eq!(update(&second, true), version);
    assert_eq!(update(&second, true), version, "it is published already");
    // What was there before is a revision of its own.
    let back = update(&first, true);
    assert_ne!(back["revisionId"], changed["revisionId"]);
    assert_eq!(back["stateMachineVersionArn"], format!("{arn}:3"));
}

#[test]
fn what_is_refused() {
    let yard = Yard::json();
    let states = States::new(&yard);
    let arn = states.create("orders", json!({ "publish": true }))["stateMachineArn"].clone();
    let refused = |mut input: Value, code: &str, text: &str| {
        if input.get("stateMachineArn").is_none() {
            input["stateMachineArn"] = arn.clone();
        }
        states.fails("UpdateStateMachine", input, code, text);
    };
    let nothing = "Either the definition, the role ARN, the LoggingConfiguration, or the TracingConfiguration must be \
                   specified";
    refused(json!({}), "MissingRequiredParameter", nothing);
    refused(json!({ "publish": true }), "MissingRequiredParameter", nothing);
    for part in ["other", "orders:1", "orders:PROD"] {
        let arn = states.machine_arn(part);
        let text = format!("State Machine Does Not Exist: '{arn}'");
        refused(json!({ "stateMachineArn": arn, "roleArn": ROLE }), "StateMachineDoesNotExist", &text);
    }
    let needs_publish = "Version description can only be set when publish is true";
    refused(json!({ "roleArn": ROLE, "versionDescription": "d" }), VALIDATION, needs_publish);
    refused(json!({ "roleArn": "role" }), "InvalidArn", "Invalid Role Arn: 'role'");
    refused(
        json!({ "definition": r#"{"States":{}}"# }),
        "InvalidDefinition",
        "Invalid State Machine Definition: 'SCHEMA_VALIDATION_FAILED: These fields are required: [StartAt] at /…",
    );
    refused(
        json!({ "loggingConfiguration": { "level": "ALL" } }),
        "InvalidLoggingConfiguration",
        "Invalid Logging Configuration: Must specify exactly one Log Destination.",
    );
    refused(
        json!({ "encryptionConfiguration": { "type": "CUSTOMER_MANAGED_KMS_KEY" } }),
        "InvalidEncryptionConfiguration",
        "Must set a valid kmsKeyId.",
    );
    assert_eq!(shown(&states, arn.as_str().expect("an ARN")).get("revisionId"), None, "nothing was changed");
}
