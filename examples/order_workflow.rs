//! Two orders go through one state machine. The first is dear, so a human approves it by a task token; its goods are
//! reserved at the second attempt, as the warehouse isn't open at the first. The second is cheap, its card is declined,
//! and what was reserved is put back. A rule hears how both end.
//!
//! `cargo run --example order_workflow`

use std::time::Duration;

use aws_credential_types::provider::SharedCredentialsProvider;
use aws_sdk_sqs::config::{BehaviorVersion, Credentials, Region};
use aws_sdk_sqs::types::QueueAttributeName::QueueArn;
use aws_smithy_http_client::Builder as HttpClient;
use aws_types::SdkConfig;
use eventyard::{Config, Eventyard};
use serde_json::{Value, json};

/// Asked for by AWS; roles are not checked here.
const ROLE: &str = "arn:aws:iam::000000000000:role/orders";

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Outcome<()> {
    let eventyard = Eventyard::start(Config::default())?;
    let clock = eventyard.clock();
    let config = config(&eventyard);
    let sqs = aws_sdk_sqs::Client::new(&config);
    let events = aws_sdk_eventbridge::Client::new(&config);
    let sfn = aws_sdk_sfn::Client::new(&config);
    clock.freeze().await;

    let approvals = sqs.create_queue().queue_name("approvals").send().await?.queue_url.ok_or("no URL")?;
    let cashier = sfn.create_activity().name("cashier").send().await?.activity_arn;
    // There is no such queue yet.
    let warehouse = approvals.replace("approvals", "warehouse");

    let definition = definition(&approvals, &warehouse, &cashier).to_string();
    let machine = sfn.create_state_machine().name("orders").definition(definition).role_arn(ROLE).send().await?;
    let machine = machine.state_machine_arn();

    // What ends, a rule of the default bus takes to a queue.
    let endings = sqs.create_queue().queue_name("endings").send().await?.queue_url.ok_or("no URL")?;
    let shown = sqs.get_queue_attributes().queue_url(&endings).attribute_names(QueueArn).send().await?;
    let endings_arn = shown.attributes().and_then(|all| all.get(&QueueArn)).ok_or("no ARN")?;
    let pattern = json!({ "source": ["aws.states"], "detail": { "status": ["SUCCEEDED", "FAILED"] } });
    events.put_rule().name("endings").event_pattern(pattern.to_string()).send().await?;
    let target = aws_sdk_eventbridge::types::Target::builder().id("queue").arn(endings_arn).build()?;
    events.put_targets().rule("endings").targets(target).send().await?;

    // The first order is above 100: somebody gets its token and says yes.
    let order = json!({ "id": 7, "total": 250, "items": ["lamp", "desk"] });
    let first =
        sfn.start_execution().state_machine_arn(machine).name("order-7").input(order.to_string()).send().await?;
    eventyard.settle().await;
    let [request] = &received(&sqs, &approvals).await?[..] else { return Err("one request was expected".into()) };
    println!("to be approved     order {} of {}", request["order"]["id"], request["order"]["total"]);
    let token = request["token"].as_str().ok_or("no token")?;
    sfn.send_task_success().task_token(token).output(json!({ "by": "Ada" }).to_string()).send().await?;

    // Nothing can be reserved before the warehouse opens. Its tasks try again after a minute.
    eventyard.settle().await;
    sqs.create_queue().queue_name("warehouse").send().await?;
    clock.advance(Duration::from_secs(60)).await;
    eventyard.settle().await;
    println!("warehouse got      {}", json!(received(&sqs, &warehouse).await?));

    // The cashier works on what comes: this order is paid ...
    let task = sfn.get_activity_task().activity_arn(&cashier).send().await?;
    let output = json!({ "receipt": 1 }).to_string();
    sfn.send_task_success().task_token(task.task_token().ok_or("no task")?).output(output).send().await?;
    let done = sfn.describe_execution().execution_arn(first.execution_arn()).send().await?;
    println!("order 7            {}", done.status());
    assert_eq!(done.status().as_str(), "SUCCEEDED");

    // ... and the next isn't, whose goods go back.
    let order = json!({ "id": 8, "total": 20, "items": ["chair"] });
    let second =
        sfn.start_execution().state_machine_arn(machine).name("order-8").input(order.to_string()).send().await?;
    let task = sfn.get_activity_task().activity_arn(&cashier).send().await?;
    let token = task.task_token().ok_or("no task")?;
    sfn.send_task_failure().task_token(token).error("CardDeclined").cause("no cover").send().await?;
    eventyard.settle().await;
    let messages = received(&sqs, &warehouse).await?;
    println!("warehouse got      {}", json!(messages));
    assert_eq!(messages, [json!("reserve chair"), json!("release chair")]);
    let done = sfn.describe_execution().execution_arn(second.execution_arn()).send().await?;
    println!("order 8            {}: {}", done.status(), done.error().unwrap_or_default());
    assert_eq!((done.status().as_str(), done.error()), ("FAILED", Some("OrderCancelled")));

    let heard = received(&sqs, &endings).await?;
    for event in &heard {
        println!("the rule heard     {} has {}", event["detail"]["name"], event["detail"]["status"]);
    }
    assert_eq!(heard.len(), 2);
    Ok(())
}

/// The state machine, in Amazon States Language.
fn definition(approvals: &str, warehouse: &str, cashier: &str) -> Value {
    // One message to the warehouse for each item; the order goes on as it was.
    let each = |state: &str, text: &str, next: &str| {
        let send = json!({
            "Type": "Task",
            "Resource": "arn:aws:states:::sqs:sendMessage",
            "Parameters": { "QueueUrl": warehouse, "MessageBody.$": format!("States.Format('\"{text} {{}}\"', $)") },
            "Retry": [{ "ErrorEquals": ["States.TaskFailed"], "IntervalSeconds": 60, "MaxAttempts": 3 }],
            "End": true,
        });
        let processor = json!({ "StartAt": state, "States": { state: send } });
        json!({ "Type": "Map", "ItemsPath": "$.items", "ItemProcessor": processor, "ResultPath": null, "Next": next })
    };
    json!({
        "StartAt": "Is it dear?",
        "States": {
            "Is it dear?": {
                "Type": "Choice",
                "Choices": [{ "Variable": "$.total", "NumericGreaterThan": 100, "Next": "Approve" }],
                "Default": "Reserve",
            },
            "Approve": {
                "Type": "Task",
                "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
                "Parameters": {
                    "QueueUrl": approvals,
                    "MessageBody": { "order.$": "$", "token.$": "$$.Task.Token" },
                },
                "TimeoutSeconds": 86_400,
                "ResultPath": "$.approval",
                "Next": "Reserve",
            },
            "Reserve": each("Reserve item", "reserve", "Charge"),
            "Charge": {
                "Type": "Task",
                "Resource": cashier,
                "Catch": [{ "ErrorEquals": ["CardDeclined"], "ResultPath": "$.error", "Next": "Release" }],
                "ResultPath": "$.payment",
                "End": true,
            },
            "Release": each("Release item", "release", "Cancel"),
            "Cancel": { "Type": "Fail", "Error": "OrderCancelled", "CausePath": "$.error.Cause" },
        },
    })
}

/// Takes the messages that lie in a queue; all of them are JSON.
async fn received(sqs: &aws_sdk_sqs::Client, url: &str) -> Outcome<Vec<Value>> {
    let received = sqs.receive_message().queue_url(url).max_number_of_messages(10).send().await?;
    let mut bodies = Vec::new();
    for message in received.messages() {
        sqs.delete_message().queue_url(url).receipt_handle(message.receipt_handle().unwrap_or_default()).send().await?;
        bodies.push(serde_json::from_str(message.body().unwrap_or_default())?);
    }
    Ok(bodies)
}

/// What all clients share: everything as usual, but for the endpoint and the credentials.
fn config(eventyard: &Eventyard) -> SdkConfig {
    SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .endpoint_url(eventyard.endpoint_url())
        .region(Region::new("us-east-1"))
        .credentials_provider(SharedCredentialsProvider::new(Credentials::from_keys("test", "test", None)))
        .http_client(HttpClient::new().build_http())
        .build()
}
