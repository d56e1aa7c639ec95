//! Before anything is sent: who would get it, and why the others wouldn't. Before a schedule is made: when it fires.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::State as Extract;
use axum::http::{Response, StatusCode};
use bytes::Bytes;
use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use super::{error, json, read};
use crate::aws::arn::Arn;
use crate::aws::time::Time;
use crate::events::Unexplained;
use crate::pattern::{EventPattern, Subject};
use crate::scheduler::{self, Forecast};
use crate::world::World;

/// The body of `POST /_eventyard/explain`: one of the forms in [`ALLOWED`].
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Question {
    /// An event pattern: an object, or its text.
    pattern: Option<Box<RawValue>>,
    event: Option<Box<RawValue>>,
    /// The ARN of a topic.
    topic: Option<String>,
    message: Option<String>,
    attributes: Option<Map<String, Value>>,
    /// The name or ARN of an event bus.
    bus: Option<String>,
    /// The name or ARN of one of its rules.
    rule: Option<String>,
    /// An expression as EventBridge Scheduler takes it.
    schedule: Option<String>,
    /// The IANA name of the zone of a schedule; UTC without one.
    timezone: Option<String>,
    /// How many firings of a schedule are told; 10 if it isn't said.
    count: Option<u64>,
}

const ALLOWED: &str = "one of {\"bus\":\"name or ARN\",\"event\":{…}} with or without \"rule\", \
    {\"pattern\":{…},\"event\":{…}}, {\"topic\":\"arn:aws:sns:…\",\"message\":\"…\",\"attributes\":{…}} and \
    {\"schedule\":\"cron(…)\",\"timezone\":\"Europe/Vienna\",\"count\":10}";

/// How many firings are told at most.
const MOST_FIRINGS: u64 = 1000;

/// A refusal: its status and its text.
type Refusal = (StatusCode, String);

impl Question {
    fn answer(&self, world: &World) -> Result<Value, Refusal> {
        let wrong = |text: String| (StatusCode::BAD_REQUEST, text);
        if self.is_of_time() {
            return self.forecast(world.clock.now()).map(|forecast| serde_json::json!(forecast)).map_err(wrong);
        }
        match self {
            Question {
                bus: Some(bus),
                event: Some(event),
                rule,
                pattern: None,
                topic: None,
                message: None,
                attributes: None,
                ..
            } => {
                let explained = world.events.explain(&world.home, bus, event.get(), rule.as_deref());
                let explained = explained.map_err(|why| match why {
                    Unexplained::Event(_) => wrong(why.to_string()),
                    Unexplained::NoBus | Unexplained::NoRule => (StatusCode::NOT_FOUND, why.to_string()),
                })?;
                Ok(serde_json::json!(explained))
            }
            Question {
                pattern: Some(pattern),
                event: Some(event),
                bus: None,
                rule: None,
                topic: None,
                message: None,
                attributes: None,
                ..
            } => pattern_alone(pattern.get(), event.get()).map_err(wrong),
            Question {
                topic: Some(topic),
                message: Some(message),
                attributes,
                pattern: None,
                event: None,
                bus: None,
                rule: None,
                ..
            } => {
                let arn: Arn =
                    topic.parse().map_err(|_| wrong(format!("topic: {topic} is no ARN such as arn:aws:sns:…")))?;
                let none = Map::new();
                let explained = world.sns.explain(&arn, message, attributes.as_ref().unwrap_or(&none));
                let explained = explained.map_err(|text| wrong(format!("attributes: {text}")))?;
                let explained =
                    explained.ok_or_else(|| (StatusCode::NOT_FOUND, format!("topic: there is no topic {topic}")))?;
                Ok(serde_json::json!(explained))
            }
            _ => Err(wrong(no_question())),
        }
    }

    fn is_of_time(&self) -> bool {
        self.schedule.is_some() || self.timezone.is_some() || self.count.is_some()
    }

    /// When a schedule would fire.
    fn forecast(&self, now: Time) -> Result<Forecast, String> {
        match self {
            Question {
                schedule: Some(schedule),
                timezone,
                count,
                pattern: None,
                event: None,
                topic: None,
                message: None,
                attributes: None,
                bus: None,
                rule: None,
            } => forecast(schedule, timezone.as_deref().unwrap_or("UTC"), count.unwrap_or(10), now),
            _ => Err(no_question()),
        }
    }
}

fn no_question() -> String {
    format!("a question is {ALLOWED}")
}

/// The next firings of an expression in a zone.
///
/// # Errors
/// What is wrong with the question, in words.
pub fn forecast(schedule: &str, timezone: &str, count: u64, now: Time) -> Result<Forecast, String> {
    match usize::try_from(count) {
        Ok(few) if (1..=MOST_FIRINGS).contains(&count) => scheduler::explain(schedule, timezone, few, now),
        _ => Err(format!("count: {count} is not from 1 to {MOST_FIRINGS}")),
    }
}

/// Whether an event fits a pattern, and why not.
fn pattern_alone(pattern: &str, event: &str) -> Result<Value, String> {
    // As requests carry it, a pattern is a string of JSON.
    let text = serde_json::from_str::<String>(pattern).unwrap_or_else(|_| pattern.to_owned());
    let pattern = EventPattern::parse(&text).map_err(|refused| format!("pattern: {refused}"))?;
    let event = Subject::text(event).ok_or("event: it must be a JSON object")?;
    let why = pattern.why(&event);
    Ok(serde_json::json!({ "matches": why.is_none(), "why": why }))
}

pub(super) async fn post(Extract(world): Extract<Arc<World>>, body: Bytes) -> Response<Body> {
    let question = match read::<Question>(&body) {
        Ok(question) => question,
        Err(refused) => return *refused,
    };
    match question.answer(&world) {
        Ok(answer) => json(StatusCode::OK, &answer),
        Err((status, text)) => error(status, &text),
    }
}
