//! Names and ARNs: which ones there can't be.

use serde_json::json;

use crate::support::{States, Yard, creation};

#[test]
fn signs_that_no_name_has() {
    let yard = Yard::json();
    let states = States::new(&yard);
    let signs = "<>{}[]?*\"#%\\^|~`$&,;:/ \t\n\u{A0}\u{3000}\0\u{1F}\u{7F}\u{9F}\u{FFFE}\u{FFFF}\u{10FFFF}";
    for sign in signs.chars() {
        for name in [format!("{sign}name"), format!("name{sign}")] {
            let text = format!("Invalid Name: '{name}'");
            states.fails("CreateStateMachine", creation(&name, json!({})), "InvalidName", &text);
            states.fails("CreateActivity", json!({ "name": name }), "InvalidName", &text);
        }
    }
}

#[test]
fn names_that_can_be() {
    let yard = Yard::json();
    let states = States::new(&yard);
    for name in ["a", "1", "a.b-c_d", "(a)", "a+b=c@d!'", "bestellungen-für-später", "注文", &"n".repeat(80)] {
        let arn = states.machine(name);
        assert_eq!(arn, states.machine_arn(name));
        assert_eq!(states.ok("DescribeStateMachine", json!({ "stateMachineArn": arn }))["name"], name);
        let activity = states.ok("CreateActivity", json!({ "name": name }))["activityArn"].clone();
        assert_eq!(states.ok("DescribeActivity", json!({ "activityArn": activity }))["name"], name);
    }
}

/// Operations and the member that takes a state machine's ARN.
const OF_MACHINES: [(&str, &str); 10] = [
    ("DescribeStateMachine", "stateMachineArn"),
    ("UpdateStateMachine", "stateMachineArn"),
    ("DeleteStateMachine", "stateMachineArn"),
    ("PublishStateMachineVersion", "stateMachineArn"),
    ("ListStateMachineVersions", "stateMachineArn"),
    ("ListStateMachineAliases", "stateMachineArn"),
    ("DeleteStateMachineVersion", "stateMachineVersionArn"),
    ("DescribeStateMachineAlias", "stateMachineAliasArn"),
    ("UpdateStateMachineAlias", "stateMachineAliasArn"),
    ("DeleteStateMachineAlias", "stateMachineAliasArn"),
];

const OF_ACTIVITIES: [(&str, &str); 2] = [("DescribeActivity", "activityArn"), ("DeleteActivity", "activityArn")];

const OF_TAGS: [(&str, &str); 3] =
    [("TagResource", "resourceArn"), ("UntagResource", "resourceArn"), ("ListTagsForResource", "resourceArn")];

#[test]
fn arns_that_are_none() {
    let yard = Yard::json();
    let states = States::new(&yard);
    for (operation, member) in OF_MACHINES.into_iter().chain(OF_ACTIVITIES).chain(OF_TAGS) {
        let call = |arn: &str| json!({ member: arn, "tags": [], "tagKeys": [], "description": "d" });
        for text in ["not_a_valid_arn", "arn:aws:states", "arn:aws:sqs:us-east-1:000000000000:stateMachine:m"] {
            let why = format!("Invalid Arn: 'Invalid ARN prefix: {text}'");
            states.fails(operation, call(text), "InvalidArn", &why);
        }
        for resource in ["stateMachine:", "stateMachine:a:b:c", "execution:a", "express:a:b", "mapRun:a:b", "activity:"]
        {
            let text = states.arn(resource);
            states.fails(operation, call(&text), "InvalidArn", &format!("Invalid Arn: 'Invalid ARN: {text}'"));
        }
        for resource in ["execution:m:e", "express:m:e:id", "mapRun:m/label:id", "thing:m"] {
            let (kind, _) = resource.split_once(':').expect("a kind");
            let why = format!("Invalid Arn: 'Resource type not valid in this context: {kind}'");
            states.fails(operation, call(&states.arn(resource)), "InvalidArn", &why);
        }
        let missing = format!("Value null at '{member}' failed to satisfy constraint: Member must not be null");
        states.breaks(operation, json!({ "tags": [], "tagKeys": [] }), &[&missing]);
    }
}

#[test]
fn arns_of_another_kind() {
    let yard = Yard::json();
    let states = States::new(&yard);
    let wrong = |kind: &str| format!("Invalid Arn: 'Resource type not valid in this context: {kind}'");
    for (operation, member) in OF_MACHINES {
        let input = json!({ member: states.arn("activity:a") });
        states.fails(operation, input, "InvalidArn", &wrong("activity"));
        if member != "stateMachineArn" {
            let input = json!({ member: states.machine_arn("m") });
            states.fails(operation, input, "InvalidArn", &wrong("stateMachine"));
        }
    }
    for (operation, member) in OF_ACTIVITIES {
        states.fails(operation, json!({ member: states.machine_arn("m") }), "InvalidArn", &wrong("stateMachine"));
    }
}

#[test]
fn arns_of_map_states() {
    let yard = Yard::json();
    let states = States::new(&yard);
    states.machine("m");
    for (operation, member) in OF_MACHINES.into_iter().chain(OF_TAGS) {
        let input = json!({ member: states.machine_arn("m/label"), "tags": [], "tagKeys": [] });
        let answer = states.raw(operation, &input);
        assert_eq!(answer.status, 400, "{operation}");
        let body = answer.json();
        assert_eq!(body["__type"], "ValidationException", "{operation}");
        assert_eq!(body["reason"], "API_DOES_NOT_SUPPORT_LABELED_ARNS", "{operation}");
    }
}
