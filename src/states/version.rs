//! Versions of state machines: revisions that keep a number.
//! <https://docs.aws.amazon.com/step-functions/latest/dg/concepts-state-machine-version.html>

use std::sync::Arc;

use super::States;
use super::api::*;
use super::arn::MachineArn;
use super::check::Members;
use super::error::Error;
use super::list::Page;
use super::machine::{MachineState, StateMachine};
use super::revision::Revision;
use crate::aws::scope::Caller;
use crate::aws::time::{Epoch, Time};

/// The most characters of a version's or an alias's description.
pub const LONGEST_DESCRIPTION: usize = 256;

/// The most versions of a state machine, where quotas hold.
const MOST_VERSIONS: usize = 1000;

/// A version of a state machine.
#[derive(Clone, Debug)]
pub struct Version {
    /// What it runs.
    pub revision: Arc<Revision>,
    /// In words.
    pub description: Option<String>,
    /// When it was published.
    pub created: Time,
}

/// A version by its number.
#[derive(Debug)]
pub struct MachineVersion {
    /// The number.
    pub number: u32,
    /// When it was published.
    pub created: Time,
}

impl MachineState {
    /// The version of the current revision: the one that there is, or a new one.
    ///
    /// # Errors
    /// `ServiceQuotaExceededException`, where quotas hold.
    pub fn publish(&mut self, description: Option<String>, now: Time, strict: bool) -> Result<MachineVersion, Error> {
        let same = |version: &Version| Arc::ptr_eq(&version.revision, &self.current);
        if let Some((number, version)) = self.versions.iter().next_back().filter(|(_, version)| same(version)) {
            return Ok(MachineVersion { number: *number, created: version.created });
        }
        if strict && self.versions.len() >= MOST_VERSIONS {
            return Err(Error::ServiceQuotaExceeded);
        }
        self.last_version += 1;
        let version = Version { revision: Arc::clone(&self.current), description, created: now };
        self.versions.insert(self.last_version, version);
        Ok(MachineVersion { number: self.last_version, created: now })
    }
}

impl States {
    /// PublishStateMachineVersion.
    pub(super) fn publish_state_machine_version(
        &self,
        at: &Caller<'_>,
        input: PublishStateMachineVersionInput,
    ) -> Result<PublishStateMachineVersionOutput, Error> {
        Members::default()
            .arn("stateMachineArn", input.state_machine_arn.as_ref())
            .hidden("description", input.description.as_ref(), 0, LONGEST_DESCRIPTION)
            .check()?;
        let machine = self.unqualified_machine(at, &input.state_machine_arn.unwrap_or_default())?;
        let now = self.now();
        let mut state = machine.open()?;
        if let Some(wanted) = input.revision_id.filter(|wanted| wanted != state.current.id()) {
            return Err(Error::Conflict(format!(
                "Failed to publish the State Machine version for revision {wanted}. The current State Machine revision \
                 is {}.",
                state.current.id()
            )));
        }
        let MachineVersion { number, created } = state.publish(input.description, now, self.shared.settings.strict)?;
        Ok(PublishStateMachineVersionOutput {
            creation_date: Some(Epoch(created)),
            state_machine_version_arn: Some(machine.version_arn(number)),
        })
    }

    /// ListStateMachineVersions, the newest first. A state machine that isn't there has none.
    pub(super) fn list_state_machine_versions(
        &self,
        at: &Caller<'_>,
        input: ListStateMachineVersionsInput,
    ) -> Result<ListStateMachineVersionsOutput, Error> {
        let text = input.state_machine_arn.clone().unwrap_or_default();
        let mut members = Members::default();
        members.arn("stateMachineArn", input.state_machine_arn.as_ref());
        let list = ["ListStateMachineVersions", &text];
        let page = Page::of(&mut members, list, input.max_results, input.next_token.as_ref(), self.now())?;
        let arn = MachineArn::parse(&text)?;
        let machine = self.machine(at, &arn).filter(|_| arn.qualifier.is_none());
        let (versions, next_token) = machine.map(|machine| versions(&machine, &page)).unwrap_or_default();
        Ok(ListStateMachineVersionsOutput { state_machine_versions: Some(versions), next_token })
    }

    /// DeleteStateMachineVersion. One that isn't there is no trouble.
    pub(super) fn delete_state_machine_version(
        &self,
        at: &Caller<'_>,
        input: DeleteStateMachineVersionInput,
    ) -> Result<DeleteStateMachineVersionOutput, Error> {
        let text = input.state_machine_version_arn.as_ref();
        Members::default()
            .required("stateMachineVersionArn", text)
            .length("stateMachineVersionArn", text, 1, 2000)
            .check()?;
        let (arn, number) = MachineArn::version(text.map_or("", String::as_str))?;
        if let Some(machine) = self.machine(at, &arn) {
            let mut state = machine.state();
            let names = state.aliases_of(number);
            if !names.is_empty() {
                return Err(Error::Conflict(format!(
                    "Version to be deleted must not be referenced by an alias. Current list of aliases referencing this \
                     version: [{}]",
                    names.join(", ")
                )));
            }
            state.versions.remove(&number);
        }
        Ok(DeleteStateMachineVersionOutput {})
    }
}

fn versions(machine: &StateMachine, page: &Page<'_>) -> (Vec<StateMachineVersionListItem>, Option<String>) {
    let before = page.after.as_deref().map_or(u32::MAX, |number| number.parse().unwrap_or_default());
    let state = machine.state();
    let (found, next) = page.cut(state.versions.range(..before).rev(), |(number, _)| number.to_string());
    let shown = found.into_iter().map(|(number, version)| StateMachineVersionListItem {
        state_machine_version_arn: Some(machine.version_arn(*number)),
        creation_date: Some(Epoch(version.created)),
    });
    (shown.collect(), next)
}
