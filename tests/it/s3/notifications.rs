//! Who is told of what happens to objects.

use serde_json::{Value, json};

use crate::support::{Events, S3};

const QUEUE: &str = "arn:aws:sqs:us-east-1:000000000000:told";

fn set(s3: &S3, configuration: &str) {
    let body = format!("<NotificationConfiguration>{configuration}</NotificationConfiguration>");
    s3.ok("PUT", "/first?notification", body.as_bytes());
}

fn queue(events: &str, rest: &str) -> String {
    format!("<QueueConfiguration><Id>one</Id><Queue>{QUEUE}</Queue><Event>{events}</Event>{rest}</QueueConfiguration>")
}

fn documents(s3: &S3) -> Vec<Value> {
    let url = json!({ "QueueUrl": "told", "MaxNumberOfMessages": 10, "VisibilityTimeout": 600 });
    let answer = s3.yard.ok("ReceiveMessage", url);
    let messages = answer["Messages"].as_array().cloned().unwrap_or_default();
    messages.iter().map(|one| serde_json::from_str(one["Body"].as_str().expect("a body")).expect("JSON")).collect()
}

#[test]
fn the_default_bus_is_told() {
    let s3 = S3::with_bucket("first");
    s3.yard.standard("told");
    let events = Events::new(&s3.yard);
    events.ok("PutRule", json!({ "Name": "r", "EventPattern": "{\"source\":[\"aws.s3\"]}" }));
    events.ok("PutTargets", json!({ "Rule": "r", "Targets": [{ "Id": "1", "Arn": QUEUE }] }));
    s3.ok("PUT", "/first/silent", b"x");
    assert!(documents(&s3).is_empty(), "not before it is set");
    set(&s3, "<EventBridgeConfiguration></EventBridgeConfiguration>");
    assert!(s3.text("/first?notification").contains("EventBridgeConfiguration"));
    s3.ok("PUT", "/first/a%20b", b"hello");
    s3.ok("DELETE", "/first/a%20b", b"");
    let told = documents(&s3);
    let kinds: Vec<&str> = told.iter().filter_map(|event| event["detail-type"].as_str()).collect();
    assert_eq!(kinds, ["Object Created", "Object Deleted"]);
    let created = &told[0];
    assert_eq!((&created["source"], &created["resources"]), (&json!("aws.s3"), &json!(["arn:aws:s3:::first"])));
    let detail = &created["detail"];
    assert_eq!((&detail["version"], &detail["bucket"]), (&json!("0"), &json!({ "name": "first" })));
    let object = &detail["object"];
    assert_eq!((&object["key"], &object["size"]), (&json!("a b"), &json!(5)));
    assert_eq!(object["etag"], "5d41402abc4b2a76b9719d911017c592");
    assert!(object["version-id"].is_null());
    assert_eq!((&detail["reason"], &detail["requester"]), (&json!("PutObject"), &json!("000000000000")));
    let deleted = &told[1]["detail"];
    assert_eq!(deleted["deletion-type"], "Permanently Deleted");
    assert!(deleted["object"]["sequencer"].as_str() > object["sequencer"].as_str());
}

#[test]
fn queues_are_told_of_what_they_want() {
    let s3 = S3::with_bucket("first");
    s3.yard.standard("told");
    let rule = |name: &str, value: &str| format!("<FilterRule><Name>{name}</Name><Value>{value}</Value></FilterRule>");
    let filter = format!("<Filter><S3Key>{}{}</S3Key></Filter>", rule("prefix", "in/"), rule("suffix", ".csv"));
    set(&s3, &queue("s3:ObjectCreated:*", &filter));
    let test = documents(&s3);
    assert_eq!((&test[0]["Event"], &test[0]["Bucket"]), (&json!("s3:TestEvent"), &json!("first")));
    for key in ["in/a%20b.csv", "in/a.txt", "out/a.csv"] {
        s3.ok("PUT", &format!("/first/{key}"), b"x");
    }
    s3.ok("DELETE", "/first/in/a%20b.csv", b"");
    let told = documents(&s3);
    assert_eq!(told.len(), 1, "{told:?}");
    let record = &told[0]["Records"][0];
    assert_eq!((&record["eventName"], &record["eventSource"]), (&json!("ObjectCreated:Put"), &json!("aws:s3")));
    assert_eq!(record["s3"]["configurationId"], "one");
    assert_eq!(record["s3"]["bucket"]["arn"], "arn:aws:s3:::first");
    assert_eq!(record["s3"]["object"]["key"], "in/a+b.csv");
    set(&s3, "");
    s3.ok("PUT", "/first/in/b.csv", b"x");
    assert!(documents(&s3).is_empty(), "nobody is told any more");
}

#[test]
fn receivers_that_are_refused() {
    let s3 = S3::with_bucket("first");
    let refused = |configuration: &str, status: u16, code: &str| {
        let body = format!("<NotificationConfiguration>{configuration}</NotificationConfiguration>");
        s3.fails(&s3.request("PUT", "/first?notification", body.as_bytes()), status, code);
    };
    refused(&queue("s3:ObjectCreated:*", ""), 400, "InvalidArgument");
    s3.yard.standard("told");
    refused(&queue("s3:ObjectEaten:*", ""), 400, "InvalidArgument");
    let lambda = "<CloudFunctionConfiguration><CloudFunction>arn:aws:lambda:us-east-1:000000000000:function:f\
                  </CloudFunction><Event>s3:ObjectCreated:*</Event></CloudFunctionConfiguration>";
    refused(lambda, 501, "NotImplemented");

    // Nobody knows who is told of an object that two want to know of.
    let filter = |name: &str, value: &str| {
        format!("<Filter><S3Key><FilterRule><Name>{name}</Name><Value>{value}</Value></FilterRule></S3Key></Filter>")
    };
    let two = |one: &str, other: &str| {
        queue("s3:ObjectCreated:*", one) + &queue("s3:ObjectCreated:Put", other).replace(">one<", ">two<")
    };
    refused(&two("", ""), 400, "InvalidArgument");
    refused(&two(&filter("prefix", "in/"), &filter("suffix", ".csv")), 400, "InvalidArgument");
    set(&s3, &two(&filter("prefix", "in/"), &filter("prefix", "out/")));
}
