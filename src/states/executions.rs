//! How executions begin and are stopped, and how they are found.
//! <https://docs.aws.amazon.com/step-functions/latest/dg/concepts-state-machine-executions.html>

use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::api::*;
use super::arn::StatesArn;
use super::asl::Kind;
use super::check::Members;
use super::error::Error;
use super::execution::Execution;
use super::listing::Place;
use super::logging::Level;
use super::run::{About, Failure, Happened, Json, MOST_BYTES, Question, Run, Status};
use super::start::Start;
use super::{Region, States, name};
use crate::aws::jackson;
use crate::aws::scope::{Caller, Scope};
use crate::aws::text::Text;
use crate::aws::time::Epoch;

/// The longest header by which an execution is traced.
const LONGEST_TRACE: usize = 256;

/// What is started, and by whom.
pub struct Begin<'b> {
    /// What runs.
    pub start: Start,
    /// Its name, if it was given one.
    pub name: Option<String>,
    /// What comes in.
    pub input: Json,
    /// Whether its caller waits for it.
    pub sync: bool,
    /// The task of another execution that waits for its end.
    pub parent: Option<(Arc<Execution>, Question)>,
    /// The header by which it is traced.
    pub trace: Option<&'b str>,
}

impl States {
    /// StartExecution: the same once more, while it runs, is no trouble.
    pub(super) fn start_execution(
        &self,
        at: &Caller<'_>,
        input: StartExecutionInput,
    ) -> Result<StartExecutionOutput, Error> {
        let StartExecutionInput { state_machine_arn, name, input, trace_header } = input;
        Members::default()
            .start(state_machine_arn.as_ref(), name.as_ref(), input.as_ref(), trace_header.as_ref())
            .check()?;
        let start = self.start(at, state_machine_arn.as_deref().unwrap_or_default())?;
        if let Some(name) = &name {
            name::check(name)?;
        }
        let trace = trace_header.as_deref().or(at.trace);
        let begin = Begin { start, name, input: read_input(input)?, sync: false, parent: None, trace };
        let execution = self.begin_execution(&at.scope, begin)?;
        Ok(StartExecutionOutput {
            execution_arn: Some(execution.about.arn.to_string()),
            start_date: Some(Epoch(execution.about.started)),
        })
    }

    /// Starts an execution, or finds the one that runs by that name and input.
    ///
    /// # Errors
    /// `ExecutionAlreadyExists`; `StateMachineDeleting`.
    pub(super) fn begin_execution(&self, at: &Scope, begin: Begin<'_>) -> Result<Arc<Execution>, Error> {
        let Begin { start, name, input, sync, parent, trace } = begin;
        let Start { machine, revision, version, alias, test_case } = start;
        let uuid = || self.shared.ids.uuid().to_string();
        let named = name.is_some();
        let name = name.unwrap_or_else(uuid);
        let arn = machine.execution_arn(&name, uuid);
        let region = self.shared.regions.at(at);
        self.forget_old(&region);
        let known = || {
            // What ran in another state machine of that name has no claim on names.
            let known = region.executions().get(&arn).cloned();
            known.filter(|known| named && Arc::ptr_eq(&known.machine, &machine))
        };
        if let Some(known) = known() {
            return known.once_more(&input);
        }
        self.begin(&machine)?;
        let about = About {
            arn: arn.as_str().into(),
            name: name.into(),
            scope: at.clone(),
            machine_arn: machine.arn_text.clone(),
            machine_name: machine.name.clone(),
            version_arn: version.map(|number| machine.version_arn(number).into()),
            alias_arn: alias.map(|alias| format!("{}:{alias}", machine.arn_text).into()),
            role: revision.role_arn.clone(),
            kind: machine.kind,
            sync,
            definition: Arc::clone(&revision.definition),
            machine: Arc::clone(&revision.definition.machine),
            started: self.now(),
            input,
            item: None,
        };
        let kept = machine.kind == Kind::Standard || revision.logging.level != Level::Off;
        let number = self.shared.executions.fetch_add(1, Ordering::Relaxed);
        let trace = trace.map(Text::from);
        let run = Run::new(about, kept);
        let mut execution = Execution::new(run, Arc::clone(&machine), revision, number, parent, trace);
        execution.test_case = test_case;
        let execution = Arc::new(execution);
        // Somebody else may have been faster.
        let known = {
            let mut executions = region.executions();
            let known = executions.get(&arn).filter(|known| named && Arc::ptr_eq(&known.machine, &machine)).cloned();
            if known.is_none() {
                executions.add(&execution);
            }
            known
        };
        if let Some(known) = known {
            self.unbegin(&machine);
            return known.once_more(&execution.about.input);
        }
        if execution.is_listed() {
            machine.executions.add(&execution, &execution.run());
        }
        self.set_off(&execution);
        Ok(execution)
    }

    /// Forgets the executions of a region that ended long ago.
    pub(super) fn forget_old(&self, region: &Region) {
        let old = region.executions().take_old(self.now());
        for (stopped, execution) in old {
            // One that was redriven since then has a later end, or none yet.
            if execution.run().stopped == Some(stopped) {
                execution.unlist(Place { at: stopped, number: execution.number });
                // Its map runs go with it.
                let map_runs = execution.map_runs().all();
                map_runs.iter().for_each(|map_run| drop(region.map_runs().remove(&map_run.arn)));
                region.executions().remove(&execution);
            }
        }
    }

    /// A standard execution by its ARN.
    ///
    /// # Errors
    /// `InvalidArn`; `ExecutionDoesNotExist`.
    pub(super) fn execution(&self, at: &Caller<'_>, text: &str) -> Result<Arc<Execution>, Error> {
        let absent = || Error::ExecutionDoesNotExist(text.to_owned());
        match StatesArn::parse(text)? {
            StatesArn::Execution { scope, .. } if scope == at.scope => {
                let region = self.shared.regions.find(&scope).ok_or_else(absent)?;
                self.forget_old(&region);
                let found = region.executions().get(text).cloned();
                found.ok_or_else(absent)
            }
            StatesArn::Execution { .. } => Err(absent()),
            other => Err(other.wrong_kind()),
        }
    }

    /// StopExecution.
    pub(super) fn stop_execution(
        &self,
        at: &Caller<'_>,
        input: StopExecutionInput,
    ) -> Result<StopExecutionOutput, Error> {
        let StopExecutionInput { execution_arn, error, cause } = input;
        Members::default()
            .arn("executionArn", execution_arn.as_ref())
            .hidden("error", error.as_ref(), 0, 256)
            .hidden("cause", cause.as_ref(), 0, 32_768)
            .check()?;
        let execution = self.execution(at, execution_arn.as_deref().unwrap_or_default())?;
        self.drive(&execution, Happened::Stopped(Failure::of(error.map(Text::from), cause.map(Text::from))));
        let stopped = execution.run().stopped;
        Ok(StopExecutionOutput { stop_date: stopped.map(Epoch) })
    }
}

impl Execution {
    /// What a start by its name and an input gets: itself, if it runs with the same text.
    fn once_more(self: Arc<Self>, input: &Json) -> Result<Arc<Self>, Error> {
        let runs = self.run().status == Status::Running;
        let same = runs && self.about.input.text() == input.text();
        if same { Ok(self) } else { Err(Error::ExecutionAlreadyExists(self.about.arn.to_string())) }
    }
}

impl Members {
    /// The members of a start.
    pub fn start(
        &mut self,
        arn: Option<&String>,
        name: Option<&String>,
        input: Option<&String>,
        trace: Option<&String>,
    ) -> &mut Self {
        self.arn("stateMachineArn", arn)
            .length("name", name, 1, name::LONGEST)
            .hidden("input", input, 0, MOST_BYTES)
            .length("traceHeader", trace, 0, LONGEST_TRACE)
            .pattern("traceHeader", trace, str::is_ascii, r"\p{ASCII}*")
    }
}

/// Reads the input of an execution.
///
/// # Errors
/// `InvalidExecutionInput`.
pub(super) fn read_input(text: Option<String>) -> Result<Json, Error> {
    let text = text.unwrap_or_else(|| "{}".to_owned());
    if text.trim().is_empty() {
        return Err(Error::InvalidExecutionInput("Invalid execution input.".to_owned()));
    }
    if text.len() > MOST_BYTES {
        return Err(Error::InvalidExecutionInput(format!("Input is larger than {MOST_BYTES} bytes.")));
    }
    Json::read(&text).map_err(|error| {
        let why = jackson::broken(&text).map_or_else(|| error.to_string(), |broken| broken.message);
        Error::InvalidExecutionInput(why)
    })
}
