//! Platform applications and their endpoints.

use serde_json::{Value, json};

use super::caller::{call, call_from, check_faults, ok};
use crate::support::{Request, Yard};

const NOT_FOUND: &str = "NotFound";
const INVALID: &str = "InvalidParameter";
const NULL_ATTRIBUTES: &str = "1 validation error detected: Value null at 'attributes' failed to satisfy constraint: \
    Member must not be null";
const NO_APPLICATION: &str = "PlatformApplication does not exist";
const NO_ENDPOINT: &str = "Endpoint does not exist";
const SLASHES: &str = "Wrong number of slashes in relative portion of the ARN.";
const GONE: &str = "arn:aws:sns:us-east-1:000000000000:app/ADM/gone";
const GONE_ENDPOINT: &str = "arn:aws:sns:us-east-1:000000000000:endpoint/ADM/gone/1";

fn application(yard: &Yard, name: &str) -> String {
    let input = json!({ "Name": name, "Platform": "ADM", "Attributes": credentials(json!({})) });
    text(&ok(yard, "CreatePlatformApplication", input)["PlatformApplicationArn"])
}

fn credentials(mut more: Value) -> Value {
    more["PlatformPrincipal"] = json!("id");
    more["PlatformCredential"] = json!("secret");
    more
}

fn endpoint(yard: &Yard, application: &str, token: &str) -> String {
    let input = json!({ "PlatformApplicationArn": application, "Token": token });
    text(&ok(yard, "CreatePlatformEndpoint", input)["EndpointArn"])
}

fn attributes(yard: &Yard, endpoint: &str) -> Value {
    ok(yard, "GetEndpointAttributes", json!({ "EndpointArn": endpoint }))["Attributes"].clone()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("{value} is no text")).to_owned()
}

#[test]
fn an_application_shows_what_is_set_and_never_its_credentials() {
    let yard = Yard::json();
    let arn = application(&yard, "app.one-1_x");
    assert_eq!(arn, "arn:aws:sns:us-east-1:000000000000:app/ADM/app.one-1_x");
    let it = json!({ "PlatformApplicationArn": arn });
    let shown = || ok(&yard, "GetPlatformApplicationAttributes", it.clone())["Attributes"].clone();
    assert_eq!(shown(), json!({ "Enabled": "true" }));
    let steps = [
        (json!({ "SuccessFeedbackSampleRate": "50" }), json!({ "Enabled": "true", "SuccessFeedbackSampleRate": "50" })),
        (
            credentials(json!({ "Enabled": "False", "EventEndpointCreated": "arn:aws:sns:us-east-1:000000000000:t" })),
            json!({
                "Enabled": "false", "EventEndpointCreated": "arn:aws:sns:us-east-1:000000000000:t",
                "SuccessFeedbackSampleRate": "50",
            }),
        ),
        (json!({ "EventEndpointCreated": "" }), json!({ "Enabled": "false", "SuccessFeedbackSampleRate": "50" })),
    ];
    for (attributes, expected) in steps {
        let input = json!({ "PlatformApplicationArn": arn, "Attributes": attributes });
        ok(&yard, "SetPlatformApplicationAttributes", input);
        assert_eq!(shown(), expected);
    }
    assert_eq!(application(&yard, "app.one-1_x"), arn, "made again it is the same");
    assert_eq!(shown()["Enabled"], "false", "and unchanged");
    for _ in 0..2 {
        ok(&yard, "DeletePlatformApplication", it.clone());
    }
    assert_eq!(ok(&yard, "ListPlatformApplications", json!({})), json!({ "PlatformApplications": "" }));
}

#[test]
fn an_application_has_rules() {
    let yard = Yard::json();
    let application = application(&yard, "app");
    let make = |name: &str, platform: &str, attributes: Value| json!({ "Name": name, "Platform": platform, "Attributes": attributes });
    let set = |attributes: Value| json!({ "PlatformApplicationArn": application, "Attributes": attributes });
    let (create, change) = ("CreatePlatformApplication", "SetPlatformApplicationAttributes");
    let too_long = "a".repeat(257);
    check_faults(
        &yard,
        &[
            (create, make("app", "ADM", json!({})), "ValidationError", NULL_ATTRIBUTES),
            (
                create,
                make("app", "ADM", json!({ "PlatformPrincipal": "id" })),
                INVALID,
                "Invalid parameter: Attributes Reason: PlatformPrincipal attribute provided without PlatformCredential",
            ),
            (
                create,
                make("app", "ADM", json!({ "PlatformCredential": "x" })),
                INVALID,
                "Invalid parameter: Attributes Reason: PlatformCredential attribute provided without PlatformPrincipal",
            ),
            (create, make("", "ADM", credentials(json!({}))), INVALID, "Invalid parameter:  Reason: cannot be empty"),
            (
                create,
                make(&too_long, "ADM", credentials(json!({}))),
                INVALID,
                &format!("Invalid parameter: {too_long} Reason: must be at most 256 characters long"),
            ),
            (
                create,
                make("@name", "ADM", credentials(json!({}))),
                INVALID,
                "Invalid parameter: @name Reason: must contain only characters 'a'-'z', 'A'-'Z', '0'-'9', '_', '-', and '.'",
            ),
            (
                create,
                make("app", "AAA", credentials(json!({}))),
                INVALID,
                "Invalid parameter: Platform Reason: AAA is not supported",
            ),
            (
                create,
                make("app", "ADM", credentials(json!({ "Colour": "red" }))),
                INVALID,
                "Invalid parameter: Attributes Reason: Invalid attribute name: Colour",
            ),
            (
                change,
                set(json!({ "SuccessFeedbackSampleRate": "101" })),
                INVALID,
                "Invalid parameter: Attributes Reason: Invalid value for attribute: SuccessFeedbackSampleRate: must be a \
             number between 0 and 100",
            ),
            (
                change,
                set(json!({ "Enabled": "maybe" })),
                INVALID,
                "Invalid parameter: Attributes Reason: Invalid value for attribute: Enabled: must be true or false",
            ),
            (
                change,
                json!({ "PlatformApplicationArn": "invalid-arn" }),
                INVALID,
                "Invalid parameter: PlatformApplicationArn Reason: An ARN must have at least 6 elements, not 1",
            ),
            (change, json!({ "PlatformApplicationArn": GONE }), "ValidationError", NULL_ATTRIBUTES),
            (change, json!({ "PlatformApplicationArn": GONE, "Attributes": { "X": "y" } }), NOT_FOUND, NO_APPLICATION),
            ("GetPlatformApplicationAttributes", json!({ "PlatformApplicationArn": GONE }), NOT_FOUND, NO_APPLICATION),
            (
                "GetPlatformApplicationAttributes",
                json!({ "PlatformApplicationArn": "arn:aws:sns:us-east-1:000000000000:topic" }),
                INVALID,
                &format!("Invalid parameter: PlatformApplicationArn Reason: {SLASHES}"),
            ),
            (
                "GetPlatformApplicationAttributes",
                json!({ "PlatformApplicationArn": "arn:aws:sns:eu-west-1:000000000000:app/ADM/app" }),
                INVALID,
                "Invalid parameter: PlatformApplicationArn",
            ),
        ],
    );
    let google = json!({ "Name": "g", "Platform": "GCM", "Attributes": { "PlatformCredential": "key" } });
    ok(&yard, "CreatePlatformApplication", google);
}

#[test]
fn an_endpoint_is_found_again_by_its_token() {
    let yard = Yard::json();
    let application = application(&yard, "app");
    let arn = endpoint(&yard, &application, "token-1");
    assert!(arn.starts_with("arn:aws:sns:us-east-1:000000000000:endpoint/ADM/app/"), "{arn}");
    assert_eq!(attributes(&yard, &arn), json!({ "Enabled": "true", "Token": "token-1" }));
    let again = |more: Value| {
        let mut input = json!({ "PlatformApplicationArn": application, "Token": "token-1" });
        input.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
        call(&yard, "CreatePlatformEndpoint", &input).map(|answer| text(&answer["EndpointArn"]))
    };
    let taken = format!(
        "Invalid parameter: Token Reason: Endpoint {arn} already exists with the same Token, but different attributes."
    );
    let taken = Err((INVALID.to_owned(), taken));
    assert_eq!(again(json!({})), Ok(arn.clone()));
    assert_eq!(again(json!({ "Attributes": { "Enabled": "true" } })), Ok(arn.clone()));
    assert_eq!(again(json!({ "Attributes": { "Enabled": "false" } })), taken);
    assert_eq!(again(json!({ "CustomUserData": "other" })), taken);

    ok(&yard, "SetEndpointAttributes", json!({ "EndpointArn": arn, "Attributes": { "Enabled": "false" } }));
    assert_eq!(again(json!({})), Ok(arn.clone()), "an app that registers again finds its endpoint");
    assert_eq!(attributes(&yard, &arn)["Enabled"], "false", "as it is");

    let other = endpoint(&yard, &application, "token-2");
    let outcome = call(
        &yard,
        "SetEndpointAttributes",
        &json!({
            "EndpointArn": other, "Attributes": { "Token": "token-1" },
        }),
    );
    assert_eq!(outcome.map(|_| String::new()), taken);
    ok(&yard, "SetEndpointAttributes", json!({ "EndpointArn": arn, "Attributes": { "Token": "token-3" } }));
    assert_ne!(again(json!({})), Ok(arn.clone()), "the former token is free");
    assert_eq!(endpoint(&yard, &application, "token-3"), arn);
}

#[test]
fn user_data_inside_the_attributes_wins() {
    let yard = Yard::json();
    let application = application(&yard, "app");
    for (token, inside, expected) in [("t1", None, "bar"), ("t2", Some("foo"), "foo")] {
        let mut input = json!({ "PlatformApplicationArn": application, "Token": token, "CustomUserData": "bar" });
        if let Some(inside) = inside {
            input["Attributes"] = json!({ "CustomUserData": inside });
        }
        let arn = text(&ok(&yard, "CreatePlatformEndpoint", input)["EndpointArn"]);
        assert_eq!(attributes(&yard, &arn)["CustomUserData"], expected);
    }
}

#[test]
fn an_endpoint_has_rules() {
    let yard = Yard::json();
    let application = application(&yard, "app");
    let arn = endpoint(&yard, &application, "token");
    let make =
        |attributes: Value| json!({ "PlatformApplicationArn": application, "Token": "new", "Attributes": attributes });
    let set = |attributes: Value| json!({ "EndpointArn": arn, "Attributes": attributes });
    let (create, change) = ("CreatePlatformEndpoint", "SetEndpointAttributes");
    for (operation, input) in [(create, &make as &dyn Fn(Value) -> Value), (change, &set as &dyn Fn(Value) -> Value)] {
        check_faults(
            &yard,
            &[
                (
                    operation,
                    input(json!({ "InvalidKey": "x" })),
                    INVALID,
                    "Invalid parameter: Attributes Reason: Invalid attribute name: InvalidKey",
                ),
                (
                    operation,
                    input(json!({ "PlatformPrincipal": "x" })),
                    INVALID,
                    "Invalid parameter: Attributes Reason: Invalid attribute name: PlatformPrincipal",
                ),
                (
                    operation,
                    input(json!({ "Enabled": "true", "CustomUserData": "ü".repeat(1025) })),
                    INVALID,
                    "Invalid parameter: Attributes Reason: Invalid value for attribute: CustomUserData: must be at most \
                 2048 bytes long in UTF-8 encoding",
                ),
            ],
        );
    }
    check_faults(
        &yard,
        &[
            (create, json!({ "PlatformApplicationArn": GONE, "Token": "t" }), NOT_FOUND, NO_APPLICATION),
            (
                create,
                json!({ "PlatformApplicationArn": application, "Token": "" }),
                INVALID,
                "Invalid parameter: Token Reason: cannot be empty",
            ),
            (change, json!({ "EndpointArn": GONE_ENDPOINT }), "ValidationError", NULL_ATTRIBUTES),
            (change, json!({ "EndpointArn": GONE_ENDPOINT, "Attributes": { "X": "y" } }), NOT_FOUND, NO_ENDPOINT),
            (
                change,
                json!({ "EndpointArn": GONE, "Attributes": { "X": "y" } }),
                INVALID,
                &format!("Invalid parameter: EndpointArn Reason: {SLASHES}"),
            ),
            ("GetEndpointAttributes", json!({ "EndpointArn": GONE_ENDPOINT }), NOT_FOUND, NO_ENDPOINT),
            (
                "GetEndpointAttributes",
                json!({}),
                INVALID,
                "Invalid parameter: EndpointArn Reason: An ARN must have at least 6 elements, not 1",
            ),
            (
                "ListEndpointsByPlatformApplication",
                json!({ "PlatformApplicationArn": GONE }),
                NOT_FOUND,
                NO_APPLICATION,
            ),
            (
                "ListEndpointsByPlatformApplication",
                json!({ "PlatformApplicationArn": application, "NextToken": "?" }),
                INVALID,
                "Invalid parameter: NextToken",
            ),
        ],
    );
    assert_eq!(attributes(&yard, &arn), json!({ "Enabled": "true", "Token": "token" }), "and nothing has changed");
}

#[test]
fn endpoints_go_alone_or_with_their_application() {
    let yard = Yard::json();
    let application = application(&yard, "app");
    let it = json!({ "PlatformApplicationArn": application });
    let arns = ["t1", "t2"].map(|token| endpoint(&yard, &application, token));
    for _ in 0..2 {
        ok(&yard, "DeleteEndpoint", json!({ "EndpointArn": arns[0] }));
    }
    let listed = ok(&yard, "ListEndpointsByPlatformApplication", it.clone());
    let left = json!([{ "EndpointArn": arns[1], "Attributes": { "Enabled": "true", "Token": "t2" } }]);
    assert_eq!(listed, json!({ "Endpoints": left }));
    ok(&yard, "DeletePlatformApplication", it.clone());
    check_faults(
        &yard,
        &[
            ("ListEndpointsByPlatformApplication", it, NOT_FOUND, NO_APPLICATION),
            ("GetEndpointAttributes", json!({ "EndpointArn": arns[1] }), NOT_FOUND, NO_ENDPOINT),
        ],
    );
    ok(&yard, "DeleteEndpoint", json!({ "EndpointArn": arns[1] }));
}

#[test]
fn lists_come_by_the_hundred_and_accounts_are_apart() {
    let yard = Yard::json();
    let mut made: Vec<String> = (0..101).map(|i| application(&yard, &format!("app-{i}"))).collect();
    let mut devices: Vec<String> = (0..205).map(|i| endpoint(&yard, &made[0], &format!("token-{i}"))).collect();
    let first = json!({ "PlatformApplicationArn": made[0] });
    let of_list = [
        ("ListPlatformApplications", json!({}), "PlatformApplications", "PlatformApplicationArn", &mut made),
        ("ListEndpointsByPlatformApplication", first, "Endpoints", "EndpointArn", &mut devices),
    ];
    for (operation, mut input, list, arn, expected) in of_list {
        let mut found = Vec::new();
        loop {
            let page = ok(&yard, operation, input.clone());
            let items = page[list].as_array().expect("a page");
            found.extend(items.iter().map(|item| text(&item[arn])));
            let Some(next) = page.get("NextToken") else { break };
            assert_eq!(items.len(), 100);
            input["NextToken"] = next.clone();
        }
        expected.sort();
        assert_eq!(found, *expected);
    }
    for (account, region) in [("111111111111", "us-east-1"), ("000000000000", "eu-west-1")] {
        let listed = call_from(&yard, (account, region), "ListPlatformApplications", &json!({}));
        assert_eq!(listed, Ok(json!({ "PlatformApplications": "" })));
    }
    let it = json!({ "PlatformApplicationArn": made[0] });
    let outcome = call_from(&yard, ("111111111111", "us-east-1"), "GetPlatformApplicationAttributes", &it);
    assert_eq!(outcome, Err((NOT_FOUND.to_owned(), NO_APPLICATION.to_owned())));
}

#[test]
fn pushes_are_read_where_localstack_shows_them() {
    let yard = Yard::json();
    let path = "/_aws/sns/platform-endpoint-messages";
    let cases = [
        ("", json!({ "platform_endpoint_messages": {}, "region": "us-east-1" })),
        ("?region=eu-west-1", json!({ "platform_endpoint_messages": {}, "region": "eu-west-1" })),
        ("?endpointArn=x", json!({ "platform_endpoint_messages": { "x": [] }, "region": "us-east-1" })),
    ];
    for (query, expected) in cases {
        let response = yard.raw(&Request::new("GET", &format!("{path}{query}")));
        assert_eq!((response.status, response.json()), (200, expected));
    }
    assert_eq!(yard.raw(&Request::new("DELETE", path)).status, 204);
    assert_eq!(yard.raw(&Request::new("GET", &format!("{path}?accountId=1"))).status, 400);
    assert_eq!(yard.raw(&Request::new("PUT", path)).status, 405);
}

#[test]
fn a_push_is_captured_with_the_text_for_its_platform() {
    let yard = Yard::json();
    let arn = endpoint(&yard, &application(&yard, "app"), "token");
    let publish = |more: Value| {
        let mut input = json!({ "TargetArn": arn, "Message": "plain" });
        input.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
        text(&ok(&yard, "Publish", input)["MessageId"])
    };
    let texts = json!({ "default": "for all", "ADM": "for ADM" }).to_string();
    let ids = [publish(json!({ "Subject": "News" })), publish(json!({ "Message": texts, "MessageStructure": "json" }))];
    let answer = yard.raw(&Request::new("GET", "/_aws/sns/platform-endpoint-messages")).json();
    let timestamp = &answer["platform_endpoint_messages"][&arn][0]["Timestamp"];
    let push = |id: &str, message: &str, structure: Value, subject: Value| {
        json!({
            "TargetArn": arn, "TopicArn": null, "SubscriptionArn": null, "MessageId": id, "Message": message,
            "MessageStructure": structure, "MessageAttributes": {}, "Subject": subject, "Timestamp": timestamp,
        })
    };
    let pushes =
        [push(&ids[0], "plain", json!(null), json!("News")), push(&ids[1], "for ADM", json!("json"), json!(null))];
    let mut of_endpoint = json!({});
    of_endpoint[&arn] = json!(pushes);
    assert_eq!(answer, json!({ "platform_endpoint_messages": of_endpoint, "region": "us-east-1" }));
}

#[test]
fn what_is_disabled_or_gone_gets_no_push() {
    let yard = Yard::json();
    let application = application(&yard, "app");
    let arn = endpoint(&yard, &application, "token");
    let refused = |code: &str, message: &str| {
        check_faults(&yard, &[("Publish", json!({ "TargetArn": arn, "Message": "hello" }), code, message)]);
    };
    let set = |enabled: &str| {
        ok(&yard, "SetEndpointAttributes", json!({ "EndpointArn": arn, "Attributes": { "Enabled": enabled } }));
    };
    set("false");
    refused("EndpointDisabled", "Endpoint is disabled");
    set("true");
    let input = json!({ "PlatformApplicationArn": application, "Attributes": { "Enabled": "false" } });
    ok(&yard, "SetPlatformApplicationAttributes", input);
    refused("PlatformApplicationDisabled", "Platform application is disabled");
    ok(&yard, "DeleteEndpoint", json!({ "EndpointArn": arn }));
    let text = "Invalid parameter: TargetArn Reason: No endpoint found for the target arn specified";
    refused(INVALID, text);
    let answer = yard.raw(&Request::new("GET", "/_aws/sns/platform-endpoint-messages")).json();
    assert_eq!(answer["platform_endpoint_messages"], json!({}));
}
