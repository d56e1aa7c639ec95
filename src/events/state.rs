//! What exists: the service's part of `GET /_eventyard/state`.

use serde::Serialize;

use super::Events;
use super::bus::Bus;
use super::rule::Rule;
use crate::aws::scope::Scope;

/// An event bus as it stands.
#[derive(Debug, Serialize)]
pub struct BusState {
    /// Its ARN.
    pub arn: String,
    /// In words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Its rules, by name.
    pub rules: Vec<RuleState>,
}

/// A rule as it stands.
#[derive(Debug, Serialize)]
pub struct RuleState {
    /// Its ARN.
    pub arn: String,
    /// `ENABLED`, `DISABLED`, …
    pub state: &'static str,
    /// The event pattern, as it was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pattern: Option<String>,
    /// The schedule, as it was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub schedule: Option<String>,
    /// Its targets, by id.
    pub targets: Vec<TargetState>,
}

/// A target as it stands.
#[derive(Debug, Serialize)]
pub struct TargetState {
    /// Its id.
    pub id: String,
    /// Its ARN.
    pub arn: String,
}

impl BusState {
    fn of(bus: &Bus) -> Self {
        let description = bus.state().description.clone();
        let rules = bus.rules().snapshot();
        BusState {
            arn: bus.arn_text.to_string(),
            description,
            rules: rules.values().map(|rule| RuleState::of(rule)).collect(),
        }
    }
}

impl RuleState {
    fn of(rule: &Rule) -> Self {
        let targets = rule.targets.iter();
        RuleState {
            arn: rule.arn.to_string(),
            state: rule.state.name(),
            pattern: rule.pattern.as_ref().map(|pattern| pattern.text().to_owned()),
            schedule: rule.schedule.as_ref().map(|schedule| schedule.text().to_owned()),
            targets: targets
                .map(|(id, target)| TargetState { id: id.to_string(), arn: target.arn.to_string() })
                .collect(),
        }
    }
}

impl Events {
    /// The buses of the chosen accounts and regions; a default one that nobody has used isn't shown.
    pub fn state(&self, chosen: impl Fn(&Scope) -> bool) -> Vec<BusState> {
        let regions = self.shared.regions.all().into_iter().filter(|(scope, _)| chosen(scope));
        let buses = regions.flat_map(|(_, region)| region.buses().values().cloned().collect::<Vec<_>>());
        buses.map(|bus| BusState::of(&bus)).collect()
    }
}
