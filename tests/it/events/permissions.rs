//! PutPermission and RemovePermission on a bus's policy.

use serde_json::{Value, json};

use crate::support::{Events, NOT_FOUND, VALIDATION, Yard};

const ONE: &str = "111122223333";
const TWO: &str = "444455556666";

fn statement(bus: &str, id: &str, principal: &str) -> Value {
    json!({ "EventBusName": bus, "Action": "events:PutEvents", "Principal": principal, "StatementId": id })
}

fn policy(events: &Events<'_>, bus: &str) -> Option<Value> {
    let shown = events.ok("DescribeEventBus", json!({ "Name": bus }));
    let listed = events.ok("ListEventBuses", json!({ "NamePrefix": "orders" }));
    assert_eq!(shown.get("Policy"), listed["EventBuses"][0].get("Policy"), "the list says the same");
    shown.get("Policy").map(|policy| serde_json::from_str(policy.as_str().expect("a text")).expect("JSON"))
}

#[test]
fn a_permission_is_a_statement() {
    let yard = Yard::json();
    for (region, partition) in [("us-east-1", "aws"), ("cn-north-1", "aws-cn")] {
        let events = Events::of(&yard, ONE, region);
        let arn = events.bus("orders");
        let put = |id: &str, principal: &str| {
            assert_eq!(events.ok("PutPermission", statement("orders", id, principal)), Value::Null, "an empty answer");
        };
        let root = |account: &str| json!({ "AWS": format!("arn:{partition}:iam::{account}:root") });
        let made = |id: &str, principal: Value| {
            json!({
                "Sid": id, "Effect": "Allow", "Principal": principal, "Action": "events:PutEvents", "Resource": arn,
            })
        };
        let whole = |statements: Value| Some(json!({ "Version": "2012-10-17", "Statement": statements }));
        put("one", ONE);
        put("again", ONE);
        put("two", TWO);
        let again = made("again", root(ONE));
        let all = json!([made("one", root(ONE)), again, made("two", root(TWO))]);
        assert_eq!(policy(&events, "orders"), whole(all));
        put("one", "*");
        put("one", "*");
        let all = json!([made("one", json!("*")), again, made("two", root(TWO))]);
        assert_eq!(policy(&events, "orders"), whole(all), "the same id, the same place");
        let mut organization = statement(&arn, "two", "*");
        organization["Condition"] = json!({ "Type": "StringEquals", "Key": "aws:PrincipalOrgID", "Value": "o-1" });
        events.ok("PutPermission", organization);
        let mut two = made("two", json!("*"));
        two["Condition"] = json!({ "StringEquals": { "aws:PrincipalOrgID": "o-1" } });
        assert_eq!(policy(&events, "orders"), whole(json!([made("one", json!("*")), again, two])));
        for (id, left) in [("two", Some(2)), ("one", Some(1)), ("again", None)] {
            let input = json!({ "EventBusName": "orders", "StatementId": id, "RemoveAllPermissions": false });
            assert_eq!(events.ok("RemovePermission", input), Value::Null, "an empty answer");
            let policy = policy(&events, "orders");
            assert_eq!(policy.map(|policy| policy["Statement"].as_array().expect("a list").len()), left);
        }
    }
}

#[test]
fn a_policy_replaces_everything() {
    let yard = Yard::json();
    let events = Events::new(&yard);
    events.bus("orders");
    events.ok("PutPermission", statement("orders", "one", ONE));
    let own = json!({
        "Version": "2012-10-17",
        "Statement": [{
            "Sid": "own", "Effect": "Allow", "Principal": { "Service": "events.amazonaws.com" },
            "Action": "events:ListRules", "Resource": "*",
        }],
    });
    events.ok("PutPermission", json!({ "EventBusName": "orders", "Policy": own.to_string() }));
    assert_eq!(policy(&events, "orders"), Some(own.clone()));
    // A single statement may stand without its list; others go on behind it.
    let mut single = own.clone();
    single["Statement"] = own["Statement"][0].clone();
    events.ok("PutPermission", json!({ "EventBusName": "orders", "Policy": single.to_string() }));
    events.ok("PutPermission", statement("orders", "one", ONE));
    let shown = policy(&events, "orders").expect("a policy");
    assert_eq!([&shown["Statement"][0]["Sid"], &shown["Statement"][1]["Sid"]], ["own", "one"]);
    for _ in 0..2 {
        events.ok("RemovePermission", json!({ "EventBusName": "orders", "RemoveAllPermissions": true }));
        assert_eq!(policy(&events, "orders"), None);
    }
}

#[test]
fn the_default_bus_is_meant_where_none_is_named() {
    let yard = Yard::json();
    let events = Events::new(&yard);
    let input = json!({ "Action": "events:PutEvents", "Principal": "*", "StatementId": "all" });
    events.ok("PutPermission", input);
    let shown = events.ok("DescribeEventBus", json!({}));
    assert!(shown["Policy"].as_str().is_some_and(|policy| policy.contains(&events.arn("event-bus/default"))));
    events.ok("RemovePermission", json!({ "StatementId": "all" }));
    assert_eq!(events.ok("DescribeEventBus", json!({})).get("Policy"), None);
}

#[test]
fn a_policy_has_ten_thousand_characters_and_a_little_more() {
    let yard = Yard::json();
    let events = Events::new(&yard);
    events.bus("orders");
    let text = |fill: usize| {
        let statement = json!({ "Effect": "Deny", "Principal": "x".repeat(fill) });
        json!({ "Version": "2012-10-17", "Statement": [statement] }).to_string()
    };
    let fill = 10_240 - text(0).len();
    let put = |fill: usize| json!({ "EventBusName": "orders", "Policy": text(fill) });
    let too_long = "The event bus policy size exceeds the maximum size allowed.";
    events.fails("PutPermission", put(fill + 1), "PolicyLengthExceededException", too_long);
    events.ok("PutPermission", put(fill));
    let one_more = statement("orders", "one", ONE);
    events.fails("PutPermission", one_more, "PolicyLengthExceededException", too_long);
    let kept = policy(&events, "orders").expect("a policy");
    assert_eq!(kept["Statement"].as_array().map(Vec::len), Some(1));
}

#[test]
fn what_is_refused() {
    let yard = Yard::json();
    let events = Events::new(&yard);
    events.bus("orders");
    let with = |member: &str, value: Value| {
        let mut input = statement("orders", "one", ONE);
        input[member] = value;
        input
    };
    let condition = |kind: &str, key: &str| json!({ "Type": kind, "Key": key, "Value": "o-1" });
    let invalid = |parameter: &str| format!("Parameter {parameter} is not valid. Reason: …");
    let deep = "[".repeat(20_000);
    let cases = [
        (with("Action", json!("events:ListRules")), "Provided value in parameter 'action' is not supported.".to_owned()),
        (with("Action", json!("sqs:SendMessage")), "1 validation error detected: Value 'sqs:SendMessage' at 'action'…".to_owned()),
        (
            with("Principal", json!("12345")),
            r"1 validation error detected: Value '12345' at 'principal' failed to satisfy constraint: Member must satisfy regular expression pattern: (\d{12}|\*)"
                .to_owned(),
        ),
        (with("StatementId", json!("a b")), "1 validation error detected: Value 'a b' at 'statementId'…".to_owned()),
        (with("StatementId", json!("x".repeat(65))), "1 validation error detected: …".to_owned()),
        (with("StatementId", json!(null)), invalid("StatementId")),
        (with("Principal", json!(null)), invalid("Principal")),
        (with("Action", json!(null)), invalid("Action")),
        (with("Condition", condition("StringEquals", "aws:PrincipalOrgID")), invalid("Condition")),
        (with("Condition", json!({})), "3 validation errors detected: Value null at 'condition.type'…".to_owned()),
        (with("Policy", json!("{}")), invalid("Policy")),
        (json!({ "EventBusName": "orders" }), invalid("Action")),
        (with("EventBusName", json!("a b")), "1 validation error detected: Value 'a b' at 'eventBusName'…".to_owned()),
    ];
    for (input, text) in cases {
        events.fails("PutPermission", input, VALIDATION, &text);
    }
    for (kind, key) in [("StringLike", "aws:PrincipalOrgID"), ("StringEquals", "aws:SourceAccount")] {
        let mut input = statement("orders", "one", "*");
        input["Condition"] = condition(kind, key);
        events.fails("PutPermission", input, VALIDATION, &invalid("Condition"));
    }
    for text in ["", "{", "[]", "7", "{}", r#"{"Statement":[]}"#, r#"{"Statement":7}"#, r#"{"Statement":[{}]}"#, &deep]
    {
        let input = json!({ "EventBusName": "orders", "Policy": text });
        events.fails("PutPermission", input, VALIDATION, &invalid("Policy"));
    }
    assert_eq!(policy(&events, "orders"), None);
}

#[test]
fn what_is_missing() {
    let yard = Yard::json();
    let events = Events::new(&yard);
    let other = Events::of(&yard, ONE, "us-east-1");
    let arn = events.bus("orders");
    for (bus, who) in [("unknown", &events), ("orders", &other), (&arn, &other)] {
        let name = bus.rsplit('/').next().unwrap_or_default();
        let text = format!("Event bus {name} does not exist.");
        who.fails("PutPermission", statement(bus, "one", ONE), NOT_FOUND, &text);
        let input = json!({ "EventBusName": bus, "RemoveAllPermissions": true });
        who.fails("RemovePermission", input, NOT_FOUND, &text);
    }
    let gone = "Statement with the provided id does not exist.";
    let input = json!({ "EventBusName": "orders", "StatementId": "one" });
    events.fails("RemovePermission", input.clone(), NOT_FOUND, gone);
    events.ok("PutPermission", statement("orders", "two", ONE));
    events.fails("RemovePermission", input, NOT_FOUND, gone);
    let text = "Parameter StatementId is not valid. Reason: …";
    events.fails("RemovePermission", json!({ "EventBusName": "orders" }), VALIDATION, text);
}
