//! Calls of SNS in a line each, as the home account or as another one.

use serde_json::Value;

use crate::support::{Sns, Yard};

/// A call's outcome: the members of its result, or code and text.
pub type Outcome = Result<Value, (String, String)>;

/// Calls as an account in a region.
#[track_caller]
pub fn call_from(yard: &Yard, (account, region): (&str, &str), operation: &str, input: &Value) -> Outcome {
    Sns::of(yard, account, region).call(operation, input.clone()).map_err(|fault| (fault.code, fault.message))
}

/// Calls as the home account in the home region.
#[track_caller]
pub fn call(yard: &Yard, operation: &str, input: &Value) -> Outcome {
    Sns::new(yard).call(operation, input.clone()).map_err(|fault| (fault.code, fault.message))
}

#[track_caller]
pub fn ok(yard: &Yard, operation: &str, input: Value) -> Value {
    Sns::new(yard).ok(operation, input)
}

/// Checks refusals: operation, input, code and text of each.
#[track_caller]
pub fn check_faults(yard: &Yard, cases: &[(&str, Value, &str, &str)]) {
    for (operation, input, code, text) in cases {
        Sns::new(yard).fails(operation, input.clone(), code, text);
    }
}
