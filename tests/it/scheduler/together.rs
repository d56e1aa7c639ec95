//! Calls that come at the same time: whatever their order, a schedule that is there fires, and one that isn't doesn't.

use std::sync::Barrier;
use std::time::Duration;

use eventyard::clock::Move;
use eventyard::{Config, World};
use serde_json::{Value, json};
use tokio::runtime::Builder;

use crate::support::{Asked, Connection, Request, Town, request};

/// A call with no more than its status.
fn status(connection: &mut Connection, method: &str, path: &str, body: &Value) -> u16 {
    let credential = "000000000000/20270101/us-east-1/scheduler/aws4_request";
    let signature = format!("AWS4-HMAC-SHA256 Credential={credential}, SignedHeaders=host, Signature=0");
    let body = if body.is_null() { Vec::new() } else { body.to_string().into_bytes() };
    let request = Request { body, ..Request::new(method, path) };
    connection.send(&request.header("Content-Type", "application/json").header("Authorization", &signature)).status
}

/// Whether this becomes so: a task that was stopped takes its timer along a moment later.
fn soon(is: impl Fn() -> bool) -> bool {
    (0..1_000_000).any(|_| {
        is() || {
            std::thread::yield_now();
            false
        }
    })
}

#[test]
fn makers_changers_and_deleters_at_once() {
    const ROUNDS: usize = 60;
    let town = Town::start();
    let hourly = || request(json!({ "ScheduleExpression": "rate(1 hour)", "ActionAfterCompletion": "DELETE" }));
    let gate = Barrier::new(4);
    std::thread::scope(|scope| {
        for work in [("POST", 0), ("DELETE", 1), ("PUT", 2), ("POST", 3)] {
            let (town, gate) = (&town, &gate);
            scope.spawn(move || {
                let mut connection = Connection::open(town.address);
                for round in 0..ROUNDS {
                    gate.wait();
                    for name in ["a", "b", "c"] {
                        let body = if work.0 == "DELETE" { Value::Null } else { hourly() };
                        let answer = status(&mut connection, work.0, &format!("/schedules/{name}"), &body);
                        assert!([200, 404, 409].contains(&answer), "{work:?} {round}: {answer}");
                    }
                }
            });
        }
    });
    let mut connection = Connection::open(town.address);
    let runtime = Builder::new_current_thread().build().expect("a runtime");
    for name in ["a", "b", "c"] {
        let path = format!("/schedules/{name}");
        let there = status(&mut connection, "GET", &path, &Value::Null) == 200;
        let arn = format!("arn:aws:scheduler:us-east-1:000000000000:schedule/default/{name}");
        runtime.block_on(town.world.clock.settle());
        let timers = || town.world.clock.reading().due.into_iter().filter(|timer| *timer.due.arn == *arn).count();
        assert!(soon(|| timers() == usize::from(there)), "{name}: {} timers, there: {there}", timers());
    }
    let advance = Move::Advance(Duration::from_secs(3600));
    runtime.block_on(town.world.clock.turn(advance)).expect("not back");
}

/// Deleting is done with the data first and with the timer then: who makes the name anew in between keeps its own.
#[test]
fn a_name_that_is_used_again_at_once() {
    const ROUNDS: usize = 500;
    let runtime = Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime");
    let world = World::new(&Config::default());
    runtime.block_on(world.clock.turn(Move::Freeze)).expect("never backwards");
    let create = || {
        let input = request(json!({ "Name": "s", "ScheduleExpression": "at(2199-01-01T00:00:00)" }));
        runtime.block_on(world.scheduler.call(&Asked::new("CreateSchedule", input))).is_ok()
    };
    let delete =
        || runtime.block_on(world.scheduler.call(&Asked::new("DeleteSchedule", json!({ "Name": "s" })))).is_ok();
    assert!(create());
    let gate = Barrier::new(2);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            for _ in 0..ROUNDS {
                gate.wait();
                assert!(delete());
                gate.wait();
            }
        });
        for round in 0..ROUNDS {
            gate.wait();
            while !create() {}
            gate.wait();
            let timers = || world.clock.reading().due_total;
            // That of the deleted one goes a moment later, that of the new one comes: one is there to stay.
            let stays = || (0..50).all(|_| timers() == 1);
            assert!(soon(stays), "round {round}: {} timers", timers());
        }
    });
}

#[test]
fn a_group_that_goes_while_schedules_are_made_in_it() {
    let town = Town::start();
    let input = || request(json!({ "ScheduleExpression": "rate(1 hour)", "GroupName": "g" }));
    let gate = Barrier::new(2);
    std::thread::scope(|scope| {
        let (town, gate) = (&town, &gate);
        scope.spawn(move || {
            let mut connection = Connection::open(town.address);
            for _ in 0..40 {
                gate.wait();
                status(&mut connection, "POST", "/schedule-groups/g", &json!({}));
                for i in 0..5 {
                    let answer = status(&mut connection, "POST", &format!("/schedules/s{i}"), &input());
                    assert!([200, 404, 409].contains(&answer), "{answer}");
                }
            }
        });
        scope.spawn(move || {
            let mut connection = Connection::open(town.address);
            for _ in 0..40 {
                gate.wait();
                let answer = status(&mut connection, "DELETE", "/schedule-groups/g", &Value::Null);
                assert!([200, 404].contains(&answer), "{answer}");
            }
        });
    });
    let mut connection = Connection::open(town.address);
    status(&mut connection, "DELETE", "/schedule-groups/g", &Value::Null);
    assert!(soon(|| town.world.clock.reading().due_total == 0));
}
