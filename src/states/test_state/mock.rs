//! What stands in for the work of a tested state: a result, which has to look like what the state gets from AWS, or an
//! error.
//! <https://docs.aws.amazon.com/step-functions/latest/apireference/API_MockInput.html>

use serde_json::Value;

use super::polled;
use super::shapes::{self, Mode};
use crate::states::api::{MockInput, TestStateInput};
use crate::states::asl;
use crate::states::asl::{Invocation, Pattern, State, StateKind};
use crate::states::check::Members;
use crate::states::error::Error;
use crate::states::run::{Failure, Json};

/// The optimized integrations whose result is no operation's response: AWS has no schema for it.
const UNSHAPED: [(&str, &str); 4] = [("apigateway", "invoke"), ("http", "invoke"), ("eks", "call"), ("eks", "runJob")];

/// Whether a mock goes together with the rest of a request.
///
/// # Errors
/// `ValidationException`.
pub fn check_alone(mock: &MockInput, is_mocked: bool, given: &TestStateInput) -> Result<(), Error> {
    let both = mock.result.is_some() && mock.error_output.is_some();
    // None of the two is as little a mock as both.
    let neither = !is_mocked && mock.field_validation_mode.is_some();
    if both || neither {
        let text = "A test mock should have only one of the following fields: [result, errorOutput].";
        return Err(Error::validation(text));
    }
    if let Some(output) = &mock.error_output {
        Members::default().required("mock.errorOutput.error", output.error.as_ref()).check()?;
    }
    if is_mocked && given.reveal_secrets == Some(true) {
        return Err(Error::validation("TestState does not support RevealSecrets when a mock is specified."));
    }
    if !is_mocked && given.context.is_some() {
        return Err(Error::validation("TestState does not support Context unless a mock is specified."));
    }
    Ok(())
}

/// What the state's work is to end with.
///
/// # Errors
/// `ValidationException` for a result that can't be the state's.
pub fn read(mock: MockInput, state: &State) -> Result<Option<Result<Json, Failure>>, Error> {
    let MockInput { result, error_output, field_validation_mode } = mock;
    if let Some(output) = error_output {
        return Ok(Some(Err(Failure::of(output.error.map(Into::into), output.cause.map(Into::into)))));
    }
    let Some(text) = result else { return Ok(None) };
    let result: Value =
        serde_json::from_str(&text).map_err(|_| Error::validation("Mocked result must be valid JSON"))?;
    let mode = match field_validation_mode.as_deref() {
        Some("NONE") => None,
        Some("PRESENT") => Some(Mode::Present),
        _ => Some(Mode::Strict),
    };
    check_result(&result, state, mode)?;
    Ok(Some(Ok(result.into())))
}

fn check_result(result: &Value, state: &State, mode: Option<Mode>) -> Result<(), Error> {
    const NO_OBJECT: &str = "Mocked result must be a JSON object.";
    let task = match &state.kind {
        StateKind::Map(map) if is_written(map) => {
            return if result.is_object() { Ok(()) } else { Err(Error::validation(NO_OBJECT)) };
        }
        StateKind::Map(_) | StateKind::Parallel(_) => {
            let right = result.is_array();
            return if right { Ok(()) } else { Err(Error::validation("Mocked result must be an array.")) };
        }
        StateKind::Task(task) => task,
        _ => return Ok(()),
    };
    let Some(mode) = mode else { return Ok(()) };
    let (service, action, pattern) = match &task.resource.invocation {
        Invocation::Optimized { integration, pattern } => (integration.service, integration.action, *pattern),
        Invocation::Sdk { service, action, pattern } => (&**service, &**action, *pattern),
        // A function and a worker answer what they like.
        Invocation::Lambda | Invocation::Activity => return Ok(()),
    };
    // So does whoever has a token.
    if pattern == Pattern::WaitForTaskToken || UNSHAPED.contains(&(service, action)) {
        return Ok(());
    }
    let found = match pattern {
        Pattern::RequestResponse => shapes::response(polled::sdk_name(service, action), action),
        _ => polled::shape(service, action),
    };
    let Some(shape) = found else {
        return Err(Error::validation(format!(
            "Mock result schema validation error: Eventyard doesn't know what {} answers. Specify NONE as the \
             fieldValidationMode.",
            task.resource.arn()
        )));
    };
    if !result.is_object() {
        return Err(Error::validation(NO_OBJECT));
    }
    // Step Functions has parsed what `.sync:2` gives, which is text in the model.
    let parsed: &[&str] = if pattern == Pattern::Sync2 { &["Input", "Output"] } else { &[] };
    shape
        .check(result, mode, parsed)
        .map_err(|why| Error::validation(format!("Mock result schema validation error: {why}")))
}

/// Whether the results of a map are written elsewhere, so that it gives where.
fn is_written(map: &asl::Map) -> bool {
    match &map.mode {
        asl::Mode::Distributed(distributed) => {
            distributed.result_writer.as_ref().is_some_and(|writer| writer.destination.is_some())
        }
        asl::Mode::Inline => false,
    }
}
