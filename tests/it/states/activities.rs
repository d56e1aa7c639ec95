//! Activities.

use serde_json::json;

use crate::support::{States, Via, Yard, strict};

#[test]
fn made_again_described_deleted() {
    let yard = Yard::json();
    let states = States::new(&yard);
    let made = states.ok("CreateActivity", json!({ "name": "work" }));
    let arn = states.arn("activity:work");
    assert_eq!(made, json!({ "activityArn": arn, "creationDate": made["creationDate"] }));
    assert_eq!(made["creationDate"].as_f64(), Some(yard.now() as f64 / 1000.0));
    yard.advance(5);
    assert_eq!(states.ok("CreateActivity", json!({ "name": "work" })), made);
    let named = json!({ "activityArn": arn });
    assert_eq!(
        states.ok("DescribeActivity", named.clone()),
        json!({
            "activityArn": arn,
            "name": "work",
            "creationDate": made["creationDate"],
            "encryptionConfiguration": { "type": "AWS_OWNED_KEY" },
        })
    );
    for _ in 0..2 {
        assert_eq!(states.ok("DeleteActivity", named.clone()), json!({}));
    }
    let text = format!("Activity Does Not Exist: '{arn}'");
    states.fails("DescribeActivity", named, "ActivityDoesNotExist", &text);
    yard.advance(5);
    assert_ne!(states.ok("CreateActivity", json!({ "name": "work" }))["creationDate"], made["creationDate"]);
}

#[test]
fn one_key_for_ever() {
    let yard = Yard::json();
    let states = States::new(&yard);
    let key = json!({ "type": "CUSTOMER_MANAGED_KMS_KEY", "kmsKeyId": "k" });
    let input = json!({ "name": "work", "encryptionConfiguration": key });
    states.ok("CreateActivity", input.clone());
    states.ok("CreateActivity", input);
    let arn = states.arn("activity:work");
    let shown = states.ok("DescribeActivity", json!({ "activityArn": arn }));
    let expected = json!({ "type": "CUSTOMER_MANAGED_KMS_KEY", "kmsKeyId": "k", "kmsDataKeyReusePeriodSeconds": 300 });
    assert_eq!(shown["encryptionConfiguration"], expected);
    let text = format!("Activity Already Exists: '{arn}'");
    states.fails("CreateActivity", json!({ "name": "work" }), "ActivityAlreadyExists", &text);
    let rule = "Value 'MINE' at 'encryptionConfiguration.type' failed to satisfy constraint: Member must satisfy enum \
                value set: [AWS_OWNED_KEY, CUSTOMER_MANAGED_KMS_KEY]";
    let input = json!({ "name": "other", "encryptionConfiguration": { "type": "MINE" } });
    states.breaks("CreateActivity", input, &[rule]);
    let input = json!({ "name": "other", "encryptionConfiguration": {} });
    let rule = "Value null at 'encryptionConfiguration.type' failed to satisfy constraint: Member must not be null";
    states.breaks("CreateActivity", input, &[rule]);
}

#[test]
fn each_account_and_region_has_its_own() {
    let yard = Yard::json();
    let states = States::new(&yard);
    states.ok("CreateActivity", json!({ "name": "work" }));
    for (account, region) in [("111111111111", "us-east-1"), ("000000000000", "eu-west-1")] {
        let there = States::of(&yard, account, region);
        let text = format!("Activity Does Not Exist: '{}'", there.arn("activity:work"));
        for caller in [&states, &there] {
            let input = json!({ "activityArn": there.arn("activity:work") });
            caller.fails("DescribeActivity", input.clone(), "ActivityDoesNotExist", &text);
        }
        there.ok("DeleteActivity", json!({ "activityArn": states.arn("activity:work") }));
    }
    assert_eq!(states.pages("ListActivities", json!({})), [[states.arn("activity:work")]]);
}

#[test]
fn as_many_as_the_quota_allows() {
    let yard = Yard::start(Via::Json, strict());
    let states = States::new(&yard);
    for i in 0..10_000 {
        states.ok("CreateActivity", json!({ "name": format!("a-{i:04}") }));
    }
    let text = "The maximum number of activities has been reached. …";
    states.fails("CreateActivity", json!({ "name": "more" }), "ActivityLimitExceeded", text);
    states.ok("CreateActivity", json!({ "name": "a-0007" }));
}
