//! Resource policies as JSON documents whose statements are added and removed by label.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html>

use serde_json::{Map, Value};

/// Reads a policy, if it is a JSON object.
pub fn document(policy: &str) -> Option<Map<String, Value>> {
    serde_json::from_str(policy).ok()
}

/// The statements of a policy; a single one may stand without its list.
pub fn statements(policy: &mut Map<String, Value>) -> &mut Vec<Value> {
    let slot = policy.entry("Statement").or_insert_with(|| Value::Array(Vec::new()));
    if !slot.is_array() {
        *slot = Value::Array(vec![slot.take()]);
    }
    match slot {
        Value::Array(statements) => statements,
        _ => unreachable!("it was made an array above"),
    }
}

/// AWS writes a single value without a list around it.
pub fn one_or_many(values: impl Iterator<Item = String>) -> Value {
    let mut values: Vec<Value> = values.map(Value::from).collect();
    if values.len() == 1 { values.remove(0) } else { Value::Array(values) }
}
