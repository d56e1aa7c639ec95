//! Resource policies: who may write into log groups. They are kept and shown; whoever calls may do all here, as with the
//! policies of queues and topics.
//! <https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutResourcePolicy.html>

use std::collections::BTreeMap;

use super::api::*;
use super::check::{self, Members};
use super::{Error, Logs};
use crate::aws::ids::mix;
use crate::aws::page;
use crate::aws::policy;
use crate::aws::scope::Scope;
use crate::aws::text::Text;
use crate::aws::time::Time;

/// How many policies of its own an account has in a region.
const MOST_POLICIES: usize = 10;

const SCOPES: [&str; 2] = ["ACCOUNT", "RESOURCE"];

/// The policies of an account in a region.
#[derive(Debug, Default)]
pub struct Policies {
    /// Those of the account, by name.
    account: BTreeMap<Text, Policy>,
    /// Those of log groups, by ARN.
    resources: BTreeMap<Text, Policy>,
}

/// A policy.
#[derive(Clone, Debug)]
struct Policy {
    name: Option<String>,
    document: String,
    changed: Time,
    /// Counts the changes of a log group's.
    revision: u64,
}

impl Policy {
    fn revision_id(&self) -> String {
        format!("{:016x}", mix(self.revision))
    }

    fn shown(&self, resource: Option<&str>) -> ResourcePolicy {
        ResourcePolicy {
            policy_name: self.name.clone(),
            policy_document: Some(self.document.clone()),
            last_updated_time: Some(self.changed.millis()),
            policy_scope: Some(SCOPES[usize::from(resource.is_some())].to_owned()),
            resource_arn: resource.map(str::to_owned),
            revision_id: resource.map(|_| self.revision_id()),
        }
    }

    /// Whether it is the one that a caller means to change.
    fn is_expected(known: Option<&Policy>, expected: Option<&String>) -> Result<(), Error> {
        match expected.is_none_or(|id| known.is_some_and(|policy| policy.revision_id() == *id)) {
            true => Ok(()),
            false => Err(Error::OtherRevision),
        }
    }
}

impl Logs {
    /// PutResourcePolicy: of the account, or of a log group.
    pub(super) fn put_resource_policy(
        &self,
        at: &Scope,
        input: PutResourcePolicyRequest,
    ) -> Result<PutResourcePolicyResponse, Error> {
        let PutResourcePolicyRequest { policy_name, policy_document, resource_arn, expected_revision_id } = input;
        let mut members = Members::default();
        members.hidden("policyDocument", policy_document.as_ref(), 1, 5120);
        members.length("expectedRevisionId", expected_revision_id.as_ref(), 1, usize::MAX).check()?;
        let document = policy_document.filter(|text| policy::document(text).is_some());
        let document = document.ok_or_else(|| Error::invalid("The policy document must be a JSON object."))?;
        let resource = resource_arn.map(|arn| self.policed(at, arn)).transpose()?;
        let (region, changed) = (self.regions.at(at), self.now());
        let mut policies = region.policies();
        let policy = Policy { name: policy_name, document, changed, revision: 1 };
        let (policy, resource) = match (resource, policy.name.clone()) {
            (Some(arn), _) => {
                let known = policies.resources.get(arn.as_str());
                Policy::is_expected(known, expected_revision_id.as_ref())?;
                let policy = Policy { revision: known.map_or(1, |known| known.revision + 1), ..policy };
                policies.resources.insert(arn.as_str().into(), policy.clone());
                (policy, Some(arn))
            }
            (None, None) => return Err(Error::invalid("policyName is required for a policy of the account.")),
            (None, Some(name)) => {
                if !policies.account.contains_key(name.as_str()) && policies.account.len() >= MOST_POLICIES {
                    return Err(Error::LimitExceeded);
                }
                policies.account.insert(name.into(), policy.clone());
                (policy, None)
            }
        };
        let shown = policy.shown(resource.as_deref());
        Ok(PutResourcePolicyResponse { revision_id: shown.revision_id.clone(), resource_policy: Some(shown) })
    }

    /// DescribeResourcePolicies: those of the account, unless others are asked for.
    pub(super) fn describe_resource_policies(
        &self,
        at: &Scope,
        input: DescribeResourcePoliciesRequest,
    ) -> Result<DescribeResourcePoliciesResponse, Error> {
        let mut members = Members::default();
        members.page_of(input.limit, 50, input.next_token.as_ref());
        members.choice("policyScope", input.policy_scope.as_ref(), &SCOPES).check()?;
        let after = input.next_token.map(|token| page::after(&token).ok_or_else(Error::token)).transpose()?;
        let wanted = input.resource_arn.map(|arn| self.policed(at, arn)).transpose()?;
        let region = self.regions.at(at);
        let policies = region.policies();
        let of_resources = wanted.is_some() || input.policy_scope.as_deref() == Some(SCOPES[1]);
        let all = if of_resources { &policies.resources } else { &policies.account };
        let fitting = page::named(all, None, after.as_deref())
            .filter(|(name, _)| wanted.as_deref().is_none_or(|wanted| wanted == &***name));
        let count = usize::try_from(input.limit.unwrap_or(50)).unwrap_or(1);
        let (page, next_token) = page::cut(fitting, count, |(name, _)| name);
        let shown = |(name, policy): &(&Text, &Policy)| policy.shown(of_resources.then_some(&***name));
        Ok(DescribeResourcePoliciesResponse { resource_policies: page.iter().map(shown).collect(), next_token })
    }

    /// DeleteResourcePolicy.
    pub(super) fn delete_resource_policy(&self, at: &Scope, input: DeleteResourcePolicyRequest) -> Result<(), Error> {
        let resource = input.resource_arn.map(|arn| self.policed(at, arn)).transpose()?;
        let region = self.regions.at(at);
        let mut policies = region.policies();
        let (all, name) = match (&resource, input.policy_name) {
            (Some(arn), _) => (&mut policies.resources, arn.clone()),
            (None, Some(name)) => (&mut policies.account, name),
            (None, None) => return Err(Error::invalid("policyName or resourceArn is required.")),
        };
        if resource.is_some() && all.contains_key(name.as_str()) {
            Policy::is_expected(all.get(name.as_str()), input.expected_revision_id.as_ref())?;
        }
        all.remove(name.as_str()).map(drop).ok_or(Error::NoPolicy(name))
    }

    /// The ARN of a log group that is there, without what stands for its streams.
    fn policed(&self, at: &Scope, arn: String) -> Result<String, Error> {
        let name = check::identified(at, &arn).filter(|_| arn.starts_with("arn:")).ok_or(Error::NoGroup)?;
        Ok(self.group(at, &name)?.arn.clone())
    }
}
