//! Buses as targets of other buses' rules: ids, traces, accounts, regions, and where the chain ends.

use serde_json::{Value, json};

use crate::support::{Events, Yard};

fn bus_arn(account: &str, region: &str) -> String {
    format!("arn:aws:events:{region}:{account}:event-bus/default")
}

const ROLE: &str = "arn:aws:iam::000000000000:role/bus";

/// Puts an event at home, whose bus sends it on to that of another account or region; gives the event's id, and the
/// body and the message that arrive there.
fn send(account: &str, region: &str) -> (String, Value, Value) {
    let yard = Yard::json();
    let (home, far) = (Events::new(&yard), Events::of(&yard, account, region));
    let queue = yard.standard("arrived");
    home.rule("on", json!({ "source": ["app"] }));
    home.target("on", "bus", &bus_arn(account, region), json!({ "RoleArn": ROLE }));
    far.rule("all", json!({ "source": ["app"] }));
    far.target("all", "queue", &queue.arn(), json!({}));
    let trace = "Root=1-67f4141f-e1cd7672871da115129f8b19;Parent=d0ee9531727135a0;Sampled=1";
    let id = home.put("{\"a\": 1.0}", json!({ "Time": 0, "Resources": ["r"], "TraceHeader": trace }));
    let message = queue.receive_one();
    assert_eq!(message["Attributes"]["AWSTraceHeader"], trace);
    let text = message["Body"].as_str().expect("a body");
    let body: Value = serde_json::from_str(text).expect("an event");
    let arrived = body["id"].as_str().expect("an id");
    assert_eq!(
        text,
        format!(
            "{{\"version\":\"0\",\"id\":\"{arrived}\",\"detail-type\":\"Ordered\",\"source\":\"app\",\
             \"account\":\"000000000000\",\"time\":\"1970-01-01T00:00:00Z\",\"region\":\"us-east-1\",\"resources\":[\"r\"],\
             \"detail\":{{\"a\":1.0}}}}"
        )
    );
    (id, body, message)
}

#[test]
fn an_event_keeps_its_id_within_a_region() {
    let (id, body, _) = send("222222222222", "us-east-1");
    assert_eq!(body["id"], json!(id));
}

#[test]
fn another_region_gives_it_another_id() {
    for account in ["000000000000", "222222222222"] {
        let (id, body, _) = send(account, "eu-west-1");
        assert_ne!(body["id"], json!(id));
        assert_eq!(body["id"].as_str().map(str::len), Some(36));
    }
}

#[test]
fn a_third_bus_gets_nothing_and_loops_end() {
    let yard = Yard::json();
    let [one, two, three] = ["000000000000", "222222222222", "333333333333"].map(|a| Events::of(&yard, a, "us-east-1"));
    let dead = yard.standard("dead");
    for events in [&one, &two, &three] {
        events.rule("all", json!({ "source": ["app"] }));
    }
    let more = || json!({ "RoleArn": ROLE, "DeadLetterConfig": { "Arn": dead.arn() } });
    one.target("all", "two", &bus_arn("222222222222", "us-east-1"), more());
    one.target("all", "self", &bus_arn("000000000000", "us-east-1"), more());
    two.target("all", "three", &bus_arn("333333333333", "us-east-1"), more());
    two.target("all", "one", &bus_arn("000000000000", "us-east-1"), more());
    let arrived = yard.standard("arrived");
    three.target("all", "queue", &arrived.arn(), json!({}));
    let id = one.put("{}", json!({}));
    assert_eq!(arrived.counts(), [0, 0, 0]);
    let outcomes: Vec<(Value, Value)> = one
        .records(&id)
        .into_iter()
        .map(|record| (record["outcome"].clone(), record["why"]["error"].clone()))
        .collect();
    let count = |outcome: &str, error: Value| {
        outcomes.iter().filter(|known| **known == (json!(outcome), error.clone())).count()
    };
    assert_eq!(count("delivered", Value::Null), 2, "{outcomes:?}");
    assert_eq!(count("dropped", json!("EventBusChain")), 4, "{outcomes:?}");
    assert_eq!(outcomes.len(), 6);
    assert_eq!(dead.counts(), [0, 0, 0]);
}

#[test]
fn a_bus_that_is_gone_makes_a_dead_letter() {
    let yard = Yard::json();
    let events = Events::new(&yard);
    let dead = yard.standard("dead");
    events.rule("all", json!({ "source": ["app"] }));
    let bus = "arn:aws:events:us-east-1:000000000000:event-bus/gone";
    events.target("all", "bus", bus, json!({ "RoleArn": ROLE, "DeadLetterConfig": { "Arn": dead.arn() } }));
    let id = events.put("{}", json!({}));
    assert_eq!(events.record(&id)["outcome"], "dead-lettered");
    let attributes = dead.receive_one()["MessageAttributes"].clone();
    assert_eq!(attributes["ERROR_CODE"]["StringValue"], "NO_RESOURCE");
    assert_eq!(attributes["ERROR_MESSAGE"]["StringValue"], format!("Event bus {bus} does not exist."));
}
