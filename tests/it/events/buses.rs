//! Event buses: made, described, listed, changed and deleted.

use eventyard::Config;
use serde_json::{Value, json};

use crate::support::{Events, NOT_FOUND, VALIDATION, Via, Yard, strict};

const QUEUE: &str = "arn:aws:sqs:us-east-1:000000000000:dead";

fn described(events: &Events<'_>, name: &str) -> Value {
    events.ok("DescribeEventBus", json!({ "Name": name }))
}

#[test]
fn a_bus_shows_what_it_was_made_with() {
    let yard = Yard::json();
    let events = Events::new(&yard);
    let settings = json!({
        "Name": "orders", "Description": "all orders", "KmsKeyIdentifier": "alias/own",
        "DeadLetterConfig": { "Arn": QUEUE }, "LogConfig": { "IncludeDetail": "FULL", "Level": "TRACE" },
    });
    let arn = events.arn("event-bus/orders");
    let mut expected = settings.clone();
    expected.as_object_mut().expect("an object").remove("Name");
    expected["EventBusArn"] = json!(arn);
    assert_eq!(events.ok("CreateEventBus", settings.clone()), expected);
    let now = yard.now() as f64 / 1000.0;
    for name in ["orders", &arn] {
        let shown = described(&events, name);
        for (member, value) in settings.as_object().expect("an object") {
            assert_eq!(shown[member], *value, "{member}");
        }
        assert_eq!(shown["Arn"], arn);
        assert_eq!([&shown["CreationTime"], &shown["LastModifiedTime"]].map(Value::as_f64), [Some(now), Some(now)]);
    }
    assert_eq!(
        events.ok("CreateEventBus", json!({ "Name": "bare" })),
        json!({ "EventBusArn": events.arn("event-bus/bare") })
    );
    let bare = described(&events, "bare");
    let members: Vec<&str> = bare.as_object().expect("an object").keys().map(String::as_str).collect();
    assert_eq!(members, ["Name", "Arn", "CreationTime", "LastModifiedTime"], "nothing that isn't set");
}

#[test]
fn the_default_bus_is_always_there() {
    let yard = Yard::json();
    let events = Events::of(&yard, "111122223333", "eu-west-1");
    assert_eq!(events.pages("ListEventBuses", "EventBuses", json!({})), [["default"]]);
    let arn = events.arn("event-bus/default");
    for input in [json!({}), json!({ "Name": "default" }), json!({ "Name": arn })] {
        let shown = events.ok("DescribeEventBus", input);
        assert_eq!([&shown["Name"], &shown["Arn"]], ["default", &arn]);
    }
    let exists = "Event bus default already exists.";
    events.fails("CreateEventBus", json!({ "Name": "default" }), "ResourceAlreadyExistsException", exists);
    for name in ["default", &arn] {
        events.fails("DeleteEventBus", json!({ "Name": name }), VALIDATION, "Cannot delete event bus default.");
    }
}

#[test]
fn accounts_and_regions_see_their_own() {
    let yard = Yard::json();
    let one = Events::of(&yard, "111122223333", "us-east-1");
    let arn = one.bus("orders");
    for other in [Events::of(&yard, "111122223333", "eu-west-1"), Events::of(&yard, "444455556666", "us-east-1")] {
        for name in ["orders", &arn] {
            let input = json!({ "Name": name });
            let gone = "Event bus orders does not exist.";
            other.fails("DescribeEventBus", input.clone(), NOT_FOUND, gone);
            other.fails("UpdateEventBus", input.clone(), NOT_FOUND, gone);
            other.ok("DeleteEventBus", input);
        }
    }
    assert_eq!(described(&one, &arn)["Name"], "orders", "nobody else deleted it");
    let cn = Events::of(&yard, "111122223333", "cn-north-1");
    assert_eq!(cn.bus("orders"), "arn:aws-cn:events:cn-north-1:111122223333:event-bus/orders");
}

#[test]
fn a_deleted_bus_leaves_nothing_behind() {
    let yard = Yard::json();
    let events = Events::new(&yard);
    let gone = "Event bus orders does not exist.";
    for _ in 0..2 {
        let input = json!({ "Name": "orders", "Description": "d", "Tags": [{ "Key": "k", "Value": "v" }] });
        let arn = events.ok("CreateEventBus", input)["EventBusArn"].clone();
        let permission = json!({
            "EventBusName": "orders", "Action": "events:PutEvents", "Principal": "*", "StatementId": "all",
        });
        events.ok("PutPermission", permission);
        for _ in 0..2 {
            assert_eq!(events.ok("DeleteEventBus", json!({ "Name": "orders" })), Value::Null, "an empty answer");
        }
        events.fails("DescribeEventBus", json!({ "Name": "orders" }), NOT_FOUND, gone);
        events.fails("DescribeEventBus", json!({ "Name": arn }), NOT_FOUND, gone);
        events.fails("ListTagsForResource", json!({ "ResourceARN": arn }), NOT_FOUND, gone);
        events.fails("UpdateEventBus", json!({ "Name": "orders", "Description": "x" }), NOT_FOUND, gone);
        events.bus("orders");
        let shown = described(&events, "orders");
        assert_eq!([shown.get("Description"), shown.get("Policy")], [None, None]);
        assert_eq!(events.ok("ListTagsForResource", json!({ "ResourceARN": arn }))["Tags"], json!([]));
        events.ok("DeleteEventBus", json!({ "Name": arn }));
    }
}

#[test]
fn a_bus_with_rules_stays() {
    let yard = Yard::json();
    let events = Events::new(&yard);
    events.bus("orders");
    events.ok("PutRule", json!({ "Name": "r", "EventBusName": "orders", "EventPattern": r#"{"source":["a"]}"# }));
    let text = "EventBus can't be deleted since it has rules.";
    events.fails("DeleteEventBus", json!({ "Name": "orders" }), VALIDATION, text);
    described(&events, "orders");
    events.ok("PutRule", json!({ "Name": "s", "EventBusName": "orders", "EventPattern": r#"{"source":["a"]}"# }));
}

#[test]
fn buses_are_listed_by_name_and_pages() {
    let yard = Yard::json();
    let events = Events::new(&yard);
    for name in ["b-2", "a", "b-1", "e", "b-3", "b"] {
        events.bus(name);
    }
    let pages = |input: Value| events.pages("ListEventBuses", "EventBuses", input);
    assert_eq!(pages(json!({})), [["a", "b", "b-1", "b-2", "b-3", "default", "e"]]);
    assert_eq!(pages(json!({ "Limit": 3 })), [vec!["a", "b", "b-1"], vec!["b-2", "b-3", "default"], vec!["e"]]);
    assert_eq!(pages(json!({ "NamePrefix": "b-", "Limit": 2 })), [vec!["b-1", "b-2"], vec!["b-3"]]);
    assert_eq!(pages(json!({ "NamePrefix": "b-", "Limit": 3 })), [["b-1", "b-2", "b-3"]]);
    assert_eq!(pages(json!({ "NamePrefix": "z" })), [[""; 0]]);
    // A page goes on behind its last bus, also where that is gone.
    let first = events.ok("ListEventBuses", json!({ "NamePrefix": "b", "Limit": 2 }));
    events.ok("DeleteEventBus", json!({ "Name": "b-1" }));
    events.bus("b-15");
    let next = json!({ "NamePrefix": "b", "Limit": 2, "NextToken": first["NextToken"] });
    assert_eq!(pages(next), [vec!["b-15", "b-2"], vec!["b-3"]]);
}

#[test]
fn an_update_changes_what_it_names() {
    let yard = Yard::json();
    let events = Events::new(&yard);
    events.bus("orders");
    let made = described(&events, "orders")["CreationTime"].clone();
    yard.advance(10);
    let steps = [
        (json!({ "Description": "one" }), json!({ "Description": "one" })),
        (
            json!({ "LogConfig": { "Level": "INFO" } }),
            json!({ "Description": "one", "LogConfig": { "Level": "INFO" } }),
        ),
        (
            json!({ "Description": "", "DeadLetterConfig": { "Arn": QUEUE }, "LogConfig": {} }),
            json!({ "DeadLetterConfig": { "Arn": QUEUE } }),
        ),
        (
            json!({ "DeadLetterConfig": {}, "KmsKeyIdentifier": "1234abcd-12ab-34cd-56ef-1234567890ab" }),
            json!({ "KmsKeyIdentifier": "1234abcd-12ab-34cd-56ef-1234567890ab" }),
        ),
        (json!({ "KmsKeyIdentifier": "" }), json!({})),
    ];
    for (mut input, mut expected) in steps {
        input["Name"] = json!("orders");
        expected["Name"] = json!("orders");
        expected["Arn"] = json!(events.arn("event-bus/orders"));
        assert_eq!(events.ok("UpdateEventBus", input), expected);
        let mut shown = described(&events, "orders");
        assert_eq!(shown["CreationTime"], made);
        assert_ne!(shown["LastModifiedTime"], made);
        for member in ["CreationTime", "LastModifiedTime"] {
            shown.as_object_mut().expect("an object").remove(member);
        }
        assert_eq!(shown, expected);
    }
    // Without a name it is the default bus.
    assert_eq!(events.ok("UpdateEventBus", json!({ "Description": "d" }))["Name"], "default");
    assert_eq!(described(&events, "default")["Description"], "d");
}

#[test]
fn what_is_refused() {
    let yard = Yard::json();
    let events = Events::new(&yard);
    events.bus("orders");
    let one = |rest: &str| format!("1 validation error detected: Value {rest}");
    let at = |value: &str, member: &str, rule: &str| {
        format!("Value '{value}' at '{member}' failed to satisfy constraint: Member must {rule}")
    };
    let pattern = r"satisfy regular expression pattern: [/\.\-_A-Za-z0-9]+";
    let (long, longer) = ("n".repeat(257), "d".repeat(513));
    let many = |broken: &[String]| match broken {
        [one] => format!("1 validation error detected: {one}"),
        more => format!("{} validation errors detected: {}", more.len(), more.join("; ")),
    };
    let cases = [
        (json!({}), one("null at 'name' failed to satisfy constraint: Member must not be null")),
        (json!({ "Name": "a b" }), many(&[at("a b", "name", pattern)])),
        (json!({ "Name": long }), many(&[at(&long, "name", "have length less than or equal to 256")])),
        (
            json!({ "Name": "" }),
            many(&[at("", "name", pattern), at("", "name", "have length greater than or equal to 1")]),
        ),
        (
            json!({
                "Name": "é", "Description": longer, "KmsKeyIdentifier": "a b", "LogConfig": { "Level": "LOUD", "IncludeDetail": "" },
                "Tags": [{ "Key": "", "Value": "v" }], "DeadLetterConfig": { "Arn": "" },
            }),
            many(&[
                at("é", "name", pattern),
                at(&longer, "description", "have length less than or equal to 512"),
                at("a b", "kmsKeyIdentifier", r"satisfy regular expression pattern: ^[a-zA-Z0-9_\-/:]*$"),
                at("", "deadLetterConfig.arn", "have length greater than or equal to 1"),
                at("", "logConfig.includeDetail", "satisfy enum value set: [NONE, FULL]"),
                at("LOUD", "logConfig.level", "satisfy enum value set: [OFF, ERROR, INFO, TRACE]"),
                at("", "tags.1.member.key", "have length greater than or equal to 1"),
            ]),
        ),
        (json!({ "Name": events.arn("event-bus/x") }), one("'arn:aws:events:…")),
        (json!({ "Name": "a/b" }), "Event bus name must not contain '/'".to_owned()),
        (
            json!({ "Name": "a", "EventSourceName": "aws.partner/p/s" }),
            "Event bus name must match event source name".to_owned(),
        ),
        (
            json!({ "Name": "a", "DeadLetterConfig": { "Arn": "arn:aws:sns:us-east-1:000000000000:t" } }),
            "sns is not supported as a dead letter resource".to_owned(),
        ),
        (
            json!({ "Name": "a", "DeadLetterConfig": { "Arn": "dead" } }),
            "Parameter dead is not valid. Reason: Provided Arn is not in correct format.".to_owned(),
        ),
    ];
    for (input, text) in cases {
        events.fails("CreateEventBus", input, VALIDATION, &text);
    }
    let unknown = json!({ "Name": "aws.partner/p/s", "EventSourceName": "aws.partner/p/s" });
    events.fails("CreateEventBus", unknown, NOT_FOUND, "Event source aws.partner/p/s does not exist.");
    let twice = json!({ "Name": "orders" });
    events.fails("CreateEventBus", twice, "ResourceAlreadyExistsException", "Event bus orders already exists.");
    let other =
        json!({ "Name": "orders", "DeadLetterConfig": { "Arn": "arn:aws:lambda:us-east-1:000000000000:function:f" } });
    events.fails("UpdateEventBus", other, VALIDATION, "lambda is not supported as a dead letter resource");
    assert_eq!(events.pages("ListEventBuses", "EventBuses", json!({})), [["default", "orders"]]);
}

#[test]
fn what_is_refused_of_lists_and_names() {
    let yard = Yard::json();
    let events = Events::new(&yard);
    let cases = [
        ("ListEventBuses", json!({ "Limit": 0 }), "1 validation error detected: Value '0' at 'limit' failed…"),
        ("ListEventBuses", json!({ "Limit": 101 }), "1 validation error detected: Value '101' at 'limit' failed…"),
        ("ListEventBuses", json!({ "NextToken": "" }), "1 validation error detected: Value '' at 'nextToken' failed…"),
        ("ListEventBuses", json!({ "NextToken": "%" }), "Parameter NextToken is not valid. Reason: Invalid token."),
        (
            "ListEventBuses",
            json!({ "NamePrefix": "a b", "Limit": -1 }),
            "2 validation errors detected: Value 'a b' at 'namePrefix' failed…",
        ),
        ("DeleteEventBus", json!({}), "1 validation error detected: Value null at 'name' failed…"),
        ("DescribeEventBus", json!({ "Name": "" }), "2 validation errors detected: …"),
        (
            "DescribeEventBus",
            json!({ "Name": "arn:aws:sqs:us-east-1:000000000000:event-bus/x" }),
            "1 validation error…",
        ),
        ("DescribeEventBus", json!({ "Name": "arn:aws:events:us-east-1::event-bus/x" }), "1 validation error…"),
        ("DescribeEventBus", json!({ "Name": "arn:aws:events:us-east-1:000000000000:rule/x" }), "1 validation error…"),
        (
            "DescribeEventBus",
            json!({ "Name": "arn:aws:events:us-east-1:000000000000:event-bus/" }),
            "1 validation error…",
        ),
    ];
    for (operation, input, text) in cases {
        events.fails(operation, input, VALIDATION, text);
    }
    // A name is found by the ARN's structure, not by what its text contains.
    for name in ["event-bus", "rule", "arn", "aws.events"] {
        let arn = events.bus(name);
        assert_eq!(described(&events, &arn)["Name"], name);
    }
}

#[test]
fn a_strict_server_has_a_hundred_buses_an_account() {
    for (config, most) in [(strict(), 100), (Config::default(), 150)] {
        let yard = Yard::start(Via::Json, config);
        let events = Events::new(&yard);
        for i in 1..most {
            events.bus(&format!("b{i}"));
        }
        let input = json!({ "Name": "one-more" });
        if most == 100 {
            let text = "The requested resource exceeds the maximum number allowed.";
            events.fails("CreateEventBus", input.clone(), "LimitExceededException", text);
            events.ok("DeleteEventBus", json!({ "Name": "b7" }));
        }
        events.ok("CreateEventBus", input);
        let pages = events.pages("ListEventBuses", "EventBuses", json!({}));
        assert_eq!(pages[0].len(), 100);
    }
}
