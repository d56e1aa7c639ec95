//! AddPermission and RemovePermission: statements of the queue's policy by label.
//! <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_AddPermission.html>

use serde_json::{Map, Value, json};

use super::api::*;
use super::error::Error;
use super::{Sqs, required};
use crate::aws::check;
use crate::aws::policy::{document, one_or_many, statements};
use crate::aws::scope::{Caller, is_account};

const MOST_ACTIONS: usize = 7;
const LONGEST_LABEL: usize = 80;

/// The actions that can be granted to other accounts.
const GRANTABLE: [&str; 9] = [
    "*",
    "SendMessage",
    "ReceiveMessage",
    "DeleteMessage",
    "ChangeMessageVisibility",
    "GetQueueAttributes",
    "GetQueueUrl",
    "ListDeadLetterSourceQueues",
    "PurgeQueue",
];

/// The actions that only the queue's owner may call.
const OWNERS: [&str; 14] = [
    "AddPermission",
    "CancelMessageMoveTask",
    "ChangeMessageVisibilityBatch",
    "CreateQueue",
    "DeleteMessageBatch",
    "DeleteQueue",
    "ListMessageMoveTasks",
    "ListQueueTags",
    "ListQueues",
    "RemovePermission",
    "SendMessageBatch",
    "SetQueueAttributes",
    "StartMessageMoveTask",
    "TagQueue",
];

impl Sqs {
    /// AddPermission: a statement for other accounts, made or added to the policy.
    pub(super) fn add_permission(&self, at: &Caller<'_>, input: AddPermissionRequest) -> Result<(), Error> {
        let queue = self.queue(at, input.queue_url.as_deref())?;
        let label = required(input.label, "Label")?;
        if !check::is_name(&label, LONGEST_LABEL) {
            let reason = "Label can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length.";
            return Err(Error::value(label, "Label", reason));
        }
        let actions = input.actions.filter(|actions| !actions.is_empty()).ok_or(Error::MissingParameter("Actions"))?;
        if actions.len() > MOST_ACTIONS {
            let count = actions.len();
            return Err(Error::OverLimit(format!("{count} Actions were found, maximum allowed is {MOST_ACTIONS}.")));
        }
        actions.iter().try_for_each(|action| check_action(action))?;
        let accounts = input.aws_account_ids.unwrap_or_default();
        if accounts.is_empty() || !accounts.iter().all(|account| is_account(account)) {
            return Err(Error::value(format!("[{}]", accounts.join(", ")), "PrincipalId", "Unable to verify."));
        }
        let statement = json!({
            "Sid": label,
            "Effect": "Allow",
            "Principal": { "AWS": one_or_many(accounts.iter().map(|id| format!("arn:aws:iam::{id}:root"))) },
            "Action": one_or_many(actions.iter().map(|action| format!("SQS:{action}"))),
            "Resource": queue.arn_text,
        });
        let mut state = queue.state();
        let mut policy = state.attributes.policy.as_deref().and_then(document).unwrap_or_else(|| {
            let mut policy = Map::new();
            policy.insert("Version".to_owned(), "2008-10-17".into());
            policy.insert("Id".to_owned(), format!("{}/SQSDefaultPolicy", queue.arn_text).into());
            policy
        });
        let statements = statements(&mut policy);
        if statements.iter().any(|statement| statement["Sid"] == *label) {
            return Err(Error::value(label, "Label", "Already exists."));
        }
        statements.push(statement);
        state.attributes.policy = Some(Value::Object(policy).to_string().into());
        state.modified = self.now();
        Ok(())
    }

    /// RemovePermission: takes a statement out; the policy goes with its last one.
    pub(super) fn remove_permission(&self, at: &Caller<'_>, input: RemovePermissionRequest) -> Result<(), Error> {
        let queue = self.queue(at, input.queue_url.as_deref())?;
        let label = required(input.label, "Label")?;
        let mut state = queue.state();
        if state.attributes.policy.is_none() {
            return Err(Error::value(label, "Label", "can't find label on existing policy."));
        }
        let mut policy = state.attributes.policy.as_deref().and_then(document).unwrap_or_default();
        let statements = statements(&mut policy);
        let before = statements.len();
        statements.retain(|statement| statement["Sid"] != *label);
        if statements.len() == before {
            return Err(Error::value(label, "Label", "can't find label."));
        }
        // An emptied policy isn't shown, but AWS still answers as if there were one: it stays as an empty text.
        let text = if statements.is_empty() { String::new() } else { Value::Object(policy).to_string() };
        state.attributes.policy = Some(text.into());
        state.modified = self.now();
        Ok(())
    }
}

fn check_action(action: &str) -> Result<(), Error> {
    if GRANTABLE.contains(&action) {
        return Ok(());
    }
    let reason = if OWNERS.contains(&action) || action == "UntagQueue" {
        "Only the queue owner is allowed to invoke this action."
    } else {
        // AWS's text ends in a blank.
        "Please refer to the appropriate WSDL for a list of valid actions. "
    };
    Err(Error::value(format!("SQS:{action}"), "ActionName", reason))
}
