//! When schedules fire.

use eventyard::aws::time::Time;
use serde_json::{Value, json};

use crate::support::{Request, Scheduler, Yard};

/// A server whose clock stands at a time, with a queue that takes what schedules send.
fn yard_at(time: &str) -> Yard {
    let yard = Yard::json();
    yard.standard("q").set(json!({ "MessageRetentionPeriod": "1209600" }));
    yard.go_to(time);
    yard
}

/// When schedules have called their targets, in order.
fn calls(yard: &Yard) -> Vec<String> {
    yard.server.settle().wait();
    let records = Scheduler::new(yard).records();
    records.iter().map(|record| record["at"].as_str().expect("a time").replace(".000Z", "Z")).collect()
}

fn seconds(time: &str) -> f64 {
    Time::parse(time).expect("a time").millis() as f64 / 1000.0
}

#[test]
fn a_one_time_schedule_fires_once_and_stays() {
    let yard = yard_at("2027-03-01T00:00:00Z");
    let scheduler = Scheduler::new(&yard);
    scheduler.make("s", json!({ "ScheduleExpression": "at(2027-03-02T12:30:15)" }));
    assert_eq!(scheduler.timers(), [("2027-03-02T12:30:15Z".to_owned(), "schedule".to_owned())]);
    yard.go_to("2027-03-02T12:30:14.999Z");
    assert_eq!(calls(&yard), [""; 0]);
    yard.go_to("2027-03-02T12:30:15Z");
    assert_eq!(calls(&yard), ["2027-03-02T12:30:15Z"]);
    yard.advance(400 * 86_400);
    assert_eq!((calls(&yard).len(), scheduler.timers()), (1, vec![]));
    assert!(scheduler.has("s"), "it stays until it is deleted");
}

#[test]
fn a_time_without_seconds_is_the_full_minute_of_its_zone() {
    let yard = yard_at("2027-03-01T00:00:00Z");
    let zoned = json!({ "ScheduleExpression": "at(2027-03-02T12:30)", "ScheduleExpressionTimezone": "Asia/Kolkata" });
    Scheduler::new(&yard).make("s", zoned);
    yard.advance(2 * 86_400);
    assert_eq!(calls(&yard), ["2027-03-02T07:00:00Z"]);
}

#[test]
fn a_time_in_the_past_never_fires() {
    let yard = yard_at("2027-03-01T00:00:00Z");
    let scheduler = Scheduler::new(&yard);
    for (i, time) in ["2021-12-31T23:59:59", "2027-02-28T23:59:59"].iter().enumerate() {
        for action in ["NONE", "DELETE"] {
            let expression = format!("at({time})");
            let changes = json!({ "ScheduleExpression": expression, "ActionAfterCompletion": action });
            scheduler.make(&format!("s{i}-{action}"), changes);
        }
    }
    assert_eq!(scheduler.timers(), []);
    yard.advance(86_400);
    assert_eq!(calls(&yard), [""; 0]);
    assert_eq!(scheduler.get("/schedules")["Schedules"].as_array().map(Vec::len), Some(4));
}

#[test]
fn what_is_due_right_now_fires() {
    let yard = yard_at("2027-03-01T00:00:00Z");
    let scheduler = Scheduler::new(&yard);
    scheduler.make("at", json!({ "ScheduleExpression": "at(2027-03-01T00:00:00)" }));
    scheduler.make("cron", json!({ "ScheduleExpression": "cron(0 0 1 * ? *)" }));
    scheduler.make("rate", json!({ "ScheduleExpression": "rate(1 day)" }));
    assert_eq!(calls(&yard), ["2027-03-01T00:00:00Z"; 3]);
    yard.advance(0);
    assert_eq!(calls(&yard).len(), 3);
}

#[test]
fn a_rate_fires_at_once_and_then_after_each_interval() {
    let yard = yard_at("2027-03-01T00:00:07.123Z");
    let scheduler = Scheduler::new(&yard);
    scheduler.make("s", json!({ "ScheduleExpression": "rate(20 minutes)" }));
    let all = ["2027-03-01T00:00:07.123Z", "2027-03-01T00:20:07.123Z", "2027-03-01T00:40:07.123Z"];
    assert_eq!(calls(&yard), all[..1]);
    yard.go_to("2027-03-01T00:20:07.122Z");
    assert_eq!(calls(&yard), all[..1]);
    yard.go_to("2027-03-01T00:45:00Z");
    assert_eq!(calls(&yard), all);
}

#[test]
fn a_rate_counts_from_its_start_date() {
    let yard = yard_at("2027-03-01T00:00:00Z");
    let scheduler = Scheduler::new(&yard);
    let start = seconds("2027-03-01T01:00:30Z");
    scheduler.make("s", json!({ "ScheduleExpression": "rate(1 hour)", "StartDate": start }));
    assert_eq!(calls(&yard), [""; 0]);
    yard.go_to("2027-03-01T03:00:00Z");
    assert_eq!(calls(&yard), ["2027-03-01T01:00:30Z", "2027-03-01T02:00:30Z"]);
}

#[test]
fn a_start_date_that_is_just_over_counts_too_but_nothing_is_made_up() {
    let yard = yard_at("2027-03-01T00:04:30Z");
    let scheduler = Scheduler::new(&yard);
    let start = seconds("2027-03-01T00:00:00Z");
    scheduler.make("s", json!({ "ScheduleExpression": "rate(2 minutes)", "StartDate": start }));
    yard.go_to("2027-03-01T00:09:00Z");
    assert_eq!(calls(&yard), ["2027-03-01T00:06:00Z", "2027-03-01T00:08:00Z"]);
}

#[test]
fn firings_are_from_the_start_on_and_before_the_end() {
    let yard = yard_at("2027-03-01T00:00:00Z");
    let scheduler = Scheduler::new(&yard);
    let (start, end) = (seconds("2027-03-01T10:00:00Z"), seconds("2027-03-01T12:00:00Z"));
    scheduler.make("c", json!({ "ScheduleExpression": "cron(0 * * * ? *)", "StartDate": start, "EndDate": end }));
    yard.go_to("2027-03-01T09:59:59.999Z");
    assert_eq!(calls(&yard), [""; 0]);
    yard.go_to("2027-03-02T00:00:00Z");
    assert_eq!(calls(&yard), ["2027-03-01T10:00:00Z", "2027-03-01T11:00:00Z"]);
    assert!(scheduler.has("c") && scheduler.timers().is_empty());
    let end = seconds("2027-03-02T00:30:00Z");
    scheduler.make("r", json!({ "ScheduleExpression": "rate(15 minutes)", "EndDate": end }));
    yard.go_to("2027-03-03T00:00:00Z");
    assert_eq!(calls(&yard)[2..], ["2027-03-02T00:00:00Z", "2027-03-02T00:15:00Z"]);
}

#[test]
fn dates_mean_nothing_to_a_one_time_schedule() {
    let yard = yard_at("2027-03-01T00:00:00Z");
    let scheduler = Scheduler::new(&yard);
    let (start, end) = (seconds("2027-03-05T00:00:00Z"), seconds("2027-03-06T00:00:00Z"));
    let at = |time: &str| json!({ "ScheduleExpression": format!("at({time})"), "StartDate": start, "EndDate": end });
    scheduler.make("early", at("2027-03-02T00:00:00"));
    scheduler.make("late", at("2027-03-07T00:00:00"));
    yard.go_to("2027-03-08T00:00:00Z");
    assert_eq!(calls(&yard), ["2027-03-02T00:00:00Z", "2027-03-07T00:00:00Z"]);
}

#[test]
fn cron_follows_its_zone_through_the_change_of_clocks() {
    let yard = yard_at("2027-03-27T00:00:00Z");
    let scheduler = Scheduler::new(&yard);
    let vienna =
        |expression: &str| json!({ "ScheduleExpression": expression, "ScheduleExpressionTimezone": "Europe/Vienna" });
    scheduler.make("s", vienna("cron(30 2 * * ? *)"));
    yard.go_to("2027-03-30T00:00:00Z");
    // On 28 March the hour from two to three is skipped.
    assert_eq!(calls(&yard), ["2027-03-27T01:30:00Z", "2027-03-29T00:30:00Z"]);
    scheduler.delete("s");
    yard.go_to("2027-10-30T12:00:00Z");
    scheduler.make("s", vienna("cron(30 2 * * ? *)"));
    scheduler.make("at", vienna("at(2027-10-31T02:45:00)"));
    yard.go_to("2027-11-01T12:00:00Z");
    // On 31 October it comes twice.
    assert_eq!(calls(&yard)[2..], ["2027-10-31T00:30:00Z", "2027-10-31T00:45:00Z", "2027-11-01T01:30:00Z"]);
    yard.go_to("2028-03-25T12:00:00Z");
    let before = calls(&yard).len();
    scheduler.delete("s");
    scheduler.make("gap", vienna("at(2028-03-26T02:30:00)"));
    yard.go_to("2028-03-27T00:00:00Z");
    assert_eq!(calls(&yard).len(), before, "a time that doesn't exist never comes");
}

#[test]
fn a_day_of_a_rate_has_24_hours_in_any_zone() {
    let yard = yard_at("2027-03-27T00:00:00Z");
    let changes = json!({ "ScheduleExpression": "rate(1 day)", "ScheduleExpressionTimezone": "Europe/Vienna" });
    Scheduler::new(&yard).make("s", changes);
    yard.go_to("2027-03-29T00:00:00Z");
    assert_eq!(calls(&yard), ["2027-03-27T00:00:00Z", "2027-03-28T00:00:00Z", "2027-03-29T00:00:00Z"]);
}

#[test]
fn what_was_missed_while_disabled_is_not_made_up() {
    let yard = yard_at("2027-03-01T00:00:00Z");
    let scheduler = Scheduler::new(&yard);
    let state = |state: &str| json!({ "ScheduleExpression": "rate(1 hour)", "State": state });
    scheduler.make("s", state("DISABLED"));
    scheduler.make("once", json!({ "ScheduleExpression": "at(2027-03-01T01:00:00)", "State": "DISABLED" }));
    assert_eq!(scheduler.timers(), []);
    yard.go_to("2027-03-01T02:30:00Z");
    assert_eq!(calls(&yard), [""; 0]);
    scheduler.update("s", state("ENABLED"));
    scheduler.update("once", json!({ "ScheduleExpression": "at(2027-03-01T01:00:00)" }));
    assert_eq!(calls(&yard), [""; 0]);
    yard.go_to("2027-03-01T03:30:00Z");
    // It counts from its creation still.
    assert_eq!(calls(&yard), ["2027-03-01T03:00:00Z"]);
    scheduler.update("s", state("DISABLED"));
    assert_eq!(scheduler.timers(), []);
    yard.go_to("2027-03-01T09:00:00Z");
    assert_eq!(calls(&yard).len(), 1);
}

#[test]
fn an_update_plans_anew() {
    let yard = yard_at("2027-03-01T00:00:00Z");
    let scheduler = Scheduler::new(&yard);
    scheduler.make("s", json!({ "ScheduleExpression": "at(2027-03-01T10:00:00)" }));
    scheduler.update("s", json!({ "ScheduleExpression": "at(2027-03-01T08:00:00)" }));
    assert_eq!(scheduler.timers(), [("2027-03-01T08:00:00Z".to_owned(), "schedule".to_owned())]);
    yard.go_to("2027-03-01T09:00:00Z");
    // Once over, it can be given another time.
    scheduler.update("s", json!({ "ScheduleExpression": "at(2027-03-01T11:00:00)" }));
    yard.go_to("2027-03-01T12:00:00Z");
    assert_eq!(calls(&yard), ["2027-03-01T08:00:00Z", "2027-03-01T11:00:00Z"]);
    scheduler.update("s", json!({ "ScheduleExpression": "cron(30 12 * * ? *)" }));
    yard.go_to("2027-03-01T13:00:00Z");
    assert_eq!(calls(&yard).len(), 3);
    scheduler.update("s", json!({ "ScheduleExpression": "at(2027-03-01T12:45:00)" }));
    yard.go_to("2027-03-02T13:00:00Z");
    assert_eq!((calls(&yard).len(), scheduler.timers()), (3, vec![]));
}

#[test]
fn an_update_fires_nothing_twice() {
    let yard = yard_at("2027-03-01T00:00:00Z");
    let scheduler = Scheduler::new(&yard);
    let rate = |description: &str| json!({ "ScheduleExpression": "rate(1 hour)", "Description": description });
    scheduler.make("s", rate("a"));
    assert_eq!(calls(&yard).len(), 1);
    scheduler.update("s", rate("b"));
    yard.go_to("2027-03-01T01:00:00Z");
    scheduler.update("s", rate("c"));
    assert_eq!(calls(&yard), ["2027-03-01T00:00:00Z", "2027-03-01T01:00:00Z"]);
    // And leaves nothing out.
    yard.go_to("2027-03-01T02:00:00Z");
    assert_eq!(calls(&yard).len(), 3);
}

#[test]
fn a_deleted_schedule_fires_no_more() {
    let yard = yard_at("2027-03-01T00:00:00Z");
    let scheduler = Scheduler::new(&yard);
    scheduler.make("s", json!({ "ScheduleExpression": "rate(1 hour)" }));
    yard.server.settle().wait();
    scheduler.delete("s");
    scheduler.make("s", json!({ "ScheduleExpression": "rate(3 hours)" }));
    yard.go_to("2027-03-01T02:00:00Z");
    assert_eq!(calls(&yard).len(), 2, "one of each");
    assert_eq!(scheduler.timers().len(), 1);
}

#[test]
fn what_is_due_and_what_was_done() {
    let yard = yard_at("2027-03-01T00:00:00Z");
    let scheduler = Scheduler::new(&yard);
    scheduler.group("g");
    let arn = scheduler.make("s", json!({ "GroupName": "g", "ScheduleExpression": "at(2027-03-02T00:00:00)" }));
    let time = yard.raw(&Request::new("GET", "/_eventyard/time")).json();
    let due = json!({
        "at": "2027-03-02T00:00:00.000Z", "kind": "schedule", "arn": arn, "what": "fire by at(2027-03-02T00:00:00)",
    });
    assert_eq!((&time["due"], &time["dueTotal"]), (&json!([due]), &json!(1)));
    let answer = yard.raw(&Request::post("/_eventyard/time", r#"{"advance":"next"}"#)).json();
    assert_eq!((&answer["fired"], &answer["now"]), (&json!(1), &json!("2027-03-02T00:00:00.000Z")));
    let mut record = scheduler.record();
    let id = record["message"].take();
    let is_id = |id: &str| id.len() == 16 && id.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
    assert!(id.as_str().is_some_and(is_id), "{id}");
    let expected = json!({
        "id": record["id"],
        "at": "2027-03-02T00:00:00.000Z",
        "source": "scheduler",
        "from": "arn:aws:scheduler:us-east-1:000000000000:schedule-group/g",
        "via": "arn:aws:scheduler:us-east-1:000000000000:schedule/g/s",
        "to": "arn:aws:sqs:us-east-1:000000000000:q",
        "message": null,
        "outcome": "delivered",
        "attempts": [{ "at": "2027-03-02T00:00:00.000Z", "error": null }],
        "tried": 1,
        "why": null,
    });
    assert_eq!(record, expected);
}

#[test]
fn a_thousand_schedules_at_the_same_moment() {
    let yard = yard_at("2027-03-01T00:00:00Z");
    let scheduler = Scheduler::new(&yard);
    for i in 0..1000 {
        scheduler.make(&format!("s{i}"), json!({ "ScheduleExpression": "at(2027-03-01T12:00:00)" }));
    }
    yard.server.settle().wait();
    let reading = yard.server.clock().reading();
    assert_eq!((reading.due_total, reading.due.len()), (1000, 100));
    yard.go_to("2027-03-01T12:00:00Z");
    assert_eq!(calls(&yard), vec!["2027-03-01T12:00:00Z"; 1000]);
    let via: std::collections::BTreeSet<String> =
        scheduler.records().iter().map(|record| record["via"].as_str().expect("an ARN").to_owned()).collect();
    assert_eq!(via.len(), 1000);
    assert_eq!(
        yard.ok("GetQueueAttributes", json!({ "QueueUrl": queue_url(&yard), "AttributeNames": ["All"] }))["Attributes"]
            ["ApproximateNumberOfMessages"],
        "1000"
    );
}

fn queue_url(yard: &Yard) -> Value {
    yard.ok("GetQueueUrl", json!({ "QueueName": "q" }))["QueueUrl"].clone()
}

#[test]
fn a_year_of_many_schedules() {
    let yard = yard_at("2027-01-01T00:00:30Z");
    let scheduler = Scheduler::new(&yard);
    for hour in 0..24 {
        let expression = format!("cron(0 {hour} * * ? *)");
        scheduler.make(&format!("s{hour}"), json!({ "ScheduleExpression": expression }));
    }
    yard.go_to("2028-01-01T00:00:30Z");
    assert_eq!(calls(&yard).len(), 365 * 24);
    assert_eq!(scheduler.timers().len(), 24);
}
