//! Many write into a journal while somebody reads it: a reader that goes on from `last` gets every record once.

use std::future::pending;
use std::ops::Range;
use std::sync::Arc;

use eventyard::aws::text::Text;
use eventyard::aws::time::Time;
use eventyard::deliver::{Attempts, Filtered, Journal, Misses};
use eventyard::{Outcome, Query, Record, Why};

const WRITERS: usize = 4;
const ROUNDS: usize = 500;
/// What a writer adds in a round: two that are delivered, three that are filtered out.
const A_ROUND: usize = 5;

fn record() -> Record {
    let (from, to, message) = (Text::from("topic"), Text::from("queue"), Text::from("m"));
    let at = Time::from_millis(0);
    let (outcome, attempts) = (Outcome::Delivered, Attempts::Once(at));
    Record {
        id: 0,
        at,
        source: "sns",
        from,
        via: None,
        to,
        message,
        outcome,
        attempts,
        tried: 1,
        gave_up: None,
        why: None,
        partition_key: None,
        body: None,
    }
}

struct Three;

impl Misses for Three {
    fn count(&self) -> usize {
        3
    }

    fn size(&self) -> usize {
        0
    }

    fn explain(&self, some: Range<usize>) -> Vec<(Text, Text, Why)> {
        let why = Why::Refused { error: String::new(), text: String::new() };
        some.map(|number| (number.to_string().as_str().into(), "queue".into(), why.clone())).collect()
    }
}

fn write(journal: &Journal) {
    for _ in 0..ROUNDS {
        journal.extend([record(), record()]);
        let misses = Arc::new(Three);
        journal.filtered(Filtered::new(Time::from_millis(0), "sns", "topic".into(), "m".into(), misses));
    }
}

/// Reads on until there were so many; gives their ids.
async fn follow(journal: &Journal, mut query: Query, count: usize) -> Vec<u64> {
    let mut ids = Vec::new();
    while ids.len() < count {
        let found = journal.wait(&query, pending()).await;
        assert!(!found.records.is_empty() && found.records.len() <= query.limit);
        ids.extend(found.records.iter().map(|record| record.id));
        query.after = found.last;
    }
    ids
}

#[tokio::test]
async fn nothing_is_missed_and_nothing_comes_twice() {
    let all = WRITERS * ROUNDS * A_ROUND;
    let journal = Arc::new(Journal::new(all, 1 << 30));
    let writers: Vec<_> = (0..WRITERS)
        .map(|_| {
            let journal = Arc::clone(&journal);
            std::thread::spawn(move || write(&journal))
        })
        .collect();
    let with =
        |limit, via: Option<&str>, outcome| Query { limit, via: via.map(str::to_owned), outcome, ..Query::default() };
    let (every, small, delivered, last_miss) = tokio::join!(
        follow(&journal, with(1000, None, None), all),
        follow(&journal, with(3, None, None), all),
        follow(&journal, with(7, None, Some(Outcome::Delivered)), WRITERS * ROUNDS * 2),
        follow(&journal, with(2, Some("2"), None), WRITERS * ROUNDS),
    );
    for writer in writers {
        writer.join().expect("a writer");
    }
    assert!(every.iter().copied().eq(1..=all as u64));
    assert_eq!(every, small);
    for some in [&delivered, &last_miss] {
        assert!(some.is_sorted_by(|a, b| a < b));
    }
    assert_eq!((delivered.len(), last_miss.len()), (WRITERS * ROUNDS * 2, WRITERS * ROUNDS));
}

#[tokio::test]
async fn a_delivery_that_goes_on_has_a_new_id() {
    let journal = Journal::new(10, 1 << 20);
    let first = journal.replace(None, Record { outcome: Outcome::Retrying, ..record() });
    journal.extend([record()]);
    let seen = journal.wait(&Query::default(), pending()).await;
    assert_eq!((first, seen.records.len(), seen.last), (1, 2, 2));
    let second = journal.replace(Some(first), record());
    let next = journal.wait(&Query { after: seen.last, ..Query::default() }, pending()).await;
    assert_eq!((second, next.records.len(), next.records[0].id), (3, 1, 3));
    let all: Vec<_> = journal.read(&Query::default()).records.iter().map(|record| record.id).collect();
    assert_eq!(all, [2, 3], "the earlier one is gone");
}
