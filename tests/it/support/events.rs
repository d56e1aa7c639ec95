//! A caller of EventBridge.

use serde_json::{Value, json};

use super::http::{Request, Response};
use super::protocol::{Fault, json_outcome, refused};
use super::yard::{Queue, Yard};

/// The code of most refusals.
pub const VALIDATION: &str = "ValidationException";

/// The code where something isn't there.
pub const NOT_FOUND: &str = "ResourceNotFoundException";

/// A client of EventBridge in an account and a region.
pub struct Events<'y> {
    pub yard: &'y Yard,
    pub account: String,
    region: String,
}

impl<'y> Events<'y> {
    /// The client of the account and region that callers have by default.
    pub fn new(yard: &'y Yard) -> Self {
        Events::of(yard, "000000000000", "us-east-1")
    }

    pub fn of(yard: &'y Yard, account: &str, region: &str) -> Self {
        Events { yard, account: account.to_owned(), region: region.to_owned() }
    }

    /// A call that can be changed before it is sent.
    pub fn request(&self, operation: &str, body: impl Into<Vec<u8>>) -> Request {
        let credential = format!("{}/20270101/{}/events/aws4_request", self.account, self.region);
        Request::post("/", body)
            .header("Content-Type", "application/x-amz-json-1.1")
            .header("X-Amz-Target", &format!("AWSEvents.{operation}"))
            .header(
                "Authorization",
                &format!("AWS4-HMAC-SHA256 Credential={credential}, SignedHeaders=host, Signature=0"),
            )
    }

    #[track_caller]
    pub fn call(&self, operation: &str, input: Value) -> Result<Value, Fault> {
        self.send(&self.request(operation, input.to_string()))
    }

    /// A call whose body is just this text.
    pub fn raw(&self, operation: &str, body: impl Into<Vec<u8>>) -> Response {
        self.yard.raw(&self.request(operation, body))
    }

    /// Sends a call of [`Events::request`].
    #[track_caller]
    pub fn send(&self, request: &Request) -> Result<Value, Fault> {
        json_outcome(&self.yard.raw(request), "application/x-amz-json-1.1")
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
        let fault = refused(self.call(operation, input), &format!("{operation} {shown}"), code, message);
        assert_eq!(fault.status, 400, "every refusal is the client's");
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

    /// Makes a rule on a bus; gives its ARN.
    #[track_caller]
    pub fn rule_on(&self, bus: &str, name: &str, pattern: Value) -> String {
        let input = json!({ "Name": name, "EventBusName": bus, "EventPattern": pattern.to_string() });
        self.ok("PutRule", input)["RuleArn"].as_str().expect("an ARN").to_owned()
    }

    /// Makes a rule on the default bus; gives its ARN.
    #[track_caller]
    pub fn rule(&self, name: &str, pattern: Value) -> String {
        self.rule_on("default", name, pattern)
    }

    /// Adds a target to a rule of the default bus.
    #[track_caller]
    pub fn target(&self, rule: &str, id: &str, arn: &str, more: Value) {
        self.target_on("default", rule, id, arn, more);
    }

    /// Adds a target to a rule of a bus.
    #[track_caller]
    pub fn target_on(&self, bus: &str, rule: &str, id: &str, arn: &str, more: Value) {
        let answer = self.ok("PutTargets", put_target(bus, rule, id, arn, more));
        assert_eq!(answer["FailedEntryCount"], 0, "{answer}");
    }

    /// Makes a queue, and a rule on the default bus that puts all of an application's events into it.
    #[track_caller]
    pub fn queue(&self, name: &str, more: Value) -> Queue<'y> {
        let queue = self.yard.standard(name);
        self.rule(name, json!({ "source": ["app"] }));
        self.target(name, "queue", &queue.arn(), more);
        queue
    }

    /// Puts one event, which is taken; gives its id.
    #[track_caller]
    pub fn put(&self, detail: &str, more: Value) -> String {
        let answer = self.ok("PutEvents", json!({ "Entries": [entry(detail, more)] }));
        assert_eq!(answer["FailedEntryCount"], 0, "{answer}");
        answer["Entries"][0]["EventId"].as_str().expect("an id").to_owned()
    }

    /// What the journal has of an event that was delivered or not, without what filters held back.
    pub fn records(&self, event: &str) -> Vec<Value> {
        let path = format!("/_eventyard/journal?source=events&message={event}&limit=1000");
        let answer = self.yard.raw(&Request::new("GET", &path)).json();
        let records = answer["records"].as_array().expect("records").clone();
        records.into_iter().filter(|record| record["outcome"] != "filtered").collect()
    }

    /// The one record of an event.
    #[track_caller]
    pub fn record(&self, event: &str) -> Value {
        let mut records = self.records(event);
        assert_eq!(records.len(), 1, "{records:?}");
        records.remove(0)
    }
}

/// The input of PutTargets for one target.
pub fn put_target(bus: &str, rule: &str, id: &str, arn: &str, mut more: Value) -> Value {
    more["Id"] = json!(id);
    more["Arn"] = json!(arn);
    json!({ "Rule": rule, "EventBusName": bus, "Targets": [more] })
}

/// An application's event.
pub fn entry(detail: &str, mut more: Value) -> Value {
    for (name, value) in [("Source", "app"), ("DetailType", "Ordered"), ("Detail", detail)] {
        if more.get(name).is_none() {
            more[name] = json!(value);
        }
    }
    more
}
