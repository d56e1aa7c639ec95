//! A topic's policy, and the two operations that add and remove one of its statements.
//! <https://docs.aws.amazon.com/sns/latest/api/API_AddPermission.html>

use std::sync::Arc;

use serde_json::{Value, json};

use super::Sns;
use super::api::*;
use super::error::Error;
use super::topic::Topic;
use crate::aws::policy::{document, one_or_many, statements};
use crate::aws::scope::{Caller, is_account};

const OUT_OF_SCOPE: &str = "Policy statement action out of service scope!";

/// The actions of a topic that can be granted.
const ACTIONS: [&str; 9] = [
    "GetTopicAttributes",
    "SetTopicAttributes",
    "AddPermission",
    "RemovePermission",
    "DeleteTopic",
    "Subscribe",
    "ListSubscriptionsByTopic",
    "Publish",
    "Receive",
];

/// What a policy may speak of besides these. Nothing else of SNS acts on one topic, and wildcards aren't taken.
const ACTIONS_OF_POLICIES: [&str; 5] =
    ["GetDataProtectionPolicy", "ListTagsForResource", "PutDataProtectionPolicy", "TagResource", "UntagResource"];

impl Sns {
    /// AddPermission.
    pub(super) fn add_permission(&self, at: &Caller<'_>, input: AddPermissionInput) -> Result<(), Error> {
        let topic = self.topic(at, input.topic_arn.as_deref())?;
        let label = input.label.unwrap_or_default();
        let mut state = topic.state();
        let mut policy = document(&policy(&topic, state.attributes.policy.as_deref())).unwrap_or_default();
        let statements = statements(&mut policy);
        if statements.iter().any(|statement| statement["Sid"] == *label) {
            return Err(Error::parameter("Statement already exists"));
        }
        let actions = input.action_name.unwrap_or_default();
        if actions.is_empty() || !actions.iter().all(|action| ACTIONS.contains(&action.as_str())) {
            return Err(Error::parameter(OUT_OF_SCOPE));
        }
        let accounts = input.aws_account_id.unwrap_or_default();
        if accounts.is_empty() || !accounts.iter().all(|account| is_account(account)) {
            return Err(Error::parameter("Policy Error: PrincipalNotFound"));
        }
        statements.push(json!({
            "Sid": label,
            "Effect": "Allow",
            "Principal": { "AWS": one_or_many(accounts.iter().map(|id| format!("arn:{}:iam::{id}:root", topic.arn.partition))) },
            "Action": one_or_many(actions.iter().map(|action| format!("SNS:{action}"))),
            "Resource": &*topic.arn_text,
        }));
        Arc::make_mut(&mut state.attributes).policy = Some(Value::Object(policy).to_string());
        Ok(())
    }

    /// RemovePermission: a label that isn't there is removed as well.
    pub(super) fn remove_permission(&self, at: &Caller<'_>, input: RemovePermissionInput) -> Result<(), Error> {
        let topic = self.topic(at, input.topic_arn.as_deref())?;
        let label = input.label.unwrap_or_default();
        let mut state = topic.state();
        let mut policy = document(&policy(&topic, state.attributes.policy.as_deref())).unwrap_or_default();
        statements(&mut policy).retain(|statement| statement["Sid"] != *label);
        Arc::make_mut(&mut state.attributes).policy = Some(Value::Object(policy).to_string());
        Ok(())
    }
}

/// Checks a policy before it is set.
///
/// # Errors
/// AWS's text: no JSON object, or an action that isn't one of topics.
pub fn check(policy: &str) -> Result<(), String> {
    let mut policy = document(policy).ok_or("Policy Error: null")?;
    let in_scope = |action: &Value| {
        let name = action.as_str().and_then(|action| action.split_once(':'));
        let known = |name: &str| ACTIONS.iter().chain(&ACTIONS_OF_POLICIES).any(|one| one.eq_ignore_ascii_case(name));
        name.is_some_and(|(service, name)| service.eq_ignore_ascii_case("sns") && known(name))
    };
    let all_in_scope = |statement: &Value| match &statement["Action"] {
        Value::Null => true,
        Value::Array(actions) => actions.iter().all(in_scope),
        action => in_scope(action),
    };
    if statements(&mut policy).iter().all(all_in_scope) { Ok(()) } else { Err(OUT_OF_SCOPE.to_owned()) }
}

/// The policy that was set, or the one that a topic has from the start: its own account may do everything.
pub fn policy(topic: &Topic, set: Option<&str>) -> String {
    if let Some(policy) = set {
        return policy.to_owned();
    }
    let actions = ACTIONS.into_iter().filter(|action| *action != "Receive");
    json!({
        "Version": "2008-10-17",
        "Id": "__default_policy_ID",
        "Statement": [{
            "Sid": "__default_statement_ID",
            "Effect": "Allow",
            "Principal": { "AWS": "*" },
            "Action": actions.map(|action| format!("SNS:{action}")).collect::<Vec<_>>(),
            "Resource": &*topic.arn_text,
            "Condition": { "StringEquals": { "AWS:SourceOwner": &*topic.arn.scope.account } },
        }],
    })
    .to_string()
}
