//! What a target gets: Input, InputPath, InputTransformer; and what is refused of them.

use proptest::prelude::*;
use serde_json::{Value, json};

use crate::support::{Events, VALIDATION, Yard, put_target};

const DETAIL: &str = r#"{"command":"update","payload":{"acc_id":"0a787ecb-4015","n":1.50},"one":["HIGH"],"two":["ACTIVE","INACTIVE"],"numbers":[1,2],"valid":true,"none":null,"quoted":"say \"hi\"","list":[{"k":"a"},{"x":0},{"k":"b"}]}"#;

/// What a target that is set so gets of an event; nothing, and why, where AWS delivers nothing.
fn deliver(set: Value) -> Result<String, String> {
    let yard = Yard::json();
    let events = Events::new(&yard);
    let queue = events.queue("all", set);
    let id = events.put(DETAIL, json!({ "Time": 0 }));
    let record = events.record(&id);
    let mut bodies = queue.bodies();
    assert_eq!(record["outcome"], if bodies.is_empty() { "dropped" } else { "delivered" }, "{record}");
    bodies.pop().ok_or_else(|| record["why"]["text"].as_str().expect("a text").to_owned())
}

fn transformed(template: &str) -> Result<String, String> {
    let paths = json!({
        "type": "$.detail-type", "acc": "$.detail.payload.acc_id", "payload": "$.detail.payload", "one": "$.detail.one",
        "two": "$.detail.two", "numbers": "$.detail.numbers", "valid": "$.detail.valid", "none": "$.detail.none",
        "missing": "$.detail.awsAccountId", "n": "$.detail.payload.n", "quoted": "$.detail.quoted",
        "keys": "$.detail.list[*].k", "first": "$.detail.two[0]", "Un_us-ed9": "$.x",
    });
    deliver(json!({ "InputTransformer": { "InputPathsMap": paths, "InputTemplate": template } }))
}

#[track_caller]
fn check(cases: &[(&str, &str)]) {
    for (template, expected) in cases {
        assert_eq!(transformed(template).as_deref(), Ok(*expected), "{template}");
    }
}

#[test]
fn a_constant_is_delivered_as_it_is_written() {
    for text in ["{ \"a\" : 1.0 }", "\"text\"", "7", "null", "[ ]", " {} "] {
        assert_eq!(deliver(json!({ "Input": text })).as_deref(), Ok(text));
    }
}

#[test]
fn a_path_gives_a_part_of_the_event_as_json() {
    for (path, part) in [
        ("$.detail.payload", r#"{"acc_id":"0a787ecb-4015","n":1.50}"#),
        ("$.detail.payload.acc_id", "\"0a787ecb-4015\""),
        ("$.detail.payload.n", "1.50"),
        ("$.detail.none", "null"),
        ("$.detail.two[1]", "\"INACTIVE\""),
        ("$.detail.list[*].k", r#"["a","b"]"#),
        ("$.detail-type", "\"Ordered\""),
        ("$.time", "\"1970-01-01T00:00:00Z\""),
        ("$.resources", "[]"),
        ("$.detail", DETAIL),
    ] {
        assert_eq!(deliver(json!({ "InputPath": path })).as_deref(), Ok(part), "{path}");
    }
    let whole = deliver(json!({})).expect("an event");
    assert!(whole.starts_with("{\"version\":\"0\",\"id\":") && whole.ends_with(&format!("\"detail\":{DETAIL}}}")));
    for path in ["$.detail.nope", "$.detail.two[2]", "$.detail.valid.x", "$[0]"] {
        let why = deliver(json!({ "InputPath": path })).expect_err(path);
        assert_eq!(why, "The event has nothing where the InputPath leads to.");
    }
}

#[test]
fn a_json_template_takes_values_as_json() {
    check(&[
        (r#"{"t": <type>,  "p": <payload>}"#, r#"{"t": "Ordered",  "p": {"acc_id":"0a787ecb-4015","n":1.50}}"#),
        (
            r#"{"l": [<acc>, <n>, <valid>, <none>, <two>]}"#,
            r#"{"l": ["0a787ecb-4015", 1.50, true, null, ["ACTIVE","INACTIVE"]]}"#,
        ),
        (r#"{"m": <missing>, "s": "<missing>"}"#, r#"{"m": "", "s": ""}"#),
        (
            r#"{"a": "users/<acc>/second/<acc>", "b":{"c": "<valid> <n>"}}"#,
            r#"{"a": "users/0a787ecb-4015/second/0a787ecb-4015", "b":{"c": "true 1.50"}}"#,
        ),
        (r#"{"a": "\"<acc>\"", "b": <acc>}"#, r#"{"a": "\"0a787ecb-4015\"", "b": "0a787ecb-4015"}"#),
        (r#"{"q": <quoted>, "k": <keys>, "f": <first>}"#, r#"{"q": "say \"hi\"", "k": ["a","b"], "f": "ACTIVE"}"#),
        (r#"{"n": "<numbers>", "x": "a < b <> <no such> <"}"#, r#"{"n": "[1,2]", "x": "a < b <> <no such> <"}"#),
        (" \n{\"a\":<n>} ", " \n{\"a\":1.50} "),
        ("{}", "{}"),
    ]);
}

#[test]
fn a_json_template_that_breaks_delivers_nothing() {
    for template in [
        r#"{"payload": "<payload>"}"#,
        r#"{"single": "<one>"}"#,
        r#"{"not_valid": "users/<payload>", "bod": <payload>}"#,
        r#"{"quote": "<quoted>"}"#,
        r#"{"a": <acc><acc>}"#,
        r#"{"a": <acc>"#,
        "{a: <acc>}",
        "{<acc>}",
    ] {
        let why = transformed(template).expect_err(template);
        assert!(why.starts_with("The input template, filled with the event's values, is not valid JSON: "), "{why}");
    }
    for template in [r#"{<acc>: 1}"#, "{\"a\": {<acc> : 1}}"] {
        assert_eq!(
            transformed(template).expect_err(template),
            "A placeholder of the input template stands for an object's key."
        );
    }
}

#[test]
fn a_text_template_keeps_its_quotation_marks() {
    check(&[
        ("\"Event of <type> type, <missing>, <acc>\"", "\"Event of Ordered type, , 0a787ecb-4015\""),
        ("\"{[/Check with <type>\"", "\"{[/Check with Ordered\""),
        ("\"Payload <payload>!\"", "\"Payload {acc_id:0a787ecb-4015,n:1.50}!\""),
        ("\"<one> and <two>\"", "\"[HIGH] and [ACTIVE,INACTIVE]\""),
        ("\"<valid> <none> <n>\"", "\"true null 1.50\""),
        ("\"<one> a\"\n\"<two> b\"\n\"<missing> c\"", "\"[HIGH] a\"\n\"[ACTIVE,INACTIVE] b\"\n\" c\""),
        ("\"nothing\"", "\"nothing\""),
    ]);
    for template in ["<one> single list item", "<acc>", "text", "[<acc>]", "\"open <acc>"] {
        let why = transformed(template).expect_err(template);
        assert_eq!(why, "The input template is neither a JSON object nor text in quotation marks.");
    }
}

#[test]
fn some_variables_are_always_there() {
    let set = |template: &str| json!({ "InputTransformer": { "InputTemplate": template } });
    let yard = Yard::json();
    let events = Events::new(&yard);
    yard.advance(1_000_000_000);
    let queue =
        events.queue("all", set("\"<aws.events.rule-arn> <aws.events.rule-name> <aws.events.event.ingestion-time>\""));
    let more = json!({ "Time": 0, "Resources": ["r"] });
    events.put("{}", more.clone());
    let now = eventyard::aws::time::Time::from_millis(yard.now()).to_seconds_text();
    assert_eq!(queue.bodies(), [format!("\"arn:aws:events:us-east-1:000000000000:rule/all all {now}\"")]);
    let template = "{\"name\": <aws.events.rule-name>, \"e\": <aws.events.event>, \"j\": <aws.events.event.json>}";
    events.target("all", "queue", &queue.arn(), set(template));
    let id = events.put("{\"a\":1e3}", more);
    assert_eq!(
        queue.bodies(),
        [format!(
            "{{\"name\": \"all\", \"e\": {{\"id\":\"{id}\",\"account\":\"000000000000\",\"detailType\":\"Ordered\",\
             \"time\":\"1970-01-01T00:00:00Z\",\"source\":\"app\",\"region\":\"us-east-1\",\"resources\":[\"r\"],\
             \"version\":\"0\"}}, \"j\": {{\"version\":\"0\",\"id\":\"{id}\",\"detail-type\":\"Ordered\",\"source\":\"app\",\
             \"account\":\"000000000000\",\"time\":\"1970-01-01T00:00:00Z\",\"region\":\"us-east-1\",\"resources\":[\"r\"],\
             \"detail\":{{\"a\":1e3}}}}}}"
        )]
    );
}

#[test]
fn what_delivers_nothing_is_no_dead_letter() {
    let yard = Yard::json();
    let events = Events::new(&yard);
    let dead = yard.standard("dead");
    let more = json!({ "InputPath": "$.detail.nope", "DeadLetterConfig": { "Arn": dead.arn() } });
    events.queue("all", more);
    let record = events.record(&events.put("{}", json!({})));
    assert_eq!((&record["outcome"], &record["why"]["error"]), (&json!("dropped"), &json!("InvalidInput")));
    assert_eq!(dead.counts(), [0, 0, 0]);
}

#[test]
fn a_template_cannot_make_too_much_of_an_event() {
    let yard = Yard::json();
    let events = Events::new(&yard);
    let template = format!("{{\"a\":[{}1]}}", "<a>,".repeat(2000));
    let set = json!({ "InputTransformer": { "InputPathsMap": { "a": "$.detail" }, "InputTemplate": template } });
    let queue = events.queue("all", set);
    let record = events.record(&events.put(&format!("{{\"a\":\"{}\"}}", "x".repeat(200_000)), json!({})));
    let text = "The input template, filled with the event's values, has more than 10485760 bytes.";
    assert_eq!((&record["outcome"], &record["why"]["text"]), (&json!("dropped"), &json!(text)));
    assert_eq!(queue.counts(), [0, 0, 0]);
}

#[test]
fn wrong_inputs_are_refused() {
    let yard = Yard::json();
    let events = Events::new(&yard);
    let queue = yard.standard("q").arn();
    events.rule("r", json!({ "source": ["app"] }));
    let refused = |set: Value, text: &str| {
        events.fails("PutTargets", put_target("default", "r", "T-1", &queue, set), VALIDATION, text);
    };
    let template =
        |template: &str| json!({ "InputTransformer": { "InputTemplate": template, "InputPathsMap": { "a": "$" } } });
    let only_one = "Only one of Input, InputPath, or InputTransformer must be provided for target T-1.";
    refused(json!({ "Input": "{}", "InputPath": "$" }), only_one);
    refused(json!({ "InputPath": "$", "InputTransformer": { "InputTemplate": "{}" } }), only_one);
    refused(json!({ "Input": "{}", "InputTransformer": { "InputTemplate": "{}" } }), only_one);
    for text in ["", "text", "{", "{'a':1}", "{} {}"] {
        refused(json!({ "Input": text }), "JSON syntax error in input for target T-1");
    }
    for path in ["", "detail", "$.detail['k']", "$..a", "$.a[?(@.b)]", "$.", "$.a[1:2]"] {
        refused(json!({ "InputPath": path }), "InputPath for target T-1 is invalid.");
        let map = json!({ "InputTransformer": { "InputTemplate": "{}", "InputPathsMap": { "x": path } } });
        refused(map, "InputPath for target T-1 is invalid.");
    }
    refused(
        template("\"<a> <notdefinedkey>\""),
        "InputTemplate for target T-1 contains invalid placeholder notdefinedkey.",
    );
    refused(
        template("{\"a\": <aws.events.nope>}"),
        "InputTemplate for target T-1 contains invalid placeholder aws.events.nope.",
    );
    refused(
        template("\"<aws.events.event.json>\""),
        "InputTemplate for target T-1 contains placeholder aws.events.event.json valid only for JSON template.",
    );
    let member = |name: &str| format!("at 'targets.1.member.{name}' failed to satisfy constraint:");
    let long = "x".repeat(8193);
    refused(
        json!({ "Input": long }),
        &format!(
            "1 validation error detected: Value '{long}' {} Member must have length less than or equal to 8192",
            member("input")
        ),
    );
    refused(
        json!({ "InputTransformer": { "InputTemplate": "" } }),
        &format!(
            "1 validation error detected: Value '' {} Member must have length greater than or equal to 1",
            member("inputTransformer.inputTemplate")
        ),
    );
    refused(
        json!({ "InputTransformer": { "InputPathsMap": { "aws.events.event": "$" }, "InputTemplate": "{}" } }),
        &format!(
            "1 validation error detected: Value '{{aws.events.event=$}}' {} Map keys must satisfy constraint: [Member must have \
             length less than or equal to 256, Member must have length greater than or equal to 1, Member must satisfy regular \
             expression pattern: [A-Za-z0-9\\_\\-]+]",
            member("inputTransformer.inputPathsMap")
        ),
    );
    let many: serde_json::Map<String, Value> = (0..101).map(|n| (format!("k{n}"), json!("$"))).collect();
    refused(
        json!({ "InputTransformer": { "InputPathsMap": many, "InputTemplate": "{}" } }),
        "1 validation error detected: Value '{k0=$, …",
    );
    let hundred: serde_json::Map<String, Value> = (0..100).map(|n| (format!("k{n}"), json!("$"))).collect();
    let more = json!({ "InputTransformer": { "InputPathsMap": hundred, "InputTemplate": "{}" } });
    events.target("r", "T-1", &queue, more);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    /// Whatever the template: it is refused, or filled, or delivers nothing and says why.
    #[test]
    fn no_template_does_harm(templates in prop::collection::vec("[{\"]?([{}\"\\\\<>:, a.é\n]|<a>|<b>|<aws\\.events\\.event>|\"k\":){0,20}[}\"]?", 1..20)) {
        let yard = Yard::json();
        let events = Events::new(&yard);
        let queue = events.queue("all", json!({}));
        for template in templates {
            let more = json!({ "InputTransformer": { "InputTemplate": template, "InputPathsMap": { "a": "$.detail.a", "b": "$.none" } } });
            if events.call("PutTargets", put_target("default", "all", "queue", &queue.arn(), more)).is_err() {
                continue;
            }
            let id = events.put("{\"a\":\"\\\"\\\\<b>\\n\"}", json!({}));
            let record = events.record(&id);
            let bodies = queue.receive();
            bodies.iter().for_each(|message| queue.delete(message));
            prop_assert_eq!(record["outcome"] == "delivered", bodies.len() == 1, "{} {}", template, record);
        }
    }
}
