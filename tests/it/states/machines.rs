//! State machines: made, made again, described, listed, deleted.

use serde_json::{Value, json};

use crate::support::{Logs, ROLE, Request, States, VALIDATION, Via, Yard, creation, definition, strict};

#[test]
fn a_plain_one_as_it_is_described() {
    let yard = Yard::json();
    let states = States::new(&yard);
    let text = "{ \"StartAt\": \"S\",\n \"States\": { \"S\": { \"Type\": \"Succeed\" } } }";
    let made = states.create("orders", json!({ "definition": text }));
    let arn = states.machine_arn("orders");
    let created = yard.now() as f64 / 1000.0;
    assert_eq!(made, json!({ "stateMachineArn": arn, "creationDate": made["creationDate"] }));
    assert_eq!(made["creationDate"].as_f64(), Some(created));
    yard.advance(60);
    let mut shown = states.ok("DescribeStateMachine", json!({ "stateMachineArn": arn }));
    assert_eq!(shown["creationDate"], made["creationDate"]);
    shown.as_object_mut().expect("an object").remove("creationDate");
    assert_eq!(
        shown,
        json!({
            "stateMachineArn": arn,
            "name": "orders",
            "status": "ACTIVE",
            "definition": text,
            "roleArn": ROLE,
            "type": "STANDARD",
            "loggingConfiguration": { "level": "OFF", "includeExecutionData": false },
            "tracingConfiguration": { "enabled": false },
        })
    );
}

#[test]
fn with_all_that_can_be_said() {
    let yard = Yard::json();
    let states = States::new(&yard);
    let key = json!({ "type": "CUSTOMER_MANAGED_KMS_KEY", "kmsKeyId": "k", "kmsDataKeyReusePeriodSeconds": 60 });
    let group = Logs::new(&yard).group("/aws/orders");
    let logging = json!({
        "level": "ERROR",
        "includeExecutionData": true,
        "destinations": [{ "cloudWatchLogsLogGroup": { "logGroupArn": group } }],
    });
    let more = json!({
        "type": "EXPRESS",
        "loggingConfiguration": logging,
        "tracingConfiguration": { "enabled": true },
        "publish": true,
        "versionDescription": "first",
        "encryptionConfiguration": key,
        "tags": [{ "key": "team", "value": "blue" }],
    });
    let made = states.create("orders", more);
    let arn = states.machine_arn("orders");
    assert_eq!(made["stateMachineVersionArn"], format!("{arn}:1"));
    let shown = states.ok("DescribeStateMachine", json!({ "stateMachineArn": arn }));
    assert_eq!([&shown["type"], &shown["description"]], [&json!("EXPRESS"), &Value::Null]);
    assert_eq!(shown["loggingConfiguration"], logging);
    assert_eq!(shown["tracingConfiguration"], json!({ "enabled": true }));
    assert_eq!(shown["encryptionConfiguration"], key);
    let tags = states.ok("ListTagsForResource", json!({ "resourceArn": arn }));
    assert_eq!(tags, json!({ "tags": [{ "key": "team", "value": "blue" }] }));
}

#[test]
fn the_same_once_more_is_no_trouble() {
    let yard = Yard::json();
    let states = States::new(&yard);
    let more = json!({ "publish": true, "versionDescription": "first", "tracingConfiguration": { "enabled": true } });
    let made = states.create("orders", more.clone());
    yard.advance(5);
    assert_eq!(states.create("orders", more.clone()), made);
    // Another role and other tags are ignored.
    let mut other = more.clone();
    other["roleArn"] = json!(format!("{ROLE}-2"));
    other["tags"] = json!([{ "key": "a", "value": "b" }]);
    assert_eq!(states.create("orders", other), made);
    let arn = states.machine_arn("orders");
    assert_eq!(states.ok("DescribeStateMachine", json!({ "stateMachineArn": arn }))["roleArn"], ROLE);
    assert_eq!(states.ok("ListTagsForResource", json!({ "resourceArn": arn })), json!({ "tags": [] }));

    let exists = format!("State Machine Already Exists: '{arn}'");
    let differences = [
        ("definition", json!(definition("").replace(':', ": "))),
        ("type", json!("EXPRESS")),
        ("loggingConfiguration", json!({ "includeExecutionData": true })),
        ("tracingConfiguration", json!({ "enabled": false })),
        ("encryptionConfiguration", json!({ "type": "CUSTOMER_MANAGED_KMS_KEY", "kmsKeyId": "k" })),
        ("versionDescription", json!("second")),
    ];
    for (member, value) in differences {
        let mut other = more.clone();
        other[member] = value;
        states.fails("CreateStateMachine", creation("orders", other), "StateMachineAlreadyExists", &exists);
    }
    states.fails("CreateStateMachine", creation("orders", json!({})), "StateMachineAlreadyExists", &exists);
    let none = json!({ "loggingConfiguration": {}, "encryptionConfiguration": { "type": "AWS_OWNED_KEY" } });
    states.machine("plain");
    states.create("plain", none);
}

#[test]
fn what_is_refused_of_a_new_one() {
    let yard = Yard::json();
    let states = States::new(&yard);
    let missing =
        |member: &str| format!("Value null at '{member}' failed to satisfy constraint: Member must not be null");
    let all = ["name", "definition", "roleArn"].map(missing);
    states.breaks("CreateStateMachine", json!({}), &all.each_ref().map(String::as_str));
    let name = "n".repeat(81);
    let long = format!(
        "Value '{name}' at 'name' failed to satisfy constraint: Member must have length less than or equal to 80"
    );
    states.breaks("CreateStateMachine", creation(&name, json!({})), &[&long]);
    let refused = |more: Value, code: &str, text: &str| {
        states.fails("CreateStateMachine", creation("orders", more), code, text);
    };
    refused(
        json!({ "type": "EXPRES" }),
        VALIDATION,
        "1 validation error detected: Value 'EXPRES' at 'type' failed to satisfy constraint: Member must satisfy enum \
         value set: [STANDARD, EXPRESS]",
    );
    refused(
        json!({ "definition": "x".repeat(1_048_577) }),
        VALIDATION,
        "1 validation error detected: Value at 'definition' failed to satisfy constraint: Member must have length less \
         than or equal to 1048576",
    );
    let needs_publish = "Version description can only be set when publish is true";
    refused(json!({ "versionDescription": "first" }), VALIDATION, needs_publish);
    refused(
        json!({ "definition": "{}" }),
        "InvalidDefinition",
        "Invalid State Machine Definition: 'SCHEMA_VALIDATION_FAILED: These fields are required: [States, StartAt] at /'",
    );
    for role in ["role", "arn:aws:sqs:us-east-1:000000000000:role/r", "arn:aws:iam::000000000000:user/u"] {
        refused(json!({ "roleArn": role }), "InvalidArn", &format!("Invalid Role Arn: '{role}'"));
    }
    let keys = [
        (json!({ "type": "CUSTOMER_MANAGED_KMS_KEY" }), "Must set a valid kmsKeyId."),
        (
            json!({ "type": "AWS_OWNED_KEY", "kmsKeyId": "k" }),
            "Custom kmsKeyId is not allowed when selecting AWS_OWNED_KEY.",
        ),
        (
            json!({ "type": "AWS_OWNED_KEY", "kmsDataKeyReusePeriodSeconds": 60 }),
            "Custom kmsDataKeyReusePeriodSeconds is not allowed when selecting AWS_OWNED_KEY.",
        ),
    ];
    for (key, text) in keys {
        refused(json!({ "encryptionConfiguration": key }), "InvalidEncryptionConfiguration", text);
    }
    let short = json!({ "type": "CUSTOMER_MANAGED_KMS_KEY", "kmsKeyId": "k", "kmsDataKeyReusePeriodSeconds": 59 });
    refused(json!({ "encryptionConfiguration": short }), VALIDATION, "1 validation error detected: Value '59' at …");
    assert_eq!(states.pages("ListStateMachines", json!({})), [Vec::<String>::new()], "nothing was made");
}

#[test]
fn metadata_only_leaves_the_definition_out() {
    let yard = Yard::json();
    let states = States::new(&yard);
    let arn = states.machine("orders");
    let shown = |data: &str| {
        states.ok("DescribeStateMachine", json!({ "stateMachineArn": arn, "includedData": data }))["definition"].clone()
    };
    assert_eq!(shown("ALL_DATA"), definition(""));
    assert_eq!(shown("METADATA_ONLY"), "{}");
    states.breaks(
        "DescribeStateMachine",
        json!({ "stateMachineArn": arn, "includedData": "SOME" }),
        &["Value 'SOME' at 'includedData' failed to satisfy constraint: Member must satisfy enum value set: [ALL_DATA, \
           METADATA_ONLY]"],
    );
}

#[test]
fn what_is_not_there() {
    let yard = Yard::json();
    let states = States::new(&yard);
    states.machine("orders");
    let absent = |arn: String| {
        let text = format!("State Machine Does Not Exist: '{arn}'");
        states.fails("DescribeStateMachine", json!({ "stateMachineArn": arn }), "StateMachineDoesNotExist", &text);
    };
    absent(states.machine_arn("other"));
    absent(states.machine_arn("orders:1"));
    absent(states.machine_arn("orders:PROD"));
    // Neither is what other accounts and regions have.
    for (account, region) in [("111111111111", "us-east-1"), ("000000000000", "eu-west-1")] {
        absent(States::of(&yard, account, region).machine_arn("orders"));
        let states = States::of(&yard, account, region);
        states.machine("orders");
        assert_eq!(states.pages("ListStateMachines", json!({})), [[states.machine_arn("orders")]]);
    }
    absent(States::of(&yard, "111111111111", "us-east-1").machine_arn("orders"));
}

#[test]
fn deleted_it_is_gone_with_all_its_parts() {
    let yard = Yard::json();
    let states = States::new(&yard);
    let arn = states.create("orders", json!({ "publish": true }))["stateMachineArn"].clone();
    let version = format!("{}:1", arn.as_str().expect("an ARN"));
    let routing = json!([{ "stateMachineVersionArn": version, "weight": 100 }]);
    states.ok("CreateStateMachineAlias", json!({ "name": "PROD", "routingConfiguration": routing }));
    // No version and no alias is a state machine.
    for part in ["orders:1", "orders:PROD"] {
        states.ok("DeleteStateMachine", json!({ "stateMachineArn": states.machine_arn(part) }));
    }
    states.ok("DescribeStateMachine", json!({ "stateMachineArn": version }));
    for _ in 0..2 {
        assert_eq!(states.ok("DeleteStateMachine", json!({ "stateMachineArn": arn })), json!({}));
    }
    for gone in [arn.as_str().expect("an ARN"), &version] {
        let text = format!("State Machine Does Not Exist: '{gone}'");
        states.fails("DescribeStateMachine", json!({ "stateMachineArn": gone }), "StateMachineDoesNotExist", &text);
    }
    let absent = json!({ "stateMachineAliasArn": states.machine_arn("orders:PROD") });
    states.fails("DescribeStateMachineAlias", absent, "ResourceNotFound", "Request references a resource that …");
    // Another one of its name begins anew.
    let made = states.create("orders", json!({ "publish": true, "type": "EXPRESS" }));
    assert_eq!(made["stateMachineVersionArn"], version);
}

#[test]
fn as_many_as_the_quota_allows() {
    let yard = Yard::start(Via::Json, strict());
    let states = States::new(&yard);
    for i in 0..10_000 {
        states.machine(&format!("m-{i:04}"));
    }
    let text = "The maximum number of state machines has been reached. …";
    states.fails("CreateStateMachine", creation("more", json!({})), "StateMachineLimitExceeded", text);
    states.machine("m-0007");
}

#[test]
fn by_the_hosts_that_sdks_call() {
    let yard = Yard::json();
    let states = States::new(&yard);
    for host in ["states.us-east-1.amazonaws.com", "sync-states.us-east-1.amazonaws.com", "sync-localhost:4566"] {
        let request = states.request("ListStateMachines", "{}").header("Host", host);
        assert_eq!(yard.raw(&request).json(), json!({ "stateMachines": [] }), "{host}");
    }
}

#[test]
fn the_state_shows_them_and_reset_forgets_them() {
    let yard = Yard::json();
    let states = States::new(&yard);
    let arn = states.create("orders", json!({ "publish": true }))["stateMachineArn"].clone();
    let version = format!("{}:1", arn.as_str().expect("an ARN"));
    let routing = json!([{ "stateMachineVersionArn": version, "weight": 100 }]);
    states.ok("CreateStateMachineAlias", json!({ "name": "PROD", "routingConfiguration": routing }));
    let activity = states.ok("CreateActivity", json!({ "name": "work" }))["activityArn"].clone();
    let shown = || yard.raw(&Request::new("GET", "/_eventyard/state?service=states")).json();
    let machine = json!({
        "arn": arn,
        "type": "STANDARD",
        "status": "ACTIVE",
        "versions": [1],
        "aliases": [{ "name": "PROD", "routes": [[1, 100]] }],
        "running": 0,
        "ended": 0,
    });
    assert_eq!(shown(), json!({ "states": { "stateMachines": [machine], "activities": [activity] } }));
    yard.raw(&Request::post("/_eventyard/reset", "{}"));
    assert_eq!(shown(), json!({ "states": { "stateMachines": [], "activities": [] } }));
}
