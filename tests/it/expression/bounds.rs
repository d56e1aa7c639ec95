//! StartDate and EndDate.

use eventyard::expression::{Expression, Timetable, Zone};

use super::{firings, occurrences, time};

fn between(text: &str, start: Option<&str>, end: Option<&str>) -> Timetable {
    let expression = Expression::parse_scheduler(text).expect(text);
    let created = time("2026-12-01T12:34:56Z");
    Timetable::of_schedule(expression, Zone::UTC, created, start.map(time), end.map(time))
}

#[test]
fn cron_fires_at_the_start_and_before_the_end() {
    let table = between("cron(0 * * * ? *)", Some("2026-12-02T10:00:00Z"), Some("2026-12-02T12:00:00Z"));
    assert_eq!(firings(&table, "2026-12-01T00:00:00Z", 9), ["2026-12-02T10:00:00Z", "2026-12-02T11:00:00Z"]);
    assert_eq!(firings(&table, "2026-12-02T10:00:00Z", 9), ["2026-12-02T11:00:00Z"]);
    let table = between("cron(0 * * * ? *)", Some("2026-12-02T10:00:00.001Z"), Some("2026-12-02T11:00:00.001Z"));
    assert_eq!(firings(&table, "2026-12-01T00:00:00Z", 9), ["2026-12-02T11:00:00Z"]);
    let table = between("cron(0 0 1 1 ? *)", None, Some("2026-12-31T00:00:00Z"));
    assert!(firings(&table, "2026-12-01T00:00:00Z", 9).is_empty());
}

#[test]
fn a_rate_counts_from_the_start() {
    let table = between("rate(40 minutes)", Some("2026-12-02T10:00:10Z"), Some("2026-12-02T11:20:10Z"));
    assert_eq!(firings(&table, "2026-12-01T00:00:00Z", 9), ["2026-12-02T10:00:10Z", "2026-12-02T10:40:10Z"]);
    // A start before the creation sets the beat.
    let table = between("rate(1 hour)", Some("2026-12-01T12:30:00Z"), None);
    assert_eq!(firings(&table, "2026-12-01T12:34:56Z", 1), ["2026-12-01T13:30:00Z"]);
}

#[test]
fn they_do_not_matter_to_one_time_schedules() {
    let table = between("at(2027-01-01T00:00:00)", Some("2027-02-01T00:00:00Z"), Some("2027-03-01T00:00:00Z"));
    assert_eq!(firings(&table, "2026-12-01T00:00:00Z", 9), ["2027-01-01T00:00:00Z"]);
    let table = between("at(2027-01-01T00:00:00)", None, Some("2026-12-31T00:00:00Z"));
    assert_eq!(firings(&table, "2026-12-01T00:00:00Z", 9), ["2027-01-01T00:00:00Z"]);
}

#[test]
fn occurrences_end_with_the_end() {
    let table = between("cron(0 * * * ? *)", None, Some("2026-12-02T02:00:00Z"));
    let mut left = table.occurrences(time("2026-12-02T00:00:00Z"));
    assert!(left.next().is_some());
    assert!(left.next().is_none());
    assert!(left.next().is_none());
    let zone = super::zone("Europe/Vienna");
    let expression = Expression::parse_scheduler("cron(0/30 2,3 * * ? *)").expect("a cron expression");
    let end = Some(time("2027-03-28T01:30:00Z"));
    let table = Timetable::of_schedule(expression, zone, time("2026-12-02T00:00:00Z"), None, end);
    let all = [
        "no 2027-03-28T02:00:00, changed at 2027-03-28T01:00:00Z",
        "no 2027-03-28T02:30:00, changed at 2027-03-28T01:00:00Z",
        "2027-03-28T01:00:00Z",
    ];
    assert_eq!(occurrences(&table, "2027-03-27T12:00:00Z", 9), all);
}
