//! On which days of a month a cron expression fires: its day of the month or its day of the week.

use jiff::civil::Date;

use super::Refused;
use super::field::{Field, number};

const OF_MONTH: Field = Field {
    first: 1,
    last: 31,
    names: &[],
    wraps: true,
    steps: true,
    refused: Refused("a day of the month is 1-31, *, ?, L, LW or 15W, with lists, ranges and steps"),
};

const OF_WEEK: Field = Field {
    first: 1,
    last: 7,
    names: &["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"],
    wraps: true,
    steps: false,
    refused: Refused("a day of the week is 1-7, SUN-SAT, *, ?, L, 6L or 6#3, with lists and ranges"),
};

/// Exactly one of the two fields says something, the other is `?`. In sets of days of a month bit 1 is the first; in
/// those of days of the week bit 0 is Sunday.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Days {
    OfMonth {
        on: u64,
        /// `L`
        last: bool,
        /// `LW`
        last_weekday: bool,
        /// `15W`: Monday to Friday, whichever is nearest to these.
        nearest_weekday: u64,
    },
    OfWeek {
        on: u64,
        /// `6L`: the last one of the month.
        last: u64,
    },
    /// `6#3`
    Nth { weekday: u32, n: u32 },
}

impl Days {
    /// From the fields day of month and day of week.
    pub fn parse(of_month: &str, of_week: &str) -> Result<Self, Refused> {
        match (of_month, of_week) {
            ("?", "?") => Err(Refused("one of day of month and day of week isn't ?")),
            (text, "?") => Self::of_month(text),
            ("?", text) => Self::of_week(text),
            _ => Err(Refused("one of day of month and day of week is ?")),
        }
    }

    fn of_month(text: &str) -> Result<Self, Refused> {
        let (mut on, mut last, mut last_weekday, mut nearest_weekday) = (0, false, false, 0);
        for item in text.split(',') {
            if item.eq_ignore_ascii_case("L") {
                last = true;
            } else if item.eq_ignore_ascii_case("LW") {
                last_weekday = true;
            } else if let Some(day) = item.strip_suffix(['W', 'w']) {
                nearest_weekday |= 1 << OF_MONTH.value(day).ok_or(OF_MONTH.refused)?;
            } else {
                on |= OF_MONTH.item_set(item)?;
            }
        }
        Ok(Days::OfMonth { on, last, last_weekday, nearest_weekday })
    }

    fn of_week(text: &str) -> Result<Self, Refused> {
        let weekday = |day: &str| OF_WEEK.value(day).map(|day| day - 1).ok_or(OF_WEEK.refused);
        if let Some((day, n)) = text.split_once('#') {
            let n = number(n).filter(|n| (1..=5).contains(n));
            return Ok(Days::Nth { weekday: weekday(day)?, n: n.ok_or(OF_WEEK.refused)? });
        }
        let (mut on, mut last) = (0, 0);
        for item in text.split(',') {
            match item.strip_suffix(['L', 'l']) {
                // The last day of the week.
                Some("") => on |= 1 << 6,
                Some(day) => last |= 1 << weekday(day)?,
                None => on |= OF_WEEK.item_set(item)? >> 1,
            }
        }
        Ok(Days::OfWeek { on, last })
    }

    /// The days of a month on which it fires: bit n is the n-th.
    pub fn of(&self, month: Month) -> u64 {
        match self {
            Days::OfMonth { on, last, last_weekday, nearest_weekday } => {
                let mut days = on & month.all();
                if *last {
                    days |= 1 << month.length;
                }
                if *last_weekday {
                    days |= 1 << month.nearest_weekday(month.length);
                }
                let mut wanted = nearest_weekday & month.all();
                while wanted != 0 {
                    days |= 1 << month.nearest_weekday(wanted.trailing_zeros());
                    wanted &= wanted - 1;
                }
                days
            }
            Days::OfWeek { on, last } => {
                // The last seven days have each day of the week once.
                let last_week = month.all() & !(month.all() >> 7);
                month.on_weekdays(*on) | month.on_weekdays(*last) & last_week
            }
            Days::Nth { weekday, n } => {
                let first = 1 + (weekday + 7 - month.first) % 7;
                (1 << (first + 7 * (n - 1))) & month.all()
            }
        }
    }
}

/// How a month lies in the week.
#[derive(Clone, Copy)]
pub(super) struct Month {
    /// The day of the week of its first day; 0 is Sunday.
    first: u32,
    /// In days.
    length: u32,
}

impl Month {
    /// The month that begins on this day.
    pub fn new(first_day: Date) -> Self {
        let first = first_day.weekday().to_sunday_zero_offset().unsigned_abs();
        Month { first: first.into(), length: first_day.days_in_month().unsigned_abs().into() }
    }

    fn all(self) -> u64 {
        (1 << (self.length + 1)) - 2
    }

    fn on_weekdays(self, weekdays: u64) -> u64 {
        let of_first_week = (weekdays >> self.first | weekdays << (7 - self.first)) & 0x7f;
        let every_seventh = 1 << 1 | 1 << 8 | 1 << 15 | 1 << 22 | 1 << 29;
        (of_first_week * every_seventh) & self.all()
    }

    /// The day from Monday to Friday next to this one, in the same month.
    fn nearest_weekday(self, day: u32) -> u32 {
        match (self.first + day - 1) % 7 {
            6 if day == 1 => 3,
            6 => day - 1,
            0 if day == self.length => day - 2,
            0 => day + 1,
            _ => day,
        }
    }
}
