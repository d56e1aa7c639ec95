//! Which state is tested: one by itself, or one of a whole state machine.

use std::sync::Arc;

use super::is_container;
use crate::states::States;
use crate::states::asl::{Definition, Invocation, Kind, Machine, Pattern, State, StateIndex, StateKind};
use crate::states::error::Error;

/// A state that is tested, with what is around it.
pub struct Subject {
    /// What was given.
    pub definition: Definition,
    /// The machine that the state belongs to.
    pub machine: Arc<Machine>,
    /// Its place there.
    pub index: StateIndex,
}

impl Subject {
    /// Reads a definition: with a name it is that of a state machine, and the state may be anywhere inside.
    ///
    /// # Errors
    /// `InvalidDefinition`; `ValidationException` where there is no state of that name.
    pub fn read(text: &str, name: Option<&str>) -> Result<Self, Error> {
        let definition = match name {
            Some(_) => Definition::parse(text, Kind::Standard)?,
            None => Definition::parse_state(text)?,
        };
        let found = match name {
            Some(name) => definition.find(name),
            None => Some((&definition.machine, definition.machine.start_at())),
        };
        let (machine, index) = found.ok_or_else(absent)?;
        let machine = Arc::clone(machine);
        let mut definition = definition;
        // That is of whole executions.
        definition.timeout_seconds = None;
        Ok(Subject { definition, machine, index })
    }

    /// The state itself.
    pub fn state(&self) -> &State {
        &self.machine[self.index]
    }

    /// Whether it can be tested so.
    ///
    /// # Errors
    /// `InvalidDefinition` where it needs a mock; `ValidationException` where it takes none, or needs a role.
    pub fn check(&self, is_mocked: bool, has_role: bool) -> Result<(), Error> {
        let kind = &self.state().kind;
        match kind {
            StateKind::Task(_) | StateKind::Map(_) | StateKind::Parallel(_) if is_mocked => Ok(()),
            _ if is_mocked => {
                let text = format!("State type '{}' is not supported when a mock is specified", kind.type_name());
                Err(Error::validation(text))
            }
            _ if is_container(kind) => Err(Error::Untestable(
                "TestState API does not support Map or Parallel states. Supported state types include: [Task, Wait, \
                 Pass, Succeed, Fail, Choice]",
            )),
            StateKind::Task(task) => {
                let waits = task.resource.pattern() != Pattern::RequestResponse;
                if waits || matches!(task.resource.invocation, Invocation::Activity) {
                    return Err(Error::Untestable(
                        "TestState API does not support Activity tasks, or the .sync and .waitForTaskToken service \
                         integration patterns, unless a mock is specified",
                    ));
                }
                match has_role {
                    true => Ok(()),
                    false => Err(Error::validation("RoleArn must be specified when testing a Task state")),
                }
            }
            _ => Ok(()),
        }
    }

    /// Whether a state of this name is in it.
    ///
    /// # Errors
    /// `ValidationException` where there is none.
    pub fn check_inside(&self, name: &str) -> Result<(), Error> {
        let has = |machine: &Arc<Machine>| Definition::find_in(machine, name).is_some();
        let inside = match &self.state().kind {
            StateKind::Map(map) => has(&map.processor),
            StateKind::Parallel(parallel) => parallel.branches.iter().any(has),
            _ => false,
        };
        if inside { Ok(()) } else { Err(absent()) }
    }
}

fn absent() -> Error {
    Error::validation("State not found in definition")
}

impl States {
    /// Refuses the test of a task that calls what can't be called here.
    ///
    /// # Errors
    /// `InvalidDefinition`.
    pub(super) fn check_reach_of(&self, subject: &Subject) -> Result<(), Error> {
        match &subject.state().kind {
            StateKind::Task(task) => Ok(self.check_reach_of_task("/Resource", &task.resource)?),
            _ => Ok(()),
        }
    }
}
