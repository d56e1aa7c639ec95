//! Numbers of a definition that may come from the data: `TimeoutSeconds` and `TimeoutSecondsPath` and their like.

use std::ops::RangeInclusive;

use serde_json::Value;

use super::QueryLanguage;
use super::data::read_reference;
use super::jsonata::{self, Expression};
use super::reader::{Object, Reader};
use crate::states::path::ReferencePath;

/// A value that stands in the definition, or where it comes from.
#[derive(Clone, Debug)]
pub enum Setting<T> {
    /// The value itself, within its range.
    Literal(T),
    /// The field's `…Path` form.
    Path(ReferencePath),
    /// JSONata.
    Expression(Expression),
}

/// An integer by the name of its field, also behind `…Path` or as an expression.
pub(super) fn integer(
    reader: &mut Reader,
    object: &Object,
    name: &str,
    range: RangeInclusive<u64>,
) -> Option<Setting<u64>> {
    match read(reader, object, name)? {
        Read::Elsewhere(elsewhere) => elsewhere,
        Read::Here => reader.integer(object, name, range).map(Setting::Literal),
    }
}

/// The same for any number.
pub(super) fn float(
    reader: &mut Reader,
    object: &Object,
    name: &str,
    range: RangeInclusive<f64>,
) -> Option<Setting<f64>> {
    match read(reader, object, name)? {
        Read::Elsewhere(elsewhere) => elsewhere,
        Read::Here => reader.float(object, name, range).map(Setting::Literal),
    }
}

/// Where a value stands.
enum Read<T> {
    /// In a path or an expression; none where that was refused.
    Elsewhere(Option<Setting<T>>),
    Here,
}

fn read<T>(reader: &mut Reader, object: &Object, name: &str) -> Option<Read<T>> {
    let path = format!("{name}Path");
    reader.at_most_one(object, &[name, &path]);
    if object.has(&path) {
        return Some(Read::Elsewhere(read_reference(reader, object, &path).map(Setting::Path)));
    }
    Some(match object.get(name)? {
        Value::String(text) if object.language == QueryLanguage::Jsonata => {
            let expression = jsonata::read_expression(reader, text, &object.at(name));
            Read::Elsewhere(expression.map(Setting::Expression))
        }
        _ => Read::Here,
    })
}
