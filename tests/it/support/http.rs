//! HTTP/1.1 over a plain socket: a test can send what no client library would, stop halfway, or leave.

use std::io::{BufRead, BufReader, ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use serde_json::Value;

/// A server that says nothing for so long is broken; no test waits for this on purpose.
const PATIENCE: Duration = Duration::from_secs(60);

/// A request to be sent as it is written here.
#[derive(Clone, Debug)]
pub struct Request {
    pub method: String,
    pub path: String,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Request {
    pub fn new(method: &str, path: &str) -> Self {
        Request { method: method.to_owned(), path: path.to_owned(), headers: Vec::new(), body: Vec::new() }
    }

    pub fn post(path: &str, body: impl Into<Vec<u8>>) -> Self {
        Request { body: body.into(), ..Request::new("POST", path) }
    }

    /// An AWS JSON call.
    pub fn json(operation: &str, body: impl Into<Vec<u8>>) -> Self {
        Request::post("/", body)
            .header("Content-Type", "application/x-amz-json-1.0")
            .header("X-Amz-Target", &format!("AmazonSQS.{operation}"))
    }

    /// A call of the query protocol.
    pub fn query(path: &str, form: impl Into<Vec<u8>>) -> Self {
        Request::post(path, form).header("Content-Type", "application/x-www-form-urlencoded")
    }

    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.retain(|(given, _)| !given.eq_ignore_ascii_case(name));
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The `Authorization` header of a client of that account and region.
    pub fn signed(self, account: &str, region: &str) -> Self {
        let credential = format!("{account}/20270101/{region}/sqs/aws4_request");
        self.header(
            "Authorization",
            &format!("AWS4-HMAC-SHA256 Credential={credential}, SignedHeaders=host, Signature=0"),
        )
    }

    pub fn bytes(&self) -> Vec<u8> {
        let mut head = format!("{} {} HTTP/1.1\r\n", self.method, self.path);
        let has = |name: &str| self.headers.iter().any(|(given, _)| given.eq_ignore_ascii_case(name));
        for (name, value) in &self.headers {
            head += &format!("{name}: {value}\r\n");
        }
        if !has("Host") {
            head += "Host: localhost:4566\r\n";
        }
        if !has("Content-Length") && !has("Transfer-Encoding") {
            head += &format!("Content-Length: {}\r\n", self.body.len());
        }
        [head.as_bytes(), b"\r\n", &self.body].concat()
    }
}

/// An answer.
#[derive(Clone, Debug)]
pub struct Response {
    pub status: u16,
    headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Response {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(given, _)| given.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }
}

/// A connection that is kept alive.
#[derive(Debug)]
pub struct Connection {
    reader: BufReader<TcpStream>,
}

impl Connection {
    pub fn open(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).expect("the server listens");
        stream.set_nodelay(true).expect("a socket option");
        stream.set_read_timeout(Some(PATIENCE)).expect("a socket option");
        Connection { reader: BufReader::new(stream) }
    }

    pub fn send(&mut self, request: &Request) -> Response {
        self.write(&request.bytes());
        self.answer()
    }

    /// Bytes as they are; a server that has hung up is seen when the answer is read.
    pub fn write(&mut self, bytes: &[u8]) {
        let _ = self.reader.get_mut().write_all(bytes);
    }

    /// The next answer; panics where none comes.
    pub fn answer(&mut self) -> Response {
        self.try_answer().expect("an answer")
    }

    /// The next answer, unless the connection ends first.
    pub fn try_answer(&mut self) -> Option<Response> {
        let mut response = self.head()?;
        if response.status != 100 {
            response.body = self.body(&response)?;
        }
        Some(response)
    }

    /// The next answer without its body, unless the connection ends first.
    pub fn head(&mut self) -> Option<Response> {
        let status = self.line()?.split(' ').nth(1)?.parse().ok()?;
        let mut headers = Vec::new();
        loop {
            let line = self.line()?;
            if line.is_empty() {
                return Some(Response { status, headers, body: Vec::new() });
            }
            let (name, value) = line.split_once(':')?;
            headers.push((name.to_owned(), value.trim().to_owned()));
        }
    }

    /// The next piece of a body that comes in chunks; an empty one is its end.
    pub fn chunk(&mut self) -> Option<Vec<u8>> {
        let size = usize::from_str_radix(&self.line()?, 16).ok()?;
        let mut chunk = vec![0; size + 2];
        self.reader.read_exact(&mut chunk).ok()?;
        chunk.truncate(size);
        Some(chunk)
    }

    /// Whether nothing has come so far.
    pub fn is_silent(&self) -> bool {
        let stream = self.reader.get_ref();
        stream.set_nonblocking(true).expect("a socket option");
        let outcome = stream.peek(&mut [0]);
        stream.set_nonblocking(false).expect("a socket option");
        self.reader.buffer().is_empty() && outcome.is_err_and(|error| error.kind() == ErrorKind::WouldBlock)
    }

    fn line(&mut self) -> Option<String> {
        let mut line = String::new();
        let read = self.reader.read_line(&mut line).ok()?;
        (read > 0).then(|| line.trim_end().to_owned())
    }

    fn body(&mut self, response: &Response) -> Option<Vec<u8>> {
        let mut body = Vec::new();
        if response.header("transfer-encoding").is_some_and(|coding| coding.contains("chunked")) {
            loop {
                let chunk = self.chunk()?;
                if chunk.is_empty() {
                    return Some(body);
                }
                body.extend_from_slice(&chunk);
            }
        }
        let size = response.header("content-length").and_then(|size| size.parse().ok()).unwrap_or(0);
        body.resize(size, 0);
        self.reader.read_exact(&mut body).ok()?;
        Some(body)
    }
}
