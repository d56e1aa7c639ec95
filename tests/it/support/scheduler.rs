//! A caller of EventBridge Scheduler.

use serde_json::{Value, json};

use super::http::{Request, Response};
use super::protocol::Fault;
use super::yard::Yard;

/// A role that schedules call their targets by.
pub const ROLE: &str = "arn:aws:iam::000000000000:role/scheduler";

/// A client of Scheduler in an account and a region.
pub struct Scheduler<'y> {
    pub yard: &'y Yard,
    account: String,
    region: String,
}

impl<'y> Scheduler<'y> {
    /// The client of the account and region that callers have by default.
    pub fn new(yard: &'y Yard) -> Self {
        Scheduler::of(yard, "000000000000", "us-east-1")
    }

    pub fn of(yard: &'y Yard, account: &str, region: &str) -> Self {
        Scheduler { yard, account: account.to_owned(), region: region.to_owned() }
    }

    /// The answer to a request, as it came.
    pub fn raw(&self, method: &str, path: &str, body: impl Into<Vec<u8>>) -> Response {
        let credential = format!("{}/20270101/{}/scheduler/aws4_request", self.account, self.region);
        let signature = format!("AWS4-HMAC-SHA256 Credential={credential}, SignedHeaders=host, Signature=0");
        let request = Request { body: body.into(), ..Request::new(method, path) };
        self.yard.raw(&request.header("Content-Type", "application/json").header("Authorization", &signature))
    }

    /// A call: its output, or the error's code and text.
    #[track_caller]
    pub fn call(&self, method: &str, path: &str, input: &Value) -> Result<Value, Fault> {
        let response = self.raw(method, path, if input.is_null() { String::new() } else { input.to_string() });
        let body: Value = serde_json::from_slice(&response.body).expect("JSON");
        if response.status == 200 {
            return Ok(body);
        }
        let code = response.header("x-amzn-errortype").expect("an error has a type").to_owned();
        let message = body["Message"].as_str().expect("an error has a text").to_owned();
        Err(Fault { status: response.status, code, message })
    }

    /// Makes a schedule that sends a message to a queue; `changes` are laid over the usual request.
    #[track_caller]
    pub fn create(&self, name: &str, changes: Value) -> Result<Value, Fault> {
        self.call("POST", &format!("/schedules/{name}"), &request(changes))
    }
}

/// A request of CreateSchedule or UpdateSchedule.
pub fn request(changes: Value) -> Value {
    let mut input = json!({
        "ScheduleExpression": "rate(1 minute)",
        "FlexibleTimeWindow": { "Mode": "OFF" },
        "Target": { "Arn": "arn:aws:sqs:us-east-1:000000000000:q", "RoleArn": ROLE, "Input": "hello" },
    });
    if let Value::Object(changes) = changes {
        for (name, value) in changes {
            input[name] = value;
        }
    }
    input
}
