//! What other services may deliver to a state machine: the input of an execution, by the machine's ARN or that of one of
//! its versions or aliases.

use super::call::caller;
use super::executions::{Begin, read_input};
use super::{Error, States};
use crate::aws::arn::Arn;
use crate::aws::fault::Fault;
use crate::aws::time::Time;
use crate::deliver::{Answer, Cause, Delivery, Handed, Refusal, Target};

impl Target for States {
    fn deliver(&self, _: Time, to: &Arn, delivery: &Delivery) -> Handed {
        Handed::Now(self.take(to, delivery))
    }
}

impl States {
    /// Starts an execution with what is delivered.
    fn take(&self, to: &Arn, delivery: &Delivery) -> Answer {
        let begun = self.start(&caller(&to.scope), &to.to_string()).and_then(|start| {
            let input = read_input(Some(delivery.body.to_string()))?;
            let trace = delivery.trace.as_deref();
            self.begin_execution(&to.scope, Begin { start, name: None, input, sync: false, parent: None, trace })
        });
        begun.map(drop).map_err(refusal)
    }
}

/// What a state machine refuses once it will refuse again.
fn refusal(error: Error) -> Refusal {
    let cause = match error {
        Error::StateMachineDoesNotExist(_) | Error::StateMachineDeleting(_) => Cause::NoResource,
        Error::InvalidExecutionInput(_) => Cause::InvalidParameter,
        _ => Cause::SdkClientError,
    };
    Refusal::from(Fault::from(error)).because(cause)
}
