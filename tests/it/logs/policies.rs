//! Resource policies.

use serde_json::{Value, json};

use super::{INVALID, NOT_FOUND};
use crate::support::{Logs, Yard, texts};

const DOCUMENT: &str = r#"{"Version":"2012-10-17","Statement":[]}"#;

#[test]
fn those_of_the_account() {
    let yard = Yard::json();
    let logs = Logs::new(&yard);
    let put = |name: &str| logs.call("PutResourcePolicy", json!({ "policyName": name, "policyDocument": DOCUMENT }));
    let shown = json!({
        "policyName": "p0", "policyDocument": DOCUMENT, "lastUpdatedTime": yard.now(), "policyScope": "ACCOUNT"
    });
    assert_eq!(put("p0"), Ok(json!({ "resourcePolicy": shown })));
    for i in 1..10 {
        assert!(put(&format!("p{i}")).is_ok());
    }
    let fault = put("p10").expect_err("a refusal");
    assert_eq!((&*fault.code, &*fault.message), ("LimitExceededException", "Resource limit exceeded."));
    yard.advance(1);
    assert!(put("p3").is_ok(), "it is there already");
    let listed = logs.ok("DescribeResourcePolicies", json!({ "limit": 4 }));
    assert_eq!(texts(&listed["resourcePolicies"], "policyName"), ["p0", "p1", "p2", "p3"]);
    assert_eq!(listed["resourcePolicies"][3]["lastUpdatedTime"], yard.now());
    assert_eq!(logs.ok("DeleteResourcePolicy", json!({ "policyName": "p0" })), Value::Null);
    let text = "Policy with name [p0] does not exist.";
    logs.fails("DeleteResourcePolicy", json!({ "policyName": "p0" }), NOT_FOUND, text);
    let wrong = json!({ "policyName": "p", "policyDocument": "no JSON" });
    logs.fails("PutResourcePolicy", wrong, INVALID, "The policy document must be a JSON object.");
}

#[test]
fn those_of_log_groups() {
    let yard = Yard::json();
    let logs = Logs::new(&yard);
    let group = logs.group("g");
    let put = |revision: Option<&Value>| {
        let mut input = json!({ "resourceArn": group, "policyDocument": DOCUMENT });
        if let Some(revision) = revision {
            input["expectedRevisionId"] = revision.clone();
        }
        logs.call("PutResourcePolicy", input)
    };
    let first = put(None).expect("a policy")["revisionId"].clone();
    let second = put(Some(&first)).expect("a policy")["revisionId"].clone();
    assert_eq!(put(Some(&first)).expect_err("a refusal").code, "OperationAbortedException");
    let listed = logs.ok("DescribeResourcePolicies", json!({ "resourceArn": group }));
    assert_eq!(texts(&listed["resourcePolicies"], "resourceArn"), [logs.arn("g")]);
    assert_eq!(logs.ok("DescribeResourcePolicies", json!({}))["resourcePolicies"], json!([]));
    logs.ok("DeleteResourcePolicy", json!({ "resourceArn": group, "expectedRevisionId": second }));
    let listed = logs.ok("DescribeResourcePolicies", json!({ "policyScope": "RESOURCE" }));
    assert_eq!(listed["resourcePolicies"], json!([]));
}
