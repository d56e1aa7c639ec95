//! Targets that fail for a while: attempts, dead letters, and schedules that are deleted after the last attempt. The
//! service alone, with a receiver that fails as often as it is told to.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use eventyard::Outcome;
use eventyard::aws::arn::Arn;
use eventyard::aws::fault::Fault;
use eventyard::aws::ids::Ids;
use eventyard::aws::time::Time;
use eventyard::clock::{Clock, Move};
use eventyard::deliver::{Cause, Courier, Delivery, Handed, Journal, Outbound, Query, Refusal, Router, Sender, Target};
use eventyard::scheduler::Scheduler;
use serde_json::{Value, json};
use tokio::runtime::{Builder, Runtime};

use crate::support::{Asked, request};

/// A queue that refuses so many attempts, and one for dead letters.
#[derive(Default)]
struct Receiver {
    /// How many attempts are refused yet.
    left: Mutex<u32>,
    /// A body that is refused in any case.
    hated: Mutex<String>,
    /// When it was tried, and with which body.
    attempts: Mutex<Vec<(Time, String)>>,
    letters: Mutex<Vec<Delivery>>,
}

impl Target for Receiver {
    fn deliver(&self, now: Time, to: &Arn, delivery: &Delivery) -> Handed {
        if to.resource == "dead" {
            self.letters.lock().unwrap().push(delivery.clone());
            return Handed::Now(Ok(()));
        }
        self.attempts.lock().unwrap().push((now, delivery.body.to_string()));
        let mut left = self.left.lock().unwrap();
        if *left == 0 && *self.hated.lock().unwrap() != *delivery.body {
            return Handed::Now(Ok(()));
        }
        *left = left.saturating_sub(1);
        let refusal = Refusal::passing("AWS.Scheduler.InternalServerError", "Unexpected error.");
        Handed::Now(Err(refusal.because(Cause::ErrorFromTarget)))
    }
}

/// The service, and what it delivers to.
struct Bench {
    runtime: Runtime,
    clock: Clock,
    journal: Arc<Journal>,
    receiver: Arc<Receiver>,
    scheduler: Arc<Scheduler>,
}

const DAY: u64 = 86_400;

impl Bench {
    /// With a queue that refuses so many attempts. The clock stands at midnight.
    fn new(failures: u32) -> Self {
        let (clock, ids, router) = (Clock::default(), Arc::new(Ids::new(7)), Arc::new(Router::default()));
        let journal = Arc::new(Journal::new(1000, 1 << 20));
        let (post, outbound) = (Arc::clone(&router), Outbound::default());
        let courier = Courier::new(clock.clone(), Arc::clone(&ids), post, Arc::clone(&journal), outbound);
        let receiver = Arc::new(Receiver { left: Mutex::new(failures), ..Receiver::default() });
        let scheduler = Arc::new(Scheduler::new(clock.clone(), ids, courier, false));
        router.set(vec![("sqs", Arc::downgrade(&receiver) as _)]);
        let watching: Arc<dyn Sender> = Arc::clone(&scheduler) as _;
        router.watch(vec![("scheduler", Arc::downgrade(&watching))]);
        let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime");
        let freeze = Move::FreezeAt(Time::parse("2099-01-01T00:00:00Z").expect("a time"));
        runtime.block_on(clock.turn(freeze)).expect("not back");
        Bench { runtime, clock, journal, receiver, scheduler }
    }

    fn call(&self, operation: &str, input: Value) -> Result<Value, Fault> {
        let asked = Asked::new(operation, input);
        self.runtime.block_on(async {
            let answer = self.scheduler.call(&asked).await;
            self.clock.settle().await;
            answer
        })
    }

    /// Makes or changes a schedule of the name `s` that is due at one o'clock.
    #[track_caller]
    fn put(&self, operation: &str, changes: Value, policy: Value) {
        let mut input = request(json!({ "Name": "s", "ScheduleExpression": "at(2099-01-01T01:00:00)" }));
        for (name, value) in changes.as_object().expect("an object") {
            input[name] = value.clone();
        }
        input["Target"]["Input"] = json!("attempt <aws.scheduler.attempt-number>");
        input["Target"]["RetryPolicy"] = policy;
        input["Target"]["DeadLetterConfig"] = json!({ "Arn": "arn:aws:sqs:us-east-1:000000000000:dead" });
        self.call(operation, input).unwrap_or_else(|fault| panic!("{operation}: {fault:?}"));
    }

    fn create(&self, changes: Value, policy: Value) {
        self.put("CreateSchedule", changes, policy);
    }

    fn is_there(&self) -> bool {
        self.call("GetSchedule", json!({ "Name": "s" })).is_ok()
    }

    fn advance(&self, seconds: u64) {
        self.runtime.block_on(self.clock.turn(Move::Advance(Duration::from_secs(seconds)))).expect("not back");
    }

    fn attempts(&self) -> usize {
        self.receiver.attempts.lock().unwrap().len()
    }

    fn bodies(&self) -> Vec<String> {
        self.receiver.attempts.lock().unwrap().iter().map(|(_, body)| body.clone()).collect()
    }

    /// Body and attributes of the one dead letter.
    #[track_caller]
    fn letter(&self) -> (String, Vec<(String, String)>) {
        let letters = self.receiver.letters.lock().unwrap();
        assert_eq!(letters.len(), 1);
        let attributes = letters[0].attributes.iter();
        let text = |value: &eventyard::aws::message_attribute::MessageAttributeValue| {
            value.string_value.as_deref().expect("a text").to_owned()
        };
        (letters[0].body.to_string(), attributes.map(|(name, value)| (name.clone(), text(value))).collect())
    }

    #[track_caller]
    fn outcome(&self) -> (Outcome, u32) {
        let records = self.journal.read(&Query::default()).records;
        assert_eq!(records.len(), 1, "{records:?}");
        (records[0].outcome, records[0].tried)
    }
}

#[track_caller]
fn has(attributes: &[(String, String)], name: &str, value: &str) {
    let found = attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str());
    assert_eq!(found, Some(value), "{name}");
}

#[test]
fn each_attempt_has_its_number() {
    let bench = Bench::new(3);
    bench.create(json!({}), json!({}));
    bench.advance(DAY);
    assert_eq!(bench.bodies(), ["attempt 1", "attempt 2", "attempt 3", "attempt 4"]);
    assert_eq!(bench.outcome(), (Outcome::Delivered, 4));
}

#[test]
fn retries_end_by_their_number() {
    let bench = Bench::new(u32::MAX);
    bench.create(json!({}), json!({ "MaximumRetryAttempts": 2 }));
    bench.advance(DAY);
    assert_eq!(bench.outcome(), (Outcome::DeadLettered, 3));
    let (body, attributes) = bench.letter();
    assert_eq!(body, "attempt 3");
    for (name, value) in [
        ("SCHEDULE_ARN", "arn:aws:scheduler:us-east-1:000000000000:schedule/default/s"),
        ("TARGET_ARN", "arn:aws:scheduler:::aws-sdk:sqs:sendMessage"),
        ("SCHEDULED_TIME", "2099-01-01T01:00:00Z"),
        ("ERROR_CODE", "AWS.Scheduler.InternalServerError"),
        ("ERROR_MESSAGE", "Unexpected error."),
        ("RETRY_ATTEMPTS", "2"),
        ("EXHAUSTED_RETRY_CONDITION", "MaximumRetryAttempts"),
        ("IS_PAYLOAD_TRUNCATED", "false"),
    ] {
        has(&attributes, name, value);
    }
    assert_eq!(attributes.len(), 9, "and the execution id: {attributes:?}");
}

#[test]
fn retries_end_by_the_age_of_the_call() {
    let bench = Bench::new(u32::MAX);
    bench.create(json!({}), json!({ "MaximumEventAgeInSeconds": 60 }));
    bench.advance(DAY);
    let (_, attributes) = bench.letter();
    has(&attributes, "EXHAUSTED_RETRY_CONDITION", "MaximumEventAgeInSeconds");
    let attempts = bench.receiver.attempts.lock().unwrap();
    let span = attempts[attempts.len() - 1].0.since(attempts[0].0);
    assert!(span.as_secs() <= 60 && (5..=9).contains(&attempts.len()), "{attempts:?}");
    has(&attributes, "RETRY_ATTEMPTS", &(attempts.len() - 1).to_string());
}

#[test]
fn no_retries_are_one_attempt() {
    let bench = Bench::new(u32::MAX);
    bench.create(json!({}), json!({ "MaximumRetryAttempts": 0 }));
    bench.advance(DAY);
    assert_eq!(bench.outcome(), (Outcome::DeadLettered, 1));
    has(&bench.letter().1, "RETRY_ATTEMPTS", "0");
}

#[test]
fn by_default_a_call_is_tried_for_a_day() {
    let bench = Bench::new(u32::MAX);
    bench.create(json!({}), json!({}));
    bench.advance(DAY);
    let attempts = bench.attempts();
    assert!((170..=186).contains(&attempts), "{attempts}");
    bench.advance(2 * DAY);
    assert!(bench.attempts() <= 186);
    assert_eq!(bench.outcome().0, Outcome::DeadLettered);
}

#[test]
fn a_schedule_is_deleted_after_its_last_attempt_only() {
    let bench = Bench::new(3);
    bench.create(json!({ "ActionAfterCompletion": "DELETE" }), json!({}));
    bench.advance(3600);
    assert_eq!((bench.attempts(), bench.is_there()), (1, true));
    bench.advance(2);
    assert!(bench.is_there(), "{} attempts", bench.attempts());
    bench.advance(60);
    assert_eq!((bench.outcome(), bench.is_there()), ((Outcome::Delivered, 4), false));
    // The same if it ends in the dead-letter queue.
    let bench = Bench::new(u32::MAX);
    bench.create(json!({ "ActionAfterCompletion": "DELETE" }), json!({ "MaximumRetryAttempts": 4 }));
    bench.advance(3605);
    assert!(bench.is_there());
    bench.advance(60);
    assert_eq!((bench.outcome(), bench.is_there()), ((Outcome::DeadLettered, 5), false));
}

#[test]
fn a_recurring_schedule_outlives_its_end_while_it_is_being_retried() {
    let bench = Bench::new(8);
    let end = Time::parse("2099-01-01T00:01:30Z").expect("a time").seconds();
    let changes = json!({ "ScheduleExpression": "rate(1 minute)", "EndDate": end, "ActionAfterCompletion": "DELETE" });
    bench.create(changes, json!({}));
    bench.advance(91);
    assert!(bench.is_there() && bench.attempts() < 10, "{}", bench.attempts());
    bench.advance(DAY);
    assert_eq!((bench.attempts(), bench.is_there()), (10, false));
    // Where the calls are over before the end, it waits for the end.
    let bench = Bench::new(1);
    let changes = json!({ "ScheduleExpression": "rate(1 minute)", "EndDate": end, "ActionAfterCompletion": "DELETE" });
    bench.create(changes, json!({}));
    bench.advance(89);
    assert_eq!((bench.attempts(), bench.is_there()), (3, true));
    bench.advance(1);
    assert!(!bench.is_there());
}

#[test]
fn the_last_attempt_of_a_schedule_says_nothing_of_another_with_its_name() {
    let bench = Bench::new(2);
    let deleting = json!({ "ActionAfterCompletion": "DELETE" });
    bench.create(deleting.clone(), json!({}));
    bench.advance(3600);
    bench.call("DeleteSchedule", json!({ "Name": "s" })).expect("it is there");
    let mut next = deleting;
    next["ScheduleExpression"] = json!("at(2099-01-01T01:00:02)");
    bench.create(next, json!({}));
    *bench.receiver.left.lock().unwrap() = 2;
    bench.advance(2);
    assert_eq!(bench.bodies(), ["attempt 1", "attempt 2", "attempt 1"]);
    // The first one's third attempt goes well, and the second one's second attempt doesn't.
    *bench.receiver.hated.lock().unwrap() = "attempt 2".to_owned();
    bench.advance(1);
    assert_eq!(bench.attempts(), 5);
    assert!(bench.is_there());
    bench.advance(DAY);
    assert!(!bench.is_there());
}

#[test]
fn an_update_between_attempts_does_not_lose_the_deletion() {
    let bench = Bench::new(2);
    let deleting = json!({ "ActionAfterCompletion": "DELETE" });
    bench.create(deleting.clone(), json!({}));
    bench.advance(3600);
    let described = json!({ "ActionAfterCompletion": "DELETE", "Description": "d" });
    bench.put("UpdateSchedule", described, json!({}));
    assert!(bench.is_there());
    bench.advance(DAY);
    assert_eq!((bench.attempts(), bench.is_there()), (3, false));
    // Unless it won't be deleted any more.
    let bench = Bench::new(2);
    bench.create(deleting, json!({}));
    bench.advance(3600);
    bench.put("UpdateSchedule", json!({}), json!({}));
    bench.advance(DAY);
    assert_eq!((bench.attempts(), bench.is_there()), (3, true));
}

#[test]
fn a_deleted_schedule_has_its_retries_still() {
    let bench = Bench::new(2);
    bench.create(json!({}), json!({}));
    bench.advance(3600);
    bench.call("DeleteSchedule", json!({ "Name": "s" })).expect("it is there");
    bench.advance(DAY);
    assert_eq!(bench.outcome(), (Outcome::Delivered, 3));
}
