//! A caller of EventBridge: inputs and answers as JSON.

use serde_json::{Value, json};

use super::http::{Request, Response};
use super::protocol::Fault;
use super::yard::Yard;

/// The code of most refusals.
pub const VALIDATION: &str = "ValidationException";

/// The code where something is missing.
pub const NOT_FOUND: &str = "ResourceNotFoundException";

/// A client of EventBridge in an account and a region.
pub struct Events<'y> {
    pub yard: &'y Yard,
    pub account: String,
    pub region: String,
}

impl<'y> Events<'y> {
    /// The client of the account and region that callers have by default.
    pub fn new(yard: &'y Yard) -> Self {
        Events::of(yard, "000000000000", "us-east-1")
    }

    pub fn of(yard: &'y Yard, account: &str, region: &str) -> Self {
        Events { yard, account: account.to_owned(), region: region.to_owned() }
    }

    pub fn raw(&self, operation: &str, body: impl Into<Vec<u8>>) -> Response {
        let request = Request::post("/", body)
            .header("Content-Type", "application/x-amz-json-1.1")
            .header("X-Amz-Target", &format!("AWSEvents.{operation}"))
            .signed(&self.account, &self.region);
        self.yard.raw(&request)
    }

    #[track_caller]
    pub fn call(&self, operation: &str, input: Value) -> Result<Value, Fault> {
        let response = self.raw(operation, input.to_string());
        assert_eq!(response.header("content-type"), Some("application/x-amz-json-1.1"), "{}", response.text());
        if response.status == 200 {
            return Ok(if response.body.is_empty() { Value::Null } else { response.json() });
        }
        let body = response.json();
        let text = |name: &str| body[name].as_str().unwrap_or_else(|| panic!("no {name}: {body}")).to_owned();
        Err(Fault { status: response.status, code: text("__type"), message: text("message") })
    }

    #[track_caller]
    pub fn ok(&self, operation: &str, input: Value) -> Value {
        let outcome = self.call(operation, input.clone());
        outcome.unwrap_or_else(|fault| panic!("{operation} {input}: {fault:?}"))
    }

    /// The call is refused with this code and text; a text ending in `…` need only begin so.
    #[track_caller]
    pub fn fails(&self, operation: &str, input: Value, code: &str, message: &str) -> Fault {
        let shown: String = input.to_string().chars().take(500).collect();
        let fault = match self.call(operation, input) {
            Ok(answer) => panic!("{operation} {shown} was not refused: {answer}"),
            Err(fault) => fault,
        };
        let same = match message.strip_suffix('…') {
            Some(start) => fault.message.starts_with(start),
            None => fault.message == message,
        };
        assert!(fault.code == code && same, "{operation} {shown}\n  got {fault:?}\n  not {code}: {message}");
        assert_eq!(fault.status, 400, "{operation} {shown}");
        fault
    }

    /// Makes a bus; gives its ARN.
    #[track_caller]
    pub fn bus(&self, name: &str) -> String {
        self.ok("CreateEventBus", json!({ "Name": name }))["EventBusArn"].as_str().expect("an ARN").to_owned()
    }

    /// The ARN of something of EventBridge in this account and region.
    pub fn arn(&self, resource: &str) -> String {
        format!("arn:aws:events:{}:{}:{resource}", self.region, self.account)
    }

    /// All of a list by pages of a size: the names of the items of each.
    #[track_caller]
    pub fn pages(&self, operation: &str, member: &str, mut input: Value) -> Vec<Vec<String>> {
        let mut pages = Vec::new();
        loop {
            let answer = self.ok(operation, input.clone());
            let name = |item: &Value| item["Name"].as_str().expect("a name").to_owned();
            pages.push(answer[member].as_array().expect("a list").iter().map(name).collect());
            match answer.get("NextToken") {
                Some(token) => input["NextToken"] = token.clone(),
                None => return pages,
            }
        }
    }
}
