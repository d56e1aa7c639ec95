//! Which requests are S3's: by signature, host or path; and which never are.

use serde_json::json;

use crate::support::{Request, S3, Via};

#[test]
fn hosts_that_name_the_bucket() {
    let s3 = S3::with_bucket("first");
    s3.ok("PUT", "/first/a/b", b"hello");
    for host in [
        "first.s3.localhost:4566",
        "first.s3.us-east-1.localhost.localstack.cloud:4566",
        "first.s3.amazonaws.com",
        // What SDKs make of an endpoint without being told otherwise.
        "first.localhost:4566",
    ] {
        let got = s3.send(&s3.request("GET", "/a/b", b"").header("Host", host));
        assert_eq!(got.text(), "hello", "{host}");
        assert!(
            s3.send(&s3.request("GET", "/?list-type=2", b"").header("Host", host)).text().contains("<Key>a/b</Key>")
        );
    }
    let made = s3.request("PUT", "/", b"").header("Host", "second.localhost:4566");
    assert_eq!(s3.send(&made).status, 200);
    assert_eq!(S3::all(&s3.text("/"), "Name"), ["first", "second"]);
    // Unsigned, an S3 host is enough, and so is a bucket that is there.
    let bare = |path: &str| Request::new("GET", path);
    assert_eq!(s3.send(&bare("/a/b").header("Host", "first.s3.localhost")).text(), "hello");
    assert_eq!(s3.send(&bare("/first/a/b").header("Host", "s3.localhost")).text(), "hello");
    assert_eq!(s3.send(&bare("/first/a/b")).text(), "hello");
    assert_eq!(s3.send(&bare("/first/none")).status, 404);
}

#[test]
fn other_services_requests_stay_theirs() {
    let s3 = S3::with_bucket("first");
    s3.yard.standard("first");
    let hosts = ["first.s3.localhost:4566", "s3.localhost", "first.localhost"];
    for host in hosts {
        let list = Via::Json.request("ListQueues", &json!({})).header("Host", host);
        assert!(s3.send(&list).text().contains("/first"), "{host}");
        let list =
            Via::Query.request("ListQueues", &json!({})).signed("000000000000", "us-east-1").header("Host", host);
        assert!(s3.send(&list).text().contains("ListQueuesResponse"), "{host}");
    }
    // A queue's URL, unsigned.
    let send = Request::new("GET", "/000000000000/first?Action=SendMessage&MessageBody=b");
    assert!(s3.send(&send).text().contains("SendMessageResponse"));
    for path in ["/", "/no-such-bucket/key", "/000000000000/first"] {
        assert!(s3.send(&Request::new("GET", path)).text().contains("UnknownOperationException"), "{path}");
    }
    let foreign = Request::new("GET", "/schedules");
    assert!(!s3.send(&foreign).text().contains("NoSuchBucket"));
}

#[test]
fn web_pages_of_others_stay_out() {
    let s3 = S3::with_bucket("first");
    let put = s3.request("PUT", "/first/a", b"x").header("Origin", "https://evil.example");
    assert_eq!(s3.send(&put).status, 403);
    assert_eq!(s3.call("GET", "/first/a", b"").status, 404);
    let rebound = Request::new("GET", "/first/a").header("Host", "first.s3.evil.example");
    assert_eq!(s3.send(&rebound).status, 403);
}

#[test]
fn a_bucket_may_be_called_as_a_path_of_ours() {
    let s3 = S3::with_bucket("health");
    s3.ok("PUT", "/health/a", b"one");
    assert_eq!(S3::all(&s3.text("/health?list-type=2"), "Key"), ["a"]);
}

#[test]
fn who_waits_to_send_nothing_uses_the_connection_no_more() {
    let s3 = S3::with_bucket("empty");
    let waiting = s3.request("PUT", "/empty/a", b"").header("Expect", "100-continue");
    assert_eq!(s3.send(&waiting).header("connection"), Some("close"));
}

#[test]
fn the_case_of_a_host_means_nothing() {
    let s3 = S3::with_bucket("hostb");
    s3.ok("PUT", "/hostb/a", b"one");
    for host in ["HostB.S3.localhost", "HOSTB.localhost:4566"] {
        assert_eq!(s3.send(&s3.request("GET", "/a", b"").header("Host", host)).text(), "one", "{host}");
    }
}
