//! Where paths begin.

use serde_json::Value;

/// What paths are selected from.
pub trait Roots {
    /// `$`
    fn input(&self) -> &Value;

    /// `$$`: the context object.
    fn context(&self) -> &Value;

    /// `$name`
    fn variable(&self, name: &str) -> Option<&Value>;

    /// What errors show as the input: the state's input, also where `$` is something else.
    fn shown(&self) -> &Value {
        self.input()
    }

    /// The value of a root; a variable may have none.
    fn root(&self, root: &Root) -> Option<&Value> {
        match root {
            Root::Input => Some(self.input()),
            Root::Context => Some(self.context()),
            Root::Variable(name) => self.variable(name),
        }
    }
}

/// Where a path begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Root {
    /// `$`
    Input,
    /// `$$`
    Context,
    /// `$name`
    Variable(Box<str>),
}
