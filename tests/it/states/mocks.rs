//! Test cases of a MockConfigFile: what tasks answer without anybody being called, and what the history shows of it.

use std::path::PathBuf;
use std::process::Command;

use eventyard::Config;
use serde_json::{Value, json};

use crate::support::{ROLE, States, Via, Yard};

/// A file that is gone when the test is over.
struct File(PathBuf);

impl File {
    fn new(name: &str, text: &str) -> Self {
        let file = File(std::env::temp_dir().join(format!("eventyard-mocks-{}-{name}.json", std::process::id())));
        file.write(text);
        file
    }

    fn write(&self, text: &str) {
        std::fs::write(&self.0, text).expect("a file");
    }
}

impl Drop for File {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

/// A file for the state machine `m`: responses by the names of the states, for one test case.
fn mocks(states: Value) -> Value {
    let names: Vec<&String> = states.as_object().expect("an object").keys().collect();
    let case: Value = names
        .iter()
        .map(|name| ((*name).clone(), json!(format!("for {name}"))))
        .collect::<serde_json::Map<_, _>>()
        .into();
    let responses: Value = names
        .iter()
        .map(|name| (format!("for {name}"), states[name.as_str()].clone()))
        .collect::<serde_json::Map<_, _>>()
        .into();
    json!({ "StateMachines": { "m": { "TestCases": { "Case": case } } }, "MockedResponses": responses })
}

fn yard(file: &File, scale: f64) -> Yard {
    let config = Config { sfn_mock_config: Some(file.0.clone()), wait_time_scale: scale, ..Config::default() };
    Yard::start(Via::Json, config)
}

fn create(states: &States, name: &str, machine: Value) -> String {
    let made =
        states.ok("CreateStateMachine", json!({ "name": name, "roleArn": ROLE, "definition": machine.to_string() }));
    made["stateMachineArn"].as_str().expect("an ARN").to_owned()
}

/// Starts the test case, and lets it end.
fn run(states: &States, machine: &str) -> String {
    let execution = states.start(&format!("{machine}#Case"), json!({ "input": "{\"q\":\"http://q\"}" }));
    states.yard.advance(10);
    execution
}

fn lambda(more: Value) -> Value {
    let mut task = json!({
        "Type": "Task",
        "Resource": "arn:aws:states:::lambda:invoke",
        "Parameters": { "FunctionName": "none", "Payload": {} },
        "End": true,
    });
    for (name, value) in more.as_object().expect("an object") {
        task[name] = value.clone();
    }
    task
}

#[test]
fn answers_and_errors_one_after_the_other() {
    let file = File::new(
        "retry",
        &mocks(json!({ "S": {
            "0": { "Throw": { "Error": "Lambda.ResourceNotReadyException", "Cause": "Not yet." } },
            "1-2": { "Throw": { "Error": "Lambda.TimeoutException", "Cause": "Too late." } },
            "3": { "Return": { "StatusCode": 200, "Payload": { "n": 1 } } },
        } }))
        .to_string(),
    );
    let yard = yard(&file, 1.0);
    let states = States::new(&yard);
    let retry = json!({ "Retry": [{ "ErrorEquals": ["States.ALL"], "IntervalSeconds": 1, "BackoffRate": 1 }] });
    let machine = create(&states, "m", json!({ "StartAt": "S", "States": { "S": lambda(retry) } }));
    let execution = run(&states, &machine);
    assert_eq!(states.output(&execution), json!({ "StatusCode": 200, "Payload": { "n": 1 } }));
    let failed = states.events(&execution).iter().filter(|event| event.starts_with("TaskFailed")).count();
    assert_eq!(failed, 3);
    assert_eq!(states.described(&execution)["stateMachineArn"], machine.as_str());
    // A test case begins with the first answer each time.
    assert_eq!(states.output(&run(&states, &machine))["Payload"], json!({ "n": 1 }));
    // Nobody answers outside of it.
    let plain = states.start(&machine, json!({}));
    yard.advance(10);
    assert_eq!(states.failure(&plain).0, "Lambda.ResourceNotFoundException");
}

#[test]
fn a_function_by_its_own_arn_answers_with_its_payload() {
    let answer = json!({ "S": { "0": { "Return": { "StatusCode": 200, "Payload": "p" } } } });
    let file = File::new("arn", &mocks(answer).to_string());
    let yard = yard(&file, 1.0);
    let states = States::new(&yard);
    let arn = "arn:aws:lambda:us-east-1:000000000000:function:none";
    let task = json!({ "Type": "Task", "Resource": arn, "End": true });
    let machine = create(&states, "m", json!({ "StartAt": "S", "States": { "S": task } }));
    let execution = run(&states, &machine);
    assert_eq!(states.output(&execution), "p");
    assert_eq!(
        states.events(&execution)[2..5],
        ["LambdaFunctionScheduled 2", "LambdaFunctionStarted 3", "LambdaFunctionSucceeded 4"]
    );
}

#[test]
fn jobs_callbacks_and_activities_end_with_the_answer() {
    let answer = |value: Value| json!({ "0": { "Return": value } });
    let file = File::new(
        "jobs",
        &mocks(json!({
            "Job": answer(json!({ "JobRunState": "SUCCEEDED" })),
            "Token": answer(json!("given back")),
            "Work": answer(json!([1])),
            "Lost": { "0": { "Throw": { "Error": "E", "Cause": "C" } } },
        }))
        .to_string(),
    );
    let yard = yard(&file, 1.0);
    let states = States::new(&yard);
    let send = json!({ "QueueUrl.$": "$.q", "MessageBody": { "token.$": "$$.Task.Token" } });
    let activity = states.arn("activity:none");
    let machine = create(
        &states,
        "m",
        json!({ "StartAt": "Job", "States": {
            // Nothing of this can be called here.
            "Job": { "Type": "Task", "Resource": "arn:aws:states:::glue:startJobRun.sync",
                "Parameters": { "JobName": "j" }, "ResultPath": "$.job", "Next": "Token" },
            "Token": { "Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
                "Parameters": send, "ResultPath": "$.token", "Next": "Work" },
            "Work": { "Type": "Task", "Resource": activity, "ResultPath": "$.work", "Next": "Lost" },
            "Lost": { "Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
                "Parameters": send, "ResultPath": "$.lost", "End": true,
                "Catch": [{ "ErrorEquals": ["E"], "ResultPath": "$.lost", "Next": "Over" }] },
            "Over": { "Type": "Succeed" },
        } }),
    );
    let execution = run(&states, &machine);
    assert_eq!(
        states.output(&execution),
        json!({
            "q": "http://q", "job": { "JobRunState": "SUCCEEDED" }, "token": "given back", "work": [1],
            "lost": { "Error": "E", "Cause": "C" },
        })
    );
    let events = states.events(&execution);
    let names: Vec<&str> = events.iter().map(|event| event.split(' ').next().unwrap_or_default()).collect();
    assert_eq!(
        names[1..7],
        ["TaskStateEntered", "TaskScheduled", "TaskStarted", "TaskSubmitted", "TaskSucceeded", "TaskStateExited"]
    );
    assert_eq!(names[14..17], ["ActivityScheduled", "ActivityStarted", "ActivitySucceeded"]);
    assert_eq!(names[19..23], ["TaskScheduled", "TaskStarted", "TaskSubmitted", "TaskFailed"]);
}

#[test]
fn calls_are_counted_over_the_children_of_a_map_run() {
    let answer = |n: u64| json!({ "Return": { "Payload": n } });
    let file = File::new("children", &mocks(json!({ "S": { "0": answer(1), "1": answer(2) } })).to_string());
    let yard = yard(&file, 1.0);
    let states = States::new(&yard);
    let mut definition = super::distributed::map(json!({ "MaxConcurrency": 1 }));
    definition["States"]["M"]["ItemProcessor"] = json!({
        "ProcessorConfig": { "Mode": "DISTRIBUTED", "ExecutionType": "STANDARD" },
        "StartAt": "S",
        "States": { "S": lambda(json!({ "OutputPath": "$.Payload" })) },
    });
    let machine = create(&states, "m", definition);
    let case = format!("{machine}#Case");
    let execution = states.start(&case, json!({ "input": "[0,0]" }));
    yard.advance(0);
    assert_eq!(states.output(&execution), json!([1, 2]));
    let longer = states.start(&case, json!({ "input": "[0,0,0]" }));
    yard.advance(0);
    assert_eq!(states.failure(&longer).0, "States.ExceedToleratedFailureThreshold");
}

#[test]
fn without_another_answer_the_execution_fails() {
    let file =
        File::new("past", &mocks(json!({ "S": { "0": { "Throw": { "Error": "E", "Cause": "C" } } } })).to_string());
    let yard = yard(&file, 1.0);
    let states = States::new(&yard);
    let retry = json!({ "Retry": [{ "ErrorEquals": ["States.ALL"] }] });
    let machine = create(&states, "m", json!({ "StartAt": "S", "States": { "S": lambda(retry) } }));
    let text = "The test case Case has no mocked response for the call 1 of the state 'S'.";
    assert_eq!(states.failure(&run(&states, &machine)), ("States.Runtime".to_owned(), text.to_owned()));
}

#[test]
fn a_case_that_is_not_there_and_a_file_that_is_broken() {
    let file = File::new("absent", &mocks(json!({ "S": { "0": { "Return": 1 } } })).to_string());
    let yard = yard(&file, 1.0);
    let states = States::new(&yard);
    let machine = create(&states, "m", json!({ "StartAt": "S", "States": { "S": lambda(json!({})) } }));
    let other = states.machine("n");
    let fails = |arn: String, text: &str| {
        states.fails("StartExecution", json!({ "stateMachineArn": arn }), "ValidationException", text);
    };
    fails(format!("{machine}#None"), "The mock configuration has no test case 'None' of state machine 'm'");
    fails(format!("{other}#Case"), "The mock configuration has no test case 'Case' of state machine 'n'");
    file.write("{");
    fails(format!("{machine}#Case"), "the mock configuration …");
    // What is written is read anew.
    file.write(&mocks(json!({ "S": { "0": { "Return": 2 } } })).to_string());
    assert_eq!(states.output(&run(&states, &machine)), 2);
    // Tasks that nobody mocks are refused as ever.
    let glue = json!({ "Type": "Task", "Resource": "arn:aws:states:::glue:startJobRun.sync",
        "Parameters": { "JobName": "j" }, "End": true });
    let definition = json!({ "StartAt": "T", "States": { "T": glue } }).to_string();
    let input = json!({ "name": "m2", "roleArn": ROLE, "definition": definition });
    states.fails("CreateStateMachine", input, "InvalidDefinition", "…");
}

#[test]
fn an_express_caller_gets_the_mocked_answer() {
    let file = File::new("sync", &mocks(json!({ "S": { "0": { "Return": { "Payload": 1 } } } })).to_string());
    let yard = yard(&file, 1.0);
    let states = States::new(&yard);
    let machine = states.machine_of("m", "EXPRESS", json!({ "S": lambda(json!({})) }));
    let answer = states.ok("StartSyncExecution", json!({ "stateMachineArn": format!("{machine}#Case") }));
    assert_eq!((&answer["status"], &answer["output"]), (&json!("SUCCEEDED"), &json!("{\"Payload\":1}")));
}

#[test]
fn waits_are_scaled() {
    let file = File::new("scale", &mocks(json!({})).to_string());
    let yard = yard(&file, 0.1);
    let states = States::new(&yard);
    let machine = states.machine_of("w", "STANDARD", crate::support::waiting(100));
    let execution = states.start(&machine, json!({}));
    yard.advance(9);
    assert_eq!(states.described(&execution)["status"], "RUNNING");
    yard.advance(1);
    assert_eq!(states.described(&execution)["status"], "SUCCEEDED");
}

#[test]
fn a_file_that_makes_no_sense_ends_the_server_at_once() {
    let file = File::new("broken", r#"{ "MockedResponses": { "r": { "1": { "Return": 1 } } } }"#);
    let path = file.0.to_str().expect("a path").to_owned();
    let text = format!(
        "eventyard: the mock configuration {path}: MockedResponses.r: the calls must be numbered without gaps: 0 is next, \
         and not 1"
    );
    for (flags, variable) in [
        (vec!["--sfn-mock-config", &path], None),
        (vec![], Some("SFN_MOCK_CONFIG")),
        (vec![], Some("EVENTYARD_SFN_MOCK_CONFIG")),
    ] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_eventyard"));
        command.args(["--port", "0"]).args(flags);
        if let Some(variable) = variable {
            command.env(variable, &path);
        }
        let ended = command.output().expect("the binary");
        assert_eq!((ended.status.code(), String::from_utf8_lossy(&ended.stderr).trim()), (Some(1), text.as_str()));
    }
}
