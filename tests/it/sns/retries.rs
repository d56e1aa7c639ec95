//! Failed HTTP deliveries: when they are tried again, when they are given up, and how fast endpoints are called at all.

use std::time::Duration;

use eventyard::deliver::{Backoff, Phase, Retry};
use serde_json::{Value, json};

use crate::support::{Answer, Endpoint, Queue, Sns, Yard};

/// A topic with an endpoint that has a dead-letter queue.
struct Hook<'y> {
    sns: Sns<'y>,
    topic: String,
    endpoint: Endpoint,
    dead: Queue<'y>,
}

impl<'y> Hook<'y> {
    fn new(yard: &'y Yard, policy: Option<Value>) -> Self {
        let sns = Sns::new(yard);
        let topic = sns.topic("news");
        let endpoint = Endpoint::start(yard);
        let dead = yard.standard("dead");
        let mut attributes = json!({ "RedrivePolicy": json!({ "deadLetterTargetArn": dead.arn() }).to_string() });
        if let Some(policy) = policy {
            attributes["DeliveryPolicy"] = json!(policy.to_string());
        }
        endpoint.subscribe(&sns, &topic, attributes);
        Hook { sns, topic, endpoint, dead }
    }

    /// Publishes, and waits for the first attempt.
    fn publish(&self, message: &str) {
        self.sns.publish(&self.topic, message, json!({}));
        self.sns.yard.server.settle().wait();
    }

    /// When each attempt came, in milliseconds after the first.
    fn times(&self) -> Vec<i64> {
        let posts = self.endpoint.posts();
        posts.iter().map(|post| post.at - posts[0].at).collect()
    }

    /// The texts that were given up, which are forgotten.
    fn buried(&self) -> Vec<Value> {
        let text = |letter: Value| {
            self.dead.delete(&letter);
            let body = letter["Body"].as_str().expect("a body");
            serde_json::from_str::<Value>(body).expect("an envelope")["Message"].clone()
        };
        self.dead.receive().into_iter().map(text).collect()
    }
}

#[test]
fn an_endpoint_gets_three_more_chances() {
    let yard = Yard::json();
    let hook = Hook::new(&yard, None);
    hook.endpoint.always(Answer::Status(500));
    hook.publish("m");
    for attempts in 1..=3 {
        assert_eq!(hook.endpoint.posts().len(), attempts);
        yard.advance(19);
        assert_eq!(hook.endpoint.posts().len(), attempts, "the next one comes after 20 seconds");
        assert_eq!(hook.dead.counts(), [0, 0, 0]);
        yard.advance(1);
    }
    assert_eq!(hook.times(), [0, 20_000, 40_000, 60_000]);
    assert_eq!(hook.buried(), ["m"], "at once after the last one");
    yard.advance(86_400);
    assert_eq!(hook.endpoint.posts().len(), 4);
}

#[test]
fn what_passes_is_tried_again() {
    let yard = Yard::json();
    let hook = Hook::new(&yard, None);
    for troubles in [
        [Answer::Status(429), Answer::Status(500), Answer::Status(502)],
        [Answer::Status(503), Answer::Status(504), Answer::Status(599)],
        [Answer::HangUp, Answer::Status(500), Answer::HangUp],
    ] {
        hook.endpoint.next(&troubles);
        hook.publish("m");
        yard.advance(3_600);
        assert_eq!(hook.times(), [0, 20_000, 40_000, 60_000], "{troubles:?}");
        hook.endpoint.take();
    }
    assert_eq!(hook.dead.counts(), [0, 0, 0]);
}

#[test]
fn what_will_not_pass_goes_straight_to_the_dead_letters() {
    let yard = Yard::json();
    let hook = Hook::new(&yard, None);
    for status in [301, 400, 401, 403, 404, 405, 408, 410, 422, 499] {
        hook.endpoint.next(&[Answer::Status(status)]);
        hook.publish(&status.to_string());
        assert_eq!(hook.buried(), [status.to_string().as_str()]);
        yard.advance(3_600);
        assert_eq!(hook.endpoint.take().len(), 1, "{status}");
    }
    for status in [200, 201, 202, 204, 299] {
        hook.endpoint.next(&[Answer::Status(status)]);
        hook.publish("m");
        yard.advance(3_600);
        assert_eq!(hook.endpoint.take().len(), 1, "{status}");
        assert_eq!(hook.buried(), [""; 0], "{status}");
    }
}

#[test]
fn nobody_at_the_address_is_a_trouble_that_may_pass() {
    let yard = Yard::json();
    let Hook { sns, topic, endpoint, dead } = Hook::new(&yard, None);
    let address = endpoint.address();
    drop(endpoint);
    sns.publish(&topic, "lost", json!({}));
    yard.advance(59);
    assert_eq!(dead.counts(), [0, 0, 0]);
    yard.advance(1);
    assert_eq!(dead.counts(), [1, 0, 0]);

    sns.publish(&topic, "late", json!({}));
    yard.advance(20);
    let endpoint = Endpoint::start_at(&yard, address);
    yard.advance(19);
    assert_eq!(endpoint.posts().len(), 0);
    yard.advance(1);
    assert_eq!(endpoint.take().len(), 1);

    // The connection that was kept is gone with the endpoint, and the next message isn't late for it.
    drop(endpoint);
    let endpoint = Endpoint::start_at(&yard, address);
    yard.let_it_work();
    sns.publish(&topic, "in time", json!({}));
    yard.server.settle().wait();
    assert_eq!(endpoint.posts().len(), 1);
    assert_eq!(dead.counts(), [1, 0, 0]);
}

#[test]
fn a_policy_goes_through_its_four_phases() {
    for (name, backoff) in [
        ("linear", Backoff::Linear),
        ("arithmetic", Backoff::Arithmetic),
        ("geometric", Backoff::Geometric),
        ("exponential", Backoff::Exponential),
    ] {
        let yard = Yard::json();
        let policy = json!({ "healthyRetryPolicy": {
            "minDelayTarget": 5, "maxDelayTarget": 60, "numRetries": 20, "numNoDelayRetries": 3,
            "numMinDelayRetries": 2, "numMaxDelayRetries": 4, "backoffFunction": name,
        }});
        let hook = Hook::new(&yard, Some(policy));
        hook.endpoint.always(Answer::Status(503));
        hook.sns.publish(&hook.topic, "m", json!({}));
        yard.advance(86_400);
        let phases = vec![Phase::even(3, 0), Phase::even(2, 5), Phase::growing(11, 5, 60, backoff), Phase::even(4, 60)];
        let retry = Retry { phases, most_age: None, jitter: 0.0 };
        let delays = (1..).map_while(|attempts| retry.delay(attempts));
        let later = |at: &mut Duration, delay: Duration| {
            *at += delay;
            Some(at.as_millis() as i64)
        };
        let expected: Vec<i64> = std::iter::once(0).chain(delays.scan(Duration::ZERO, later)).collect();
        assert_eq!(expected.len(), 21);
        assert_eq!(hook.times(), expected, "{name}");
        assert_eq!(hook.buried(), ["m"]);
    }
}

#[test]
fn a_topic_may_say_how_its_endpoints_are_tried() {
    let retries = |count: u32| json!({ "minDelayTarget": 1, "maxDelayTarget": 1, "numRetries": count });
    for (alone, expected) in [(false, 3), (true, 2)] {
        let yard = Yard::json();
        let hook = Hook::new(&yard, Some(json!({ "healthyRetryPolicy": retries(2) })));
        let policy = json!({ "http": {
            "defaultHealthyRetryPolicy": retries(1), "disableSubscriptionOverrides": alone,
        }});
        let input = json!({
            "TopicArn": hook.topic, "AttributeName": "DeliveryPolicy", "AttributeValue": policy.to_string(),
        });
        hook.sns.ok("SetTopicAttributes", input);
        hook.endpoint.always(Answer::Status(500));
        hook.publish("m");
        yard.advance(60);
        assert_eq!(hook.endpoint.posts().len(), expected);
    }
    let yard = Yard::json();
    let hook = Hook::new(&yard, Some(json!({ "healthyRetryPolicy": { "numRetries": 0 } })));
    hook.endpoint.always(Answer::Status(500));
    hook.publish("m");
    assert_eq!(hook.buried(), ["m"], "no retry at all");
}

#[test]
fn a_throttle_spreads_attempts_over_the_clock() {
    let yard = Yard::json();
    let hook = Hook::new(&yard, Some(json!({ "throttlePolicy": { "maxReceivesPerSecond": 2 } })));
    for i in 0..5 {
        hook.publish(&i.to_string());
    }
    assert_eq!(hook.endpoint.posts().len(), 1);
    yard.advance(1);
    assert_eq!(hook.endpoint.posts().len(), 3);
    yard.advance(60);
    assert_eq!(hook.times(), [0, 500, 1_000, 1_500, 2_000]);
    let texts: Vec<Value> = hook.endpoint.take().iter().map(|post| post.json()["Message"].clone()).collect();
    assert_eq!(texts, ["0", "1", "2", "3", "4"]);
    hook.publish("later");
    assert_eq!(hook.endpoint.posts().len(), 1, "who waited long enough waits no longer");
}

#[test]
fn a_topic_throttles_each_endpoint_for_itself() {
    let yard = Yard::json();
    let sns = Sns::new(&yard);
    let topic = sns.topic("news");
    let policy = json!({ "http": { "defaultThrottlePolicy": { "maxReceivesPerSecond": 1 } } }).to_string();
    let input = json!({ "TopicArn": topic, "AttributeName": "DeliveryPolicy", "AttributeValue": policy });
    sns.ok("SetTopicAttributes", input);
    let endpoints = [Endpoint::start(&yard), Endpoint::start(&yard)];
    for endpoint in &endpoints {
        endpoint.subscribe(&sns, &topic, json!({}));
    }
    let entries: Vec<Value> = (0..10).map(|i| json!({ "Id": i.to_string(), "Message": "m" })).collect();
    sns.ok("PublishBatch", json!({ "TopicArn": topic, "PublishBatchRequestEntries": entries }));
    yard.advance(4);
    assert_eq!(endpoints.each_ref().map(|endpoint| endpoint.posts().len()), [5, 5]);
    yard.advance(5);
    assert_eq!(endpoints.each_ref().map(|endpoint| endpoint.posts().len()), [10, 10]);
}

#[test]
fn a_retry_to_come_holds_up_nothing_before_it() {
    let yard = Yard::json();
    let hook = Hook::new(&yard, Some(json!({ "throttlePolicy": { "maxReceivesPerSecond": 1 } })));
    hook.endpoint.next(&[Answer::Status(500), Answer::Status(500)]);
    hook.publish("a");
    yard.advance(1);
    hook.publish("b");
    yard.advance(5);
    hook.publish("c");
    yard.advance(14);
    hook.publish("d");
    yard.advance(60);
    let texts: Vec<Value> = hook.endpoint.posts().iter().map(|post| post.json()["Message"].clone()).collect();
    assert_eq!(texts, ["a", "b", "c", "a", "d", "b"]);
    assert_eq!(hook.times(), [0, 1_000, 6_000, 20_000, 21_000, 22_000], "one a second, retries too");
}

#[test]
fn a_reset_ends_what_is_under_way() {
    let yard = Yard::json();
    let hook = Hook::new(&yard, None);
    hook.endpoint.always(Answer::Status(500));
    hook.publish("m");
    assert_eq!(yard.server.clock().reading().due_total, 1);
    yard.server.reset().wait();
    yard.let_it_work();
    assert_eq!(yard.server.clock().reading().due_total, 0);
    yard.server.clock().freeze().wait();
    yard.advance(60);
    assert_eq!(hook.endpoint.posts().len(), 1);
}
