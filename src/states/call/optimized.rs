//! Optimized integrations that are one operation each: `sqs:sendMessage`, `sns:publish`, `events:putEvents`.
//! <https://docs.aws.amazon.com/step-functions/latest/dg/integrate-optimized.html>

use serde_json::{Map, Value};

use super::super::States;
use super::super::execution::Execution;
use super::super::run::{Failure, Json};
use super::answer::Meta;
use super::{refused, sdk, sorted, to_text};
use crate::aws::scope::Scope;
use crate::deliver::Operation;

/// How long SNS's XML is: of a topic, and what a number in a sequence adds.
const PUBLISHED: (usize, usize) = (294, 58);

impl States {
    /// Calls a service in the shape that Step Functions gives it.
    pub(super) async fn call_optimized(
        &self,
        execution: &Execution,
        at: &Scope,
        service: &'static str,
        action: &'static str,
        parameters: &Json,
    ) -> Result<Json, Failure> {
        let mut input = parameters.value().clone();
        let name = match (service, action) {
            ("sqs", "sendMessage") => {
                check_host(&input)?;
                input.get_mut("MessageBody").map(to_text);
                "SendMessage"
            }
            ("sns", "publish") => {
                for name in ["Message", "Subject"] {
                    input.get_mut(name).map(to_text);
                }
                "Publish"
            }
            ("events", "putEvents") => {
                for entry in input.get_mut("Entries").and_then(Value::as_array_mut).into_iter().flatten() {
                    fill_entry(entry, execution);
                }
                "PutEvents"
            }
            _ => return Err(sdk::unreachable(&format!("arn:aws:states:::{service}:{action}"))),
        };
        let operation = Operation { service, name: name.to_owned() };
        let answer = self.run_operation(at, &operation, &input).await;
        let request = self.shared.ids.uuid();
        let text = answer.map_err(|fault| refused::optimized(service, &fault, request))?;
        let members: Map<String, Value> = serde_json::from_str(&text).unwrap_or_default();
        let meta = match service {
            "events" => return put_events(members),
            "sns" => {
                let length = PUBLISHED.0 + if members.contains_key("SequenceNumber") { PUBLISHED.1 } else { 0 };
                Meta::new(request, self.now(), length, "text/xml")
            }
            _ => Meta::new(request, self.now(), text.len(), "application/x-amz-json-1.0"),
        };
        Ok(meta.add_to(members).into())
    }
}

/// Step Functions takes the host of a queue's URL seriously; here any will do, but a mere name is none.
fn check_host(input: &Value) -> Result<(), Failure> {
    match input["QueueUrl"].as_str() {
        Some(url) if !url.is_empty() && !url.contains('/') => {
            let text = format!("Unable to execute HTTP request: {url}: Name or service not known");
            Err(Failure::new("SQS.SdkClientException", text))
        }
        _ => Ok(()),
    }
}

/// An event tells in its resources where it comes from.
fn fill_entry(entry: &mut Value, execution: &Execution) {
    let Some(entry) = entry.as_object_mut() else { return };
    entry.get_mut("Detail").map(to_text);
    let resources = entry.entry("Resources").or_insert(Value::Null);
    if resources.is_null() {
        *resources = Value::Array(Vec::new());
    }
    if let Some(resources) = resources.as_array_mut() {
        let about = &execution.about;
        resources.extend([&about.machine_arn, &about.arn].map(|arn| Value::from(&**arn)));
    }
    sdk::read_times(entry);
}

/// One event that isn't taken fails the task, though the others are sent.
fn put_events(members: Map<String, Value>) -> Result<Json, Failure> {
    let failed = members.get("FailedEntryCount").and_then(Value::as_i64).unwrap_or_default() > 0;
    let answer = Json::new(Value::Object(sorted(members)));
    if failed { Err(Failure::new("EventBridge.FailedEntry", answer.text().clone())) } else { Ok(answer) }
}
