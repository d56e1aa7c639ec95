//! `Wait` states.
//! <https://docs.aws.amazon.com/step-functions/latest/dg/state-wait.html>

use jiff::Timestamp;

use super::data::read_reference;
use super::jsonata::{self, Expression};
use super::reader::{Object, Reader};
use super::{QueryLanguage, timestamp, warning};
use crate::states::path::ReferencePath;

/// How long it waits.
#[derive(Clone, Debug)]
pub enum Wait {
    /// So many seconds, at most 99,999,999.
    Seconds(u64),
    /// As many as this says.
    SecondsPath(ReferencePath),
    /// As many as this says.
    SecondsExpression(Expression),
    /// Until then.
    Timestamp(Timestamp),
    /// Until when this says.
    TimestampPath(ReferencePath),
    /// Until when this says.
    TimestampExpression(Expression),
}

/// The longest wait that can be written down, in seconds.
const LONGEST: u64 = 99_999_999;

impl Wait {
    pub(super) fn read(reader: &mut Reader, object: &Object) -> Option<Wait> {
        reader.exactly_one(object, &["SecondsPath", "Seconds", "TimestampPath", "Timestamp"]);
        if object.has("SecondsPath") {
            return read_reference(reader, object, "SecondsPath").map(Wait::SecondsPath);
        }
        if object.has("TimestampPath") {
            return read_reference(reader, object, "TimestampPath").map(Wait::TimestampPath);
        }
        let jsonata = object.language == QueryLanguage::Jsonata;
        if let Some(seconds) = object.get("Seconds") {
            return match seconds.as_str().filter(|_| jsonata) {
                Some(text) => {
                    jsonata::read_expression(reader, text, &object.at("Seconds")).map(Wait::SecondsExpression)
                }
                None => reader.integer(object, "Seconds", 0..=LONGEST).map(Wait::Seconds),
            };
        }
        let at = object.at("Timestamp");
        let text = reader.text(object, "Timestamp")?;
        if jsonata && text.starts_with("{%") {
            return jsonata::read_expression(reader, text, &at).map(Wait::TimestampExpression);
        }
        warning::note_missing_path(reader, text, &at);
        // An offset is taken from data only.
        let time = timestamp::parse(text).filter(|_| text.ends_with('Z'));
        if time.is_none() {
            reader.refuse(&at, "String does not match RFC3339 timestamp");
        }
        time.map(Wait::Timestamp)
    }
}
