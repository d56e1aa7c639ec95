//! Definitions: what is read from them, and what AWS says of those it refuses.

pub mod any_definition;
mod choice;
mod fields;
mod json;
mod links;
mod refused;
mod resources;
mod typed;
mod variables;
mod warnings;

use eventyard::states::asl::{Definition, Kind};
use serde_json::{Value, json};

/// The definition; it has to be right.
#[track_caller]
fn read(definition: &Value) -> Definition {
    Definition::parse(&definition.to_string(), Kind::Standard).unwrap_or_else(|refused| panic!("{refused}"))
}

/// What a standard machine is refused for, each as `CODE: message at location`; nothing when it is right.
#[track_caller]
fn remarks(definition: &Value) -> Vec<String> {
    remarks_of(definition, Kind::Standard)
}

#[track_caller]
fn remarks_of(definition: &Value, kind: Kind) -> Vec<String> {
    match Definition::parse(&definition.to_string(), kind) {
        Ok(_) => Vec::new(),
        Err(refused) => refused.0.iter().map(ToString::to_string).collect(),
    }
}

/// A machine of this state alone, which is called `S`.
fn machine(state: Value) -> Value {
    json!({"StartAt": "S", "States": {"S": state}})
}

/// The same in JSONata.
fn jsonata(state: Value) -> Value {
    json!({"QueryLanguage": "JSONata", "StartAt": "S", "States": {"S": state}})
}

/// A state with some fields more; `null` takes one away.
fn with(mut state: Value, more: Value) -> Value {
    for (name, value) in more.as_object().expect("fields") {
        match value {
            Value::Null => _ = state.as_object_mut().expect("a state").shift_remove(name),
            value => state[name] = value.clone(),
        }
    }
    state
}

fn pass() -> Value {
    json!({"Type": "Pass", "End": true})
}

fn task() -> Value {
    json!({"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:000000000000:function:f", "End": true})
}

fn wait() -> Value {
    json!({"Type": "Wait", "Seconds": 1, "End": true})
}

fn parallel() -> Value {
    json!({"Type": "Parallel", "Branches": [{"StartAt": "P", "States": {"P": pass()}}], "End": true})
}

fn map() -> Value {
    json!({"Type": "Map", "ItemProcessor": {"StartAt": "P", "States": {"P": pass()}}, "End": true})
}

fn distributed() -> Value {
    let config = json!({"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"});
    json!({
        "Type": "Map",
        "ItemProcessor": {"ProcessorConfig": config, "StartAt": "P", "States": {"P": pass()}},
        "End": true
    })
}

/// A choice with this rule; it ends at `E`.
fn choice(rule: Value) -> Value {
    let choice = json!({"Type": "Choice", "Choices": [rule], "Default": "E"});
    json!({"StartAt": "S", "States": {"S": choice, "E": {"Type": "Succeed"}}})
}
