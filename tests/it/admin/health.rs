//! Health, paths that aren't there, and the doors for those who come from elsewhere.

use serde_json::json;

use crate::support::{Request, Yard};

#[test]
fn a_server_that_answers_is_ready() {
    let yard = Yard::json();
    let answer = yard.raw(&Request::new("GET", "/_eventyard/health"));
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("content-type"), Some("application/json"));
    let health = answer.json();
    assert_eq!(health["status"], "ready");
    assert_eq!(health["version"], env!("CARGO_PKG_VERSION"));
    assert_eq!(health["services"]["sqs"], "running");
}

#[test]
fn wrong_paths_methods_and_bodies() {
    let yard = Yard::json();
    let cases = [
        (Request::new("GET", "/_eventyard"), 404),
        (Request::new("GET", "/_eventyard/"), 404),
        (Request::new("GET", "/_eventyard/absent"), 404),
        (Request::new("GET", "/_eventyard/health/more"), 404),
        (Request::new("POST", "/_eventyard/health"), 405),
        (Request::new("GET", "/_eventyard/reset"), 405),
        (Request::new("GET", "/_eventyard/settle"), 405),
        (Request::new("DELETE", "/_eventyard/time"), 405),
        (Request::post("/_eventyard/reset", "{"), 400),
        (Request::post("/_eventyard/reset", "[]"), 400),
        (Request::post("/_eventyard/reset", r#"{"acount":"111111111111"}"#), 400),
        (Request::post("/_eventyard/reset", r#"{"account":111111111111}"#), 400),
        (Request::new("GET", "/_eventyard/state?service=s4"), 400),
        (Request::new("GET", "/_eventyard/state?acount=1"), 400),
        (Request::post("/_eventyard/settle?timeout=soon", ""), 400),
        (Request::post("/_eventyard/settle?timeout=-1", ""), 400),
    ];
    for (request, status) in cases {
        let answer = yard.raw(&request);
        assert_eq!(answer.status, status, "{} {}: {}", request.method, request.path, answer.text());
        assert!(answer.json()["error"].as_str().is_some_and(|text| !text.is_empty()), "{}", answer.text());
        assert_eq!(answer.json().as_object().map(|members| members.len()), Some(1));
    }
}

#[test]
fn doors_for_those_who_come_from_elsewhere() {
    let yard = Yard::json();
    for path in ["/_localstack/health", "/health"] {
        assert_eq!(yard.raw(&Request::new("GET", path)).json()["services"]["sqs"], "running", "{path}");
    }
    let queue = yard.standard("jobs");
    queue.send("visible");
    queue.receive();
    queue.send("later one");
    let peek = |more: &str| {
        let path = format!("/_aws/sqs/messages?QueueUrl={}{more}", queue.url);
        let answer = yard.raw(&Request::new("GET", &path).header("Accept", "application/json")).json();
        let messages = answer["ReceiveMessageResponse"]["ReceiveMessageResult"]["Message"].clone();
        messages.as_array().expect("a list").iter().map(|m| m["Body"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(peek(""), ["later one"]);
    assert_eq!(peek("&ShowInvisible=true"), ["visible", "later one"]);
    assert_eq!(queue.counts(), [1, 1, 0], "looking is not receiving");
    assert_eq!(yard.raw(&Request::new("GET", "/_aws/sqs/messages?QueueUrl=absent")).status, 400);
    assert_eq!(yard.raw(&Request::post("/moto-api/reset", "")).json(), json!({ "status": "ok" }));
    assert_eq!(yard.ok("ListQueues", json!({})), json!({}));
}
