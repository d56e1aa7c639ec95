//! Objects: what is kept of them, ranges, tags, deletion.

use crate::support::S3;

#[test]
fn an_object_comes_back_as_it_was_put() {
    let s3 = S3::with_bucket("first");
    let put = s3
        .request("PUT", "/first/a/b%20c.txt", b"hello")
        .header("Content-Type", "text/plain; charset=utf-8")
        .header("Cache-Control", "no-cache")
        .header("Content-Disposition", "attachment")
        .header("Content-Language", "de")
        .header("Expires", "Wed, 21 Oct 2037 07:28:00 GMT")
        .header("x-amz-meta-Color", "red")
        .header("x-amz-tagging", "k=v&l=w")
        .header("x-amz-storage-class", "STANDARD_IA");
    let written = s3.send(&put);
    assert_eq!(written.header("etag"), Some("\"5d41402abc4b2a76b9719d911017c592\""));
    assert_eq!(written.header("x-amz-server-side-encryption"), Some("AES256"));
    for method in ["GET", "HEAD"] {
        let got = s3.call(method, "/first/a/b%20c.txt", b"");
        assert_eq!(got.status, 200);
        for (name, value) in [
            ("content-type", "text/plain; charset=utf-8"),
            ("cache-control", "no-cache"),
            ("content-disposition", "attachment"),
            ("content-language", "de"),
            ("expires", "Wed, 21 Oct 2037 07:28:00 GMT"),
            ("x-amz-meta-color", "red"),
            ("x-amz-storage-class", "STANDARD_IA"),
            ("content-length", "5"),
            ("etag", "\"5d41402abc4b2a76b9719d911017c592\""),
            ("accept-ranges", "bytes"),
        ] {
            assert_eq!(got.header(name), Some(value), "{method} {name}");
        }
        assert!(got.header("last-modified").is_some_and(|date| date.ends_with(" GMT")));
    }
    let got = s3.ok("GET", "/first/a/b%20c.txt?response-content-type=text%2Fcsv", b"");
    assert_eq!((got.header("content-type"), got.text().as_str()), (Some("text/csv"), "hello"));
    assert_eq!(got.header("x-amz-tagging-count"), Some("2"));
    s3.ok("PUT", "/first/bare", b"");
    assert_eq!(s3.ok("GET", "/first/bare", b"").header("content-type"), Some("binary/octet-stream"));
}

#[test]
fn ranges() {
    let s3 = S3::with_bucket("first");
    s3.ok("PUT", "/first/a", b"0123456789");
    for (range, body, shown) in [
        ("bytes=0-0", "0", "bytes 0-0/10"),
        ("bytes=2-4", "234", "bytes 2-4/10"),
        ("bytes=7-", "789", "bytes 7-9/10"),
        ("bytes=-3", "789", "bytes 7-9/10"),
        ("bytes=-30", "0123456789", "bytes 0-9/10"),
        ("bytes=5-500", "56789", "bytes 5-9/10"),
    ] {
        let got = s3.send(&s3.request("GET", "/first/a", b"").header("Range", range));
        assert_eq!((got.status, got.text().as_str(), got.header("content-range")), (206, body, Some(shown)), "{range}");
    }
    for range in ["bytes=10-", "bytes=10-12", "bytes=-0"] {
        s3.fails(&s3.request("GET", "/first/a", b"").header("Range", range), 416, "InvalidRange");
    }
    s3.ok("PUT", "/first/empty", b"");
    s3.fails(&s3.request("GET", "/first/empty", b"").header("Range", "bytes=0-"), 416, "InvalidRange");
}

#[test]
fn tags_and_deletion() {
    let s3 = S3::with_bucket("first");
    s3.ok("PUT", "/first/a", b"x");
    s3.ok("PUT", "/first/a?tagging", b"<Tagging><TagSet><Tag><Key>k</Key><Value>v</Value></Tag></TagSet></Tagging>");
    assert_eq!(S3::all(&s3.text("/first/a?tagging"), "Key"), ["k"]);
    s3.ok("DELETE", "/first/a?tagging", b"");
    assert!(S3::all(&s3.text("/first/a?tagging"), "Key").is_empty());
    let twice = "<Tag><Key>k</Key><Value>v</Value></Tag>".repeat(2);
    let twice = format!("<Tagging><TagSet>{twice}</TagSet></Tagging>");
    s3.fails(&s3.request("PUT", "/first/a?tagging", twice.as_bytes()), 400, "InvalidTag");
    assert_eq!(s3.ok("DELETE", "/first/a", b"").status, 204);
    assert_eq!(s3.ok("DELETE", "/first/a", b"").status, 204, "that there is none is no error");
    let refused = s3.fails(&s3.request("GET", "/first/a", b""), 404, "NoSuchKey");
    assert_eq!(S3::one(&refused.text(), "Key"), "a");
    for key in ["a", "b", "c"] {
        s3.ok("PUT", &format!("/first/{key}"), b"x");
    }
    let delete = b"<Delete><Object><Key>a</Key></Object><Object><Key>none</Key></Object></Delete>";
    let gone = s3.ok("POST", "/first?delete", delete).text();
    assert_eq!(S3::all(&gone, "Key"), ["a", "none"]);
    let quiet = b"<Delete><Quiet>true</Quiet><Object><Key>b</Key></Object></Delete>";
    assert!(S3::all(&s3.ok("POST", "/first?delete", quiet).text(), "Key").is_empty());
    assert_eq!(S3::all(&s3.text("/first"), "Key"), ["c"]);
}

#[test]
fn attributes_of_an_object() {
    let s3 = S3::with_bucket("first");
    s3.ok("PUT", "/first/a", b"hello");
    let request = s3.request("GET", "/first/a?attributes", b"");
    let told = s3.send(&request.header("x-amz-object-attributes", "ETag,ObjectSize,StorageClass,Checksum")).text();
    assert_eq!(S3::one(&told, "ObjectSize"), "5");
    assert_eq!(S3::one(&told, "StorageClass"), "STANDARD");
    assert_eq!(S3::one(&told, "ChecksumCRC64NVME").len(), 12);
}
