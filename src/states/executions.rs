//! The operations on executions: start, stop, describe.
//! <https://docs.aws.amazon.com/step-functions/latest/dg/concepts-state-machine-executions.html>

use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::api::*;
use super::arn::{MachineArn, StatesArn};
use super::asl::Kind;
use super::check::Members;
use super::error::Error;
use super::execution::Execution;
use super::run::{About, EventId, Failure, Happened, Json, MOST_BYTES, Question, Run, ShownEvent, Status};
use super::start::Start;
use super::{States, name};
use crate::aws::jackson;
use crate::aws::scope::{Caller, Scope};
use crate::aws::text::Text;
use crate::aws::time::Epoch;

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
        check_start(state_machine_arn.as_ref(), name.as_ref(), input.as_ref(), trace_header.as_ref())?;
        let start = self.start(at, state_machine_arn.as_deref().unwrap_or_default())?;
        if let Some(name) = &name {
            name::check(name)?;
        }
        let begin =
            Begin { start, name, input: read_input(input)?, sync: false, parent: None, trace: trace_header.as_deref() };
        let execution = self.begin_execution(&at.scope, begin)?;
        Ok(StartExecutionOutput {
            execution_arn: Some(execution.about.arn.to_string()),
            start_date: Some(Epoch(execution.about.started)),
        })
    }

    /// Starts an execution, or finds the one that runs by that name and input.
    pub(super) fn begin_execution(&self, at: &Scope, begin: Begin<'_>) -> Result<Arc<Execution>, Error> {
        let Begin { start, name, input, sync, parent, trace } = begin;
        let Start { machine, revision, version, alias } = start;
        let named = name.is_some();
        let name = name.unwrap_or_else(|| self.shared.ids.uuid().to_string());
        let arn = match machine.kind {
            Kind::Standard => StatesArn::Execution {
                scope: at.clone(),
                machine: machine.name.to_string(),
                label: None,
                name: name.clone(),
            },
            Kind::Express => StatesArn::Express {
                scope: at.clone(),
                machine: machine.name.to_string(),
                label: None,
                name: name.clone(),
                id: self.shared.ids.uuid().to_string(),
            },
        };
        let arn = Text::from(arn.to_string());
        let region = self.shared.regions.at(at);
        if named
            && machine.kind == Kind::Standard
            && let Some(known) = region.executions().get(&arn).cloned()
        {
            let runs = known.run().status == Status::Running;
            let same = runs && known.about.input.text() == input.text();
            return if same { Ok(known) } else { Err(Error::ExecutionAlreadyExists(arn.to_string())) };
        }
        self.begin(&machine)?;
        let about = About {
            arn: arn.clone(),
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
        let kept = machine.kind == Kind::Standard;
        let number = self.shared.executions.fetch_add(1, Ordering::Relaxed);
        let trace = trace.map(Text::from);
        let execution = Arc::new(Execution::new(Run::new(about, kept), machine, revision, number, parent, trace));
        if kept {
            region.executions().insert(arn, Arc::clone(&execution));
            execution.machine.executions().push(Arc::downgrade(&execution));
        }
        self.set_off(&execution);
        Ok(execution)
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
                let found = region.executions().get(text).cloned();
                found.ok_or_else(absent)
            }
            StatesArn::Execution { .. } => Err(absent()),
            other => Err(other.wrong_kind()),
        }
    }

    /// DescribeExecution.
    pub(super) fn describe_execution(
        &self,
        at: &Caller<'_>,
        input: DescribeExecutionInput,
    ) -> Result<DescribeExecutionOutput, Error> {
        Members::default()
            .arn("executionArn", input.execution_arn.as_ref())
            .included_data(input.included_data.as_ref())
            .check()?;
        let execution = self.execution(at, input.execution_arn.as_deref().unwrap_or_default())?;
        let with_data = input.included_data.as_deref() != Some("METADATA_ONLY");
        Ok(execution.described(with_data))
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

    /// GetExecutionHistory.
    pub(super) fn get_execution_history(
        &self,
        at: &Caller<'_>,
        input: GetExecutionHistoryInput,
    ) -> Result<serde_json::Value, Error> {
        Members::default().arn("executionArn", input.execution_arn.as_ref()).check()?;
        let execution = self.execution(at, input.execution_arn.as_deref().unwrap_or_default())?;
        let run = execution.run();
        let with_data = input.include_execution_data.unwrap_or(true);
        let mut events: Vec<ShownEvent> = run
            .history
            .events()
            .iter()
            .enumerate()
            .map(|(place, event)| ShownEvent { id: place as EventId + 1, event, with_data })
            .collect();
        if input.reverse_order.unwrap_or_default() {
            events.reverse();
        }
        Ok(serde_json::json!({ "events": events }))
    }
}

impl Execution {
    /// What DescribeExecution says of it.
    pub fn described(&self, with_data: bool) -> DescribeExecutionOutput {
        let included = || Some(CloudWatchEventsExecutionDataDetails { included: Some(true) });
        let (about, run) = (&self.about, self.run());
        let failure = run.failure.as_ref();
        DescribeExecutionOutput {
            execution_arn: Some(about.arn.to_string()),
            state_machine_arn: Some(about.machine_arn.to_string()),
            name: Some(about.name.to_string()),
            status: Some(run.status.name().to_owned()),
            start_date: Some(Epoch(about.started)),
            stop_date: run.stopped.map(Epoch),
            input: with_data.then(|| about.input.text().to_string()),
            input_details: included(),
            output: run.output.as_ref().filter(|_| with_data).map(|output| output.text().to_string()),
            output_details: run.output.as_ref().and_then(|_| included()),
            error: failure.and_then(|failure| failure.error.as_ref()).filter(|_| with_data).map(Text::to_string),
            cause: failure.and_then(|failure| failure.cause.as_ref()).filter(|_| with_data).map(Text::to_string),
            state_machine_version_arn: about.version_arn.as_ref().map(Text::to_string),
            state_machine_alias_arn: about.alias_arn.as_ref().map(Text::to_string),
            redrive_count: Some(run.redrives as i64),
            redrive_date: run.redriven.map(Epoch),
            ..Default::default()
        }
    }
}

/// Checks what a start is given.
///
/// # Errors
/// `ValidationException`.
pub(super) fn check_start(
    arn: Option<&String>,
    name: Option<&String>,
    input: Option<&String>,
    trace: Option<&String>,
) -> Result<(), Error> {
    let _ = MachineArn::parse;
    Members::default()
        .arn("stateMachineArn", arn)
        .length("name", name, 1, name::LONGEST)
        .hidden("input", input, 0, MOST_BYTES)
        .hidden("traceHeader", trace, 0, 256)
        .check()
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
    Json::read(&text).map_err(|error| {
        let why = jackson::broken(&text).map_or_else(|| error.to_string(), |broken| broken.message);
        Error::InvalidExecutionInput(why)
    })
}
