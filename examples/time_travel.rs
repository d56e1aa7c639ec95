//! A schedule for tomorrow, tried today: it puts an event on a bus, a rule of the bus feeds a queue, and the message is
//! there as soon as the clock has been moved by a day.
//!
//! `cargo run --example time_travel`

use std::time::Duration;

use aws_credential_types::provider::SharedCredentialsProvider;
use aws_sdk_scheduler::types::{EventBridgeParameters, FlexibleTimeWindow, FlexibleTimeWindowMode, Target};
use aws_sdk_sqs::config::{BehaviorVersion, Credentials, Region};
use aws_sdk_sqs::types::QueueAttributeName::QueueArn;
use aws_smithy_http_client::Builder as HttpClient;
use aws_types::SdkConfig;
use eventyard::{Config, Eventyard};

const DAY: Duration = Duration::from_secs(86_400);

/// Asked for by AWS; roles are not checked here.
const ROLE: &str = "arn:aws:iam::000000000000:role/scheduler";

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let eventyard = Eventyard::start(Config::default())?;
    let clock = eventyard.clock();
    let config = config(&eventyard);
    let sqs = aws_sdk_sqs::Client::new(&config);
    let events = aws_sdk_eventbridge::Client::new(&config);
    let scheduler = aws_sdk_scheduler::Client::new(&config);

    // From here on time passes only when it is told to.
    clock.freeze().await;

    // What is to happen in the end: a reminder lies in the queue.
    let queue = sqs.create_queue().queue_name("reminders").send().await?;
    let url = queue.queue_url().ok_or("no URL")?;
    let shown = sqs.get_queue_attributes().queue_url(url).attribute_names(QueueArn).send().await?;
    let queue = shown.attributes().and_then(|all| all.get(&QueueArn)).ok_or("no ARN")?;

    // It gets there by a rule, which takes reminders from a bus.
    let bus = events.create_event_bus().name("orders").send().await?;
    let bus = bus.event_bus_arn().ok_or("no ARN")?;
    let pattern = r#"{"source": ["shop"], "detail-type": ["reminder"]}"#;
    events.put_rule().event_bus_name("orders").name("remind").event_pattern(pattern).send().await?;
    let target = aws_sdk_eventbridge::types::Target::builder().id("queue").arn(queue).build()?;
    events.put_targets().event_bus_name("orders").rule("remind").targets(target).send().await?;

    // And the event comes from a schedule that fires once, a day from now.
    let tomorrow = (clock.now() + DAY).to_seconds_text();
    let event = EventBridgeParameters::builder().source("shop").detail_type("reminder").build()?;
    let target = Target::builder().arn(bus).role_arn(ROLE).event_bridge_parameters(event).input(r#"{"order": 7}"#);
    scheduler
        .create_schedule()
        .name("order-7")
        .schedule_expression(format!("at({})", tomorrow.trim_end_matches('Z')))
        .flexible_time_window(FlexibleTimeWindow::builder().mode(FlexibleTimeWindowMode::Off).build()?)
        .target(target.build()?)
        .send()
        .await?;
    println!("{}  a reminder is scheduled for {tomorrow}", clock.now());

    let nothing = sqs.receive_message().queue_url(url).send().await?;
    assert!(nothing.messages().is_empty());

    clock.advance(DAY).await;
    let received = sqs.receive_message().queue_url(url).send().await?;
    let [message] = received.messages() else { return Err("one reminder was expected".into()) };
    let event: serde_json::Value = serde_json::from_str(message.body().unwrap_or_default())?;
    println!("{}  received {} of {}", clock.now(), event["detail"], event["time"]);
    assert_eq!(event["detail"]["order"], 7);
    Ok(())
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
