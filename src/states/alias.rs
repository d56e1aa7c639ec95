//! Aliases of state machines: names for one version, or for two between which a start chooses.
//! <https://docs.aws.amazon.com/step-functions/latest/dg/concepts-state-machine-alias.html>

use std::sync::Arc;

use super::States;
use super::api::*;
use super::arn::{MachineArn, Qualifier};
use super::check::Members;
use super::error::{Error, Reason};
use super::list::Page;
use super::machine::{MachineState, StateMachine};
use super::name;
use super::version::LONGEST_DESCRIPTION;
use crate::aws::scope::Caller;
use crate::aws::time::{Epoch, Time};

/// The most aliases of a state machine, where quotas hold.
const MOST_ALIASES: usize = 100;

/// The pattern of an alias's name, as AWS writes it: no number, so that it is none of a version.
const NAME: &str = r"^(?=.*[a-zA-Z_\-\.])[a-zA-Z0-9_\-\.]+$";

/// An alias of a state machine.
#[derive(Clone, Debug)]
pub struct Alias {
    /// How many aliases were made before it.
    pub serial: u64,
    /// In words.
    pub description: Option<String>,
    /// One version or two; the weights make a hundred.
    pub routes: Vec<Route>,
    /// When it was made.
    pub created: Time,
    /// When it was changed last.
    pub updated: Time,
}

/// A version that an alias starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Route {
    /// Its number.
    pub version: u32,
    /// In how many of a hundred cases.
    pub weight: u8,
}

impl Alias {
    fn starts(&self, version: u32) -> bool {
        self.routes.iter().any(|route| route.version == version)
    }
}

impl MachineState {
    /// The names of the aliases that start a version, in the order in which they were made.
    pub fn aliases_of(&self, version: u32) -> Vec<&str> {
        let mut found: Vec<_> = self.aliases.iter().filter(|(_, alias)| alias.starts(version)).collect();
        found.sort_by_key(|(_, alias)| alias.serial);
        found.into_iter().map(|(name, _)| &**name).collect()
    }

    fn check_versions(&self, routes: &[Route]) -> Result<(), Error> {
        let there = routes.iter().all(|route| self.versions.contains_key(&route.version));
        if there { Ok(()) } else { Err(Error::ReferenceNotFound) }
    }
}

impl States {
    /// CreateStateMachineAlias. The same one once more is no trouble.
    pub(super) fn create_state_machine_alias(
        &self,
        at: &Caller<'_>,
        input: CreateStateMachineAliasInput,
    ) -> Result<CreateStateMachineAliasOutput, Error> {
        let CreateStateMachineAliasInput { description, name, routing_configuration } = input;
        Members::default()
            .hidden("description", description.as_ref(), 0, LONGEST_DESCRIPTION)
            .required("name", name.as_ref())
            .pattern("name", name.as_ref(), is_name, NAME)
            .length("name", name.as_ref(), 1, name::LONGEST)
            .required("routingConfiguration", routing_configuration.as_ref())
            .alias_routing(routing_configuration.as_ref())
            .check()?;
        let name = name.unwrap_or_default();
        let (arn, routes) = read(&routing_configuration.unwrap_or_default())?;
        let machine = self.machine(at, &arn).ok_or(Error::ReferenceNotFound)?;
        let now = self.now();
        let mut state = machine.open()?;
        state.check_versions(&routes)?;
        let created = match state.aliases.get(name.as_str()) {
            Some(known) if known.description == description && known.routes == routes => known.created,
            Some(_) => {
                return Err(Error::Conflict(
                    "Failed to create alias because an alias with the same name and a different routing configuration \
                     already exists."
                        .to_owned(),
                ));
            }
            None if self.shared.settings.strict && state.aliases.len() >= MOST_ALIASES => {
                return Err(Error::ServiceQuotaExceeded);
            }
            None => {
                let alias = Alias { serial: state.aliases_made, description, routes, created: now, updated: now };
                state.aliases_made += 1;
                state.aliases.insert(name.as_str().into(), alias);
                now
            }
        };
        Ok(CreateStateMachineAliasOutput {
            state_machine_alias_arn: Some(format!("{}:{name}", machine.arn_text)),
            creation_date: Some(Epoch(created)),
        })
    }

    /// DescribeStateMachineAlias.
    pub(super) fn describe_state_machine_alias(
        &self,
        at: &Caller<'_>,
        input: DescribeStateMachineAliasInput,
    ) -> Result<DescribeStateMachineAliasOutput, Error> {
        Members::default().arn("stateMachineAliasArn", input.state_machine_alias_arn.as_ref()).check()?;
        let (machine, name) = self.aliased(at, &input.state_machine_alias_arn.unwrap_or_default())?;
        let state = machine.as_ref().map(|machine| (machine, machine.state()));
        let found = state.as_ref().and_then(|(machine, state)| Some((machine, state.aliases.get(name.as_str())?)));
        let (machine, alias) = found.ok_or(Error::ReferenceNotFound)?;
        let shown = |route: &Route| RoutingConfigurationListItem {
            state_machine_version_arn: Some(machine.version_arn(route.version)),
            weight: Some(route.weight.into()),
        };
        Ok(DescribeStateMachineAliasOutput {
            state_machine_alias_arn: Some(format!("{}:{name}", machine.arn_text)),
            description: alias.description.clone(),
            routing_configuration: Some(alias.routes.iter().map(shown).collect()),
            creation_date: Some(Epoch(alias.created)),
            update_date: Some(Epoch(alias.updated)),
            name: Some(name),
        })
    }

    /// ListStateMachineAliases, of a state machine or of a version, in the order in which they were made.
    pub(super) fn list_state_machine_aliases(
        &self,
        at: &Caller<'_>,
        input: ListStateMachineAliasesInput,
    ) -> Result<ListStateMachineAliasesOutput, Error> {
        let text = input.state_machine_arn.clone().unwrap_or_default();
        let mut members = Members::default();
        members.arn("stateMachineArn", input.state_machine_arn.as_ref());
        let list = ["ListStateMachineAliases", &text];
        let page = Page::of(&mut members, list, input.max_results, input.next_token.as_ref(), self.now())?;
        let arn = MachineArn::parse(&text)?;
        let machine = self.machine(at, &arn).ok_or_else(|| StateMachine::absent(&text))?;
        let state = machine.open()?;
        let version = match arn.qualifier {
            None => None,
            Some(Qualifier::Version(number)) if state.versions.contains_key(&number) => Some(number),
            Some(_) => return Err(Error::ReferenceNotFound),
        };
        let from =
            page.after.as_deref().map_or(0, |serial| serial.parse::<u64>().map_or(u64::MAX, |serial| serial + 1));
        let mut all: Vec<_> = state.aliases.iter().filter(|(_, alias)| alias.serial >= from).collect();
        all.sort_by_key(|(_, alias)| alias.serial);
        let wanted = all.into_iter().filter(|(_, alias)| version.is_none_or(|version| alias.starts(version)));
        let (found, next_token) = page.cut(wanted, |(_, alias)| alias.serial.to_string());
        let shown = found.into_iter().map(|(name, alias)| StateMachineAliasListItem {
            state_machine_alias_arn: Some(format!("{}:{name}", machine.arn_text)),
            creation_date: Some(Epoch(alias.created)),
        });
        Ok(ListStateMachineAliasesOutput { state_machine_aliases: Some(shown.collect()), next_token })
    }

    /// UpdateStateMachineAlias: what isn't given stays.
    pub(super) fn update_state_machine_alias(
        &self,
        at: &Caller<'_>,
        input: UpdateStateMachineAliasInput,
    ) -> Result<UpdateStateMachineAliasOutput, Error> {
        let UpdateStateMachineAliasInput { state_machine_alias_arn, description, routing_configuration } = input;
        Members::default()
            .arn("stateMachineAliasArn", state_machine_alias_arn.as_ref())
            .hidden("description", description.as_ref(), 0, LONGEST_DESCRIPTION)
            .alias_routing(routing_configuration.as_ref())
            .check()?;
        let (machine, name) = self.aliased(at, &state_machine_alias_arn.unwrap_or_default())?;
        let machine = machine.ok_or(Error::ReferenceNotFound)?;
        let now = self.now();
        let mut state = machine.open()?;
        if !state.aliases.contains_key(name.as_str()) {
            return Err(Error::ReferenceNotFound);
        }
        if description.is_none() && routing_configuration.is_none() {
            return Err(Error::ValidationFor(
                Reason::MissingRequiredParameter,
                "Either the description or the routing configuration must be specified".into(),
            ));
        }
        let routes = routing_configuration.map(|given| read(&given)).transpose()?;
        if let Some((arn, routes)) = &routes {
            if *arn != machine.arn {
                return Err(Error::ReferenceNotFound);
            }
            state.check_versions(routes)?;
        }
        if let Some(alias) = state.aliases.get_mut(name.as_str()) {
            alias.description = description.or(alias.description.take());
            alias.routes = routes.map_or_else(|| std::mem::take(&mut alias.routes), |(_, routes)| routes);
            alias.updated = now;
        }
        Ok(UpdateStateMachineAliasOutput { update_date: Some(Epoch(now)) })
    }

    /// DeleteStateMachineAlias. One that isn't there is no trouble.
    pub(super) fn delete_state_machine_alias(
        &self,
        at: &Caller<'_>,
        input: DeleteStateMachineAliasInput,
    ) -> Result<DeleteStateMachineAliasOutput, Error> {
        Members::default().arn("stateMachineAliasArn", input.state_machine_alias_arn.as_ref()).check()?;
        let (machine, name) = self.aliased(at, &input.state_machine_alias_arn.unwrap_or_default())?;
        if let Some(machine) = machine {
            machine.state().aliases.remove(name.as_str());
        }
        Ok(DeleteStateMachineAliasOutput {})
    }

    /// The state machine that the ARN of an alias names, if it is there, and the alias's name.
    fn aliased(&self, at: &Caller<'_>, text: &str) -> Result<(Option<Arc<StateMachine>>, String), Error> {
        let (arn, name) = MachineArn::alias(text)?;
        Ok((self.machine(at, &arn), name))
    }
}

impl Members {
    /// The routes of an alias, where they are given.
    fn alias_routing(&mut self, given: Option<&Vec<RoutingConfigurationListItem>>) -> &mut Self {
        let Some(given) = given else { return self };
        let shown = |item: &RoutingConfigurationListItem| {
            format!(
                "RoutingConfigurationListItem(stateMachineVersionArn={}, weight={})",
                item.state_machine_version_arn.as_deref().unwrap_or("null"),
                item.weight.unwrap_or_default()
            )
        };
        if !(1..=2).contains(&given.len()) {
            self.count("routingConfiguration", &listed(given.iter().map(shown)), given.len(), 1, 2);
        }
        for (i, item) in given.iter().enumerate() {
            let member = |name: &str| format!("routingConfiguration.{}.member.{name}", i + 1);
            self.arn(&member("stateMachineVersionArn"), item.state_machine_version_arn.as_ref())
                .required(&member("weight"), item.weight.as_ref())
                .range(&member("weight"), item.weight, 0, 100);
        }
        self
    }
}

/// The state machine and the versions of a routing configuration whose members are checked.
///
/// # Errors
/// `InvalidArn`; `ValidationException`.
fn read(given: &[RoutingConfigurationListItem]) -> Result<(MachineArn, Vec<Route>), Error> {
    let wrong = |text: String| Err(Error::ValidationFor(Reason::InvalidRoutingConfiguration, text.into()));
    let texts = || given.iter().map(|item| item.state_machine_version_arn.as_deref().unwrap_or_default());
    let received = || listed(texts());
    let arns = texts().map(MachineArn::parse).collect::<Result<Vec<_>, _>>()?;
    let weights = || given.iter().map(|item| item.weight.unwrap_or_default());

    let mut routes = Vec::new();
    for (arn, weight) in arns.iter().zip(weights()) {
        let Some(Qualifier::Version(version)) = arn.qualifier else {
            return wrong(format!(
                "Routing configuration must contain state machine version ARNs. Received: {}",
                received()
            ));
        };
        if routes.iter().any(|route: &Route| route.version == version) {
            return wrong(format!(
                "Routing configuration must contain distinct state machine version ARNs. Received: {}",
                received()
            ));
        }
        routes.push(Route { version, weight: u8::try_from(weight).unwrap_or_default() });
    }
    let machine = |arn: &MachineArn| MachineArn::new(&arn.scope, &arn.name);
    let Some(first) = arns.first().map(machine) else { return Err(Error::ReferenceNotFound) };
    if arns.iter().any(|arn| machine(arn) != first) {
        return wrong(format!(
            "Routing configuration must contain version ARNs of the same state machine. Received: {}",
            received()
        ));
    }
    if weights().sum::<i64>() != 100 {
        let weights = listed(weights().map(|weight| weight.to_string()));
        return wrong(format!("Sum of routing configuration weights must equal 100. Received: {weights}"));
    }
    Ok((first, routes))
}

fn is_name(text: &str) -> bool {
    !text.is_empty()
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"_-.".contains(&b))
        && !text.bytes().all(|b| b.is_ascii_digit())
}

fn listed<T: AsRef<str>>(items: impl Iterator<Item = T>) -> String {
    let items: Vec<String> = items.map(|item| item.as_ref().to_owned()).collect();
    format!("[{}]", items.join(", "))
}
