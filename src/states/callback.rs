//! What whoever has a task's token can do: end the task, or give a sign of life.
//! <https://docs.aws.amazon.com/step-functions/latest/dg/connect-to-resource.html#connect-wait-token>

use std::sync::Arc;

use super::States;
use super::api::*;
use super::check::Members;
use super::error::Error;
use super::execution::Execution;
use super::run::{Failure, Happened, Json, MOST_BYTES, Question};
use super::task_token::TaskToken;
use crate::aws::arn::Arn;
use crate::aws::jackson;
use crate::aws::scope::Caller;
use crate::aws::text::Text;

const LONGEST_TOKEN: usize = 2048;

impl States {
    /// SendTaskSuccess.
    pub(super) fn send_task_success(
        &self,
        at: &Caller<'_>,
        input: SendTaskSuccessInput,
    ) -> Result<SendTaskSuccessOutput, Error> {
        let SendTaskSuccessInput { task_token, output } = input;
        let mut members = Members::default();
        token(&mut members, task_token.as_ref())
            .required("output", output.as_ref())
            .hidden("output", output.as_ref(), 0, MOST_BYTES)
            .check()?;
        let (token, text) = (task_token.unwrap_or_default(), output.unwrap_or_default());
        let parsed = read_token(at, &token)?;
        let output = Json::read(&text).map_err(|error| {
            let why = jackson::broken(&text).map_or_else(|| error.to_string(), |broken| broken.message);
            Error::InvalidOutput(why)
        })?;
        let output = output.compact();
        self.tell_task(&token, &parsed, |question| Happened::Finished(question, Ok(output)))?;
        Ok(SendTaskSuccessOutput {})
    }

    /// SendTaskFailure.
    pub(super) fn send_task_failure(
        &self,
        at: &Caller<'_>,
        input: SendTaskFailureInput,
    ) -> Result<SendTaskFailureOutput, Error> {
        let SendTaskFailureInput { task_token, error, cause } = input;
        let mut members = Members::default();
        token(&mut members, task_token.as_ref())
            .hidden("error", error.as_ref(), 0, 256)
            .hidden("cause", cause.as_ref(), 0, 32_768)
            .check()?;
        let token = task_token.unwrap_or_default();
        let parsed = read_token(at, &token)?;
        let failure = Failure::of(error.map(Text::from), cause.map(Text::from));
        self.tell_task(&token, &parsed, |question| Happened::Finished(question, Err(failure)))?;
        Ok(SendTaskFailureOutput {})
    }

    /// SendTaskHeartbeat.
    pub(super) fn send_task_heartbeat(
        &self,
        at: &Caller<'_>,
        input: SendTaskHeartbeatInput,
    ) -> Result<SendTaskHeartbeatOutput, Error> {
        token(&mut Members::default(), input.task_token.as_ref()).check()?;
        let token = input.task_token.unwrap_or_default();
        let parsed = read_token(at, &token)?;
        self.tell_task(&token, &parsed, Happened::Beat)?;
        Ok(SendTaskHeartbeatOutput {})
    }

    /// Tells the task of a token what happened, if its execution still waits for it.
    fn tell_task(
        &self,
        token: &str,
        parsed: &TaskToken<String>,
        happened: impl FnOnce(Question) -> Happened,
    ) -> Result<(), Error> {
        let execution = self.execution_of(parsed).ok_or(Error::TaskDoesNotExist)?;
        let question = parsed.question;
        let told = self.drive_if(&execution, |run| run.awaits(question, token).then(|| happened(question)));
        if told { Ok(()) } else { Err(Error::TaskTimedOut) }
    }

    fn execution_of(&self, token: &TaskToken<String>) -> Option<Arc<Execution>> {
        let arn: Arn = token.execution.parse().ok()?;
        let region = self.shared.regions.find(&arn.scope)?;
        let executions = region.executions();
        executions.get(token.execution.as_str()).cloned()
    }
}

fn token<'m>(members: &'m mut Members, token: Option<&String>) -> &'m mut Members {
    members.required("taskToken", token).length("taskToken", token, 1, LONGEST_TOKEN)
}

/// A token is good in its own account and region only.
fn read_token(at: &Caller<'_>, text: &str) -> Result<TaskToken<String>, Error> {
    let own = |token: &TaskToken<String>| token.execution.parse().is_ok_and(|arn: Arn| arn.scope == at.scope);
    TaskToken::parse(text).filter(own).ok_or(Error::InvalidToken("Invalid token"))
}
