//! A state machine: its current revision, its versions, aliases and tags, and how many executions of it run.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use super::alias::Alias;
use super::arn::MachineArn;
use super::asl::Kind;
use super::check::Members;
use super::error::Error;
use super::execution::Execution;
use super::revision::Revision;
use super::tag::Tags;
use super::version::Version;
use crate::aws::scope::Scope;
use crate::aws::text::Text;
use crate::aws::time::Time;

impl Members {
    /// The kind of a state machine, where it is given.
    pub fn kind(&mut self, value: Option<&String>) -> &mut Self {
        self.choice("type", value, &["STANDARD", "EXPRESS"])
    }
}

/// A state machine.
#[derive(Debug)]
pub struct StateMachine {
    /// Its name.
    pub name: Text,
    /// Its ARN, without a version.
    pub arn: MachineArn,
    /// The same as text.
    pub arn_text: Text,
    /// How its executions run.
    pub kind: Kind,
    /// When it was made.
    pub created: Time,
    /// Whether it was made with a version, and that version's description: AWS compares it when one is made again.
    pub published: (bool, Option<String>),
    state: Mutex<MachineState>,
    /// Its standard executions, in the order of their beginnings.
    executions: Mutex<Vec<Weak<Execution>>>,
}

/// What changes of a state machine.
#[derive(Debug)]
pub struct MachineState {
    /// What an execution without a version runs.
    pub current: Arc<Revision>,
    /// By number.
    pub versions: BTreeMap<u32, Version>,
    /// The number of the latest version, also if it was deleted: numbers are never used again.
    pub last_version: u32,
    /// By name, each with when it came: AWS lists them in that order.
    pub aliases: BTreeMap<Text, Alias>,
    /// How many aliases were ever made.
    pub aliases_made: u64,
    /// The value of each key.
    pub tags: Tags,
    /// How many executions run.
    pub running: usize,
    /// Whether it goes as soon as none runs.
    pub deleting: bool,
}

impl StateMachine {
    /// A state machine that nobody has changed.
    pub fn new(scope: &Scope, name: &str, kind: Kind, first: Revision, tags: Tags) -> Self {
        let arn = MachineArn::new(scope, name);
        StateMachine {
            name: name.into(),
            arn_text: arn.to_string().into(),
            arn,
            kind,
            created: first.updated,
            published: (false, None),
            state: Mutex::new(MachineState {
                current: first.into(),
                versions: BTreeMap::new(),
                last_version: 0,
                aliases: BTreeMap::new(),
                aliases_made: 0,
                tags,
                running: 0,
                deleting: false,
            }),
            executions: Mutex::default(),
        }
    }

    /// What there is of it now, deleting or not.
    pub fn state(&self) -> MutexGuard<'_, MachineState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Its standard executions, in the order of their beginnings.
    pub fn executions(&self) -> MutexGuard<'_, Vec<Weak<Execution>>> {
        self.executions.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The same to change it.
    ///
    /// # Errors
    /// `StateMachineDeleting`.
    pub fn open(&self) -> Result<MutexGuard<'_, MachineState>, Error> {
        let state = self.state();
        if state.deleting { Err(Error::StateMachineDeleting(self.arn_text.to_string())) } else { Ok(state) }
    }

    /// The refusal of whoever asks for it and finds nothing, or nothing by that version.
    pub fn absent(text: &str) -> Error {
        Error::StateMachineDoesNotExist(text.to_owned())
    }

    /// The ARN of one of its versions.
    pub fn version_arn(&self, number: u32) -> String {
        format!("{}:{number}", self.arn_text)
    }
}

impl MachineState {
    /// AWS's word for whether it is being deleted.
    pub fn status(&self) -> &'static str {
        if self.deleting { "DELETING" } else { "ACTIVE" }
    }
}
