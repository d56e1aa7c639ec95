//! AWS JSON bodies to typed values and back, with the errors that AWS's framework answers.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::error::Category;

use super::strict::Strict;
use crate::aws::fault::Fault;

/// Reads a body; an empty one counts as `{}`.
///
/// # Errors
/// `SerializationException`.
pub fn decode<T: DeserializeOwned>(body: &[u8]) -> Result<T, Fault> {
    let body = if body.trim_ascii().is_empty() { b"{}" } else { body };
    let mut deserializer = serde_json::Deserializer::from_slice(body);
    T::deserialize(Strict(&mut deserializer))
        .and_then(|value| deserializer.end().map(|()| value))
        .map_err(|error| Fault::framework("SerializationException", describe(&error)))
}

/// Writes a reply.
pub fn encode<T: Serialize>(value: &T) -> Vec<u8> {
    let mut body = Vec::with_capacity(256);
    // Replies have string keys and nothing that can fail to serialize.
    if serde_json::to_writer(&mut body, value).is_err() {
        body.clear();
    }
    body
}

/// Writes a reply that is mostly bodies of messages: by sonic-rs, which looks for what must be escaped in many bytes at
/// once, and of which much is compiled for every type.
pub fn encode_bodies<T: Serialize>(value: &T) -> Vec<u8> {
    let mut body = Vec::with_capacity(256);
    if sonic_rs::to_writer(&mut body, value).is_err() {
        body.clear();
    }
    body
}

/// A wrong type in AWS's words; other faults in serde_json's, which say where they are.
fn describe(error: &serde_json::Error) -> String {
    let text = error.to_string();
    if error.classify() != Category::Data {
        return text;
    }
    let expected = text.split("expected ").nth(1).map(|rest| rest.split(" at line").next().unwrap_or(rest));
    let wanted = match expected {
        Some("a string" | "a borrowed string") => "String",
        Some("a boolean") => "Boolean",
        Some("f64" | "f32") => "Double",
        Some("i64" | "u64" | "i32" | "u32") => "Integer",
        Some(list) if list.starts_with("a sequence") => "List",
        _ => "Structure",
    };
    let found = text.strip_prefix("invalid type: ").unwrap_or_default();
    let value = match found {
        f if f.starts_with("sequence") => return "Start of list found where not expected".to_owned(),
        f if f.starts_with("map") => return "Start of structure or map found where not expected.".to_owned(),
        f if f.starts_with("boolean `true") => "TRUE_VALUE",
        f if f.starts_with("boolean") => "FALSE_VALUE",
        f if f.starts_with("integer") => "NUMBER_VALUE",
        f if f.starts_with("floating") => "DECIMAL_VALUE",
        f if f.starts_with("string") => "STRING_VALUE",
        f if f.starts_with("null") => "NULL_VALUE",
        _ => return text,
    };
    match wanted {
        "List" => "Expected list or null".to_owned(),
        "Structure" => "Expected map or null".to_owned(),
        wanted => format!("{value} can not be converted to {} {wanted}", if wanted == "Integer" { "an" } else { "a" }),
    }
}
