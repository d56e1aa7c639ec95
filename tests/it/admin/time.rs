//! The clock over HTTP: every way to move it, and what it refuses.

use serde_json::{Value, json};

use crate::support::{Queue, Request, Yard};

fn post(yard: &Yard, body: Value) -> Value {
    let answer = yard.raw(&Request::post("/_eventyard/time", body.to_string()));
    assert_eq!(answer.status, 200, "{body}: {}", answer.text());
    answer.json()
}

fn get(yard: &Yard) -> Value {
    yard.raw(&Request::new("GET", "/_eventyard/time")).json()
}

/// A yard at the beginning of 2040, frozen.
fn in_2040() -> Yard {
    let yard = Yard::json();
    post(&yard, json!({ "freeze": "2040-01-01T00:00:00Z" }));
    yard
}

/// A move task of one message a second over three messages: timers to look at.
fn start_timers<'y>(yard: &'y Yard) -> [Queue<'y>; 2] {
    let dead = yard.standard("dead");
    let policy = json!({ "deadLetterTargetArn": dead.arn(), "maxReceiveCount": 1 }).to_string();
    yard.queue("source", json!({ "RedrivePolicy": policy }));
    let destination = yard.standard("destination");
    for body in ["a", "b", "c"] {
        dead.send(body);
    }
    yard.ok(
        "StartMessageMoveTask",
        json!({ "SourceArn": dead.arn(), "DestinationArn": destination.arn(), "MaxNumberOfMessagesPerSecond": 1 }),
    );
    yard.let_it_work();
    [dead, destination]
}

#[test]
fn every_way_to_move_it() {
    let yard = in_2040();
    let cases = [
        (json!({ "freeze": "2040-01-01T00:00:00.000Z" }), "2040-01-01T00:00:00.000Z"),
        (json!({ "advance": "PT1S" }), "2040-01-01T00:00:01.000Z"),
        (json!({ "advance": "PT0.5S" }), "2040-01-01T00:00:01.500Z"),
        (json!({ "advance": 90 }), "2040-01-01T00:01:31.500Z"),
        (json!({ "advance": 0.25 }), "2040-01-01T00:01:31.750Z"),
        (json!({ "advance": "P1D" }), "2040-01-02T00:01:31.750Z"),
        (json!({ "advance": "P1DT2H3M" }), "2040-01-03T02:04:31.750Z"),
        (json!({ "advance": "P1W" }), "2040-01-10T02:04:31.750Z"),
        (json!({ "advance": 0 }), "2040-01-10T02:04:31.750Z"),
        (json!({ "advance": "next" }), "2040-01-10T02:04:31.750Z"),
        (json!({ "freeze": true }), "2040-01-10T02:04:31.750Z"),
        (json!({ "freeze": "2041-06-01T12:00:00+02:00" }), "2041-06-01T10:00:00.000Z"),
    ];
    for (body, now) in cases {
        let reading = post(&yard, body.clone());
        assert_eq!(reading["now"], now, "{body}");
        assert_eq!((&reading["mode"], &reading["fired"]), (&json!("frozen"), &json!(0)), "{body}");
        assert_eq!(get(&yard)["now"], now);
    }
}

#[test]
fn flowing_again_and_back_to_real_time() {
    let yard = in_2040();
    let resumed = post(&yard, json!({ "resume": true }));
    assert_eq!(resumed["mode"], "real");
    assert!(resumed["now"].as_str().is_some_and(|now| now.starts_with("2040-01-01T00:")), "{resumed}");
    assert_ne!(resumed["offset"], "PT0S");
    let advanced = post(&yard, json!({ "advance": "P1D" }));
    assert_eq!(advanced["mode"], "real", "the mode stays what it was");
    assert!(advanced["now"].as_str().is_some_and(|now| now.starts_with("2040-01-02T00:")), "{advanced}");
    let reset = post(&yard, json!({ "reset": true }));
    assert_eq!((&reset["mode"], &reset["offset"]), (&json!("real"), &json!("PT0S")));
    assert!(reset["now"].as_str() < Some("2040"), "only a reset turns it back");
}

#[test]
fn what_is_refused_leaves_it_where_it_is() {
    let yard = in_2040();
    for wrong in [
        "{}",
        "",
        "[]",
        "null",
        "{",
        r#"{"freeze":false}"#,
        r#"{"freeze":"yesterday"}"#,
        r#"{"freeze":"2039-12-31T23:59:59Z"}"#,
        r#"{"freeze":"2040-01-01"}"#,
        r#"{"freeze":2208988800}"#,
        r#"{"freeze":"99999-01-01T00:00:00Z"}"#,
        r#"{"advance":"a day"}"#,
        r#"{"advance":""}"#,
        r#"{"advance":"P1M"}"#,
        r#"{"advance":"-PT1S"}"#,
        r#"{"advance":-1}"#,
        r#"{"advance":1e300}"#,
        r#"{"advance":true}"#,
        r#"{"advance":null}"#,
        r#"{"advance":1,"freeze":true}"#,
        r#"{"resume":false}"#,
        r#"{"resume":"yes"}"#,
        r#"{"reset":false}"#,
        r#"{"rewind":1}"#,
    ] {
        let answer = yard.raw(&Request::post("/_eventyard/time", wrong));
        assert_eq!(answer.status, 400, "{wrong}: {}", answer.text());
        assert!(answer.json()["error"].is_string(), "{wrong}");
    }
    let reading = get(&yard);
    assert_eq!((&reading["now"], &reading["mode"]), (&json!("2040-01-01T00:00:00.000Z"), &json!("frozen")));
}

#[test]
fn a_time_far_ahead_is_the_end_of_time() {
    let yard = in_2040();
    let reading = post(&yard, json!({ "advance": 1e15 }));
    let now = reading["now"].as_str().unwrap_or_default();
    assert!(now.starts_with("9999-12-3") && now.ends_with('Z'), "{now}");
    yard.standard("jobs").send("m");
    post(&yard, json!({ "advance": "P1D" }));
    post(&yard, json!({ "resume": true }));
    assert_eq!(yard.raw(&Request::new("GET", "/_eventyard/health")).status, 200);
}

#[test]
fn what_is_due() {
    let yard = in_2040();
    assert_eq!((&get(&yard)["due"], &get(&yard)["dueTotal"]), (&json!([]), &json!(0)));
    let [dead, destination] = start_timers(&yard);
    let reading = get(&yard);
    assert_eq!(reading["dueTotal"], 1);
    let due = &reading["due"][0];
    assert_eq!((&due["kind"], &due["arn"]), (&json!("move-task"), &json!(dead.arn())));
    assert_eq!(due["at"], "2040-01-01T00:00:01.000Z");
    assert!(due["what"].is_string());

    let moved = destination.counts()[0];
    let reading = post(&yard, json!({ "advance": "next" }));
    assert_eq!((&reading["now"], &reading["fired"]), (&json!("2040-01-01T00:00:01.000Z"), &json!(1)));
    assert_eq!(destination.counts()[0], moved + 1, "it has happened once the answer is here");
    let reading = post(&yard, json!({ "advance": "P1D" }));
    assert_eq!(reading["fired"], 2);
    assert_eq!(reading["dueTotal"], 0);
    assert_eq!(destination.counts(), [3, 0, 0]);
}

#[test]
fn going_to_a_time_runs_what_is_due_on_the_way() {
    let yard = in_2040();
    let [_, destination] = start_timers(&yard);
    post(&yard, json!({ "freeze": "2050-01-01T00:00:00Z" }));
    assert_eq!(destination.counts(), [0, 0, 0], "and ten years later the messages are too old");
    let now = get(&yard)["now"].clone();
    assert_eq!(now, "2050-01-01T00:00:00.000Z");
}

#[test]
fn what_ends_at_a_time_has_ended_once_the_clock_stands_there() {
    let yard = in_2040();
    let queue = yard.standard("jobs");
    queue.send("m");
    assert_eq!(queue.bodies(), ["m"]);
    post(&yard, json!({ "advance": 29.999 }));
    assert_eq!(queue.bodies(), [""; 0]);
    post(&yard, json!({ "advance": 0.001 }));
    assert_eq!(queue.bodies(), ["m"]);
}

#[test]
fn settling_waits_for_what_is_due_and_no_longer() {
    let yard = in_2040();
    let settle = |query: &str| yard.raw(&Request::post(&format!("/_eventyard/settle{query}"), ""));
    assert_eq!((settle("").status, settle("").json()), (200, json!({ "settled": true })));
    let queue = yard.standard("jobs");
    let poll = yard.poll(&queue, json!({}));
    let [_, destination] = start_timers(&yard);
    let answer = settle("?timeout=5");
    assert_eq!(
        (answer.status, answer.json()),
        (200, json!({ "settled": true })),
        "a poll and a later timer don't count"
    );
    assert!(poll.is_waiting());
    assert!(destination.counts()[0] >= 1, "the first message is moved at once");
}

#[test]
fn a_poll_that_spans_a_jump_of_years_ends() {
    let yard = in_2040();
    let queue = yard.standard("jobs");
    let polls: Vec<_> = (0..20).map(|_| yard.poll(&queue, json!({}))).collect();
    post(&yard, json!({ "freeze": "2060-01-01T00:00:00Z" }));
    for poll in polls {
        assert_eq!(poll.bodies(), [""; 0]);
    }
}
