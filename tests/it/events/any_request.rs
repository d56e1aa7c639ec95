//! Requests that nobody means well, to the operations of buses, endpoints and partners: each is answered.

use std::collections::HashMap;

use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};

use crate::support::{Events, Yard};

/// Operations of buses and of what belongs to them, and members of their requests.
const OPERATIONS: &[&str] = &[
    "CreateEventBus",
    "DeleteEventBus",
    "DescribeEventBus",
    "ListEventBuses",
    "UpdateEventBus",
    "PutPermission",
    "RemovePermission",
    "TagResource",
    "UntagResource",
    "ListTagsForResource",
    "CreateEndpoint",
    "UpdateEndpoint",
    "DescribeEndpoint",
    "ListEndpoints",
    "DeleteEndpoint",
    "CreatePartnerEventSource",
    "DeletePartnerEventSource",
    "DescribePartnerEventSource",
    "ListPartnerEventSources",
    "ListPartnerEventSourceAccounts",
    "PutPartnerEvents",
    "ActivateEventSource",
    "DeactivateEventSource",
    "DescribeEventSource",
    "ListEventSources",
];

const MEMBERS: &[&str] = &[
    "Name",
    "EventBusName",
    "EventSourceName",
    "Description",
    "DeadLetterConfig",
    "LogConfig",
    "Tags",
    "TagKeys",
    "ResourceARN",
    "NamePrefix",
    "NextToken",
    "Limit",
    "MaxResults",
    "HomeRegion",
    "Account",
    "Entries",
    "Policy",
    "Principal",
    "Action",
    "StatementId",
    "Condition",
    "RemoveAllPermissions",
    "RoutingConfig",
    "ReplicationConfig",
    "EventBuses",
    "RoleArn",
];

fn values() -> impl Strategy<Value = Value> {
    let arn = "arn:aws:events:us-east-1:000000000000";
    let known = vec![
        json!("default"),
        json!("orders"),
        json!("aws.partner/p/s"),
        json!("aws.partner//"),
        json!("000000000000"),
        json!(format!("{arn}:event-bus/orders")),
        json!(format!("{arn}:rule/default/r")),
        json!(format!("{arn}:rule/")),
        json!("arn:::::"),
        json!("arn:aws:events:::event-bus/"),
        json!("events:PutEvents"),
        json!("*"),
        json!(r#"{"Statement":[{"Effect":"Allow"}]}"#),
        json!(r#"{"Statement":7}"#),
        json!({ "FailoverConfig": { "Primary": {}, "Secondary": null } }),
        json!([{ "Key": "k", "Value": "v" }, { "Key": "k" }, null]),
        json!([{ "EventBusArn": format!("{arn}:event-bus/orders") }, { "EventBusArn": null }]),
        json!([{ "Source": "aws.partner/p/s", "DetailType": "t", "Detail": "{}" }, { "Time": 1e300 }, {}]),
        json!({ "Arn": "é", "Level": 7, "Type": "StringEquals", "Key": "k", "Value": "\u{0}" }),
        json!(u64::MAX),
        json!(-1),
        json!(1),
        json!(true),
        json!(null),
        json!({}),
        json!([]),
        json!(["", "é"]),
    ];
    prop_oneof![prop::sample::select(known), any::<String>().prop_map(Value::from)]
}

#[test]
fn any_request_is_answered() {
    let yard = Yard::json();
    let events = Events::new(&yard);
    events.bus("orders");
    let members = prop::collection::hash_map(prop::sample::select(MEMBERS), values(), 0..7);
    let mut runner =
        TestRunner::new(ProptestConfig { cases: 3_000, max_shrink_iters: 500, ..ProptestConfig::default() });
    let check = |(operation, input): (&str, HashMap<&str, Value>)| {
        let body = serde_json::to_string(&input).expect("JSON");
        let answer = events.raw(operation, body.clone());
        prop_assert!(answer.status == 200 || answer.status == 400, "{operation} {body}: {}", answer.text());
        Ok(())
    };
    runner.run(&(prop::sample::select(OPERATIONS), members), check).expect("an answer to each");
    events.ok("DescribeEventBus", json!({}));
}
