//! Partner event sources, as the account sees them that they were made for.
//! <https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-saas.html>

use std::collections::BTreeMap;
use std::time::Duration;

use super::Events;
use super::api::*;
use super::check::Members;
use super::error::Error;
use super::list::{Page, named};
use crate::aws::arn::Arn;
use crate::aws::scope::{Caller, Scope};
use crate::aws::text::Text;
use crate::aws::time::{Epoch, Time};

/// How long a source waits for a bus.
const PATIENCE: Duration = Duration::from_secs(14 * 24 * 60 * 60);

/// The event sources that partners made for one account.
#[derive(Debug, Default)]
pub struct EventSources {
    by_name: BTreeMap<Text, Source>,
}

/// A source that a partner made for an account.
#[derive(Debug)]
struct Source {
    status: Status,
    /// Whether the account has a bus of its name.
    has_bus: bool,
    created: Time,
    /// When it goes, should it still wait then.
    expires: Time,
}

/// How far a source is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// It waits for a bus, or to be activated again.
    Pending,
    /// Its events go to the bus of its name.
    Active,
    /// The partner took it back, or it waited too long; its bus is still there.
    Deleted,
}

impl Status {
    /// By AWS's name.
    pub fn name(self) -> &'static str {
        match self {
            Status::Pending => "PENDING",
            Status::Active => "ACTIVE",
            Status::Deleted => "DELETED",
        }
    }
}

impl EventSources {
    /// Lets those go that have waited too long.
    pub fn expire(&mut self, now: Time) {
        self.by_name.retain(|_, source| {
            let late = source.status == Status::Pending && now >= source.expires;
            if late {
                source.status = Status::Deleted;
            }
            !late || source.has_bus
        });
    }

    /// Takes in what a partner made; one that was deleted may come again.
    ///
    /// # Errors
    /// `ResourceAlreadyExistsException`.
    pub fn create(&mut self, name: &Text, now: Time) -> Result<(), Error> {
        let known = self.by_name.get(name);
        if known.is_some_and(|source| source.status != Status::Deleted) {
            return Err(Error::ResourceAlreadyExists(format!("Event source {name} already exists.")));
        }
        let has_bus = known.is_some_and(|source| source.has_bus);
        let source = Source { status: Status::Pending, has_bus, created: now, expires: now + PATIENCE };
        self.by_name.insert(name.clone(), source);
        Ok(())
    }

    /// The partner takes one back. It is still seen by an account that has a bus for it.
    pub fn delete(&mut self, name: &str) {
        match self.by_name.get_mut(name) {
            Some(source) if source.has_bus => source.status = Status::Deleted,
            _ => _ = self.by_name.remove(name),
        }
    }

    /// How far it is, when it was made, and when it will be gone, should it go on waiting.
    pub fn look(&self, name: &str) -> Option<(Status, Time, Option<Time>)> {
        self.by_name.get(name).map(Source::look)
    }

    /// Whether a bus can be made for it.
    ///
    /// # Errors
    /// `ResourceNotFoundException`; `InvalidStateException`: it is deleted.
    pub fn may_have_bus(&self, name: &str) -> Result<(), Error> {
        match self.by_name.get(name).ok_or_else(|| no_source(name))?.status {
            Status::Deleted => Err(wrong_state()),
            Status::Pending | Status::Active => Ok(()),
        }
    }

    /// A bus was made for it.
    pub fn bus_created(&mut self, name: &str) {
        if let Some(source) = self.by_name.get_mut(name) {
            source.has_bus = true;
            source.status = Status::Active;
        }
    }

    /// The bus of its name is gone; the source waits for another, unless it is gone as well.
    pub fn bus_deleted(&mut self, name: &str, now: Time) {
        let Some(source) = self.by_name.get_mut(name) else { return };
        if source.status == Status::Deleted {
            self.by_name.remove(name);
            return;
        }
        source.has_bus = false;
        source.wait(now);
    }

    fn one(&mut self, name: &str) -> Result<&mut Source, Error> {
        self.by_name.get_mut(name).ok_or_else(|| no_source(name))
    }
}

impl Source {
    fn look(&self) -> (Status, Time, Option<Time>) {
        (self.status, self.created, (self.status == Status::Pending).then_some(self.expires))
    }

    fn wait(&mut self, now: Time) {
        self.status = Status::Pending;
        self.expires = now + PATIENCE;
    }

    /// As it is shown, by its name and ARN.
    fn shown(&self, name: &str, region: &str) -> EventSource {
        let (status, created, expires) = self.look();
        // `aws.partner/example.com/…`: the first two parts are the partner's name.
        let partner = name.splitn(3, '/').take(2).collect::<Vec<_>>().join("/");
        EventSource {
            arn: Some(arn(name, region)),
            created_by: Some(partner),
            creation_time: Some(Epoch(created)),
            expiration_time: expires.map(Epoch),
            name: Some(name.to_owned()),
            state: Some(status.name().to_owned()),
        }
    }
}

impl Events {
    /// ActivateEventSource: events come again to the bus of its name.
    pub(super) fn activate_event_source(
        &self,
        at: &Caller<'_>,
        input: ActivateEventSourceRequest,
    ) -> Result<(), Error> {
        let name = check(input.name)?;
        let region = self.shared.regions.at(&at.scope);
        let mut sources = region.event_sources(self.now());
        let source = sources.one(&name)?;
        if source.status != Status::Pending || !source.has_bus {
            return Err(wrong_state());
        }
        source.status = Status::Active;
        Ok(())
    }

    /// DeactivateEventSource: no events come until it is activated again.
    pub(super) fn deactivate_event_source(
        &self,
        at: &Caller<'_>,
        input: DeactivateEventSourceRequest,
    ) -> Result<(), Error> {
        let name = check(input.name)?;
        let now = self.now();
        let region = self.shared.regions.at(&at.scope);
        let mut sources = region.event_sources(now);
        let source = sources.one(&name)?;
        if source.status != Status::Active {
            return Err(wrong_state());
        }
        source.wait(now);
        Ok(())
    }

    /// DescribeEventSource.
    pub(super) fn describe_event_source(
        &self,
        at: &Caller<'_>,
        input: DescribeEventSourceRequest,
    ) -> Result<DescribeEventSourceResponse, Error> {
        let name = check(input.name)?;
        let region = self.shared.regions.at(&at.scope);
        let shown = region.event_sources(self.now()).one(&name)?.shown(&name, &at.scope.region);
        let EventSource { arn, created_by, creation_time, expiration_time, name, state } = shown;
        Ok(DescribeEventSourceResponse { arn, created_by, creation_time, expiration_time, name, state })
    }

    /// ListEventSources, by name.
    pub(super) fn list_event_sources(
        &self,
        at: &Caller<'_>,
        input: ListEventSourcesRequest,
    ) -> Result<ListEventSourcesResponse, Error> {
        let mut members = Members::default();
        members.bus_prefix("namePrefix", input.name_prefix.as_ref());
        let page = Page::with(&mut members, "limit", input.limit, input.next_token.as_ref())?;
        let region = self.shared.regions.at(&at.scope);
        let sources = region.event_sources(self.now());
        let found = named(&sources.by_name, input.name_prefix.as_deref(), page.after.as_deref());
        let (found, next_token) = page.cut(found, |(name, _)| name);
        let event_sources = found.into_iter().map(|(name, source)| source.shown(name, &at.scope.region)).collect();
        Ok(ListEventSourcesResponse { event_sources, next_token })
    }
}

/// The ARN of an event source, which belongs to no account.
pub fn arn(name: &str, region: &str) -> String {
    Arn::new("events", &Scope::new("", region), format!("event-source/{name}")).to_string()
}

/// No event source of that name.
pub fn no_source(name: &str) -> Error {
    Error::ResourceNotFound(format!("Event source {name} does not exist."))
}

fn wrong_state() -> Error {
    Error::InvalidState("The specified state is not a valid state for an event source.".to_owned())
}

/// The name that such an operation must have.
fn check(name: Option<String>) -> Result<String, Error> {
    Members::default().required("name", name.as_ref()).source("name", name.as_ref()).check()?;
    Ok(name.unwrap_or_default())
}
