//! A caller of EventBridge.

use serde_json::{Value, json};

use super::http::{Request, Response};
use super::protocol::Fault;
use super::yard::{Queue, Yard};

/// A client of EventBridge in an account and a region.
pub struct Events<'y> {
    pub yard: &'y Yard,
    credential: String,
}

impl<'y> Events<'y> {
    /// The client of the account and region that callers have by default.
    pub fn new(yard: &'y Yard) -> Self {
        Events::of(yard, "000000000000", "us-east-1")
    }

    pub fn of(yard: &'y Yard, account: &str, region: &str) -> Self {
        Events { yard, credential: format!("{account}/20270101/{region}/events/aws4_request") }
    }

    #[track_caller]
    pub fn call(&self, operation: &str, input: Value) -> Result<Value, Fault> {
        self.raw(operation, &input.to_string())
    }

    /// A call whose body is just this text.
    #[track_caller]
    pub fn raw(&self, operation: &str, body: &str) -> Result<Value, Fault> {
        let credential = &self.credential;
        let request = Request::post("/", body)
            .header("Content-Type", "application/x-amz-json-1.1")
            .header("X-Amz-Target", &format!("AWSEvents.{operation}"))
            .header(
                "Authorization",
                &format!("AWS4-HMAC-SHA256 Credential={credential}, SignedHeaders=host, Signature=0"),
            );
        outcome(&self.yard.raw(&request))
    }

    #[track_caller]
    pub fn ok(&self, operation: &str, input: Value) -> Value {
        let outcome = self.call(operation, input.clone());
        outcome.unwrap_or_else(|fault| panic!("{operation} {input}: {fault:?}"))
    }

    /// The call is refused with this code and text; a text ending in `…` need only begin so.
    #[track_caller]
    pub fn fails(&self, operation: &str, input: Value, code: &str, message: &str) {
        let shown: String = input.to_string().chars().take(500).collect();
        let fault = match self.call(operation, input) {
            Ok(answer) => panic!("{operation} {shown} was not refused: {answer}"),
            Err(fault) => fault,
        };
        let same = match message.strip_suffix('…') {
            Some(start) => fault.message.starts_with(start),
            None => fault.message == message,
        };
        let all = (fault.status, &*fault.code, same) == (400, code, true);
        assert!(all, "{operation} {shown}\n  got {fault:?}\n  not {code}: {message}");
    }

    /// Puts an event on the default bus; gives its id.
    #[track_caller]
    pub fn put(&self, source: &str, detail: Value, more: Value) -> String {
        let mut entry = json!({ "Source": source, "DetailType": "t", "Detail": detail.to_string() });
        entry.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
        let answer = self.ok("PutEvents", json!({ "Entries": [entry] }));
        answer["Entries"][0]["EventId"].as_str().unwrap_or_else(|| panic!("{answer}")).to_owned()
    }

    /// Makes a rule of the default bus that sends what it matches to a queue; gives its ARN.
    #[track_caller]
    pub fn rule(&self, name: &str, pattern: Value, queue: &Queue<'_>) -> String {
        let arn = self.ok("PutRule", json!({ "Name": name, "EventPattern": pattern.to_string() }))["RuleArn"].clone();
        let answer = self.ok("PutTargets", json!({ "Rule": name, "Targets": [{ "Id": "q", "Arn": queue.arn() }] }));
        assert_eq!(answer["FailedEntryCount"], 0, "{answer}");
        arn.as_str().expect("an ARN").to_owned()
    }
}

fn outcome(response: &Response) -> Result<Value, Fault> {
    assert_eq!(response.header("content-type"), Some("application/x-amz-json-1.1"), "{}", response.text());
    assert!(response.header("x-amzn-requestid").is_some_and(|id| id.len() == 36));
    let body = if response.body.is_empty() { json!({}) } else { response.json() };
    if response.status == 200 {
        return Ok(body);
    }
    let text = |name: &str| body[name].as_str().unwrap_or_else(|| panic!("{body}")).to_owned();
    Err(Fault { status: response.status, code: text("__type"), message: text("message") })
}
