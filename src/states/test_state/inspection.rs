//! What TestState answers: how the state ended, and what was seen of its data.
//! <https://docs.aws.amazon.com/step-functions/latest/apireference/API_InspectionData.html>

use serde_json::{Map, Value};

use super::raw::Raw;
use crate::aws::text::Text;
use crate::states::api::*;
use crate::states::execution::Execution;
use crate::states::run::{Run, Seen, Status, TIMEOUT, Trial};

/// What is told of a test that has ended.
pub fn answer(execution: &Execution, level: Option<&str>) -> TestStateOutput {
    let run = execution.run();
    let Some(trial) = run.trial.as_deref() else { return TestStateOutput::default() };
    let seen = &trial.seen;
    let status = match (run.status, seen.backoff) {
        (Status::Succeeded, _) if seen.catch.is_some() => "CAUGHT_ERROR",
        (Status::Succeeded, _) => "SUCCEEDED",
        (Status::Failed, Some(_)) => "RETRIABLE",
        _ => "FAILED",
    };
    let is_caught = run.status == Status::Succeeded && seen.catch.is_some();
    let failure = if is_caught { seen.failure.as_ref() } else { run.failure.as_ref() };
    let text = |text: Option<&Text>| text.map(Text::to_string);
    let late = (run.status == Status::TimedOut).then(|| TIMEOUT.to_owned());
    let raw = Raw::of(&trial.given);
    TestStateOutput {
        output: run.output.as_ref().map(|output| raw.text(output)),
        error: late.or_else(|| text(failure.and_then(|failure| failure.error.as_ref()))),
        cause: text(failure.and_then(|failure| failure.cause.as_ref())),
        inspection_data: level.filter(|level| *level != "INFO").map(|level| {
            let with_http = level == "TRACE";
            inspected(&run, trial, &raw, with_http)
        }),
        next_state: text(seen.next.as_ref()),
        status: Some(status.to_owned()),
    }
}

fn inspected(run: &Run, trial: &Trial, raw: &Raw, with_http: bool) -> InspectionData {
    let seen = &trial.seen;
    let data = |name: &str| seen.data.iter().find(|(known, _)| *known == name).map(|(_, json)| raw.text(json));
    let exchange = seen.exchange.as_ref().filter(|_| with_http);
    let number = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
    InspectionData {
        input: Some(run.about.input.text().to_string()),
        after_arguments: data("afterArguments"),
        after_input_path: data("afterInputPath"),
        after_parameters: data("afterParameters"),
        result: data("result"),
        after_result_selector: data("afterResultSelector"),
        after_result_path: data("afterResultPath"),
        request: exchange.map(|exchange| InspectionDataRequest {
            protocol: Some(exchange.protocol.clone()),
            method: Some(exchange.method.clone()),
            url: Some(exchange.url.clone()),
            headers: Some(exchange.headers.clone()),
            body: Some(exchange.body.clone()).filter(|body| !body.is_empty()),
        }),
        response: exchange.and_then(|exchange| {
            exchange.response.as_ref().map(|response| InspectionDataResponse {
                protocol: Some(exchange.protocol.clone()),
                status_code: Some(response.status_code.clone()),
                status_message: Some(response.status_message.clone()),
                headers: Some(response.headers.clone()),
                body: Some(response.body.clone()),
            })
        }),
        variables: variables(trial),
        error_details: details(seen),
        after_items_path: data("afterItemsPath"),
        after_item_selector: data("afterItemSelector"),
        after_item_batcher: data("afterItemBatcher"),
        after_items_pointer: data("afterItemsPointer"),
        tolerated_failure_count: seen.tolerated_failure_count.map(number),
        tolerated_failure_percentage: seen.tolerated_failure_percentage,
        max_concurrency: seen.max_concurrency.map(number),
    }
}

fn variables(trial: &Trial) -> Option<String> {
    let all = trial.variables.iter().map(|(name, value)| (name.to_string(), value.value().clone()));
    let all: Map<String, Value> = all.collect();
    (!all.is_empty()).then(|| Value::Object(all).to_string())
}

fn details(seen: &Seen) -> Option<InspectionErrorDetails> {
    let place = |place: usize| i64::try_from(place).unwrap_or(i64::MAX);
    (seen.catch.is_some() || seen.retry.is_some()).then(|| InspectionErrorDetails {
        catch_index: seen.catch.map(place),
        retry_index: seen.retry.map(place),
        retry_backoff_interval_seconds: seen.backoff.map(|delay| i64::try_from(delay.as_secs()).unwrap_or(i64::MAX)),
    })
}
