//! Schedule expressions by themselves: which texts are expressions, and when they fire.

mod bounds;
mod firings;
mod hostile;
mod oracle;
mod texts;
mod zones;

use eventyard::aws::time::Time;
use eventyard::expression::{Expression, Occurrence, Timetable, Zone};

fn time(text: &str) -> Time {
    Time::parse(text).unwrap_or_else(|| panic!("{text} isn't a time"))
}

fn zone(name: &str) -> Zone {
    Zone::find(name).unwrap_or_else(|| panic!("{name} isn't a zone"))
}

/// A schedule's timetable without dates, made at the epoch.
fn timetable(text: &str, zone_name: &str) -> Timetable {
    let expression = Expression::parse_scheduler(text).unwrap_or_else(|why| panic!("{text}: {why}"));
    Timetable::of_schedule(expression, zone(zone_name), Time::default(), None, None)
}

/// The next firings, asked for one by one.
fn firings(table: &Timetable, after: &str, most: usize) -> Vec<String> {
    let next = |last: &Time| table.next(*last);
    std::iter::successors(table.next(time(after)), next).take(most).map(written).collect()
}

/// A time without its milliseconds if they are 0.
fn written(time: Time) -> String {
    time.to_string().replace(".000Z", "Z")
}

/// What is to come, as text.
fn occurrences(table: &Timetable, after: &str, most: usize) -> Vec<String> {
    let write = |occurrence| match occurrence {
        Occurrence::Once(time) => written(time),
        Occurrence::Repeated { first, second } => format!("{}, not {}", written(first), written(second)),
        Occurrence::Skipped { local, changed_at } => format!("no {local}, changed at {}", written(changed_at)),
    };
    table.occurrences(time(after)).take(most).map(write).collect()
}
