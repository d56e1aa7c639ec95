//! The detail of an event: JSON as the caller wrote it, without the blanks.

use serde_json::value::RawValue;

/// A detail as compact JSON; nothing where it isn't a JSON object.
pub fn compact(text: &str) -> Option<Box<RawValue>> {
    let value: serde_json::Map<String, serde_json::Value> = serde_json::from_str(text).ok()?;
    serde_json::value::to_raw_value(&value).ok()
}
