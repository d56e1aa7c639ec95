//! SDK integrations: any operation of any service, its members named as AWS's SDKs name them.
//! <https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html>

use serde_json::{Map, Value};

use super::super::States;
use super::super::run::{Failure, Json};
use super::{refused, to_text};
use crate::aws::scope::Scope;
use crate::aws::time::Time;
use crate::deliver::Operation;

/// What SDKs put before the names of a service's classes, by the service's name in ARNs.
const CLASSES: [(&str, &str); 9] = [
    ("events", "EventBridge"),
    ("lambda", "Lambda"),
    ("pipes", "Pipes"),
    ("s3", "S3"),
    ("scheduler", "Scheduler"),
    ("secretsmanager", "SecretsManager"),
    ("sns", "Sns"),
    ("sqs", "Sqs"),
    ("states", "Sfn"),
];

/// Members that are strings: an object there is sent as JSON.
const TEXTS: [&str; 14] = [
    "Body",
    "Definition",
    "Detail",
    "EventPattern",
    "FilterPolicy",
    "Input",
    "InputTemplate",
    "Message",
    "MessageBody",
    "Output",
    "Payload",
    "Policy",
    "RedrivePolicy",
    "ResourcePolicy",
];

/// Abbreviations at the beginning of a name, which AWS's models write in capitals and its SDKs don't.
const CAPITALS: [(&str, &str); 4] = [("ARN", "Arn"), ("AWS", "Aws"), ("KMS", "Kms"), ("MD5", "Md5")];

/// Members whose own members are the user's.
const MAPS: [&str; 6] = ["Attributes", "Detail", "MessageAttributes", "MessageSystemAttributes", "Metadata", "Tags"];

/// The services that tell times as numbers, where SDK integrations have texts.
const TIMED: [&str; 4] = ["events", "scheduler", "secretsmanager", "states"];

impl States {
    /// Calls an operation by its name in AWS's SDKs.
    pub(super) async fn call_sdk(
        &self,
        at: &Scope,
        service: &str,
        action: &str,
        parameters: &Json,
    ) -> Result<Json, Failure> {
        let operation = Operation::of_sdk(service, action).filter(|operation| self.shared.courier.has(operation));
        let Some(operation) = operation else {
            return Err(unreachable(&format!("arn:aws:states:::aws-sdk:{service}:{action}")));
        };
        let timed = TIMED.contains(&operation.service);
        let mut input = parameters.value().clone();
        write(&mut input, timed);
        let answer = self.run_operation(at, &operation, &input).await;
        let text = answer.map_err(|fault| refused::of_sdk(class(operation.service), &fault, self.shared.ids.uuid()))?;
        let mut output: Value = serde_json::from_str(&text).unwrap_or_default();
        read(&mut output, timed);
        Ok(if output.is_null() { Value::Object(Map::new()).into() } else { output.into() })
    }
}

/// The failure of a task that calls what can't be called here; only lenient servers have such tasks.
pub fn unreachable(resource: &str) -> Failure {
    Failure::new("States.TaskFailed", format!("Eventyard can't call {resource}."))
}

fn class(service: &str) -> &'static str {
    CLASSES.iter().find(|(known, _)| *known == service).map_or("Aws", |(_, class)| class)
}

/// Makes parameters what the operation reads.
fn write(value: &mut Value, timed: bool) {
    match value {
        Value::Object(members) => {
            *members = std::mem::take(members).into_iter().map(|(name, value)| (capital(name), value)).collect();
            for (name, value) in members.iter_mut() {
                match value {
                    Value::Object(_) | Value::Array(_) if TEXTS.contains(&name.as_str()) => to_text(value),
                    Value::Object(inner) if MAPS.contains(&name.as_str()) => {
                        // A queue's attributes are strings, a policy among them too.
                        inner.values_mut().filter(|_| name == "Attributes").for_each(to_text);
                    }
                    _ => write(value, timed),
                }
            }
            if timed {
                read_times(members);
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| write(item, timed)),
        _ => {}
    }
}

/// Makes an answer what SDK integrations show.
fn read(value: &mut Value, timed: bool) {
    match value {
        Value::Object(members) => {
            *members = std::mem::take(members)
                .into_iter()
                .map(|(name, mut value)| {
                    if !MAPS.contains(&name.as_str()) || value.is_array() {
                        read(&mut value, timed);
                    }
                    if timed && is_time(&name) {
                        show_time(&mut value);
                    }
                    (small(name), value)
                })
                .collect();
        }
        Value::Array(items) => items.iter_mut().for_each(|item| read(item, timed)),
        _ => {}
    }
}

fn is_time(name: &str) -> bool {
    ["Date", "Time", "Timestamp"].iter().any(|end| name.ends_with(end))
}

fn show_time(value: &mut Value) {
    if let Some(seconds) = value.as_f64() {
        *value = Time::from_millis((seconds * 1000.0).round() as i64).to_string().into();
    }
}

/// Times that are told as texts become the numbers that operations read.
pub fn read_times(members: &mut Map<String, Value>) {
    for (name, value) in members {
        if is_time(name)
            && let Some(time) = value.as_str().and_then(Time::parse)
        {
            *value = (time.millis() as f64 / 1000.0).into();
        }
    }
}

fn capital(name: String) -> String {
    let found = CAPITALS.iter().find_map(|(upper, lower)| name.strip_prefix(lower).map(|rest| (upper, rest)));
    // `Arn` itself is a name of its own in most services.
    match found.filter(|(upper, _)| **upper != "ARN") {
        Some((upper, rest)) => format!("{upper}{rest}"),
        None => name,
    }
}

fn small(name: String) -> String {
    match CAPITALS.iter().find_map(|(upper, lower)| name.strip_prefix(upper).map(|rest| (lower, rest))) {
        Some((lower, rest)) => format!("{lower}{rest}"),
        None => name,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn parameters_as_operations_read_them() {
        let mut input = json!({
            "Input": { "a": 1 },
            "AwsAccountIds": ["1"],
            "StartDate": "2027-01-01T00:00:00.500Z",
            "Target": { "Arn": "a", "Input": "s" },
            "Attributes": { "Md5": { "maxReceiveCount": 3 }, "VisibilityTimeout": 30 },
        });
        write(&mut input, true);
        let expected = json!({
            "Input": "{\"a\":1}",
            "AWSAccountIds": ["1"],
            "StartDate": 1_798_761_600.5,
            "Target": { "Arn": "a", "Input": "s" },
            "Attributes": { "Md5": "{\"maxReceiveCount\":3}", "VisibilityTimeout": "30" },
        });
        assert_eq!(input, expected);
    }

    #[test]
    fn answers_as_sdks_show_them() {
        let mut output = json!({
            "StartDate": 1_798_761_600.5,
            "ARN": "a",
            "Messages": [{ "MD5OfBody": "m", "Attributes": { "MD5": "1", "SentTime": 3 } }],
        });
        read(&mut output, true);
        let expected = json!({
            "StartDate": "2027-01-01T00:00:00.500Z",
            "Arn": "a",
            "Messages": [{ "Md5OfBody": "m", "Attributes": { "MD5": "1", "SentTime": 3 } }],
        });
        assert_eq!(output, expected);
    }
}
