//! What a path is made of.

use std::fmt::Write;

use super::filter::Filter;

/// One step on the way to the values.
#[derive(Clone, Debug)]
pub(super) enum Step {
    /// `.name` or `['name']`
    Name(Box<str>),
    /// `[n]`, from the end where it is negative.
    Index(i64),
    /// `['a','b']`
    Names(Box<[Box<str>]>),
    /// `[0,2]`
    Indexes(Box<[i64]>),
    /// `[from:to]`
    Slice(Option<i64>, Option<i64>),
    /// `.*` or `[*]`
    Wildcard,
    /// `..`: the next step is taken at every depth.
    Descend,
    /// `[?(…)]`
    Filter(Box<Filter>),
}

impl Step {
    /// Whether it leads to one place at most.
    pub fn is_definite(&self) -> bool {
        matches!(self, Step::Name(_) | Step::Index(_))
    }
}

/// Steps as AWS shows them: `$['a'][0]`. Only definite ones are ever shown.
pub(super) fn show(steps: &[Step]) -> String {
    let mut text = String::from("$");
    for step in steps {
        // Writing into a string can't fail.
        let _ = match step {
            Step::Name(name) => write!(text, "['{name}']"),
            Step::Index(index) => write!(text, "[{index}]"),
            _ => Ok(()),
        };
    }
    text
}
