//! Clients of the AWS SDK for Rust.

use aws_sdk_sqs::Client;
use aws_sdk_sqs::config::{Builder, Credentials, Region};
use aws_smithy_http_client::Builder as HttpClient;
use eventyard::Eventyard;

/// A client as an application makes it, with made-up credentials.
pub fn client(eventyard: &Eventyard) -> Client {
    client_of(eventyard, "test", "us-east-1")
}

/// A client of another account or region.
pub fn client_of(eventyard: &Eventyard, account: &str, region: &str) -> Client {
    let config = Builder::new()
        .behavior_version_latest()
        .endpoint_url(eventyard.endpoint_url())
        .region(Region::new(region.to_owned()))
        .credentials_provider(Credentials::new(account, "secret", None, None, "tests"))
        .http_client(HttpClient::new().build_http())
        .build();
    Client::from_conf(config)
}
