//! Requests that nobody should send: they get an error, and the server lives on.

use crate::support::{Connection, Request, S3};

#[test]
fn keys_of_all_kinds() {
    let s3 = S3::with_bucket("first");
    for key in ["%F0%9F%9A%80", "a%20b", "a+b", "%25", "%3C%26%3E%22", "a%0Ab", "//", "a//b", "..", "a/./b", "%7F"] {
        let put = s3.call("PUT", &format!("/first/{key}"), key.as_bytes());
        assert_eq!(put.status, 200, "{key}: {}", put.text());
        assert_eq!(s3.text(&format!("/first/{key}")), key, "{key}");
    }
    assert_eq!(S3::all(&s3.text("/first?encoding-type=url"), "Key").len(), 11);
    let longest = "k".repeat(1024);
    s3.ok("PUT", &format!("/first/{longest}"), b"x");
    s3.fails(&s3.request("PUT", &format!("/first/{longest}k"), b"x"), 400, "KeyTooLongError");
    for path in ["/first/%FF", "/first/%C3%28", "/%FF", "/first/%E4%BD"] {
        assert_eq!(s3.call("PUT", path, b"x").status, 400, "{path}");
    }
}

#[test]
fn numbers_beyond_all_bounds() {
    let s3 = S3::with_bucket("first");
    let id = S3::one(&s3.ok("POST", "/first/a?uploads", b"").text(), "UploadId");
    for number in ["0", "-1", "10001", "2147483647", "99999999999999999999", "x", ""] {
        let put = s3.call("PUT", &format!("/first/a?partNumber={number}&uploadId={id}"), b"x");
        assert!((400..500).contains(&put.status) || put.status == 501, "{number}: {} {}", put.status, put.text());
    }
    s3.ok("PUT", "/first/a", b"x");
    for range in ["bytes=5-2", "bytes=a-b", "bytes=-", "lines=1-2", "bytes=0-99999999999999999999", "bytes=1-2,4-5"] {
        let got = s3.send(&s3.request("GET", "/first/a", b"").header("Range", range));
        assert!(got.status < 500, "{range}: {}", got.status);
    }
    for query in ["max-keys=99999999999", "max-keys=x", "list-type=3", "list-type=2&max-keys=-5", "versionId="] {
        assert!(s3.call("GET", &format!("/first?{query}"), b"").status < 500, "{query}");
    }
    assert_eq!(s3.text("/first/a"), "x");
}

#[test]
fn documents_that_are_none() {
    let s3 = S3::with_bucket("first");
    let deep = "<a>".repeat(50_000);
    let many = format!("<Delete>{}</Delete>", "<Object><Key>k</Key></Object>".repeat(1001));
    let bodies = [
        "",
        "{}",
        "<Delete>",
        "<Delete><Object/></Delete>",
        &deep,
        &many,
        "<!DOCTYPE x [<!ENTITY a \"b\">]><Delete>&a;</Delete>",
    ];
    for body in bodies {
        let answer = s3.call("POST", "/first?delete", body.as_bytes());
        assert!((400..500).contains(&answer.status), "{body:.40}: {} {}", answer.status, answer.text());
    }
    for path in ["/first?tagging", "/first?versioning", "/first?notification", "/other"] {
        for body in [&b"<nonsense/>"[..], b"\xff\xfe", deep.as_bytes()] {
            assert!(s3.call("PUT", path, body).status < 500, "{path}");
        }
    }
}

#[test]
fn bodies_that_break_off() {
    let s3 = S3::with_bucket("first");
    let head = |rest: &str| {
        let request = s3.request("PUT", "/first/a", b"").header("Content-Length", "1000");
        String::from_utf8(request.bytes()).expect("text").replace("\r\n\r\n", &format!("\r\n{rest}\r\n"))
    };
    for rest in
        ["", "x-amz-content-sha256: STREAMING-UNSIGNED-PAYLOAD-TRAILER\r\nx-amz-decoded-content-length: 900\r\n"]
    {
        let mut connection = Connection::open(s3.yard.server.address());
        connection.write(head(rest).as_bytes());
        connection.write(b"5\r\nhel");
        drop(connection);
    }
    s3.yard.let_it_work();
    assert_eq!(s3.call("GET", "/first/a", b"").status, 404);
    let streaming = |decoded: &str, body: &str| {
        s3.request("PUT", "/first/a", body.as_bytes())
            .header("x-amz-content-sha256", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD")
            .header("x-amz-decoded-content-length", decoded)
    };
    for (decoded, body) in [
        ("5", "5\r\nhelloX\r\n"),
        ("4", "5\r\nhello\r\n0\r\n\r\n"),
        ("6", "5\r\nhello\r\n0\r\n\r\n"),
        ("5", "zz\r\n"),
        ("5", ""),
    ] {
        let answer = s3.send(&streaming(decoded, body));
        assert_eq!(answer.status, 400, "{body:?}: {}", answer.text());
    }
    assert_eq!(s3.send(&streaming("x", "")).status, 400);
    assert_eq!(s3.send(&streaming("5", "5;chunk-signature=ab\r\nhello\r\n0;chunk-signature=cd\r\n\r\n")).status, 200);
    assert_eq!(s3.text("/first/a"), "hello");
}

#[test]
fn forms_and_headers() {
    let s3 = S3::with_bucket("first");
    let form = Request::post("/first", "--b\r\n\r\n--b--").header("Content-Type", "multipart/form-data; boundary=b");
    s3.fails(&form, 501, "NotImplemented");
    let large = s3.request("PUT", "/first/a", b"x").header("x-amz-meta-a", &"m".repeat(3000));
    s3.fails(&large, 400, "MetadataTooLarge");
    let copy = |source: &str| s3.request("PUT", "/first/b", b"").header("x-amz-copy-source", source);
    for source in ["", "/", "first", "first/", "%FF/%FF", "arn:aws:s3:us-east-1:1:accesspoint/x/object/k"] {
        assert!((400..=501).contains(&s3.send(&copy(source)).status), "{source}");
    }
}
