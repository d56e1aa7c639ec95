//! TestState: how a state ends, and what is seen of its data.

use serde_json::{Map, Value, json};

use crate::support::{Answer, Connection, Endpoint, Events, Request, States, Yard};

pub const ROLE: &str = "arn:aws:iam::000000000000:role/any";

/// What is asked of a state by itself, with everything shown.
pub fn asked(state: Value, input: Value, more: Value) -> Value {
    let mut asked = json!({
        "definition": state.to_string(),
        "input": input.to_string(),
        "roleArn": ROLE,
        "inspectionLevel": "DEBUG",
    });
    let members = asked.as_object_mut().expect("an object");
    members.extend(more.as_object().expect("an object").clone());
    asked
}

/// The inspection data, what is JSON in them read.
pub fn inspected(answer: &Value) -> Value {
    let read = |value: &Value| match value.as_str() {
        Some(text) => serde_json::from_str(text).unwrap_or_else(|_| value.clone()),
        None => value.clone(),
    };
    let data = answer["inspectionData"].as_object().expect("inspection data");
    Value::Object(data.iter().map(|(name, value)| (name.clone(), read(value))).collect::<Map<_, _>>())
}

#[track_caller]
fn check(states: &States<'_>, state: Value, input: Value, expected: Value, data: Value) {
    let answer = states.ok("TestState", asked(state, input, json!({})));
    let mut shown = answer.clone();
    shown.as_object_mut().expect("an object").remove("inspectionData");
    assert_eq!(shown, expected);
    assert_eq!(inspected(&answer), data);
}

#[test]
fn the_data_of_every_state_that_needs_no_mock() {
    let yard = Yard::json();
    let states = States::new(&yard);
    let input = json!({ "a": { "b": 1 }, "c": 2 });
    let done = |output: Value| json!({ "status": "SUCCEEDED", "output": output.to_string() });

    let selecting =
        json!({ "Type": "Pass", "InputPath": "$.a", "Parameters": { "x.$": "$.b" }, "ResultPath": "$.d", "End": true });
    let output = json!({ "a": { "b": 1 }, "c": 2, "d": { "x": 1 } });
    let data = json!({
        "input": input,
        "afterInputPath": { "b": 1 },
        "afterParameters": { "x": 1 },
        "afterResultSelector": { "x": 1 },
        "afterResultPath": output,
    });
    check(&states, selecting, input.clone(), done(output), data);

    let fixed = json!({ "Type": "Pass", "Result": [1], "End": true });
    let data = json!({ "input": input, "result": [1], "afterResultSelector": [1], "afterResultPath": [1] });
    check(&states, fixed, input.clone(), done(json!([1])), data);

    let jsonata =
        json!({ "Type": "Pass", "QueryLanguage": "JSONata", "Output": "{% $states.input.c + 1 %}", "Next": "N" });
    let expected = json!({ "status": "SUCCEEDED", "output": "3", "nextState": "N" });
    check(&states, jsonata, input.clone(), expected, json!({ "input": input }));

    let through = json!({ "input": input, "afterInputPath": input });
    check(&states, json!({ "Type": "Succeed" }), input.clone(), done(input.clone()), through.clone());
    let choice = json!({
        "Type": "Choice",
        "Choices": [{ "Variable": "$.c", "NumericEquals": 2, "Next": "Two" }],
        "Default": "Other",
    });
    let expected = json!({ "status": "SUCCEEDED", "output": input.to_string(), "nextState": "Two" });
    check(&states, choice, input.clone(), expected, through.clone());
    let failing = json!({ "Type": "Fail", "Error": "E", "Cause": "c" });
    check(&states, failing, input.clone(), json!({ "status": "FAILED", "error": "E", "cause": "c" }), through);

    let answer = states.ok("TestState", json!({ "definition": json!({ "Type": "Succeed" }).to_string() }));
    assert_eq!(answer, json!({ "status": "SUCCEEDED", "output": "{}" }), "INFO is the level by default");
}

#[test]
fn errors_in_the_data_are_answers() {
    let yard = Yard::json();
    let states = States::new(&yard);
    let state = json!({ "Type": "Pass", "InputPath": "$.none", "End": true });
    let answer = states.ok("TestState", asked(state, json!({}), json!({})));
    assert_eq!([&answer["status"], &answer["error"]], ["FAILED", "States.Runtime"]);
    assert!(answer["cause"].as_str().is_some_and(|cause| cause.starts_with("Invalid path '$.none'")), "{answer}");
    assert_eq!(inspected(&answer), json!({ "input": {} }));
    let state = json!({ "Type": "Pass", "QueryLanguage": "JSONata", "Output": "{% $none %}", "End": true });
    let answer = states.ok("TestState", asked(state, json!({}), json!({})));
    assert_eq!([&answer["status"], &answer["error"]], ["FAILED", "States.QueryEvaluationError"]);
}

#[test]
fn variables_come_in_and_are_set() {
    let yard = Yard::json();
    let states = States::new(&yard);
    let state = json!({
        "Type": "Pass",
        "QueryLanguage": "JSONata",
        "Assign": { "sum": "{% $a + 1 %}" },
        "Output": "{% $a %}",
        "End": true,
    });
    let more = |variables: &str| json!({ "variables": variables });
    let answer = states.ok("TestState", asked(state.clone(), json!({}), more("{\"a\": 1}")));
    assert_eq!(answer["output"], "1");
    assert_eq!(inspected(&answer)["variables"], json!({ "a": 1, "sum": 2 }));
    states.fails(
        "TestState",
        asked(state, json!({}), more("[1]")),
        "ValidationException",
        "Variables must be a JSON object.",
    );
}

#[test]
fn the_context_is_that_of_an_express_execution() {
    let yard = Yard::json();
    let states = States::new(&yard);
    let state = json!({ "Type": "Pass", "Parameters": { "c.$": "$$" }, "End": true });
    let mut given = asked(state, json!([1]), json!({}));
    given.as_object_mut().expect("an object").remove("roleArn");
    let answer = states.ok("TestState", given);
    let output: Value = serde_json::from_str(answer["output"].as_str().expect("an output")).expect("JSON");
    let (context, execution) = (&output["c"], &output["c"]["Execution"]);
    let [name, machine] =
        [&execution["Name"], &context["StateMachine"]["Name"]].map(|name| name.as_str().expect("one"));
    assert_eq!(execution["Id"], states.arn(&format!("express:{machine}:{name}")));
    assert_eq!([&execution["Input"], &execution["RoleArn"]], [&json!([1]), &Value::Null]);
    assert_eq!(context["State"]["Name"], "StateName");
    assert!(execution.get("RedriveCount").is_none() && context["State"].get("RetryCount").is_none());
}

#[test]
fn a_state_of_a_whole_machine() {
    let yard = Yard::json();
    let states = States::new(&yard);
    let inner =
        |name: &str| json!({ "StartAt": name, "States": { name: { "Type": "Pass", "Result": name, "End": true } } });
    let machine = json!({ "StartAt": "First", "States": {
        "First": { "Type": "Pass", "Next": "Each" },
        "Each": { "Type": "Map", "ItemProcessor": inner("Item"), "Next": "Both" },
        "Both": { "Type": "Parallel", "Branches": [inner("One"), inner("Two")], "End": true },
    }});
    let named = |name: &str| json!({ "definition": machine.to_string(), "stateName": name });
    for (name, expected) in [("Item", "\"Item\""), ("Two", "\"Two\"")] {
        assert_eq!(states.ok("TestState", named(name)), json!({ "status": "SUCCEEDED", "output": expected }));
    }
    assert_eq!(states.ok("TestState", named("First"))["nextState"], "Each");
    states.fails("TestState", named("Third"), "ValidationException", "State not found in definition");
    let text = "TestState API does not support Map or Parallel states. Supported state types include: [Task, Wait, \
                Pass, Succeed, Fail, Choice]";
    for name in ["Each", "Both"] {
        states.fails("TestState", named(name), "InvalidDefinition", text);
    }
    let wrong = json!({ "StartAt": "A", "States": { "A": { "Type": "Pass", "End": true }, "B": { "Type": "No" } } });
    states.fails(
        "TestState",
        json!({ "definition": wrong.to_string(), "stateName": "A" }),
        "InvalidDefinition",
        "Invalid State Machine Definition: 'SCHEMA_VALIDATION_FAILED: The field 'Type' should have one of…",
    );
}

#[test]
fn tasks_really_call() {
    let yard = Yard::json();
    let (states, queue) = (States::new(&yard), yard.standard("q"));
    let task = json!({
        "Type": "Task",
        "Resource": "arn:aws:states:::sqs:sendMessage",
        "Parameters": { "QueueUrl": queue.url, "MessageBody.$": "$.body" },
        "ResultSelector": { "status.$": "$.SdkHttpMetadata.HttpStatusCode" },
        "ResultPath": "$.sent",
        "Next": "N",
    });
    let answer = states.ok("TestState", asked(task.clone(), json!({ "body": "b" }), json!({})));
    assert_eq!(queue.bodies(), ["b"]);
    assert_eq!([&answer["status"], &answer["nextState"]], ["SUCCEEDED", "N"]);
    let data = inspected(&answer);
    assert_eq!(data["afterParameters"], json!({ "QueueUrl": queue.url, "MessageBody": "b" }));
    assert_eq!(data["result"]["SdkHttpMetadata"]["HttpStatusCode"], 200);
    assert_eq!([&data["afterResultSelector"], &data["afterResultPath"]["sent"]], [&json!({ "status": 200 }); 2]);

    let execution = json!({ "Type": "Task", "Resource": "arn:aws:states:::aws-sdk:sfn:listExecutions", "Parameters": { "StateMachineArn": "no" }, "End": true });
    let answer = states.ok("TestState", asked(execution, json!({}), json!({})));
    assert_eq!([&answer["status"], &answer["error"]], ["FAILED", "Sfn.InvalidArnException"]);

    let bare = |mut given: Value| {
        given.as_object_mut().expect("an object").remove("roleArn");
        given
    };
    let text = "RoleArn must be specified when testing a Task state";
    states.fails("TestState", bare(asked(task.clone(), json!({}), json!({}))), "ValidationException", text);
    let role = json!({ "roleArn": "arn:aws:sqs:us-east-1:000000000000:q" });
    states.fails("TestState", asked(task, json!({}), role), "InvalidArn", "Invalid Role Arn: 'arn:aws:sqs:…");
    let of = |resource: &str| {
        asked(json!({ "Type": "Task", "Resource": resource, "Parameters": {}, "End": true }), json!({}), json!({}))
    };
    for resource in ["arn:aws:states:::aws-sdk:sqs:sendMessage.waitForTaskToken", &states.arn("activity:a")] {
        states.fails("TestState", of(resource), "InvalidDefinition", "TestState API does not support Activity tasks…");
    }
    let text = "Invalid State Machine Definition: 'SCHEMA_VALIDATION_FAILED: Eventyard can't call…";
    states.fails("TestState", of("arn:aws:states:::batch:submitJob"), "InvalidDefinition", text);
}

#[test]
fn waiting_states_hold_the_caller() {
    let yard = Yard::json();
    let states = States::new(&yard);
    for (seconds, status, error) in [(10, "SUCCEEDED", None), (600, "FAILED", Some("States.Timeout"))] {
        let state = json!({ "Type": "Wait", "Seconds": seconds, "End": true });
        let mut connection = Connection::open(yard.server.address());
        connection.send(&Request::new("GET", "/_eventyard/health"));
        let body = asked(state, json!({}), json!({})).to_string();
        connection.write(&states.request("TestState", body).bytes());
        yard.let_it_work();
        assert!(connection.is_silent());
        yard.advance(seconds.min(300));
        let answer = connection.answer().json();
        assert_eq!((&answer["status"], answer["error"].as_str()), (&json!(status), error));
    }
}

#[test]
fn nobody_else_knows_of_a_test() {
    let yard = Yard::json();
    let states = States::new(&yard);
    let state = json!({ "Type": "Pass", "Parameters": { "id.$": "$$.Execution.Id" }, "End": true });
    let answer = states.ok("TestState", asked(state, json!({}), json!({})));
    let output: Value = serde_json::from_str(answer["output"].as_str().expect("an output")).expect("JSON");
    let listed = states.ok("ListStateMachines", json!({}));
    assert_eq!(listed["stateMachines"], json!([]));
    let described = states.call("DescribeExecution", json!({ "executionArn": output["id"] }));
    assert!(described.is_err());
}

#[test]
fn the_call_of_an_http_task() {
    let yard = Yard::json();
    let (states, events, endpoint) = (States::new(&yard), Events::new(&yard), Endpoint::start(&yard));
    let added = json!({ "QueryStringParameters": [{ "Key": "q", "Value": "hidden" }] });
    let key = json!({ "ApiKeyName": "X-Key", "ApiKeyValue": "secret" });
    let made = json!({
        "Name": "c",
        "AuthorizationType": "API_KEY",
        "AuthParameters": { "ApiKeyAuthParameters": key, "InvocationHttpParameters": added },
    });
    let connection = &events.ok("CreateConnection", made)["ConnectionArn"];
    let task = json!({
        "Type": "Task",
        "Resource": "arn:aws:states:::http:invoke",
        "Parameters": {
            "ApiEndpoint": endpoint.url(),
            "Method": "POST",
            "Authentication": { "ConnectionArn": connection },
            "Headers": { "X-One": "1" },
            "RequestBody": { "a": 1 },
        },
        "End": true,
    });
    let answers = [200, 200, 500, 200].map(|status| Answer::with(status, &["X-Back: yes"], "{\"b\":2}"));
    endpoint.next(&answers);
    let trace = |more: Value| {
        let answer = states.ok("TestState", asked(task.clone(), json!({}), more));
        (answer["inspectionData"].clone(), answer["status"].clone())
    };
    let (data, _) = trace(json!({ "inspectionLevel": "TRACE" }));
    assert_eq!(
        data["request"],
        json!({
            "protocol": "http",
            "method": "POST",
            "url": endpoint.url(),
            "headers": "[User-Agent: Amazon|StepFunctions|HttpInvoke|us-east-1, Range: bytes=0-262144, X-One: 1, Content-Type: \
                        application/json]",
            "body": "{\"a\":1}",
        })
    );
    let response = &data["response"];
    assert_eq!([&response["statusCode"], &response["statusMessage"], &response["body"]], ["200", "OK", "{\"b\":2}"]);
    assert!(response["headers"].as_str().is_some_and(|headers| headers.contains("x-back: yes")), "{response}");

    let (data, _) = trace(json!({ "inspectionLevel": "TRACE", "revealSecrets": true }));
    let request = &data["request"];
    assert_eq!(
        request["headers"],
        "[User-Agent: Amazon|StepFunctions|HttpInvoke|us-east-1, Range: bytes=0-262144, X-One: 1, X-Key: secret, Content-Type: application/json]"
    );
    assert!(request["url"].as_str().is_some_and(|url| url.ends_with("&q=hidden")), "{request}");
    let (data, status) = trace(json!({ "inspectionLevel": "TRACE" }));
    assert_eq!([&status, &data["response"]["statusCode"]], ["FAILED", "500"]);
    let (data, _) = trace(json!({ "inspectionLevel": "DEBUG" }));
    assert!(data.get("request").is_none() && data.get("response").is_none());
}

#[test]
fn members_break_rules() {
    let yard = Yard::json();
    let states = States::new(&yard);
    let rule =
        |member: &str, rule: &str| format!("Value at '{member}' failed to satisfy constraint: Member must {rule}");
    let missing = "Value null at 'definition' failed to satisfy constraint: Member must not be null";
    states.breaks("TestState", json!({}), &[missing]);
    let least = "have length greater than or equal to 1";
    let given = json!({
        "definition": "",
        "inspectionLevel": "ALL",
        "stateName": "",
        "mock": { "fieldValidationMode": "LAX" },
        "stateConfiguration": { "retrierRetryCount": -1 },
    });
    let rules = [
        rule("definition", least),
        "Value 'ALL' at 'inspectionLevel' failed to satisfy constraint: Member must satisfy enum value set: [INFO, \
         DEBUG, TRACE]"
            .to_owned(),
        rule("stateName", least),
        "Value 'LAX' at 'mock.fieldValidationMode' failed to satisfy constraint: Member must satisfy enum value set: \
         [STRICT, PRESENT, NONE]"
            .to_owned(),
        "Value '-1' at 'stateConfiguration.retrierRetryCount' failed to satisfy constraint: Member must have value \
         greater than or equal to 0"
            .to_owned(),
    ];
    states.breaks("TestState", given, &rules.each_ref().map(String::as_str));
    let wrong = json!({ "definition": json!({ "Type": "Succeed" }).to_string(), "input": "{" });
    states.fails("TestState", wrong, "InvalidExecutionInput", "Invalid State Machine Execution Input: '…");
}
