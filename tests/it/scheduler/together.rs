//! Calls that come at the same time: whatever their order, a schedule that is there fires, and one that isn't doesn't.

use std::sync::Barrier;
use std::time::Duration;

use eventyard::clock::Move;
use eventyard::{Config, World};
use serde_json::{Value, json};
use tokio::runtime::Builder;

use crate::support::{Asked, Connection, Request, Scheduler, Town, Via, Yard, request};

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

#[test]
fn what_is_due_is_known_when_a_call_is_answered() {
    let yard = Yard::json();
    let (scheduler, queue) = (Scheduler::new(&yard), yard.queue("q", json!({})));
    let due = || yard.server.clock().reading().due_total;
    for round in 0..100 {
        let at = |hour: u32| json!({ "ScheduleExpression": format!("at(2099-06-01T{hour:02}:00:00)") });
        scheduler.make("s", at(5));
        assert_eq!(due(), 1, "round {round}");
        scheduler.update("s", at(7));
        assert_eq!(scheduler.timers()[0].0, "2099-06-01T07:00:00Z", "round {round}");
        scheduler.delete("s");
        assert_eq!(due(), 0, "round {round}");
        // A rate begins at once.
        scheduler.make("now", json!({}));
        assert_eq!(queue.bodies(), ["hello"], "round {round}");
        yard.ok("PurgeQueue", json!({ "QueueUrl": queue.url }));
        scheduler.delete("now");
    }
}

#[test]
fn what_is_due_at_once_fires_in_the_order_in_which_it_was_made() {
    let run = || {
        let yard = Yard::start(Via::Json, Config { seed: Some(7), ..Config::default() });
        let scheduler = Scheduler::new(&yard);
        let window = json!({ "Mode": "FLEXIBLE", "MaximumWindowInMinutes": 15 });
        yard.go_to("2030-01-01T00:00:00Z");
        for i in 0..40 {
            let mut input = json!({ "ScheduleExpression": "at(2030-01-02T00:00:00)" });
            if i % 2 == 0 {
                input["FlexibleTimeWindow"] = window.clone();
            }
            scheduler.make(&format!("s{}", (i * 7) % 40), input);
        }
        yard.go_to("2030-01-02T01:00:00Z");
        let told = |record: Value| format!("{} {} {}", record["at"], record["via"], record["message"]);
        scheduler.records().into_iter().map(told).collect::<Vec<_>>()
    };
    let first = run();
    assert_eq!(first.len(), 40);
    assert!(first[0].contains("schedule/default/s7\""), "{}", first[0]);
    assert_eq!(run(), first);
}
