//! What AWS refuses of a schedule, and in which words.

use serde_json::{Value, json};

use super::INVALID;
use crate::support::{ROLE, Scheduler, Yard, request};

const NULL: &str = "failed to satisfy constraint: Member must not be null";

/// Checks refusals of CreateSchedule, which UpdateSchedule words alike: what is laid over the usual request, and AWS's
/// text; one ending in `…` need only begin so.
#[track_caller]
fn check(cases: &[(Value, &str)]) {
    let yard = Yard::json();
    let scheduler = Scheduler::new(&yard);
    scheduler.make("there", json!({}));
    for (changes, text) in cases {
        scheduler.fails("POST", "/schedules/s", &request(changes.clone()), INVALID, text);
        scheduler.fails("PUT", "/schedules/there", &request(changes.clone()), INVALID, text);
    }
    assert!(!scheduler.has("s"));
}

/// The usual target with changes; what is null is taken out.
fn target(changes: Value) -> Value {
    let mut target = request(json!({}))["Target"].take();
    for (name, value) in changes.as_object().expect("an object") {
        target[name] = value.clone();
    }
    target.as_object_mut().expect("an object").retain(|_, value| !value.is_null());
    json!({ "Target": target })
}

/// A target by its ARN in the usual region, without an input.
fn at(arn: &str, changes: Value) -> Value {
    let mut all = json!({ "Arn": arn, "Input": null });
    for (name, value) in changes.as_object().expect("an object") {
        all[name] = value.clone();
    }
    target(all)
}

fn arn(service: &str, resource: &str) -> String {
    format!("arn:aws:{service}:us-east-1:000000000000:{resource}")
}

#[test]
fn expressions_that_are_none() {
    let yard = Yard::json();
    let scheduler = Scheduler::new(&yard);
    for expression in [
        "cron(0 1 * * * *)",
        "cron(7 20 * * NOT *)",
        "cron(NOT)",
        "cron(INVALID)",
        "cron(0 dummy ? * MON-FRI *)",
        "cron(71 8 1 * ? *)",
        "cron()",
        "cron(0 8 ? * ? *)",
        "cron(0 8 * * * *)",
        "cron(0 24 * * ? *)",
        "cron(0 8 0 * ? *)",
        "cron(0 8 32 * ? *)",
        "cron(0 8 * 13 ? *)",
        "cron(0 8 ? * 8 *)",
        "cron(0 8 ? * MON#6 *)",
        "cron(0 8 * * ? 1969)",
        "cron(0 8 * * ? 2200)",
        "cron(0 8 * *)",
        "cron(0 8 * * ? * *)",
        "rate(10 seconds)",
        "rate(10 years)",
        "rate(10 weeks)",
        "rate()",
        "rate(10)",
        "rate(10 minutess)",
        "rate(foo minutes)",
        "rate(0 minutes)",
        "rate(-10 minutes)",
        "rate( 10 minutes )",
        " rate(10 minutes)",
        "at(2021-12-31T23:59:59Z)",
        "at(2021-12-31)",
        "at(2021-12-31T23:59:59+01:00)",
        "at(2021-12-31T23:59:59.000)",
        "at(2021-02-30T00:00:00)",
        "at()",
        "every minute",
    ] {
        let text = format!("Invalid Schedule Expression {expression}.");
        let input = request(json!({ "ScheduleExpression": expression }));
        scheduler.fails("POST", "/schedules/s", &input, INVALID, &text);
    }
}

#[test]
fn expressions_of_all_forms() {
    let yard = Yard::json();
    let scheduler = Scheduler::new(&yard);
    scheduler.make("s", json!({}));
    for expression in [
        "cron(0-15/1 8-8 ? * 2,3,4,5,6,7 *)",
        "cron(*/15 * * * ? *)",
        "cron(0-59/10 0-23/2 ? * * *)",
        "cron(30-30 0 1-31/30 * ? *)",
        "cron(0 8 ? * mon-fri *)",
        "cron(0 8 L jan-MAR ? *)",
        "cron(0 8 15W * ? 2027)",
        "cron(0 8 ? * 6#3 *)",
        "cron(0 8 ? * 5L *)",
        "cron(0 8 * * ?)",
        "cron(0 8 1 1 ? 1970-2199/2)",
        "rate(1 minute)",
        "rate(1 minutes)",
        "rate(10 minute)",
        "rate(5hours)",
        "rate(5 DAYS)",
        "at(2021-12-31T23:59:59)",
        "at(2021-12-31T23:59)",
        "at(2199-12-31T23:59:59)",
    ] {
        scheduler.update("s", json!({ "ScheduleExpression": expression }));
        assert_eq!(scheduler.get("/schedules/s")["ScheduleExpression"], expression);
    }
}

#[test]
fn zones() {
    let yard = Yard::json();
    let scheduler = Scheduler::new(&yard);
    for zone in ["UTC", "Europe/Vienna", "America/Argentina/Buenos_Aires", "Etc/GMT+12", "Asia/Kathmandu"] {
        scheduler.make(&zone.replace(['/', '+'], "-"), json!({ "ScheduleExpressionTimezone": zone }));
    }
    for zone in ["Europe/Atlantis", "europe/vienna", "CEST", " UTC", "+01:00", "local"] {
        let input = request(json!({ "ScheduleExpressionTimezone": zone }));
        scheduler.fails("POST", "/schedules/s", &input, INVALID, "Invalid Schedule Expression Timezone…");
    }
}

#[test]
fn what_the_model_says_of_each_member() {
    let pattern = |member: &str, value: &str| {
        format!(
            "1 validation error detected: Value '{value}' at '{member}' failed to satisfy constraint: Member must satisfy regular expression pattern: …"
        )
    };
    let (long_text, long_zone) = ("d".repeat(513), "z".repeat(51));
    let longest = |member: &str, value: &str, most: usize| {
        format!(
            "1 validation error detected: Value '{value}' at '{member}' failed to satisfy constraint: Member must have length less than or equal to {most}"
        )
    };
    let policy = |name: &str, value: i64| target(json!({ "RetryPolicy": { name: value } }));
    let queue_group = |id: &str| target(json!({ "SqsParameters": { "MessageGroupId": id } }));
    let events = |source: &str, kind: &str| {
        at(&arn("events", "event-bus/b"), json!({ "EventBridgeParameters": { "Source": source, "DetailType": kind } }))
    };
    let window = |value: Value| json!({ "FlexibleTimeWindow": value });
    check(&[
        (
            json!({ "ScheduleExpression": "" }),
            "1 validation error detected: Value '' at 'scheduleExpression' failed to satisfy constraint: Member must have length greater than or equal to 1",
        ),
        (json!({ "ScheduleExpression": "x".repeat(257) }), "1 validation error detected: Value 'xxx…"),
        (
            json!({ "ScheduleExpression": null }),
            &format!("1 validation error detected: Value null at 'scheduleExpression' {NULL}"),
        ),
        (
            json!({ "FlexibleTimeWindow": null }),
            &format!("1 validation error detected: Value null at 'flexibleTimeWindow' {NULL}"),
        ),
        (json!({ "Target": null }), &format!("1 validation error detected: Value null at 'target' {NULL}")),
        (json!({ "GroupName": "a b" }), &pattern("groupName", "a b")),
        (json!({ "ClientToken": "a.b" }), &pattern("clientToken", "a.b")),
        (json!({ "KmsKeyArn": "k" }), &pattern("kmsKeyArn", "k")),
        (
            json!({ "KmsKeyArn": "arn:aws:kms:us-east-1:000000000000:key/a b" }),
            &pattern("kmsKeyArn", "arn:aws:kms:us-east-1:000000000000:key/a b"),
        ),
        (json!({ "Description": long_text }), &longest("description", &long_text, 512)),
        (json!({ "ScheduleExpressionTimezone": long_zone }), &longest("scheduleExpressionTimezone", &long_zone, 50)),
        (
            json!({ "State": "enabled" }),
            "1 validation error detected: Value 'enabled' at 'state' failed to satisfy constraint: Member must satisfy enum value set: [ENABLED, DISABLED]",
        ),
        (
            json!({ "ActionAfterCompletion": "KEEP" }),
            "1 validation error detected: Value 'KEEP' at 'actionAfterCompletion' failed to satisfy constraint: Member must satisfy enum value set: [NONE, DELETE]",
        ),
        (window(json!({})), &format!("1 validation error detected: Value null at 'flexibleTimeWindow.mode' {NULL}")),
        (window(json!({ "Mode": "ON" })), "1 validation error detected: Value 'ON' at 'flexibleTimeWindow.mode'…"),
        (
            window(json!({ "Mode": "FLEXIBLE", "MaximumWindowInMinutes": 0 })),
            "1 validation error detected: Value '0' at 'flexibleTimeWindow.maximumWindowInMinutes' failed to satisfy constraint: Member must have value greater than or equal to 1",
        ),
        (
            window(json!({ "Mode": "FLEXIBLE", "MaximumWindowInMinutes": 1441 })),
            "1 validation error detected: Value '1441' at 'flexibleTimeWindow.maximumWindowInMinutes' failed to satisfy constraint: Member must have value less than or equal to 1440",
        ),
        (target(json!({ "Arn": null })), &format!("1 validation error detected: Value null at 'target.arn' {NULL}")),
        (
            target(json!({ "RoleArn": null })),
            &format!("1 validation error detected: Value null at 'target.roleArn' {NULL}"),
        ),
        (target(json!({ "RoleArn": "role" })), &pattern("target.roleArn", "role")),
        (
            target(json!({ "RoleArn": "arn:aws:iam::000000000000:role/a b" })),
            &pattern("target.roleArn", "arn:aws:iam::000000000000:role/a b"),
        ),
        (
            target(json!({ "RoleArn": "arn:aws:iam::000000000000:user/u" })),
            &pattern("target.roleArn", "arn:aws:iam::000000000000:user/u"),
        ),
        (target(json!({ "Input": "" })), "1 validation error detected: Value '' at 'target.input'…"),
        (
            target(json!({ "DeadLetterConfig": { "Arn": arn("sqs", "dead.fifo") } })),
            &pattern("target.deadLetterConfig.arn", &arn("sqs", "dead.fifo")),
        ),
        (
            target(json!({ "DeadLetterConfig": { "Arn": arn("sns", "dead") } })),
            &pattern("target.deadLetterConfig.arn", &arn("sns", "dead")),
        ),
        (
            policy("MaximumRetryAttempts", -1),
            "1 validation error detected: Value '-1' at 'target.retryPolicy.maximumRetryAttempts' failed to satisfy constraint: Member must have value greater than or equal to 0",
        ),
        (
            policy("MaximumRetryAttempts", 186),
            "1 validation error detected: Value '186' at 'target.retryPolicy.maximumRetryAttempts' failed to satisfy constraint: Member must have value less than or equal to 185",
        ),
        (
            policy("MaximumEventAgeInSeconds", 59),
            "1 validation error detected: Value '59' at 'target.retryPolicy.maximumEventAgeInSeconds'…",
        ),
        (
            policy("MaximumEventAgeInSeconds", 86_401),
            "1 validation error detected: Value '86401' at 'target.retryPolicy.maximumEventAgeInSeconds'…",
        ),
        (queue_group(""), "1 validation error detected: Value '' at 'target.sqsParameters.messageGroupId'…"),
        (queue_group(&"g".repeat(129)), "1 validation error detected: Value 'ggg…"),
        (
            at(&arn("kinesis", "stream/s"), json!({ "KinesisParameters": {} })),
            &format!("1 validation error detected: Value null at 'target.kinesisParameters.partitionKey' {NULL}"),
        ),
        (events("aws.mine", "t"), &pattern("target.eventBridgeParameters.source", "aws.mine")),
        (events("!", "t"), &pattern("target.eventBridgeParameters.source", "!")),
        (events("app", &"t".repeat(129)), "1 validation error detected: Value 'ttt…"),
        (
            at(&arn("ecs", "cluster/c"), json!({ "EcsParameters": { "TaskCount": 11 } })),
            &format!(
                "2 validation errors detected: Value null at 'target.ecsParameters.taskDefinitionArn' {NULL}; Value '11' at 'target.ecsParameters.taskCount' failed to satisfy constraint: Member must have value less than or equal to 10"
            ),
        ),
    ]);
}

#[test]
fn names_of_schedules_and_groups() {
    let yard = Yard::json();
    let scheduler = Scheduler::new(&yard);
    let longest = "n".repeat(64);
    scheduler.make(&longest, json!({}));
    scheduler.make("A-b_c.1", json!({}));
    scheduler.group(&longest);
    for path in ["/schedules/", "/schedule-groups/"] {
        let input = request(json!({}));
        let long = "n".repeat(65);
        let text = format!(
            "1 validation error detected: Value '{long}' at 'name' failed to satisfy constraint: Member must have length less than or equal to 64"
        );
        for (method, input) in [("POST", &input), ("GET", &Value::Null), ("DELETE", &Value::Null)] {
            scheduler.fails(method, &format!("{path}{long}"), input, INVALID, &text);
            let text = "1 validation error detected: Value 'a b' at 'name' failed to satisfy constraint: Member must satisfy regular expression pattern: ^[0-9a-zA-Z-_.]+$";
            scheduler.fails(method, &format!("{path}a%20b"), input, INVALID, text);
        }
    }
}

#[test]
fn all_that_breaks_the_model_is_told_at_once() {
    check(&[(
        json!({ "GroupName": "", "State": "on", "FlexibleTimeWindow": { "Mode": "x" }, "Target": {} }),
        &format!(
            "6 validation errors detected: Value '' at 'groupName' failed to satisfy constraint: Member must satisfy \
             regular expression pattern: ^[0-9a-zA-Z-_.]+$; Value '' at 'groupName' failed to satisfy constraint: \
             Member must have length greater than or equal to 1; Value 'on' at 'state' failed to satisfy constraint: \
             Member must satisfy enum value set: [ENABLED, DISABLED]; Value 'x' at 'flexibleTimeWindow.mode' failed to \
             satisfy constraint: Member must satisfy enum value set: [OFF, FLEXIBLE]; Value null at 'target.arn' \
             {NULL}; Value null at 'target.roleArn' {NULL}"
        ),
    )]);
}

#[test]
fn dates() {
    let yard = Yard::json();
    let scheduler = Scheduler::new(&yard);
    let now = yard.now() as f64 / 1000.0;
    let dates = |start: Option<f64>, end: Option<f64>| json!({ "StartDate": start, "EndDate": end });
    let old = "The StartDate you specify cannot be earlier than 5 minutes ago.";
    let order = "The StartDate you specify must come before the EndDate.";
    for (changes, text) in [
        (dates(Some(now - 300.001), None), old),
        (dates(Some(0.0), Some(0.0)), old),
        (dates(Some(now + 60.0), Some(now + 60.0)), order),
        (dates(Some(now + 60.0), Some(now + 59.999)), order),
    ] {
        scheduler.fails("POST", "/schedules/s", &request(changes), INVALID, text);
    }
    scheduler.make("a", dates(Some(now - 300.0), None));
    scheduler.make("b", dates(Some(now), Some(now + 0.001)));
    scheduler.make("c", dates(None, Some(now + 60.0)));
    // What was all right is too old for an update later on.
    yard.advance(301);
    scheduler.fails("PUT", "/schedules/b", &request(dates(Some(now), None)), INVALID, old);
}

#[test]
fn windows() {
    let window = |mode: &str, minutes: Option<i64>| json!({ "FlexibleTimeWindow": { "Mode": mode, "MaximumWindowInMinutes": minutes } });
    check(&[
        (
            window("FLEXIBLE", None),
            "MaximumWindowInMinutes must be provided when FlexibleTimeWindowMode is set to FLEXIBLE",
        ),
        (
            window("OFF", Some(5)),
            "MaximumWindowInMinutes must not be provided when FlexibleTimeWindowMode is set to OFF.",
        ),
    ]);
}

#[test]
fn targets_that_make_no_sense() {
    let json_error = "JSON syntax error in input for the target";
    let bus = arn("events", "event-bus/b");
    let kind = json!({ "Source": "app", "DetailType": "t" });
    let fargate = json!({ "TaskDefinitionArn": "t", "LaunchType": "FARGATE" });
    let unsupported = |block: &str| format!("Parameters {block} not supported for the target");
    let form = |arn: &str| format!("Parameter {arn} is not valid. Reason: Provided Arn is not in correct format.");
    check(&[
        (
            at("arn:aws:sqs:eu-west-1:000000000000:q", json!({})),
            "The target ARN provided does not match the current region us-east-1.",
        ),
        (at(&arn("lambda", "function:f"), json!({ "Input": "{" })), json_error),
        (at(&arn("states", "stateMachine:m"), json!({ "Input": "text" })), json_error),
        (at(&bus, json!({ "EventBridgeParameters": kind, "Input": "{" })), json_error),
        (at(&bus, json!({ "EventBridgeParameters": kind, "Input": "[1]" })), json_error),
        (at(&bus, json!({})), "Parameters EventBridgeParameters must be specified"),
        (at(&bus, json!({ "SqsParameters": {} })), &unsupported("SqsParameters")),
        (
            at(&arn("sqs", "q"), json!({ "KinesisParameters": { "PartitionKey": "k" } })),
            &unsupported("KinesisParameters"),
        ),
        (at(&arn("sns", "t"), json!({ "EventBridgeParameters": kind })), &unsupported("EventBridgeParameters")),
        (at(&arn("sqs", "q.fifo"), json!({})), "Parameters SqsParameters must be specified"),
        (at(&arn("sqs", "q.fifo"), json!({ "SqsParameters": {} })), "Parameters SqsParameters must be specified"),
        (
            at(&arn("sqs", "q"), json!({ "SqsParameters": { "MessageGroupId": "g" } })),
            "Parameters MessageGroupId not valid for the target",
        ),
        (
            at(&arn("ecs", "cluster/c"), json!({ "EcsParameters": fargate })),
            "Parameter NetworkConfiguration must be specified for the target when launch type is FARGATE",
        ),
        (at(&arn("kinesis", "stream/s"), json!({})), "Parameters KinesisParameters must be specified"),
        (at(&arn("scheduler", "schedule/default/s"), json!({})), "scheduler is not a supported service for a target"),
        (at(&arn("dynamodb", "table/t"), json!({})), "dynamodb is not a supported service for a target"),
        (at("q", json!({})), &form("q")),
        (at(&arn("lambda", "f"), json!({})), &form(&arn("lambda", "f"))),
        (at("arn:aws:sqs:::q", json!({})), &form("arn:aws:sqs:::q")),
        (target(json!({ "Input": "i".repeat(262_145) })), "The input of a target has at most 262144 bytes."),
    ]);
}

#[test]
fn what_is_checked_first() {
    let wrong = json!({
        "ScheduleExpression": "rate(1 week)",
        "FlexibleTimeWindow": { "Mode": "FLEXIBLE" },
        "StartDate": 0,
        "GroupName": "nowhere",
        "Target": { "Arn": arn("sqs", "q.fifo"), "RoleArn": ROLE },
    });
    let without = |names: &[&str]| {
        let mut left = wrong.clone();
        left.as_object_mut().expect("an object").retain(|name, _| !names.contains(&name.as_str()));
        left
    };
    let mut model = wrong.clone();
    model["State"] = json!("x");
    let start = ["ScheduleExpression"];
    let window = ["ScheduleExpression", "StartDate"];
    let target = ["ScheduleExpression", "StartDate", "FlexibleTimeWindow"];
    check(&[
        (model, "1 validation error detected: Value 'x' at 'state'…"),
        (wrong.clone(), "Invalid Schedule Expression rate(1 week)."),
        (without(&start), "The StartDate you specify cannot be earlier than 5 minutes ago."),
        (without(&window), "MaximumWindowInMinutes must be provided…"),
        (without(&target), "Parameters SqsParameters must be specified"),
    ]);
}

#[test]
fn bodies_of_another_shape() {
    let yard = Yard::json();
    let scheduler = Scheduler::new(&yard);
    let serialization = (400, "SerializationException");
    for changes in [
        json!({ "ScheduleExpression": 5 }),
        json!({ "Target": "arn" }),
        json!({ "FlexibleTimeWindow": [] }),
        json!({ "FlexibleTimeWindow": { "Mode": "FLEXIBLE", "MaximumWindowInMinutes": "5" } }),
        json!({ "StartDate": "2027-01-01T00:00:00Z" }),
        json!({ "EndDate": 1e300 }),
        json!({ "Target": { "Arn": {}, "RoleArn": ROLE } }),
        json!({ "Description": true }),
    ] {
        scheduler.fails("POST", "/schedules/s", &request(changes), serialization, "…");
    }
    let tags = json!({ "Tags": { "k": "v" } });
    scheduler.fails("POST", "/schedule-groups/g", &tags, serialization, "…");
    for body in ["[]", "{", "null", "\"text\"", "{}{}", "\u{0}"] {
        let answer = scheduler.raw("POST", "/schedules/s", body);
        assert_eq!((answer.status, answer.header("x-amzn-errortype")), (400, Some("SerializationException")), "{body}");
        assert!(answer.json()["Message"].is_string() && answer.json().get("message").is_none(), "{body}");
    }
    assert!(!scheduler.has("s"));
}

#[test]
fn an_error_has_its_type_in_a_header_and_its_text_in_message() {
    let yard = Yard::json();
    let scheduler = Scheduler::new(&yard);
    let answer = scheduler.raw("GET", "/schedules/x", "");
    assert_eq!((answer.status, answer.header("x-amzn-errortype")), (404, Some("ResourceNotFoundException")));
    assert_eq!(answer.text(), r#"{"Message":"Schedule x does not exist."}"#);
    assert!(answer.header("x-amzn-requestid").is_some() && answer.header("content-type") == Some("application/json"));
    for (method, path) in
        [("PATCH", "/schedules/x"), ("POST", "/schedules"), ("GET", "/schedules/a/b"), ("PUT", "/schedule-groups/g")]
    {
        let answer = scheduler.raw(method, path, "{}");
        assert!((400..500).contains(&answer.status), "{method} {path}: {}", answer.text());
    }
}
