//! StartSyncExecution: an express execution whose caller waits for its end.
//! <https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartSyncExecution.html>

use std::sync::Arc;

use super::api::*;
use super::asl::Kind;
use super::check::Members;
use super::describe::{data, is_with_data, told};
use super::error::Error;
use super::execution::Execution;
use super::executions::{Begin, read_input};
use super::{States, name};
use crate::aws::call::Call;
use crate::aws::fault::Fault;
use crate::aws::scope::Caller;
use crate::aws::text::Text;
use crate::aws::time::Epoch;

/// What AWS charges for goes by so many milliseconds.
const BILLED: u128 = 100;

/// The memory that AWS charges for, in megabytes: what all but the largest executions need.
const BILLED_MEMORY: i64 = 64;

impl States {
    /// StartSyncExecution. It waits, so that it takes the whole call. Whoever leaves meanwhile doesn't stop it.
    pub(super) async fn start_sync_execution<C: Call>(&self, call: &C) -> Result<StartSyncExecutionOutput, Fault> {
        let input: StartSyncExecutionInput = call.input()?;
        let with_data = is_with_data(input.included_data.as_deref());
        let execution = self.begin_sync_execution(call.caller(), input)?;
        self.until_end(&execution).await;
        Ok(execution.billed(with_data))
    }

    /// Waits for an execution's end, or the server's: then who waits is told how it stands.
    pub(super) async fn until_end(&self, execution: &Execution) {
        tokio::select! {
            () = execution.end() => {}
            () = self.shared.clock.closed() => {}
        }
    }

    fn begin_sync_execution(&self, at: &Caller<'_>, input: StartSyncExecutionInput) -> Result<Arc<Execution>, Error> {
        let StartSyncExecutionInput { state_machine_arn, name, input, trace_header, included_data } = input;
        Members::default()
            .start(state_machine_arn.as_ref(), name.as_ref(), input.as_ref(), trace_header.as_ref())
            .included_data(included_data.as_ref())
            .check()?;
        let start = self.start(at, state_machine_arn.as_deref().unwrap_or_default())?;
        if start.machine.kind != Kind::Express {
            return Err(Error::StateMachineTypeNotSupported);
        }
        if let Some(name) = &name {
            name::check(name)?;
        }
        let trace = trace_header.as_deref().or(at.trace);
        let begin = Begin { start, name, input: read_input(input)?, sync: true, parent: None, trace };
        self.begin_execution(&at.scope, begin)
    }
}

impl Execution {
    /// What StartSyncExecution answers of it.
    fn billed(&self, with_data: bool) -> StartSyncExecutionOutput {
        let (about, run) = (&self.about, self.run());
        let (input, input_details) = data(Some(about.input.text()), with_data);
        let (output, output_details) = data(run.output.as_ref().map(|output| output.text()), with_data);
        let (error, cause) = told(&run, with_data);
        let took = run.stopped.map_or(0, |stopped| stopped.since(about.started).as_millis());
        let billed = took.div_ceil(BILLED).max(1) * BILLED;
        StartSyncExecutionOutput {
            execution_arn: Some(about.arn.to_string()),
            state_machine_arn: Some(about.machine_arn.to_string()),
            name: Some(about.name.to_string()),
            start_date: Some(Epoch(about.started)),
            stop_date: run.stopped.map(Epoch),
            status: Some(run.status.name().to_owned()),
            error,
            cause,
            input,
            input_details: input_details.clone(),
            output,
            // AWS says so of an output that isn't there too.
            output_details: output_details.or(input_details),
            trace_header: self.trace.as_ref().map(Text::to_string),
            billing_details: Some(BillingDetails {
                billed_memory_used_in_mb: Some(BILLED_MEMORY),
                billed_duration_in_milliseconds: i64::try_from(billed).ok(),
            }),
        }
    }
}
