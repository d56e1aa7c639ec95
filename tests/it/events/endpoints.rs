//! Global endpoints: kept, shown, listed and changed.

use serde_json::{Value, json};

use crate::support::{Events, NOT_FOUND, VALIDATION, Yard};

const ROLE: &str = "arn:aws:iam::000000000000:role/service-role/replicate";
const CHECK: &str = "arn:aws:route53:::healthcheck/1234-abcd";

fn bus(region: &str, name: &str) -> Value {
    json!({ "EventBusArn": format!("arn:aws:events:{region}:000000000000:event-bus/{name}") })
}

/// What an endpoint is made with.
fn input(name: &str) -> Value {
    json!({
        "Name": name, "Description": "d", "RoleArn": ROLE,
        "RoutingConfig": {
            "FailoverConfig": { "Primary": { "HealthCheck": CHECK }, "Secondary": { "Route": "us-west-2" } },
        },
        "ReplicationConfig": { "State": "ENABLED" },
        "EventBuses": [bus("us-east-1", "orders"), bus("us-west-2", "orders")],
    })
}

/// An input with other members; a null takes one away.
fn with(mut input: Value, more: Value) -> Value {
    for (name, value) in more.as_object().expect("an object") {
        match value {
            Value::Null => _ = input.as_object_mut().expect("an object").remove(name),
            value => input[name] = value.clone(),
        }
    }
    input
}

#[test]
fn an_endpoint_lives_and_goes() {
    let yard = Yard::json();
    let events = Events::new(&yard);
    let arn = events.arn("endpoint/one");
    let made = events.ok("CreateEndpoint", input("one"));
    assert_eq!(made, with(input("one"), json!({ "Description": null, "Arn": arn, "State": "CREATING" })));
    let exists = "Endpoint one already exists.";
    events.fails("CreateEndpoint", input("one"), "ResourceAlreadyExistsException", exists);
    let shown = events.ok("DescribeEndpoint", json!({ "Name": "one" }));
    let id = shown["EndpointId"].as_str().expect("an id");
    let (first, last) = id.split_once('.').expect("two parts");
    assert!(last == "veo" && !first.is_empty() && first.bytes().all(|b| b.is_ascii_alphanumeric()), "{id}");
    let expected = with(
        input("one"),
        json!({
            "Arn": arn, "State": "ACTIVE", "EndpointId": id,
            "EndpointUrl": format!("https://{id}.endpoint.events.amazonaws.com"),
            "CreationTime": shown["CreationTime"], "LastModifiedTime": shown["CreationTime"],
        }),
    );
    assert_eq!(shown, expected);
    assert_eq!(events.ok("ListEndpoints", json!({})), json!({ "Endpoints": [expected] }));
    yard.advance(5);
    let off = json!({ "Name": "one", "ReplicationConfig": { "State": "DISABLED" }, "Description": "other" });
    let updated = events.ok("UpdateEndpoint", off);
    assert_eq!([&updated["State"], &updated["EndpointId"], &updated["RoleArn"]], ["UPDATING", id, ROLE]);
    let shown = events.ok("DescribeEndpoint", json!({ "Name": "one" }));
    assert_eq!([&shown["State"], &shown["Description"]], ["ACTIVE", "other"]);
    assert_eq!(shown["ReplicationConfig"], json!({ "State": "DISABLED" }));
    assert_eq!(shown["RoutingConfig"], expected["RoutingConfig"]);
    assert_ne!(shown["LastModifiedTime"], shown["CreationTime"]);
    assert_eq!(events.ok("DeleteEndpoint", json!({ "Name": "one" })), json!({}));
    for operation in ["DeleteEndpoint", "DescribeEndpoint", "UpdateEndpoint"] {
        events.fails(operation, json!({ "Name": "one" }), NOT_FOUND, "Endpoint one does not exist.");
    }
}

#[test]
fn endpoints_are_listed_by_name_pages_and_region() {
    let yard = Yard::json();
    let events = Events::new(&yard);
    for name in ["b1", "a", "b2", "c"] {
        events.ok("CreateEndpoint", input(name));
    }
    let pages = |input: Value| events.pages("ListEndpoints", "Endpoints", input);
    assert_eq!(pages(json!({ "MaxResults": 3 })), [vec!["a", "b1", "b2"], vec!["c"]]);
    assert_eq!(pages(json!({ "NamePrefix": "b" })), [["b1", "b2"]]);
    assert_eq!(pages(json!({ "HomeRegion": "eu-central-1" })), [[""; 0]]);
    let away = Events::of(&yard, "000000000000", "us-west-2");
    assert_eq!(away.pages("ListEndpoints", "Endpoints", json!({})), [[""; 0]]);
    assert_eq!(away.pages("ListEndpoints", "Endpoints", json!({ "HomeRegion": "us-east-1" }))[0].len(), 4);
    away.fails("DescribeEndpoint", json!({ "Name": "a" }), NOT_FOUND, "Endpoint a does not exist.");
    let shown = away.ok("DescribeEndpoint", json!({ "Name": "a", "HomeRegion": "us-east-1" }));
    assert_eq!(shown["Arn"], events.arn("endpoint/a"));
}

#[test]
fn replication_is_on_unless_it_is_switched_off() {
    let yard = Yard::json();
    let events = Events::new(&yard);
    let made = events.ok("CreateEndpoint", with(input("one"), json!({ "ReplicationConfig": null })));
    assert_eq!(made["ReplicationConfig"], json!({ "State": "ENABLED" }));
    let no_role = json!({ "ReplicationConfig": null, "RoleArn": null });
    events.fails("CreateEndpoint", with(input("two"), no_role), VALIDATION, "RoleArn is required…");
    let off = json!({ "ReplicationConfig": { "State": "DISABLED" }, "RoleArn": null });
    assert_eq!(events.ok("CreateEndpoint", with(input("three"), off)).get("RoleArn"), None);
    let on = json!({ "Name": "three", "ReplicationConfig": { "State": "ENABLED" } });
    events.fails("UpdateEndpoint", on, VALIDATION, "RoleArn is required…");
    let shown = events.ok("DescribeEndpoint", json!({ "Name": "three" }));
    assert_eq!(shown["ReplicationConfig"]["State"], "DISABLED", "a refused update changes nothing");
}

#[test]
fn what_is_refused() {
    let yard = Yard::json();
    let events = Events::new(&yard);
    let both = "An event bus must be provided in both the primary and secondary regions";
    let same = "Event bus names must match in the primary and secondary regions";
    let buses = |one: Value, two: Value| json!({ "EventBuses": [one, two] });
    let east = || bus("us-east-1", "orders");
    let failover = |primary: Value, secondary: Value| json!({ "RoutingConfig": { "FailoverConfig": { "Primary": primary, "Secondary": secondary } } });
    let (check, route) = (json!({ "HealthCheck": CHECK }), json!({ "Route": "us-west-2" }));
    let cases = [
        (buses(east(), east()), both),
        (buses(east(), bus("eu-west-1", "orders")), both),
        (buses(bus("eu-west-1", "orders"), bus("us-west-2", "orders")), both),
        (buses(east(), bus("us-west-2", "other")), same),
        (failover(check.clone(), json!({ "Route": "us-east-1" })), both),
        (
            json!({ "EventBuses": [east()] }),
            "1 validation error detected: Value '[EndpointEventBus(eventBusArn=arn:aws:events:us-east-1:000000000000:event-bus/orders)]' at 'eventBuses' failed to satisfy constraint: Member must have length greater than or equal to 2",
        ),
        (json!({ "EventBuses": null }), "1 validation error detected: Value null at 'eventBuses' failed…"),
        (
            buses(east(), json!({ "EventBusArn": "orders" })),
            "1 validation error detected: Value 'orders' at 'eventBuses.2.member.eventBusArn' failed…",
        ),
        (
            buses(east(), json!({})),
            "1 validation error detected: Value null at 'eventBuses.2.member.eventBusArn' failed…",
        ),
        (json!({ "RoutingConfig": null }), "1 validation error detected: Value null at 'routingConfig' failed…"),
        (
            json!({ "RoutingConfig": {} }),
            "1 validation error detected: Value null at 'routingConfig.failoverConfig' failed…",
        ),
        (
            failover(json!({}), json!({})),
            "2 validation errors detected: Value null at 'routingConfig.failoverConfig.primary.healthCheck' failed…",
        ),
        (
            failover(json!({ "HealthCheck": "arn:aws:route53:::healthcheck/A" }), route),
            "1 validation error detected: Value 'arn:aws:route53:::healthcheck/A' at 'routingConfig.failoverConfig.primary.healthCheck' failed…",
        ),
        (
            failover(check, json!({ "Route": "west" })),
            "1 validation error detected: Value 'west' at 'routingConfig.failoverConfig.secondary.route' failed to satisfy constraint: Member must have length greater than or equal to 9",
        ),
        (
            json!({ "ReplicationConfig": { "State": "ON" } }),
            "1 validation error detected: Value 'ON' at 'replicationConfig.state' failed to satisfy constraint: Member must satisfy enum value set: [ENABLED, DISABLED]",
        ),
        (json!({ "RoleArn": "role" }), "1 validation error detected: Value 'role' at 'roleArn' failed…"),
        (json!({ "Description": "a\nb" }), "1 validation error detected: Value 'a\nb' at 'description' failed…"),
        (json!({ "Name": "a/b" }), "1 validation error detected: Value 'a/b' at 'name' failed…"),
        (json!({ "Name": "n".repeat(65) }), "1 validation error detected: …"),
    ];
    for (more, text) in cases {
        events.fails("CreateEndpoint", with(input("one"), more), VALIDATION, text);
    }
    let page = json!({ "MaxResults": 101 });
    events.fails("ListEndpoints", page, VALIDATION, "1 validation error detected: Value '101' at 'maxResults' failed…");
    assert_eq!(events.ok("ListEndpoints", json!({})), json!({ "Endpoints": [] }));
}
