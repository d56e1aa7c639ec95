//! GetLogEvents: the events of one log stream, forwards and backwards. A token names the gap that the next page begins
//! at, so that whoever has read all may ask again for what is new.
//! <https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_GetLogEvents.html>

use super::api::*;
use super::check::{self, Members};
use super::event::{LogEvent, Place};
use super::stream::Log;
use super::{Error, Logs};
use crate::aws::scope::Scope;
use crate::aws::time::Time;

/// How many events a page has at most.
pub const MOST_EVENTS: i64 = 10_000;

/// How many bytes.
pub const MOST_BYTES: usize = 1 << 20;

/// Where a page begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Begin {
    /// Behind a place, and on from there.
    Forward(Place),
    /// Before a place, and back from there.
    Backward(Place),
}

impl Begin {
    fn parse(token: &str) -> Option<Self> {
        let (way, digits) = token.strip_suffix("/s")?.split_once('/')?;
        let place = Place::parse(digits)?;
        match way {
            "f" => Some(Begin::Forward(place)),
            "b" => Some(Begin::Backward(place)),
            _ => None,
        }
    }

    fn token(self) -> String {
        match self {
            Begin::Forward(place) => format!("f/{}/s", place.id()),
            Begin::Backward(place) => format!("b/{}/s", place.id()),
        }
    }
}

impl Logs {
    /// GetLogEvents.
    pub(super) fn get_log_events(&self, at: &Scope, input: GetLogEventsRequest) -> Result<GetLogEventsResponse, Error> {
        let stream = input.log_stream_name.as_ref();
        check::names([input.log_group_name.as_ref(), stream])?;
        let mut members = Members::default();
        members.group_name("logGroupName", input.log_group_name.as_ref());
        members.group_identifier("logGroupIdentifier", input.log_group_identifier.as_ref()).log_stream(stream);
        members.millis("startTime", input.start_time).millis("endTime", input.end_time);
        members.page_of(input.limit, MOST_EVENTS, input.next_token.as_ref()).check()?;
        let group = check::either(at, input.log_group_name, input.log_group_identifier)?;
        let from = match &input.next_token {
            Some(token) => Begin::parse(token).ok_or_else(Error::token)?,
            None if input.start_from_head.unwrap_or_default() => Begin::Forward(Place::START),
            None => Begin::Backward(Place(u128::MAX)),
        };
        let group = self.group(at, &group)?;
        let stream = group.stream(stream.map_or("", String::as_str))?;
        let count = usize::try_from(input.limit.unwrap_or(MOST_EVENTS)).unwrap_or(1);
        let oldest = group.oldest(self.now());
        let events = some(&stream.log(oldest), from, (input.start_time, input.end_time), count);
        let (forward, backward) = match (events.first(), events.last(), from) {
            (Some(first), Some(last), _) => (last.place(), first.place()),
            // Nothing more that way: the same token again, and all of it the other way.
            (_, _, Begin::Forward(place)) => (place, Place(place.0.saturating_add(1))),
            (_, _, Begin::Backward(Place(u128::MAX))) => (Place::START, Place::START),
            (_, _, Begin::Backward(place)) => (Place(place.0.saturating_sub(1)), place),
        };
        let shown = |event: LogEvent| OutputLogEvent {
            timestamp: Some(event.at.millis()),
            message: Some(event.message),
            ingestion_time: Some(event.ingested.millis()),
        };
        Ok(GetLogEventsResponse {
            events: events.into_iter().map(shown).collect(),
            next_forward_token: Some(Begin::Forward(forward).token()),
            next_backward_token: Some(Begin::Backward(backward).token()),
        })
    }
}

/// A page of events, the oldest first.
fn some(log: &Log, from: Begin, (start, end): (Option<i64>, Option<i64>), count: usize) -> Vec<LogEvent> {
    // The index of the first event that isn't before a time.
    let index = |millis: i64| log.after(Place(Place::before(Time::from_millis(millis)).0.saturating_sub(1)));
    let (first, last) = (start.map_or(0, index), end.map_or(log.count(), index));
    let mut bytes = 0;
    let mut fits = |event: &&LogEvent| {
        // One event fits always.
        let is_first = bytes == 0;
        bytes += event.bytes();
        is_first || bytes <= MOST_BYTES
    };
    match from {
        Begin::Forward(place) => {
            let first = log.after(place).max(first);
            log.range(first..last.max(first)).take(count).take_while(&mut fits).cloned().collect()
        }
        Begin::Backward(place) => {
            let last = log.after(Place(place.0.saturating_sub(1))).min(last);
            let mut page: Vec<LogEvent> =
                log.range(first.min(last)..last).rev().take(count).take_while(&mut fits).cloned().collect();
            page.reverse();
            page
        }
    }
}
