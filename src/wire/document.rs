//! The query protocol's document written as JSON, for callers whose `Accept` asks for it.

use serde_json::{Map, Value, json};

use super::names::Names;
use crate::aws::fault::Fault;

/// The reply of `operation`: the same tree as the XML one.
pub fn reply(operation: &str, result: &[u8], request_id: &str, names: &Names) -> String {
    let mut document = Map::new();
    // An operation without output has no result element.
    if let Ok(Value::Object(members)) = serde_json::from_slice(result) {
        let members = members.into_iter().map(|(name, value)| member(name, value, names)).collect();
        document.insert(format!("{operation}Result"), Value::Object(members));
    }
    document.insert("ResponseMetadata".to_owned(), json!({ "RequestId": request_id }));
    json!({ format!("{operation}Response"): document }).to_string()
}

/// An error reply.
pub fn fault(fault: &Fault, request_id: &str) -> String {
    let kind = if fault.sender { "Sender" } else { "Receiver" };
    let error = json!({ "Type": kind, "Code": fault.code, "Message": fault.query_message(), "Detail": null });
    json!({ "Error": error, "RequestId": request_id }).to_string()
}

/// A map becomes a list of its entries, as it is in XML; received messages stand under a lower-case name.
fn member(name: String, value: Value, names: &Names) -> (String, Value) {
    let spelling = names.of(&name);
    let value = match (value, spelling) {
        (Value::Object(entries), Some(spelling)) => {
            entries.into_iter().map(|(key, value)| json!({ spelling.key: key, spelling.value: value })).collect()
        }
        (Value::Array(items), _) => items.into_iter().map(|item| inside(item, names)).collect(),
        (value, _) => value,
    };
    let name = if name == "Messages" { "messages".to_owned() } else { name };
    (name, value)
}

fn inside(item: Value, names: &Names) -> Value {
    match item {
        Value::Object(members) => {
            Value::Object(members.into_iter().map(|(name, value)| member(name, value, names)).collect())
        }
        other => other,
    }
}
