//! Warnings: what AWS accepts, and what may not do what its author means.

use serde_json::Value;

use super::diagnostic::Code;
use super::reader::Reader;

/// Notes the members of a JSONPath template that look like a path or a call and lack the `.$`.
pub(super) fn note_missing_dollars(reader: &mut Reader, template: &Value, at: &str) {
    each_member(template, at, &mut |name, value, at| {
        if !name.ends_with(".$") && (looks_like_path(value) || looks_like_call(value)) {
            let message = "No \".$\" on a field that appears to be a JSONPath or Intrinsic Function";
            reader.note(Code::NoDollar, at, message);
        }
    });
}

/// Notes the members of a `Pass` state's `Result` that look as if they would be evaluated.
pub(super) fn note_static_result(reader: &mut Reader, result: &Value, at: &str) {
    let message = "Attempt to use a path in the result of a Pass state";
    each_member(result, at, &mut |name, value, at| {
        if name.ends_with(".$") || looks_like_path(value) {
            reader.note(Code::PassResultIsStatic, at, message);
        }
    });
    if looks_like_path(result) {
        reader.note(Code::PassResultIsStatic, at, message);
    }
}

/// Notes a field that takes a plain value and looks like a path.
pub(super) fn note_missing_path(reader: &mut Reader, value: &str, at: &str) {
    if is_like_path(value) {
        reader.note(Code::NoPath, at, "Field value looks like a path, but field name does not end with 'Path'");
    }
}

fn each_member(value: &Value, at: &str, see: &mut impl FnMut(&str, &Value, &str)) {
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                let at = format!("{at}/{name}");
                see(name, value, &at);
                each_member(value, &at, see);
            }
        }
        Value::Array(elements) => {
            for (i, element) in elements.iter().enumerate() {
                each_member(element, &format!("{at}[{i}]"), see);
            }
        }
        _ => {}
    }
}

fn looks_like_path(value: &Value) -> bool {
    value.as_str().is_some_and(is_like_path)
}

fn is_like_path(text: &str) -> bool {
    matches!(text, "$" | "$$") || ["$.", "$[", "$$."].iter().any(|start| text.starts_with(start))
}

fn looks_like_call(value: &Value) -> bool {
    value.as_str().is_some_and(|text| text.starts_with("States.") && text.ends_with(')') && text.contains('('))
}
