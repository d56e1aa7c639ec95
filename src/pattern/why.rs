//! Why a subject doesn't fit a pattern: the first field that fails, what it wants, and what is there instead.

use serde::Serialize;
use serde_json::Value;

use super::matcher::{Found, Key, Matcher};
use super::number::Number;
use super::rule::{Alternatives, Scalar};
use super::subject::Subject;

/// How many values of an array are shown.
const MOST_SHOWN: usize = 10;
/// How much of a string is shown.
const LONGEST_SHOWN: usize = 256;

/// The first field of a pattern that failed; of several branches, that of the one that was nearest.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Why {
    /// The field's path.
    pub path: String,
    /// What it wants, such as `numeric > 100`.
    pub wanted: String,
    /// The value that is there: an array where there are several, null where there is none.
    pub got: Value,
    /// Whether there is none.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub missing: bool,
    /// How many fields fail: the fewer, the nearer. Of equally many the one where more fit is nearer.
    #[serde(skip)]
    pub failed: usize,
    /// How many fields fit.
    #[serde(skip)]
    pub fitting: usize,
}

impl Why {
    /// For a message body that filter policies can't look into.
    pub fn not_an_object(text: &str) -> Self {
        let wanted = "a JSON object".to_owned();
        let got = Value::from(shortened(text));
        Why { path: String::new(), wanted, got, missing: false, failed: usize::MAX, fitting: 0 }
    }

    pub(super) fn nearest(matcher: &Matcher, subject: &Subject<'_>) -> Option<Why> {
        let mut nearest: Option<Why> = None;
        for branch in matcher.branches() {
            let failed = branch.clone().filter(|key| key.look(subject) == Found::Nothing).count();
            if nearest.as_ref().is_some_and(|why| why.failed <= failed.max(1)) {
                continue;
            }
            let fitting = branch.clone().count() - failed.max(1);
            let first = branch.clone().find(|key| key.look(subject) == Found::Nothing);
            let why = match first {
                Some(key) => Some(Why::of(key, subject)),
                None => Why::apart(branch, subject),
            };
            nearest = why.map(|why| Why { failed: failed.max(1), fitting, ..why }).or(nearest);
        }
        nearest
    }

    fn of(key: &Key, subject: &Subject<'_>) -> Why {
        let mut values: Vec<Value> =
            subject.at(key.hash, &key.path).take(MOST_SHOWN).map(|leaf| shown(&leaf.value)).collect();
        let missing = values.is_empty();
        let got = match values.len() {
            0 | 1 => values.pop().unwrap_or_default(),
            _ => Value::from(values),
        };
        let wanted = Alternatives(&key.rules).to_string();
        Why { path: key.path.to_string(), wanted, got, missing, failed: 1, fitting: 0 }
    }

    /// Every field fits somewhere, but not all in the same element of an array.
    fn apart<'k>(branch: impl Iterator<Item = &'k Key> + Clone, subject: &Subject<'_>) -> Option<Why> {
        let mut inside = branch.filter(|key| key.look(subject) == Found::InElements);
        let other = inside.next()?;
        let key = inside.next().unwrap_or(other);
        let mut why = Why::of(key, subject);
        if !std::ptr::eq(key, other) {
            why.wanted = format!("{} in the same array element as {}", why.wanted, other.path);
        }
        Some(why)
    }
}

fn shown(value: &Scalar<'_>) -> Value {
    match value {
        Scalar::Text(text) => Value::from(shortened(text)),
        Scalar::Number(Number::Whole(whole)) => Value::from(*whole),
        Scalar::Number(Number::Double(double)) => Value::from(*double),
        Scalar::Bool(value) => Value::from(*value),
        Scalar::Null => Value::Null,
    }
}

/// The beginning of a text.
pub(super) fn shortened(text: &str) -> String {
    match text.char_indices().nth(LONGEST_SHOWN) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
