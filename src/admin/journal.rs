//! The journal over HTTP: what was delivered, and why not; asked for, waited for, or as a stream.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::extract::State as Extract;
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode, Uri, Version, header};
use futures_util::stream;

use super::{error, json};
use crate::deliver::{Outcome, Query, Record};
use crate::world::{SERVICES, World};

/// How many records an answer can have.
const MOST: usize = 1000;

/// A stream that has nothing to say says so, or proxies and clients would take it for dead.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

const FILTERS: &str = "after, source, from, via, to, message, outcome";

/// Reads one of the parameters that a stream has as well; whether it is one of them. An empty value counts as none.
fn filter(query: &mut Query, name: &str, value: &str) -> Result<bool, String> {
    let text = || (!value.is_empty()).then(|| value.to_owned());
    match name {
        "after" if value.is_empty() => query.after = 0,
        "after" => {
            query.after =
                value.parse().map_err(|_| format!("after: {value} is not the id of a record, a whole number"))?;
        }
        "source" if value.is_empty() || SERVICES.contains(&value) => query.source = text(),
        "source" => return Err(format!("source: {value} is not one of {}", SERVICES.join(", "))),
        "from" => query.from = text(),
        "via" => query.via = text(),
        "to" => query.to = text(),
        "message" => query.message = text(),
        "outcome" if value.is_empty() => query.outcome = None,
        "outcome" => {
            let known = Outcome::ALL.iter().find(|(name, _)| *name == value);
            let names = Outcome::ALL.map(|(name, _)| name).join(", ");
            query.outcome = Some(known.ok_or_else(|| format!("outcome: {value} is not one of {names}"))?.1);
        }
        _ => return Ok(false),
    }
    Ok(true)
}

/// What is asked, and how long the answer may wait for it.
fn read(uri: &Uri) -> Result<(Query, Duration), String> {
    let (mut query, mut wait) = (Query::default(), Duration::ZERO);
    for (name, value) in form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes()) {
        match &*name {
            "limit" | "wait" if value.is_empty() => {}
            "limit" => {
                let limit = value.parse().ok().filter(|limit| (1..=MOST).contains(limit));
                query.limit = limit.ok_or_else(|| format!("limit: {value} is not a whole number from 1 to {MOST}"))?;
            }
            "wait" => {
                let seconds = value.parse().ok().and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
                wait = seconds.ok_or_else(|| format!("wait: {value} is not a number of seconds"))?;
            }
            name if filter(&mut query, name, &value)? => {}
            name => return Err(format!("{name}: the parameters are limit, wait, {FILTERS}")),
        }
    }
    Ok((query, wait))
}

pub(super) async fn get(Extract(world): Extract<Arc<World>>, uri: Uri) -> Response<Body> {
    let (query, wait) = match read(&uri) {
        Ok(asked) => asked,
        Err(wrong) => return error(StatusCode::BAD_REQUEST, &wrong),
    };
    let records = match wait {
        Duration::ZERO => world.journal.read(&query),
        wait => world.journal.wait(&query, world.clock.patience_or_closed(wait)).await,
    };
    json(StatusCode::OK, &records)
}

/// What a stream is to send; one that comes again says what it had last.
fn read_stream(uri: &Uri, headers: &HeaderMap) -> Result<Query, String> {
    let mut query = Query { limit: MOST, ..Query::default() };
    for (name, value) in form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes()) {
        if !filter(&mut query, &name, &value)? {
            return Err(format!("{name}: the parameters are {FILTERS}"));
        }
    }
    if let Some(last) = headers.get("last-event-id") {
        let id = last.to_str().ok().and_then(|last| last.trim().parse().ok());
        query.after = id.ok_or("Last-Event-ID: it must be the id of a record, a whole number")?;
    }
    Ok(query)
}

pub(super) async fn stream(
    Extract(world): Extract<Arc<World>>,
    version: Version,
    uri: Uri,
    headers: HeaderMap,
) -> Response<Body> {
    let mut query = match read_stream(&uri, &headers) {
        Ok(query) => query,
        Err(wrong) => return error(StatusCode::BAD_REQUEST, &wrong),
    };
    // An id of an earlier server, which counted further than this one has: all that is here is new.
    if query.after > world.journal.last() {
        query.after = 0;
    }
    // A comment at once: whoever listens sees that it has begun.
    let first = stream::once(async { Ok::<_, Infallible>(":\n\n".to_owned()) });
    let rest = stream::unfold((world, query), |(world, mut query)| async move {
        let end = world.clock.patience_or_closed(KEEP_ALIVE);
        let found = world.journal.wait(&query, end).await;
        if found.records.is_empty() && world.clock.is_closed() {
            return None;
        }
        query.after = query.after.max(found.last);
        Some((Ok(events(&found.records)), (world, query)))
    });
    let mut response = Response::new(Body::from_stream(stream::StreamExt::chain(first, rest)));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/event-stream"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    // When the stream ends, so does the server.
    if version <= Version::HTTP_11 {
        headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    response
}

/// The records as server-sent events; a comment where there are none.
fn events(records: &[Record]) -> String {
    if records.is_empty() {
        return ":\n\n".to_owned();
    }
    // JSON has no line breaks of its own: a record is one line.
    let event = |record: &Record| {
        let data = serde_json::to_string(record).unwrap_or_default();
        format!("id: {}\ndata: {data}\n\n", record.id)
    };
    records.iter().map(event).collect()
}
