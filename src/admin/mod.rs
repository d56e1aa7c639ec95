//! Eventyard's own API under `/_eventyard`: health, state, reset, time, settle, journal, explain, and doors for those
//! who come from elsewhere. Plain JSON; its names are a contract with other programs.

mod explain;
mod health;
mod journal;
mod messages;
mod phones;
mod reset;
mod state;
mod time;
mod tokens;

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderValue, Response, StatusCode, Uri, header};
use axum::routing::{get, post};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::world::World;

pub use crate::scheduler::Forecast;
pub use explain::forecast;
pub use health::Health;
pub use reset::ResetRequest;
pub use state::{Part, State};
pub use time::TimeRequest;

/// Whether a path is one of these, and no AWS call.
pub fn is_own(path: &str) -> bool {
    let below = |root: &str| path.strip_prefix(root).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    below("/_eventyard") || below("/_localstack") || below("/_aws") || path == "/health" || path == "/moto-api/reset"
}

/// The routes.
pub fn router(world: Arc<World>) -> Router {
    Router::new()
        .route("/_eventyard/health", get(health::get))
        .route("/_eventyard/state", get(state::get))
        .route("/_eventyard/reset", post(reset::post))
        .route("/_eventyard/time", get(time::get).post(time::post))
        .route("/_eventyard/settle", post(time::settle))
        .route("/_eventyard/journal", get(journal::get))
        .route("/_eventyard/journal/stream", get(journal::stream))
        .route("/_eventyard/explain", post(explain::post))
        .route("/_localstack/health", get(health::as_localstack))
        .route("/health", get(health::as_localstack))
        .route("/moto-api/reset", post(reset::as_moto))
        .route("/_aws/sqs/messages", get(messages::get).post(messages::get))
        .route("/_aws/sns/platform-endpoint-messages", get(phones::pushes).delete(phones::forget_pushes))
        .route("/_aws/sns/phone-opt-outs", post(phones::opt_out))
        .route("/_aws/sns/sms-messages", get(phones::text_messages).delete(phones::forget_text_messages))
        .route("/_aws/sns/subscription-tokens/{*arn}", get(tokens::get))
        .method_not_allowed_fallback(|uri: Uri| async move { not_allowed(uri.path()) })
        .fallback(|| async {
            error(StatusCode::NOT_FOUND, "there is no such path; see the README for those there are")
        })
        .with_state(world)
}

fn not_allowed(path: &str) -> Response<Body> {
    let methods = match path {
        "/_eventyard/time" | "/_aws/sqs/messages" => "GET and POST",
        "/_eventyard/reset" | "/_eventyard/settle" | "/_eventyard/explain" | "/moto-api/reset" => "POST",
        "/_aws/sns/phone-opt-outs" => "POST",
        "/_aws/sns/platform-endpoint-messages" | "/_aws/sns/sms-messages" => "GET and DELETE",
        _ => "GET",
    };
    error(StatusCode::METHOD_NOT_ALLOWED, &format!("this path takes {methods}"))
}

/// A JSON answer.
pub fn json<T: Serialize>(status: StatusCode, value: &T) -> Response<Body> {
    let mut response = Response::new(Body::from(serde_json::to_vec(value).unwrap_or_default()));
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}

/// An error: what was wrong, and what is allowed.
pub fn error(status: StatusCode, text: &str) -> Response<Body> {
    json(status, &serde_json::json!({ "error": text }))
}

/// Reads a JSON body; an empty one counts as `{}`.
fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, Box<Response<Body>>> {
    let body = if body.trim_ascii().is_empty() { b"{}" } else { body };
    if !body.trim_ascii_start().starts_with(b"{") {
        return Err(Box::new(error(StatusCode::BAD_REQUEST, "the body must be a JSON object")));
    }
    serde_json::from_slice(body)
        .map_err(|wrong| Box::new(error(StatusCode::BAD_REQUEST, &format!("the body: {wrong}"))))
}
