//! Uploads in parts.

use crate::support::S3;

const PART: usize = 5 << 20;

fn begin(s3: &S3, key: &str) -> String {
    S3::one(&s3.ok("POST", &format!("/first/{key}?uploads"), b"").text(), "UploadId")
}

fn part(s3: &S3, key: &str, id: &str, number: u32, body: &[u8]) -> String {
    let path = format!("/first/{key}?partNumber={number}&uploadId={id}");
    s3.ok("PUT", &path, body).header("etag").expect("a tag").to_owned()
}

fn document(parts: &[(u32, &str)]) -> String {
    let part =
        |(number, etag): &(u32, &str)| format!("<Part><PartNumber>{number}</PartNumber><ETag>{etag}</ETag></Part>");
    format!("<CompleteMultipartUpload>{}</CompleteMultipartUpload>", parts.iter().map(part).collect::<String>())
}

#[test]
fn an_upload_in_parts() {
    let s3 = S3::with_bucket("first");
    let id = begin(&s3, "big");
    let (one, two) = (vec![1; PART], vec![2; 10]);
    let first = part(&s3, "big", &id, 3, &one);
    part(&s3, "big", &id, 7, b"to be replaced");
    let second = part(&s3, "big", &id, 7, &two);
    let listed = s3.text(&format!("/first/big?uploadId={id}"));
    assert_eq!(S3::all(&listed, "PartNumber"), ["3", "7"]);
    assert_eq!(S3::all(&listed, "Size"), [PART.to_string(), "10".to_owned()]);
    assert_eq!(S3::all(&s3.text("/first?uploads"), "UploadId").join(" "), id);
    assert_eq!(s3.call("GET", "/first/big", b"").status, 404, "not before it is complete");
    let path = format!("/first/big?uploadId={id}");
    let complete = |parts: &[(u32, &str)]| s3.request("POST", &path, document(parts).as_bytes());
    s3.fails(&complete(&[(7, &second), (3, &first)]), 400, "InvalidPartOrder");
    s3.fails(&complete(&[(3, &first), (4, &second)]), 400, "InvalidPart");
    s3.fails(&complete(&[(3, &second)]), 400, "InvalidPart");
    s3.fails(&complete(&[]), 400, "MalformedXML");
    let done = s3.send(&complete(&[(3, &first), (7, &second)]));
    assert_eq!(done.status, 200, "{}", done.text());
    assert!(S3::one(&done.text(), "ETag").ends_with("-2\"") || done.text().contains("-2&quot;"));
    let got = s3.ok("GET", "/first/big", b"");
    assert_eq!(got.body, [one, two].concat());
    assert!(got.header("etag").is_some_and(|etag| etag.ends_with("-2\"")));
    let got = s3.ok("GET", "/first/big?partNumber=7", b"");
    assert_eq!((got.status, got.body.len(), got.header("x-amz-mp-parts-count")), (206, 10, Some("2")));
    let range = s3.request("GET", "/first/big", b"").header("Range", &format!("bytes={}-{}", PART - 1, PART));
    assert_eq!(s3.send(&range).body, [1, 2]);
    s3.fails(&s3.request("GET", &path, b""), 404, "NoSuchUpload");
}

#[test]
fn parts_are_large_but_the_last() {
    let s3 = S3::with_bucket("first");
    let id = begin(&s3, "big");
    let (first, second) = (part(&s3, "big", &id, 1, b"small"), part(&s3, "big", &id, 2, b"small too"));
    let both = document(&[(1, &first), (2, &second)]);
    s3.fails(&s3.request("POST", &format!("/first/big?uploadId={id}"), both.as_bytes()), 400, "EntityTooSmall");
    // Without quotes a tag is the same.
    let bare = first.trim_matches('"');
    s3.ok("POST", &format!("/first/big?uploadId={id}"), document(&[(1, bare)]).as_bytes());
    assert_eq!(s3.text("/first/big"), "small");
}

#[test]
fn an_upload_given_up() {
    let s3 = S3::with_bucket("first");
    let id = begin(&s3, "big");
    part(&s3, "big", &id, 1, b"x");
    assert_eq!(s3.ok("DELETE", &format!("/first/big?uploadId={id}"), b"").status, 204);
    s3.fails(&s3.request("DELETE", &format!("/first/big?uploadId={id}"), b""), 404, "NoSuchUpload");
    s3.fails(&s3.request("PUT", &format!("/first/big?partNumber=1&uploadId={id}"), b"x"), 404, "NoSuchUpload");
    assert!(S3::all(&s3.text("/first?uploads"), "UploadId").is_empty());
}

#[test]
fn parts_that_are_copies() {
    let s3 = S3::with_bucket("first");
    s3.ok("PUT", "/first/source", b"0123456789");
    let id = begin(&s3, "big");
    let copy = |range: &str| {
        let request = s3.request("PUT", &format!("/first/big?partNumber=1&uploadId={id}"), b"");
        request.header("x-amz-copy-source", "/first/source").header("x-amz-copy-source-range", range)
    };
    s3.fails(&copy("bytes=5-10"), 400, "InvalidArgument");
    s3.fails(&copy("5-6"), 400, "InvalidArgument");
    let etag = S3::one(&s3.send(&copy("bytes=2-5")).text(), "ETag").replace("&quot;", "\"");
    s3.ok("POST", &format!("/first/big?uploadId={id}"), document(&[(1, &etag)]).as_bytes());
    assert_eq!(s3.text("/first/big"), "2345");
}

#[test]
fn lists_of_uploads_by_pages() {
    let s3 = S3::with_bucket("first");
    let mut ids: Vec<String> = ["a", "a", "b/1", "b/2", "c"].iter().map(|key| begin(&s3, key)).collect();
    for size in 1..6 {
        let (mut found, mut after) = (Vec::new(), String::new());
        loop {
            let page = s3.text(&format!("/first?uploads&max-uploads={size}{after}"));
            found.extend(S3::all(&page, "UploadId"));
            if S3::one(&page, "IsTruncated") == "false" {
                break;
            }
            let (key, id) = (S3::one(&page, "NextKeyMarker"), S3::one(&page, "NextUploadIdMarker"));
            after = format!("&key-marker={key}&upload-id-marker={id}");
        }
        found.sort();
        ids.sort();
        assert_eq!(found, ids, "by {size}");
    }
    let list = s3.text("/first?uploads&delimiter=/");
    assert_eq!(S3::all(&list, "Key"), ["a", "a", "c"]);
    assert!(list.contains("<CommonPrefixes><Prefix>b/</Prefix></CommonPrefixes>"));
}
