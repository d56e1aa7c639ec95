//! JSONPath as Step Functions has it: Jayway's dialect, reference paths, the roots `$`, `$$` and `$name`. Pure.
//! <https://docs.aws.amazon.com/step-functions/latest/dg/amazon-states-language-paths.html>

mod error;
mod reference;
mod roots;

use std::borrow::Cow;

use serde_json::Value;

pub use error::{Missing, PathError, Unmatched};
pub use reference::ReferencePath;
pub use roots::{Root, Roots};

/// A path, read once.
#[derive(Clone, Debug)]
pub struct Path {
    text: Box<str>,
    root: Root,
}

impl Path {
    /// Reads `$…` (input), `$$…` (context object) or `$name…` (variable).
    pub fn parse(text: &str) -> Result<Path, PathError> {
        Err(PathError::Invalid(text.into()))
    }

    /// The text it was read from.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Where it begins.
    pub fn root(&self) -> &Root {
        &self.root
    }

    /// The variable it begins with.
    pub fn variable(&self) -> Option<&str> {
        match &self.root {
            Root::Variable(name) => Some(name),
            _ => None,
        }
    }

    /// Every variable it reads, those in its filters too.
    pub fn variables(&self) -> Vec<&str> {
        self.variable().into_iter().collect()
    }

    /// Whether it has but `.name`, `['name']` and `[n]`, so that it names one place at most.
    pub fn is_definite(&self) -> bool {
        true
    }

    /// Whether it would be a [`ReferencePath`].
    pub fn is_reference(&self) -> bool {
        true
    }

    /// What is there: the value itself for a definite path, a new array of all that was found for another.
    pub fn select<'v, R: Roots + ?Sized>(&self, roots: &'v R) -> Result<Cow<'v, Value>, Missing> {
        Ok(Cow::Borrowed(roots.input()))
    }
}
