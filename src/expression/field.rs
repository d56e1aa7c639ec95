//! What all fields of a cron expression share: lists, ranges, steps and names.

use super::Refused;

/// A field's values, and the names that some of them have.
pub(super) struct Field {
    pub first: u32,
    pub last: u32,
    /// The names of `first`, the one after it, and so on.
    pub names: &'static [&'static str],
    /// Whether a range may go past the last value to the first, as `FRI-MON` does.
    pub wraps: bool,
    /// Whether steps are taken, as in `0/5`.
    pub steps: bool,
    pub refused: Refused,
}

/// Every `step`-th value from `first` to `last`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Steps {
    pub first: u32,
    pub last: u32,
    pub step: u32,
}

impl Steps {
    /// The lowest value that isn't below `least`.
    pub fn lowest_from(self, least: u32) -> Option<u32> {
        let past = least.saturating_sub(self.first);
        let value = self.first + past.div_ceil(self.step).checked_mul(self.step)?;
        (value <= self.last).then_some(value)
    }
}

impl Field {
    /// What a whole field names, as a set: bit n is the value n.
    pub fn set(&self, text: &str) -> Result<u64, Refused> {
        let mut set = 0;
        for item in text.split(',') {
            set |= self.item_set(item)?;
        }
        Ok(set)
    }

    /// What one item of a list names, as a set.
    pub fn item_set(&self, item: &str) -> Result<u64, Refused> {
        let steps = self.item(item)?;
        let size = self.last + 1 - self.first;
        let mut set = 0;
        let mut value = steps.first;
        while value <= steps.last {
            set |= 1 << if value > self.last { value - size } else { value };
            value += steps.step;
        }
        Ok(set)
    }

    /// One item of a list: `*`, a value or a range, with or without a step. A range that wraps ends above the last
    /// value.
    pub fn item(&self, item: &str) -> Result<Steps, Refused> {
        let (range, step) = match item.split_once('/') {
            Some((range, step)) if self.steps => (range, Some(number(step).filter(|n| (1..10_000).contains(n)))),
            Some(_) => return Err(self.refused),
            None => (item, None),
        };
        let value = |text: &str| self.value(text).ok_or(self.refused);
        let (first, last) = match range.split_once('-') {
            _ if range == "*" => (self.first, self.last),
            Some((first, last)) => (value(first)?, value(last)?),
            None if step.is_some() => (value(range)?, self.last),
            None => (value(range)?, value(range)?),
        };
        let last = match last < first {
            true if self.wraps => last + self.last + 1 - self.first,
            true => return Err(self.refused),
            false => last,
        };
        let step = step.unwrap_or(Some(1)).ok_or(self.refused)?;
        Ok(Steps { first, last, step })
    }

    /// A number or a name, in any case.
    pub fn value(&self, text: &str) -> Option<u32> {
        let named = || {
            let at = self.names.iter().position(|name| name.eq_ignore_ascii_case(text))?;
            u32::try_from(at).ok().map(|at| self.first + at)
        };
        number(text).or_else(named).filter(|value| (self.first..=self.last).contains(value))
    }
}

/// A whole number of digits only.
pub(super) fn number(text: &str) -> Option<u32> {
    // `parse` would take a sign.
    if text.bytes().all(|byte| byte.is_ascii_digit()) { text.parse().ok() } else { None }
}
