//! `POST /_eventyard/explain`: who would get it, and why the others wouldn't.

use serde_json::{Value, json};

use super::{Orders, queue_arn, read};
use crate::support::{Events, Request, Yard};

fn ask(yard: &Yard, question: &Value) -> (u16, Value) {
    let answer = yard.raw(&Request::post("/_eventyard/explain", question.to_string()));
    (answer.status, answer.json())
}

#[test]
fn a_pattern_alone() {
    let yard = Yard::json();
    let pattern = json!({ "detail": { "amount": [{ "numeric": [">", 100] }] } });
    let fits = json!({ "detail": { "amount": 101 } });
    let fails = json!({ "detail": { "amount": 50 } });
    let ask = |pattern: &Value, event: &Value| ask(&yard, &json!({ "pattern": pattern, "event": event }));
    assert_eq!(ask(&pattern, &fits), (200, json!({ "matches": true, "why": null })));
    let why = json!({ "path": "detail.amount", "wanted": "numeric > 100", "got": 50 });
    let no = (200, json!({ "matches": false, "why": why }));
    assert_eq!(ask(&pattern, &fails), no);
    assert_eq!(ask(&json!(pattern.to_string()), &fails), no, "as requests carry it");
    let why = json!({ "path": "detail.amount", "wanted": "numeric > 100", "got": null, "missing": true });
    assert_eq!(ask(&pattern, &json!({})), (200, json!({ "matches": false, "why": why })));
}

#[test]
fn a_topic() {
    let yard = Yard::json();
    let orders = Orders::new(&yard);
    let question = json!({ "topic": orders.topic, "message": "m", "attributes": { "color": "blue" } });
    let (status, answer) = ask(&yard, &question);
    assert_eq!((status, &answer["matches"]), (200, &json!([orders.billing])));
    let one = json!({ "subscription": orders.billing, "endpoint": queue_arn("billing"), "matches": true, "why": null });
    assert_eq!(answer["subscriptions"][0], one);
    let red = answer["subscriptions"].as_array().expect("a list").iter().find(|one| one["subscription"] == orders.red);
    let why = json!({ "path": "color", "wanted": "\"red\"", "got": "blue" });
    let one = json!({ "subscription": orders.red, "endpoint": queue_arn("red"), "matches": false, "why": why });
    assert_eq!(red, Some(&one));
    assert_eq!(answer["subscriptions"].as_array().map(Vec::len), Some(3));
    assert_eq!(read(&yard, "")["records"], json!([]), "nothing was sent");
}

#[test]
fn a_bus() {
    let yard = Yard::json();
    let events = Events::new(&yard);
    events.bus("shop");
    let queue = queue_arn("large");
    let pattern = |total: u32| json!({ "source": ["shop"], "detail": { "total": [{ "numeric": [">", total] }] } });
    let rule = |name: &str, pattern: Value| events.rule_on("shop", name, pattern);
    let (large, larger) = (rule("large", pattern(100)), rule("larger", pattern(1000)));
    let (other, off) =
        (rule("other", json!({ "source": ["a"], "id": ["b"] })), rule("off", json!({ "source": ["shop"] })));
    events.target_on("shop", "large", "1", &queue, json!({}));
    events.ok("DisableRule", json!({ "Name": "off", "EventBusName": "shop" }));
    let asked = |event: Value| ask(&yard, &json!({ "bus": "shop", "event": event }));
    let put = json!({ "Source": "shop", "DetailType": "placed", "Detail": r#"{"total":250}"#, "EventBusName": "shop" });
    let whole = json!({ "source": "shop", "detail-type": "placed", "detail": { "total": 250 } });
    let (status, answer) = asked(put.clone());
    assert_eq!((status, &answer["matches"]), (200, &json!([large])));
    let rules: Vec<_> = answer["rules"].as_array().expect("rules").iter().map(|one| one["rule"].clone()).collect();
    assert_eq!(json!(rules), json!([large, off, larger, other]), "nearest first");
    let first = json!({ "rule": large, "targets": [queue], "matches": true, "why": null });
    assert_eq!(answer["rules"][0], first);
    assert_eq!(answer["rules"][1]["why"]["error"], "RuleDisabled");
    let why = json!({ "path": "detail.total", "wanted": "numeric > 1000", "got": 250 });
    assert_eq!(answer["rules"][2]["why"], why);
    assert_eq!(asked(whole), (200, answer.clone()));
    assert_eq!(asked(json!({ "Entries": [put] })), (200, answer));
    // What isn't said is missing, not empty.
    let (_, answer) = ask(&yard, &json!({ "bus": "shop", "rule": "large", "event": {} }));
    let why = json!({ "path": "source", "wanted": "\"shop\"", "got": null, "missing": true });
    let got = answer["rules"][0]["why"].clone();
    assert!(got == why || got["path"] == "detail.total", "{got}");
    assert_eq!(answer["rules"].as_array().map(Vec::len), Some(1));
    assert_eq!(read(&yard, "")["records"], json!([]), "nothing was put");
}

#[test]
fn what_is_wrong_is_said() {
    let yard = Yard::json();
    let topic = "arn:aws:sns:us-east-1:000000000000:absent";
    for (question, status, part) in [
        (json!({}), 400, "a question is one of"),
        (json!({ "pattern": {} }), 400, "a question is one of"),
        (json!({ "pattern": { "a": ["b"] }, "topic": topic, "message": "m" }), 400, "a question is one of"),
        (json!({ "pattern": { "a": ["b"] }, "event": {}, "attributes": {} }), 400, "a question is one of"),
        (json!({ "topic": topic }), 400, "a question is one of"),
        (json!({ "bus": "default" }), 400, "a question is one of"),
        (json!({ "bus": "absent", "event": {} }), 404, "bus: there is no such event bus"),
        (json!({ "bus": "default", "rule": "absent", "event": {} }), 404, "rule: there is no such rule"),
        (json!({ "bus": "default", "event": { "Entries": [] } }), 400, "event: one event is explained at a time"),
        (json!({ "bus": "default", "event": [] }), 400, "event: it must be a JSON object"),
        (json!({ "bus": "default", "event": { "detail": [] } }), 400, "event: detail must be a JSON object"),
        (json!({ "bus": "default", "event": { "source": 1 } }), 400, "event: source must be a string"),
        (json!({ "bus": "default", "event": { "time": "noon" } }), 400, "event: time must be RFC 3339"),
        (json!({ "pattern": { "a": "b" }, "event": {} }), 400, "pattern: Event pattern is not valid. Reason: "),
        (json!({ "pattern": { "a": ["b"] }, "event": [] }), 400, "event: it must be a JSON object"),
        (json!({ "topic": "orders", "message": "m" }), 400, "topic: orders is no ARN"),
        (json!({ "topic": topic, "message": "m" }), 404, "topic: there is no topic arn:aws:sns:"),
        (json!({ "topic": topic, "message": "m", "attributes": { "a": null } }), 400, "attributes: the attribute a"),
        (json!({ "topic": topic, "message": {} }), 400, "the body: "),
        (json!({ "question": 1 }), 400, "the body: "),
        (json!([]), 400, "the body must be a JSON object"),
    ] {
        let (got, answer) = ask(&yard, &question);
        let text = answer["error"].as_str().expect("an error");
        assert!(got == status && text.starts_with(part), "{question}: {got} {text}");
    }
}
