//! Local times, and days on which clocks are changed: what is skipped stays out, what comes twice fires once.

use super::{firings, occurrences, time, timetable};

#[test]
fn clocks_of_vienna() {
    let daily = timetable("cron(30 2 * * ? *)", "Europe/Vienna");
    let spring = [
        "2027-03-27T01:30:00Z",
        "no 2027-03-28T02:30:00, changed at 2027-03-28T01:00:00Z",
        "2027-03-29T00:30:00Z",
        "2027-03-30T00:30:00Z",
    ];
    assert_eq!(occurrences(&daily, "2027-03-26T12:00:00Z", 4), spring);
    let fires = ["2027-03-27T01:30:00Z", "2027-03-29T00:30:00Z", "2027-03-30T00:30:00Z"];
    assert_eq!(firings(&daily, "2027-03-26T12:00:00Z", 3), fires);
    let autumn = ["2027-10-30T00:30:00Z", "2027-10-31T00:30:00Z, not 2027-10-31T01:30:00Z", "2027-11-01T01:30:00Z"];
    assert_eq!(occurrences(&daily, "2027-10-29T12:00:00Z", 3), autumn);
}

#[test]
fn skipped_and_repeated_in_one_expression() {
    let table = timetable("cron(30 2 ? 3,10 1L *)", "Europe/Vienna");
    let all = [
        "no 2027-03-28T02:30:00, changed at 2027-03-28T01:00:00Z",
        "2027-10-31T00:30:00Z, not 2027-10-31T01:30:00Z",
        "no 2028-03-26T02:30:00, changed at 2028-03-26T01:00:00Z",
    ];
    assert_eq!(occurrences(&table, "2027-01-01T00:00:00Z", 3), all);
    let never = timetable("cron(30 2 ? 3 1L *)", "Europe/Vienna");
    assert_eq!(never.next(time("2027-01-01T00:00:00Z")), None);
}

#[test]
fn a_repeated_hour_is_quiet_the_second_time() {
    let table = timetable("cron(0/20 * * * ? *)", "Europe/Vienna");
    let all = [
        "2027-10-30T23:40:00Z",
        "2027-10-31T00:00:00Z",
        "2027-10-31T00:20:00Z",
        "2027-10-31T00:40:00Z",
        "2027-10-31T02:00:00Z",
    ];
    assert_eq!(firings(&table, "2027-10-30T23:30:00Z", 5), all);
    // Whenever it is asked within that hour.
    for after in ["2027-10-31T01:00:00Z", "2027-10-31T01:10:00Z", "2027-10-31T01:59:59Z"] {
        assert_eq!(firings(&table, after, 1), all[4..], "{after}");
    }
    let every = timetable("cron(* * * * ? *)", "Europe/Vienna");
    assert_eq!(firings(&every, "2027-10-31T00:59:00Z", 2), ["2027-10-31T02:00:00Z", "2027-10-31T02:01:00Z"]);
    let spring = ["2027-03-28T00:59:00Z", "2027-03-28T01:00:00Z", "2027-03-28T01:01:00Z"];
    assert_eq!(firings(&every, "2027-03-28T00:58:00Z", 3), spring);
}

#[test]
fn clocks_of_new_york() {
    let table = timetable("cron(15 2,3 * * ? *)", "America/New_York");
    let spring = [
        "no 2027-03-14T02:15:00, changed at 2027-03-14T07:00:00Z",
        "2027-03-14T07:15:00Z",
        "2027-03-15T06:15:00Z",
        "2027-03-15T07:15:00Z",
    ];
    assert_eq!(occurrences(&table, "2027-03-13T12:00:00Z", 4), spring);
    let table = timetable("cron(15 1,2 * * ? *)", "America/New_York");
    let autumn = ["2027-11-07T05:15:00Z, not 2027-11-07T06:15:00Z", "2027-11-07T07:15:00Z", "2027-11-08T06:15:00Z"];
    assert_eq!(occurrences(&table, "2027-11-06T12:00:00Z", 3), autumn);
}

#[test]
fn clocks_of_lord_howe_change_by_half_an_hour() {
    let table = timetable("cron(0/15 2 * * ? *)", "Australia/Lord_Howe");
    // October: from 02:00 to 02:30, +10:30 to +11.
    let spring = [
        "no 2027-10-03T02:00:00, changed at 2027-10-02T15:30:00Z",
        "no 2027-10-03T02:15:00, changed at 2027-10-02T15:30:00Z",
        "2027-10-02T15:30:00Z",
        "2027-10-02T15:45:00Z",
        "2027-10-03T15:00:00Z",
    ];
    assert_eq!(occurrences(&table, "2027-10-02T00:00:00Z", 5), spring);
    // April: from 02:00 back to 01:30.
    let table = timetable("cron(0/15 1 * * ? *)", "Australia/Lord_Howe");
    let autumn = [
        "2027-04-03T14:00:00Z",
        "2027-04-03T14:15:00Z",
        "2027-04-03T14:30:00Z, not 2027-04-03T15:00:00Z",
        "2027-04-03T14:45:00Z, not 2027-04-03T15:15:00Z",
        "2027-04-04T14:30:00Z",
    ];
    assert_eq!(occurrences(&table, "2027-04-03T00:00:00Z", 5), autumn);
}

#[test]
fn clocks_of_the_south() {
    let table = timetable("cron(30 2 * * ? *)", "Australia/Sydney");
    assert_eq!(firings(&table, "2027-04-03T12:00:00Z", 2), ["2027-04-03T15:30:00Z", "2027-04-04T16:30:00Z"]);
    assert_eq!(firings(&table, "2027-10-01T17:00:00Z", 1), ["2027-10-03T15:30:00Z"]);
    // In Chile midnight is what is skipped.
    let table = timetable("cron(0 0 * * ? *)", "America/Santiago");
    let spring =
        ["2026-09-05T04:00:00Z", "no 2026-09-06T00:00:00, changed at 2026-09-06T04:00:00Z", "2026-09-07T03:00:00Z"];
    assert_eq!(occurrences(&table, "2026-09-05T00:00:00Z", 3), spring);
}

#[test]
fn a_day_that_an_island_left_out() {
    let daily = timetable("cron(0 12 * * ? *)", "Pacific/Apia");
    let all =
        ["2011-12-29T22:00:00Z", "no 2011-12-30T12:00:00, changed at 2011-12-30T10:00:00Z", "2011-12-30T22:00:00Z"];
    assert_eq!(occurrences(&daily, "2011-12-29T12:00:00Z", 3), all);
    let minutely = timetable("cron(* * * * ? *)", "Pacific/Apia");
    assert_eq!(firings(&minutely, "2011-12-30T09:59:00Z", 1), ["2011-12-30T10:00:00Z"]);
}

#[test]
fn offsets_of_any_kind() {
    for (zone, fires) in [
        ("Asia/Kolkata", "2027-01-01T03:30:00Z"),
        ("Asia/Kathmandu", "2027-01-01T03:15:00Z"),
        ("Pacific/Kiritimati", "2027-01-01T19:00:00Z"),
        ("Etc/GMT+12", "2027-01-01T21:00:00Z"),
        ("UTC", "2027-01-01T09:00:00Z"),
    ] {
        assert_eq!(firings(&timetable("cron(0 9 * * ? *)", zone), "2027-01-01T00:00:00Z", 1), [fires], "{zone}");
    }
    // Liberia's clocks were 44 minutes and 30 seconds behind.
    let table = timetable("cron(0 9 * * ? *)", "Africa/Monrovia");
    assert_eq!(firings(&table, "1971-01-01T00:00:00Z", 1), ["1971-01-01T09:44:30Z"]);
}

#[test]
fn zones_have_rules_for_all_years() {
    // Clocks are still changed when no table says so any more.
    let table = timetable("cron(0 12 * * ? *)", "Europe/Vienna");
    assert_eq!(firings(&table, "2150-01-10T00:00:00Z", 1), ["2150-01-10T11:00:00Z"]);
    assert_eq!(firings(&table, "2150-07-10T00:00:00Z", 1), ["2150-07-10T10:00:00Z"]);
    let skipped = timetable("cron(30 2 ? 3 1L 2150)", "Europe/Vienna");
    let all = ["no 2150-03-29T02:30:00, changed at 2150-03-29T01:00:00Z"];
    assert_eq!(occurrences(&skipped, "2149-01-01T00:00:00Z", 9), all);
}

#[test]
fn one_time_schedules_follow_the_zone() {
    for (text, zone, expected) in [
        ("at(2027-07-01T12:00:30)", "Europe/Vienna", "2027-07-01T10:00:30Z"),
        ("at(2027-03-28T02:30:00)", "Europe/Vienna", "no 2027-03-28T02:30:00, changed at 2027-03-28T01:00:00Z"),
        ("at(2027-10-31T02:30:00)", "Europe/Vienna", "2027-10-31T00:30:00Z, not 2027-10-31T01:30:00Z"),
        ("at(2027-07-01T12:00:00)", "America/New_York", "2027-07-01T16:00:00Z"),
    ] {
        assert_eq!(occurrences(&timetable(text, zone), "2027-01-01T00:00:00Z", 9), [expected], "{text} {zone}");
    }
}

#[test]
fn a_rate_takes_no_notice() {
    let table = timetable("rate(1 day)", "Europe/Vienna");
    let days = ["2027-03-28T00:00:00Z", "2027-03-29T00:00:00Z", "2027-03-30T00:00:00Z"];
    assert_eq!(firings(&table, "2027-03-27T00:00:00Z", 3), days);
}
