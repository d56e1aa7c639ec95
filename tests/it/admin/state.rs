//! What exists.

use serde_json::{Value, json};

use crate::support::{Request, Sns, Via, Yard};

fn state(yard: &Yard, filter: &str) -> Value {
    yard.raw(&Request::new("GET", &format!("/_eventyard/state{filter}")).header("Host", "localhost:4566")).json()
}

#[test]
fn queues_and_their_counts() {
    let yard = Yard::json();
    assert_eq!(
        state(&yard, ""),
        json!({
            "sqs": { "queues": [] }, "sns": { "topics": [] }, "events": { "buses": [] },
            "scheduler": { "scheduleGroups": [] },
        })
    );
    let queue = yard.queue("jobs", json!({ "VisibilityTimeout": "7" }));
    for body in ["a", "b", "c"] {
        queue.send(body);
    }
    queue.send_with("d", json!({ "DelaySeconds": 60 }));
    queue.receive_with(json!({ "MaxNumberOfMessages": 2 }));
    let shown = state(&yard, "")["sqs"]["queues"][0].clone();
    assert_eq!(shown["arn"], "arn:aws:sqs:us-east-1:000000000000:jobs");
    assert_eq!(shown["url"], queue.url);
    assert_eq!([&shown["visible"], &shown["inFlight"], &shown["delayed"]], [1, 2, 1]);
    assert_eq!(shown["attributes"]["VisibilityTimeout"], "7");
    yard.advance(7);
    assert_eq!(state(&yard, "")["sqs"]["queues"][0]["visible"], 3);
}

#[test]
fn a_part_of_it() {
    let yard = Yard::json();
    for (account, region, name) in
        [("111111111111", "us-east-1", "b"), ("111111111111", "us-east-1", "a"), ("222222222222", "eu-west-1", "c")]
    {
        yard.raw(&Via::Json.request("CreateQueue", &json!({ "QueueName": name })).signed(account, region));
    }
    let names = |filter: &str| -> Vec<String> {
        let state = state(&yard, filter);
        let queues = state["sqs"]["queues"].as_array().expect("a list");
        let arns = queues.iter().filter_map(|queue| queue["arn"].as_str());
        arns.map(|arn| arn.rsplit(':').next().unwrap_or_default().to_owned()).collect()
    };
    assert_eq!(names(""), ["a", "b", "c"]);
    assert_eq!(names("?service=sqs"), ["a", "b", "c"]);
    assert_eq!(names("?account=111111111111"), ["a", "b"]);
    assert_eq!(names("?region=eu-west-1"), ["c"]);
    assert_eq!(names("?account=111111111111&region=eu-west-1"), [""; 0]);
}

#[test]
fn topics_and_their_subscriptions() {
    let yard = Yard::json();
    let sns = Sns::new(&yard);
    let attributes = json!({ "DisplayName": "Orders" });
    let tags = json!([{ "Key": "team", "Value": "shop" }]);
    let topic = sns.ok("CreateTopic", json!({ "Name": "orders", "Attributes": attributes, "Tags": tags }));
    let topic = topic["TopicArn"].as_str().expect("an ARN");
    let raw = json!({ "RawMessageDelivery": "true" });
    let queue = sns.subscribe(topic, "sqs", "arn:aws:sqs:us-east-1:000000000000:jobs", raw);
    let email = sns.subscribe(topic, "email", "someone@example.com", json!({}));

    let shown = state(&yard, "")["sns"]["topics"][0].clone();
    assert_eq!(shown["arn"], topic);
    assert_eq!(shown["attributes"]["DisplayName"], "Orders");
    assert_eq!(shown["attributes"]["SubscriptionsPending"], Value::Null);
    assert_eq!(shown["tags"], json!({ "team": "shop" }));
    assert_eq!(
        shown["subscriptions"],
        json!([
            {
                "arn": queue, "protocol": "sqs", "endpoint": "arn:aws:sqs:us-east-1:000000000000:jobs",
                "owner": "000000000000", "confirmed": true,
                "attributes": {
                    "SubscriptionPrincipal": "arn:aws:iam::000000000000:user/eventyard",
                    "ConfirmationWasAuthenticated": "true", "RawMessageDelivery": "true",
                },
            },
            {
                "arn": email, "protocol": "email", "endpoint": "someone@example.com",
                "owner": "000000000000", "confirmed": false,
                "attributes": {
                    "SubscriptionPrincipal": "arn:aws:iam::000000000000:user/eventyard",
                    "ConfirmationWasAuthenticated": "false", "RawMessageDelivery": "false",
                },
            },
        ])
    );
    // The library says the same.
    let told = serde_json::to_value(yard.server.state()).expect("JSON");
    assert_eq!(told["sns"]["topics"][0], shown);

    sns.ok("DeleteTopic", json!({ "TopicArn": topic }));
    assert_eq!(state(&yard, "")["sns"], json!({ "topics": [] }));
}

#[test]
fn a_part_of_the_topics() {
    let yard = Yard::json();
    for (account, region, name) in
        [("111111111111", "us-east-1", "b"), ("111111111111", "us-east-1", "a"), ("222222222222", "eu-west-1", "c")]
    {
        Sns::of(&yard, account, region).topic(name);
    }
    let names = |filter: &str| -> Vec<String> {
        let state = state(&yard, filter);
        let topics = state["sns"]["topics"].as_array().expect("a list");
        let arns = topics.iter().filter_map(|topic| topic["arn"].as_str());
        arns.map(|arn| arn.rsplit(':').next().unwrap_or_default().to_owned()).collect()
    };
    assert_eq!(names(""), ["a", "b", "c"]);
    assert_eq!(names("?account=111111111111"), ["a", "b"]);
    assert_eq!(names("?region=eu-west-1&service=sns"), ["c"]);
    assert_eq!(state(&yard, "?service=sns").get("sqs"), None);
    assert_eq!(state(&yard, "?service=sqs").get("sns"), None);
}
