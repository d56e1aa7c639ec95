//! Universal targets: operations of AWS by their names.

use eventyard::Config;
use serde_json::{Value, json};

use super::INVALID;
use crate::support::{Events, NO_QUEUE, ROLE, Scheduler, Sns, Via, Yard, request};

fn yard(lenient: bool) -> Yard {
    let yard = Yard::start(Via::Json, Config { lenient, ..Config::default() });
    yard.go_to("2027-03-01T00:00:00Z");
    yard
}

fn arn(operation: &str) -> String {
    format!("arn:aws:scheduler:::aws-sdk:{operation}")
}

/// A schedule that calls an operation at noon.
fn calling(operation: &str, input: &Value) -> Value {
    let target = json!({ "Arn": arn(operation), "RoleArn": ROLE, "Input": input.to_string() });
    json!({ "ScheduleExpression": "at(2027-03-01T12:00:00)", "Target": target })
}

/// Makes the schedule `s` that calls an operation, and lets it fire: its record.
#[track_caller]
fn fire(yard: &Yard, operation: &str, input: &Value) -> Value {
    let scheduler = Scheduler::new(yard);
    scheduler.make("s", calling(operation, input));
    yard.go_to("2027-03-01T12:00:00Z");
    let record = scheduler.record();
    assert_eq!(record["to"], arn(operation));
    record
}

#[test]
fn a_message_is_sent_with_all_that_the_operation_takes() {
    let yard = yard(false);
    let queue = yard.standard("q");
    let input = json!({
        "QueueUrl": queue.url,
        "MessageBody": "<aws.scheduler.scheduled-time> <aws.scheduler.attempt-number>",
        "MessageAttributes": { "a": { "DataType": "String", "StringValue": "<aws.scheduler.schedule-arn>" } },
    });
    assert_eq!(fire(&yard, "sqs:sendMessage", &input)["outcome"], "delivered");
    let message = queue.receive_one();
    assert_eq!(message["Body"], "2027-03-01T12:00:00Z 1");
    let attribute = &message["MessageAttributes"]["a"]["StringValue"];
    assert_eq!(attribute, "arn:aws:scheduler:us-east-1:000000000000:schedule/default/s");
}

#[test]
fn a_notification_is_published() {
    let yard = yard(false);
    let (queue, sns) = (yard.standard("q"), Sns::new(&yard));
    let topic = sns.topic("t");
    sns.ok("Subscribe", json!({ "TopicArn": topic, "Protocol": "sqs", "Endpoint": queue.arn() }));
    fire(&yard, "sns:publish", &json!({ "TopicArn": topic, "Message": "m", "Subject": "s" }));
    let message = queue.receive_one();
    let envelope: Value = serde_json::from_str(message["Body"].as_str().expect("a body")).expect("JSON");
    assert_eq!((&envelope["Message"], &envelope["Subject"]), (&json!("m"), &json!("s")));
}

#[test]
fn events_are_put() {
    for service in ["eventbridge", "events"] {
        let yard = yard(false);
        let queue = Events::new(&yard).queue("r", json!({}));
        let entry = json!({ "Source": "app", "DetailType": "t", "Detail": "{\"n\":1}" });
        fire(&yard, &format!("{service}:putEvents"), &json!({ "Entries": [entry] }));
        let message = queue.receive_one();
        let event: Value = serde_json::from_str(message["Body"].as_str().expect("a body")).expect("JSON");
        assert_eq!(event["detail"], json!({ "n": 1 }));
    }
}

#[test]
fn a_schedule_makes_and_deletes_others() {
    let yard = yard(false);
    let scheduler = Scheduler::new(&yard);
    let queue = yard.standard("q");
    let mut input = request(json!({ "ScheduleExpression": "at(2027-03-01T13:00:00)" }));
    input["Name"] = json!("made");
    scheduler.make("maker", calling("scheduler:createSchedule", &input));
    scheduler.make("itself", calling("scheduler:deleteSchedule", &json!({ "Name": "itself" })));
    yard.go_to("2027-03-01T12:00:00Z");
    assert!(scheduler.has("made") && !scheduler.has("itself"));
    yard.advance(3600);
    assert_eq!(queue.bodies(), ["hello"]);
    assert!(scheduler.records().iter().all(|record| record["outcome"] == "delivered"));
}

#[test]
fn a_refusal_goes_to_the_dead_letter_queue_at_once() {
    let yard = yard(false);
    let (scheduler, dead) = (Scheduler::new(&yard), yard.standard("dead"));
    let url = "http://localhost:4566/000000000000/gone";
    let input = json!({ "QueueUrl": url, "MessageBody": "<aws.scheduler.attempt-number>" });
    let mut changes = calling("sqs:sendMessage", &input);
    changes["Target"]["DeadLetterConfig"] = json!({ "Arn": dead.arn() });
    changes["ActionAfterCompletion"] = json!("DELETE");
    scheduler.make("s", changes);
    yard.go_to("2027-03-01T12:00:00Z");
    let letter = dead.receive_one();
    let body: Value = serde_json::from_str(letter["Body"].as_str().expect("a body")).expect("JSON");
    assert_eq!(body, json!({ "QueueUrl": url, "MessageBody": "1" }));
    let attributes = &letter["MessageAttributes"];
    assert_eq!(attributes["ERROR_CODE"]["StringValue"], NO_QUEUE);
    assert_eq!(attributes["TARGET_ARN"]["StringValue"], arn("sqs:sendMessage"));
    assert_eq!(scheduler.record()["tried"], 1);
    assert!(!scheduler.has("s"), "its last attempt is over");
}

#[test]
fn an_input_that_the_operation_does_not_take_is_noted() {
    let yard = yard(false);
    let record = fire(&yard, "sqs:sendMessage", &json!({ "QueueUrl": 5 }));
    let outcome = (&record["outcome"], &record["tried"], &record["why"]["error"]);
    assert_eq!(outcome, (&json!("dropped"), &json!(1), &json!("SerializationException")));
}

#[test]
fn operations_that_only_read_are_no_targets() {
    let yard = yard(true);
    let scheduler = Scheduler::new(&yard);
    let refused = |operation: &str| {
        let text = format!("{} API is not supported", operation.split(':').nth(1).expect("an action"));
        scheduler.fails("POST", "/schedules/s", &request(calling(operation, &json!({}))), INVALID, &text);
    };
    for operation in [
        "sqs:getQueueUrl",
        "sqs:receiveMessage",
        "sqs:listQueues",
        "events:describeRule",
        "ec2:describeInstances",
        "dynamodb:scan",
        "dynamodb:query",
        "dynamodb:batchGetItem",
        "dynamodb:transactGetItems",
        "s3:selectObjectContent",
        "s3:getObject",
        "cloudtrail:lookupEvents",
        "rekognition:searchFaces",
        "cognitoidentityprovider:adminGetUser",
        "cognitoidentityprovider:adminListDevices",
        "bedrockruntime:invokeModel",
        "bedrockruntime:invokeModelWithResponseStream",
        "verifiedpermissions:isAuthorized",
        "translate:translateDocument",
        "glue:testConnection",
        "dms:testMigration",
        "cloudformation:validateTemplate",
        "servicediscovery:discoverInstances",
        "bedrockagentruntime:retrieve",
        "codepipeline:pollForJobs",
        // SDK integrations begin with a small letter.
        "sqs:ReceiveMessage",
        "sqs:SendMessage",
    ] {
        refused(operation);
    }
    // Whole words count: these begin with the letters only.
    for operation in ["x:getaway", "x:listen", "x:readyUp", "x:pollute", "x:scanner", "x:queryable", "x:lists"] {
        scheduler.make(&operation.replace(':', "-"), calling(operation, &json!({})));
    }
}

#[test]
fn what_is_no_operation_is_refused() {
    let yard = yard(false);
    let scheduler = Scheduler::new(&yard);
    for operation in ["sqs:fly", "sfn:fly", "dynamodb:putItem", "nowhere:doIt", "SQS:sendMessage", "sqs:sendmessage"] {
        let text = format!("{} API is not supported", operation.split(':').nth(1).expect("an action"));
        scheduler.fails("POST", "/schedules/s", &request(calling(operation, &json!({}))), INVALID, &text);
    }
    for arn in [
        "arn:aws:scheduler:us-east-1:000000000000:aws-sdk:sqs:sendMessage",
        "arn:aws:scheduler:us-east-1::aws-sdk:sqs:sendMessage",
        "arn:aws:scheduler:::aws-sdk:sqs",
        "arn:aws:scheduler:::aws-sdk::sendMessage",
        "arn:aws:scheduler:::sdk:sqs:sendMessage",
    ] {
        let target = json!({ "Arn": arn, "RoleArn": ROLE, "Input": "{}" });
        let text = "scheduler is not a supported service for a target";
        scheduler.fails("POST", "/schedules/s", &request(json!({ "Target": target })), INVALID, text);
    }
}

#[test]
fn an_input_is_an_object_and_must_be_there() {
    let yard = yard(false);
    let scheduler = Scheduler::new(&yard);
    let target = |more: Value| {
        let mut target = json!({ "Arn": arn("sqs:sendMessage"), "RoleArn": ROLE });
        for (name, value) in more.as_object().expect("an object") {
            target[name] = value.clone();
        }
        request(json!({ "Target": target }))
    };
    for (more, text) in [
        (json!({}), "You must provide an input to set this target for your schedule"),
        (json!({ "Input": "text" }), "JSON syntax error in input for the target"),
        (json!({ "Input": "[{}]" }), "JSON syntax error in input for the target"),
        (json!({ "Input": "{\"a\":}" }), "JSON syntax error in input for the target"),
        (
            json!({ "Input": "{}", "SqsParameters": { "MessageGroupId": "g" } }),
            "Parameters SqsParameters not supported for the target",
        ),
    ] {
        scheduler.fails("POST", "/schedules/s", &target(more), INVALID, text);
    }
}

#[test]
fn a_lenient_server_takes_what_it_can_not_call() {
    let yard = yard(true);
    let record = fire(&yard, "dynamodb:putItem", &json!({ "TableName": "t" }));
    let outcome = (&record["outcome"], &record["tried"], &record["why"]["error"]);
    assert_eq!(outcome, (&json!("dropped"), &json!(1), &json!("UnsupportedTarget")));
    assert!(record["why"]["text"].as_str().is_some_and(|text| text.contains("dynamodb:putItem")), "{record}");
}

#[test]
fn calls_are_made_in_the_account_and_region_of_the_schedule() {
    let yard = yard(false);
    let scheduler = Scheduler::of(&yard, "111111111111", "eu-west-1");
    scheduler.make("s", calling("scheduler:createScheduleGroup", &json!({ "Name": "g" })));
    yard.go_to("2027-03-01T12:00:00Z");
    let group = scheduler.get("/schedule-groups/g");
    assert_eq!(group["Arn"], "arn:aws:scheduler:eu-west-1:111111111111:schedule-group/g");
    assert!(Scheduler::new(&yard).call("GET", "/schedule-groups/g", &Value::Null).is_err());
}
