//! Templated targets: what each kind gets, and what becomes of what it doesn't take.

use eventyard::Config;
use serde_json::{Value, json};

use super::INVALID;
use crate::support::{Events, NO_QUEUE, Queue, ROLE, Scheduler, Via, Yard, request};

const SCHEDULE: &str = "arn:aws:scheduler:us-east-1:000000000000:schedule/default/s";

/// Every context attribute.
const CONTEXT: &str = "<aws.scheduler.schedule-arn> <aws.scheduler.scheduled-time> <aws.scheduler.execution-id> \
                       <aws.scheduler.attempt-number>";

fn yard() -> Yard {
    let yard = Yard::json();
    yard.go_to("2027-03-01T00:00:00.500Z");
    yard
}

fn arn(service: &str, resource: &str) -> String {
    format!("arn:aws:{service}:us-east-1:000000000000:{resource}")
}

/// Makes the schedule `s` with this target, lets it fire at half past twelve, and gives its record.
#[track_caller]
fn fire(yard: &Yard, arn: &str, more: Value) -> Value {
    let scheduler = Scheduler::new(yard);
    let mut target = json!({ "Arn": arn, "RoleArn": ROLE });
    for (name, value) in more.as_object().expect("an object") {
        target[name] = value.clone();
    }
    scheduler.make("s", json!({ "ScheduleExpression": "at(2027-03-01T12:30:15)", "Target": target }));
    yard.go_to("2027-03-01T12:30:15Z");
    yard.server.settle().wait();
    scheduler.record()
}

/// The context attributes as they must have been filled in.
#[track_caller]
fn check_context(text: &str, record: &Value) {
    let id = record["message"].as_str().expect("an id");
    assert_eq!(text, format!("{SCHEDULE} 2027-03-01T12:30:15Z {id} 1"));
}

/// The one message of a queue as JSON.
#[track_caller]
fn body(queue: &Queue<'_>) -> Value {
    let message = queue.receive_one();
    serde_json::from_str(message["Body"].as_str().expect("a body")).expect("JSON")
}

/// The usual event of schedule `s`, without its id.
fn usual_event() -> Value {
    json!({
        "version": "0",
        "id": null,
        "detail-type": "Scheduled Event",
        "source": "aws.scheduler",
        "account": "000000000000",
        "time": "2027-03-01T12:30:15Z",
        "region": "us-east-1",
        "resources": [SCHEDULE],
        "detail": "{}",
    })
}

#[test]
fn a_queue_gets_the_input_as_it_is() {
    let yard = yard();
    let queue = yard.standard("q");
    let record = fire(&yard, &queue.arn(), json!({ "Input": "not <JSON> at all: {" }));
    assert_eq!(record["outcome"], "delivered");
    let message = queue.receive_one();
    assert_eq!(message["Body"], "not <JSON> at all: {");
    assert!(message.get("MessageAttributes").is_none());
}

#[test]
fn without_an_input_it_is_an_event_whose_detail_is_a_string() {
    let yard = yard();
    let queue = yard.standard("q");
    fire(&yard, &queue.arn(), json!({}));
    let mut event = body(&queue);
    assert_eq!(event["id"].take().as_str().map(str::len), Some(36));
    assert_eq!(event, usual_event());
}

#[test]
fn context_attributes_are_filled_in_wherever_they_stand() {
    let yard = yard();
    let queue = yard.standard("q");
    let input = format!("{CONTEXT}|<aws.scheduler.unknown> <aws.scheduler.attempt-number");
    let record = fire(&yard, &queue.arn(), json!({ "Input": input }));
    let message = queue.receive_one();
    let (context, rest) = message["Body"].as_str().expect("a body").split_once('|').expect("two parts");
    check_context(context, &record);
    assert_eq!(rest, "<aws.scheduler.unknown> <aws.scheduler.attempt-number");
}

#[test]
fn a_fifo_queue_gets_it_in_its_group() {
    let yard = yard();
    let queue = yard.fifo("q.fifo");
    let more = json!({ "Input": CONTEXT, "SqsParameters": { "MessageGroupId": "the-group" } });
    let record = fire(&yard, &queue.arn(), more);
    let message = queue.receive_one();
    assert_eq!(message["Attributes"]["MessageGroupId"], "the-group");
    check_context(message["Body"].as_str().expect("a body"), &record);
}

#[test]
fn a_fifo_queue_that_makes_no_deduplication_ids_takes_nothing() {
    let yard = yard();
    let queue = yard.queue("q.fifo", json!({ "FifoQueue": "true" }));
    let record = fire(&yard, &queue.arn(), json!({ "SqsParameters": { "MessageGroupId": "g" } }));
    assert_eq!((&record["outcome"], &record["tried"]), (&json!("dropped"), &json!(1)));
    assert_eq!(record["why"]["error"], "InvalidParameterValue");
}

#[test]
fn a_topic_sends_it_on() {
    let yard = yard();
    let queue = yard.standard("q");
    let sns = crate::support::Sns::new(&yard);
    let topic = sns.topic("t");
    sns.ok("Subscribe", json!({ "TopicArn": topic, "Protocol": "sqs", "Endpoint": queue.arn() }));
    let record = fire(&yard, &topic, json!({ "Input": CONTEXT }));
    let envelope = body(&queue);
    assert_eq!(envelope["TopicArn"], topic);
    check_context(envelope["Message"].as_str().expect("a message"), &record);
}

#[test]
fn a_bus_gets_an_event_of_the_given_kind() {
    let yard = yard();
    let (queue, events) = (yard.standard("q"), Events::new(&yard));
    let bus = events.bus("orders");
    events.rule_on("orders", "r", json!({ "source": ["app.clock"], "detail-type": ["Tick"], "detail": { "n": [5] } }));
    events.target_on("orders", "r", "q", &queue.arn(), json!({}));
    let parameters = json!({ "Source": "app.clock", "DetailType": "Tick" });
    let input = json!({ "n": 5, "context": CONTEXT }).to_string();
    let record = fire(&yard, &bus, json!({ "Input": input, "EventBridgeParameters": parameters }));
    let mut event = body(&queue);
    let context = event["detail"]["context"].take();
    check_context(context.as_str().expect("a text"), &record);
    assert_eq!(event["id"].take().as_str().map(str::len), Some(36));
    let expected = json!({
        "version": "0",
        "id": null,
        "detail-type": "Tick",
        "source": "app.clock",
        "account": "000000000000",
        "time": "2027-03-01T12:30:15Z",
        "region": "us-east-1",
        "resources": [SCHEDULE],
        "detail": { "n": 5, "context": null },
    });
    assert_eq!(event, expected);
}

#[test]
fn a_bus_gets_the_usual_event_as_detail_where_there_is_no_input() {
    let yard = yard();
    let events = Events::new(&yard);
    let queue = events.queue("r", json!({}));
    let parameters = json!({ "Source": "app", "DetailType": "t\"\\" });
    fire(&yard, &events.arn("event-bus/default"), json!({ "EventBridgeParameters": parameters }));
    let mut event = body(&queue);
    event["detail"]["id"].take();
    assert_eq!((&event["detail-type"], &event["detail"]), (&json!("t\"\\"), &usual_event()));
}

#[test]
fn streams_are_captured_in_the_journal() {
    let yard = yard();
    let more = json!({ "Input": CONTEXT, "KinesisParameters": { "PartitionKey": "key" } });
    let record = fire(&yard, &arn("kinesis", "stream/s"), more);
    assert_eq!((&record["outcome"], &record["partitionKey"]), (&json!("delivered"), &json!("key")));
    check_context(record["body"].as_str().expect("a body"), &record);
    let yard = self::yard();
    let record = fire(&yard, &arn("firehose", "deliverystream/d"), json!({ "Input": "text" }));
    assert_eq!((&record["outcome"], &record["body"]), (&json!("delivered"), &json!("text")));
}

#[test]
fn a_dead_letter_tells_all() {
    let yard = yard();
    let dead = yard.standard("dead");
    let more = json!({ "Input": format!("text {CONTEXT}"), "DeadLetterConfig": { "Arn": dead.arn() } });
    let record = fire(&yard, &arn("sqs", "gone"), more);
    assert_eq!((&record["outcome"], &record["why"]["error"]), (&json!("dead-lettered"), &json!(NO_QUEUE)));
    let letter = dead.receive_one();
    let context = letter["Body"].as_str().and_then(|body| body.strip_prefix("text ")).expect("the payload");
    check_context(context, &record);
    let text = |value: &str| json!({ "DataType": "String", "StringValue": value });
    let expected = json!({
        "SCHEDULE_ARN": text(SCHEDULE),
        "TARGET_ARN": text("arn:aws:scheduler:::aws-sdk:sqs:sendMessage"),
        "SCHEDULED_TIME": text("2027-03-01T12:30:15Z"),
        "EXECUTION_ID": text(record["message"].as_str().expect("an id")),
        "ERROR_CODE": text(NO_QUEUE),
        "ERROR_MESSAGE": text("The specified queue does not exist."),
        "RETRY_ATTEMPTS": text("0"),
        "IS_PAYLOAD_TRUNCATED": text("false"),
    });
    assert_eq!(letter["MessageAttributes"], expected, "no retry was made, so none is exhausted");
}

#[test]
fn receivers_that_are_not_there() {
    for (target, more, call) in [
        (arn("sns", "gone"), json!({}), "sns:publish"),
        (
            arn("events", "event-bus/gone"),
            json!({ "EventBridgeParameters": { "Source": "a", "DetailType": "b" } }),
            "eventbridge:putEvents",
        ),
    ] {
        let yard = yard();
        let dead = yard.standard("dead");
        let mut more = more;
        more["DeadLetterConfig"] = json!({ "Arn": dead.arn() });
        let record = fire(&yard, &target, more);
        assert_eq!(record["outcome"], "dead-lettered", "{record}");
        let letter = dead.receive_one();
        let target = &letter["MessageAttributes"]["TARGET_ARN"]["StringValue"];
        assert_eq!(*target, format!("arn:aws:scheduler:::aws-sdk:{call}"));
    }
}

#[test]
fn without_a_dead_letter_queue_it_is_dropped_and_noted() {
    let yard = yard();
    let record = fire(&yard, &arn("sqs", "gone"), json!({}));
    let why = json!({ "error": NO_QUEUE, "text": "The specified queue does not exist." });
    assert_eq!((&record["outcome"], &record["why"]), (&json!("dropped"), &why));
    // Nor is anything lost in silence where the dead-letter queue isn't there.
    let yard = self::yard();
    let record = fire(&yard, &arn("sqs", "gone"), json!({ "DeadLetterConfig": { "Arn": arn("sqs", "dead") } }));
    let why = record["why"]["text"].as_str().expect("a text");
    assert!(record["outcome"] == "dropped" && why.contains(":dead refused it too"), "{record}");
}

#[test]
fn a_target_may_belong_to_another_account() {
    let yard = yard();
    let scheduler = Scheduler::of(&yard, "111111111111", "us-east-1");
    let queue = yard.standard("q");
    scheduler.make("s", json!({ "ScheduleExpression": "at(2027-03-01T01:00:00)" }));
    yard.go_to("2027-03-01T01:00:00Z");
    assert_eq!(queue.bodies(), ["hello"]);
    // An event says who has put it.
    let events = Events::new(&yard);
    let caught = events.queue("caught", json!({}));
    let parameters = json!({ "Source": "app", "DetailType": "t" });
    let bus = events.arn("event-bus/default");
    let target = json!({ "Arn": bus, "RoleArn": ROLE, "Input": "{}", "EventBridgeParameters": parameters });
    scheduler.make("t", json!({ "ScheduleExpression": "at(2027-03-01T02:00:00)", "Target": target }));
    yard.go_to("2027-03-01T02:00:00Z");
    assert_eq!(body(&caught)["account"], "111111111111");
}

#[test]
fn what_eventyard_has_not_got_is_refused_unless_it_is_lenient() {
    let clusters = json!({ "EcsParameters": { "TaskDefinitionArn": "t" } });
    for (arn, more) in [
        (arn("ecs", "cluster/c"), clusters),
        (arn("codebuild", "project/p"), json!({})),
        (arn("codepipeline", "p"), json!({})),
        (arn("inspector", "target/t"), json!({})),
        (arn("sagemaker", "pipeline/p"), json!({})),
    ] {
        let yard = yard();
        let mut target = json!({ "Arn": arn, "RoleArn": ROLE });
        for (name, value) in more.as_object().expect("an object") {
            target[name] = value.clone();
        }
        let input = request(json!({ "Target": target }));
        let scheduler = Scheduler::new(&yard);
        scheduler.fails("POST", "/schedules/s", &input, INVALID, "Eventyard can't call targets of the service…");
        let lenient = Yard::start(Via::Json, Config { lenient: true, ..Config::default() });
        lenient.go_to("2027-03-01T00:00:00Z");
        let record = fire(&lenient, &arn, more.clone());
        assert_eq!((&record["outcome"], &record["why"]["error"]), (&json!("dropped"), &json!("UnsupportedTarget")));
        let shown = Scheduler::new(&lenient).get("/schedules/s");
        for (name, value) in more.as_object().expect("an object") {
            assert_eq!(shown["Target"][name], *value);
        }
    }
}
