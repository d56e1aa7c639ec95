//! The tags of buses and rules.

use serde_json::{Value, json};

use crate::support::{Events, NOT_FOUND, VALIDATION, Yard};

fn tag(key: &str, value: &str) -> Value {
    json!({ "Key": key, "Value": value })
}

fn numbered(count: usize) -> Vec<Value> {
    (0..count).map(|i| tag(&format!("key-{i:02}"), "")).collect()
}

fn tags(events: &Events<'_>, arn: &str) -> Value {
    events.ok("ListTagsForResource", json!({ "ResourceARN": arn }))["Tags"].clone()
}

fn rule(events: &Events<'_>, bus: &str) -> String {
    let input = json!({ "Name": "r", "EventBusName": bus, "EventPattern": r#"{"source":["a"]}"# });
    events.ok("PutRule", input)["RuleArn"].as_str().expect("an ARN").to_owned()
}

/// A bus of a partner, whose name has slashes.
fn partner_bus(events: &Events<'_>) -> &'static str {
    let name = "aws.partner/example.com/a/b";
    events.ok("CreatePartnerEventSource", json!({ "Name": name, "Account": events.account }));
    events.ok("CreateEventBus", json!({ "Name": name, "EventSourceName": name }));
    name
}

#[test]
fn tags_are_merged_overwritten_and_removed() {
    let yard = Yard::json();
    let events = Events::new(&yard);
    events.bus("orders");
    let partner = partner_bus(&events);
    let arns = [
        events.arn("event-bus/default"),
        events.arn("event-bus/orders"),
        events.arn(&format!("event-bus/{partner}")),
        rule(&events, "default"),
        rule(&events, "orders"),
        rule(&events, partner),
    ];
    assert_eq!(arns[3], events.arn("rule/r"));
    assert_eq!(arns[5], events.arn(&format!("rule/{partner}/r")));
    for arn in &arns {
        assert_eq!(tags(&events, arn), json!([]), "{arn}");
        let steps = [
            (
                "TagResource",
                json!({ "Tags": [tag("b", "1"), tag("a", "ü &<")] }),
                json!([tag("a", "ü &<"), tag("b", "1")]),
            ),
            ("TagResource", json!({ "Tags": [tag("b", "2")] }), json!([tag("a", "ü &<"), tag("b", "2")])),
            ("TagResource", json!({ "Tags": [] }), json!([tag("a", "ü &<"), tag("b", "2")])),
            ("UntagResource", json!({ "TagKeys": ["a", "unknown"] }), json!([tag("b", "2")])),
            ("UntagResource", json!({ "TagKeys": ["a"] }), json!([tag("b", "2")])),
        ];
        for (operation, mut input, expected) in steps {
            input["ResourceARN"] = json!(arn);
            assert_eq!(events.ok(operation, input), json!({}));
            assert_eq!(tags(&events, arn), expected);
        }
    }
}

#[test]
fn a_tagged_rule_goes_on_working() {
    let yard = Yard::json();
    let events = Events::new(&yard);
    let queue = yard.standard("jobs");
    let arn = rule(&events, "default");
    events.ok("PutTargets", json!({ "Rule": "r", "Targets": [{ "Id": "q", "Arn": queue.arn() }] }));
    events.ok("TagResource", json!({ "ResourceARN": arn, "Tags": [tag("a", "1")] }));
    events.ok("PutEvents", json!({ "Entries": [{ "Source": "a", "DetailType": "t", "Detail": "{}" }] }));
    assert_eq!(queue.bodies().len(), 1);
}

#[test]
fn what_is_refused() {
    let yard = Yard::json();
    let events = Events::new(&yard);
    let arn = events.bus("orders");
    let (key, value) = ("k".repeat(129), "v".repeat(257));
    let at = |value: &str, member: &str, rule: &str| {
        format!("Value '{value}' at 'tags.{member}' failed to satisfy constraint: Member must have length {rule}")
    };
    let cases = [
        (
            json!([tag("a", ""), tag("a", "")]),
            VALIDATION,
            "Invalid parameter: Duplicated keys are not allowed.".to_owned(),
        ),
        (
            json!([tag("AWS:a", "")]),
            VALIDATION,
            "aws: prefixed tag key names are not allowed for external use.".to_owned(),
        ),
        (
            json!([tag("", &value), tag(&key, "")]),
            VALIDATION,
            format!(
                "3 validation errors detected: {}; {}; {}",
                at("", "1.member.key", "greater than or equal to 1"),
                at(&value, "1.member.value", "less than or equal to 256"),
                at(&key, "2.member.key", "less than or equal to 128"),
            ),
        ),
        (
            json!([{ "Key": "a" }]),
            VALIDATION,
            "1 validation error detected: Value null at 'tags.1.member.value'…".to_owned(),
        ),
        (
            json!(numbered(51)),
            "LimitExceededException",
            "The requested resource exceeds the maximum number allowed.".to_owned(),
        ),
    ];
    for (list, code, text) in cases {
        events.fails("TagResource", json!({ "ResourceARN": arn, "Tags": list }), code, &text);
        events.fails("CreateEventBus", json!({ "Name": "other", "Tags": list }), code, &text);
    }
    assert_eq!(tags(&events, &arn), json!([]), "nothing was tagged");
    let missing = "2 validation errors detected: Value null at 'resourceARN'…";
    events.fails("TagResource", json!({}), VALIDATION, missing);
    events.fails("UntagResource", json!({}), VALIDATION, missing);
    events.fails("ListTagsForResource", json!({}), VALIDATION, "1 validation error detected: …");
    let keys = "1 validation error detected: Value '[a, ]' at 'tagKeys' failed to satisfy constraint: Member must satisfy \
                constraint: [Member must have length less than or equal to 128, Member must have length greater than or \
                equal to 1]";
    events.fails("UntagResource", json!({ "ResourceARN": arn, "TagKeys": ["a", ""] }), VALIDATION, keys);
    events.ok("TagResource", json!({ "ResourceARN": arn, "Tags": [tag(&key[1..], &value[1..])] }));
}

#[test]
fn a_resource_has_fifty_tags_at_most() {
    let yard = Yard::json();
    let events = Events::new(&yard);
    for arn in [events.bus("orders"), rule(&events, "orders")] {
        let input = |tags: &[Value]| json!({ "ResourceARN": arn, "Tags": tags });
        events.ok("TagResource", input(&numbered(50)));
        events.ok("TagResource", input(&[tag("key-07", "again")]));
        let more = input(&[tag("key-08", "again"), tag("one more", "")]);
        events.fails("TagResource", more, "LimitExceededException", "The requested resource exceeds…");
        let tags = tags(&events, &arn);
        assert_eq!([&tags[7]["Value"], &tags[8]["Value"]], ["again", ""], "all of a request or nothing");
    }
}

#[test]
fn what_is_not_there_has_no_tags() {
    let yard = Yard::json();
    let events = Events::new(&yard);
    events.bus("orders");
    let format = "Provided Arn is not in correct format.";
    let cases = [
        (events.arn("event-bus/other"), NOT_FOUND, "Event bus other does not exist.".to_owned()),
        (events.arn("rule/r"), NOT_FOUND, "Rule r does not exist on EventBus default.".to_owned()),
        (events.arn("rule/orders/r"), NOT_FOUND, "Rule r does not exist on EventBus orders.".to_owned()),
        (events.arn("rule/other/r"), NOT_FOUND, "Rule r does not exist on EventBus other.".to_owned()),
        (
            "arn:aws:events:eu-west-1:000000000000:event-bus/orders".to_owned(),
            NOT_FOUND,
            "Event bus orders does not exist.".to_owned(),
        ),
        ("orders".to_owned(), VALIDATION, format!("Parameter orders is not valid. Reason: {format}")),
        (events.arn("archive/a"), VALIDATION, format!("Parameter {} is not valid. Reason: …", events.arn("archive/a"))),
    ];
    for (arn, code, text) in cases {
        let input = json!({ "ResourceARN": arn, "Tags": [tag("a", "")], "TagKeys": ["a"] });
        for operation in ["TagResource", "UntagResource", "ListTagsForResource"] {
            events.fails(operation, input.clone(), code, &text);
        }
    }
}
