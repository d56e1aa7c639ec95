//! What it costs to read a schedule expression, and to find when it fires next.
//!
//! `cargo bench --bench expression`

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use eventyard::aws::time::Time;
use eventyard::expression::{Expression, Timetable, Zone};

const TEXTS: [(&str, &str); 7] = [
    ("a rate", "rate(5 minutes)"),
    ("each minute", "cron(* * * * ? *)"),
    ("each day", "cron(0 12 * * ? *)"),
    ("office hours", "cron(0/5 8-17 ? * MON-FRI *)"),
    ("last Friday", "cron(15 10 ? * 6L 2027-2035)"),
    ("leap day", "cron(0 0 29 2 ? *)"),
    ("never", "cron(* * 30 2 ? *)"),
];

fn timetable(text: &str, zone: &str) -> Timetable {
    let expression = Expression::parse_scheduler(text).expect(text);
    let created = Time::parse("2027-01-01T00:00:00Z").expect("a time");
    Timetable::of_schedule(expression, Zone::find(zone).expect(zone), created, None, None)
}

fn reading(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("read");
    for (name, text) in TEXTS {
        group.bench_function(name, |bencher| bencher.iter(|| Expression::parse_scheduler(black_box(text))));
    }
    group.bench_function("a zone's name", |bencher| bencher.iter(|| Zone::find(black_box("Europe/Vienna"))));
}

fn next(criterion: &mut Criterion) {
    let after = Time::parse("2027-03-01T10:20:30.400Z").expect("a time");
    for zone in ["UTC", "Europe/Vienna"] {
        let mut group = criterion.benchmark_group(format!("next in {zone}"));
        for (name, text) in TEXTS {
            let table = timetable(text, zone);
            group.bench_function(name, |bencher| bencher.iter(|| table.next(black_box(after))));
        }
    }
}

/// A year of a schedule that fires each minute, each firing found by the one before, as a clock does that is advanced.
fn year(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("a year of minutes");
    group.sample_size(10).throughput(Throughput::Elements(525_600));
    for zone in ["UTC", "Europe/Vienna"] {
        let table = timetable("cron(* * * * ? *)", zone);
        let start = Time::parse("2027-01-01T00:00:00Z").expect("a time");
        let end = Time::parse("2028-01-01T00:00:00Z").expect("a time");
        group.bench_function(zone, |bencher| {
            bencher.iter(|| {
                let mut now = start;
                while let Some(next) = table.next(now).filter(|next| *next < end) {
                    now = next;
                }
                now
            });
        });
    }
}

criterion_group!(benches, reading, next, year);
criterion_main!(benches);
