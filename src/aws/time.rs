//! A point in time as AWS counts it: whole milliseconds. Parsing and printing of dates and durations.

use std::fmt;
use std::ops::{Add, Sub};
use std::time::Duration;

use jiff::{SignedDuration, Span, SpanRelativeTo, Timestamp};
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Milliseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Time(i64);

impl Time {
    /// The latest time there is; nothing happens after it.
    pub const MAX: Time = Time(253_402_207_200_000); // 9999-12-30T22:00:00Z, as far as dates are written

    /// From milliseconds since the epoch.
    pub const fn from_millis(millis: i64) -> Self {
        Time(millis)
    }

    /// Milliseconds since the epoch.
    pub const fn millis(self) -> i64 {
        self.0
    }

    /// Whole seconds since the epoch.
    pub const fn seconds(self) -> i64 {
        self.0.div_euclid(1000)
    }

    /// How long after `earlier` this is; zero if it isn't.
    pub fn since(self, earlier: Time) -> Duration {
        Duration::from_millis(u64::try_from(self.0 - earlier.0).unwrap_or(0))
    }

    /// From RFC 3339, such as `2027-03-28T00:00:00Z`.
    pub fn parse(text: &str) -> Option<Self> {
        let time = Time(text.parse::<Timestamp>().ok()?.as_millisecond());
        (time <= Time::MAX).then_some(time)
    }
}

impl Time {
    /// From a date of HTTP, such as `Wed, 21 Oct 2015 07:28:00 GMT`.
    pub fn parse_http(text: &str) -> Option<Self> {
        let at = jiff::fmt::rfc2822::parse(text).ok()?;
        Some(Time(at.timestamp().as_millisecond()))
    }

    /// A date of HTTP, such as `Wed, 21 Oct 2015 07:28:00 GMT`.
    pub fn to_http(self) -> String {
        match Timestamp::from_millisecond(self.0) {
            Ok(at) => at.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string(),
            Err(_) => self.to_string(),
        }
    }

    /// The minute in UTC, such as `2027-03-28-00-00`.
    pub fn to_minute_text(self) -> String {
        match Timestamp::from_millisecond(self.0) {
            Ok(at) => at.strftime("%Y-%m-%d-%H-%M").to_string(),
            Err(_) => self.to_string(),
        }
    }

    /// RFC 3339 in UTC with whole seconds.
    pub fn to_seconds_text(self) -> String {
        match Timestamp::from_millisecond(self.0.div_euclid(1000) * 1000) {
            Ok(at) => format!("{at:.0}"),
            Err(_) => self.to_string(),
        }
    }
}

impl Add<Duration> for Time {
    type Output = Time;

    /// Stops at [`Time::MAX`].
    fn add(self, span: Duration) -> Time {
        let millis = i64::try_from(span.as_millis()).unwrap_or(i64::MAX);
        Time(self.0.saturating_add(millis)).min(Time::MAX)
    }
}

impl Sub<Duration> for Time {
    type Output = Time;

    fn sub(self, span: Duration) -> Time {
        Time(self.0.saturating_sub(i64::try_from(span.as_millis()).unwrap_or(i64::MAX)))
    }
}

impl fmt::Display for Time {
    /// RFC 3339 in UTC with milliseconds.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match Timestamp::from_millisecond(self.0) {
            Ok(at) => write!(f, "{at:.3}"),
            Err(_) => write!(f, "{}ms", self.0),
        }
    }
}

/// A time in AWS JSON: a number, seconds since the epoch with a fraction.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Epoch(pub Time);

impl Serialize for Epoch {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0.millis() % 1000 {
            0 => serializer.serialize_i64(self.0.seconds()),
            _ => serializer.serialize_f64(self.0.millis() as f64 / 1000.0),
        }
    }
}

impl<'de> Deserialize<'de> for Epoch {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let seconds = f64::deserialize(deserializer)?;
        let most = Time::MAX.millis() as f64 / 1000.0;
        if !(-most..=most).contains(&seconds) {
            return Err(D::Error::custom(format!("{seconds} seconds are no date")));
        }
        Ok(Epoch(Time::from_millis((seconds * 1000.0).round() as i64)))
    }
}

/// A duration written as ISO 8601 (`P1D`, `PT1.5S`), a day being 24 hours; months and years have no fixed length.
pub fn parse_duration(text: &str) -> Option<Duration> {
    let span: Span = text.parse().ok()?;
    if span.get_months() != 0 || span.get_years() != 0 {
        return None;
    }
    let length = span.to_duration(SpanRelativeTo::days_are_24_hours()).ok()?;
    Duration::try_from(length).ok()
}

/// A signed number of milliseconds as ISO 8601, such as `PT1H30M` or `-PT5S`.
pub fn format_millis(millis: i64) -> String {
    format!("{}", SignedDuration::from_millis(millis))
}
