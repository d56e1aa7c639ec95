//! TestState with mocks: results and errors instead of calls, retries, catches, maps and parallel states.

use serde_json::{Value, json};

use super::test_state::{asked, inspected};
use crate::support::{States, Yard};

fn task(resource: &str, more: Value) -> Value {
    let mut task = json!({ "Type": "Task", "Resource": format!("arn:aws:states:::{resource}"), "End": true });
    task.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
    task
}

/// What is asked with a mock; nobody needs a role then.
fn mocked(state: &Value, input: Value, mock: Value, more: Value) -> Value {
    let mut given = asked(state.clone(), input, more);
    let members = given.as_object_mut().expect("an object");
    members.remove("roleArn");
    members.insert("mock".to_owned(), mock);
    given
}

fn result(value: Value) -> Value {
    json!({ "result": value.to_string() })
}

fn error(name: &str) -> Value {
    json!({ "errorOutput": { "error": name, "cause": "c" } })
}

fn publish() -> Value {
    json!({ "Message": "m", "TopicArn": "t" })
}

#[test]
fn a_result_instead_of_a_call() {
    let yard = Yard::json();
    let (states, queue) = (States::new(&yard), yard.standard("q"));
    let parameters = json!({ "QueueUrl": queue.url, "MessageBody": "m" });
    let send = task("sqs:sendMessage", json!({ "Parameters": parameters, "ResultPath": "$.r" }));
    let answer =
        states.ok("TestState", mocked(&send, json!({ "a": 1 }), result(json!({ "MessageId": "i" })), json!({})));
    assert_eq!(answer["output"], json!({ "a": 1, "r": { "MessageId": "i" } }).to_string());
    assert_eq!(queue.bodies(), [""; 0]);
    let data = inspected(&answer);
    assert_eq!([&data["afterParameters"], &data["result"]], [&parameters, &json!({ "MessageId": "i" })]);

    let jsonata = task(
        "sns:publish",
        json!({ "QueryLanguage": "JSONata", "Arguments": publish(), "Output": "{% $states.result.MessageId %}" }),
    );
    let answer = states.ok("TestState", mocked(&jsonata, json!({}), result(json!({ "MessageId": "i" })), json!({})));
    assert_eq!(answer["output"], "\"i\"");
    let expected = json!({ "input": {}, "afterArguments": publish(), "result": { "MessageId": "i" } });
    assert_eq!(inspected(&answer), expected);
}

#[test]
fn jobs_callbacks_functions_and_workers() {
    let yard = Yard::json();
    let states = States::new(&yard);
    let lone = |resource: &str| json!({ "Type": "Task", "Resource": resource, "End": true });
    let token = json!({ "Parameters": { "QueueUrl": "q", "MessageBody.$": "$$.Task.Token" } });
    let start = json!({ "Parameters": { "StateMachineArn": "a" } });
    let described = json!({ "ExecutionArn": "a", "StateMachineArn": "m", "Status": "SUCCEEDED", "StartDate": "d", "Output": { "b": 1 } });
    for (state, value) in [
        (task("sqs:sendMessage.waitForTaskToken", token), json!([1])),
        (task("states:startExecution.sync:2", start), described),
        (
            task(
                "http:invoke",
                json!({ "Parameters": { "ApiEndpoint": "e", "Method": "GET", "Authentication": { "ConnectionArn": "c" } } }),
            ),
            json!({ "ResponseBody": 1 }),
        ),
        (lone("arn:aws:lambda:us-east-1:000000000000:function:f"), json!("any")),
        (lone(&states.arn("activity:a")), json!(1)),
    ] {
        let answer = states.ok("TestState", mocked(&state, json!({}), result(value.clone()), json!({})));
        assert_eq!([&answer["status"], &answer["output"]], [&json!("SUCCEEDED"), &json!(value.to_string())]);
    }
}

#[test]
fn errors_are_retried_caught_or_final() {
    let yard = Yard::json();
    let states = States::new(&yard);
    let retry = json!([
        { "ErrorEquals": ["A"], "MaxAttempts": 1 },
        { "ErrorEquals": ["B"], "IntervalSeconds": 3, "BackoffRate": 2, "MaxAttempts": 2, "MaxDelaySeconds": 5 },
    ]);
    let catch = json!([
        { "ErrorEquals": ["C"], "Next": "No" },
        { "ErrorEquals": ["States.ALL"], "Next": "Yes", "ResultPath": "$.e" },
    ]);
    let publish = json!({ "Parameters": publish(), "Retry": retry, "Catch": catch });
    let state = task("sns:publish", publish.clone());
    let test = |state: &Value, name: &str, count: u64| {
        let count = json!({ "stateConfiguration": { "retrierRetryCount": count } });
        let answer = states.ok("TestState", mocked(state, json!({ "a": 1 }), error(name), count));
        (answer.clone(), answer["inspectionData"]["errorDetails"].clone())
    };
    for (count, seconds) in [(0, 3), (1, 5)] {
        let (answer, details) = test(&state, "B", count);
        assert_eq!([&answer["status"], &answer["error"], &answer["cause"]], ["RETRIABLE", "B", "c"]);
        assert!(answer.get("output").is_none() && answer.get("nextState").is_none());
        assert_eq!(details, json!({ "retryIndex": 1, "retryBackoffIntervalSeconds": seconds }));
    }
    let (answer, details) = test(&state, "B", 2);
    assert_eq!([&answer["status"], &answer["error"], &answer["nextState"]], ["CAUGHT_ERROR", "B", "Yes"]);
    assert_eq!(answer["output"], json!({ "a": 1, "e": { "Error": "B", "Cause": "c" } }).to_string());
    assert_eq!(details, json!({ "catchIndex": 1, "retryIndex": 1 }));
    let (answer, details) = test(&state, "C", 0);
    assert_eq!([&answer["status"], &answer["nextState"]], ["CAUGHT_ERROR", "No"]);
    assert_eq!(details, json!({ "catchIndex": 0 }));

    let uncaught = task("sns:publish", json!({ "Parameters": publish["Parameters"], "Retry": publish["Retry"] }));
    let (answer, details) = test(&uncaught, "A", 1);
    assert_eq!(answer["status"], "FAILED");
    assert_eq!(details, json!({ "retryIndex": 0 }));
    let (answer, details) = test(&uncaught, "D", 0);
    assert_eq!([&answer["status"], &answer["error"], &details], [&json!("FAILED"), &json!("D"), &Value::Null]);
}

fn map(more: Value) -> Value {
    let config = json!({ "Mode": "DISTRIBUTED", "ExecutionType": "STANDARD" });
    let inside = json!({ "Inside": { "Type": "Pass", "End": true } });
    let mut map = json!({
        "Type": "Map",
        "ItemProcessor": { "ProcessorConfig": config, "StartAt": "Inside", "States": inside },
        "End": true,
    });
    map.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
    map
}

#[test]
fn maps_show_what_their_iterations_would_get() {
    let yard = Yard::json();
    let states = States::new(&yard);
    let state = map(json!({
        "ItemsPath": "$.items",
        "ItemSelector": { "i.$": "$$.Map.Item.Index", "v.$": "$$.Map.Item.Value" },
        "ItemBatcher": { "MaxItemsPerBatch": 2 },
        "MaxConcurrency": 4,
        "ToleratedFailurePercentage": 50,
        "ResultSelector": { "all.$": "$" },
    }));
    let input = json!({ "items": ["a", "b", "c"] });
    let answer = states.ok("TestState", mocked(&state, input.clone(), result(json!([1, 2])), json!({})));
    let selected = json!([{ "i": 0, "v": "a" }, { "i": 1, "v": "b" }, { "i": 2, "v": "c" }]);
    let expected = json!({
        "input": input,
        "afterInputPath": input,
        "afterItemsPath": ["a", "b", "c"],
        "afterItemSelector": selected,
        "afterItemBatcher": [{ "Items": [selected[0], selected[1]] }, { "Items": [selected[2]] }],
        "maxConcurrency": 4,
        "toleratedFailurePercentage": 50.0,
        "afterResultSelector": { "all": [1, 2] },
        "afterResultPath": { "all": [1, 2] },
    });
    assert_eq!(inspected(&answer), expected);

    let inline = json!({
        "Type": "Map",
        "QueryLanguage": "JSONata",
        "Items": [1, 2],
        "ItemSelector": { "v": "{% $states.context.Map.Item.Value * 2 %}" },
        "ItemProcessor": { "StartAt": "P", "States": { "P": { "Type": "Pass", "End": true } } },
        "End": true,
    });
    let answer = states.ok("TestState", mocked(&inline, json!({}), result(json!([])), json!({})));
    let expected = json!({ "input": {}, "afterItemSelector": [{ "v": 2 }, { "v": 4 }], "maxConcurrency": 0 });
    assert_eq!(inspected(&answer), expected);
}

#[test]
fn maps_tolerate_so_many_failures() {
    let yard = Yard::json();
    let states = States::new(&yard);
    let items = json!({ "ItemsPath": "$", "ToleratedFailureCount": 2 });
    let share = json!({ "ItemsPath": "$", "ToleratedFailurePercentage": 50 });
    for (more, failures, status) in [
        (items.clone(), 2, "SUCCEEDED"),
        (items, 3, "FAILED"),
        (share.clone(), 2, "SUCCEEDED"),
        (share, 3, "FAILED"),
        (json!({ "ItemsPath": "$" }), 4, "SUCCEEDED"),
    ] {
        let count = json!({ "stateConfiguration": { "mapIterationFailureCount": failures } });
        let given = mocked(&map(more), json!([1, 2, 3, 4]), result(json!([0])), count);
        let answer = states.ok("TestState", given);
        assert_eq!(answer["status"], status);
        if status == "FAILED" {
            assert_eq!(answer["error"], "States.ExceedToleratedFailureThreshold");
            assert_eq!(answer["cause"], "The specified tolerated failure threshold was exceeded");
        }
    }
}

#[test]
fn the_data_of_a_reader() {
    let yard = Yard::json();
    let states = States::new(&yard);
    let reader = |config: Value| {
        map(json!({
            "ItemReader": { "Resource": "arn:aws:states:::s3:getObject", "ReaderConfig": config, "Parameters": { "Bucket": "b", "Key": "k" } },
            "ItemSelector": { "v.$": "$$.Map.Item.Value" },
        }))
    };
    let test = |config: Value, data: &str| {
        let more = json!({ "stateConfiguration": { "mapItemReaderData": data } });
        mocked(&reader(config), json!({}), result(json!([])), more)
    };
    let data =
        inspected(&states.ok("TestState", test(json!({ "InputType": "JSON", "ItemsPointer": "/a" }), "{\"a\":[1,2]}")));
    assert_eq!([&data["afterItemsPointer"], &data["afterItemsPath"]], [&json!([1, 2]), &json!([1, 2])]);
    assert_eq!(data["afterItemSelector"], json!([{ "v": 1 }, { "v": 2 }]));
    let data = inspected(&states.ok("TestState", test(json!({ "InputType": "JSONL" }), "{\"a\":1}\n{\"a\":2}\n")));
    assert_eq!(data["afterItemSelector"], json!([{ "v": { "a": 1 } }, { "v": { "a": 2 } }]));
    let config = json!({ "InputType": "CSV", "CSVHeaderLocation": "FIRST_ROW" });
    let data = inspected(&states.ok("TestState", test(config, "a,b\n1,2\n3,4\n")));
    assert_eq!(data["afterItemSelector"], json!([{ "v": { "a": "1", "b": "2" } }, { "v": { "a": "3", "b": "4" } }]));
    let text = "Invalid mapItemReaderData provided: …";
    states.fails("TestState", test(json!({ "InputType": "JSONL" }), "{}\n{"), "ValidationException", text);
    states.fails("TestState", test(json!({ "InputType": "JSON" }), "{"), "ValidationException", text);
    let more = json!({ "stateConfiguration": { "mapItemReaderData": "[]" } });
    let given = mocked(&map(json!({})), json!([]), result(json!([])), more);
    states.fails("TestState", given, "ValidationException", text);
}

#[test]
fn parallel_states() {
    let yard = Yard::json();
    let states = States::new(&yard);
    let branch = json!({ "StartAt": "B", "States": { "B": { "Type": "Pass", "End": true } } });
    let catch = json!([{ "ErrorEquals": ["E"], "Next": "Caught" }]);
    let state = json!({ "Type": "Parallel", "Branches": [branch], "ResultPath": "$.r", "Catch": catch, "End": true });
    let answer = states.ok("TestState", mocked(&state, json!({}), result(json!([1])), json!({})));
    assert_eq!(answer["output"], "{\"r\":[1]}");
    let by = |name: &str| json!({ "stateConfiguration": { "errorCausedByState": name } });
    let answer = states.ok("TestState", mocked(&state, json!({}), error("E"), by("B")));
    assert_eq!([&answer["status"], &answer["nextState"]], ["CAUGHT_ERROR", "Caught"]);
    let absent = mocked(&state, json!({}), error("E"), by("C"));
    states.fails("TestState", absent, "ValidationException", "State not found in definition");
    let text = "Mocked result must be an array.";
    states.fails("TestState", mocked(&state, json!({}), result(json!({})), json!({})), "ValidationException", text);
}

#[test]
fn mocks_that_are_refused() {
    let yard = Yard::json();
    let states = States::new(&yard);
    let send = task("sqs:sendMessage", json!({ "Parameters": { "QueueUrl": "q", "MessageBody": "m" } }));
    let only = "A test mock should have only one of the following fields: [result, errorOutput].";
    let both = json!({ "result": "{}", "errorOutput": { "error": "E" } });
    let written = map(
        json!({ "ResultWriter": { "Resource": "arn:aws:states:::s3:putObject", "Parameters": { "Bucket": "b" } } }),
    );
    let unknown = task("aws-sdk:nosuch:call", json!({ "Parameters": {} }));
    let none = json!({});
    for (state, mock, more, text) in [
        (
            &json!({ "Type": "Succeed" }),
            result(json!({})),
            &none,
            "State type 'Succeed' is not supported when a mock is specified",
        ),
        (
            &json!({ "Type": "Wait", "Seconds": 1, "End": true }),
            error("E"),
            &none,
            "State type 'Wait' is not supported when a mock is specified",
        ),
        (&send, both, &none, only),
        (&send, json!({ "fieldValidationMode": "NONE" }), &none, only),
        (
            &send,
            result(json!({})),
            &json!({ "revealSecrets": true }),
            "TestState does not support RevealSecrets when a mock is specified.",
        ),
        (&send, json!({ "result": "{", "fieldValidationMode": "NONE" }), &none, "Mocked result must be valid JSON"),
        (
            &send,
            json!({ "errorOutput": {} }),
            &none,
            "1 validation error detected: Value null at 'mock.errorOutput.error'…",
        ),
        (
            &send,
            result(json!({ "MessageId": 1 })),
            &none,
            "Mock result schema validation error: Field 'MessageId' must be a string",
        ),
        (&send, result(json!([])), &none, "Mocked result must be a JSON object."),
        (&unknown, result(json!({})), &none, "Mock result schema validation error: Eventyard doesn't know what…"),
        (&map(json!({})), result(json!({})), &none, "Mocked result must be an array."),
        (&written, result(json!([])), &none, "Mocked result must be a JSON object."),
    ] {
        states.fails("TestState", mocked(state, json!({}), mock, more.clone()), "ValidationException", text);
    }
    let lax = json!({ "result": "{\"MessageId\":1}", "fieldValidationMode": "NONE" });
    for state in [send, unknown] {
        let answer = states.ok("TestState", mocked(&state, json!({}), lax.clone(), json!({})));
        assert_eq!(answer["output"], "{\"MessageId\":1}");
    }
}

#[test]
fn a_context_object() {
    let yard = Yard::json();
    let states = States::new(&yard);
    let send = json!({ "Parameters": { "QueueUrl": "q", "MessageBody.$": "$$" } });
    let (plain, waits) = (task("sqs:sendMessage", send.clone()), task("sqs:sendMessage.waitForTaskToken", send));
    let full = json!({
        "Execution": { "Id": "i", "Input": [1], "Name": "n", "RoleArn": "r", "StartTime": "t", "RedriveCount": 1 },
        "State": { "EnteredTime": "t", "Name": "s", "RetryCount": 2 },
        "StateMachine": { "Id": "i", "Name": "n" },
        "Task": { "Token": "t" },
    });
    let with = |state: &Value, context: &Value| {
        mocked(state, json!({}), result(json!({})), json!({ "context": context.to_string() }))
    };
    for (state, context) in [(&waits, &full), (&plain, &json!({ "State": {} })), (&plain, &json!({}))] {
        let answer = states.ok("TestState", with(state, context));
        assert_eq!(&inspected(&answer)["afterParameters"]["MessageBody"], context);
    }
    for (context, text) in [
        (json!([]), "Context object must be a JSON object"),
        (json!({ "Execution": { "Id": 1 } }), "Execution.Id must be a string"),
        (json!({ "Execution": { "a": 1 } }), "Field 'a' is not allowed"),
        (json!({ "b": {} }), "Field 'b' is not allowed"),
        (json!({ "State": 1 }), "State must be an object"),
        (json!({ "State": { "RetryCount": "1" } }), "State.RetryCount must be a number"),
        (json!({ "Map": {} }), "'Map' field is not supported when mocking a Context object"),
        (
            full,
            "Context object contains 'Task' when state is not a Task state with a '.sync' or '.waitForTaskToken' \
             service integration pattern",
        ),
    ] {
        let text = format!("Invalid Context object provided: {text}");
        states.fails("TestState", with(&plain, &context), "ValidationException", &text);
    }
    let alone = asked(json!({ "Type": "Succeed" }), json!({}), json!({ "context": "{}" }));
    states.fails(
        "TestState",
        alone,
        "ValidationException",
        "TestState does not support Context unless a mock is specified.",
    );

    let items = |path: &str| {
        json!({
            "Type": "Map",
            "ItemsPath": path,
            "ItemProcessor": { "StartAt": "P", "States": { "P": { "Type": "Pass", "End": true } } },
            "End": true,
        })
    };
    let context = json!({ "context": "{\"Execution\": {\"Input\": {\"v\": [1, 2]}}}" });
    let test = |path: &str| states.ok("TestState", mocked(&items(path), json!([]), result(json!([])), context.clone()));
    assert_eq!(test("$$.Execution.Input.v")["inspectionData"]["afterItemsPath"], "[1, 2]", "as it was written");
    for (path, shown) in [("$$", "$"), ("$$.Execution.Input", "$.Execution.Input")] {
        let answer = test(path);
        assert_eq!(answer["cause"], format!("Reference path \"{shown}\" must point to array."));
        assert_eq!(inspected(&answer), json!({ "input": [], "afterInputPath": [] }));
    }
}
