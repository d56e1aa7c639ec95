//! What is told of an execution: how it stands, whether it can be redriven, and what it runs.
//! <https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeExecution.html>

use super::States;
use super::api::*;
use super::check::Members;
use super::error::Error;
use super::execution::Execution;
use super::redrive::Redrive;
use super::run::Run;
use crate::aws::scope::Caller;
use crate::aws::text::Text;
use crate::aws::time::{Epoch, Time};

impl States {
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
        let with_data = is_with_data(input.included_data.as_deref());
        Ok(execution.described_at(self.now(), with_data))
    }

    /// DescribeStateMachineForExecution: the state machine as it was when the execution began.
    pub(super) fn describe_state_machine_for_execution(
        &self,
        at: &Caller<'_>,
        input: DescribeStateMachineForExecutionInput,
    ) -> Result<DescribeStateMachineForExecutionOutput, Error> {
        Members::default()
            .arn("executionArn", input.execution_arn.as_ref())
            .included_data(input.included_data.as_ref())
            .check()?;
        let execution = self.execution(at, input.execution_arn.as_deref().unwrap_or_default())?;
        let shown = execution.revision.shown(is_with_data(input.included_data.as_deref()));
        Ok(DescribeStateMachineForExecutionOutput {
            state_machine_arn: Some(execution.about.machine_arn.to_string()),
            map_run_arn: execution.map_run_arn(),
            label: execution.label(),
            name: Some(execution.about.machine_name.to_string()),
            definition: shown.definition,
            role_arn: shown.role_arn,
            update_date: Some(Epoch(execution.revision.updated)),
            logging_configuration: shown.logging_configuration,
            tracing_configuration: shown.tracing_configuration,
            revision_id: shown.revision_id,
            encryption_configuration: shown.encryption_configuration,
            variable_references: shown.variable_references,
        })
    }
}

impl Execution {
    /// What DescribeExecution says of it at a time.
    pub fn described_at(&self, now: Time, with_data: bool) -> DescribeExecutionOutput {
        let deleting = self.machine.state().deleting;
        let (about, run) = (&self.about, self.run());
        let (input, input_details) = data(Some(about.input.text()), with_data);
        let (output, output_details) = data(run.output.as_ref().map(|output| output.text()), with_data);
        let (error, cause) = told(&run, with_data);
        let redrive = Redrive::of(about, &run, deleting, now);
        DescribeExecutionOutput {
            execution_arn: Some(about.arn.to_string()),
            state_machine_arn: Some(about.machine_arn.to_string()),
            name: Some(about.name.to_string()),
            status: Some(run.status.name().to_owned()),
            start_date: Some(Epoch(about.started)),
            stop_date: run.stopped.map(Epoch),
            input,
            input_details,
            output,
            output_details,
            trace_header: self.trace.as_ref().map(Text::to_string),
            error,
            cause,
            state_machine_version_arn: about.version_arn.as_ref().map(Text::to_string),
            state_machine_alias_arn: about.alias_arn.as_ref().map(Text::to_string),
            map_run_arn: self.map_run_arn(),
            redrive_count: Some(i64::try_from(run.redrives).unwrap_or(i64::MAX)),
            redrive_date: run.redriven.map(Epoch),
            redrive_status: Some(redrive.status().to_owned()),
            redrive_status_reason: redrive.reason(),
        }
    }

    /// What DescribeExecution said of it at its latest beginning or end.
    pub fn described(&self, with_data: bool) -> DescribeExecutionOutput {
        let since = self.run().since();
        self.described_at(since, with_data)
    }
}

/// Whether `includedData` asks for data too.
pub fn is_with_data(included_data: Option<&str>) -> bool {
    included_data != Some("METADATA_ONLY")
}

/// An input or an output, where it is wanted, and what is said of it.
pub fn data(text: Option<&Text>, wanted: bool) -> (Option<String>, Option<CloudWatchEventsExecutionDataDetails>) {
    let details = text.map(|_| CloudWatchEventsExecutionDataDetails { included: Some(true) });
    (text.filter(|_| wanted).map(Text::to_string), details)
}

/// The error that an execution ended with, and its cause, where they are wanted.
pub fn told(run: &Run, wanted: bool) -> (Option<String>, Option<String>) {
    let failure = run.failure.as_ref().filter(|_| wanted);
    let text = |text: Option<&Text>| text.map(Text::to_string);
    (text(failure.and_then(|failure| failure.error.as_ref())), text(failure.and_then(|failure| failure.cause.as_ref())))
}
