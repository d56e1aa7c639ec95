//! RedrivePolicy and RedriveAllowPolicy: where a queue's dead letters go, and whose a dead-letter queue takes.
//! <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html>

use serde_json::{Map, Value};

use super::error::Error;
use crate::aws::arn::Arn;
use crate::aws::text::Text;

/// A source queue's side.
#[derive(Clone, Debug)]
pub struct RedrivePolicy {
    /// As it was given, and is shown.
    pub document: Text,
    /// The dead-letter queue.
    pub target: Arn,
    /// A message that was received so often is moved instead of being received again.
    pub max_receive_count: u32,
}

/// A dead-letter queue's side.
#[derive(Clone, Debug)]
pub struct AllowPolicy {
    /// As it was given, and is shown.
    pub document: Text,
    permission: Permission,
}

#[derive(Clone, Debug)]
enum Permission {
    All,
    None,
    Sources(Vec<String>),
}

impl RedrivePolicy {
    /// Reads a policy; an empty text is none.
    ///
    /// # Errors
    /// `InvalidParameterValue` with the reason.
    pub fn parse(document: &str) -> Result<Option<Self>, Error> {
        if document.is_empty() {
            return Ok(None);
        }
        let wrong = |reason: &str| Error::value(document, "RedrivePolicy", reason);
        let policy: Map<String, Value> =
            serde_json::from_str(document).map_err(|_| wrong("Redrive policy is not a valid JSON map."))?;
        let missing = |name: &str| wrong(&format!("Redrive policy does not contain mandatory attribute: {name}."));
        let target = policy.get("deadLetterTargetArn").ok_or_else(|| missing("deadLetterTargetArn"))?;
        let count = policy.get("maxReceiveCount").ok_or_else(|| missing("maxReceiveCount"))?;
        let max_receive_count = match count {
            Value::Number(number) => number.as_u64(),
            Value::String(text) => text.parse().ok(),
            _ => None,
        };
        let max_receive_count =
            max_receive_count.and_then(|n| u32::try_from(n).ok()).filter(|n| (1..=1000).contains(n));
        let max_receive_count = max_receive_count.ok_or_else(|| {
            let shown = count.as_str().map_or_else(|| count.to_string(), str::to_owned);
            wrong(&format!(
                "Invalid value for maxReceiveCount: {shown}, valid values are from 1 to 1000 both inclusive."
            ))
        })?;
        let target = target.as_str().and_then(|arn| arn.parse::<Arn>().ok()).filter(|arn| arn.service == "sqs");
        let target = target.ok_or_else(|| wrong("Invalid value for deadLetterTargetArn."))?;
        Ok(Some(RedrivePolicy { document: document.into(), target, max_receive_count }))
    }
}

impl AllowPolicy {
    /// Reads a policy; an empty text is none.
    ///
    /// # Errors
    /// `InvalidParameterValue` with the reason.
    pub fn parse(document: &str) -> Result<Option<Self>, Error> {
        if document.is_empty() {
            return Ok(None);
        }
        let wrong = |reason: &str| Error::value(document, "RedriveAllowPolicy", reason);
        let policy: Map<String, Value> =
            serde_json::from_str(document).map_err(|_| wrong("Redrive allow policy is not a valid JSON map."))?;
        let sources = policy.get("sourceQueueArns");
        let permission = match (policy.get("redrivePermission").and_then(Value::as_str), sources) {
            (Some("allowAll"), None) => Permission::All,
            (Some("denyAll"), None) => Permission::None,
            (Some("byQueue"), Some(Value::Array(arns))) if (1..=10).contains(&arns.len()) => {
                let arns = arns.iter().map(|arn| arn.as_str().filter(|a| a.parse::<Arn>().is_ok()).map(str::to_owned));
                let arns = arns.collect::<Option<Vec<_>>>();
                Permission::Sources(arns.ok_or_else(|| wrong("sourceQueueArns must be a list of queue ARNs."))?)
            }
            (Some("byQueue"), _) => {
                return Err(wrong("sourceQueueArns must name between 1 and 10 queues for byQueue."));
            }
            (Some("allowAll" | "denyAll"), Some(_)) => {
                return Err(wrong("sourceQueueArns can be given only when redrivePermission is byQueue."));
            }
            _ => return Err(wrong("redrivePermission must be allowAll, denyAll or byQueue.")),
        };
        Ok(Some(AllowPolicy { document: document.into(), permission }))
    }

    /// Whether a queue of that ARN may send its dead letters here.
    pub fn allows(&self, source: &str) -> bool {
        match &self.permission {
            Permission::All => true,
            Permission::None => false,
            Permission::Sources(arns) => arns.iter().any(|arn| arn == source),
        }
    }
}
