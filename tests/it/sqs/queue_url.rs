//! Queue URLs: made with the host by which the caller came, understood whatever their host.

use eventyard::Config;
use serde_json::{Value, json};

use crate::support::{NO_QUEUE, Request, Via, Yard, form, no_such_queue, over_both};

#[test]
fn a_url_has_the_host_of_the_caller() {
    let cases: &[(&[(&str, &str)], &str)] = &[
        (&[("Host", "localhost:4566")], "http://localhost:4566/000000000000/jobs"),
        (&[("Host", "eventyard:4566")], "http://eventyard:4566/000000000000/jobs"),
        (&[("Host", "host.docker.internal:4566")], "http://host.docker.internal:4566/000000000000/jobs"),
        (&[("Host", "[::1]:4566")], "http://[::1]:4566/000000000000/jobs"),
        (
            &[("Host", "sqs.us-east-1.localhost.localstack.cloud:4566")],
            "http://sqs.us-east-1.localhost.localstack.cloud:4566/000000000000/jobs",
        ),
        (
            &[("Host", "inside:4566"), ("X-Forwarded-Host", "outside.example"), ("X-Forwarded-Proto", "https")],
            "https://outside.example/000000000000/jobs",
        ),
    ];
    for via in [Via::Json, Via::Query] {
        let yard = Yard::start(via, Config::default());
        for (headers, expected) in cases {
            let mut request = via.request("CreateQueue", &json!({ "QueueName": "jobs" }));
            for (name, value) in *headers {
                request = request.header(name, value);
            }
            let answer = via.outcome("CreateQueue", &yard.raw(&request)).expect("a queue");
            assert_eq!(answer["QueueUrl"], *expected);
        }
    }
}

#[test]
fn a_url_for_a_caller_that_names_no_host_has_the_servers_own() {
    let all = std::net::Ipv4Addr::UNSPECIFIED.into();
    for (config, name) in
        [(Config::default(), "127.0.0.1"), (Config { address: all, ..Config::default() }, "localhost")]
    {
        let yard = Yard::start(Via::Json, config);
        let port = yard.server.address().port();
        for headers in [&[("Host", "")][..], &[("Host", "a b")], &[("Host", "<"), ("X-Forwarded-Host", "?")]] {
            let mut request = Request::json("CreateQueue", json!({ "QueueName": "jobs" }).to_string());
            for (name, value) in headers {
                request = request.header(name, value);
            }
            let url = yard.raw(&request).json()["QueueUrl"].clone();
            assert_eq!(url, format!("http://{name}:{port}/000000000000/jobs"), "{headers:?}");
        }
        let proxied = Request::json("GetQueueUrl", json!({ "QueueName": "jobs" }).to_string());
        let proxied = proxied.header("Host", "inside:1").header("X-Forwarded-Host", "?");
        assert_eq!(yard.raw(&proxied).json()["QueueUrl"], "http://inside:1/000000000000/jobs");
    }
}

#[test]
fn every_form_of_a_url_means_the_queue() {
    let forms = [
        "jobs",
        "http://localhost:4566/000000000000/jobs",
        "http://127.0.0.1:4566/000000000000/jobs",
        "https://localhost/000000000000/jobs",
        "http://host.docker.internal:4566/000000000000/jobs",
        "http://eventyard:4566/000000000000/jobs",
        "http://sqs.us-east-1.localhost.localstack.cloud:4566/000000000000/jobs",
        "http://us-east-1.queue.localhost.localstack.cloud:4566/000000000000/jobs",
        "https://sqs.us-east-1.amazonaws.com/000000000000/jobs",
        "https://queue.amazonaws.com/000000000000/jobs",
        "https://us-east-1.queue.amazonaws.com/000000000000/jobs",
        "https://sqs.us-east-1.api.aws/000000000000/jobs",
        "https://sqs-fips.us-east-1.amazonaws.com/000000000000/jobs",
        "http://localhost:4566/queue/us-east-1/000000000000/jobs",
        "http://localhost:4566/queue/us-east-1/jobs",
        "http://localhost:4566/queue/jobs",
        "http://localhost:4566/000000000000/jobs/",
    ];
    over_both(|yard| {
        let queue = yard.standard("jobs");
        for (i, form) in forms.iter().enumerate() {
            yard.ok("SendMessage", json!({ "QueueUrl": form, "MessageBody": form }));
            assert_eq!(queue.counts()[0], i as u64 + 1, "{form}");
        }
        for wrong in [
            "absent",
            "http://localhost:4566/000000000000/absent",
            "http://localhost:4566/111111111111/jobs",
            "https://sqs.eu-west-1.amazonaws.com/000000000000/jobs",
            "http://localhost:4566/queue/eu-west-1/000000000000/jobs",
            "https://example.com/",
            "http://",
            "://",
            "/",
            "http://localhost:4566/000000000000/jobs/more",
        ] {
            let input = json!({ "QueueUrl": wrong, "MessageBody": "m" });
            yard.fails("SendMessage", input, NO_QUEUE, no_such_queue(yard.via));
        }
        let text = "The request must contain the parameter QueueUrl.";
        yard.fails("ReceiveMessage", json!({}), "MissingParameter", text);
    });
}

#[test]
fn json_may_be_posted_to_the_url_and_the_body_decides() {
    let yard = Yard::json();
    let (named, other) = (yard.standard("named"), yard.standard("other"));
    let mut request = Via::Json.request("SendMessage", &json!({ "QueueUrl": named.url, "MessageBody": "m" }));
    for path in ["/000000000000/named", "/000000000000/other", "/000000000000/absent"] {
        request.path = path.to_owned();
        let answer = yard.raw(&request);
        assert_eq!((answer.status, answer.header("content-type")), (200, Some("application/x-amz-json-1.0")));
    }
    assert_eq!([named.counts()[0], other.counts()[0]], [3, 0]);
}

/// A query call at a path, without a QueueUrl unless the input has one.
fn at(yard: &Yard, path: &str, operation: &str, input: Value) -> Result<Value, crate::support::Fault> {
    Via::Query.outcome(operation, &yard.raw(&Request::query(path, form(operation, &input))))
}

#[test]
fn a_query_call_may_name_the_queue_by_its_path() {
    let yard = Yard::start(Via::Query, Config::default());
    let (queue, other) = (yard.standard("jobs"), yard.standard("other"));
    let path = "/000000000000/jobs";
    at(&yard, path, "SendMessage", json!({ "MessageBody": "by path" })).expect("sent");
    at(&yard, path, "SendMessage", json!({ "MessageBody": "by parameter", "QueueUrl": other.url })).expect("sent");
    at(&yard, "/queue/us-east-1/000000000000/jobs", "SendMessage", json!({ "MessageBody": "by region" }))
        .expect("sent");
    assert_eq!(queue.bodies(), ["by path", "by region"]);
    assert_eq!(other.bodies(), ["by parameter"], "the parameter wins");
    let found = at(&yard, path, "GetQueueUrl", json!({ "QueueName": "other" })).expect("found");
    assert_eq!(found["QueueUrl"], other.url);
    let fault = at(&yard, "/000000000000/absent", "ReceiveMessage", json!({})).expect_err("no queue");
    assert_eq!((fault.code.as_str(), fault.message.as_str()), (NO_QUEUE, no_such_queue(Via::Query)));
    for operation in ["ListQueues", "CreateQueue"] {
        let fault = at(&yard, path, operation, json!({ "QueueName": "x" })).expect_err("not here");
        assert_eq!(fault.code, "InvalidAction");
        assert_eq!(fault.message, format!("The action {operation} is not valid for this endpoint."));
    }
}

#[test]
fn a_query_call_may_be_a_get() {
    let yard = Yard::start(Via::Query, Config::default());
    let queue = yard.standard("jobs");
    let get = |path: &str| yard.raw(&Request::new("GET", path));
    assert_eq!(get("/000000000000/jobs?Action=SendMessage&MessageBody=one%20two").status, 200);
    assert_eq!(get("/?Action=SendMessage&QueueUrl=jobs&MessageBody=three&Version=2012-11-05").status, 200);
    assert_eq!(queue.bodies(), ["one two", "three"]);
    let answer = get("/000000000000/jobs");
    assert_eq!((answer.status, answer.text().as_str()), (404, "<UnknownOperationException/>"));
    assert_eq!(answer.header("content-type"), Some("text/xml"));
    let json = yard.raw(&Request::new("GET", "/000000000000/jobs").header("Accept", "application/json"));
    assert_eq!((json.status, json.text().as_str()), (404, "<UnknownOperationException/>"));
}

#[test]
fn a_query_call_may_ask_for_json() {
    let yard = Yard::start(Via::Query, Config::default());
    let queue = yard.standard("jobs");
    queue.send("m");
    let get = |path: &str| yard.raw(&Request::new("GET", path).header("Accept", "application/json")).json();
    let listed = get("/?Action=ListQueues");
    assert!(listed["ListQueuesResponse"].is_object(), "{listed}");
    let received = get("/000000000000/jobs?Action=ReceiveMessage");
    assert_eq!(received["ReceiveMessageResponse"]["ReceiveMessageResult"]["messages"][0]["Body"], "m");
    let attributes = get("/000000000000/jobs?Action=GetQueueAttributes&AttributeName.1=DelaySeconds");
    let list = &attributes["GetQueueAttributesResponse"]["GetQueueAttributesResult"]["Attributes"];
    assert_eq!(*list, json!([{ "Name": "DelaySeconds", "Value": "0" }]));
}
