//! Targets that fail for a while: when they are tried again, when they are given up, and what is told of it. A courier
//! alone, with a receiver that fails as often as it is told to.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use eventyard::Outcome;
use eventyard::aws::arn::Arn;
use eventyard::aws::body::Body;
use eventyard::aws::ids::Ids;
use eventyard::aws::time::Time;
use eventyard::clock::{Clock, Move};
use eventyard::deliver::{
    Cause, Codes, Courier, DeadLetter, Delivery, Handed, Journal, Labels, Outbound, Parcel, Query, Refusal, Retry,
    Router, Target, To,
};
use tokio::runtime::{Builder, Runtime};

/// A receiver that refuses so many attempts, and queues for dead letters.
struct Receiver {
    refusal: Refusal,
    /// How many attempts are refused yet.
    left: Mutex<u32>,
    /// When it was tried.
    attempts: Mutex<Vec<Time>>,
    letters: Mutex<Vec<Delivery>>,
}

impl Target for Receiver {
    fn deliver(&self, now: Time, to: &Arn, delivery: &Delivery) -> Handed {
        if to.resource == "dead" {
            self.letters.lock().unwrap().push(delivery.clone());
            return Handed::Now(Ok(()));
        }
        self.attempts.lock().unwrap().push(now);
        let mut left = self.left.lock().unwrap();
        if *left == 0 {
            return Handed::Now(Ok(()));
        }
        *left -= 1;
        Handed::Now(Err(self.refusal.clone()))
    }
}

/// A courier whose clock stands still, and its receiver.
struct Post {
    runtime: Runtime,
    clock: Clock,
    courier: Courier,
    journal: Arc<Journal>,
    receiver: Arc<Receiver>,
}

fn arn(resource: &str) -> Arn {
    format!("arn:aws:sqs:us-east-1:000000000000:{resource}").parse().expect("an ARN")
}

impl Post {
    fn new(refusal: Refusal, failures: u32) -> Self {
        let (clock, ids, router) = (Clock::default(), Arc::new(Ids::new(7)), Arc::new(Router::default()));
        let journal = Arc::new(Journal::new(1000, 1 << 20));
        let courier = Courier::new(clock.clone(), ids, Arc::clone(&router), Arc::clone(&journal), Outbound::default());
        let receiver = Arc::new(Receiver {
            refusal,
            left: Mutex::new(failures),
            attempts: Mutex::default(),
            letters: Mutex::default(),
        });
        router.set(vec![("sqs", Arc::downgrade(&receiver) as _)]);
        let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime");
        let freeze = Move::FreezeAt(Time::parse("2099-01-01T00:00:00Z").expect("a time"));
        runtime.block_on(clock.turn(freeze)).expect("not back");
        Post { runtime, clock, courier, journal, receiver }
    }

    fn send(&self, retry: Retry) {
        let told = vec![("RULE_ARN", "rule".into()), ("TARGET_ARN", "target".into())];
        let parcel = Parcel {
            source: "events",
            from: "bus".into(),
            via: Some("rule".into()),
            name: "target".into(),
            to: To::Arn(arn("target")),
            delivery: Delivery { message: "m".into(), body: Body::new("{}".into()), ..Delivery::default() },
            retry: retry.into(),
            pace: None,
            dead_letter: Some(DeadLetter {
                to: arn("dead"),
                body: None,
                group: None,
                deduplication: None,
                labels: Some(Labels { told, codes: Codes::OfCauses }),
            }),
            attempt_mark: None,
            watched: false,
        };
        self.runtime.block_on(async {
            self.courier.send(self.clock.now(), [parcel]);
            self.clock.settle().await;
        });
    }

    fn advance(&self, seconds: u64) {
        self.runtime.block_on(self.clock.turn(Move::Advance(Duration::from_secs(seconds)))).expect("not back");
    }

    fn attempts(&self) -> Vec<Time> {
        self.receiver.attempts.lock().unwrap().clone()
    }

    /// The attributes of the one dead letter, by name.
    #[track_caller]
    fn labels(&self) -> Vec<(String, String)> {
        let letters = self.receiver.letters.lock().unwrap();
        assert_eq!(letters.len(), 1);
        assert_eq!(&*letters[0].body, "{}");
        let text = |value: &eventyard::aws::message_attribute::MessageAttributeValue| {
            value.string_value.as_deref().expect("a text").to_owned()
        };
        letters[0].attributes.iter().map(|(name, value)| (name.clone(), text(value))).collect()
    }

    #[track_caller]
    fn outcome(&self) -> (Outcome, u32) {
        let records = self.journal.read(&Query::default()).records;
        assert_eq!(records.len(), 1, "{records:?}");
        (records[0].outcome, records[0].tried)
    }
}

fn throttled() -> Refusal {
    Refusal::passing("Throttled", "Too much.").because(Cause::Throttling)
}

const DAY: u64 = 86_400;

#[test]
fn what_passes_is_tried_again_with_growing_delays() {
    let post = Post::new(throttled(), 4);
    post.send(Retry::of_event_targets());
    assert_eq!((post.attempts().len(), post.outcome()), (1, (Outcome::Retrying, 1)));
    post.advance(DAY);
    let attempts = post.attempts();
    assert_eq!((attempts.len(), post.outcome()), (5, (Outcome::Delivered, 5)));
    let delays: Vec<f64> = attempts.windows(2).map(|two| two[1].since(two[0]).as_secs_f64()).collect();
    // A tenth at most is taken off by chance.
    for (delay, most) in delays.iter().zip([1.0, 2.0, 4.0, 8.0]) {
        assert!((most * 0.9..=most).contains(delay), "{delays:?}");
    }
    assert!(post.receiver.letters.lock().unwrap().is_empty());
}

#[test]
fn a_target_gets_185_more_chances_within_a_day() {
    let post = Post::new(throttled(), u32::MAX);
    post.send(Retry::of_event_targets());
    post.advance(DAY);
    let attempts = post.attempts();
    let labels = post.labels();
    let exhausted =
        labels.iter().find(|(name, _)| name == "EXHAUSTED_RETRY_CONDITION").map(|(_, value)| value.as_str());
    assert!(attempts.len() <= 186 && attempts[attempts.len() - 1].since(attempts[0]).as_secs() <= DAY);
    let condition = if attempts.len() == 186 { "MaximumRetryAttempts" } else { "MaximumEventAgeInSeconds" };
    assert_eq!(exhausted, Some(condition), "{}", attempts.len());
    assert_eq!(post.outcome().0, Outcome::DeadLettered);
    post.advance(DAY);
    assert_eq!(post.attempts().len(), attempts.len());
}

#[test]
fn retries_end_by_their_number() {
    let post = Post::new(throttled(), u32::MAX);
    post.send(Retry::of_event_targets().at_most(2));
    post.advance(DAY);
    assert_eq!(post.outcome(), (Outcome::DeadLettered, 3));
    let expected = [
        ("RULE_ARN", "rule"),
        ("TARGET_ARN", "target"),
        ("ERROR_CODE", "THROTTLING"),
        ("ERROR_MESSAGE", "Too much."),
        ("EXHAUSTED_RETRY_CONDITION", "MaximumRetryAttempts"),
        ("RETRY_ATTEMPTS", "2"),
    ];
    assert_eq!(post.labels(), expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
}

#[test]
fn retries_end_by_the_events_age() {
    let post = Post::new(throttled(), u32::MAX);
    post.send(Retry { most_age: Some(Duration::from_secs(60)), ..Retry::of_event_targets() });
    post.advance(DAY);
    let attempts = post.attempts();
    assert!(attempts[attempts.len() - 1].since(attempts[0]).as_secs() <= 60 && attempts.len() >= 6, "{attempts:?}");
    let labels = post.labels();
    assert!(labels.contains(&("EXHAUSTED_RETRY_CONDITION".to_owned(), "MaximumEventAgeInSeconds".to_owned())));
}

#[test]
fn without_retries_one_attempt_is_all() {
    let post = Post::new(throttled(), u32::MAX);
    post.send(Retry::of_event_targets().at_most(0));
    assert_eq!((post.attempts().len(), post.outcome()), (1, (Outcome::DeadLettered, 1)));
}

#[test]
fn what_will_never_pass_is_not_tried_again() {
    let post = Post::new(Refusal::lasting("Gone", "It is gone.").because(Cause::NoResource), u32::MAX);
    post.send(Retry::of_event_targets());
    assert_eq!((post.attempts().len(), post.outcome()), (1, (Outcome::DeadLettered, 1)));
    let labels = post.labels();
    assert!(!labels.iter().any(|(name, _)| name == "EXHAUSTED_RETRY_CONDITION"), "{labels:?}");
    assert!(labels.contains(&("ERROR_CODE".to_owned(), "NO_RESOURCE".to_owned())));
}
