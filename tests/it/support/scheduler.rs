//! A caller of EventBridge Scheduler.

use eventyard::Query;
use eventyard::aws::call::Call;
use eventyard::aws::fault;
use eventyard::aws::scope::{Caller, Protocol, Scope};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::http::{Request, Response};
use super::protocol::{Fault, refused};
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

    /// The output of a call that must go well.
    #[track_caller]
    pub fn ok(&self, method: &str, path: &str, input: &Value) -> Value {
        self.call(method, path, input).unwrap_or_else(|fault| panic!("{method} {path} {input}: {fault:?}"))
    }

    /// The same by `GET`.
    #[track_caller]
    pub fn get(&self, path: &str) -> Value {
        self.ok("GET", path, &Value::Null)
    }

    /// The call is refused with this status, code and text; a text ending in `…` need only begin so.
    #[track_caller]
    pub fn fails(&self, method: &str, path: &str, input: &Value, (status, code): (u16, &str), message: &str) {
        let fault = refused(self.call(method, path, input), &format!("{method} {path} {input}"), code, message);
        assert_eq!(fault.status, status, "{method} {path}: {fault:?}");
    }

    /// Makes a schedule as [`create`](Scheduler::create) does; gives its ARN.
    #[track_caller]
    pub fn make(&self, name: &str, changes: Value) -> String {
        let made = self.create(name, changes.clone()).unwrap_or_else(|fault| panic!("{name} {changes}: {fault:?}"));
        made["ScheduleArn"].as_str().expect("an ARN").to_owned()
    }

    /// Replaces a schedule by what [`create`](Scheduler::create) would make.
    #[track_caller]
    pub fn update(&self, name: &str, changes: Value) {
        self.ok("PUT", &format!("/schedules/{name}"), &request(changes));
    }

    #[track_caller]
    pub fn delete(&self, name: &str) {
        self.ok("DELETE", &format!("/schedules/{name}"), &Value::Null);
    }

    /// Makes a group; gives its ARN.
    #[track_caller]
    pub fn group(&self, name: &str) -> String {
        let made = self.ok("POST", &format!("/schedule-groups/{name}"), &json!({}));
        made["ScheduleGroupArn"].as_str().expect("an ARN").to_owned()
    }

    /// Whether there is a schedule of this name.
    #[track_caller]
    pub fn has(&self, name: &str) -> bool {
        match self.call("GET", &format!("/schedules/{name}"), &Value::Null) {
            Ok(_) => true,
            Err(fault) if fault.status == 404 => false,
            Err(fault) => panic!("{name}: {fault:?}"),
        }
    }

    /// All of a list by pages of a size: the names of the items of each.
    #[track_caller]
    pub fn pages(&self, path: &str, member: &str) -> Vec<Vec<String>> {
        let (mut pages, mut token) = (Vec::new(), String::new());
        loop {
            let page = self.get(&format!("{path}{token}"));
            let name = |item: &Value| item["Name"].as_str().expect("a name").to_owned();
            pages.push(page[member].as_array().expect("a list").iter().map(name).collect());
            let Some(next) = page.get("NextToken") else { return pages };
            let next: String = form_urlencoded::byte_serialize(next.as_str().expect("a token").as_bytes()).collect();
            token = format!("&NextToken={next}");
        }
    }

    /// What the journal has of what schedules sent.
    pub fn records(&self) -> Vec<Value> {
        let query = Query { source: Some("scheduler".to_owned()), limit: usize::MAX, ..Query::default() };
        let records = self.yard.server.journal().read(&query).records;
        records.iter().map(|record| serde_json::to_value(record).expect("JSON")).collect()
    }

    /// The one record of what schedules sent.
    #[track_caller]
    pub fn record(&self) -> Value {
        let mut records = self.records();
        assert_eq!(records.len(), 1, "{records:?}");
        records.remove(0)
    }

    /// The timers of schedules: when, and of which kind.
    pub fn timers(&self) -> Vec<(String, String)> {
        let due = self.yard.server.clock().reading().due.into_iter();
        let due = due.filter(|timer| timer.due.arn.starts_with("arn:aws:scheduler:"));
        due.map(|timer| (timer.at.replace(".000Z", "Z"), timer.due.kind.to_owned())).collect()
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

/// One call on the service itself, without a server.
pub struct Asked<'a> {
    operation: &'a str,
    caller: Caller<'a>,
    input: Value,
}

impl<'a> Asked<'a> {
    /// By the account and in the region that callers have by default.
    pub fn new(operation: &'a str, input: Value) -> Self {
        let caller = Caller {
            scope: Scope::new("000000000000", "us-east-1"),
            scheme: "http",
            host: "localhost",
            path: "/",
            trace: None,
            protocol: Protocol::Json,
            signed: true,
        };
        Asked { operation, caller, input }
    }
}

impl Call for Asked<'_> {
    type Reply = Result<Value, fault::Fault>;

    fn operation(&self) -> &str {
        self.operation
    }

    fn caller(&self) -> &Caller<'_> {
        &self.caller
    }

    fn input<I: DeserializeOwned>(&self) -> Result<I, fault::Fault> {
        Ok(serde_json::from_value(self.input.clone()).expect("the input fits"))
    }

    fn reply<O: Serialize>(&self, outcome: Result<O, fault::Fault>) -> Self::Reply {
        outcome.map(|output| serde_json::to_value(output).expect("JSON"))
    }

    fn unknown(&self) -> Self::Reply {
        panic!("no operation {}", self.operation)
    }
}
