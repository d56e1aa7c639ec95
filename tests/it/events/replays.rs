//! Replays: what is sent once more, to whom, and how one goes on the clock.

use std::time::Duration;

use proptest::prelude::*;
use serde_json::{Value, json};

use super::archives::{archive, holds, put, send_to};
use crate::support::{Events, Queue, Request, Yard};

const BUS: &str = "arn:aws:events:us-east-1:000000000000:event-bus/default";
const MISSING: &str = "ResourceNotFoundException";
const INVALID: &str = "ValidationException";

/// A whole minute in 2027, in seconds.
const NOON: i64 = 1_798_805_040;

fn input(name: &str, archive: &str, from: i64, until: i64) -> Value {
    json!({
        "ReplayName": name, "EventSourceArn": archive, "EventStartTime": from, "EventEndTime": until,
        "Destination": { "Arn": BUS },
    })
}

/// Starts a replay of all that there is.
#[track_caller]
fn start(events: &Events<'_>, name: &str, archive: &str) -> Value {
    events.ok("StartReplay", input(name, archive, 0, 4_000_000_000))
}

#[track_caller]
fn describe(events: &Events<'_>, name: &str) -> Value {
    events.ok("DescribeReplay", json!({ "ReplayName": name }))
}

#[track_caller]
fn state(events: &Events<'_>, name: &str) -> String {
    describe(events, name)["State"].as_str().expect("a state").to_owned()
}

#[track_caller]
fn names(answer: &Value) -> Vec<&str> {
    let all = answer["Replays"].as_array().expect("a list");
    all.iter().map(|one| one["ReplayName"].as_str().expect("a name")).collect()
}

/// The sources of the events in a queue, which is emptied.
#[track_caller]
fn sources(queue: &Queue<'_>) -> Vec<String> {
    let mut all = Vec::new();
    loop {
        let messages = queue.receive();
        if messages.is_empty() {
            return all;
        }
        for message in messages {
            queue.delete(&message);
            let event: Value = serde_json::from_str(message["Body"].as_str().expect("a body")).expect("an event");
            all.push(event["source"].as_str().expect("a source").to_owned());
        }
    }
}

fn pass(yard: &Yard, millis: u64) {
    yard.server.clock().advance(Duration::from_millis(millis)).wait();
}

#[test]
fn a_replay_goes_by_the_clock() {
    let yard = Yard::json();
    let events = Events::new(&yard);
    let queue = yard.standard("jobs");
    let rule = send_to(&events, "all", json!({ "account": [{ "exists": true }] }), &queue);
    let archive = archive(&events, "all", json!({}));
    put(&events, "a", json!({}), json!({ "Time": NOON }));
    queue.delete(&queue.receive_one());
    let now = yard.now() as f64 / 1000.0;
    let mut input = input("again", &archive, NOON - 60, NOON + 60);
    input["Description"] = json!("once more");
    input["Destination"]["FilterArns"] = json!([rule]);
    let arn = "arn:aws:events:us-east-1:000000000000:replay/again";
    let started = events.ok("StartReplay", input.clone());
    assert_eq!(started, json!({ "ReplayArn": arn, "State": "STARTING", "ReplayStartTime": now }));
    let mut expected = json!({
        "ReplayName": "again", "ReplayArn": arn, "Description": "once more", "State": "STARTING",
        "EventSourceArn": archive, "Destination": { "Arn": BUS, "FilterArns": [rule] }, "EventStartTime": NOON - 60,
        "EventEndTime": NOON + 60, "ReplayStartTime": now,
    });
    assert_eq!(describe(&events, "again"), expected);
    let due = yard.raw(&Request::new("GET", "/_eventyard/time")).json()["due"][0].clone();
    assert_eq!((&due["kind"], &due["arn"]), (&json!("replay"), &json!(arn)));
    events.fails("StartReplay", input, "ResourceAlreadyExistsException", "Replay again already exists.");
    pass(&yard, 999);
    assert_eq!((state(&events, "again"), sources(&queue).len()), ("STARTING".to_owned(), 0));
    pass(&yard, 1);
    assert_eq!(sources(&queue), ["a"]);
    expected["State"] = json!("RUNNING");
    expected["EventLastReplayedTime"] = json!(NOON);
    assert_eq!(describe(&events, "again"), expected);
    pass(&yard, 5000);
    expected["State"] = json!("COMPLETED");
    let ended = (yard.now() - 4000) as f64 / 1000.0;
    expected["ReplayEndTime"] = json!(ended);
    assert_eq!(describe(&events, "again"), expected);
    let listed = json!({
        "ReplayName": "again", "EventSourceArn": archive, "State": "COMPLETED", "EventStartTime": NOON - 60,
        "EventEndTime": NOON + 60, "EventLastReplayedTime": NOON, "ReplayStartTime": now, "ReplayEndTime": ended,
    });
    assert_eq!(events.ok("ListReplays", json!({})), json!({ "Replays": [listed] }));
    assert_eq!(sources(&queue), [""; 0]);
    let due = yard.raw(&Request::new("GET", "/_eventyard/time")).json()["dueTotal"].clone();
    assert_eq!(due, 0);
}

#[test]
fn a_replayed_event_is_the_same_but_for_the_replay_s_name() {
    let yard = Yard::json();
    let events = Events::new(&yard);
    let queue = yard.standard("jobs");
    send_to(&events, "all", json!({ "account": [{ "exists": true }] }), &queue);
    let archive = archive(&events, "all", json!({}));
    // The source looks like the end of its own envelope.
    let more = json!({ "Resources": ["r\"1", "r2"], "TraceHeader": "Root=1", "DetailType": "\u{1F980} t" });
    let id = put(&events, r#"a,"resources":[],"region":"#, json!({ "n": [1.50, "é"], "resources": [] }), more);
    let first = queue.receive_one();
    queue.delete(&first);
    yard.advance(100);
    start(&events, "again", &archive);
    yard.advance(2);
    let second = queue.receive_one();
    let (first, second) = (first["Body"].as_str().expect("a body"), second["Body"].as_str().expect("a body"));
    let expected = first.replacen(r#","resources":["r\"1""#, r#","replay-name":"again","resources":["r\"1""#, 1);
    assert_eq!(second, expected);
    let event: Value = serde_json::from_str(second).expect("an event");
    assert_eq!(event["id"], *id);
    let keys: Vec<&str> = event.as_object().expect("an object").keys().map(String::as_str).collect();
    assert_eq!(
        keys,
        ["version", "id", "detail-type", "source", "account", "time", "region", "replay-name", "resources", "detail"]
    );
}

#[test]
fn replayed_events_are_not_archived_again() {
    let yard = Yard::json();
    let events = Events::new(&yard);
    let archived = archive(&events, "all", json!({}));
    archive(&events, "some", json!({ "EventPattern": r#"{"source":["a"]}"# }));
    put(&events, "a", json!({}), json!({}));
    for i in 0..3 {
        start(&events, &format!("r{i}"), &archived);
        yard.advance(5);
    }
    assert_eq!((holds(&events, "all")[0], holds(&events, "some")[0]), (1, 1));
    assert_eq!(state(&events, "r2"), "COMPLETED");
}

#[test]
fn only_the_events_of_a_window_go_to_the_rules_that_are_named() {
    let yard = Yard::json();
    let events = Events::new(&yard);
    let (one, two) = (yard.standard("one"), yard.standard("two"));
    let all = json!({ "account": [{ "exists": true }] });
    let rule = send_to(&events, "one", all.clone(), &one);
    send_to(&events, "two", all, &two);
    let archive = archive(&events, "all", json!({}));
    for (source, time) in [("before", NOON - 1), ("first", NOON), ("later", NOON + 3600), ("end", NOON + 3601)] {
        put(&events, source, json!({}), json!({ "Time": time }));
    }
    sources(&one);
    sources(&two);
    let mut input = input("one", &archive, NOON, NOON + 3601);
    input["Destination"]["FilterArns"] = json!([rule]);
    events.ok("StartReplay", input.clone());
    yard.advance(5);
    assert_eq!((sources(&one), sources(&two)), (vec!["first".to_owned(), "later".to_owned()], vec![]));
    // A part of a second doesn't cut off the event that was put in it.
    (input["ReplayName"], input["EventStartTime"]) = (json!("two"), json!(NOON as f64 + 0.9));
    (input["EventEndTime"], input["Destination"]["FilterArns"]) = (json!(NOON as f64 + 3600.5), json!([]));
    events.ok("StartReplay", input);
    yard.advance(5);
    let both = vec!["first".to_owned(), "later".to_owned()];
    assert_eq!((sources(&one), sources(&two)), (both.clone(), both));
    assert_eq!(describe(&events, "two")["Destination"], json!({ "Arn": BUS }));
}

#[test]
fn minutes_are_replayed_in_order_and_a_cancelled_replay_stops() {
    let yard = Yard::json();
    let events = Events::new(&yard);
    let queue = yard.standard("jobs");
    send_to(&events, "all", json!({ "account": [{ "exists": true }] }), &queue);
    let archive = archive(&events, "all", json!({}));
    // They came the other way round.
    for minute in (0..10).rev() {
        for second in [5, 0] {
            put(&events, &format!("m{minute}"), json!({}), json!({ "Time": NOON + 60 * minute + second }));
        }
    }
    sources(&queue);
    start(&events, "whole", &archive);
    start(&events, "part", &archive);
    pass(&yard, 1450);
    let some: Vec<String> = (0..5).flat_map(|minute| vec![format!("m{minute}"); 4]).collect();
    let mut got = sources(&queue);
    got.sort();
    assert_eq!(got, some);
    assert_eq!(describe(&events, "part")["EventLastReplayedTime"], NOON + 60 * 4 + 5);
    let now = yard.now();
    let cancelled = events.ok("CancelReplay", json!({ "ReplayName": "part" }));
    let arn = "arn:aws:events:us-east-1:000000000000:replay/part";
    assert_eq!(cancelled, json!({ "ReplayArn": arn, "State": "CANCELLING" }));
    let seen = describe(&events, "part");
    assert_eq!((&seen["State"], seen.get("ReplayEndTime")), (&json!("CANCELLING"), None));
    let again = "Replay part is not in a valid state for this operation.";
    events.fails("CancelReplay", json!({ "ReplayName": "part" }), "IllegalStatusException", again);
    yard.advance(60);
    let seen = describe(&events, "part");
    assert_eq!(
        (&seen["State"], &seen["ReplayEndTime"], &seen["EventLastReplayedTime"]),
        (&json!("CANCELLED"), &json!((now + 1000) as f64 / 1000.0), &json!(NOON + 60 * 4 + 5))
    );
    let rest: Vec<String> = (5..10).flat_map(|minute| vec![format!("m{minute}"); 2]).collect();
    assert_eq!(sources(&queue), rest, "the other one went on");
    assert_eq!(state(&events, "whole"), "COMPLETED");
    for name in ["whole", "part"] {
        let text = format!("Replay {name} is not in a valid state for this operation.");
        events.fails("CancelReplay", json!({ "ReplayName": name }), "IllegalStatusException", &text);
    }
}

#[test]
fn a_great_many_events_are_replayed_each_once() {
    let yard = Yard::json();
    let events = Events::new(&yard);
    let queue = yard.standard("jobs");
    let archive = archive(&events, "all", json!({}));
    for batch in 0..100 {
        let entry = |i| json!({ "Source": format!("s{}", batch * 10 + i), "DetailType": "t", "Detail": "{}", "Time": NOON + batch });
        let entries: Vec<Value> = (0..10).map(entry).collect();
        events.ok("PutEvents", json!({ "Entries": entries }));
    }
    send_to(&events, "all", json!({ "account": [{ "exists": true }] }), &queue);
    start(&events, "again", &archive);
    yard.advance(5);
    let mut got = sources(&queue);
    got.sort();
    let mut all: Vec<String> = (0..1000).map(|i| format!("s{i}")).collect();
    all.sort();
    assert_eq!(got, all);
}

#[test]
fn one_with_nothing_to_replay_is_done_at_once_but_keeps_its_place() {
    let yard = Yard::json();
    let events = Events::new(&yard);
    let archive = archive(&events, "all", json!({}));
    for i in 0..10 {
        assert_eq!(start(&events, &format!("r{i}"), &archive)["State"], "STARTING");
    }
    let seen = describe(&events, "r9");
    assert_eq!((&seen["State"], seen.get("EventLastReplayedTime")), (&json!("COMPLETED"), None));
    assert_eq!(seen["ReplayStartTime"], seen["ReplayEndTime"]);
    let text = "The requested resource exceeds the maximum number allowed.";
    events.fails("StartReplay", input("r10", &archive, 0, 1), "LimitExceededException", text);
    yard.advance(2);
    start(&events, "r10", &archive);
}

#[test]
fn ten_at_most_are_at_work() {
    let yard = Yard::json();
    let events = Events::new(&yard);
    let archive = archive(&events, "all", json!({}));
    put(&events, "a", json!({}), json!({}));
    let text = "The requested resource exceeds the maximum number allowed.";
    let full = |name| events.fails("StartReplay", input(name, &archive, 0, 1), "LimitExceededException", text);
    for i in 0..10 {
        start(&events, &format!("r{i}"), &archive);
    }
    full("more");
    events.ok("CancelReplay", json!({ "ReplayName": "r0" }));
    start(&events, "r10", &archive);
    yard.advance(1);
    assert_eq!(state(&events, "r1"), "RUNNING");
    full("more");
    yard.advance(1);
    assert_eq!(state(&events, "r1"), "COMPLETED");
    start(&events, "more", &archive);
}

#[test]
fn a_replay_fails_when_its_archive_goes() {
    let yard = Yard::json();
    let events = Events::new(&yard);
    let queue = yard.standard("jobs");
    let first = archive(&events, "all", json!({}));
    put(&events, "a", json!({}), json!({}));
    send_to(&events, "all", json!({ "account": [{ "exists": true }] }), &queue);
    for i in 0..10 {
        start(&events, &format!("r{i}"), &first);
    }
    events.ok("DeleteArchive", json!({ "ArchiveName": "all" }));
    archive(&events, "all", json!({}));
    yard.advance(60);
    let seen = describe(&events, "r0");
    assert_eq!((&seen["State"], &seen["StateReason"]), (&json!("FAILED"), &json!("Archive all does not exist.")));
    assert_eq!(sources(&queue), [""; 0]);
    assert_eq!(names(&events.ok("ListReplays", json!({ "EventSourceArn": first }))).len(), 10);
    for i in 10..20 {
        start(&events, &format!("r{i}"), &first);
    }
}

#[test]
fn replays_are_listed_for_ninety_days() {
    let yard = Yard::json();
    let events = Events::new(&yard);
    let archive = archive(&events, "all", json!({}));
    for i in 0..5 {
        start(&events, &format!("a{i}"), &archive);
    }
    start(&events, "b", &archive);
    let list = |input| events.ok("ListReplays", input);
    let first = list(json!({ "NamePrefix": "a", "Limit": 3 }));
    let rest = list(json!({ "NamePrefix": "a", "Limit": 5, "NextToken": first["NextToken"] }));
    assert_eq!((names(&first), names(&rest)), (vec!["a0", "a1", "a2"], vec!["a3", "a4"]));
    assert_eq!(rest.get("NextToken"), None);
    assert_eq!(names(&list(json!({ "EventSourceArn": archive }))).len(), 6);
    assert_eq!(names(&list(json!({ "EventSourceArn": "other" }))).len(), 0);
    assert_eq!(names(&list(json!({ "State": "COMPLETED" }))).len(), 6);
    assert_eq!(names(&list(json!({ "State": "FAILED" }))).len(), 0);
    let two = "At most one filter is allowed for ListReplays. Use either : State, EventSourceArn, or NamePrefix.";
    events.fails("ListReplays", json!({ "NamePrefix": "a", "State": "FAILED" }), INVALID, two);
    events.fails("ListReplays", json!({ "State": "DONE" }), INVALID, "1 validation error detected: Value 'DONE' at …");
    yard.advance(90 * 86_400 - 1);
    assert_eq!(names(&list(json!({}))).len(), 6);
    yard.advance(1);
    assert_eq!(names(&list(json!({}))).len(), 0);
    events.fails("DescribeReplay", json!({ "ReplayName": "b" }), MISSING, "Replay b does not exist.");
    start(&events, "b", &archive);
}

#[test]
fn what_is_wrong_is_refused_in_aws_s_order() {
    let yard = Yard::json();
    let events = Events::new(&yard);
    let queue = yard.standard("jobs");
    let archive = archive(&events, "all", json!({}));
    let rule = send_to(&events, "mine", json!({ "source": ["a"] }), &queue);
    let fails = |input: Value, code, text: &str| events.fails("StartReplay", input, code, text);
    fails(
        json!({ "ReplayName": "a b", "Destination": {} }),
        INVALID,
        "5 validation errors detected: Value 'a b' at 'replayName' failed to satisfy constraint: Member must satisfy \
         regular expression pattern: [\\.\\-_A-Za-z0-9]+; Value null at 'eventSourceArn' failed to satisfy constraint: \
         Member must not be null; Value null at 'eventStartTime' failed to satisfy constraint: Member must not be null; \
         Value null at 'eventEndTime' failed to satisfy constraint: Member must not be null; Value null at \
         'destination.arn' failed to satisfy constraint: Member must not be null",
    );
    let with = |member: &str, value: &str| {
        let mut input = input("again", &archive, 10, 20);
        *input.pointer_mut(member).expect("a member") = json!(value);
        input
    };
    let end = "Parameter EventEndTime is not valid. Reason: EventStartTime must be before EventEndTime.";
    let mut early = input("again", &archive, 10, 10);
    fails(early.clone(), INVALID, end);
    (early["EventEndTime"], early["Destination"]["Arn"]) = (json!(-5), json!("nonsense"));
    fails(early, INVALID, end);
    let no_bus_arn = "Parameter Destination.Arn is not valid. Reason: Must contain an event bus ARN.";
    for arn in ["default", &queue.arn(), &rule, &archive] {
        fails(with("/Destination/Arn", arn), INVALID, no_bus_arn);
    }
    let nowhere = BUS.replace("default", "nowhere");
    fails(with("/Destination/Arn", &nowhere), MISSING, "Event bus nowhere does not exist.");
    let elsewhere = BUS.replace("us-east-1", "eu-west-1");
    fails(with("/Destination/Arn", &elsewhere), MISSING, "Event bus default does not exist.");
    let no_archive = "Parameter EventSourceArn is not valid. Reason: Archive nowhere does not exist.";
    fails(with("/EventSourceArn", &archive.replace("all", "nowhere")), INVALID, no_archive);
    let no_archive = "Parameter EventSourceArn is not valid. Reason: Archive all does not exist.";
    fails(with("/EventSourceArn", &archive.replace("us-east-1", "eu-west-1")), INVALID, no_archive);
    let no_archive_arn = "Parameter EventSourceArn is not valid. Reason: Must contain an archive ARN.";
    fails(with("/EventSourceArn", BUS), INVALID, no_archive_arn);
    for arn in ["mine", BUS, &queue.arn(), &rule.replace("us-east-1", "eu-west-1"), &rule.replace("rule/", "rule/bus/")]
    {
        let mut input = input("again", &archive, 10, 20);
        input["Destination"]["FilterArns"] = json!([rule, arn]);
        fails(input, INVALID, "Parameter Destination.FilterArns is not valid. Reason: …");
    }
    for (operation, name) in [("DescribeReplay", "again"), ("CancelReplay", "again")] {
        let text = format!("Replay {name} does not exist.");
        events.fails(operation, json!({ "ReplayName": name }), MISSING, &text);
        events.fails(operation, json!({}), INVALID, "1 validation error detected: Value null at 'replayName' …");
    }
    assert_eq!(names(&events.ok("ListReplays", json!({}))), [""; 0], "nothing of it was started");
}

#[test]
fn a_replay_fails_when_its_bus_goes() {
    let yard = Yard::json();
    let events = Events::new(&yard);
    let bus = events.ok("CreateEventBus", json!({ "Name": "shop" }))["EventBusArn"].clone();
    let archived = archive(&events, "all", json!({ "EventSourceArn": bus }));
    put(&events, "a", json!({}), json!({ "EventBusName": "shop" }));
    let mut input = input("again", &archived, 0, 4_000_000_000);
    let cross = "Parameter Destination.Arn is not valid. Reason: Cross event bus replay is not permitted.";
    events.fails("StartReplay", input.clone(), INVALID, cross);
    input["Destination"]["Arn"] = bus;
    events.ok("StartReplay", input.clone());
    let rule = json!({ "Rule": "Events-Archive-all", "EventBusName": "shop" });
    let id = events.ok("ListTargetsByRule", rule)["Targets"][0]["Id"].clone();
    let target = json!({ "Rule": "Events-Archive-all", "EventBusName": "shop", "Ids": [id], "Force": true });
    events.ok("RemoveTargets", target);
    events.ok("DeleteRule", json!({ "Name": "Events-Archive-all", "EventBusName": "shop", "Force": true }));
    events.ok("DeleteEventBus", json!({ "Name": "shop" }));
    yard.advance(5);
    let seen = describe(&events, "again");
    assert_eq!((&seen["State"], &seen["StateReason"]), (&json!("FAILED"), &json!("Event bus shop does not exist.")));
    input["ReplayName"] = json!("more");
    events.fails("StartReplay", input, MISSING, "Event bus shop does not exist.");
}

#[test]
fn a_replayed_event_goes_on_to_another_bus() {
    let yard = Yard::json();
    let events = Events::new(&yard);
    let queue = yard.standard("jobs");
    let other = events.ok("CreateEventBus", json!({ "Name": "other" }))["EventBusArn"].clone();
    let archived = archive(&events, "all", json!({}));
    archive(&events, "there", json!({ "EventSourceArn": other }));
    put(&events, "a", json!({}), json!({}));
    events.rule("on", json!({ "account": [{ "exists": true }] }));
    events.target(
        "on",
        "bus",
        other.as_str().expect("an ARN"),
        json!({ "RoleArn": "arn:aws:iam::000000000000:role/r" }),
    );
    events.rule_on("other", "all", json!({ "replay-name": ["again"] }));
    events.target_on("other", "all", "queue", &queue.arn(), json!({}));
    start(&events, "again", &archived);
    yard.advance(5);
    assert_eq!(sources(&queue), ["a"]);
    assert_eq!(holds(&events, "there")[0], 0, "it is a replayed one there too");
}

#[test]
fn a_reset_ends_them() {
    let yard = Yard::json();
    let events = Events::new(&yard);
    let first = archive(&events, "all", json!({}));
    put(&events, "a", json!({}), json!({}));
    for i in 0..3 {
        start(&events, &format!("r{i}"), &first);
    }
    yard.raw(&Request::post("/_eventyard/reset", r#"{"account":"000000000000"}"#));
    assert_eq!(yard.raw(&Request::new("GET", "/_eventyard/time")).json()["dueTotal"], 0);
    yard.advance(5);
    assert_eq!(names(&events.ok("ListReplays", json!({}))), [""; 0]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever is given, the answer is AWS's error or a replay that ends.
    #[test]
    fn no_input_does_harm(name in ".{0,70}", times in any::<[f64; 2]>(), arns in prop::collection::vec(".{0,30}", 0..3)) {
        let yard = Yard::json();
        let events = Events::new(&yard);
        let archived = archive(&events, "all", json!({}));
        for time in times {
            let _ = events.call("PutEvents", json!({
                "Entries": [{ "Source": "a", "DetailType": "t", "Detail": "{}", "Time": time }],
            }));
        }
        let mut input = json!({
            "ReplayName": name, "EventSourceArn": archived, "EventStartTime": times[0], "EventEndTime": times[1],
            "Destination": { "Arn": BUS, "FilterArns": arns },
        });
        let _ = events.call("StartReplay", input.clone());
        (input["ReplayName"], input["Destination"]) = (json!("r"), json!({ "Arn": BUS }));
        let started = events.call("StartReplay", input);
        yard.advance(5);
        if started.is_ok() {
            prop_assert_eq!(state(&events, "r"), "COMPLETED");
        }
        for operation in ["DescribeReplay", "CancelReplay", "ListReplays"] {
            if let Err(fault) = events.call(operation, json!({ "ReplayName": name, "NamePrefix": name })) {
                prop_assert_eq!(fault.status, 400);
            }
        }
    }
}
