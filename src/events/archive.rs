//! Archives: events that a bus received, kept for as long as is wished. A rule of the bus, which AWS manages, brings
//! them in.
//! <https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-archive-event.html>

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLockReadGuard, RwLockWriteGuard};
use std::time::Duration;

use serde::de::IgnoredAny;

use super::api::{Archive as Listed, *};
use super::archived::{Archived, Kept};
use super::bus::{self, Bus, bus_name};
use super::check::{Members, NAME, is_name};
use super::error::Error;
use super::input::Input;
use super::list::Page;
use super::rule::{Rule, RuleState};
use super::rule_target::RuleTarget;
use super::{Events, Region};
use crate::aws::arn::Arn;
use crate::aws::scope::Caller;
use crate::aws::text::Text;
use crate::aws::time::{Epoch, Time};
use crate::deliver::{Answer, Cause, Delivery, Refusal, Retry, To};
use crate::pattern::EventPattern;

/// What ARNs of archives have before the name.
pub const RESOURCE: &str = "archive/";

/// Who manages the rules of archives.
const MANAGED_BY: &str = "prod.vhs.events.aws.internal";

/// Keeps replayed events out.
const NOT_REPLAYED: &str = r#""replay-name":[{"exists":false}]"#;

/// AWS's order, which isn't that of its model.
const STATES: &[&str] = &["ENABLED", "DISABLED", "CREATING", "UPDATING", "CREATE_FAILED", "UPDATE_FAILED"];

const DAY: u64 = 24 * 60 * 60;

/// An archive. Its name, ARN and bus never change.
#[derive(Debug)]
pub struct Archive {
    /// The name.
    pub name: Text,
    /// The ARN.
    pub arn: Arn,
    /// The ARN of its bus.
    pub bus: Arn,
    created: Time,
    state: Mutex<State>,
}

/// What an archive is set to, and what it holds.
#[derive(Debug)]
pub struct State {
    description: Option<String>,
    pattern: Option<String>,
    kms_key: Option<String>,
    /// 0 keeps events for ever.
    retention_days: i64,
    events: Archived,
}

impl State {
    /// The events that haven't expired.
    pub fn events(&mut self, now: Time) -> &mut Archived {
        if let Some(days) = u64::try_from(self.retention_days).ok().filter(|days| *days > 0) {
            self.events.expire(now, Duration::from_secs(days.saturating_mul(DAY)));
        }
        &mut self.events
    }
}

impl Archive {
    /// What it is set to and what it holds, locked.
    pub fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The name of its rule.
    fn rule_name(&self) -> String {
        format!("Events-Archive-{}", self.name)
    }

    /// Sets its rule up on its bus, or changes it.
    fn listen(&self, bus: &Bus, pattern: EventPattern, now: Time) -> Result<(), Error> {
        let name: Text = self.rule_name().into();
        let region = &self.arn.scope.region;
        let shown = Target {
            id: Some(name.to_string()),
            arn: Some(format!("arn:{}:events:{region}:::", self.arn.partition)),
            ..Target::default()
        };
        let target = RuleTarget {
            arn: self.arn.to_string().into(),
            to: To::Arn(self.arn.clone()),
            input: Input::of(&shown)?,
            retry: Retry::NONE.into(),
            dead_letter: None,
            group: None,
            http: None,
            given: shown,
        };
        let rule = Rule {
            arn: bus.rule_arn(&name),
            name: name.clone(),
            bus: bus.name.clone(),
            pattern: Some(pattern),
            schedule: None,
            state: RuleState::Enabled,
            description: None,
            role: None,
            created_by: self.arn.scope.account.as_ref().into(),
            managed_by: Some(MANAGED_BY.into()),
            since: now,
            tags: BTreeMap::new(),
            targets: BTreeMap::from([(name.clone(), target.into())]),
        };
        let mut rules = bus.rules_mut();
        if rules.is_closed() {
            return Err(Error::no_bus(&bus.name));
        }
        // A rule that somebody made for himself isn't taken from him.
        if rules.get(&name).is_some_and(|rule| rule.managed_by.is_none()) {
            return Err(Error::ResourceAlreadyExists(format!("Rule {name} already exists.")));
        }
        rules.insert(rule.into());
        Ok(())
    }

    /// Takes its rule from its bus.
    fn unlisten(&self, bus: &Bus) {
        let (name, mut rules) = (self.rule_name(), bus.rules_mut());
        if rules.get(&name).is_some_and(|rule| rule.managed_by.is_some()) {
            rules.remove(&name);
        }
    }

    /// Whether events come in: its rule or the rule's target may have been deleted by force.
    fn state_name(&self, bus: Option<&Bus>) -> &'static str {
        let rule = bus.and_then(|bus| bus.rules().get(&self.rule_name()).cloned());
        match rule.is_some_and(|rule| rule.managed_by.is_some() && !rule.targets.is_empty() && rule.listens().is_some())
        {
            true => "ENABLED",
            false => "DISABLED",
        }
    }
}

/// The pattern of an archive's rule: what the caller wants, of events that aren't replayed.
fn pattern(wanted: Option<&str>) -> Result<EventPattern, Error> {
    let Some(wanted) = wanted else { return Ok(EventPattern::parse(&format!("{{{NOT_REPLAYED}}}"))?) };
    // By itself first, so that a refusal speaks of the caller's own text.
    EventPattern::parse(wanted)?;
    let fields: HashMap<String, IgnoredAny> = serde_json::from_str(wanted).unwrap_or_default();
    let both = match wanted.trim_end().strip_suffix('}') {
        Some(open) if !fields.contains_key("replay-name") => format!("{open},{NOT_REPLAYED}}}"),
        // A field can't be there twice, but it can be once more in alternatives.
        _ => format!(r#"{{{NOT_REPLAYED},"$or":[{wanted},{wanted}]}}"#),
    };
    Ok(EventPattern::parse(&both)?)
}

impl Region {
    fn archives(&self) -> RwLockReadGuard<'_, BTreeMap<Text, Arc<Archive>>> {
        self.archives.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn archives_mut(&self) -> RwLockWriteGuard<'_, BTreeMap<Text, Arc<Archive>>> {
        self.archives.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// The archive of this name.
    pub fn archive(&self, name: &str) -> Option<Arc<Archive>> {
        self.archives().get(name).cloned()
    }
}

impl Error {
    /// No archive of that name.
    fn no_archive(name: &str) -> Self {
        Error::ResourceNotFound(format!("Archive {name} does not exist."))
    }
}

impl Events {
    /// CreateArchive.
    pub(super) fn create_archive(
        &self,
        at: &Caller<'_>,
        input: CreateArchiveRequest,
    ) -> Result<CreateArchiveResponse, Error> {
        Members::default()
            .name("archiveName", input.archive_name.as_ref(), 48)
            .required("eventSourceArn", input.event_source_arn.as_ref())
            .length("eventSourceArn", input.event_source_arn.as_ref(), 1, 1600)
            .settings(
                input.description.as_ref(),
                input.event_pattern.as_ref(),
                input.retention_days,
                input.kms_key_identifier.as_ref(),
            )
            .check()?;
        let bus = self.bus_of_archive(at, &input.event_source_arn.unwrap_or_default())?;
        let name = input.archive_name.unwrap_or_default();
        let pattern = pattern(input.event_pattern.as_deref())?;
        let now = self.now();
        let archive = Arc::new(Archive {
            arn: Arn::new("events", &at.scope, format!("{RESOURCE}{name}")),
            name: name.into(),
            bus: bus.arn.clone(),
            created: now,
            state: Mutex::new(State {
                description: input.description,
                pattern: input.event_pattern,
                kms_key: input.kms_key_identifier,
                retention_days: input.retention_days.unwrap_or(0),
                events: Archived::default(),
            }),
        });
        let region = self.shared.regions.at(&at.scope);
        // Taken in before its rule, so that the first event finds it.
        {
            let mut archives = region.archives_mut();
            if archives.contains_key(&archive.name) {
                return Err(Error::ResourceAlreadyExists(format!("Archive {} already exists.", archive.name)));
            }
            archives.insert(archive.name.clone(), Arc::clone(&archive));
        }
        if let Err(refused) = archive.listen(&bus, pattern, now) {
            region.archives_mut().remove(&archive.name);
            return Err(refused);
        }
        Ok(CreateArchiveResponse {
            archive_arn: Some(archive.arn.to_string()),
            state: Some("ENABLED".to_owned()),
            state_reason: None,
            creation_time: Some(Epoch(now)),
        })
    }

    /// The bus that an `EventSourceArn` names: one of the caller's, in the same region.
    fn bus_of_archive(&self, at: &Caller<'_>, text: &str) -> Result<Arc<Bus>, Error> {
        let arn = text.parse::<Arn>().ok().filter(|arn| arn.service == "events");
        let Some((arn, name)) = arn.as_ref().and_then(|arn| Some((arn, arn.resource.strip_prefix(bus::RESOURCE)?)))
        else {
            return Err(Error::validation(
                "Parameter EventSourceArn is not valid. Reason: Must contain an event bus ARN.",
            ));
        };
        let own = (arn.scope == at.scope).then(|| self.bus_by_arn(arn)).flatten();
        own.ok_or_else(|| Error::no_bus(name))
    }

    fn archive(&self, at: &Caller<'_>, name: Option<String>) -> Result<Arc<Archive>, Error> {
        Members::default().name("archiveName", name.as_ref(), 48).check()?;
        let name = name.unwrap_or_default();
        self.shared.regions.at(&at.scope).archive(&name).ok_or_else(|| Error::no_archive(&name))
    }

    /// DeleteArchive: its events go with it, and replays of it fail.
    pub(super) fn delete_archive(
        &self,
        at: &Caller<'_>,
        input: DeleteArchiveRequest,
    ) -> Result<DeleteArchiveResponse, Error> {
        let name = self.archive(at, input.archive_name)?.name.clone();
        let region = self.shared.regions.at(&at.scope);
        let archive = region.archives_mut().remove(&name).ok_or_else(|| Error::no_archive(&name))?;
        if let Some(bus) = self.bus_by_arn(&archive.bus) {
            archive.unlisten(&bus);
        }
        region.replays.end(&archive.arn, self.now());
        Ok(DeleteArchiveResponse {})
    }

    /// DescribeArchive.
    pub(super) fn describe_archive(
        &self,
        at: &Caller<'_>,
        input: DescribeArchiveRequest,
    ) -> Result<DescribeArchiveResponse, Error> {
        let archive = self.archive(at, input.archive_name)?;
        let listed = self.listed(&archive);
        let state = archive.state();
        Ok(DescribeArchiveResponse {
            archive_arn: Some(archive.arn.to_string()),
            archive_name: listed.archive_name,
            event_source_arn: listed.event_source_arn,
            description: state.description.clone(),
            event_pattern: state.pattern.clone(),
            state: listed.state,
            state_reason: None,
            kms_key_identifier: state.kms_key.clone(),
            retention_days: listed.retention_days,
            size_bytes: listed.size_bytes,
            event_count: listed.event_count,
            creation_time: listed.creation_time,
        })
    }

    /// ListArchives: by name; at most one filter.
    pub(super) fn list_archives(
        &self,
        at: &Caller<'_>,
        input: ListArchivesRequest,
    ) -> Result<ListArchivesResponse, Error> {
        let ListArchivesRequest { name_prefix, event_source_arn, state, next_token, limit } = input;
        Members::default()
            .pattern("namePrefix", name_prefix.as_ref(), is_name, NAME)
            .length("namePrefix", name_prefix.as_ref(), 1, 48)
            .length("eventSourceArn", event_source_arn.as_ref(), 1, 1600)
            .choice("state", state.as_ref(), STATES)
            .check()?;
        let page = Page::of(limit, next_token.as_ref())?;
        if [&name_prefix, &event_source_arn, &state].into_iter().flatten().count() > 1 {
            return Err(Error::validation(
                "At most one filter is allowed for ListArchives. Use either : State, EventSourceArn, or NamePrefix.",
            ));
        }
        let bus = event_source_arn.map(|text| self.bus_of_archive(at, &text)).transpose()?;
        let region = self.shared.regions.at(&at.scope);
        let all: Vec<Arc<Archive>> = region.archives().values().cloned().collect();
        let chosen = all.iter().filter(|archive| {
            page.after.as_deref().is_none_or(|after| &*archive.name > after)
                && name_prefix.as_deref().is_none_or(|prefix| archive.name.starts_with(prefix))
                && bus.as_ref().is_none_or(|bus| archive.bus == bus.arn)
        });
        let listed = chosen.map(|archive| self.listed(archive));
        let listed = listed.filter(|archive| state.is_none() || archive.state == state);
        let (archives, next_token) = page.cut(listed, |archive| archive.archive_name.as_deref().unwrap_or_default());
        Ok(ListArchivesResponse { archives, next_token })
    }

    fn listed(&self, archive: &Archive) -> Listed {
        let enabled = archive.state_name(self.bus_by_arn(&archive.bus).as_deref());
        let mut state = archive.state();
        let retention_days = state.retention_days;
        let events = state.events(self.now());
        Listed {
            archive_name: Some(archive.name.to_string()),
            event_source_arn: Some(archive.bus.to_string()),
            state: Some(enabled.to_owned()),
            state_reason: None,
            retention_days: Some(retention_days),
            size_bytes: Some(i64::try_from(events.bytes()).unwrap_or(i64::MAX)),
            event_count: Some(i64::try_from(events.count()).unwrap_or(i64::MAX)),
            creation_time: Some(Epoch(archive.created)),
        }
    }

    /// UpdateArchive: what isn't given stays. It applies to events that come from now on, the retention to all.
    pub(super) fn update_archive(
        &self,
        at: &Caller<'_>,
        input: UpdateArchiveRequest,
    ) -> Result<UpdateArchiveResponse, Error> {
        let UpdateArchiveRequest { archive_name, description, event_pattern, retention_days, kms_key_identifier } =
            input;
        Members::default()
            .name("archiveName", archive_name.as_ref(), 48)
            .settings(description.as_ref(), event_pattern.as_ref(), retention_days, kms_key_identifier.as_ref())
            .check()?;
        let texts = [&description, &event_pattern, &kms_key_identifier];
        if texts.iter().all(|text| text.is_none()) && retention_days.is_none() {
            return Err(Error::validation(
                "At least one of EventPattern, RetentionDays or Description must be provided.",
            ));
        }
        let archive = self.archive(at, archive_name)?;
        let wanted = event_pattern.or_else(|| archive.state().pattern.clone());
        let pattern = pattern(wanted.as_deref())?;
        let bus = self.bus_by_arn(&archive.bus).ok_or_else(|| Error::no_bus(bus_name(&archive.bus.to_string())))?;
        let now = self.now();
        archive.listen(&bus, pattern, now)?;
        let mut state = archive.state();
        // What had expired by the old retention doesn't come back by the new one.
        state.events(now);
        state.pattern = wanted;
        state.description = description.or_else(|| state.description.take());
        state.kms_key = kms_key_identifier.or_else(|| state.kms_key.take());
        state.retention_days = retention_days.unwrap_or(state.retention_days);
        Ok(UpdateArchiveResponse {
            archive_arn: Some(archive.arn.to_string()),
            state: Some("ENABLED".to_owned()),
            state_reason: None,
            creation_time: Some(Epoch(archive.created)),
        })
    }

    /// Takes an event into the archive that an ARN names.
    pub(super) fn archive_event(&self, now: Time, to: &Arn, delivery: &Delivery) -> Answer {
        let archive =
            self.shared.regions.find(&to.scope).and_then(|region| region.archive(to.resource.strip_prefix(RESOURCE)?));
        let Some(archive) = archive else {
            let text = format!("{to} does not exist.");
            return Err(Refusal::lasting("ResourceNotFoundException", text).because(Cause::NoResource));
        };
        let Some((time, kept)) = Kept::of(delivery) else {
            return Err(Refusal::invalid("InvalidInput", "Only events can be archived."));
        };
        archive.state().events(now).keep(now, time, kept);
        Ok(())
    }
}

impl Members {
    /// What an archive can be set to.
    fn settings(
        &mut self,
        description: Option<&String>,
        pattern: Option<&String>,
        retention_days: Option<i64>,
        kms_key: Option<&String>,
    ) -> &mut Self {
        self.length("description", description, 0, 512)
            .length("eventPattern", pattern, 0, 4096)
            .range("retentionDays", retention_days, 0, i64::from(i32::MAX))
            .kms_key(kms_key)
    }
}
