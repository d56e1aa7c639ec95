//! The events of one archive: by their own time, as replays want them, and in the order in which they came, as they
//! expire. Their texts are shared with whoever else got them.

use std::borrow::Cow;
use std::collections::{BTreeMap, VecDeque};
use std::ops::Bound;
use std::time::Duration;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::event::Event;
use crate::aws::body::Body;
use crate::aws::text::Text;
use crate::aws::time::Time;
use crate::deliver::Delivery;

/// What AWS counts for an event beside its texts.
const BYTES_BESIDE: u64 = 20;

/// Replays go by groups of this length.
const MINUTE: i64 = 60_000;

/// Where an event stands: by its own time, and among those of the same time by its arrival.
pub type Place = (Time, u64);

/// An event in an archive.
#[derive(Clone, Debug)]
pub struct Kept {
    id: Text,
    /// The envelope.
    body: Body,
    trace: Option<Text>,
    hops: u8,
    bytes: u64,
}

/// What of an envelope is looked at.
#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Looked<'a> {
    #[serde(borrow)]
    source: Cow<'a, str>,
    #[serde(borrow)]
    detail_type: Cow<'a, str>,
    #[serde(borrow)]
    time: Cow<'a, str>,
    #[serde(borrow)]
    detail: &'a RawValue,
}

impl Kept {
    /// An event as it was delivered, and its own time; nothing where it is no event.
    pub fn of(delivery: &Delivery) -> Option<(Time, Self)> {
        let looked: Looked<'_> = serde_json::from_str(&delivery.body).ok()?;
        let texts = [&*looked.source, &*looked.detail_type, looked.detail.get()];
        let kept = Kept {
            id: delivery.message.clone(),
            body: delivery.body.clone(),
            trace: delivery.trace.clone(),
            // The bus that the archive belongs to is counted in what it delivers.
            hops: delivery.hops.saturating_sub(1),
            bytes: texts.iter().map(|text| text.len() as u64).sum::<u64>() + BYTES_BESIDE,
        };
        Some((Time::parse(&looked.time)?, kept))
    }

    /// The event as a replay sends it: with the replay's name before the resources, else as it was.
    pub fn replayed(&self, now: Time, replay: &str) -> Event {
        // All that stands before it are strings, in which quotes are escaped: the first one is the envelope's own.
        let at = self.body.find(r#","resources":"#).unwrap_or(self.body.len());
        let (head, tail) = self.body.split_at(at);
        let text = format!(r#"{head},"replay-name":"{replay}"{tail}"#);
        Event { id: self.id.clone(), text: text.into(), ingested: now, trace: self.trace.clone(), hops: self.hops }
    }
}

/// All events of an archive.
#[derive(Debug, Default)]
pub struct Archived {
    by_time: BTreeMap<Place, Kept>,
    /// When each came, and where it stands.
    arrivals: VecDeque<(Time, Place)>,
    arrived: u64,
    bytes: u64,
}

impl Archived {
    /// Takes an event in.
    pub fn keep(&mut self, now: Time, time: Time, kept: Kept) {
        let place = (time, self.arrived);
        self.arrived += 1;
        self.bytes += kept.bytes;
        self.by_time.insert(place, kept);
        self.arrivals.push_back((now, place));
    }

    /// Lets go of what came longer ago than this.
    pub fn expire(&mut self, now: Time, retention: Duration) {
        while self.arrivals.front().is_some_and(|(arrived, _)| *arrived + retention <= now) {
            let gone = self.arrivals.pop_front().and_then(|(_, place)| self.by_time.remove(&place));
            self.bytes -= gone.map_or(0, |kept| kept.bytes);
        }
    }

    /// How many there are.
    pub fn count(&self) -> u64 {
        self.by_time.len() as u64
    }

    /// Their size, as AWS counts it.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// The next events of a window of time, so many at most and all of one minute.
    pub fn next(&self, window: &Window, most: usize) -> Vec<(Place, Kept)> {
        let mut rest = self.by_time.range(window.bounds()).peekable();
        let Some(minute) = rest.peek().map(|((time, _), _)| minute(*time)) else { return Vec::new() };
        let group = rest.take_while(|((time, _), _)| self::minute(*time) == minute);
        group.take(most).map(|(place, kept)| (*place, kept.clone())).collect()
    }

    /// The minutes in which the first and the last event of a window lie.
    pub fn minutes(&self, window: &Window) -> Option<(i64, i64)> {
        let mut rest = self.by_time.range(window.bounds());
        let first = rest.next()?;
        let last = rest.next_back().unwrap_or(first);
        Some((minute(first.0.0), minute(last.0.0)))
    }
}

/// A window of time, and how far it has been gone through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// Where it begins.
    pub from: Time,
    /// Where it ends; what is of that time is no part of it.
    pub until: Time,
    /// The event that was last.
    pub after: Option<Place>,
}

impl Window {
    fn bounds(&self) -> (Bound<Place>, Bound<Place>) {
        // Events have whole seconds: one that was put right after the window began may bear a time before it.
        let from = (Time::from_millis(self.from.seconds() * 1000), 0);
        // Between bounds that are the wrong way round there is nothing to look for.
        let until = (self.until, 0).max(from);
        match self.after {
            Some(after) if after < until => (Bound::Excluded(after), Bound::Excluded(until)),
            Some(_) => (Bound::Included(until), Bound::Excluded(until)),
            None => (Bound::Included(from), Bound::Excluded(until)),
        }
    }
}

/// The minute of a time, counted since the epoch.
pub fn minute(time: Time) -> i64 {
    time.millis().div_euclid(MINUTE)
}
