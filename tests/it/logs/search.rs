//! FilterLogEvents and TestMetricFilter.

use serde_json::{Value, json};

use super::{INVALID, NO_STREAM, NOT_FOUND, TOKEN};
use crate::support::{Logs, Yard, texts};

fn filled(yard: &Yard) -> Logs<'_> {
    let logs = Logs::new(yard);
    logs.group("g");
    for stream in ["a", "b", "c"] {
        logs.stream("g", stream);
    }
    logs.put("g", "a", &[(0, "ERROR one"), (2, "INFO two"), (4, "ERROR three")]);
    logs.put("g", "b", &[(1, "{\"level\":\"ERROR\",\"n\":4}"), (3, "{\"level\":\"INFO\",\"n\":5}")]);
    logs.put("g", "c", &[(2, "WARN six")]);
    logs
}

#[test]
fn streams_are_searched_together() {
    let yard = Yard::json();
    let logs = filled(&yard);
    let json4 = "{\"level\":\"ERROR\",\"n\":4}";
    let json5 = "{\"level\":\"INFO\",\"n\":5}";
    let all = ["ERROR one", json4, "INFO two", "WARN six", json5, "ERROR three"];
    assert_eq!(logs.found("g", json!({})), all);
    assert_eq!(logs.found("g", json!({ "logStreamNames": ["c", "a"], "interleaved": true })).len(), 4);
    assert_eq!(logs.found("g", json!({ "logStreamNamePrefix": "b" })), [json4, json5]);
    assert_eq!(logs.found("g", json!({ "filterPattern": "ERROR" })), ["ERROR one", json4, "ERROR three"]);
    assert_eq!(logs.found("g", json!({ "filterPattern": "?WARN ?two" })), ["INFO two", "WARN six"]);
    assert_eq!(logs.found("g", json!({ "filterPattern": "{ $.n > 4 }" })), [json5]);
    assert_eq!(logs.found("g", json!({ "filterPattern": "[level = ERROR, text]" })), ["ERROR one", "ERROR three"]);
    let now = yard.now();
    let within = json!({ "startTime": now + 2, "endTime": now + 3 });
    assert_eq!(logs.found("g", within), ["INFO two", "WARN six", json5], "the end is within");
    let answer = logs.ok("FilterLogEvents", json!({ "logGroupIdentifier": logs.arn("g"), "filterPattern": "six" }));
    let mut event = answer["events"][0].clone();
    let id = event["eventId"].take();
    assert!(id.as_str().is_some_and(|id| id.len() == 56 && id.bytes().all(|b| b.is_ascii_digit())), "{id}");
    let expected = json!({
        "logStreamName": "c", "timestamp": now + 2, "ingestionTime": now, "message": "WARN six", "eventId": null
    });
    assert_eq!((event, &answer["searchedLogStreams"]), (expected, &json!([])));
}

#[test]
fn pages_of_a_search() {
    let yard = Yard::json();
    let logs = filled(&yard);
    for limit in 1..=7 {
        let (mut found, mut input) =
            (Vec::new(), json!({ "logGroupName": "g", "limit": limit, "filterPattern": "-WARN" }));
        loop {
            let answer = logs.ok("FilterLogEvents", input.clone());
            found.extend(texts(&answer["events"], "message"));
            match answer.get("nextToken") {
                Some(token) => input["nextToken"] = token.clone(),
                None => break,
            }
        }
        assert_eq!(found.len(), 5, "{limit}");
    }
    let many: Vec<(i64, String)> = (0..1000).map(|i| (10, format!("many {i}"))).collect();
    let many: Vec<(i64, &str)> = many.iter().map(|(at, message)| (*at, message.as_str())).collect();
    logs.put("g", "c", &many);
    assert_eq!(logs.found("g", json!({ "filterPattern": "many" })).len(), 1000);
}

#[test]
fn what_is_refused() {
    let yard = Yard::json();
    let logs = filled(&yard);
    let fails = |more: Value, code: &str, text: &str| {
        let mut input = more;
        input["logGroupName"] = json!("g");
        logs.fails("FilterLogEvents", input, code, text);
    };
    fails(json!({ "nextToken": "unknown" }), INVALID, TOKEN);
    fails(json!({ "logStreamNames": ["a", "none"] }), NOT_FOUND, NO_STREAM);
    fails(json!({ "logStreamNames": ["a"], "logStreamNamePrefix": "a" }), INVALID, "logStreamNames and …");
    fails(json!({ "limit": 0 }), INVALID, "1 validation error detected: Value '0' at 'limit' …");
    fails(json!({ "filterPattern": "{ $.a" }), INVALID, "Invalid filter pattern…");
    fails(json!({ "filterPattern": "a@b" }), INVALID, "Invalid filter pattern: Invalid character(s) in term 'a@b'");
    fails(json!({ "filterPattern": "a".repeat(1025) }), INVALID, "1 validation error detected: …");
}

#[test]
fn patterns_are_tried() {
    let yard = Yard::json();
    let logs = Logs::new(&yard);
    let input = json!({
        "filterPattern": "[ip, ..., status = 4*, size > 10]",
        "logEventMessages": ["1.1.1.1 - 200 20", "1.1.1.2 [a b] 404 30", "1.1.1.3 403 5"],
    });
    let matched = json!({
        "eventNumber": 2,
        "eventMessage": "1.1.1.2 [a b] 404 30",
        "extractedValues": { "$ip": "1.1.1.2", "$2": "a b", "$status": "404", "$size": "30" },
    });
    assert_eq!(logs.ok("TestMetricFilter", input), json!({ "matches": [matched] }));
    let input = json!({ "filterPattern": "{ $.a }", "logEventMessages": ["x"] });
    logs.fails("TestMetricFilter", input, INVALID, "Invalid filter pattern");
}
