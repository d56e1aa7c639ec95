//! Bodies as SDKs send them: digests, checksums, `aws-chunked` with trailers, large ones, and the limit.

use eventyard::Config;

use crate::support::{Request, S3};

/// A request whose body is in chunks, with a trailer.
fn chunked(s3: &S3, path: &str, pieces: &[&str], trailer: &str) -> Request {
    let mut body = String::new();
    for piece in pieces {
        body += &format!("{:x};chunk-signature=0\r\n{piece}\r\n", piece.len());
    }
    body += &format!("0;chunk-signature=0\r\n{trailer}\r\n");
    let size: usize = pieces.iter().map(|piece| piece.len()).sum();
    s3.request("PUT", path, body.as_bytes())
        .header("Content-Encoding", "aws-chunked")
        .header("x-amz-content-sha256", "STREAMING-UNSIGNED-PAYLOAD-TRAILER")
        .header("x-amz-decoded-content-length", &size.to_string())
        .header("x-amz-trailer", "x-amz-checksum-crc32")
}

#[test]
fn chunks_are_unwrapped_and_their_trailer_is_compared() {
    let s3 = S3::with_bucket("first");
    let crc = "/6tyOg==";
    let put = chunked(&s3, "/first/a", &["hello", ", world"], &format!("x-amz-checksum-crc32:{crc}\r\n"));
    assert_eq!(s3.send(&put).header("x-amz-checksum-crc32"), Some(crc));
    let got = s3.send(&s3.request("GET", "/first/a", b"").header("x-amz-checksum-mode", "ENABLED"));
    assert_eq!((got.text().as_str(), got.header("x-amz-checksum-crc32")), ("hello, world", Some(crc)));
    assert_eq!(got.header("content-encoding"), None);
    s3.fails(
        &chunked(&s3, "/first/a", &["hello, World"], &format!("x-amz-checksum-crc32:{crc}\r\n")),
        400,
        "BadDigest",
    );
    s3.fails(&chunked(&s3, "/first/a", &["hello, world"], ""), 400, "InvalidRequest");
    assert_eq!(s3.text("/first/a"), "hello, world", "what is refused changes nothing");
    // One that is encoded besides stays so.
    let gzip = put.header("Content-Encoding", "gzip,aws-chunked");
    s3.send(&gzip);
    assert_eq!(s3.ok("GET", "/first/a", b"").header("content-encoding"), Some("gzip"));
}

#[test]
fn digests_are_compared() {
    let s3 = S3::with_bucket("first");
    let put = |name: &str, value: &str| s3.request("PUT", "/first/a", b"hello").header(name, value);
    assert_eq!(s3.send(&put("Content-MD5", "XUFAKrxLKna5cZ2REBfFkg==")).status, 200);
    s3.fails(&put("Content-MD5", "XUFAKrxLKna5cZ2REBfFkQ=="), 400, "BadDigest");
    s3.fails(&put("Content-MD5", "nonsense"), 400, "InvalidDigest");
    for (name, value) in [
        ("x-amz-checksum-crc32", "NhCmhg=="),
        ("x-amz-checksum-crc32c", "mnG7TA=="),
        ("x-amz-checksum-sha1", "qvTGHdzF6KLavt4PO0gs2a6pQ00="),
        ("x-amz-checksum-sha256", "LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ="),
    ] {
        assert_eq!(s3.send(&put(name, value)).header(name), Some(value), "{name}");
        let wrong = format!("{}{}", if value.starts_with('A') { "B" } else { "A" }, &value[1..]);
        s3.fails(&put(name, &wrong), 400, "BadDigest");
        s3.fails(&put(name, "AA=="), 400, "InvalidRequest");
    }
}

#[test]
fn large_bodies_pass_where_other_services_have_a_limit() {
    let s3 = S3::start(Config { body_limit: 1000, ..Config::default() });
    s3.ok("PUT", "/first", b"");
    let large: Vec<u8> = (0..3_000_000u32).map(|n| n as u8).collect();
    s3.ok("PUT", "/first/a", &large);
    assert_eq!(s3.ok("GET", "/first/a", b"").body, large);
    assert_eq!(s3.yard.raw(&Request::json("ListQueues", " ".repeat(2000))).status, 413);
}

#[test]
fn there_is_no_more_room_than_allowed() {
    let s3 = S3::start(Config { s3_limit: 1000, ..Config::default() });
    s3.ok("PUT", "/first", b"");
    s3.ok("PUT", "/first/a", &[0; 600]);
    s3.fails(&s3.request("PUT", "/first/b", &[0; 600]), 400, "EntityTooLarge");
    s3.fails(&s3.request("PUT", "/first/b", &[0; 2000]), 400, "EntityTooLarge");
    s3.ok("DELETE", "/first/a", b"");
    s3.ok("PUT", "/first/b", &[0; 600]);
    // A copy has the same bytes and takes no room.
    s3.send(&s3.request("PUT", "/first/c", b"").header("x-amz-copy-source", "first/b"));
    s3.ok("DELETE", "/first/b", b"");
    assert_eq!(s3.ok("GET", "/first/c", b"").body.len(), 600);
}

#[test]
fn a_body_that_is_not_the_signed_one() {
    let s3 = S3::with_bucket("signed");
    let digest = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";
    let put = |body: &[u8]| s3.request("PUT", "/signed/a", body).header("x-amz-content-sha256", digest);
    assert_eq!(s3.send(&put(b"hello")).status, 200);
    s3.fails(&put(b"hellO"), 400, "XAmzContentSHA256Mismatch");
    assert_eq!(s3.text("/signed/a"), "hello");
}
