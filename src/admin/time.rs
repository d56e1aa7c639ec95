//! The clock over HTTP: where it stands, moving it, and waiting until all has settled.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::extract::State as Extract;
use axum::http::{Response, StatusCode, Uri};
use bytes::Bytes;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{error, json, read};
use crate::aws::time::{Time, parse_duration};
use crate::clock::Move;
use crate::world::World;

/// The body of `POST /_eventyard/time`: exactly one of its members.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TimeRequest {
    /// `true`, or a time to go to first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub freeze: Option<Value>,
    /// A duration (ISO 8601 or seconds), or `next`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub advance: Option<Value>,
    /// `true`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resume: Option<bool>,
    /// `true`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reset: Option<bool>,
}

const ALLOWED: &str = "one of {\"freeze\":true}, {\"freeze\":\"2027-03-28T00:00:00Z\"}, {\"advance\":\"P1D\"}, \
    {\"advance\":90}, {\"advance\":\"next\"}, {\"resume\":true}, {\"reset\":true}";

/// How long a settle waits unless it says otherwise.
const SETTLE_TIME: Duration = Duration::from_secs(30);

impl TimeRequest {
    /// What is wished.
    ///
    /// # Errors
    /// What is wrong with it, in words.
    pub fn wish(&self) -> Result<Move, String> {
        match (&self.freeze, &self.advance, self.resume, self.reset) {
            (Some(Value::Bool(true)), None, None, None) => Ok(Move::Freeze),
            (Some(Value::String(text)), None, None, None) => {
                Time::parse(text).map(Move::FreezeAt).ok_or_else(|| format!("freeze: {text} is no RFC 3339 time"))
            }
            (None, Some(Value::String(text)), None, None) if text == "next" => Ok(Move::AdvanceToNext),
            (None, Some(span), None, None) => duration(span).map(Move::Advance).ok_or_else(|| {
                format!(
                    "advance: {span} is no ISO 8601 duration of weeks, days and less, number of seconds or \"next\""
                )
            }),
            (None, None, Some(true), None) => Ok(Move::Resume),
            (None, None, None, Some(true)) => Ok(Move::Reset),
            _ => Err(ALLOWED.to_owned()),
        }
    }
}

fn duration(value: &Value) -> Option<Duration> {
    match value {
        Value::String(text) => parse_duration(text),
        Value::Number(seconds) => Duration::try_from_secs_f64(seconds.as_f64()?).ok(),
        _ => None,
    }
}

pub(super) async fn get(Extract(world): Extract<Arc<World>>) -> Response<Body> {
    json(StatusCode::OK, &world.clock.reading())
}

pub(super) async fn post(Extract(world): Extract<Arc<World>>, body: Bytes) -> Response<Body> {
    let wish = match read::<TimeRequest>(&body) {
        Ok(request) => request.wish(),
        Err(refused) => return *refused,
    };
    match wish {
        Ok(wish) => match world.clock.turn(wish).await {
            Ok(reading) => json(StatusCode::OK, &reading),
            Err(backwards) => error(StatusCode::BAD_REQUEST, &backwards.to_string()),
        },
        Err(wrong) => error(StatusCode::BAD_REQUEST, &wrong),
    }
}

pub(super) async fn settle(Extract(world): Extract<Arc<World>>, uri: Uri) -> Response<Body> {
    let mut limit = SETTLE_TIME;
    for (name, value) in form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes()) {
        let seconds = value.parse().ok().and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
        match (&*name, seconds) {
            ("timeout", Some(seconds)) => limit = seconds,
            _ => return error(StatusCode::BAD_REQUEST, "the parameter is timeout, a number of seconds"),
        }
    }
    // What is due is settled in real time: work outside this process may be slow.
    match tokio::time::timeout(limit, world.clock.settle()).await {
        Ok(()) => json(StatusCode::OK, &serde_json::json!({ "settled": true })),
        Err(_) => {
            let running = world.clock.busy();
            let text = format!("{running} tasks are still running");
            json(
                StatusCode::REQUEST_TIMEOUT,
                &serde_json::json!({ "settled": false, "running": running, "error": text }),
            )
        }
    }
}
