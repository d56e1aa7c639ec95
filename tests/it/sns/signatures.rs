//! Signatures, checked as a subscriber checks them: by the certificate behind `SigningCertURL`.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use rsa::RsaPublicKey;
use rsa::pkcs1v15::{Signature, VerifyingKey};
use rsa::pkcs8::DecodePublicKey;
use rsa::signature::Verifier;
use serde_json::{Value, json};
use sha1::Sha1;
use sha2::Sha256;
use x509_cert::Certificate;
use x509_cert::der::{DecodePem, Encode};

use crate::support::{Endpoint, Request, Sns, Yard};

const NOTIFICATION: &[&str] = &["Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"];
const CONFIRMATION: &[&str] = &["Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"];

/// The key of the certificate at a URL of this server.
fn key(yard: &Yard, url: &str) -> RsaPublicKey {
    let path = url.strip_prefix("http://localhost:4566").expect("a URL of this server");
    assert!(path.starts_with("/SimpleNotificationService-") && path.ends_with(".pem"), "{path}");
    let answer = yard.raw(&Request::new("GET", path));
    assert_eq!(answer.status, 200);
    let certificate = Certificate::from_pem(&answer.body).expect("a certificate");
    let key = certificate.tbs_certificate.subject_public_key_info.to_der().expect("a key");
    RsaPublicKey::from_public_key_der(&key).expect("an RSA key")
}

/// Whether a message is signed over these fields by the key that it names, in the version that it names.
fn is_signed(yard: &Yard, message: &Value, fields: &[&str]) -> bool {
    let part = |name: &str| message[name].as_str();
    let mut text = String::new();
    for name in fields {
        if let Some(value) = part(name) {
            text += &format!("{name}\n{value}\n");
        }
    }
    let key = key(yard, part("SigningCertURL").expect("a URL"));
    let signature = STANDARD.decode(part("Signature").expect("a signature")).expect("base64");
    let signature = Signature::try_from(&*signature).expect("a signature");
    match part("SignatureVersion") {
        Some("1") => VerifyingKey::<Sha1>::new(key).verify(text.as_bytes(), &signature).is_ok(),
        Some("2") => VerifyingKey::<Sha256>::new(key).verify(text.as_bytes(), &signature).is_ok(),
        other => panic!("version {other:?}"),
    }
}

#[test]
fn what_an_endpoint_gets_is_signed() {
    for version in [None, Some("1"), Some("2")] {
        let yard = Yard::json();
        let sns = Sns::new(&yard);
        let topic = sns.topic("news");
        if let Some(version) = version {
            let input = json!({ "TopicArn": topic, "AttributeName": "SignatureVersion", "AttributeValue": version });
            sns.ok("SetTopicAttributes", input);
        }
        let endpoint = Endpoint::start(&yard);
        sns.subscribe(&topic, "http", &endpoint.url(), json!({}));
        let asked = endpoint.wait_for(1)[0].json();
        assert_eq!(asked["SignatureVersion"], version.unwrap_or("1"));
        assert!(is_signed(&yard, &asked, CONFIRMATION));
        crate::support::confirm(&yard, &endpoint.wait_for(1)[0]);
        sns.publish(&topic, "ü\n\u{1f600}\"\\", json!({ "Subject": "Hello\u{e4}" }));
        let told = endpoint.wait_for(2)[1].json();
        assert_eq!(told["SignatureVersion"], version.unwrap_or("1"));
        assert!(is_signed(&yard, &told, NOTIFICATION));
        for name in ["Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"] {
            let mut forged = told.clone();
            forged[name] = json!("forged");
            assert!(!is_signed(&yard, &forged, NOTIFICATION), "{name}");
        }
        let (_, query) = told["UnsubscribeURL"].as_str().and_then(|url| url.split_once('&')).expect("a link");
        Sns::follow(&yard, "Unsubscribe", query).expect("no signature is needed");
        assert!(is_signed(&yard, &endpoint.wait_for(3)[2].json(), CONFIRMATION));
    }
}

#[test]
fn what_a_queue_gets_is_signed_for_its_own_text() {
    let yard = Yard::json();
    let sns = Sns::new(&yard);
    let topic = sns.topic("news");
    let (queue, endpoint) = (yard.standard("jobs"), Endpoint::start(&yard));
    sns.subscribe_queue(&topic, &queue, json!({}));
    endpoint.subscribe(&sns, &topic, json!({}));
    let attributes = json!({ "a": { "DataType": "String", "StringValue": "not signed" } });
    let texts = r#"{"default":"d","sqs":"for the queue"}"#;
    sns.publish(&topic, texts, json!({ "MessageStructure": "json", "MessageAttributes": attributes }));
    let body = queue.bodies().remove(0);
    let of_queue: Value = serde_json::from_str(&body).expect("an envelope");
    let of_endpoint = endpoint.wait_for(1)[0].json();
    assert_eq!((&of_queue["Message"], &of_endpoint["Message"]), (&json!("for the queue"), &json!("d")));
    assert!(is_signed(&yard, &of_queue, NOTIFICATION) && is_signed(&yard, &of_endpoint, NOTIFICATION));
    assert_ne!(of_queue["Signature"], of_endpoint["Signature"]);
}

#[test]
fn only_its_own_certificate_is_there() {
    let yard = Yard::json();
    let path = "/SimpleNotificationService-00000000000000000000000000000000.pem";
    assert_ne!(yard.raw(&Request::new("GET", path)).status, 200);
}
