//! Targets of rules: put, replaced, listed and removed; which are taken, and what becomes of what is sent to them.

use eventyard::{Config, Outcome, Query, Record};
use serde_json::{Value, json};

use crate::support::{Events, Via, Yard};

const INVALID: &str = "ValidationException";
const ROLE: &str = "arn:aws:iam::000000000000:role/r";
const QUEUE: &str = "arn:aws:sqs:us-east-1:000000000000:q";

/// A target, with more members than its id and ARN.
fn target(id: &str, arn: &str, more: Value) -> Value {
    let mut target = json!({ "Id": id, "Arn": arn });
    target.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
    target
}

/// A server with a rule `orders` for everything from `app`.
fn yard(lenient: bool) -> Yard {
    let yard = Yard::start(Via::Json, Config { lenient, ..Config::default() });
    let input = json!({ "Name": "orders", "EventPattern": r#"{"source":["app"]}"# });
    Events::new(&yard).ok("PutRule", input);
    yard
}

fn input(targets: &[Value]) -> Value {
    json!({ "Rule": "orders", "Targets": targets })
}

#[track_caller]
fn put(events: &Events<'_>, targets: &[Value]) {
    let answer = events.ok("PutTargets", input(targets));
    assert_eq!(answer, json!({ "FailedEntries": [], "FailedEntryCount": 0 }));
}

#[track_caller]
fn list(events: &Events<'_>) -> Value {
    events.ok("ListTargetsByRule", json!({ "Rule": "orders" }))["Targets"].clone()
}

#[track_caller]
fn put_event(events: &Events<'_>) {
    let entry = json!({ "Source": "app", "DetailType": "t", "Detail": r#"{"n":1}"# });
    let answer = events.ok("PutEvents", json!({ "Entries": [entry] }));
    assert_eq!(answer["FailedEntryCount"], 0, "{answer}");
}

/// What the journal has of deliveries to an ARN.
fn records(yard: &Yard, to: &str) -> Vec<Record> {
    yard.server.journal().read(&Query { to: Some(to.to_owned()), ..Query::default() }).records
}

#[test]
fn targets_are_put_replaced_listed_and_removed() {
    let yard = yard(false);
    let events = Events::new(&yard);
    let all = |more: Value| target("b", QUEUE, more);
    let policy = json!({
        "RetryPolicy": { "MaximumRetryAttempts": 0, "MaximumEventAgeInSeconds": 60 },
        "DeadLetterConfig": { "Arn": "arn:aws:sqs:us-east-1:000000000000:dead" }, "Input": "1", "RoleArn": ROLE,
    });
    put(&events, &[all(policy.clone()), target("a", QUEUE, json!({}))]);
    // By id; each as it was given.
    assert_eq!(list(&events), json!([target("a", QUEUE, json!({})), all(policy)]));
    put(&events, &[all(json!({ "InputPath": "$.detail" }))]);
    assert_eq!(list(&events), json!([target("a", QUEUE, json!({})), all(json!({ "InputPath": "$.detail" }))]));
    let done = json!({ "FailedEntries": [], "FailedEntryCount": 0 });
    assert_eq!(events.ok("RemoveTargets", json!({ "Rule": "orders", "Ids": ["a", "nobody"] })), done);
    assert_eq!(list(&events), json!([all(json!({ "InputPath": "$.detail" }))]));
    assert_eq!(events.ok("RemoveTargets", json!({ "Rule": "orders", "Ids": ["b"] })), done);
    assert_eq!(list(&events), json!([]));
}

#[test]
fn a_rule_has_five_targets_at_most() {
    let yard = yard(false);
    let events = Events::new(&yard);
    let some = |ids: std::ops::Range<u32>| ids.map(|id| target(&id.to_string(), QUEUE, json!({}))).collect::<Vec<_>>();
    let text = "The requested resource exceeds the maximum number allowed.";
    events.fails("PutTargets", input(&some(0..7)), "LimitExceededException", text);
    assert_eq!(list(&events), json!([]), "none of them was taken");
    put(&events, &some(0..5));
    events.fails("PutTargets", input(&some(5..6)), "LimitExceededException", text);
    put(&events, &some(2..4));
    let first = events.ok("ListTargetsByRule", json!({ "Rule": "orders", "Limit": 3 }));
    assert_eq!(first["Targets"], json!(some(0..3)));
    let rest = json!({ "Rule": "orders", "Limit": 3, "NextToken": first["NextToken"] });
    assert_eq!(events.ok("ListTargetsByRule", rest), json!({ "Targets": some(3..5) }));
}

#[test]
fn the_model_is_kept_in_awss_words() {
    let yard = yard(false);
    let events = Events::new(&yard);
    let fails = |target: Value, at: &str, value: &str, rule: &str| {
        let text = format!(
            "1 validation error detected: Value {value} at 'targets.1.member.{at}' failed to satisfy constraint: \
             Member must {rule}"
        );
        events.fails("PutTargets", input(&[target]), INVALID, &text);
    };
    let with = |more: Value| target("q", QUEUE, more);
    let letters = "satisfy regular expression pattern: [\\.\\-_A-Za-z0-9]+";
    fails(target("!@#$", QUEUE, json!({})), "id", "'!@#$'", letters);
    let long = "x".repeat(65);
    fails(target(&long, QUEUE, json!({})), "id", &format!("'{long}'"), "have length less than or equal to 64");
    fails(json!({ "Id": "q" }), "arn", "null", "not be null");
    let attempts = |n: i64| with(json!({ "RetryPolicy": { "MaximumRetryAttempts": n } }));
    let at = "retryPolicy.maximumRetryAttempts";
    fails(attempts(186), at, "'186'", "have value less than or equal to 185");
    fails(attempts(-1), at, "'-1'", "have value greater than or equal to 0");
    let age = |n: i64| with(json!({ "RetryPolicy": { "MaximumEventAgeInSeconds": n } }));
    let at = "retryPolicy.maximumEventAgeInSeconds";
    fails(age(59), at, "'59'", "have value greater than or equal to 60");
    fails(age(86_401), at, "'86401'", "have value less than or equal to 86400");
    let group = "g".repeat(101);
    let value = format!("'{group}'");
    let at = "sqsParameters.messageGroupId";
    let sqs = with(json!({ "SqsParameters": { "MessageGroupId": group } }));
    fails(sqs, at, &value, "have length less than or equal to 100");
    fails(with(json!({ "EcsParameters": {} })), "ecsParameters.taskDefinitionArn", "null", "not be null");
    let none = "1 validation error detected: Value '[]' at 'targets' failed to satisfy constraint: Member must have \
                length greater than or equal to 1";
    events.fails("PutTargets", input(&[]), INVALID, none);
    let null = "1 validation error detected: Value null at 'targets' failed to satisfy constraint: Member must not be \
                null";
    events.fails("PutTargets", json!({ "Rule": "orders" }), INVALID, null);
    let ids = "1 validation error detected: Value '[]' at 'ids' failed to satisfy constraint: Member must have length \
               greater than or equal to 1";
    events.fails("RemoveTargets", json!({ "Rule": "orders", "Ids": [] }), INVALID, ids);
}

#[test]
fn what_makes_no_sense_for_a_kind_is_refused() {
    let yard = yard(true);
    let events = Events::new(&yard);
    let fails = |target: Value, text: &str| _ = events.fails("PutTargets", input(&[target]), INVALID, text);
    for arn in ["q", "arn:aws:sqs", "arn:aws:sqs:::q", "arn:aws:sqs:us-east-1:000000000000:a/b", "arn:x", " "] {
        let text = format!("Parameter {arn} is not valid. Reason: Provided Arn is not in correct format.");
        fails(target("q", arn, json!({})), &text);
    }
    let here = |service: &str, resource: &str| format!("arn:aws:{service}:us-east-1:000000000000:{resource}");
    for (service, resource) in [
        ("batch", "job-queue/j"),
        ("codebuild", "project/p"),
        ("codepipeline", "p"),
        ("ecs", "cluster/c"),
        ("events", "event-bus/b"),
        ("events", "api-destination/d/1"),
        ("firehose", "deliverystream/s"),
        ("glue", "workflow/w"),
        ("inspector", "target/t"),
        ("kinesis", "stream/s"),
        ("redshift", "cluster:c"),
        ("sagemaker", "pipeline/p"),
        ("ssm", "document/d"),
        ("ssm-incidents", "response-plan/p"),
        ("states", "stateMachine:m"),
    ] {
        let arn = here(service, resource);
        fails(target("q", &arn, json!({})), &format!("RoleArn is required for target {arn}."));
    }
    let ecs = |more: Value| {
        let mut given = json!({ "TaskDefinitionArn": here("ecs", "task-definition/t:1") });
        given.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
        target("q", &here("ecs", "cluster/c"), json!({ "RoleArn": ROLE, "EcsParameters": given }))
    };
    let batch = |more: Value| {
        let mut given = json!({ "JobDefinition": "d", "JobName": "n" });
        given.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
        target("q", &here("batch", "job-queue/j"), json!({ "RoleArn": ROLE, "BatchParameters": given }))
    };
    let bare = |service: &str, resource: &str| target("q", &here(service, resource), json!({ "RoleArn": ROLE }));
    let with = |more: Value| target("q", QUEUE, more);
    let dead = |arn: &str| with(json!({ "DeadLetterConfig": { "Arn": arn } }));
    let task = "arn:aws:ecs:eu-west-1:000000000000:task-definition/t:1";
    let cases = [
        (bare("sqs", "q.fifo"), "Parameter(s) SqsParameters must be specified for target: q.".to_owned()),
        (bare("ecs", "cluster/c"), "Parameter(s) EcsParameters must be specified for target: q.".to_owned()),
        (bare("batch", "job-queue/j"), "Parameter(s) BatchParameters must be specified for target: q.".to_owned()),
        (
            with(json!({ "EcsParameters": { "TaskDefinitionArn": task } })),
            "Parameter(s) EcsParameters not supported for target: q".to_owned(),
        ),
        (
            with(json!({ "KinesisParameters": { "PartitionKeyPath": "$.id" } })),
            "Parameter(s) KinesisParameters not supported for target: q".to_owned(),
        ),
        (with(json!({ "HttpParameters": {} })), "Parameter(s) HttpParameters not supported for target: q".to_owned()),
        (
            ecs(json!({ "LaunchType": "FARGATE" })),
            "Parameter NetworkConfiguration must be specified for target q when launch type is FARGATE".to_owned(),
        ),
        (
            ecs(json!({ "TaskDefinitionArn": task })),
            format!("Region of {} does not match region of {task}", here("ecs", "cluster/c")),
        ),
        (
            batch(json!({ "ArrayProperties": { "Size": 1 } })),
            "Parameter ArrayProperties is not valid. Reason: Size must be in between 2 and 10000.".to_owned(),
        ),
        (
            batch(json!({ "RetryStrategy": { "Attempts": 11 } })),
            "Parameter RetryStrategy is not valid. Reason: Attempts must be in between 1 and 10.".to_owned(),
        ),
        (dead(&here("sns", "t")), "sns is not supported as a dead letter resource".to_owned()),
        (dead(&here("sqs", "d.fifo")), "SQS FIFO is not supported by Dead Letter Queues".to_owned()),
        (dead("d"), "Parameter d is not valid. Reason: Provided Arn is not in correct format.".to_owned()),
    ];
    for (target, text) in cases {
        fails(target, &text);
    }
    for (service, resource) in
        [("states", "stateMachine:m"), ("logs", "log-group:g"), ("events", "api-destination/d/1")]
    {
        let arn = format!("arn:aws:{service}:us-east-1:111111111111:{resource}");
        let text =
            format!("Access to the resource {arn} is denied. Reason: Adding cross-account target is not permitted.");
        fails(target("q", &arn, json!({ "RoleArn": ROLE })), &text);
    }
    let abroad = "arn:aws:events:us-east-1:111111111111:event-bus/b";
    let part = target("q", abroad, json!({ "RoleArn": ROLE, "InputPath": "$.detail" }));
    fails(part, "Parameter(s) InputPath not supported for target: q");
    put(&events, &[target("q", abroad, json!({ "RoleArn": ROLE }))]);
    put(&events, &[target("q", "arn:aws:sqs:us-east-1:111111111111:q", json!({}))]);
    // Nobody minds the group of a queue without an order.
    put(&events, &[with(json!({ "SqsParameters": { "MessageGroupId": "g" } }))]);
    put(&events, &[ecs(json!({ "LaunchType": "EC2", "TaskCount": 2 }))]);
    put(&events, &[batch(json!({ "ArrayProperties": { "Size": 2 }, "RetryStrategy": { "Attempts": 10 } }))]);
}

#[test]
fn a_queue_gets_the_event_and_keeps_its_group() {
    let yard = yard(false);
    let events = Events::new(&yard);
    let (queue, fifo) = (yard.standard("q"), yard.fifo("q.fifo"));
    let group = json!({ "SqsParameters": { "MessageGroupId": "g" } });
    let fifo_arn = "arn:aws:sqs:us-east-1:000000000000:q.fifo";
    put(&events, &[target("1", QUEUE, json!({})), target("2", QUEUE, json!({})), target("3", fifo_arn, group)]);
    put_event(&events);
    assert_eq!(queue.counts(), [2, 0, 0], "once for each target");
    let message = fifo.receive_one();
    assert_eq!(message["Attributes"]["MessageGroupId"], "g");
    let body: Value = serde_json::from_str(message["Body"].as_str().expect("a body")).expect("JSON");
    assert_eq!((&body["source"], &body["detail"]), (&json!("app"), &json!({ "n": 1 })));
}

#[test]
fn what_is_not_emulated_is_kept_in_the_journal() {
    let yard = yard(false);
    let events = Events::new(&yard);
    let arns =
        ["arn:aws:kinesis:us-east-1:000000000000:stream/s", "arn:aws:firehose:us-east-1:000000000000:deliverystream/s"];
    let targets = arns.iter().enumerate().map(|(i, arn)| target(&i.to_string(), arn, json!({ "RoleArn": ROLE })));
    put(&events, &targets.collect::<Vec<_>>());
    put_event(&events);
    for arn in arns {
        let records = records(&yard, arn);
        let [record] = &records[..] else { panic!("{arn}: {records:?}") };
        assert_eq!(record.outcome, Outcome::Delivered);
        let body: Value = serde_json::from_str(record.body.as_deref().expect("a body")).expect("JSON");
        assert_eq!(body["detail"], json!({ "n": 1 }), "{arn}");
    }
}

#[test]
fn a_kind_that_cannot_be_reached_is_refused_or_noted_whenever_it_is_used() {
    let arn = "arn:aws:codebuild:us-east-1:000000000000:project/p";
    let project = target("p", arn, json!({ "RoleArn": ROLE }));
    let refusing = yard(false);
    let events = Events::new(&refusing);
    let text = "Eventyard can't deliver to targets of the service codebuild, such as arn:aws:codebuild:us-east-1:…";
    let fault = events.call("PutTargets", input(std::slice::from_ref(&project))).expect_err("a refusal");
    assert!(fault.message.starts_with(text.trim_end_matches('…')), "{fault:?}");
    assert!((fault.status, &*fault.code) == (400, INVALID) && fault.message.contains("--lenient"), "{fault:?}");
    assert_eq!(list(&events), json!([]));

    let lenient = yard(true);
    let events = Events::new(&lenient);
    put(&events, &[project]);
    for uses in 1..=2 {
        put_event(&events);
        let records = records(&lenient, arn);
        assert_eq!(records.len(), uses);
        assert!(records.iter().all(|record| record.outcome == Outcome::Dropped && record.why.is_some()), "{records:?}");
    }
}

#[test]
fn a_lenient_rule_takes_the_parameters_of_other_services() {
    let yard = yard(true);
    let events = Events::new(&yard);
    let here = |service: &str, resource: &str| format!("arn:aws:{service}:us-east-1:000000000000:{resource}");
    let targets = [
        target(
            "1",
            &here("appsync", "endpoints/graphql-api/a"),
            json!({ "AppSyncParameters": { "GraphQLOperation": "q" } }),
        ),
        target(
            "2",
            &here("redshift", "cluster:c"),
            json!({ "RoleArn": ROLE, "RedshiftDataParameters": { "Database": "d", "Sqls": ["select 1"] } }),
        ),
        target(
            "3",
            &here("sagemaker", "pipeline/p"),
            json!({
                "RoleArn": ROLE,
                "SageMakerPipelineParameters": { "PipelineParameterList": [{ "Name": "n", "Value": "v" }] },
            }),
        ),
        target(
            "4",
            &here("ssm", "document/d"),
            json!({
                "RoleArn": ROLE,
                "RunCommandParameters": { "RunCommandTargets": [{ "Key": "tag:a", "Values": ["b"] }] },
            }),
        ),
        target(
            "5",
            &here("execute-api", "a/prod/POST/p/*"),
            json!({
                "HttpParameters": {
                    "PathParameterValues": ["x"], "HeaderParameters": { "h": "v" },
                    "QueryStringParameters": { "q": "v" },
                },
            }),
        ),
    ];
    put(&events, &targets);
    assert_eq!(list(&events), json!(targets));
}

#[test]
fn a_retry_policy_ends_what_is_tried_in_vain() {
    let yard = yard(false);
    let events = Events::new(&yard);
    let dead = yard.standard("dead");
    // Nothing is tried again where no queue is there; the dead-letter queue tells so.
    let policy = json!({
        "RetryPolicy": { "MaximumRetryAttempts": 3 },
        "DeadLetterConfig": { "Arn": "arn:aws:sqs:us-east-1:000000000000:dead" },
    });
    put(&events, &[target("q", QUEUE, policy)]);
    put_event(&events);
    let message = dead.receive_one();
    let attribute = |name: &str| message["MessageAttributes"][name]["StringValue"].clone();
    assert_eq!(attribute("RULE_ARN"), "arn:aws:events:us-east-1:000000000000:rule/orders");
    assert_eq!((attribute("TARGET_ARN"), attribute("RETRY_ATTEMPTS")), (json!(QUEUE), json!("0")));
    assert_eq!(records(&yard, QUEUE)[0].outcome, Outcome::DeadLettered);
}

#[test]
fn hostile_targets_are_refused_and_do_no_harm() {
    let yard = yard(false);
    let events = Events::new(&yard);
    let wrong = [
        json!({ "Rule": "orders", "Targets": null }),
        json!({ "Rule": "orders", "Targets": {} }),
        json!({ "Rule": "orders", "Targets": [null] }),
        json!({ "Rule": "orders", "Targets": ["q"] }),
        input(&vec![target("q", QUEUE, json!({})); 101]),
        input(&[target("q", &"a".repeat(1601), json!({}))]),
        input(&[target("q", "arn:aws:sqs:us-east-1:000000000000:\u{0}", json!({}))]),
        input(&[target("q", "arn:aws:sqs:us-east-1:000000000000:\u{1f600}", json!({}))]),
        input(&[target("q", "arn::::::", json!({}))]),
        input(&[target("q", QUEUE, json!({ "RetryPolicy": { "MaximumRetryAttempts": 1e300 } }))]),
        input(&[target("q", QUEUE, json!({ "RetryPolicy": { "MaximumRetryAttempts": "3" } }))]),
        input(&[target("q", QUEUE, json!({ "SqsParameters": { "MessageGroupId": 7 } }))]),
        input(&[target("q", QUEUE, json!({ "DeadLetterConfig": { "Arn": "" } }))]),
        input(&[target("q", QUEUE, json!({ "HttpParameters": { "HeaderParameters": { "a b": "\r\n" } } }))]),
    ];
    for input in wrong {
        let shown: String = input.to_string().chars().take(200).collect();
        let fault = events.call("PutTargets", input).expect_err(&shown);
        assert_eq!(fault.status, 400, "{shown}: {fault:?}");
    }
    assert_eq!(list(&events), json!([]));
    put(&events, &[target("q", QUEUE, json!({}))]);
}
