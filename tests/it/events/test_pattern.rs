//! TestEventPattern: events that fit, that don't, and that are none.

use serde_json::{Value, json};

use crate::support::{Events, Yard};

fn event() -> Value {
    json!({
        "id": "1", "account": "123456789012", "source": "app", "time": "2027-01-01T00:00:00Z", "region": "us-east-1",
        "detail-type": "t", "detail": { "amount": 5 },
    })
}

#[track_caller]
fn test(events: &Events<'_>, pattern: &str, event: &Value) -> bool {
    let input = json!({ "EventPattern": pattern, "Event": event.to_string() });
    let answer = events.ok("TestEventPattern", input);
    assert_eq!(answer.as_object().expect("an object").len(), 1, "{answer}");
    answer["Result"].as_bool().expect("a truth")
}

#[test]
fn an_event_fits_or_does_not() {
    let yard = Yard::json();
    let events = Events::new(&yard);
    assert!(test(&events, r#"{"source":["app"],"detail":{"amount":[{"numeric":[">",4]}]}}"#, &event()));
    assert!(!test(&events, r#"{"source":["app"],"detail":{"amount":[{"numeric":[">",5]}]}}"#, &event()));
    let mut several = event();
    several["detail-type"] = json!(["s", "t"]);
    assert!(test(&events, r#"{"detail-type":["t"]}"#, &several));
}

#[test]
fn an_event_must_be_whole() {
    let yard = Yard::json();
    let events = Events::new(&yard);
    let refused = |event: &str| {
        let input = json!({ "EventPattern": r#"{"source":["app"]}"#, "Event": event });
        events.fails("TestEventPattern", input, "ValidationException", "Parameter Event is not valid.");
    };
    for name in ["id", "account", "source", "time", "region", "detail-type"] {
        let mut event = event();
        event.as_object_mut().expect("an object").remove(name);
        refused(&event.to_string());
    }
    for text in ["", "plain string", "[]", "null", "{}", "{\"id\":", "[\"plain string\"]"] {
        refused(text);
    }
    let mut bare = event();
    bare.as_object_mut().expect("an object").remove("detail");
    assert!(test(&events, r#"{"source":["app"]}"#, &bare));
}

#[test]
fn a_pattern_that_is_none_is_refused_as_in_a_rule() {
    let yard = Yard::json();
    let events = Events::new(&yard);
    let event = event().to_string();
    let input = json!({ "EventPattern": r#"{"int": 42}"#, "Event": event });
    let text = "Event pattern is not valid. Reason: \"int\" must be an object or an array\n at [Source: \
                (String)\"{\"int\": 42}\"; line: 1, column: 11]";
    events.fails("TestEventPattern", input, "InvalidEventPatternException", text);
    let text = "2 validation errors detected: Value null at 'eventPattern' failed to satisfy constraint: Member must \
                not be null; Value null at 'event' failed to satisfy constraint: Member must not be null";
    events.fails("TestEventPattern", json!({}), "ValidationException", text);
    let long = json!({ "EventPattern": "x".repeat(4097), "Event": event });
    events.fails("TestEventPattern", long, "ValidationException", "1 validation error detected: Value 'xxx…");
}

#[test]
fn hostile_events_cost_little() {
    let yard = Yard::json();
    let events = Events::new(&yard);
    let deep = format!("{}1{}", r#"{"a":"#.repeat(100_000), "}".repeat(100_000));
    let wide = format!("[{}0]", "0,".repeat(500_000));
    for detail in [deep, wide] {
        let head = event().to_string();
        let event = format!("{},\"more\":{detail}}}", head.trim_end_matches('}').to_owned() + "}");
        let input = json!({ "EventPattern": r#"{"source":["app"]}"#, "Event": event });
        if let Err(fault) = events.call("TestEventPattern", input) {
            assert_eq!((fault.status, &*fault.message), (400, "Parameter Event is not valid."));
        }
    }
}
