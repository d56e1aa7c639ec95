//! Rules: put, changed, listed, switched and deleted.

use eventyard::Config;
use serde_json::{Value, json};

use crate::support::{Events, Via, Yard, strict};

const INVALID: &str = "ValidationException";
const MISSING: &str = "ResourceNotFoundException";
const PATTERN: &str = r#"{ "source": ["app"] }"#;

fn arn(rule: &str) -> String {
    format!("arn:aws:events:us-east-1:000000000000:rule/{rule}")
}

/// A queue that a rule sends its events to.
fn target(id: &str, queue: &str) -> Value {
    json!({ "Id": id, "Arn": format!("arn:aws:sqs:us-east-1:000000000000:{queue}") })
}

#[track_caller]
fn put(events: &Events<'_>, rule: &str) {
    let answer = events.ok("PutRule", json!({ "Name": rule, "EventPattern": PATTERN }));
    assert_eq!(answer, json!({ "RuleArn": arn(rule) }));
}

#[track_caller]
fn state(events: &Events<'_>, rule: &str) -> Value {
    events.ok("DescribeRule", json!({ "Name": rule }))["State"].clone()
}

/// Puts an event that `PATTERN` fits.
#[track_caller]
fn put_event(events: &Events<'_>, bus: &str) {
    let entry = json!({ "Source": "app", "DetailType": "t", "Detail": "{}", "EventBusName": bus });
    let answer = events.ok("PutEvents", json!({ "Entries": [entry] }));
    assert_eq!(answer["FailedEntryCount"], 0, "{answer}");
}

#[track_caller]
fn names(answer: &Value) -> Vec<&str> {
    let rules = answer["Rules"].as_array().expect("a list");
    rules.iter().map(|rule| rule["Name"].as_str().expect("a name")).collect()
}

#[test]
fn a_rule_is_put_described_listed_and_deleted() {
    let yard = Yard::json();
    let events = Events::new(&yard);
    put(&events, "orders");
    // The pattern comes back as it was written.
    let listed = json!({
        "Name": "orders", "Arn": arn("orders"), "EventPattern": PATTERN, "State": "ENABLED", "EventBusName": "default",
    });
    assert_eq!(events.ok("ListRules", json!({})), json!({ "Rules": [listed] }));
    let mut described = listed;
    described["CreatedBy"] = json!("000000000000");
    assert_eq!(events.ok("DescribeRule", json!({ "Name": "orders" })), described);
    assert_eq!(events.ok("DeleteRule", json!({ "Name": "orders" })), Value::Null);
    assert_eq!(events.ok("ListRules", json!({})), json!({ "Rules": [] }));
    // Once more does no harm.
    assert_eq!(events.ok("DeleteRule", json!({ "Name": "orders" })), Value::Null);
}

#[test]
fn putting_a_rule_again_sets_all_of_it_anew_but_targets_and_tags() {
    let yard = Yard::json();
    let events = Events::new(&yard);
    events.ok(
        "PutRule",
        json!({
            "Name": "orders", "EventPattern": PATTERN, "Description": "first", "State": "DISABLED",
            "RoleArn": "arn:aws:iam::000000000000:role/r", "Tags": [{ "Key": "team", "Value": "a" }],
        }),
    );
    events.ok("PutTargets", json!({ "Rule": "orders", "Targets": [target("q", "q")] }));
    events.ok(
        "PutRule",
        json!({ "Name": "orders", "ScheduleExpression": "rate(1 day)", "Tags": [{ "Key": "team", "Value": "b" }] }),
    );
    assert_eq!(
        events.ok("DescribeRule", json!({ "Name": "orders" })),
        json!({
            "Name": "orders", "Arn": arn("orders"), "ScheduleExpression": "rate(1 day)", "State": "ENABLED",
            "EventBusName": "default", "CreatedBy": "000000000000",
        })
    );
    let targets = events.ok("ListTargetsByRule", json!({ "Rule": "orders" }));
    assert_eq!(targets, json!({ "Targets": [target("q", "q")] }));
    let tags = events.ok("ListTagsForResource", json!({ "ResourceARN": arn("orders") }));
    assert_eq!(tags, json!({ "Tags": [{ "Key": "team", "Value": "a" }] }));
    // A rule that was gone in between has none of what it had.
    events.ok("RemoveTargets", json!({ "Rule": "orders", "Ids": ["q"] }));
    events.ok("DeleteRule", json!({ "Name": "orders" }));
    put(&events, "orders");
    assert_eq!(events.ok("ListTargetsByRule", json!({ "Rule": "orders" })), json!({ "Targets": [] }));
    assert_eq!(events.ok("ListTagsForResource", json!({ "ResourceARN": arn("orders") })), json!({ "Tags": [] }));
}

#[test]
fn what_is_wrong_with_a_rule_is_told_in_awss_words() {
    let yard = Yard::json();
    let events = Events::new(&yard);
    events.ok("CreateEventBus", json!({ "Name": "custom" }));
    let long = format!(r#"{{"source":["{}"]}}"#, "x".repeat(2048));
    let neither = "Parameter(s) EventPattern or ScheduleExpression must be specified.";
    let broken = |text: &str| format!("1 validation error detected: Value {text}");
    let cases = [
        (json!({}), broken("null at 'name' failed to satisfy constraint: Member must not be null")),
        (json!({ "Name": "orders" }), neither.to_owned()),
        (json!({ "Name": "orders", "EventBusName": "nowhere" }), neither.to_owned()),
        (
            json!({ "Name": "a b", "EventPattern": PATTERN }),
            broken(
                "'a b' at 'name' failed to satisfy constraint: Member must satisfy regular expression pattern: \
                 [\\.\\-_A-Za-z0-9]+",
            ),
        ),
        (
            json!({ "Name": "x".repeat(65), "EventPattern": PATTERN }),
            broken(&format!(
                "'{}' at 'name' failed to satisfy constraint: Member must have length less than or equal to 64",
                "x".repeat(65)
            )),
        ),
        (
            json!({ "Name": "orders", "EventPattern": PATTERN, "State": "ON" }),
            broken(
                "'ON' at 'state' failed to satisfy constraint: Member must satisfy enum value set: [ENABLED, DISABLED, \
                 ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS]",
            ),
        ),
        (
            json!({ "Name": "orders", "EventPattern": long }),
            "Parameter EventPattern for rule orders exceeds limit of 2048.".to_owned(),
        ),
        (
            json!({ "Name": "orders", "ScheduleExpression": "rate(1 day)", "EventBusName": "custom" }),
            "ScheduleExpression is supported only on the default event bus.".to_owned(),
        ),
        (
            json!({ "Name": "orders", "ScheduleExpression": "rate(1 days)" }),
            "Parameter ScheduleExpression is not valid.".to_owned(),
        ),
        (
            json!({ "Name": "orders", "ScheduleExpression": "" }),
            "Parameter ScheduleExpression is not valid.".to_owned(),
        ),
    ];
    for (input, message) in cases {
        events.fails("PutRule", input, INVALID, &message);
    }
    let missing = json!({ "Name": "orders", "EventPattern": PATTERN, "EventBusName": "nowhere" });
    events.fails("PutRule", missing, MISSING, "Event bus nowhere does not exist.");
    let pattern = json!({ "Name": "orders", "EventPattern": r#"{"source":"app"}"# });
    let reason = "Event pattern is not valid. Reason: \"source\" must be an object or an array\n…";
    events.fails("PutRule", pattern, "InvalidEventPatternException", reason);
    assert_eq!(events.ok("ListRules", json!({})), json!({ "Rules": [] }), "nothing of that was kept");
}

#[test]
fn a_rule_that_is_not_there() {
    let yard = Yard::json();
    let events = Events::new(&yard);
    let text = "Rule nobody does not exist on EventBus default.";
    for operation in ["DescribeRule", "EnableRule", "DisableRule"] {
        events.fails(operation, json!({ "Name": "nobody" }), MISSING, text);
    }
    events.fails("ListTargetsByRule", json!({ "Rule": "nobody" }), MISSING, text);
    events.fails("RemoveTargets", json!({ "Rule": "nobody", "Ids": ["q"] }), MISSING, text);
    events.fails("PutTargets", json!({ "Rule": "nobody", "Targets": [target("q", "q")] }), MISSING, text);
    for operation in ["DescribeRule", "EnableRule", "DisableRule", "DeleteRule"] {
        let input = json!({ "Name": "nobody", "EventBusName": "nowhere" });
        events.fails(operation, input, MISSING, "Event bus nowhere does not exist.");
    }
}

#[test]
fn a_rule_with_targets_is_not_deleted() {
    let yard = Yard::json();
    let events = Events::new(&yard);
    put(&events, "orders");
    events.ok("PutTargets", json!({ "Rule": "orders", "Targets": [target("q", "q")] }));
    let text = "Rule can't be deleted since it has targets.";
    events.fails("DeleteRule", json!({ "Name": "orders" }), INVALID, text);
    events.fails("DeleteRule", json!({ "Name": "orders", "Force": true }), INVALID, text);
    events.ok("RemoveTargets", json!({ "Rule": "orders", "Ids": ["q"] }));
    events.ok("DeleteRule", json!({ "Name": "orders" }));
}

#[test]
fn a_disabled_rule_gets_nothing() {
    let yard = Yard::json();
    let events = Events::new(&yard);
    let queue = yard.standard("q");
    put(&events, "orders");
    events.ok("PutTargets", json!({ "Rule": "orders", "Targets": [target("q", "q")] }));
    events.ok("DisableRule", json!({ "Name": "orders" }));
    assert_eq!(state(&events, "orders"), "DISABLED");
    put_event(&events, "default");
    assert_eq!(queue.counts(), [0, 0, 0]);
    events.ok("EnableRule", json!({ "Name": "orders" }));
    assert_eq!(state(&events, "orders"), "ENABLED");
    put_event(&events, "default");
    assert_eq!(queue.counts(), [1, 0, 0]);
    let all = "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS";
    events.ok("PutRule", json!({ "Name": "orders", "EventPattern": PATTERN, "State": all }));
    assert_eq!(state(&events, "orders"), all);
    put_event(&events, "default");
    assert_eq!(queue.counts(), [2, 0, 0]);
}

#[test]
fn a_changed_pattern_counts_from_the_next_event_on() {
    let yard = Yard::json();
    let events = Events::new(&yard);
    let queue = yard.standard("q");
    put(&events, "orders");
    events.ok("PutTargets", json!({ "Rule": "orders", "Targets": [target("q", "q")] }));
    put_event(&events, "default");
    events.ok("PutRule", json!({ "Name": "orders", "EventPattern": r#"{"source":["other"]}"# }));
    put_event(&events, "default");
    assert_eq!(queue.counts(), [1, 0, 0]);
    // Without a pattern, it matches nothing.
    events.ok("PutRule", json!({ "Name": "orders", "ScheduleExpression": "rate(1 day)" }));
    put_event(&events, "default");
    assert_eq!(queue.counts(), [1, 0, 0]);
}

#[test]
fn rules_are_listed_by_name_and_in_pages() {
    let yard = Yard::json();
    let events = Events::new(&yard);
    for name in ["b-2", "a", "b-1", "c", "b-3", "b"] {
        put(&events, name);
    }
    assert_eq!(names(&events.ok("ListRules", json!({}))), ["a", "b", "b-1", "b-2", "b-3", "c"]);
    let first = events.ok("ListRules", json!({ "NamePrefix": "b-", "Limit": 2 }));
    assert_eq!(names(&first), ["b-1", "b-2"]);
    let second = json!({ "NamePrefix": "b-", "Limit": 2, "NextToken": first["NextToken"] });
    let second = events.ok("ListRules", second);
    assert_eq!((names(&second), second.get("NextToken")), (vec!["b-3"], None));
    assert_eq!(events.ok("ListRules", json!({ "NamePrefix": "d" })), json!({ "Rules": [] }));
    let text = "1 validation error detected: Value '101' at 'limit' failed to satisfy constraint: Member must have \
                value less than or equal to 100";
    events.fails("ListRules", json!({ "Limit": 101 }), INVALID, text);
    events.fails("ListRules", json!({ "NextToken": "?" }), INVALID, "Parameter NextToken is not valid…");
}

#[test]
fn rules_are_found_by_their_targets() {
    let yard = Yard::json();
    let events = Events::new(&yard);
    for name in ["c", "a", "b", "d"] {
        put(&events, name);
        let queue = if name == "d" { "other" } else { "q" };
        events.ok("PutTargets", json!({ "Rule": name, "Targets": [target("1", queue), target("2", queue)] }));
    }
    let by = |more: Value| {
        let mut input = json!({ "TargetArn": "arn:aws:sqs:us-east-1:000000000000:q" });
        input.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
        events.ok("ListRuleNamesByTarget", input)
    };
    assert_eq!(by(json!({})), json!({ "RuleNames": ["a", "b", "c"] }));
    let first = by(json!({ "Limit": 2 }));
    assert_eq!(first["RuleNames"], json!(["a", "b"]));
    assert_eq!(by(json!({ "Limit": 2, "NextToken": first["NextToken"] })), json!({ "RuleNames": ["c"] }));
    let nobody = events.ok("ListRuleNamesByTarget", json!({ "TargetArn": "arn:aws:sqs:us-east-1:000000000000:x" }));
    assert_eq!(nobody, json!({ "RuleNames": [] }));
}

#[test]
fn a_bus_is_named_or_given_by_its_arn() {
    let yard = Yard::json();
    let events = Events::new(&yard);
    let bus = events.ok("CreateEventBus", json!({ "Name": "event-bus-rule" }))["EventBusArn"].clone();
    let rule = "arn:aws:events:us-east-1:000000000000:rule/event-bus-rule/orders";
    let answer = events.ok("PutRule", json!({ "Name": "orders", "EventPattern": PATTERN, "EventBusName": bus }));
    assert_eq!(answer, json!({ "RuleArn": rule }));
    for name in [bus, json!("event-bus-rule")] {
        let described = events.ok("DescribeRule", json!({ "Name": "orders", "EventBusName": name }));
        assert_eq!((&described["EventBusName"], &described["Arn"]), (&json!("event-bus-rule"), &json!(rule)));
        let input = json!({ "Rule": "orders", "EventBusName": name, "Targets": [target("q", "q")] });
        events.ok("PutTargets", input);
    }
    // The default bus has nothing of it.
    assert_eq!(events.ok("ListRules", json!({})), json!({ "Rules": [] }));
    let text = "Rule orders does not exist on EventBus default.";
    events.fails("DescribeRule", json!({ "Name": "orders" }), MISSING, text);
}

#[test]
fn accounts_and_regions_have_rules_of_their_own() {
    let yard = Yard::json();
    put(&Events::new(&yard), "orders");
    for (account, region) in [("111111111111", "us-east-1"), ("000000000000", "eu-west-1")] {
        let other = Events::of(&yard, account, region);
        assert_eq!(other.ok("ListRules", json!({})), json!({ "Rules": [] }));
        let answer = other.ok("PutRule", json!({ "Name": "orders", "EventPattern": PATTERN }));
        assert_eq!(answer["RuleArn"], format!("arn:aws:events:{region}:{account}:rule/orders"));
        let described = other.ok("DescribeRule", json!({ "Name": "orders" }));
        assert_eq!(described["CreatedBy"], account);
    }
}

#[test]
fn a_rule_that_belongs_to_an_archive_is_changed_by_force_only() {
    let yard = Yard::json();
    let events = Events::new(&yard);
    let bus = "arn:aws:events:us-east-1:000000000000:event-bus/default";
    events.ok("CreateArchive", json!({ "ArchiveName": "a", "EventSourceArn": bus }));
    let name = "Events-Archive-a";
    let described = events.ok("DescribeRule", json!({ "Name": name }));
    assert_eq!(described["ManagedBy"], "prod.vhs.events.aws.internal");
    assert_eq!(events.ok("ListRules", json!({}))["Rules"][0]["ManagedBy"], described["ManagedBy"]);
    let text = "Events-Archive-a is a managed rule. Set 'force' parameter to true to override.";
    let managed = "ManagedRuleException";
    for operation in ["EnableRule", "DisableRule", "DeleteRule"] {
        events.fails(operation, json!({ "Name": name }), managed, text);
    }
    events.fails("PutRule", json!({ "Name": name, "EventPattern": PATTERN }), managed, text);
    events.fails("PutTargets", json!({ "Rule": name, "Targets": [target("q", "q")] }), managed, text);
    let targets = events.ok("ListTargetsByRule", json!({ "Rule": name }));
    let id = targets["Targets"][0]["Id"].clone();
    assert_eq!(targets["Targets"][0]["Arn"], "arn:aws:events:us-east-1:::");
    events.fails("RemoveTargets", json!({ "Rule": name, "Ids": [id] }), managed, text);
    let unchanged = events.ok("DescribeRule", json!({ "Name": name }));
    assert_eq!(unchanged, described);
    events.ok("RemoveTargets", json!({ "Rule": name, "Ids": [id], "Force": true }));
    events.ok("DeleteRule", json!({ "Name": name, "Force": true }));
    assert_eq!(events.ok("ListRules", json!({})), json!({ "Rules": [] }));
}

#[test]
fn a_strict_world_keeps_the_quota_of_300_rules() {
    let lenient = Yard::json();
    let strict = Yard::start(Via::Json, strict());
    for (yard, keeps) in [(lenient, false), (strict, true)] {
        let events = Events::new(&yard);
        for i in 0..300 {
            put(&events, &format!("r{i}"));
        }
        let more = json!({ "Name": "more", "EventPattern": PATTERN });
        match keeps {
            true => {
                let text = "The requested resource exceeds the maximum number allowed.";
                events.fails("PutRule", more, "LimitExceededException", text);
            }
            false => _ = events.ok("PutRule", more),
        }
        // A change of an old one is none more.
        put(&events, "r7");
    }
}

#[test]
fn rules_end_with_a_reset() {
    let yard = Yard::start(Via::Json, Config::default());
    let events = Events::new(&yard);
    put(&events, "orders");
    yard.server.reset().wait();
    assert_eq!(events.ok("ListRules", json!({})), json!({ "Rules": [] }));
}

#[test]
fn nonsense_is_refused_and_does_no_harm() {
    let yard = Yard::json();
    let events = Events::new(&yard);
    let deep = format!("{}{}", r#"{"a":"#.repeat(300), "}".repeat(300));
    for pattern in ["", "null", "[]", "{", "{}", "{\"a\":[]}", "\u{0}", "{\"a\":[1e999999]}", &deep, "\u{1f600}"] {
        let outcome = events.call("PutRule", json!({ "Name": "x", "EventPattern": pattern }));
        if let Err(fault) = outcome {
            assert_eq!((fault.status, &*fault.code), (400, "InvalidEventPatternException"), "{pattern}");
        }
    }
    let wrong = [
        json!({ "Name": 1, "EventPattern": PATTERN }),
        json!({ "Name": "x", "EventPattern": { "source": ["app"] } }),
        json!({ "Name": "x", "EventPattern": PATTERN, "Tags": [{}] }),
        json!({ "Name": "x", "EventPattern": PATTERN, "Tags": [null] }),
        json!({ "Name": "x", "EventPattern": PATTERN, "Tags": { "a": "b" } }),
        json!({ "Name": "x", "EventPattern": PATTERN, "EventBusName": "" }),
        json!({ "Name": "x", "EventPattern": PATTERN, "EventBusName": "arn:aws:events:::event-bus/default" }),
        json!({ "Name": "x", "EventPattern": PATTERN, "Description": "d".repeat(513) }),
        json!({ "Name": "", "EventPattern": PATTERN }),
        json!({ "Name": "x\u{0}", "EventPattern": PATTERN }),
        json!([]),
        json!("PutRule"),
    ];
    for input in wrong {
        let fault = events.call("PutRule", input.clone()).expect_err(&input.to_string());
        assert_eq!(fault.status, 400, "{input}: {fault:?}");
    }
    put(&events, "orders");
}

#[test]
fn beside_a_pattern_an_empty_schedule_is_none() {
    let yard = Yard::json();
    let events = Events::new(&yard);
    let input = json!({ "Name": "r", "EventPattern": "{\"source\":[\"a\"]}", "ScheduleExpression": "" });
    events.ok("PutRule", input);
    assert!(events.ok("DescribeRule", json!({ "Name": "r" })).get("ScheduleExpression").is_none());
}
