//! JSONPath as Step Functions has it: Jayway's dialect, reference paths, the roots `$`, `$$` and `$name`. Pure.
//! <https://docs.aws.amazon.com/step-functions/latest/dg/amazon-states-language-paths.html>
//!
//! A path is read once, when a state machine is made. A definite one is then a walk along references; only what may
//! find several values makes a new array of them.

mod budget;
mod compare;
mod error;
mod filter;
mod filter_reader;
mod reader;
mod reference;
mod roots;
mod select;
mod step;

use std::borrow::Cow;

use serde_json::Value;

pub(in crate::states) use budget::Budget;
pub(in crate::states) use compare::same;
pub use error::{Missing, PathError, Unmatched};
pub use reader::is_variable_name;
pub use reference::ReferencePath;
pub use roots::{Root, Roots};
use step::Step;

/// A path, read once.
#[derive(Clone, Debug)]
pub struct Path {
    text: Box<str>,
    root: Root,
    steps: Box<[Step]>,
    definite: bool,
}

impl Path {
    /// Reads `$…` (input), `$$…` (context object) or `$name…` (variable).
    pub fn parse(text: &str) -> Result<Path, PathError> {
        let (path, end) = Path::parse_prefix(text)?;
        match text[end..].trim_end() {
            "" => Ok(path),
            _ => Err(PathError::Invalid(format!("Unexpected character at position {}", text[..end].chars().count()))),
        }
    }

    /// Reads the path that a text begins with, and says where it ends.
    pub(in crate::states) fn parse_prefix(text: &str) -> Result<(Path, usize), PathError> {
        let (root, steps, end) = reader::read_path(text)?;
        let definite = steps.iter().all(Step::is_definite);
        Ok((Path { text: text[..end].into(), root, steps, definite }, end))
    }

    /// The text it was read from.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The text without its root's name, as AWS shows it in some messages: `$.Execution.Input` for
    /// `$$.Execution.Input`.
    pub fn text_from_root(&self) -> Cow<'_, str> {
        match &self.root {
            Root::Input => Cow::Borrowed(&self.text),
            Root::Context => Cow::Borrowed(&self.text[1..]),
            Root::Variable(name) => Cow::Owned(format!("${}", &self.text[1 + name.len()..])),
        }
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

    /// Every variable it reads: filters can't read any.
    pub fn variables(&self) -> Vec<&str> {
        self.variable().into_iter().collect()
    }

    /// Whether it has but `.name`, `['name']` and `[n]`, so that it leads to one place at most.
    pub fn is_definite(&self) -> bool {
        self.definite
    }

    /// Whether it can be a [`ReferencePath`].
    pub fn is_reference(&self) -> bool {
        self.definite
    }

    /// What is there: the value itself for a definite path; for another a new array of all that was found, empty where
    /// nothing was, or where what it should be in is missing.
    pub fn select<'v, R: Roots + ?Sized>(&self, roots: &'v R) -> Result<Cow<'v, Value>, Missing> {
        if self.definite {
            return self.select_one(roots).map(Cow::Borrowed);
        }
        let Some(root) = roots.root(&self.root) else { return Ok(Cow::Owned(Value::Array(Vec::new()))) };
        self.check_array(root)?;
        let found = select::all(&self.steps, root).map_err(|_| Missing::too_many(&self.text))?;
        Ok(Cow::Owned(found))
    }

    /// A slice of what is there but no array is an error, unlike a slice of what is missing.
    fn check_array(&self, root: &Value) -> Result<(), Missing> {
        let Some(at) = self.steps.iter().position(|step| !step.is_definite()) else { return Ok(()) };
        let (before, step) = (&self.steps[..at], &self.steps[at]);
        match select::one(before, root) {
            Some(value) if step.is_of_arrays() && !value.is_array() && !value.is_null() => {
                Err(Missing::not_array(step, value))
            }
            _ => Ok(()),
        }
    }

    /// What a definite path leads to.
    fn select_one<'v, R: Roots + ?Sized>(&self, roots: &'v R) -> Result<&'v Value, Missing> {
        let root = roots.root(&self.root).ok_or_else(|| Missing::no_results(&self.text))?;
        select::one(&self.steps, root).ok_or_else(|| Missing::at(&self.steps, root))
    }
}
