//! `States.StringToJson`, `States.JsonToString` and `States.JsonMerge`.

use serde_json::Value;

use super::arguments::{Arguments, Outcome};

/// Blank texts are null.
pub(super) fn from_string(arguments: Arguments) -> Outcome {
    let text = arguments.text(0)?;
    if text.trim().is_empty() {
        return Ok(Value::Null);
    }
    let mut value = serde_json::from_str(text).map_err(|error| format!("The string is no JSON text: {error}"))?;
    without_negative_zero(&mut value);
    Ok(value)
}

/// `-0` is read as a float, but is the integer 0 for AWS.
fn without_negative_zero(value: &mut Value) {
    match value {
        Value::Number(number)
            if number.is_f64() && number.as_f64() == Some(0.0) && number.to_string().starts_with('-') =>
        {
            *value = Value::from(0);
        }
        Value::Array(elements) => elements.iter_mut().for_each(without_negative_zero),
        Value::Object(members) => members.values_mut().for_each(without_negative_zero),
        _ => {}
    }
}

pub(super) fn to_string(arguments: Arguments) -> Outcome {
    Ok(Value::String(arguments.value(0).to_string()))
}

/// The second object's members win; those that are objects in both aren't merged.
pub(super) fn merge(mut arguments: Arguments) -> Outcome {
    match arguments.value(2) {
        Value::Bool(false) => {}
        Value::Bool(true) => return Err("Deep merging is not supported: argument 3 must be false".into()),
        _ => return Err(arguments.wrong(2, "a boolean")),
    }
    let (Value::Object(mut merged), Value::Object(more)) = (arguments.take(0), arguments.take(1)) else {
        return Err("Arguments 1 and 2 must be objects".into());
    };
    merged.extend(more);
    Ok(Value::Object(merged))
}
