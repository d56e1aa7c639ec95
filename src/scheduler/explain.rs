//! What an expression means, before any schedule is made of it: its next firings, and what the change of clocks does.

use serde::Serialize;

use crate::aws::time::Time;
use crate::expression::{Expression, Occurrence, Timetable, Zone};

/// The next firings of an expression.
#[derive(Debug, Serialize)]
pub struct Forecast {
    /// The expression.
    pub schedule: String,
    /// The zone in which its local times are.
    pub timezone: String,
    /// What comes, in order.
    pub next: Vec<Foreseen>,
}

/// What comes of an expression.
#[derive(Debug, Serialize)]
pub struct Foreseen {
    /// When it fires, RFC 3339; none where it doesn't.
    pub at: Option<String>,
    /// What clocks show then.
    pub local: String,
    /// What the change of clocks does to it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remark: Option<String>,
}

/// Foretells `count` firings of an expression after `now`; a rate counts from then on.
///
/// # Errors
/// What is wrong with the question, in words.
pub fn explain(expression: &str, timezone: &str, count: usize, now: Time) -> Result<Forecast, String> {
    let read = Expression::parse_scheduler(expression).map_err(|refused| format!("schedule: {refused}"))?;
    let zone = Zone::find(timezone).ok_or_else(|| format!("timezone: there is no zone {timezone}"))?;
    let table = Timetable::of_schedule(read, zone.clone(), now, None, None);
    let mut next = Vec::new();
    let mut fired = 0;
    for occurrence in table.occurrences(now) {
        if fired == count {
            break;
        }
        fired += usize::from(occurrence.firing().is_some());
        next.push(Foreseen::of(occurrence, &zone));
    }
    Ok(Forecast { schedule: expression.to_owned(), timezone: zone.name().to_owned(), next })
}

impl Foreseen {
    fn of(occurrence: Occurrence, zone: &Zone) -> Self {
        let local = |time: Time| zone.local(time).map_or_else(String::new, |local| local.to_string());
        let remark = match occurrence {
            Occurrence::Once(_) => None,
            Occurrence::Repeated { second, .. } => {
                Some(format!("clocks go back: they show this again at {second}, when it does not fire"))
            }
            Occurrence::Skipped { changed_at, .. } => {
                Some(format!("clocks go forward at {changed_at} and never show this: it does not fire"))
            }
        };
        Foreseen {
            at: occurrence.firing().map(|at| at.to_string()),
            local: match occurrence {
                Occurrence::Once(at) | Occurrence::Repeated { first: at, .. } => local(at),
                Occurrence::Skipped { local, .. } => local.to_string(),
            },
            remark,
        }
    }
}
