//! What a task calls, by its ARN.
//! <https://docs.aws.amazon.com/step-functions/latest/dg/integrate-services.html>

use std::fmt;

use super::integration::{self, Integration};
use crate::aws::text::Text;

/// A task's resource.
#[derive(Clone, Debug)]
pub struct Resource {
    arn: Text,
    /// What it is.
    pub invocation: Invocation,
}

/// The kinds of resources.
#[derive(Clone, Debug)]
pub enum Invocation {
    /// A function, called by its own ARN.
    Lambda,
    /// An activity, for workers to poll.
    Activity,
    /// `arn:aws:states:::sqs:sendMessage`: an integration that Step Functions shapes.
    Optimized {
        /// Which.
        integration: &'static Integration,
        /// What is waited for.
        pattern: Pattern,
    },
    /// `arn:aws:states:::aws-sdk:sqs:sendMessage`: an operation of an API, as it is.
    Sdk {
        /// `sqs`
        service: Text,
        /// `sendMessage`
        action: Text,
        /// What is waited for.
        pattern: Pattern,
    },
}

/// What an integration waits for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Pattern {
    /// The answer.
    #[default]
    RequestResponse,
    /// The end of the job that was begun: `.sync`.
    Sync,
    /// The same, its output parsed: `.sync:2`.
    Sync2,
    /// Somebody's giving back a token: `.waitForTaskToken`.
    WaitForTaskToken,
}

impl Pattern {
    /// Behind the action, with its dot; nothing for an answer.
    pub fn suffix(self) -> &'static str {
        match self {
            Pattern::RequestResponse => "",
            Pattern::Sync => ".sync",
            Pattern::Sync2 => ".sync:2",
            Pattern::WaitForTaskToken => ".waitForTaskToken",
        }
    }
}

/// Why a text is no resource of a task. Shown as AWS's message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ResourceError {
    /// It is no ARN.
    NoArn,
    /// It is one of nothing that can be called.
    Unknown(Text),
}

impl fmt::Display for ResourceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ResourceError::NoArn => f.write_str("Value is not a valid resource ARN"),
            ResourceError::Unknown(arn) => write!(
                f,
                "The resource provided {arn} is not recognized. The value is not a valid resource ARN, or the resource is \
                 not available in this region."
            ),
        }
    }
}

impl Resource {
    /// Reads one.
    pub fn parse(arn: &str) -> Result<Resource, ResourceError> {
        let parts: Vec<&str> = arn.splitn(6, ':').collect();
        let [scheme, partition, service, region, account, rest] = parts[..] else { return Err(ResourceError::NoArn) };
        if scheme != "arn" || !partition.starts_with("aws") || service.is_empty() || rest.is_empty() {
            return Err(ResourceError::NoArn);
        }
        let unknown = || ResourceError::Unknown(arn.into());
        let invocation = match (service, rest) {
            ("lambda", rest) if rest.starts_with("function:") => Invocation::Lambda,
            ("states", rest) if region.is_empty() && account.is_empty() => {
                read_integration(rest).ok_or_else(unknown)?
            }
            ("states", rest) if rest.starts_with("activity:") => Invocation::Activity,
            _ => return Err(unknown()),
        };
        Ok(Resource { arn: arn.into(), invocation })
    }

    /// The ARN as it stands in the definition.
    pub fn arn(&self) -> &Text {
        &self.arn
    }

    /// What is waited for.
    pub fn pattern(&self) -> Pattern {
        match &self.invocation {
            Invocation::Optimized { pattern, .. } | Invocation::Sdk { pattern, .. } => *pattern,
            Invocation::Lambda | Invocation::Activity => Pattern::RequestResponse,
        }
    }

    /// `resourceType` and `resource` of the events of an execution: `sqs` and `sendMessage.waitForTaskToken`, or
    /// `aws-sdk:sqs` and `sendMessage`; none for a function or an activity.
    pub fn event_names(&self) -> Option<(String, String)> {
        match &self.invocation {
            Invocation::Optimized { integration, pattern } => {
                Some((integration.service.to_owned(), format!("{}{}", integration.action, pattern.suffix())))
            }
            Invocation::Sdk { service, action, pattern } => {
                Some((format!("aws-sdk:{service}"), format!("{action}{}", pattern.suffix())))
            }
            Invocation::Lambda | Invocation::Activity => None,
        }
    }
}

/// `sqs:sendMessage.waitForTaskToken`, or the same behind `aws-sdk:`.
fn read_integration(text: &str) -> Option<Invocation> {
    let sdk = text.strip_prefix("aws-sdk:");
    let (service, action) = sdk.unwrap_or(text).split_once(':')?;
    let (action, suffix) = action.find('.').map_or((action, ""), |dot| action.split_at(dot));
    let patterns = [Pattern::RequestResponse, Pattern::Sync, Pattern::Sync2, Pattern::WaitForTaskToken];
    let pattern = patterns.into_iter().find(|pattern| pattern.suffix() == suffix)?;
    if sdk.is_some() {
        // Which services and operations there are is AWS's to know; their form isn't.
        let name = |text: &str| {
            text.starts_with(|c: char| c.is_ascii_lowercase()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
        };
        let known =
            name(service) && name(action) && matches!(pattern, Pattern::RequestResponse | Pattern::WaitForTaskToken);
        return known.then(|| Invocation::Sdk { service: service.into(), action: action.into(), pattern });
    }
    let integration = integration::find(service, action).filter(|found| found.patterns.contains(&pattern))?;
    Some(Invocation::Optimized { integration, pattern })
}
