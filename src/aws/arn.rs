//! Amazon Resource Names as a type, so that nobody takes one apart by hand.

use std::fmt;
use std::str::FromStr;

use super::scope::Scope;

/// `arn:partition:service:region:account:resource`.
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html>
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Arn {
    /// `aws`, `aws-cn`, `aws-us-gov`, …
    pub partition: String,
    /// The service's name in ARNs, such as `sqs`.
    pub service: String,
    /// Account and region; either may be empty for global resources.
    pub scope: Scope,
    /// All that follows the fifth colon.
    pub resource: String,
}

impl Arn {
    /// The ARN of `resource` of `service` in `scope`.
    pub fn new(service: &str, scope: &Scope, resource: impl Into<String>) -> Self {
        Arn {
            partition: partition(&scope.region).to_owned(),
            service: service.to_owned(),
            scope: scope.clone(),
            resource: resource.into(),
        }
    }
}

/// The text is not six parts divided by colons, or does not begin with `arn`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAnArn;

impl FromStr for Arn {
    type Err = NotAnArn;

    fn from_str(text: &str) -> Result<Self, NotAnArn> {
        let mut parts = text.splitn(6, ':');
        let mut next = || parts.next().ok_or(NotAnArn);
        if next()? != "arn" {
            return Err(NotAnArn);
        }
        let (partition, service, region, account, resource) = (next()?, next()?, next()?, next()?, next()?);
        if partition.is_empty() || service.is_empty() || resource.is_empty() {
            return Err(NotAnArn);
        }
        Ok(Arn {
            partition: partition.to_owned(),
            service: service.to_owned(),
            scope: Scope::new(account, region),
            resource: resource.to_owned(),
        })
    }
}

impl fmt::Display for Arn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Arn { partition, service, scope, resource } = self;
        write!(f, "arn:{partition}:{service}:{}:{}:{resource}", scope.region, scope.account)
    }
}

/// The partition that a region belongs to.
pub fn partition(region: &str) -> &'static str {
    match region {
        r if r.starts_with("cn-") => "aws-cn",
        r if r.starts_with("us-gov-") => "aws-us-gov",
        _ => "aws",
    }
}
