//! Against another cron engine, wherever both speak of the same. It repeats what stands in a repeated hour and makes up
//! for what is skipped, which AWS doesn't; these firings are taken out.

use croner::Cron;
use croner::parser::{CronParser, Seconds, Year};
use eventyard::aws::time::Time;
use eventyard::expression::{Expression, Timetable};
use jiff::tz::{TimeZone, TimeZoneDatabase};
use jiff::{Timestamp, ToSpan, Zoned};
use proptest::prelude::*;

use super::timetable;

/// A list of values, ranges and steps within `first..=last`.
fn field(first: u32, last: u32, steps: bool) -> impl Strategy<Value = String> {
    let value = first..=last;
    let range = (value.clone(), value.clone()).prop_map(|(a, b)| (a.min(b), a.max(b)));
    let step = 1_u32..=9;
    let item = match steps {
        true => prop_oneof![
            4 => value.prop_map(|a| a.to_string()),
            2 => range.clone().prop_map(|(a, b)| format!("{a}-{b}")),
            1 => (range.clone(), step.clone()).prop_map(|((a, b), n)| format!("{a}-{b}/{n}")),
            1 => (range, step.clone()).prop_map(|((a, _), n)| format!("{a}/{n}")),
            1 => step.prop_map(|n| format!("*/{n}")),
        ]
        .boxed(),
        false => prop_oneof![
            2 => value.prop_map(|a| a.to_string()),
            1 => range.prop_map(|(a, b)| format!("{a}-{b}")),
        ]
        .boxed(),
    };
    prop_oneof![2 => Just("*".to_owned()), 5 => prop::collection::vec(item, 1..4).prop_map(|items| items.join(","))]
}

/// Day of month, month, day of week.
fn days() -> impl Strategy<Value = (String, String)> {
    let of_month = prop_oneof![
        4 => field(1, 31, true),
        1 => Just("L".to_owned()),
        1 => Just("LW".to_owned()),
        2 => (1..=31).prop_map(|day| format!("{day}W")),
    ];
    let names = prop::sample::select(vec!["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"]);
    let of_week = prop_oneof![
        4 => field(1, 7, false),
        1 => names.clone().prop_map(str::to_owned),
        1 => (1..=7).prop_map(|day| format!("{day}L")),
        1 => (names, 1..=5).prop_map(|(day, n)| format!("{day}#{n}")),
    ];
    let question = || "?".to_owned();
    prop_oneof![of_month.prop_map(move |days| (days, question())), of_week.prop_map(move |days| (question(), days)),]
}

/// The fields of an expression that says something for the years in which is searched.
fn expressions() -> impl Strategy<Value = String> {
    let years = prop_oneof![3 => Just("*".to_owned()), 1 => field(2020, 2040, true)];
    (field(0, 59, true), field(0, 23, true), days(), field(1, 12, true), years).prop_map(
        |(minutes, hours, (of_month, of_week), months, years)| {
            format!("{minutes} {hours} {of_month} {months} {of_week} {years}")
        },
    )
}

/// Croner's reading of AWS's fields: days of the week from 1 for Sunday, and `*` for `?`.
fn croner(fields: &str) -> Cron {
    let parser = CronParser::builder()
        .seconds(Seconds::Required)
        .year(Year::Required)
        .alternative_weekdays(true)
        .sloppy_ranges(true)
        .build();
    // Years count from 1 there.
    let (rest, years) = fields.rsplit_once(' ').expect("six fields");
    let years = years.replace("*/", "1970/");
    parser.parse(&format!("0 {} {years}", rest.replace('?', "*"))).unwrap_or_else(|error| panic!("{fields}: {error}"))
}

/// Croner's next firing by AWS's rules, before the year 2060.
fn expected(cron: &Cron, after: &Zoned) -> Option<Zoned> {
    let mut last = after.clone();
    loop {
        let next = cron.find_next_occurrence(&last, false).ok().filter(|next| next.year() < 2060)?;
        let named = cron.is_time_matching(&next.datetime()).expect("a local time");
        let local = next.time_zone().to_ambiguous_timestamp(next.datetime());
        let first = local.earlier().is_ok_and(|first| first == next.timestamp());
        if named && first && next > *after {
            return Some(next);
        }
        last = next;
    }
}

/// Between the years 2020 and 2030.
const MILLIS: std::ops::Range<i64> = 1_577_836_800_000..1_900_000_000_000;

/// Value, unit and milliseconds of a rate.
fn rates() -> impl Strategy<Value = (i64, &'static str, i64)> {
    let unit = prop::sample::select(vec![
        ("minute", 60_000),
        ("minutes", 60_000),
        ("hour", 3_600_000),
        ("hours", 3_600_000),
        ("day", 86_400_000),
        ("days", 86_400_000),
    ]);
    (1..=100_i64, unit).prop_map(|(value, (unit, length))| (value, unit, value * length))
}

fn tz(name: &str) -> TimeZone {
    TimeZoneDatabase::bundled().get(name).expect(name)
}

#[track_caller]
fn compare(fields: &str, zone: &str, start: i64, firings: usize) {
    let cron = croner(fields);
    let table = timetable(&format!("cron({fields})"), zone);
    let mut after = Timestamp::from_second(start).expect("a time").to_zoned(tz(zone));
    for _ in 0..firings {
        let next = expected(&cron, &after);
        let ours = table.next(Time::from_millis(after.timestamp().as_millisecond()));
        let ours = ours.map(|time| Timestamp::from_millisecond(time.millis()).expect("a time"));
        let Some(next) = next else {
            let end = Timestamp::from_second(2_840_140_800).expect("2060");
            assert!(ours.is_none_or(|ours| ours + 24.hours() >= end), "{fields} in {zone} after {after}: {ours:?}");
            return;
        };
        assert_eq!(ours, Some(next.timestamp()), "{fields} in {zone} after {after}");
        after = next;
    }
}

proptest! {
    #[test]
    fn in_utc(fields in expressions(), start in 1_577_836_800_i64..1_900_000_000) {
        compare(&fields, "UTC", start, 12);
    }

    #[test]
    fn in_zones(
        fields in expressions(),
        zone in prop::sample::select(vec![
            "Europe/Vienna",
            "America/New_York",
            "Australia/Lord_Howe",
            "Australia/Sydney",
            "America/Santiago",
            "Asia/Kolkata",
            // Winter time is the exception there.
            "Europe/Dublin",
            "Africa/Casablanca",
            // Clocks change at midnight, or are behind by odd minutes.
            "America/Havana",
            "Asia/Beirut",
            "Pacific/Chatham",
            "America/St_Johns",
        ]),
        start in 1_577_836_800_i64..1_900_000_000,
    ) {
        compare(&fields, zone, start, 12);
    }

    /// In Scheduler's dialect the year may be missing.
    #[test]
    fn without_a_year(fields in expressions(), start in 1_577_836_800_i64..1_900_000_000) {
        let (five, _) = fields.rsplit_once(' ').expect("six fields");
        let after = Time::from_millis(start * 1000);
        let next = |fields: &str| timetable(&format!("cron({fields})"), "Europe/Vienna").next(after);
        assert_eq!(next(five), next(&format!("{five} *")), "{five}");
        compare(&format!("{five} *"), "Europe/Vienna", start, 3);
    }

    /// What comes between two dates is what comes at all, as far as it is between them.
    #[test]
    fn between_dates(
        text in prop_oneof![
            expressions().prop_map(|fields| format!("cron({fields})")),
            rates().prop_map(|(value, unit, _)| format!("rate({value} {unit})")),
        ],
        zone in prop::sample::select(vec!["UTC", "Europe/Vienna", "Australia/Lord_Howe"]),
        (start, end) in (MILLIS, MILLIS).prop_map(|(a, b)| (a.min(b), a.max(b))),
        from in MILLIS,
    ) {
        let read = || Expression::parse_scheduler(&text).expect("an expression");
        let zone = super::zone(zone);
        let (start, end, from) = (Time::from_millis(start), Time::from_millis(end), Time::from_millis(from));
        let bounded = Timetable::of_schedule(read(), zone.clone(), Time::default(), Some(start), Some(end));
        // A rate counts from its start date: nothing else may differ.
        let free = Timetable::of_schedule(read(), zone, start, None, None);
        let (mut last, mut before_start) = (from, Time::from_millis(start.millis() - 1));
        before_start = before_start.max(from);
        for _ in 0..20 {
            let expected = free.next(before_start).filter(|next| *next < end);
            assert_eq!(bounded.next(last), expected, "{text} after {last} within {start} and {end}");
            let Some(next) = expected else { break };
            (last, before_start) = (next, next);
        }
    }

    /// Counted by adding up.
    #[test]
    fn rates_from_a_start(
        (value, unit, period) in rates(),
        upper in any::<bool>(),
        space in any::<bool>(),
        start in MILLIS,
        ahead in -5_000_000_000_i64..5_000_000_000,
    ) {
        let unit = if upper { unit.to_uppercase() } else { unit.to_owned() };
        let text = format!("rate({value}{}{unit})", if space { " " } else { "" });
        let expression = Expression::parse_scheduler(&text).expect("a rate");
        let zone = super::zone("Europe/Vienna");
        let table = Timetable::of_schedule(expression, zone, Time::from_millis(start), None, None);
        let after = start + ahead;
        let mut expected = start;
        while expected <= after {
            expected += period;
        }
        for _ in 0..5 {
            let asked = if expected == start { after.min(start - 1) } else { expected - 1 };
            assert_eq!(table.next(Time::from_millis(asked)), Some(Time::from_millis(expected)), "{text} from {start}");
            expected += period;
        }
        let first = start.max(start + (ahead.div_euclid(period) + 1) * period);
        let found = table.next(Time::from_millis(after));
        assert_eq!(found, Some(Time::from_millis(first)), "{text} from {start} after {after}");
    }

    /// From a day or two before clocks are changed.
    #[test]
    fn around_changes(
        minutes in field(0, 59, true),
        hours in prop_oneof![Just("*".to_owned()), field(0, 4, true)],
        (zone, change) in prop::sample::select(vec![
            ("Europe/Vienna", 1_806_195_600),
            ("Europe/Vienna", 1_824_944_400),
            ("America/New_York", 1_805_007_600),
            ("America/New_York", 1_825_567_200),
            ("Australia/Lord_Howe", 1_806_764_400),
            ("Australia/Lord_Howe", 1_822_491_000),
            ("America/Santiago", 1_788_667_200),
        ]),
        before in -10_000_i64..100_000,
    ) {
        compare(&format!("{minutes} {hours} * * ? *"), zone, change - before, 40);
    }
}
