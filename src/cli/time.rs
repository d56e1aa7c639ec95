//! `eventyard time`: the moves of the clock, where it stands, and what is due next, with local times.

use clap::Subcommand;
use serde_json::{Value, json};

use super::journal::printable;
use super::text;
use crate::aws::time::Time;
use crate::expression::Zone;

/// A move of the clock, or a look at what is due.
#[derive(Clone, Debug, Subcommand)]
pub enum TimeStep {
    /// Stop the clock, here or at a time (RFC 3339)
    Freeze {
        /// Where to stop
        at: Option<String>,
    },
    /// Move on by a duration (P1D, PT30S), a number of seconds, or to the next timer
    Advance {
        /// How far: an ISO 8601 duration, seconds, or `next`
        by: String,
    },
    /// Flow on from here
    Resume,
    /// Real time again
    Reset,
    /// List what is due next, with local times
    Due {
        /// Zone of the local times, such as Europe/Vienna; else the environment's TZ, else UTC. Schedules with a zone
        /// of their own keep it
        #[arg(long, value_name = "ZONE", value_parser = zone)]
        timezone: Option<Zone>,
    },
}

impl TimeStep {
    /// What the server is asked to do, if it is to do something.
    pub(super) fn body(&self) -> Option<Value> {
        Some(match self {
            TimeStep::Freeze { at: None } => json!({ "freeze": true }),
            TimeStep::Freeze { at: Some(at) } => json!({ "freeze": at }),
            TimeStep::Advance { by } => match by.parse::<f64>() {
                Ok(seconds) => json!({ "advance": seconds }),
                Err(_) => json!({ "advance": by }),
            },
            TimeStep::Resume => json!({ "resume": true }),
            TimeStep::Reset => json!({ "reset": true }),
            TimeStep::Due { .. } => return None,
        })
    }
}

fn zone(name: &str) -> Result<Zone, String> {
    Zone::find(name).ok_or_else(|| "there is no such zone; a name is spelled as in Europe/Vienna".to_owned())
}

/// The zone that the environment names; UTC if it names none, or in a way that isn't a name.
pub(super) fn zone_of_environment() -> Zone {
    let name = std::env::var("TZ").unwrap_or_default();
    // POSIX lets a colon stand before a name.
    Zone::find(name.trim_start_matches(':')).unwrap_or(Zone::UTC)
}

/// What clocks show, with the day of the week and the name of the zone's time: `Sun 2027-03-28 08:00:00 CEST`.
pub(super) fn local(at: &str, zone: &Zone) -> String {
    let moment = Time::parse(at).and_then(|at| zone.moment(at));
    moment.map_or_else(String::new, |moment| moment.strftime("%a %Y-%m-%d %H:%M:%S %Z").to_string())
}

/// Where the clock stands, and what is due.
pub(super) fn lines(answer: &Value) -> String {
    let mut out = format!("{} ({}, offset {})", text(&answer["now"]), text(&answer["mode"]), text(&answer["offset"]));
    if let Some(fired) = answer["fired"].as_u64() {
        out += &format!("\n{fired} timer{} fired", if fired == 1 { "" } else { "s" });
    }
    if answer["stopped"].is_string() {
        out += ", then stopped at the limit";
    }
    for due in listed(answer) {
        out += &format!("\n{}  {}", text(&due["at"]), what(due));
    }
    out
}

/// Adds to each timer its local time, and the zone in which that is.
pub(super) fn with_local_times(mut answer: Value, zone: &Zone) -> Value {
    for due in answer["due"].as_array_mut().into_iter().flatten() {
        let own = due["timezone"].as_str().and_then(Zone::find);
        let zone = own.as_ref().unwrap_or(zone);
        due["local"] = Time::parse(text(&due["at"])).map_or_else(String::new, |at| zone.local_text(at)).into();
        due["timezone"] = zone.name().into();
    }
    answer
}

/// A line a timer, the next one first.
pub(super) fn due_lines(answer: &Value) -> String {
    let local = |due: &Value| {
        let zone = Zone::find(text(&due["timezone"])).unwrap_or(Zone::UTC);
        local(text(&due["at"]), &zone)
    };
    let width = listed(answer).map(|due| local(due).len()).max().unwrap_or(0);
    let mut lines: Vec<_> =
        listed(answer).map(|due| format!("{}  {:width$}  {}", text(&due["at"]), local(due), what(due))).collect();
    let total = answer["dueTotal"].as_u64().unwrap_or_default();
    let now = text(&answer["now"]);
    lines.push(match (total, lines.len()) {
        (0, _) => format!("nothing is due (it is {now})"),
        (1, 1) => format!("1 timer (it is {now})"),
        (total, shown) if total == shown as u64 => format!("{total} timers (it is {now})"),
        (total, shown) => format!("{total} timers, of which these are the next {shown} (it is {now})"),
    });
    lines.join("\n")
}

fn listed(answer: &Value) -> impl Iterator<Item = &Value> {
    answer["due"].as_array().into_iter().flatten()
}

fn what(due: &Value) -> String {
    printable(&format!("{}  {}  {}", text(&due["kind"]), text(&due["arn"]), text(&due["what"])))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn due(at: &str, kind: &str, timezone: Option<&str>) -> Value {
        let mut due = json!({ "at": at, "kind": kind, "arn": "arn:…", "what": "fire" });
        if let Some(zone) = timezone {
            due["timezone"] = zone.into();
        }
        due
    }

    #[test]
    fn a_schedule_keeps_its_own_zone() {
        let vienna = zone("Europe/Vienna").expect("a zone");
        let timers = [
            due("2027-03-28T00:30:00.000Z", "retry", None),
            due("2027-03-28T01:30:00.250Z", "schedule", Some("Asia/Kolkata")),
        ];
        let answer = json!({ "now": "2027-03-28T00:00:00.000Z", "due": timers, "dueTotal": 2 });
        let told = with_local_times(answer, &vienna);
        assert_eq!(told["due"][0]["timezone"], "Europe/Vienna");
        let second = &told["due"][1];
        assert_eq!([&second["timezone"], &second["local"]], ["Asia/Kolkata", "2027-03-28T07:00:00.25+05:30"]);
        let lines = due_lines(&told);
        assert_eq!(
            lines.lines().collect::<Vec<_>>(),
            [
                "2027-03-28T00:30:00.000Z  Sun 2027-03-28 01:30:00 CET  retry  arn:…  fire",
                "2027-03-28T01:30:00.250Z  Sun 2027-03-28 07:00:00 IST  schedule  arn:…  fire",
                "2 timers (it is 2027-03-28T00:00:00.000Z)",
            ]
        );
    }

    #[test]
    fn how_many_there_are() {
        let told = |due: Value, total: u64| due_lines(&json!({ "now": "…", "due": due, "dueTotal": total }));
        assert_eq!(told(json!([]), 0), "nothing is due (it is …)");
        let one = due("2027-03-28T00:30:00.000Z", "rule", None);
        assert!(told(json!([one]), 1).ends_with("\n1 timer (it is …)"));
        assert!(told(json!([one]), 250).ends_with("\n250 timers, of which these are the next 1 (it is …)"));
    }

    #[test]
    fn a_zone_is_a_name() {
        assert!(zone("Europe/Vienna").is_ok() && zone("UTC").is_ok());
        assert!(zone("CET-1CEST").is_err() && zone("").is_err() && zone("europe/vienna").is_err());
    }
}
