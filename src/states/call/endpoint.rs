//! HTTP tasks: `http:invoke` calls an endpoint by what its parameters and its connection say.
//! <https://docs.aws.amazon.com/step-functions/latest/dg/call-https-apis.html>

use std::time::Duration;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Map, Value, json};

use super::super::States;
use super::super::execution::Execution;
use super::super::run::{Exchange, Failure, Json, Response};
use crate::aws::scope::Scope;
use crate::deliver::{HttpCall, HttpReply};

/// An endpoint has this long to answer, in real time.
const PATIENCE: Duration = Duration::from_secs(60);

/// The content type of JSON.
pub const JSON: &str = "application/json";

const FORM: &str = "application/x-www-form-urlencoded";

/// What isn't written as it is in a query.
const QUERY: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A call before it is sent.
#[derive(Clone, Debug, Default)]
pub struct Outgoing {
    headers: Vec<(String, String)>,
    query: Vec<(String, String)>,
    /// Nothing where there is no body.
    body: Value,
}

impl Outgoing {
    /// Sets a header instead of the one of its name.
    pub fn put_header(&mut self, name: &str, value: &str) {
        self.headers.retain(|(known, _)| !known.eq_ignore_ascii_case(name));
        self.headers.push((name.to_owned(), value.to_owned()));
    }

    /// Sets a query parameter instead of the one of its name.
    pub fn put_query(&mut self, name: &str, value: &str) {
        self.query.retain(|(known, _)| known != name);
        self.query.push((name.to_owned(), value.to_owned()));
    }

    /// The call as it is sent.
    fn write(mut self, endpoint: &str, method: &str, transform: &Value) -> HttpCall {
        let body = encode(&mut self, transform);
        if !body.is_empty() && !self.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("content-type")) {
            self.put_header("Content-Type", JSON);
        }
        let query = self.query.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        let url = with_query(endpoint, query);
        HttpCall { method: method.to_ascii_uppercase(), url, headers: self.headers, body, patience: PATIENCE }
    }

    /// Sets a member of a body that is an object.
    pub fn put_member(&mut self, name: &str, value: &str) {
        if self.body.is_null() {
            self.body = json!({});
        }
        if let Some(members) = self.body.as_object_mut() {
            members.insert(name.to_owned(), value.into());
        }
    }
}

impl States {
    /// `http:invoke`
    pub(super) async fn invoke_endpoint(
        &self,
        execution: &Execution,
        at: &Scope,
        parameters: &Json,
    ) -> Result<Json, Failure> {
        let given = parameters.value();
        let text = |name: &str| given[name].as_str().unwrap_or_default();
        let mut call = Outgoing { body: given["RequestBody"].clone(), ..Outgoing::default() };
        call.put_header("User-Agent", &format!("Amazon|StepFunctions|HttpInvoke|{}", at.region));
        call.put_header("Range", "bytes=0-262144");
        for (name, value) in members(&given["Headers"]) {
            call.put_header(name, &listed(value).join(", "));
        }
        for (name, value) in members(&given["QueryParameters"]) {
            call.query.extend(listed(value).into_iter().map(|value| (name.clone(), value)));
        }
        let connection = given.pointer("/Authentication/ConnectionArn").and_then(Value::as_str);
        let own = call.clone();
        self.authorize(at, connection.unwrap_or_default(), &mut call).await?;
        let written = |call: Outgoing| call.write(text("ApiEndpoint"), text("Method"), &given["Transform"]);
        let sent = written(call);
        let reply = self.shared.courier.call(&sent).await;
        if execution.is_test {
            // What the connection adds is a secret.
            let reveals = execution.run().trial.as_ref().is_some_and(|trial| trial.reveals);
            let shown = if reveals { sent } else { written(own) };
            note_exchange(execution, &shown, reply.as_ref().ok());
        }
        answer(&reply.map_err(|refusal| Failure::new("States.Http.Socket", refusal.text))?)
    }
}

/// Notes the call of a tested task.
fn note_exchange(execution: &Execution, sent: &HttpCall, reply: Option<&HttpReply>) {
    let listed = |headers: &[(String, String)]| {
        let all: Vec<String> = headers.iter().map(|(name, value)| format!("{name}: {value}")).collect();
        format!("[{}]", all.join(", "))
    };
    let exchange = Exchange {
        protocol: sent.url.split("://").next().unwrap_or_default().to_owned(),
        method: sent.method.clone(),
        url: sent.url.clone(),
        headers: listed(&sent.headers),
        body: sent.body.clone(),
        response: reply.map(|reply| Response {
            status_code: reply.status.to_string(),
            status_message: reason(reply.status).to_owned(),
            headers: listed(&reply.headers),
            body: String::from_utf8_lossy(&reply.body).into_owned(),
        }),
    };
    if let Some(trial) = &mut execution.run().trial {
        trial.seen.exchange = Some(exchange.into());
    }
}

/// The text of the body.
fn encode(call: &mut Outgoing, transform: &Value) -> String {
    let wished = transform["RequestBodyEncoding"] == "URL_ENCODED";
    let typed = call
        .headers
        .iter()
        .any(|(name, value)| name.eq_ignore_ascii_case("content-type") && value.to_ascii_lowercase().starts_with(FORM));
    match &call.body {
        Value::Null => String::new(),
        Value::Object(_) if wished || typed => {
            let format = transform.pointer("/RequestEncodingOptions/ArrayFormat").and_then(Value::as_str);
            let mut pairs = Vec::new();
            flatten(&call.body, String::new(), format.unwrap_or("INDICES"), &mut pairs);
            if !typed {
                call.put_header("Content-Type", FORM);
            }
            form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
        }
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// The members of a body as a form has them: `a[b]`, and lists in one of AWS's formats.
fn flatten(value: &Value, name: String, format: &str, pairs: &mut Vec<(String, String)>) {
    match value {
        Value::Object(members) => {
            for (member, value) in members {
                let name = if name.is_empty() { member.clone() } else { format!("{name}[{member}]") };
                flatten(value, name, format, pairs);
            }
        }
        Value::Array(items) if format == "COMMAS" => pairs.push((name, listed(&Value::from(items.clone())).join(","))),
        Value::Array(items) => {
            for (i, item) in items.iter().enumerate() {
                let name = match format {
                    "REPEAT" => name.clone(),
                    "BRACKETS" => format!("{name}[]"),
                    _ => format!("{name}[{i}]"),
                };
                flatten(item, name, format, pairs);
            }
        }
        other => pairs.push((name, listed(other).concat())),
    }
}

fn members(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flatten()
}

/// The values of a header or a query parameter.
fn listed(value: &Value) -> Vec<String> {
    match value {
        Value::Null => Vec::new(),
        Value::Array(items) => items.iter().flat_map(listed).collect(),
        Value::String(text) => vec![text.clone()],
        other => vec![other.to_string()],
    }
}

/// What the task gets of an answer; one that isn't good fails it.
fn answer(reply: &HttpReply) -> Result<Json, Failure> {
    let mut headers: Map<String, Value> = Map::new();
    for (name, value) in &reply.headers {
        let values = headers.entry(name.as_str()).or_insert_with(|| json!([]));
        if let Some(values) = values.as_array_mut() {
            values.push(value.as_str().into());
        }
    }
    let text = String::from_utf8_lossy(&reply.body);
    let body = serde_json::from_str(&text).unwrap_or_else(|_| Value::from(text));
    let status = reply.status;
    let shown = Json::new(json!({
        "Headers": headers,
        "ResponseBody": body,
        "StatusCode": status,
        "StatusText": reason(status),
    }));
    match status {
        200..=299 => Ok(shown),
        _ => Err(Failure::new(format!("States.Http.StatusCode.{status}"), shown.text().clone())),
    }
}

/// A URL with more query parameters.
pub fn with_query<'a>(url: &str, parameters: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    let mut url = url.to_owned();
    for (name, value) in parameters {
        url.push(if url.contains('?') { '&' } else { '?' });
        let [name, value] = [name, value].map(|text| utf8_percent_encode(text, QUERY));
        url += &format!("{name}={value}");
    }
    url
}

/// What stands behind a status.
fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        201 => "Created",
        202 => "Accepted",
        204 => "No Content",
        301 => "Moved Permanently",
        302 => "Found",
        304 => "Not Modified",
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        409 => "Conflict",
        415 => "Unsupported Media Type",
        422 => "Unprocessable Entity",
        429 => "Too Many Requests",
        500 => "Internal Server Error",
        502 => "Bad Gateway",
        503 => "Service Unavailable",
        504 => "Gateway Timeout",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bodies_as_forms() {
        for (format, expected) in [
            (None, "a=1&l%5B0%5D=x&l%5B1%5D=y&o%5Bp%5D=true"),
            (Some("REPEAT"), "a=1&l=x&l=y&o%5Bp%5D=true"),
            (Some("BRACKETS"), "a=1&l%5B%5D=x&l%5B%5D=y&o%5Bp%5D=true"),
            (Some("COMMAS"), "a=1&l=x%2Cy&o%5Bp%5D=true"),
        ] {
            let body = json!({ "a": 1, "l": ["x", "y"], "o": { "p": true } });
            let mut call = Outgoing { body, ..Outgoing::default() };
            let options = json!({ "ArrayFormat": format });
            let transform = json!({ "RequestBodyEncoding": "URL_ENCODED", "RequestEncodingOptions": options });
            assert_eq!(encode(&mut call, &transform), expected);
            assert_eq!(call.headers, [("Content-Type".to_owned(), FORM.to_owned())]);
        }
        let mut call = Outgoing { body: json!({ "a": [1] }), ..Outgoing::default() };
        assert_eq!(encode(&mut call, &Value::Null), "{\"a\":[1]}");
    }

    #[test]
    fn answers_good_and_bad() {
        let reply = |status, body: &str| HttpReply {
            status,
            headers: vec![("h".to_owned(), "1".to_owned()), ("h".to_owned(), "2".to_owned())],
            body: body.into(),
        };
        let shown =
            json!({ "Headers": { "h": ["1", "2"] }, "ResponseBody": [1], "StatusCode": 200, "StatusText": "OK" });
        assert_eq!(answer(&reply(200, "[1]")).expect("an answer").value(), &shown);
        let failure = answer(&reply(404, "no")).expect_err("a failure");
        assert_eq!(failure.error.as_deref(), Some("States.Http.StatusCode.404"));
        assert!(failure.cause.is_some_and(|cause| cause.contains("\"ResponseBody\":\"no\"")));
    }
}
