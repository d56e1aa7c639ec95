//! Versions of state machines.

use serde_json::{Value, json};

use crate::support::{States, Via, Yard, definition, strict};

fn publish(states: &States<'_>, arn: &str, more: Value) -> String {
    let mut input = json!({ "stateMachineArn": arn });
    for (name, value) in more.as_object().expect("an object") {
        input[name] = value.clone();
    }
    let answer = states.ok("PublishStateMachineVersion", input);
    answer["stateMachineVersionArn"].as_str().expect("an ARN").to_owned()
}

fn change(states: &States<'_>, arn: &str, comment: &str) -> Value {
    states.ok("UpdateStateMachine", json!({ "stateMachineArn": arn, "definition": definition(comment) }))["revisionId"]
        .clone()
}

fn listed(states: &States<'_>, arn: &str) -> Vec<String> {
    states.pages("ListStateMachineVersions", json!({ "stateMachineArn": arn })).concat()
}

#[test]
fn a_version_stays_as_it_was() {
    let yard = Yard::json();
    let states = States::new(&yard);
    let arn = states.machine("orders");
    let whole = states.ok("DescribeStateMachine", json!({ "stateMachineArn": arn }));
    yard.advance(10);
    let version = publish(&states, &arn, json!({ "description": "first" }));
    assert_eq!(version, format!("{arn}:1"));
    let published = yard.now() as f64 / 1000.0;
    let revision = change(&states, &arn, "second");

    let mut expected = whole;
    expected["stateMachineArn"] = json!(version);
    expected["description"] = json!("first");
    expected["creationDate"] = json!(published);
    let shown = states.ok("DescribeStateMachine", json!({ "stateMachineArn": version }));
    assert_eq!(shown["creationDate"].as_f64(), Some(published));
    expected["creationDate"] = shown["creationDate"].clone();
    assert_eq!(shown, expected);

    let second = publish(&states, &arn, json!({ "revisionId": revision }));
    let shown = states.ok("DescribeStateMachine", json!({ "stateMachineArn": second }));
    assert_eq!([&shown["revisionId"], &shown["definition"]], [&revision, &json!(definition("second"))]);
    assert_eq!(shown.get("description"), None);
    assert_eq!(listed(&states, &arn), [second, version]);
}

#[test]
fn one_version_of_a_revision() {
    let yard = Yard::json();
    let states = States::new(&yard);
    let arn = states.machine("orders");
    let first = publish(&states, &arn, json!({ "revisionId": "INITIAL" }));
    assert_eq!(publish(&states, &arn, json!({ "description": "another" })), first);
    let revision = change(&states, &arn, "second");
    let second = publish(&states, &arn, json!({}));
    assert_eq!(publish(&states, &arn, json!({ "revisionId": revision })), second);
    let newer = change(&states, &arn, "third");
    let stale = |given: &Value| {
        let given = given.as_str().expect("an id");
        let text = format!(
            "Failed to publish the State Machine version for revision {given}. The current State Machine revision is {}.",
            newer.as_str().expect("an id")
        );
        let input = json!({ "stateMachineArn": arn, "revisionId": given });
        states.fails("PublishStateMachineVersion", input, "ConflictException", &text);
    };
    stale(&revision);
    stale(&json!("INITIAL"));
    assert_eq!(listed(&states, &arn), [second, first]);
}

#[test]
fn numbers_are_never_used_again() {
    let yard = Yard::json();
    let states = States::new(&yard);
    let arn = states.machine("orders");
    let first = publish(&states, &arn, json!({}));
    for _ in 0..2 {
        let gone = states.ok("DeleteStateMachineVersion", json!({ "stateMachineVersionArn": first }));
        assert_eq!(gone, json!({}));
    }
    assert_eq!(listed(&states, &arn), [""; 0]);
    assert_eq!(publish(&states, &arn, json!({})), format!("{arn}:2"));
    let text = format!("State Machine Does Not Exist: '{first}'");
    states.fails("DescribeStateMachine", json!({ "stateMachineArn": first }), "StateMachineDoesNotExist", &text);
}

#[test]
fn an_alias_holds_its_versions() {
    let yard = Yard::json();
    let states = States::new(&yard);
    let arn = states.machine("orders");
    let version = publish(&states, &arn, json!({}));
    for name in ["zoo", "app"] {
        let routing = json!([{ "stateMachineVersionArn": version, "weight": 100 }]);
        states.ok("CreateStateMachineAlias", json!({ "name": name, "routingConfiguration": routing }));
    }
    let input = json!({ "stateMachineVersionArn": version });
    let text = "Version to be deleted must not be referenced by an alias. Current list of aliases referencing this \
                version: [zoo, app]";
    states.fails("DeleteStateMachineVersion", input.clone(), "ConflictException", text);
    for name in ["zoo", "app"] {
        states.ok("DeleteStateMachineAlias", json!({ "stateMachineAliasArn": format!("{arn}:{name}") }));
    }
    states.ok("DeleteStateMachineVersion", input);
}

#[test]
fn of_what_is_not_there() {
    let yard = Yard::json();
    let states = States::new(&yard);
    let absent = states.machine_arn("orders");
    assert_eq!(listed(&states, &absent), [""; 0]);
    states.ok("DeleteStateMachineVersion", json!({ "stateMachineVersionArn": format!("{absent}:1") }));
    let text = format!("State Machine Does Not Exist: '{absent}'");
    let input = json!({ "stateMachineArn": absent });
    states.fails("PublishStateMachineVersion", input, "StateMachineDoesNotExist", &text);
    states.machine("orders");
    let version = publish(&states, &absent, json!({}));
    let text = format!("State Machine Does Not Exist: '{version}'");
    let input = json!({ "stateMachineArn": version });
    states.fails("PublishStateMachineVersion", input, "StateMachineDoesNotExist", &text);
}

#[test]
fn as_many_as_the_quota_allows() {
    let yard = Yard::start(Via::Json, strict());
    let states = States::new(&yard);
    let arn = states.machine("orders");
    for i in 0..1000 {
        change(&states, &arn, &i.to_string());
        publish(&states, &arn, json!({}));
    }
    publish(&states, &arn, json!({}));
    change(&states, &arn, "more");
    let quota = ("ServiceQuotaExceededException", "The request would cause a service quota to be exceeded.");
    states.fails("PublishStateMachineVersion", json!({ "stateMachineArn": arn }), quota.0, quota.1);
}
