//! A caller of S3.

use eventyard::Config;

use super::http::{Connection, Request, Response};
use super::protocol::Via;
use super::yard::Yard;

/// A server, and a client of S3 of the account and region that callers have by default.
pub struct S3 {
    pub yard: Yard,
}

impl S3 {
    /// A server with a bucket.
    #[track_caller]
    pub fn with_bucket(name: &str) -> Self {
        let s3 = S3::start(Config::default());
        s3.ok("PUT", &format!("/{name}"), b"");
        s3
    }

    pub fn start(config: Config) -> Self {
        S3 { yard: Yard::start(Via::Json, config) }
    }

    /// A signed call that can be changed before it is sent.
    pub fn request(&self, method: &str, path: &str, body: &[u8]) -> Request {
        S3::request_of("000000000000", "us-east-1", method, path, body)
    }

    /// The same of another account and region.
    pub fn request_of(account: &str, region: &str, method: &str, path: &str, body: &[u8]) -> Request {
        let credential = format!("{account}/20270101/{region}/s3/aws4_request");
        let authorization = format!("AWS4-HMAC-SHA256 Credential={credential}, SignedHeaders=host, Signature=0");
        Request { body: body.to_owned(), ..Request::new(method, path) }.header("Authorization", &authorization)
    }

    pub fn send(&self, request: &Request) -> Response {
        if request.method != "HEAD" {
            return self.yard.raw(request);
        }
        // What answers a HEAD has a length and no body.
        let mut connection = Connection::open(self.yard.server.address());
        connection.write(&request.bytes());
        connection.head().expect("an answer")
    }

    pub fn call(&self, method: &str, path: &str, body: &[u8]) -> Response {
        self.send(&self.request(method, path, body))
    }

    #[track_caller]
    pub fn ok(&self, method: &str, path: &str, body: &[u8]) -> Response {
        let response = self.call(method, path, body);
        assert!((200..300).contains(&response.status), "{method} {path}: {} {}", response.status, response.text());
        response
    }

    /// The call is refused with this status and code.
    #[track_caller]
    pub fn fails(&self, request: &Request, status: u16, code: &str) -> Response {
        let response = self.send(request);
        let text = response.text();
        assert_eq!(response.status, status, "{} {}: {text}", request.method, request.path);
        assert!(text.contains(&format!("<Code>{code}</Code>")), "{} {}: {text}", request.method, request.path);
        response
    }

    #[track_caller]
    pub fn text(&self, path: &str) -> String {
        self.ok("GET", path, b"").text()
    }

    /// What stands in all elements of a name, in order.
    pub fn all(document: &str, name: &str) -> Vec<String> {
        let (open, close) = (format!("<{name}>"), format!("</{name}>"));
        let parts = document.split(&open).skip(1);
        parts.filter_map(|part| Some(part.split_once(&close)?.0.to_owned())).collect()
    }

    /// What stands in the one element of a name.
    #[track_caller]
    pub fn one(document: &str, name: &str) -> String {
        S3::all(document, name).pop().unwrap_or_else(|| panic!("no {name} in {document}"))
    }
}
