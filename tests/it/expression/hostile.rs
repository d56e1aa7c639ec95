//! Texts made to hurt, and times beyond all dates: answers come, and soon.

use eventyard::aws::time::Time;
use eventyard::expression::{Expression, Timetable, Zone};
use proptest::prelude::*;

/// Reads a text in both dialects, and asks what it read.
fn exercise(text: &str, zone: &Zone, after: Time) {
    let rule = Expression::parse_rule(text).map(|expression| Timetable::of_rule(expression, after));
    let schedule = Expression::parse_scheduler(text).map(|expression| {
        let bound = Time::from_millis(after.millis() / 2);
        Timetable::of_schedule(expression, zone.clone(), after, Some(bound), None)
    });
    for table in [rule, schedule].into_iter().flatten() {
        if let Some(next) = table.next(after) {
            assert!(next > after, "{text}: {next:?} isn't after {after:?}");
        }
        for occurrence in table.occurrences(after).take(100) {
            assert!(occurrence.firing().is_none_or(|time| time > after), "{text}: {occurrence:?} after {after:?}");
        }
    }
}

#[test]
fn long_texts_are_refused() {
    let list = format!("cron({} * * * ? *)", vec!["1"; 500_000].join(","));
    let spaces = format!("cron(0 {}12 * * ? *)", " ".repeat(1_000_000));
    let digits = format!("rate({} days)", "9".repeat(1_000_000));
    let parentheses = "(".repeat(1_000_000);
    let unicode = "cron(٣ * * * ? *)".repeat(50_000);
    for text in [list, spaces, digits, parentheses, unicode] {
        assert!(Expression::parse_rule(&text).is_err());
        assert!(Expression::parse_scheduler(&text).is_err());
    }
    let fits = |n: usize| Expression::parse_rule(&format!("cron(0 0 1 1 ? {})", vec!["2030"; n].join(","))).is_ok();
    assert!(fits(48));
    assert!(!fits(49), "257 characters");
}

#[test]
fn numbers_and_letters_of_other_kinds() {
    for text in [
        "cron(4294967296 * * * ? *)",
        "cron(0/4294967295 * * * ? *)",
        "cron(0/10000 * * * ? *)",
        "cron(18446744073709551616 * * * ? *)",
        "cron(٣ * * * ? *)",
        "cron(１ * * * ? *)",
        "cron(0\u{a0}0 * * ? *)",
        "cron(* * ? * ſUN *)",
        "cron(* * ? * SATŁ *)",
        "cron(* * ? * éL *)",
        "cron(* * éW * ? *)",
        "rate(５ minutes)",
        "rate(5 mınutes)",
        "at(２０27-01-01T00:00:00)",
        "at(2027-01-01T00:00é)",
        "at(éééé-01-01T00:00:00)",
        "cron(\0 * * * ? *)",
        "cron(* * * * ? *)\n",
        "crön(* * * * ? *)",
    ] {
        assert!(Expression::parse_rule(text).is_err(), "{text}");
        assert!(Expression::parse_scheduler(text).is_err(), "{text}");
    }
    assert_eq!(Zone::find(&"x".repeat(1_000_000)), None);
    assert_eq!(Zone::find("../../etc/passwd"), None);
}

fn zones() -> impl Strategy<Value = Zone> {
    prop::sample::select(vec!["UTC", "Europe/Vienna", "Australia/Lord_Howe", "Pacific/Apia", "America/Santiago"])
        .prop_map(|name| Zone::find(name).expect(name))
}

fn times() -> impl Strategy<Value = Time> {
    let likely = 0..7_258_118_400_000_i64;
    prop_oneof![likely, any::<i64>(), Just(i64::MIN), Just(i64::MAX), Just(Time::MAX.millis())]
        .prop_map(Time::from_millis)
}

proptest! {
    #[test]
    fn any_text(text in "\\PC*", zone in zones(), after in times()) {
        exercise(&text, &zone, after);
    }

    #[test]
    fn nearly_expressions(
        name in "rate|cron|at|",
        inner in "[0-9*?/,#LW \\-T:]{0,40}|([0-9*?LW#,/\\-]{1,5} ){5}[0-9*?]{1,4}|[0-9]{1,12} ?(minute|hour|day)s?",
        zone in zones(),
        after in times(),
    ) {
        exercise(&format!("{name}({inner})"), &zone, after);
    }

    #[test]
    fn expressions_at_any_time(
        text in "cron\\(([0-9]|\\*|[0-5]/[1-9]) ([0-9]|\\*|1-5) ([1-9]|\\*|L|LW|[1-9]W) ([1-9]|\\*) \\? (\\*|20[0-9]{2})\\)",
        zone in zones(),
        after in times(),
    ) {
        exercise(&text, &zone, after);
    }
}
