//! Connections that are opened and not used, or left.

use eventyard::{Config, Server};
use serde_json::{Value, json};

use crate::support::{Connection, Request, Via, Yard};

#[test]
fn two_thousand_half_open_connections_hinder_nobody() {
    let yard = Yard::json();
    let queue = yard.standard("jobs");
    let starts: [&[u8]; 4] = [
        b"",
        b"POST / HT",
        b"POST / HTTP/1.1\r\nHost: localhost\r\nX-Amz-Target: AmazonSQS.ListQueues\r\n",
        b"POST / HTTP/1.1\r\nHost: localhost\r\nX-Amz-Target: AmazonSQS.ListQueues\r\nContent-Type: \
          application/x-amz-json-1.0\r\nContent-Length: 100\r\n\r\n{\"",
    ];
    let address = yard.server.address();
    let open = |i: usize| {
        let mut connection = Connection::open(address);
        connection.write(starts[i % starts.len()]);
        connection
    };
    // A test process may open a thousand files or so at once, on both ends of each connection.
    let half_open: Vec<_> = (0..most_connections()).map(open).collect();
    for i in 0..20 {
        queue.send(&format!("m{i}"));
    }
    let mut fresh = Connection::open(address);
    assert_eq!(fresh.send(&Request::new("GET", "/_eventyard/health")).status, 200);
    assert!(half_open.iter().all(|connection| connection.is_silent()));
    assert_eq!(queue.counts(), [20, 0, 0]);
    drop(half_open);
    queue.send("after them");
    assert_eq!(queue.counts(), [21, 0, 0]);
}

/// Two thousand, or fewer where the system lets a process have fewer files: both ends are in this one.
fn most_connections() -> usize {
    let limits = std::fs::read_to_string("/proc/self/limits").unwrap_or_default();
    let line = limits.lines().find(|line| line.starts_with("Max open files"));
    let soft = line.and_then(|line| line.split_whitespace().nth(3)).and_then(|soft| soft.parse::<usize>().ok());
    soft.map_or(2000, |soft| (soft.saturating_sub(500) / 2).min(2000))
}

#[test]
fn a_client_that_leaves_in_a_long_poll_takes_no_message_along() {
    for via in [Via::Json, Via::Query] {
        let yard = Yard::start(via, Config::default());
        let queue = yard.standard("jobs");
        for _ in 0..100 {
            drop(yard.poll(&queue, json!({ "MaxNumberOfMessages": 10 })));
        }
        yard.let_it_work();
        queue.send("m");
        assert_eq!(queue.counts(), [1, 0, 0]);
        assert_eq!(queue.receive_one()["Attributes"]["ApproximateReceiveCount"], "1");
    }
}

#[test]
fn a_client_that_leaves_as_soon_as_it_has_asked_takes_no_message_along() {
    // Several threads, as the binary has: one may send the message before another has seen the client leave.
    let server = Server::bind(&Config::default()).expect("a port");
    let address = server.address();
    let threads = tokio::runtime::Builder::new_multi_thread().worker_threads(4).enable_all().build().expect("threads");
    threads.spawn(server.serve(std::future::pending()));
    let mut stays = Connection::open(address);
    let mut call = |operation: &str, input: Value| {
        let answer = stays.send(&Request::json(operation, input.to_string()));
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer
    };
    let url = call("CreateQueue", json!({ "QueueName": "jobs" })).json()["QueueUrl"].clone();
    let poll = Request::json("ReceiveMessage", json!({ "QueueUrl": url, "WaitTimeSeconds": 20 }).to_string());
    for round in 0..500 {
        let mut leaves = Connection::open(address);
        leaves.write(&poll.bytes());
        drop(leaves);
        call("SendMessage", json!({ "QueueUrl": url, "MessageBody": "m" }));
        // The poll may come only now.
        (0..3).for_each(|_| drop(call("ListQueues", json!({}))));
        let received = call("ReceiveMessage", json!({ "QueueUrl": url })).json();
        assert_eq!(received["Messages"][0]["Body"], "m", "in round {round}");
        call("PurgeQueue", json!({ "QueueUrl": url }));
    }
}

#[test]
fn requests_on_one_connection_are_answered_in_order() {
    let yard = Yard::json();
    let queue = yard.standard("jobs");
    let mut connection = Connection::open(yard.server.address());
    let requests: Vec<u8> = (0..50)
        .flat_map(|i| {
            Request::json("SendMessage", json!({ "QueueUrl": queue.url, "MessageBody": format!("{i}") }).to_string())
                .bytes()
        })
        .collect();
    connection.write(&requests);
    for i in 0..50 {
        assert_eq!(connection.answer().status, 200, "{i}");
    }
    assert_eq!(queue.bodies(), (0..10).map(|i| i.to_string()).collect::<Vec<_>>());
}

#[test]
fn a_server_that_ends_lets_those_go_who_wait() {
    let yard = Yard::json();
    let queue = yard.standard("jobs");
    let polls: Vec<_> = (0..10).map(|_| yard.poll(&queue, json!({}))).collect();
    let address = yard.server.address();
    drop(queue);
    drop(yard);
    for poll in polls {
        assert_eq!(poll.bodies(), [""; 0]);
    }
    std::net::TcpListener::bind(address).expect("the port is free again");
}
