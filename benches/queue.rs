//! What an operation costs on a queue of ten messages and on one of a million: about the same.
//! Calls go to the world as `wire` makes them, from JSON to JSON, but without HTTP.
//!
//! `cargo bench --bench queue`

use std::cell::Cell;
use std::hint::black_box;

use criterion::{BatchSize, BenchmarkId, Criterion, criterion_group, criterion_main};
use eventyard::aws::call::Call;
use eventyard::aws::fault::Fault;
use eventyard::aws::scope::{Caller, Protocol};
use eventyard::wire::json;
use eventyard::{Config, World};
use futures_util::FutureExt;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// A call whose input and output are JSON.
struct InMemory<'a> {
    operation: &'a str,
    caller: &'a Caller<'a>,
    body: &'a [u8],
}

impl Call for InMemory<'_> {
    type Reply = Result<Vec<u8>, Fault>;

    fn operation(&self) -> &str {
        self.operation
    }

    fn caller(&self) -> &Caller<'_> {
        self.caller
    }

    fn input<I: DeserializeOwned>(&self) -> Result<I, Fault> {
        json::decode(self.body)
    }

    fn reply<O: Serialize>(&self, outcome: Result<O, Fault>) -> Self::Reply {
        outcome.map(|output| json::encode(&output))
    }

    fn unknown(&self) -> Self::Reply {
        Err(Fault::framework("UnknownOperationException", ""))
    }
}

/// A world with one queue, of which most messages are visible and some in flight.
struct Filled {
    world: World,
    caller: Caller<'static>,
}

impl Filled {
    fn new(depth: usize) -> Self {
        let config = Config::default();
        let caller = Caller {
            scope: config.home(),
            scheme: "http",
            host: "localhost:4566",
            path: "/",
            trace: None,
            protocol: Protocol::Json,
            signed: true,
        };
        let filled = Filled { world: World::new(&config), caller };
        filled.call("CreateQueue", br#"{"QueueName": "orders"}"#);
        let batch: Vec<_> = (0..10).map(|id| json!({ "Id": id.to_string(), "MessageBody": message() })).collect();
        let batch = filled.body(json!({ "Entries": batch }));
        (0..depth / 10).for_each(|_| drop(filled.call("SendMessageBatch", &batch)));
        // As long as a message can be in flight: longer than this takes.
        let receive = filled.body(json!({ "MaxNumberOfMessages": 10, "VisibilityTimeout": 43_200 }));
        (0..(depth / 20).min(5_000)).for_each(|_| drop(filled.call("ReceiveMessage", &receive)));
        filled
    }

    /// The body of a request on the queue.
    fn body(&self, mut input: Value) -> Vec<u8> {
        input["QueueUrl"] = "http://localhost:4566/000000000000/orders".into();
        input.to_string().into_bytes()
    }

    fn call(&self, operation: &str, body: &[u8]) -> Vec<u8> {
        let call = InMemory { operation, caller: &self.caller, body };
        // Only a long poll waits.
        self.world.sqs.call(&call).now_or_never().expect("an answer at once").expect("no fault")
    }

    /// Receives a message; its receipt handle.
    fn receive(&self) -> String {
        receipt(&self.call("ReceiveMessage", &self.body(json!({}))))
    }

    fn delete(&self, receipt: &str) {
        self.call("DeleteMessage", &self.body(json!({ "ReceiptHandle": receipt })));
    }
}

/// 1 KiB.
fn message() -> String {
    "x".repeat(1024)
}

/// Each operation is timed alone; what puts the queue back as it was isn't.
fn operations(criterion: &mut Criterion) {
    for depth in [10, 1_000_000] {
        let queue = Filled::new(depth);
        let mut group = criterion.benchmark_group("queue");

        let send = queue.body(json!({ "MessageBody": message() }));
        group.bench_function(BenchmarkId::new("SendMessage", depth), |bencher| {
            let take_one = || queue.delete(&queue.receive());
            bencher.iter_batched(take_one, |()| queue.call("SendMessage", &send), BatchSize::PerIteration);
        });

        let receive = queue.body(json!({}));
        let received = Cell::new(queue.call("ReceiveMessage", &receive));
        group.bench_function(BenchmarkId::new("ReceiveMessage", depth), |bencher| {
            let replace_it = || {
                queue.delete(&receipt(&received.take()));
                queue.call("SendMessage", &send);
            };
            let receive = |()| received.set(queue.call("ReceiveMessage", &receive));
            bencher.iter_batched(replace_it, receive, BatchSize::PerIteration);
        });

        let receipt = receipt(&received.take());
        let mut timeouts = (60..600).cycle();
        group.bench_function(BenchmarkId::new("ChangeMessageVisibility", depth), |bencher| {
            let body = || queue.body(json!({ "ReceiptHandle": receipt, "VisibilityTimeout": timeouts.next() }));
            bencher.iter_batched(body, |body| queue.call("ChangeMessageVisibility", &body), BatchSize::PerIteration);
        });

        group.bench_function(BenchmarkId::new("DeleteMessage", depth), |bencher| {
            let receive_another = || {
                queue.call("SendMessage", &send);
                queue.body(json!({ "ReceiptHandle": queue.receive() }))
            };
            bencher.iter_batched(
                receive_another,
                |body| queue.call("DeleteMessage", black_box(&body)),
                BatchSize::PerIteration,
            );
        });
    }
}

/// The receipt handle of the message in ReceiveMessage's answer.
fn receipt(received: &[u8]) -> String {
    let received: Value = serde_json::from_slice(received).expect("JSON");
    received["Messages"][0]["ReceiptHandle"].as_str().expect("a message").to_owned()
}

criterion_group!(benches, operations);
criterion_main!(benches);
