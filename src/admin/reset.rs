//! A clean slate between tests.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::State as Extract;
use axum::http::{Response, StatusCode};
use bytes::Bytes;
use serde::{Deserialize, Serialize};

use super::state::Part;
use super::{error, json, read};
use crate::clock::Move;
use crate::world::World;

/// What is reset: everything, an account, or one region of it.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ResetRequest {
    /// Only this account.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
    /// Only this region.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
}

impl ResetRequest {
    fn part(&self) -> Part {
        Part { service: None, account: self.account.clone(), region: self.region.clone() }
    }

    /// Does it. The clock goes back to real time, and the ids begin anew, only where everything is reset.
    pub async fn run(self, world: &World) {
        let everything = self.account.is_none() && self.region.is_none();
        let part = self.part();
        world.reset(|scope| part.has(scope));
        if everything {
            // Going back to real time is never refused.
            let _ = world.clock.turn(Move::Reset).await;
            world.ids.reset();
        }
    }
}

pub(super) async fn post(Extract(world): Extract<Arc<World>>, body: Bytes) -> Response<Body> {
    match read::<ResetRequest>(&body) {
        Ok(request) => match request.part().check() {
            Ok(()) => {
                request.run(&world).await;
                json(StatusCode::OK, &serde_json::json!({ "reset": true }))
            }
            Err(wrong) => error(StatusCode::BAD_REQUEST, &wrong),
        },
        Err(refused) => *refused,
    }
}

/// Moto's form.
pub(super) async fn as_moto(Extract(world): Extract<Arc<World>>) -> Response<Body> {
    ResetRequest::default().run(&world).await;
    json(StatusCode::OK, &serde_json::json!({ "status": "ok" }))
}
