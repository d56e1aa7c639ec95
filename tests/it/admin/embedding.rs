//! The library: a server inside a test, of whatever kind the test is.

use std::net::TcpListener;
use std::time::Duration;

use aws_sdk_sqs::Client;
use eventyard::{Config, Eventyard};
use serde_json::{Value, json};

use crate::support::{Connection, Request, Via, Yard, client};

/// Sends with a delay, and receives once the clock has moved.
async fn use_it(server: &Eventyard, sqs: &Client) {
    let url = sqs.create_queue().queue_name("jobs").send().await.expect("a queue").queue_url.expect("a URL");
    sqs.send_message().queue_url(&url).message_body("m").delay_seconds(900).send().await.expect("sent");
    let receive = || sqs.receive_message().queue_url(&url).send();
    assert!(receive().await.expect("received").messages.is_none());
    server.clock().advance(Duration::from_secs(900)).await;
    assert_eq!(receive().await.expect("received").messages().len(), 1);
}

#[tokio::test(flavor = "current_thread")]
async fn in_an_async_test_of_one_thread() {
    let server = Eventyard::start(Config::default()).expect("a server");
    use_it(&server, &client(&server)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn in_an_async_test_of_many_threads() {
    let server = Eventyard::start(Config::default()).expect("a server");
    use_it(&server, &client(&server)).await;
}

#[tokio::test]
async fn with_threads_for_requests() {
    let server = Eventyard::start(Config { threads: 3, ..Config::default() }).expect("a server");
    use_it(&server, &client(&server)).await;
    // Who waits is in one thread, and who sends in another.
    let (waits, sends) = (client(&server), client(&server));
    let url = sends.create_queue().queue_name("calls").send().await.expect("a queue").queue_url.expect("a URL");
    for _ in 0..20 {
        let poll = waits.receive_message().queue_url(&url).wait_time_seconds(20).send();
        let send = sends.send_message().queue_url(&url).message_body("m").send();
        let (received, sent) = tokio::join!(poll, send);
        assert!(sent.is_ok());
        assert_eq!(received.expect("received").messages().len(), 1);
    }
}

#[test]
fn in_a_plain_test() {
    let server = Eventyard::start(Config::default()).expect("a server");
    let mut connection = Connection::open(server.address());
    let before = server.clock().freeze().wait();
    let reading = server.clock().advance(Duration::from_secs(86_400)).wait();
    assert_ne!(before.now, reading.now);
    let time = connection.send(&Request::new("GET", "/_eventyard/time")).json();
    assert_eq!(time["now"], reading.now, "the library's clock is the server's");
    let now = server.clock().now();
    assert_eq!(server.clock().freeze_at(now).expect("not before now").wait().now, reading.now);
    assert!(server.clock().freeze_at(now - Duration::from_secs(1)).is_err());
    assert_eq!(server.clock().resume().wait().mode, eventyard::clock::Mode::Real);
}

#[tokio::test]
async fn a_move_of_the_clock_ends_a_poll_of_the_same_thread() {
    let server = Eventyard::start(Config::default()).expect("a server");
    let sqs = client(&server);
    server.clock().freeze().await;
    let url = sqs.create_queue().queue_name("jobs").send().await.expect("a queue").queue_url.expect("a URL");
    let poll = sqs.receive_message().queue_url(&url).wait_time_seconds(20).send();
    let moves = async {
        // However late the poll arrives, one of the moves comes after it.
        loop {
            server.clock().advance(Duration::from_secs(20)).await;
            tokio::task::yield_now().await;
        }
    };
    let received = tokio::select! { received = poll => received, () = moves => unreachable!() };
    assert!(received.expect("received").messages.is_none());
}

#[test]
fn several_servers_share_nothing() {
    let yards: Vec<_> = (0..5).map(|_| Yard::json()).collect();
    for (i, yard) in yards.iter().enumerate() {
        yard.standard(&format!("queue{i}"));
        yard.advance(i as u64 * 1000);
    }
    for (i, yard) in yards.iter().enumerate() {
        let urls = yard.ok("ListQueues", json!({}))["QueueUrls"].clone();
        assert_eq!(urls.as_array().map(Vec::len), Some(1));
        assert!(urls[0].as_str().is_some_and(|url| url.ends_with(&format!("queue{i}"))));
    }
    let mut times: Vec<_> = yards.iter().map(|yard| yard.now()).collect();
    times.dedup();
    assert_eq!(times.len(), 5);
}

#[test]
fn dropping_it_frees_the_port_at_once() {
    let server = Eventyard::start(Config::default()).expect("a server");
    let address = server.address();
    let taken = Config { port: address.port(), ..Config::default() };
    assert!(Eventyard::start(taken.clone()).is_err(), "a port that is in use is told at once");
    drop(server);
    let again = Eventyard::start(taken).expect("the same port");
    assert_eq!(again.address(), address);
    drop(again);
    TcpListener::bind(address).expect("free");
}

#[test]
fn dropping_it_does_not_wait_for_idle_connections() {
    let server = Eventyard::start(Config::default()).expect("a server");
    let address = server.address();
    let mut idle: Vec<_> = (0..10).map(|_| Connection::open(address)).collect();
    for connection in &mut idle {
        connection.send(&Request::new("GET", "/_eventyard/health"));
    }
    drop(server);
    for connection in &mut idle {
        assert!(connection.try_answer().is_none(), "the connection is closed");
    }
}

/// One run: some of everything, its answers as they came.
fn run(via: Via, seed: u64) -> Vec<String> {
    let yard = Yard::start(via, Config { seed: Some(seed), ..Config::default() });
    let to_time = json!({ "freeze": "2040-01-01T00:00:00Z" }).to_string();
    yard.raw(&Request::post("/_eventyard/time", to_time));
    let mut answers = Vec::new();
    let mut call = |operation: &str, input: Value| {
        let response = yard.raw(&via.request(operation, &input));
        answers.push(format!("{:?} {}", response.header("x-amzn-requestid"), response.text()));
        via.outcome(operation, &response)
    };
    for name in ["jobs", "orders.fifo", "dead"] {
        let fifo = json!({ "FifoQueue": "true", "ContentBasedDeduplication": "true" });
        let attributes = if name == "orders.fifo" { fifo } else { json!({}) };
        call("CreateQueue", json!({ "QueueName": name, "Attributes": attributes })).expect("a queue");
    }
    let policy = json!({ "deadLetterTargetArn": "arn:aws:sqs:us-east-1:000000000000:dead", "maxReceiveCount": 1 });
    let attributes = json!({ "RedrivePolicy": policy.to_string() });
    call("SetQueueAttributes", json!({ "QueueUrl": "jobs", "Attributes": attributes })).expect("set");
    for i in 0..10 {
        for queue in ["jobs", "orders.fifo"] {
            let group = format!("g{}", i % 3);
            let input = json!({ "QueueUrl": queue, "MessageBody": format!("m{i}"), "MessageGroupId": group });
            call("SendMessage", input).expect("sent");
        }
    }
    for _ in 0..3 {
        for queue in ["jobs", "orders.fifo", "dead"] {
            let input = json!({ "QueueUrl": queue, "MaxNumberOfMessages": 4, "MessageSystemAttributeNames": ["All"] });
            let received = call("ReceiveMessage", input).expect("received");
            if let Some(handle) = received["Messages"][0].get("ReceiptHandle") {
                call("DeleteMessage", json!({ "QueueUrl": queue, "ReceiptHandle": handle })).expect("deleted");
            }
        }
        yard.advance(30);
    }
    call("StartMessageMoveTask", json!({ "SourceArn": "arn:aws:sqs:us-east-1:000000000000:dead" })).expect("started");
    drop(call("SendMessage", json!({ "QueueUrl": "absent", "MessageBody": "m" })));
    answers.push(yard.raw(&Request::new("GET", "/_eventyard/state")).text());
    answers
}

#[test]
fn the_same_seed_and_time_give_the_same_bytes() {
    for via in [Via::Json, Via::Query] {
        let first = run(via, 7);
        assert_eq!(first, run(via, 7));
        assert_ne!(first, run(via, 8));
    }
}
