//! Lists of log streams, by name or by their latest events.

use std::sync::Arc;

use super::api::*;
use super::check::{self, Members};
use super::event::Place;
use super::stream::Stream;
use super::{Error, Logs};
use crate::aws::page;
use crate::aws::scope::Scope;
use crate::aws::time::Time;

/// How many log streams a page has where the caller doesn't say, and at most.
const PAGE: i64 = 50;

const BY_TIME: &str = "LastEventTime";

/// A log stream as it stood, and by what it is found again.
struct Row {
    stream: Arc<Stream>,
    span: Option<(Time, Time)>,
    ingested: Option<Time>,
}

impl Logs {
    /// DescribeLogStreams.
    pub(super) fn describe_log_streams(
        &self,
        at: &Scope,
        input: DescribeLogStreamsRequest,
    ) -> Result<DescribeLogStreamsResponse, Error> {
        let prefix = input.log_stream_name_prefix.as_ref();
        check::names([input.log_group_name.as_ref(), prefix])?;
        let mut members = Members::default();
        members.group_name("logGroupName", input.log_group_name.as_ref());
        members.group_identifier("logGroupIdentifier", input.log_group_identifier.as_ref());
        members.stream_name("logStreamNamePrefix", prefix);
        members.choice("orderBy", input.order_by.as_ref(), &["LogStreamName", BY_TIME]);
        members.page_of(input.limit, PAGE, input.next_token.as_ref()).check()?;
        let group = check::either(at, input.log_group_name, input.log_group_identifier)?;
        let by_time = input.order_by.as_deref() == Some(BY_TIME);
        if by_time && prefix.is_some() {
            return Err(Error::invalid("Cannot order by LastEventTime with a logStreamNamePrefix."));
        }
        let after = input.next_token.map(|token| page::after(&token).ok_or_else(Error::token)).transpose()?;
        let group = self.group(at, &group)?;
        let (descending, count) =
            (input.descending.unwrap_or_default(), usize::try_from(input.limit.unwrap_or(PAGE)).unwrap_or(1));
        let oldest = group.oldest(self.now());
        let row = |stream: Arc<Stream>| {
            let (span, ingested) = {
                let log = stream.log(oldest);
                (log.span(), log.ingested)
            };
            Row { stream, span, ingested }
        };
        let (rows, next_token) = if by_time {
            let streams: Vec<Arc<Stream>> = group.streams().values().cloned().collect();
            let mut rows: Vec<(String, Row)> = streams.into_iter().map(row).map(|row| (row.key(), row)).collect();
            rows.sort_by(|a, b| a.0.cmp(&b.0));
            if descending {
                rows.reverse();
            }
            let is_next = |key: &str| after.as_deref().is_none_or(|after| (key > after) != descending && key != after);
            page::cut(rows.into_iter().filter(|(key, _)| is_next(key)), count, |(key, _)| key)
        } else {
            let streams = group.streams();
            let named = |after: Option<&str>| page::named(&streams, prefix.map(String::as_str), after);
            let mut names: Vec<Arc<Stream>> = match (descending, after.as_deref()) {
                (false, after) => named(after).take(count + 1).map(|(_, stream)| Arc::clone(stream)).collect(),
                (true, after) => {
                    let before = named(None).take_while(|(name, _)| after.is_none_or(|after| &***name < after));
                    let mut all: Vec<_> = before.map(|(_, stream)| Arc::clone(stream)).collect();
                    all.reverse();
                    all
                }
            };
            drop(streams);
            names.truncate(count + 1);
            let keyed = names.into_iter().map(|stream| (stream.name.to_string(), row(stream)));
            page::cut(keyed, count, |(key, _)| key)
        };
        let described = |(_, row): &(String, Row)| row.described(&group.arn);
        Ok(DescribeLogStreamsResponse { log_streams: rows.iter().map(described).collect(), next_token })
    }
}

impl Row {
    /// By the time of its last event, and by its name among those of one time.
    fn key(&self) -> String {
        format!("{:020} {}", self.span.map_or(0, |(_, last)| last.millis()), self.stream.name)
    }

    fn described(&self, group_arn: &str) -> LogStream {
        let millis = |time: Option<Time>| time.map(Time::millis);
        let stream = &self.stream;
        LogStream {
            arn: Some(format!("{group_arn}:log-stream:{}", stream.name)),
            log_stream_name: Some(stream.name.to_string()),
            creation_time: Some(stream.created.millis()),
            first_event_timestamp: millis(self.span.map(|(first, _)| first)),
            last_event_timestamp: millis(self.span.map(|(_, last)| last)),
            last_ingestion_time: millis(self.ingested),
            upload_sequence_token: self.ingested.map(|at| Place::before(at).id()),
            // AWS counts them for the log group only.
            stored_bytes: Some(0),
        }
    }
}
