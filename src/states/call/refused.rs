//! How a task fails when what it calls refuses: the error's name and the cause, in the words of AWS's SDKs.
//! <https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html>

use uuid::Uuid;

use super::super::run::Failure;
use crate::aws::fault::{FRAMEWORK, Fault};

/// How errors of a service are named.
#[derive(Clone, Copy, Debug)]
pub struct Named {
    /// Before the dot: `SQS`.
    pub prefix: &'static str,
    /// In the cause: `AmazonSQS`.
    pub service: &'static str,
}

/// Errors that AWS's models don't have: SDKs give them the name of the service.
const UNMODELED: [&str; 4] =
    ["MissingRequiredParameterException", "InvalidParameterValueException", "MissingParameter", "InvalidAction"];

/// How optimized integrations name the errors of each service.
pub fn optimized_names(service: &str) -> Named {
    match service {
        "events" => Named { prefix: "EventBridge", service: "AmazonEventBridge" },
        "lambda" => Named { prefix: "Lambda", service: "AWSLambda" },
        "sns" => Named { prefix: "SNS", service: "AmazonSNS" },
        "sqs" => Named { prefix: "SQS", service: "AmazonSQS" },
        _ => Named { prefix: "StepFunctions", service: "AWSStepFunctions" },
    }
}

/// The failure of an optimized integration.
pub fn optimized(service: &str, fault: &Fault, request: Uuid) -> Failure {
    let Named { prefix, service } = optimized_names(service);
    let Fault { message, status, code, .. } = fault;
    let name = if is_modeled(fault) { exception(fault.shape) } else { format!("{service}Exception") };
    let told = format!("Service: {service}; Status Code: {status}; Error Code: {code}; Request ID: {request}");
    Failure::new(format!("{prefix}.{name}"), format!("{message} ({told}; Proxy: null)"))
}

/// The failure of an SDK integration; `service` is what SDKs put before the names of its classes.
pub fn of_sdk(service: &str, fault: &Fault, request: Uuid) -> Failure {
    let name = if is_modeled(fault) { exception(fault.shape) } else { format!("{service}Exception") };
    let Fault { message, status, .. } = fault;
    let mut told = format!("Service: {service}, Status Code: {status}, Request ID: {request}");
    if service == "S3" {
        // S3 names the machine that answered, too.
        told.push_str(&format!(", Extended Request ID: {}", request.simple()));
    }
    Failure::new(format!("{service}.{name}"), format!("{message} ({told}) (SDK Attempt Count: 1)"))
}

fn is_modeled(fault: &Fault) -> bool {
    fault.namespace != FRAMEWORK && !UNMODELED.contains(&fault.shape)
}

fn exception(shape: &str) -> String {
    if shape.ends_with("Exception") { shape.to_owned() } else { format!("{shape}Exception") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(namespace: &'static str, shape: &'static str, code: &'static str, status: u16) -> Fault {
        Fault { namespace, shape, code, ..Fault::framework(code, "No.").status(status) }
    }

    #[track_caller]
    fn check(failure: &Failure, error: &str, cause: &str) {
        assert_eq!((failure.error.as_deref(), failure.cause.as_deref()), (Some(error), Some(cause)));
    }

    #[test]
    fn names_and_causes() {
        let id = Uuid::nil();
        let absent = fault("", "StateMachineDoesNotExist", "StateMachineDoesNotExist", 400);
        check(
            &optimized("states", &absent, id),
            "StepFunctions.StateMachineDoesNotExistException",
            &format!(
                "No. (Service: AWSStepFunctions; Status Code: 400; Error Code: StateMachineDoesNotExist; Request ID: \
                 {id}; Proxy: null)"
            ),
        );
        check(
            &of_sdk("Sfn", &absent, id),
            "Sfn.StateMachineDoesNotExistException",
            &format!("No. (Service: Sfn, Status Code: 400, Request ID: {id}) (SDK Attempt Count: 1)"),
        );
        let topic = fault("n", "NotFoundException", "NotFound", 404);
        let failure = optimized("sns", &topic, id);
        assert_eq!(failure.error.as_deref(), Some("SNS.NotFoundException"));
        assert!(failure.cause.is_some_and(|cause| cause.contains("Status Code: 404; Error Code: NotFound;")));
        let missing = fault("n", "MissingRequiredParameterException", "MissingParameter", 400);
        assert_eq!(optimized("sqs", &missing, id).error.as_deref(), Some("SQS.AmazonSQSException"));
        assert_eq!(of_sdk("Sqs", &missing, id).error.as_deref(), Some("Sqs.SqsException"));
    }
}
