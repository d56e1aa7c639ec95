//! `cron(0/5 8-17 ? * MON-FRI *)`: minutes, hours, day of month, month, day of week, year. Local times, to the minute.

use jiff::civil::{Date, DateTime};

use super::days::{Days, Month};
use super::field::{Field, Steps};
use super::{Dialect, Refused};

const MINUTES: Field = Field {
    first: 0,
    last: 59,
    names: &[],
    wraps: true,
    steps: true,
    refused: Refused("minutes are 0-59 or *, with lists, ranges and steps"),
};

const HOURS: Field = Field {
    first: 0,
    last: 23,
    names: &[],
    wraps: true,
    steps: true,
    refused: Refused("hours are 0-23 or *, with lists, ranges and steps"),
};

const MONTHS: Field = Field {
    first: 1,
    last: 12,
    names: &["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"],
    wraps: true,
    steps: true,
    refused: Refused("months are 1-12, JAN-DEC or *, with lists, ranges and steps"),
};

const YEARS: Field = Field {
    first: 1970,
    last: 2199,
    names: &[],
    wraps: false,
    steps: true,
    refused: Refused("years are 1970-2199 or *, with lists, ranges and steps"),
};

/// Rules take years that the documentation doesn't.
const YEARS_OF_RULES: Field =
    Field { last: 2500, refused: Refused("years are 1970-2500 or *, with lists, ranges and steps"), ..YEARS };

/// What each field names, as sets: bit n is the value n.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Cron {
    minutes: u64,
    hours: u64,
    days: Days,
    months: u64,
    years: Box<[Steps]>,
}

impl Cron {
    /// From what stands in the parentheses: six fields between spaces. In Scheduler the year may be missing.
    pub fn parse(text: &str, dialect: Dialect) -> Result<Self, Refused> {
        let refused = Refused("a cron expression has six fields: minutes hours day-of-month month day-of-week year");
        if text.starts_with(' ') || text.ends_with(' ') {
            return Err(refused);
        }
        let mut fields = text.split(' ').filter(|field| !field.is_empty());
        let mut field = || fields.next().ok_or(refused);
        let (minutes, hours, of_month, months, of_week) = (field()?, field()?, field()?, field()?, field()?);
        let (year, years) = match (fields.next(), dialect) {
            (Some(year), Dialect::Rule) => (year, YEARS_OF_RULES),
            (Some(year), Dialect::Scheduler) => (year, YEARS),
            (None, Dialect::Scheduler) => ("*", YEARS),
            (None, Dialect::Rule) => return Err(refused),
        };
        if fields.next().is_some() {
            return Err(refused);
        }
        Ok(Cron {
            minutes: MINUTES.set(minutes)?,
            hours: HOURS.set(hours)?,
            days: Days::parse(of_month, of_week)?,
            months: MONTHS.set(months)?,
            years: year.split(',').map(|item| years.item(item)).collect::<Result<_, _>>()?,
        })
    }

    /// The first local time that it names in a minute after that of `local`. Goes from field to field, so that it ends
    /// soon also if there is none.
    pub fn next(&self, local: DateTime) -> Option<DateTime> {
        let wide = |small: i8| u32::from(small.unsigned_abs());
        let mut year = u32::try_from(local.year()).unwrap_or(0);
        let (mut month, mut day) = (wide(local.month()), wide(local.day()));
        let (mut hour, mut minute) = (wide(local.hour()), wide(local.minute()) + 1);
        loop {
            // A later value in one field begins the fields behind it anew; none begins the next value of the one before.
            let next = self.years.iter().filter_map(|years| years.lowest_from(year)).min()?;
            if next > year {
                (year, month, day, hour, minute) = (next, 1, 1, 0, 0);
            }
            let Some(next) = lowest_from(self.months, month) else {
                (year, month, day, hour, minute) = (year + 1, 1, 1, 0, 0);
                continue;
            };
            if next > month {
                (month, day, hour, minute) = (next, 1, 0, 0);
            }
            let first_day = Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, 1).ok()?;
            let Some(next) = lowest_from(self.days.of(Month::new(first_day)), day) else {
                (month, day, hour, minute) = (month + 1, 1, 0, 0);
                continue;
            };
            if next > day {
                (day, hour, minute) = (next, 0, 0);
            }
            let Some(next) = lowest_from(self.hours, hour) else {
                (day, hour, minute) = (day + 1, 0, 0);
                continue;
            };
            if next > hour {
                (hour, minute) = (next, 0);
            }
            let Some(next) = lowest_from(self.minutes, minute) else {
                (hour, minute) = (hour + 1, 0);
                continue;
            };
            let narrow = |wide: u32| i8::try_from(wide).ok();
            let date = Date::new(first_day.year(), first_day.month(), narrow(day)?).ok()?;
            return Some(date.at(narrow(hour)?, narrow(next)?, 0, 0));
        }
    }
}

/// The lowest member that isn't below `least`, which is under 64.
fn lowest_from(set: u64, least: u32) -> Option<u32> {
    let rest = set >> least << least;
    (rest != 0).then(|| rest.trailing_zeros())
}
