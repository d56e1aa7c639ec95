//! The place of the journal and of explain: what was delivered, and why not. No service delivers yet, so the journal
//! is empty and there is nothing to explain.

use axum::body::Body;
use axum::http::{Response, StatusCode};

use super::{error, json};

pub(super) async fn get() -> Response<Body> {
    json(StatusCode::OK, &serde_json::json!({ "records": [], "last": 0 }))
}

pub(super) async fn explain() -> Response<Body> {
    error(StatusCode::BAD_REQUEST, "explain takes a bus, a topic or a pattern; no service that has them is running")
}
