//! One keep-alive connection that speaks as much HTTP/1.1 as AWS's JSON protocol needs: a request goes out in one
//! write, an answer says its length. It costs little, so that what is measured is the server.

use std::fmt::Write;
use std::io;
use std::net::{SocketAddr, ToSocketAddrs};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Where the server listens.
#[derive(Clone, Debug)]
pub struct Endpoint {
    host: String,
    address: SocketAddr,
}

impl Endpoint {
    /// From a URL such as `http://127.0.0.1:4566`.
    pub fn parse(url: &str) -> Result<Self, String> {
        let host = url.strip_prefix("http://").ok_or("an endpoint begins with http://")?.trim_end_matches('/');
        let mut addresses = host.to_socket_addrs().map_err(|error| format!("{host}: {error}"))?;
        let address = addresses.next().ok_or_else(|| format!("{host} has no address"))?;
        Ok(Endpoint { host: host.to_owned(), address })
    }
}

/// A service, as requests name it.
#[derive(Clone, Copy, Debug)]
pub enum Service {
    Sqs,
    Events,
    States,
}

impl Service {
    /// The headers that tell it, up to the operation's name; its name in signatures.
    fn names(self) -> (&'static str, &'static str) {
        match self {
            Service::Sqs => (
                "content-type: application/x-amz-json-1.0\r\nx-amzn-query-mode: true\r\nx-amz-target: AmazonSQS.",
                "sqs",
            ),
            Service::Events => ("content-type: application/x-amz-json-1.1\r\nx-amz-target: AWSEvents.", "events"),
            Service::States => {
                ("content-type: application/x-amz-json-1.0\r\nx-amz-target: AWSStepFunctions.", "states")
            }
        }
    }
}

/// The headers of a call of Scheduler or of Eventyard's own, whose paths say what is meant; the name in signatures.
const BY_PATH: (&str, &str) = ("content-type: application/json", "scheduler");

/// A connection; it is made, and after a failure made anew, when it is needed.
pub struct Client<'e> {
    endpoint: &'e Endpoint,
    stream: Option<TcpStream>,
    head: String,
    request: Vec<u8>,
    answer: Vec<u8>,
}

impl<'e> Client<'e> {
    pub fn new(endpoint: &'e Endpoint) -> Self {
        Client { endpoint, stream: None, head: String::new(), request: Vec::new(), answer: Vec::new() }
    }

    /// Connects, if it isn't.
    pub async fn connect(&mut self) -> Result<(), String> {
        if self.stream.is_none() {
            let stream =
                TcpStream::connect(self.endpoint.address).await.map_err(|error| format!("connect: {error}"))?;
            stream.set_nodelay(true).map_err(|error| error.to_string())?;
            self.stream = Some(stream);
        }
        Ok(())
    }

    /// Calls an operation of SQS; the answer's body, if all went well.
    pub async fn call(&mut self, operation: &str, body: &str) -> Result<&[u8], String> {
        self.call_service(Service::Sqs, operation, body).await
    }

    /// Calls an operation; the answer's body, if all went well.
    pub async fn call_service(&mut self, service: Service, operation: &str, body: &str) -> Result<&[u8], String> {
        let (headers, service) = service.names();
        self.write(("POST", "/"), (headers, operation, service), body);
        self.exchange(operation).await
    }

    /// Calls what a method and a path mean; the answer's body, if all went well.
    pub async fn call_path(&mut self, method: &str, path: &str, body: &str) -> Result<&[u8], String> {
        let (headers, service) = BY_PATH;
        self.write((method, path), (headers, "", service), body);
        self.exchange(path).await
    }

    /// Sends what was written, and reads the answer to it.
    async fn exchange(&mut self, operation: &str) -> Result<&[u8], String> {
        self.connect().await?;
        // Taken out, so that a connection with half an answer on it is never used again.
        let Some(mut stream) = self.stream.take() else { return Err("no connection".to_owned()) };
        let exchanged = exchange(&mut stream, &self.request, &mut self.answer).await;
        let Answer { status, body } = exchanged.map_err(|error| format!("{operation}: {error}"))?;
        let body = &self.answer[body..];
        if status != 200 {
            return Err(format!("{operation}: {status} {}", String::from_utf8_lossy(body)));
        }
        self.stream = Some(stream);
        Ok(body)
    }

    /// Writes a request with the headers that today's SDKs send.
    fn write(&mut self, (method, path): (&str, &str), (headers, operation, service): (&str, &str, &str), body: &str) {
        self.head.clear();
        // Writing to a string can't fail.
        let _ = write!(
            self.head,
            "{method} {path} HTTP/1.1\r\n\
             {headers}{operation}\r\n\
             content-length: {length}\r\n\
             user-agent: aws-sdk-rust/1.3.8 os/linux lang/rust/1.91.0\r\n\
             x-amz-user-agent: aws-sdk-rust/1.3.8 ua/2.1 api/{service}/1.93.0 os/linux lang/rust/1.91.0 m/E\r\n\
             x-amz-date: 20270328T090000Z\r\n\
             authorization: AWS4-HMAC-SHA256 Credential=AKIDLOADLOADLOADLOAD/20270328/us-east-1/{service}/aws4_request, \
             SignedHeaders=content-length;content-type;host;x-amz-date;x-amz-target;x-amz-user-agent, \
             Signature=00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff\r\n\
             amz-sdk-request: attempt=1; max=3\r\n\
             amz-sdk-invocation-id: 11111111-2222-4333-8444-555555555555\r\n\
             host: {host}\r\n\r\n",
            length = body.len(),
            host = self.endpoint.host,
        );
        self.request.clear();
        self.request.extend_from_slice(self.head.as_bytes());
        self.request.extend_from_slice(body.as_bytes());
    }
}

struct Answer {
    status: u16,
    /// Where the body begins; it goes to the end.
    body: usize,
}

async fn exchange(stream: &mut TcpStream, request: &[u8], answer: &mut Vec<u8>) -> io::Result<Answer> {
    stream.write_all(request).await?;
    answer.clear();
    let body = loop {
        read_more(stream, answer).await?;
        if let Some(end) = answer.windows(4).position(|bytes| bytes == b"\r\n\r\n") {
            break end + 4;
        }
    };
    let head = std::str::from_utf8(&answer[..body]).map_err(|_| invalid("an answer's head isn't text"))?;
    let status = head.get(9..12).and_then(|digits| digits.parse().ok());
    let status = status.ok_or_else(|| invalid("an answer has no status"))?;
    let header = |name: &str| {
        let mut headers = head.lines().filter_map(|line| line.split_once(':'));
        headers.find(|(found, _)| found.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim())
    };
    let length: Option<usize> = header("content-length").and_then(|digits| digits.parse().ok());
    let end = body + length.ok_or_else(|| invalid("an answer doesn't say its length"))?;
    while answer.len() < end {
        read_more(stream, answer).await?;
    }
    Ok(Answer { status, body })
}

async fn read_more(stream: &mut TcpStream, answer: &mut Vec<u8>) -> io::Result<()> {
    match stream.read_buf(answer).await? {
        0 => Err(invalid("the server closed the connection")),
        _ => Ok(()),
    }
}

fn invalid(text: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, text)
}
