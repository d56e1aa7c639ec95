//! What distributed maps write: files of results in a bucket, the manifest that names them, and what a redrive adds.

use serde_json::{Value, json};

use super::distributed::{above, described, failure, history, map, output, processor, start};
use crate::support::{Bucket, States, Yard};

/// A map whose results go to the bucket `out`, under a prefix.
fn writing(more: Value) -> Value {
    let mut definition = map(json!({ "Label": "L", "ToleratedFailureCount": 1 }));
    let mut writer = json!({
        "Resource": "arn:aws:states:::s3:putObject",
        "Parameters": { "Bucket": "out", "Prefix": "jobs" },
    });
    for (name, value) in more.as_object().expect("an object") {
        writer[name] = value.clone();
    }
    definition["States"]["M"]["ResultWriter"] = writer;
    definition
}

/// The ARN of the only map run of an execution.
fn run_of(states: &States, arn: &str) -> String {
    let listed = states.ok("ListMapRuns", json!({ "executionArn": arn }));
    listed["mapRuns"][0]["mapRunArn"].as_str().expect("an ARN").to_owned()
}

/// Where the files of a map run are.
fn folder(run: &str) -> String {
    format!("jobs/{}", run.rsplit(':').next().expect("an id"))
}

fn written(states: &States, run: &str) -> [Value; 2] {
    let shown = states.ok("DescribeMapRun", json!({ "mapRunArn": run }));
    ["executionCounts", "itemCounts"].map(|counts| shown[counts]["resultsWritten"].clone())
}

/// Members of each record in a file.
fn records(bucket: &Bucket, key: &str, members: [&str; 3]) -> Vec<[Value; 3]> {
    let file = bucket.json(key);
    let records = file.as_array().expect("an array").iter();
    records.map(|record| members.map(|member| record[member].clone())).collect()
}

#[test]
fn files_by_how_children_ended() {
    let yard = Yard::json();
    let (states, bucket) = (States::new(&yard), Bucket::new(&yard, "out"));
    let mut definition = writing(json!({}));
    definition["States"]["M"]["ItemProcessor"] = processor("STANDARD", above(2));
    let arn = start(&states, "m", &definition, &json!([1, 3, 2]));
    let run = run_of(&states, &arn);
    let folder = folder(&run);
    let manifest = format!("{folder}/manifest.json");
    assert_eq!(
        output(&states, &arn),
        json!({ "MapRunArn": run, "ResultWriterDetails": { "Bucket": "out", "Key": manifest } })
    );
    let (good, bad) = (format!("{folder}/SUCCEEDED_0.json"), format!("{folder}/FAILED_0.json"));
    assert_eq!(
        bucket.json(&manifest),
        json!({
            "DestinationBucket": "out",
            "MapRunArn": run,
            "ResultFiles": {
                "FAILED": [{ "Key": bad, "Size": bucket.text(&bad).len() }],
                "PENDING": [],
                "SUCCEEDED": [{ "Key": good, "Size": bucket.text(&good).len() }],
            },
        })
    );
    let first = &bucket.json(&good)[0];
    let child = first["ExecutionArn"].as_str().expect("an ARN");
    let now = described(&states, child);
    assert_eq!(
        *first,
        json!({
            "ExecutionArn": child,
            "Input": "1",
            "InputDetails": { "Included": true },
            "Name": now["name"],
            "Output": "1",
            "OutputDetails": { "Included": true },
            "RedriveCount": 0,
            "RedriveStatus": "NOT_REDRIVABLE",
            "RedriveStatusReason": "Execution is SUCCEEDED and cannot be redriven",
            "StartDate": first["StartDate"],
            "StateMachineArn": states.arn("stateMachine:m/L"),
            "Status": "SUCCEEDED",
            "StopDate": first["StopDate"],
        })
    );
    let told = records(&bucket, &bad, ["Input", "Error", "RedriveStatus"]);
    assert_eq!(told, [[json!("3"), json!("Bad"), json!("REDRIVABLE_BY_MAP_RUN")]]);
    assert_eq!(written(&states, &run), [3, 3]);
}

#[test]
fn outputs_alone_and_line_by_line() {
    let yard = Yard::json();
    let (states, bucket) = (States::new(&yard), Bucket::new(&yard, "out"));
    let text = |name: &str, config: Value, file: &str| {
        let definition = writing(json!({ "WriterConfig": config }));
        let arn = start(&states, name, &definition, &json!([[1, 2], "x"]));
        bucket.text(&format!("{}/{file}", folder(&run_of(&states, &arn))))
    };
    let config = |form: &str, kind: &str| json!({ "Transformation": form, "OutputType": kind });
    assert_eq!(text("a", config("COMPACT", "JSON"), "SUCCEEDED_0.json"), "[[1,2],\"x\"]");
    assert_eq!(text("b", config("FLATTEN", "JSON"), "SUCCEEDED_0.json"), "[1,2,\"x\"]");
    assert_eq!(text("c", config("FLATTEN", "JSONL"), "SUCCEEDED_0.jsonl"), "1\n2\n\"x\"\n");
    assert_eq!(text("d", config("NONE", "JSONL"), "SUCCEEDED_0.jsonl").lines().count(), 2);
}

#[test]
fn a_redrive_writes_what_is_new_and_names_all() {
    let yard = Yard::json();
    let (states, bucket) = (States::new(&yard), Bucket::new(&yard, "out"));
    let mut definition = writing(json!({}));
    let state = &mut definition["States"]["M"];
    state["MaxConcurrency"] = json!(1);
    state["ToleratedFailureCount"] = json!(0);
    let task = json!({
        "Type": "Task",
        "Resource": "arn:aws:states:::sqs:sendMessage",
        "Parameters": { "QueueUrl.$": "$", "MessageBody": "m" },
        "OutputPath": null,
        "End": true,
    });
    state["ItemProcessor"] = processor("STANDARD", task);
    let url = |name: &str| yard.ok("CreateQueue", json!({ "QueueName": name }))["QueueUrl"].clone();
    let one = url("one");
    let two = json!(one.as_str().expect("a URL").replace("/one", "/two"));
    let arn = start(&states, "m", &definition, &json!([one, two, one]));
    assert_eq!(failure(&states, &arn).0, "States.ExceedToleratedFailureThreshold");
    let input = |url: &Value| json!(url.to_string());
    let run = run_of(&states, &arn);
    let folder = folder(&run);
    let file = |name: &str| format!("{folder}/{name}_0.json");
    assert_eq!(
        records(&bucket, &file("SUCCEEDED"), ["Input", "Status", "Error"]),
        [[input(&one), json!("SUCCEEDED"), Value::Null]]
    );
    assert_eq!(
        records(&bucket, &file("FAILED"), ["Input", "Status", "Error"]),
        [[input(&two), json!("FAILED"), json!("SQS.QueueDoesNotExistException")]]
    );
    let pending = json!([{ "Input": input(&one), "InputDetails": { "Included": true }, "Status": "PENDING" }]);
    assert_eq!(bucket.json(&file("PENDING")), pending);
    assert_eq!(written(&states, &run), [3, 3]);

    url("two");
    yard.advance(60);
    states.ok("RedriveExecution", json!({ "executionArn": arn }));
    yard.advance(0);
    let manifest = format!("{folder}/Redrive-1/manifest.json");
    assert_eq!(output(&states, &arn)["ResultWriterDetails"]["Key"], manifest.as_str());
    let again = format!("{folder}/Redrive-1/SUCCEEDED_0.json");
    let told = records(&bucket, &again, ["Input", "RedriveCount", "Status"]);
    assert_eq!(told, [[input(&two), json!(1), json!("SUCCEEDED")], [input(&one), json!(0), json!("SUCCEEDED")]]);
    assert!(bucket.json(&again)[0]["RedriveDate"].is_string());
    let files = &bucket.json(&manifest)["ResultFiles"];
    let keys = |name: &str| -> Vec<Value> {
        files[name].as_array().expect("files").iter().map(|file| file["Key"].clone()).collect()
    };
    assert_eq!(keys("SUCCEEDED"), [json!(file("SUCCEEDED")), json!(again)]);
    assert_eq!((keys("FAILED").len(), keys("PENDING").len()), (0, 0));
    assert_eq!(written(&states, &run), [3, 3]);
    let redriven = history(&states, &arn).iter().filter(|event| event.ends_with("MapRunRedriven")).count();
    assert_eq!(redriven, 1);
}

#[test]
fn what_a_stopped_map_run_had_done() {
    let yard = Yard::json();
    let (states, bucket) = (States::new(&yard), Bucket::new(&yard, "out"));
    let mut definition = writing(json!({}));
    definition["States"]["M"]["MaxConcurrency"] = json!(1);
    definition["States"]["M"]["ItemProcessor"] = processor("EXPRESS", super::distributed::wait(10));
    let arn = start(&states, "m", &definition, &json!([1, 2]));
    states.ok("StopExecution", json!({ "executionArn": arn }));
    yard.advance(0);
    let folder = folder(&run_of(&states, &arn));
    let told = records(&bucket, &format!("{folder}/FAILED_0.json"), ["Input", "Status", "RedriveStatus"]);
    assert_eq!(told, [[json!("1"), json!("ABORTED"), Value::Null]]);
    assert_eq!(bucket.json(&format!("{folder}/PENDING_0.json"))[0]["Input"], "2");
}

#[test]
fn a_bucket_that_is_not_there_fails_the_map_at_once() {
    let yard = Yard::json();
    let states = States::new(&yard);
    let arn = start(&states, "m", &writing(json!({})), &json!([1]));
    let (error, cause) = failure(&states, &arn);
    assert_eq!(error, "States.ResultWriterFailed");
    assert!(cause.starts_with("The specified bucket does not exist (Service: S3, Status Code: 404"), "{cause}");
    assert_eq!(history(&states, &arn)[3..6], ["4 3 MapRunStarted", "5 4 MapRunFailed", "6 5 MapStateFailed"]);
    let told = states.ok("DescribeMapRun", json!({ "mapRunArn": run_of(&states, &arn) }));
    assert_eq!((&told["status"], &told["executionCounts"]["total"]), (&json!("FAILED"), &json!(0)));
}

#[test]
fn what_is_too_long_for_a_state_needs_a_bucket() {
    let yard = Yard::json();
    let (states, bucket) = (States::new(&yard), Bucket::new(&yard, "out"));
    let items: Vec<Value> = (0..4).map(|_| json!("x".repeat(50_000))).collect();
    let mut definition = map(json!({ "ItemSelector": { "a.$": "$$.Map.Item.Value", "b.$": "$$.Map.Item.Value" } }));
    let arn = start(&states, "m", &definition, &json!(items));
    assert_eq!(failure(&states, &arn).0, "States.DataLimitExceeded");
    definition["States"]["M"]["ResultWriter"] = writing(json!({}))["States"]["M"]["ResultWriter"].clone();
    let arn = start(&states, "n", &definition, &json!(items));
    output(&states, &arn);
    let text = bucket.text(&format!("{}/SUCCEEDED_0.json", folder(&run_of(&states, &arn))));
    assert!(text.len() > 800_000);
}
