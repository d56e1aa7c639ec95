//! A caller of Step Functions.

use serde_json::{Value, json};

use super::events::VALIDATION;
use super::http::{Request, Response};
use super::protocol::{Fault, json_outcome, refused};
use super::scheduler::ROLE;
use super::yard::Yard;

/// A client of Step Functions in an account and a region.
pub struct States<'y> {
    pub yard: &'y Yard,
    account: String,
    region: String,
}

impl<'y> States<'y> {
    /// The client of the account and region that callers have by default.
    pub fn new(yard: &'y Yard) -> Self {
        States::of(yard, "000000000000", "us-east-1")
    }

    pub fn of(yard: &'y Yard, account: &str, region: &str) -> Self {
        States { yard, account: account.to_owned(), region: region.to_owned() }
    }

    /// A call that can be changed before it is sent.
    pub fn request(&self, operation: &str, body: impl Into<Vec<u8>>) -> Request {
        let credential = format!("{}/20270101/{}/states/aws4_request", self.account, self.region);
        Request::post("/", body)
            .header("Content-Type", "application/x-amz-json-1.0")
            .header("X-Amz-Target", &format!("AWSStepFunctions.{operation}"))
            .header(
                "Authorization",
                &format!("AWS4-HMAC-SHA256 Credential={credential}, SignedHeaders=host, Signature=0"),
            )
    }

    /// A call as the server answers it.
    pub fn raw(&self, operation: &str, input: &Value) -> Response {
        self.yard.raw(&self.request(operation, input.to_string()))
    }

    #[track_caller]
    pub fn call(&self, operation: &str, input: Value) -> Result<Value, Fault> {
        let response = self.raw(operation, &input);
        assert!(!response.body.is_empty(), "{operation} answers a document");
        json_outcome(&response, "application/x-amz-json-1.0")
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

    /// The call breaks these rules of the model.
    #[track_caller]
    pub fn breaks(&self, operation: &str, input: Value, rules: &[&str]) {
        let s = if rules.len() == 1 { "" } else { "s" };
        let text = format!("{} validation error{s} detected: {}", rules.len(), rules.join("; "));
        self.fails(operation, input, VALIDATION, &text);
    }

    /// The ARN of something of Step Functions in this account and region.
    pub fn arn(&self, resource: &str) -> String {
        format!("arn:aws:states:{}:{}:{resource}", self.region, self.account)
    }

    /// The ARN of a state machine.
    pub fn machine_arn(&self, name: &str) -> String {
        self.arn(&format!("stateMachine:{name}"))
    }

    /// Makes a state machine, with more members than those that it must have; gives the answer.
    #[track_caller]
    pub fn create(&self, name: &str, more: Value) -> Value {
        self.ok("CreateStateMachine", creation(name, more))
    }

    /// Makes a state machine; gives its ARN.
    #[track_caller]
    pub fn machine(&self, name: &str) -> String {
        self.create(name, json!({}))["stateMachineArn"].as_str().expect("an ARN").to_owned()
    }

    /// Makes a state machine of a type with these states, of which the first begins; gives its ARN.
    #[track_caller]
    pub fn machine_of(&self, name: &str, kind: &str, states: Value) -> String {
        let first = states.as_object().expect("an object").keys().next().expect("a state").clone();
        let definition = json!({ "StartAt": first, "States": states }).to_string();
        self.create(name, json!({ "type": kind, "definition": definition }))["stateMachineArn"]
            .as_str()
            .expect("an ARN")
            .to_owned()
    }

    /// Starts an execution, with more members than the ARN; gives its ARN.
    #[track_caller]
    pub fn start(&self, machine: &str, more: Value) -> String {
        let mut input = more;
        input["stateMachineArn"] = json!(machine);
        self.ok("StartExecution", input)["executionArn"].as_str().expect("an ARN").to_owned()
    }

    /// How an execution stands.
    #[track_caller]
    pub fn described(&self, execution: &str) -> Value {
        self.ok("DescribeExecution", json!({ "executionArn": execution }))
    }

    /// The history of an execution as the types of its events, each with the number of the one that it follows from.
    #[track_caller]
    pub fn events(&self, execution: &str) -> Vec<String> {
        let answer = self.ok("GetExecutionHistory", json!({ "executionArn": execution, "maxResults": 1000 }));
        let events = answer["events"].as_array().expect("events");
        let ids: Vec<_> = events.iter().map(|event| event["id"].as_u64().expect("an id")).collect();
        assert_eq!(ids, (1..=events.len() as u64).collect::<Vec<_>>(), "gapless");
        let text = |event: &Value| format!("{} {}", event["type"].as_str().expect("a type"), event["previousEventId"]);
        events.iter().map(text).collect()
    }

    /// Starts an execution of one task, which ends the state machine, and lets it work; gives its ARN.
    #[track_caller]
    pub fn run_task(&self, name: &str, mut task: Value) -> String {
        task["Type"] = json!("Task");
        task["End"] = json!(true);
        let machine = self.machine_of(name, "STANDARD", json!({ "Task": task }));
        let execution = self.start(&machine, json!({}));
        self.settle();
        execution
    }

    /// Waits until nothing that is due now is still running.
    pub fn settle(&self) {
        self.yard.server.settle().wait();
    }

    /// The details of the last event of a type in the history of an execution.
    #[track_caller]
    pub fn detail(&self, execution: &str, kind: &str) -> Value {
        let input = json!({ "executionArn": execution, "maxResults": 1000, "reverseOrder": true });
        let answer = self.ok("GetExecutionHistory", input);
        let events = answer["events"].as_array().expect("events");
        let event =
            events.iter().find(|event| event["type"] == kind).unwrap_or_else(|| panic!("no {kind}: {events:?}"));
        let details = event.as_object().expect("an object").iter().find(|(name, _)| name.ends_with("EventDetails"));
        details.map_or(Value::Null, |(_, details)| details.clone())
    }

    /// Error and cause of an execution that failed.
    #[track_caller]
    pub fn failure(&self, execution: &str) -> (String, String) {
        let shown = self.described(execution);
        assert_eq!(shown["status"], "FAILED", "{shown}");
        let text = |name: &str| shown[name].as_str().unwrap_or_default().to_owned();
        (text("error"), text("cause"))
    }

    /// What came out of an execution that succeeded.
    #[track_caller]
    pub fn output(&self, execution: &str) -> Value {
        let shown = self.described(execution);
        assert_eq!(shown["status"], "SUCCEEDED", "{shown}");
        serde_json::from_str(shown["output"].as_str().expect("an output")).expect("JSON")
    }

    /// All of a list by pages: the ARNs of the items of each.
    #[track_caller]
    pub fn pages(&self, operation: &str, mut input: Value) -> Vec<Vec<String>> {
        let mut pages = Vec::new();
        loop {
            let answer = self.ok(operation, input.clone());
            let mut lists = answer.as_object().expect("an object").values().filter_map(Value::as_array);
            let is_arn = |(name, _): &(&String, &Value)| name.ends_with("Arn");
            let arn = |item: &Value| {
                let (_, arn) = item.as_object().expect("an object").iter().find(is_arn).expect("an ARN");
                arn.as_str().expect("a text").to_owned()
            };
            pages.push(lists.next().expect("a list").iter().map(arn).collect());
            match answer.get("nextToken") {
                Some(token) => input["nextToken"] = token.clone(),
                None => return pages,
            }
        }
    }
}

/// A definition of one state, told from others by its comment.
pub fn definition(comment: &str) -> String {
    json!({ "Comment": comment, "StartAt": "S", "States": { "S": { "Type": "Pass", "End": true } } }).to_string()
}

/// The input of CreateStateMachine.
pub fn creation(name: &str, more: Value) -> Value {
    let mut input = json!({ "name": name, "definition": definition(""), "roleArn": ROLE });
    for (name, value) in more.as_object().expect("an object") {
        input[name] = value.clone();
    }
    input
}

/// A state that waits for so many seconds, then one that passes on what came in.
pub fn waiting(seconds: u64) -> Value {
    json!({
        "Wait": { "Type": "Wait", "Seconds": seconds, "Next": "Pass" },
        "Pass": { "Type": "Pass", "End": true },
    })
}

/// A state that fails.
pub fn failing() -> Value {
    json!({ "Fail": { "Type": "Fail", "Error": "Broken", "Cause": "It is broken." } })
}
