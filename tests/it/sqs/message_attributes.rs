//! Message attributes: digests, which are taken, which a receive shows.

use serde_json::{Value, json};

use crate::support::over_both;

fn text(value: &str) -> Value {
    json!({ "DataType": "String", "StringValue": value })
}

fn number(value: &str) -> Value {
    json!({ "DataType": "Number", "StringValue": value })
}

#[test]
fn digests_recorded_from_aws() {
    // The byte 0x1E and a trace, as base64.
    let binary = json!({ "DataType": "Binary", "BinaryValue": "dHJhY2VwYXJlbnQeMDAtNzc0MDYyZDZjMzcwODFhNWEwYjliNWI4OGUzMDYyN2MtMmQyNDgyMjExZjY0ODlkYS0wMQ==" });
    let greeting = json!({ "Help.Me": text("Me"), "Hello": text("There"), "General": text("Kenobi") });
    let cases = [
        (json!({ "k": text("x") }), "a45daa70926828a2f0a1db3418e6feb4"),
        (json!({ "Foo": text("Bar") }), "ae7155c6026991b6d54b11589678bf9c"),
        (json!({ "MyAttribute": text("foobar") }), "adb59cd4678ea5a855436b949cd07ab6"),
        (json!({ "timestamp": number("1493147359900") }), "235c5c510d26fb653d073faed50ae77c"),
        (json!({ "attr1": number("99.12") }), "d302007e9aa062660afc85fd0a482472"),
        (greeting, "4c360f3fdafd970e05fae2f149d997f5"),
        (json!({ "attr1": binary }), "8cbe4db156db8a94db8b801b7addb984"),
    ];
    over_both(|yard| {
        let queue = yard.standard("jobs");
        for (attributes, digest) in &cases {
            let sent = queue.send_with("m", json!({ "MessageAttributes": attributes }));
            assert_eq!(sent["MD5OfMessageAttributes"], *digest, "{attributes}");
            let message = queue.receive_one();
            assert_eq!(message["MD5OfMessageAttributes"], *digest);
            assert_eq!(message["MessageAttributes"], *attributes, "as they were sent");
            queue.delete(&message);
        }
        let trace = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1";
        let sent = queue.send_with(
            "m",
            json!({
                "MessageSystemAttributes": { "AWSTraceHeader": text(trace) },
                "MessageAttributes": { "k": text("x") },
            }),
        );
        assert_eq!(sent["MD5OfMessageSystemAttributes"], "5ae4d5d7636402d80f4eb6d213245a88");
        assert_eq!(sent["MD5OfMessageAttributes"], "a45daa70926828a2f0a1db3418e6feb4");
        let message = queue.receive_one();
        assert_eq!(message["Attributes"]["AWSTraceHeader"], trace);
    });
}

#[test]
fn a_receive_shows_what_it_asks_for() {
    let digest_of_two = "fca026605781cb4126a1e9044df24232";
    let all: &[&str] = &["Help.Me", "Hello", "General"];
    let cases: &[(&[&str], &[&str])] = &[
        (&[], &[]),
        (&["All"], all),
        (&["*"], all),
        (&[".*"], all),
        (&["Hello", "General"], &["Hello", "General"]),
        (&["Hel.*"], &["Hello", "Help.Me"]),
        (&["Help"], &[]),
        (&["Help.Me"], &["Help.Me"]),
        (&["Help.*"], &["Help.Me"]),
        (&["hello"], &[]),
        (&["AWS.", "..foo", "!", "Hello"], &["Hello"]),
        (&["Hello", "Hello"], &["Hello"]),
    ];
    over_both(|yard| {
        let queue = yard.standard("jobs");
        let attributes = json!({ "Help.Me": text("Me"), "Hello": text("There"), "General": text("Kenobi") });
        queue.send_with("m", json!({ "MessageAttributes": attributes }));
        for (asked, expected) in cases {
            let input = json!({ "MessageAttributeNames": asked, "VisibilityTimeout": 0 });
            let message = queue.receive_with(input).remove(0);
            let shown = message.get("MessageAttributes").and_then(Value::as_object);
            let mut shown: Vec<_> = shown.into_iter().flat_map(|shown| shown.keys()).collect();
            shown.sort();
            let mut expected = expected.to_vec();
            expected.sort_unstable();
            assert_eq!(shown, expected, "{asked:?}");
            assert_eq!(message.get("MD5OfMessageAttributes").is_some(), !expected.is_empty(), "{asked:?}");
            if expected == ["General", "Hello"] {
                assert_eq!(message["MD5OfMessageAttributes"], digest_of_two, "the digest is of what is shown");
            }
        }
    });
}

#[test]
fn values_are_not_touched() {
    over_both(|yard| {
        let queue = yard.standard("jobs");
        let attributes = json!({
            "zero": text("0"), "padded": number("007.500"), "exponent": number("1E5"),
            "custom": json!({ "DataType": "Number.int", "StringValue": "1" }),
            "long-custom": json!({ "DataType": format!("String.{}", "x".repeat(249)), "StringValue": "1" }),
            "øßä": text("latin letters"), "under_score-hyphen.dot": text("\t\r\n <&>"),
            "png": json!({ "DataType": "Binary.png", "BinaryValue": "AAH/" }),
        });
        queue.send_with("m", json!({ "MessageAttributes": attributes }));
        assert_eq!(queue.receive_one()["MessageAttributes"], attributes);
    });
}

#[test]
fn what_is_refused() {
    let named = |name: &str| {
        let mut attributes = json!({});
        attributes[name] = text("x");
        attributes
    };
    let typed = |kind: &str| json!({ "k": { "DataType": kind, "StringValue": "1" } });
    let mut cases: Vec<(Value, &str)> = vec![
        (
            json!({ "ErrorDetails": text("") }),
            "Message (user) attribute 'ErrorDetails' must contain a non-empty value of type 'String'.",
        ),
        (named(&"n".repeat(257)), "Message (user) attribute names must be shorter than 256 Bytes"),
        (json!({ "k": { "DataType": "String" } }), "…"),
        (json!({ "k": { "StringValue": "x" } }), "…"),
        (json!({ "k": { "DataType": "Binary", "StringValue": "x" } }), "…"),
        (json!({ "k": { "DataType": "String", "BinaryValue": "AAAA" } }), "…"),
        (json!({ "k": text("control \u{1} character") }), "…"),
        (json!({ "k": number("ten") }), "…"),
        (json!({ "k": number("") }), "…"),
        (json!({ "k": number(&"1".repeat(39)) }), "…"),
        (json!({ "k": number("1e127") }), "…"),
        (typed(&format!("String.{}", "x".repeat(250))), "…"),
    ];
    for name in ["bang!", "quote\"", "para§", "(", "question?", "two words", ""] {
        cases.push((named(name), "…"));
    }
    for name in ["AWS.x", "aws.x", "Amazon.x", "AMAZON.x", "dot.", ".dot", "a..b"] {
        cases.push((named(name), "You can't use message attribute names beginning with 'AWS.' or 'Amazon.'. …"));
    }
    for kind in ["string", "Text", "", "Strings", "Numbers.int", "StringList"] {
        cases.push((typed(kind), "…"));
    }
    over_both(|yard| {
        let queue = yard.standard("jobs");
        for (attributes, text) in &cases {
            let input = json!({ "MessageBody": "m", "MessageAttributes": attributes });
            let fault = queue.call("SendMessage", input).expect_err(&attributes.to_string());
            assert!(fault.code.starts_with("Invalid") && fault.status == 400, "{attributes}: {fault:?}");
            let start = text.strip_suffix('…').unwrap_or(text);
            assert!(fault.message.starts_with(start), "{attributes}: {fault:?}");
        }
        let mut eleven = json!({});
        for i in 0..11 {
            eleven[format!("k{i}")] = json!({ "DataType": "String", "StringValue": "x" });
        }
        let text = "Number of message attributes [11] exceeds the allowed maximum [10].";
        let input = json!({ "MessageBody": "m", "MessageAttributes": eleven });
        queue.fails("SendMessage", input, "InvalidParameterValue", text);
        eleven.as_object_mut().expect("an object").remove("k0");
        queue.send_with("m", json!({ "MessageAttributes": eleven }));

        for system in [
            json!({ "Other": { "DataType": "String", "StringValue": "x" } }),
            json!({ "AWSTraceHeader": { "DataType": "Number", "StringValue": "1" } }),
        ] {
            let input = json!({ "MessageBody": "m", "MessageSystemAttributes": system });
            let fault = queue.call("SendMessage", input).expect_err("refused");
            assert_eq!(fault.status, 400);
        }
    });
}
