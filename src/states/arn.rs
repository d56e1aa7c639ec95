//! The ARNs of Step Functions as types: state machines with their versions, aliases and map states; executions, map
//! runs, activities.
//! <https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsstepfunctions.html>

use std::fmt;

use super::error::{Error, Reason};
use crate::aws::arn::Arn;
use crate::aws::scope::Scope;

/// The service's name in ARNs.
const SERVICE: &str = "states";

/// The ARN of a state machine, or of a part of one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MachineArn {
    /// Where it lives.
    pub scope: Scope,
    /// Its name.
    pub name: String,
    /// The label of one of its distributed map states.
    pub label: Option<String>,
    /// One of its versions or aliases.
    pub qualifier: Option<Qualifier>,
}

/// What stands behind a state machine's ARN.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Qualifier {
    /// The number of a version.
    Version(u32),
    /// The name of an alias.
    Alias(String),
}

/// The ARN of anything that Step Functions has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StatesArn {
    /// A state machine.
    Machine(MachineArn),
    /// An execution of a standard state machine, or of one of its map states if there is a label.
    Execution { scope: Scope, machine: String, label: Option<String>, name: String },
    /// An execution of an express state machine, which has an id besides its name.
    Express { scope: Scope, machine: String, label: Option<String>, name: String, id: String },
    /// A run of a distributed map state.
    MapRun { scope: Scope, machine: String, label: String, id: String },
    /// An activity.
    Activity { scope: Scope, name: String },
}

impl StatesArn {
    /// Reads an ARN of any kind.
    ///
    /// # Errors
    /// `InvalidArn`.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let not_one = || Error::InvalidArn(format!("Invalid ARN prefix: {text}"));
        let Arn { service, scope, resource, .. } = text.parse().map_err(|_| not_one())?;
        if service != SERVICE {
            return Err(not_one());
        }
        let (kind, rest) = resource.split_once(':').unwrap_or((&resource, ""));
        let parts: Vec<&str> = rest.split(':').collect();
        let (machine, label) = match parts[0].split_once('/') {
            Some((machine, label)) => (machine.to_owned(), Some(label.to_owned())),
            None => (parts[0].to_owned(), None),
        };
        let whole = parts.iter().all(|part| !part.is_empty());
        let at = |i: usize| parts.get(i).map(|part| (*part).to_owned()).unwrap_or_default();
        match (kind, parts.len()) {
            ("stateMachine", 1 | 2) if whole => {
                let qualifier = parts.get(1).map(|part| Qualifier::of(part));
                Ok(StatesArn::Machine(MachineArn { scope, name: machine, label, qualifier }))
            }
            ("execution", 2) if whole => Ok(StatesArn::Execution { scope, machine, label, name: at(1) }),
            ("express", 3) if whole => Ok(StatesArn::Express { scope, machine, label, name: at(1), id: at(2) }),
            ("mapRun", 2) if whole => match label {
                Some(label) => Ok(StatesArn::MapRun { scope, machine, label, id: at(1) }),
                None => Err(Error::InvalidArn(format!("Invalid ARN: {text}"))),
            },
            ("activity", 1) if whole => Ok(StatesArn::Activity { scope, name: at(0) }),
            ("stateMachine" | "execution" | "express" | "mapRun" | "activity", _) => {
                Err(Error::InvalidArn(format!("Invalid ARN: {text}")))
            }
            _ => Err(wrong_kind(kind)),
        }
    }

    /// The word that stands before the name.
    pub fn kind(&self) -> &'static str {
        match self {
            StatesArn::Machine(_) => "stateMachine",
            StatesArn::Execution { .. } => "execution",
            StatesArn::Express { .. } => "express",
            StatesArn::MapRun { .. } => "mapRun",
            StatesArn::Activity { .. } => "activity",
        }
    }

    /// The refusal of an ARN of another kind than is wanted.
    pub fn wrong_kind(&self) -> Error {
        wrong_kind(self.kind())
    }
}

impl MachineArn {
    /// The ARN of a state machine itself.
    pub fn new(scope: &Scope, name: &str) -> Self {
        MachineArn { scope: scope.clone(), name: name.to_owned(), label: None, qualifier: None }
    }

    /// Reads the ARN of a state machine or of a version or alias of one.
    ///
    /// # Errors
    /// `InvalidArn`; `ValidationException` for the ARN of a map state.
    pub fn parse(text: &str) -> Result<Self, Error> {
        match StatesArn::parse(text)? {
            StatesArn::Machine(arn) if arn.label.is_some() => Err(Error::ValidationFor(
                Reason::LabeledArn,
                "This operation does not support the ARNs of Map states.".into(),
            )),
            StatesArn::Machine(arn) => Ok(arn),
            other => Err(other.wrong_kind()),
        }
    }

    /// Reads the ARN of a version: the state machine's, and the number.
    ///
    /// # Errors
    /// As [`MachineArn::parse`].
    pub fn version(text: &str) -> Result<(Self, u32), Error> {
        match MachineArn::parse(text)? {
            MachineArn { scope, name, qualifier: Some(Qualifier::Version(number)), .. } => {
                Ok((MachineArn::new(&scope, &name), number))
            }
            _ => Err(wrong_kind("stateMachine")),
        }
    }

    /// Reads the ARN of an alias: the state machine's, and the name.
    ///
    /// # Errors
    /// As [`MachineArn::parse`].
    pub fn alias(text: &str) -> Result<(Self, String), Error> {
        match MachineArn::parse(text)? {
            MachineArn { scope, name, qualifier: Some(Qualifier::Alias(alias)), .. } => {
                Ok((MachineArn::new(&scope, &name), alias))
            }
            _ => Err(wrong_kind("stateMachine")),
        }
    }
}

impl Qualifier {
    /// Versions are numbers, aliases never are.
    fn of(text: &str) -> Self {
        text.parse().map_or_else(|_| Qualifier::Alias(text.to_owned()), Qualifier::Version)
    }
}

fn wrong_kind(kind: &str) -> Error {
    Error::InvalidArn(format!("Resource type not valid in this context: {kind}"))
}

impl fmt::Display for Qualifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Qualifier::Version(number) => write!(f, "{number}"),
            Qualifier::Alias(name) => f.write_str(name),
        }
    }
}

impl fmt::Display for MachineArn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut resource = format!("stateMachine:{}", labelled(&self.name, self.label.as_deref()));
        if let Some(qualifier) = &self.qualifier {
            resource += &format!(":{qualifier}");
        }
        Arn::new(SERVICE, &self.scope, resource).fmt(f)
    }
}

impl fmt::Display for StatesArn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (scope, rest) = match self {
            StatesArn::Machine(arn) => return arn.fmt(f),
            StatesArn::Execution { scope, machine, label, name } => {
                (scope, format!("{}:{name}", labelled(machine, label.as_deref())))
            }
            StatesArn::Express { scope, machine, label, name, id } => {
                (scope, format!("{}:{name}:{id}", labelled(machine, label.as_deref())))
            }
            StatesArn::MapRun { scope, machine, label, id } => (scope, format!("{machine}/{label}:{id}")),
            StatesArn::Activity { scope, name } => (scope, name.clone()),
        };
        Arn::new(SERVICE, scope, format!("{}:{rest}", self.kind())).fmt(f)
    }
}

fn labelled(name: &str, label: Option<&str>) -> String {
    label.map_or_else(|| name.to_owned(), |label| format!("{name}/{label}"))
}
