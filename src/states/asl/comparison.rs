//! The comparisons of choice rules, and how values compare. A value of another type never compares.

use std::cmp::Ordering;

use jiff::Timestamp;
use serde_json::{Number, Value};

use super::data::read_reference;
use super::reader::{Object, Reader};
use super::{timestamp, warning};
use crate::aws::text::Text;
use crate::states::path::ReferencePath;

/// What is asked of a value.
#[derive(Clone, Debug)]
pub enum Comparison {
    /// `String…`, in the order of UTF-16 units.
    String(Order, Operand<Text>),
    /// `Numeric…`
    Numeric(Order, Operand<Number>),
    /// `BooleanEquals`
    Boolean(Operand<bool>),
    /// `Timestamp…`
    Timestamp(Order, Operand<Timestamp>),
    /// `StringMatches`
    StringMatches(StringPattern),
    /// `IsNull`
    IsNull(bool),
    /// `IsPresent`, the only one for which the value may be missing.
    IsPresent(bool),
    /// `IsNumeric`
    IsNumeric(bool),
    /// `IsString`
    IsString(bool),
    /// `IsBoolean`
    IsBoolean(bool),
    /// `IsTimestamp`
    IsTimestamp(bool),
}

/// How a value stands to the other.
#[allow(missing_docs, reason = "each is the ending of an operator's name")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    Equals,
    LessThan,
    GreaterThan,
    LessThanEquals,
    GreaterThanEquals,
}

impl Order {
    const WORDS: &'static [(&'static str, Order)] = &[
        ("Equals", Order::Equals),
        ("LessThan", Order::LessThan),
        ("GreaterThan", Order::GreaterThan),
        ("LessThanEquals", Order::LessThanEquals),
        ("GreaterThanEquals", Order::GreaterThanEquals),
    ];

    fn holds(self, ordering: Ordering) -> bool {
        match self {
            Order::Equals => ordering.is_eq(),
            Order::LessThan => ordering.is_lt(),
            Order::GreaterThan => ordering.is_gt(),
            Order::LessThanEquals => ordering.is_le(),
            Order::GreaterThanEquals => ordering.is_ge(),
        }
    }
}

/// What a value is compared with.
#[derive(Clone, Debug)]
pub enum Operand<T> {
    /// What stands there.
    Literal(T),
    /// What is there, of the operator's `…Path` form.
    Path(ReferencePath),
}

impl Comparison {
    /// Where the other value is, if it isn't a literal.
    pub fn path(&self) -> Option<&ReferencePath> {
        match self {
            Comparison::String(_, Operand::Path(path))
            | Comparison::Numeric(_, Operand::Path(path))
            | Comparison::Boolean(Operand::Path(path))
            | Comparison::Timestamp(_, Operand::Path(path)) => Some(path),
            _ => None,
        }
    }

    /// Whether it is about the value being there at all, so that a missing one is no error.
    pub fn takes_missing(&self) -> bool {
        matches!(self, Comparison::IsPresent(_))
    }

    /// Whether it holds for a value (none: there is none), with what is at [`Comparison::path`].
    pub fn holds(&self, value: Option<&Value>, other: Option<&Value>) -> bool {
        let text = || value.and_then(Value::as_str);
        match self {
            Comparison::IsPresent(wanted) => value.is_some() == *wanted,
            Comparison::IsNull(wanted) => value.is_some_and(|value| value.is_null() == *wanted),
            Comparison::IsNumeric(wanted) => value.is_some_and(|value| value.is_number() == *wanted),
            Comparison::IsString(wanted) => value.is_some_and(|value| value.is_string() == *wanted),
            Comparison::IsBoolean(wanted) => value.is_some_and(|value| value.is_boolean() == *wanted),
            Comparison::IsTimestamp(wanted) => {
                let is = |value: &Value| value.as_str().is_some_and(|text| timestamp::parse(text).is_some());
                value.is_some_and(|value| is(value) == *wanted)
            }
            Comparison::StringMatches(pattern) => text().is_some_and(|text| pattern.matches(text)),
            Comparison::Boolean(operand) => {
                let other = match operand {
                    Operand::Literal(other) => Some(*other),
                    Operand::Path(_) => other.and_then(Value::as_bool),
                };
                other.is_some() && value.and_then(Value::as_bool) == other
            }
            Comparison::String(order, operand) => {
                let other = match operand {
                    Operand::Literal(other) => Some(&**other),
                    Operand::Path(_) => other.and_then(Value::as_str),
                };
                text().zip(other).is_some_and(|(one, other)| order.holds(one.encode_utf16().cmp(other.encode_utf16())))
            }
            Comparison::Numeric(order, operand) => {
                let other = match operand {
                    Operand::Literal(other) => Some(other),
                    Operand::Path(_) => other.and_then(Value::as_number),
                };
                let ordering = value.and_then(Value::as_number).zip(other).and_then(|(one, other)| compare(one, other));
                ordering.is_some_and(|ordering| order.holds(ordering))
            }
            Comparison::Timestamp(order, operand) => {
                let other = match operand {
                    Operand::Literal(other) => Some(*other),
                    Operand::Path(_) => other.and_then(Value::as_str).and_then(timestamp::parse),
                };
                let one = text().and_then(timestamp::parse);
                one.zip(other).is_some_and(|(one, other)| order.holds(one.cmp(&other)))
            }
        }
    }
}

/// Integers as they are, others as doubles.
fn compare(one: &Number, other: &Number) -> Option<Ordering> {
    match (one.as_i64(), other.as_i64()) {
        (Some(one), Some(other)) => Some(one.cmp(&other)),
        _ => match (one.as_u64(), other.as_u64()) {
            (Some(one), Some(other)) => Some(one.cmp(&other)),
            _ => one.as_f64()?.partial_cmp(&other.as_f64()?),
        },
    }
}

/// A pattern of `StringMatches`: `*` is any text, `\*` a star.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StringPattern {
    /// The texts between the stars; one alone is the whole.
    pieces: Vec<Box<str>>,
}

impl StringPattern {
    /// Reads one; every text is one.
    pub fn parse(text: &str) -> StringPattern {
        let mut pieces = vec![String::new()];
        let mut chars = text.chars();
        while let Some(c) = chars.next() {
            let piece = match c {
                '*' => {
                    pieces.push(String::new());
                    continue;
                }
                '\\' => chars.next().unwrap_or('\\'),
                _ => c,
            };
            if let Some(last) = pieces.last_mut() {
                last.push(piece);
            }
        }
        StringPattern { pieces: pieces.into_iter().map(Into::into).collect() }
    }

    /// Whether a text is so.
    pub fn matches(&self, text: &str) -> bool {
        let [first, middle @ .., last] = &self.pieces[..] else {
            return self.pieces.first().is_some_and(|whole| **whole == *text);
        };
        let Some(rest) = text.strip_prefix(&**first) else { return false };
        let Some(mut rest) = rest.strip_suffix(&**last) else { return false };
        for piece in middle {
            match rest.find(&**piece) {
                Some(at) => rest = &rest[at + piece.len()..],
                None => return false,
            }
        }
        true
    }
}

/// An operator by its name, the value aside.
#[derive(Clone, Copy)]
enum Operator {
    String(Order),
    Numeric(Order),
    Boolean,
    Timestamp(Order),
    StringMatches,
    Is(fn(bool) -> Comparison),
}

/// The operator of this name, and whether it is its `…Path` form.
fn operator(name: &str) -> Option<(Operator, bool)> {
    let is: Option<fn(bool) -> Comparison> = match name {
        "StringMatches" => return Some((Operator::StringMatches, false)),
        "IsNull" => Some(Comparison::IsNull),
        "IsPresent" => Some(Comparison::IsPresent),
        "IsNumeric" => Some(Comparison::IsNumeric),
        "IsString" => Some(Comparison::IsString),
        "IsBoolean" => Some(Comparison::IsBoolean),
        "IsTimestamp" => Some(Comparison::IsTimestamp),
        _ => None,
    };
    if let Some(is) = is {
        return Some((Operator::Is(is), false));
    }
    let (plain, path) = match name.strip_suffix("Path") {
        Some(plain) => (plain, true),
        None => (name, false),
    };
    let order = |rest: &str| Order::WORDS.iter().find(|(word, _)| *word == rest).map(|(_, order)| *order);
    let found = if plain == "BooleanEquals" {
        Operator::Boolean
    } else if let Some(rest) = plain.strip_prefix("String") {
        Operator::String(order(rest)?)
    } else if let Some(rest) = plain.strip_prefix("Numeric") {
        Operator::Numeric(order(rest)?)
    } else {
        Operator::Timestamp(order(plain.strip_prefix("Timestamp")?)?)
    };
    Some((found, path))
}

/// Whether a field of this name compares.
pub(super) fn is_operator(name: &str) -> bool {
    operator(name).is_some()
}

/// The comparison of an object that has a `Variable`.
pub(super) fn read(reader: &mut Reader, object: &Object) -> Option<Comparison> {
    let mut names = object.members.keys().filter(|name| is_operator(name));
    let (Some(name), None) = (names.next(), names.next()) else {
        let message = "The object must have one comparison operator";
        reader.refuse(&object.at, message);
        return None;
    };
    let (operator, path) = operator(name)?;
    let path = match path {
        true => Some(read_reference(reader, object, name)?),
        false => None,
    };
    let at = object.at(name);
    let value = object.get(name)?;
    Some(match operator {
        Operator::Is(make) => make(boolean(reader, value, &at)?),
        Operator::StringMatches => Comparison::StringMatches(StringPattern::parse(reader.text(object, name)?)),
        Operator::Boolean => Comparison::Boolean(match path {
            Some(path) => Operand::Path(path),
            None => Operand::Literal(boolean(reader, value, &at)?),
        }),
        Operator::String(order) => Comparison::String(
            order,
            match path {
                Some(path) => Operand::Path(path),
                None => {
                    let text = reader.text(object, name)?;
                    warning::note_missing_path(reader, text, &at);
                    Operand::Literal(text.into())
                }
            },
        ),
        Operator::Numeric(order) => Comparison::Numeric(
            order,
            match (path, value) {
                (Some(path), _) => Operand::Path(path),
                (None, Value::Number(number)) => Operand::Literal(number.clone()),
                (None, _) => {
                    reader.refuse(&at, "Expected value of type Number");
                    return None;
                }
            },
        ),
        Operator::Timestamp(order) => Comparison::Timestamp(
            order,
            match path {
                Some(path) => Operand::Path(path),
                None => {
                    let time = timestamp::parse(reader.text(object, name)?);
                    if time.is_none() {
                        reader.refuse(&at, "String does not match RFC3339 timestamp");
                    }
                    Operand::Literal(time?)
                }
            },
        ),
    })
}

fn boolean(reader: &mut Reader, value: &Value, at: &str) -> Option<bool> {
    if !value.is_boolean() {
        reader.refuse(at, "Expected value of type Boolean");
    }
    value.as_bool()
}
