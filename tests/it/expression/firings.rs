//! When expressions fire, in UTC.

use eventyard::aws::time::Time;
use eventyard::expression::{Expression, Timetable};

use super::{firings, time, timetable};

/// Checks the next firings after a Wednesday's night.
#[track_caller]
fn check(text: &str, expected: &[&str]) {
    check_after("2026-12-02T00:00:00Z", text, expected);
}

#[track_caller]
fn check_after(after: &str, text: &str, expected: &[&str]) {
    let found = firings(&timetable(text, "UTC"), after, expected.len());
    assert_eq!(found, expected, "{text}");
}

#[test]
fn minutes_and_hours() {
    check("cron(* * * * ? *)", &["2026-12-02T00:01:00Z", "2026-12-02T00:02:00Z"]);
    check("cron(0 10 * * ? *)", &["2026-12-02T10:00:00Z", "2026-12-03T10:00:00Z"]);
    check("cron(5,35 14 * * ? *)", &["2026-12-02T14:05:00Z", "2026-12-02T14:35:00Z", "2026-12-03T14:05:00Z"]);
    check("cron(*/25 * * * ? *)", &["2026-12-02T00:25:00Z", "2026-12-02T00:50:00Z", "2026-12-02T01:00:00Z"]);
    check("cron(10/20 0 * * ? *)", &["2026-12-02T00:10:00Z", "2026-12-02T00:30:00Z", "2026-12-02T00:50:00Z"]);
    check("cron(1-31/30 1-1 ? * 1,7 *)", &["2026-12-05T01:01:00Z", "2026-12-05T01:31:00Z", "2026-12-06T01:01:00Z"]);
    check("cron(0 22-1 * * ? *)", &["2026-12-02T01:00:00Z", "2026-12-02T22:00:00Z", "2026-12-02T23:00:00Z"]);
    check("cron(50-10/10 12 * * ? *)", &["2026-12-02T12:00:00Z", "2026-12-02T12:10:00Z", "2026-12-02T12:50:00Z"]);
    // A step beyond the end leaves the start.
    check("cron(0/90 6 * * ? *)", &["2026-12-02T06:00:00Z", "2026-12-03T06:00:00Z"]);
}

#[test]
fn strictly_after() {
    for (after, next) in [
        ("2026-12-02T09:59:59.999Z", "2026-12-02T10:00:00Z"),
        ("2026-12-02T10:00:00Z", "2026-12-03T10:00:00Z"),
        ("2026-12-02T10:00:00.001Z", "2026-12-03T10:00:00Z"),
        ("2026-12-02T10:00:59.999Z", "2026-12-03T10:00:00Z"),
        ("2026-12-31T23:59:59.999Z", "2027-01-01T10:00:00Z"),
    ] {
        check_after(after, "cron(0 10 * * ? *)", &[next]);
    }
}

#[test]
fn days_of_the_month() {
    check("cron(0 8 1 * ? *)", &["2027-01-01T08:00:00Z", "2027-02-01T08:00:00Z"]);
    check("cron(0 0 31 * ? *)", &["2026-12-31T00:00:00Z", "2027-01-31T00:00:00Z", "2027-03-31T00:00:00Z"]);
    check("cron(0 0 29 2 ? *)", &["2028-02-29T00:00:00Z", "2032-02-29T00:00:00Z"]);
    check("cron(0 0 30-2 * ? *)", &["2026-12-30T00:00:00Z", "2026-12-31T00:00:00Z", "2027-01-01T00:00:00Z"]);
    check_after("2096-03-01T00:00:00Z", "cron(0 0 29 2 ? *)", &["2104-02-29T00:00:00Z"]);
    check("cron(0 0 1/10 JAN ? *)", &["2027-01-01T00:00:00Z", "2027-01-11T00:00:00Z", "2027-01-21T00:00:00Z"]);
    let last = ["2026-12-31T00:00:00Z", "2027-01-31T00:00:00Z", "2027-02-28T00:00:00Z", "2027-03-31T00:00:00Z"];
    check("cron(0 0 L * ? *)", &last);
    check("cron(0 0 L 2 ? *)", &["2027-02-28T00:00:00Z", "2028-02-29T00:00:00Z"]);
    check("cron(0 0 1,L * ? *)", &["2026-12-31T00:00:00Z", "2027-01-01T00:00:00Z", "2027-01-31T00:00:00Z"]);
}

#[test]
fn weekdays_near_a_day() {
    // 31 January 2027 is a Sunday, 28 February too.
    check("cron(0 0 LW * ? *)", &["2026-12-31T00:00:00Z", "2027-01-29T00:00:00Z", "2027-02-26T00:00:00Z"]);
    // 15 May 2027 is a Saturday, 15 August a Sunday, 15 June a Tuesday.
    check("cron(0 0 15W 5,6,8 ? *)", &["2027-05-14T00:00:00Z", "2027-06-15T00:00:00Z", "2027-08-16T00:00:00Z"]);
    // 1 May 2027 is a Saturday, 1 August a Sunday.
    check("cron(0 0 1W 5,8 ? *)", &["2027-05-03T00:00:00Z", "2027-08-02T00:00:00Z"]);
    // 31 October 2027 is a Sunday; September has no 31st.
    check("cron(0 0 31W 9,10 ? *)", &["2027-10-29T00:00:00Z"]);
}

#[test]
fn days_of_the_week() {
    check("cron(0 2 ? * SAT *)", &["2026-12-05T02:00:00Z", "2026-12-12T02:00:00Z"]);
    check("cron(0 2 ? * 7 *)", &["2026-12-05T02:00:00Z", "2026-12-12T02:00:00Z"]);
    check("cron(0 2 ? * 1 *)", &["2026-12-06T02:00:00Z", "2026-12-13T02:00:00Z"]);
    check("cron(0 2 ? * L *)", &["2026-12-05T02:00:00Z", "2026-12-12T02:00:00Z"]);
    let week = ["2026-12-03T18:00:00Z", "2026-12-04T18:00:00Z", "2026-12-07T18:00:00Z"];
    check_after("2026-12-02T18:00:00Z", "cron(0 18 ? * MON-FRI *)", &week);
    let weekend = ["2026-12-04T00:00:00Z", "2026-12-05T00:00:00Z", "2026-12-06T00:00:00Z", "2026-12-07T00:00:00Z"];
    check("cron(0 0 ? * FRI-MON *)", &weekend);
    check_after("2026-12-07T00:00:00Z", "cron(0 0 ? * 6-2 *)", &["2026-12-11T00:00:00Z"]);
    check("cron(0 9 ? * 6L *)", &["2026-12-25T09:00:00Z", "2027-01-29T09:00:00Z", "2027-02-26T09:00:00Z"]);
    check("cron(0 9 ? * MONL,6L *)", &["2026-12-25T09:00:00Z", "2026-12-28T09:00:00Z", "2027-01-25T09:00:00Z"]);
    check("cron(0 2 ? * SAT#3 *)", &["2026-12-19T02:00:00Z", "2027-01-16T02:00:00Z"]);
    check("cron(0 0 ? * 3#2 *)", &["2026-12-08T00:00:00Z", "2027-01-12T00:00:00Z"]);
    check("cron(0 0 ? * 5#5 *)", &["2026-12-31T00:00:00Z", "2027-04-29T00:00:00Z"]);
    check("cron(* * ? * SAT#3 *)", &["2026-12-19T00:00:00Z", "2026-12-19T00:01:00Z"]);
    check_after("2026-12-19T23:59:00Z", "cron(* * ? * SAT#3 *)", &["2027-01-16T00:00:00Z"]);
}

#[test]
fn months_and_years() {
    check("cron(0 0 1 1-12/3 ? *)", &["2027-01-01T00:00:00Z", "2027-04-01T00:00:00Z", "2027-07-01T00:00:00Z"]);
    check("cron(0 0 1 NOV-FEB/2 ? *)", &["2027-01-01T00:00:00Z", "2027-11-01T00:00:00Z"]);
    check("cron(0 0 1 1 ? 2025/3)", &["2028-01-01T00:00:00Z", "2031-01-01T00:00:00Z"]);
    check("cron(0 0 1 1 ? 2040,2030-2031)", &["2030-01-01T00:00:00Z", "2031-01-01T00:00:00Z", "2040-01-01T00:00:00Z"]);
    check("cron(0 0 1 1 ?)", &["2027-01-01T00:00:00Z"]);
    let after = "2002-05-01T00:00:00Z";
    check_after(after, "cron(15 10 ? * 6L 2002-2005)", &["2002-05-31T10:15:00Z", "2002-06-28T10:15:00Z"]);
}

#[test]
fn what_never_fires_ends_at_once() {
    for text in [
        "cron(0 10 ? JAN 1-5 2022)",
        "cron(15 10 ? * 6L 2002-2005)",
        "cron(* * 30 2 ? *)",
        "cron(* * 31 2,4,6,9,11 ? *)",
        "cron(* * 31W 2 ? *)",
        "cron(* * 29 2 ? 2100)",
        "cron(0 0 ? 2 1#5 2027-2031)",
        "at(2022-12-31T23:59:59)",
    ] {
        assert_eq!(timetable(text, "UTC").next(time("2026-12-02T00:00:00Z")), None, "{text}");
    }
    // Nor does anything after the last year.
    let after = time("2199-12-31T23:58:00Z");
    let table = timetable("cron(* * * * ? *)", "Europe/Vienna");
    assert_eq!(table.next(after), None);
    assert_eq!(timetable("cron(* * * * ? *)", "UTC").next(after), Some(time("2199-12-31T23:59:00Z")));
    for after in [time("2500-12-31T23:59:00Z"), Time::MAX, Time::from_millis(i64::MAX)] {
        let expression = Expression::parse_rule("cron(* * * * ? *)").expect("an expression");
        assert_eq!(Timetable::of_rule(expression, Time::default()).next(after), None);
    }
}

#[test]
fn the_first_of_all() {
    for after in ["1969-12-31T23:59:59Z", "1900-01-01T00:00:00Z"] {
        check_after(after, "cron(* * * * ? *)", &["1970-01-01T00:00:00Z", "1970-01-01T00:01:00Z"]);
    }
    let table = timetable("cron(* * * * ? *)", "UTC");
    assert_eq!(table.next(Time::from_millis(i64::MIN)), Some(Time::default()));
}

#[test]
fn rates_of_rules_count_from_enabling() {
    let table = |text: &str| {
        let expression = Expression::parse_rule(text).expect(text);
        Timetable::of_rule(expression, time("2026-12-02T10:00:20.250Z"))
    };
    let five = ["2026-12-02T10:05:20.250Z", "2026-12-02T10:10:20.250Z", "2026-12-02T10:15:20.250Z"];
    for after in ["2026-12-01T00:00:00Z", "2026-12-02T10:00:20.250Z", "2026-12-02T10:05:20.249Z"] {
        assert_eq!(firings(&table("rate(5 minutes)"), after, 3), five, "{after}");
    }
    assert_eq!(firings(&table("rate(1 hour)"), "2027-01-01T00:00:30Z", 1), ["2027-01-01T01:00:20.250Z"]);
    assert_eq!(firings(&table("rate(7 days)"), "2027-01-01T00:00:00Z", 1), ["2027-01-06T10:00:20.250Z"]);
}

#[test]
fn rates_of_schedules_begin_at_once() {
    let expression = Expression::parse_scheduler("rate(2days)").expect("a rate");
    let created = time("2026-12-02T10:00:20Z");
    let table = Timetable::of_schedule(expression, super::zone("Europe/Vienna"), created, None, None);
    let all = ["2026-12-02T10:00:20Z", "2026-12-04T10:00:20Z", "2026-12-06T10:00:20Z"];
    assert_eq!(firings(&table, "2026-01-01T00:00:00Z", 3), all);
    assert_eq!(firings(&table, "2026-12-02T10:00:20Z", 2), all[1..]);
}

#[test]
fn a_rate_of_millions_of_years_fires_once() {
    let table = timetable("rate(2147483647 days)", "UTC");
    assert_eq!(firings(&table, "1969-01-01T00:00:00Z", 3), ["1970-01-01T00:00:00Z"]);
    for after in [Time::default(), Time::MAX, Time::from_millis(i64::MAX)] {
        assert_eq!(table.next(after), None);
    }
    assert_eq!(table.next(Time::from_millis(i64::MIN)), Some(Time::default()));
}

#[test]
fn a_time_is_met_once() {
    for (text, at) in [
        ("at(2027-03-01T10:20:30)", "2027-03-01T10:20:30Z"),
        ("at(2027-03-01T10:20)", "2027-03-01T10:20:00Z"),
        ("at(1950-03-01T10:20:00)", "1950-03-01T10:20:00Z"),
    ] {
        let table = timetable(text, "UTC");
        assert!(table.expression().is_one_time());
        assert_eq!(firings(&table, "1900-01-01T00:00:00Z", 2), [at]);
        assert_eq!(table.next(time(at)), None);
    }
    assert_eq!(timetable("at(9999-12-31T23:59:59)", "America/New_York").next(Time::default()), None);
    assert_eq!(timetable("at(0000-01-01T00:00:00)", "Asia/Tokyo").next(Time::default()), None);
}

#[test]
fn a_year_of_minutes_and_of_a_few_times() {
    let count = |text: &str| {
        let end = time("2028-01-01T00:00:00Z");
        let table = timetable(text, "UTC");
        let all = table.occurrences(time("2026-12-31T23:59:59Z")).map_while(|o| o.firing().filter(|at| *at < end));
        all.count()
    };
    assert_eq!(count("cron(* * * * ? *)"), 525_600);
    assert_eq!(count("cron(0 0 ? * MON-FRI *)"), 261);
    assert_eq!(count("cron(0 0 L * ? *)"), 12);
    assert_eq!(count("cron(0 0 ? * 6L *)"), 12);
    assert_eq!(count("cron(0/15 8-17 ? * * *)"), 365 * 40);
}
