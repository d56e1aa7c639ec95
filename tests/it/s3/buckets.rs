//! Buckets: names, regions, deletion, state and reset.

use serde_json::json;

use crate::support::{Request, S3};

#[test]
fn a_bucket_lives_and_dies() {
    let s3 = S3::with_bucket("first");
    assert_eq!(s3.call("PUT", "/first", b"").status, 200, "making it again in the first region is no error");
    s3.ok("PUT", "/second", b"");
    let list = s3.text("/");
    assert_eq!(S3::all(&list, "Name"), ["first", "second"]);
    assert_eq!(s3.call("HEAD", "/first", b"").header("x-amz-bucket-region"), Some("us-east-1"));
    assert_eq!(s3.call("HEAD", "/third", b"").status, 404);
    s3.ok("PUT", "/first/a", b"x");
    s3.fails(&s3.request("DELETE", "/first", b""), 409, "BucketNotEmpty");
    s3.ok("DELETE", "/first/a", b"");
    assert_eq!(s3.ok("DELETE", "/first", b"").status, 204);
    let gone = s3.fails(&s3.request("GET", "/first", b""), 404, "NoSuchBucket");
    let text = gone.text();
    assert_eq!(S3::one(&text, "BucketName"), "first");
    assert_eq!(Some(&*S3::one(&text, "RequestId")), gone.header("x-amz-request-id"));
    assert_eq!(Some(&*S3::one(&text, "HostId")), gone.header("x-amz-id-2"));
}

#[test]
fn a_region_is_an_attribute() {
    let s3 = S3::with_bucket("home");
    let constraint = b"<CreateBucketConfiguration><LocationConstraint>eu-west-1</LocationConstraint>\
                       </CreateBucketConfiguration>";
    s3.ok("PUT", "/away", constraint);
    assert!(s3.text("/away?location").contains(">eu-west-1</LocationConstraint>"));
    assert!(!s3.text("/home?location").contains("us-east-1"));
    s3.fails(&s3.request("PUT", "/away", constraint), 409, "BucketAlreadyOwnedByYou");
    for wrong in ["us-east-1", "nowhere", "eu_west_1"] {
        let body = String::from_utf8_lossy(constraint).replace("eu-west-1", wrong);
        s3.fails(&s3.request("PUT", "/other", body.as_bytes()), 400, "InvalidLocationConstraint");
    }
    // Another region reaches it, another account does not.
    s3.ok("PUT", "/home/a", b"x");
    assert_eq!(s3.send(&S3::request_of("000000000000", "ap-south-1", "GET", "/home/a", b"")).text(), "x");
    assert_eq!(s3.send(&S3::request_of("111111111111", "us-east-1", "GET", "/home/a", b"")).status, 404);
    // A bucket made from another region lies there.
    s3.send(&S3::request_of("000000000000", "ap-south-1", "PUT", "/south", b""));
    assert!(s3.text("/south?location").contains(">ap-south-1</LocationConstraint>"));
}

#[test]
fn names_that_cannot_be() {
    let s3 = S3::with_bucket("first");
    for name in ["ab", "UPPER", "under_score", "-dash", "dash-", "a..b", "192.168.0.1", "xn--a", &"a".repeat(64)] {
        let refused = s3.fails(&s3.request("PUT", &format!("/{name}"), b""), 400, "InvalidBucketName");
        assert!(refused.text().contains("<Message>The specified bucket is not valid.</Message>"), "{name}");
    }
}

#[test]
fn tags_of_a_bucket() {
    let s3 = S3::with_bucket("first");
    s3.fails(&s3.request("GET", "/first?tagging", b""), 404, "NoSuchTagSet");
    s3.ok("PUT", "/first?tagging", b"<Tagging><TagSet><Tag><Key>k</Key><Value>v</Value></Tag></TagSet></Tagging>");
    assert_eq!(S3::one(&s3.text("/first?tagging"), "Value"), "v");
    s3.ok("DELETE", "/first?tagging", b"");
    s3.fails(&s3.request("GET", "/first?tagging", b""), 404, "NoSuchTagSet");
}

#[test]
fn what_is_not_there_says_so() {
    let s3 = S3::with_bucket("first");
    for (method, query) in
        [("GET", "acl"), ("GET", "policy"), ("GET", "lifecycle"), ("GET", "cors"), ("GET", "website")]
    {
        s3.fails(&s3.request(method, &format!("/first?{query}"), b""), 501, "NotImplemented");
    }
    for (name, value, status, code) in [
        ("x-amz-acl", "public-read", 400, "AccessControlListNotSupported"),
        ("x-amz-server-side-encryption", "aws:kms", 501, "NotImplemented"),
        ("x-amz-object-lock-mode", "GOVERNANCE", 501, "NotImplemented"),
        ("x-amz-storage-class", "CUPBOARD", 400, "InvalidStorageClass"),
        ("x-amz-expected-bucket-owner", "999999999999", 403, "AccessDenied"),
    ] {
        s3.fails(&s3.request("PUT", "/first/a", b"x").header(name, value), status, code);
    }
    assert_eq!(s3.call("GET", "/first/a", b"").status, 404, "nothing of it was kept");
}

#[test]
fn state_and_reset() {
    let s3 = S3::with_bucket("first");
    s3.ok("PUT", "/first/a", b"hello");
    let own = |path: &str| s3.yard.raw(&Request::new("GET", path)).json();
    assert_eq!(own("/_eventyard/health")["services"]["s3"], "running");
    let bucket = &own("/_eventyard/state?service=s3")["s3"]["buckets"][0];
    let expected = json!({
        "arn": "arn:aws:s3:::first", "name": "first", "account": "000000000000", "region": "us-east-1",
        "objects": 1, "versions": 1, "bytes": 5, "uploads": 0,
    });
    assert_eq!(*bucket, expected);
    s3.yard.server.reset().wait();
    s3.fails(&s3.request("GET", "/first/a", b""), 404, "NoSuchBucket");
}
