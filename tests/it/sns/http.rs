//! HTTP endpoints: the handshake, the headers, and what one endpoint's trouble means for the others.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::support::{Answer, Endpoint, Post, Sns, Yard, confirm};

fn names(post: &Post) -> Vec<String> {
    post.json().as_object().expect("an object").keys().cloned().collect()
}

const SIGNED: [&str; 3] = ["SignatureVersion", "Signature", "SigningCertURL"];

#[test]
fn an_endpoint_confirms_by_following_the_link() {
    for raw in ["false", "true"] {
        let yard = Yard::json();
        let sns = Sns::new(&yard);
        let topic = sns.topic("news");
        let endpoint = Endpoint::start(&yard);
        let arn = sns.subscribe(&topic, "http", &endpoint.url(), json!({ "RawMessageDelivery": raw }));
        let asked = endpoint.wait_for(1).remove(0);
        assert_eq!(asked.line, "POST /hook?a=b HTTP/1.1");
        let body = asked.json();
        let before = ["Type", "MessageId", "Token", "TopicArn", "Message", "SubscribeURL", "Timestamp"];
        assert_eq!(names(&asked), [&before[..], &SIGNED].concat(), "raw or not");
        assert_eq!(body["Type"], "SubscriptionConfirmation");
        let text = format!(
            "You have chosen to subscribe to the topic {topic}.\nTo confirm the subscription, visit the SubscribeURL \
             included in this message."
        );
        assert_eq!(body["Message"], text);
        let token = body["Token"].as_str().expect("a token");
        let url = format!("http://localhost:4566/?Action=ConfirmSubscription&TopicArn={topic}&Token={token}");
        assert_eq!(body["SubscribeURL"], url);
        for (name, value) in [
            ("x-amz-sns-message-type", "SubscriptionConfirmation"),
            ("x-amz-sns-message-id", body["MessageId"].as_str().expect("an id")),
            ("x-amz-sns-topic-arn", &topic),
            ("content-type", "text/plain; charset=UTF-8"),
            ("user-agent", "Amazon Simple Notification Service Agent"),
            ("accept-encoding", "gzip,deflate"),
        ] {
            assert_eq!(asked.header(name), Some(value), "{name}");
        }
        assert_eq!(asked.header("x-amz-sns-subscription-arn"), None);
        assert_eq!(asked.header("x-amz-sns-rawdelivery"), None);

        yard.server.settle().wait();
        endpoint.take();
        sns.publish(&topic, "too early", json!({}));
        yard.server.settle().wait();
        assert_eq!(endpoint.posts().len(), 0, "it has not confirmed");
        confirm(&yard, &asked);
        assert_eq!(sns.subscription(&arn)["PendingConfirmation"], "false");
        sns.publish(&topic, "m", json!({}));
        assert_eq!(endpoint.wait_for(1).len(), 1);
    }
}

#[test]
fn a_notification_is_the_envelope() {
    let yard = Yard::json();
    let sns = Sns::new(&yard);
    let topic = sns.topic("news");
    let endpoint = Endpoint::start(&yard);
    let arn = endpoint.subscribe(&sns, &topic, json!({}));
    let attributes = json!({ "a": { "DataType": "String", "StringValue": "v" } });
    let texts = r#"{"default":"d","http":"h"}"#;
    let more = json!({ "Subject": "s", "MessageStructure": "json", "MessageAttributes": attributes });
    let answer = sns.publish(&topic, texts, more);
    let post = endpoint.wait_for(1).remove(0);
    let before = ["Type", "MessageId", "TopicArn", "Subject", "Message", "Timestamp"];
    assert_eq!(names(&post), [&before[..], &SIGNED, &["UnsubscribeURL", "MessageAttributes"]].concat());
    let body = post.json();
    assert_eq!((&body["Message"], &body["MessageId"]), (&json!("h"), &answer["MessageId"]));
    assert_eq!(body["MessageAttributes"], json!({ "a": { "Type": "String", "Value": "v" } }));
    for (name, value) in [
        ("x-amz-sns-message-type", "Notification"),
        ("x-amz-sns-message-id", answer["MessageId"].as_str().expect("an id")),
        ("x-amz-sns-topic-arn", &topic),
        ("x-amz-sns-subscription-arn", &arn),
        ("content-type", "text/plain; charset=UTF-8"),
        ("user-agent", "Amazon Simple Notification Service Agent"),
    ] {
        assert_eq!(post.header(name), Some(value), "{name}");
    }
    assert_eq!(post.header("x-amz-sns-rawdelivery"), None);
}

#[test]
fn a_raw_notification_is_the_text_alone() {
    let yard = Yard::json();
    let sns = Sns::new(&yard);
    let topic = sns.topic("news");
    let endpoint = Endpoint::start(&yard);
    let arn = endpoint.subscribe(&sns, &topic, json!({ "RawMessageDelivery": "true" }));
    let text = "ü\u{0}\u{1f600}\r\n{";
    sns.publish(&topic, text, json!({ "Subject": "lost" }));
    let post = endpoint.wait_for(1).remove(0);
    assert_eq!(post.text(), text);
    assert_eq!(post.header("x-amz-sns-rawdelivery"), Some("true"));
    assert_eq!(post.header("x-amz-sns-subscription-arn"), Some(&*arn));
}

#[test]
fn policies_say_what_the_content_is() {
    let request = |kind: &str| json!({ "requestPolicy": { "headerContentType": kind } }).to_string();
    let of_topic = |kind: &str, alone: bool| {
        let http =
            json!({ "defaultRequestPolicy": { "headerContentType": kind }, "disableSubscriptionOverrides": alone });
        json!({ "http": http }).to_string()
    };
    let json_type = Some(request("application/json"));
    for (topic_policy, policy, expected) in [
        (None, json_type.clone(), "application/json"),
        (Some(of_topic("text/csv", false)), None, "text/csv"),
        (Some(of_topic("text/csv", false)), json_type.clone(), "application/json"),
        (Some(of_topic("text/csv", true)), json_type, "text/csv"),
        (None, None, "text/plain; charset=UTF-8"),
    ] {
        let yard = Yard::json();
        let sns = Sns::new(&yard);
        let topic = sns.topic("news");
        if let Some(policy) = topic_policy {
            let input = json!({ "TopicArn": topic, "AttributeName": "DeliveryPolicy", "AttributeValue": policy });
            sns.ok("SetTopicAttributes", input);
        }
        let endpoint = Endpoint::start(&yard);
        let attributes = policy.map_or(json!({}), |policy| json!({ "DeliveryPolicy": policy }));
        sns.subscribe(&topic, "http", &endpoint.url(), attributes);
        let asked = endpoint.wait_for(1).remove(0);
        assert_eq!(asked.header("content-type"), Some("text/plain; charset=UTF-8"), "confirmations stay as they are");
        confirm(&yard, &asked);
        sns.publish(&topic, "m", json!({}));
        assert_eq!(endpoint.wait_for(2)[1].header("content-type"), Some(expected));
    }
}

#[test]
fn who_is_unsubscribed_by_a_link_can_take_it_back() {
    let yard = Yard::json();
    let sns = Sns::new(&yard);
    let topic = sns.topic("news");
    let endpoint = Endpoint::start(&yard);
    let arn = endpoint.subscribe(&sns, &topic, json!({}));
    sns.publish(&topic, "m", json!({}));
    let link = endpoint.wait_for(1)[0].json()["UnsubscribeURL"].as_str().expect("a link").to_owned();
    let (_, query) = link.split_once('&').expect("parameters");
    Sns::follow(&yard, "Unsubscribe", query).expect("no signature is needed");
    let last = endpoint.wait_for(2).remove(1);
    let body = last.json();
    let before = ["Type", "MessageId", "Token", "TopicArn", "Message", "SubscribeURL", "Timestamp"];
    assert_eq!(names(&last), [&before[..], &SIGNED].concat());
    assert_eq!(body["Type"], "UnsubscribeConfirmation");
    let text = format!(
        "You have chosen to deactivate subscription {arn}.\nTo cancel this operation and restore the subscription, \
         visit the SubscribeURL included in this message."
    );
    assert_eq!(body["Message"], text);
    assert_eq!(last.header("x-amz-sns-message-type"), Some("UnsubscribeConfirmation"));
    assert_eq!(last.header("x-amz-sns-subscription-arn"), Some(&*arn));
    yard.server.settle().wait();
    sns.publish(&topic, "nobody hears this", json!({}));
    yard.server.settle().wait();
    assert_eq!(endpoint.posts().len(), 2);
    confirm(&yard, &last);
    sns.publish(&topic, "back", json!({}));
    assert_eq!(endpoint.wait_for(3)[2].json()["Message"], "back");
}

#[test]
fn a_farewell_that_fails_is_no_dead_letter() {
    let yard = Yard::json();
    let sns = Sns::new(&yard);
    let topic = sns.topic("news");
    let dead = yard.standard("dead");
    let endpoint = Endpoint::start(&yard);
    let policy = json!({ "deadLetterTargetArn": dead.arn() }).to_string();
    let arn = endpoint.subscribe(&sns, &topic, json!({ "RedrivePolicy": policy }));
    endpoint.always(Answer::Status(500));
    Sns::follow(&yard, "Unsubscribe", &format!("SubscriptionArn={arn}")).expect("no signature is needed");
    yard.advance(86_400);
    let posts = endpoint.posts();
    assert!(posts.len() == 4 && posts.iter().all(|post| post.json()["Type"] == "UnsubscribeConfirmation"));
    assert_eq!(dead.counts(), [0, 0, 0]);
}

#[test]
fn a_password_is_sent_to_whom_asks() {
    let yard = Yard::json();
    let sns = Sns::new(&yard);
    let topic = sns.topic("news");
    let endpoint = Endpoint::start(&yard);
    endpoint.always(Answer::WhoAreYou);
    endpoint.subscribe_at(&endpoint.url_with("user:p%40ss"), &sns, &topic, json!({}));
    sns.publish(&topic, "m", json!({}));
    yard.server.settle().wait();
    let posts = endpoint.posts();
    let logins: Vec<Option<&str>> = posts.iter().map(|post| post.header("authorization")).collect();
    assert_eq!(logins, [None, Some("Basic dXNlcjpwQHNz")]);
    assert_eq!(posts[0].body, posts[1].body);
    assert_eq!(posts[1].line, "POST /hook?a=b HTTP/1.1");
}

#[test]
fn a_hanging_endpoint_delays_no_other() {
    let yard = Yard::json();
    let sns = Sns::new(&yard);
    let topic = sns.topic("news");
    let (stuck, good, queue) = (Endpoint::start(&yard), Endpoint::start(&yard), yard.standard("jobs"));
    stuck.subscribe(&sns, &topic, json!({}));
    good.subscribe(&sns, &topic, json!({}));
    sns.subscribe_queue(&topic, &queue, json!({ "RawMessageDelivery": "true" }));
    stuck.always(Answer::Hang);
    for i in 0..10 {
        sns.publish(&topic, &i.to_string(), json!({}));
        good.wait_for(i + 1);
    }
    assert_eq!(queue.bodies().len(), 10);
    stuck.wait_for(10);
    stuck.let_go();
    yard.server.settle().wait();
    assert_eq!((stuck.posts().len(), good.posts().len()), (10, 10));
}

#[test]
fn many_hanging_endpoints_hold_nothing_up() {
    const MANY: usize = 200;
    let yard = Yard::json();
    let sns = Sns::new(&yard);
    let topic = sns.topic("news");
    let (stuck, good, queue) = (Endpoint::start(&yard), Endpoint::start(&yard), yard.standard("jobs"));
    for i in 0..MANY {
        stuck.subscribe_at(&format!("{}&i={i}", stuck.url()), &sns, &topic, json!({}));
    }
    good.subscribe(&sns, &topic, json!({}));
    sns.subscribe_queue(&topic, &queue, json!({ "RawMessageDelivery": "true" }));
    stuck.always(Answer::Hang);
    sns.publish(&topic, "m", json!({}));
    good.wait_for(1);
    assert_eq!(queue.bodies(), ["m"]);
    let lines: BTreeSet<String> = stuck.wait_for(MANY).into_iter().map(|post| post.line).collect();
    assert_eq!(lines.len(), MANY, "all of them hang at once");
    let other = sns.topic("other");
    sns.subscribe_queue(&other, &queue, json!({ "RawMessageDelivery": "true" }));
    sns.publish(&other, "n", json!({}));
    assert_eq!(queue.bodies(), ["n"]);
    stuck.let_go();
    yard.server.settle().wait();
    assert_eq!(stuck.posts().len(), MANY);
}

#[test]
fn connections_are_used_again() {
    let yard = Yard::json();
    let sns = Sns::new(&yard);
    let topic = sns.topic("news");
    let endpoint = Endpoint::start(&yard);
    endpoint.subscribe(&sns, &topic, json!({}));
    for _ in 0..30 {
        sns.publish(&topic, "m", json!({}));
        yard.server.settle().wait();
    }
    let posts = endpoint.posts();
    let connections: BTreeSet<usize> = posts.iter().map(|post| post.connection).collect();
    assert_eq!(posts.len(), 30);
    assert!(connections.len() <= 3, "{connections:?}");
}

#[test]
fn a_retry_is_the_same_message() {
    let yard = Yard::json();
    let sns = Sns::new(&yard);
    let topic = sns.topic("news");
    let endpoint = Endpoint::start(&yard);
    let arn = endpoint.subscribe(&sns, &topic, json!({}));
    endpoint.next(&[Answer::Status(500)]);
    sns.publish(&topic, "m", json!({}));
    yard.server.settle().wait();
    assert_eq!(sns.subscription(&arn)["PendingConfirmation"], "false", "it outlives a failure");
    yard.advance(20);
    let texts: Vec<Value> = endpoint.posts().iter().map(|post| post.json()["Message"].clone()).collect();
    assert_eq!(texts, ["m", "m"]);
    let (first, second) = (&endpoint.posts()[0], &endpoint.posts()[1]);
    assert_eq!(first.body, second.body, "a retry is the same message");
}
