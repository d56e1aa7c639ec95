//! LocalStack's look at the token of a subscription, for tests whose endpoint is never called.
//! <https://docs.localstack.cloud/aws/services/sns/>

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, State as Extract};
use axum::http::{Response, StatusCode};
use serde_json::json;

use super::json;
use crate::world::World;

pub(super) async fn get(Extract(world): Extract<Arc<World>>, Path(arn): Path<String>) -> Response<Body> {
    let refuse = |status, text: &str| json(status, &json!({ "error": text, "subscription_arn": arn }));
    match world.sns.subscription_token(&arn) {
        Ok(Some(token)) => json(StatusCode::OK, &json!({ "subscription_token": token, "subscription_arn": arn })),
        Ok(None) => refuse(StatusCode::NOT_FOUND, "The provided SubscriptionARN is not found"),
        Err(_) => refuse(StatusCode::BAD_REQUEST, "The provided SubscriptionARN is invalid"),
    }
}
