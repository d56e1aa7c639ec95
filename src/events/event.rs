//! An event as it goes from a bus to its rules: its envelope, written once for all of them.
//! <https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-events-structure.html>

use serde::Serialize;
use serde_json::value::RawValue;

use crate::aws::scope::Scope;
use crate::aws::text::Text;
use crate::aws::time::Time;

/// An event on a bus. Clones share its text.
#[derive(Clone, Debug)]
pub struct Event {
    /// The id, the same for all rules and targets.
    pub id: Text,
    /// The envelope as compact JSON.
    pub text: Text,
    /// The event's own time, in whole seconds.
    pub time: Time,
    /// When the bus took it.
    pub ingested: Time,
    /// The X-Ray trace that it belongs to.
    pub trace: Option<Text>,
    /// How many buses it passed before this one.
    pub hops: u8,
}

/// The members of an envelope, in AWS's order.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Envelope<'a> {
    /// Always `0`.
    pub version: &'a str,
    /// The event's id.
    pub id: &'a str,
    /// What kind of event it is.
    pub detail_type: &'a str,
    /// Who tells of it.
    pub source: &'a str,
    /// Twelve digits.
    pub account: &'a str,
    /// `YYYY-MM-DDThh:mm:ssZ`.
    pub time: &'a str,
    /// Where it was put.
    pub region: &'a str,
    /// The replay that it comes from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replay_name: Option<&'a str>,
    /// ARNs.
    pub resources: &'a [String],
    /// Compact JSON.
    pub detail: &'a RawValue,
}

impl Envelope<'_> {
    /// The envelope as compact JSON.
    pub fn text(&self) -> Text {
        // Strings as keys, nothing that can fail.
        serde_json::to_string(self).unwrap_or_default().into()
    }
}

/// What is said of an event by whoever puts it; the rest of its envelope comes from where it is put.
#[derive(Clone, Copy, Debug)]
pub struct Told<'a> {
    /// Who tells of it.
    pub source: &'a str,
    /// What kind of event it is.
    pub detail_type: &'a str,
    /// ARNs.
    pub resources: &'a [String],
    /// Compact JSON.
    pub detail: &'a RawValue,
    /// When it happened.
    pub time: Time,
    /// The X-Ray trace that it belongs to.
    pub trace: Option<&'a str>,
}

impl Told<'_> {
    /// The event, as a bus takes it from a caller of this account and region.
    pub fn event(&self, id: Text, from: &Scope, now: Time) -> Event {
        let envelope = Envelope {
            version: "0",
            id: &id,
            detail_type: self.detail_type,
            source: self.source,
            account: &from.account,
            time: &self.time.to_seconds_text(),
            region: &from.region,
            replay_name: None,
            resources: self.resources,
            detail: self.detail,
        };
        let text = envelope.text();
        Event { id, text, time: self.time, ingested: now, trace: self.trace.map(Text::from), hops: 0 }
    }
}
