//! States: what they share, and the simple types of them.
//! <https://docs.aws.amazon.com/step-functions/latest/dg/workflow-states.html>

use std::sync::Arc;

use serde_json::Value;

use super::choice::Choice;
use super::data::Data;
use super::fields::{self, Type};
use super::jsonata::{self, Expression};
use super::map::Map;
use super::reader::{Object, Reader};
use super::retry::{Catcher, Retrier, read_catch, read_retry};
use super::task::Task;
use super::wait::Wait;
use super::{Machine, QueryLanguage, StateIndex, warning};
use crate::aws::text::Text;
use crate::states::intrinsic::Source;

/// A state.
#[derive(Clone, Debug)]
pub struct State {
    /// Its name, once in a whole definition.
    pub name: Text,
    /// `Comment`
    pub comment: Option<Text>,
    /// Its own, or the definition's.
    pub query_language: QueryLanguage,
    /// What happens to the data around its work.
    pub data: Data,
    /// Its work.
    pub kind: StateKind,
}

/// What a state does, by its `Type`.
#[derive(Clone, Debug)]
pub enum StateKind {
    /// Passes its input on, or a result that stands there.
    Pass {
        /// `Result`, as it is.
        result: Option<Arc<Value>>,
        /// What follows.
        next: Next,
    },
    /// Calls something.
    Task(Box<Task>),
    /// Decides where to go on.
    Choice(Choice),
    /// Waits.
    Wait {
        /// How long.
        until: Wait,
        /// What follows.
        next: Next,
    },
    /// Ends the machine it is in.
    Succeed,
    /// Fails the machine it is in.
    Fail {
        /// The error's name.
        error: Option<FailText>,
        /// What is said of it.
        cause: Option<FailText>,
    },
    /// Runs branches side by side.
    Parallel(Box<Parallel>),
    /// Runs its states for each item.
    Map(Box<Map>),
}

/// What follows a state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// This one.
    State(StateIndex),
    /// Nothing: it is the last one of its machine.
    End,
}

/// `Error` or `Cause` of a `Fail` state.
#[derive(Clone, Debug)]
pub enum FailText {
    /// The text itself.
    Literal(Text),
    /// From `ErrorPath` or `CausePath`: a path or a call.
    Source(Source),
    /// JSONata.
    Expression(Expression),
}

/// A `Parallel` state.
#[derive(Clone, Debug)]
pub struct Parallel {
    /// Each gets the whole input.
    pub branches: Vec<Machine>,
    /// In order.
    pub retry: Vec<Retrier>,
    /// In order.
    pub catch: Vec<Catcher>,
    /// What follows.
    pub next: Next,
}

impl StateKind {
    /// The state's `Type`.
    pub fn type_name(&self) -> &'static str {
        match self {
            StateKind::Pass { .. } => "Pass",
            StateKind::Task(_) => "Task",
            StateKind::Choice(_) => "Choice",
            StateKind::Wait { .. } => "Wait",
            StateKind::Succeed => "Succeed",
            StateKind::Fail { .. } => "Fail",
            StateKind::Parallel(_) => "Parallel",
            StateKind::Map(_) => "Map",
        }
    }
}

impl State {
    pub(super) fn read(reader: &mut Reader, name: &str, value: &Value, at: String) -> Option<State> {
        let language = reader.language;
        let mut object = reader.object(value, at, language)?;
        reader.require(&object, &["Type"]);
        let name = Text::from(name);
        reader.states.push(reader.variables.len());
        reader.variables.push((name.clone(), Default::default()));
        let state = read_type(reader, &object).and_then(|kind| {
            object.language = read_language(reader, &object);
            reader.check_fields(&object, &fields::of_state(kind));
            let comment = reader.comment(&object);
            let data = Data::read(reader, &object, kind);
            let query_language = object.language;
            let kind = read_kind(reader, &object, kind)?;
            Some(State { name, comment, query_language, data, kind })
        });
        reader.states.pop();
        state
    }
}

fn read_type(reader: &mut Reader, object: &Object) -> Option<Type> {
    let value = object.get("Type")?;
    let found = fields::TYPES.iter().find(|(name, _)| value == name).map(|(_, kind)| *kind);
    if found.is_none() {
        let types: Vec<_> = fields::TYPES.iter().map(|(name, _)| *name).collect();
        let message = format!("The field 'Type' should have one of these values: [{}]", types.join(", "));
        reader.refuse(&object.at("Type"), message);
    }
    found
}

/// The state's language. A machine in JSONata has no states in JSONPath.
fn read_language(reader: &mut Reader, object: &Object) -> QueryLanguage {
    let language = reader.word(object, "QueryLanguage", QueryLanguage::WORDS).unwrap_or(reader.language);
    if (reader.language, language) == (QueryLanguage::Jsonata, QueryLanguage::JsonPath) {
        let message = "'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine";
        reader.refuse(&object.at, message);
    }
    language
}

fn read_kind(reader: &mut Reader, object: &Object, kind: Type) -> Option<StateKind> {
    match kind {
        Type::Pass => {
            let result = object.get("Result");
            if let Some(result) = result {
                warning::note_static_result(reader, result, &object.at("Result"));
            }
            let next = read_next(reader, object)?;
            Some(StateKind::Pass { result: result.cloned().map(Arc::new), next })
        }
        Type::Task => Task::read(reader, object).map(|task| StateKind::Task(Box::new(task))),
        Type::Choice => Choice::read(reader, object).map(StateKind::Choice),
        Type::Wait => {
            let until = Wait::read(reader, object);
            let next = read_next(reader, object)?;
            Some(StateKind::Wait { until: until?, next })
        }
        Type::Succeed => {
            note_end(reader);
            Some(StateKind::Succeed)
        }
        Type::Fail => {
            note_end(reader);
            let error = read_fail_text(reader, object, "Error", "ErrorPath");
            Some(StateKind::Fail { error, cause: read_fail_text(reader, object, "Cause", "CausePath") })
        }
        Type::Parallel => read_parallel(reader, object).map(|parallel| StateKind::Parallel(Box::new(parallel))),
        Type::Map => Map::read(reader, object).map(|map| StateKind::Map(Box::new(map))),
    }
}

fn note_end(reader: &mut Reader) {
    if let Some(scope) = reader.scopes.last_mut() {
        scope.ends = true;
    }
}

/// `Next` or `End`.
pub(super) fn read_next(reader: &mut Reader, object: &Object) -> Option<Next> {
    reader.exactly_one(object, &["Next", "End"]);
    if object.has("Next") {
        let name = reader.text(object, "Next")?;
        return Some(Next::State(reader.target(name, &object.at("Next"))));
    }
    match object.get("End")? {
        Value::Bool(true) => {
            note_end(reader);
            Some(Next::End)
        }
        Value::Bool(false) => {
            reader.refuse(&object.at("End"), "Value should be one of the following: [true]");
            None
        }
        _ => {
            reader.refuse(&object.at("End"), "Expected value of type Boolean");
            None
        }
    }
}

fn read_fail_text(reader: &mut Reader, object: &Object, name: &str, path: &str) -> Option<FailText> {
    reader.at_most_one(object, &[name, path]);
    if let Some(text) = reader.text(object, path) {
        let source = Source::parse(text);
        match &source {
            Ok(source) => reader.refer(source.variables()),
            Err(_) => {
                let message = format!(
                    "The value for the field '{path}' must be a valid JSONPath or a valid intrinsic function call"
                );
                reader.refuse(&object.at(path), message);
            }
        }
        return source.ok().map(FailText::Source);
    }
    let text = reader.text(object, name)?;
    let at = object.at(name);
    if object.language == QueryLanguage::Jsonata {
        if let Some(expression) = jsonata::read_string(reader, text, &at) {
            return Some(FailText::Expression(expression));
        }
    } else {
        warning::note_missing_path(reader, text, &at);
    }
    Some(FailText::Literal(text.into()))
}

fn read_parallel(reader: &mut Reader, object: &Object) -> Option<Parallel> {
    reader.require(object, &["Branches"]);
    let branches = match object.get("Branches") {
        Some(branches) => reader.elements(branches, &object.at("Branches")),
        None => Vec::new(),
    };
    let read = |(at, branch): (String, &Value)| {
        let branch = reader.object(branch, at, object.language)?;
        reader.check_fields(&branch, fields::BRANCH);
        reader.comment(&branch);
        Machine::read(reader, &branch)
    };
    let branches: Vec<Option<Machine>> = branches.into_iter().map(read).collect();
    let retry = read_retry(reader, object);
    let catch = read_catch(reader, object);
    let next = read_next(reader, object)?;
    Some(Parallel { branches: branches.into_iter().collect::<Option<_>>()?, retry, catch, next })
}
