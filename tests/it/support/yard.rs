//! A server whose clock stands still, and calls on it that a line of a test can make.

use std::cell::RefCell;
use std::time::Duration;

use eventyard::aws::time::Time;
use eventyard::{Config, Eventyard};
use serde_json::{Value, json};

use super::http::{Connection, Request, Response};
use super::protocol::{Fault, Via, refused};

/// A server, and a caller of it by one protocol.
pub struct Yard {
    pub server: Eventyard,
    pub via: Via,
    connection: RefCell<Connection>,
}

/// Runs a test over JSON and over the query protocol, each time on a fresh server.
pub fn over_both(test: impl Fn(&Yard)) {
    for via in [Via::Json, Via::Query] {
        eprintln!("over {via:?}");
        test(&Yard::start(via, Config::default()));
    }
}

/// The configuration with AWS's waiting rules.
pub fn strict() -> Config {
    Config { strict: true, ..Config::default() }
}

/// Checks refusals: operation, input, code and text of each.
#[track_caller]
pub fn check_faults(yard: &Yard, cases: &[(&str, Value, &str, &str)]) {
    for (operation, input, code, message) in cases {
        yard.fails(operation, input.clone(), code, message);
    }
}

impl Yard {
    pub fn start(via: Via, config: Config) -> Self {
        let server = Eventyard::start(config).expect("a server");
        server.clock().freeze().wait();
        let connection = RefCell::new(Connection::open(server.address()));
        Yard { server, via, connection }
    }

    /// By JSON.
    pub fn json() -> Self {
        Yard::start(Via::Json, Config::default())
    }

    pub fn raw(&self, request: &Request) -> Response {
        self.connection.borrow_mut().send(request)
    }

    #[track_caller]
    pub fn call(&self, operation: &str, input: Value) -> Result<Value, Fault> {
        self.via.outcome(operation, &self.raw(&self.via.request(operation, &input)))
    }

    #[track_caller]
    pub fn ok(&self, operation: &str, input: Value) -> Value {
        let outcome = self.call(operation, input.clone());
        outcome.unwrap_or_else(|fault| panic!("{operation} {input}: {fault:?}"))
    }

    /// The call is refused with this query code and text; a text ending in `…` need only begin so.
    #[track_caller]
    pub fn fails(&self, operation: &str, input: Value, code: &str, message: &str) -> Fault {
        let shown: String = input.to_string().chars().take(500).collect();
        refused(self.call(operation, input), &format!("{operation} {shown}"), code, message)
    }

    pub fn advance(&self, seconds: u64) {
        self.server.clock().advance(Duration::from_secs(seconds)).wait();
    }

    /// Moves on to a time such as `2027-03-01T00:00:30Z`, and stands there.
    #[track_caller]
    pub fn go_to(&self, time: &str) {
        let time = Time::parse(time).unwrap_or_else(|| panic!("{time} isn't a time"));
        self.server.clock().freeze_at(time).expect("a time to come").wait();
    }

    /// Milliseconds since the epoch, now.
    pub fn now(&self) -> i64 {
        self.server.clock().now().millis()
    }

    #[track_caller]
    pub fn queue(&self, name: &str, attributes: Value) -> Queue<'_> {
        let answer = self.ok("CreateQueue", json!({ "QueueName": name, "Attributes": attributes }));
        Queue { yard: self, name: name.to_owned(), url: answer["QueueUrl"].as_str().expect("a URL").to_owned() }
    }

    #[track_caller]
    pub fn standard(&self, name: &str) -> Queue<'_> {
        self.queue(name, json!({}))
    }

    /// A FIFO queue that takes the hash of a body for its deduplication id.
    #[track_caller]
    pub fn fifo(&self, name: &str) -> Queue<'_> {
        self.queue(name, json!({ "FifoQueue": "true", "ContentBasedDeduplication": "true" }))
    }

    /// Sends a receive and comes back as soon as the server waits with it, or has answered it.
    pub fn poll(&self, queue: &Queue<'_>, input: Value) -> Poll {
        let mut connection = Connection::open(self.server.address());
        let input = with(json!({ "QueueUrl": queue.url, "WaitTimeSeconds": 20 }), input);
        // The connection is accepted before the request counts.
        connection.send(&Request::new("GET", "/_eventyard/health"));
        connection.write(&self.via.request("ReceiveMessage", &input).bytes());
        self.let_it_work();
        Poll { connection, via: self.via }
    }

    /// The server has one thread, which takes what came first: once it has answered these it has seen what was
    /// written before them.
    pub fn let_it_work(&self) {
        for _ in 0..5 {
            self.raw(&Request::new("GET", "/_eventyard/health"));
        }
    }
}

/// Adds members to an input.
fn with(mut input: Value, more: Value) -> Value {
    for (name, value) in more.as_object().expect("an object") {
        input[name] = value.clone();
    }
    input
}

/// A receive that may be waiting. Dropped, it leaves as a client does that hangs up.
pub struct Poll {
    connection: Connection,
    via: Via,
}

impl Poll {
    pub fn is_waiting(&self) -> bool {
        self.connection.is_silent()
    }

    /// The bodies that it received.
    #[track_caller]
    pub fn bodies(mut self) -> Vec<String> {
        let outcome = self.via.outcome("ReceiveMessage", &self.connection.answer());
        bodies(&outcome.expect("an answer"))
    }
}

/// A queue of a yard.
pub struct Queue<'y> {
    pub yard: &'y Yard,
    pub name: String,
    pub url: String,
}

impl Queue<'_> {
    #[track_caller]
    pub fn call(&self, operation: &str, input: Value) -> Result<Value, Fault> {
        self.yard.call(operation, with(json!({ "QueueUrl": self.url }), input))
    }

    #[track_caller]
    pub fn ok(&self, operation: &str, input: Value) -> Value {
        self.yard.ok(operation, with(json!({ "QueueUrl": self.url }), input))
    }

    #[track_caller]
    pub fn fails(&self, operation: &str, input: Value, code: &str, message: &str) -> Fault {
        self.yard.fails(operation, with(json!({ "QueueUrl": self.url }), input), code, message)
    }

    #[track_caller]
    pub fn send(&self, body: &str) -> Value {
        self.ok("SendMessage", json!({ "MessageBody": body }))
    }

    #[track_caller]
    pub fn send_with(&self, body: &str, input: Value) -> Value {
        self.ok("SendMessage", with(json!({ "MessageBody": body }), input))
    }

    /// Sends `group-body` names such as `g1-m1`, whose group is what stands before the hyphen.
    #[track_caller]
    pub fn send_grouped(&self, names: &[&str]) {
        for name in names {
            let group = name.split('-').next().unwrap_or_default();
            self.send_with(name, json!({ "MessageGroupId": group }));
        }
    }

    /// Receives with all attributes.
    #[track_caller]
    pub fn receive_with(&self, input: Value) -> Vec<Value> {
        let all = json!({
            "MaxNumberOfMessages": 10, "MessageSystemAttributeNames": ["All"], "MessageAttributeNames": ["All"],
        });
        let answer = self.ok("ReceiveMessage", with(all, input));
        answer["Messages"].as_array().cloned().unwrap_or_default()
    }

    #[track_caller]
    pub fn receive(&self) -> Vec<Value> {
        self.receive_with(json!({}))
    }

    /// The one message that is there.
    #[track_caller]
    pub fn receive_one(&self) -> Value {
        let mut messages = self.receive();
        assert_eq!(messages.len(), 1, "{messages:?}");
        messages.remove(0)
    }

    /// The bodies of a receive of up to ten.
    #[track_caller]
    pub fn bodies(&self) -> Vec<String> {
        messages_bodies(&self.receive())
    }

    #[track_caller]
    pub fn bodies_with(&self, input: Value) -> Vec<String> {
        messages_bodies(&self.receive_with(input))
    }

    #[track_caller]
    pub fn delete(&self, message: &Value) {
        self.ok("DeleteMessage", json!({ "ReceiptHandle": message["ReceiptHandle"] }));
    }

    #[track_caller]
    pub fn hide(&self, message: &Value, seconds: i64) {
        let input = json!({ "ReceiptHandle": message["ReceiptHandle"], "VisibilityTimeout": seconds });
        self.ok("ChangeMessageVisibility", input);
    }

    #[track_caller]
    pub fn set(&self, attributes: Value) {
        self.ok("SetQueueAttributes", json!({ "Attributes": attributes }));
    }

    #[track_caller]
    pub fn attributes(&self) -> Value {
        self.ok("GetQueueAttributes", json!({ "AttributeNames": ["All"] }))["Attributes"].clone()
    }

    #[track_caller]
    pub fn attribute(&self, name: &str) -> Option<String> {
        let answer = self.ok("GetQueueAttributes", json!({ "AttributeNames": [name] }));
        answer["Attributes"][name].as_str().map(str::to_owned)
    }

    pub fn arn(&self) -> String {
        format!("arn:aws:sqs:us-east-1:000000000000:{}", self.name)
    }

    /// Visible, in flight, delayed.
    #[track_caller]
    pub fn counts(&self) -> [u64; 3] {
        let attributes = self.attributes();
        ["", "NotVisible", "Delayed"].map(|kind| {
            let count = &attributes[format!("ApproximateNumberOfMessages{kind}")];
            count.as_str().and_then(|count| count.parse().ok()).unwrap_or_else(|| panic!("{attributes}"))
        })
    }
}

fn bodies(answer: &Value) -> Vec<String> {
    messages_bodies(answer["Messages"].as_array().map_or(&[], Vec::as_slice))
}

fn messages_bodies(messages: &[Value]) -> Vec<String> {
    messages.iter().map(|message| message["Body"].as_str().expect("a body").to_owned()).collect()
}
