//! LocalStack's look at a queue: its messages as they stand, without receiving them.
//! <https://docs.localstack.cloud/aws/services/sqs/#peeking-into-queues>

use std::sync::Arc;

use axum::body::Body;
use axum::extract::State as Extract;
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode, Uri, header};
use serde_json::{Map, Value, json};

use super::error;
use crate::sqs::api::ReceiveMessageResult;
use crate::wire::{names, xml};
use crate::world::World;

pub(super) async fn get(Extract(world): Extract<Arc<World>>, uri: Uri, headers: HeaderMap) -> Response<Body> {
    let (mut url, mut invisible, mut delayed) = (String::new(), false, false);
    for (name, value) in form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes()) {
        match &*name {
            "QueueUrl" => url = value.into_owned(),
            "ShowInvisible" => invisible = value == "true" || value == "1",
            "ShowDelayed" => delayed = value == "true" || value == "1",
            // What else a query call carries, such as Action, doesn't matter here.
            _ => {}
        }
    }
    let Some(messages) = world.sqs.peek(&url, invisible, delayed) else {
        return error(StatusCode::BAD_REQUEST, "QueueUrl: there is no such queue");
    };
    let id = world.ids.uuid().to_string();
    let asks_json =
        headers.get(header::ACCEPT).is_some_and(|accept| accept.as_bytes().starts_with(b"application/json"));
    let (kind, text) = if asks_json {
        ("application/json", document(&messages, &id))
    } else {
        ("text/xml", xml::reply("ReceiveMessage", &messages, &id, &names::SQS))
    };
    let mut response = Response::new(Body::from(text));
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    response
}

/// The XML document's tree as JSON.
fn document(messages: &ReceiveMessageResult, request_id: &str) -> String {
    let list = |value: Value| match value {
        Value::Object(entries) => {
            entries.into_iter().map(|(name, value)| json!({ "Name": name, "Value": value })).collect()
        }
        other => other,
    };
    let renamed = |(name, value): (String, Value)| match name.as_str() {
        "Attributes" => ("Attribute".to_owned(), list(value)),
        "MessageAttributes" => ("MessageAttribute".to_owned(), list(value)),
        _ => (name, value),
    };
    let message = |value: Value| match value {
        Value::Object(members) => Value::Object(members.into_iter().map(renamed).collect::<Map<_, _>>()),
        other => other,
    };
    let messages: Vec<Value> =
        messages.messages.iter().filter_map(|m| serde_json::to_value(m).ok()).map(message).collect();
    json!({ "ReceiveMessageResponse": {
        "ReceiveMessageResult": { "Message": messages },
        "ResponseMetadata": { "RequestId": request_id },
    }})
    .to_string()
}
