//! LocalStack's look at what left for phones: mobile pushes and text messages.
//! <https://docs.localstack.cloud/aws/services/sns/#developer-endpoints>

use std::sync::Arc;

use axum::body::Body;
use axum::extract::State as Extract;
use axum::http::{Response, StatusCode, Uri};
use bytes::Bytes;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::{error, json as answer, read};
use crate::aws::scope::{Scope, is_account};
use crate::world::World;

/// What is asked about: an account and region, and there one endpoint or number, or all.
struct Wanted {
    scope: Scope,
    one: Option<String>,
}

impl Wanted {
    /// From the query; `one` is the parameter that names an endpoint or number. Others mean nothing.
    fn read(world: &World, uri: &Uri, one: &str) -> Result<Self, Box<Response<Body>>> {
        let mut wanted = Wanted { scope: world.home.clone(), one: None };
        for (name, value) in form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes()) {
            match &*name {
                "accountId" if is_account(&value) => wanted.scope.account = value.into(),
                "accountId" => {
                    let text = format!("accountId: {value} has not 12 digits");
                    return Err(Box::new(error(StatusCode::BAD_REQUEST, &text)));
                }
                "region" => wanted.scope.region = value.into(),
                name if name == one => wanted.one = Some(value.into_owned()),
                _ => {}
            }
        }
        Ok(wanted)
    }

    /// `{list: {to: [message, …]}, "region": …}`. One that is asked for is there even with no messages.
    fn show<T: Serialize>(&self, list: &str, sent: &[T], to: impl Fn(&T) -> &str) -> Response<Body> {
        let mut by_one = Map::new();
        if let Some(one) = &self.one {
            by_one.insert(one.clone(), json!([]));
        }
        for message in sent {
            let messages = by_one.entry(to(message)).or_insert_with(|| json!([]));
            if let (Value::Array(messages), Ok(message)) = (messages, serde_json::to_value(message)) {
                messages.push(message);
            }
        }
        answer(StatusCode::OK, &json!({ list: by_one, "region": self.scope.region }))
    }
}

fn done() -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::NO_CONTENT;
    response
}

/// What a phone's owner does by answering STOP.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase", deny_unknown_fields)]
struct OptOut {
    phone_number: String,
    account_id: Option<String>,
}

pub(super) async fn opt_out(Extract(world): Extract<Arc<World>>, body: Bytes) -> Response<Body> {
    let wish: OptOut = match read(&body) {
        Ok(wish) => wish,
        Err(refused) => return *refused,
    };
    let account = wish.account_id.as_deref().unwrap_or(&world.home.account);
    if !is_account(account) {
        return error(StatusCode::BAD_REQUEST, &format!("accountId: {account} has not 12 digits"));
    }
    if !world.sns.opt_out(account, &wish.phone_number) {
        return error(StatusCode::BAD_REQUEST, "phoneNumber: give it as +15551234567");
    }
    done()
}

pub(super) async fn pushes(Extract(world): Extract<Arc<World>>, uri: Uri) -> Response<Body> {
    match Wanted::read(&world, &uri, "endpointArn") {
        Ok(wanted) => {
            let pushes = world.sns.pushes(&wanted.scope, wanted.one.as_deref());
            wanted.show("platform_endpoint_messages", &pushes, |push| &push.target_arn)
        }
        Err(refused) => *refused,
    }
}

pub(super) async fn forget_pushes(Extract(world): Extract<Arc<World>>, uri: Uri) -> Response<Body> {
    match Wanted::read(&world, &uri, "endpointArn") {
        Ok(wanted) => {
            world.sns.forget_pushes(&wanted.scope, wanted.one.as_deref());
            done()
        }
        Err(refused) => *refused,
    }
}

pub(super) async fn text_messages(Extract(world): Extract<Arc<World>>, uri: Uri) -> Response<Body> {
    match Wanted::read(&world, &uri, "phoneNumber") {
        Ok(wanted) => {
            let messages = world.sns.text_messages(&wanted.scope, wanted.one.as_deref());
            wanted.show("sms_messages", &messages, |sms| &sms.phone_number)
        }
        Err(refused) => *refused,
    }
}

pub(super) async fn forget_text_messages(Extract(world): Extract<Arc<World>>, uri: Uri) -> Response<Body> {
    match Wanted::read(&world, &uri, "phoneNumber") {
        Ok(wanted) => {
            world.sns.forget_text_messages(&wanted.scope, wanted.one.as_deref());
            done()
        }
        Err(refused) => *refused,
    }
}
