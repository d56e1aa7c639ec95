//! One publish, three queues: one gets the bare message, one only what its filter lets through, and one can't be
//! reached, so that its message ends in a dead-letter queue.
//!
//! `cargo run --example fan_out`

use aws_sdk_sns::types::MessageAttributeValue;
use aws_sdk_sqs::config::{Credentials, Region};
use aws_sdk_sqs::types::QueueAttributeName::QueueArn;
use aws_smithy_http_client::Builder as HttpClient;
use eventyard::{Config, Eventyard};

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Outcome<()> {
    let eventyard = Eventyard::start(Config::default())?;
    let (sns, sqs) = clients(&eventyard);

    let topic = sns.create_topic().name("orders").send().await?;
    let topic = topic.topic_arn().ok_or("no ARN")?;
    let subscribe = |queue: &Queue| sns.subscribe().topic_arn(topic).protocol("sqs").endpoint(&queue.arn);

    // Gets every message, as it was published.
    let kitchen = Queue::make(&sqs, "kitchen").await?;
    subscribe(&kitchen).attributes("RawMessageDelivery", "true").send().await?;

    // Gets orders above 100 in SNS's envelope, and no others.
    let accounting = Queue::make(&sqs, "accounting").await?;
    subscribe(&accounting).attributes("FilterPolicy", r#"{"total": [{"numeric": [">", 100]}]}"#).send().await?;

    // Is gone when a message comes. What it doesn't get goes to the dead-letter queue.
    let lost = Queue::make(&sqs, "lost").await?;
    let dead_letters = Queue::make(&sqs, "dead-letters").await?;
    let redrive = format!(r#"{{"deadLetterTargetArn": "{}"}}"#, dead_letters.arn);
    subscribe(&lost).attributes("RedrivePolicy", redrive).send().await?;
    sqs.delete_queue().queue_url(&lost.url).send().await?;

    let total = MessageAttributeValue::builder().data_type("Number").string_value("12").build()?;
    sns.publish().topic_arn(topic).message("one pizza").message_attributes("total", total).send().await?;
    // Waits until nothing that is due is still running: what is not there now, does not come.
    eventyard.settle().await;

    let got = kitchen.receive(&sqs).await?;
    println!("kitchen got       {got:?}");
    assert_eq!(got.as_deref(), Some("one pizza"));

    let got = accounting.receive(&sqs).await?;
    println!("accounting got    {got:?}: 12 is not above 100");
    assert_eq!(got, None);

    // A subscription that isn't raw gets an envelope, and so does its dead-letter queue.
    let got = dead_letters.receive(&sqs).await?.ok_or("no dead letter")?;
    let envelope: serde_json::Value = serde_json::from_str(&got)?;
    println!("dead-letters got  {} in its envelope", envelope["Message"]);
    assert_eq!(envelope["Message"], "one pizza");
    Ok(())
}

struct Queue {
    url: String,
    arn: String,
}

impl Queue {
    async fn make(sqs: &aws_sdk_sqs::Client, name: &str) -> Outcome<Self> {
        let url = sqs.create_queue().queue_name(name).send().await?.queue_url.ok_or("no URL")?;
        let shown = sqs.get_queue_attributes().queue_url(&url).attribute_names(QueueArn).send().await?;
        let arn = shown.attributes().and_then(|all| all.get(&QueueArn)).ok_or("no ARN")?.clone();
        Ok(Queue { url, arn })
    }

    /// The next message's body, if there is a message now.
    async fn receive(&self, sqs: &aws_sdk_sqs::Client) -> Outcome<Option<String>> {
        let received = sqs.receive_message().queue_url(&self.url).send().await?;
        Ok(received.messages().first().and_then(|message| message.body()).map(str::to_owned))
    }
}

/// A client for SNS and one for SQS.
fn clients(eventyard: &Eventyard) -> (aws_sdk_sns::Client, aws_sdk_sqs::Client) {
    let (endpoint, region) = (eventyard.endpoint_url(), Region::new("us-east-1"));
    let (credentials, http) = (Credentials::from_keys("test", "test", None), HttpClient::new().build_http());
    let sns = aws_sdk_sns::config::Builder::new()
        .behavior_version_latest()
        .endpoint_url(&endpoint)
        .region(region.clone())
        .credentials_provider(credentials.clone())
        .http_client(http.clone())
        .build();
    let sqs = aws_sdk_sqs::config::Builder::new()
        .behavior_version_latest()
        .endpoint_url(&endpoint)
        .region(region)
        .credentials_provider(credentials)
        .http_client(http)
        .build();
    (aws_sdk_sns::Client::from_conf(sns), aws_sdk_sqs::Client::from_conf(sqs))
}
