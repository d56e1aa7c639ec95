//! Web pages and foreign host names: who may call what.

use clap::Parser;
use eventyard::Config;
use eventyard::cli::Cli;
use serde_json::json;

use crate::support::{Request, Via, Yard};

/// Each request with a header, against both sides of the port: is it answered?
fn check(yard: &Yard, header: (&str, &str), host: Option<&str>, own: bool, aws: bool) {
    let with = |request: Request| {
        let request = request.header(header.0, header.1);
        host.map_or(request.clone(), |host| request.header("Host", host))
    };
    let answer = yard.raw(&with(Request::new("GET", "/_eventyard/health")));
    assert_eq!(answer.status, if own { 200 } else { 403 }, "own API: {header:?} {host:?}");
    if !own {
        assert!(answer.json()["error"].is_string());
    }
    for via in [Via::Json, Via::Query] {
        let answer = yard.raw(&with(via.request("ListQueues", &json!({}))));
        assert_eq!(answer.status, if aws { 200 } else { 403 }, "AWS: {header:?} {host:?}");
    }
}

#[test]
fn which_web_pages_may_call() {
    let config = Config { allow_origin: vec!["https://app.example".to_owned()], ..Config::default() };
    let yard = Yard::start(Via::Json, config);
    for (origin, allowed) in [
        ("http://localhost:3000", true),
        ("http://127.0.0.1:8080", true),
        ("https://localhost", true),
        ("http://[::1]:3000", true),
        ("http://app.localhost:3000", true),
        ("https://app.example", true),
        ("http://app.example", false),
        ("https://app.example.evil.example", false),
        ("https://evil.example", false),
        ("http://localhost.evil.example", false),
        ("http://127.0.0.1.evil.example", false),
        ("http://evil-localhost", false),
        ("null", false),
        ("", false),
        ("file://", false),
        ("chrome-extension://abcdef", false),
    ] {
        check(&yard, ("Origin", origin), None, allowed, allowed);
    }
    check(&yard, ("Sec-Fetch-Site", "cross-site"), None, false, false);
    check(&yard, ("Sec-Fetch-Site", "none"), None, true, true);
}

#[test]
fn a_refused_page_has_done_nothing() {
    let yard = Yard::json();
    let queue = yard.standard("jobs");
    queue.send("m");
    let evil = |request: Request| yard.raw(&request.header("Origin", "https://evil.example")).status;
    assert_eq!(evil(Request::post("/_eventyard/reset", "{}")), 403);
    assert_eq!(evil(Request::post("/moto-api/reset", "")), 403);
    assert_eq!(evil(Request::json("PurgeQueue", json!({ "QueueUrl": queue.url }).to_string())), 403);
    assert_eq!(evil(Request::query("/000000000000/jobs", "Action=PurgeQueue")), 403);
    assert_eq!(evil(Request::new("GET", "/000000000000/jobs?Action=DeleteQueue")), 403);
    assert_eq!(evil(Request::new("OPTIONS", "/")), 403);
    assert_eq!(queue.counts(), [1, 0, 0]);
}

#[test]
fn under_which_names_the_own_api_answers() {
    let config = Config { allow_host: vec!["eventyard.internal.example".to_owned()], ..Config::default() };
    let yard = Yard::start(Via::Json, config);
    for (host, own) in [
        ("localhost", true),
        ("localhost:4566", true),
        ("127.0.0.1:4566", true),
        ("[::1]:4566", true),
        ("192.168.1.7:4566", true),
        ("eventyard:4566", true),
        ("EVENTYARD", true),
        ("eventyard.localhost:4566", true),
        ("eventyard.internal.example:4566", true),
        ("rebound.evil.example", false),
        ("rebound.evil.example:4566", false),
        ("127.0.0.1.evil.example", false),
        ("localhost.evil.example", false),
    ] {
        // An SDK's calls come by whatever name: queue URLs carry it.
        check(&yard, ("Accept", "*/*"), Some(host), own, true);
    }
}

#[test]
fn a_page_of_the_server_itself_may_call_under_its_own_name() {
    let yard = Yard::json();
    check(&yard, ("Origin", "http://eventyard:4566"), Some("eventyard:4566"), true, true);
    // A name rebound to this machine is both origin and host, and still a stranger.
    check(&yard, ("Origin", "http://rebound.evil.example:4566"), Some("rebound.evil.example:4566"), false, false);
}

#[test]
fn a_browser_that_asks_first_is_told() {
    let yard = Yard::json();
    let ask = |origin: &str| {
        let request = Request::new("OPTIONS", "/").header("Origin", origin);
        let request = request.header("Access-Control-Request-Method", "POST");
        yard.raw(&request.header("Access-Control-Request-Headers", "x-amz-target,content-type"))
    };
    let answer = ask("http://localhost:3000");
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("access-control-allow-origin"), Some("http://localhost:3000"));
    assert!(answer.header("access-control-allow-methods").is_some_and(|methods| methods.contains("POST")));
    assert_eq!(answer.header("access-control-allow-headers"), Some("x-amz-target,content-type"));
    assert_eq!(ask("https://evil.example").header("access-control-allow-origin"), None);
    let call = yard.raw(&Request::json("ListQueues", "{}").header("Origin", "http://localhost:3000"));
    assert_eq!(call.header("access-control-allow-origin"), Some("http://localhost:3000"));
    assert_eq!(yard.raw(&Request::json("ListQueues", "{}")).header("access-control-allow-origin"), None);
}

#[test]
fn what_cannot_be_an_origin_or_host_is_refused_at_start() {
    let parse = |flag: &str, value: &str| Cli::try_parse_from(["eventyard", flag, value]);
    for (flag, right) in [
        ("--allow-origin", "*,null,https://app.example,http://localhost:3000,http://[::1]:80,chrome-extension://abc"),
        ("--allow-host", "*,eventyard,eventyard.internal.example,my_host,10.0.0.1,[::1]"),
    ] {
        let config = parse(flag, right).unwrap_or_else(|error| panic!("{flag}: {error}")).config;
        assert_eq!([config.allow_origin, config.allow_host].concat().join(","), right);
    }
    let as_browsers_write = parse("--allow-origin", "HTTPS://App.Example/").expect("copied from an address bar").config;
    assert_eq!(as_browsers_write.allow_origin, ["https://app.example"]);
    for (flag, wrong) in [
        ("--allow-origin", "app.example"),
        ("--allow-origin", "https://"),
        ("--allow-origin", "https:///"),
        ("--allow-origin", "https://app.example/path"),
        ("--allow-origin", "https://app.example?x"),
        ("--allow-origin", "https://user@app.example"),
        ("--allow-origin", "https://app.example:port"),
        ("--allow-origin", "https://app.example:65536"),
        ("--allow-origin", "https://app.example:"),
        ("--allow-origin", "https://*.example"),
        ("--allow-origin", "://app.example"),
        ("--allow-origin", "https://a,"),
        ("--allow-origin", "https://a, https://b"),
        ("--allow-origin", "https://[::1"),
        ("--allow-host", "https://eventyard.example"),
        ("--allow-host", "eventyard.example:4566"),
        ("--allow-host", "eventyard.example/"),
        ("--allow-host", "event yard"),
        ("--allow-host", "a..b"),
        ("--allow-host", "*.example"),
        ("--allow-host", "[::1]:80"),
        ("--allow-host", "a,,b"),
    ] {
        let error = parse(flag, wrong).err().unwrap_or_else(|| panic!("{flag} {wrong}"));
        assert_eq!(error.exit_code(), 2, "{wrong}");
        assert!(error.to_string().contains("such as "), "it says what is right: {error}");
    }
}
