//! Members that stand twice in an object. The tree of a text keeps but the last of them.

use std::collections::HashSet;

use crate::aws::json::{self, Token};

/// The places of members that an earlier one of the same name precedes, as `/States/A`, in the order of the text.
pub(super) fn find(text: &str) -> Vec<String> {
    let mut search = Search { open: Vec::new(), found: Vec::new() };
    json::read(text, json::DEEPEST, &mut search);
    search.found
}

/// An object or array that is open.
struct Open {
    names: Option<HashSet<String>>,
    /// The member or element that is read.
    name: String,
    elements: usize,
}

struct Search {
    open: Vec<Open>,
    found: Vec<String>,
}

impl Search {
    /// An element of an array begins.
    fn begin(&mut self) {
        if let Some(open) = self.open.last_mut().filter(|open| open.names.is_none()) {
            open.name = format!("[{}]", open.elements);
            open.elements += 1;
        }
    }
}

impl<'t> json::Reader<'t> for Search {
    fn token(&mut self, token: Token<'t>) -> bool {
        match token {
            Token::Open { object } => {
                self.begin();
                self.open.push(Open { names: object.then(HashSet::new), name: String::new(), elements: 0 });
            }
            Token::Close => _ = self.open.pop(),
            Token::Name(name) => {
                let name = json::unquote(name).into_owned();
                let Some(open) = self.open.last_mut() else { return true };
                let known = open.names.as_mut().is_some_and(|names| !names.insert(name.clone()));
                open.name = format!("/{name}");
                if known {
                    self.found.push(self.open.iter().map(|open| open.name.as_str()).collect());
                }
            }
            Token::Scalar(_) => self.begin(),
        }
        true
    }
}
