//! Waiting without waiting: half a minute, ten minutes and four days pass by moving the clock.
//!
//! `cargo run --example waiting`

use std::time::Duration;

use aws_sdk_sqs::Client;
use aws_sdk_sqs::config::{Builder, Credentials, Region};
use aws_sdk_sqs::types::QueueAttributeName::{MessageRetentionPeriod, VisibilityTimeout};
use aws_smithy_http_client::Builder as HttpClient;
use eventyard::{Config, Eventyard};

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

const SECOND: Duration = Duration::from_secs(1);
const DAY: Duration = Duration::from_secs(86_400);

#[tokio::main(flavor = "current_thread")]
async fn main() -> Outcome<()> {
    let eventyard = Eventyard::start(Config::default())?;
    let clock = eventyard.clock();
    let sqs = client(&eventyard);

    // From here on time passes only when it is told to, so that "a second before" means just that.
    clock.freeze().await;
    println!("{}  the clock stands still", clock.now());

    let queue = sqs
        .create_queue()
        .queue_name("orders")
        .attributes(VisibilityTimeout, "30")
        .attributes(MessageRetentionPeriod, (4 * DAY).as_secs().to_string())
        .send()
        .await?;
    let url = queue.queue_url().ok_or("no URL")?;

    sqs.send_message().queue_url(url).message_body("pizza").delay_seconds(600).send().await?;
    println!("{}  sent a pizza, to be seen in ten minutes", clock.now());
    clock.advance(599 * SECOND).await;
    assert_eq!(receive(&sqs, url).await?, None);
    clock.advance(SECOND).await;
    assert_eq!(receive(&sqs, url).await?.as_deref(), Some("pizza"));
    println!("{}  received it, not a second before", clock.now());

    clock.advance(29 * SECOND).await;
    assert_eq!(receive(&sqs, url).await?, None);
    clock.advance(SECOND).await;
    assert_eq!(receive(&sqs, url).await?.as_deref(), Some("pizza"));
    println!("{}  nobody deleted it: 30 seconds later it came again", clock.now());

    clock.advance(4 * DAY).await;
    assert_eq!(receive(&sqs, url).await?, None);
    println!("{}  four days old, it is gone", clock.now());
    Ok(())
}

/// The next message's body, if there is a message now.
async fn receive(sqs: &Client, url: &str) -> Outcome<Option<String>> {
    let received = sqs.receive_message().queue_url(url).send().await?;
    Ok(received.messages().first().and_then(|message| message.body()).map(str::to_owned))
}

fn client(eventyard: &Eventyard) -> Client {
    let config = Builder::new()
        .behavior_version_latest()
        .endpoint_url(eventyard.endpoint_url())
        .region(Region::new("us-east-1"))
        .credentials_provider(Credentials::from_keys("test", "test", None))
        .http_client(HttpClient::new().build_http())
        .build();
    Client::from_conf(config)
}
