//! Reference paths: those that name one place, so that a value can also be put there.

use std::mem;

use serde_json::map::Entry;
use serde_json::{Map, Value};

use super::step::Step;
use super::{Missing, Path, PathError, Roots, Unmatched, select};

/// A path of `.name`, `['name']` and `[n]` only.
#[derive(Clone, Debug)]
pub struct ReferencePath(Path);

impl ReferencePath {
    /// Reads one, of any root. [`PathError::NotReference`] shows what AWS puts behind
    /// `Value is not a Reference Path: `.
    pub fn parse(text: &str) -> Result<ReferencePath, PathError> {
        let not = |why: String| Err(PathError::NotReference(format!("Reference path {why}")));
        if !text.starts_with('$') {
            return not("didn't start with '$'".into());
        }
        let path = match Path::parse(text) {
            Ok(path) => path,
            Err(PathError::Function(name)) => return not(format!("cannot contain a function: {name}()")),
            Err(error) => return not(format!("is not a valid JSONPath: {error}")),
        };
        match path.steps.iter().find(|step| !step.is_definite()) {
            None => Ok(ReferencePath(path)),
            Some(Step::Wildcard) => not("cannot contain '*'".into()),
            Some(Step::Descend) => not("cannot contain '..'".into()),
            Some(Step::Filter(_)) => not("cannot contain '?'".into()),
            Some(Step::Slice(..)) => not("cannot contain ':'".into()),
            Some(_) => not("cannot contain ','".into()),
        }
    }

    /// The path that it is.
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// The text it was read from.
    pub fn text(&self) -> &str {
        self.0.text()
    }

    /// What is there.
    pub fn select<'v, R: Roots + ?Sized>(&self, roots: &'v R) -> Result<&'v Value, Missing> {
        self.0.select_one(roots)
    }

    /// A value with another put at the place, as `ResultPath` does; `$` is `into` itself, whichever root the path has.
    /// Objects on the way are made where there are none; elements of arrays are not.
    pub fn put(&self, mut into: Value, value: Value) -> Result<Value, Unmatched> {
        let mut place = &mut into;
        let mut steps = self.0.steps.iter();
        while let Some(step) = steps.next() {
            place = match (step, place) {
                (Step::Name(name), Value::Object(object)) => match object.entry(&**name) {
                    Entry::Occupied(member) => member.into_mut(),
                    Entry::Vacant(member) => {
                        member.insert(made(steps.as_slice(), value)?);
                        return Ok(into);
                    }
                },
                (Step::Index(index), Value::Array(array)) => match select::index_of(array, *index) {
                    Some(index) => &mut array[index],
                    None => return Err(unmatched(step, &Value::Array(mem::take(array)))),
                },
                (step, other) => return Err(unmatched(step, other)),
            };
        }
        *place = value;
        Ok(into)
    }
}

/// Objects in one another by the steps' names, with a value at the bottom.
fn made(steps: &[Step], value: Value) -> Result<Value, Unmatched> {
    steps.iter().rev().try_fold(value, |value, step| match step {
        Step::Name(name) => Ok(Value::Object(Map::from_iter([(name.to_string(), value)]))),
        other => Err(unmatched(other, &Value::Object(Map::new()))),
    })
}

fn unmatched(step: &Step, at: &Value) -> Unmatched {
    let step = match step {
        Step::Name(name) => name.to_string(),
        Step::Index(index) => index.to_string(),
        _ => String::new(),
    };
    let input = match at {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    Unmatched(format!("Unable to apply step \"{step}\" to input \"{input}\""))
}
