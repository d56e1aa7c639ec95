//! Log streams and their lists.

use serde_json::{Value, json};

use super::{EXISTS, INVALID, NO_GROUP, NO_STREAM, NOT_FOUND, TOKEN};
use crate::support::{Logs, Yard, texts};

#[test]
fn a_stream_is_made_shown_and_deleted() {
    let yard = Yard::json();
    let logs = Logs::new(&yard);
    let input = json!({ "logGroupName": "g", "logStreamName": "s" });
    logs.fails("CreateLogStream", input.clone(), NOT_FOUND, NO_GROUP);
    logs.group("g");
    assert_eq!(logs.ok("CreateLogStream", input.clone()), Value::Null);
    logs.fails("CreateLogStream", input.clone(), EXISTS, "The specified log stream already exists");
    let created = yard.now();
    let arn = format!("{}:log-stream:s", logs.arn("g"));
    let mut shown = json!({ "logStreamName": "s", "creationTime": created, "arn": arn, "storedBytes": 0 });
    assert_eq!(logs.ok("DescribeLogStreams", json!({ "logGroupName": "g" }))["logStreams"], json!([shown]));
    yard.advance(1);
    let token = logs.put("g", "s", &[(-5, "a"), (7, "b")])["nextSequenceToken"].clone();
    let times = [("firstEventTimestamp", -5), ("lastEventTimestamp", 7), ("lastIngestionTime", 0)];
    times.iter().for_each(|(name, after)| shown[*name] = json!(yard.now() + after));
    shown["uploadSequenceToken"] = token;
    let by_arn = json!({ "logGroupIdentifier": logs.arn("g") });
    assert_eq!(logs.ok("DescribeLogStreams", by_arn)["logStreams"], json!([shown]));
    assert_eq!(logs.ok("DeleteLogStream", input.clone()), Value::Null);
    logs.fails("DeleteLogStream", input, NOT_FOUND, NO_STREAM);
    assert!(logs.streams("g").is_empty());
    logs.fails("CreateLogStream", json!({ "logGroupName": "g", "logStreamName": "a:b" }), INVALID, "1 validation …");
    let both = json!({ "logGroupName": "g", "logGroupIdentifier": "g" });
    let text = "LogGroup name and LogGroup ARN are mutually exclusive parameters.";
    logs.fails("DescribeLogStreams", both, "ValidationException", text);
}

#[test]
fn lists_by_name_and_by_time() {
    let yard = Yard::json();
    let logs = Logs::new(&yard);
    logs.group("g");
    for (name, at) in [("a1", 30), ("a2", 10), ("b", 20), ("empty", 0)] {
        logs.stream("g", name);
        if at > 0 {
            logs.put("g", name, &[(at, "m")]);
        }
    }
    let pages = |more: Value| {
        let (mut names, mut input) = (Vec::new(), more);
        input["logGroupName"] = json!("g");
        loop {
            let answer = logs.ok("DescribeLogStreams", input.clone());
            names.extend(texts(&answer["logStreams"], "logStreamName"));
            match answer.get("nextToken") {
                Some(token) => input["nextToken"] = token.clone(),
                None => return names,
            }
        }
    };
    for limit in [1, 2, 3, 4, 50] {
        assert_eq!(pages(json!({ "limit": limit })), ["a1", "a2", "b", "empty"]);
        assert_eq!(pages(json!({ "limit": limit, "descending": true })), ["empty", "b", "a2", "a1"]);
        assert_eq!(pages(json!({ "limit": limit, "logStreamNamePrefix": "a", "descending": true })), ["a2", "a1"]);
        let by_time = json!({ "limit": limit, "orderBy": "LastEventTime" });
        assert_eq!(pages(by_time), ["empty", "a2", "b", "a1"]);
        let latest = json!({ "limit": limit, "orderBy": "LastEventTime", "descending": true });
        assert_eq!(pages(latest), ["a1", "b", "a2", "empty"]);
    }
    let input = json!({ "logGroupName": "g", "orderBy": "LastEventTime", "logStreamNamePrefix": "a" });
    let text = "Cannot order by LastEventTime with a logStreamNamePrefix.";
    logs.fails("DescribeLogStreams", input, INVALID, text);
    logs.fails("DescribeLogStreams", json!({ "logGroupName": "g", "nextToken": "?" }), INVALID, TOKEN);
}
