//! What an expression means, before any schedule is made of it: its next firings, and what the change of clocks does.

use jiff::tz::Offset;
use serde::Serialize;

use super::firing::just_before;
use crate::aws::time::Time;
use crate::expression::{Expression, Occurrence, Timetable, Zone};

/// What comes of a schedule that were made now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Forecast {
    /// The expression.
    pub schedule: String,
    /// The zone in which its local times are.
    pub timezone: String,
    /// Its next firings, in order: as many as were asked for, unless it ends before.
    pub next: Vec<Firing>,
    /// What it names before the last of them and clocks never show.
    pub skipped: Vec<Skipped>,
}

/// A firing that is to come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Firing {
    /// When, RFC 3339 in UTC.
    pub at: String,
    /// The same in the zone, with its offset: `2027-03-28T08:00:00+02:00`.
    pub local: String,
    /// What the zone's time is called then: `CEST`.
    pub abbreviation: String,
    /// What the change of clocks does to it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remark: Option<String>,
}

/// A local time at which it doesn't fire, as clocks go forward over it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Skipped {
    /// When clocks are changed, RFC 3339 in UTC.
    pub at: String,
    /// What they never show, without an offset as there is none: `2027-03-28T02:30:00`.
    pub local: String,
    /// The same in words.
    pub remark: String,
}

/// Foretells `count` firings of an expression from `now` on, for a schedule that is made now without dates.
///
/// # Errors
/// What is wrong with the question, in words.
pub fn explain(expression: &str, timezone: &str, count: usize, now: Time) -> Result<Forecast, String> {
    let read = Expression::parse_scheduler(expression).map_err(|refused| format!("schedule: {refused}"))?;
    let zone = Zone::find(timezone)
        .ok_or_else(|| format!("timezone: there is no zone {timezone}; a name is spelled as in Europe/Vienna"))?;
    let table = Timetable::of_schedule(read, zone.clone(), now, None, None);
    let (mut next, mut skipped) = (Vec::new(), Vec::new());
    let mut offset = None;
    // A new schedule may fire at the very time at which it is made.
    let mut occurrences = table.occurrences(just_before(now));
    while next.len() < count
        && let Some(occurrence) = occurrences.next()
    {
        match occurrence {
            Occurrence::Once(at) => next.push(Firing::of(at, &zone, None, &mut offset)),
            Occurrence::Repeated { first, second } => {
                let remark = format!("clocks go back and show this again at {second}, when it does not fire");
                next.push(Firing::of(first, &zone, Some(remark), &mut offset));
            }
            Occurrence::Skipped { local, changed_at } => skipped.push(Skipped {
                at: changed_at.to_string(),
                local: local.to_string(),
                remark: format!("clocks go forward at {changed_at} and never show this: it does not fire"),
            }),
        }
    }
    Ok(Forecast { schedule: expression.to_owned(), timezone: zone.name().to_owned(), next, skipped })
}

impl Firing {
    /// A firing; `offset` is the zone's at the firing before, and becomes that of this one.
    fn of(at: Time, zone: &Zone, remark: Option<String>, offset: &mut Option<Offset>) -> Self {
        let Some(moment) = zone.moment(at) else {
            return Firing { at: at.to_string(), local: String::new(), abbreviation: String::new(), remark };
        };
        let before = offset.replace(moment.offset()).filter(|before| *before != moment.offset());
        let changed = before.map(|before| {
            let way = if moment.offset() > before { "forward" } else { "back" };
            format!("clocks have gone {way}: UTC{}, where it was UTC{before} at the firing before", moment.offset())
        });
        Firing {
            at: at.to_string(),
            local: zone.local_text(at),
            abbreviation: moment.strftime("%Z").to_string(),
            remark: remark.or(changed),
        }
    }
}
