//! The context object that a test is given.
//! <https://docs.aws.amazon.com/step-functions/latest/dg/input-output-contextobject.html>

use serde_json::Value;

use crate::states::asl::{Invocation, Pattern, State, StateKind};
use crate::states::error::Error;

/// What a member of it has to be.
#[derive(Clone, Copy)]
enum Form {
    Text,
    Number,
    Any,
}

/// The members of each part.
const PARTS: [(&str, &[(&str, Form)]); 4] = [
    (
        "Execution",
        &[
            ("Id", Form::Text),
            ("Input", Form::Any),
            ("Name", Form::Text),
            ("RoleArn", Form::Text),
            ("StartTime", Form::Text),
            ("RedriveCount", Form::Number),
            ("RedriveTime", Form::Text),
        ],
    ),
    ("State", &[("EnteredTime", Form::Text), ("Name", Form::Text), ("RetryCount", Form::Number)]),
    ("StateMachine", &[("Id", Form::Text), ("Name", Form::Text)]),
    ("Task", &[("Token", Form::Text)]),
];

/// Reads the context object of a state.
///
/// # Errors
/// `ValidationException` where it can't be that of this state.
pub fn read(text: &str, state: &State) -> Result<Value, Error> {
    let context: Value =
        serde_json::from_str(text).map_err(|_| refused("Context object must be valid JSON".to_owned()))?;
    check(&context).map_err(refused)?;
    if context.get("Task").is_some() && !has_token(state) {
        let text = "Context object contains 'Task' when state is not a Task state with a '.sync' or \
                    '.waitForTaskToken' service integration pattern";
        return Err(refused(text.to_owned()));
    }
    Ok(context)
}

fn refused(why: String) -> Error {
    Error::validation(format!("Invalid Context object provided: {why}"))
}

fn check(context: &Value) -> Result<(), String> {
    let members = context.as_object().ok_or("Context object must be a JSON object")?;
    for (name, part) in members {
        if name == "Map" {
            return Err("'Map' field is not supported when mocking a Context object".to_owned());
        }
        let not_allowed = |name: &str| format!("Field '{name}' is not allowed");
        let (_, known) = PARTS.iter().find(|(known, _)| known == name).ok_or_else(|| not_allowed(name))?;
        let part = part.as_object().ok_or_else(|| format!("{name} must be an object"))?;
        for (member, value) in part {
            let (_, form) = known.iter().find(|(known, _)| known == member).ok_or_else(|| not_allowed(member))?;
            match form {
                Form::Text if !value.is_string() => return Err(format!("{name}.{member} must be a string")),
                Form::Number if !value.is_number() => return Err(format!("{name}.{member} must be a number")),
                _ => {}
            }
        }
    }
    Ok(())
}

fn has_token(state: &State) -> bool {
    match &state.kind {
        StateKind::Task(task) => {
            task.resource.pattern() != Pattern::RequestResponse
                || matches!(task.resource.invocation, Invocation::Activity)
        }
        _ => false,
    }
}
