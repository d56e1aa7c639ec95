//! `rate(5 minutes)`: a length of time. A day is 24 hours, whatever clocks do.

use super::field::number;
use super::{Dialect, Refused};

const UNITS: [(&str, &str, i64); 3] =
    [("minute", "minutes", 60_000), ("hour", "hours", 3_600_000), ("day", "days", 86_400_000)];

/// The largest value, 2³¹-1: far beyond all dates, and a number of milliseconds still.
const MOST: u32 = i32::MAX as u32;

/// Milliseconds from one firing to the next; never 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Rate(i64);

impl Rate {
    /// From what stands in the parentheses: a value and a unit.
    pub fn parse(text: &str, dialect: Dialect) -> Result<Self, Refused> {
        let digits = text.bytes().take_while(u8::is_ascii_digit).count();
        let (value, unit) = text.split_at(digits);
        let value = number(value).filter(|value| (1..=MOST).contains(value));
        let value = value.ok_or(Refused("a rate has a positive whole number, then a unit"))?;
        // Rules want one space. Scheduler wants none, and takes one.
        let unit = match (unit.strip_prefix(' '), dialect) {
            (Some(unit), _) => unit,
            (None, Dialect::Scheduler) => unit,
            (None, Dialect::Rule) => return Err(Refused("one space stands between a rate's value and its unit")),
        };
        let found = UNITS.iter().find_map(|(one, many, length)| match dialect {
            Dialect::Rule => [(*one, true), (*many, false)].contains(&(unit, value == 1)).then_some(*length),
            Dialect::Scheduler => [one, many].iter().any(|name| unit.eq_ignore_ascii_case(name)).then_some(*length),
        });
        let length = found.ok_or(match dialect {
            Dialect::Rule => {
                Refused("a rate's unit is minute, hour or day if the value is 1, else minutes, hours or days")
            }
            Dialect::Scheduler => Refused("a rate's unit is minutes, hours or days"),
        })?;
        Ok(Rate(i64::from(value) * length))
    }

    /// Milliseconds from one firing to the next.
    pub fn period(self) -> i64 {
        self.0
    }
}
