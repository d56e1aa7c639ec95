//! Activities at work: tasks stand in line for workers that poll.

use serde_json::{Value, json};

use crate::support::{Connection, Request, States, Yard};

fn activity(states: &States<'_>, name: &str) -> String {
    states.ok("CreateActivity", json!({ "name": name }))["activityArn"].as_str().expect("an ARN").to_owned()
}

/// A worker that polls, and may be waiting. Dropped, it hangs up.
fn worker(states: &States<'_>, activity: &str) -> Connection {
    let mut connection = Connection::open(states.yard.server.address());
    // The connection is accepted before the request counts.
    connection.send(&Request::new("GET", "/_eventyard/health"));
    let input = json!({ "activityArn": activity, "workerName": "w" });
    connection.write(&states.request("GetActivityTask", input.to_string()).bytes());
    states.yard.let_it_work();
    connection
}

#[track_caller]
fn next(states: &States<'_>, activity: &str) -> Value {
    states.ok("GetActivityTask", json!({ "activityArn": activity }))
}

#[test]
fn a_task_waits_for_a_worker() {
    let yard = Yard::json();
    let states = States::new(&yard);
    let activity = activity(&states, "work");
    let task =
        json!({ "Type": "Task", "Resource": activity, "TimeoutSeconds": 60, "HeartbeatSeconds": 10, "End": true });
    let machine = states.machine_of("m", "STANDARD", json!({ "Task": task }));
    let [first, second] = ["1", "2"].map(|input| states.start(&machine, json!({ "input": input })));
    states.settle();
    yard.advance(30);
    assert_eq!(states.events(&first), ["ExecutionStarted 0", "TaskStateEntered 0", "ActivityScheduled 2"]);
    let scheduled = states.detail(&first, "ActivityScheduled");
    assert_eq!(
        [&scheduled["timeoutInSeconds"], &scheduled["heartbeatInSeconds"], &scheduled["input"]],
        [&json!(60), &json!(10), &json!("1")]
    );

    let [one, two] = [0; 2].map(|_| next(&states, &activity));
    assert_eq!([&one["input"], &two["input"]], ["1", "2"], "in the order in which they came");
    assert_eq!(states.detail(&first, "ActivityStarted"), json!({}), "a worker without a name");
    states.ok("SendTaskSuccess", json!({ "taskToken": one["taskToken"], "output": "\"done\"" }));
    assert_eq!(states.output(&first), "done");
    yard.advance(10);
    assert_eq!(states.failure(&second).0, "States.Timeout");
    assert_eq!(states.detail(&second, "ActivityTimedOut")["error"], "States.Timeout");
}

#[test]
fn a_worker_waits_for_a_task() {
    let yard = Yard::json();
    let states = States::new(&yard);
    let activity = activity(&states, "work");
    let mut early = worker(&states, &activity);
    assert!(early.is_silent());
    yard.advance(60);
    assert_eq!(early.answer().json(), json!({ "taskToken": null }), "nothing for a minute");

    let gone = worker(&states, &activity);
    let mut first = worker(&states, &activity);
    drop(gone);
    let execution = states.run_task("m", json!({ "Resource": activity }));
    let task = first.answer().json();
    assert_eq!(task["input"], "{}", "who has left takes none");
    assert_eq!(states.detail(&execution, "ActivityStarted"), json!({ "workerName": "w" }));
    states.ok("SendTaskFailure", json!({ "taskToken": task["taskToken"], "error": "E", "cause": "C" }));
    assert_eq!(states.failure(&execution), ("E".to_owned(), "C".to_owned()));
}

#[test]
fn what_nobody_waits_for_is_handed_out_no_more() {
    let yard = Yard::json();
    let states = States::new(&yard);
    let activity = activity(&states, "work");
    let late = states.run_task("late", json!({ "Resource": activity, "TimeoutSeconds": 5 }));
    let stopped = states.run_task("stopped", json!({ "Resource": activity }));
    let kept = states.run_task("kept", json!({ "Resource": activity }));
    states.ok("StopExecution", json!({ "executionArn": stopped }));
    yard.advance(5);
    assert_eq!(states.failure(&late).0, "States.Timeout", "no worker took it");
    let task = next(&states, &activity);
    states.ok("SendTaskSuccess", json!({ "taskToken": task["taskToken"], "output": "1" }));
    assert_eq!(states.output(&kept), 1);
}

#[test]
fn an_activity_that_is_gone() {
    let yard = Yard::json();
    let states = States::new(&yard);
    let activity = activity(&states, "work");
    states.ok("DeleteActivity", json!({ "activityArn": activity }));
    let text = format!("Activity Does Not Exist: '{activity}'");
    states.fails("GetActivityTask", json!({ "activityArn": activity }), "ActivityDoesNotExist", &text);
    let execution = states.run_task("m", json!({ "Resource": activity }));
    let text = format!(
        "An error occurred while executing the state 'Task' (entered at the event id #2). The activity {activity} does \
         not exist."
    );
    assert_eq!(states.failure(&execution), ("States.Runtime".to_owned(), text));
    assert_eq!(states.events(&execution), ["ExecutionStarted 0", "TaskStateEntered 0", "ExecutionFailed 2"]);
}
