//! The shape of errors, and requests that mean nothing.

use serde_json::{Value, json};

use crate::support::{Request, Via, Yard};

/// A request, the status of its answer, the JSON type or XML code in it, and whether it is JSON.
struct Case {
    request: Request,
    status: u16,
    code: &'static str,
}

fn check(yard: &Yard, cases: Vec<Case>) {
    for Case { request, status, code } in cases {
        let answer = yard.raw(&request);
        let shown = format!("{request:?}\n{} {}", answer.status, answer.text());
        assert_eq!(answer.status, status, "{shown}");
        assert!(answer.header("x-amzn-requestid").is_some_and(|id| id.len() == 36), "{shown}");
        if answer.header("content-type") == Some("text/xml") {
            assert!(answer.text().contains(&format!("<Code>{code}</Code>")), "{shown}");
        } else {
            let kind = answer.json()["__type"].as_str().unwrap_or_default().to_owned();
            assert_eq!(kind.rsplit('#').next(), Some(code), "{shown}");
            assert!(answer.json()["message"].is_string(), "{shown}");
        }
        assert_eq!(yard.raw(&Request::new("GET", "/_eventyard/health")).status, 200, "it lives on");
    }
}

#[test]
fn shapes_of_json_errors() {
    let yard = Yard::json();
    yard.standard("jobs");
    // Shape and query code differ for some.
    let cases = [
        (
            "SendMessage",
            json!({ "QueueUrl": "absent", "MessageBody": "m" }),
            "QueueDoesNotExist",
            400,
            crate::support::NO_QUEUE,
        ),
        (
            "CreateQueue",
            json!({ "QueueName": "jobs", "Attributes": { "DelaySeconds": "9" } }),
            "QueueNameExists",
            400,
            "QueueAlreadyExists",
        ),
        (
            "SendMessageBatch",
            json!({ "QueueUrl": "jobs", "Entries": [] }),
            "EmptyBatchRequest",
            400,
            "AWS.SimpleQueueService.EmptyBatchRequest",
        ),
        (
            "ReceiveMessage",
            json!({ "QueueUrl": "jobs", "MaxNumberOfMessages": 11 }),
            "InvalidParameterValueException",
            400,
            "InvalidParameterValue",
        ),
        ("SendMessage", json!({ "QueueUrl": "jobs" }), "MissingRequiredParameterException", 400, "MissingParameter"),
        (
            "ListMessageMoveTasks",
            json!({ "SourceArn": "arn:aws:sqs:us-east-1:000000000000:absent" }),
            "ResourceNotFoundException",
            404,
            "ResourceNotFoundException",
        ),
        (
            "GetQueueAttributes",
            json!({ "QueueUrl": "jobs", "AttributeNames": ["Foobar"] }),
            "InvalidAttributeName",
            400,
            "InvalidAttributeName",
        ),
        (
            "DeleteMessage",
            json!({ "QueueUrl": "jobs", "ReceiptHandle": "garbage" }),
            "ReceiptHandleIsInvalid",
            400,
            "ReceiptHandleIsInvalid",
        ),
    ];
    for (operation, input, shape, status, code) in cases {
        let answer = yard.raw(&Request::json(operation, input.to_string()));
        assert_eq!(answer.status, status, "{input}");
        assert_eq!(answer.json()["__type"], format!("com.amazonaws.sqs#{shape}"));
        assert_eq!(answer.header("x-amzn-query-error"), Some(format!("{code};Sender").as_str()));
    }
}

#[test]
fn what_cannot_be_routed() {
    let yard = Yard::json();
    let json = |target: &str| Request::json("x", "{}").header("X-Amz-Target", target);
    let form = |form: &str| Request::query("/", form);
    let scope = |service: &str| {
        let credential =
            format!("AWS4-HMAC-SHA256 Credential=x/20270101/us-east-1/{service}/aws4_request, Signature=0");
        form("Action=Publish").header("Authorization", &credential)
    };
    let unknown = "UnknownOperationException";
    check(
        &yard,
        vec![
            Case { request: json("AmazonSQS.Foo"), status: 400, code: unknown },
            Case { request: json("AmazonSQS."), status: 400, code: unknown },
            Case { request: json("AmazonSQS"), status: 400, code: unknown },
            Case { request: json("."), status: 400, code: unknown },
            Case { request: json("DynamoDB_20120810.PutItem"), status: 400, code: unknown },
            Case { request: form("Action=FooBar&Version=2012-11-05"), status: 400, code: "InvalidAction" },
            Case { request: form("Action=&Version=2012-11-05"), status: 400, code: "InvalidAction" },
            Case { request: scope("dynamodb"), status: 400, code: unknown },
            Case {
                request: json("AmazonSQS.ListQueues").header("Content-Type", "text/plain"),
                status: 404,
                code: unknown,
            },
        ],
    );
    let answer = yard.raw(&json("DynamoDB_20120810.ListTables"));
    assert!(answer.text().contains("It serves: "), "an absent service is told what there is: {}", answer.text());
    assert_eq!(answer.header("x-amzn-query-error"), None);
}

#[test]
fn what_names_no_operation() {
    let yard = Yard::json();
    for request in [
        Request::new("GET", "/"),
        Request::new("GET", "/000000000000/jobs"),
        Request::new("PUT", "/000000000000/jobs"),
        Request::new("DELETE", "/some/where"),
        Request::post("/", "nonsense"),
        Request::query("/", "Version=2012-11-05"),
        Request::query("/", ""),
    ] {
        let answer = yard.raw(&request);
        assert_eq!((answer.status, answer.text().as_str()), (404, "<UnknownOperationException/>"), "{request:?}");
    }
}

#[test]
fn json_that_is_none_or_of_another_shape() {
    let yard = Yard::json();
    yard.standard("jobs");
    let serialization = "SerializationException";
    let bodies: &[&[u8]] = &[
        b"{",
        b"nonsense",
        b"{\"QueueUrl\":\"jobs\",}",
        b"{\"QueueUrl\":\"jobs\"} trailing",
        b"[]",
        b"[\"jobs\", \"body\"]",
        b"\"text\"",
        b"7",
        b"null",
        b"{\"QueueUrl\":7,\"MessageBody\":\"m\"}",
        b"{\"QueueUrl\":[\"jobs\"],\"MessageBody\":\"m\"}",
        b"{\"QueueUrl\":\"jobs\",\"MessageBody\":{}}",
        b"{\"QueueUrl\":\"jobs\",\"MessageBody\":true}",
        b"{\"QueueUrl\":\"jobs\",\"MessageBody\":\"m\",\"DelaySeconds\":\"5\"}",
        b"{\"QueueUrl\":\"jobs\",\"MessageBody\":\"m\",\"DelaySeconds\":1.5}",
        b"{\"QueueUrl\":\"jobs\",\"MessageBody\":\"m\",\"DelaySeconds\":99999999999999999999}",
        b"{\"QueueUrl\":\"jobs\",\"MessageBody\":\"m\",\"MessageAttributes\":[]}",
        b"{\"QueueUrl\":\"jobs\",\"MessageBody\":\"m\",\"MessageAttributes\":{\"k\":\"v\"}}",
        b"{\"QueueUrl\":\"jobs\",\"MessageBody\":\"m\",\"MessageAttributes\":{\"k\":[\"v\"]}}",
        b"{\"QueueUrl\":\"jobs\",\"MessageBody\":\"m\",\"MessageAttributes\":{\"k\":{\"BinaryValue\":\"!\"}}}",
        b"{\"QueueUrl\":\"jobs\",\"MessageBody\":\"\xff\xfe\"}",
        b"{\"QueueUrl\":\"jobs\",\"MessageBody\":\"a\nraw line feed\"}",
    ];
    let cases = bodies.iter().map(|body| Case {
        request: Request::json("SendMessage", *body),
        status: 400,
        code: serialization,
    });
    check(&yard, cases.collect());
}

#[test]
fn members_that_are_unknown_or_null_do_not_matter() {
    let yard = Yard::json();
    let queue = yard.standard("jobs");
    let input = json!({
        "QueueUrl": queue.url, "MessageBody": "m", "DelaySeconds": null, "MessageAttributes": null,
        "MessageGroupId": null, "Unknown": { "deep": [1, 2, { "er": null }] },
    });
    queue.ok("SendMessage", input);
    assert_eq!(yard.raw(&Request::json("ListQueues", "")).status, 200, "an empty body is an empty object");
    assert_eq!(yard.raw(&Request::json("ListQueues", " \r\n")).status, 200);
    let doubled = format!(r#"{{"QueueUrl":"{}","MessageBody":"a","MessageBody":"b"}}"#, queue.url);
    assert!(yard.raw(&Request::json("SendMessage", doubled)).status < 500);
}

#[test]
fn forms_with_senseless_keys() {
    let yard = Yard::start(Via::Query, eventyard::Config::default());
    let queue = yard.standard("jobs");
    let call = |operation: &str, more: &str| {
        let form = format!("Action={operation}&QueueUrl=jobs&{more}");
        yard.raw(&Request::query("/", form)).status
    };
    // Parameters that aren't known are passed over; what says something wrong is refused. Never a failure of the server.
    let all_the_same: &[(&str, u16)] = &[
        ("MessageBody=m&Unknown=1&a.b.c.d=2&=3&.=4&..=5&&&", 200),
        ("MessageBody=m&Unknown.x=1&MessageAttributeUnknown.x=1", 200),
        ("MessageBody=m&MessageBody=n", 200),
        ("MessageBody=m&MessageAttribute=", 200),
        ("MessageBody.1=m", 400),
        ("MessageBody=m&DelaySeconds=many", 400),
        ("MessageBody=m&DelaySeconds=", 400),
        ("MessageBody=m&DelaySeconds.1=1", 400),
        ("MessageBody=m&MessageAttribute.1.Name=k", 400),
        ("MessageBody=m&MessageAttribute.1.Value.StringValue=v", 400),
        ("MessageBody=m&MessageAttribute.1.Name=k&MessageAttribute.1.Value=v", 400),
        (
            "MessageBody=m&MessageAttribute.1.Name=k&MessageAttribute.1.Value.DataType=Binary&MessageAttribute.1.Value.BinaryValue=!",
            400,
        ),
    ];
    for (more, status) in all_the_same {
        assert_eq!(call("SendMessage", more), *status, "{more}");
    }
    let gaps = "MessageBody=gaps&MessageAttribute.7.Name=b&MessageAttribute.7.Value.DataType=String&\
                MessageAttribute.7.Value.StringValue=2&MessageAttribute.3.Name=a&\
                MessageAttribute.3.Value.DataType=String&MessageAttribute.3.Value.StringValue=1";
    queue.ok("PurgeQueue", json!({}));
    assert_eq!(call("SendMessage", gaps), 200);
    assert_eq!(queue.receive_one()["MessageAttributes"].as_object().map(|all| all.len()), Some(2));
    let many: String = (0..20_000).map(|i| format!("&Tag.{i}.Key=k{i}&Tag.{i}.Value=v")).collect();
    assert_eq!(call("TagQueue", &many), 400);
}

#[test]
fn list_keys_that_are_no_list_s() {
    let yard = Yard::start(Via::Query, eventyard::Config::default());
    let queue = yard.standard("jobs");
    let good = "MessageAttribute.1.Name=k&MessageAttribute.1.Value.DataType=String&\
                MessageAttribute.1.Value.StringValue=v";
    let check = |operation: &str, wrong: &str, code: &str, text: &str| {
        let form = format!("Action={operation}&QueueUrl=jobs&MessageBody=m&{good}&{wrong}");
        let answer = yard.raw(&Request::query("/", form));
        let error = format!("<Type>Sender</Type><Code>{code}</Code><Message>{text}</Message>");
        assert!(answer.status == 400 && answer.text().contains(&error), "{wrong}: {}", answer.text());
    };
    for index in ["x", "0", "-1", "1x", "%2B1", "1.5.Name=k&MessageAttribute.1,5", "", "4294967296", "Name"] {
        let wrong = format!("MessageAttribute.{index}.Name=k");
        let shown = match index {
            "%2B1" => "+1",
            index if index.starts_with("1.5") => "1,5",
            index => index,
        };
        check("SendMessage", &wrong, "MalformedInput", &format!("{shown} is not a valid index"));
    }
    let unknown = "MessageAttribute.1.Foo is unknown: an entry has Name and Value.";
    check("SendMessage", "MessageAttribute.1.Foo=x", "MalformedInput", unknown);
    let conflict = |key: &str| {
        format!("The query parameter {key} is invalid. Its structure conflicts with that of another parameter.")
    };
    let code = "ConflictingQueryParameter";
    check("SendMessage", "MessageAttribute=x", code, &conflict("MessageAttribute"));
    check("SendMessage", "MessageBody.1=x", code, &conflict("MessageBody"));
    check("TagQueue", "Tag=x", "MalformedInput", "Unexpected list element termination");
    check("ReceiveMessage", "AttributeName.1=All&AttributeName.0=All", "MalformedInput", "0 is not a valid index");
    check("ReceiveMessage", "AttributeName.1=All&AttributeName=All", code, &conflict("AttributeName"));
    check("TagQueue", "Tag.member.x.Key=k", "MalformedInput", "x is not a valid index");
    assert_eq!(queue.counts(), [0, 0, 0]);
}

#[test]
fn a_form_may_name_a_version_that_exists() {
    let yard = Yard::start(Via::Query, eventyard::Config::default());
    yard.standard("jobs");
    let call = |path: &str, version: &str| {
        let form = format!("Action=GetQueueAttributes&QueueUrl=jobs{version}");
        let bare = Request::query(path, form);
        let signed = yard.raw(&bare.clone().signed("000000000000", "us-east-1"));
        let answer = yard.raw(&bare);
        assert_eq!(answer.status, signed.status, "{version}");
        answer
    };
    for path in ["/", "/000000000000/jobs"] {
        for known in ["", "&Version=", "&Version=2012-11-05", "&Version=2011-10-01", "&Version=2009-02-01"] {
            assert_eq!(call(path, known).status, 200, "{known}");
        }
        for unknown in ["2099-01-01", "2012-11-06", "x", "2012-11-05 "] {
            let answer = call(path, &format!("&Version={unknown}"));
            let text = format!(
                "<Code>NoSuchVersion</Code><Message>The requested version ( {unknown} ) is not valid.</Message>"
            );
            assert!(answer.status == 400 && answer.text().contains(&text), "{}", answer.text());
        }
    }
    let answer = yard.raw(&Request::new("GET", "/?Action=ListQueues&Version=2").header("Accept", "application/json"));
    assert_eq!((answer.status, &answer.json()["Error"]["Code"]), (400, &json!("NoSuchVersion")));
}

#[test]
fn old_clients_spell_lists_and_maps_in_other_ways() {
    let yard = Yard::start(Via::Query, eventyard::Config::default());
    let queue = yard.standard("jobs");
    let call = |form: &str| {
        let answer = yard.raw(&Request::query("/", format!("QueueUrl=jobs&{form}")));
        assert_eq!(answer.status, 200, "{form}: {}", answer.text());
        answer.text()
    };
    call("Action=SetQueueAttributes&Attribute.Name=DelaySeconds&Attribute.Value=7");
    assert_eq!(queue.attribute("DelaySeconds").as_deref(), Some("7"));
    call("Action=SetQueueAttributes&Attribute.entry.1.Name=DelaySeconds&Attribute.entry.1.Value=8");
    assert_eq!(queue.attribute("DelaySeconds").as_deref(), Some("8"));
    assert!(call("Action=GetQueueAttributes&AttributeName.member.1=DelaySeconds").contains("<Value>8</Value>"));
    assert!(call("Action=GetQueueAttributes&AttributeName=DelaySeconds").contains("<Value>8</Value>"));
}

#[test]
fn a_missing_queue_is_told_before_a_wrong_batch() {
    for via in [Via::Json, Via::Query] {
        let yard = Yard::start(via, eventyard::Config::default());
        let entries: Vec<Value> = (0..11).map(|_| json!({ "Id": "!", "MessageBody": "" })).collect();
        let input = json!({ "QueueUrl": "absent", "Entries": entries });
        let text = crate::support::no_such_queue(via);
        yard.fails("SendMessageBatch", input, crate::support::NO_QUEUE, text);
    }
}
