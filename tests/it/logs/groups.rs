//! Log groups, their tags and their retention.

use serde_json::{Value, json};

use super::{EXISTS, INVALID, NO_GROUP, NOT_FOUND, TOKEN};
use crate::support::{Logs, Yard, texts};

#[test]
fn a_group_is_made_shown_and_deleted() {
    let yard = Yard::json();
    let logs = Logs::new(&yard);
    let key = "arn:aws:kms:us-east-1:000000000000:key/k";
    let input = json!({ "logGroupName": "/app/a", "kmsKeyId": key, "logGroupClass": "INFREQUENT_ACCESS" });
    assert_eq!(logs.ok("CreateLogGroup", input), Value::Null);
    let arn = logs.arn("/app/a");
    let shown = json!({
        "logGroupName": "/app/a",
        "creationTime": yard.now(),
        "metricFilterCount": 0,
        "arn": format!("{arn}:*"),
        "logGroupArn": arn,
        "storedBytes": 0,
        "kmsKeyId": key,
        "logGroupClass": "INFREQUENT_ACCESS",
        "deletionProtectionEnabled": false,
    });
    assert_eq!(logs.ok("DescribeLogGroups", json!({})), json!({ "logGroups": [shown] }));
    let input = json!({ "logGroupName": "/app/a" });
    logs.fails("CreateLogGroup", input.clone(), EXISTS, "The specified log group already exists");
    assert_eq!(logs.ok("DeleteLogGroup", input.clone()), Value::Null);
    logs.fails("DeleteLogGroup", input, NOT_FOUND, NO_GROUP);
    assert_eq!(logs.ok("DescribeLogGroups", json!({})), json!({ "logGroups": [] }));
}

#[test]
fn names_that_are_none() {
    let yard = Yard::json();
    let logs = Logs::new(&yard);
    let long = "Invalid LogGroup or LogStream, both must have length less than or equal to 512.";
    logs.fails("CreateLogGroup", json!({ "logGroupName": "a".repeat(513) }), INVALID, long);
    logs.ok("CreateLogGroup", json!({ "logGroupName": "a".repeat(512) }));
    let rule = "1 validation error detected: Value 'a:b' at 'logGroupName' failed to satisfy constraint: Member must \
                satisfy regular expression pattern: [\\.\\-_/#A-Za-z0-9]+";
    logs.fails("CreateLogGroup", json!({ "logGroupName": "a:b" }), INVALID, rule);
    let missing = "1 validation error detected: Value null at 'logGroupName' failed to satisfy constraint: Member must \
                   not be null";
    logs.fails("CreateLogGroup", json!({}), INVALID, missing);
    logs.fails("CreateLogGroup", json!({ "logGroupName": "aws/mine" }), INVALID, "Log groups starting with AWS/ are …");
}

#[test]
fn lists_by_pages() {
    let yard = Yard::json();
    let logs = Logs::new(&yard);
    for name in ["b/2", "a/1", "b/1", "c-b/"] {
        logs.group(name);
    }
    let names = |operation: &str, input: Value| texts(&logs.ok(operation, input)["logGroups"], "logGroupName");
    let describe = |input: Value| names("DescribeLogGroups", input);
    assert_eq!(describe(json!({})), ["a/1", "b/1", "b/2", "c-b/"]);
    assert_eq!(describe(json!({ "logGroupNamePrefix": "b/" })), ["b/1", "b/2"]);
    assert_eq!(describe(json!({ "logGroupNamePattern": "b/" })), ["b/1", "b/2", "c-b/"]);
    assert_eq!(describe(json!({ "logGroupIdentifiers": ["a/1", logs.arn("b/2")] })), ["a/1", "b/2"]);
    assert_eq!(describe(json!({ "logGroupClass": "DELIVERY" })), [""; 0]);
    assert_eq!(describe(json!({ "accountIdentifiers": ["111111111111"] })), [""; 0]);
    let first = logs.ok("DescribeLogGroups", json!({ "limit": 3 }));
    assert_eq!(texts(&first["logGroups"], "logGroupName"), ["a/1", "b/1", "b/2"]);
    let rest = logs.ok("DescribeLogGroups", json!({ "limit": 3, "nextToken": first["nextToken"] }));
    assert_eq!(texts(&rest["logGroups"], "logGroupName"), ["c-b/"]);
    assert!(rest.get("nextToken").is_none());
    logs.fails("DescribeLogGroups", json!({ "nextToken": "!" }), INVALID, TOKEN);
    let both = json!({ "logGroupNamePrefix": "b", "logGroupNamePattern": "b" });
    let text = "LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.";
    logs.fails("DescribeLogGroups", both, INVALID, text);
    assert_eq!(names("ListLogGroups", json!({ "logGroupNamePattern": "^b/1|-b/" })), ["b/1", "c-b/"]);
    assert_eq!(names("ListLogGroups", json!({ "logGroupNamePattern": "no-such-group" })), [""; 0]);
}

#[test]
fn tags_by_arn_and_by_name() {
    let yard = Yard::json();
    let logs = Logs::new(&yard);
    logs.ok("CreateLogGroup", json!({ "logGroupName": "g", "tags": { "Env": "test" } }));
    let by_arn = json!({ "resourceArn": logs.arn("g") });
    let check = |expected: Value| {
        assert_eq!(logs.ok("ListTagsForResource", by_arn.clone()), json!({ "tags": expected }));
        assert_eq!(logs.ok("ListTagsLogGroup", json!({ "logGroupName": "g" })), json!({ "tags": expected }));
    };
    check(json!({ "Env": "test" }));
    logs.ok("TagResource", json!({ "resourceArn": logs.arn("g"), "tags": { "a": "1", "Env": "live" } }));
    logs.ok("TagLogGroup", json!({ "logGroupName": "g", "tags": { "b": "" } }));
    check(json!({ "Env": "live", "a": "1", "b": "" }));
    logs.ok("UntagResource", json!({ "resourceArn": logs.arn("g"), "tagKeys": ["Env", "none"] }));
    logs.ok("UntagLogGroup", json!({ "logGroupName": "g", "tags": ["a"] }));
    check(json!({ "b": "" }));
    let many: serde_json::Map<String, Value> = (0..50).map(|i| (format!("k{i}"), json!("v"))).collect();
    let full = json!({ "resourceArn": logs.arn("g"), "tags": many });
    logs.fails("TagResource", full, "TooManyTagsException", "The resource can have no more than 50 tags.");
    logs.fails("ListTagsForResource", json!({ "resourceArn": logs.arn("h") }), NOT_FOUND, NO_GROUP);
    let wrong = "1 validation error detected: Value '{a!=1}' at 'tags' failed to satisfy constraint: Map keys must …";
    logs.fails("TagLogGroup", json!({ "logGroupName": "g", "tags": { "a!": "1" } }), INVALID, wrong);
}

#[test]
fn what_is_older_than_its_retention_is_gone() {
    let yard = Yard::json();
    let logs = Logs::new(&yard);
    logs.group("g");
    logs.stream("g", "s");
    let days = |days: i64| json!({ "logGroupName": "g", "retentionInDays": days });
    let bytes = || logs.ok("DescribeLogGroups", json!({}))["logGroups"][0]["storedBytes"].clone();
    let text = "1 validation error detected: Value '2' at 'retentionInDays' failed to satisfy constraint: Member must \
                satisfy enum value set: [1, 3, 5, 7, …";
    logs.fails("PutRetentionPolicy", days(2), INVALID, text);
    logs.put("g", "s", &[(0, "first")]);
    yard.advance(80_000);
    logs.put("g", "s", &[(0, "second")]);
    assert_eq!(bytes(), 5 + 6 + 2 * 26);
    assert_eq!(logs.ok("PutRetentionPolicy", days(1)), Value::Null);
    assert_eq!(logs.ok("DescribeLogGroups", json!({}))["logGroups"][0]["retentionInDays"], 1);
    assert_eq!(logs.messages("g", "s"), ["first", "second"]);
    yard.advance(6_401);
    assert_eq!((logs.messages("g", "s"), bytes()), (vec!["second".to_owned()], json!(6 + 26)));
    assert_eq!(logs.found("g", json!({})), ["second"]);
    let answer = logs.put("g", "s", &[(-86_400_001, "expired"), (-1, "third")]);
    assert_eq!(answer["rejectedLogEventsInfo"], json!({ "expiredLogEventEndIndex": 1 }));
    assert_eq!(logs.ok("DeleteRetentionPolicy", json!({ "logGroupName": "g" })), Value::Null);
    yard.advance(1_000_000);
    assert_eq!(logs.messages("g", "s"), ["second", "third"], "what was forgotten stays so");
}

#[test]
fn a_protected_group_stays() {
    let yard = Yard::json();
    let logs = Logs::new(&yard);
    logs.ok("CreateLogGroup", json!({ "logGroupName": "g", "deletionProtectionEnabled": true }));
    let delete = || logs.call("DeleteLogGroup", json!({ "logGroupName": "g" }));
    assert_eq!(delete().expect_err("a refusal").code, "ValidationException");
    let input = json!({ "logGroupIdentifier": logs.arn("g"), "deletionProtectionEnabled": false });
    logs.ok("PutLogGroupDeletionProtection", input);
    assert!(delete().is_ok());
}

#[test]
fn what_is_there_is_shown_and_forgotten() {
    let yard = Yard::json();
    let logs = Logs::new(&yard);
    logs.group("g");
    logs.stream("g", "s");
    logs.put("g", "s", &[(0, "one")]);
    let request = crate::support::Request::new("GET", "/_eventyard/state?service=logs").header("Host", "localhost");
    let streams = json!([{ "name": "s", "events": 1, "last": yard.server.clock().now().to_string() }]);
    let group = json!({ "arn": logs.arn("g"), "retentionInDays": null, "storedBytes": 29, "streams": streams });
    assert_eq!(yard.raw(&request).json(), json!({ "logs": { "logGroups": [group] } }));
    yard.raw(&crate::support::Request::post("/_eventyard/reset", "{}").header("Host", "localhost"));
    assert_eq!(yard.raw(&request).json(), json!({ "logs": { "logGroups": [] } }));
}
