//! AddPermission and RemovePermission on a topic's policy.

use serde_json::{Value, json};

use crate::support::{INVALID, Sns, Yard};

const ONE: &str = "111122223333";
const TWO: &str = "444455556666";

fn add(topic: &str, label: &str, accounts: &[&str], actions: &[&str]) -> Value {
    json!({ "TopicArn": topic, "Label": label, "AWSAccountId": accounts, "ActionName": actions })
}

/// The statements behind the default one.
fn added(sns: &Sns<'_>, topic: &str) -> Vec<Value> {
    let shown = sns.ok("GetTopicAttributes", json!({ "TopicArn": topic }))["Attributes"]["Policy"].clone();
    let policy: Value = serde_json::from_str(shown.as_str().expect("a policy")).expect("JSON");
    let statements = policy["Statement"].as_array().expect("statements");
    assert_eq!(statements[0]["Sid"], "__default_statement_ID");
    statements[1..].to_vec()
}

#[test]
fn a_permission_is_a_statement_behind_the_default_one() {
    let yard = Yard::json();
    for (region, partition) in [("us-east-1", "aws"), ("cn-north-1", "aws-cn")] {
        let sns = Sns::of(&yard, ONE, region);
        let topic = sns.topic("news");
        let root = |account: &str| format!("arn:{partition}:iam::{account}:root");
        let statement = |label: &str, accounts: Value, actions: Value| {
            json!({
                "Sid": label, "Effect": "Allow", "Principal": { "AWS": accounts }, "Action": actions, "Resource": topic,
            })
        };
        let one = statement("one", json!(root(ONE)), json!("SNS:Publish"));
        let many = statement("many", json!([root(ONE), root(TWO)]), json!(["SNS:Publish", "SNS:Receive"]));
        sns.ok("AddPermission", add(&topic, "one", &[ONE], &["Publish"]));
        assert_eq!(added(&sns, &topic), std::slice::from_ref(&one));
        sns.ok("AddPermission", add(&topic, "many", &[ONE, TWO], &["Publish", "Receive"]));
        assert_eq!(added(&sns, &topic), [one, many.clone()]);
        sns.ok("RemovePermission", json!({ "TopicArn": topic, "Label": "one" }));
        assert_eq!(added(&sns, &topic), [many]);
        for _ in 0..2 {
            sns.ok("RemovePermission", json!({ "TopicArn": topic, "Label": "many" }));
        }
        assert_eq!(added(&sns, &topic), [Value::Null; 0]);
    }
}

#[test]
fn what_is_refused() {
    let yard = Yard::json();
    let sns = Sns::new(&yard);
    let topic = sns.topic("news");
    sns.ok("AddPermission", add(&topic, "one", &[ONE], &["Publish"]));
    let scope = "Invalid parameter: Policy statement action out of service scope!";
    let cases = [
        (add(&topic, "one", &[ONE], &["Subscribe"]), "Invalid parameter: Statement already exists"),
        (add(&topic, "one", &[ONE], &["Unknown"]), "Invalid parameter: Statement already exists"),
        (add(&topic, "two", &[ONE], &["Unknown"]), scope),
        (add(&topic, "two", &[ONE], &["Publish", "CreateTopic"]), scope),
        (add(&topic, "two", &[ONE], &["*"]), scope),
        (add(&topic, "two", &["nobody"], &["Publish"]), "Invalid parameter: Policy Error: PrincipalNotFound"),
    ];
    for (input, text) in cases {
        sns.fails("AddPermission", input, INVALID, text);
    }
    let unknown = format!("{topic}-other");
    sns.fails("AddPermission", add(&unknown, "two", &[ONE], &["Publish"]), "NotFound", "Topic does not exist");
    let input = json!({ "TopicArn": unknown, "Label": "one" });
    sns.fails("RemovePermission", input, "NotFound", "Topic does not exist");
    assert_eq!(added(&sns, &topic).len(), 1);
}

#[test]
fn a_policy_that_was_set_takes_statements_too() {
    let yard = Yard::json();
    let sns = Sns::new(&yard);
    let topic = sns.topic("news");
    let single =
        r#"{"Statement":{"Sid":"__default_statement_ID","Effect":"Deny","Principal":"*","Action":"SNS:Publish"}}"#;
    sns.ok("SetTopicAttributes", json!({ "TopicArn": topic, "AttributeName": "Policy", "AttributeValue": single }));
    sns.ok("AddPermission", add(&topic, "one", &[ONE], &["Publish"]));
    assert_eq!(added(&sns, &topic)[0]["Sid"], "one");
}
