//! AWS Secrets Manager, as much of it as connections need: their secrets can be read. It keeps none itself.
//! <https://docs.aws.amazon.com/secretsmanager/latest/apireference/Welcome.html>

#[allow(missing_docs, reason = "the members are documented where they are defined: in AWS's model")]
pub mod api;
mod error;

use std::fmt;
use std::sync::Arc;

pub use error::Error;

use crate::aws::call::Call;
use crate::aws::scope::{Caller, Scope};
use crate::aws::text::Text;
use crate::aws::time::{Epoch, Time};
use api::*;

/// The stage of the version that holds.
const CURRENT: &str = "AWSCURRENT";

/// A secret that another service keeps.
#[derive(Clone, Debug)]
pub struct Secret {
    /// The ARN.
    pub arn: Text,
    /// The name.
    pub name: Text,
    /// The service that keeps it, as Secrets Manager names it.
    pub owner: &'static str,
    /// What it says.
    pub text: Text,
    /// The id of its one version.
    pub version: Text,
    /// When it was created.
    pub created: Time,
    /// When its version was.
    pub changed: Time,
}

/// A service that keeps secrets.
pub trait Vault: Send + Sync {
    /// The secret of a name or an ARN.
    fn secret(&self, at: &Scope, id: &str) -> Option<Secret>;
}

/// The service in one world.
pub struct Secrets {
    vault: Arc<dyn Vault>,
}

impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Secrets").finish_non_exhaustive()
    }
}

impl Secrets {
    /// The service over what somebody keeps.
    pub fn new(vault: Arc<dyn Vault>) -> Self {
        Secrets { vault }
    }

    /// Runs one call: the line of its operation.
    pub async fn call<C: Call>(&self, call: &C) -> C::Reply {
        let at = call.caller();
        match call.operation() {
            "DescribeSecret" => call.run(|input| self.describe_secret(at, input)),
            "GetSecretValue" => call.run(|input| self.get_secret_value(at, input)),
            _ => call.unknown(),
        }
    }

    fn secret(&self, at: &Caller<'_>, id: Option<&str>) -> Result<Secret, Error> {
        self.vault.secret(&at.scope, id.ok_or(Error::NoId)?).ok_or(Error::NoSecret)
    }

    /// DescribeSecret.
    fn describe_secret(&self, at: &Caller<'_>, input: DescribeSecretRequest) -> Result<DescribeSecretResponse, Error> {
        let secret = self.secret(at, input.secret_id.as_deref())?;
        let stages = vec![CURRENT.to_owned()];
        Ok(DescribeSecretResponse {
            versions: [(secret.version.to_string(), stages)].into(),
            arn: secret.arn,
            name: secret.name,
            last_changed_date: Epoch(secret.changed),
            owning_service: secret.owner,
            created_date: Epoch(secret.created),
        })
    }

    /// GetSecretValue.
    fn get_secret_value(&self, at: &Caller<'_>, input: GetSecretValueRequest) -> Result<GetSecretValueResponse, Error> {
        let secret = self.secret(at, input.secret_id.as_deref())?;
        if let Some(version) = input.version_id.filter(|version| *version != *secret.version) {
            return Err(Error::NoVersion(format!("VersionId: {version}")));
        }
        if let Some(stage) = input.version_stage.filter(|stage| stage != CURRENT) {
            return Err(Error::NoVersion(format!("staging label: {stage}")));
        }
        Ok(GetSecretValueResponse {
            arn: secret.arn,
            name: secret.name,
            version_id: secret.version,
            secret_string: secret.text,
            version_stages: [CURRENT],
            created_date: Epoch(secret.changed),
        })
    }
}
