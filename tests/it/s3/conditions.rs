//! Conditional reads and writes.

use std::time::Duration;

use crate::support::S3;

#[test]
fn reads() {
    let s3 = S3::with_bucket("first");
    s3.yard.go_to("2040-01-01T00:00:10Z");
    let etag = s3.ok("PUT", "/first/a", b"x").header("etag").expect("a tag").to_owned();
    let get = |name: &str, value: &str| s3.send(&s3.request("GET", "/first/a", b"").header(name, value));
    for (name, value, status) in [
        ("If-Match", &*etag, 200),
        ("If-Match", "*", 200),
        ("If-Match", "\"other\"", 412),
        ("If-None-Match", &*etag, 304),
        ("If-None-Match", "\"other\"", 200),
        ("If-Modified-Since", "Sun, 01 Jan 2040 00:00:09 GMT", 200),
        ("If-Modified-Since", "Sun, 01 Jan 2040 00:00:10 GMT", 304),
        ("If-Unmodified-Since", "Sun, 01 Jan 2040 00:00:10 GMT", 200),
        ("If-Unmodified-Since", "Sun, 01 Jan 2040 00:00:09 GMT", 412),
    ] {
        let got = get(name, value);
        assert_eq!(got.status, status, "{name}: {value}");
        assert!(status != 304 || got.body.is_empty(), "{name}: {value}");
    }
    // The tag counts more than the time.
    let both = s3.request("GET", "/first/a", b"").header("If-Match", &etag);
    assert_eq!(s3.send(&both.header("If-Unmodified-Since", "Sun, 01 Jan 2040 00:00:00 GMT")).status, 200);
}

#[test]
fn writes() {
    let s3 = S3::with_bucket("first");
    let put = |name: &str, value: &str| s3.request("PUT", "/first/a", b"y").header(name, value);
    s3.fails(&put("If-Match", "\"other\""), 404, "NoSuchKey");
    let etag = s3.send(&put("If-None-Match", "*")).header("etag").expect("it is written").to_owned();
    s3.fails(&put("If-None-Match", "*"), 412, "PreconditionFailed");
    s3.fails(&put("If-Match", "\"other\""), 412, "PreconditionFailed");
    s3.fails(&put("If-None-Match", "\"other\""), 501, "NotImplemented");
    assert_eq!(s3.send(&put("If-Match", &etag)).status, 200);
    let delete = |value: &str| s3.request("DELETE", "/first/a", b"").header("If-Match", value);
    s3.fails(&delete("\"other\""), 412, "PreconditionFailed");
    assert_eq!(s3.send(&delete(&etag)).status, 204);
}

#[test]
fn times_are_those_of_the_clock() {
    let s3 = S3::with_bucket("first");
    s3.yard.go_to("2040-01-01T00:00:00Z");
    s3.ok("PUT", "/first/a", b"x");
    s3.yard.server.clock().advance(Duration::from_secs(86_400)).wait();
    s3.ok("PUT", "/first/b", b"x");
    let list = s3.text("/first");
    assert_eq!(S3::all(&list, "LastModified"), ["2040-01-01T00:00:00.000Z", "2040-01-02T00:00:00.000Z"]);
}
