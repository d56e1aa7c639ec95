//! A caller of CloudWatch Logs.

use serde_json::{Value, json};

use super::http::{Request, Response};
use super::protocol::{Fault, json_outcome, refused};
use super::yard::Yard;

/// A client of CloudWatch Logs in the account and region that callers have by default.
pub struct Logs<'y> {
    pub yard: &'y Yard,
}

impl<'y> Logs<'y> {
    pub fn new(yard: &'y Yard) -> Self {
        Logs { yard }
    }

    /// A call as the server answers it.
    pub fn raw(&self, operation: &str, body: impl Into<Vec<u8>>) -> Response {
        let signature = "AWS4-HMAC-SHA256 Credential=000000000000/20270101/us-east-1/logs/aws4_request, \
                         SignedHeaders=host, Signature=0";
        let request = Request::post("/", body)
            .header("Content-Type", "application/x-amz-json-1.1")
            .header("X-Amz-Target", &format!("Logs_20140328.{operation}"))
            .header("Authorization", signature);
        self.yard.raw(&request)
    }

    #[track_caller]
    pub fn call(&self, operation: &str, input: Value) -> Result<Value, Fault> {
        json_outcome(&self.raw(operation, input.to_string()), "application/x-amz-json-1.1")
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
        let fault = refused(self.call(operation, input), &format!("{operation} {shown}"), code, message);
        assert_eq!(fault.status, 400, "every refusal is the client's");
    }

    /// The ARN of a log group, without what stands for its streams.
    pub fn arn(&self, group: &str) -> String {
        format!("arn:aws:logs:us-east-1:000000000000:log-group:{group}")
    }

    /// Makes a log group; gives its ARN as CloudFormation has it, with what stands for its streams.
    #[track_caller]
    pub fn group(&self, name: &str) -> String {
        self.ok("CreateLogGroup", json!({ "logGroupName": name }));
        format!("{}:*", self.arn(name))
    }

    /// Makes a log stream.
    #[track_caller]
    pub fn stream(&self, group: &str, name: &str) {
        self.ok("CreateLogStream", json!({ "logGroupName": group, "logStreamName": name }));
    }

    /// Puts events: for each how many milliseconds from now, and its message.
    #[track_caller]
    pub fn put(&self, group: &str, stream: &str, events: &[(i64, &str)]) -> Value {
        let now = self.yard.now();
        let event = |(after, message): &(i64, &str)| json!({ "timestamp": now + after, "message": message });
        let events: Vec<Value> = events.iter().map(event).collect();
        self.ok("PutLogEvents", json!({ "logGroupName": group, "logStreamName": stream, "logEvents": events }))
    }

    /// The names of a group's streams.
    #[track_caller]
    pub fn streams(&self, group: &str) -> Vec<String> {
        let answer = self.ok("DescribeLogStreams", json!({ "logGroupName": group }));
        texts(&answer["logStreams"], "logStreamName")
    }

    /// The messages of a stream.
    #[track_caller]
    pub fn messages(&self, group: &str, stream: &str) -> Vec<String> {
        let input = json!({ "logGroupName": group, "logStreamName": stream, "startFromHead": true });
        texts(&self.ok("GetLogEvents", input)["events"], "message")
    }

    /// The messages that a search finds.
    #[track_caller]
    pub fn found(&self, group: &str, more: Value) -> Vec<String> {
        let mut input = more;
        input["logGroupName"] = json!(group);
        texts(&self.ok("FilterLogEvents", input)["events"], "message")
    }
}

/// A member of each item of a list.
#[track_caller]
pub fn texts(list: &Value, member: &str) -> Vec<String> {
    let items = list.as_array().unwrap_or_else(|| panic!("no list: {list}"));
    items.iter().map(|item| item[member].as_str().expect("a text").to_owned()).collect()
}
