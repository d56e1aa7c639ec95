//! Calls of SNS by its query protocol: a JSON input becomes form parameters, an XML answer becomes JSON.

use serde_json::{Map, Value, json};

use crate::support::{Element, Request, Yard};

/// A call's outcome: the members of its result, or code and text.
pub type Outcome = Result<Value, (String, String)>;

/// Calls as the home account in the home region.
pub fn call(yard: &Yard, operation: &str, input: &Value) -> Outcome {
    call_from(yard, ("000000000000", "us-east-1"), operation, input)
}

/// Calls as an account in a region.
pub fn call_from(yard: &Yard, (account, region): (&str, &str), operation: &str, input: &Value) -> Outcome {
    let request = Request::query("/", form(operation, input)).signed(account, region);
    let credential = format!("{account}/20270101/{region}/sns/aws4_request");
    let response = yard.raw(&request.header("Authorization", &format!("AWS4-HMAC-SHA256 Credential={credential}")));
    let text = response.text();
    let mut rest = text.strip_prefix("<?xml version=\"1.0\"?>").unwrap_or(&text);
    let root = Element::read(&mut rest);
    if response.status == 200 {
        assert_eq!(root.name, format!("{operation}Response"));
        return Ok(root.find(&format!("{operation}Result")).map_or(json!(null), structure));
    }
    let error = root.find("Error").expect("an Error");
    let part = |name: &str| error.find(name).expect("a part of the error").text.clone();
    Err((part("Code"), part("Message")))
}

#[track_caller]
pub fn ok(yard: &Yard, operation: &str, input: Value) -> Value {
    call(yard, operation, &input).unwrap_or_else(|fault| panic!("{operation} {input}: {fault:?}"))
}

/// Checks refusals: operation, input, code and text of each.
#[track_caller]
pub fn check_faults(yard: &Yard, cases: &[(&str, Value, &str, &str)]) {
    for (operation, input, code, text) in cases {
        let outcome = call(yard, operation, input);
        let shown: String = input.to_string().chars().take(300).collect();
        assert_eq!(outcome, Err(((*code).to_owned(), (*text).to_owned())), "{operation} {shown}");
    }
}

fn form(operation: &str, input: &Value) -> String {
    let mut form = form_urlencoded::Serializer::new(String::new());
    form.append_pair("Action", operation).append_pair("Version", "2010-03-31");
    for (name, value) in input.as_object().expect("an object") {
        match value {
            Value::Object(map) => {
                for (i, (key, value)) in map.iter().enumerate() {
                    form.append_pair(&format!("{name}.entry.{}.key", i + 1), key);
                    form.append_pair(&format!("{name}.entry.{}.value", i + 1), &scalar(value));
                }
            }
            Value::Array(items) => {
                for (i, item) in items.iter().enumerate() {
                    form.append_pair(&format!("{name}.member.{}", i + 1), &scalar(item));
                }
            }
            value => {
                form.append_pair(name, &scalar(value));
            }
        }
    }
    form.finish()
}

fn scalar(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn structure(element: &Element) -> Value {
    let members = element.children.iter().map(|child| (child.name.clone(), value(child)));
    Value::Object(members.collect::<Map<_, _>>())
}

/// A list by its `member`s, a map by its `entry`s; without children a text.
fn value(element: &Element) -> Value {
    match element.children.first().map(|child| child.name.as_str()) {
        None => json!(element.text),
        Some("member") => element.children.iter().map(value).collect(),
        Some("entry") => {
            let part = |entry: &Element, name: &str| entry.find(name).expect("a key and a value").text.clone();
            let pairs = element.children.iter().map(|entry| (part(entry, "key"), json!(part(entry, "value"))));
            Value::Object(pairs.collect::<Map<_, _>>())
        }
        Some(_) => structure(element),
    }
}
