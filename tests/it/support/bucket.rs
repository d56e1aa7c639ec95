//! A bucket, and what a test puts into it and reads from it.

use std::cell::Cell;

use serde_json::Value;

use super::http::Response;
use super::s3::S3;
use super::yard::Yard;

/// A bucket of the account and region that callers have by default.
pub struct Bucket<'y> {
    yard: &'y Yard,
    name: String,
    puts: Cell<usize>,
}

impl<'y> Bucket<'y> {
    /// A new one.
    #[track_caller]
    pub fn new(yard: &'y Yard, name: &str) -> Self {
        let bucket = Bucket { yard, name: name.to_owned(), puts: Cell::new(0) };
        let made = bucket.send("PUT", "", Vec::new());
        assert_eq!(made.status, 200, "{}", made.text());
        bucket
    }

    /// Puts an object.
    #[track_caller]
    pub fn put(&self, key: &str, body: impl Into<Vec<u8>>) {
        self.puts.set(self.puts.get() + 1);
        let put = self.send("PUT", &format!("/{key}"), body.into());
        assert_eq!(put.status, 200, "{}", put.text());
    }

    /// How often an object was put.
    pub fn puts(&self) -> usize {
        self.puts.get()
    }

    /// What is in an object.
    #[track_caller]
    pub fn text(&self, key: &str) -> String {
        let got = self.send("GET", &format!("/{key}"), Vec::new());
        assert_eq!(got.status, 200, "{key}: {}", got.text());
        got.text()
    }

    /// The same as JSON.
    #[track_caller]
    pub fn json(&self, key: &str) -> Value {
        serde_json::from_str(&self.text(key)).expect("JSON")
    }

    fn send(&self, method: &str, path: &str, body: Vec<u8>) -> Response {
        let path = format!("/{}{path}", self.name);
        let request = S3::request_of("000000000000", "us-east-1", method, &path, &body);
        self.yard.raw(&request)
    }
}
