//! Putting events on buses.
//! <https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html>

use std::sync::Arc;

use super::Events;
use super::api::*;
use super::bus::{Bus, DEFAULT, bus_name};
use super::detail::compact;
use super::dispatch::SOURCE;
use super::error::Error;
use super::event::{Event, Told};
use crate::aws::scope::Caller;
use crate::aws::text::Text;
use crate::aws::time::{Epoch, Time};
use crate::deliver::{Cause, Delivery, Parcel, Refusal, Retry, To};

/// How many entries a request may have.
const MOST_ENTRIES: usize = 10;

/// How many bytes the entries of a request may have together.
pub(super) const MOST_BYTES: usize = 1 << 20;

/// How many bytes a time counts for.
const TIME_BYTES: usize = 14;

/// A caller may not speak for that source.
pub(super) const NOT_AUTHORIZED: Failure = ("NotAuthorizedForSourceException", "Not authorized for the source.");

/// The detail is no JSON object.
pub(super) const MALFORMED: Failure = ("MalformedDetail", "Detail is malformed.");

/// Why an entry failed: its code and text.
pub(super) type Failure = (&'static str, &'static str);

impl Events {
    /// PutEvents: an entry that is wrong fails alone.
    pub(super) fn put_events(&self, at: &Caller<'_>, input: PutEventsRequest) -> Result<PutEventsResponse, Error> {
        let entries = input.entries.unwrap_or_default();
        check_count(&entries)?;
        if entries.iter().map(PutEventsRequestEntry::size).sum::<usize>() >= MOST_BYTES {
            return Err(Error::validation("Total size of the entries in the request is over the limit."));
        }
        let now = self.now();
        // Most requests put all of their events on one bus.
        let mut bus: Option<(String, Option<Arc<Bus>>)> = None;
        let mut response = PutEventsResponse { failed_entry_count: 0, entries: Vec::with_capacity(entries.len()) };
        for entry in &entries {
            let name = entry.event_bus_name.as_deref().unwrap_or(DEFAULT);
            if bus.as_ref().is_none_or(|(known, _)| known != name) {
                bus = Some((name.to_owned(), self.find_bus(&at.scope, name)));
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
            None => self.lose(now, at, entry.event_bus_name.as_deref().unwrap_or(DEFAULT), &event),
        }
        Ok(id)
    }

    /// Notes that an event was put on a bus that isn't there.
    fn lose(&self, now: Time, at: &Caller<'_>, name: &str, event: &Event) {
        let bus = Bus::new(bus_name(name), &at.scope, now);
        let no_bus = Refusal::lasting("ResourceNotFoundException", Error::no_bus(name).message());
        self.shared.courier.send(
            now,
            [Parcel {
                source: SOURCE,
                from: bus.arn_text.clone(),
                via: None,
                name: bus.arn_text.clone(),
                to: To::Refusing(no_bus.because(Cause::NoResource)),
                delivery: Delivery { message: event.id.clone(), ..Delivery::default() },
                retry: Retry::NONE.into(),
                pace: None,
                dead_letter: None,
            }],
        );
    }
}

impl PutEventsRequestEntry {
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

/// Refuses no entries, and too many.
fn check_count(entries: &[PutEventsRequestEntry]) -> Result<(), Error> {
    let rule = match entries.len() {
        0 => "greater than or equal to 1",
        1..=MOST_ENTRIES => return Ok(()),
        _ => "less than or equal to 10",
    };
    let shown: Vec<String> = entries.iter().map(PutEventsRequestEntry::shown).collect();
    Err(Error::validation(format!(
        "1 validation error detected: Value '[{}]' at 'entries' failed to satisfy constraint: Member must have length {rule}",
        shown.join(", ")
    )))
}
