//! The calls of tasks: whatever a task's resource is, it is called here, and its execution is told the answer.
//! <https://docs.aws.amazon.com/step-functions/latest/dg/integrate-services.html>

mod answer;
mod connection;
mod endpoint;
mod lambda;
mod mocked;
mod nested;
mod optimized;
mod reach;
mod refused;
mod sdk;

use std::sync::Arc;

use serde_json::{Map, Value};

use super::States;
use super::asl::{Invocation, StateKind};
use super::execution::{Execution, Kind};
use super::run::{Call, Failure, Happened, Json};
use crate::aws::arn::Arn;
use crate::aws::scope::{Caller, Protocol, Scope, is_account};
use crate::deliver::{Answered, Operation};

impl States {
    /// Calls what a task names, and tells its execution the answer.
    pub(super) fn make_call(&self, execution: &Arc<Execution>, call: Call) {
        let StateKind::Task(task) = &call.machine[call.state].kind else { return };
        if let Some(answer) = execution.test_case.as_ref().and_then(|case| case.answer(&call.machine[call.state].name))
        {
            return self.answer_mocked(execution, call, answer);
        }
        if matches!(task.resource.invocation, Invocation::Activity) {
            return self.schedule_activity(execution, &call, task.resource.arn());
        }
        let (states, told) = (self.clone(), Arc::clone(execution));
        let question = call.question;
        execution.keep(question.frame, Kind::Call, || {
            self.shared.clock.spawn(async move {
                let answer = states.answer_of(&told, &call).await;
                told.over(question.frame, Kind::Call);
                states.drive(&told, Happened::Answered(question, answer));
            })
        });
    }

    async fn answer_of(&self, execution: &Arc<Execution>, call: &Call) -> Result<Json, Failure> {
        let StateKind::Task(task) = &call.machine[call.state].kind else {
            return Err(Failure::runtime("Only tasks make calls."));
        };
        let at = scope_of(call, &execution.about.scope);
        match &task.resource.invocation {
            Invocation::Lambda => self.invoke_by_arn(&at, task.resource.arn(), &call.parameters).await,
            Invocation::Optimized { integration, pattern } => match (integration.service, integration.action) {
                ("states", "startExecution") => self.start_nested(execution, call, *pattern, &at),
                ("lambda", "invoke") => self.invoke(&at, &call.parameters).await,
                ("http", "invoke") => self.invoke_endpoint(&at, &call.parameters).await,
                (service, action) => self.call_optimized(execution, &at, service, action, &call.parameters).await,
            },
            Invocation::Sdk { service, action, .. } => self.call_sdk(&at, service, action, &call.parameters).await,
            // Workers end these.
            Invocation::Activity => Ok(call.parameters.clone()),
        }
    }

    /// Runs an operation. It may wait as a request does, so the task that calls isn't counted busy meanwhile.
    async fn run_operation(&self, at: &Scope, operation: &Operation, input: &Value) -> Answered {
        let called = self.shared.courier.call_operation(at, operation, input.to_string());
        self.shared.clock.guest(called).await
    }
}

/// Where a call is made: in the execution's region, and in the account of the role that the state names.
fn scope_of(call: &Call, own: &Scope) -> Scope {
    let role = call.role.as_deref().and_then(|role| role.parse::<Arn>().ok());
    match role.filter(|role| is_account(&role.scope.account)) {
        Some(role) => Scope { account: role.scope.account, region: own.region.clone() },
        None => own.clone(),
    }
}

/// Step Functions as the caller of one of its own operations.
pub(super) fn caller(at: &Scope) -> Caller<'static> {
    Caller {
        scope: at.clone(),
        scheme: "http",
        host: "",
        path: "/",
        trace: None,
        protocol: Protocol::Json,
        signed: true,
    }
}

/// Where a string is wanted, anything else goes as compact JSON; null is as good as nothing.
fn to_text(value: &mut Value) {
    if !value.is_string() && !value.is_null() {
        *value = Value::String(value.to_string());
    }
}

/// The same members in the order of their names.
fn sorted(members: Map<String, Value>) -> Map<String, Value> {
    let mut members: Vec<(String, Value)> = members.into_iter().collect();
    members.sort_unstable_by(|(one, _), (other, _)| one.cmp(other));
    members.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_no_string_goes_as_compact_json() {
        for (given, expected) in [
            (json!("a \"b\""), json!("a \"b\"")),
            (json!({ "b": [1, null] }), json!("{\"b\":[1,null]}")),
            (json!(1.5), json!("1.5")),
            (json!(true), json!("true")),
            (Value::Null, Value::Null),
        ] {
            let mut value = given;
            to_text(&mut value);
            assert_eq!(value, expected);
        }
    }
}
