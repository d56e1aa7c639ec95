//! What optimized integrations show of an answer beside its members: headers, status and request id.
//! <https://docs.aws.amazon.com/step-functions/latest/dg/integrate-optimized.html>

use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::sorted;
use crate::aws::time::Time;

/// Headers, in order.
type Headers = Vec<(&'static str, String)>;

/// What is shown of the HTTP answer.
pub struct Meta {
    /// The id of the request.
    pub request: Uuid,
    /// When it was answered.
    pub at: Time,
    /// How long the body was, in bytes.
    pub length: usize,
    /// What it was.
    pub content_type: &'static str,
    /// Headers that only this service shows, before and after the common ones.
    pub own: (Headers, Headers),
    /// How the service writes `Connection`.
    pub connection: &'static str,
}

impl Meta {
    /// An answer of a service of this content type.
    pub fn new(request: Uuid, at: Time, length: usize, content_type: &'static str) -> Self {
        Meta { request, at, length, content_type, own: Default::default(), connection: "connection" }
    }

    fn headers(&self) -> Vec<(&'static str, String)> {
        let (before, after) = self.own.clone();
        let mut headers = before;
        let id = ("x-amzn-RequestId", self.request.to_string());
        let connection = (self.connection, "keep-alive".to_owned());
        // As recorded: who writes it with a capital puts it first.
        headers.extend(if self.connection == "Connection" { [connection, id] } else { [id, connection] });
        headers.extend([("Content-Length", self.length.to_string()), ("Date", self.at.to_http())]);
        headers.extend(after);
        headers.push(("Content-Type", self.content_type.to_owned()));
        headers
    }

    /// The members of an answer with what is shown beside them, by name.
    pub fn add_to(&self, mut members: Map<String, Value>) -> Value {
        let headers = self.headers();
        let all: Map<String, Value> =
            headers.iter().map(|(name, value)| ((*name).to_owned(), json!([value]))).collect();
        let mut single = headers;
        single.sort_by_key(|(name, _)| name.to_ascii_lowercase());
        let single: Map<String, Value> =
            single.into_iter().map(|(name, value)| (name.to_owned(), value.into())).collect();
        let shown = json!({ "AllHttpHeaders": all, "HttpHeaders": single, "HttpStatusCode": 200 });
        members.insert("SdkHttpMetadata".to_owned(), shown);
        members.insert("SdkResponseMetadata".to_owned(), json!({ "RequestId": self.request }));
        Value::Object(sorted(members))
    }
}
