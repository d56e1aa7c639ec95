//! The journal: what was delivered, and why not. Bounded, and what was merely filtered out has a part of its own, so
//! that it never pushes out the rest.

use std::collections::{BTreeMap, VecDeque};
use std::fmt;
use std::future::Future;
use std::ops::Range;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde::{Serialize, Serializer};
use tokio::sync::Notify;

use super::record::{Attempts, Outcome, Record, Why};
use crate::aws::arn::Arn;
use crate::aws::scope::Scope;
use crate::aws::text::Text;
use crate::aws::time::Time;

/// How many misses are explained at a time.
const EXPLAINED_AT_ONCE: usize = 100;

/// The records of one world.
#[derive(Debug)]
pub struct Journal {
    most_records: usize,
    most_bytes: usize,
    state: Mutex<State>,
    bell: Notify,
}

#[derive(Debug, Default)]
struct State {
    last: u64,
    /// By id.
    records: VecDeque<Record>,
    bytes: usize,
    /// By id.
    filtered: VecDeque<Filtered>,
    filtered_records: usize,
    filtered_bytes: usize,
    counts: Counts,
}

/// How many records there were of each service and outcome, those that have been pushed out among them.
#[derive(Clone, Debug, Default)]
pub struct Counts(Vec<(&'static str, Outcome, u64)>);

impl Counts {
    fn at(&mut self, source: &'static str, outcome: Outcome) -> &mut u64 {
        let place = self.0.iter().position(|(known, how, _)| *known == source && *how == outcome);
        let place = place.unwrap_or_else(|| {
            self.0.push((source, outcome, 0));
            self.0.len() - 1
        });
        &mut self.0[place].2
    }

    /// How many there were.
    pub fn of(&self, source: &str, outcome: Outcome) -> u64 {
        self.0.iter().find(|(known, how, _)| *known == source && *how == outcome).map_or(0, |(.., count)| *count)
    }
}

impl Serialize for Counts {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut services: BTreeMap<&str, BTreeMap<&str, u64>> = BTreeMap::new();
        for (source, outcome, count) in self.0.iter().filter(|(.., count)| *count > 0) {
            let name = Outcome::ALL.iter().find(|(_, known)| known == outcome).map_or("", |(name, _)| name);
            services.entry(source).or_default().insert(name, *count);
        }
        serializer.collect_map(services)
    }
}

/// What one message was not delivered to, because filters didn't match. The records are made when somebody reads them:
/// a message that passes a thousand filters by shouldn't cost a thousand explanations.
#[derive(Clone)]
pub struct Filtered {
    /// When.
    pub at: Time,
    /// The service that delivers.
    pub source: &'static str,
    /// The ARN of topic or bus.
    pub from: Text,
    /// The id of the event or message.
    pub message: Text,
    /// Who didn't get it.
    pub misses: Arc<dyn Misses>,
    /// The id of the first of its records.
    first: u64,
    count: usize,
}

/// Those whose filter didn't match.
pub trait Misses: Send + Sync {
    /// How many.
    fn count(&self) -> usize;

    /// About how many bytes this keeps alive.
    fn size(&self) -> usize;

    /// The `via`, `to` and reason of some of them, always in the same order.
    fn explain(&self, some: Range<usize>) -> Vec<(Text, Text, Why)>;
}

impl fmt::Debug for Filtered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Filtered").field("message", &self.message).field("count", &self.count).finish_non_exhaustive()
    }
}

impl Filtered {
    /// What one message was filtered out from.
    pub fn new(at: Time, source: &'static str, from: Text, message: Text, misses: Arc<dyn Misses>) -> Self {
        let count = misses.count();
        Filtered { at, source, from, message, misses, first: 0, count }
    }

    /// The id of the last of its records.
    fn last(&self) -> u64 {
        self.first + self.count as u64 - 1
    }

    /// The records that are wanted, as they are asked for.
    fn records<'a>(&'a self, query: &'a Query) -> impl Iterator<Item = Record> + 'a {
        // What lies before is known to the reader: it isn't explained again.
        let known = query.after.saturating_add(1).saturating_sub(self.first);
        let starts = (usize::try_from(known).unwrap_or(usize::MAX)..self.count).step_by(EXPLAINED_AT_ONCE);
        let some = starts.flat_map(|start| {
            let end = self.count.min(start + EXPLAINED_AT_ONCE);
            (self.first + start as u64..).zip(self.misses.explain(start..end))
        });
        let record = |(id, (via, to, why))| Record {
            id,
            at: self.at,
            source: self.source,
            from: self.from.clone(),
            via: Some(via),
            to,
            message: self.message.clone(),
            outcome: Outcome::Filtered,
            attempts: Attempts::None,
            tried: 0,
            gave_up: None,
            why: Some(why),
            partition_key: None,
            body: None,
        };
        some.map(record).filter(|record| query.wants(record))
    }

    fn size(&self) -> usize {
        size_of::<Filtered>() + self.misses.size()
    }
}

/// Some records: the answer to `GET /_eventyard/journal`.
#[derive(Clone, Debug, Serialize)]
pub struct Records {
    /// Oldest first.
    pub records: Vec<Record>,
    /// What [`Query::after`] is to be, to get those that come after these.
    pub last: u64,
    /// How many deliveries there were in all, by service and how they stand, whatever was asked for.
    pub counts: Counts,
}

/// Which records are wanted. What isn't given doesn't matter.
#[derive(Clone, Debug)]
pub struct Query {
    /// At most so many; 100 by default.
    pub limit: usize,
    /// Only later ones.
    pub after: u64,
    /// Of this service.
    pub source: Option<String>,
    /// From this ARN.
    pub from: Option<String>,
    /// By this rule, subscription, schedule, pipe or mapping.
    pub via: Option<String>,
    /// To this ARN or URL.
    pub to: Option<String>,
    /// Of this event or message.
    pub message: Option<String>,
    /// That stand so.
    pub outcome: Option<Outcome>,
}

impl Default for Query {
    fn default() -> Self {
        Query { limit: 100, after: 0, source: None, from: None, via: None, to: None, message: None, outcome: None }
    }
}

impl Query {
    fn wants(&self, record: &Record) -> bool {
        self.wants_origin(record.id, record.source, &record.from, &record.message)
            && self.outcome.is_none_or(|outcome| outcome == record.outcome)
            && self.via.as_deref().is_none_or(|via| record.via.as_deref() == Some(via))
            && self.to.as_deref().is_none_or(|to| *record.to == *to)
    }

    fn wants_origin(&self, id: u64, source: &str, from: &str, message: &str) -> bool {
        id > self.after
            && self.source.as_deref().is_none_or(|wanted| wanted == source)
            && self.from.as_deref().is_none_or(|wanted| wanted == from)
            && self.message.as_deref().is_none_or(|wanted| wanted == message)
    }

    fn may_want(&self, filtered: &Filtered) -> bool {
        self.outcome.is_none_or(|outcome| outcome == Outcome::Filtered)
            && self.wants_origin(filtered.last(), filtered.source, &filtered.from, &filtered.message)
    }
}

impl Journal {
    /// An empty journal that keeps at most so many records and bytes.
    pub fn new(most_records: usize, most_bytes: usize) -> Self {
        Journal { most_records, most_bytes, state: Mutex::default(), bell: Notify::new() }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds records; their ids are given here.
    pub fn extend(&self, records: impl IntoIterator<Item = Record>) {
        {
            let mut state = self.state();
            for record in records {
                state.push(record, self.most_records, self.most_bytes);
            }
        }
        self.bell.notify_waiters();
    }

    /// Adds a record in the place of an earlier one of the same delivery; its new id.
    pub fn replace(&self, earlier: Option<u64>, record: Record) -> u64 {
        let id = {
            let mut state = self.state();
            if let Some(earlier) = earlier {
                state.remove(earlier);
                // It told of the same delivery, which was being retried.
                let count = state.counts.at(record.source, Outcome::Retrying);
                *count = count.saturating_sub(1);
            }
            state.push(record, self.most_records, self.most_bytes)
        };
        self.bell.notify_waiters();
        id
    }

    /// Adds what a message was filtered out from.
    pub fn filtered(&self, mut filtered: Filtered) {
        if filtered.count == 0 {
            return;
        }
        {
            let mut state = self.state();
            *state.counts.at(filtered.source, Outcome::Filtered) += filtered.count as u64;
            filtered.first = state.last + 1;
            state.last += filtered.count as u64;
            state.filtered_records += filtered.count;
            state.filtered_bytes += filtered.size();
            state.filtered.push_back(filtered);
            // The latest message stays, however many filters it passed by.
            while state.filtered.len() > 1
                && (state.filtered_records > self.most_records || state.filtered_bytes > self.most_bytes)
            {
                let Some(oldest) = state.filtered.pop_front() else { break };
                state.filtered_records -= oldest.count;
                state.filtered_bytes -= oldest.size();
            }
        }
        self.bell.notify_waiters();
    }

    /// The id of the latest record.
    pub fn last(&self) -> u64 {
        self.state().last
    }

    /// The records that are wanted.
    pub fn read(&self, query: &Query) -> Records {
        let (mut found, filtered, last, counts) = {
            let state = self.state();
            let later = state.records.partition_point(|record| record.id <= query.after);
            let found = state.records.range(later..).filter(|record| query.wants(record)).take(query.limit);
            let later = state.filtered.partition_point(|filtered| filtered.last() <= query.after);
            let filtered = state.filtered.range(later..).filter(|filtered| query.may_want(filtered));
            (
                found.cloned().collect::<Vec<_>>(),
                filtered.cloned().collect::<Vec<_>>(),
                state.last,
                state.counts.clone(),
            )
        };
        // Explained while nobody who delivers has to wait for it.
        let delivered = found.len();
        found.extend(filtered.iter().flat_map(|filtered| filtered.records(query)).take(query.limit));
        if found.len() > delivered {
            found.sort_by_key(|record| record.id);
        }
        found.truncate(query.limit);
        // Where the limit may have cut, others that are wanted may come right behind.
        let cut = found.len() == query.limit;
        let last = found.last().filter(|_| cut).map_or(last, |record| record.id);
        Records { records: found, last, counts }
    }

    /// The wanted records as soon as there are some, or none when `end` comes first.
    pub async fn wait(&self, query: &Query, end: impl Future<Output = ()>) -> Records {
        let mut end = std::pin::pin!(end);
        let mut query = query.clone();
        loop {
            let rung = self.bell.notified();
            let mut rung = std::pin::pin!(rung);
            // Listens before it looks, so that nothing falls between.
            rung.as_mut().enable();
            let found = self.read(&query);
            if !found.records.is_empty() {
                return found;
            }
            // What was looked at isn't looked at again.
            query.after = query.after.max(found.last);
            tokio::select! {
                biased;
                () = rung => {}
                () = &mut end => return found,
            }
        }
    }

    /// Forgets the records that come from the chosen accounts and regions.
    pub fn reset(&self, chosen: impl Fn(&Scope) -> bool) {
        let gone = |from: &str| from.parse().is_ok_and(|arn: Arn| chosen(&arn.scope));
        let mut state = self.state();
        state.records.retain(|record| !gone(&record.from));
        state.filtered.retain(|filtered| !gone(&filtered.from));
        if state.records.is_empty() && state.filtered.is_empty() {
            state.counts = Counts::default();
        }
        state.bytes = state.records.iter().map(Record::size).sum();
        state.filtered_records = state.filtered.iter().map(|filtered| filtered.count).sum();
        state.filtered_bytes = state.filtered.iter().map(Filtered::size).sum();
    }
}

impl State {
    fn push(&mut self, mut record: Record, most_records: usize, most_bytes: usize) -> u64 {
        self.last += 1;
        record.id = self.last;
        *self.counts.at(record.source, record.outcome) += 1;
        self.bytes += record.size();
        self.records.push_back(record);
        while self.records.len() > most_records.max(1) || (self.bytes > most_bytes && self.records.len() > 1) {
            let Some(oldest) = self.records.pop_front() else { break };
            self.bytes -= oldest.size();
        }
        self.last
    }

    fn remove(&mut self, id: u64) {
        if let Ok(at) = self.records.binary_search_by_key(&id, |record| record.id)
            && let Some(record) = self.records.remove(at)
        {
            self.bytes -= record.size();
        }
    }
}
