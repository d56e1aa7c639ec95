//! Copies.

use crate::support::S3;

#[test]
fn a_copy_has_what_its_source_has() {
    let s3 = S3::with_bucket("first");
    s3.ok("PUT", "/second", b"");
    let put = s3.request("PUT", "/first/a%2Bb%20c", b"hello").header("x-amz-meta-color", "red");
    s3.send(&put.header("Content-Type", "text/plain").header("x-amz-tagging", "k=v"));
    let copy = |to: &str| s3.request("PUT", to, b"").header("x-amz-copy-source", "/first/a%2Bb%20c");
    let made = s3.send(&copy("/second/d"));
    assert!(made.text().contains("5d41402abc4b2a76b9719d911017c592"), "{}", made.text());
    let got = s3.ok("GET", "/second/d", b"");
    assert_eq!((got.text().as_str(), got.header("content-type")), ("hello", Some("text/plain")));
    assert_eq!((got.header("x-amz-meta-color"), got.header("x-amz-tagging-count")), (Some("red"), Some("1")));
    // Other metadata, the same tags.
    let replace = copy("/second/e").header("x-amz-metadata-directive", "REPLACE").header("x-amz-meta-size", "big");
    s3.send(&replace);
    let got = s3.ok("GET", "/second/e", b"");
    assert_eq!((got.header("x-amz-meta-color"), got.header("x-amz-meta-size")), (None, Some("big")));
    assert_eq!(
        (got.header("content-type"), got.header("x-amz-tagging-count")),
        (Some("binary/octet-stream"), Some("1"))
    );
}

#[test]
fn copies_that_are_refused() {
    let s3 = S3::with_bucket("first");
    s3.ok("PUT", "/first/a", b"hello");
    let copy = |from: &str, to: &str| s3.request("PUT", to, b"").header("x-amz-copy-source", from);
    s3.fails(&copy("first/none", "/first/b"), 404, "NoSuchKey");
    s3.fails(&copy("none-such/a", "/first/b"), 404, "NoSuchBucket");
    s3.fails(&copy("first/a", "/none-such/b"), 404, "NoSuchBucket");
    s3.fails(&copy("first/a", "/first/a"), 400, "InvalidRequest");
    let conditional = copy("first/a", "/first/b").header("x-amz-copy-source-if-match", "\"other\"");
    s3.fails(&conditional, 412, "PreconditionFailed");
    let changed = copy("first/a", "/first/a").header("x-amz-metadata-directive", "REPLACE");
    assert_eq!(s3.send(&changed.header("x-amz-meta-b", "1")).status, 200, "onto itself, with a change");
    assert!(s3.call("PUT", "/first/b", b"").header("etag").is_some());
    assert!(s3.send(&copy("nonsense", "/first/b")).status < 500);
}
