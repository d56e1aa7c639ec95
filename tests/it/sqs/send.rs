//! Sending: size, characters, delay, digests.

use aws_sdk_sqs::error::ProvideErrorMetadata;
use aws_sdk_sqs::operation::RequestId;
use aws_sdk_sqs::types::MessageAttributeValue;
use eventyard::{Config, Eventyard};
use serde_json::{Value, json};

use crate::support::{BAD_VALUE, NO_QUEUE, Request, Via, client, no_such_queue, over_both};

#[tokio::test]
async fn an_application_sends_and_receives() {
    let server = Eventyard::start(Config::default()).expect("a server");
    let sqs = client(&server);
    let url = sqs.create_queue().queue_name("jobs").send().await.expect("a queue").queue_url.expect("a URL");
    let attribute = MessageAttributeValue::builder().data_type("String").string_value("x").build().expect("complete");
    let sent = sqs.send_message().queue_url(&url).message_body("hello").message_attributes("k", attribute.clone());
    let sent = sent.send().await.expect("sent");
    assert_eq!(sent.md5_of_message_body(), Some("5d41402abc4b2a76b9719d911017c592"));
    assert_eq!(sent.md5_of_message_attributes(), Some("a45daa70926828a2f0a1db3418e6feb4"));
    assert_eq!(sent.sequence_number(), None);

    let received = sqs.receive_message().queue_url(&url).message_attribute_names("All").send().await.expect("received");
    let [message] = received.messages() else { panic!("{received:?}") };
    assert_eq!(message.body(), Some("hello"));
    assert_eq!(message.message_id(), sent.message_id());
    assert_eq!(message.message_attributes().and_then(|all| all.get("k")), Some(&attribute));

    let handle = message.receipt_handle().expect("a handle");
    sqs.delete_message().queue_url(&url).receipt_handle(handle).send().await.expect("deleted");
    let error = sqs.send_message().queue_url(&url).message_body("\u{1}").send().await.expect_err("refused");
    assert!(error.request_id().is_some());
    let error = error.into_service_error();
    assert!(error.is_invalid_message_contents(), "{error:?}");
    let error = sqs.send_message().queue_url("http://x/000000000000/absent").message_body("m").send().await;
    let error = error.expect_err("refused").into_service_error();
    assert!(error.is_queue_does_not_exist(), "{error:?}");
    assert_eq!(error.code(), Some(NO_QUEUE), "the SDK takes the code of the query protocol, as from AWS");
}

#[test]
fn bodies_come_back_as_they_were_sent() {
    let bodies = [
        "plain",
        " blanks at both ends ",
        "line\nfeed, carriage\rreturn, both\r\n, tab\t",
        "<&>\"' &quot; &amp;quot; ]]> <![CDATA[x]]>",
        "ümläüte, 日本語, 😀, \u{FFFD}, \u{E000}, \u{10FFFF}, \u{85}, \u{2028}",
        "%20+%zz=&Action=DeleteQueue",
        "{\"json\": [1, 2.50, null]}",
        "0",
        "\\u0041 \\n",
    ];
    over_both(|yard| {
        let queue = yard.standard("jobs");
        for body in bodies {
            queue.send(body);
            let message = queue.receive_one();
            assert_eq!(message["Body"], body);
            queue.delete(&message);
        }
    });
}

#[test]
fn characters_that_are_not_taken() {
    const TEXT: &str = "Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF | \
                        #xE000 to #xFFFD | #x10000 to #x10FFFF";
    over_both(|yard| {
        let queue = yard.standard("jobs");
        for wrong in ["\0", "\u{8}", "\u{B}", "\u{C}", "\u{1F}", "\u{FFFE}", "\u{FFFF}"] {
            let input = json!({ "MessageBody": format!("a{wrong}b") });
            queue.fails("SendMessage", input, "InvalidMessageContents", TEXT);
        }
    });
}

#[test]
fn half_a_surrogate_pair_is_no_text() {
    let yard = crate::support::Yard::json();
    let queue = yard.standard("jobs");
    let body = format!(r#"{{"QueueUrl":"{}","MessageBody":"a\uD83Db"}}"#, queue.url);
    let answer = yard.raw(&Request::json("SendMessage", body));
    assert_eq!(answer.status, 400, "{}", answer.text());
    assert_eq!(queue.counts(), [0, 0, 0]);
}

#[test]
fn a_message_has_a_size() {
    let text = |limit: usize| {
        format!("One or more parameters are invalid. Reason: Message must be shorter than {limit} bytes.")
    };
    over_both(|yard| {
        for limit in [1024, 1_048_576] {
            let queue = yard.queue(&format!("jobs{limit}"), json!({ "MaximumMessageSize": limit.to_string() }));
            let refuse = |input: Value| drop(queue.fails("SendMessage", input, BAD_VALUE, &text(limit)));
            queue.send(&"x".repeat(limit));
            refuse(json!({ "MessageBody": "x".repeat(limit + 1) }));
            // Bytes count, not characters; an attribute counts by name, type and value.
            queue.send(&"ü".repeat(limit / 2));
            refuse(json!({ "MessageBody": "ü".repeat(limit / 2 + 1) }));
            let attribute = json!({ "name": { "DataType": "String.x", "StringValue": "value" } });
            let size = "name".len() + "String.x".len() + "value".len();
            let system = json!({ "AWSTraceHeader": { "DataType": "String", "StringValue": "x".repeat(100) } });
            queue.send_with(
                &"x".repeat(limit - size),
                json!({ "MessageAttributes": attribute, "MessageSystemAttributes": system }),
            );
            refuse(json!({ "MessageBody": "x".repeat(limit - size + 1), "MessageAttributes": attribute }));
            // Binary values count as bytes, not as base64.
            let binary = json!({ "name": { "DataType": "Binary", "BinaryValue": "AAAA" } });
            let size = "name".len() + "Binary".len() + 3;
            queue.send_with(&"x".repeat(limit - size), json!({ "MessageAttributes": binary }));
            refuse(json!({ "MessageBody": "x".repeat(limit - size + 1), "MessageAttributes": binary }));
        }
    });
}

#[test]
fn a_message_has_a_body() {
    const TEXT: &str = "The request must contain the parameter MessageBody.";
    over_both(|yard| {
        let queue = yard.standard("jobs");
        queue.fails("SendMessage", json!({}), "MissingParameter", TEXT);
        queue.fails("SendMessage", json!({ "MessageBody": "" }), "MissingParameter", TEXT);
        let nowhere = json!({ "QueueUrl": "http://localhost:4566/000000000000/absent", "MessageBody": "m" });
        yard.fails("SendMessage", nowhere, NO_QUEUE, no_such_queue(yard.via));
    });
}

#[test]
fn delays() {
    over_both(|yard| {
        let queue = yard.queue("slow", json!({ "DelaySeconds": "10" }));
        queue.send("by queue");
        queue.send_with("at once", json!({ "DelaySeconds": 0 }));
        queue.send_with("long", json!({ "DelaySeconds": 900 }));
        assert_eq!(queue.counts(), [1, 0, 2]);
        assert_eq!(queue.bodies(), ["at once"]);
        yard.advance(9);
        assert_eq!(queue.bodies(), [""; 0]);
        yard.advance(1);
        assert_eq!(queue.bodies(), ["by queue"]);
        queue.set(json!({ "DelaySeconds": "0" }));
        assert_eq!(queue.counts()[2], 1, "another delay leaves delayed messages of a standard queue alone");
        yard.advance(890);
        assert!(queue.bodies().contains(&"long".to_owned()));
        for wrong in [-1, 901] {
            let text = format!(
                "Value {wrong} for parameter DelaySeconds is invalid. Reason: DelaySeconds must be >= 0 and <= 900."
            );
            queue.fails("SendMessage", json!({ "MessageBody": "m", "DelaySeconds": wrong }), BAD_VALUE, &text);
        }
        let fifo = yard.fifo("orders.fifo");
        let text = "Value 2 for parameter DelaySeconds is invalid. Reason: The request include parameter that is not \
                    valid for this queue type.";
        let input = json!({ "MessageBody": "m", "MessageGroupId": "g", "DelaySeconds": 2 });
        fifo.fails("SendMessage", input, BAD_VALUE, text);
    });
}

#[test]
fn the_answer_says_no_more_than_there_is() {
    over_both(|yard| {
        let sent = yard.standard("jobs").send("m");
        let mut names: Vec<_> = sent.as_object().expect("an object").keys().cloned().collect();
        names.sort();
        assert_eq!(names, ["MD5OfMessageBody", "MessageId"]);
        assert_eq!(sent["MessageId"].as_str().map(str::len), Some(36));
    });
}

#[test]
fn a_trace_may_come_in_a_header() {
    for via in [Via::Json, Via::Query] {
        let yard = crate::support::Yard::start(via, Config::default());
        let queue = yard.standard("jobs");
        let input = json!({ "QueueUrl": queue.url, "MessageBody": "m" });
        let trace = "Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1";
        yard.raw(&via.request("SendMessage", &input).header("X-Amzn-Trace-Id", trace));
        assert_eq!(queue.receive_one()["Attributes"]["AWSTraceHeader"], trace);
    }
}
