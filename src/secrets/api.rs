//! The requests and responses of Secrets Manager that are answered, as its model names them. Serde only.
//! <https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_Operations.html>

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::aws::text::Text;
use crate::aws::time::Epoch;

/// DescribeSecret.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct DescribeSecretRequest {
    pub secret_id: Option<String>,
}

/// What DescribeSecret answers.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct DescribeSecretResponse {
    #[serde(rename = "ARN")]
    pub arn: Text,
    pub name: Text,
    pub last_changed_date: Epoch,
    /// The stages of each version, by its id.
    #[serde(rename = "VersionIdsToStages")]
    pub versions: BTreeMap<String, Vec<String>>,
    pub owning_service: &'static str,
    pub created_date: Epoch,
}

/// GetSecretValue.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct GetSecretValueRequest {
    pub secret_id: Option<String>,
    pub version_id: Option<String>,
    pub version_stage: Option<String>,
}

/// What GetSecretValue answers.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct GetSecretValueResponse {
    #[serde(rename = "ARN")]
    pub arn: Text,
    pub name: Text,
    pub version_id: Text,
    pub secret_string: Text,
    pub version_stages: [&'static str; 1],
    pub created_date: Epoch,
}
