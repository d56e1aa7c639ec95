//! FilterLogEvents: a search through the log streams of a group, in the order of all their events.
//! <https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html>

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::sync::Arc;
use std::vec;

use super::api::*;
use super::check::{self, Members};
use super::event::{LogEvent, Place};
use super::get::{MOST_BYTES, MOST_EVENTS};
use super::pattern::Pattern;
use super::stream::Stream;
use super::{Error, Logs};
use crate::aws::page;
use crate::aws::scope::Scope;
use crate::aws::time::Time;

/// So many bytes are searched for one page; what is left is for the next.
const MOST_SEARCHED: usize = 64 << 20;

/// How many events are taken from a stream at a time.
const CHUNK: usize = 64;

const LONGEST_PATTERN: usize = 1024;

impl Logs {
    /// FilterLogEvents.
    pub(super) fn filter_log_events(
        &self,
        at: &Scope,
        input: FilterLogEventsRequest,
    ) -> Result<FilterLogEventsResponse, Error> {
        let (names, prefix) = (input.log_stream_names.as_ref(), input.log_stream_name_prefix.as_ref());
        check::names([input.log_group_name.as_ref(), prefix])?;
        let mut members = Members::default();
        members.group_name("logGroupName", input.log_group_name.as_ref());
        members.group_identifier("logGroupIdentifier", input.log_group_identifier.as_ref());
        members.count("logStreamNames", "[]", names.map_or(1, Vec::len), 1, 100);
        members.lengths("logStreamNames", names, 1, check::LONGEST_NAME).stream_name("logStreamNamePrefix", prefix);
        members.millis("startTime", input.start_time).millis("endTime", input.end_time);
        members.length("filterPattern", input.filter_pattern.as_ref(), 0, LONGEST_PATTERN);
        members.page_of(input.limit, MOST_EVENTS, input.next_token.as_ref()).check()?;
        let group = check::either(at, input.log_group_name, input.log_group_identifier)?;
        if names.is_some() && prefix.is_some() {
            return Err(Error::invalid("logStreamNames and logStreamNamePrefix are mutually exclusive parameters."));
        }
        let pattern = Pattern::parse(input.filter_pattern.as_deref().unwrap_or_default())?;
        let after = match input.next_token {
            Some(token) => page::after(&token).and_then(|id| Place::parse(&id)).ok_or_else(Error::token)?,
            None => Place::START,
        };
        let group = self.group(at, &group)?;
        let streams: Vec<Arc<Stream>> = match names {
            Some(names) => names.iter().map(|name| group.stream(name)).collect::<Result<_, _>>()?,
            None => {
                let streams = group.streams();
                page::named(&streams, prefix.map(String::as_str), None).map(|(_, stream)| Arc::clone(stream)).collect()
            }
        };
        let start = input.start_time.map_or(Place::START, |start| Place::before(Time::from_millis(start)));
        // The number 0 belongs to no event: what is behind it is the first of its time.
        let after = after.max(Place(start.0.saturating_sub(1)));
        let end = input.end_time.map_or(Time::MAX, Time::from_millis);
        let oldest = group.oldest(self.now());
        let count = usize::try_from(input.limit.unwrap_or(MOST_EVENTS)).unwrap_or(1);
        let mut search = Search::new(streams, (after, end), oldest);
        let (mut events, mut bytes, mut searched, mut last) = (Vec::new(), 0, 0, after);
        while events.len() < count && bytes < MOST_BYTES && searched < MOST_SEARCHED {
            let Some((stream, event)) = search.next() else { break };
            (last, searched) = (event.place(), searched + event.bytes());
            if pattern.matches(&event.message) {
                bytes += event.bytes();
                events.push(FilteredLogEvent {
                    log_stream_name: Some(stream.name.to_string()),
                    timestamp: Some(event.at.millis()),
                    ingestion_time: Some(event.ingested.millis()),
                    event_id: Some(event.place().id()),
                    message: Some(event.message),
                });
            }
        }
        let next_token = search.has_more().then(|| page::token(&last.id()));
        Ok(FilterLogEventsResponse { events, searched_log_streams: Vec::new(), next_token })
    }
}

/// The events of several streams as one list. What it holds of each stream is a few events, and no lock.
struct Search {
    end: Time,
    oldest: Time,
    readers: Vec<Reader>,
    /// The next event of each stream that has one, the first one on top.
    next: BinaryHeap<Reverse<(Place, usize)>>,
}

/// What is being read of a stream.
struct Reader {
    stream: Arc<Stream>,
    /// What was read last.
    after: Place,
    head: Option<LogEvent>,
    chunk: vec::IntoIter<LogEvent>,
}

impl Search {
    fn new(streams: Vec<Arc<Stream>>, (after, end): (Place, Time), oldest: Time) -> Self {
        let reader = |stream| Reader { stream, after, head: None, chunk: Vec::new().into_iter() };
        let readers: Vec<Reader> = streams.into_iter().map(reader).collect();
        let mut search = Search { end, oldest, readers, next: BinaryHeap::new() };
        (0..search.readers.len()).for_each(|index| search.advance(index));
        search
    }

    /// Finds the next event of a stream.
    fn advance(&mut self, index: usize) {
        let reader = &mut self.readers[index];
        reader.head = reader.chunk.next().or_else(|| {
            let log = reader.stream.log(self.oldest);
            let first = log.after(reader.after);
            let chunk = log.range(first..log.count().min(first + CHUNK)).take_while(|event| event.at <= self.end);
            reader.chunk = chunk.cloned().collect::<Vec<_>>().into_iter();
            reader.chunk.next()
        });
        if let Some(event) = &reader.head {
            reader.after = event.place();
            self.next.push(Reverse((reader.after, index)));
        }
    }

    fn next(&mut self) -> Option<(Arc<Stream>, LogEvent)> {
        let Reverse((_, index)) = self.next.pop()?;
        let reader = &mut self.readers[index];
        let found = reader.head.take().map(|event| (Arc::clone(&reader.stream), event));
        self.advance(index);
        found
    }

    fn has_more(&self) -> bool {
        !self.next.is_empty()
    }
}
