//! Requests that nobody means well: SNS answers each of them, and lives on.

use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use serde_json::json;

use crate::support::{Request, Sns, Yard};

/// What follows the action: the server refuses it or takes it, and breaks on none of it.
fn send(yard: &Yard, form: impl Into<Vec<u8>>) -> u16 {
    let form = form.into();
    let answer = yard.raw(&Request::query("/", form.clone()).signed("000000000000", "us-east-1"));
    let text = answer.text();
    assert!(answer.status == 200 || (400..500).contains(&answer.status), "{}: {text}", String::from_utf8_lossy(&form));
    assert!(text.starts_with('<'), "{text}");
    answer.status
}

const ACTIONS: &[&str] = &[
    "Publish",
    "PublishBatch",
    "Subscribe",
    "Unsubscribe",
    "ConfirmSubscription",
    "CreateTopic",
    "SetTopicAttributes",
    "SetSubscriptionAttributes",
    "ListSubscriptions",
    "AddPermission",
    "TagResource",
];

const NAMES: &[&str] = &[
    "TopicArn",
    "TargetArn",
    "PhoneNumber",
    "Message",
    "Subject",
    "MessageStructure",
    "MessageGroupId",
    "MessageDeduplicationId",
    "MessageAttributes.entry.1.Name",
    "MessageAttributes.entry.1.Value.DataType",
    "MessageAttributes.entry.1.Value.StringValue",
    "MessageAttributes.entry.1.Value.BinaryValue",
    "MessageAttributes.entry.0.Name",
    "MessageAttributes.entry.18446744073709551616.Name",
    "PublishBatchRequestEntries.member.1.Id",
    "PublishBatchRequestEntries.member.1.Message",
    "PublishBatchRequestEntries.member.1.MessageAttributes.entry.1.Name",
    "PublishBatchRequestEntries.member.4294967296.Id",
    "PublishBatchRequestEntries.member",
    "PublishBatchRequestEntries",
    "Attributes.entry.1.key",
    "Attributes.entry.1.value",
    "AttributeName",
    "AttributeValue",
    "SubscriptionArn",
    "Token",
    "NextToken",
    "Protocol",
    "Endpoint",
    "ReturnSubscriptionArn",
    "Name",
    "Label",
    "..",
    "",
    ".member.1",
    "Message.Message",
];

fn values() -> impl Strategy<Value = Vec<u8>> {
    let known = prop::sample::select(vec![
        "arn:aws:sns:us-east-1:000000000000:news",
        "arn:aws:sns:us-east-1:000000000000:news.fifo",
        "json",
        "true",
        "",
        "String",
        "Number",
        "Binary",
        "AQ==",
        "=",
        r#"{"default":"x"}"#,
        r#"{"default":"#,
        "http",
        "sqs",
        "http://",
        "http://127.0.0.1:1/",
        "FilterPolicy",
        "DeliveryPolicy",
        "{}",
        "[]",
        "\u{0}",
        "-1",
        "NaN",
        "::::::",
        "arn:::::",
        "arn:aws:sns:us-east-1:000000000000:news:5e3e9847-3183-3f18-a7e8-671c3a57d4b3",
        "%",
        "%zz",
    ]);
    prop_oneof![known.prop_map(|text| text.as_bytes().to_vec()), prop::collection::vec(any::<u8>(), 0..24)]
}

/// A name, its value, and whether that is escaped as it should be.
type Parameter = (&'static str, Vec<u8>, bool);

#[test]
fn any_form_is_answered() {
    let yard = Yard::json();
    let sns = Sns::new(&yard);
    let queue = yard.standard("jobs");
    for name in ["news", "news.fifo"] {
        sns.subscribe_queue(&sns.topic(name), &queue, json!({}));
    }
    let pairs = prop::collection::vec((prop::sample::select(NAMES), values(), any::<bool>()), 0..8);
    let check = |(action, pairs): (&str, Vec<Parameter>)| {
        let mut form = format!("Action={action}&Version=2010-03-31").into_bytes();
        for (name, value, escaped) in pairs {
            form.extend([b"&", name.as_bytes(), b"="].concat());
            match escaped {
                true => form.extend(form_urlencoded::byte_serialize(&value).collect::<String>().into_bytes()),
                false => form.extend(value),
            }
        }
        send(&yard, form);
        Ok(())
    };
    let mut runner =
        TestRunner::new(ProptestConfig { cases: 1_500, max_shrink_iters: 500, ..ProptestConfig::default() });
    runner.run(&(prop::sample::select(ACTIONS), pairs), check).expect("an answer to each");
}

#[test]
fn deep_documents_cost_no_stack() {
    let yard = Yard::json();
    let sns = Sns::new(&yard);
    let topic = sns.topic("news");
    let queue = yard.standard("jobs");
    let policy = json!({ "FilterPolicyScope": "MessageBody", "FilterPolicy": r#"{"a":{"a":[1]}}"# });
    let arn = sns.subscribe_queue(&topic, &queue, policy);
    let depth = 20_000;
    for deep in [
        format!("{}1{}", r#"{"a":"#.repeat(depth), "}".repeat(depth)),
        format!("{}{}", "[".repeat(depth), "]".repeat(depth)),
        r#"{"a":["#.repeat(depth),
    ] {
        let encoded: String = form_urlencoded::byte_serialize(deep.as_bytes()).collect();
        let arn_is = format!("SubscriptionArn={arn}&AttributeValue={encoded}&AttributeName=");
        send(&yard, format!("Action=Publish&TopicArn={topic}&Message={encoded}"));
        send(&yard, format!("Action=Publish&TopicArn={topic}&MessageStructure=json&Message={encoded}"));
        for name in ["FilterPolicy", "DeliveryPolicy", "RedrivePolicy", "ReplayPolicy"] {
            assert_eq!(send(&yard, format!("Action=SetSubscriptionAttributes&{arn_is}{name}")), 400, "{name}");
        }
        for name in ["DeliveryPolicy", "Policy", "ArchivePolicy"] {
            let form =
                format!("Action=SetTopicAttributes&TopicArn={topic}&AttributeName={name}&AttributeValue={encoded}");
            assert_eq!(send(&yard, form), 400, "{name}");
        }
        let attribute = "MessageAttributes.entry.1.Name=a&MessageAttributes.entry.1.Value.DataType=String.Array&\
                         MessageAttributes.entry.1.Value.StringValue=";
        send(&yard, format!("Action=Publish&TopicArn={topic}&Message=m&{attribute}{encoded}"));
    }
}

#[test]
fn endless_policies_are_refused() {
    let yard = Yard::json();
    let sns = Sns::new(&yard);
    let topic = sns.topic("news");
    let most = u64::MAX;
    for retry in [
        json!({ "numRetries": most }),
        json!({ "numRetries": 101 }),
        json!({ "numRetries": 100, "minDelayTarget": 3_600, "maxDelayTarget": 3_600 }),
        json!({ "maxDelayTarget": most }),
        json!({ "minDelayTarget": most, "maxDelayTarget": most }),
        json!({ "minDelayTarget": 0, "maxDelayTarget": 0 }),
        json!({ "minDelayTarget": 20, "maxDelayTarget": 10 }),
        json!({ "numNoDelayRetries": most, "numMinDelayRetries": most, "numMaxDelayRetries": most }),
        json!({ "numRetries": 5, "numNoDelayRetries": 3, "numMinDelayRetries": 3 }),
        json!({ "numRetries": -1 }),
        json!({ "numRetries": 1.5 }),
        json!({ "backoffFunction": "sometimes" }),
        json!({ "unknown": 1 }),
    ] {
        let policy = json!({ "healthyRetryPolicy": retry }).to_string();
        let input = json!({
            "TopicArn": topic, "Protocol": "http", "Endpoint": "http://127.0.0.1:1/",
            "Attributes": { "DeliveryPolicy": policy },
        });
        sns.fails("Subscribe", input, "InvalidParameter", "Invalid parameter: …");
        let policy = json!({ "http": { "defaultHealthyRetryPolicy": retry } }).to_string();
        let input = json!({ "TopicArn": topic, "AttributeName": "DeliveryPolicy", "AttributeValue": policy });
        sns.fails("SetTopicAttributes", input, "InvalidParameter", "Invalid parameter: …");
    }
    for rate in [json!(0), json!(-1), json!("2")] {
        let policy = json!({ "throttlePolicy": { "maxReceivesPerSecond": rate } }).to_string();
        let input = json!({
            "TopicArn": topic, "Protocol": "http", "Endpoint": "http://127.0.0.1:1/",
            "Attributes": { "DeliveryPolicy": policy },
        });
        sns.fails("Subscribe", input, "InvalidParameter", "Invalid parameter: …");
    }
    for kind in ["image/png", "text/plain\r\nx-more: 1", "application/json; charset=\u{7f}", ""] {
        let policy = json!({ "requestPolicy": { "headerContentType": kind } }).to_string();
        let input = json!({
            "TopicArn": topic, "Protocol": "http", "Endpoint": "http://127.0.0.1:1/",
            "Attributes": { "DeliveryPolicy": policy },
        });
        let outcome = sns.call("Subscribe", input);
        assert!(kind.starts_with("application/json") || outcome.is_err(), "{kind:?}");
    }
}

#[test]
fn no_endpoint_is_too_strange_to_be_given_up() {
    let yard = Yard::json();
    let sns = Sns::new(&yard);
    let topic = sns.topic("news");
    for endpoint in [
        "http://127.0.0.1:1/",
        "http://[::1",
        "http://[::1]:1/",
        "http://a b/",
        "http://:80/",
        "http://127.0.0.1:99999/",
        "http://@127.0.0.1:1/",
        "http://a@b@127.0.0.1:1/",
        "http://%ff:%00@127.0.0.1:1/",
        "http://127.0.0.1:1/\r\nx: y",
        "http://127.0.0.1:1/\u{1f600}",
        "http://127.0.0.1:1?#",
        "http://?",
        "http://#",
        "HTTP://127.0.0.1:1/",
    ] {
        let input = json!({ "TopicArn": topic, "Protocol": "http", "Endpoint": endpoint });
        let _ = sns.call("Subscribe", input);
    }
    yard.advance(3_600);
    assert_eq!(yard.server.clock().reading().due_total, 0, "all of them were given up");
    sns.publish(&topic, "m", json!({}));
}
