//! Distributed maps: what the execution around one goes through, and what its children get.

use serde_json::{Value, json};

use crate::support::{ROLE, States, Yard};

/// A machine of one distributed map state `M`, whose children do nothing unless `more` says otherwise.
pub fn map(more: Value) -> Value {
    let mut state = json!({ "Type": "Map", "ItemProcessor": processor("STANDARD", pass()), "End": true });
    for (name, value) in more.as_object().expect("an object") {
        state[name] = value.clone();
    }
    json!({ "StartAt": "M", "States": { "M": state } })
}

/// What is done with each item: one state, and those that it names.
pub fn processor(kind: &str, state: Value) -> Value {
    let mut states = json!({ "Good": { "Type": "Succeed" }, "Bad": { "Type": "Fail", "Error": "Bad", "Cause": "no" } });
    let text = state.to_string();
    states.as_object_mut().expect("an object").retain(|name, _| text.contains(&format!("\"{name}\"")));
    states["S"] = state;
    json!({
        "ProcessorConfig": { "Mode": "DISTRIBUTED", "ExecutionType": kind },
        "StartAt": "S",
        "States": states,
    })
}

pub fn pass() -> Value {
    json!({ "Type": "Pass", "Next": "Good" })
}

pub fn wait(seconds: u64) -> Value {
    json!({ "Type": "Wait", "Seconds": seconds, "Next": "Good" })
}

/// Fails for items above a number.
pub fn above(most: u64) -> Value {
    json!({
        "Type": "Choice",
        "Choices": [{ "Variable": "$", "NumericGreaterThan": most, "Next": "Bad" }],
        "Default": "Good",
    })
}

/// Starts an execution of a definition in a state machine of its own; its ARN.
#[track_caller]
pub fn start(states: &States, name: &str, definition: &Value, input: &Value) -> String {
    let machine = json!({ "name": name, "definition": definition.to_string(), "roleArn": ROLE });
    let machine = states.ok("CreateStateMachine", machine)["stateMachineArn"].clone();
    let started = states.ok("StartExecution", json!({ "stateMachineArn": machine, "input": input.to_string() }));
    states.yard.advance(0);
    started["executionArn"].as_str().expect("an ARN").to_owned()
}

pub fn described(states: &States, arn: &str) -> Value {
    states.ok("DescribeExecution", json!({ "executionArn": arn }))
}

/// The output of an execution that has succeeded.
#[track_caller]
pub fn output(states: &States, arn: &str) -> Value {
    let shown = described(states, arn);
    assert_eq!(shown["status"], "SUCCEEDED", "{shown}");
    serde_json::from_str(shown["output"].as_str().expect("an output")).expect("JSON")
}

/// The history of an execution: `id previous type` of each event.
pub fn history(states: &States, arn: &str) -> Vec<String> {
    let answer = states.ok("GetExecutionHistory", json!({ "executionArn": arn, "maxResults": 1000 }));
    let line = |event: &Value| {
        format!("{} {} {}", event["id"], event["previousEventId"], event["type"].as_str().expect("a type"))
    };
    answer["events"].as_array().expect("events").iter().map(line).collect()
}

/// The error and the cause that an execution failed with.
#[track_caller]
pub fn failure(states: &States, arn: &str) -> (String, String) {
    let shown = described(states, arn);
    assert_eq!(shown["status"], "FAILED", "{shown}");
    let text = |name: &str| shown[name].as_str().unwrap_or_default().to_owned();
    (text("error"), text("cause"))
}

#[test]
fn each_item_is_an_execution_and_the_output_keeps_their_order() {
    let yard = Yard::json();
    let states = States::new(&yard);
    let definition = map(json!({
        "ItemsPath": "$.all",
        "ItemSelector": { "n.$": "$$.Map.Item.Value", "i.$": "$$.Map.Item.Index", "k.$": "$.k" },
        "Label": "Each",
        "ResultPath": "$.done",
    }));
    let arn = start(&states, "m", &definition, &json!({ "all": ["a", "b"], "k": 7 }));
    let done = json!([{ "n": "a", "i": 0, "k": 7 }, { "n": "b", "i": 1, "k": 7 }]);
    assert_eq!(output(&states, &arn), json!({ "all": ["a", "b"], "k": 7, "done": done }));
    assert_eq!(
        history(&states, &arn),
        [
            "1 0 ExecutionStarted",
            "2 0 MapStateEntered",
            "3 2 MapStateStarted",
            "4 3 MapRunStarted",
            "5 4 MapRunSucceeded",
            "6 5 MapStateSucceeded",
            "7 5 MapStateExited",
            "8 7 ExecutionSucceeded",
        ]
    );
    let events = states.ok("GetExecutionHistory", json!({ "executionArn": arn }));
    assert_eq!(events["events"][2]["mapStateStartedEventDetails"], json!({ "length": 2 }));
    let run = events["events"][3]["mapRunStartedEventDetails"]["mapRunArn"].as_str().expect("an ARN");
    assert!(run.starts_with(&states.arn("mapRun:m/Each:")), "{run}");
}

#[test]
fn no_items_no_children() {
    let yard = Yard::json();
    let states = States::new(&yard);
    let arn = start(&states, "m", &map(json!({})), &json!([]));
    assert_eq!(output(&states, &arn), json!([]));
    assert_eq!(history(&states, &arn).len(), 8);
}

#[test]
fn entries_of_an_object_are_items() {
    let yard = Yard::json();
    let states = States::new(&yard);
    let arn = start(&states, "m", &map(json!({})), &json!({ "b": 1, "a": [2] }));
    assert_eq!(output(&states, &arn), json!([{ "Key": "b", "Value": 1 }, { "Key": "a", "Value": [2] }]));
    let selector = json!({ "ItemSelector": { "name.$": "$$.Map.Item.Key", "is.$": "$$.Map.Item.Value" } });
    let arn = start(&states, "n", &map(selector), &json!({ "b": 1 }));
    assert_eq!(output(&states, &arn), json!([{ "name": "b", "is": 1 }]));
    let arn = start(&states, "o", &map(json!({ "ItemsPath": "$.n" })), &json!({ "n": 1 }));
    assert!(failure(&states, &arn).1.ends_with("Reference path \"$.n\" must point to array."));
}

#[test]
fn batches_by_items_and_by_bytes() {
    let yard = Yard::json();
    let states = States::new(&yard);
    let batched = |name: &str, batcher: Value, input: Value| {
        let arn = start(&states, name, &map(json!({ "ItemsPath": "$.all", "ItemBatcher": batcher })), &input);
        output(&states, &arn)
    };
    let input = json!({ "all": [1, 2, 3], "two": 2, "k": "v" });
    let pairs = json!([{ "Items": [1, 2] }, { "Items": [3] }]);
    assert_eq!(batched("items", json!({ "MaxItemsPerBatch": 2 }), input.clone()), pairs);
    assert_eq!(batched("path", json!({ "MaxItemsPerBatchPath": "$.two" }), input.clone()), pairs);
    let batcher = json!({ "MaxItemsPerBatch": 3, "BatchInput": { "k.$": "$.k" } });
    assert_eq!(batched("input", batcher, input.clone()), json!([{ "BatchInput": { "k": "v" }, "Items": [1, 2, 3] }]));
    // {"Items":[1,2]} has 15 bytes.
    assert_eq!(batched("bytes", json!({ "MaxInputBytesPerBatch": 15 }), input.clone()), pairs);
    let single = json!([{ "Items": [1] }, { "Items": [2] }, { "Items": [3] }]);
    assert_eq!(batched("fewer", json!({ "MaxInputBytesPerBatch": 14 }), input.clone()), single);
    let definition = map(json!({ "ItemsPath": "$.all", "ItemBatcher": { "MaxInputBytesPerBatch": 12 } }));
    let arn = start(&states, "none", &definition, &input);
    assert_eq!(failure(&states, &arn).0, "States.DataLimitExceeded");
}

#[test]
fn settings_from_paths_are_checked_when_the_state_has_started() {
    let yard = Yard::json();
    let states = States::new(&yard);
    let cases = [
        ("ToleratedFailureCount", json!(-1), "ToleratedFailureCount cannot be negative."),
        (
            "ToleratedFailureCount",
            json!({}),
            "The ToleratedFailureCountPath field refers to value \"{}\" which is not a valid integer: $.x",
        ),
        (
            "ToleratedFailurePercentage",
            json!("NoNumber"),
            "The ToleratedFailurePercentagePath field refers to value \"NoNumber\" which is not a valid float: $.x",
        ),
        ("ToleratedFailurePercentage", json!(100.1), "ToleratedFailurePercentage must be between 0 and 100."),
    ];
    for (place, (field, value, text)) in cases.into_iter().enumerate() {
        let path = format!("{field}Path");
        let definition = map(json!({ "ItemsPath": "$.all", path: "$.x" }));
        let arn = start(&states, &format!("m{place}"), &definition, &json!({ "all": [0], "x": value }));
        let cause = format!("An error occurred while executing the state 'M' (entered at the event id #2). {text}");
        assert_eq!(failure(&states, &arn), ("States.Runtime".to_owned(), cause));
        assert_eq!(history(&states, &arn)[2..], ["3 2 MapStateStarted", "4 3 ExecutionFailed"]);
    }
    let definition = map(json!({ "ItemsPath": "$.all", "ToleratedFailurePercentagePath": "$.x" }));
    for (name, value) in [("text", json!("1")), ("fraction", json!(1.1))] {
        let arn = start(&states, name, &definition, &json!({ "all": [0], "x": value }));
        assert_eq!(output(&states, &arn), json!([0]));
    }
}

#[test]
fn failures_beyond_what_is_tolerated_fail_the_state() {
    let yard = Yard::json();
    let states = States::new(&yard);
    let run = |name: &str, tolerated: Value, catch: bool| {
        let mut definition = map(tolerated);
        definition["States"]["M"]["ItemProcessor"] = processor("STANDARD", above(2));
        if catch {
            definition["States"]["M"]["Catch"] = json!([{ "ErrorEquals": ["States.ALL"], "Next": "C" }]);
            definition["States"]["C"] = json!({ "Type": "Succeed" });
        }
        start(&states, name, &definition, &json!([1, 2, 3, 4]))
    };
    let told = (
        "States.ExceedToleratedFailureThreshold".to_owned(),
        "The specified tolerated failure threshold was exceeded".to_owned(),
    );
    for (name, tolerated) in [
        ("none", json!({})),
        ("one", json!({ "ToleratedFailureCount": 1 })),
        ("few", json!({ "ToleratedFailurePercentage": 49 })),
        ("both", json!({ "ToleratedFailurePercentage": 100, "ToleratedFailureCount": 1 })),
    ] {
        let arn = run(name, tolerated, false);
        assert_eq!(failure(&states, &arn), told, "{name}");
        assert_eq!(
            history(&states, &arn)[3..],
            ["4 3 MapRunStarted", "5 4 MapRunFailed", "6 5 MapStateFailed", "7 6 ExecutionFailed"]
        );
    }
    for (name, tolerated) in
        [("two", json!({ "ToleratedFailureCount": 2 })), ("half", json!({ "ToleratedFailurePercentage": 50 }))]
    {
        let arn = run(name, tolerated, false);
        let given = output(&states, &arn);
        assert_eq!((&given[0], &given[1]), (&json!(1), &json!(2)), "{name}");
        // Of what failed all is told that is known.
        let lost = &given[3];
        let told = ["Status", "Error", "Cause", "Input", "RedriveStatus"].map(|member| lost[member].clone());
        assert_eq!(told, ["FAILED", "Bad", "no", "4", "REDRIVABLE_BY_MAP_RUN"].map(Value::from), "{name}");
    }
    let arn = run("caught", json!({}), true);
    assert_eq!(output(&states, &arn), json!({ "Error": told.0, "Cause": told.1 }));
    assert_eq!(history(&states, &arn)[4..7], ["5 4 MapRunFailed", "6 5 MapStateFailed", "7 6 MapStateExited"]);
}

#[test]
fn a_retry_has_a_map_run_of_its_own() {
    let yard = Yard::json();
    let states = States::new(&yard);
    let mut definition = map(json!({ "Retry": [{ "ErrorEquals": ["States.ALL"], "MaxAttempts": 1 }] }));
    definition["States"]["M"]["ItemProcessor"] = processor("EXPRESS", above(0));
    let arn = start(&states, "m", &definition, &json!([1]));
    yard.advance(1);
    let runs = history(&states, &arn).iter().filter(|event| event.ends_with("MapRunStarted")).count();
    assert_eq!((runs, failure(&states, &arn).0.as_str()), (2, "States.ExceedToleratedFailureThreshold"));
    let listed = states.ok("ListMapRuns", json!({ "executionArn": arn }));
    assert_eq!(listed["mapRuns"].as_array().map(Vec::len), Some(2));
    let failed = history(&states, &arn).iter().filter(|event| event.ends_with("MapStateFailed")).count();
    assert_eq!(failed, 1, "only the last attempt fails the state");
}

#[test]
fn maps_in_maps_and_in_rounds() {
    let yard = Yard::json();
    let states = States::new(&yard);
    let inner = map(json!({ "ItemsPath": "$.in", "ResultPath": "$.out" }))["States"]["M"].clone();
    let mut nested = map(json!({}));
    let processor = &mut nested["States"]["M"]["ItemProcessor"];
    processor["States"] = json!({ "Inner": inner });
    processor["StartAt"] = json!("Inner");
    let arn = start(&states, "nested", &nested, &json!([{ "in": [1, 2] }, { "in": [] }]));
    assert_eq!(output(&states, &arn), json!([{ "in": [1, 2], "out": [1, 2] }, { "in": [], "out": [] }]));

    let mut round = map(json!({ "ItemsPath": "$.in", "ResultPath": null, "Next": "Less" }));
    round["States"]["M"].as_object_mut().expect("a state").remove("End");
    let less = json!({ "in.$": "$.in", "n.$": "States.MathAdd($.n, -1)" });
    round["States"]["Less"] = json!({ "Type": "Pass", "Parameters": less, "Next": "More" });
    let choices = json!([{ "Variable": "$.n", "NumericGreaterThan": 0, "Next": "M" }]);
    round["States"]["More"] = json!({ "Type": "Choice", "Choices": choices, "Default": "Over" });
    round["States"]["Over"] = json!({ "Type": "Succeed" });
    let arn = start(&states, "round", &round, &json!({ "in": [1], "n": 1500 }));
    assert_eq!(output(&states, &arn)["n"], 0);
}

#[test]
fn without_a_bucket_nothing_is_read_or_written() {
    let yard = Yard::json();
    let states = States::new(&yard);
    let reader = json!({
        "Resource": "arn:aws:states:::s3:getObject",
        "Parameters": { "Bucket": "none", "Key": "k" },
        "ReaderConfig": { "InputType": "JSON", "MaxItemsPath": "$.most" },
    });
    let definition = map(json!({ "ItemReader": reader }));
    let arn = start(&states, "read", &definition, &json!({ "most": 1 }));
    let (error, cause) = failure(&states, &arn);
    assert_eq!(error, "States.ItemReaderFailed");
    assert!(cause.starts_with("The specified bucket does not exist (Service: S3, Status Code: 404"), "{cause}");
    assert_eq!(history(&states, &arn)[3..5], ["4 3 MapRunStarted", "5 4 MapRunFailed"]);
    let arn = start(&states, "less", &definition, &json!({ "most": -1 }));
    assert_eq!(failure(&states, &arn).1, "field MaxItems must be positive");
    let arn = start(&states, "half", &definition, &json!({ "most": 1.5 }));
    let told = "The MaxItemsPath field refers to value \"1.5\" which is not a valid integer: $.most";
    assert!(failure(&states, &arn).1.ends_with(told));
    let writer = json!({ "Resource": "arn:aws:states:::s3:putObject", "Parameters": { "Bucket": "none" } });
    let arn = start(&states, "write", &map(json!({ "ResultWriter": writer })), &json!([1]));
    assert_eq!(failure(&states, &arn).0, "States.ResultWriterFailed");
}

#[test]
fn results_in_the_form_that_a_writer_names() {
    let yard = Yard::json();
    let states = States::new(&yard);
    let shaped = |form: &str| {
        let writer = json!({ "WriterConfig": { "Transformation": form, "OutputType": "JSON" } });
        let arn = start(&states, form, &map(json!({ "ResultWriter": writer })), &json!([[1, 2], 3]));
        output(&states, &arn)
    };
    assert_eq!(shaped("COMPACT"), json!([[1, 2], 3]));
    assert_eq!(shaped("FLATTEN"), json!([1, 2, 3]));
    let records = shaped("NONE");
    let told = (&records[0]["Status"], &records[0]["Input"], &records[0]["Output"]);
    assert_eq!(told, (&json!("SUCCEEDED"), &json!("[1,2]"), &json!("[1,2]")));
}
