//! A folder on disk: what was in it is there at the next start.

use std::path::PathBuf;
use std::{env, fs, process};

use eventyard::{Config, Eventyard};

use crate::support::S3;

/// A folder that is gone when the test is over.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = env::temp_dir().join(format!("eventyard-{name}-{}", process::id()));
        let _ = fs::remove_dir_all(&path);
        Folder(path)
    }

    fn server(&self) -> S3 {
        S3::start(Config { s3_dir: Some(self.0.clone()), ..Config::default() })
    }

    fn files(&self, part: &str) -> usize {
        fs::read_dir(self.0.join(part)).expect("a folder").count()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[test]
fn objects_outlive_the_server() {
    let folder = Folder::new("outlive");
    let large: Vec<u8> = (0..900_000u32).map(|n| (n / 7) as u8).collect();
    {
        let s3 = folder.server();
        s3.ok("PUT", "/first", b"");
        s3.ok(
            "PUT",
            "/first?versioning",
            b"<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>",
        );
        s3.ok("PUT", "/first/a", b"one");
        let put =
            s3.request("PUT", "/first/a", &large).header("x-amz-meta-color", "red").header("x-amz-tagging", "k=v");
        s3.send(&put);
        s3.send(&s3.request("PUT", "/first/copy", b"").header("x-amz-copy-source", "first/a"));
        s3.ok("PUT", "/first/gone", b"x");
        let id = S3::one(&s3.ok("POST", "/first/big?uploads", b"").text(), "UploadId");
        s3.ok("PUT", &format!("/first/big?partNumber=1&uploadId={id}"), b"never completed");
    }
    let s3 = folder.server();
    let got = s3.ok("GET", "/first/a", b"");
    assert_eq!(got.body, large);
    assert_eq!((got.header("x-amz-meta-color"), got.header("x-amz-tagging-count")), (Some("red"), Some("1")));
    assert_eq!(s3.ok("GET", "/first/copy", b"").body, large, "a copy has the same file");
    let range = s3.request("GET", "/first/a", b"").header("Range", "bytes=300000-300009");
    assert_eq!(s3.send(&range).body, large[300_000..300_010]);
    assert_eq!(S3::all(&s3.text("/first?versions"), "VersionId").len(), 4);
    assert_eq!(folder.files("bodies"), 3, "what belongs to no object is removed");
    // Names of files don't come again.
    s3.ok("PUT", "/first/new", b"new");
    assert_eq!((s3.text("/first/new").as_str(), s3.ok("GET", "/first/a", b"").body.len()), ("new", large.len()));
    s3.yard.server.reset().wait();
    for part in ["buckets", "objects", "bodies"] {
        assert_eq!(folder.files(part), 0, "{part}");
    }
}

#[test]
fn no_key_leaves_the_folder() {
    let folder = Folder::new("keys");
    let s3 = folder.server();
    s3.ok("PUT", "/first", b"");
    let keys =
        ["..%2F..%2F..%2Fescaped", "%2Fetc%2Fpasswd", "a%2F..%2F..%2Fb", "..", "a%00b", "%2e%2e%2fx", "C:%5Cwindows"];
    for key in keys {
        let put = s3.call("PUT", &format!("/first/{key}"), b"x");
        assert!(put.status == 200 || (400..500).contains(&put.status), "{key}: {}", put.status);
        if put.status == 200 {
            assert_eq!(s3.text(&format!("/first/{key}")), "x", "{key}");
        }
    }
    let mut beside: Vec<_> = fs::read_dir(&folder.0).expect("a folder").flatten().map(|one| one.file_name()).collect();
    beside.sort();
    assert_eq!(beside, ["bodies", "buckets", "lock", "objects"]);
    let digits = |one: fs::DirEntry| one.file_name().to_string_lossy().bytes().all(|b| b.is_ascii_digit());
    assert!(fs::read_dir(folder.0.join("bodies")).expect("a folder").flatten().all(digits));
}

#[test]
fn what_is_broken_is_left_alone() {
    let folder = Folder::new("broken");
    {
        let s3 = folder.server();
        s3.ok("PUT", "/first", b"");
        s3.ok("PUT", "/first/a", b"one");
        s3.ok("PUT", "/first/b", b"two");
    }
    let record = fs::read_dir(folder.0.join("objects")).expect("a folder").flatten().next().expect("a record");
    fs::write(record.path(), "{ not JSON").expect("a file");
    let s3 = folder.server();
    assert_eq!(S3::all(&s3.text("/first"), "Key").len(), 1);
    assert_eq!((folder.files("objects"), folder.files("bodies")), (2, 2), "nothing is thrown away");
}

#[test]
fn one_server_has_the_folder() {
    let folder = Folder::new("one");
    let first = folder.server();
    let config = Config { s3_dir: Some(folder.0.clone()), ..Config::default() };
    let error = Eventyard::start(config.clone()).expect_err("the folder is taken");
    assert!(error.to_string().contains("another server keeps its objects in this folder"), "{error}");
    drop(first);
    Eventyard::start(config).expect("the folder is free");
}
