//! What it costs to read a JSONata expression, and to evaluate it with its bindings.
//!
//! `cargo bench --bench jsonata`

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use eventyard::aws::time::Time;
use eventyard::states::intrinsic::Chance;
use eventyard::states::jsonata::{Bindings, Expression};
use serde_json::{Value, json};
use uuid::Uuid;

struct Fixed;

impl Chance for Fixed {
    fn bits(&self) -> u64 {
        42
    }

    fn uuid(&self) -> Uuid {
        Uuid::nil()
    }
}

const TEXTS: [(&str, &str); 7] = [
    ("a path", "$states.input.order.id"),
    ("a condition", "$states.input.order.total >= 20 and $states.input.order.total < 30"),
    ("a text", "'Order ' & $states.input.order.id & ' of ' & $who"),
    ("an object", "{'id': $states.input.order.id, 'total': $sum($states.input.order.lines.(price * n))}"),
    ("a map", "$map($states.input.order.lines, function($l){ {'sku': $l.sku, 'cost': $l.price * $l.n} })"),
    ("our functions", "$hash($states.input.order.id, 'SHA-256') & $uuid()"),
    ("the big part", "$count($states.input.big)"),
];

/// An order, and beside it 200 kB that most expressions don't look at.
fn states() -> Value {
    let lines: Vec<_> = (0..5).map(|n| json!({ "sku": format!("sku-{n}"), "price": 2.5, "n": n })).collect();
    let big: Vec<_> = (0..2000).map(|n| json!({ "key": n, "text": "x".repeat(80) })).collect();
    json!({
        "input": { "order": { "id": "o-1", "total": 25, "lines": lines }, "big": big },
        "context": { "Execution": { "Id": "x", "Input": {} }, "State": { "Name": "S" } },
    })
}

fn read(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("read");
    for (name, text) in TEXTS {
        group.bench_function(name, |bencher| bencher.iter(|| Expression::compile(black_box(text))));
    }
}

fn evaluate(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("evaluate");
    let (states, who) = (states(), json!("Ann"));
    let states = [("input", &states["input"]), ("context", &states["context"])];
    let variables = |name: &str| (name == "who").then_some(&who);
    let now = Time::from_millis(1_800_000_000_000);
    let bindings = Bindings { states: &states, variables: &variables, now, chance: &Fixed };
    for (name, text) in TEXTS {
        let expression = Expression::compile(text).expect(text);
        group.bench_function(name, |bencher| bencher.iter(|| expression.evaluate(black_box(&bindings))));
    }
}

criterion_group!(benches, read, evaluate);
criterion_main!(benches);
