//! Rules on a schedule: when they fire, what they send, and what ends them.

use std::time::Duration;

use eventyard::Query;
use serde_json::{Value, json};

use crate::support::{Events, Queue, Yard};

const INVALID: &str = "ValidationException";
const RULE: &str = "arn:aws:events:us-east-1:000000000000:rule/tick";

/// Puts the rule `tick` on a schedule, with a queue for a target.
fn tick<'y>(events: &Events<'y>, schedule: &str) -> Queue<'y> {
    events.ok("PutRule", json!({ "Name": "tick", "ScheduleExpression": schedule }));
    let queue = events.yard.standard("ticks");
    events.ok("PutTargets", json!({ "Rule": "tick", "Targets": [{ "Id": "q", "Arn": queue.arn() }] }));
    queue
}

fn visible(queue: &Queue<'_>) -> u64 {
    queue.counts()[0]
}

/// The timers of rules: when, and what they belong to.
fn timers(yard: &Yard) -> Vec<(String, String)> {
    // A task that was stopped takes its timer along a moment later.
    yard.let_it_work();
    let due = yard.server.clock().reading().due.into_iter().filter(|timer| timer.due.kind == "rule");
    due.map(|timer| (timer.at, timer.due.arn.to_string())).collect()
}

/// A server whose clock stands at a time such as `2027-03-01T00:00:30Z`.
fn yard_at(time: &str) -> Yard {
    let yard = Yard::json();
    let time = time.parse::<jiff::Timestamp>().expect("a time").as_millisecond();
    let ahead = u64::try_from(time - yard.now()).expect("a time to come");
    yard.server.clock().advance(Duration::from_millis(ahead)).wait();
    yard
}

#[test]
fn a_rate_fires_whenever_its_span_has_passed_and_sends_a_scheduled_event() {
    let yard = yard_at("2027-03-01T00:00:30Z");
    let events = Events::new(&yard);
    let queue = tick(&events, "rate(5 minutes)");
    yard.advance(299);
    assert_eq!(visible(&queue), 0);
    yard.advance(1);
    let message = queue.receive_one();
    let mut event: Value = serde_json::from_str(message["Body"].as_str().expect("a body")).expect("JSON");
    let id = event["id"].take();
    assert_eq!(id.as_str().map(str::len), Some(36));
    assert_eq!(
        event,
        json!({
            "version": "0", "id": null, "detail-type": "Scheduled Event", "source": "aws.events",
            "account": "000000000000", "time": "2027-03-01T00:05:30Z", "region": "us-east-1", "resources": [RULE],
            "detail": {},
        })
    );
    queue.delete(&message);
    yard.advance(600);
    assert_eq!(visible(&queue), 2);
}

#[test]
fn a_day_of_a_rate_of_a_minute_brings_1440_messages() {
    let yard = Yard::json();
    let queue = tick(&Events::new(&yard), "rate(1 minute)");
    yard.advance(86_400);
    assert_eq!(visible(&queue), 1440);
    assert_eq!(timers(&yard).len(), 1);
}

#[test]
fn cron_fires_at_the_minutes_that_it_names_in_utc() {
    let yard = yard_at("2027-03-04T09:59:30Z");
    let events = Events::new(&yard);
    // From Monday to Friday at ten: Thursday and Friday, then Monday.
    let queue = tick(&events, "cron(0 10 ? * MON-FRI *)");
    queue.set(json!({ "MessageRetentionPeriod": "1209600" }));
    yard.advance(5 * 86_400);
    let times: Vec<String> = queue
        .bodies()
        .iter()
        .map(|body| serde_json::from_str::<Value>(body).expect("JSON")["time"].as_str().expect("a time").to_owned())
        .collect();
    let expected = ["2027-03-04T10:00:00Z", "2027-03-05T10:00:00Z", "2027-03-08T10:00:00Z"];
    assert_eq!(times, expected);
    assert_eq!(timers(&yard), [("2027-03-09T10:00:00.000Z".to_owned(), RULE.to_owned())]);
}

#[test]
fn a_year_that_is_over_never_comes() {
    let yard = Yard::json();
    let queue = tick(&Events::new(&yard), "cron(0/5 5 ? JAN 1-5 2022)");
    assert_eq!(timers(&yard), []);
    yard.advance(400 * 86_400);
    assert_eq!(visible(&queue), 0);
}

#[test]
fn expressions_that_aws_takes_and_refuses() {
    let yard = Yard::json();
    let events = Events::new(&yard);
    let input = |expression: &str| json!({ "Name": "tick", "ScheduleExpression": expression });
    for expression in [
        "rate(1 minute)",
        "rate(2 minutes)",
        "rate(1 hour)",
        "rate(7 days)",
        "cron(0 20 * * ? *)",
        "cron(0/5 8-17 ? * MON-FRI *)",
        "cron(0 9 ? * 6L *)",
        "cron(* * ? * SAT#3 *)",
        "cron(0 10 ? JAN 1-5 2022)",
    ] {
        events.ok("PutRule", input(expression));
        let described = events.ok("DescribeRule", json!({ "Name": "tick" }));
        assert_eq!(described["ScheduleExpression"], expression);
    }
    for expression in [
        "",
        "rate(10 seconds)",
        "rate(1 minutes)",
        "rate(10 minute)",
        "rate(0 minutes)",
        "rate(10 MINUTES)",
        " rate(10 minutes)",
        "cron(0 1 * * * *)",
        "cron(0 dummy ? * MON-FRI *)",
        "cron(71 8 1 * ? *)",
        "at(2027-03-01T00:00:00)",
        "rate(99999999999999999999 minutes)",
        "cron(\u{0})",
    ] {
        events.fails("PutRule", input(expression), INVALID, "Parameter ScheduleExpression is not valid.");
    }
    let long = format!("rate({} minutes)", "1".repeat(256));
    events.fails("PutRule", input(&long), INVALID, "1 validation error detected: Value 'rate(1…");
}

#[test]
fn a_disabled_rule_has_no_timer_and_an_enabled_one_counts_anew() {
    let yard = Yard::json();
    let events = Events::new(&yard);
    let queue = tick(&events, "rate(10 minutes)");
    yard.advance(300);
    events.ok("DisableRule", json!({ "Name": "tick" }));
    assert_eq!(timers(&yard), []);
    yard.advance(3600);
    assert_eq!(visible(&queue), 0);
    events.ok("EnableRule", json!({ "Name": "tick" }));
    // Once more changes nothing of its rate.
    yard.advance(300);
    events.ok("EnableRule", json!({ "Name": "tick" }));
    yard.advance(299);
    assert_eq!(visible(&queue), 0);
    yard.advance(1);
    assert_eq!(visible(&queue), 1);
    assert_eq!(timers(&yard).len(), 1);
}

#[test]
fn a_rule_that_is_put_again_goes_on_and_another_schedule_begins_anew() {
    let yard = Yard::json();
    let events = Events::new(&yard);
    let queue = tick(&events, "rate(10 minutes)");
    for _ in 0..4 {
        yard.advance(300);
        tick(&events, "rate(10 minutes)");
    }
    assert_eq!(visible(&queue), 2);
    tick(&events, "rate(1 hour)");
    assert_eq!(timers(&yard).len(), 1, "the timer of the old schedule is gone");
    yard.advance(3599);
    assert_eq!(visible(&queue), 2);
    yard.advance(1);
    assert_eq!(visible(&queue), 3);
    events.ok("PutRule", json!({ "Name": "tick", "ScheduleExpression": "rate(1 hour)", "State": "DISABLED" }));
    assert_eq!(timers(&yard), []);
    events.ok("PutRule", json!({ "Name": "tick", "EventPattern": r#"{"source":["app"]}"# }));
    yard.advance(86_400);
    assert_eq!((visible(&queue), timers(&yard).len()), (3, 0));
}

#[test]
fn deleting_and_resetting_end_a_schedule() {
    let yard = Yard::json();
    let events = Events::new(&yard);
    let queue = tick(&events, "rate(1 minute)");
    events.ok("RemoveTargets", json!({ "Rule": "tick", "Ids": ["q"] }));
    // Without targets it fires all the same, and nobody gets it.
    yard.advance(60);
    assert_eq!((visible(&queue), timers(&yard).len()), (0, 1));
    events.ok("DeleteRule", json!({ "Name": "tick" }));
    assert_eq!(timers(&yard), []);
    tick(&events, "rate(1 minute)");
    yard.server.reset().wait();
    yard.server.clock().freeze().wait();
    assert_eq!(yard.server.clock().reading().due_total, 0);
    // A new one of the same name is none of the old one's business.
    let queue = tick(&events, "rate(1 hour)");
    yard.advance(3600);
    assert_eq!(visible(&queue), 1);
}

#[test]
fn a_schedule_may_have_an_input_and_a_pattern_beside() {
    let yard = Yard::json();
    let events = Events::new(&yard);
    let queue = yard.standard("ticks");
    let pattern = r#"{"source":["app"]}"#;
    events.ok("PutRule", json!({ "Name": "tick", "ScheduleExpression": "rate(1 minute)", "EventPattern": pattern }));
    let target = json!({ "Id": "q", "Arn": queue.arn(), "Input": r#"{"custom":1}"# });
    events.ok("PutTargets", json!({ "Rule": "tick", "Targets": [target] }));
    let entry = json!({ "Source": "app", "DetailType": "t", "Detail": "{}" });
    events.ok("PutEvents", json!({ "Entries": [entry] }));
    assert_eq!(queue.bodies(), [r#"{"custom":1}"#]);
    yard.advance(60);
    // The first message is visible again, too.
    assert_eq!(queue.bodies(), [r#"{"custom":1}"#, r#"{"custom":1}"#]);
}

#[test]
fn a_scheduled_event_goes_to_the_targets_of_its_own_rule_only() {
    let yard = Yard::json();
    let events = Events::new(&yard);
    let queue = tick(&events, "rate(1 minute)");
    events.ok("PutRule", json!({ "Name": "all", "EventPattern": r#"{"source":[{"prefix":""}]}"# }));
    events.ok("PutTargets", json!({ "Rule": "all", "Targets": [{ "Id": "q", "Arn": queue.arn() }] }));
    yard.advance(60);
    assert_eq!(visible(&queue), 1);
    let records = yard.server.journal().read(&Query { via: Some(RULE.to_owned()), ..Query::default() }).records;
    assert_eq!(records.len(), 1, "{records:?}");
}

#[test]
fn many_schedules_fire_each_at_its_time() {
    let yard = Yard::json();
    let events = Events::new(&yard);
    let queue = yard.standard("ticks");
    for i in 1..=50 {
        let unit = if i == 1 { "minute" } else { "minutes" };
        let name = format!("r{i}");
        events.ok("PutRule", json!({ "Name": name, "ScheduleExpression": format!("rate({i} {unit})") }));
        events.ok("PutTargets", json!({ "Rule": name, "Targets": [{ "Id": "q", "Arn": queue.arn() }] }));
    }
    yard.advance(3600);
    let expected: u64 = (1..=50).map(|i| 60 / i).sum();
    assert_eq!(visible(&queue), expected);
    assert_eq!(timers(&yard).len(), 50);
}
