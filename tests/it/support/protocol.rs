//! One call, two protocols: a JSON input becomes the body or form parameters, and an XML answer becomes the JSON one.
//! The names are those of AWS's documentation, written down again here so that they check the server's own table.

use serde_json::{Map, Value, json};

use super::http::{Request, Response};

/// The protocol of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Via {
    Json,
    Query,
}

/// A refusal, the same in both protocols: `code` is the query code, which JSON says in a header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    pub status: u16,
    pub code: String,
    pub message: String,
}

/// What a service that speaks nothing but AWS JSON answers, with this content type; some operations answer nothing.
#[track_caller]
pub fn json_outcome(response: &Response, content_type: &str) -> Result<Value, Fault> {
    assert_eq!(response.header("content-type"), Some(content_type), "{}", response.text());
    if response.status == 200 {
        return Ok(if response.body.is_empty() { Value::Null } else { response.json() });
    }
    let body = response.json();
    let text = |name: &str| body[name].as_str().unwrap_or_else(|| panic!("no {name}: {body}")).to_owned();
    Err(Fault { status: response.status, code: text("__type"), message: text("message") })
}

/// The refusal that a call must end in, by this code and text; a text ending in `…` need only begin so.
#[track_caller]
pub fn refused(outcome: Result<Value, Fault>, call: &str, code: &str, message: &str) -> Fault {
    let fault = match outcome {
        Ok(answer) => panic!("{call} was not refused: {answer}"),
        Err(fault) => fault,
    };
    let same = match message.strip_suffix('…') {
        Some(start) => fault.message.starts_with(start),
        None => fault.message == message,
    };
    assert!(fault.code == code && same, "{call}\n  got {fault:?}\n  not {code}: {message}");
    fault
}

impl Via {
    pub fn request(self, operation: &str, input: &Value) -> Request {
        match self {
            Via::Json => Request::json(operation, input.to_string()),
            Via::Query => Request::query("/", form(operation, input)),
        }
    }

    #[track_caller]
    pub fn outcome(self, operation: &str, response: &Response) -> Result<Value, Fault> {
        match self {
            Via::Json => of_json(response),
            Via::Query => of_xml(operation, response),
        }
    }
}

/// The form parameters of a call.
pub fn form(operation: &str, input: &Value) -> String {
    let mut pairs = vec![("Action".to_owned(), operation.to_owned()), ("Version".to_owned(), "2012-11-05".to_owned())];
    flatten(&mut pairs, "", operation, input);
    form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}

fn flatten(pairs: &mut Vec<(String, String)>, prefix: &str, operation: &str, input: &Value) {
    for (name, value) in input.as_object().expect("an object") {
        let key = |name: &str| format!("{prefix}{name}");
        match (name.as_str(), value) {
            ("Attributes", Value::Object(map)) => entries(pairs, &key("Attribute"), ("Name", "Value"), map),
            ("tags" | "Tags", Value::Object(map)) => entries(pairs, &key("Tag"), ("Key", "Value"), map),
            ("MessageAttributes", Value::Object(map)) => attributes(pairs, &key("MessageAttribute"), map),
            ("MessageSystemAttributes", Value::Object(map)) => attributes(pairs, &key("MessageSystemAttribute"), map),
            ("Entries", Value::Array(items)) => {
                for (i, item) in items.iter().enumerate() {
                    flatten(pairs, &key(&format!("{operation}RequestEntry.{}.", i + 1)), operation, item);
                }
            }
            ("Actions", Value::Array(items)) => list(pairs, &key("ActionName"), items),
            (_, Value::Array(items)) => list(pairs, &key(name.trim_end_matches('s')), items),
            (_, value) => pairs.push((key(name), text(value))),
        }
    }
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn list(pairs: &mut Vec<(String, String)>, name: &str, items: &[Value]) {
    pairs.extend(items.iter().enumerate().map(|(i, item)| (format!("{name}.{}", i + 1), text(item))));
}

fn entries(pairs: &mut Vec<(String, String)>, name: &str, (key, value): (&str, &str), map: &Map<String, Value>) {
    for (i, (k, v)) in map.iter().enumerate() {
        pairs.push((format!("{name}.{}.{key}", i + 1), k.clone()));
        pairs.push((format!("{name}.{}.{value}", i + 1), text(v)));
    }
}

fn attributes(pairs: &mut Vec<(String, String)>, name: &str, map: &Map<String, Value>) {
    for (i, (k, members)) in map.iter().enumerate() {
        pairs.push((format!("{name}.{}.Name", i + 1), k.clone()));
        for (member, v) in members.as_object().expect("an object") {
            pairs.push((format!("{name}.{}.Value.{member}", i + 1), text(v)));
        }
    }
}

#[track_caller]
fn of_json(response: &Response) -> Result<Value, Fault> {
    assert_eq!(response.header("content-type"), Some("application/x-amz-json-1.0"), "{}", response.text());
    assert!(response.header("x-amzn-requestid").is_some_and(|id| id.len() == 36));
    if response.status == 200 {
        return Ok(if response.body.is_empty() { json!({}) } else { response.json() });
    }
    let body = response.json();
    let header = response.header("x-amzn-query-error").unwrap_or_else(|| panic!("no query error: {body}"));
    let (code, kind) = header.split_once(';').expect("code;kind");
    assert_eq!(kind, if response.status < 500 { "Sender" } else { "Receiver" });
    Err(Fault { status: response.status, code: code.to_owned(), message: text(&body["message"]) })
}

#[track_caller]
fn of_xml(operation: &str, response: &Response) -> Result<Value, Fault> {
    assert_eq!(response.header("content-type"), Some("text/xml"), "{}", response.text());
    assert!(response.header("x-amzn-requestid").is_some_and(|id| id.len() == 36));
    let text = response.text();
    let mut rest = text.strip_prefix("<?xml version=\"1.0\"?>").unwrap_or_else(|| panic!("no XML: {text}"));
    let root = Element::read(&mut rest);
    assert_eq!(rest, "", "after the document: {text}");
    let id = root.find("RequestId").or_else(|| root.find("ResponseMetadata")?.find("RequestId"));
    assert!(id.is_some_and(|id| id.text.len() == 36), "{text}");
    if response.status == 200 {
        assert_eq!(root.name, format!("{operation}Response"));
        let result = root.find(&format!("{operation}Result"));
        return Ok(result.map_or(json!({}), |result| Value::Object(result.members(operation))));
    }
    assert_eq!(root.name, "ErrorResponse");
    let error = root.find("Error").expect("an Error");
    let part = |name: &str| error.find(name).unwrap_or_else(|| panic!("no {name}: {text}")).text.clone();
    assert_eq!(part("Type"), if response.status < 500 { "Sender" } else { "Receiver" });
    Err(Fault { status: response.status, code: part("Code"), message: part("Message") })
}

/// An XML element, as much of XML as AWS writes.
pub struct Element {
    pub name: String,
    pub text: String,
    pub children: Vec<Element>,
}

impl Element {
    pub fn read(rest: &mut &str) -> Self {
        let (tag, after) = rest.strip_prefix('<').and_then(|tail| tail.split_once('>')).expect("a tag");
        *rest = after;
        let name = tag.trim_end_matches('/').split(' ').next().unwrap_or_default().to_owned();
        let mut element = Element { name, text: String::new(), children: Vec::new() };
        if tag.ends_with('/') {
            return element;
        }
        loop {
            let (text, _) = rest.split_once('<').expect("an end tag");
            element.text += &unescape(text);
            *rest = &rest[text.len()..];
            if let Some(tail) = rest.strip_prefix("</") {
                let (name, after) = tail.split_once('>').expect("an end tag");
                assert_eq!(name, element.name);
                *rest = after;
                return element;
            }
            element.children.push(Element::read(rest));
        }
    }

    pub fn find(&self, name: &str) -> Option<&Element> {
        self.children.iter().find(|child| child.name == name)
    }

    /// The members of a structure, with lists and maps gathered under their JSON names.
    fn members(&self, operation: &str) -> Map<String, Value> {
        let mut members = Map::new();
        for child in &self.children {
            let (name, list) = match child.name.as_str() {
                "Attribute" => ("Attributes", false),
                "MessageAttribute" => ("MessageAttributes", false),
                "Tag" => ("Tags", false),
                "Message" if operation == "ReceiveMessage" => ("Messages", true),
                "QueueUrl" if operation == "ListQueues" => ("QueueUrls", true),
                "QueueUrl" if operation == "ListDeadLetterSourceQueues" => ("queueUrls", true),
                "BatchResultErrorEntry" => ("Failed", true),
                "ListMessageMoveTasksResultEntry" => ("Results", true),
                name if name.ends_with("BatchResultEntry") => ("Successful", true),
                name => {
                    let earlier = members.insert(name.to_owned(), child.value(operation));
                    assert!(earlier.is_none(), "{name} twice");
                    continue;
                }
            };
            if list {
                let slot = members.entry(name).or_insert(json!([]));
                slot.as_array_mut().expect("a list").push(child.value(operation));
            } else {
                let key = child.find("Name").or_else(|| child.find("Key")).expect("a key").text.clone();
                let value = child.find("Value").expect("a value").value(operation);
                members.entry(name).or_insert(json!({}))[key] = value;
            }
        }
        members
    }

    fn value(&self, operation: &str) -> Value {
        if !self.children.is_empty() {
            return Value::Object(self.members(operation));
        }
        match self.name.as_str() {
            "SenderFault" => json!(self.text == "true"),
            "StartedTimestamp" | "MaxNumberOfMessagesPerSecond" => json!(number(&self.text)),
            name if name.starts_with("ApproximateNumberOfMessages") => json!(number(&self.text)),
            _ => json!(self.text),
        }
    }
}

fn number(text: &str) -> i64 {
    text.parse().unwrap_or_else(|_| panic!("{text} is no number"))
}

fn unescape(text: &str) -> String {
    // A parser reads a bare carriage return as a line feed.
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let entities = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&#13;", "\r"), ("&amp;", "&")];
    entities.into_iter().fold(text, |text, (entity, character)| text.replace(entity, character))
}
