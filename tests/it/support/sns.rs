//! A caller of SNS: inputs and answers as JSON, the query protocol between.

use serde_json::{Map, Value, json};

use super::http::{Request, Response};
use super::protocol::{Element, Fault, refused};
use super::yard::{Queue, Yard};

/// The code of most refusals.
pub const INVALID: &str = "InvalidParameter";

/// A client of SNS in an account and a region; unsigned without them.
pub struct Sns<'y> {
    pub yard: &'y Yard,
    credential: Option<String>,
}

impl<'y> Sns<'y> {
    /// The client of the account and region that callers have by default.
    pub fn new(yard: &'y Yard) -> Self {
        Sns::of(yard, "000000000000", "us-east-1")
    }

    pub fn of(yard: &'y Yard, account: &str, region: &str) -> Self {
        Sns { yard, credential: Some(format!("{account}/20270101/{region}/sns/aws4_request")) }
    }

    #[track_caller]
    pub fn call(&self, operation: &str, input: Value) -> Result<Value, Fault> {
        let mut pairs =
            vec![("Action".to_owned(), operation.to_owned()), ("Version".to_owned(), "2010-03-31".to_owned())];
        flatten(&mut pairs, "", &input);
        let form = form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
        let mut request = Request::query("/", form);
        if let Some(credential) = &self.credential {
            let text = format!("AWS4-HMAC-SHA256 Credential={credential}, SignedHeaders=host, Signature=0");
            request = request.header("Authorization", &text);
        }
        outcome(operation, &self.yard.raw(&request))
    }

    /// Follows a link of a message: unsigned, by GET, without a version.
    #[track_caller]
    pub fn follow(yard: &Yard, operation: &str, query: &str) -> Result<Value, Fault> {
        outcome(operation, &yard.raw(&Request::new("GET", &format!("/?Action={operation}&{query}"))))
    }

    #[track_caller]
    pub fn ok(&self, operation: &str, input: Value) -> Value {
        let outcome = self.call(operation, input.clone());
        outcome.unwrap_or_else(|fault| panic!("{operation} {input}: {fault:?}"))
    }

    /// The call is refused with this code and text; a text ending in `…` need only begin so.
    #[track_caller]
    pub fn fails(&self, operation: &str, input: Value, code: &str, message: &str) -> Fault {
        let call = format!("{operation} {input}");
        refused(self.call(operation, input), &call, code, message)
    }

    /// Makes a topic; gives its ARN.
    #[track_caller]
    pub fn topic(&self, name: &str) -> String {
        let attributes = if name.ends_with(".fifo") { json!({ "FifoTopic": "true" }) } else { json!({}) };
        let answer = self.ok("CreateTopic", json!({ "Name": name, "Attributes": attributes }));
        answer["TopicArn"].as_str().expect("an ARN").to_owned()
    }

    /// Subscribes; gives the ARN.
    #[track_caller]
    pub fn subscribe(&self, topic: &str, protocol: &str, endpoint: &str, attributes: Value) -> String {
        let input = json!({
            "TopicArn": topic, "Protocol": protocol, "Endpoint": endpoint, "Attributes": attributes,
            "ReturnSubscriptionArn": true,
        });
        self.ok("Subscribe", input)["SubscriptionArn"].as_str().expect("an ARN").to_owned()
    }

    /// Subscribes a queue; gives the ARN.
    #[track_caller]
    pub fn subscribe_queue(&self, topic: &str, queue: &Queue<'_>, attributes: Value) -> String {
        self.subscribe(topic, "sqs", &queue.arn(), attributes)
    }

    /// Publishes to a topic; gives the answer.
    #[track_caller]
    pub fn publish(&self, topic: &str, message: &str, mut more: Value) -> Value {
        more["TopicArn"] = json!(topic);
        more["Message"] = json!(message);
        self.ok("Publish", more)
    }

    /// The attributes of a subscription.
    #[track_caller]
    pub fn subscription(&self, arn: &str) -> Value {
        self.ok("GetSubscriptionAttributes", json!({ "SubscriptionArn": arn }))["Attributes"].clone()
    }
}

fn flatten(pairs: &mut Vec<(String, String)>, prefix: &str, input: &Value) {
    for (name, value) in input.as_object().expect("an object") {
        let key = format!("{prefix}{name}");
        match value {
            Value::Array(items) => {
                for (i, item) in items.iter().enumerate() {
                    let key = format!("{key}.member.{}", i + 1);
                    match item {
                        Value::Object(_) => flatten(pairs, &format!("{key}."), item),
                        item => pairs.push((key, text(item))),
                    }
                }
            }
            Value::Object(map) if name == "MessageAttributes" => {
                for (i, (name, members)) in map.iter().enumerate() {
                    let key = format!("{key}.entry.{}", i + 1);
                    pairs.push((format!("{key}.Name"), name.clone()));
                    flatten(pairs, &format!("{key}.Value."), members);
                }
            }
            Value::Object(map) => {
                for (i, (name, value)) in map.iter().enumerate() {
                    pairs.push((format!("{key}.entry.{}.key", i + 1), name.clone()));
                    pairs.push((format!("{key}.entry.{}.value", i + 1), text(value)));
                }
            }
            value => pairs.push((key, text(value))),
        }
    }
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

#[track_caller]
fn outcome(operation: &str, response: &Response) -> Result<Value, Fault> {
    assert_eq!(response.header("content-type"), Some("text/xml"), "{}", response.text());
    let text = response.text();
    let mut rest = text.strip_prefix("<?xml version=\"1.0\"?>").unwrap_or(&text).trim_start();
    let root = Element::read(&mut rest);
    if response.status == 200 {
        assert_eq!(root.name, format!("{operation}Response"));
        return Ok(root.find(&format!("{operation}Result")).map_or(json!({}), value));
    }
    let error = root.find("Error").expect("an Error");
    let part = |name: &str| error.find(name).unwrap_or_else(|| panic!("no {name}: {text}")).text.clone();
    assert_eq!(part("Type"), if response.status < 500 { "Sender" } else { "Receiver" });
    Err(Fault { status: response.status, code: part("Code"), message: part("Message") })
}

fn value(element: &Element) -> Value {
    let all = |name: &str| !element.children.is_empty() && element.children.iter().all(|child| child.name == name);
    let part = |entry: &Element, name: &str| entry.find(name).map(|part| part.text.clone()).unwrap_or_default();
    if all("member") {
        Value::Array(element.children.iter().map(value).collect())
    } else if all("entry") {
        let entries = element.children.iter().map(|entry| (part(entry, "key"), json!(part(entry, "value"))));
        Value::Object(entries.collect::<Map<_, _>>())
    } else if element.children.is_empty() {
        json!(element.text)
    } else {
        Value::Object(element.children.iter().map(|child| (child.name.clone(), value(child))).collect())
    }
}
