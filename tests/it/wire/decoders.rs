//! Both decoders on arbitrary bytes, and on the same request written in both protocols.

use std::fmt::Debug;

use eventyard::sqs::api::*;
use eventyard::wire::json::decode;
use eventyard::wire::names::SQS;
use eventyard::wire::query::Form;
use proptest::collection::{btree_map, vec};
use proptest::option;
use proptest::prelude::*;
use proptest::strategy::Union;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use crate::support::form;

/// Decodes bytes as every kind of request; only that nothing panics matters.
fn decode_as_all(bytes: &[u8]) {
    fn both<T: DeserializeOwned>(bytes: &[u8]) {
        drop(decode::<T>(bytes));
        if let Ok(form) = Form::parse(b"", bytes) {
            drop(form.decode::<T>(&SQS));
        }
    }
    both::<AddPermissionRequest>(bytes);
    both::<ChangeMessageVisibilityBatchRequest>(bytes);
    both::<CreateQueueRequest>(bytes);
    both::<ReceiveMessageRequest>(bytes);
    both::<SendMessageBatchRequest>(bytes);
    both::<SendMessageRequest>(bytes);
    both::<StartMessageMoveTaskRequest>(bytes);
    both::<TagQueueRequest>(bytes);
    both::<UntagQueueRequest>(bytes);
}

/// Parts of which forms are made, so that keys are hit more often than by chance.
fn form_like() -> impl Strategy<Value = String> {
    let parts = [
        "Entries",
        "SendMessageBatchRequestEntry",
        "MessageAttribute",
        "Attribute",
        "Tag",
        "TagKey",
        "Name",
        "Value",
        "Key",
        "StringValue",
        "BinaryValue",
        "DataType",
        "DelaySeconds",
        "QueueUrl",
        "Id",
        "1",
        "2",
        "10",
        "01",
        "-1",
        "4294967296",
        "member",
        "entry",
        ".",
        "..",
        "=",
        "&",
        "%",
        "%00",
        "%ff",
        "+",
        "é",
        "",
    ];
    vec(prop::sample::select(parts.to_vec()), 0..40).prop_map(|parts| parts.concat())
}

fn json_like() -> impl Strategy<Value = String> {
    let parts = [
        "{",
        "}",
        "[",
        "]",
        ":",
        ",",
        "\"",
        "\"QueueUrl\"",
        "\"Entries\"",
        "\"MessageAttributes\"",
        "\"Attributes\"",
        "\"DelaySeconds\"",
        "\"Tags\"",
        "null",
        "true",
        "1",
        "-1",
        "1e999",
        "\\u",
        "\\ud800",
        " ",
        "é",
    ];
    vec(prop::sample::select(parts.to_vec()), 0..40).prop_map(|parts| parts.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn arbitrary_bytes_never_panic(bytes in vec(any::<u8>(), 0..200)) {
        decode_as_all(&bytes);
        drop(Form::parse(&bytes, &bytes));
    }

    #[test]
    fn arbitrary_forms_never_panic(text in form_like()) {
        decode_as_all(text.as_bytes());
    }

    #[test]
    fn arbitrary_documents_never_panic(text in json_like()) {
        decode_as_all(text.as_bytes());
    }

    #[test]
    fn both_protocols_mean_the_same(request in request()) {
        let (operation, input) = &request;
        let same = match *operation {
            "AddPermission" => same::<AddPermissionRequest>(operation, input),
            "ChangeMessageVisibilityBatch" => same::<ChangeMessageVisibilityBatchRequest>(operation, input),
            "CreateQueue" => same::<CreateQueueRequest>(operation, input),
            "GetQueueAttributes" => same::<GetQueueAttributesRequest>(operation, input),
            "ReceiveMessage" => same::<ReceiveMessageRequest>(operation, input),
            "SendMessage" => same::<SendMessageRequest>(operation, input),
            "SendMessageBatch" => same::<SendMessageBatchRequest>(operation, input),
            "StartMessageMoveTask" => same::<StartMessageMoveTaskRequest>(operation, input),
            "TagQueue" => same::<TagQueueRequest>(operation, input),
            "UntagQueue" => same::<UntagQueueRequest>(operation, input),
            other => panic!("{other} is not decoded here"),
        };
        if let Err((by_json, by_form)) = same {
            prop_assert_eq!(by_json, by_form, "{} {}", operation, input);
        }
    }
}

/// The debug texts of both decodings, where they differ.
fn same<T: DeserializeOwned + Debug>(operation: &str, input: &Value) -> Result<(), (String, String)> {
    let by_json = format!("{:#?}", decode::<T>(input.to_string().as_bytes()).map_err(|fault| fault.message));
    let text = form(operation, input);
    let parsed = Form::parse(b"", text.as_bytes()).expect("a form");
    let by_form = format!("{:#?}", parsed.decode::<T>(&SQS).map_err(|error| error.to_string()));
    if by_json == by_form && by_json.starts_with("Ok") { Ok(()) } else { Err((by_json, by_form)) }
}

fn text() -> impl Strategy<Value = Value> {
    any::<String>().prop_map(Value::from)
}

fn number() -> impl Strategy<Value = Value> {
    any::<i64>().prop_map(Value::from)
}

/// A list that isn't empty: a form can't say that there is an empty one.
fn list() -> impl Strategy<Value = Value> {
    vec(any::<String>(), 1..13).prop_map(Value::from)
}

fn map() -> impl Strategy<Value = Value> {
    btree_map(any::<String>(), text(), 1..13).prop_map(object)
}

fn attributes() -> impl Strategy<Value = Value> {
    let binary = vec(any::<u8>(), 1..20).prop_map(|bytes| {
        use base64::Engine;
        json!({ "DataType": "Binary", "BinaryValue": base64::engine::general_purpose::STANDARD.encode(bytes) })
    });
    let string =
        (any::<String>(), any::<String>()).prop_map(|(kind, value)| json!({ "DataType": kind, "StringValue": value }));
    btree_map(any::<String>(), prop_oneof![string, binary], 1..12).prop_map(object)
}

fn object(map: impl IntoIterator<Item = (String, Value)>) -> Value {
    Value::Object(map.into_iter().collect::<Map<_, _>>())
}

/// A structure of optional members.
fn structure(members: Vec<(&'static str, BoxedStrategy<Value>)>) -> BoxedStrategy<Value> {
    let members: Vec<_> = members
        .into_iter()
        .map(|(name, value)| option::of(value).prop_map(move |value| value.map(|value| (name.to_owned(), value))))
        .collect();
    members.prop_map(|members| object(members.into_iter().flatten())).boxed()
}

fn entries(id: &'static str, members: Vec<(&'static str, BoxedStrategy<Value>)>) -> BoxedStrategy<Value> {
    let entry = (any::<String>(), structure(members)).prop_map(move |(value, mut entry)| {
        entry[id] = json!(value);
        entry
    });
    vec(entry, 1..12).prop_map(Value::from).boxed()
}

fn message() -> Vec<(&'static str, BoxedStrategy<Value>)> {
    vec![
        ("MessageBody", text().boxed()),
        ("DelaySeconds", number().boxed()),
        ("MessageAttributes", attributes().boxed()),
        ("MessageSystemAttributes", attributes().boxed()),
        ("MessageDeduplicationId", text().boxed()),
        ("MessageGroupId", text().boxed()),
    ]
}

fn request() -> impl Strategy<Value = (&'static str, Value)> {
    let url = || ("QueueUrl", text().boxed());
    let mut send = message();
    send.push(url());
    let visibility = vec![("ReceiptHandle", text().boxed()), ("VisibilityTimeout", number().boxed())];
    let operations = [
        (
            "AddPermission",
            vec![url(), ("Label", text().boxed()), ("AWSAccountIds", list().boxed()), ("Actions", list().boxed())],
        ),
        ("ChangeMessageVisibilityBatch", vec![url(), ("Entries", entries("Id", visibility))]),
        ("CreateQueue", vec![("QueueName", text().boxed()), ("Attributes", map().boxed()), ("tags", map().boxed())]),
        ("GetQueueAttributes", vec![url(), ("AttributeNames", list().boxed())]),
        (
            "ReceiveMessage",
            vec![
                url(),
                ("AttributeNames", list().boxed()),
                ("MessageSystemAttributeNames", list().boxed()),
                ("MessageAttributeNames", list().boxed()),
                ("MaxNumberOfMessages", number().boxed()),
                ("VisibilityTimeout", number().boxed()),
                ("WaitTimeSeconds", number().boxed()),
                ("ReceiveRequestAttemptId", text().boxed()),
            ],
        ),
        ("SendMessage", send),
        ("SendMessageBatch", vec![url(), ("Entries", entries("Id", message()))]),
        (
            "StartMessageMoveTask",
            vec![
                ("SourceArn", text().boxed()),
                ("DestinationArn", text().boxed()),
                ("MaxNumberOfMessagesPerSecond", number().boxed()),
            ],
        ),
        ("TagQueue", vec![url(), ("Tags", map().boxed())]),
        ("UntagQueue", vec![url(), ("TagKeys", list().boxed())]),
    ];
    let strategies =
        operations.map(|(operation, members)| structure(members).prop_map(move |input| (operation, input)));
    Union::new(strategies)
}
