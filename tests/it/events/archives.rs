//! Archives: what they are set to, what comes in, how long it stays.

use proptest::prelude::*;
use serde_json::{Value, json};

use crate::support::{Events, Queue, Request, Yard};

const BUS: &str = "arn:aws:events:us-east-1:000000000000:event-bus/default";
const MISSING: &str = "ResourceNotFoundException";
const INVALID: &str = "ValidationException";
const DAY: u64 = 86_400;

/// Makes an archive of the default bus.
#[track_caller]
pub fn archive(events: &Events<'_>, name: &str, more: Value) -> String {
    let mut input = json!({ "ArchiveName": name, "EventSourceArn": BUS });
    input.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
    events.ok("CreateArchive", input)["ArchiveArn"].as_str().expect("an ARN").to_owned()
}

/// Puts an event on the default bus; gives its id.
#[track_caller]
pub fn put(events: &Events<'_>, source: &str, detail: Value, more: Value) -> String {
    let mut entry = json!({ "Source": source, "DetailType": "t" });
    entry.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
    events.put(&detail.to_string(), entry)
}

/// Makes a rule of the default bus that sends what it matches to a queue; gives its ARN.
#[track_caller]
pub fn send_to(events: &Events<'_>, name: &str, pattern: Value, queue: &Queue<'_>) -> String {
    let arn = events.rule(name, pattern);
    events.target(name, "q", &queue.arn(), json!({}));
    arn
}

#[track_caller]
pub fn describe(events: &Events<'_>, name: &str) -> Value {
    events.ok("DescribeArchive", json!({ "ArchiveName": name }))
}

/// How many events it has, and their size.
#[track_caller]
pub fn holds(events: &Events<'_>, name: &str) -> [i64; 2] {
    let all = describe(events, name);
    ["EventCount", "SizeBytes"].map(|member| all[member].as_i64().unwrap_or_else(|| panic!("{all}")))
}

#[track_caller]
fn names(answer: &Value) -> Vec<&str> {
    let all = answer["Archives"].as_array().expect("a list");
    all.iter().map(|one| one["ArchiveName"].as_str().expect("a name")).collect()
}

#[test]
fn an_archive_lives_and_dies() {
    let yard = Yard::json();
    let events = Events::new(&yard);
    let now = yard.now() as f64 / 1000.0;
    let pattern = r#"{ "source": ["shop"] }"#;
    let input = json!({
        "ArchiveName": "all", "EventSourceArn": BUS, "Description": "kept", "EventPattern": pattern, "RetentionDays": 1,
    });
    let created = events.ok("CreateArchive", input.clone());
    let arn = "arn:aws:events:us-east-1:000000000000:archive/all";
    assert_eq!(created, json!({ "ArchiveArn": arn, "State": "ENABLED", "CreationTime": now }));
    events.fails("CreateArchive", input, "ResourceAlreadyExistsException", "Archive all already exists.");
    yard.advance(60);
    let expected = json!({
        "ArchiveArn": arn, "ArchiveName": "all", "EventSourceArn": BUS, "Description": "kept", "EventPattern": pattern,
        "State": "ENABLED", "RetentionDays": 1, "SizeBytes": 0, "EventCount": 0, "CreationTime": now,
    });
    assert_eq!(describe(&events, "all"), expected);
    let listed = json!({
        "ArchiveName": "all", "EventSourceArn": BUS, "State": "ENABLED", "RetentionDays": 1, "SizeBytes": 0,
        "EventCount": 0, "CreationTime": now,
    });
    assert_eq!(events.ok("ListArchives", json!({})), json!({ "Archives": [listed] }));
    let updated = events.ok("UpdateArchive", json!({ "ArchiveName": "all", "RetentionDays": 0 }));
    assert_eq!(updated, created);
    let mut expected = expected;
    expected["RetentionDays"] = json!(0);
    assert_eq!(describe(&events, "all"), expected, "what isn't given stays");
    assert_eq!(events.ok("DeleteArchive", json!({ "ArchiveName": "all" })), json!({}));
    events.fails("DeleteArchive", json!({ "ArchiveName": "all" }), MISSING, "Archive all does not exist.");
    events.fails("DescribeArchive", json!({ "ArchiveName": "all" }), MISSING, "Archive all does not exist.");
    archive(&events, "all", json!({}));
    let bare = describe(&events, "all");
    assert_eq!((bare.get("Description"), bare.get("EventPattern"), &bare["RetentionDays"]), (None, None, &json!(0)));
}

#[test]
fn what_fits_comes_in_and_counts() {
    let yard = Yard::json();
    let events = Events::new(&yard);
    let all = archive(&events, "all", json!({}));
    archive(&events, "shop", json!({ "EventPattern": r#"{"source":["shop"]} "# }));
    let id = put(&events, "shop", json!({ "a": 1 }), json!({}));
    put(&events, "street", json!({}), json!({}));
    // Source, detail-type, detail, and 20 more for each.
    assert_eq!(holds(&events, "shop"), [1, 4 + 1 + 7 + 20]);
    assert_eq!(holds(&events, "all"), [2, 4 + 1 + 7 + 20 + 6 + 1 + 2 + 20]);
    let journal = yard.raw(&Request::new("GET", &format!("/_eventyard/journal?message={id}"))).json();
    let records = journal["records"].as_array().expect("records");
    let managed = "arn:aws:events:us-east-1:000000000000:rule/Events-Archive-all";
    assert!(
        records.iter().any(|one| one["to"] == *all && one["via"] == managed && one["outcome"] == "delivered"),
        "{journal}"
    );
    events.ok("UpdateArchive", json!({ "ArchiveName": "shop", "EventPattern": r#"{"source":["street"]}"# }));
    put(&events, "street", json!({}), json!({}));
    put(&events, "shop", json!({}), json!({}));
    assert_eq!(holds(&events, "shop")[0], 2, "from then on");
    events.ok("DeleteArchive", json!({ "ArchiveName": "shop" }));
    put(&events, "street", json!({}), json!({}));
    assert_eq!(holds(&events, "all")[0], 5);
}

#[test]
fn events_stay_as_long_as_is_wished() {
    let yard = Yard::json();
    let events = Events::new(&yard);
    archive(&events, "ever", json!({ "RetentionDays": 0 }));
    archive(&events, "days", json!({ "RetentionDays": 2 }));
    archive(&events, "long", json!({ "RetentionDays": i32::MAX }));
    // By when it came, not by its own time.
    put(&events, "a", json!({}), json!({ "Time": 1_000_000 }));
    yard.advance(DAY);
    put(&events, "b", json!({}), json!({}));
    yard.advance(DAY - 1);
    assert_eq!(holds(&events, "days"), [2, 48]);
    yard.advance(1);
    assert_eq!(holds(&events, "days"), [1, 24]);
    assert_eq!(events.ok("ListArchives", json!({ "NamePrefix": "days" }))["Archives"][0]["EventCount"], 1);
    events.ok("UpdateArchive", json!({ "ArchiveName": "days", "RetentionDays": 5 }));
    assert_eq!(holds(&events, "days"), [1, 24], "what is gone is gone");
    yard.advance(3 * DAY);
    assert_eq!(holds(&events, "days"), [1, 24]);
    events.ok("UpdateArchive", json!({ "ArchiveName": "days", "RetentionDays": 1 }));
    assert_eq!(holds(&events, "days"), [0, 0]);
    yard.advance(1000 * DAY);
    assert_eq!((holds(&events, "ever"), holds(&events, "long")), ([2, 48], [2, 48]));
}

#[test]
fn lists_have_filters_and_pages() {
    let yard = Yard::json();
    let events = Events::new(&yard);
    for i in 0..5 {
        archive(&events, &format!("a{i}"), json!({}));
    }
    archive(&events, "b", json!({}));
    let list = |input| events.ok("ListArchives", input);
    assert_eq!(names(&list(json!({ "NamePrefix": "a" }))), ["a0", "a1", "a2", "a3", "a4"]);
    assert_eq!(names(&list(json!({ "NamePrefix": "c" }))), [""; 0]);
    assert_eq!(names(&list(json!({ "EventSourceArn": BUS }))).len(), 6);
    assert_eq!(names(&list(json!({ "State": "ENABLED" }))).len(), 6);
    assert_eq!(names(&list(json!({ "State": "DISABLED" }))).len(), 0);
    let first = list(json!({ "NamePrefix": "a", "Limit": 3 }));
    let rest = list(json!({ "NamePrefix": "a", "Limit": 3, "NextToken": first["NextToken"] }));
    assert_eq!((names(&first), names(&rest)), (vec!["a0", "a1", "a2"], vec!["a3", "a4"]));
    assert_eq!(rest.get("NextToken"), None);
    let refusals = [
        (
            json!({ "NamePrefix": "a", "State": "ENABLED" }),
            INVALID,
            "At most one filter is allowed for ListArchives. Use either : State, EventSourceArn, or NamePrefix.",
        ),
        (
            json!({ "State": "enabled" }),
            INVALID,
            "1 validation error detected: Value 'enabled' at 'state' failed to satisfy constraint: Member must satisfy \
             enum value set: [ENABLED, DISABLED, CREATING, UPDATING, CREATE_FAILED, UPDATE_FAILED]",
        ),
        (json!({ "EventSourceArn": format!("{BUS}x") }), MISSING, "Event bus defaultx does not exist."),
        (json!({ "Limit": 0 }), INVALID, "1 validation error detected: Value '0' at 'limit' failed …"),
        (json!({ "NextToken": "?" }), INVALID, "Parameter NextToken is not valid…"),
    ];
    for (input, code, text) in refusals {
        events.fails("ListArchives", input, code, text);
    }
}

#[test]
fn what_is_wrong_is_refused_in_aws_s_words() {
    let yard = Yard::json();
    let events = Events::new(&yard);
    let create = |input: Value, code, text: &str| events.fails("CreateArchive", input, code, text);
    create(
        json!({}),
        INVALID,
        "2 validation errors detected: Value null at 'archiveName' failed to satisfy constraint: Member must not be \
         null; Value null at 'eventSourceArn' failed to satisfy constraint: Member must not be null",
    );
    let named = |name: &str| json!({ "ArchiveName": name, "EventSourceArn": BUS });
    create(named("a b"), INVALID, "1 validation error detected: Value 'a b' at 'archiveName' failed to satisfy …");
    create(named(&"a".repeat(49)), INVALID, "1 validation error detected: Value 'aaa…");
    let with = |member: &str, value: Value| {
        let mut input = named("all");
        input[member] = value;
        input
    };
    let no_bus = "Event bus nowhere does not exist.";
    for (region, account) in
        [("us-east-1", "000000000000"), ("us-east-1", "123456789012"), ("eu-west-1", "000000000000")]
    {
        let arn = format!("arn:aws:events:{region}:{account}:event-bus/nowhere");
        create(with("EventSourceArn", json!(arn)), MISSING, no_bus);
    }
    let elsewhere = "arn:aws:events:eu-west-1:000000000000:event-bus/default";
    create(with("EventSourceArn", json!(elsewhere)), MISSING, "Event bus default does not exist.");
    for arn in ["default", "arn:aws:sqs:us-east-1:000000000000:default", "arn:aws:events:us-east-1:000000000000:rule/a"]
    {
        let text = "Parameter EventSourceArn is not valid. Reason: Must contain an event bus ARN.";
        create(with("EventSourceArn", json!(arn)), INVALID, text);
    }
    for pattern in ["", "{}", "[]", "x", r#"{"source":"a"}"#, r#"{"source":["a"]"#] {
        let text = "Event pattern is not valid. Reason: …";
        create(with("EventPattern", json!(pattern)), "InvalidEventPatternException", text);
    }
    create(with("EventPattern", json!("x".repeat(4097))), INVALID, "1 validation error detected: Value 'xxx…");
    create(with("RetentionDays", json!(-1)), INVALID, "1 validation error detected: Value '-1' at 'retentionDays' …");
    create(with("Description", json!("x".repeat(513))), INVALID, "1 validation error detected: …");
    assert_eq!(events.ok("ListArchives", json!({})), json!({ "Archives": [] }), "nothing of it was made");
    let nothing = "At least one of EventPattern, RetentionDays or Description must be provided.";
    events.fails("UpdateArchive", json!({ "ArchiveName": "nowhere" }), INVALID, nothing);
    let update = json!({ "ArchiveName": "nowhere", "Description": "" });
    events.fails("UpdateArchive", update, MISSING, "Archive nowhere does not exist.");
    archive(&events, "all", json!({ "EventPattern": r#"{"source":["a"]}"# }));
    let update = json!({ "ArchiveName": "all", "EventPattern": "{}", "Description": "new" });
    events.fails("UpdateArchive", update, "InvalidEventPatternException", "Event pattern is not valid. Reason: …");
    assert_eq!(describe(&events, "all").get("Description"), None, "nothing of it was changed");
}

#[test]
fn a_rule_of_somebody_s_own_is_not_taken_from_him() {
    let yard = Yard::json();
    let events = Events::new(&yard);
    let queue = yard.standard("jobs");
    send_to(&events, "Events-Archive-all", json!({ "source": ["a"] }), &queue);
    let input = json!({ "ArchiveName": "all", "EventSourceArn": BUS });
    let text = "Rule Events-Archive-all already exists.";
    events.fails("CreateArchive", input, "ResourceAlreadyExistsException", text);
    events.fails("DescribeArchive", json!({ "ArchiveName": "all" }), MISSING, "Archive all does not exist.");
    put(&events, "a", json!({}), json!({}));
    queue.receive_one();
}

#[test]
fn its_rule_is_aws_s_own() {
    let yard = Yard::json();
    let events = Events::new(&yard);
    archive(&events, "shop", json!({ "EventPattern": r#"{"source":["shop"]}"# }));
    let rules = events.ok("ListRules", json!({}))["Rules"].clone();
    let name = "Events-Archive-shop";
    let expected = json!([{
        "Name": name, "Arn": format!("arn:aws:events:us-east-1:000000000000:rule/{name}"),
        "EventPattern": r#"{"source":["shop"],"replay-name":[{"exists":false}]}"#, "State": "ENABLED",
        "ManagedBy": "prod.vhs.events.aws.internal", "EventBusName": "default",
    }]);
    assert_eq!(rules, expected);
    let targets = events.ok("ListTargetsByRule", json!({ "Rule": name }))["Targets"].clone();
    assert_eq!(
        (targets.as_array().map(Vec::len), &targets[0]["Arn"]),
        (Some(1), &json!("arn:aws:events:us-east-1:::"))
    );
    let id = &targets[0]["Id"];
    let put_target = json!({ "Id": "x", "Arn": "arn:aws:sqs:us-east-1:000000000000:q" });
    let changes = [
        ("PutRule", json!({ "Name": name, "EventPattern": r#"{"source":["x"]}"# })),
        ("DisableRule", json!({ "Name": name })),
        ("PutTargets", json!({ "Rule": name, "Targets": [put_target] })),
        ("RemoveTargets", json!({ "Rule": name, "Ids": [id] })),
        ("DeleteRule", json!({ "Name": name })),
    ];
    for (operation, input) in changes {
        events.fails(operation, input, "ManagedRuleException", "…");
    }
    put(&events, "shop", json!({}), json!({}));
    events.ok("RemoveTargets", json!({ "Rule": name, "Ids": [id], "Force": true }));
    put(&events, "shop", json!({}), json!({}));
    assert_eq!((&describe(&events, "shop")["State"], holds(&events, "shop")[0]), (&json!("DISABLED"), 1));
    events.ok("DeleteRule", json!({ "Name": name, "Force": true }));
    assert_eq!(names(&events.ok("ListArchives", json!({ "State": "DISABLED" }))), ["shop"]);
    events.ok("UpdateArchive", json!({ "ArchiveName": "shop", "RetentionDays": 3 }));
    assert_eq!(events.ok("ListRules", json!({}))["Rules"], expected, "it is there again");
    put(&events, "shop", json!({}), json!({}));
    assert_eq!((&describe(&events, "shop")["State"], holds(&events, "shop")[0]), (&json!("ENABLED"), 2));
    events.ok("DeleteArchive", json!({ "ArchiveName": "shop" }));
    assert_eq!(events.ok("ListRules", json!({}))["Rules"], json!([]));
}

#[test]
fn a_bus_stays_as_long_as_its_archives() {
    let yard = Yard::json();
    let events = Events::new(&yard);
    let bus = events.ok("CreateEventBus", json!({ "Name": "shop" }))["EventBusArn"].clone();
    archive(&events, "all", json!({ "EventSourceArn": bus }));
    archive(&events, "default", json!({}));
    put(&events, "a", json!({}), json!({ "EventBusName": "shop" }));
    assert_eq!((holds(&events, "all")[0], holds(&events, "default")[0]), (1, 0));
    assert_eq!(names(&events.ok("ListArchives", json!({ "EventSourceArn": bus }))), ["all"]);
    let text = "EventBus can't be deleted since it has rules.";
    events.fails("DeleteEventBus", json!({ "Name": "shop" }), INVALID, text);
    let rule = json!({ "Rule": "Events-Archive-all", "EventBusName": "shop" });
    let id = events.ok("ListTargetsByRule", rule)["Targets"][0]["Id"].clone();
    let target = json!({ "Rule": "Events-Archive-all", "EventBusName": "shop", "Ids": [id], "Force": true });
    events.ok("RemoveTargets", target);
    events.ok("DeleteRule", json!({ "Name": "Events-Archive-all", "EventBusName": "shop", "Force": true }));
    events.ok("DeleteEventBus", json!({ "Name": "shop" }));
    assert_eq!((&describe(&events, "all")["State"], holds(&events, "all")[0]), (&json!("DISABLED"), 1));
    let update = json!({ "ArchiveName": "all", "RetentionDays": 1 });
    events.fails("UpdateArchive", update, MISSING, "Event bus shop does not exist.");
    events.ok("DeleteArchive", json!({ "ArchiveName": "all" }));
}

#[test]
fn patterns_that_speak_of_replays_themselves_hold_too() {
    let yard = Yard::json();
    let events = Events::new(&yard);
    let patterns = [
        (r#"{"replay-name":[{"exists":false}],"source":["a"]}"#, 1),
        (r#"{"replay-name":["r"]}"#, 0),
        (r#"{"$or":[{"source":["a"]},{"replay-name":["r"]}]}"#, 1),
        (r#"{"source":["a"],"detail":{"text":["}"]}}"#, 1),
        ("\n{\"source\" : [ \"a\" ] }\t", 1),
    ];
    for (i, (pattern, _)) in patterns.iter().enumerate() {
        archive(&events, &format!("a{i}"), json!({ "EventPattern": pattern }));
    }
    put(&events, "a", json!({ "text": "}" }), json!({}));
    for (i, (pattern, count)) in patterns.iter().enumerate() {
        assert_eq!(holds(&events, &format!("a{i}"))[0], *count, "{pattern}");
        assert_eq!(describe(&events, &format!("a{i}"))["EventPattern"], *pattern);
    }
}

#[test]
fn accounts_and_regions_do_not_see_each_other() {
    let yard = Yard::json();
    let (here, there) = (Events::new(&yard), Events::of(&yard, "111111111111", "eu-west-1"));
    archive(&here, "all", json!({}));
    assert_eq!(there.ok("ListArchives", json!({})), json!({ "Archives": [] }));
    let bus = "arn:aws:events:eu-west-1:111111111111:event-bus/default";
    there.ok("CreateArchive", json!({ "ArchiveName": "all", "EventSourceArn": bus }));
    put(&there, "a", json!({}), json!({}));
    assert_eq!((holds(&here, "all")[0], holds(&there, "all")[0]), (0, 1));
    yard.raw(&Request::post("/_eventyard/reset", r#"{"account":"000000000000"}"#));
    assert_eq!(here.ok("ListArchives", json!({})), json!({ "Archives": [] }));
    assert_eq!(holds(&there, "all")[0], 1);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever is given, the answer is AWS's error or an archive that can be described.
    #[test]
    fn no_input_does_harm(name in ".{0,60}", arn in ".{0,40}", pattern in ".{0,80}", days in any::<i64>()) {
        let yard = Yard::json();
        let events = Events::new(&yard);
        for arn in [BUS, &arn] {
            let input = json!({
                "ArchiveName": name, "EventSourceArn": arn, "EventPattern": pattern, "RetentionDays": days,
            });
            if let Err(fault) = events.call("CreateArchive", input) {
                prop_assert_eq!(fault.status, 400);
            }
        }
        for operation in ["DescribeArchive", "UpdateArchive", "DeleteArchive", "ListArchives"] {
            let input = json!({ "ArchiveName": name, "NamePrefix": name, "EventPattern": pattern });
            if let Err(fault) = events.call(operation, input) {
                prop_assert_eq!(fault.status, 400);
            }
        }
    }
}
