//! RedriveExecution: an execution that failed begins again where it did.
//! <https://docs.aws.amazon.com/step-functions/latest/dg/redrive-executions.html>

use std::time::Duration;

use super::States;
use super::api::*;
use super::check::Members;
use super::error::Error;
use super::run::{About, Run, Status};
use crate::aws::scope::Caller;
use crate::aws::text::Text;
use crate::aws::time::{Epoch, Time};

/// An execution can be redriven for so long after its end.
const PERIOD: Duration = Duration::from_secs(14 * 86_400);

/// An execution can be redriven for so long after its beginning.
const LONGEST: Duration = Duration::from_secs(365 * 86_400);

/// With so many events there is no room for what would follow.
const MOST_EVENTS: u64 = 24_999;

/// For so long a client's token stands for the redrive that it came with.
const TOKEN_LIFE: Duration = Duration::from_secs(15 * 60);

/// So many tokens are known.
const TOKENS: usize = 10;

/// Whether an execution can be redriven.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Redrive {
    /// It can.
    Possible,
    /// It can, by a redrive of the execution that its map run belongs to.
    ByMapRun,
    /// It runs, or has done what it had to do.
    Never(Status),
    /// Its state machine is being deleted.
    Deleting,
    /// Its history is too long.
    History,
    /// It began too long ago.
    Begun,
    /// It ended too long ago.
    Ended,
}

impl Redrive {
    /// Whether an execution can be redriven now; whether its state machine is being deleted.
    pub fn of(about: &About, run: &Run, deleting: bool, now: Time) -> Self {
        let ended = run.stopped.unwrap_or(now);
        match run.status {
            Status::Running | Status::Succeeded => Redrive::Never(run.status),
            _ if deleting => Redrive::Deleting,
            _ if run.history.count() >= MOST_EVENTS => Redrive::History,
            _ if now.since(about.started) >= LONGEST => Redrive::Begun,
            _ if now.since(ended) > PERIOD => Redrive::Ended,
            _ if about.is_child() => Redrive::ByMapRun,
            _ => Redrive::Possible,
        }
    }

    /// AWS's word.
    pub fn status(self) -> &'static str {
        match self {
            Redrive::Possible => "REDRIVABLE",
            Redrive::ByMapRun => "REDRIVABLE_BY_MAP_RUN",
            _ => "NOT_REDRIVABLE",
        }
    }

    /// Why not, in AWS's words.
    pub fn reason(self) -> Option<String> {
        let text = match self {
            Redrive::Possible | Redrive::ByMapRun => return None,
            Redrive::Never(status) => return Some(format!("Execution is {} and cannot be redriven", status.name())),
            Redrive::Deleting => "State machine is in DELETING status",
            Redrive::History => "Execution history event limit exceeded",
            Redrive::Begun => "Execution has exceeded the max execution time",
            Redrive::Ended => "Execution redrivable period exceeded",
        };
        Some(text.to_owned())
    }
}

impl States {
    /// RedriveExecution. With the token of an earlier redrive it is that one once more.
    pub(super) fn redrive_execution(
        &self,
        at: &Caller<'_>,
        input: RedriveExecutionInput,
    ) -> Result<RedriveExecutionOutput, Error> {
        let RedriveExecutionInput { execution_arn, client_token } = input;
        let is_printable = |text: &str| text.bytes().all(|byte| (b'!'..=b'~').contains(&byte));
        Members::default()
            .arn("executionArn", execution_arn.as_ref())
            .length("clientToken", client_token.as_ref(), 1, 64)
            .pattern("clientToken", client_token.as_ref(), is_printable, "[!-~]+")
            .check()?;
        let execution = self.execution(at, execution_arn.as_deref().unwrap_or_default())?;
        let now = self.now();
        let known = |run: &Run| {
            let token = client_token.as_deref()?;
            let known = run.redrive_tokens.iter().find(|(known, _)| **known == *token);
            known.map(|(_, redriven)| *redriven).filter(|redriven| now.since(*redriven) < TOKEN_LIFE)
        };
        let (machine, about) = (&execution.machine, &execution.about);
        let answer = |redriven| Ok(RedriveExecutionOutput { redrive_date: Some(Epoch(redriven)) });
        let deleting = machine.state().deleting;
        if let Some(redriven) = known(&execution.run()) {
            return answer(redriven);
        }
        let refuse = |redrive: Redrive| match redrive {
            Redrive::Possible => Ok(()),
            Redrive::ByMapRun => Err("Execution can only be redriven by its Map Run".to_owned()),
            redrive => Err(redrive.reason().unwrap_or_default()),
        };
        let refuse = |run: &Run| refuse(Redrive::of(about, run, deleting, now)).map_err(Error::ExecutionNotRedrivable);
        refuse(&execution.run())?;
        self.begin(machine)?;
        // Of two at the same time one finds it running.
        let begun = {
            let mut run = execution.run();
            refuse(&run).map(|()| {
                if let Some(token) = client_token {
                    run.redrive_tokens.truncate(TOKENS - 1);
                    run.redrive_tokens.insert(0, (Text::from(token), now));
                }
                self.redriven(&execution, &mut run, now)
            })
        };
        match begun {
            Ok(effects) => self.go_on_after_redrive(&execution, effects),
            Err(refused) => {
                self.unbegin(machine);
                return Err(refused);
            }
        }
        answer(now)
    }
}
