//! Log streams: events in the order of their times. What is too old for the log group's retention is gone for whoever
//! looks, and given back then.
//! <https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/Working-with-log-groups-and-streams.html>

use std::collections::VecDeque;
use std::ops::Range;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::api::*;
use super::check::{self, Members};
use super::event::{LogEvent, Place};
use super::{Error, Logs};
use crate::aws::scope::Scope;
use crate::aws::text::Text;
use crate::aws::time::Time;

/// A log stream.
#[derive(Debug)]
pub struct Stream {
    /// Its name.
    pub name: Text,
    /// When it was made.
    pub created: Time,
    log: Mutex<Log>,
}

/// The events of a log stream.
#[derive(Debug, Default)]
pub struct Log {
    events: VecDeque<LogEvent>,
    /// How many bytes AWS counts for them.
    pub bytes: u64,
    /// When events were put last.
    pub ingested: Option<Time>,
}

impl Stream {
    /// An empty one.
    pub fn new(name: Text, created: Time) -> Self {
        Stream { name, created, log: Mutex::default() }
    }

    /// Its events; those before a time are no more.
    pub fn log(&self, oldest: Time) -> MutexGuard<'_, Log> {
        let mut log = self.log.lock().unwrap_or_else(PoisonError::into_inner);
        log.forget(oldest);
        log
    }
}

impl Log {
    /// Adds events whose times rise. What is put late goes to its place, and costs what stands behind it.
    pub fn add(&mut self, events: Vec<LogEvent>) {
        let Some(first) = events.first().map(LogEvent::place) else { return };
        self.ingested = events.first().map(|event| event.ingested);
        self.bytes += events.iter().map(|event| event.bytes() as u64).sum::<u64>();
        let behind = self.after(Place(first.0.saturating_sub(1)));
        let mut later = self.events.split_off(behind).into_iter().peekable();
        for event in events {
            while let Some(earlier) = later.next_if(|other| other.place() < event.place()) {
                self.events.push_back(earlier);
            }
            self.events.push_back(event);
        }
        self.events.extend(later);
    }

    fn forget(&mut self, oldest: Time) {
        while let Some(gone) = self.events.front().filter(|event| event.at < oldest) {
            self.bytes = self.bytes.saturating_sub(gone.bytes() as u64);
            self.events.pop_front();
        }
        if self.events.is_empty() && self.events.capacity() > 64 {
            self.events = VecDeque::new();
        }
    }

    /// The index of the first event behind a place.
    pub fn after(&self, place: Place) -> usize {
        // Most ask for what is new.
        match self.events.back() {
            Some(last) if last.place() > place => self.events.partition_point(|event| event.place() <= place),
            _ => self.events.len(),
        }
    }

    /// The events of some indices.
    pub fn range(&self, range: Range<usize>) -> impl DoubleEndedIterator<Item = &LogEvent> {
        self.events.range(range)
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.events.len()
    }

    /// The times of the first and the last.
    pub fn span(&self) -> Option<(Time, Time)> {
        Some((self.events.front()?.at, self.events.back()?.at))
    }
}

impl Logs {
    /// CreateLogStream.
    pub(super) fn create_log_stream(&self, at: &Scope, input: CreateLogStreamRequest) -> Result<(), Error> {
        let CreateLogStreamRequest { log_group_name, log_stream_name } = input;
        check::names([log_group_name.as_ref(), log_stream_name.as_ref()])?;
        Members::default().log_group(log_group_name.as_ref()).log_stream(log_stream_name.as_ref()).check()?;
        let group = self.group(at, &log_group_name.unwrap_or_default())?;
        let name = Text::from(log_stream_name.unwrap_or_default());
        let mut streams = group.streams_mut();
        if streams.contains_key(&name) {
            return Err(Error::StreamExists);
        }
        streams.insert(name.clone(), Arc::new(Stream::new(name, self.now())));
        Ok(())
    }

    /// DeleteLogStream, with its events.
    pub(super) fn delete_log_stream(&self, at: &Scope, input: DeleteLogStreamRequest) -> Result<(), Error> {
        let DeleteLogStreamRequest { log_group_name, log_stream_name } = input;
        check::names([log_group_name.as_ref(), log_stream_name.as_ref()])?;
        Members::default().log_group(log_group_name.as_ref()).log_stream(log_stream_name.as_ref()).check()?;
        let group = self.group(at, &log_group_name.unwrap_or_default())?;
        let protected = group.settings().protected;
        if protected {
            return Err(Error::Protected);
        }
        let gone = group.streams_mut().remove(log_stream_name.unwrap_or_default().as_str());
        gone.map(drop).ok_or(Error::NoStream)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn log(batches: &[&[(i64, u64)]]) -> Log {
        let mut log = Log::default();
        for batch in batches {
            let event = |(at, number): &(i64, u64)| LogEvent {
                at: Time::from_millis(*at),
                number: *number,
                ingested: Time::default(),
                message: "m".into(),
            };
            log.add(batch.iter().map(event).collect());
        }
        log
    }

    fn numbers(log: &Log) -> Vec<u64> {
        log.range(0..log.count()).map(|event| event.number).collect()
    }

    #[test]
    fn events_stand_by_their_times() {
        assert_eq!(
            numbers(&log(&[&[(5, 1), (7, 2)], &[(7, 3)], &[(1, 4), (6, 5), (7, 6), (9, 7)], &[(9, 8)]])),
            [4, 1, 5, 2, 3, 6, 7, 8]
        );
    }

    #[test]
    fn what_is_old_is_forgotten() {
        let mut log = log(&[&[(1, 1), (2, 2), (3, 3)]]);
        log.forget(Time::from_millis(3));
        assert_eq!((numbers(&log), log.bytes), (vec![3], 27));
        log.forget(Time::from_millis(4));
        assert_eq!((log.count(), log.bytes, log.span()), (0, 0, None));
    }

    #[test]
    fn places_are_found() {
        let log = log(&[&[(1, 1), (1, 2), (3, 3)]]);
        assert_eq!(log.after(Place::START), 0);
        assert_eq!(log.after(Place::before(Time::from_millis(2))), 2);
        assert_eq!(log.after(Place(Place::before(Time::from_millis(1)).0 + 1)), 1);
        assert_eq!(log.after(Place(u128::MAX)), 3);
    }
}
