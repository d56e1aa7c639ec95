//! What exists: the service's part of `GET /_eventyard/state`.

use serde::Serialize;

use super::States;
use super::activity;
use super::machine::StateMachine;
use crate::aws::scope::Scope;

/// A state machine as it stands.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct StateMachineState {
    /// Its ARN.
    pub arn: String,
    /// `STANDARD` or `EXPRESS`.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// `ACTIVE` or `DELETING`.
    pub status: &'static str,
    /// The id of its revision, if it was ever changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revision_id: Option<String>,
    /// The numbers of its versions.
    pub versions: Vec<u32>,
    /// Its aliases, by name.
    pub aliases: Vec<AliasState>,
    /// How many executions run.
    pub running: usize,
    /// How many have ended; one that was redriven has done so more than once.
    pub ended: u64,
}

/// An alias as it stands.
#[derive(Debug, Serialize)]
pub struct AliasState {
    /// Its name.
    pub name: String,
    /// The numbers of its versions, and in how many of a hundred cases each is started.
    pub routes: Vec<(u32, u8)>,
}

impl StateMachineState {
    fn of(machine: &StateMachine) -> Self {
        let state = machine.state();
        let aliases = state.aliases.iter().map(|(name, alias)| AliasState {
            name: name.to_string(),
            routes: alias.routes.iter().map(|route| (route.version, route.weight)).collect(),
        });
        StateMachineState {
            arn: machine.arn_text.to_string(),
            kind: machine.kind.name(),
            status: state.status(),
            revision_id: state.current.id.as_ref().map(ToString::to_string),
            versions: state.versions.keys().copied().collect(),
            aliases: aliases.collect(),
            running: state.running,
            ended: state.ended,
        }
    }
}

impl States {
    /// The state machines of the chosen accounts and regions.
    pub fn state(&self, chosen: impl Fn(&Scope) -> bool) -> Vec<StateMachineState> {
        let regions = self.shared.regions.all().into_iter().filter(|(scope, _)| chosen(scope));
        let machines = regions.flat_map(|(_, region)| region.machines().values().cloned().collect::<Vec<_>>());
        machines.map(|machine| StateMachineState::of(&machine)).collect()
    }

    /// The ARNs of the activities of the chosen accounts and regions.
    pub fn activities(&self, chosen: impl Fn(&Scope) -> bool) -> Vec<String> {
        let regions = self.shared.regions.all().into_iter().filter(|(scope, _)| chosen(scope));
        let arns = regions.flat_map(|(scope, region)| {
            region.activities().keys().map(|name| activity::arn(&scope, name)).collect::<Vec<_>>()
        });
        arns.collect()
    }
}
