//! Before anything is put: which rules an event would go to, and why the others wouldn't take it.

use std::cmp::Reverse;
use std::fmt;

use serde::Serialize;

use super::Events;
use super::bus::Bus;
use super::detail::compact;
use super::rule::Rule;
use crate::aws::json;
use crate::aws::scope::Scope;
use crate::aws::text::Text;
use crate::aws::time::Time;
use crate::deliver::Why;
use crate::pattern::Subject;

/// Where an event would go.
#[derive(Clone, Debug, Serialize)]
pub struct Explanation {
    /// The ARNs of the rules that it would go to.
    pub matches: Vec<Text>,
    /// Every rule that was asked about: those that it would go to, then the others, nearest miss first.
    pub rules: Vec<Explained>,
}

/// What an event would come to at one rule.
#[derive(Clone, Debug, Serialize)]
pub struct Explained {
    /// The rule's ARN.
    pub rule: Text,
    /// The ARNs of its targets, by their ids.
    pub targets: Vec<Text>,
    /// Whether the event would go to them.
    pub matches: bool,
    /// Why not.
    pub why: Option<Why>,
}

/// A rule that no event can fit.
const NO_PATTERN: &str = "NoEventPattern";

/// Why there is no explanation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unexplained {
    /// There is no such bus.
    NoBus,
    /// There is no such rule on it.
    NoRule,
    /// What is wrong with the event.
    Event(String),
}

impl fmt::Display for Unexplained {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Unexplained::NoBus => f.write_str("bus: there is no such event bus"),
            Unexplained::NoRule => f.write_str("rule: there is no such rule on the bus"),
            Unexplained::Event(text) => write!(f, "event: {text}"),
        }
    }
}

impl Events {
    /// Which rules of a bus an event would go to. The bus is named, or given as an ARN; the event is as `PutEvents` takes
    /// it, or an envelope of which members may be missing.
    ///
    /// # Errors
    /// No such bus or rule, or no event.
    pub fn explain(&self, at: &Scope, bus: &str, event: &str, rule: Option<&str>) -> Result<Explanation, Unexplained> {
        let bus = self.find_bus(at, bus).ok_or(Unexplained::NoBus)?;
        let text = given(event, &bus, self.now()).map_err(Unexplained::Event)?;
        let subject = Subject::text(&text).ok_or_else(|| Unexplained::Event("it must be a JSON object".to_owned()))?;
        let all = bus.rules().snapshot();
        let asked = all.values().filter(|one| rule.is_none_or(|name| *one.name == *name || *one.arn == *name));
        let mut rules: Vec<Explained> = asked.map(|one| one.explained(&subject)).collect();
        if rule.is_some() && rules.is_empty() {
            return Err(Unexplained::NoRule);
        }
        rules.sort_by_key(Explained::distance);
        let matches = rules.iter().filter(|one| one.matches).map(|one| one.rule.clone()).collect();
        Ok(Explanation { matches, rules })
    }
}

impl Rule {
    /// Why an event doesn't go to its targets; none where it does.
    pub fn why_not(&self, event: &Subject<'_>) -> Option<Why> {
        let Some(pattern) = &self.pattern else {
            return Some(because(NO_PATTERN, "The rule has no event pattern: it fires by its schedule."));
        };
        let disabled = || because("RuleDisabled", "The pattern fits, but the rule is disabled.");
        let unmatched = pattern.why(event).map(Why::Unmatched);
        unmatched.or_else(|| self.listens().is_none().then(disabled))
    }

    /// What an event would come to here.
    fn explained(&self, event: &Subject<'_>) -> Explained {
        let why = self.why_not(event);
        let targets = self.targets.values().map(|target| target.arn.clone()).collect();
        Explained { rule: self.arn.clone(), targets, matches: why.is_none(), why }
    }
}

impl Explained {
    /// How far the event is from matching, none where it does: how many fields fail, and of equally many how few fit.
    fn distance(&self) -> Option<(usize, Reverse<usize>)> {
        match self.why.as_ref()? {
            Why::Unmatched(why) => Some((why.failed, Reverse(why.fitting))),
            Why::Refused { error, .. } if error == NO_PATTERN => Some((usize::MAX, Reverse(0))),
            Why::Refused { .. } => Some((0, Reverse(0))),
        }
    }
}

fn because(error: &str, text: &str) -> Why {
    Why::Refused { error: error.to_owned(), text: text.to_owned() }
}

/// The envelope of an event as somebody may write it, whole or as `PutEvents` takes it; what isn't said of source and
/// detail-type is missing in it too.
fn given(event: &str, bus: &Bus, now: Time) -> Result<Text, String> {
    let text = json::compact(event, json::DEEPEST).filter(|text| text.starts_with('{'));
    let text = text.ok_or_else(|| "it must be a JSON object".to_owned())?;
    let member = |names: [&str; 2]| {
        let is = |name: &str| names.iter().any(|wanted| json::says(name, wanted));
        json::members(&text).find(|(name, value)| is(name) && *value != "null").map(|(_, value)| value)
    };
    if let Some(entries) = member(["Entries", "Entries"]) {
        let mut entries = json::elements(entries);
        return match (entries.next(), entries.next()) {
            (Some((_, entry)), None) => given(entry, bus, now),
            _ => Err("one event is explained at a time, and Entries has not one".to_owned()),
        };
    }
    let string = |names: [&'static str; 2]| match member(names) {
        Some(value) if !value.starts_with('"') => Err(format!("{} must be a string", names[0])),
        value => Ok(value),
    };
    let time = match string(["time", "Time"])?.map(json::unquote) {
        None => now,
        Some(text) => {
            Time::parse(&text).ok_or_else(|| "time must be RFC 3339, such as 2027-03-28T00:00:00Z".to_owned())?
        }
    };
    let resources = member(["resources", "Resources"]).unwrap_or("[]");
    if !resources.starts_with('[') {
        return Err("resources must be a list".to_owned());
    }
    let detail = match member(["detail", "Detail"]) {
        None => Some("{}".to_owned()),
        // As requests carry it.
        Some(value) if value.starts_with('"') => compact(&json::unquote(value)),
        Some(value) => compact(value),
    };
    let detail = detail.ok_or_else(|| "detail must be a JSON object".to_owned())?;
    let mut out = "{\"version\":\"0\"".to_owned();
    let mut add = |name: &str, value: Option<&str>| {
        if let Some(value) = value {
            out.push_str(",\"");
            out.push_str(name);
            out.push_str("\":");
            out.push_str(value);
        }
    };
    let quoted = |text: &str| format!("\"{text}\"");
    add("id", Some(string(["id", "EventId"])?.unwrap_or("\"\"")));
    add("detail-type", string(["detail-type", "DetailType"])?);
    add("source", string(["source", "Source"])?);
    add("account", Some(string(["account", "account"])?.unwrap_or(&quoted(&bus.arn.scope.account))));
    add("time", Some(&quoted(&time.to_seconds_text())));
    add("region", Some(string(["region", "region"])?.unwrap_or(&quoted(&bus.arn.scope.region))));
    add("replay-name", string(["replay-name", "replay-name"])?);
    add("resources", Some(resources));
    add("detail", Some(&detail));
    out.push('}');
    Ok(out.into())
}
