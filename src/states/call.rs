//! The calls of tasks.
//! <https://docs.aws.amazon.com/step-functions/latest/dg/integrate-services.html>

use std::sync::Arc;

use super::States;
use super::execution::{Execution, Kind};
use super::run::{Call, Failure, Happened};
use crate::aws::time::Time;

impl States {
    /// Calls what a task names, and tells its execution the answer.
    pub(super) fn make_call(&self, execution: &Arc<Execution>, _now: Time, call: Call) {
        let (states, told) = (self.clone(), Arc::clone(execution));
        let question = call.question;
        execution.keep(question.frame, Kind::Call, || {
            self.shared.clock.spawn(async move {
                let answer = Err(Failure::runtime("Eventyard makes no calls yet."));
                told.over(question.frame, Kind::Call);
                states.drive(&told, Happened::Answered(question, answer));
            })
        });
    }
}
