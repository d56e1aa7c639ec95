//! What a start by the ARN of a state machine, a version or an alias runs; and that a state machine which is being
//! deleted stays until its last execution has ended.

use std::sync::Arc;

use super::States;
use super::alias::Route;
use super::arn::{MachineArn, Qualifier};
use super::error::Error;
use super::machine::StateMachine;
use super::revision::Revision;
use crate::aws::scope::Caller;

/// What an execution is to run: no lock is held for it, and no change of the state machine reaches it.
#[derive(Clone, Debug)]
pub struct Start {
    /// The state machine.
    pub machine: Arc<StateMachine>,
    /// What runs.
    pub revision: Arc<Revision>,
    /// The number of the version, where it was named or an alias chose it.
    pub version: Option<u32>,
    /// The alias, where it was named.
    pub alias: Option<String>,
}

impl States {
    /// Finds what a start by an ARN runs; an alias with two versions chooses by their weights.
    ///
    /// # Errors
    /// `InvalidArn`; `ValidationException` for a map state's ARN; `StateMachineDoesNotExist`; `StateMachineDeleting`.
    pub(super) fn start(&self, at: &Caller<'_>, text: &str) -> Result<Start, Error> {
        let arn = MachineArn::parse(text)?;
        let absent = || StateMachine::absent(text);
        let machine = self.machine(at, &arn).ok_or_else(absent)?;
        let state = machine.open()?;
        let (version, alias) = match arn.qualifier {
            None => (None, None),
            Some(Qualifier::Version(number)) => (Some(number), None),
            Some(Qualifier::Alias(name)) => {
                let routes = &state.aliases.get(name.as_str()).ok_or_else(absent)?.routes;
                (choose(routes, self.shared.ids.bits()), Some(name))
            }
        };
        let revision = match version {
            Some(number) => &state.versions.get(&number).ok_or_else(absent)?.revision,
            None => &state.current,
        };
        let revision = Arc::clone(revision);
        drop(state);
        Ok(Start { machine, revision, version, alias })
    }

    /// Counts an execution that begins.
    ///
    /// # Errors
    /// `StateMachineDeleting`.
    pub(super) fn begin(&self, machine: &StateMachine) -> Result<(), Error> {
        machine.open()?.running += 1;
        Ok(())
    }

    /// Counts an execution that has ended. The last one takes a state machine with it that is being deleted.
    pub(super) fn end(&self, machine: &Arc<StateMachine>) {
        {
            let mut state = machine.state();
            state.running = state.running.saturating_sub(1);
        }
        self.sweep(machine);
    }
}

/// The version that falls to these random bits.
fn choose(routes: &[Route], bits: u64) -> Option<u32> {
    let mut left = bits % 100;
    let falls = |route: &&Route| {
        let here = left < u64::from(route.weight);
        left = left.saturating_sub(route.weight.into());
        here
    };
    routes.iter().find(falls).map(|route| route.version)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_alias_chooses_by_weight() {
        let routes = [Route { version: 3, weight: 70 }, Route { version: 5, weight: 30 }];
        let chosen: Vec<_> = [0, 69, 70, 99, 100].map(|bits| choose(&routes, bits)).into();
        assert_eq!(chosen, [Some(3), Some(3), Some(5), Some(5), Some(3)]);
        let rest = [Route { version: 1, weight: 0 }, Route { version: 2, weight: 100 }];
        assert!((0..100).all(|bits| choose(&rest, bits) == Some(2)));
    }
}
