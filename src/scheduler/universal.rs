//! Universal targets: any operation of AWS, named by `arn:aws:scheduler:::aws-sdk:service:apiAction`.
//! <https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-targets-universal.html>

use super::error::Error;
use crate::aws::arn::Arn;

/// Actions that only read are no targets: what they begin with.
const REFUSED: [&str; 25] = [
    "get",
    "describe",
    "list",
    "poll",
    "receive",
    "search",
    "scan",
    "query",
    "select",
    "read",
    "lookup",
    "discover",
    "validate",
    "batchGet",
    "batchDescribe",
    "batchRead",
    "transactGet",
    "adminGet",
    "adminList",
    "testMigration",
    "retrieve",
    "testConnection",
    "translateDocument",
    "isAuthorized",
    "invokeModel",
];

/// An operation as SDK integrations name it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Universal {
    /// The service's name in SDKs, in lower case.
    pub service: String,
    /// The operation's name, its first letter small.
    pub action: String,
}

impl Universal {
    /// Reads the ARN of a universal target; [`None`] if it is another's.
    ///
    /// # Errors
    /// `ValidationException`: an ARN of Scheduler's that isn't one, and an operation that can't be a target.
    pub fn of(arn: &Arn) -> Result<Option<Self>, Error> {
        if arn.service != "scheduler" {
            return Ok(None);
        }
        let nowhere = arn.scope.region.is_empty() && arn.scope.account.is_empty();
        let named = arn.resource.strip_prefix("aws-sdk:").filter(|_| nowhere).and_then(|name| name.split_once(':'));
        let Some((service, action)) = named.filter(|(service, action)| !service.is_empty() && !action.is_empty())
        else {
            return Err(Error::validation("scheduler is not a supported service for a target"));
        };
        let universal = Universal { service: service.to_owned(), action: action.to_owned() };
        // SDK integrations begin with a small letter.
        if !action.starts_with(|letter: char| letter.is_ascii_lowercase()) {
            return Err(universal.unsupported());
        }
        // Whole words only: `listen` isn't `list`.
        let begins = |word: &str| {
            let rest = action.strip_prefix(word);
            rest.is_some_and(|rest| !rest.starts_with(|letter: char| letter.is_ascii_lowercase()))
        };
        match REFUSED.iter().any(|word| begins(word)) {
            true => Err(universal.unsupported()),
            false => Ok(Some(universal)),
        }
    }

    /// AWS's refusal of an operation that can't be a target.
    pub fn unsupported(&self) -> Error {
        Error::validation(format!("{} API is not supported", self.action))
    }
}
