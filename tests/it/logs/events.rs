//! Events: put, and read by pages both ways.

use serde_json::{Value, json};

use super::{INVALID, NO_GROUP, NO_STREAM, NOT_FOUND, TOKEN};
use crate::support::{Logs, Yard, texts};

fn batch(events: Value) -> Value {
    json!({ "logGroupName": "g", "logStreamName": "s", "logEvents": events })
}

#[test]
fn batches_that_are_refused() {
    let yard = Yard::json();
    let logs = Logs::new(&yard);
    let now = yard.now();
    let event = |after: i64, message: &str| json!({ "timestamp": now + after, "message": message });
    logs.fails("PutLogEvents", batch(json!([event(0, "m")])), NOT_FOUND, NO_GROUP);
    logs.group("g");
    logs.fails("PutLogEvents", batch(json!([event(0, "m")])), NOT_FOUND, NO_STREAM);
    logs.stream("g", "s");
    let most = "m".repeat((1 << 20) - 26);
    let day = 86_400_000;
    let cases = [
        (
            json!([event(1, "a"), event(0, "b")]),
            "Log events in a single PutLogEvents request must be in chronological order.",
        ),
        (
            json!([event(-day - 1, "a"), event(0, "b")]),
            "The batch of log events in a single PutLogEvents request cannot span more than 24 hours.",
        ),
        (json!([event(0, &format!("{most}m"))]), "Log event too large: 1048577 bytes exceeds limit of 1048576"),
        (json!([event(0, &most), event(0, "m")]), "Upload too large: 1048603 bytes exceeds limit of 1048576"),
        (
            json!([]),
            "1 validation error detected: Value '[]' at 'logEvents' failed to satisfy constraint: Member must \
                     have length greater than or equal to 1",
        ),
        (vec![event(0, "m"); 10_001].into(), "1 validation error detected: Value '[]' at 'logEvents' failed …"),
        (
            json!([{ "timestamp": -1, "message": "" }]),
            "2 validation errors detected: Value '-1' at 'logEvents.1.member.timestamp' failed to satisfy constraint: \
             Member must have value greater than or equal to 0; Value '' at 'logEvents.1.member.message' failed to \
             satisfy constraint: Member must have length greater than or equal to 1",
        ),
    ];
    for (events, text) in cases {
        logs.fails("PutLogEvents", batch(events), INVALID, text);
    }
    assert!(logs.messages("g", "s").is_empty());
    logs.ok("PutLogEvents", batch(json!([event(0, &most)])));
    logs.ok("PutLogEvents", batch(json!([event(-day, "a"), event(0, "b")])));
    let mut once_more = batch(json!([event(0, "c")]));
    once_more["sequenceToken"] = json!("means nothing");
    logs.ok("PutLogEvents", once_more);
}

#[test]
fn what_is_too_old_or_too_new_is_left_out() {
    let yard = Yard::json();
    let logs = Logs::new(&yard);
    logs.group("g");
    logs.stream("g", "s");
    let (hour, day) = (3_600_000, 86_400_000);
    let answer = logs.put("g", "s", &[(0, "a"), (2 * hour, "b"), (2 * hour + 1, "c"), (3 * hour, "d")]);
    assert_eq!(answer["rejectedLogEventsInfo"], json!({ "tooNewLogEventStartIndex": 2 }));
    let answer = logs.put("g", "s", &[(-14 * day - 2, "e"), (-14 * day - 1, "f"), (-14 * day, "g")]);
    assert_eq!(answer["rejectedLogEventsInfo"], json!({ "tooOldLogEventEndIndex": 2 }));
    assert!(answer["nextSequenceToken"].is_string());
    assert!(logs.put("g", "s", &[(0, "h")]).get("rejectedLogEventsInfo").is_none());
    assert_eq!(
        logs.put("g", "s", &[(-30 * day, "i")])["rejectedLogEventsInfo"],
        json!({ "tooOldLogEventEndIndex": 1 })
    );
    assert_eq!(logs.messages("g", "s"), ["g", "a", "h", "b"]);
}

#[test]
fn pages_forwards_and_backwards() {
    let yard = Yard::json();
    let logs = Logs::new(&yard);
    logs.group("g");
    logs.stream("g", "s");
    let get = |more: Value| {
        let mut input = json!({ "logGroupName": "g", "logStreamName": "s", "limit": 4 });
        input.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
        logs.ok("GetLogEvents", input)
    };
    let messages = |answer: &Value| texts(&answer["events"], "message");
    let empty = get(json!({ "startFromHead": true }));
    let events: Vec<(i64, String)> = (0..10).map(|i| (i / 2, i.to_string())).collect();
    let events: Vec<(i64, &str)> = events.iter().map(|(at, message)| (*at, message.as_str())).collect();
    logs.put("g", "s", &events);
    let later = get(json!({ "nextToken": empty["nextForwardToken"] }));
    assert_eq!(messages(&later), ["0", "1", "2", "3"], "who found nothing finds what came later");

    let first = get(json!({ "startFromHead": true }));
    assert_eq!(first["events"][1], json!({ "timestamp": yard.now(), "message": "1", "ingestionTime": yard.now() }));
    let second = get(json!({ "nextToken": first["nextForwardToken"] }));
    assert_eq!(messages(&second), ["4", "5", "6", "7"]);
    let third = get(json!({ "nextToken": second["nextForwardToken"] }));
    assert_eq!(messages(&third), ["8", "9"]);
    let end = get(json!({ "nextToken": third["nextForwardToken"] }));
    assert_eq!((messages(&end).len(), &end["nextForwardToken"]), (0, &third["nextForwardToken"]));
    assert_eq!(messages(&get(json!({ "nextToken": end["nextBackwardToken"] }))), ["6", "7", "8", "9"]);
    assert_eq!(messages(&get(json!({ "nextToken": third["nextBackwardToken"] }))), ["4", "5", "6", "7"]);

    let last = get(json!({}));
    assert_eq!(messages(&last), ["6", "7", "8", "9"], "the latest ones, unless told otherwise");
    let before = get(json!({ "nextToken": last["nextBackwardToken"] }));
    let begin = get(json!({ "nextToken": before["nextBackwardToken"] }));
    assert_eq!(
        (messages(&before), messages(&begin)),
        (["2", "3", "4", "5"].map(String::from).into(), vec!["0".into(), "1".into()])
    );
    let nothing = get(json!({ "nextToken": begin["nextBackwardToken"] }));
    assert_eq!((messages(&nothing).len(), &nothing["nextBackwardToken"]), (0, &begin["nextBackwardToken"]));
    assert_eq!(messages(&get(json!({ "nextToken": nothing["nextForwardToken"] }))), ["0", "1", "2", "3"]);

    let now = yard.now();
    let within = json!({ "startTime": now + 1, "endTime": now + 3, "startFromHead": true, "limit": 10 });
    assert_eq!(messages(&get(within)), ["2", "3", "4", "5"], "the end is not within");
    let latest = json!({ "startTime": now + 1, "endTime": now + 3, "limit": 1 });
    assert_eq!(messages(&get(latest)), ["5"]);
    for token in ["invalid-token", "f/1", "x/1/s", "f//s", "f/-1/s"] {
        let input = json!({ "logGroupName": "g", "logStreamName": "s", "nextToken": token });
        logs.fails("GetLogEvents", input, INVALID, TOKEN);
    }
    let limit = json!({ "logGroupName": "g", "logStreamName": "s", "limit": 10_001 });
    let text = "1 validation error detected: Value '10001' at 'limit' failed to satisfy constraint: Member must have value \
                less than or equal to 10000";
    logs.fails("GetLogEvents", limit, INVALID, text);
}

#[test]
fn a_page_has_a_megabyte_at_most() {
    let yard = Yard::json();
    let logs = Logs::new(&yard);
    logs.group("g");
    logs.stream("g", "s");
    let message = "m".repeat(400_000);
    for at in 0..5 {
        logs.put("g", "s", &[(at, &message)]);
    }
    assert_eq!(logs.messages("g", "s").len(), 2);
    let mut input = json!({ "logGroupName": "g" });
    let mut sizes = Vec::new();
    loop {
        let answer = logs.ok("FilterLogEvents", input.clone());
        sizes.push(answer["events"].as_array().expect("a list").len());
        match answer.get("nextToken") {
            Some(token) => input["nextToken"] = token.clone(),
            None => break,
        }
    }
    assert_eq!(sizes, [3, 2]);
}
