//! Putting events on buses.
//! <https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html>

use std::sync::Arc;

use super::Events;
use super::api::*;
use super::bus::{Bus, DEFAULT, RESOURCE, bus_name};
use super::check::{Members, is_name};
use super::detail::compact;
use super::error::Error;
use super::event::Told;
use crate::aws::arn::Arn;
use crate::aws::scope::{Caller, is_account};
use crate::aws::text::Text;
use crate::aws::time::{Epoch, Time};
use crate::deliver::{Cause, Refusal};

/// How many entries a request may have.
const MOST_ENTRIES: usize = 10;

/// How many bytes a time counts for.
const TIME_BYTES: usize = 14;

/// A caller may not speak for that source.
pub(super) const NOT_AUTHORIZED: Failure = ("NotAuthorizedForSourceException", "Not authorized for the source.");

/// The detail is no JSON object.
pub(super) const MALFORMED: Failure = ("MalformedDetail", "Detail is malformed.");

/// How many characters the texts may have, by AWS's model.
const LONGEST_RESOURCE: usize = 2048;
const LONGEST_BUS_NAME: usize = 1600;
const LONGEST_TRACE: usize = 500;
const LONGEST_ENDPOINT: usize = 50;

/// The model's patterns.
const BUS_NAME: &str = r"(arn:aws[\w-]*:events:[a-z]+-[a-z]+-[\w-]+:[0-9]{12}:event-bus\/)?[\.\-_A-Za-z0-9]+";
const ENDPOINT: &str = r"^[A-Za-z0-9\-]+[\.][A-Za-z0-9\-]+$";

/// Why an entry failed: its code and text.
pub(super) type Failure = (&'static str, &'static str);

impl Events {
    /// PutEvents: an entry that is wrong fails alone.
    pub(super) fn put_events(&self, at: &Caller<'_>, input: PutEventsRequest) -> Result<PutEventsResponse, Error> {
        input.check()?;
        let entries = input.entries.unwrap_or_default();
        self.check_total(entries.iter().map(PutEventsRequestEntry::size))?;
        let now = self.now();
        // Most requests put all of their events on one bus.
        let mut bus: Option<(&str, Option<Arc<Bus>>)> = None;
        let mut response = PutEventsResponse { failed_entry_count: 0, entries: Vec::with_capacity(entries.len()) };
        for entry in &entries {
            let name = entry.event_bus_name.as_deref().unwrap_or(DEFAULT);
            if bus.as_ref().is_none_or(|(known, _)| *known != name) {
                bus = Some((name, self.find_bus(&at.scope, name)));
            }
            let bus = bus.as_ref().and_then(|(_, bus)| bus.as_deref());
            response.entries.push(match self.put_entry(at, now, entry, bus) {
                Ok(id) => PutEventsResultEntry { event_id: Some(id.to_string()), ..PutEventsResultEntry::default() },
                Err((code, text)) => {
                    response.failed_entry_count += 1;
                    PutEventsResultEntry {
                        error_code: Some(code.to_owned()),
                        error_message: Some(text.to_owned()),
                        ..PutEventsResultEntry::default()
                    }
                }
            });
        }
        Ok(response)
    }

    /// Refuses entries that have too many bytes together.
    pub(super) fn check_total(&self, sizes: impl Iterator<Item = usize>) -> Result<(), Error> {
        if sizes.sum::<usize>() >= self.shared.settings.put_events_limit {
            return Err(Error::validation("Total size of the entries in the request is over the limit."));
        }
        Ok(())
    }

    /// Puts one event; its id. AWS takes one for an unknown bus too, and drops it.
    fn put_entry(
        &self,
        at: &Caller<'_>,
        now: Time,
        entry: &PutEventsRequestEntry,
        bus: Option<&Bus>,
    ) -> Result<Text, Failure> {
        check_presence([&entry.source, &entry.detail_type, &entry.detail])?;
        let source = entry.source.as_deref().unwrap_or_default();
        if source.starts_with("aws.") {
            return Err(NOT_AUTHORIZED);
        }
        let detail = entry.detail.as_deref().and_then(compact).ok_or(MALFORMED)?;
        let told = Told {
            source,
            detail_type: entry.detail_type.as_deref().unwrap_or_default(),
            resources: entry.resources.as_deref().unwrap_or_default(),
            detail: &detail,
            time: entry.time.map_or(now, |time| time.0),
            trace: entry.trace_header.as_deref().or(at.trace),
        };
        let id: Text = self.shared.ids.uuid().to_string().into();
        let event = told.event(id.clone(), &at.scope, now);
        match bus {
            Some(bus) => self.dispatch(now, bus, &event, None),
            None => self.lose_at(now, at, entry.event_bus_name.as_deref().unwrap_or(DEFAULT), id.clone()),
        }
        Ok(id)
    }

    /// Notes that an event was put on a bus that isn't there.
    fn lose_at(&self, now: Time, at: &Caller<'_>, name: &str, event: Text) {
        let bus = match name.parse::<Arn>() {
            Ok(arn) => arn,
            Err(_) => Arn::new("events", &at.scope, format!("{RESOURCE}{name}")),
        };
        let text = Error::no_bus(bus_name(name)).message();
        let refusal = Refusal::lasting("ResourceNotFoundException", text).because(Cause::NoResource);
        self.lose(now, bus.to_string().into(), event, refusal);
    }
}

impl PutEventsRequest {
    /// What AWS's model says of a request.
    fn check(&self) -> Result<(), Error> {
        let entries = self.entries.as_deref().unwrap_or_default();
        let count = (1..=MOST_ENTRIES).contains(&entries.len());
        if count && self.endpoint_id.is_none() && entries.iter().all(PutEventsRequestEntry::is_in_model) {
            return Ok(());
        }
        let mut members = Members::default();
        members.required("entries", self.entries.as_ref());
        if self.entries.is_some() && !count {
            let shown: Vec<String> = entries.iter().map(PutEventsRequestEntry::shown).collect();
            let shown = format!("[{}]", shown.join(", "));
            members.unless(!entries.is_empty(), "entries", &shown, "have length greater than or equal to 1");
            members.unless(entries.len() <= MOST_ENTRIES, "entries", &shown, "have length less than or equal to 10");
        }
        for (i, entry) in entries.iter().enumerate() {
            entry.check(&mut members, &format!("entries.{}.member", i + 1));
        }
        let endpoint = self.endpoint_id.as_ref();
        members.pattern("endpointId", endpoint, is_endpoint, ENDPOINT);
        Ok(members.length("endpointId", endpoint, 1, LONGEST_ENDPOINT).check()?)
    }
}

impl PutEventsRequestEntry {
    /// Whether nothing of it needs a closer look: so it is with most, and the rest of the checks costs nothing then.
    fn is_in_model(&self) -> bool {
        self.resources.iter().flatten().all(|resource| resource.len() <= LONGEST_RESOURCE)
            && self.trace_header.as_ref().is_none_or(|trace| (1..=LONGEST_TRACE).contains(&trace.len()))
            && self.event_bus_name.as_deref().is_none_or(|name| name.len() <= LONGEST_BUS_NAME && is_bus_name(name))
    }

    /// What AWS's model says of it; `path` is its path, such as `entries.1.member`.
    fn check(&self, members: &mut Members, path: &str) {
        if let Some(resources) = &self.resources {
            let fit = resources.iter().all(|resource| resource.chars().count() <= LONGEST_RESOURCE);
            let rule = format!(
                "satisfy constraint: [Member must have length less than or equal to {LONGEST_RESOURCE}, Member must have \
                 length greater than or equal to 0]"
            );
            members.unless(fit, &format!("{path}.resources"), &format!("[{}]", resources.join(", ")), &rule);
        }
        let member = format!("{path}.eventBusName");
        members.pattern(&member, self.event_bus_name.as_ref(), is_bus_name, BUS_NAME);
        members.length(&member, self.event_bus_name.as_ref(), 1, LONGEST_BUS_NAME);
        members.length(&format!("{path}.traceHeader"), self.trace_header.as_ref(), 1, LONGEST_TRACE);
    }

    /// Bytes, as AWS counts them.
    fn size(&self) -> usize {
        size([&self.source, &self.detail_type, &self.detail], &self.resources, self.time)
    }

    /// As AWS writes it in its refusals.
    fn shown(&self) -> String {
        fn text<T: AsRef<str>>(value: &Option<T>) -> &str {
            value.as_ref().map_or("null", AsRef::as_ref)
        }
        let resources = self.resources.as_ref().map(|all| format!("[{}]", all.join(", ")));
        format!(
            "PutEventsRequestEntry(time={}, source={}, resources={}, detailType={}, detail={}, eventBusName={}, \
             traceHeader={}, kmsKeyIdentifier=null, internalMetadata=null)",
            self.time.map_or_else(|| "null".to_owned(), |time| time.0.to_string()),
            text(&self.source),
            text(&resources),
            text(&self.detail_type),
            text(&self.detail),
            text(&self.event_bus_name),
            text(&self.trace_header),
        )
    }
}

/// Refuses an entry that lacks its source, detail-type or detail.
pub(super) fn check_presence(texts: [&Option<String>; 3]) -> Result<(), Failure> {
    const MISSING: [&str; 3] = [
        "Parameter Source is not valid. Reason: Source is a required argument.",
        "Parameter DetailType is not valid. Reason: DetailType is a required argument.",
        "Parameter Detail is not valid. Reason: Detail is a required argument.",
    ];
    let missing = texts.into_iter().zip(MISSING).find(|(text, _)| text.as_ref().is_none_or(String::is_empty));
    missing.map_or(Ok(()), |(_, reason)| Err(("InvalidArgument", reason)))
}

/// Bytes of an entry with these texts, as AWS counts them.
pub(super) fn size(texts: [&Option<String>; 3], resources: &Option<Vec<String>>, time: Option<Epoch>) -> usize {
    let texts: usize = texts.into_iter().flatten().map(String::len).sum();
    let resources: usize = resources.iter().flatten().map(String::len).sum();
    texts + resources + time.map_or(0, |_| TIME_BYTES)
}

/// Whether a text is the name or ARN of a bus that anybody may put events on: partners' buses have a `/`.
fn is_bus_name(text: &str) -> bool {
    if !text.starts_with("arn:") {
        return is_name(text);
    }
    let Ok(arn) = text.parse::<Arn>() else { return false };
    let is_word = |text: &str| text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte));
    let is_letters = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_lowercase());
    let mut region = arn.scope.region.splitn(3, '-');
    arn.partition.starts_with("aws")
        && is_word(&arn.partition)
        && arn.service == "events"
        && region.next().is_some_and(is_letters)
        && region.next().is_some_and(is_letters)
        && region.next().is_some_and(|rest| !rest.is_empty() && is_word(rest))
        && is_account(&arn.scope.account)
        && arn.resource.strip_prefix(RESOURCE).is_some_and(is_name)
}

/// Whether a text has the form of an endpoint's id.
fn is_endpoint(text: &str) -> bool {
    let is_word =
        |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    text.split_once('.').is_some_and(|(first, second)| is_word(first) && is_word(second))
}
