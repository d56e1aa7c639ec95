//! A time zone by its IANA name, and what a local time is in it.

use std::sync::LazyLock;

use jiff::civil::DateTime;
use jiff::tz::{AmbiguousOffset, Offset, TimeZone, TimeZoneDatabase};
use jiff::{SignedDuration, Timestamp, Zoned};

use super::Occurrence;
use crate::aws::time::Time;

static ZONES: LazyLock<TimeZoneDatabase> = LazyLock::new(TimeZoneDatabase::bundled);

/// A time zone; all schedules in one zone share its rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Zone(TimeZone);

impl Zone {
    /// Coordinated universal time.
    pub const UTC: Zone = Zone(TimeZone::UTC);

    /// The zone of an IANA name such as `Europe/Vienna`, spelled as it is there; [`None`] if there is none.
    pub fn find(name: &str) -> Option<Self> {
        if name == "UTC" {
            return Some(Zone::UTC);
        }
        // The database folds case and takes names that aren't zones.
        ZONES.get(name).ok().filter(|zone| zone.iana_name() == Some(name) && !zone.is_unknown()).map(Zone)
    }

    /// Its IANA name.
    pub fn name(&self) -> &str {
        self.0.iana_name().unwrap_or("UTC")
    }

    /// What clocks show.
    pub fn local(&self, time: Time) -> Option<DateTime> {
        Timestamp::from_millisecond(time.millis()).ok().map(|at| self.0.to_datetime(at))
    }

    /// A time with what clocks show then; [`None`] beyond all dates.
    pub fn moment(&self, time: Time) -> Option<Zoned> {
        Timestamp::from_millisecond(time.millis()).ok().map(|at| at.to_zoned(self.0.clone()))
    }

    /// What clocks show, as RFC 3339 with the offset: `2027-03-28T08:00:00+02:00`. Empty beyond all dates.
    pub fn local_text(&self, time: Time) -> String {
        let moment = self.moment(time);
        moment.map_or_else(String::new, |moment| moment.strftime("%Y-%m-%dT%H:%M:%S%.f%:z").to_string())
    }

    /// When clocks show `local`. [`None`] beyond all dates.
    pub(super) fn occurrence(&self, local: DateTime) -> Option<Occurrence> {
        let time = |offset: Offset| offset.to_timestamp(local).ok().map(|at| Time::from_millis(at.as_millisecond()));
        Some(match self.0.to_ambiguous_timestamp(local).offset() {
            AmbiguousOffset::Unambiguous { offset } => Occurrence::Once(time(offset)?),
            AmbiguousOffset::Fold { before, after } => {
                Occurrence::Repeated { first: time(before)?, second: time(after)? }
            }
            AmbiguousOffset::Gap { before, .. } => {
                // By the clock as it would have gone on, so that the change is at this time or just before it.
                let unchanged = before.to_timestamp(local).ok()?;
                let not_after = unchanged.checked_add(SignedDuration::from_nanos(1)).ok()?;
                let change = self.0.preceding(not_after).next().map_or(unchanged, |change| change.timestamp());
                Occurrence::Skipped { local, changed_at: Time::from_millis(change.as_millisecond()) }
            }
        })
    }
}
