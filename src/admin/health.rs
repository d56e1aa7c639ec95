//! Whether the server is ready, and what it serves.

use std::collections::BTreeMap;

use axum::body::Body;
use axum::http::{Response, StatusCode};
use serde::{Deserialize, Serialize};

use super::json;
use crate::world::SERVICES;

/// The answer to `GET /_eventyard/health`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Health {
    /// `ready`.
    pub status: String,
    /// Eventyard's version.
    pub version: String,
    /// Each service and how it is.
    pub services: BTreeMap<String, String>,
}

impl Health {
    /// A server that answers is ready.
    pub fn ready() -> Self {
        Health {
            status: "ready".to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            services: SERVICES.iter().map(|name| ((*name).to_owned(), "running".to_owned())).collect(),
        }
    }
}

pub(super) async fn get() -> Response<Body> {
    json(StatusCode::OK, &Health::ready())
}

/// LocalStack's form: scripts wait for `services.sqs` to be `running` or `available`.
pub(super) async fn as_localstack() -> Response<Body> {
    let Health { version, services, .. } = Health::ready();
    json(StatusCode::OK, &serde_json::json!({ "services": services, "edition": "eventyard", "version": version }))
}
