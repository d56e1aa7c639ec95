//! Flexible time windows: a schedule fires at some point of its window, which the seed decides.

use eventyard::Config;
use serde_json::{Value, json};

use crate::support::{Scheduler, Via, Yard};

/// A server of this seed, whose clock stands at midnight.
fn yard(seed: u64) -> Yard {
    let yard = Yard::start(Via::Json, Config { seed: Some(seed), ..Config::default() });
    yard.standard("q");
    yard.go_to("2027-03-01T00:00:00Z");
    yard
}

fn flexible(expression: &str, minutes: u64) -> Value {
    let window = json!({ "Mode": "FLEXIBLE", "MaximumWindowInMinutes": minutes });
    json!({ "ScheduleExpression": expression, "FlexibleTimeWindow": window })
}

/// How many milliseconds after midnight schedules have called their targets.
fn calls(yard: &Yard) -> Vec<i64> {
    yard.server.settle().wait();
    let midnight = eventyard::aws::time::Time::parse("2027-03-01T00:00:00Z").expect("a time").millis();
    let at = |record: &Value| {
        let at = record["at"].as_str().expect("a time");
        eventyard::aws::time::Time::parse(at).expect("a time").millis() - midnight
    };
    Scheduler::new(yard).records().iter().map(at).collect()
}

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;

#[test]
fn it_fires_within_its_window() {
    let yard = yard(1);
    let scheduler = Scheduler::new(&yard);
    for i in 0..50 {
        scheduler.make(&format!("s{i}"), flexible("at(2027-03-01T01:00:00)", 15));
    }
    yard.go_to("2027-03-01T00:59:59.999Z");
    assert!(scheduler.timers().iter().all(|(_, kind)| kind == "schedule"));
    yard.go_to("2027-03-01T01:00:00Z");
    let early = calls(&yard).len();
    assert_eq!(scheduler.timers().len() + early, 50);
    assert!(scheduler.timers().iter().all(|(_, kind)| kind == "window"));
    yard.go_to("2027-03-01T01:15:00Z");
    let calls = calls(&yard);
    assert!(calls.len() == 50 && calls.iter().all(|at| (HOUR..=HOUR + 15 * MINUTE).contains(at)), "{calls:?}");
    let distinct: std::collections::BTreeSet<&i64> = calls.iter().collect();
    assert!(distinct.len() > 40, "they are spread: {calls:?}");
    assert!(calls.iter().any(|at| *at < HOUR + 5 * MINUTE) && calls.iter().any(|at| *at > HOUR + 10 * MINUTE));
    assert_eq!(scheduler.timers(), []);
}

#[test]
fn the_seed_decides_when() {
    let run = |seed: u64| {
        let yard = yard(seed);
        let scheduler = Scheduler::new(&yard);
        scheduler.make("s", flexible("rate(1 hour)", 30));
        yard.advance(86_400);
        calls(&yard)
    };
    assert_eq!(run(7), run(7));
    assert_ne!(run(7), run(8));
}

#[test]
fn the_scheduled_time_is_that_of_the_expression() {
    let yard = yard(1);
    let scheduler = Scheduler::new(&yard);
    let mut changes = flexible("at(2027-03-01T01:00:00)", 15);
    let role = crate::support::ROLE;
    let queue = "arn:aws:sqs:us-east-1:000000000000:q";
    changes["Target"] = json!({ "Arn": queue, "RoleArn": role, "Input": "<aws.scheduler.scheduled-time>" });
    scheduler.make("s", changes);
    yard.advance(7200);
    assert_eq!(yard.standard("q").bodies(), ["2027-03-01T01:00:00Z"]);
}

#[test]
fn a_window_may_be_longer_than_the_interval() {
    let yard = yard(3);
    let scheduler = Scheduler::new(&yard);
    scheduler.make("s", flexible("rate(1 minute)", 10));
    yard.advance(3600);
    let waiting = 61 - calls(&yard).len();
    assert!((1..=11).contains(&waiting), "{waiting} of the last ten minutes are to come");
    scheduler.update("s", {
        let mut off = flexible("rate(1 minute)", 10);
        off["State"] = json!("DISABLED");
        off
    });
    let fired = calls(&yard);
    yard.advance(3600);
    assert_eq!(calls(&yard), fired);
    let times = fired.len();
    assert!(fired.windows(2).all(|two| two[0] <= two[1]) && times > 49, "{fired:?}");
}

#[test]
fn every_firing_of_a_bounded_schedule_comes_though_its_end_is_within_the_window() {
    let yard = yard(4);
    let scheduler = Scheduler::new(&yard);
    let mut changes = flexible("rate(1 minute)", 10);
    changes["EndDate"] = json!(yard.now() / 1000 + 600);
    changes["ActionAfterCompletion"] = json!("DELETE");
    scheduler.make("s", changes);
    yard.advance(599);
    assert!(scheduler.has("s"));
    yard.advance(601);
    assert_eq!(calls(&yard).len(), 10);
    assert!(!scheduler.has("s") && scheduler.timers().is_empty());
}

#[test]
fn what_is_deleted_within_its_window_does_not_fire() {
    let yard = yard(5);
    let scheduler = Scheduler::new(&yard);
    scheduler.make("s", flexible("at(2027-03-01T01:00:00)", 1440));
    yard.advance(3600);
    assert_eq!(scheduler.timers().iter().map(|(_, kind)| kind.as_str()).collect::<Vec<_>>(), ["window"]);
    scheduler.delete("s");
    scheduler.make("s", flexible("at(2027-03-05T01:00:00)", 1440));
    yard.advance(2 * 86_400);
    assert_eq!((calls(&yard), scheduler.timers().len()), (vec![], 1));
}

#[test]
fn a_change_of_something_else_keeps_what_waits_in_its_window() {
    let yard = yard(5);
    let scheduler = Scheduler::new(&yard);
    scheduler.make("s", flexible("at(2027-03-01T01:00:00)", 1440));
    yard.advance(3600);
    let waiting = scheduler.timers();
    let mut described = flexible("at(2027-03-01T01:00:00)", 1440);
    described["Description"] = json!("d");
    scheduler.update("s", described);
    assert_eq!(scheduler.timers(), waiting);
    // Another window is another plan, and its time is over.
    scheduler.update("s", flexible("at(2027-03-01T01:00:00)", 1439));
    assert_eq!(scheduler.timers(), []);
    yard.advance(2 * 86_400);
    assert_eq!(calls(&yard), [0; 0]);
}

#[test]
fn disabling_ends_what_waits_in_its_window() {
    let yard = yard(6);
    let scheduler = Scheduler::new(&yard);
    let state = |state: &str| {
        let mut changes = flexible("at(2027-03-01T01:00:00)", 1440);
        changes["State"] = json!(state);
        changes
    };
    scheduler.make("s", state("ENABLED"));
    yard.advance(3600);
    scheduler.update("s", state("DISABLED"));
    scheduler.update("s", state("ENABLED"));
    yard.advance(2 * 86_400);
    assert_eq!((calls(&yard), scheduler.timers()), (vec![], vec![]));
}
