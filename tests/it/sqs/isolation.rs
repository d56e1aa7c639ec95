//! Accounts and regions never see each other's queues.

use aws_sdk_sqs::error::ProvideErrorMetadata;
use eventyard::{Config, Eventyard};
use serde_json::{Value, json};

use crate::support::{NO_QUEUE, Request, Via, Yard, client_of};

#[tokio::test]
async fn each_account_and_region_has_queues_of_its_own() {
    let server = Eventyard::start(Config::default()).expect("a server");
    let places = [
        ("111111111111", "us-east-1"),
        ("222222222222", "us-east-1"),
        ("111111111111", "eu-west-1"),
        ("x", "us-east-1"),
    ];
    let clients = places.map(|(account, region)| client_of(&server, account, region));
    let mut urls = Vec::new();
    for (sqs, (account, region)) in clients.iter().zip(places) {
        let url = sqs.create_queue().queue_name("jobs").send().await.expect("a queue").queue_url.expect("a URL");
        let body = format!("{account} {region}");
        sqs.send_message().queue_url(&url).message_body(body).send().await.expect("sent");
        urls.push(url);
    }
    let mut unlike = urls.clone();
    unlike.sort();
    unlike.dedup();
    assert_eq!(unlike.len(), urls.len(), "a URL means one queue: {urls:?}");
    for ((sqs, (account, region)), url) in clients.iter().zip(places).zip(&urls) {
        let listed = sqs.list_queues().send().await.expect("listed");
        assert_eq!(listed.queue_urls(), [url.as_str()]);
        let received = sqs.receive_message().queue_url(url).max_number_of_messages(10).send().await.expect("received");
        let bodies: Vec<_> = received.messages().iter().filter_map(|message| message.body()).collect();
        assert_eq!(bodies, [format!("{account} {region}")]);
        let attributes = sqs.get_queue_attributes().queue_url(url);
        let attributes = attributes.attribute_names("QueueArn".into()).send().await.expect("attributes");
        let arn = attributes.attributes.expect("some").remove(&"QueueArn".into());
        let owner = if account == "x" { "000000000000" } else { account };
        assert_eq!(arn, Some(format!("arn:aws:sqs:{region}:{owner}:jobs")));
    }
}

#[tokio::test]
async fn a_queue_of_another_account_can_be_asked_for() {
    let server = Eventyard::start(Config::default()).expect("a server");
    let owner = client_of(&server, "111111111111", "us-east-1");
    let other = client_of(&server, "222222222222", "us-east-1");
    let url = owner.create_queue().queue_name("jobs").send().await.expect("a queue").queue_url.expect("a URL");
    let error = other.get_queue_url().queue_name("jobs").send().await.expect_err("not the other's own");
    assert_eq!(error.into_service_error().code(), Some(NO_QUEUE));
    let found = other.get_queue_url().queue_name("jobs").queue_owner_aws_account_id("111111111111").send().await;
    assert_eq!(found.expect("found").queue_url(), Some(url.as_str()));
    other.send_message().queue_url(&url).message_body("from elsewhere").send().await.expect("sent");
    let received = owner.receive_message().queue_url(&url).send().await.expect("received");
    assert_eq!(received.messages()[0].body(), Some("from elsewhere"));
}

#[test]
fn partitions_have_arns_of_their_own() {
    let yard = Yard::json();
    for (region, arn) in [
        ("cn-north-1", "arn:aws-cn:sqs:cn-north-1:111111111111:jobs"),
        ("us-gov-west-1", "arn:aws-us-gov:sqs:us-gov-west-1:111111111111:jobs"),
        ("eu-central-1", "arn:aws:sqs:eu-central-1:111111111111:jobs"),
    ] {
        let call = |operation: &str, input: Value| {
            yard.raw(&Via::Json.request(operation, &input).signed("111111111111", region)).json()
        };
        let url = call("CreateQueue", json!({ "QueueName": "jobs" }))["QueueUrl"].clone();
        let answer = call("GetQueueAttributes", json!({ "QueueUrl": url, "AttributeNames": ["QueueArn"] }));
        assert_eq!(answer["Attributes"]["QueueArn"], arn);
    }
}

#[test]
fn the_account_and_region_of_those_who_name_none() {
    let config = Config { account: "123456789012".to_owned(), region: "ap-south-1".to_owned(), ..Config::default() };
    for via in [Via::Json, Via::Query] {
        let yard = Yard::start(via, config.clone());
        let queue = yard.standard("jobs");
        assert_eq!(queue.attribute("QueueArn").as_deref(), Some("arn:aws:sqs:ap-south-1:123456789012:jobs"));
        assert!(queue.url.ends_with("/123456789012/jobs"), "{}", queue.url);
    }
}

#[test]
fn a_reset_of_one_account_leaves_the_others() {
    let yard = Yard::json();
    let create = |account: &str, region: &str| {
        let request = Via::Json.request("CreateQueue", &json!({ "QueueName": "jobs" })).signed(account, region);
        assert_eq!(yard.raw(&request).status, 200);
    };
    let arns = || -> Vec<String> {
        let state = yard.raw(&Request::new("GET", "/_eventyard/state")).json();
        let queues = state["sqs"]["queues"].as_array().expect("a list");
        queues.iter().map(|queue| queue["arn"].as_str().expect("an ARN").to_owned()).collect()
    };
    create("111111111111", "us-east-1");
    create("111111111111", "eu-west-1");
    create("222222222222", "us-east-1");
    let reset = |body: Value| assert_eq!(yard.raw(&Request::post("/_eventyard/reset", body.to_string())).status, 200);
    reset(json!({ "account": "111111111111", "region": "eu-west-1" }));
    assert_eq!(arns(), ["arn:aws:sqs:us-east-1:111111111111:jobs", "arn:aws:sqs:us-east-1:222222222222:jobs"]);
    reset(json!({ "account": "111111111111" }));
    assert_eq!(arns(), ["arn:aws:sqs:us-east-1:222222222222:jobs"]);
}
