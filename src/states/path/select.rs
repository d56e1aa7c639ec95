//! Goes the way of a path.

use serde_json::Value;

use super::filter::Filter;
use super::step::Step;

/// How many values one selection may look at: enough for any input that AWS takes, too few for one to go on and on.
const MOST_VISITS: usize = 1_000_000;

/// A selection looked at more than [`MOST_VISITS`] values.
#[derive(Debug)]
pub(super) struct TooMany;

/// The place that definite steps lead to.
pub(super) fn one<'v>(steps: &[Step], root: &'v Value) -> Option<&'v Value> {
    steps.iter().try_fold(root, |value, step| match step {
        Step::Name(name) => value.as_object()?.get(&**name),
        Step::Index(index) => element(value.as_array()?, *index),
        _ => None,
    })
}

/// All that steps lead to.
pub(super) fn all<'v>(steps: &[Step], root: &'v Value) -> Result<Vec<&'v Value>, TooMany> {
    Search { root, visits_left: MOST_VISITS }.all(steps, root)
}

/// An element; from the end where the index is negative.
pub(super) fn element(array: &[Value], index: i64) -> Option<&Value> {
    array.get(index_of(array, index)?)
}

/// Where an element is.
pub(super) fn index_of(array: &[Value], index: i64) -> Option<usize> {
    let index = if index < 0 { index + i64::try_from(array.len()).ok()? } else { index };
    usize::try_from(index).ok().filter(|index| *index < array.len())
}

/// One selection.
pub(super) struct Search<'v> {
    /// What `$` is in filters.
    pub root: &'v Value,
    visits_left: usize,
}

impl<'v> Search<'v> {
    /// Counts what is looked at.
    pub fn visit(&mut self, count: usize) -> Result<(), TooMany> {
        self.visits_left = self.visits_left.checked_sub(count).ok_or(TooMany)?;
        Ok(())
    }

    /// All that steps lead to from a value.
    pub fn all(&mut self, steps: &[Step], from: &'v Value) -> Result<Vec<&'v Value>, TooMany> {
        let mut values = vec![from];
        let mut steps = steps.iter();
        while let Some(step) = steps.next() {
            let mut found = Vec::new();
            match step {
                Step::Descend => {
                    let Some(step) = steps.next() else { break };
                    for value in values {
                        self.descend(step, value, &mut found)?;
                    }
                }
                step => {
                    for value in values {
                        self.apply(step, value, &mut found)?;
                    }
                }
            }
            values = found;
        }
        Ok(values)
    }

    /// Takes a step from a value and from all that is in it, outer before inner.
    fn descend(&mut self, step: &Step, value: &'v Value, found: &mut Vec<&'v Value>) -> Result<(), TooMany> {
        let mut waiting = vec![value];
        while let Some(value) = waiting.pop() {
            self.visit(1)?;
            match (step, value) {
                // A filter tests each object itself: were the elements of arrays tested with their array, they would be
                // found twice.
                (Step::Filter(filter), Value::Object(_)) => self.keep(filter, value, found)?,
                (Step::Filter(_), _) => {}
                _ => self.apply(step, value, found)?,
            }
            match value {
                Value::Array(array) => waiting.extend(array.iter().rev()),
                Value::Object(object) => waiting.extend(object.values().rev()),
                _ => {}
            }
        }
        Ok(())
    }

    fn apply(&mut self, step: &Step, value: &'v Value, found: &mut Vec<&'v Value>) -> Result<(), TooMany> {
        self.visit(1)?;
        match (step, value) {
            (Step::Name(name), Value::Object(object)) => found.extend(object.get(&**name)),
            (Step::Names(names), Value::Object(object)) => {
                self.visit(names.len())?;
                found.extend(names.iter().filter_map(|name| object.get(&**name)));
            }
            (Step::Index(index), Value::Array(array)) => found.extend(element(array, *index)),
            (Step::Indexes(indexes), Value::Array(array)) => {
                self.visit(indexes.len())?;
                found.extend(indexes.iter().filter_map(|index| element(array, *index)));
            }
            (Step::Slice(from, to), Value::Array(array)) => {
                let part = slice(array, *from, *to);
                self.visit(part.len())?;
                found.extend(part);
            }
            (Step::Wildcard, Value::Array(array)) => {
                self.visit(array.len())?;
                found.extend(array);
            }
            (Step::Wildcard, Value::Object(object)) => {
                self.visit(object.len())?;
                found.extend(object.values());
            }
            (Step::Filter(filter), Value::Array(array)) => {
                for element in array {
                    self.keep(filter, element, found)?;
                }
            }
            // An object is tested itself, not its members.
            (Step::Filter(filter), Value::Object(_)) => self.keep(filter, value, found)?,
            _ => {}
        }
        Ok(())
    }

    fn keep(&mut self, filter: &Filter, value: &'v Value, found: &mut Vec<&'v Value>) -> Result<(), TooMany> {
        if filter.accepts(value, self)? {
            found.push(value);
        }
        Ok(())
    }
}

/// A part of an array. Where both ends are given, they are compared as they are written, as Jayway does: `[1:-1]` is
/// empty, `[-3:-1]` isn't.
fn slice(array: &[Value], from: Option<i64>, to: Option<i64>) -> &[Value] {
    if let (Some(from), Some(to)) = (from, to)
        && from >= to
    {
        return &[];
    }
    let place = |index: i64| match usize::try_from(index) {
        Ok(index) => index.min(array.len()),
        Err(_) => array.len().saturating_sub(usize::try_from(index.unsigned_abs()).unwrap_or(usize::MAX)),
    };
    // `[-2:1]` goes on over the beginning in Jayway; here it is what stands there.
    let (from, to) = (from.map_or(0, place), to.map_or(array.len(), place));
    array.get(from..to).unwrap_or_default()
}
