//! The functions of arrays.

use std::collections::HashSet;
use std::fmt::Write;

use serde_json::Value;

use super::arguments::{Arguments, Outcome, TOO_LARGE};
use crate::states::path::same;

/// How many elements a range may have.
const LONGEST_RANGE: usize = 1000;

pub(super) fn array(mut arguments: Arguments) -> Outcome {
    let count = arguments.values.len();
    let copy = |at| {
        arguments.budget.spend_on(arguments.value(at)).map_err(|_| TOO_LARGE.to_owned())?;
        Ok(arguments.take(at))
    };
    (0..count).map(copy).collect()
}

pub(super) fn partition(arguments: Arguments) -> Outcome {
    let size = usize::try_from(arguments.rounded(1)?).ok().filter(|size| *size > 0);
    let size = size.ok_or_else(|| arguments.wrong(1, "a positive integer"))?;
    Ok(arguments.array(0)?.chunks(size).map(|chunk| Value::Array(chunk.to_vec())).collect())
}

pub(super) fn contains(arguments: Arguments) -> Outcome {
    let wanted = arguments.value(1);
    Ok(Value::Bool(arguments.array(0)?.iter().any(|element| same(element, wanted))))
}

/// From the first number to the second, which is in it where the step hits it.
pub(super) fn range(arguments: Arguments) -> Outcome {
    let (first, last, step) = (arguments.rounded(0)?, arguments.rounded(1)?, arguments.rounded(2)?);
    if step == 0 {
        return Err(arguments.wrong(2, "an integer other than 0"));
    }
    let (first, last, step) = (i128::from(first), i128::from(last), i128::from(step));
    let steps = (last - first) / step;
    let away = (last > first) != (step > 0) && last != first;
    let count = if away { 0 } else { usize::try_from(steps + 1).unwrap_or(usize::MAX) };
    if count > LONGEST_RANGE {
        return Err(format!("The range must not have more than {LONGEST_RANGE} elements"));
    }
    // All lie between the two, which have 64 bits.
    Ok((0..count).map(|at| Value::from((first + at as i128 * step) as i64)).collect())
}

pub(super) fn get_item(arguments: Arguments) -> Outcome {
    let (array, index) = (arguments.array(0)?, arguments.rounded(1)?);
    let element = usize::try_from(index).ok().and_then(|index| array.get(index));
    element
        .cloned()
        .ok_or_else(|| format!("The index {index} is outside of the array, which has {} elements", array.len()))
}

pub(super) fn length(arguments: Arguments) -> Outcome {
    Ok(Value::from(arguments.array(0)?.len()))
}

/// The first of those that are equal stays.
pub(super) fn unique(arguments: Arguments) -> Outcome {
    let mut seen = HashSet::new();
    let elements = arguments.array(0)?.iter();
    Ok(elements.filter(|element| seen.insert(key(element))).cloned().collect())
}

/// A text that equal values have in common.
fn key(value: &Value) -> String {
    let mut text = String::new();
    push_key(&mut text, value);
    text
}

fn push_key(text: &mut String, value: &Value) {
    match value {
        Value::Array(elements) => {
            text.push('[');
            for element in elements {
                push_key(text, element);
                text.push(',');
            }
            text.push(']');
        }
        Value::Object(members) => {
            let mut members: Vec<_> = members.iter().collect();
            members.sort_unstable_by_key(|(name, _)| *name);
            text.push('{');
            for (name, member) in members {
                // Writing into a string can't fail.
                _ = write!(text, "{name:?}:");
                push_key(text, member);
                text.push(',');
            }
            text.push('}');
        }
        // 1.0 is 1.
        Value::Number(number) => match number.as_f64().filter(|float| number.is_f64() && float.fract() == 0.0) {
            Some(float) => _ = write!(text, "{:.0}", float + 0.0),
            None => _ = write!(text, "{number}"),
        },
        scalar => _ = write!(text, "{scalar}"),
    }
}
