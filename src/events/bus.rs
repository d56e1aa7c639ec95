//! Event buses: made, listed, changed, deleted, and found by name or ARN.
//! <https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-bus.html>

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use serde_json::{Map, Value};

use super::api::*;
use super::error::Error;
use super::rules::Rules;
use super::{Events, Region};
use crate::aws::arn::Arn;
use crate::aws::scope::{Caller, Scope};
use crate::aws::text::Text;
use crate::aws::time::Time;

/// The bus that every account has in every region.
pub const DEFAULT: &str = "default";

/// What ARNs of buses have before the name.
pub const RESOURCE: &str = "event-bus/";

/// A bus. What it is set to and its rules have a lock each, held briefly and never together.
#[derive(Debug)]
pub struct Bus {
    /// The name.
    pub name: Text,
    /// The ARN.
    pub arn: Arn,
    /// The ARN as text.
    pub arn_text: Text,
    state: Mutex<State>,
    rules: RwLock<Rules>,
}

/// What a bus is set to: plain data.
#[derive(Debug)]
pub struct State {
    /// In words.
    pub description: Option<String>,
    /// The key that AWS would encrypt with.
    pub kms_key: Option<String>,
    /// Where undeliverable events go that AWS couldn't decrypt.
    pub dead_letter: Option<DeadLetterConfig>,
    /// What AWS would log.
    pub log: Option<LogConfig>,
    /// Who else may put events.
    pub policy: Option<Map<String, Value>>,
    /// The tags.
    pub tags: BTreeMap<String, String>,
    /// When it was created.
    pub created: Time,
    /// When it was last changed.
    pub modified: Time,
    /// Whether it is gone: who still holds it must not add to it.
    pub deleted: bool,
}

impl Bus {
    /// A bus without rules.
    pub fn new(name: &str, scope: &Scope, now: Time) -> Self {
        let arn = Arn::new("events", scope, format!("{RESOURCE}{name}"));
        let arn_text = arn.to_string().into();
        let state = State {
            description: None,
            kms_key: None,
            dead_letter: None,
            log: None,
            policy: None,
            tags: BTreeMap::new(),
            created: now,
            modified: now,
            deleted: false,
        };
        Bus { name: name.into(), arn, arn_text, state: Mutex::new(state), rules: RwLock::default() }
    }

    /// What it is set to, locked.
    pub fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Its rules, locked for reading.
    pub fn rules(&self) -> RwLockReadGuard<'_, Rules> {
        self.rules.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Its rules, locked for a change.
    pub fn rules_mut(&self) -> RwLockWriteGuard<'_, Rules> {
        self.rules.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// The ARN of a rule of this name.
    pub fn rule_arn(&self, rule: &str) -> Text {
        let resource = match &*self.name {
            DEFAULT => format!("rule/{rule}"),
            bus => format!("rule/{bus}/{rule}"),
        };
        Arn::new("events", &self.arn.scope, resource).to_string().into()
    }
}

impl Region {
    /// The bus of this name; the default one is always there.
    pub fn bus(&self, scope: &Scope, name: &str, now: Time) -> Option<Arc<Bus>> {
        if let Some(bus) = self.buses().get(name) {
            return Some(Arc::clone(bus));
        }
        (name == DEFAULT).then(|| {
            let mut buses = self.buses_mut();
            let bus = buses.entry(DEFAULT.into()).or_insert_with(|| Bus::new(DEFAULT, scope, now).into());
            Arc::clone(bus)
        })
    }
}

impl Events {
    /// The bus that an `EventBusName` names, by its name or ARN; the default one where none is named.
    ///
    /// # Errors
    /// `ResourceNotFoundException`.
    pub(super) fn bus(&self, at: &Caller<'_>, name: Option<&str>) -> Result<Arc<Bus>, Error> {
        let name = name.unwrap_or(DEFAULT);
        self.find_bus(&at.scope, name).ok_or_else(|| Error::no_bus(bus_name(name)))
    }

    /// The bus that a name or an ARN means in this account and region.
    pub(super) fn find_bus(&self, scope: &Scope, name: &str) -> Option<Arc<Bus>> {
        match name.parse::<Arn>() {
            Ok(arn) => self.bus_by_arn(&arn),
            Err(_) => self.shared.regions.at(scope).bus(scope, name, self.now()),
        }
    }

    /// The bus that an ARN names.
    pub(super) fn bus_by_arn(&self, arn: &Arn) -> Option<Arc<Bus>> {
        let name = arn.resource.strip_prefix(RESOURCE).filter(|_| arn.service == "events")?;
        self.shared.regions.at(&arn.scope).bus(&arn.scope, name, self.now())
    }
}

/// The name in what may be an ARN.
pub fn bus_name(name: &str) -> &str {
    match name.starts_with("arn:") {
        true => name.splitn(6, ':').nth(5).and_then(|resource| resource.strip_prefix(RESOURCE)).unwrap_or(name),
        false => name,
    }
}

impl Events {
    /// CreateEventBus.
    pub(super) fn create_event_bus(
        &self,
        _at: &Caller<'_>,
        _input: CreateEventBusRequest,
    ) -> Result<CreateEventBusResponse, Error> {
        Err(Error::NotYet)
    }

    /// DeleteEventBus.
    pub(super) fn delete_event_bus(&self, _at: &Caller<'_>, _input: DeleteEventBusRequest) -> Result<(), Error> {
        Err(Error::NotYet)
    }

    /// DescribeEventBus.
    pub(super) fn describe_event_bus(
        &self,
        _at: &Caller<'_>,
        _input: DescribeEventBusRequest,
    ) -> Result<DescribeEventBusResponse, Error> {
        Err(Error::NotYet)
    }

    /// ListEventBuses.
    pub(super) fn list_event_buses(
        &self,
        _at: &Caller<'_>,
        _input: ListEventBusesRequest,
    ) -> Result<ListEventBusesResponse, Error> {
        Err(Error::NotYet)
    }

    /// UpdateEventBus.
    pub(super) fn update_event_bus(
        &self,
        _at: &Caller<'_>,
        _input: UpdateEventBusRequest,
    ) -> Result<UpdateEventBusResponse, Error> {
        Err(Error::NotYet)
    }
}
