//! What becomes of schedules that won't fire any more.

use serde_json::{Value, json};

use crate::support::{ROLE, Scheduler, Yard};

/// A server whose clock stands at midnight, with a queue that takes what schedules send.
fn yard() -> Yard {
    let yard = Yard::json();
    yard.standard("q");
    yard.go_to("2027-03-01T00:00:00Z");
    yard
}

fn deleting(expression: &str) -> Value {
    json!({ "ScheduleExpression": expression, "ActionAfterCompletion": "DELETE" })
}

/// Seconds since the epoch, so many after now.
fn after(yard: &Yard, seconds: i64) -> i64 {
    yard.now() / 1000 + seconds
}

#[test]
fn a_one_time_schedule_goes_when_it_has_fired() {
    let yard = yard();
    let scheduler = Scheduler::new(&yard);
    scheduler.make("s", deleting("at(2027-03-01T01:00:00)"));
    scheduler.make("stays", json!({ "ScheduleExpression": "at(2027-03-01T01:00:00)" }));
    yard.advance(3599);
    assert!(scheduler.has("s"));
    yard.advance(1);
    assert_eq!((scheduler.has("s"), scheduler.has("stays")), (false, true));
    assert_eq!((scheduler.records().len(), scheduler.timers()), (2, vec![]));
    // Its name is free.
    scheduler.make("s", deleting("at(2027-03-01T02:00:00)"));
    yard.advance(3600);
    assert_eq!((scheduler.has("s"), scheduler.records().len()), (false, 3));
}

#[test]
fn one_that_could_not_be_delivered_goes_as_well() {
    let yard = yard();
    let scheduler = Scheduler::new(&yard);
    let mut changes = deleting("at(2027-03-01T01:00:00)");
    changes["Target"] = json!({ "Arn": "arn:aws:sqs:us-east-1:000000000000:none", "RoleArn": ROLE });
    scheduler.make("s", changes);
    yard.advance(3600);
    assert_eq!((scheduler.has("s"), &scheduler.record()["outcome"]), (false, &json!("dropped")));
}

#[test]
fn a_recurring_one_goes_when_its_end_has_come() {
    let yard = yard();
    let scheduler = Scheduler::new(&yard);
    for (name, action) in [("goes", "DELETE"), ("stays", "NONE")] {
        let end = after(&yard, 9000);
        let changes = json!({ "ScheduleExpression": "rate(1 hour)", "EndDate": end, "ActionAfterCompletion": action });
        scheduler.make(name, changes);
    }
    yard.advance(7200);
    assert_eq!(scheduler.records().len(), 6);
    let time = "2027-03-01T02:30:00Z".to_owned();
    assert_eq!(scheduler.timers(), [(time, "schedule".to_owned())], "it waits for its end");
    yard.advance(1799);
    assert!(scheduler.has("goes"));
    yard.advance(1);
    assert_eq!((scheduler.has("goes"), scheduler.has("stays")), (false, true));
    assert_eq!((scheduler.records().len(), scheduler.timers()), (6, vec![]));
}

#[test]
fn one_that_never_fired_goes_at_its_end() {
    let yard = yard();
    let scheduler = Scheduler::new(&yard);
    let mut changes = deleting("cron(0 0 1 1 ? 2030)");
    changes["EndDate"] = json!(after(&yard, 3600));
    scheduler.make("s", changes);
    yard.advance(3599);
    assert!(scheduler.has("s"));
    yard.advance(1);
    assert_eq!((scheduler.has("s"), scheduler.timers()), (false, vec![]));
}

#[test]
fn years_that_are_over_end_a_schedule_too() {
    let yard = yard();
    let scheduler = Scheduler::new(&yard);
    scheduler.make("s", deleting("cron(0 1,2 1 3 ? 2027)"));
    scheduler.make("never", deleting("cron(0 0 1 1 ? 2020)"));
    yard.advance(3600);
    assert!(scheduler.has("s"));
    yard.advance(3600);
    assert_eq!((scheduler.has("s"), scheduler.records().len()), (false, 2));
    assert!(scheduler.has("never"), "what has never fired isn't complete");
}

#[test]
fn a_rate_without_an_end_is_never_over() {
    let yard = yard();
    let scheduler = Scheduler::new(&yard);
    scheduler.make("s", deleting("rate(1 day)"));
    yard.advance(30 * 86_400);
    assert_eq!((scheduler.has("s"), scheduler.records().len()), (true, 31));
}

#[test]
fn a_disabled_one_stays() {
    let yard = yard();
    let scheduler = Scheduler::new(&yard);
    let mut changes = deleting("at(2027-03-01T01:00:00)");
    changes["State"] = json!("DISABLED");
    scheduler.make("s", changes);
    yard.advance(86_400);
    assert!(scheduler.has("s"));
}

#[test]
fn an_update_decides_anew() {
    let yard = yard();
    let scheduler = Scheduler::new(&yard);
    scheduler.make("s", deleting("at(2027-03-01T01:00:00)"));
    scheduler.update("s", json!({ "ScheduleExpression": "at(2027-03-01T01:00:00)" }));
    scheduler.make("t", json!({ "ScheduleExpression": "at(2027-03-01T01:00:00)" }));
    scheduler.update("t", deleting("at(2027-03-01T01:00:00)"));
    yard.advance(3600);
    assert_eq!((scheduler.has("s"), scheduler.has("t")), (true, false));
}
