//! PutEvents: what is refused as a whole, what fails by itself, and the envelope that is delivered.

use eventyard::Config;
use eventyard::aws::time::Time;
use serde_json::{Value, json};

use crate::support::{Events, VALIDATION, Via, Yard, entry};

const TOO_LARGE: &str = "Total size of the entries in the request is over the limit.";

fn required(parameter: &str) -> (&'static str, String) {
    ("InvalidArgument", format!("Parameter {parameter} is not valid. Reason: {parameter} is a required argument."))
}

/// The answer's entries: an id or a code with its text.
fn outcomes(answer: &Value) -> Vec<Result<(), (String, String)>> {
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    let outcome = |entry: &Value| match entry.get("EventId") {
        Some(id) => {
            assert_eq!((id.as_str().map(str::len), entry.as_object().map(|all| all.len())), (Some(36), Some(1)));
            Ok(())
        }
        None => Err((text(&entry["ErrorCode"]), text(&entry["ErrorMessage"]))),
    };
    answer["Entries"].as_array().expect("entries").iter().map(outcome).collect()
}

#[test]
fn the_envelope_has_awss_members_in_awss_order() {
    let yard = Yard::json();
    let events = Events::new(&yard);
    let queue = events.queue("all", json!({}));
    let id = events.put(
        "{ \"n\" : [1.50, 1e3,\n 12345678901234567890, -0.0],\t\"b\":{\"z\": \" a  b \", \"a\":null }, \"e\" : \"\\u00e9\\\"\" }",
        json!({ "Time": 1_640_995_200.999, "Resources": ["arn:one", "\"two\"\n"], "DetailType": "T \"\u{1}é" }),
    );
    assert_eq!(
        queue.bodies(),
        [format!(
            "{{\"version\":\"0\",\"id\":\"{id}\",\"detail-type\":\"T \\\"\\u0001é\",\"source\":\"app\",\
             \"account\":\"000000000000\",\"time\":\"2022-01-01T00:00:00Z\",\"region\":\"us-east-1\",\
             \"resources\":[\"arn:one\",\"\\\"two\\\"\\n\"],\"detail\":{{\"n\":[1.50,1e3,12345678901234567890,-0.0],\
             \"b\":{{\"z\":\" a  b \",\"a\":null}},\"e\":\"\\u00e9\\\"\"}}}}"
        )]
    );
    let time = Time::parse("2027-03-28T01:02:03.987Z").expect("a time");
    yard.server.clock().freeze_at(time).expect("not back").wait();
    events.put("{}", json!({}));
    let body: Value = serde_json::from_str(&queue.bodies()[0]).unwrap();
    assert_eq!(
        (&body["time"], &body["resources"], &body["detail"]),
        (&json!("2027-03-28T01:02:03Z"), &json!([]), &json!({}))
    );
}

#[test]
fn account_and_region_are_the_callers() {
    let yard = Yard::json();
    let home = Events::new(&yard);
    let far = Events::of(&yard, "222222222222", "eu-west-1");
    let queue = yard.standard("here");
    far.rule("all", json!({ "source": ["app"] }));
    far.target("all", "queue", &queue.arn(), json!({}));
    home.put("{}", json!({}));
    far.put("{}", json!({}));
    let body: Value = serde_json::from_str(&queue.bodies()[0]).unwrap();
    assert_eq!((body["account"].as_str(), body["region"].as_str()), (Some("222222222222"), Some("eu-west-1")));
}

#[test]
fn a_wrong_entry_fails_alone() {
    let yard = Yard::json();
    let events = Events::new(&yard);
    let queue = events.queue("all", json!({}));
    let malformed = || Err(("MalformedDetail".to_owned(), "Detail is malformed.".to_owned()));
    let missing = |parameter: &str| Err((required(parameter).0.to_owned(), required(parameter).1));
    let deep = |levels: usize| format!("{}{}", "{\"a\":".repeat(levels - 1) + "{", "}".repeat(levels));
    for (entry, expected) in [
        (json!({ "DetailType": "T", "Detail": "{}" }), missing("Source")),
        (entry("{}", json!({ "Source": "" })), missing("Source")),
        (json!({ "Source": "app", "Detail": "{}" }), missing("DetailType")),
        (entry("{}", json!({ "DetailType": "" })), missing("DetailType")),
        (json!({ "Source": "app", "DetailType": "T" }), missing("Detail")),
        (entry("", json!({})), missing("Detail")),
        (json!({}), missing("Source")),
        (entry("NotJSON", json!({})), malformed()),
        (entry("[]", json!({})), malformed()),
        (entry("{{}", json!({})), malformed()),
        (entry("\"NotJSON\"", json!({})), malformed()),
        (entry("7", json!({})), malformed()),
        (entry("null", json!({})), malformed()),
        (entry("{}{}", json!({})), malformed()),
        (entry("{\"a\":\"\\ud800\"}", json!({})), malformed()),
        (entry(&deep(1001), json!({})), malformed()),
        (
            entry("{}", json!({ "Source": "aws.ec2" })),
            Err(("NotAuthorizedForSourceException".to_owned(), "Not authorized for the source.".to_owned())),
        ),
        (entry("{}", json!({ "Source": "aws" })), Ok(())),
        (entry(" {} ", json!({ "EndpointId": "ignored" })), Ok(())),
    ] {
        let good = |n: u8| crate::support::entry(&format!("{{\"n\":{n}}}"), json!({}));
        let answer = events.ok("PutEvents", json!({ "Entries": [good(1), entry, good(2)] }));
        assert_eq!(answer["FailedEntryCount"], i32::from(expected.is_err()), "{entry}");
        assert_eq!(outcomes(&answer), [Ok(()), expected, Ok(())], "{entry}");
        let bodies = queue.receive();
        let numbers: Vec<i64> = bodies
            .iter()
            .filter_map(|m| serde_json::from_str::<Value>(m["Body"].as_str()?).ok()?["detail"]["n"].as_i64())
            .collect();
        assert_eq!(numbers, [1, 2], "{entry}");
        bodies.iter().for_each(|message| queue.delete(message));
    }
}

#[test]
fn a_wrong_request_fails_as_a_whole() {
    let yard = Yard::json();
    let events = Events::new(&yard);
    let queue = events.queue("all", json!({}));
    let one = entry("{\"a\": 1}", json!({}));
    let shown = "PutEventsRequestEntry(time=null, source=app, resources=null, detailType=Ordered, detail={\"a\": 1}, \
                 eventBusName=null, traceHeader=null, kmsKeyIdentifier=null, internalMetadata=null)";
    events.fails(
        "PutEvents",
        json!({ "Entries": vec![one.clone(); 11] }),
        VALIDATION,
        &format!(
            "1 validation error detected: Value '[{}]' at 'entries' failed to satisfy constraint: Member must have length \
             less than or equal to 10",
            [shown; 11].join(", ")
        ),
    );
    for (input, constraint) in [
        (
            json!({ "Entries": [] }),
            "Value '[]' at 'entries' failed to satisfy constraint: Member must have length greater than or equal to 1",
        ),
        (json!({}), "Value null at 'entries' failed to satisfy constraint: Member must not be null"),
        (
            json!({ "Entries": [one, entry("{}", json!({ "TraceHeader": "" }))] }),
            "Value '' at 'entries.2.member.traceHeader' failed to satisfy constraint: Member must have length greater than or equal to 1",
        ),
        (
            json!({ "Entries": [one], "EndpointId": "nodot" }),
            "Value 'nodot' at 'endpointId' failed to satisfy constraint: Member must satisfy regular expression pattern: ^[A-Za-z0-9\\-]+[\\.][A-Za-z0-9\\-]+$",
        ),
        (
            json!({ "Entries": [entry("{}", json!({ "EventBusName": "a b" }))] }),
            "Value 'a b' at 'entries.1.member.eventBusName' failed to satisfy constraint: Member must satisfy regular expression pattern: (arn:aws[\\w-]*:events:[a-z]+-[a-z]+-[\\w-]+:[0-9]{12}:event-bus\\/)?[\\.\\-_A-Za-z0-9]+",
        ),
    ] {
        events.fails("PutEvents", input, VALIDATION, &format!("1 validation error detected: {constraint}"));
    }
    let long = "r".repeat(2049);
    events.fails(
        "PutEvents",
        json!({ "Entries": [entry("{}", json!({ "Resources": [long], "TraceHeader": "t".repeat(501) }))] }),
        VALIDATION,
        &format!(
            "2 validation errors detected: Value '[{long}]' at 'entries.1.member.resources' failed to satisfy constraint: \
             Member must satisfy constraint: [Member must have length less than or equal to 2048, Member must have length \
             greater than or equal to 0]; Value '{}' at 'entries.1.member.traceHeader' failed to satisfy constraint: Member \
             must have length less than or equal to 500",
            "t".repeat(501)
        ),
    );
    assert_eq!(queue.bodies().len(), 0);
    events.ok("PutEvents", json!({ "Entries": [entry("{}", json!({}))], "EndpointId": "abcde.veo" }));
    assert_eq!(queue.bodies().len(), 1);
}

#[test]
fn a_request_stays_below_its_limit() {
    for (config, limit) in
        [(Config::default(), 1 << 18), (Config { put_events_limit: 1 << 20, ..Config::default() }, 1 << 20)]
    {
        let yard = Yard::start(Via::Json, config);
        let events = Events::new(&yard);
        // Source and detail type come to 10 bytes, the detail's frame to 8.
        let filled = |size: usize, more: Value| entry(&format!("{{\"a\":\"{}\"}}", "x".repeat(size - 18)), more);
        let put = |entries: &[Value]| events.call("PutEvents", json!({ "Entries": entries }));
        let too_large = |entries: &[Value]| put(entries).is_err_and(|fault| fault.message == TOO_LARGE);
        assert!(put(&[filled(limit - 1, json!({ "TraceHeader": "t", "EventBusName": "default" }))]).is_ok());
        assert!(too_large(&[filled(limit, json!({}))]));
        for more in [json!({ "Time": 0 }), json!({ "Resources": ["é234567890", "abc"] })] {
            assert!(too_large(&[filled(limit - 14, more)]));
        }
        assert!(put(&[filled(limit - 15, json!({ "Time": 0 }))]).is_ok());
        assert!(too_large(&[filled(limit / 2, json!({})), filled(limit / 2, json!({}))]));
    }
}

#[test]
fn an_unknown_bus_takes_events_and_loses_them() {
    let yard = Yard::json();
    let events = Events::new(&yard);
    for (name, bus, text) in [
        ("nowhere", "arn:aws:events:us-east-1:000000000000:event-bus/nowhere", "Event bus nowhere does not exist."),
        (
            "arn:aws:events:eu-west-1:111111111111:event-bus/gone",
            "arn:aws:events:eu-west-1:111111111111:event-bus/gone",
            "Event bus gone does not exist.",
        ),
    ] {
        let id = events.put("{}", json!({ "EventBusName": name }));
        let record = events.record(&id);
        assert_eq!((&record["outcome"], &record["from"]), (&json!("dropped"), &json!(bus)));
        assert_eq!(record["why"], json!({ "error": "ResourceNotFoundException", "text": text }));
    }
}

#[test]
fn deep_details_and_large_numbers_are_matched() {
    let yard = Yard::json();
    let events = Events::new(&yard);
    let queue = events.queue("all", json!({}));
    let deep = format!("{}{}", "{\"a\":".repeat(999) + "{", "}".repeat(1000));
    for detail in [deep.as_str(), "{\"a\":1e400}", &format!("{{\"a\":{}}}", "9".repeat(400))] {
        events.put(detail, json!({}));
        let message = queue.receive_one();
        queue.delete(&message);
        let body = message["Body"].as_str().expect("a body");
        assert!(body.ends_with(&format!("\"detail\":{detail}}}")), "{body}");
    }
}

#[test]
fn the_trace_is_the_entrys_or_the_requests() {
    let yard = Yard::json();
    let events = Events::new(&yard);
    let queue = events.queue("all", json!({}));
    let (mine, callers) =
        ("Root=1-67f4141f-e1cd7672871da115129f8b19;Sampled=1", "Root=1-5759e988-bd862e3fe1be46a994272793");
    let put = |entry: Value| {
        let body = json!({ "Entries": [entry] }).to_string();
        events.send(&events.request("PutEvents", body).header("X-Amzn-Trace-Id", callers)).expect("an answer");
        let message = queue.receive_one();
        queue.delete(&message);
        message["Attributes"]["AWSTraceHeader"].as_str().map(str::to_owned)
    };
    assert_eq!(put(entry("{}", json!({}))).as_deref(), Some(callers));
    assert_eq!(put(entry("{}", json!({ "TraceHeader": mine }))).as_deref(), Some(mine));
}

#[test]
fn hostile_bodies_are_refused_in_order() {
    let yard = Yard::json();
    let events = Events::new(&yard);
    for body in [
        "",
        "[]",
        "null",
        "{\"Entries\":{}}",
        "{\"Entries\":[1]}",
        "{\"Entries\":[[]]}",
        "{\"Entries\":[{\"Detail\":{}}]}",
        "{\"Entries\":[{\"Time\":\"x\"}]}",
        "{\"Entries\":[{\"Time\":1e300}]}",
        "{\"Entries\":[{\"Resources\":\"x\"}]}",
        "{\"Entries\":[{\"Source\":[\"x\"]}]}",
        "{\"Entries\":",
        "\u{0}",
    ] {
        let fault = events.send(&events.request("PutEvents", body)).expect_err(body);
        assert_eq!(fault.status, 400, "{body}: {fault:?}");
    }
}
