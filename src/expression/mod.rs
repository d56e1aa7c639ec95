//! AWS's schedule expressions: `rate(…)`, `cron(…)` and `at(…)`, in the dialects of EventBridge's rules and of
//! EventBridge Scheduler. Pure: nothing here reads a clock or keeps state.
//!
//! A text is read once into an [`Expression`]. A [`Timetable`] puts it into a [`Zone`] and between its dates, and says
//! when it fires next. Time zones are those of the binary, never the machine's, so that all machines agree.

mod at;
mod cron;
mod days;
mod field;
mod rate;
mod timetable;
mod zone;

use std::fmt;

use at::At;
use cron::Cron;
use rate::Rate;

pub use timetable::{Occurrence, Occurrences, Timetable};
pub use zone::Zone;

/// How long an expression may be, in characters; the same in both services.
const MOST_CHARACTERS: usize = 256;

/// Whose expressions are read. The services agree on what a cron expression means, and differ in what they take.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Dialect {
    Rule,
    Scheduler,
}

/// What a schedule expression says. What is stored of it is its text: reading that again takes a microsecond.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expression(Kind);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Kind {
    Rate(Rate),
    Cron(Cron),
    At(At),
}

impl Expression {
    /// The `ScheduleExpression` of an EventBridge rule: `rate(…)` with its plural rule, or `cron(…)` with six fields.
    ///
    /// <https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html>
    pub fn parse_rule(text: &str) -> Result<Self, Refused> {
        Self::parse(text, Dialect::Rule)
    }

    /// The `ScheduleExpression` of a schedule in EventBridge Scheduler: `rate(…)` without the plural rule, `cron(…)`
    /// whose year may be missing, or `at(…)`.
    ///
    /// <https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html>
    pub fn parse_scheduler(text: &str) -> Result<Self, Refused> {
        Self::parse(text, Dialect::Scheduler)
    }

    fn parse(text: &str, dialect: Dialect) -> Result<Self, Refused> {
        if text.len() > MOST_CHARACTERS {
            return Err(Refused("an expression has 256 characters at most"));
        }
        let unknown = match dialect {
            Dialect::Rule => Refused("an expression is rate(…) or cron(…)"),
            Dialect::Scheduler => Refused("an expression is rate(…), cron(…) or at(…)"),
        };
        let (name, rest) = text.split_once('(').ok_or(unknown)?;
        let inner = rest.strip_suffix(')').ok_or(unknown)?;
        match (name, dialect) {
            ("rate", _) => Rate::parse(inner, dialect).map(Kind::Rate),
            ("cron", _) => Cron::parse(inner, dialect).map(Kind::Cron),
            ("at", Dialect::Scheduler) => At::parse(inner).map(Kind::At),
            _ => Err(unknown),
        }
        .map(Expression)
    }

    /// Whether it fires once only, at a named time.
    pub fn is_one_time(&self) -> bool {
        matches!(self.0, Kind::At(_))
    }
}

/// Why an expression isn't one. AWS doesn't tell: its services answer with one text for all reasons.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refused(&'static str);

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl std::error::Error for Refused {}
