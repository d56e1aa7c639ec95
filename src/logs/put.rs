//! PutLogEvents: a batch of events for a log stream.
//! <https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html>

use std::time::Duration;

use super::api::*;
use super::check::{self, Members};
use super::event::{OVERHEAD, Place};
use super::{Error, Logs};
use crate::aws::scope::Scope;
use crate::aws::text::Text;
use crate::aws::time::Time;

/// The bytes of a batch, and of an event, with what AWS adds for each event.
const MOST_BYTES: usize = 1 << 20;

const MOST_EVENTS: usize = 10_000;
const DAY: Duration = Duration::from_secs(86_400);

/// Events may be so old.
pub const OLDEST: Duration = Duration::from_secs(14 * 86_400);

/// Events may be so far in the future.
pub const NEWEST: Duration = Duration::from_secs(2 * 3600);

impl Logs {
    /// PutLogEvents: what is too old or too new is left out, and told. Sequence tokens mean nothing any more.
    pub(super) fn put_log_events(&self, at: &Scope, input: PutLogEventsRequest) -> Result<PutLogEventsResponse, Error> {
        let (group, stream) = (input.log_group_name.as_ref(), input.log_stream_name.as_ref());
        check::names([group, stream])?;
        let mut members = Members::default();
        members.log_group(group).log_stream(stream).required("logEvents", input.log_events.as_ref());
        members.length("sequenceToken", input.sequence_token.as_ref(), 1, usize::MAX);
        members.log_events(input.log_events.as_ref()).check()?;
        let mut lines: Vec<(Time, Text)> = Vec::with_capacity(input.log_events.as_ref().map_or(0, Vec::len));
        lines.extend(
            input.log_events.into_iter().flatten().map(|event| {
                (Time::from_millis(event.timestamp.unwrap_or_default()), event.message.unwrap_or_default())
            }),
        );
        check_batch(&lines)?;
        let group = self.group(at, group.map_or("", String::as_str))?;
        let stream = group.stream(stream.map_or("", String::as_str))?;
        let now = self.now();
        let (old, expired) = (now - OLDEST, group.oldest(now));
        // Their times rise: those that aren't taken stand at both ends.
        let begin = |time: Time| lines.partition_point(|(at, _)| *at < time);
        let (too_old, expired) = (begin(old), begin(expired));
        let too_new = lines.partition_point(|(at, _)| *at <= now + NEWEST);
        let index = |index: usize| i64::try_from(index).ok();
        let rejected = RejectedLogEventsInfo {
            too_new_log_event_start_index: index(too_new).filter(|_| too_new < lines.len()),
            too_old_log_event_end_index: index(too_old).filter(|_| too_old > 0),
            expired_log_event_end_index: index(expired).filter(|_| expired > too_old),
        };
        let is_whole = too_new == lines.len() && too_old == 0 && expired == 0;
        lines.truncate(too_new);
        let first = too_old.max(expired).min(lines.len());
        if first < lines.len() {
            group.add(now, &stream, lines.drain(first..));
        }
        Ok(PutLogEventsResponse {
            next_sequence_token: Some(Place::before(now).id()),
            rejected_log_events_info: (!is_whole).then_some(rejected),
        })
    }
}

/// What AWS wants of a batch as a whole.
fn check_batch(lines: &[(Time, Text)]) -> Result<(), Error> {
    let size = |(_, message): &(Time, Text)| message.len() + OVERHEAD;
    if let Some(large) = lines.iter().map(size).find(|size| *size > MOST_BYTES) {
        return Err(Error::invalid(format!("Log event too large: {large} bytes exceeds limit of {MOST_BYTES}")));
    }
    let total: usize = lines.iter().map(size).sum();
    if total > MOST_BYTES {
        return Err(Error::invalid(format!("Upload too large: {total} bytes exceeds limit of {MOST_BYTES}")));
    }
    if !lines.is_sorted_by_key(|(at, _)| *at) {
        return Err(Error::invalid("Log events in a single PutLogEvents request must be in chronological order."));
    }
    match (lines.first(), lines.last()) {
        (Some((first, _)), Some((last, _))) if last.since(*first) > DAY => Err(Error::invalid(
            "The batch of log events in a single PutLogEvents request cannot span more than 24 hours.",
        )),
        _ => Ok(()),
    }
}

impl Members {
    /// The events of a batch.
    fn log_events(&mut self, events: Option<&Vec<InputLogEvent>>) -> &mut Self {
        let Some(events) = events else { return self };
        self.count("logEvents", "[]", events.len(), 1, MOST_EVENTS);
        for (i, event) in events.iter().enumerate() {
            let holds =
                event.timestamp.is_some_and(|at| at >= 0) && event.message.as_ref().is_some_and(|m| !m.is_empty());
            if holds {
                continue;
            }
            let member = |name: &str| format!("logEvents.{}.member.{name}", i + 1);
            self.required(&member("timestamp"), event.timestamp.as_ref()).millis(&member("timestamp"), event.timestamp);
            self.required(&member("message"), event.message.as_ref());
            let is_empty = event.message.as_ref().is_some_and(|message| message.is_empty());
            self.unless(!is_empty, &member("message"), "", "have length greater than or equal to 1");
        }
        self
    }
}
