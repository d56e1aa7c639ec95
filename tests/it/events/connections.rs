//! Connections: what they show and what not, how they are changed, where their tokens come from, and their secrets.

use serde_json::{Value, json};

use crate::support::{Answer, Endpoint, Events, Request, Yard, strict};

const INVALID: &str = "ValidationException";
const MISSING: &str = "ResourceNotFoundException";

fn basic() -> Value {
    json!({ "BasicAuthParameters": { "Username": "user", "Password": "pass" } })
}

fn api_key() -> Value {
    json!({ "ApiKeyAuthParameters": { "ApiKeyName": "X-Key", "ApiKeyValue": "key" } })
}

fn oauth(url: &str) -> Value {
    json!({ "OAuthParameters": {
        "ClientParameters": { "ClientID": "id", "ClientSecret": "secret" },
        "AuthorizationEndpoint": url, "HttpMethod": "POST",
    }})
}

fn create(events: &Events<'_>, name: &str, kind: &str, parameters: Value) -> Value {
    let input = json!({ "Name": name, "AuthorizationType": kind, "AuthParameters": parameters });
    events.ok("CreateConnection", input)
}

fn describe(events: &Events<'_>, name: &str) -> Value {
    events.ok("DescribeConnection", json!({ "Name": name }))
}

fn names(answer: &Value) -> Vec<&str> {
    answer.as_object().expect("an object").keys().map(String::as_str).collect()
}

/// A call of Secrets Manager: status and body.
fn secrets(yard: &Yard, operation: &str, input: Value) -> (u16, Value) {
    let request = Request::post("/", input.to_string())
        .header("Content-Type", "application/x-amz-json-1.1")
        .header("X-Amz-Target", &format!("secretsmanager.{operation}"));
    let response = yard.raw(&request);
    (response.status, response.json())
}

fn secret_text(yard: &Yard, arn: &Value) -> Value {
    let (status, body) = secrets(yard, "GetSecretValue", json!({ "SecretId": arn }));
    assert_eq!(status, 200, "{body}");
    serde_json::from_str(body["SecretString"].as_str().expect("a text")).expect("JSON")
}

#[test]
fn a_connection_shows_all_but_its_secrets() {
    let yard = Yard::json();
    let events = Events::new(&yard);
    let cases = [
        ("BASIC", basic(), json!({ "BasicAuthParameters": { "Username": "user" } })),
        ("API_KEY", api_key(), json!({ "ApiKeyAuthParameters": { "ApiKeyName": "X-Key" } })),
    ];
    for (kind, given, shown) in cases {
        let made = create(&events, kind, kind, given);
        assert_eq!(names(&made), ["ConnectionArn", "ConnectionState", "CreationTime", "LastModifiedTime"]);
        assert_eq!(made["ConnectionState"], "AUTHORIZED");
        let arn = made["ConnectionArn"].as_str().expect("an ARN");
        let start = format!("arn:aws:events:us-east-1:000000000000:connection/{kind}/");
        assert_eq!(arn.strip_prefix(&start).map(str::len), Some(36), "{arn}");
        let known = describe(&events, kind);
        let members = [
            "ConnectionArn",
            "Name",
            "ConnectionState",
            "AuthorizationType",
            "SecretArn",
            "AuthParameters",
            "CreationTime",
            "LastModifiedTime",
            "LastAuthorizedTime",
        ];
        assert_eq!(names(&known), members);
        assert_eq!((&known["AuthParameters"], &known["AuthorizationType"]), (&shown, &json!(kind)));
        let secret = known["SecretArn"].as_str().expect("an ARN");
        let start = format!("arn:aws:secretsmanager:us-east-1:000000000000:secret:events!connection/{kind}/");
        assert_eq!(secret.strip_prefix(&start).map(str::len), Some(36 + 7), "{secret}");
    }
    let listed = events.ok("ListConnections", json!({}));
    let entry = [
        "ConnectionArn",
        "Name",
        "ConnectionState",
        "AuthorizationType",
        "CreationTime",
        "LastModifiedTime",
        "LastAuthorizedTime",
    ];
    assert_eq!(names(&listed["Connections"][0]), entry);
    assert_eq!(listed["Connections"][0]["Name"], "API_KEY", "by name");
}

#[test]
fn what_is_added_to_requests_is_shown_but_for_secret_values() {
    let yard = Yard::json();
    let events = Events::new(&yard);
    let mut given = basic();
    given["InvocationHttpParameters"] = json!({
        "HeaderParameters": [
            { "Key": "open", "Value": "o", "IsValueSecret": false }, { "Key": "closed", "Value": "c", "IsValueSecret": true },
        ],
        "QueryStringParameters": [{ "Key": "q", "Value": "hidden", "IsValueSecret": true }],
        "BodyParameters": [{ "Key": "b", "Value": "v" }],
    });
    create(&events, "c", "BASIC", given);
    let shown = describe(&events, "c");
    assert_eq!(
        shown["AuthParameters"]["InvocationHttpParameters"],
        json!({
            "HeaderParameters": [
                { "Key": "open", "Value": "o", "IsValueSecret": false }, { "Key": "closed", "IsValueSecret": true },
            ],
            "QueryStringParameters": [{ "Key": "q", "IsValueSecret": true }],
            "BodyParameters": [{ "Key": "b", "Value": "v" }],
        })
    );
    assert!(!shown.to_string().contains("hidden"));

    // What was shown can be given back: a secret without its value keeps the one it had.
    let parameters = json!({ "InvocationHttpParameters": shown["AuthParameters"]["InvocationHttpParameters"] });
    events.ok("UpdateConnection", json!({ "Name": "c", "AuthParameters": parameters }));
    let secret = secret_text(&yard, &shown["SecretArn"]);
    assert_eq!(secret["invocation_http_parameters"]["query_string_parameters"][0]["value"], "hidden");
    assert_eq!((&secret["username"], &secret["password"]), (&json!("user"), &json!("pass")));
}

#[test]
fn secrets_manager_shows_what_a_connection_holds() {
    let yard = Yard::json();
    let events = Events::new(&yard);
    create(&events, "c", "BASIC", {
        let mut given = basic();
        given["InvocationHttpParameters"] = json!({});
        given
    });
    let arn = describe(&events, "c")["SecretArn"].clone();
    let text = r#"{"username":"user","password":"pass","invocation_http_parameters":{}}"#;
    let (_, first) = secrets(&yard, "GetSecretValue", json!({ "SecretId": arn }));
    assert_eq!(names(&first), ["ARN", "Name", "VersionId", "SecretString", "VersionStages", "CreatedDate"]);
    assert_eq!(
        (&first["ARN"], &first["SecretString"], &first["VersionStages"]),
        (&arn, &json!(text), &json!(["AWSCURRENT"]))
    );
    let bare = arn.as_str().and_then(|arn| arn.rsplit_once('-')).expect("a suffix").0;
    for id in [bare, first["Name"].as_str().expect("a name")] {
        assert_eq!(secrets(&yard, "GetSecretValue", json!({ "SecretId": id })).1, first);
    }
    let (_, shown) = secrets(&yard, "DescribeSecret", json!({ "SecretId": arn }));
    assert_eq!((&shown["OwningService"], &shown["Name"]), (&json!("events"), &first["Name"]));

    events.ok(
        "UpdateConnection",
        json!({ "Name": "c", "AuthParameters": {
            "BasicAuthParameters": { "Password": "other" },
        }}),
    );
    let (_, second) = secrets(&yard, "GetSecretValue", json!({ "SecretId": arn }));
    assert_ne!(first["VersionId"], second["VersionId"]);
    assert_eq!(second["SecretString"], json!(text.replace("pass\"", "other\"")), "the user name is kept");
    let old = json!({ "SecretId": arn, "VersionId": first["VersionId"] });
    assert_eq!(secrets(&yard, "GetSecretValue", old).0, 400);

    events.ok("DeleteConnection", json!({ "Name": "c" }));
    let gone = json!({
        "__type": "ResourceNotFoundException", "message": "Secrets Manager can't find the specified secret.",
    });
    assert_eq!(secrets(&yard, "DescribeSecret", json!({ "SecretId": arn })), (400, gone));
    assert_eq!(secrets(&yard, "GetSecretValue", json!({})).0, 400);
    assert_eq!(secrets(&yard, "PutSecretValue", json!({ "SecretId": arn, "SecretString": "x" })).0, 400);
}

#[test]
fn refusals_are_aws_s() {
    let yard = Yard::json();
    let events = Events::new(&yard);
    let long = "This name is wrong in two ways, for it has blanks and is much too long";
    let choices = "[BASIC, OAUTH_CLIENT_CREDENTIALS, API_KEY]";
    let name = r"[\.\-_A-Za-z0-9]+";
    let text = format!(
        "3 validation errors detected: Value '{long}' at 'name' failed to satisfy constraint: Member must satisfy regular \
         expression pattern: {name}; Value '{long}' at 'name' failed to satisfy constraint: Member must have length less \
         than or equal to 64; Value 'NO' at 'authorizationType' failed to satisfy constraint: Member must satisfy enum \
         value set: {choices}"
    );
    let input = |name: &str, kind: &str, parameters: Value| json!({ "Name": name, "AuthorizationType": kind, "AuthParameters": parameters });
    events.fails("CreateConnection", input(long, "NO", basic()), INVALID, &text);
    events.fails("CreateConnection", json!({}), INVALID, "3 validation errors detected: Value null at 'name'…");
    for (kind, block) in [
        ("BASIC", "BasicAuthParameters"),
        ("OAUTH_CLIENT_CREDENTIALS", "OAuthParameters"),
        ("API_KEY", "ApiKeyAuthParameters"),
    ] {
        let text = format!("Parameter {block} is not valid. Reason: Missing required field(s)");
        events.fails("CreateConnection", input("c", kind, json!({})), INVALID, &text);
    }
    let other = json!({ "BasicAuthParameters": { "Username": "u:v" } });
    events.fails(
        "CreateConnection",
        input("c", "BASIC", other),
        INVALID,
        "2 validation errors detected: Value 'u:v' at 'authParameters.basicAuthParameters.username' failed to satisfy \
         constraint: Member must satisfy regular expression pattern: ^[ \\t]*[^\\x00-\\x1F:\\x7F]+([ \\t]+[^\\x00-\\x1F:\\x7F]+)*[ \
         \\t]*$; Value null at 'authParameters.basicAuthParameters.password' failed to satisfy constraint: Member must not \
         be null",
    );
    let secret = json!({ "BasicAuthParameters": { "Username": "u", "Password": "a:b" } });
    let fault = events.call("CreateConnection", input("c", "BASIC", secret)).expect_err("a colon");
    assert!(!fault.message.contains("a:b"), "a secret is not told: {}", fault.message);
    for url in ["ftp://h/", "https://user:pass@h/"] {
        let text = "Parameter AuthorizationEndpoint is not valid";
        events.fails("CreateConnection", input("c", "OAUTH_CLIENT_CREDENTIALS", oauth(url)), INVALID, text);
    }
    let mut many = basic();
    many["InvocationHttpParameters"] = json!({ "BodyParameters": vec![json!({ "Key": "k", "Value": "v" }); 101] });
    events.fails(
        "CreateConnection",
        input("c", "BASIC", many),
        INVALID,
        "1 validation error detected: Value at 'authParameters.invocationHttpParameters.bodyParameters' failed to satisfy \
         constraint: Member must have length less than or equal to 100",
    );

    create(&events, "c", "BASIC", basic());
    let twice = input("c", "API_KEY", api_key());
    events.fails("CreateConnection", twice, "ResourceAlreadyExistsException", "Connection c already exists.");
    let absent = "Failed to describe the connection(s). Connection 'absent' does not exist.";
    for operation in ["DescribeConnection", "UpdateConnection", "DeleteConnection", "DeauthorizeConnection"] {
        events.fails(operation, json!({ "Name": "absent" }), MISSING, absent);
        events.fails(
            operation,
            json!({ "Name": "a b" }),
            INVALID,
            "1 validation error detected: Value 'a b' at 'name'…",
        );
    }
    let change = json!({ "Name": "c", "AuthorizationType": "API_KEY" });
    let text = "Parameter ApiKeyAuthParameters is not valid. Reason: Missing required field(s)";
    events.fails("UpdateConnection", change, INVALID, text);
    assert_eq!(describe(&events, "c")["AuthorizationType"], "BASIC");
    let state = json!({ "ConnectionState": "GOOD" });
    events.fails("ListConnections", state, INVALID, "1 validation error detected: Value 'GOOD' at 'connectionState'…");
}

#[test]
fn an_update_changes_what_it_names() {
    let yard = Yard::json();
    let events = Events::new(&yard);
    let made = create(&events, "c", "BASIC", basic());
    yard.advance(60);
    let answer = events.ok("UpdateConnection", json!({ "Name": "c", "Description": "d" }));
    let members = ["ConnectionArn", "ConnectionState", "CreationTime", "LastModifiedTime", "LastAuthorizedTime"];
    assert_eq!(names(&answer), members);
    assert_eq!((&answer["CreationTime"], &answer["ConnectionArn"]), (&made["CreationTime"], &made["ConnectionArn"]));
    assert_ne!(answer["LastModifiedTime"], made["LastModifiedTime"]);
    let known = describe(&events, "c");
    assert_eq!(
        (&known["Description"], &known["AuthParameters"]["BasicAuthParameters"]["Username"]),
        (&json!("d"), &json!("user"))
    );
    let change = json!({ "Name": "c", "AuthorizationType": "API_KEY", "AuthParameters": api_key() });
    events.ok("UpdateConnection", change);
    let known = describe(&events, "c");
    assert_eq!(known["AuthParameters"], json!({ "ApiKeyAuthParameters": { "ApiKeyName": "X-Key" } }));
    assert_eq!((&known["Description"], &known["AuthorizationType"]), (&json!("d"), &json!("API_KEY")));
}

#[test]
fn lists_come_by_pages_and_filters() {
    let yard = Yard::json();
    let events = Events::new(&yard);
    for name in ["b-1", "b-2", "a", "b-3"] {
        create(&events, name, "BASIC", basic());
    }
    events.ok("DeauthorizeConnection", json!({ "Name": "b-2" }));
    let list = |input: Value| {
        let answer = events.ok("ListConnections", input);
        let name = |one: &Value| one["Name"].as_str().expect("a name").to_owned();
        let found: Vec<String> = answer["Connections"].as_array().expect("a list").iter().map(name).collect();
        (found, answer["NextToken"].clone())
    };
    let (first, token) = list(json!({ "NamePrefix": "b", "Limit": 2 }));
    assert_eq!(first, ["b-1", "b-2"]);
    let (second, end) = list(json!({ "NamePrefix": "b", "Limit": 2, "NextToken": token }));
    assert_eq!((second, end), (vec!["b-3".to_owned()], Value::Null));
    assert_eq!(list(json!({ "ConnectionState": "DEAUTHORIZED" })).0, ["b-2"]);
    assert_eq!(list(json!({ "ConnectionState": "AUTHORIZED" })).0, ["a", "b-1", "b-3"]);
    let elsewhere = Events::of(&yard, "000000000000", "eu-west-1");
    assert_eq!(elsewhere.ok("ListConnections", json!({})), json!({ "Connections": [] }));
}

#[test]
fn deauthorized_is_forgotten_and_deleted_is_gone() {
    let yard = Yard::json();
    let events = Events::new(&yard);
    create(&events, "c", "BASIC", basic());
    let secret = describe(&events, "c")["SecretArn"].clone();
    let answer = events.ok("DeauthorizeConnection", json!({ "Name": "c" }));
    assert_eq!(answer["ConnectionState"], "DEAUTHORIZING");
    let known = describe(&events, "c");
    assert_eq!(known["ConnectionState"], "DEAUTHORIZED");
    assert_eq!((&known["AuthParameters"], &known["SecretArn"]), (&Value::Null, &Value::Null));
    assert_eq!(secrets(&yard, "GetSecretValue", json!({ "SecretId": secret })).0, 400);
    // A new description brings no authorization back.
    let answer = events.ok("UpdateConnection", json!({ "Name": "c", "Description": "d" }));
    assert_eq!(answer["ConnectionState"], "DEAUTHORIZED");
    let answer = events.ok("UpdateConnection", json!({ "Name": "c", "AuthParameters": basic() }));
    assert_eq!(answer["ConnectionState"], "AUTHORIZED");
    let answer = events.ok("DeleteConnection", json!({ "Name": "c" }));
    assert_eq!(answer["ConnectionState"], "DELETING");
    assert!(answer["LastAuthorizedTime"].is_number());
    events.fails("DescribeConnection", json!({ "Name": "c" }), MISSING, "Failed to describe the connection(s)…");
}

#[test]
fn the_first_token_authorizes() {
    let yard = Yard::json();
    let events = Events::new(&yard);
    for method in ["POST", "PUT", "GET", "put"] {
        let endpoint = Endpoint::start(&yard);
        endpoint.next(&[Answer::token("t", 60)]);
        let mut given = oauth(&endpoint.url());
        given["OAuthParameters"]["HttpMethod"] = json!(method);
        given["OAuthParameters"]["OAuthHttpParameters"] = json!({
            "HeaderParameters": [{ "Key": "X-More", "Value": "h" }],
            "QueryStringParameters": [{ "Key": "more", "Value": "q & a" }],
            "BodyParameters": [{ "Key": "audience", "Value": "b & c", "IsValueSecret": true }],
        });
        let name = format!("c-{method}");
        assert_eq!(create(&events, &name, "OAUTH_CLIENT_CREDENTIALS", given)["ConnectionState"], "AUTHORIZING");
        yard.server.settle().wait();
        let known = describe(&events, &name);
        assert_eq!(known["ConnectionState"], "AUTHORIZED");
        let shown = &known["AuthParameters"]["OAuthParameters"];
        assert_eq!(shown["HttpMethod"], json!(method.to_uppercase()));
        assert_eq!(shown["ClientParameters"], json!({ "ClientID": "id" }));
        assert_eq!(
            shown["OAuthHttpParameters"]["BodyParameters"],
            json!([{ "Key": "audience", "IsValueSecret": true }])
        );

        let asked = endpoint.wait_for(1).remove(0);
        assert_eq!(asked.header("x-more"), Some("h"));
        let form = "grant_type=client_credentials&client_id=id&client_secret=secret";
        if method == "GET" {
            let line = format!("GET /hook?a=b&{form}&audience=b%20%26%20c&more=q%20%26%20a HTTP/1.1");
            assert_eq!((asked.line.as_str(), asked.text().as_str()), (line.as_str(), ""));
        } else {
            assert_eq!(asked.line, format!("{} /hook?a=b&more=q%20%26%20a HTTP/1.1", method.to_uppercase()));
            assert_eq!(asked.text(), format!("{form}&audience=b+%26+c"));
            let kind = "application/x-www-form-urlencoded; charset=utf-8";
            assert_eq!(asked.header("content-type"), Some(kind));
        }
    }
}

#[test]
fn a_token_is_asked_for_in_json_where_that_is_said() {
    let yard = Yard::json();
    let events = Events::new(&yard);
    let endpoint = Endpoint::start(&yard);
    endpoint.next(&[Answer::token("t", 60)]);
    let mut given = oauth(&endpoint.url());
    given["OAuthParameters"]["OAuthHttpParameters"] = json!({
        "HeaderParameters": [{ "Key": "content-type", "Value": "application/json" }],
        "BodyParameters": [{ "Key": "grant_type", "Value": "special" }, { "Key": "scope", "Value": "s" }],
    });
    create(&events, "c", "OAUTH_CLIENT_CREDENTIALS", given);
    let asked = endpoint.wait_for(1).remove(0);
    let body = json!({ "client_id": "id", "client_secret": "secret", "grant_type": "special", "scope": "s" });
    assert_eq!((asked.json(), asked.header("content-type")), (body, Some("application/json")));
}

#[test]
fn what_is_no_token_does_not_authorize() {
    let yard = Yard::json();
    let events = Events::new(&yard);
    let cases = [
        Answer::Status(200),
        Answer::with(200, &[], "{}"),
        Answer::with(200, &[], r#"{"access_token":7}"#),
        Answer::with(200, &[], r#"{"access_token":""}"#),
        Answer::with(200, &[], r#"{"access_token":"a\r\nX-Evil: 1"}"#),
        Answer::with(200, &[], "access_token=t&expires_in=60"),
        Answer::with(200, &[], &format!(r#"{{"access_token":"{}"}}"#, "x".repeat(1 << 20))),
        Answer::with(302, &["Location: http://127.0.0.1:1/"], ""),
        Answer::Status(400),
        Answer::Status(401),
        Answer::Status(404),
    ];
    for (i, answer) in cases.into_iter().enumerate() {
        let endpoint = Endpoint::start(&yard);
        let shown = format!("{answer:.80?}");
        endpoint.always(answer);
        let name = format!("c{i}");
        create(&events, &name, "OAUTH_CLIENT_CREDENTIALS", oauth(&endpoint.url()));
        yard.server.settle().wait();
        let known = describe(&events, &name);
        assert_eq!(known["ConnectionState"], "DEAUTHORIZED", "{shown}");
        let reason = known["StateReason"].as_str().unwrap_or_else(|| panic!("{known}"));
        assert!(reason.starts_with("The authorization endpoint answered "), "{reason}");
        assert_eq!(endpoint.posts().len(), 1, "it is not asked again");
    }
    // What AWS takes for an endpoint needn't be a URL.
    create(&events, "no-url", "OAUTH_CLIENT_CREDENTIALS", oauth("replace_this"));
    yard.server.settle().wait();
    assert_eq!(describe(&events, "no-url")["ConnectionState"], "DEAUTHORIZED");
}

#[test]
fn a_token_endpoint_in_trouble_gets_more_chances() {
    let yard = Yard::json();
    let events = Events::new(&yard);
    let endpoint = Endpoint::start(&yard);
    endpoint.next(&[Answer::Status(503), Answer::HangUp, Answer::Status(429), Answer::token("t", 60)]);
    create(&events, "c", "OAUTH_CLIENT_CREDENTIALS", oauth(&endpoint.url()));
    yard.server.settle().wait();
    assert_eq!(describe(&events, "c")["ConnectionState"], "AUTHORIZING");
    yard.advance(7);
    assert_eq!(describe(&events, "c")["ConnectionState"], "AUTHORIZED");
    assert_eq!(endpoint.take().len(), 4);

    endpoint.always(Answer::Status(500));
    let answer = events.ok("UpdateConnection", json!({ "Name": "c", "Description": "d" }));
    assert_eq!(answer["ConnectionState"], "AUTHORIZING", "it is authorized anew");
    yard.advance(60);
    let known = describe(&events, "c");
    assert_eq!((&known["ConnectionState"], endpoint.posts().len()), (&json!("DEAUTHORIZED"), 4));
    assert_eq!(known["StateReason"], "The authorization endpoint answered 500.");
}

#[test]
fn what_waits_for_a_token_ends_with_its_connection() {
    let yard = Yard::json();
    let events = Events::new(&yard);
    let endpoint = Endpoint::start(&yard);
    endpoint.always(Answer::Status(500));
    for (operation, input) in
        [("DeleteConnection", json!({ "Name": "c" })), ("DeauthorizeConnection", json!({ "Name": "c" }))]
    {
        create(&events, "c", "OAUTH_CLIENT_CREDENTIALS", oauth(&endpoint.url()));
        yard.server.settle().wait();
        assert_eq!(yard.server.clock().reading().due_total, 1);
        events.ok(operation, input);
        yard.let_it_work();
        assert_eq!(yard.server.clock().reading().due_total, 0, "{operation}");
    }
    events.ok("UpdateConnection", json!({ "Name": "c", "AuthParameters": oauth(&endpoint.url()) }));
    yard.server.settle().wait();
    assert_eq!(yard.server.clock().reading().due_total, 1);
    yard.server.reset().wait();
    yard.let_it_work();
    assert_eq!(yard.server.clock().reading().due_total, 0, "a reset");
}

#[test]
fn quotas_hold_on_a_strict_server() {
    let yard = Yard::start(crate::support::Via::Json, strict());
    let events = Events::new(&yard);
    for i in 0..3000 {
        create(&events, &format!("c{i}"), "BASIC", basic());
    }
    let input = json!({ "Name": "more", "AuthorizationType": "BASIC", "AuthParameters": basic() });
    events.fails("CreateConnection", input, "LimitExceededException", "…");
}

#[test]
fn private_endpoints_are_stored_and_shown() {
    let yard = Yard::json();
    let events = Events::new(&yard);
    let configuration = "arn:aws:vpc-lattice:us-east-1:123456789012:resourceconfiguration/rcfg-0123456789abcdefg";
    let resource = json!({ "ResourceParameters": { "ResourceConfigurationArn": configuration } });
    let input = json!({
        "Name": "c", "AuthorizationType": "BASIC", "AuthParameters": basic(), "KmsKeyIdentifier": "alias/k",
        "InvocationConnectivityParameters": resource,
    });
    events.ok("CreateConnection", input.clone());
    let known = describe(&events, "c");
    let shown = &known["InvocationConnectivityParameters"]["ResourceParameters"];
    assert_eq!(
        (&shown["ResourceConfigurationArn"], &known["KmsKeyIdentifier"]),
        (&json!(configuration), &json!("alias/k"))
    );
    assert!(shown["ResourceAssociationArn"].as_str().is_some_and(|arn| arn.starts_with("arn:aws:vpc-lattice:")));
    let mut wrong = input;
    wrong["InvocationConnectivityParameters"]["ResourceParameters"]["ResourceConfigurationArn"] = json!("rcfg");
    let text = "1 validation error detected: Value 'rcfg' at \
                'invocationConnectivityParameters.resourceParameters.resourceConfigurationArn'…";
    events.fails("CreateConnection", wrong, INVALID, text);
}
