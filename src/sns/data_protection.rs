//! A topic's data protection policy, kept and shown as it was given. It acts on no message.
//! <https://docs.aws.amazon.com/sns/latest/dg/sns-message-data-protection-policies.html>

use std::sync::Arc;

use serde_json::Value;

use super::Sns;
use super::api::*;
use super::error::Error;
use super::topic::{self, Topic};
use crate::aws::policy::{document, statements};
use crate::aws::scope::Caller;

const LONGEST: usize = 30_720;

impl Sns {
    /// GetDataProtectionPolicy.
    pub(super) fn get_data_protection_policy(
        &self,
        at: &Caller<'_>,
        input: GetDataProtectionPolicyInput,
    ) -> Result<GetDataProtectionPolicyResponse, Error> {
        let topic = self.topic_resource(at, input.resource_arn.as_deref())?;
        let data_protection_policy = topic.state().data_protection.clone().unwrap_or_default();
        Ok(GetDataProtectionPolicyResponse { data_protection_policy })
    }

    /// PutDataProtectionPolicy.
    pub(super) fn put_data_protection_policy(
        &self,
        at: &Caller<'_>,
        input: PutDataProtectionPolicyInput,
    ) -> Result<(), Error> {
        let topic = self.topic_resource(at, input.resource_arn.as_deref())?;
        let policy = check(input.data_protection_policy.unwrap_or_default())?;
        topic.state().data_protection = policy;
        Ok(())
    }

    fn topic_resource(&self, at: &Caller<'_>, arn: Option<&str>) -> Result<Arc<Topic>, Error> {
        let arn = topic::arn(at, arn, "ResourceArn")?;
        self.topic_by_arn(&arn).ok_or(Error::TopicDoesNotExist)
    }
}

/// A policy that is fit to be kept; an empty one is none.
///
/// # Errors
/// `InvalidParameter`: too long, no JSON object, or a statement for no direction.
pub fn check(policy: String) -> Result<Option<String>, Error> {
    if policy.is_empty() {
        return Ok(None);
    }
    if policy.len() > LONGEST {
        return Err(Error::parameter("DataProtectionPolicy Reason: Policy is too long"));
    }
    let mut document =
        document(&policy).ok_or(Error::parameter("DataProtectionPolicy Reason: Policy is not a JSON object"))?;
    let directed = |statement: &Value| matches!(statement["DataDirection"].as_str(), Some("Inbound" | "Outbound"));
    if !statements(&mut document).iter().all(directed) {
        return Err(Error::parameter(
            "DataProtectionPolicy Reason: Statement DataDirection must be either Inbound or Outbound",
        ));
    }
    Ok(Some(policy))
}
