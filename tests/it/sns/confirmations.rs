//! ConfirmSubscription, its tokens, and the links that are followed unsigned.

use serde_json::{Value, json};

use crate::support::{INVALID, Request, Sns, Yard};

const ENDPOINT: &str = "http://127.0.0.1:1/";
/// A token of the right form that nobody gave.
const UNKNOWN: &str = "51b2ff3edb475b7d91550e0ab6edf0c1";

/// The token of a subscription, as LocalStack's path shows it.
fn token(yard: &Yard, arn: &str) -> String {
    let answer = yard.raw(&Request::new("GET", &format!("/_aws/sns/subscription-tokens/{arn}")));
    assert_eq!(answer.status, 200, "{}", answer.text());
    let answer = answer.json();
    assert_eq!(answer["subscription_arn"], arn);
    answer["subscription_token"].as_str().expect("a token").to_owned()
}

fn pending(sns: &Sns<'_>) -> (String, String) {
    let topic = sns.topic("news");
    let arn = sns.subscribe(&topic, "http", ENDPOINT, json!({}));
    (topic, arn)
}

#[test]
fn what_must_be_confirmed_says_so() {
    let yard = Yard::json();
    let sns = Sns::new(&yard);
    let topic = sns.topic("news");
    for (protocol, endpoint) in [
        ("http", ENDPOINT),
        ("https", "https://example.com"),
        ("email", "a@example.com"),
        ("email-json", "a@example.com"),
    ] {
        let input = |arn: bool| json!({ "TopicArn": topic, "Protocol": protocol, "Endpoint": endpoint, "ReturnSubscriptionArn": arn });
        let answer = sns.ok("Subscribe", input(false));
        assert_eq!(answer["SubscriptionArn"], "pending confirmation");
        let arn = sns.ok("Subscribe", input(true))["SubscriptionArn"].as_str().expect("an ARN").to_owned();
        assert!(arn.starts_with(&topic));
        let shown = sns.subscription(&arn);
        assert_eq!([&shown["PendingConfirmation"], &shown["ConfirmationWasAuthenticated"]], ["true", "false"]);
        let text = "Invalid parameter: SubscriptionArn Reason: Cannot unsubscribe a subscription that is pending \
                    confirmation";
        sns.fails("Unsubscribe", json!({ "SubscriptionArn": arn }), INVALID, text);
    }
    let list = sns.ok("ListSubscriptionsByTopic", json!({ "TopicArn": topic }));
    let list: Vec<&Value> =
        list["Subscriptions"].as_array().expect("a list").iter().map(|one| &one["SubscriptionArn"]).collect();
    assert_eq!(list, ["PendingConfirmation"; 4]);
}

#[test]
fn a_link_confirms_and_a_signed_call_is_authenticated() {
    for signed in [false, true] {
        let yard = Yard::json();
        let sns = Sns::new(&yard);
        let (topic, arn) = pending(&sns);
        let token = token(&yard, &arn);
        assert!(token.len() == 288 && token.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b)));
        for _ in 0..2 {
            let answer = if signed {
                sns.ok("ConfirmSubscription", json!({ "TopicArn": topic, "Token": token }))
            } else {
                Sns::follow(&yard, "ConfirmSubscription", &format!("TopicArn={topic}&Token={token}")).expect("an ARN")
            };
            assert_eq!(answer["SubscriptionArn"], arn.as_str());
        }
        let shown = sns.subscription(&arn);
        assert_eq!(shown["PendingConfirmation"], "false");
        assert_eq!(shown["ConfirmationWasAuthenticated"], signed.to_string());
    }
}

#[test]
fn what_confirming_refuses() {
    let yard = Yard::json();
    let sns = Sns::new(&yard);
    let (topic, arn) = pending(&sns);
    let token = token(&yard, &arn);
    let elsewhere = topic.replace("us-east-1", "eu-central-1");
    for (topic, token, text) in [
        ("not-an-arn", token.as_str(), "Invalid parameter: Topic"),
        (elsewhere.as_str(), token.as_str(), "Invalid parameter: Topic"),
        (topic.as_str(), "randomtoken", "Invalid token"),
        (topic.as_str(), "abc123", "Invalid parameter: Token"),
        (topic.as_str(), UNKNOWN, "Invalid parameter: Token"),
    ] {
        sns.fails("ConfirmSubscription", json!({ "TopicArn": topic, "Token": token }), INVALID, text);
        let fault = Sns::follow(&yard, "ConfirmSubscription", &format!("TopicArn={topic}&Token={token}"));
        let fault = fault.expect_err("a refusal");
        let text = text.replace("Invalid token", "Invalid parameter: Token");
        assert_eq!((fault.code.as_str(), fault.message), (INVALID, text));
    }
    assert_eq!(sns.subscription(&arn)["PendingConfirmation"], "true");
    let other = format!("{topic}x");
    let answer = sns.ok("ConfirmSubscription", json!({ "TopicArn": other, "Token": token }));
    assert_eq!(answer["SubscriptionArn"], arn.as_str(), "the token decides, not the topic");
}

#[test]
fn a_token_is_valid_for_two_days() {
    let yard = Yard::json();
    let sns = Sns::new(&yard);
    let (topic, arn) = pending(&sns);
    let old = token(&yard, &arn);
    yard.advance(2 * 86_400);
    let input = json!({ "TopicArn": topic, "Protocol": "http", "Endpoint": ENDPOINT });
    sns.ok("Subscribe", input);
    let new = token(&yard, &arn);
    assert_ne!(old, new, "who subscribes again is asked again");
    yard.advance(1);
    let confirm = |token: &str| sns.call("ConfirmSubscription", json!({ "TopicArn": topic, "Token": token }));
    assert_eq!(confirm(&old).expect_err("it is too old").message, "Invalid parameter: Token");
    assert_eq!(confirm(&new).expect("it is new")["SubscriptionArn"], arn.as_str());
}

#[test]
fn ending_by_a_link() {
    let yard = Yard::json();
    let sns = Sns::new(&yard);
    let topic = sns.topic("news");
    let follow = |arn: &str| Sns::follow(&yard, "Unsubscribe", &format!("SubscriptionArn={arn}"));
    let list = || sns.ok("ListSubscriptions", json!({}))["Subscriptions"].as_array().map_or(0, Vec::len);

    let arn = sns.subscribe(&topic, "sqs", "arn:aws:sqs:us-east-1:000000000000:jobs", json!({}));
    follow(&arn).expect("no signature is needed");
    assert_eq!(list(), 0);

    let arn = sns.subscribe(&topic, "http", ENDPOINT, json!({}));
    let token = token(&yard, &arn);
    let input = json!({ "TopicArn": topic, "Token": token, "AuthenticateOnUnsubscribe": "true" });
    sns.ok("ConfirmSubscription", input);
    let fault = follow(&arn).expect_err("a refusal");
    assert_eq!((fault.status, fault.code.as_str()), (403, "AuthorizationError"));
    assert_eq!(list(), 1);
    sns.ok("Unsubscribe", json!({ "SubscriptionArn": arn }));
    assert_eq!(list(), 0);
}

#[test]
fn whose_token_is_not_there() {
    let yard = Yard::json();
    let sns = Sns::new(&yard);
    let (_, arn) = pending(&sns);
    let elsewhere = arn.replace("us-east-1", "eu-central-1");
    for (arn, status, error) in [
        (elsewhere.as_str(), 404, "The provided SubscriptionARN is not found"),
        ("random", 400, "The provided SubscriptionARN is invalid"),
    ] {
        let answer = yard.raw(&Request::new("GET", &format!("/_aws/sns/subscription-tokens/{arn}")));
        assert_eq!(answer.status, status);
        assert_eq!(answer.json(), json!({ "error": error, "subscription_arn": arn }));
    }
}
