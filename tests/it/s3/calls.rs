//! Operations called by name: from state machines and schedules.

use serde_json::json;

use crate::support::{S3, States};

fn task(action: &str, parameters: serde_json::Value) -> serde_json::Value {
    json!({ "Resource": format!("arn:aws:states:::aws-sdk:s3:{action}"), "Parameters": parameters })
}

#[test]
fn state_machines_read_and_write() {
    let s3 = S3::with_bucket("first");
    let states = States::new(&s3.yard);
    let run = |name: &str, action: &str, parameters| {
        let execution = states.run_task(name, task(action, parameters));
        states.output(&execution)
    };
    let put = run("a", "putObject", json!({ "Bucket": "first", "Key": "k", "Body": { "Dict": "Value" } }));
    let expected = json!({
        "ChecksumCRC32": "hnEfWw==", "ChecksumType": "FULL_OBJECT",
        "ETag": "\"49e31cee5aec8faf3345893addb14346\"", "ServerSideEncryption": "AES256",
    });
    assert_eq!(put, expected);
    assert_eq!(s3.text("/first/k"), "{\"Dict\":\"Value\"}");
    let metadata = json!({ "color": "red" });
    run("b", "putObject", json!({ "Bucket": "first", "Key": "l", "Body": false, "Metadata": metadata }));
    let got = run("c", "getObject", json!({ "Bucket": "first", "Key": "l" }));
    assert_eq!((&got["Body"], &got["ContentLength"], &got["Metadata"]), (&json!("false"), &json!(5), &metadata));
    assert_eq!((&got["ContentType"], &got["AcceptRanges"]), (&json!("binary/octet-stream"), &json!("bytes")));
    let head = run("d", "headObject", json!({ "Bucket": "first", "Key": "l" }));
    assert_eq!((&head["ContentLength"], &head["Body"]), (&json!(5), &json!(null)));
    run("e", "copyObject", json!({ "Bucket": "first", "Key": "m/n", "CopySource": "first/l" }));
    let list = run("f", "listObjectsV2", json!({ "Bucket": "first", "Delimiter": "/" }));
    assert_eq!((&list["KeyCount"], &list["CommonPrefixes"]), (&json!(3), &json!([{ "Prefix": "m/" }])));
    assert_eq!((&list["Contents"][1]["Key"], &list["Contents"][1]["Size"]), (&json!("l"), &json!(5)));
    assert_eq!(run("g", "deleteObject", json!({ "Bucket": "first", "Key": "l" })), json!({}));
    run("h", "createBucket", json!({ "Bucket": "second" }));
    assert_eq!(run("i", "listBuckets", json!({}))["Buckets"][1]["Name"], "second");
}

#[test]
fn refusals_as_sdks_tell_them() {
    let s3 = S3::with_bucket("first");
    let states = States::new(&s3.yard);
    let cases = [
        (
            "getObject",
            json!({ "Bucket": "first", "Key": "none" }),
            "S3.NoSuchKeyException",
            "The specified key does not",
        ),
        ("getObject", json!({ "Bucket": "none-such", "Key": "k" }), "S3.NoSuchBucketException", "The specified bucket"),
        ("deleteBucket", json!({ "Bucket": "none-such" }), "S3.NoSuchBucketException", "The specified bucket does"),
        ("createBucket", json!({ "Bucket": "NO" }), "S3.S3Exception", "The specified bucket is not valid."),
    ];
    for (number, (action, parameters, error, cause)) in cases.into_iter().enumerate() {
        let execution = states.run_task(&format!("m{number}"), task(action, parameters));
        let failed = states.detail(&execution, "TaskFailed");
        assert_eq!(failed["error"], error, "{action}: {failed}");
        let told = failed["cause"].as_str().expect("a cause");
        assert!(told.starts_with(cause) && told.contains("(Service: S3, Status Code: 4"), "{told}");
        assert!(told.contains(", Extended Request ID: "), "{told}");
    }
}
