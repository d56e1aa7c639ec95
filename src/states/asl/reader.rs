//! Reading a definition: the parts of its JSON with their places, and what was noted on the way.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::ops::RangeInclusive;

use serde_json::{Map, Value};

use super::diagnostic::{Code, Diagnostic};
use super::fields;
use super::{Kind, QueryLanguage, StateIndex};
use crate::aws::text::Text;

/// An object of the definition. Fields of the other query language aren't there for who reads it.
pub(super) struct Object<'v> {
    pub members: &'v Map<String, Value>,
    /// Its place; empty for the definition itself.
    pub at: String,
    pub language: QueryLanguage,
}

impl<'v> Object<'v> {
    pub fn get(&self, name: &str) -> Option<&'v Value> {
        let other = fields::language(name).is_some_and(|language| language != self.language);
        self.members.get(name).filter(|_| !other)
    }

    pub fn has(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    pub fn at(&self, name: &str) -> String {
        format!("{}/{name}", self.at)
    }
}

/// The machine whose states are being read.
#[derive(Default)]
pub(super) struct Scope {
    pub indices: HashMap<String, usize>,
    /// Found transitions: from state to state.
    pub edges: Vec<(usize, usize)>,
    pub state: usize,
    /// Whether a state ends it.
    pub ends: bool,
    /// Names that a lone state leads to, which stand for themselves.
    pub outside: Vec<Text>,
}

/// What reading a definition needs and finds.
pub(super) struct Reader<'d> {
    pub kind: Kind,
    /// The language of the whole machine.
    pub language: QueryLanguage,
    /// Whether one state is read by itself, so that its targets are elsewhere.
    pub alone: bool,
    /// The places of members that an earlier one of the same name precedes.
    pub repeated: &'d [String],
    pub names: HashSet<String>,
    pub labels: HashSet<String>,
    pub scopes: Vec<Scope>,
    /// For each state that refers to variables, in order: its name and theirs.
    pub variables: Vec<(Text, BTreeSet<String>)>,
    /// The states around what is read, the innermost last: places in `variables`.
    pub states: Vec<usize>,
    found: Vec<Diagnostic>,
}

impl<'d> Reader<'d> {
    pub fn new(kind: Kind, repeated: &'d [String]) -> Self {
        Reader {
            kind,
            language: QueryLanguage::JsonPath,
            alone: false,
            repeated,
            names: HashSet::new(),
            labels: HashSet::new(),
            scopes: Vec::new(),
            variables: Vec::new(),
            states: Vec::new(),
            found: Vec::new(),
        }
    }

    /// Everything noted, in the order of the text. How states hang together is told only when each is right by itself.
    pub fn finish(self, definition: &Value) -> Vec<Diagnostic> {
        let of_form = |code: Code| {
            matches!(code, Code::SchemaValidationFailed | Code::ReservedVariableName | Code::InvalidVariableName)
        };
        let of_sense = |code: Code| {
            let links = [Code::MissingTransitionTarget, Code::MissingEndState, Code::DuplicateStateName];
            links.contains(&code)
        };
        let malformed = self.found.iter().any(|diagnostic| of_form(diagnostic.code));
        let mut found: Vec<_> =
            self.found.into_iter().filter(|diagnostic| !malformed || !of_sense(diagnostic.code)).collect();
        if found.len() > 1 {
            let mut ranks = HashMap::new();
            rank(definition, "", &mut ranks);
            let last = ranks.len() + 1;
            found.sort_by_key(|diagnostic| match diagnostic.location.as_deref() {
                Some("/") => 0,
                Some(location) => ranks.get(location).copied().unwrap_or(last),
                None => last,
            });
        }
        found
    }

    pub fn note(&mut self, code: Code, at: &str, message: impl Into<String>) {
        let location = if at.is_empty() { "/" } else { at };
        self.found.push(Diagnostic { code, message: message.into(), location: Some(location.to_owned()) });
    }

    pub fn note_nowhere(&mut self, code: Code, message: &str) {
        self.found.push(Diagnostic { code, message: message.to_owned(), location: None });
    }

    /// Notes that something breaks the schema.
    pub fn refuse(&mut self, at: &str, message: impl Into<String>) {
        self.note(Code::SchemaValidationFailed, at, message);
    }

    pub fn refer<S: Into<String>>(&mut self, variables: impl IntoIterator<Item = S>) {
        if let Some((_, names)) = self.states.last().and_then(|at| self.variables.get_mut(*at)) {
            names.extend(variables.into_iter().map(Into::into));
        }
    }

    /// The state of this name in the machine that is read; noted where there is none.
    pub fn target(&mut self, name: &str, at: &str) -> StateIndex {
        let alone = self.alone && self.scopes.len() == 1;
        let Some(scope) = self.scopes.last_mut() else { return StateIndex(0) };
        let found = match scope.indices.get(name) {
            None if alone => {
                let index = scope.indices.len();
                scope.indices.insert(name.to_owned(), index);
                scope.outside.push(name.into());
                Some(index)
            }
            found => found.copied(),
        };
        match found {
            Some(index) => {
                scope.edges.push((scope.state, index));
                StateIndex(index)
            }
            None => {
                self.note(Code::MissingTransitionTarget, at, format!("Missing 'Next' target: {name}"));
                StateIndex(0)
            }
        }
    }

    pub fn object<'v>(&mut self, value: &'v Value, at: String, language: QueryLanguage) -> Option<Object<'v>> {
        match value {
            Value::Object(members) => Some(Object { members, at, language }),
            _ => {
                self.refuse(&at, "Expected value of type Object");
                None
            }
        }
    }

    pub fn array<'v>(&mut self, value: &'v Value, at: &str) -> Option<&'v [Value]> {
        match value {
            Value::Array(elements) => Some(elements),
            _ => {
                self.refuse(at, "Expected value of type Array");
                None
            }
        }
    }

    /// The elements of an array, with their places; one that must not be empty.
    pub fn elements<'v>(&mut self, value: &'v Value, at: &str) -> Vec<(String, &'v Value)> {
        let Some(elements) = self.array(value, at) else { return Vec::new() };
        if elements.is_empty() {
            self.refuse(at, "Value cannot be empty");
        }
        numbered(elements, at)
    }

    /// A member that is an object.
    pub fn member<'v>(&mut self, object: &Object<'v>, name: &str) -> Option<Object<'v>> {
        let value = object.get(name)?;
        self.object(value, object.at(name), object.language)
    }

    pub fn text<'v>(&mut self, object: &Object<'v>, name: &str) -> Option<&'v str> {
        match object.get(name)? {
            Value::String(text) => Some(text),
            _ => {
                self.refuse(&object.at(name), "Expected value of type String");
                None
            }
        }
    }

    pub fn comment(&mut self, object: &Object) -> Option<Text> {
        self.text(object, "Comment").map(Text::from)
    }

    /// One of these words.
    pub fn word<T: Copy>(&mut self, object: &Object, name: &str, words: &[(&str, T)]) -> Option<T> {
        let text = self.text(object, name)?;
        let found = words.iter().find(|(word, _)| *word == text).map(|(_, meaning)| *meaning);
        if found.is_none() {
            let words: Vec<_> = words.iter().map(|(word, _)| *word).collect();
            let message = format!("Value should be one of the following: [{}]", words.join(", "));
            self.refuse(&object.at(name), message);
        }
        found
    }

    pub fn integer(&mut self, object: &Object, name: &str, range: RangeInclusive<u64>) -> Option<u64> {
        let value = object.get(name)?;
        let Value::Number(number) = value else {
            self.refuse(&object.at(name), "Expected value of type Integer");
            return None;
        };
        if number.is_f64() && number.as_f64().is_none_or(|float| float.abs() < 1e18) {
            self.refuse(&object.at(name), "Expected value of type Integer");
            return None;
        }
        match number.as_u64() {
            Some(integer) if range.contains(&integer) => return Some(integer),
            Some(integer) if integer < *range.start() => self.too_small(&object.at(name), *range.start()),
            None if number.as_i64().is_some() => self.too_small(&object.at(name), *range.start()),
            _ => self.refuse(&object.at(name), format!("Maximum value is {}", range.end())),
        }
        None
    }

    fn too_small(&mut self, at: &str, least: u64) {
        self.refuse(at, format!("Minimum value is {least}"));
    }

    pub fn float(&mut self, object: &Object, name: &str, range: RangeInclusive<f64>) -> Option<f64> {
        let Some(float) = object.get(name)?.as_f64() else {
            self.refuse(&object.at(name), "Expected value of type Number");
            return None;
        };
        if float < *range.start() {
            self.refuse(&object.at(name), format!("Minimum value is {}", range.start()));
        } else if float > *range.end() {
            self.refuse(&object.at(name), format!("Maximum value is {}", range.end()));
        } else {
            return Some(float);
        }
        None
    }

    /// Notes every member that such an object doesn't have, or has in the other language only.
    pub fn check_fields(&mut self, object: &Object, known: &[&str]) {
        for name in object.members.keys() {
            if !known.contains(&name.as_str()) {
                self.refuse(&object.at, format!("Field '{name}' is not supported"));
            } else if let Some(language) = fields::language(name).filter(|language| *language != object.language) {
                let message = format!(
                    "The QueryLanguage is set to '{}', but field '{name}' is only supported for the '{}' QueryLanguage",
                    object.language.as_str(),
                    language.as_str()
                );
                self.refuse(&object.at, message);
            }
        }
    }

    pub fn require(&mut self, object: &Object, names: &[&str]) {
        let missing: Vec<_> = names.iter().copied().filter(|name| !object.members.contains_key(*name)).collect();
        if !missing.is_empty() {
            self.refuse(&object.at, format!("These fields are required: [{}]", missing.join(", ")));
        }
    }

    pub fn at_most_one(&mut self, object: &Object, names: &[&str]) {
        if names.iter().filter(|name| object.has(name)).count() > 1 {
            let message = format!("There should only be one of the following fields: [{}]", names.join(", "));
            self.refuse(&object.at, message);
        }
    }

    pub fn exactly_one(&mut self, object: &Object, names: &[&str]) {
        if names.iter().any(|name| object.has(name)) {
            self.at_most_one(object, names);
        } else {
            let message = format!("This object should have only one of the following fields: [{}]", names.join(", "));
            self.refuse(&object.at, message);
        }
    }
}

/// The elements of an array with their places.
pub(super) fn numbered<'v>(elements: &'v [Value], at: &str) -> Vec<(String, &'v Value)> {
    elements.iter().enumerate().map(|(i, element)| (format!("{at}[{i}]"), element)).collect()
}

/// Numbers every place of a definition in the order of the text.
fn rank(value: &Value, at: &str, ranks: &mut HashMap<String, usize>) {
    let mut visit = |at: String, value: &Value| {
        let next = ranks.len() + 1;
        ranks.entry(at.clone()).or_insert(next);
        rank(value, &at, ranks);
    };
    match value {
        Value::Object(members) => members.iter().for_each(|(name, value)| visit(format!("{at}/{name}"), value)),
        Value::Array(elements) => numbered(elements, at).into_iter().for_each(|(at, element)| visit(at, element)),
        _ => {}
    }
}
