//! An event as it goes from a bus to its rules: its envelope, written once for all of them.
//! <https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-events-structure.html>

use crate::aws::json;
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
    /// When the bus took it.
    pub ingested: Time,
    /// The X-Ray trace that it belongs to.
    pub trace: Option<Text>,
    /// How many buses it passed before this one.
    pub hops: u8,
}

/// The members of an envelope, in AWS's order.
#[derive(Clone, Copy, Debug)]
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
    pub replay_name: Option<&'a str>,
    /// ARNs.
    pub resources: &'a [String],
    /// Compact JSON.
    pub detail: &'a str,
}

impl Envelope<'_> {
    /// The envelope as compact JSON.
    pub fn text(&self) -> Text {
        let resources: usize = self.resources.iter().map(|one| one.len() + 3).sum();
        // The names and the short values come to less than 250 bytes.
        let size = 250 + self.source.len() + self.detail_type.len() + resources + self.detail.len();
        let mut out = String::with_capacity(size);
        let mut member = |name: &str, value: &str| {
            out.push_str(name);
            json::push_string(&mut out, value);
        };
        member("{\"version\":", self.version);
        member(",\"id\":", self.id);
        member(",\"detail-type\":", self.detail_type);
        member(",\"source\":", self.source);
        member(",\"account\":", self.account);
        member(",\"time\":", self.time);
        member(",\"region\":", self.region);
        if let Some(replay) = self.replay_name {
            member(",\"replay-name\":", replay);
        }
        out.push_str(",\"resources\":[");
        for (i, resource) in self.resources.iter().enumerate() {
            if i > 0 {
                out.push(',');
            }
            json::push_string(&mut out, resource);
        }
        out.push_str("],\"detail\":");
        out.push_str(self.detail);
        out.push('}');
        out.into()
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
    pub detail: &'a str,
    /// When it happened.
    pub time: Time,
    /// The X-Ray trace that it belongs to.
    pub trace: Option<&'a str>,
}

impl Told<'_> {
    /// The event, as a bus takes it from a caller of this account and region.
    pub fn event(&self, id: Text, from: &Scope, now: Time) -> Event {
        self.replayed(id, from, now, None)
    }

    /// The event, as it comes out of a replay if one is named.
    pub fn replayed(&self, id: Text, from: &Scope, now: Time, replay_name: Option<&str>) -> Event {
        let envelope = Envelope {
            version: "0",
            id: &id,
            detail_type: self.detail_type,
            source: self.source,
            account: &from.account,
            time: &self.time.to_seconds_text(),
            region: &from.region,
            replay_name,
            resources: self.resources,
            detail: self.detail,
        };
        let text = envelope.text();
        Event { id, text, ingested: now, trace: self.trace.map(Text::from), hops: 0 }
    }
}
