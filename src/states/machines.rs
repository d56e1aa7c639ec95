//! The operations on state machines as a whole: make, describe, list, update, delete.
//! <https://docs.aws.amazon.com/step-functions/latest/dg/concepts-statemachines.html>

use std::collections::btree_map::Entry;
use std::sync::Arc;

use super::api::*;
use super::arn::{MachineArn, Qualifier};
use super::asl::{Definition, Kind};
use super::check::Members;
use super::definition::LONGEST;
use super::encryption::Encryption;
use super::error::Error;
use super::list::Page;
use super::logging::Logging;
use super::machine::StateMachine;
use super::revision::{self, Revision};
use super::version::{LONGEST_DESCRIPTION, MachineVersion};
use super::{States, name, tag};
use crate::aws::arn::Arn;
use crate::aws::scope::Caller;
use crate::aws::text::Text;
use crate::aws::time::Epoch;

/// The most state machines of an account in a region, where quotas hold.
const MOST_MACHINES: usize = 10_000;

impl States {
    /// CreateStateMachine. The same one once more is no trouble.
    pub(super) fn create_state_machine(
        &self,
        at: &Caller<'_>,
        input: CreateStateMachineInput,
    ) -> Result<CreateStateMachineOutput, Error> {
        let CreateStateMachineInput { name, definition, role_arn, kind, publish, version_description, .. } = input;
        let (definition, role_arn) = (definition.as_ref(), role_arn.as_ref());
        Members::default()
            .resource_name(name.as_ref())
            .required("definition", definition)
            .hidden("definition", definition, 1, LONGEST)
            .arn("roleArn", role_arn)
            .machine_kind(kind.as_ref())
            .logging(input.logging_configuration.as_ref())
            .resource_tags(input.tags.as_ref())
            .hidden("versionDescription", version_description.as_ref(), 0, LONGEST_DESCRIPTION)
            .encryption(input.encryption_configuration.as_ref())
            .check()?;
        let (name, kind) = (name.unwrap_or_default(), Kind::of(kind.as_deref()));
        let (text, role_arn) = (definition.map_or("", String::as_str), role_arn.map_or("", String::as_str));
        let publish = publish.unwrap_or_default();
        name::check(&name)?;
        // What is there is looked at before what is to be made.
        if let Some(known) = self.machine(at, &MachineArn::new(&at.scope, &name))
            && *known.open()?.current.text != *text
        {
            return Err(Error::StateMachineAlreadyExists(known.arn_text.to_string()));
        }
        check_description(version_description.as_ref(), publish)?;
        revision::check_role(role_arn)?;
        let definition = Definition::parse(text, kind)?;
        self.check_reach(&name, &definition)?;
        let first = Revision {
            id: None,
            updated: self.now(),
            text: text.into(),
            definition: definition.into(),
            role_arn: role_arn.into(),
            logging: Logging::read(input.logging_configuration, |group| self.is_log_group(at, group))?,
            traced: input.tracing_configuration.and_then(|tracing| tracing.enabled).unwrap_or_default(),
            encryption: input.encryption_configuration.map(Encryption::read).transpose()?,
        };
        let tags = tag::read(input.tags)?;
        let mut machine = StateMachine::new(&at.scope, &name, kind, first, tags);
        machine.published = (publish, version_description.clone());
        if publish {
            machine.state().publish(version_description, machine.created, false)?;
        }
        let machine = self.keep(at, machine)?;
        self.open_log(&machine);
        let version =
            publish.then(|| machine.state().versions.keys().next().map(|number| machine.version_arn(*number)));
        Ok(CreateStateMachineOutput {
            state_machine_arn: Some(machine.arn_text.to_string()),
            creation_date: Some(Epoch(machine.created)),
            state_machine_version_arn: version.flatten(),
        })
    }

    /// Keeps a state machine, or finds the one that was made just so before.
    fn keep(&self, at: &Caller<'_>, machine: StateMachine) -> Result<Arc<StateMachine>, Error> {
        let region = self.shared.regions.at(&at.scope);
        let known = {
            let mut machines = region.machines_mut();
            let full = self.shared.settings.strict && machines.len() >= MOST_MACHINES;
            match machines.entry(machine.name.clone()) {
                Entry::Occupied(known) => Arc::clone(known.get()),
                Entry::Vacant(_) if full => return Err(Error::StateMachineLimitExceeded),
                Entry::Vacant(free) => return Ok(Arc::clone(free.insert(machine.into()))),
            }
        };
        let there = Arc::clone(&known.open()?.current);
        let wanted = Arc::clone(&machine.state().current);
        let same = known.kind == machine.kind && known.published == machine.published && there.is_made_as(&wanted);
        if same { Ok(known) } else { Err(Error::StateMachineAlreadyExists(known.arn_text.to_string())) }
    }

    /// DescribeStateMachine, also of a version.
    pub(super) fn describe_state_machine(
        &self,
        at: &Caller<'_>,
        input: DescribeStateMachineInput,
    ) -> Result<DescribeStateMachineOutput, Error> {
        Members::default()
            .arn("stateMachineArn", input.state_machine_arn.as_ref())
            .included_data(input.included_data.as_ref())
            .check()?;
        let text = input.state_machine_arn.unwrap_or_default();
        let arn = MachineArn::parse(&text)?;
        let machine = self.machine(at, &arn).ok_or_else(|| StateMachine::absent(&text))?;
        let state = machine.state();
        let (revision, version) = match &arn.qualifier {
            None => (&state.current, None),
            Some(Qualifier::Version(number)) => {
                let version = state.versions.get(number).ok_or_else(|| StateMachine::absent(&text))?;
                (&version.revision, Some(version))
            }
            // AWS describes aliases by an operation of their own.
            Some(Qualifier::Alias(_)) => return Err(StateMachine::absent(&text)),
        };
        Ok(DescribeStateMachineOutput {
            state_machine_arn: Some(arn.to_string()),
            name: Some(machine.name.to_string()),
            status: Some(state.status().to_owned()),
            kind: Some(machine.kind.name().to_owned()),
            creation_date: Some(Epoch(version.map_or(machine.created, |version| version.created))),
            description: version.and_then(|version| version.description.clone()),
            ..revision.shown(input.included_data.as_deref() != Some(METADATA_ONLY))
        })
    }

    /// ListStateMachines, by name.
    pub(super) fn list_state_machines(
        &self,
        at: &Caller<'_>,
        input: ListStateMachinesInput,
    ) -> Result<ListStateMachinesOutput, Error> {
        let list = ["ListStateMachines", ""];
        let page = Page::of(&mut Members::default(), list, input.max_results, input.next_token.as_ref(), self.now())?;
        let region = self.shared.regions.at(&at.scope);
        let all: Vec<Arc<StateMachine>> = region.machines().values().cloned().collect();
        let rest = all.iter().filter(|machine| page.after.as_deref().is_none_or(|after| &*machine.name > after));
        let active = rest.filter(|machine| !machine.state().deleting);
        let (machines, next_token) = page.cut(active, |machine| machine.name.to_string());
        let shown = machines.into_iter().map(|machine| StateMachineListItem {
            state_machine_arn: Some(machine.arn_text.to_string()),
            name: Some(machine.name.to_string()),
            kind: Some(machine.kind.name().to_owned()),
            creation_date: Some(Epoch(machine.created)),
        });
        Ok(ListStateMachinesOutput { state_machines: Some(shown.collect()), next_token })
    }

    /// UpdateStateMachine: what isn't given stays. Executions that run go on as they began.
    pub(super) fn update_state_machine(
        &self,
        at: &Caller<'_>,
        input: UpdateStateMachineInput,
    ) -> Result<UpdateStateMachineOutput, Error> {
        let UpdateStateMachineInput { state_machine_arn, definition, role_arn, version_description, .. } = input;
        let (logging, tracing) = (input.logging_configuration, input.tracing_configuration);
        let encryption = input.encryption_configuration;
        Members::default()
            .arn("stateMachineArn", state_machine_arn.as_ref())
            .hidden("definition", definition.as_ref(), 1, LONGEST)
            .length("roleArn", role_arn.as_ref(), 1, 256)
            .logging(logging.as_ref())
            .hidden("versionDescription", version_description.as_ref(), 0, LONGEST_DESCRIPTION)
            .encryption(encryption.as_ref())
            .check()?;
        let machine = self.unqualified_machine(at, &state_machine_arn.unwrap_or_default())?;
        drop(machine.open()?);
        let unchanged = definition.is_none() && role_arn.is_none() && logging.is_none();
        if unchanged && tracing.is_none() && encryption.is_none() {
            return Err(Error::NothingToUpdate);
        }
        let publish = input.publish.unwrap_or_default();
        check_description(version_description.as_ref(), publish)?;
        role_arn.as_deref().map(revision::check_role).transpose()?;
        let is_there = |group: &Arn| self.is_log_group(at, group);
        let logging = logging.map(|logging| Logging::read(Some(logging), is_there)).transpose()?;
        let is_logged = logging.is_some();
        let encryption = encryption.map(Encryption::read).transpose()?;
        // Read before the lock: it may be long.
        let read = definition.as_deref().map(|text| Definition::parse(text, machine.kind)).transpose()?;
        read.as_ref().map(|definition| self.check_reach(&machine.name, definition)).transpose()?;

        let now = self.now();
        let mut state = machine.open()?;
        let mut next = Revision::clone(&state.current);
        if let (Some(text), Some(definition)) = (definition, read) {
            (next.text, next.definition) = (text.into(), definition.into());
        }
        next.role_arn = role_arn.map_or(next.role_arn, Text::from);
        next.logging = logging.unwrap_or(next.logging);
        next.traced = tracing.map_or(next.traced, |tracing| tracing.enabled.unwrap_or_default());
        next.encryption = encryption.or(next.encryption);
        if !next.is_as(&state.current) {
            next.id = Some(self.shared.ids.uuid().to_string().into());
            next.updated = now;
            state.current = next.into();
        }
        let version = publish.then(|| state.publish(version_description, now, self.shared.settings.strict));
        let version = version.transpose()?.map(|MachineVersion { number, .. }| machine.version_arn(number));
        let revision_id = state.current.id.as_ref().map(Text::to_string);
        drop(state);
        if is_logged {
            self.open_log(&machine);
        }
        Ok(UpdateStateMachineOutput { update_date: Some(Epoch(now)), revision_id, state_machine_version_arn: version })
    }

    /// DeleteStateMachine, with its versions and aliases. One that isn't there is no trouble.
    pub(super) fn delete_state_machine(
        &self,
        at: &Caller<'_>,
        input: DeleteStateMachineInput,
    ) -> Result<DeleteStateMachineOutput, Error> {
        Members::default().arn("stateMachineArn", input.state_machine_arn.as_ref()).check()?;
        let arn = MachineArn::parse(&input.state_machine_arn.unwrap_or_default())?;
        // A version or an alias is not the state machine: there is nothing by such an ARN that this could delete.
        let machine = self.machine(at, &arn).filter(|_| arn.qualifier.is_none());
        if let Some(machine) = machine {
            machine.state().deleting = true;
            self.sweep(&machine);
        }
        Ok(DeleteStateMachineOutput {})
    }

    /// Takes a state machine away that is being deleted, if no execution of it runs any more.
    pub(super) fn sweep(&self, machine: &Arc<StateMachine>) {
        let gone = {
            let state = machine.state();
            state.deleting && state.running == 0
        };
        let region = self.shared.regions.find(&machine.arn.scope).filter(|_| gone);
        if let Some(region) = region {
            let mut machines = region.machines_mut();
            // Another one of its name may be there already.
            if machines.get(&machine.name).is_some_and(|known| Arc::ptr_eq(known, machine)) {
                machines.remove(&machine.name);
            }
        }
    }

    /// The state machine that an ARN names, whatever stands behind its name.
    pub(super) fn machine(&self, at: &Caller<'_>, arn: &MachineArn) -> Option<Arc<StateMachine>> {
        let region = self.shared.regions.find(&arn.scope).filter(|_| arn.scope == at.scope)?;
        region.machines().get(arn.name.as_str()).cloned()
    }

    /// The state machine of an ARN that has no version or alias.
    ///
    /// # Errors
    /// `InvalidArn`; `StateMachineDoesNotExist`, which AWS says of a version's ARN too.
    pub(super) fn unqualified_machine(&self, at: &Caller<'_>, text: &str) -> Result<Arc<StateMachine>, Error> {
        let arn = MachineArn::parse(text)?;
        let machine = self.machine(at, &arn).filter(|_| arn.qualifier.is_none());
        machine.ok_or_else(|| StateMachine::absent(text))
    }
}

const METADATA_ONLY: &str = "METADATA_ONLY";

impl Members {
    /// How much of a description is wanted.
    pub fn included_data(&mut self, value: Option<&String>) -> &mut Self {
        self.choice("includedData", value, &["ALL_DATA", METADATA_ONLY])
    }
}

fn check_description(description: Option<&String>, publish: bool) -> Result<(), Error> {
    if description.is_some() && !publish {
        return Err(Error::validation("Version description can only be set when publish is true"));
    }
    Ok(())
}
