//! The tags of state machines and activities.

use serde_json::{Value, json};

use crate::support::{States, Yard, creation};

fn tag(key: &str, value: &str) -> Value {
    json!({ "key": key, "value": value })
}

fn numbered(count: usize) -> Vec<Value> {
    (0..count).map(|i| tag(&format!("key-{i:02}"), "")).collect()
}

fn tags(states: &States<'_>, arn: &str) -> Value {
    states.ok("ListTagsForResource", json!({ "resourceArn": arn }))["tags"].clone()
}

/// A state machine and an activity, by their ARNs.
fn resources(states: &States<'_>) -> [String; 2] {
    let activity = states.ok("CreateActivity", json!({ "name": "work" }))["activityArn"].clone();
    [states.machine("orders"), activity.as_str().expect("an ARN").to_owned()]
}

#[test]
fn merged_overwritten_and_removed() {
    let yard = Yard::json();
    let states = States::new(&yard);
    for arn in resources(&states) {
        assert_eq!(tags(&states, &arn), json!([]), "{arn}");
        let steps = [
            (
                "TagResource",
                json!({ "tags": [tag("b", "1"), tag("a", "ü &<")] }),
                vec![tag("a", "ü &<"), tag("b", "1")],
            ),
            ("TagResource", json!({ "tags": [tag("b", "2"), tag("b", "3")] }), vec![tag("a", "ü &<"), tag("b", "3")]),
            ("TagResource", json!({ "tags": [] }), vec![tag("a", "ü &<"), tag("b", "3")]),
            ("UntagResource", json!({ "tagKeys": ["a", "a", "unknown"] }), vec![tag("b", "3")]),
            ("UntagResource", json!({ "tagKeys": [] }), vec![tag("b", "3")]),
        ];
        for (operation, mut input, expected) in steps {
            input["resourceArn"] = json!(arn);
            assert_eq!(states.ok(operation, input), json!({}));
            assert_eq!(tags(&states, &arn), json!(expected));
        }
    }
}

#[test]
fn what_has_none() {
    let yard = Yard::json();
    let states = States::new(&yard);
    let [machine, _] = resources(&states);
    states.ok("PublishStateMachineVersion", json!({ "stateMachineArn": machine }));
    let absent = [format!("{machine}:1"), states.machine_arn("other"), states.arn("activity:other")];
    for arn in absent {
        let text = format!("Resource not found: '{arn}'");
        let input = json!({ "resourceArn": arn, "tags": [tag("a", "")], "tagKeys": ["a"] });
        for operation in ["TagResource", "UntagResource", "ListTagsForResource"] {
            states.fails(operation, input.clone(), "ResourceNotFound", &text);
        }
    }
}

#[test]
fn what_is_refused() {
    let yard = Yard::json();
    let states = States::new(&yard);
    let (key, value) = ("k".repeat(129), "v".repeat(257));
    let rule = |value: &str, member: &str, rule: &str| {
        format!("Value '{value}' at 'tags.{member}' failed to satisfy constraint: Member must have length {rule}")
    };
    let rules = [
        rule("", "1.member.key", "greater than or equal to 1"),
        rule(&value, "1.member.value", "less than or equal to 256"),
        rule(&key, "2.member.key", "less than or equal to 128"),
    ];
    let list = json!([tag("", &value), tag(&key, "")]);
    let rules = rules.each_ref().map(String::as_str);
    for arn in resources(&states) {
        states.breaks("TagResource", json!({ "resourceArn": arn, "tags": list }), &rules);
    }
    states.breaks("CreateStateMachine", creation("new", json!({ "tags": list })), &rules);
    states.breaks("CreateActivity", json!({ "name": "new", "tags": list }), &rules);
    let missing = "Value null at 'tags' failed to satisfy constraint: Member must not be null";
    states.breaks("TagResource", json!({ "resourceArn": states.machine_arn("orders") }), &[missing]);
}

#[test]
fn fifty_at_most() {
    let yard = Yard::json();
    let states = States::new(&yard);
    let text = "You've exceeded the number of tags allowed for a resource.";
    for arn in resources(&states) {
        states.ok("TagResource", json!({ "resourceArn": arn, "tags": numbered(50) }));
        states.ok("TagResource", json!({ "resourceArn": arn, "tags": [tag("key-07", "again")] }));
        let more = json!({ "resourceArn": arn, "tags": [tag("key-08", "again"), tag("one more", "")] });
        states.fails("TagResource", more, "TooManyTags", text);
        let tags = tags(&states, &arn);
        assert_eq!([&tags[7]["value"], &tags[8]["value"]], ["again", ""]);
    }
    let many = json!({ "tags": numbered(51) });
    states.fails("CreateStateMachine", creation("new", many), "TooManyTags", text);
    states.fails("CreateActivity", json!({ "name": "new", "tags": numbered(51) }), "TooManyTags", text);
}
