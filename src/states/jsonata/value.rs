//! JSON to the engine's values and back.

use jsonata_core::value::{JArray, JValue};
use serde_json::{Number, Value};

use super::error::EvaluationError;
use super::weight;

/// A JSON value for the engine.
pub(super) fn import(value: &Value) -> JValue {
    match value {
        Value::Null => JValue::Null,
        Value::Bool(bool) => JValue::Bool(*bool),
        // Numbers are floats in JSONata: an integer beyond 2⁵³ loses its last digits, as it does in JavaScript.
        Value::Number(number) => JValue::Number(number.as_f64().unwrap_or_default()),
        Value::String(text) => JValue::string(text.as_str()),
        Value::Array(elements) => import_array(elements, import),
        Value::Object(members) => {
            JValue::object(members.iter().map(|(name, member)| (name.clone(), import(member))).collect())
        }
    }
}

/// An array for the engine, each element by a function.
pub(super) fn import_array(elements: &[Value], convert: impl Fn(&Value) -> JValue) -> JValue {
    // The engine asks for it: steps over an array without arrays in it are cheaper.
    let flat = !elements.iter().any(Value::is_array);
    JValue::Array(JArray::new_flat(elements.iter().map(convert).collect(), flat))
}

/// A value as it is when it was in the engine and wasn't touched there. Integers are left alone: AWS keeps those exact
/// that are longer than a float.
pub(super) fn untouched(value: &Value) -> Value {
    match value {
        Value::Number(number) if number.is_f64() => export_number(number.as_f64().unwrap_or_default()),
        Value::Array(elements) => Value::Array(elements.iter().map(untouched).collect()),
        Value::Object(members) => {
            Value::Object(members.iter().map(|(name, member)| (name.clone(), untouched(member))).collect())
        }
        other => other.clone(),
    }
}

/// A result as JSON; none if it is undefined.
pub(super) fn export(value: &JValue) -> Result<Option<Value>, EvaluationError> {
    if value.is_undefined() {
        return Ok(None);
    }
    if !weight::fits(value) {
        return Err(EvaluationError::memory());
    }
    part(value).map(Some)
}

fn part(value: &JValue) -> Result<Value, EvaluationError> {
    Ok(match value {
        JValue::Null | JValue::Undefined => Value::Null,
        JValue::Bool(bool) => Value::Bool(*bool),
        JValue::Number(number) if !number.is_finite() => return Err(EvaluationError::range(*number)),
        JValue::Number(number) => export_number(*number),
        JValue::String(text) => Value::String(text.to_string()),
        JValue::Array(elements) => Value::Array(elements.iter().map(part).collect::<Result<_, _>>()?),
        JValue::Object(members) => {
            let member = |(name, value): (&String, &JValue)| Ok((name.clone(), part(value)?));
            Value::Object(members.iter().map(member).collect::<Result<_, _>>()?)
        }
        JValue::Lambda(_) | JValue::Builtin { .. } | JValue::Regex { .. } => return Err(EvaluationError::Unsupported),
    })
}

/// Whole numbers are integers as long as they fit.
fn export_number(number: f64) -> Value {
    // 2⁶³ itself doesn't fit.
    let fits = (-9.223_372_036_854_775e18..9.223_372_036_854_775e18).contains(&number);
    match number.fract() == 0.0 && fits {
        true => Value::from(number as i64),
        false => Number::from_f64(number).map_or(Value::Null, Value::Number),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn whole_numbers_are_integers() {
        let data = json!([1.0, 1.5, -0.0, 1e3, 1e300, 9007199254740991i64, -3]);
        let there_and_back = export(&import(&data)).expect("JSON").expect("defined");
        assert_eq!(there_and_back.to_string(), "[1,1.5,0,1000,1e+300,9007199254740991,-3]");
    }

    #[test]
    fn numbers_that_json_lacks_are_refused() {
        for (number, told) in [(f64::INFINITY, "Infinity"), (f64::NEG_INFINITY, "-Infinity"), (f64::NAN, "NaN")] {
            let refused = export(&JValue::Number(number)).expect_err("refused").to_string();
            assert_eq!(refused, format!("threw an error during evaluation. D1001: Number out of range: {told}"));
        }
    }
}
