//! `GET /_eventyard/journal`: what a record says, filters, pages, waiting, bounds, and forgetting.

use eventyard::Config;
use serde_json::{Value, json};

use super::{Orders, ids, queue_arn, read};
use crate::support::{Connection, Request, Sns, Via, Yard};

#[test]
fn delivered_filtered_and_dropped() {
    let yard = Yard::json();
    yard.raw(&Request::post("/_eventyard/time", json!({ "freeze": "2040-01-01T00:00:00Z" }).to_string()));
    let orders = Orders::new(&yard);
    let message = orders.publish(&[("color", "blue"), ("lost", "yes")]);
    let answer = read(&yard, "");
    assert_eq!(answer["last"], 3);
    let at = "2040-01-01T00:00:00.000Z";
    let record = |id: u64, via: &str, to: &str, outcome: &str, attempts: Value, why: Value| {
        json!({
            "id": id, "at": at, "source": "sns", "from": orders.topic, "via": via, "to": queue_arn(to),
            "message": message, "outcome": outcome, "attempts": attempts, "why": why,
            "tried": attempts.as_array().map_or(0, Vec::len),
        })
    };
    let records = answer["records"].as_array().expect("records");
    let by = |via: &str| records.iter().find(|record| record["via"] == via).expect("a record").clone();
    let delivered = by(&orders.billing);
    let id = |record: &Value| record["id"].as_u64().expect("an id");
    let once = json!([{ "at": at, "error": null }]);
    assert_eq!(delivered, record(id(&delivered), &orders.billing, "billing", "delivered", once, json!(null)));
    let filtered = by(&orders.red);
    let why = json!({ "path": "color", "wanted": "\"red\"", "got": "blue" });
    assert_eq!(filtered, record(id(&filtered), &orders.red, "red", "filtered", json!([]), why));
    let dropped = by(&orders.lost);
    let why = dropped["why"].clone();
    assert_eq!(why["error"], "AWS.SimpleQueueService.NonExistentQueue");
    assert!(why["text"].as_str().is_some_and(|text| !text.is_empty()));
    let failed = json!([{ "at": at, "error": why["text"] }]);
    let mut expected = record(id(&dropped), &orders.lost, "lost", "dropped", failed, why);
    expected["gaveUp"] = json!("ClientError");
    assert_eq!(dropped, expected);

    orders.publish(&[("lost", "no")]);
    let missing = read(&yard, &format!("after=3&via={}", orders.red));
    let why = json!({ "path": "color", "wanted": "\"red\"", "got": null, "missing": true });
    assert_eq!(missing["records"][0]["why"], why);
}

#[test]
fn each_parameter_narrows_it() {
    let yard = Yard::json();
    let orders = Orders::new(&yard);
    let first = orders.publish(&[("color", "red")]);
    let second = orders.publish(&[("lost", "yes")]);
    let count = |query: &str| ids(&yard, query).0.len();
    assert_eq!(count(""), 6);
    for (query, expected) in [
        ("source=sns".to_owned(), 6),
        ("source=sqs".to_owned(), 0),
        (format!("from={}", orders.topic), 6),
        ("from=arn:aws:sns:us-east-1:000000000000:order".to_owned(), 0),
        (format!("via={}", orders.red), 2),
        (format!("to={}", queue_arn("red")), 2),
        (format!("to={}&outcome=delivered", queue_arn("red")), 1),
        (format!("to={}&outcome=filtered", queue_arn("red")), 1),
        (format!("message={first}"), 3),
        (format!("message={second}&outcome=dropped"), 1),
        ("outcome=delivered".to_owned(), 3),
        ("outcome=filtered".to_owned(), 2),
        ("outcome=dropped".to_owned(), 1),
        ("outcome=retrying".to_owned(), 0),
        ("outcome=dead-lettered".to_owned(), 0),
        ("after=6".to_owned(), 0),
        ("after=7000".to_owned(), 0),
        ("limit=&after=&source=&from=&via=&to=&message=&outcome=&wait=".to_owned(), 6),
    ] {
        assert_eq!(count(&query), expected, "{query}");
    }
}

#[test]
fn what_is_wrong_is_said() {
    let yard = Yard::json();
    for (query, text) in [
        ("limit=0", "limit: 0 is not a whole number from 1 to 1000"),
        ("limit=1001", "limit: 1001 is not a whole number from 1 to 1000"),
        ("limit=ten", "limit: ten is not a whole number from 1 to 1000"),
        ("after=-1", "after: -1 is not the id of a record, a whole number"),
        ("after=1.5", "after: 1.5 is not the id of a record, a whole number"),
        ("wait=-1", "wait: -1 is not a number of seconds"),
        ("wait=NaN", "wait: NaN is not a number of seconds"),
        ("wait=soon", "wait: soon is not a number of seconds"),
        ("source=SNS", "source: SNS is not one of sqs, sns, events, scheduler, states, s3"),
        ("outcome=lost", "outcome: lost is not one of delivered, filtered, retrying, dead-lettered, dropped"),
        ("topic=a", "topic: the parameters are limit, wait, after, source, from, via, to, message, outcome"),
    ] {
        let answer = yard.raw(&Request::new("GET", &format!("/_eventyard/journal?{query}")));
        assert_eq!((answer.status, answer.json()), (400, json!({ "error": text })), "{query}");
    }
    for query in ["limit=5", "wait=1", "after=x", "outcome=lost"] {
        let answer = yard.raw(&Request::new("GET", &format!("/_eventyard/journal/stream?{query}")));
        assert_eq!(answer.status, 400, "{query}");
        assert!(answer.json()["error"].is_string());
    }
    let stream = Request::new("GET", "/_eventyard/journal/stream").header("Last-Event-ID", "x");
    assert_eq!(yard.raw(&stream).status, 400);
    for path in ["/_eventyard/journal", "/_eventyard/journal/stream"] {
        let answer = yard.raw(&Request::post(path, "{}"));
        assert_eq!((answer.status, answer.json()), (405, json!({ "error": "this path takes GET" })));
    }
}

#[test]
fn pages_have_every_record_once() {
    let yard = Yard::json();
    let orders = Orders::new(&yard);
    for i in 0..50 {
        orders.publish(&[("color", if i % 3 == 0 { "red" } else { "blue" }), ("lost", "no")]);
    }
    for (filter, expected) in [("", 150), ("outcome=filtered", 83), ("outcome=delivered", 67)] {
        for limit in [1, 2, 7, 100, 1000] {
            let (mut all, mut after) = (Vec::new(), 0);
            loop {
                let (page, last) = ids(&yard, &format!("{filter}&limit={limit}&after={after}"));
                assert!(page.len() <= limit);
                after = last;
                if page.is_empty() {
                    break;
                }
                all.extend(page);
            }
            assert!(all.is_sorted_by(|a, b| a < b), "{filter} by {limit}: {all:?}");
            assert_eq!((all.len(), after), (expected, 150), "{filter} by {limit}");
        }
    }
    assert_eq!(ids(&yard, "").0.len(), 100, "by default");
}

/// A request that is being answered once the server has seen it.
fn ask(yard: &Yard, query: &str) -> Connection {
    let mut connection = Connection::open(yard.server.address());
    connection.send(&Request::new("GET", "/_eventyard/health"));
    connection.write(&Request::new("GET", &format!("/_eventyard/journal?{query}")).bytes());
    yard.let_it_work();
    connection
}

#[test]
fn waiting_for_a_record() {
    let yard = Yard::json();
    let orders = Orders::new(&yard);
    let mut red = ask(&yard, &format!("wait=60&to={}&outcome=delivered", queue_arn("red")));
    let mut any = ask(&yard, "wait=60");
    let mut filtered = ask(&yard, &format!("wait=60&via={}&outcome=filtered", orders.red));
    let gone = ask(&yard, "wait=60&outcome=dropped");
    assert!(red.is_silent() && any.is_silent() && filtered.is_silent() && gone.is_silent());
    drop(gone);
    let blue = orders.publish(&[("color", "blue")]);
    assert!(red.is_silent());
    assert!(any.answer().json()["records"][0]["message"].is_string());
    assert_eq!(filtered.answer().json()["records"][0]["message"], blue);
    let message = orders.publish(&[("color", "red")]);
    let answer = red.answer().json();
    assert_eq!(answer["records"].as_array().map(Vec::len), Some(1));
    assert_eq!(answer["records"][0]["message"], message);

    let (_, last) = ids(&yard, "");
    assert_eq!(ids(&yard, &format!("after={last}&wait=0.01")), (vec![], last), "then there is none");
    assert_eq!(ids(&yard, "wait=60&limit=1").0.len(), 1, "what is there isn't waited for");
}

#[test]
fn a_server_that_stops_answers_those_who_wait() {
    let yard = Yard::json();
    let mut waiting = ask(&yard, "wait=3600");
    assert!(waiting.is_silent());
    let Yard { server, .. } = yard;
    drop(server);
    assert_eq!(waiting.answer().json(), json!({ "records": [], "last": 0, "counts": {} }));
}

#[test]
fn a_part_is_forgotten() {
    let yard = Yard::json();
    let orders = Orders::new(&yard);
    orders.publish(&[]);
    let other = Sns::of(&yard, "111111111111", "us-east-1");
    let topic = other.topic("orders");
    other.subscribe(&topic, "sqs", &queue_arn("billing"), json!({ "FilterPolicy": r#"{"a":["b"]}"# }));
    other.ok("Publish", json!({ "TopicArn": topic, "Message": "m" }));
    assert_eq!(ids(&yard, ""), (vec![1, 2, 3, 4], 4));
    let reset = |body: Value| yard.raw(&Request::post("/_eventyard/reset", body.to_string())).status;
    assert_eq!(reset(json!({ "account": "000000000000", "region": "eu-west-1" })), 200);
    assert_eq!(ids(&yard, ""), (vec![1, 2, 3, 4], 4));
    assert_eq!(reset(json!({ "account": "000000000000" })), 200);
    assert_eq!(ids(&yard, ""), (vec![4], 4));
    assert_eq!(reset(json!({})), 200);
    assert_eq!(ids(&yard, ""), (vec![], 4), "ids go on, so that who comes with an earlier one misses nothing");
}

#[test]
fn it_is_bounded_and_what_was_filtered_out_pushes_out_nothing() {
    let yard = Yard::start(Via::Json, Config { journal_records: 10, ..Config::default() });
    let orders = Orders::new(&yard);
    orders.publish(&[("color", "red"), ("lost", "no")]);
    for _ in 0..8 {
        orders.publish(&[("color", "red"), ("lost", "no")]);
    }
    let count = |outcome: &str| ids(&yard, &format!("outcome={outcome}")).0.len();
    assert_eq!((count("delivered"), count("filtered")), (10, 9));
    let topic = orders.sns.topic("noise");
    for i in 0..3 {
        yard.standard(&format!("noise{i}"));
        let attributes = json!({ "FilterPolicy": r#"{"a":["b"]}"# });
        orders.sns.subscribe(&topic, "sqs", &queue_arn(&format!("noise{i}")), attributes);
    }
    for _ in 0..50 {
        orders.sns.ok("Publish", json!({ "TopicArn": topic, "Message": "m" }));
    }
    assert_eq!((count("delivered"), count("filtered")), (10, 9));
    assert_eq!(ids(&yard, &format!("from={topic}")).0.len(), 9, "the latest three messages");
    assert_eq!(ids(&yard, "").1, 9 * 3 + 50 * 3);
}
