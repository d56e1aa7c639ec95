//! What a path is made of.

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

    /// Whether it can be taken in arrays only.
    pub fn is_of_arrays(&self) -> bool {
        matches!(self, Step::Index(_) | Step::Indexes(_) | Step::Slice(..))
    }

    /// As AWS shows it. What is neither a name nor of arrays is never shown.
    pub fn show(&self) -> String {
        let end = |end: &Option<i64>| end.map_or_else(String::new, |end| end.to_string());
        match self {
            Step::Name(name) => format!("['{name}']"),
            Step::Index(index) => format!("[{index}]"),
            Step::Indexes(indexes) => format!("[{}]", indexes.iter().map(i64::to_string).collect::<Vec<_>>().join(",")),
            Step::Slice(from, to) => format!("[{}:{}]", end(from), end(to)),
            _ => String::new(),
        }
    }
}

/// Steps as AWS shows them: `$['a'][0]`.
pub(super) fn show(steps: &[Step]) -> String {
    steps.iter().fold(String::from("$"), |text, step| text + &step.show())
}
