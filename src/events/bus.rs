//! Event buses: made, listed, changed, deleted, and found by name or ARN.
//! <https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-bus.html>

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use serde_json::{Map, Value};

use super::api::*;
use super::check::{BUS_NAME, Members, is_bus_name};
use super::error::Error;
use super::list::{Page, named};
use super::rules::Rules;
use super::{Events, Region, tag};
use crate::aws::arn::Arn;
use crate::aws::scope::{Caller, Scope, is_account};
use crate::aws::text::Text;
use crate::aws::time::{Epoch, Time};

/// The bus that every account has in every region.
pub const DEFAULT: &str = "default";

/// What ARNs of buses have before the name.
pub const RESOURCE: &str = "event-bus/";

const LONGEST_NAME: usize = 256;
const LONGEST_DESCRIPTION: usize = 512;

/// How many buses an account has in a region, the default one too.
const MOST_BUSES: usize = 100;

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

    /// What it is set to, locked for a change.
    ///
    /// # Errors
    /// `ResourceNotFoundException`: it was deleted since it was found.
    pub fn open(&self) -> Result<MutexGuard<'_, State>, Error> {
        let state = self.state();
        if state.deleted { Err(Error::no_bus(&self.name)) } else { Ok(state) }
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

impl State {
    /// The policy as JSON.
    pub fn policy_text(&self) -> Option<String> {
        // Strings as keys, nothing that can fail.
        self.policy.as_ref().map(|policy| serde_json::to_string(policy).unwrap_or_default())
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

    /// Takes in a new bus.
    fn add_bus(&self, bus: Bus, scope: &Scope, now: Time, most: usize) -> Result<(), Error> {
        self.bus(scope, DEFAULT, now);
        let mut buses = self.buses_mut();
        if buses.contains_key(&bus.name) {
            return Err(Error::ResourceAlreadyExists(format!("Event bus {} already exists.", bus.name)));
        }
        if buses.len() >= most {
            return Err(Error::LimitExceeded);
        }
        buses.insert(bus.name.clone(), bus.into());
        Ok(())
    }

    /// Takes out a bus, unless another of its name has taken its place.
    fn remove_bus(&self, bus: &Arc<Bus>) {
        let mut buses = self.buses_mut();
        if buses.get(&bus.name).is_some_and(|known| Arc::ptr_eq(known, bus)) {
            buses.remove(&bus.name);
        }
    }
}

impl Events {
    /// The bus that an `EventBusName` names, by its name or ARN; the default one where none is named.
    ///
    /// # Errors
    /// `ResourceNotFoundException`.
    pub(super) fn bus(&self, at: &Caller<'_>, name: Option<&str>) -> Result<Arc<Bus>, Error> {
        let name = name.unwrap_or(DEFAULT);
        // A bus of another region is none of this endpoint.
        let here = |arn: Arn| arn.scope.region == at.scope.region;
        let bus = self.find_bus(&at.scope, name).filter(|_| name.parse().map_or(true, here));
        bus.ok_or_else(|| Error::no_bus(bus_name(name)))
    }

    /// The same, in the caller's own account and region: what belongs to the bus itself isn't changed from elsewhere.
    ///
    /// # Errors
    /// `ResourceNotFoundException`.
    pub(super) fn own_bus(&self, at: &Caller<'_>, name: Option<&str>) -> Result<Arc<Bus>, Error> {
        let bus = self.bus(at, name)?;
        if bus.arn.scope == at.scope { Ok(bus) } else { Err(Error::no_bus(&bus.name)) }
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
        // Whatever isn't an account has no default bus either.
        if !is_account(&arn.scope.account) {
            return None;
        }
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
    /// CreateEventBus. One that is made for a partner event source has its name, and sets it to work.
    pub(super) fn create_event_bus(
        &self,
        at: &Caller<'_>,
        input: CreateEventBusRequest,
    ) -> Result<CreateEventBusResponse, Error> {
        let CreateEventBusRequest { name, event_source_name: source, description, kms_key_identifier, .. } = input;
        let mut members = Members::default();
        members
            .required("name", name.as_ref())
            .pattern("name", name.as_ref(), is_bus_name, BUS_NAME)
            .length("name", name.as_ref(), 1, LONGEST_NAME)
            .source("eventSourceName", source.as_ref())
            .length("description", description.as_ref(), 0, LONGEST_DESCRIPTION)
            .kms_key(kms_key_identifier.as_ref());
        check_structures(&mut members, input.dead_letter_config.as_ref(), input.log_config.as_ref());
        members.tags(input.tags.as_ref()).check()?;
        let tags = tag::read(input.tags)?;
        let name = name.unwrap_or_default();
        match &source {
            Some(source) if *source != name => {
                return Err(Error::validation("Event bus name must match event source name"));
            }
            None if name.contains('/') => return Err(Error::validation("Event bus name must not contain '/'")),
            _ => {}
        }
        let dead_letter = dead_letter(input.dead_letter_config)?;
        let now = self.now();
        let region = self.shared.regions.at(&at.scope);
        if let Some(source) = &source {
            region.event_sources(now).may_have_bus(source)?;
        }
        let bus = Bus::new(&name, &at.scope, now);
        let response = {
            let mut state = bus.state();
            state.description = kept(description);
            state.kms_key = kept(kms_key_identifier);
            state.dead_letter = dead_letter;
            state.log = input.log_config;
            state.tags = tags;
            CreateEventBusResponse {
                event_bus_arn: Some(bus.arn_text.to_string()),
                description: state.description.clone(),
                kms_key_identifier: state.kms_key.clone(),
                dead_letter_config: state.dead_letter.clone(),
                log_config: state.log.clone(),
            }
        };
        region.add_bus(bus, &at.scope, now, if self.shared.settings.strict { MOST_BUSES } else { usize::MAX })?;
        if let Some(source) = &source {
            region.event_sources(now).bus_created(source);
        }
        Ok(response)
    }

    /// DeleteEventBus: also succeeds where there is none.
    pub(super) fn delete_event_bus(&self, at: &Caller<'_>, input: DeleteEventBusRequest) -> Result<(), Error> {
        Members::default().required("name", input.name.as_ref()).bus("name", input.name.as_ref()).check()?;
        let Ok(bus) = self.own_bus(at, input.name.as_deref()) else { return Ok(()) };
        if *bus.name == *DEFAULT {
            return Err(Error::validation("Cannot delete event bus default."));
        }
        if !bus.rules_mut().close() {
            return Err(Error::validation("EventBus can't be deleted since it has rules."));
        }
        bus.state().deleted = true;
        let now = self.now();
        let region = self.shared.regions.at(&at.scope);
        region.remove_bus(&bus);
        region.event_sources(now).bus_deleted(&bus.name, now);
        Ok(())
    }

    /// DescribeEventBus: the default one where none is named.
    pub(super) fn describe_event_bus(
        &self,
        at: &Caller<'_>,
        input: DescribeEventBusRequest,
    ) -> Result<DescribeEventBusResponse, Error> {
        Members::default().bus("name", input.name.as_ref()).check()?;
        let bus = self.own_bus(at, input.name.as_deref())?;
        let state = bus.open()?;
        Ok(DescribeEventBusResponse {
            name: Some(bus.name.to_string()),
            arn: Some(bus.arn_text.to_string()),
            description: state.description.clone(),
            kms_key_identifier: state.kms_key.clone(),
            dead_letter_config: state.dead_letter.clone(),
            policy: state.policy_text(),
            log_config: state.log.clone(),
            creation_time: Some(Epoch(state.created)),
            last_modified_time: Some(Epoch(state.modified)),
        })
    }

    /// ListEventBuses, by name.
    pub(super) fn list_event_buses(
        &self,
        at: &Caller<'_>,
        input: ListEventBusesRequest,
    ) -> Result<ListEventBusesResponse, Error> {
        let prefix = input.name_prefix.as_deref();
        let mut members = Members::default();
        members.bus_prefix("namePrefix", input.name_prefix.as_ref());
        let page = Page::with(&mut members, "limit", input.limit, input.next_token.as_ref())?;
        let region = self.shared.regions.at(&at.scope);
        region.bus(&at.scope, DEFAULT, self.now());
        let (buses, next_token) = {
            let buses = region.buses();
            let found = named(&buses, prefix, page.after.as_deref()).map(|(_, bus)| Arc::clone(bus));
            page.cut(found, |bus| &bus.name)
        };
        let shown = |bus: &Arc<Bus>| {
            let state = bus.state();
            EventBus {
                name: Some(bus.name.to_string()),
                arn: Some(bus.arn_text.to_string()),
                description: state.description.clone(),
                policy: state.policy_text(),
                creation_time: Some(Epoch(state.created)),
                last_modified_time: Some(Epoch(state.modified)),
            }
        };
        Ok(ListEventBusesResponse { event_buses: buses.iter().map(shown).collect(), next_token })
    }

    /// UpdateEventBus: what isn't given stays; an empty text or structure takes a setting away.
    pub(super) fn update_event_bus(
        &self,
        at: &Caller<'_>,
        input: UpdateEventBusRequest,
    ) -> Result<UpdateEventBusResponse, Error> {
        let mut members = Members::default();
        members.bus("name", input.name.as_ref()).kms_key(input.kms_key_identifier.as_ref()).length(
            "description",
            input.description.as_ref(),
            0,
            LONGEST_DESCRIPTION,
        );
        check_structures(&mut members, input.dead_letter_config.as_ref(), input.log_config.as_ref());
        members.check()?;
        let bus = self.own_bus(at, input.name.as_deref())?;
        let dead_letter = input.dead_letter_config.map(|config| dead_letter(Some(config))).transpose()?;
        let now = self.now();
        let mut state = bus.open()?;
        if let Some(text) = input.description {
            state.description = kept(Some(text));
        }
        if let Some(key) = input.kms_key_identifier {
            state.kms_key = kept(Some(key));
        }
        if let Some(config) = dead_letter {
            state.dead_letter = config;
        }
        if let Some(config) = input.log_config {
            state.log = Some(config).filter(|config| *config != LogConfig::default());
        }
        state.modified = now;
        Ok(UpdateEventBusResponse {
            arn: Some(bus.arn_text.to_string()),
            name: Some(bus.name.to_string()),
            kms_key_identifier: state.kms_key.clone(),
            description: state.description.clone(),
            dead_letter_config: state.dead_letter.clone(),
            log_config: state.log.clone(),
        })
    }
}

/// An empty text is as good as none.
fn kept(text: Option<String>) -> Option<String> {
    text.filter(|text| !text.is_empty())
}

fn check_structures(members: &mut Members, dead_letter: Option<&DeadLetterConfig>, log: Option<&LogConfig>) {
    members
        .length("deadLetterConfig.arn", dead_letter.and_then(|config| config.arn.as_ref()), 1, 1600)
        .choice("logConfig.includeDetail", log.and_then(|config| config.include_detail.as_ref()), &["NONE", "FULL"])
        .choice("logConfig.level", log.and_then(|config| config.level.as_ref()), &["OFF", "ERROR", "INFO", "TRACE"]);
}

/// The dead-letter queue of a bus, unless it is no queue.
fn dead_letter(config: Option<DeadLetterConfig>) -> Result<Option<DeadLetterConfig>, Error> {
    let Some(text) = config.and_then(|config| config.arn) else { return Ok(None) };
    let arn: Arn = text.parse().map_err(|_| {
        Error::validation(format!("Parameter {text} is not valid. Reason: Provided Arn is not in correct format."))
    })?;
    match arn.service.as_str() {
        "sqs" => Ok(Some(DeadLetterConfig { arn: Some(text) })),
        service => Err(Error::validation(format!("{service} is not supported as a dead letter resource"))),
    }
}
