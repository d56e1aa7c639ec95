//! What becomes of an error: `Retry` and `Catch`.
//! <https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html>

use std::time::Duration;

use serde_json::Value;

use super::data::{Payload, ResultPath, read_assign, read_output, read_result_path};
use super::jsonata::Template as Jsonata;
use super::reader::{Object, Reader};
use super::{StateIndex, fields};
use crate::aws::text::Text;

/// A name in `ErrorEquals`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ErrorMatcher {
    /// `States.ALL`: every error but `States.Runtime`.
    All,
    /// `States.TaskFailed`: every error of a task but a timeout.
    TaskFailed,
    /// `States.Timeout`: of the task or of its heartbeat.
    Timeout,
    /// This error alone.
    Name(Text),
}

impl ErrorMatcher {
    fn of(name: &str) -> ErrorMatcher {
        match name {
            "States.ALL" => ErrorMatcher::All,
            "States.TaskFailed" => ErrorMatcher::TaskFailed,
            "States.Timeout" => ErrorMatcher::Timeout,
            name => ErrorMatcher::Name(name.into()),
        }
    }

    /// Whether it means this error. That of a missed heartbeat is to be given as `States.HeartbeatTimeout`.
    pub fn matches(&self, error: &str) -> bool {
        match self {
            ErrorMatcher::All => error != "States.Runtime",
            ErrorMatcher::TaskFailed => error == "States.TaskFailed" || !error.starts_with("States."),
            ErrorMatcher::Timeout => matches!(error, "States.Timeout" | "States.HeartbeatTimeout"),
            ErrorMatcher::Name(name) => **name == *error,
        }
    }
}

/// Whether delays are spread.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Jitter {
    /// They aren't.
    #[default]
    None,
    /// Anything from nothing to the whole delay.
    Full,
}

/// One entry of `Retry`.
#[derive(Clone, Debug)]
pub struct Retrier {
    /// Which errors; any of them.
    pub errors: Vec<ErrorMatcher>,
    /// Before the first retry, in seconds.
    pub interval: u64,
    /// How many retries; 0 is none.
    pub max_attempts: u64,
    /// By how much each delay exceeds the one before.
    pub backoff_rate: f64,
    /// The longest delay, in seconds.
    pub max_delay: Option<u64>,
    /// Whether delays are spread.
    pub jitter: Jitter,
}

/// The largest number of seconds or attempts that can be written down.
const MOST: u64 = 99_999_999;
/// The longest `MaxDelaySeconds`: a year.
const LONGEST_DELAY: u64 = 31_622_400;

impl Retrier {
    fn read(reader: &mut Reader, object: &Object) -> Retrier {
        reader.check_fields(object, fields::RETRIER);
        reader.require(object, &["ErrorEquals"]);
        reader.comment(object);
        let jitters = &[("NONE", Jitter::None), ("FULL", Jitter::Full)];
        Retrier {
            errors: read_errors(reader, object),
            interval: reader.integer(object, "IntervalSeconds", 0..=MOST).unwrap_or(1),
            max_attempts: reader.integer(object, "MaxAttempts", 0..=MOST).unwrap_or(3),
            backoff_rate: reader.float(object, "BackoffRate", 1.0..=f64::MAX).unwrap_or(2.0),
            max_delay: reader.integer(object, "MaxDelaySeconds", 1..=LONGEST_DELAY),
            jitter: reader.word(object, "JitterStrategy", jitters).unwrap_or_default(),
        }
    }

    /// Whether it is for this error.
    pub fn matches(&self, error: &str) -> bool {
        self.errors.iter().any(|matcher| matcher.matches(error))
    }

    /// The delay before a retry, counted from 1, before jitter: whole milliseconds, a year and a day at most.
    pub fn delay(&self, retry: u32) -> Duration {
        let grown = self.interval as f64 * self.backoff_rate.powf(f64::from(retry.saturating_sub(1)));
        let most = self.max_delay.unwrap_or(LONGEST_DELAY) as f64;
        Duration::from_millis((grown.min(most).max(0.0) * 1000.0).round() as u64)
    }
}

/// One entry of `Catch`.
#[derive(Clone, Debug)]
pub struct Catcher {
    /// Which errors; any of them.
    pub errors: Vec<ErrorMatcher>,
    /// Where it goes on.
    pub next: StateIndex,
    /// Where the error is put in the state's input (JSONPath).
    pub result_path: ResultPath,
    /// What goes on instead (JSONata).
    pub output: Option<Jsonata>,
    /// Values of variables.
    pub assign: Option<Payload>,
}

impl Catcher {
    fn read(reader: &mut Reader, object: &Object) -> Catcher {
        reader.check_fields(object, fields::CATCHER);
        reader.require(object, &["ErrorEquals", "Next"]);
        reader.comment(object);
        Catcher {
            errors: read_errors(reader, object),
            result_path: read_result_path(reader, object),
            output: read_output(reader, object),
            assign: read_assign(reader, object),
            next: match reader.text(object, "Next") {
                Some(name) => reader.target(name, &object.at("Next")),
                None => StateIndex(0),
            },
        }
    }

    /// Whether it is for this error.
    pub fn matches(&self, error: &str) -> bool {
        self.errors.iter().any(|matcher| matcher.matches(error))
    }
}

pub(super) fn read_retry(reader: &mut Reader, state: &Object) -> Vec<Retrier> {
    read_entries(reader, state, "Retry", Retrier::read)
}

pub(super) fn read_catch(reader: &mut Reader, state: &Object) -> Vec<Catcher> {
    read_entries(reader, state, "Catch", Catcher::read)
}

fn read_entries<T>(reader: &mut Reader, state: &Object, name: &str, read: fn(&mut Reader, &Object) -> T) -> Vec<T> {
    let Some(value) = state.get(name) else { return Vec::new() };
    let at = state.at(name);
    // Recorded: an empty list is allowed.
    let entries = super::reader::numbered(reader.array(value, &at).unwrap_or_default(), &at);
    let count = entries.len();
    let mut found = Vec::new();
    for (i, (at, entry)) in entries.into_iter().enumerate() {
        let Some(entry) = reader.object(entry, at, state.language) else { continue };
        found.push(read(reader, &entry));
        check_all(reader, &entry, i + 1 == count);
    }
    found
}

/// `States.ALL` stands by itself, in the last entry.
fn check_all(reader: &mut Reader, entry: &Object, last: bool) {
    let Some(Value::Array(names)) = entry.get("ErrorEquals") else { return };
    let Some(place) = names.iter().position(|name| name == "States.ALL") else { return };
    if names.len() > 1 || !last {
        let at = format!("{}[{place}]", entry.at("ErrorEquals"));
        reader.refuse(&at, "States.ALL must appear alone and at end of list");
    }
}

fn read_errors(reader: &mut Reader, object: &Object) -> Vec<ErrorMatcher> {
    let Some(value) = object.get("ErrorEquals") else { return Vec::new() };
    let mut errors = Vec::new();
    for (at, name) in reader.elements(value, &object.at("ErrorEquals")) {
        match name {
            Value::String(name) => errors.push(ErrorMatcher::of(name)),
            _ => reader.refuse(&at, "Expected value of type String"),
        }
    }
    errors
}
