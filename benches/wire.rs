//! What it costs to read a request and to write a reply, in each protocol.
//!
//! `cargo bench --bench wire`

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use eventyard::sqs::api::SendMessageRequest;
use eventyard::wire::query::Form;
use eventyard::wire::{json, names, xml};
use serde::Serialize;

const URL: &str = "http://localhost:4566/000000000000/orders";

/// What ReceiveMessage answers.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Received {
    messages: Vec<Message>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Message {
    message_id: String,
    receipt_handle: String,
    #[serde(rename = "MD5OfBody")]
    md5_of_body: String,
    body: String,
}

/// A message of 1 KiB: JSON, as most are.
fn message() -> String {
    let frame = r#"{"id":"000000000001","type":"order.created","note":""}"#;
    frame.replace(r#""""#, &format!(r#""{}""#, "x".repeat(1024 - frame.len())))
}

fn requests(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("SendMessage of 1 KiB");
    group.throughput(Throughput::Elements(1));

    let body = serde_json::json!({ "QueueUrl": URL, "MessageBody": message() }).to_string();
    group.bench_function("read JSON", |bencher| {
        bencher.iter(|| json::decode::<SendMessageRequest>(black_box(body.as_bytes())));
    });

    let body: String = form_urlencoded::Serializer::new(String::new())
        .append_pair("Action", "SendMessage")
        .append_pair("Version", "2012-11-05")
        .append_pair("QueueUrl", URL)
        .append_pair("MessageBody", &message())
        .finish();
    group.bench_function("read a form", |bencher| {
        bencher.iter(|| {
            let form = Form::parse(b"", black_box(body.as_bytes()))?;
            form.decode::<SendMessageRequest>(&names::SQS)
        });
    });
}

fn replies(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("ReceiveMessage of 10 x 1 KiB");
    group.throughput(Throughput::Elements(1));

    let message = |_| Message {
        message_id: "11111111-2222-4333-8444-555555555555".to_owned(),
        receipt_handle: "r".repeat(64),
        md5_of_body: "00112233445566778899aabbccddeeff".to_owned(),
        body: message(),
    };
    let result = Received { messages: (0..10).map(message).collect() };
    group.bench_function("write JSON", |bencher| bencher.iter(|| json::encode(black_box(&result))));
    group.bench_function("write XML", |bencher| {
        bencher.iter(|| xml::reply("ReceiveMessage", black_box(&result), "request-id", &names::SQS));
    });
}

criterion_group!(benches, requests, replies);
criterion_main!(benches);
