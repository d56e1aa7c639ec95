//! `eventyard explain`: the question, and the answer on a terminal, a line a subscription, rule or firing.

use std::fs;
use std::io::Read;

use clap::Args;
use jiff::civil::DateTime;
use serde_json::{Value, json};

use super::journal::{printable, reason, short};
use super::text;
use super::time::local;
use crate::expression::Zone;

/// What is asked.
#[derive(Args, Clone, Debug)]
pub struct Asked {
    /// The question as JSON: {"bus":…,"event":…}, {"topic":…,"message":…}, {"pattern":…,"event":…} or {"schedule":…}
    #[arg(
        required_unless_present_any = ["event", "schedule"],
        conflicts_with_all = ["event", "bus", "rule", "schedule", "timezone", "count"]
    )]
    question: Option<String>,

    /// A file with an event, as PutEvents takes it or whole; `-` reads it from the standard input
    #[arg(long, value_name = "FILE")]
    event: Option<String>,

    /// The event bus that the event would be put on, by name or ARN; else the EventBusName in the file, or the default
    #[arg(long, requires = "event")]
    bus: Option<String>,

    /// Only this rule of the bus
    #[arg(long, requires = "event")]
    rule: Option<String>,

    /// An expression of EventBridge Scheduler, such as "cron(0 8 ? * MON-FRI *)": when would it fire?
    #[arg(long, value_name = "EXPRESSION", conflicts_with_all = ["event", "bus", "rule"])]
    schedule: Option<String>,

    /// The time zone of the schedule, such as Europe/Vienna; UTC without it
    #[arg(long, value_name = "ZONE", requires = "schedule")]
    timezone: Option<String>,

    /// How many firings are shown, 1000 at most
    #[arg(long, default_value_t = 10, requires = "schedule")]
    count: u64,
}

impl Asked {
    /// The question as the server takes it.
    ///
    /// # Errors
    /// A file that can't be read, and what is no JSON, in words.
    pub(super) fn question(&self) -> Result<Value, String> {
        if let Some(schedule) = &self.schedule {
            let timezone = self.timezone.as_deref().unwrap_or("UTC");
            return Ok(json!({ "schedule": schedule, "timezone": timezone, "count": self.count }));
        }
        let Some(file) = &self.event else {
            let question = self.question.as_deref().unwrap_or_default();
            return serde_json::from_str(question).map_err(|error| format!("the question is no JSON: {error}"));
        };
        let mut text = String::new();
        let read = match file.as_str() {
            "-" => std::io::stdin().read_to_string(&mut text).map(drop),
            file => fs::read_to_string(file).map(|read| text = read),
        };
        read.map_err(|error| format!("{file}: {error}"))?;
        let event: Value = serde_json::from_str(&text).map_err(|error| format!("{file} is no JSON: {error}"))?;
        let entry = event.pointer("/Entries/0").unwrap_or(&event);
        let bus = self.bus.as_deref().or(entry["EventBusName"].as_str()).unwrap_or("default");
        let mut question = json!({ "bus": bus, "event": event });
        if let Some(rule) = &self.rule {
            question["rule"] = rule.as_str().into();
        }
        Ok(question)
    }
}

/// The answer to whatever was asked.
pub(super) fn lines(answer: &Value) -> String {
    if answer["next"].is_array() { firings(answer) } else { matches(answer) }
}

/// A line a firing: what clocks show, the time, and what the change of clocks does. What clocks never show stands
/// where it would be.
fn firings(answer: &Value) -> String {
    let all = |name: &str| answer[name].as_array().cloned().unwrap_or_default();
    let zone = Zone::find(text(&answer["timezone"])).unwrap_or(Zone::UTC);
    let (next, skipped) = (all("next"), all("skipped"));
    let mut lines = Vec::with_capacity(next.len() + skipped.len());
    for gap in &skipped {
        lines.push((text(&gap["at"]), unshown(text(&gap["local"])), text(&gap["remark"]).to_owned()));
    }
    for firing in &next {
        let at = text(&firing["at"]);
        lines.push((at, local(at, &zone), format!("{at}  {}", text(&firing["remark"]))));
    }
    if lines.is_empty() {
        return "it never fires".to_owned();
    }
    // Times in one form have their order as texts. What is skipped stays before a firing at the time of the change.
    lines.sort_by(|one, other| one.0.cmp(other.0));
    let width = lines.iter().map(|(_, local, _)| local.len()).max().unwrap_or(0);
    let lines = lines.iter().map(|(_, local, rest)| printable(format!("{local:width$}  {rest}").trim_end()));
    lines.collect::<Vec<_>>().join("\n")
}

/// A local time that clocks never show.
fn unshown(local: &str) -> String {
    local.parse::<DateTime>().map_or_else(|_| local.to_owned(), |at| at.strftime("%a %Y-%m-%d %H:%M:%S").to_string())
}

/// Whether it matches and why not, for each one that was asked about.
fn matches(answer: &Value) -> String {
    let list = |name: &str, member: &str, none: &str| {
        let all = answer[name].as_array()?;
        let line = |one: &Value| format!("{}  {}", printable(&short(text(&one[member]))), verdict(one));
        Some(if all.is_empty() { none.to_owned() } else { all.iter().map(line).collect::<Vec<_>>().join("\n") })
    };
    list("subscriptions", "endpoint", "nobody has subscribed")
        .or_else(|| list("rules", "rule", "the bus has no rules"))
        .unwrap_or_else(|| verdict(answer))
}

fn verdict(one: &Value) -> String {
    match one["matches"] {
        Value::Bool(true) if one["targets"] == json!([]) => "matches, but has no targets".to_owned(),
        Value::Bool(true) => "matches".to_owned(),
        _ => printable(&format!("doesn't match  {}", reason(&one["why"]))),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_line_a_subscription() {
        let why = json!({ "path": "color", "wanted": "\"red\"", "got": "blue" });
        assert_eq!(lines(&json!({ "matches": true, "why": null })), "matches");
        let alone = "doesn't match  color wanted \"red\", got \"blue\"";
        assert_eq!(lines(&json!({ "matches": false, "why": why })), alone);
        let billing = json!({ "endpoint": "arn:aws:sqs:us-east-1:000000000000:billing", "matches": true, "why": null });
        let audit = json!({ "endpoint": "https://example.com/audit", "matches": false, "why": why });
        let answer = json!({ "matches": ["…"], "subscriptions": [billing, audit] });
        assert_eq!(lines(&answer), format!("sqs:billing  matches\nhttps://example.com/audit  {alone}"));
        assert_eq!(lines(&json!({ "matches": [], "subscriptions": [] })), "nobody has subscribed");
    }

    #[test]
    fn a_line_a_firing() {
        let firing = |at: &str| json!({ "at": at });
        let mut last = firing("2027-03-29T00:30:00.000Z");
        last["remark"] = "clocks have gone forward".into();
        let gap =
            json!({ "at": "2027-03-28T01:00:00.000Z", "local": "2027-03-28T02:30:00", "remark": "it does not fire" });
        let next = [firing("2027-03-27T01:30:00.000Z"), last];
        let answer = json!({ "timezone": "Europe/Vienna", "next": next, "skipped": [gap] });
        assert_eq!(
            lines(&answer).lines().collect::<Vec<_>>(),
            [
                "Sat 2027-03-27 02:30:00 CET   2027-03-27T01:30:00.000Z",
                "Sun 2027-03-28 02:30:00       it does not fire",
                "Mon 2027-03-29 02:30:00 CEST  2027-03-29T00:30:00.000Z  clocks have gone forward",
            ]
        );
        assert_eq!(lines(&json!({ "timezone": "UTC", "next": [], "skipped": [] })), "it never fires");
    }
}
