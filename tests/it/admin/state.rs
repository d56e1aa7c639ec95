//! What exists.

use serde_json::{Value, json};

use crate::support::{Request, Via, Yard};

fn state(yard: &Yard, filter: &str) -> Value {
    yard.raw(&Request::new("GET", &format!("/_eventyard/state{filter}")).header("Host", "localhost:4566")).json()
}

#[test]
fn queues_and_their_counts() {
    let yard = Yard::json();
    assert_eq!(state(&yard, ""), json!({ "sqs": { "queues": [] } }));
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
