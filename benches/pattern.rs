//! What it costs to flatten an event, to find the rules of a bus that want it, and to add a rule and take it away.
//!
//! `cargo bench --bench pattern`

use std::hint::black_box;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use eventyard::pattern::{EventPattern, Index, Subject};

/// An event of about 900 bytes, as most are: an envelope and a detail of some depth.
fn event() -> String {
    let item = |i: usize| {
        format!(r#"{{"sku":"sku-{i:05}","title":"A thing of some use, number {i}","quantity":{i},"price":{i}9.95}}"#)
    };
    let detail = format!(
        r#"{{"state":"open","amount":50,"currency":"EUR","customer":{{"id":"c-81723","name":"Ada Lovelace","mail":"ada@example.com","vip":true}},"address":{{"street":"Example Road 1","city":"Springfield","ip":"10.1.2.3"}},"items":[{}],"note":null}}"#,
        (1..5).map(item).collect::<Vec<_>>().join(",")
    );
    format!(
        r#"{{"version":"0","id":"6a7e8feb-b491-4cf7-a9f1-bf3703467718","detail-type":"order.created","source":"bench.app","account":"123456789012","time":"2026-01-02T03:04:05Z","region":"us-east-1","resources":["arn:aws:service:us-east-1:123456789012:thing/1"],"detail":{detail}}}"#
    )
}

/// Rules of five kinds, each a fifth; the event fits none.
fn mixed(i: usize) -> String {
    match i % 5 {
        0 => format!(r#"{{"source":["other.app.{i}"],"detail-type":["type.{i}"]}}"#),
        1 => format!(r#"{{"source":[{{"prefix":"other.{i}."}}]}}"#),
        2 => format!(r#"{{"source":["bench.app"],"detail":{{"amount":[{{"numeric":[">",{}]}}]}}}}"#, 1000 + i),
        3 => format!(r#"{{"source":["bench.app"],"detail":{{"state":[{{"anything-but":["open","s{i}"]}}]}}}}"#),
        _ => format!(r#"{{"source":["bench.app"],"detail":{{"missing{i}":[{{"exists":true}}]}}}}"#),
    }
}

/// Rules of all kinds, in equal parts; the event fits none.
fn varied(i: usize) -> String {
    let field = |rest: String| format!(r#"{{"source":["bench.app"],"detail":{{{rest}}}}}"#);
    match i % 16 {
        0..5 => mixed(i),
        5 => field(format!(r#""currency":[{{"suffix":"-{i}"}}]"#)),
        6 => field(format!(r#""state":[{{"equals-ignore-case":"State{i}"}}]"#)),
        7 => field(format!(r#""state":[{{"prefix":{{"equals-ignore-case":"State{i}-"}}}}]"#)),
        8 => field(format!(r#""state":[{{"wildcard":"*-{i}-*"}}]"#)),
        9 => field(format!(r#""amount":[{{"numeric":["=",{}]}}]"#, 1000 + i)),
        10 => field(format!(r#""amount":[{{"numeric":[">=",{},"<",{}]}}]"#, 100 + i, 101 + 2 * i)),
        11 => field(format!(r#""currency":[{{"exists":false}}],"kind{i}":["x"]"#)),
        12 => field(format!(r#""currency":[{{"anything-but":{{"prefix":["EU","x{i}"]}}}}]"#)),
        13 => {
            let (b, c) = (i / 250 % 250, i % 250);
            field(format!(r#""address":{{"ip":[{{"cidr":"10.{b}.{c}.0/24"}}]}},"amount":[{i}]"#))
        }
        14 => field(format!(r#""$or":[{{"state":["or{i}"]}},{{"amount":[{{"numeric":["<",-{i}]}}]}}]"#)),
        _ => field(format!(r#""items":{{"sku":["sku-x{i}"],"quantity":[{{"numeric":["<",{i}]}}]}}"#)),
    }
}

fn pattern(text: &str) -> EventPattern {
    EventPattern::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

/// So many rules, and one that the event fits.
fn rules(count: usize, rule: fn(usize) -> String) -> Index<usize> {
    let mut index = Index::default();
    index.insert(usize::MAX, pattern(r#"{"source":["bench.app"],"detail":{"state":["open"]}}"#).matcher());
    for i in 0..count {
        index.insert(i, pattern(&rule(i)).matcher());
    }
    index
}

fn count(index: &Index<usize>, subject: &Subject<'_>) -> usize {
    let mut count = 0;
    index.matching(subject, |_| count += 1);
    count
}

fn matching(criterion: &mut Criterion) {
    let event = event();
    let mut group = criterion.benchmark_group("An event");
    group.throughput(Throughput::Elements(1));
    group.bench_function("flattened", |bencher| bencher.iter(|| Subject::text(black_box(&event))));
    let subject = Subject::text(&event).expect("an object");
    for (name, rule) in [("mixed", mixed as fn(usize) -> String), ("varied", varied)] {
        for size in [100, 1_000, 10_000, 100_000] {
            let index = rules(size, rule);
            assert_eq!(count(&index, &subject), 1);
            group.bench_function(format!("among {size} {name} rules"), |bencher| {
                bencher.iter(|| count(&index, black_box(&subject)));
            });
        }
    }
    let index = rules(1_000, varied);
    group.bench_function("flattened, and among 1000 varied rules", |bencher| {
        bencher.iter(|| Subject::text(black_box(&event)).map(|subject| count(&index, &subject)));
    });
}

fn changes(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("A rule beside 100000 varied ones");
    group.throughput(Throughput::Elements(1));
    const SIZE: usize = 100_000;
    let mut index = rules(SIZE, varied);
    let more: Vec<EventPattern> = (SIZE..SIZE + 1600).map(|i| pattern(&varied(i))).collect();
    let mut next = 0;
    group.bench_function("added and removed", |bencher| {
        bencher.iter_batched(
            || {
                next = (next + 1) % more.len();
                next
            },
            |i| {
                index.insert(SIZE + i, more[i].matcher());
                index.remove(&(SIZE + i))
            },
            BatchSize::SmallInput,
        );
    });
}

criterion_group!(benches, matching, changes);
criterion_main!(benches);
