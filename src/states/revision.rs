//! What a state machine runs: never changed in place, so that whoever starts an execution keeps it as it was.

use std::sync::Arc;

use super::api::{DescribeStateMachineOutput, TracingConfiguration};
use super::asl::Definition;
use super::encryption::Encryption;
use super::error::Error;
use super::logging::Logging;
use crate::aws::arn::Arn;
use crate::aws::pairs::Pairs;
use crate::aws::text::Text;
use crate::aws::time::{Epoch, Time};

/// A state machine's settings as they were at a time.
#[derive(Clone, Debug)]
pub struct Revision {
    /// Changes with every change; a state machine that was never changed has none.
    pub id: Option<Text>,
    /// Since when.
    pub updated: Time,
    /// The definition, as it was given.
    pub text: Text,
    /// The same, read.
    pub definition: Arc<Definition>,
    /// The role that executions take on.
    pub role_arn: Text,
    /// What is logged.
    pub logging: Logging,
    /// Whether executions are traced.
    pub traced: bool,
    /// With whose key data is encrypted, where the caller said.
    pub encryption: Option<Encryption>,
}

/// The id by which callers mean the revision that has none.
const INITIAL: &str = "INITIAL";

impl Revision {
    /// The id, also of a state machine that was never changed.
    pub fn id(&self) -> &str {
        self.id.as_deref().unwrap_or(INITIAL)
    }

    /// Whether the settings are the same.
    pub fn is_as(&self, other: &Revision) -> bool {
        self.role_arn == other.role_arn && self.is_made_as(other)
    }

    /// Whether the settings are the same, as far as a repeated CreateStateMachine minds.
    pub fn is_made_as(&self, other: &Revision) -> bool {
        self.text == other.text
            && self.logging == other.logging
            && self.traced == other.traced
            && self.encryption.clone().unwrap_or_default() == other.encryption.clone().unwrap_or_default()
    }

    /// The variables that each state reads, where one reads any.
    fn variable_references(&self) -> Option<Pairs<Vec<String>>> {
        let all = self.definition.variable_references().iter();
        let all: Pairs<_> = all.map(|(state, names)| (state.to_string(), names.clone())).collect();
        (!all.is_empty()).then_some(all)
    }

    /// Its part of a description.
    pub fn shown(&self, with_data: bool) -> DescribeStateMachineOutput {
        DescribeStateMachineOutput {
            definition: Some(if with_data { self.text.to_string() } else { "{}".to_owned() }),
            role_arn: Some(self.role_arn.to_string()),
            creation_date: Some(Epoch(self.updated)),
            logging_configuration: Some(self.logging.shown()),
            tracing_configuration: Some(TracingConfiguration { enabled: Some(self.traced) }),
            revision_id: self.id.as_ref().map(Text::to_string),
            encryption_configuration: self.encryption.as_ref().map(Encryption::shown),
            variable_references: self.variable_references().filter(|_| with_data),
            ..Default::default()
        }
    }
}

/// Checks the ARN of a role.
///
/// # Errors
/// `InvalidArn`.
pub fn check_role(text: &str) -> Result<(), Error> {
    let is_role = |arn: Arn| arn.service == "iam" && arn.resource.starts_with("role/");
    let right = text.parse().is_ok_and(is_role);
    if right { Ok(()) } else { Err(Error::InvalidRoleArn(text.to_owned())) }
}
