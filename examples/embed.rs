//! A server inside a Rust program, as a test would have it: no container, no fixed port, gone when it is dropped.
//!
//! `cargo run --example embed`

use aws_sdk_sqs::Client;
use aws_sdk_sqs::config::{Builder, Credentials, Region};
use aws_smithy_http_client::Builder as HttpClient;
use eventyard::{Config, Eventyard};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let eventyard = Eventyard::start(Config::default())?;
    println!("Eventyard listens on {}", eventyard.endpoint_url());

    // A client as an application makes it, but for the endpoint and the credentials.
    let config = Builder::new()
        .behavior_version_latest()
        .endpoint_url(eventyard.endpoint_url())
        .region(Region::new("us-east-1"))
        .credentials_provider(Credentials::from_keys("test", "test", None))
        .http_client(HttpClient::new().build_http())
        .build();
    let sqs = Client::from_conf(config);

    let queue = sqs.create_queue().queue_name("orders").send().await?;
    let url = queue.queue_url().ok_or("no URL")?;
    println!("made the queue {url}");

    let sent = sqs.send_message().queue_url(url).message_body("one pizza").send().await?;
    println!("sent the message {}", sent.message_id().unwrap_or_default());

    let received = sqs.receive_message().queue_url(url).wait_time_seconds(5).send().await?;
    let [message] = received.messages() else { return Err("one message was sent".into()) };
    println!("received {:?}", message.body().unwrap_or_default());
    assert_eq!(message.body(), Some("one pizza"));

    let receipt = message.receipt_handle().ok_or("no receipt handle")?;
    sqs.delete_message().queue_url(url).receipt_handle(receipt).send().await?;
    let left = sqs.receive_message().queue_url(url).send().await?;
    assert!(left.messages().is_empty());
    println!("deleted it: nothing is left");
    Ok(())
}
