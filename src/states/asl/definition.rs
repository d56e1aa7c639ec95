//! The definition of a state machine: reading its text, and what AWS says of it.

use std::sync::Arc;

use serde_json::Value;

use super::diagnostic::{Code, Diagnostic, Refused, Severity};
use super::machine::Machine;
use super::reader::{Object, Reader};
use super::state::{State, StateKind};
use super::{Map, Resource, StateIndex, fields, repeated};
use crate::aws::jackson;
use crate::aws::text::Text;

/// The type of a state machine, or of the children of a distributed map.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Kind {
    /// Up to a year, each step once.
    #[default]
    Standard,
    /// Up to five minutes; no callbacks, jobs, activities or distributed maps.
    Express,
}

impl Kind {
    /// As it stands in requests and definitions.
    pub(super) const WORDS: &'static [(&'static str, Kind)] =
        &[("STANDARD", Kind::Standard), ("EXPRESS", Kind::Express)];

    /// AWS's word.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Standard => "STANDARD",
            Kind::Express => "EXPRESS",
        }
    }

    /// The kind that a checked member says; nothing means standard.
    pub fn of(name: Option<&str>) -> Self {
        if name == Some("EXPRESS") { Kind::Express } else { Kind::Standard }
    }
}

/// The language of paths, templates and conditions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum QueryLanguage {
    /// JSONPath and intrinsic functions.
    #[default]
    JsonPath,
    /// JSONata.
    Jsonata,
}

impl QueryLanguage {
    pub(super) const WORDS: &'static [(&'static str, QueryLanguage)] =
        &[("JSONPath", QueryLanguage::JsonPath), ("JSONata", QueryLanguage::Jsonata)];

    /// As it stands in definitions.
    pub fn as_str(self) -> &'static str {
        match self {
            QueryLanguage::JsonPath => "JSONPath",
            QueryLanguage::Jsonata => "JSONata",
        }
    }
}

/// A definition, read once: every name of a state is an index, every path and template is parsed.
#[derive(Clone, Debug)]
pub struct Definition {
    /// `Comment`
    pub comment: Option<Text>,
    /// The language of states that don't name theirs.
    pub query_language: QueryLanguage,
    /// How long an execution may take.
    pub timeout_seconds: Option<u64>,
    /// Its states.
    pub machine: Arc<Machine>,
    variables: Vec<(Text, Vec<String>)>,
}

/// A resource that a definition uses.
#[derive(Clone, Debug)]
pub struct Use<'d> {
    /// Where it stands: `/States/A/Resource`.
    pub at: String,
    /// The name of the state that uses it.
    pub state: &'d Text,
    /// What it is.
    pub resource: &'d Resource,
}

/// The longest time of a machine or a task, in seconds.
pub(super) const LONGEST_TIMEOUT: u64 = 99_999_999;

impl Definition {
    /// Reads a definition.
    /// <https://docs.aws.amazon.com/step-functions/latest/apireference/API_CreateStateMachine.html>
    ///
    /// # Errors
    /// Everything AWS refuses it for.
    pub fn parse(text: &str, kind: Kind) -> Result<Definition, Refused> {
        read(text, kind, read_machine)
    }

    /// Reads one state by itself, as `TestState` takes it: a machine whose first state is `StateName`. The states it
    /// leads to are behind it, each as a `Succeed` of the name that was given.
    ///
    /// # Errors
    /// Everything AWS refuses it for.
    pub fn parse_state(text: &str) -> Result<Definition, Refused> {
        read(text, Kind::Standard, read_lone_state)
    }

    /// The variables that states read: the names, sorted, by the state's name, nested states among the others.
    pub fn variable_references(&self) -> &[(Text, Vec<String>)] {
        &self.variables
    }

    /// The state of this name, wherever it is, with the machine that it belongs to.
    pub fn find(&self, name: &str) -> Option<(&Arc<Machine>, StateIndex)> {
        find(&self.machine, name)
    }

    /// The same in a machine of a definition.
    pub fn find_in<'m>(machine: &'m Arc<Machine>, name: &str) -> Option<(&'m Arc<Machine>, StateIndex)> {
        find(machine, name)
    }

    /// The resources of all tasks, in order.
    pub fn resources(&self) -> Vec<Use<'_>> {
        let mut found = Vec::new();
        walk(&self.machine, "", &mut |at, state| {
            if let StateKind::Task(task) = &state.kind {
                let at = format!("{at}/Resource");
                found.push(Use { at, state: &state.name, resource: &task.resource });
            }
        });
        found
    }

    /// The distributed maps with the places of their states, in order.
    pub fn distributed_maps(&self) -> Vec<(String, &Map)> {
        let mut found = Vec::new();
        walk(&self.machine, "", &mut |at, state| match &state.kind {
            StateKind::Map(map) if map.is_distributed() => found.push((at.to_owned(), &**map)),
            _ => {}
        });
        found
    }
}

fn find<'m>(machine: &'m Arc<Machine>, name: &str) -> Option<(&'m Arc<Machine>, StateIndex)> {
    let inside = |state: &'m State| match &state.kind {
        StateKind::Parallel(parallel) => parallel.branches.iter().find_map(|branch| find(branch, name)),
        StateKind::Map(map) => find(&map.processor, name),
        _ => None,
    };
    let own = machine.find(name).map(|index| (machine, index));
    own.or_else(|| machine.states().iter().find_map(inside))
}

/// Shows every state with its place, those inside behind those around them.
fn walk<'m>(machine: &'m Machine, at: &str, see: &mut impl FnMut(&str, &'m State)) {
    for state in machine.states() {
        let at = format!("{at}/States/{}", state.name);
        see(&at, state);
        match &state.kind {
            StateKind::Parallel(parallel) => {
                for (i, branch) in parallel.branches.iter().enumerate() {
                    walk(branch, &format!("{at}/Branches[{i}]"), see);
                }
            }
            StateKind::Map(map) => walk(&map.processor, &format!("{at}/{}", map.processor_field), see),
            _ => {}
        }
    }
}

/// What there is to say of a definition, errors and warnings, in the order of its text.
/// <https://docs.aws.amazon.com/step-functions/latest/apireference/API_ValidateStateMachineDefinition.html>
pub fn diagnose(text: &str, kind: Kind) -> Vec<Diagnostic> {
    match parse(text) {
        Ok(value) => read_value(text, &value, kind, read_machine).1,
        Err(diagnostic) => vec![diagnostic],
    }
}

type Parts = Option<(Option<Text>, Option<u64>, Machine)>;

fn read(text: &str, kind: Kind, parts: fn(&mut Reader, &Value) -> Parts) -> Result<Definition, Refused> {
    let value = parse(text).map_err(|diagnostic| Refused(vec![diagnostic]))?;
    let (definition, diagnostics) = read_value(text, &value, kind, parts);
    let errors = diagnostics.into_iter().filter(|diagnostic| diagnostic.severity() == Severity::Error);
    definition.ok_or_else(|| Refused(errors.collect()))
}

/// The definition, if nothing is wrong with it, and what there is to say of it.
fn read_value(
    text: &str,
    value: &Value,
    kind: Kind,
    parts: fn(&mut Reader, &Value) -> Parts,
) -> (Option<Definition>, Vec<Diagnostic>) {
    let repeated = repeated::find(text);
    let mut reader = Reader::new(kind, &repeated);
    let read = parts(&mut reader, value);
    let query_language = reader.language;
    let named = std::mem::take(&mut reader.variables);
    let mut diagnostics = reader.finish(value);
    let refused = diagnostics.iter().any(|diagnostic| diagnostic.severity() == Severity::Error);
    let definition = read.filter(|_| !refused).map(|(comment, timeout_seconds, machine)| {
        let variables = named.into_iter().filter(|(_, names)| !names.is_empty());
        let variables = variables.map(|(state, names)| (state, names.into_iter().collect())).collect();
        Definition { comment, query_language, timeout_seconds, machine: machine.into(), variables }
    });
    if definition.is_none() && !refused {
        // Nothing is left unread without a word; should it be, it is refused all the same.
        diagnostics.push(not_an_object());
    }
    (definition, diagnostics)
}

/// The tree of a text that is an object.
fn parse(text: &str) -> Result<Value, Diagnostic> {
    if text.trim().is_empty() {
        return Err(not_an_object());
    }
    match serde_json::from_str(text) {
        Ok(Value::Object(members)) => Ok(Value::Object(members)),
        Ok(_) => Err(not_an_object()),
        Err(error) => Err(match jackson::broken(text) {
            Some(broken) => Diagnostic {
                code: Code::InvalidJsonDescription,
                message: broken.to_string(),
                location: Some(broken.location),
            },
            // JSON that is no data of ours: too deep, a number beyond all bounds, half a surrogate pair.
            None if error.to_string().starts_with("recursion limit") => Diagnostic {
                code: Code::TooDeeplyNested,
                message: "The definition is too deeply nested".to_owned(),
                location: None,
            },
            None => Diagnostic { code: Code::InvalidJsonDescription, message: error.to_string(), location: None },
        }),
    }
}

fn not_an_object() -> Diagnostic {
    let message = "Definition must be a valid JSON object".to_owned();
    Diagnostic { code: Code::SchemaValidationFailed, message, location: None }
}

fn read_machine(reader: &mut Reader, value: &Value) -> Parts {
    let object = reader.object(value, String::new(), QueryLanguage::JsonPath)?;
    reader.check_fields(&object, fields::DEFINITION);
    reader.language = reader.word(&object, "QueryLanguage", QueryLanguage::WORDS).unwrap_or_default();
    reader.word(&object, "Version", &[("1.0", ())]);
    let comment = reader.comment(&object);
    let timeout = reader.integer(&object, "TimeoutSeconds", 0..=LONGEST_TIMEOUT);
    let machine = Machine::read(reader, &object)?;
    Some((comment, timeout, machine))
}

fn read_lone_state(reader: &mut Reader, value: &Value) -> Parts {
    reader.alone = true;
    let object = Object { members: value.as_object()?, at: String::new(), language: QueryLanguage::JsonPath };
    Some((None, None, Machine::read_lone(reader, &object)?))
}
