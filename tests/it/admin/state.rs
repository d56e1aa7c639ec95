//! What exists.

use serde_json::{Value, json};

use crate::support::{Request, Scheduler, Sns, Via, Yard};

fn state(yard: &Yard, filter: &str) -> Value {
    yard.raw(&Request::new("GET", &format!("/_eventyard/state{filter}")).header("Host", "localhost:4566")).json()
}

#[test]
fn queues_and_their_counts() {
    let yard = Yard::json();
    assert_eq!(
        state(&yard, ""),
        json!({
            "sqs": { "queues": [] },
            "sns": { "topics": [] },
            "events": { "buses": [] },
            "scheduler": { "scheduleGroups": [] },
            "states": { "stateMachines": [], "activities": [] },
            "s3": { "buckets": [] },
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

#[test]
fn schedule_groups_and_their_schedules() {
    let yard = Yard::json();
    yard.raw(&Request::post("/_eventyard/time", json!({ "freeze": "2040-01-01T12:00:00Z" }).to_string()));
    let scheduler = Scheduler::new(&yard);
    scheduler.call("POST", "/schedule-groups/orders", &json!({})).expect("a group");
    let noon = json!({
        "GroupName": "orders", "ScheduleExpression": "cron(0 12 * * ? *)", "ScheduleExpressionTimezone": "Asia/Tokyo",
    });
    scheduler.create("noon", noon).expect("a schedule");
    scheduler.create("off", json!({ "GroupName": "orders", "State": "DISABLED" })).expect("a schedule");
    Scheduler::of(&yard, "111111111111", "eu-west-1")
        .call("GET", "/schedule-groups/default", &Value::Null)
        .expect("a group");

    let arn = "arn:aws:scheduler:us-east-1:000000000000";
    let target = "arn:aws:sqs:us-east-1:000000000000:q";
    let noon = json!({
        "arn": format!("{arn}:schedule/orders/noon"), "state": "ENABLED", "expression": "cron(0 12 * * ? *)",
        "timezone": "Asia/Tokyo", "target": target, "next": "2040-01-02T03:00:00.000Z",
    });
    let off = json!({
        "arn": format!("{arn}:schedule/orders/off"), "state": "DISABLED", "expression": "rate(1 minute)",
        "timezone": "UTC", "target": target, "next": null,
    });
    let groups = json!([
        { "arn": format!("{arn}:schedule-group/default"), "schedules": [] },
        { "arn": format!("{arn}:schedule-group/orders"), "schedules": [noon, off] },
    ]);
    assert_eq!(state(&yard, "?service=scheduler&account=000000000000")["scheduler"]["scheduleGroups"], groups);
    let arns = |filter: &str| -> Vec<String> {
        let state = state(&yard, filter);
        let groups = state["scheduler"]["scheduleGroups"].as_array().expect("a list").clone();
        groups.iter().map(|group| group["arn"].as_str().expect("an ARN").to_owned()).collect()
    };
    assert_eq!(arns("").len(), 3);
    assert_eq!(arns("?region=eu-west-1"), ["arn:aws:scheduler:eu-west-1:111111111111:schedule-group/default"]);
    assert_eq!(state(&yard, "?service=sqs").get("scheduler"), None);
}
