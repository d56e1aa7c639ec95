//! What a start by the ARN of a state machine, a version or an alias runs; and that a state machine which is being
//! deleted stays until its last execution has ended.

use std::sync::Arc;

use super::States;
use super::alias::Route;
use super::arn::{MachineArn, Qualifier};
use super::error::Error;
use super::machine::StateMachine;
use super::mock::TestCase;
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
    /// What its tasks answer instead of being called, where it is a test case.
    pub test_case: Option<Arc<TestCase>>,
}

impl States {
    /// Finds what a start by an ARN runs; an alias with two versions chooses by their weights.
    ///
    /// # Errors
    /// `InvalidArn`; `ValidationException` for a map state's ARN, or where there is no such test case; `StateMachineDoesNotExist`; `StateMachineDeleting`.
    pub(super) fn start(&self, at: &Caller<'_>, text: &str) -> Result<Start, Error> {
        let (text, case) = self.split_test_case(text);
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
        let test_case = case.map(|case| self.test_case(&machine.name, case)).transpose()?;
        Ok(Start { machine, revision, version, alias, test_case })
    }

    /// Counts an execution that begins.
    ///
    /// # Errors
    /// `StateMachineDeleting`.
    pub(super) fn begin(&self, machine: &StateMachine) -> Result<(), Error> {
        machine.open()?.running += 1;
        Ok(())
    }

    /// Takes the count of an execution back that didn't begin after all.
    pub(super) fn unbegin(&self, machine: &Arc<StateMachine>) {
        {
            let mut state = machine.state();
            state.running = state.running.saturating_sub(1);
        }
        self.sweep(machine);
    }

    /// Counts an execution that has ended. The last one takes a state machine with it that is being deleted.
    pub(super) fn end(&self, machine: &Arc<StateMachine>) {
        machine.state().ended += 1;
        self.unbegin(machine);
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
    use crate::aws::scope::{Protocol, Scope};
    use crate::states::api::*;
    use crate::{Config, World};

    const DEFINITION: &str = r#"{"StartAt":"S","States":{"S":{"Type":"Succeed"}}}"#;

    fn caller() -> Caller<'static> {
        Caller {
            scope: Scope::new("000000000000", "us-east-1"),
            scheme: "http",
            host: "localhost",
            path: "/",
            trace: None,
            protocol: Protocol::Json,
            signed: true,
        }
    }

    fn creation() -> CreateStateMachineInput {
        CreateStateMachineInput {
            name: Some("orders".to_owned()),
            definition: Some(DEFINITION.to_owned()),
            role_arn: Some("arn:aws:iam::000000000000:role/r".to_owned()),
            publish: Some(true),
            ..Default::default()
        }
    }

    fn update(arn: &str, role: &str) -> UpdateStateMachineInput {
        UpdateStateMachineInput {
            state_machine_arn: Some(arn.to_owned()),
            role_arn: Some(format!("arn:aws:iam::000000000000:role/{role}")),
            publish: Some(true),
            ..Default::default()
        }
    }

    fn alias(arn: &str) -> CreateStateMachineAliasInput {
        let state_machine_version_arn = Some(format!("{arn}:1"));
        CreateStateMachineAliasInput {
            name: Some("PROD".to_owned()),
            routing_configuration: Some(vec![RoutingConfigurationListItem {
                state_machine_version_arn,
                weight: Some(100),
            }]),
            ..Default::default()
        }
    }

    #[test]
    fn an_alias_chooses_by_weight() {
        let routes = [Route { version: 3, weight: 70 }, Route { version: 5, weight: 30 }];
        let chosen = [0, 69, 70, 99, 100].map(|bits| choose(&routes, bits));
        assert_eq!(chosen, [Some(3), Some(3), Some(5), Some(5), Some(3)]);
        let rest = [Route { version: 1, weight: 0 }, Route { version: 2, weight: 100 }];
        assert!((0..100).all(|bits| choose(&rest, bits) == Some(2)));
    }

    #[test]
    fn the_current_revision_a_version_or_what_an_alias_names() {
        let world = World::new(&Config::default());
        let (states, at) = (&world.states, caller());
        let made = states.create_state_machine(&at, creation()).expect("a state machine");
        let arn = made.state_machine_arn.expect("an ARN");
        states.create_state_machine_alias(&at, alias(&arn)).expect("an alias");
        let early = states.start(&at, &arn).expect("a start");
        states.update_state_machine(&at, update(&arn, "second")).expect("an update");
        let start = |part: &str| states.start(&at, &format!("{arn}{part}"));
        let shown = |part: &str| {
            let start = start(part).expect("a start");
            (start.version, start.alias, start.revision.role_arn.rsplit('/').next().map(str::to_owned))
        };
        let role = |role: &str| Some(role.to_owned());
        assert_eq!(shown(""), (None, None, role("second")));
        assert_eq!(shown(":1"), (Some(1), None, role("r")));
        assert_eq!(shown(":2"), (Some(2), None, role("second")));
        assert_eq!(shown(":PROD"), (Some(1), Some("PROD".to_owned()), role("r")));
        assert!(early.revision.role_arn.ends_with("role/r"), "it stays as it was");
        assert!(Arc::ptr_eq(&early.machine, &start("").expect("a start").machine));
        for part in [":3", ":TEST", "s"] {
            let absent = Error::StateMachineDoesNotExist(format!("{arn}{part}"));
            assert_eq!(start(part).expect_err("nothing to start"), absent);
        }
    }

    #[test]
    fn what_is_deleted_stays_until_its_last_execution_ends() {
        let world = World::new(&Config::default());
        let (states, at) = (&world.states, caller());
        let made = states.create_state_machine(&at, creation()).expect("a state machine");
        let arn = made.state_machine_arn.expect("an ARN");
        let machine = states.start(&at, &arn).expect("a start").machine;
        for _ in 0..2 {
            states.begin(&machine).expect("an execution");
        }
        let named = || Some(arn.clone());
        let delete = || states.delete_state_machine(&at, DeleteStateMachineInput { state_machine_arn: named() });
        let describe = || {
            let input = DescribeStateMachineInput { state_machine_arn: named(), ..Default::default() };
            states.describe_state_machine(&at, input).ok().and_then(|shown| shown.status)
        };
        delete().expect("a deletion");
        delete().expect("another one");
        assert_eq!(describe().as_deref(), Some("DELETING"));
        let listed = states.list_state_machines(&at, ListStateMachinesInput::default()).expect("a list");
        assert_eq!(listed.state_machines.map(|all| all.len()), Some(0));

        let publish = PublishStateMachineVersionInput { state_machine_arn: named(), ..Default::default() };
        let refused = [
            states.start(&at, &arn).err(),
            states.begin(&machine).err(),
            states.create_state_machine(&at, creation()).err(),
            states.update_state_machine(&at, update(&arn, "second")).err(),
            states.publish_state_machine_version(&at, publish).err(),
            states.create_state_machine_alias(&at, alias(&arn)).err(),
        ];
        assert_eq!(refused.map(|error| error == Some(Error::StateMachineDeleting(arn.clone()))), [true; 6]);

        states.end(&machine);
        assert_eq!(describe().as_deref(), Some("DELETING"));
        states.end(&machine);
        assert_eq!(describe(), None);
        states.create_state_machine(&at, creation()).expect("another one of its name");
        states.sweep(&machine);
        assert_eq!(describe().as_deref(), Some("ACTIVE"), "it isn't taken for the one that is gone");
    }
}
