//! `eventyard state`, `time due` and `explain --schedule`: the binary itself against a server.

use serde_json::{Value, json};

use crate::support::{Request, Scheduler, Yard, command, run};

/// A yard at noon of a Friday, and two schedules in it: one in Vienna, one in UTC.
fn on_a_friday() -> Yard {
    let yard = Yard::json();
    let wish = json!({ "freeze": "2040-03-23T12:00:00Z" }).to_string();
    assert_eq!(yard.raw(&Request::post("/_eventyard/time", wish)).status, 200);
    let scheduler = Scheduler::new(&yard);
    let morning = json!({
        "ScheduleExpression": "cron(0 8 ? * MON-FRI *)", "ScheduleExpressionTimezone": "Europe/Vienna",
    });
    scheduler.create("morning", morning).expect("a schedule");
    scheduler.create("once", json!({ "ScheduleExpression": "at(2040-03-24T00:00:00)" })).expect("a schedule");
    scheduler.create("off", json!({ "State": "DISABLED" })).expect("a schedule");
    yard
}

#[test]
fn what_is_due() {
    let yard = on_a_friday();
    let morning = "schedule  arn:aws:scheduler:us-east-1:000000000000:schedule/default/morning  \
                   fire by cron(0 8 ? * MON-FRI *)";
    let once = "schedule  arn:aws:scheduler:us-east-1:000000000000:schedule/default/once  \
                fire by at(2040-03-24T00:00:00)";
    let lines = |zone: &str| {
        [
            format!("2040-03-24T00:00:00.000Z  {zone}  {once}"),
            format!("2040-03-26T06:00:00.000Z  Mon 2040-03-26 08:00:00 CEST  {morning}"),
            "2 timers (it is 2040-03-23T12:00:00.000Z)".to_owned(),
        ]
    };
    let utc = "Sat 2040-03-24 00:00:00 UTC ";
    assert_eq!(run(&yard, &["time", "due"], 0), lines(utc));
    let tokyo = "Sat 2040-03-24 09:00:00 JST ";
    assert_eq!(run(&yard, &["time", "due", "--timezone", "Asia/Tokyo"], 0), lines(tokyo));
    let of_environment = |zone: &str| {
        let output = command(&yard, &["time", "due"]).env("TZ", zone).output().expect("it runs");
        String::from_utf8(output.stdout).expect("UTF-8").lines().map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(of_environment("Asia/Tokyo"), lines(tokyo));
    assert_eq!(of_environment(":Asia/Tokyo"), lines(tokyo));
    assert_eq!(of_environment("JST-9"), lines(utc), "what is no zone's name is left alone");

    let told = run(&yard, &["time", "due", "--timezone", "Asia/Tokyo", "--json"], 0).concat();
    let told: Value = serde_json::from_str(&told).expect("JSON");
    assert_eq!(told["dueTotal"], 2);
    let (first, second) = (&told["due"][0], &told["due"][1]);
    assert_eq!([&first["at"], &first["timezone"]], ["2040-03-24T00:00:00.000Z", "Asia/Tokyo"]);
    assert_eq!([&second["local"], &second["timezone"]], ["2040-03-26T08:00:00+02:00", "Europe/Vienna"]);
    run(&yard, &["time", "due", "--timezone", "Tokyo"], 2);
}

#[test]
fn nothing_is_due() {
    let yard = Yard::json();
    let lines = run(&yard, &["time", "due"], 0);
    assert!(lines.len() == 1 && lines[0].starts_with("nothing is due (it is 2"), "{lines:?}");
}

#[test]
fn the_server_tells_the_zone_of_a_schedule() {
    let yard = on_a_friday();
    let time = yard.raw(&Request::new("GET", "/_eventyard/time")).json();
    assert_eq!(time["due"][0].get("timezone"), None, "UTC goes without saying");
    assert_eq!(time["due"][1]["timezone"], "Europe/Vienna");
}

#[test]
fn schedules_are_in_the_state() {
    let yard = on_a_friday();
    let lines = run(&yard, &["state", "--service", "scheduler"], 0);
    let arn = "arn:aws:scheduler:us-east-1:000000000000";
    let to = "→ arn:aws:sqs:us-east-1:000000000000:q";
    let weekdays = "cron(0 8 ? * MON-FRI *) in Europe/Vienna";
    assert_eq!(
        lines,
        [
            format!("{arn}:schedule-group/default  3 schedules"),
            format!("  {arn}:schedule/default/morning  ENABLED, {weekdays} {to}, next at 2040-03-26T06:00:00.000Z"),
            format!("  {arn}:schedule/default/off  DISABLED, rate(1 minute) {to}, doesn't fire"),
            format!(
                "  {arn}:schedule/default/once  ENABLED, at(2040-03-24T00:00:00) {to}, next at 2040-03-24T00:00:00.000Z"
            ),
        ]
    );
}

#[test]
fn when_a_schedule_would_fire() {
    let yard = on_a_friday();
    let asked = ["explain", "--schedule", "cron(30 2 * * ? *)", "--timezone", "Europe/Vienna", "--count", "3"];
    assert_eq!(
        run(&yard, &asked, 0),
        [
            "Sat 2040-03-24 02:30:00 CET   2040-03-24T01:30:00.000Z",
            "Sun 2040-03-25 02:30:00       clocks go forward at 2040-03-25T01:00:00.000Z and never show this: it does \
             not fire",
            "Mon 2040-03-26 02:30:00 CEST  2040-03-26T00:30:00.000Z  clocks have gone forward: UTC+02, where it was \
             UTC+01 at the firing before",
            "Tue 2040-03-27 02:30:00 CEST  2040-03-27T00:30:00.000Z",
        ]
    );
    let hourly = run(&yard, &["explain", "--schedule", "cron(0 * ? 3 1L *)", "--timezone", "Europe/Vienna"], 0);
    let order = ["01:00:00 CET", "02:00:00", "03:00:00 CEST"];
    assert!(hourly[1..4].iter().zip(order).all(|(line, time)| line.contains(time)), "{hourly:?}");
    assert_eq!(run(&yard, &["explain", "--schedule", "rate(1 day)"], 0).len(), 10);
    let json = run(&yard, &["explain", "--schedule", "rate(1 day)", "--json"], 0).concat();
    let told: Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(told["next"][1]["at"], "2040-03-24T12:00:00.000Z");
    assert_eq!(run(&yard, &["explain", "--schedule", "at(2030-01-01T00:00:00)"], 0), ["it never fires"]);
    run(&yard, &["explain", "--schedule", "daily"], 1);
    run(&yard, &["explain", "--schedule", "rate(1 day)", "--timezone", "Vienna"], 1);
    run(&yard, &["explain", "--schedule", "rate(1 day)", "--count", "1001"], 1);
    run(&yard, &["explain", "--schedule", "rate(1 day)", "--count", "some"], 2);
    run(&yard, &["explain", "--schedule", "rate(1 day)", "--bus", "shop"], 2);
    run(&yard, &["explain", "--timezone", "Europe/Vienna"], 2);
    run(&yard, &["explain"], 2);
}
