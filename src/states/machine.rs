//! A state machine: its current revision, its versions, aliases and tags, and how many executions of it run.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::alias::Alias;
use super::arn::{MachineArn, StatesArn};
use super::asl::Kind;
use super::check::Members;
use super::error::Error;
use super::listing::Listing;
use super::revision::Revision;
use super::tag::Tags;
use super::version::Version;
use crate::aws::scope::Scope;
use crate::aws::text::Text;
use crate::aws::time::Time;

impl Members {
    /// The kind of a state machine, where it is given.
    pub fn machine_kind(&mut self, value: Option<&String>) -> &mut Self {
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
    /// What the ARNs of its executions begin with.
    executions_arn: Text,
    /// How its executions run.
    pub kind: Kind,
    /// When it was made.
    pub created: Time,
    /// Whether it was made with a version, and that version's description: AWS compares it when one is made again.
    pub published: (bool, Option<String>),
    state: Mutex<MachineState>,
    /// Its standard executions.
    pub executions: Listing,
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
    /// How many have ended.
    pub ended: u64,
    /// Whether it goes as soon as none runs.
    pub deleting: bool,
    /// The log stream that its executions write to, and since when.
    pub log_stream: Option<(Time, Text)>,
}

impl StateMachine {
    /// A state machine that nobody has changed.
    pub fn new(scope: &Scope, name: &str, kind: Kind, first: Revision, tags: Tags) -> Self {
        let arn = MachineArn::new(scope, name);
        StateMachine {
            name: name.into(),
            executions_arn: executions_arn(&arn, kind).into(),
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
                ended: 0,
                deleting: false,
                log_stream: None,
            }),
            executions: Listing::default(),
        }
    }

    /// What there is of it now, deleting or not.
    pub fn state(&self) -> MutexGuard<'_, MachineState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
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

    /// The ARN of an execution by this name; one of an express state machine has an id besides.
    pub fn execution_arn(&self, name: &str, id: impl FnOnce() -> String) -> String {
        match self.kind {
            Kind::Standard => format!("{}{name}", self.executions_arn),
            Kind::Express => format!("{}{name}:{}", self.executions_arn, id()),
        }
    }

    /// The ARN of one of its versions.
    pub fn version_arn(&self, number: u32) -> String {
        format!("{}:{number}", self.arn_text)
    }
}

/// What the ARNs of a state machine's executions begin with.
fn executions_arn(arn: &MachineArn, kind: Kind) -> String {
    let (scope, machine, name) = (arn.scope.clone(), arn.name.clone(), String::new());
    let nameless = match kind {
        Kind::Standard => StatesArn::Execution { scope, machine, label: None, name },
        Kind::Express => StatesArn::Express { scope, machine, label: None, name, id: String::new() },
    };
    let text = nameless.to_string();
    format!("{}:", text.trim_end_matches(':'))
}

impl MachineState {
    /// AWS's word for whether it is being deleted.
    pub fn status(&self) -> &'static str {
        if self.deleting { "DELETING" } else { "ACTIVE" }
    }
}
