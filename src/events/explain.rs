//! Before anything is put: which rules an event would go to, and why the others wouldn't take it.

use std::cmp::Reverse;
use std::fmt;

use serde::Serialize;
use serde_json::Value;

use super::Events;
use super::bus::Bus;
use super::detail::compact;
use super::event::Told;
use super::rule::Rule;
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

/// How far an event is from matching, none where it does: how many fields fail, and of equally many how few fit.
type Distance = Option<(usize, Reverse<usize>)>;

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
        let rules = bus.rules().snapshot();
        let asked = rules.values().filter(|one| rule.is_none_or(|name| *one.name == *name || *one.arn == *name));
        let mut explained: Vec<_> = asked.map(|one| one.explained(&subject)).collect();
        if rule.is_some() && explained.is_empty() {
            return Err(Unexplained::NoRule);
        }
        explained.sort_by_key(|(distance, _)| *distance);
        let rules: Vec<Explained> = explained.into_iter().map(|(_, one)| one).collect();
        let matches = rules.iter().filter(|one| one.matches).map(|one| one.rule.clone()).collect();
        Ok(Explanation { matches, rules })
    }
}

impl Rule {
    /// What an event would come to here, and how far it is from matching.
    fn explained(&self, event: &Subject<'_>) -> (Distance, Explained) {
        let missed = self.pattern.as_ref().map(|pattern| pattern.why(event));
        let (distance, why) = match missed {
            Some(Some(why)) => (Some((why.failed, Reverse(why.fitting))), Some(Why::Unmatched(why))),
            Some(None) if self.listens().is_some() => (None, None),
            Some(None) => {
                (Some((0, Reverse(0))), Some(because("RuleDisabled", "The pattern fits, but the rule is disabled.")))
            }
            None => {
                let why = because("NoEventPattern", "The rule has no event pattern: it fires by its schedule.");
                (Some((usize::MAX, Reverse(0))), Some(why))
            }
        };
        let targets = self.targets.values().map(|target| target.arn.clone()).collect();
        (distance, Explained { rule: self.arn.clone(), targets, matches: why.is_none(), why })
    }
}

fn because(error: &str, text: &str) -> Why {
    Why::Refused { error: error.to_owned(), text: text.to_owned() }
}

/// The envelope of an event as somebody may write it.
fn given(event: &str, bus: &Bus, now: Time) -> Result<Text, String> {
    let not_an_object = || "it must be a JSON object".to_owned();
    let mut members = match serde_json::from_str(event) {
        Ok(Value::Object(members)) => members,
        _ => return Err(not_an_object()),
    };
    let mut take = |names: [&str; 2]| names.into_iter().find_map(|name| members.shift_remove(name));
    let mut text = |names: [&'static str; 2]| match take(names) {
        None => Ok(String::new()),
        Some(Value::String(text)) => Ok(text),
        Some(_) => Err(format!("{} must be a string", names[0])),
    };
    let (source, detail_type) = (text(["source", "Source"])?, text(["detail-type", "DetailType"])?);
    let time = text(["time", "Time"])?;
    let resources = match take(["resources", "Resources"]) {
        None => Vec::new(),
        Some(list) => serde_json::from_value(list).map_err(|_| "resources must be a list of strings".to_owned())?,
    };
    let detail = match take(["detail", "Detail"]) {
        None => "{}".to_owned(),
        // As requests carry it.
        Some(Value::String(text)) => text,
        Some(value) => value.to_string(),
    };
    let detail = compact(&detail).ok_or_else(|| "detail must be a JSON object".to_owned())?;
    let time = match time.as_str() {
        "" => now,
        text => Time::parse(text).ok_or_else(|| "time must be RFC 3339, such as 2027-03-28T00:00:00Z".to_owned())?,
    };
    let (source, detail_type) = (source.as_str(), detail_type.as_str());
    let told = Told { source, detail_type, resources: &resources, detail: &detail, time, trace: None };
    let id = take(["id", "EventId"]).and_then(|id| id.as_str().map(Text::from)).unwrap_or_default();
    Ok(told.event(id, &bus.arn.scope, now).text)
}
