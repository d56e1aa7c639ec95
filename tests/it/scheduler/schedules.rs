//! Schedules: made, shown, replaced and deleted.

use serde_json::{Value, json};

use super::{CONFLICT, INVALID, NOT_FOUND};
use crate::support::{ROLE, Scheduler, Yard, request};

const ARN: &str = "arn:aws:scheduler:us-east-1:000000000000:schedule/default/s";
const NOTHING: Value = Value::Null;

/// A request that sets all there is.
fn whole(yard: &Yard) -> Value {
    let start = yard.now() / 1000 + 60;
    json!({
        "ActionAfterCompletion": "DELETE",
        "Description": "All there is.",
        "StartDate": start,
        "EndDate": start + 3600,
        "FlexibleTimeWindow": { "Mode": "FLEXIBLE", "MaximumWindowInMinutes": 15 },
        "KmsKeyArn": "arn:aws:kms:us-east-1:000000000000:key/k-1",
        "ScheduleExpression": "cron(0 8 ? * MON-FRI *)",
        "ScheduleExpressionTimezone": "Europe/Vienna",
        "State": "DISABLED",
        "Target": {
            "Arn": "arn:aws:sqs:us-east-1:000000000000:q.fifo",
            "RoleArn": ROLE,
            "Input": "{}",
            "RetryPolicy": { "MaximumRetryAttempts": 3, "MaximumEventAgeInSeconds": 60 },
            "DeadLetterConfig": { "Arn": "arn:aws:sqs:us-east-1:000000000000:dead" },
            "SqsParameters": { "MessageGroupId": "g" },
        },
    })
}

#[test]
fn a_schedule_is_shown_with_all_defaults() {
    let yard = Yard::json();
    let scheduler = Scheduler::new(&yard);
    let now = yard.now() as f64 / 1000.0;
    assert_eq!(scheduler.make("s", json!({})), ARN);
    let mut shown = scheduler.get("/schedules/s");
    for date in ["CreationDate", "LastModificationDate"] {
        assert_eq!(shown[date].take().as_f64(), Some(now), "{date}");
    }
    let expected = json!({
        "ActionAfterCompletion": "NONE",
        "Arn": ARN,
        "CreationDate": null,
        "FlexibleTimeWindow": { "Mode": "OFF" },
        "GroupName": "default",
        "LastModificationDate": null,
        "Name": "s",
        "ScheduleExpression": "rate(1 minute)",
        "ScheduleExpressionTimezone": "UTC",
        "State": "ENABLED",
        "Target": {
            "Arn": "arn:aws:sqs:us-east-1:000000000000:q",
            "Input": "hello",
            "RetryPolicy": { "MaximumEventAgeInSeconds": 86_400, "MaximumRetryAttempts": 185 },
            "RoleArn": ROLE,
        },
    });
    assert_eq!(shown, expected);
}

#[test]
fn a_retry_policy_of_one_half_gets_the_other() {
    let yard = Yard::json();
    let scheduler = Scheduler::new(&yard);
    let target = |policy: Value| {
        let queue = "arn:aws:sqs:us-east-1:000000000000:q";
        json!({ "Target": { "Arn": queue, "RoleArn": ROLE, "RetryPolicy": policy } })
    };
    for (name, policy, shown) in [
        ("a", json!({}), (86_400, 185)),
        ("b", json!({ "MaximumRetryAttempts": 0 }), (86_400, 0)),
        ("c", json!({ "MaximumEventAgeInSeconds": 60 }), (60, 185)),
    ] {
        scheduler.make(name, target(policy));
        let policy = &scheduler.get(&format!("/schedules/{name}"))["Target"]["RetryPolicy"];
        let expected = json!({ "MaximumEventAgeInSeconds": shown.0, "MaximumRetryAttempts": shown.1 });
        assert_eq!(*policy, expected, "{name}");
    }
}

#[test]
fn all_that_is_set_comes_back() {
    let yard = Yard::json();
    let scheduler = Scheduler::new(&yard);
    let input = whole(&yard);
    scheduler.make("s", input.clone());
    let shown = scheduler.get("/schedules/s");
    for (name, value) in input.as_object().expect("an object") {
        assert_eq!(shown[name], *value, "{name}");
    }
}

#[test]
fn dates_keep_their_milliseconds() {
    let yard = Yard::json();
    let scheduler = Scheduler::new(&yard);
    let start = yard.now() as f64 / 1000.0;
    scheduler.make("s", json!({ "StartDate": start, "EndDate": start + 100.5 }));
    let shown = scheduler.get("/schedules/s");
    let near = |date: &str, expected: f64| (shown[date].as_f64().expect("a number") - expected).abs() < 0.0005;
    assert!(near("StartDate", start) && near("EndDate", start + 100.5), "{shown}");
}

#[test]
fn an_update_replaces_everything_but_the_creation_date() {
    let yard = Yard::json();
    let scheduler = Scheduler::new(&yard);
    scheduler.make("s", whole(&yard));
    let made = scheduler.get("/schedules/s");
    yard.advance(10);
    let answer = scheduler.ok("PUT", "/schedules/s", &request(json!({})));
    assert_eq!(answer, json!({ "ScheduleArn": ARN }));
    let mut shown = scheduler.get("/schedules/s");
    assert_eq!(shown["CreationDate"], made["CreationDate"]);
    let changed = shown["LastModificationDate"].as_f64().expect("a number");
    assert!((changed - made["CreationDate"].as_f64().expect("a number") - 10.0).abs() < 0.001);
    scheduler.make("usual", json!({}));
    let mut usual = scheduler.get("/schedules/usual");
    for member in ["Arn", "Name", "CreationDate", "LastModificationDate"] {
        (shown[member], usual[member]) = (Value::Null, Value::Null);
    }
    assert_eq!(shown, usual, "what is left out goes back to its default");
}

#[test]
fn an_update_needs_all_that_is_required() {
    let yard = Yard::json();
    let scheduler = Scheduler::new(&yard);
    scheduler.make("s", json!({}));
    let text = "3 validation errors detected: Value null at 'scheduleExpression' failed to satisfy constraint: Member \
                must not be null; Value null at 'flexibleTimeWindow' failed to satisfy constraint: Member must not be \
                null; Value null at 'target' failed to satisfy constraint: Member must not be null";
    scheduler.fails("PUT", "/schedules/s", &json!({ "Description": "d" }), INVALID, text);
    assert!(scheduler.get("/schedules/s").get("Description").is_none());
}

#[test]
fn names_that_are_taken_and_names_that_are_not_there() {
    let yard = Yard::json();
    let scheduler = Scheduler::new(&yard);
    scheduler.make("s", json!({}));
    scheduler.fails("POST", "/schedules/s", &request(json!({})), CONFLICT, "Schedule s already exists.");
    scheduler.group("g");
    let in_group = scheduler.make("s", json!({ "GroupName": "g" }));
    assert_eq!(in_group, ARN.replace("default", "g"), "a name belongs to its group");
    let (missing, no_group) = ("Schedule x does not exist.", "Schedule group x does not exist.");
    scheduler.fails("GET", "/schedules/x", &NOTHING, NOT_FOUND, missing);
    scheduler.fails("DELETE", "/schedules/x", &NOTHING, NOT_FOUND, missing);
    scheduler.fails("PUT", "/schedules/x", &request(json!({})), NOT_FOUND, missing);
    scheduler.fails("GET", "/schedules/s?groupName=x", &NOTHING, NOT_FOUND, no_group);
    scheduler.fails("DELETE", "/schedules/s?groupName=x", &NOTHING, NOT_FOUND, no_group);
    scheduler.fails("POST", "/schedules/s", &request(json!({ "GroupName": "x" })), NOT_FOUND, no_group);
    scheduler.fails("PUT", "/schedules/s", &request(json!({ "GroupName": "x" })), NOT_FOUND, no_group);
}

#[test]
fn a_schedule_is_deleted_from_its_group() {
    let yard = Yard::json();
    let scheduler = Scheduler::new(&yard);
    scheduler.group("g");
    scheduler.make("s", json!({}));
    scheduler.make("s", json!({ "GroupName": "g" }));
    assert_eq!(scheduler.ok("DELETE", "/schedules/s?groupName=g", &NOTHING), json!({}));
    assert!(scheduler.has("s") && !scheduler.has("s?groupName=g"));
    assert_eq!(scheduler.timers().len(), 1);
    scheduler.delete("s");
    assert_eq!(scheduler.timers(), []);
}

#[test]
fn the_same_token_and_the_same_schedule_are_the_same_call() {
    let yard = Yard::json();
    let scheduler = Scheduler::new(&yard);
    let queue = yard.standard("q");
    let with = |token: &str, description: &str| {
        request(json!({ "ClientToken": token, "Description": description, "ScheduleExpression": "rate(1 hour)" }))
    };
    for _ in 0..3 {
        assert_eq!(scheduler.ok("POST", "/schedules/s", &with("one", "d")), json!({ "ScheduleArn": ARN }));
    }
    let taken = "Schedule s already exists.";
    for other in [with("one", "other"), with("two", "d"), request(json!({ "Description": "d" }))] {
        scheduler.fails("POST", "/schedules/s", &other, CONFLICT, taken);
    }
    yard.server.settle().wait();
    assert_eq!((queue.counts()[0], scheduler.timers().len()), (1, 1), "it was made once");
    // What was updated isn't what that call made any more.
    scheduler.ok("PUT", "/schedules/s", &with("three", "new"));
    for earlier in [with("one", "d"), with("one", "new"), with("three", "new")] {
        scheduler.fails("POST", "/schedules/s", &earlier, CONFLICT, taken);
    }
    // A second schedule may have the same token.
    scheduler.ok("POST", "/schedules/t", &with("one", "d"));
}

#[test]
fn a_deletion_may_be_repeated_with_its_token() {
    let yard = Yard::json();
    let scheduler = Scheduler::new(&yard);
    scheduler.make("s", json!({}));
    for _ in 0..2 {
        assert_eq!(scheduler.ok("DELETE", "/schedules/s?clientToken=one", &NOTHING), json!({}));
    }
    let missing = "Schedule s does not exist.";
    scheduler.fails("DELETE", "/schedules/s?clientToken=two", &NOTHING, NOT_FOUND, missing);
    scheduler.fails("DELETE", "/schedules/s", &NOTHING, NOT_FOUND, missing);
    scheduler.fails("DELETE", "/schedules/t?clientToken=one", &NOTHING, NOT_FOUND, "Schedule t does not exist.");
}

#[test]
fn what_exists_is_in_the_state() {
    let yard = Yard::json();
    let scheduler = Scheduler::new(&yard);
    yard.go_to("2027-01-01T00:00:00Z");
    scheduler
        .make("s", json!({ "ScheduleExpression": "at(2027-02-01T12:00)", "ScheduleExpressionTimezone": "Asia/Tokyo" }));
    let state = serde_json::to_value(yard.server.state()).expect("JSON");
    let schedule = &state["scheduler"]["scheduleGroups"][0]["schedules"][0];
    let expected = json!({
        "arn": ARN, "state": "ENABLED", "expression": "at(2027-02-01T12:00)", "timezone": "Asia/Tokyo",
        "target": "arn:aws:sqs:us-east-1:000000000000:q", "next": "2027-02-01T03:00:00.000Z",
    });
    assert_eq!(*schedule, expected, "{state}");
}
