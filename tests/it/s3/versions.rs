//! Buckets with versions.

use crate::support::S3;

fn set(s3: &S3, status: &str) {
    let body = format!("<VersioningConfiguration><Status>{status}</Status></VersioningConfiguration>");
    s3.ok("PUT", "/first?versioning", body.as_bytes());
}

#[test]
fn versions_stay_and_markers_hide_them() {
    let s3 = S3::with_bucket("first");
    assert!(!s3.text("/first?versioning").contains("Status"));
    s3.ok("PUT", "/first/a", b"0");
    set(&s3, "Enabled");
    assert_eq!(S3::one(&s3.text("/first?versioning"), "Status"), "Enabled");
    let put = |body: &[u8]| s3.ok("PUT", "/first/a", body).header("x-amz-version-id").expect("an id").to_owned();
    let (one, two) = (put(b"1"), put(b"2"));
    assert_eq!(s3.text("/first/a"), "2");
    assert_eq!(s3.text(&format!("/first/a?versionId={one}")), "1");
    assert_eq!(s3.text("/first/a?versionId=null"), "0");
    let deleted = s3.ok("DELETE", "/first/a", b"");
    assert_eq!(deleted.header("x-amz-delete-marker"), Some("true"));
    let marker = deleted.header("x-amz-version-id").expect("an id").to_owned();
    let hidden = s3.fails(&s3.request("GET", "/first/a", b""), 404, "NoSuchKey");
    assert_eq!(hidden.header("x-amz-delete-marker"), Some("true"));
    assert_eq!(hidden.header("x-amz-version-id"), Some(&*marker));
    s3.fails(&s3.request("GET", &format!("/first/a?versionId={marker}"), b""), 405, "MethodNotAllowed");
    assert!(S3::all(&s3.text("/first"), "Key").is_empty());
    s3.fails(&s3.request("DELETE", "/first", b""), 409, "BucketNotEmpty");
    // By pages of any size all versions are told, the newest first.
    for size in 1..6 {
        let (mut ids, mut after) = (Vec::new(), String::new());
        loop {
            let page = s3.text(&format!("/first?versions&max-keys={size}{after}"));
            ids.extend(S3::all(&page, "VersionId"));
            if S3::one(&page, "IsTruncated") == "false" {
                break;
            }
            let (key, id) = (S3::one(&page, "NextKeyMarker"), S3::one(&page, "NextVersionIdMarker"));
            after = format!("&key-marker={key}&version-id-marker={id}");
        }
        ids.sort();
        let mut all = vec![one.clone(), two.clone(), marker.clone(), "null".to_owned()];
        all.sort();
        assert_eq!(ids, all, "by {size}");
    }
    // Without its marker the object is back.
    s3.ok("DELETE", &format!("/first/a?versionId={marker}"), b"");
    assert_eq!(s3.text("/first/a"), "2");
    let copy = s3.request("PUT", "/first/b", b"").header("x-amz-copy-source", &format!("first/a?versionId={one}"));
    assert_eq!(s3.send(&copy).header("x-amz-copy-source-version-id"), Some(&*one));
    assert_eq!(s3.text("/first/b"), "1");
    s3.fails(&s3.request("GET", "/first/a?versionId=none", b""), 400, "InvalidArgument");
    s3.fails(&s3.request("GET", &format!("/first/a?versionId={}", "0".repeat(32)), b""), 404, "NoSuchVersion");
}

#[test]
fn suspended_versions() {
    let s3 = S3::with_bucket("first");
    set(&s3, "Enabled");
    s3.ok("PUT", "/first/a", b"1");
    set(&s3, "Suspended");
    for body in [b"2", b"3"] {
        assert_eq!(s3.ok("PUT", "/first/a", body).header("x-amz-version-id"), Some("null"));
    }
    assert_eq!(S3::all(&s3.text("/first?versions"), "VersionId").len(), 2, "the one without an id was replaced");
    s3.ok("DELETE", "/first/a", b"");
    let list = s3.text("/first?versions");
    assert_eq!(S3::all(&list, "DeleteMarker").len(), 1);
    assert_eq!(S3::all(&list, "VersionId").len(), 2, "and so it is by a marker");
    let wrong = b"<VersioningConfiguration><Status>Sometimes</Status></VersioningConfiguration>";
    s3.fails(&s3.request("PUT", "/first?versioning", wrong), 400, "IllegalVersioningConfigurationException");
}
