//! What AWS refuses of a schedule, and in which words.

use serde_json::{Value, json};

use super::{INVALID, breach, broken};
use crate::support::{ROLE, Scheduler, Yard, request};

/// Checks refusals of CreateSchedule, which UpdateSchedule words alike: what is laid over the usual request, and AWS's
/// text; one ending in `…` need only begin so.
#[track_caller]
fn check(cases: &[(Value, impl AsRef<str>)]) {
    let yard = Yard::json();
    let scheduler = Scheduler::new(&yard);
    scheduler.make("there", json!({}));
    for (changes, text) in cases {
        let input = request(changes.clone());
        scheduler.fails("POST", "/schedules/s", &input, INVALID, text.as_ref());
        scheduler.fails("PUT", "/schedules/there", &input, INVALID, text.as_ref());
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
    for zone in
        ["UTC", "Europe/Vienna", "America/Argentina/Buenos_Aires", "US/Eastern", "GMT", "Etc/GMT+12", "Asia/Kathmandu"]
    {
        scheduler.make(&zone.replace(['/', '+'], "-"), json!({ "ScheduleExpressionTimezone": zone }));
    }
    for zone in ["Europe/Atlantis", "europe/vienna", "CEST", " UTC", "+01:00", "local"] {
        let input = request(json!({ "ScheduleExpressionTimezone": zone }));
        scheduler.fails("POST", "/schedules/s", &input, INVALID, "Invalid Schedule Expression Timezone…");
    }
}

#[test]
fn what_the_model_says_of_each_member() {
    let policy = |name: &str, value: i64| target(json!({ "RetryPolicy": { name: value } }));
    let group = |id: &str| target(json!({ "SqsParameters": { "MessageGroupId": id } }));
    let role = |arn: &str| target(json!({ "RoleArn": arn }));
    let dead = |arn: &str| target(json!({ "DeadLetterConfig": { "Arn": arn } }));
    let events = |source: &str, kind: &str| {
        at(&arn("events", "event-bus/b"), json!({ "EventBridgeParameters": { "Source": source, "DetailType": kind } }))
    };
    let window =
        |minutes: i64| json!({ "FlexibleTimeWindow": { "Mode": "FLEXIBLE", "MaximumWindowInMinutes": minutes } });
    let mode = |mode: Value| json!({ "FlexibleTimeWindow": { "Mode": mode } });
    let null = "not be null";
    let pattern = "satisfy regular expression pattern: …";
    let (length, value) = ("have length greater than or equal to 1", "have value greater than or equal to ");
    let key = "arn:aws:kms:us-east-1:000000000000:key/a b";
    let (fifo, topic) = (arn("sqs", "dead.fifo"), arn("sns", "dead"));
    let stream = at(&arn("kinesis", "stream/s"), json!({ "KinesisParameters": {} }));
    let cases = [
        (json!({ "ScheduleExpression": "" }), "scheduleExpression", "", length),
        (json!({ "ScheduleExpression": null }), "scheduleExpression", "null", null),
        (json!({ "FlexibleTimeWindow": null }), "flexibleTimeWindow", "null", null),
        (json!({ "Target": null }), "target", "null", null),
        (json!({ "GroupName": "a b" }), "groupName", "a b", pattern),
        (json!({ "ClientToken": "a.b" }), "clientToken", "a.b", pattern),
        (json!({ "KmsKeyArn": "k" }), "kmsKeyArn", "k", pattern),
        (json!({ "KmsKeyArn": key }), "kmsKeyArn", key, pattern),
        (json!({ "State": "enabled" }), "state", "enabled", "satisfy enum value set: [ENABLED, DISABLED]"),
        (
            json!({ "ActionAfterCompletion": "KEEP" }),
            "actionAfterCompletion",
            "KEEP",
            "satisfy enum value set: [NONE, DELETE]",
        ),
        (mode(Value::Null), "flexibleTimeWindow.mode", "null", null),
        (mode(json!("ON")), "flexibleTimeWindow.mode", "ON", "satisfy enum value set: [OFF, FLEXIBLE]"),
        (window(0), "flexibleTimeWindow.maximumWindowInMinutes", "0", &format!("{value}1")),
        (window(1441), "flexibleTimeWindow.maximumWindowInMinutes", "1441", "have value less than or equal to 1440"),
        (target(json!({ "Arn": null })), "target.arn", "null", null),
        (target(json!({ "RoleArn": null })), "target.roleArn", "null", null),
        (role("role"), "target.roleArn", "role", pattern),
        (role("arn:aws:iam::000000000000:role/a b"), "target.roleArn", "arn:aws:iam::000000000000:role/a b", pattern),
        (role("arn:aws:iam::000000000000:user/u"), "target.roleArn", "arn:aws:iam::000000000000:user/u", pattern),
        (target(json!({ "Input": "" })), "target.input", "", length),
        (dead(&fifo), "target.deadLetterConfig.arn", &fifo, pattern),
        (dead(&topic), "target.deadLetterConfig.arn", &topic, pattern),
        (policy("MaximumRetryAttempts", -1), "target.retryPolicy.maximumRetryAttempts", "-1", &format!("{value}0")),
        (
            policy("MaximumRetryAttempts", 186),
            "target.retryPolicy.maximumRetryAttempts",
            "186",
            "have value less than…",
        ),
        (
            policy("MaximumEventAgeInSeconds", 59),
            "target.retryPolicy.maximumEventAgeInSeconds",
            "59",
            &format!("{value}60"),
        ),
        (
            policy("MaximumEventAgeInSeconds", 86_401),
            "target.retryPolicy.maximumEventAgeInSeconds",
            "86401",
            "have value less…",
        ),
        (group(""), "target.sqsParameters.messageGroupId", "", length),
        (stream, "target.kinesisParameters.partitionKey", "null", null),
        (events("aws.mine", "t"), "target.eventBridgeParameters.source", "aws.mine", pattern),
        (events("!", "t"), "target.eventBridgeParameters.source", "!", pattern),
        (events("app", ""), "target.eventBridgeParameters.detailType", "", length),
    ];
    let cases = cases.map(|(changes, member, value, rule)| {
        let value = if value == "null" { value.to_owned() } else { format!("'{value}'") };
        (changes, broken(&value, member, rule))
    });
    check(&cases);
}

#[test]
fn what_is_too_long() {
    let dead = |arn: &str| target(json!({ "DeadLetterConfig": { "Arn": arn } }));
    let kind = |kind: &str| {
        at(&arn("events", "event-bus/b"), json!({ "EventBridgeParameters": { "Source": "app", "DetailType": kind } }))
    };
    let group = |id: &str| target(json!({ "SqsParameters": { "MessageGroupId": id } }));
    let key = |key: &str| at(&arn("kinesis", "stream/s"), json!({ "KinesisParameters": { "PartitionKey": key } }));
    type Case<'c> = (&'c dyn Fn(&str) -> Value, &'static str, usize);
    let cases: [Case<'_>; 9] = [
        (&|text| json!({ "ScheduleExpression": text }), "scheduleExpression", 256),
        (&|text| json!({ "ScheduleExpressionTimezone": text }), "scheduleExpressionTimezone", 50),
        (&|text| json!({ "Description": text }), "description", 512),
        (&|text| json!({ "GroupName": text }), "groupName", 64),
        (&|text| json!({ "ClientToken": text }), "clientToken", 64),
        (&|text| target(json!({ "Arn": text })), "target.arn", 1600),
        (&kind, "target.eventBridgeParameters.detailType", 128),
        (&group, "target.sqsParameters.messageGroupId", 128),
        (&key, "target.kinesisParameters.partitionKey", 256),
    ];
    let cases = cases.map(|(changes, member, most)| {
        let text = "x".repeat(most + 1);
        (changes(&text), broken(&format!("'{text}'"), member, &format!("have length less than or equal to {most}")))
    });
    check(&cases);
    let long = format!("{}{}", arn("sqs", ""), "q".repeat(1600));
    check(&[(dead(&long), broken(&format!("'{long}'"), "target.deadLetterConfig.arn", "have length less than…"))]);
}

#[test]
fn names_of_schedules_and_groups() {
    let yard = Yard::json();
    let scheduler = Scheduler::new(&yard);
    let longest = "n".repeat(64);
    scheduler.make(&longest, json!({}));
    scheduler.make("A-b_c.1", json!({}));
    scheduler.group(&longest);
    let long = "n".repeat(65);
    let too_long = broken(&format!("'{long}'"), "name", "have length less than or equal to 64");
    let no_name = broken("'a b'", "name", "satisfy regular expression pattern: ^[0-9a-zA-Z-_.]+$");
    for path in ["/schedules/", "/schedule-groups/"] {
        for method in ["POST", "GET", "DELETE"] {
            let input = if method == "POST" { request(json!({})) } else { Value::Null };
            scheduler.fails(method, &format!("{path}{long}"), &input, INVALID, &too_long);
            scheduler.fails(method, &format!("{path}a%20b"), &input, INVALID, &no_name);
        }
    }
}

#[test]
fn all_that_breaks_the_model_is_told_at_once() {
    let breaches = [
        breach("''", "groupName", "satisfy regular expression pattern: ^[0-9a-zA-Z-_.]+$"),
        breach("''", "groupName", "have length greater than or equal to 1"),
        breach("'on'", "state", "satisfy enum value set: [ENABLED, DISABLED]"),
        breach("'x'", "flexibleTimeWindow.mode", "satisfy enum value set: [OFF, FLEXIBLE]"),
        breach("null", "target.arn", "not be null"),
        breach("null", "target.roleArn", "not be null"),
    ];
    let changes = json!({ "GroupName": "", "State": "on", "FlexibleTimeWindow": { "Mode": "x" }, "Target": {} });
    check(&[(changes, format!("6 validation errors detected: {}", breaches.join("; ")))]);
    let breaches = [
        breach("null", "target.ecsParameters.taskDefinitionArn", "not be null"),
        breach("'11'", "target.ecsParameters.taskCount", "have value less than or equal to 10"),
    ];
    let changes = at(&arn("ecs", "cluster/c"), json!({ "EcsParameters": { "TaskCount": 11 } }));
    check(&[(changes, format!("2 validation errors detected: {}", breaches.join("; ")))]);
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
    let window = |mode: &str, minutes: Option<i64>| {
        let window = json!({ "Mode": mode, "MaximumWindowInMinutes": minutes });
        json!({ "FlexibleTimeWindow": window })
    };
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
