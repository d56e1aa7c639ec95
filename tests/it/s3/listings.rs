//! Lists of objects by pages, in both versions.

use crate::support::S3;

fn filled() -> S3 {
    let s3 = S3::with_bucket("first");
    for key in ["a", "dir/b", "dir/c", "dir/sub/d", "e%20%2B%C3%BC", "z"] {
        s3.ok("PUT", &format!("/first/{key}"), b"x");
    }
    s3
}

#[test]
fn prefixes_delimiters_and_pages() {
    let s3 = filled();
    let keys = |query: &str| S3::all(&s3.text(&format!("/first?list-type=2{query}")), "Key");
    assert_eq!(keys(""), ["a", "dir/b", "dir/c", "dir/sub/d", "e +ü", "z"]);
    assert_eq!(keys("&prefix=dir/"), ["dir/b", "dir/c", "dir/sub/d"]);
    assert_eq!(keys("&start-after=dir/c"), ["dir/sub/d", "e +ü", "z"]);
    assert_eq!(keys("&encoding-type=url")[4], "e%20%2B%C3%BC");
    let list = s3.text("/first?list-type=2&delimiter=/");
    assert_eq!(S3::all(&list, "Key"), ["a", "e +ü", "z"]);
    assert!(list.contains("<CommonPrefixes><Prefix>dir/</Prefix></CommonPrefixes>"));
    assert_eq!(S3::one(&list, "KeyCount"), "4");
    let list = s3.text("/first?list-type=2&delimiter=/&prefix=dir/");
    assert_eq!(S3::all(&list, "Key"), ["dir/b", "dir/c"]);
    assert!(list.contains("<CommonPrefixes><Prefix>dir/sub/</Prefix></CommonPrefixes>"));
    assert_eq!(S3::one(&s3.text("/first?list-type=2&max-keys=0"), "IsTruncated"), "false");
}

#[test]
fn every_page_size_gives_the_same_whole() {
    let s3 = filled();
    for delimiter in ["", "&delimiter=/"] {
        let whole = s3.text(&format!("/first?list-type=2{delimiter}"));
        for size in 1..7 {
            let (mut keys, mut folders, mut token) = (Vec::new(), Vec::new(), String::new());
            loop {
                let page = s3.text(&format!("/first?list-type=2{delimiter}&max-keys={size}{token}"));
                keys.extend(S3::all(&page, "Key"));
                folders.extend(page.matches("<CommonPrefixes>").map(str::to_owned));
                if S3::one(&page, "IsTruncated") == "false" {
                    break;
                }
                let next = S3::one(&page, "NextContinuationToken");
                token = format!("&continuation-token={}", next.replace('+', "%2B").replace('=', "%3D"));
            }
            assert_eq!(keys, S3::all(&whole, "Key"), "{delimiter} by {size}");
            assert_eq!(folders.len(), whole.matches("<CommonPrefixes>").count(), "{delimiter} by {size}");
        }
    }
}

#[test]
fn the_first_version_goes_by_markers() {
    let s3 = filled();
    let page = s3.text("/first?delimiter=/&max-keys=2");
    assert_eq!((S3::all(&page, "Key"), S3::one(&page, "NextMarker")), (vec!["a".to_owned()], "dir/".to_owned()));
    assert!(page.contains("<Owner>"));
    let page = s3.text("/first?delimiter=/&marker=dir/");
    assert_eq!(S3::all(&page, "Key"), ["e +ü", "z"]);
    assert!(!page.contains("CommonPrefixes"));
    s3.fails(&s3.request("GET", "/first?list-type=2&continuation-token=!", b""), 400, "InvalidArgument");
    s3.fails(&s3.request("GET", "/first?max-keys=-1", b""), 400, "InvalidArgument");
    s3.fails(&s3.request("GET", "/first?encoding-type=base64", b""), 400, "InvalidArgument");
}
