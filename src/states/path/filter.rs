//! Filters: which values `[?(…)]` keeps.

use std::borrow::Cow;
use std::cmp::Ordering;

use regex::Regex;
use serde_json::Value;

use super::budget::Spent;
use super::compare::{order, same};
use super::select::Search;
use super::step::Step;

/// A condition on a value.
#[derive(Clone, Debug)]
pub(super) enum Filter {
    /// One of them holds (`||`).
    Any(Box<[Filter]>),
    /// All hold (`&&`).
    All(Box<[Filter]>),
    /// It doesn't hold (`!`).
    Not(Box<Filter>),
    /// `@.a`: it exists, also as null.
    Exists(Operand),
    /// `@.a == 1`
    Compare(Operand, Operator, Operand),
    /// `@.a =~ /re/`: the whole text matches.
    Matches(Operand, Regex),
}

/// What stands on a side of an operator.
#[derive(Clone, Debug)]
pub(super) enum Operand {
    /// A text, a number, `true`, `false`, `null` or an array.
    Literal(Value),
    /// `@…`: a path from the value that is tested.
    Here(Box<[Step]>),
    /// `$…`: a path from the root.
    Root(Box<[Step]>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operator {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    In,
    NotIn,
    SubsetOf,
    AnyOf,
    NoneOf,
    All,
    Contains,
    Size,
    Empty,
}

impl Filter {
    /// Whether a value is kept.
    pub fn accepts<'v>(&self, value: &'v Value, search: &mut Search<'v>) -> Result<bool, Spent> {
        search.visit(1)?;
        match self {
            Filter::Any(filters) => {
                for filter in filters {
                    if filter.accepts(value, search)? {
                        return Ok(true);
                    }
                }
                Ok(false)
            }
            Filter::All(filters) => {
                for filter in filters {
                    if !filter.accepts(value, search)? {
                        return Ok(false);
                    }
                }
                Ok(true)
            }
            Filter::Not(filter) => Ok(!filter.accepts(value, search)?),
            Filter::Exists(operand) => {
                let found = operand.value(value, search)?;
                Ok(found.is_some_and(|found| operand.is_definite() || found.as_array().is_some_and(|a| !a.is_empty())))
            }
            Filter::Compare(left, operator, right) => {
                let (left, right) = (left.value(value, search)?, right.value(value, search)?);
                operator.holds(left.as_deref(), right.as_deref(), search)
            }
            Filter::Matches(operand, regex) => {
                let found = operand.value(value, search)?;
                // Numbers and truth values match as texts.
                Ok(match found.as_deref() {
                    Some(Value::String(text)) => regex.is_match(text),
                    Some(Value::Number(number)) => regex.is_match(&number.to_string()),
                    Some(Value::Bool(truth)) => regex.is_match(&truth.to_string()),
                    _ => false,
                })
            }
        }
    }
}

impl Operand {
    fn is_definite(&self) -> bool {
        match self {
            Operand::Literal(_) => true,
            Operand::Here(steps) | Operand::Root(steps) => steps.iter().all(Step::is_definite),
        }
    }

    /// Its value; none where a definite path finds nothing.
    fn value<'o, 'v: 'o>(&'o self, here: &'v Value, search: &mut Search<'v>) -> Result<Option<Cow<'o, Value>>, Spent> {
        let (steps, from) = match self {
            Operand::Literal(value) => return Ok(Some(Cow::Borrowed(value))),
            Operand::Here(steps) => (steps, here),
            Operand::Root(steps) => (steps, search.root),
        };
        if self.is_definite() {
            return Ok(super::select::one(steps, from).map(Cow::Borrowed));
        }
        Ok(Some(Cow::Owned(search.array(steps, from)?)))
    }
}

impl Operator {
    /// The operator that a word names.
    pub fn of_word(word: &str) -> Option<Operator> {
        Some(match word.to_ascii_lowercase().as_str() {
            "in" => Operator::In,
            "nin" => Operator::NotIn,
            "subsetof" => Operator::SubsetOf,
            "anyof" => Operator::AnyOf,
            "noneof" => Operator::NoneOf,
            "all" => Operator::All,
            "contains" => Operator::Contains,
            "size" => Operator::Size,
            "empty" => Operator::Empty,
            _ => return None,
        })
    }

    /// Whether it holds between two values, either of which may be missing: nothing equals what is missing.
    fn holds(self, left: Option<&Value>, right: Option<&Value>, search: &mut Search) -> Result<bool, Spent> {
        let (Some(left), Some(right)) = (left, right) else {
            return Ok(matches!(self, Operator::NotEqual) && (left.is_some() || right.is_some()));
        };
        let order = || order(left, right);
        Ok(match self {
            Operator::Equal => same(left, right),
            Operator::NotEqual => !same(left, right),
            Operator::Less => order() == Some(Ordering::Less),
            Operator::LessOrEqual => order().is_some_and(Ordering::is_le),
            Operator::Greater => order() == Some(Ordering::Greater),
            Operator::GreaterOrEqual => order().is_some_and(Ordering::is_ge),
            Operator::In => contains(right, left, search)?,
            Operator::NotIn => !contains(right, left, search)?,
            Operator::SubsetOf => count_in(left, right, search)?.is_some_and(|(count, of)| count == of),
            Operator::AnyOf => count_in(left, right, search)?.is_some_and(|(count, _)| count > 0),
            Operator::NoneOf => count_in(left, right, search)?.is_some_and(|(count, _)| count == 0),
            Operator::All => count_in(right, left, search)?.is_some_and(|(count, of)| count == of),
            Operator::Contains => match (left, right) {
                (Value::String(text), Value::String(part)) => text.contains(&**part),
                _ => contains(left, right, search)?,
            },
            Operator::Size => length(left).is_some_and(|length| right.as_u64() == Some(length)),
            Operator::Empty => {
                right.as_bool().is_some_and(|empty| length(left).is_some_and(|length| empty == (length == 0)))
            }
        })
    }
}

/// Whether an array has such an element.
fn contains(array: &Value, wanted: &Value, search: &mut Search) -> Result<bool, Spent> {
    let Value::Array(array) = array else { return Ok(false) };
    search.visit(array.len())?;
    Ok(array.iter().any(|element| same(element, wanted)))
}

/// How many elements of an array are in another one too, and how many it has.
fn count_in(of: &Value, within: &Value, search: &mut Search) -> Result<Option<(usize, usize)>, Spent> {
    let (Value::Array(of), Value::Array(_)) = (of, within) else { return Ok(None) };
    let mut count = 0;
    for element in of {
        count += usize::from(contains(within, element, search)?);
    }
    Ok(Some((count, of.len())))
}

fn length(value: &Value) -> Option<u64> {
    let length = match value {
        Value::Array(array) => array.len(),
        Value::Object(object) => object.len(),
        Value::String(text) => text.chars().count(),
        _ => return None,
    };
    u64::try_from(length).ok()
}
