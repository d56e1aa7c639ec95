//! API destinations: what they show, the requests that they send, and what the endpoint's answers mean.

use eventyard::Config;
use serde_json::{Value, json};

use crate::support::{Answer, Endpoint, Events, Queue, TlsEndpoint, Via, Yard};

const INVALID: &str = "ValidationException";
const MISSING: &str = "ResourceNotFoundException";

/// A rule whose one target is an API destination of an endpoint, with a dead-letter queue.
struct Hook<'y> {
    yard: &'y Yard,
    events: Events<'y>,
    endpoint: Endpoint,
    connection: String,
    destination: String,
    dead: Queue<'y>,
}

fn arn(answer: &Value, member: &str) -> String {
    answer[member].as_str().unwrap_or_else(|| panic!("{answer}")).to_owned()
}

fn key() -> Value {
    json!({ "ApiKeyAuthParameters": { "ApiKeyName": "X-Key", "ApiKeyValue": "key" } })
}

fn connect(events: &Events<'_>, name: &str, kind: &str, parameters: Value) -> String {
    let input = json!({ "Name": name, "AuthorizationType": kind, "AuthParameters": parameters });
    arn(&events.ok("CreateConnection", input), "ConnectionArn")
}

impl<'y> Hook<'y> {
    fn new(yard: &'y Yard) -> Self {
        Hook::with(yard, "API_KEY", key(), json!({}), json!({}))
    }

    /// With a connection, members of the destination and members of the target.
    fn with(yard: &'y Yard, kind: &str, parameters: Value, destination: Value, target: Value) -> Self {
        let events = Events::new(yard);
        let endpoint = Endpoint::start(yard);
        let connection = connect(&events, "c", kind, parameters);
        let mut input = json!({
            "Name": "d", "ConnectionArn": connection, "HttpMethod": "POST", "InvocationEndpoint": endpoint.url(),
        });
        add(&mut input, destination);
        let destination = arn(&events.ok("CreateApiDestination", input), "ApiDestinationArn");
        let dead = yard.standard("dead");
        events.ok("PutRule", json!({ "Name": "r", "EventPattern": r#"{"source":["app"]}"# }));
        let hook = Hook { yard, events, endpoint, connection, destination, dead };
        hook.target(target);
        hook
    }

    fn target(&self, more: Value) {
        let mut target = json!({
            "Id": "t", "Arn": self.destination, "RoleArn": "arn:aws:iam::000000000000:role/invoke",
            "DeadLetterConfig": { "Arn": self.dead.arn() },
        });
        add(&mut target, more);
        let answer = self.events.ok("PutTargets", json!({ "Rule": "r", "Targets": [target] }));
        assert_eq!(answer["FailedEntryCount"], 0, "{answer}");
    }

    fn put(&self, detail: Value) {
        self.events.put(&detail.to_string(), json!({}));
    }

    /// Puts an event and waits for the first attempt.
    fn send(&self) {
        self.put(json!({}));
        self.yard.server.settle().wait();
    }

    /// When each attempt came, in milliseconds after the first.
    fn times(&self) -> Vec<i64> {
        let posts = self.endpoint.posts();
        posts.iter().map(|post| post.at - posts[0].at).collect()
    }

    /// Error code and text of the one dead letter, which is deleted.
    #[track_caller]
    fn buried(&self) -> (String, String) {
        let letter = self.dead.receive_one();
        self.dead.delete(&letter);
        let attribute = |name: &str| letter["MessageAttributes"][name]["StringValue"].as_str().map(str::to_owned);
        assert_eq!(attribute("TARGET_ARN").as_deref(), Some(&*self.destination));
        (attribute("ERROR_CODE").expect("a code"), attribute("ERROR_MESSAGE").expect("a text"))
    }
}

fn add(input: &mut Value, more: Value) {
    input.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
}

/// A connection that gets its tokens from an endpoint.
fn oauth(tokens: &Endpoint) -> Value {
    json!({ "OAuthParameters": {
        "ClientParameters": { "ClientID": "id", "ClientSecret": "secret" },
        "AuthorizationEndpoint": tokens.url(), "HttpMethod": "POST",
    }})
}

const OAUTH: &str = "OAUTH_CLIENT_CREDENTIALS";

fn bearers(endpoint: &Endpoint) -> Vec<String> {
    let posts = endpoint.posts();
    posts.iter().map(|post| post.header("authorization").unwrap_or_default().to_owned()).collect()
}

#[test]
fn a_destination_is_described_changed_and_deleted() {
    let yard = Yard::json();
    let events = Events::new(&yard);
    let connection = connect(&events, "c", "API_KEY", key());
    let input = json!({
        "Name": "d", "Description": "words", "ConnectionArn": connection, "HttpMethod": "POST",
        "InvocationEndpoint": "https://example.com/*",
    });
    let made = events.ok("CreateApiDestination", input.clone());
    let start = "arn:aws:events:us-east-1:000000000000:api-destination/d/";
    assert_eq!(arn(&made, "ApiDestinationArn").strip_prefix(start).map(str::len), Some(36));
    let mut known = json!({
        "ApiDestinationArn": made["ApiDestinationArn"], "Name": "d", "Description": "words",
        "ApiDestinationState": "ACTIVE", "ConnectionArn": connection, "InvocationEndpoint": "https://example.com/*",
        "HttpMethod": "POST", "InvocationRateLimitPerSecond": 300, "CreationTime": made["CreationTime"],
        "LastModifiedTime": made["LastModifiedTime"],
    });
    assert_eq!(events.ok("DescribeApiDestination", json!({ "Name": "d" })), known);
    events.fails(
        "CreateApiDestination",
        input,
        "ResourceAlreadyExistsException",
        "An api-destination 'd' already exists.",
    );

    yard.advance(1);
    let change = json!({ "Name": "d", "HttpMethod": "PUT", "InvocationRateLimitPerSecond": 1 });
    let changed = events.ok("UpdateApiDestination", change);
    assert_ne!(changed["LastModifiedTime"], made["LastModifiedTime"]);
    let new = json!({
        "HttpMethod": "PUT", "InvocationRateLimitPerSecond": 1, "LastModifiedTime": changed["LastModifiedTime"],
    });
    add(&mut known, new);
    assert_eq!(events.ok("DescribeApiDestination", json!({ "Name": "d" })), known);

    known.as_object_mut().expect("an object").remove("Description");
    assert_eq!(events.ok("ListApiDestinations", json!({})), json!({ "ApiDestinations": [known] }));
    let of_other = json!({ "ConnectionArn": format!("{connection}0") });
    assert_eq!(events.ok("ListApiDestinations", of_other), json!({ "ApiDestinations": [] }));

    events.ok("DeleteConnection", json!({ "Name": "c" }));
    let known = events.ok("DescribeApiDestination", json!({ "Name": "d" }));
    assert_eq!(known["ApiDestinationState"], "INACTIVE", "its connection is gone");
    assert_eq!(events.ok("DeleteApiDestination", json!({ "Name": "d" })), json!({}));
    let text = "Failed to describe the api-destination(s). An api-destination 'd' does not exist.";
    for operation in ["DescribeApiDestination", "UpdateApiDestination", "DeleteApiDestination"] {
        events.fails(operation, json!({ "Name": "d" }), MISSING, text);
    }
}

#[test]
fn refusals_are_aws_s() {
    let yard = Yard::json();
    let events = Events::new(&yard);
    let connection = connect(&events, "c", "API_KEY", key());
    let input = |more: Value| {
        let mut input = json!({
            "Name": "d", "ConnectionArn": connection, "HttpMethod": "POST", "InvocationEndpoint": "https://h/",
        });
        add(&mut input, more);
        input
    };
    let cases = [
        (
            json!({ "ConnectionArn": "arn", "HttpMethod": "post" }),
            INVALID,
            "2 validation errors detected: Value 'arn' at 'connectionArn' failed to satisfy constraint: Member must \
             satisfy regular expression pattern: \
             ^arn:aws([a-z]|\\-)*:events:([a-z]|\\d|\\-)*:([0-9]{12})?:connection\\/[\\.\\-_A-Za-z0-9]+\\/[\\-A-Za-z0-9]+$; \
             Value 'post' at 'httpMethod' failed to satisfy constraint: Member must satisfy enum value set: [HEAD, POST, \
             PATCH, DELETE, PUT, GET, OPTIONS]",
        ),
        (
            json!({ "InvocationRateLimitPerSecond": 0 }),
            INVALID,
            "1 validation error detected: Value '0' at 'invocationRateLimitPerSecond' failed to satisfy constraint: \
             Member must have value greater than or equal to 1",
        ),
        (
            json!({ "InvocationEndpoint": "ftp://h/" }),
            INVALID,
            "Parameter InvocationEndpoint is not valid. Reason: Endpoint 'ftp://h/' is not valid",
        ),
        (
            json!({ "InvocationEndpoint": "h" }),
            INVALID,
            "Parameter InvocationEndpoint is not valid. Reason: Endpoint 'h' is not valid",
        ),
        (
            json!({ "InvocationEndpoint": "https://user:pass@h/" }),
            INVALID,
            "Parameter InvocationEndpoint is not valid. Reason: Endpoint 'https://user:pass@h/' is not valid",
        ),
        (
            json!({ "InvocationEndpoint": "https://h/ü" }),
            INVALID,
            "1 validation error detected: Value 'https://h/ü' at 'invocationEndpoint'…",
        ),
        (
            json!({ "ConnectionArn": "arn:aws:events:eu-west-1:000000000000:connection/c/0" }),
            INVALID,
            "Invalid ARN: 'arn:aws:events:eu-west-1:000000000000:connection/c/0'",
        ),
        (
            json!({ "ConnectionArn": "arn:aws:events:us-east-1:000000000000:connection/c/0" }),
            MISSING,
            "Failed to describe the connection(s). Connection 'c' does not exist.",
        ),
    ];
    for (more, code, text) in cases {
        events.fails("CreateApiDestination", input(more), code, text);
    }
    events.fails("CreateApiDestination", json!({}), INVALID, "4 validation errors detected: Value null at 'name'…");
    events.ok("CreateApiDestination", input(json!({})));
    let text = "Parameter InvocationEndpoint is not valid. Reason: Endpoint 'x' is not valid";
    events.fails("UpdateApiDestination", json!({ "Name": "d", "InvocationEndpoint": "x" }), INVALID, text);
}

#[test]
fn a_request_has_what_aws_sends() {
    let yard = Yard::json();
    let hook = Hook::new(&yard);
    hook.put(json!({ "a": 1 }));
    let post = hook.endpoint.wait_for(1).remove(0);
    assert_eq!(post.line, "POST /hook?a=b HTTP/1.1");
    let host = hook.endpoint.address().to_string();
    for (name, value) in [
        ("user-agent", "Amazon/EventBridge/ApiDestinations"),
        ("content-type", "application/json; charset=utf-8"),
        ("range", "bytes=0-1048575"),
        ("accept-encoding", "gzip,deflate"),
        ("connection", "close"),
        ("host", &host),
        ("content-length", &post.body.len().to_string()),
        ("x-key", "key"),
    ] {
        assert_eq!(post.header(name), Some(value), "{name}");
    }
    assert_eq!(post.header("authorization"), None);
    assert_eq!((&post.json()["source"], &post.json()["detail"]), (&json!("app"), &json!({ "a": 1 })));
}

#[test]
fn all_methods_are_sent() {
    let yard = Yard::json();
    let hook = Hook::new(&yard);
    for method in ["GET", "HEAD", "OPTIONS", "PUT", "PATCH", "DELETE", "POST"] {
        hook.events.ok("UpdateApiDestination", json!({ "Name": "d", "HttpMethod": method }));
        let answer =
            if method == "HEAD" { Answer::Says("HTTP/1.1 204 S\r\n\r\n".to_owned()) } else { Answer::Status(206) };
        hook.endpoint.next(&[answer]);
        hook.send();
        let post = hook.endpoint.take().remove(0);
        assert_eq!(post.line, format!("{method} /hook?a=b HTTP/1.1"));
        assert_eq!(post.json()["source"], "app", "the event is the body of each");
    }
    assert_eq!(hook.dead.counts(), [0, 0, 0]);
}

#[test]
fn a_user_and_password_are_sent_at_once() {
    let yard = Yard::json();
    let basic = json!({ "BasicAuthParameters": { "Username": "user", "Password": "pass" } });
    let hook = Hook::with(&yard, "BASIC", basic, json!({}), json!({}));
    hook.send();
    assert_eq!(bearers(&hook.endpoint), ["Basic dXNlcjpwYXNz"]);
}

#[test]
fn what_the_connection_adds_wins_over_what_the_target_does() {
    let yard = Yard::json();
    let mut parameters = key();
    parameters["InvocationHttpParameters"] = json!({
        "HeaderParameters": [
            { "Key": "X-Both", "Value": "connection" }, { "Key": "X-Connection", "Value": "c", "IsValueSecret": true },
            { "Key": "Range", "Value": "all" },
        ],
        "QueryStringParameters": [{ "Key": "both", "Value": "connection" }, { "Key": "q", "Value": "ü&" }],
        "BodyParameters": [{ "Key": "both", "Value": "connection" }, { "Key": "new", "Value": "\"n" }],
    });
    let target = json!({
        "Input": r#"{"both":"target","number":12345678901234567890123.10,"own":[1]}"#,
        "HttpParameters": {
            "PathParameterValues": ["one two", "3/4"],
            "HeaderParameters": {
                "X-both": "target", "X-Target": "t", "User-Agent": "me", "content-type": "application/cloudevents+json",
            },
            "QueryStringParameters": { "both": "target", "t": "1" },
        },
    });
    let hook = Hook::with(&yard, "API_KEY", parameters, json!({}), target);
    let url = format!("http://{}/a/*/b/*/*?x=y", hook.endpoint.address());
    hook.events.ok("UpdateApiDestination", json!({ "Name": "d", "InvocationEndpoint": url }));
    hook.send();
    let post = hook.endpoint.wait_for(1).remove(0);
    assert_eq!(post.line, "POST /a/one%20two/b/3/4/*?x=y&t=1&both=connection&q=%C3%BC%26 HTTP/1.1");
    for (name, value) in [
        ("x-both", "connection"),
        ("x-connection", "c"),
        ("x-target", "t"),
        ("content-type", "application/cloudevents+json"),
        ("user-agent", "Amazon/EventBridge/ApiDestinations"),
        ("range", "bytes=0-1048575"),
        ("x-key", "key"),
    ] {
        assert_eq!(post.header(name), Some(value), "{name}");
    }
    let body = r#"{"both":"connection","number":12345678901234567890123.10,"own":[1],"new":"\"n"}"#;
    assert_eq!(post.text(), body);

    hook.target(json!({ "Input": "[1]" }));
    hook.send();
    assert_eq!(hook.endpoint.wait_for(2).remove(1).text(), "[1]", "nothing is added to what is no object");
}

#[test]
fn changes_count_from_the_next_attempt() {
    let yard = Yard::json();
    let hook = Hook::new(&yard);
    hook.endpoint.next(&[Answer::Status(500)]);
    hook.send();
    let other = Endpoint::start(&yard);
    let change = json!({ "Name": "d", "InvocationEndpoint": other.url(), "HttpMethod": "PUT" });
    hook.events.ok("UpdateApiDestination", change);
    let parameters = json!({ "ApiKeyAuthParameters": { "ApiKeyValue": "new" } });
    hook.events.ok("UpdateConnection", json!({ "Name": "c", "AuthParameters": parameters }));
    yard.advance(5);
    let post = other.wait_for(1).remove(0);
    assert_eq!((post.line.as_str(), post.header("x-key")), ("PUT /hook?a=b HTTP/1.1", Some("new")));
    assert_eq!(hook.endpoint.posts().len(), 1);
}

#[test]
fn what_passes_is_tried_again_and_the_rest_is_not() {
    let yard = Yard::json();
    let hook = Hook::new(&yard);
    for answer in [Answer::Status(429), Answer::Status(500), Answer::Status(503), Answer::HangUp] {
        hook.endpoint.next(&[answer]);
        hook.send();
        assert_eq!(hook.dead.counts(), [0, 0, 0]);
        yard.advance(60);
        assert_eq!(hook.endpoint.take().len(), 2);
    }
    let unable = "Unable to invoke ApiDestination endpoint:";
    for status in [301, 302, 400, 404, 408, 410] {
        hook.endpoint.next(&[Answer::with(status, &["Location: /elsewhere"], "")]);
        hook.send();
        let text = format!("{unable} The endpoint answered {status}.");
        assert_eq!(hook.buried(), ("SDK_CLIENT_ERROR".to_owned(), text));
        yard.advance(3_600);
        assert_eq!(hook.endpoint.take().len(), 1, "{status}");
    }
    for status in [401, 403, 407] {
        hook.endpoint.next(&[Answer::Status(status)]);
        hook.send();
        let text = format!(
            "{unable} The request failed because the credentials included for the connection are not authorized for the \
             API destination. The endpoint answered {status}."
        );
        assert_eq!(hook.buried(), ("SDK_CLIENT_ERROR".to_owned(), text));
        assert_eq!(hook.endpoint.take().len(), 1, "{status}");
    }
    hook.target(json!({ "RetryPolicy": { "MaximumRetryAttempts": 1 } }));
    for (status, code) in [(429, "THROTTLING"), (500, "ERROR_FROM_TARGET")] {
        hook.endpoint.next(&[Answer::Status(status), Answer::Status(status)]);
        hook.send();
        yard.advance(60);
        assert_eq!(hook.buried(), (code.to_owned(), format!("{unable} The endpoint answered {status}.")));
    }
}

#[test]
fn an_endpoint_says_when_to_try_again() {
    let yard = Yard::json();
    let hook = Hook::new(&yard);
    let dates = ["Date: Wed, 21 Oct 2015 07:28:00 GMT", "Retry-After: Wed, 21 Oct 2015 07:58:00 GMT"];
    hook.endpoint.next(&[Answer::with(429, &["Retry-After: 100"], ""), Answer::with(503, &dates, "")]);
    hook.send();
    yard.advance(99);
    assert_eq!(hook.times(), [0]);
    yard.advance(1);
    assert_eq!(hook.times(), [0, 100_000]);
    yard.advance(86_400);
    assert_eq!(hook.times(), [0, 100_000, 1_900_000]);
    hook.endpoint.take();

    // One that wants to be left alone for longer than the event may live is not called again.
    hook.endpoint.next(&[Answer::with(503, &["Retry-After: 86401"], "")]);
    hook.send();
    assert_eq!(hook.buried().0, "ERROR_FROM_TARGET");
    for wrong in ["soon", "-1", "99999999999999999999999", ""] {
        hook.endpoint.take();
        hook.endpoint.next(&[Answer::with(503, &[&format!("Retry-After: {wrong}")], "")]);
        hook.send();
        yard.advance(1);
        assert_eq!(hook.endpoint.posts().len(), 2, "{wrong:?} says nothing");
    }
}

#[test]
fn nobody_waits_for_an_endpoint_that_hangs() {
    let yard = Yard::json();
    let hook = Hook::new(&yard);
    hook.target(json!({ "RetryPolicy": { "MaximumRetryAttempts": 0 } }));
    let head = "HTTP/1.1 200 S\r\nContent-Length: 100\r\n\r\n";
    hook.endpoint.next(&[Answer::Hang, Answer::Falters(head.to_owned()), Answer::Falters("HTTP/1.1 2".to_owned())]);
    for _ in 0..3 {
        // Each is answered before its event is delivered.
        hook.put(json!({}));
    }
    hook.endpoint.wait_for(3);
    assert_eq!(hook.dead.counts(), [0, 0, 0]);
    // After five seconds of real time none of them has answered.
    yard.server.settle().wait();
    let text = "Unable to invoke ApiDestination endpoint: The endpoint did not answer within 5 seconds.";
    assert_eq!(hook.dead.counts(), [3, 0, 0]);
    for letter in hook.dead.receive() {
        let attribute = |name: &str| letter["MessageAttributes"][name]["StringValue"].clone();
        assert_eq!((attribute("ERROR_CODE"), attribute("ERROR_MESSAGE")), (json!("TIMEOUT"), json!(text)));
    }
    hook.endpoint.let_go();
}

#[test]
fn hostile_answers_do_no_harm() {
    let yard = Yard::json();
    let hook = Hook::new(&yard);
    let huge = "x".repeat(4 << 20);
    hook.endpoint.next(&[
        Answer::with(200, &[], &huge),
        Answer::Says(format!("HTTP/1.1 200 S\r\nTransfer-Encoding: chunked\r\n\r\n400000\r\n{huge}\r\n0\r\n\r\n")),
        Answer::with(200, &["Content-Encoding: gzip"], "not gzip"),
    ]);
    for _ in 0..3 {
        hook.send();
    }
    assert_eq!((hook.endpoint.take().len(), hook.dead.counts()), (3, [0, 0, 0]));
    for garbage in ["\u{0}\u{1}\r\n\r\n", "HTTP/1.1 999999 S\r\n\r\n", "HTTP/1.1 200 S\r\nContent-Length: -1\r\n\r\n"] {
        hook.endpoint.next(&[Answer::Says(garbage.to_owned())]);
        hook.send();
        yard.advance(60);
        assert_eq!(hook.endpoint.take().len(), 2, "it is tried again after {garbage:?}");
    }
    // A header that no request can have is the connection's fault.
    let parameters = json!({ "ApiKeyAuthParameters": { "ApiKeyName": "a b", "ApiKeyValue": "key" } });
    hook.events.ok("UpdateConnection", json!({ "Name": "c", "AuthParameters": parameters }));
    hook.send();
    assert_eq!(hook.buried().0, "INVALID_PARAMETER");
}

#[test]
fn what_is_gone_or_inactive_gets_nothing() {
    let yard = Yard::json();
    let hook = Hook::new(&yard);
    hook.events.ok("DeauthorizeConnection", json!({ "Name": "c" }));
    hook.send();
    let text = "Unable to invoke ApiDestination endpoint: The API destination is inactive, since its connection is not \
                authorized.";
    assert_eq!(hook.buried(), ("NO_PERMISSIONS".to_owned(), text.to_owned()));
    hook.events.ok("DeleteConnection", json!({ "Name": "c" }));
    hook.send();
    let text = format!("Unable to invoke ApiDestination endpoint: {} does not exist.", hook.connection);
    assert_eq!(hook.buried(), ("NO_RESOURCE".to_owned(), text));
    hook.events.ok("DeleteApiDestination", json!({ "Name": "d" }));
    hook.send();
    let text = format!("Unable to invoke ApiDestination endpoint: {} does not exist.", hook.destination);
    assert_eq!(hook.buried(), ("NO_RESOURCE".to_owned(), text));
    assert_eq!(hook.endpoint.posts().len(), 0);
}

#[test]
fn a_token_lasts_until_it_runs_out() {
    let yard = Yard::json();
    let tokens = Endpoint::start(&yard);
    tokens.next(&[Answer::token("one", 3_600), Answer::token("two", 3_600)]);
    let hook = Hook::with(&yard, OAUTH, oauth(&tokens), json!({}), json!({}));
    // They come while the connection is being authorized, and one fetch does for all of them.
    for _ in 0..5 {
        hook.put(json!({}));
    }
    yard.server.settle().wait();
    assert_eq!(bearers(&hook.endpoint), ["Bearer one"; 5]);
    hook.endpoint.take();
    yard.advance(3_599);
    hook.send();
    yard.advance(1);
    hook.send();
    assert_eq!(bearers(&hook.endpoint), ["Bearer one", "Bearer two"]);
    assert_eq!(tokens.posts().len(), 2);

    tokens.next(&[
        Answer::with(200, &[], r#"{"access_token":"three","expires_in":"60"}"#),
        Answer::with(200, &[], r#"{"access_token":"four"}"#),
    ]);
    hook.endpoint.take();
    for (seconds, token) in [(3_600, "three"), (59, "three"), (1, "four"), (1_000_000, "four")] {
        yard.advance(seconds);
        hook.send();
        assert_eq!(bearers(&hook.endpoint), [format!("Bearer {token}")]);
        hook.endpoint.take();
    }
}

#[test]
fn a_token_that_is_refused_is_fetched_anew_once() {
    let yard = Yard::json();
    let tokens = Endpoint::start(&yard);
    tokens.next(&["one", "two", "three", "four"].map(|token| Answer::token(token, 3_600)));
    let hook = Hook::with(&yard, OAUTH, oauth(&tokens), json!({}), json!({}));
    hook.send();
    for status in [401, 407] {
        hook.endpoint.take();
        hook.endpoint.next(&[Answer::Status(status)]);
        hook.send();
        let token = if status == 401 { ["one", "two"] } else { ["two", "three"] };
        assert_eq!(bearers(&hook.endpoint), token.map(|token| format!("Bearer {token}")));
        assert_eq!(hook.dead.counts(), [0, 0, 0]);
    }
    hook.endpoint.take();
    hook.endpoint.next(&[Answer::Status(401), Answer::Status(401)]);
    hook.send();
    assert_eq!(bearers(&hook.endpoint), ["Bearer three", "Bearer four"]);
    assert_eq!(hook.buried().0, "SDK_CLIENT_ERROR");
}

#[test]
fn a_changed_connection_forgets_its_token() {
    let yard = Yard::json();
    let tokens = Endpoint::start(&yard);
    tokens.next(&["one", "two"].map(|token| Answer::token(token, 3_600)));
    let hook = Hook::with(&yard, OAUTH, oauth(&tokens), json!({}), json!({}));
    hook.send();
    let client = json!({ "OAuthParameters": { "ClientParameters": { "ClientSecret": "other" } } });
    hook.events.ok("UpdateConnection", json!({ "Name": "c", "AuthParameters": client }));
    hook.send();
    assert_eq!(bearers(&hook.endpoint), ["Bearer one", "Bearer two"]);
    let asked = tokens.posts();
    assert_eq!(asked[1].text(), asked[0].text().replace("secret=secret", "secret=other"), "the rest stays as it was");
}

#[test]
fn without_a_token_nothing_is_sent() {
    let yard = Yard::json();
    let tokens = Endpoint::start(&yard);
    tokens.next(&[Answer::token("one", 60), Answer::Status(503), Answer::token("two", 60), Answer::Status(400)]);
    let hook = Hook::with(&yard, OAUTH, oauth(&tokens), json!({}), json!({}));
    hook.send();
    hook.endpoint.take();
    yard.advance(60);
    hook.send();
    assert_eq!((hook.endpoint.posts().len(), hook.dead.counts()), (0, [0, 0, 0]), "it is tried again");
    yard.advance(2);
    assert_eq!(bearers(&hook.endpoint), ["Bearer two"]);
    yard.advance(60);
    hook.send();
    let text = "Unable to invoke ApiDestination endpoint: The authorization endpoint answered 400.";
    assert_eq!(hook.buried(), ("NO_PERMISSIONS".to_owned(), text.to_owned()));
    let known = hook.events.ok("DescribeApiDestination", json!({ "Name": "d" }));
    assert_eq!(known["ApiDestinationState"], "INACTIVE");
    let known = hook.events.ok("DescribeConnection", json!({ "Name": "c" }));
    assert_eq!(known["ConnectionState"], "DEAUTHORIZED");
}

#[test]
fn a_rate_holds_invocations_back_on_the_clock() {
    let yard = Yard::json();
    let hook = Hook::with(&yard, "API_KEY", key(), json!({ "InvocationRateLimitPerSecond": 2 }), json!({}));
    for i in 0..5 {
        hook.put(json!({ "i": i }));
    }
    yard.server.settle().wait();
    assert_eq!(hook.endpoint.posts().len(), 2);
    yard.advance(60);
    assert_eq!(hook.times(), [0, 0, 1_000, 1_000, 2_000]);
    let mut numbers: Vec<i64> =
        hook.endpoint.take().iter().filter_map(|post| post.json()["detail"]["i"].as_i64()).collect();
    numbers.sort_unstable();
    assert_eq!(numbers, [0, 1, 2, 3, 4]);

    hook.events.ok("UpdateApiDestination", json!({ "Name": "d", "InvocationRateLimitPerSecond": 1 }));
    for _ in 0..3 {
        hook.put(json!({}));
    }
    yard.advance(60);
    assert_eq!(hook.times(), [0, 1_000, 2_000], "a changed rate holds for what comes");
}

#[test]
fn the_usual_rate_is_300_a_second() {
    let yard = Yard::json();
    let hook = Hook::new(&yard);
    for _ in 0..31 {
        let entry = json!({ "Source": "app", "DetailType": "t", "Detail": "{}" });
        hook.events.ok("PutEvents", json!({ "Entries": vec![entry; 10] }));
    }
    yard.server.settle().wait();
    assert_eq!(hook.endpoint.posts().len(), 300);
    yard.advance(1);
    assert_eq!(hook.times()[300..], [1_000; 10]);
}

#[test]
fn an_endpoint_by_https_must_be_trusted() {
    let endpoint = TlsEndpoint::start();
    for ca_file in [None, Some(TlsEndpoint::ca_file())] {
        let is_trusted = ca_file.is_some();
        let yard = Yard::start(Via::Json, Config { ca_file, ..Config::default() });
        let hook = Hook::with(&yard, "API_KEY", key(), json!({ "InvocationEndpoint": endpoint.url() }), json!({}));
        hook.target(json!({ "RetryPolicy": { "MaximumRetryAttempts": 0 } }));
        hook.send();
        if is_trusted {
            assert_eq!(endpoint.lines(), ["POST /tls HTTP/1.1"]);
            assert_eq!(hook.dead.counts(), [0, 0, 0]);
        } else {
            let (code, text) = hook.buried();
            assert_eq!(code, "ERROR_FROM_TARGET");
            assert!(text.contains("certificate"), "{text}");
        }
    }
    let yard = Yard::start(Via::Json, Config { ca_file: Some("absent.pem".into()), ..Config::default() });
    let hook = Hook::with(&yard, "API_KEY", key(), json!({ "InvocationEndpoint": endpoint.url() }), json!({}));
    hook.send();
    assert!(hook.buried().1.contains("The certificates of absent.pem can't be used"));
}
