//! Which texts are expressions, for rules and for Scheduler.

use eventyard::expression::{Expression, Zone};

#[track_caller]
fn check(text: &str, rule: bool, scheduler: bool) {
    let by_rule = Expression::parse_rule(text);
    let by_scheduler = Expression::parse_scheduler(text);
    assert_eq!(by_rule.is_ok(), rule, "as a rule's: {text:?}: {by_rule:?}");
    assert_eq!(by_scheduler.is_ok(), scheduler, "as Scheduler's: {text:?}: {by_scheduler:?}");
}

#[test]
fn what_both_take() {
    for text in [
        "rate(1 minute)",
        "rate(10 minutes)",
        "rate(1 hour)",
        "rate(12 hours)",
        "rate(1 day)",
        "rate(365 days)",
        "rate(05 minutes)",
        "cron(0 20 * * ? *)",
        "cron(0 2 ? * SAT *)",
        "cron(0 12 * * ? *)",
        "cron(5,35 14 * * ? *)",
        "cron(15 10 ? * 6L 2002-2005)",
        "cron(0 2 ? * SAT#3 *)",
        "cron(* * ? * SAT#3 *)",
        "cron(0/5 5 ? JAN 1-5 2022)",
        "cron(0 10 ? JAN 1-5 2022)",
        "cron(0 9 ? * 6L *)",
        "cron(0 10 * * ? *)",
        "cron(15 12 * * ? *)",
        "cron(0 18 ? * MON-FRI *)",
        "cron(0 8 1 * ? *)",
        "cron(0/15 * * * ? *)",
        "cron(0/10 * ? * MON-FRI *)",
        "cron(0/5 8-17 ? * MON-FRI *)",
        "cron(0/30 20-23 ? * MON-FRI *)",
        "cron(0/30 0-2 ? * MON-FRI *)",
        "cron(0-15/1 8-8 ? * 2,3,4,5,6,7 *)",
        "cron(30-30 13-13 ? * 2,4,6 *)",
        "cron(1-31/30 1-1 ? * 1,7 *)",
        "cron(*/15 * * * ? *)",
        "cron(0-59/10 0-23/2 ? * * *)",
        "cron(0 0 L * ? *)",
        "cron(0 0 LW * ? *)",
        "cron(0 0 15W * ? *)",
        "cron(0 0 1,15,L * ? *)",
        "cron(0 0 ? * L *)",
        "cron(0 0 ? * FRIL *)",
        "cron(0 0 ? * 3#2 *)",
        "cron(0 0 ? * 3#5 *)",
        "cron(0 0 ? jan,feb,dec mon-fri *)",
        "cron(0 0 1 1-12/3 ? *)",
        "cron(0 0 1 JAN/3 ? *)",
        "cron(0 22-2 ? * FRI-MON *)",
        "cron(00 08 01 01 ? *)",
        "cron(0  12  *  *  ?  *)",
        "cron(0 0 1 1 ? 1970)",
        "cron(0 0 1 1 ? 2199)",
        "cron(0 0 1 1 ? 2026/2)",
        "cron(0 0 1 1 ? 2026,2028-2030)",
        "cron(0 0 30 2 ? *)",
    ] {
        check(text, true, true);
    }
}

#[test]
fn what_neither_takes() {
    for text in [
        "",
        " ",
        "rate",
        "rate(",
        "rate)",
        "rate()",
        "rate(10)",
        "rate(10 seconds)",
        "rate(10 weeks)",
        "rate(10 years)",
        "rate(10 minutess)",
        "rate(foo minutes)",
        "rate(0 minutes)",
        "rate(-10 minutes)",
        "rate(+10 minutes)",
        "rate(1.5 hours)",
        "rate( 10 minutes )",
        "rate(10 minutes )",
        "rate(10  minutes)",
        "rate(10\tminutes)",
        " rate(10 minutes)",
        "rate(10 minutes) ",
        "rate(10 minutes))",
        "rate(99999999999999999999 days)",
        "rate(2147483648 days)",
        "Rate(5 minutes)",
        "cron",
        "cron()",
        "cron(NOT)",
        "cron(INVALID)",
        "cron(0 1 * * * *)",
        "cron(0 1 ? * ? *)",
        "cron(0 1 1 * MON *)",
        "cron(7 20 * * NOT *)",
        "cron(0 dummy ? * MON-FRI *)",
        "cron(71 8 1 * ? *)",
        "cron(60 * * * ? *)",
        "cron(* 24 * * ? *)",
        "cron(* * 0 * ? *)",
        "cron(* * 32 * ? *)",
        "cron(* * * 0 ? *)",
        "cron(* * * 13 ? *)",
        "cron(* * ? * 0 *)",
        "cron(* * ? * 8 *)",
        "cron(* * * * ? 1969)",
        "cron(* * * * ? 2501)",
        "cron(* * * * ? 2030-2026)",
        "cron(0 0 * * ? * *)",
        "cron(0 0 * *)",
        "cron( 0 12 * * ? *)",
        "cron(0 12 * * ? * )",
        "cron(0,, 12 * * ? *)",
        "cron(,0 12 * * ? *)",
        "cron(0- 12 * * ? *)",
        "cron(-5 12 * * ? *)",
        "cron(1-2-3 12 * * ? *)",
        "cron(+1 12 * * ? *)",
        "cron(*/0 * * * ? *)",
        "cron(*/ * * * ? *)",
        "cron(/5 * * * ? *)",
        "cron(0/-5 * * * ? *)",
        "cron(0/5/5 * * * ? *)",
        "cron(*-5 * * * ? *)",
        "cron(? * * * ? *)",
        "cron(L * * * ? *)",
        "cron(* * * ? ? *)",
        "cron(* * W * ? *)",
        "cron(* * WL * ? *)",
        "cron(* * 32W * ? *)",
        "cron(* * 1-5W * ? *)",
        "cron(* * L-3 * ? *)",
        "cron(* * 5L * ? *)",
        "cron(* * 3#2 * ? *)",
        "cron(* * ?,1 * ? *)",
        "cron(* * ? * 8L *)",
        "cron(* * ? * 15W *)",
        "cron(* * ? * 3#0 *)",
        "cron(* * ? * 3#6 *)",
        "cron(* * ? * 3#+2 *)",
        "cron(* * ? * #2 *)",
        "cron(* * ? * 3# *)",
        "cron(* * ? * 3#1,6#3 *)",
        "cron(* * ? * MON,6#3 *)",
        "cron(* * ? * 2/2 *)",
        "cron(* * ? * */2 *)",
        "cron(* * ? * MONDAY *)",
        "cron(* * ? JANUARY MON *)",
        "cron(* * ? MON JAN *)",
        "CRON(0 12 * * ? *)",
        "0 12 * * ? *",
        "at",
        "at()",
        "at(2021-12-31)",
        "at(2021-12-31T23:59:59Z)",
        "at(2021-12-31T23:59:59+01:00)",
        "at(2021-12-31T23:59:59.5)",
        "at(2021-12-31 23:59:59)",
        "at(2021-12-31T23)",
        "at(2021-12-31T23:59:)",
        "at(2021-12-31T24:00:00)",
        "at(2021-12-31T23:60:00)",
        "at(2021-12-31T23:59:60)",
        "at(2021-02-29T00:00:00)",
        "at(2021-13-01T00:00:00)",
        "at(2021-00-01T00:00:00)",
        "at(2021-1-1T0:0:0)",
        "at(+021-12-31T23:59:59)",
        "at(now)",
    ] {
        check(text, false, false);
    }
}

#[test]
fn the_plural_rule_holds_for_rules_only() {
    for unit in ["minute", "hour", "day"] {
        check(&format!("rate(1 {unit}s)"), false, true);
        check(&format!("rate(10 {unit})"), false, true);
        check(&format!("rate(10 {}S)", unit.to_uppercase()), false, true);
        check(&format!("rate(10{unit}s)"), false, true);
    }
}

#[test]
fn what_scheduler_takes_and_rules_do_not() {
    check("cron(0 12 * * ?)", false, true);
    check("at(2022-12-31T23:59:59)", false, true);
    check("at(2022-12-31T23:59)", false, true);
    check("at(1999-01-01T00:00:00)", false, true);
}

#[test]
fn rules_take_later_years() {
    check("cron(0 12 1 1 ? 2500)", true, false);
}

#[test]
fn a_refusal_says_why() {
    for (text, why) in [
        ("rate(1 minutes)", "a rate's unit is minute, hour or day if the value is 1, else minutes, hours or days"),
        ("cron(71 8 1 * ? *)", "minutes are 0-59 or *, with lists, ranges and steps"),
        ("cron(0 1 * * * *)", "one of day of month and day of week is ?"),
        ("at(2027-01-01T00:00:00)", "an expression is rate(…) or cron(…)"),
    ] {
        assert_eq!(Expression::parse_rule(text).expect_err(text).to_string(), why);
    }
}

#[test]
fn zones_have_iana_names() {
    for name in ["UTC", "GMT", "Etc/UTC", "Europe/Vienna", "America/New_York", "America/Argentina/Buenos_Aires"] {
        assert_eq!(Zone::find(name).expect(name).name(), name);
    }
    assert_eq!(Zone::find("Asia/Calcutta").expect("an old name").name(), "Asia/Calcutta");
    for name in ["", "Vienna", "europe/vienna", "utc", "CEST", "+02:00", "UTC+2", "Etc/Unknown", "Europe/Vienna ", "ü"]
    {
        assert_eq!(Zone::find(name), None, "{name}");
    }
}
