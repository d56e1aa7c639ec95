//! Tasks that are mocked: nobody is called, and the execution goes through what it would have gone through.
//! <https://docs.aws.amazon.com/step-functions/latest/dg/sfn-local-mock-cfg-file.html>

use std::sync::Arc;

use serde_json::{Value, json};

use super::super::States;
use super::super::asl::{Invocation, Pattern, StateKind};
use super::super::execution::{Execution, Kind};
use super::super::run::{Call, Failure, Happened, Json};

impl States {
    /// Tells an execution what a mocked task answers.
    pub(super) fn answer_mocked(&self, execution: &Arc<Execution>, call: Call, answer: Result<Json, Failure>) {
        let (states, told) = (self.clone(), Arc::clone(execution));
        let question = call.question;
        // In a task of its own, as what is called: an execution may have one mocked task after the other.
        execution.keep(question.frame, Kind::Call, || {
            self.shared.clock.spawn(async move {
                told.over(question.frame, Kind::Call);
                for happened in course(&call, answer) {
                    states.drive(&told, happened);
                }
            })
        });
    }
}

/// What happens to a task that answers so.
fn course(call: &Call, answer: Result<Json, Failure>) -> Vec<Happened> {
    let StateKind::Task(task) = &call.machine[call.state].kind else { return Vec::new() };
    let question = call.question;
    match (&task.resource.invocation, task.resource.pattern()) {
        (Invocation::Activity, _) => vec![
            Happened::Answered(question, Ok(call.parameters.clone())),
            Happened::Taken(question, None),
            Happened::Finished(question, answer),
        ],
        // What is called by its own ARN answers with its payload alone.
        (Invocation::Lambda, _) => vec![Happened::Answered(question, answer.map(payload))],
        (_, Pattern::RequestResponse) => vec![Happened::Answered(question, answer)],
        // The mocked answer is the last one. What the first one would have been, nobody says.
        (_, Pattern::Sync | Pattern::Sync2 | Pattern::WaitForTaskToken) => {
            let submitted = answer.clone().unwrap_or_else(|_| json!({}).into());
            vec![Happened::Answered(question, Ok(submitted)), Happened::Finished(question, answer)]
        }
    }
}

fn payload(answer: Json) -> Json {
    match answer.value().get("Payload") {
        Some(payload) => Value::clone(payload).into(),
        None => answer,
    }
}
