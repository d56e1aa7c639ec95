//! Bodies that are too deep, too large, packed, or not what they say.

use std::io::Write;

use eventyard::Config;
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::json;

use crate::support::{Connection, Request, Via, Yard, form};

fn lives(yard: &Yard) {
    assert_eq!(yard.raw(&Request::new("GET", "/_eventyard/health")).status, 200);
}

#[test]
fn nesting_a_hundred_thousand_deep() {
    let yard = Yard::json();
    yard.standard("jobs");
    let deep = |open: &str, close: &str| open.repeat(100_000) + &close.repeat(100_000);
    let bodies = [
        deep("[", "]"),
        deep("{\"a\":", "}").replace(":}", ":1}"),
        format!(r#"{{"QueueUrl":"jobs","MessageBody":"m","MessageAttributes":{}}}"#, deep("{\"a\":", "}")),
        "[".repeat(1_000_000),
    ];
    for body in bodies {
        let answer = yard.raw(&Request::json("SendMessage", body));
        assert_eq!(answer.status, 400, "{}", answer.text());
        lives(&yard);
    }
    // What isn't known is passed over, at whatever depth.
    let unknown = format!(r#"{{"QueueUrl":"jobs","MessageBody":"m","Unknown":{}}}"#, deep("[", "]"));
    assert!(yard.raw(&Request::json("SendMessage", unknown)).status < 500);
    let policy = deep("{\"a\":", "}");
    for name in ["Policy", "RedrivePolicy", "RedriveAllowPolicy"] {
        let mut attributes = json!({});
        attributes[name] = json!(policy);
        let input = json!({ "QueueUrl": "jobs", "Attributes": attributes });
        assert_eq!(yard.raw(&Request::json("SetQueueAttributes", input.to_string())).status, 400, "{name}");
    }
    let keys = format!("Action=SendMessage&QueueUrl=jobs&MessageBody=m&{}=1", "a.".repeat(100_000));
    assert!(yard.raw(&Request::query("/", keys)).status < 500);
    assert_eq!(yard.raw(&Request::post("/_eventyard/time", deep("[", "]"))).status, 400);
    lives(&yard);
}

#[test]
fn text_that_is_not_utf_8() {
    let yard = Yard::json();
    yard.standard("jobs");
    for wrong in [&b"MessageBody=%FF"[..], b"MessageBody=\xff", b"%C3%28=1&MessageBody=m", b"MessageBody=%ED%A0%80"] {
        let form = [&b"Action=SendMessage&QueueUrl=jobs&"[..], wrong].concat();
        let answer = yard.raw(&Request::query("/", form));
        assert_eq!(answer.status, 400, "{wrong:?}");
        assert_eq!(answer.header("content-type"), Some("text/xml"));
    }
    // The replacement character itself is a character like others.
    let form = "Action=SendMessage&QueueUrl=jobs&MessageBody=%EF%BF%BD";
    assert_eq!(yard.raw(&Request::query("/", form)).status, 200);
    let target = Request::json("ListQueues", "{}");
    let bytes = String::from_utf8(target.bytes()).expect("ASCII").replace("AmazonSQS.ListQueues", "AmazonSQS.\u{fc}");
    let mut connection = Connection::open(yard.server.address());
    connection.write(bytes.as_bytes());
    assert!(connection.answer().status < 500);
}

#[test]
fn a_body_has_a_limit() {
    let yard = Yard::start(Via::Json, Config { body_limit: 10_000, ..Config::default() });
    let queue = yard.standard("jobs");
    let body = |size: usize| {
        let frame = json!({ "QueueUrl": queue.url, "MessageBody": "" }).to_string().len();
        json!({ "QueueUrl": queue.url, "MessageBody": "x".repeat(size - frame) }).to_string()
    };
    assert_eq!(yard.raw(&Request::json("SendMessage", body(10_000))).status, 200);
    let answer = yard.raw(&Request::json("SendMessage", body(10_001)));
    assert_eq!(answer.status, 413);
    assert_eq!(answer.json()["__type"], "com.amazon.coral.service#RequestEntityTooLarge");
    let answer = yard.raw(&Request::query("/", format!("Action=SendMessage&MessageBody={}", "x".repeat(20_000))));
    assert_eq!((answer.status, answer.header("content-type")), (413, Some("text/xml")));
    assert!(yard.raw(&Request::post("/_eventyard/reset", "x".repeat(20_000))).status >= 400);
    assert_eq!(queue.counts(), [1, 0, 0]);

    // A length that nobody can mean is refused before the body comes.
    let mut connection = Connection::open(yard.server.address());
    let mut request = Request::json("SendMessage", "").header("Content-Length", "99999999999");
    connection.write(&request.bytes());
    assert_eq!(connection.answer().status, 413);
    request = Request::json("SendMessage", "").header("Content-Length", "-1");
    let mut connection = Connection::open(yard.server.address());
    connection.write(&request.bytes());
    assert_eq!(connection.try_answer().map_or(400, |answer| answer.status), 400);
    lives(&yard);
}

#[test]
fn a_body_may_come_in_chunks() {
    let yard = Yard::json();
    let queue = yard.standard("jobs");
    let body = json!({ "QueueUrl": queue.url, "MessageBody": "in chunks" }).to_string();
    let mut request = Request::json("SendMessage", "").header("Transfer-Encoding", "chunked");
    for part in body.as_bytes().chunks(7) {
        request.body.extend(format!("{:x}\r\n", part.len()).bytes());
        request.body.extend(part);
        request.body.extend(b"\r\n");
    }
    request.body.extend(b"0\r\n\r\n");
    assert_eq!(yard.raw(&request).status, 200);
    assert_eq!(queue.bodies(), ["in chunks"]);
}

fn packed(body: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(body).expect("in memory");
    encoder.finish().expect("in memory")
}

#[test]
fn a_body_may_be_packed() {
    for via in [Via::Json, Via::Query] {
        let yard = Yard::start(via, Config { body_limit: 100_000, ..Config::default() });
        let queue = yard.standard("jobs");
        let input = json!({ "QueueUrl": queue.url, "MessageBody": "packed" });
        let mut request = via.request("SendMessage", &input).header("Content-Encoding", "gzip");
        request.body = packed(&request.body);
        assert_eq!(yard.raw(&request).status, 200);
        assert_eq!(queue.bodies(), ["packed"]);
        request.body.truncate(20);
        assert_eq!(yard.raw(&request).status, 400, "half of it");
        request.body = b"not packed at all".to_vec();
        assert_eq!(yard.raw(&request).status, 400);
        request.body = packed(&vec![b' '; 50_000_000]);
        assert!(request.body.len() < 100_000);
        assert_eq!(yard.raw(&request).status, 413, "a small body that unpacks to a large one");
        let request = request.header("Content-Encoding", "br");
        assert_eq!(yard.raw(&request).status, 415);
        lives(&yard);
    }
}

#[test]
fn one_who_asks_before_sending_is_told() {
    let yard = Yard::start(Via::Json, Config { body_limit: 10_000, ..Config::default() });
    let queue = yard.standard("jobs");
    let body = json!({ "QueueUrl": queue.url, "MessageBody": "asked" }).to_string();
    let head = |length: usize| {
        Request::json("SendMessage", "").header("Expect", "100-continue").header("Content-Length", &length.to_string())
    };
    let mut connection = Connection::open(yard.server.address());
    connection.write(&head(body.len()).bytes());
    assert_eq!(connection.answer().status, 100);
    connection.write(body.as_bytes());
    assert_eq!(connection.answer().status, 200);
    assert_eq!(queue.bodies(), ["asked"]);

    let mut connection = Connection::open(yard.server.address());
    connection.write(&head(10_001).bytes());
    assert_eq!(connection.answer().status, 413, "before a byte of the body was sent");
}

#[test]
fn a_body_signed_in_chunks_is_refused() {
    let yard = Yard::json();
    for encoding in
        [("X-Amz-Content-Sha256", "STREAMING-UNSIGNED-PAYLOAD-TRAILER"), ("Content-Encoding", "aws-chunked")]
    {
        let request = Request::json("ListQueues", "2\r\n{}\r\n0\r\n\r\n").header(encoding.0, encoding.1);
        let answer = yard.raw(&request);
        assert_eq!(answer.status, 415, "{}", answer.text());
        assert!(answer.json()["message"].as_str().is_some_and(|text| text.contains("aws-chunked")));
    }
}

#[test]
fn a_presigned_get() {
    let yard = Yard::json();
    let input = json!({ "QueueName": "jobs" });
    let create = Via::Json.request("CreateQueue", &input).signed("111111111111", "eu-west-1");
    let url = yard.raw(&create).json()["QueueUrl"].clone();
    let send = form("SendMessage", &json!({ "QueueUrl": url, "MessageBody": "by link" }));
    let signature = "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=111111111111%2F20270101%2Feu-west-1%2Fsqs%2F\
                     aws4_request&X-Amz-Date=20270101T000000Z&X-Amz-SignedHeaders=host&X-Amz-Signature=0";
    assert_eq!(yard.raw(&Request::new("GET", &format!("/?{send}&{signature}"))).status, 200);
    let listed = yard.raw(&Request::new("GET", &format!("/?Action=ListQueues&{signature}")));
    assert!(
        listed.text().contains("/jobs</QueueUrl>"),
        "the region and account are those signed for: {}",
        listed.text()
    );
    let unsigned = yard.raw(&Request::new("GET", "/?Action=ListQueues&Version=2012-11-05"));
    assert!(!unsigned.text().contains("/jobs"), "{}", unsigned.text());
}

#[test]
fn a_credential_that_is_none() {
    let yard = Yard::json();
    yard.standard("jobs");
    for wrong in ["", "Bearer x", "AWS4-HMAC-SHA256 Credential=", "AWS4-HMAC-SHA256 Credential=a/b", "Credential=////"]
    {
        let request = Request::json("ListQueues", "{}").header("Authorization", wrong);
        assert_eq!(yard.raw(&request).status, 200, "{wrong}");
    }
}

#[test]
fn bytes_that_are_no_http() {
    let yard = Yard::json();
    let garbage: &[&[u8]] = &[
        b"\0\0\0\0\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"GET\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello!",
        b"PRI * HTTP/2.0\r\n\r\nXX\r\n\r\n",
        b"GET / HTTP/1.1\r\nBad Header: x\r\n\r\n",
    ];
    for bytes in garbage {
        let mut connection = Connection::open(yard.server.address());
        connection.write(bytes);
        drop(connection);
        lives(&yard);
    }
    let mut connection = Connection::open(yard.server.address());
    let long = format!("GET /{} HTTP/1.1\r\nHost: x\r\n\r\n", "x".repeat(1_000_000));
    connection.write(long.as_bytes());
    assert!(connection.try_answer().is_none_or(|answer| answer.status >= 400));
    lives(&yard);
}
