//! When an expression fires: in its zone, between its dates, after a given time.

use jiff::civil::DateTime;

use super::{Expression, Kind, Zone};
use crate::aws::time::Time;

/// Before the first year that cron expressions name, in any zone.
const BEFORE_ALL: Time = Time::from_millis(-2 * 86_400_000);

/// An expression with all that decides when it fires.
#[derive(Clone, Debug)]
pub struct Timetable {
    expression: Expression,
    zone: Zone,
    /// The first firing of a rate; the others follow at whole periods.
    rate_from: Time,
    /// What is at this time or before it isn't a firing.
    after: Time,
    /// What is at this time or after it isn't a firing.
    end: Option<Time>,
}

impl Timetable {
    /// That of an EventBridge rule, in UTC. A rate counts from `enabled_at`, which is when the rule was created or
    /// enabled last; its first firing is one period later.
    pub fn of_rule(expression: Expression, enabled_at: Time) -> Self {
        let rate_from = match &expression.0 {
            Kind::Rate(rate) => later(enabled_at, rate.period()),
            _ => enabled_at,
        };
        Timetable { expression, zone: Zone::UTC, rate_from, after: BEFORE_ALL, end: None }
    }

    /// That of a schedule in EventBridge Scheduler. A rate's first firing is at `start`, or else at `created_at`. A
    /// firing may be at `start` and is before `end`; neither matters to `at(…)`.
    pub fn of_schedule(
        expression: Expression,
        zone: Zone,
        created_at: Time,
        start: Option<Time>,
        end: Option<Time>,
    ) -> Self {
        let just_before = |time: Time| Time::from_millis(time.millis().saturating_sub(1));
        let rate_from = start.unwrap_or(created_at);
        let (after, end) = match expression.is_one_time() {
            true => (Time::from_millis(i64::MIN), None),
            false => (start.map_or(BEFORE_ALL, just_before), end),
        };
        Timetable { expression, zone, rate_from, after, end }
    }

    /// When it fires first after `after`, and not at it. [`None`] if it never does.
    pub fn next(&self, after: Time) -> Option<Time> {
        self.occurrences(after).find_map(|occurrence| occurrence.firing())
    }

    /// All that comes after `after`, in order: when it fires, and when it would if clocks weren't changed.
    pub fn occurrences(&self, after: Time) -> Occurrences<'_> {
        let after = after.max(self.after);
        let place = match &self.expression.0 {
            Kind::Rate(rate) => Place::Time(first_of_rate(self.rate_from, rate.period(), after)),
            Kind::Cron(_) => Place::Local(self.zone.local(after.max(BEFORE_ALL))),
            Kind::At(at) => Place::Local(Some(at.local())),
        };
        Occurrences { table: self, after, place }
    }

    /// The expression it follows.
    pub fn expression(&self) -> &Expression {
        &self.expression
    }

    /// The zone in which its local times are.
    pub fn zone(&self) -> &Zone {
        &self.zone
    }
}

/// How a schedule meets one time that it names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Occurrence {
    /// It fires.
    Once(Time),
    /// Clocks go back, and the local time comes twice: it fires the first time only.
    Repeated {
        /// When it fires.
        first: Time,
        /// When clocks show the same again.
        second: Time,
    },
    /// Clocks go forward, and the local time doesn't come: it doesn't fire.
    Skipped {
        /// What clocks never show.
        local: DateTime,
        /// When clocks are changed.
        changed_at: Time,
    },
}

impl Occurrence {
    /// When it fires, if it does.
    pub fn firing(self) -> Option<Time> {
        match self {
            Occurrence::Once(time) | Occurrence::Repeated { first: time, .. } => Some(time),
            Occurrence::Skipped { .. } => None,
        }
    }

    fn time(self) -> Time {
        match self {
            Occurrence::Once(time) | Occurrence::Repeated { first: time, .. } => time,
            Occurrence::Skipped { changed_at, .. } => changed_at,
        }
    }
}

/// What a [`Timetable`] has in store, from one time on.
#[derive(Clone, Debug)]
pub struct Occurrences<'a> {
    table: &'a Timetable,
    after: Time,
    place: Place,
}

/// How far it is.
#[derive(Clone, Copy, Debug)]
enum Place {
    /// At this firing of a rate.
    Time(Option<Time>),
    /// At this local time: for cron, behind it.
    Local(Option<DateTime>),
}

impl Occurrences<'_> {
    fn advance(&mut self) -> Option<Occurrence> {
        match (&self.table.expression.0, &mut self.place) {
            (Kind::Rate(rate), Place::Time(place)) => {
                let time = *place;
                *place = time.map(|time| later(time, rate.period()));
                time.filter(|time| *time < Time::MAX).map(Occurrence::Once)
            }
            (Kind::Cron(cron), Place::Local(place)) => loop {
                *place = cron.next(place.take()?);
                let occurrence = self.table.zone.occurrence((*place)?)?;
                // In the second half of a repeated hour, its local times are past.
                if occurrence.time() > self.after {
                    return Some(occurrence);
                }
            },
            (Kind::At(_), Place::Local(place)) => {
                let occurrence = self.table.zone.occurrence(place.take()?)?;
                (occurrence.time() > self.after).then_some(occurrence)
            }
            _ => None,
        }
    }
}

impl Iterator for Occurrences<'_> {
    type Item = Occurrence;

    fn next(&mut self) -> Option<Occurrence> {
        let end = self.table.end;
        let occurrence = self.advance().filter(|occurrence| end.is_none_or(|end| occurrence.time() < end));
        if occurrence.is_none() {
            // Nothing comes behind the end.
            self.place = Place::Time(None);
        }
        occurrence
    }
}

/// The first of `from`, `from` + `period`, … that is after `after`.
fn first_of_rate(from: Time, period: i64, after: Time) -> Option<Time> {
    if after < from {
        return Some(from);
    }
    let past = after.millis().checked_sub(from.millis())?;
    let periods = past / period + 1;
    let time = from.millis().checked_add(periods.checked_mul(period)?)?;
    Some(Time::from_millis(time).min(Time::MAX))
}

fn later(time: Time, millis: i64) -> Time {
    Time::from_millis(time.millis().saturating_add(millis)).min(Time::MAX)
}
