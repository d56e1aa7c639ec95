//! Subscribe, Unsubscribe, the lists, and what a subscription is set to.

use serde_json::{Value, json};

use crate::support::{INVALID, Sns, Via, Yard, strict};

const QUEUE: &str = "arn:aws:sqs:us-east-1:000000000000:jobs";

fn queue(name: &str) -> String {
    format!("arn:aws:sqs:us-east-1:000000000000:{name}")
}

fn arns(list: &Value) -> Vec<String> {
    let list = list["Subscriptions"].as_array().cloned().unwrap_or_default();
    list.iter().map(|one| one["SubscriptionArn"].as_str().expect("an ARN").to_owned()).collect()
}

#[test]
fn a_subscription_shows_what_aws_shows() {
    let yard = Yard::json();
    let sns = Sns::new(&yard);
    let topic = sns.topic("news");
    let arn = sns.subscribe(&topic, "sqs", QUEUE, json!({ "RawMessageDelivery": "TrUe" }));
    assert!(arn.starts_with(&format!("{topic}:")) && arn.len() == topic.len() + 37, "{arn}");
    let all = json!({
        "SubscriptionArn": arn, "TopicArn": topic, "Owner": "000000000000", "Protocol": "sqs", "Endpoint": QUEUE,
        "SubscriptionPrincipal": "arn:aws:iam::000000000000:user/eventyard", "PendingConfirmation": "false",
        "ConfirmationWasAuthenticated": "true", "RawMessageDelivery": "true",
    });
    assert_eq!(sns.subscription(&arn), all);
    let listed = json!([{
        "SubscriptionArn": arn, "TopicArn": topic, "Owner": "000000000000", "Protocol": "sqs", "Endpoint": QUEUE,
    }]);
    assert_eq!(sns.ok("ListSubscriptionsByTopic", json!({ "TopicArn": topic }))["Subscriptions"], listed);
    assert_eq!(sns.ok("ListSubscriptions", json!({}))["Subscriptions"], listed);
}

#[test]
fn what_subscribe_refuses() {
    let yard = Yard::json();
    let sns = Sns::new(&yard);
    let (topic, fifo) = (sns.topic("news"), sns.topic("news.fifo"));
    let endpoint =
        |protocol: &str, endpoint: &str| json!({ "TopicArn": topic, "Protocol": protocol, "Endpoint": endpoint });
    let of_fifo =
        |protocol: &str, endpoint: &str| json!({ "TopicArn": fifo, "Protocol": protocol, "Endpoint": endpoint });
    let at = |arn: &str| json!({ "TopicArn": arn, "Protocol": "sqs", "Endpoint": QUEUE });
    let phone = |number: &str| (endpoint("sms", number), format!("Invalid SMS endpoint: {number}"));
    let mut cases: Vec<(Value, String)> = [
        (at("news"), "TopicArn Reason: An ARN must have at least 6 elements, not 1"),
        (at("arn:aws:sns:us-east-1:news"), "TopicArn Reason: An ARN must have at least 6 elements, not 5"),
        (at("arn:aws:sns:eu-west-1:000000000000:news"), "TopicArn"),
        (endpoint("carrier-pigeon", "x"), "Amazon SNS does not support this protocol string: carrier-pigeon"),
        (endpoint("http", "https://example.com/"), "Endpoint must match the specified protocol"),
        (endpoint("https", "http://example.com/"), "Endpoint must match the specified protocol"),
        (endpoint("https", "https:///path"), "Endpoint must match the specified protocol"),
        (endpoint("email", "nobody"), "Email address"),
        (endpoint("sqs", "jobs"), "SQS endpoint ARN"),
        (endpoint("sqs", "http://localhost:4566/000000000000/jobs"), "SQS endpoint ARN"),
        (endpoint("lambda", QUEUE), "Lambda endpoint ARN"),
        (
            endpoint("sqs", &queue("jobs.fifo")),
            "Invalid parameter: Endpoint Reason: FIFO SQS Queues can not be subscribed to standard SNS topics",
        ),
        (of_fifo("http", "http://example.com/"), "Invalid protocol type: http"),
        (of_fifo("lambda", "arn:aws:lambda:us-east-1:000000000000:function:f"), "Invalid protocol type: lambda"),
    ]
    .map(|(input, text)| (input, format!("Invalid parameter: {text}")))
    .into();
    cases.extend(["+15--551234567", "+15551234567.", "/+15551234567", "NAA+15551234567", "somebody"].map(phone));
    for (input, text) in cases {
        sns.fails("Subscribe", input, INVALID, &text);
    }
    let unknown = at("arn:aws:sns:us-east-1:000000000000:other");
    assert_eq!(sns.fails("Subscribe", unknown, "NotFound", "Topic does not exist").status, 404);
    for topic in [&topic, &fifo] {
        assert_eq!(arns(&sns.ok("ListSubscriptionsByTopic", json!({ "TopicArn": topic }))), [""; 0]);
    }
    for (protocol, endpoint) in [("sms", "+12/34-567.890"), ("sms", "+123123123"), ("sqs", QUEUE)] {
        sns.subscribe(&topic, protocol, endpoint, json!({}));
    }
    sns.subscribe(&fifo, "sqs", QUEUE, json!({}));
    sns.subscribe(&fifo, "sqs", &queue("jobs.fifo"), json!({}));
}

/// Name, value, and AWS's text behind the prefix.
const WRONG: &[(&str, &str, &str)] = &[
    ("Colour", "red", "AttributeName"),
    ("RawMessageDelivery", "maybe", "RawMessageDelivery: Invalid value [maybe]. Must be true or false."),
    ("RawMessageDelivery", "", "RawMessageDelivery: Invalid value []. Must be true or false."),
    (
        "FilterPolicyScope",
        "Subject",
        "FilterPolicyScope: Invalid value [Subject]. Please use either MessageBody or MessageAttributes",
    ),
    ("FilterPolicy", "{colour}", "FilterPolicy: failed to parse JSON. Unexpected character ('c' (code 99))…"),
    ("FilterPolicy", r#"{"colour":[]}"#, "FilterPolicy: Empty arrays are not allowed…"),
    (
        "FilterPolicy",
        r#"{"car":{"colour":["red"]}}"#,
        "Filter policy scope MessageAttributes does not support nested filter policy",
    ),
    ("RedrivePolicy", "{dead}", "RedrivePolicy: failed to parse JSON. Unexpected character ('d' (code 100))…"),
    ("RedrivePolicy", r#"{"deadLetterTargetArn":"dead"}"#, "RedrivePolicy: deadLetterTargetArn is an invalid arn"),
    ("RedrivePolicy", "{}", "RedrivePolicy: deadLetterTargetArn is an invalid arn"),
    (
        "RedrivePolicy",
        r#"{"deadLetterTargetArn":"arn:aws:sqs:us-east-1:000000000000:dead","maxReceiveCount":3}"#,
        "RedrivePolicy: invalid JSON. Attribute maxReceiveCount is unknown.",
    ),
    ("DeliveryPolicy", "{fast}", "DeliveryPolicy: failed to parse JSON. …"),
];

#[test]
fn what_a_subscription_is_not_set_to() {
    let yard = Yard::json();
    let sns = Sns::new(&yard);
    let topic = sns.topic("news");
    for (name, value, text) in WRONG {
        let text = format!("Invalid parameter: Attributes Reason: {text}");
        let input = json!({ "TopicArn": topic, "Protocol": "sqs", "Endpoint": QUEUE, "Attributes": { *name: value } });
        sns.fails("Subscribe", input, INVALID, &text);
    }
    assert_eq!(arns(&sns.ok("ListSubscriptions", json!({}))), [""; 0], "nothing is made of what is refused");
    let arn = sns.subscribe(&topic, "sqs", QUEUE, json!({}));
    let before = sns.subscription(&arn);
    for (name, value, text) in WRONG {
        let input = json!({ "SubscriptionArn": arn, "AttributeName": name, "AttributeValue": value });
        sns.fails("SetSubscriptionAttributes", input, INVALID, &format!("Invalid parameter: {text}"));
    }
    assert_eq!(sns.subscription(&arn), before);
    let unknown = format!("{topic}:00000000-0000-4000-8000-000000000000");
    let wrong = json!({ "SubscriptionArn": unknown, "AttributeName": "Colour", "AttributeValue": "red" });
    sns.fails("SetSubscriptionAttributes", wrong, "NotFound", "Subscription does not exist");
    let unknown = json!({ "SubscriptionArn": unknown });
    sns.fails("GetSubscriptionAttributes", unknown, "NotFound", "Subscription does not exist");
    let email = json!({
        "TopicArn": topic, "Protocol": "email", "Endpoint": "a@b.c", "Attributes": { "RawMessageDelivery": "true" },
    });
    let text = "Invalid parameter: Attributes Reason: Delivery protocol [email] does not support raw message delivery.";
    sns.fails("Subscribe", email, INVALID, text);
}

#[test]
fn the_scope_of_a_filter_policy_is_remembered_and_shown_with_it() {
    let yard = Yard::json();
    let sns = Sns::new(&yard);
    let arn = sns.subscribe(&sns.topic("news"), "sqs", QUEUE, json!({}));
    let set = |name: &str, value: &str| {
        sns.ok(
            "SetSubscriptionAttributes",
            json!({ "SubscriptionArn": arn, "AttributeName": name, "AttributeValue": value }),
        );
        let shown = sns.subscription(&arn);
        [shown["FilterPolicy"].as_str(), shown["FilterPolicyScope"].as_str()].map(|text| text.map(str::to_owned))
    };
    let nested = r#"{ "car": { "colour": ["red"] } }"#;
    let shown = |policy: &str, scope: &str| [Some(policy.to_owned()), Some(scope.to_owned())];
    assert_eq!(set("FilterPolicyScope", "MessageBody"), [None, None]);
    assert_eq!(set("FilterPolicy", nested), shown(nested, "MessageBody"));
    sns.fails(
        "SetSubscriptionAttributes",
        json!({ "SubscriptionArn": arn, "AttributeName": "FilterPolicyScope", "AttributeValue": "MessageAttributes" }),
        INVALID,
        "Invalid parameter: Filter policy scope MessageAttributes does not support nested filter policy",
    );
    assert_eq!(set("FilterPolicy", ""), [None, None]);
    assert_eq!(set("FilterPolicy", r#"{"a":["b"]}"#), shown(r#"{"a":["b"]}"#, "MessageBody"));
    assert_eq!(set("FilterPolicyScope", "MessageAttributes"), shown(r#"{"a":["b"]}"#, "MessageAttributes"));

    let both = json!({ "FilterPolicy": nested, "FilterPolicyScope": "MessageBody" });
    let other = sns.subscribe(&sns.topic("other"), "sqs", QUEUE, both);
    assert_eq!(sns.subscription(&other)["FilterPolicy"], nested, "the scope counts wherever it stands");
    let none = sns.subscribe(&sns.topic("third"), "sqs", QUEUE, json!({ "FilterPolicy": "" }));
    assert_eq!(sns.subscription(&none).get("FilterPolicy"), None);
}

#[test]
fn dead_letters_of_fifo_subscriptions_go_to_fifo_queues() {
    let yard = Yard::json();
    let sns = Sns::new(&yard);
    let topic = sns.topic("news.fifo");
    let policy = |name: &str| json!({ "RedrivePolicy": json!({ "deadLetterTargetArn": queue(name) }).to_string() });
    let input = json!({
        "TopicArn": topic, "Protocol": "sqs", "Endpoint": queue("jobs.fifo"), "Attributes": policy("dead"),
    });
    sns.fails(
        "Subscribe",
        input,
        INVALID,
        "Invalid parameter: Attributes Reason: RedrivePolicy: must use a FIFO queue as DLQ for a FIFO Subscription to \
         a FIFO Topic.",
    );
    sns.subscribe(&topic, "sqs", &queue("jobs.fifo"), policy("dead.fifo"));
    let arn = sns.subscribe(&topic, "sqs", QUEUE, policy("dead"));
    assert_eq!(sns.subscription(&arn)["RedrivePolicy"], policy("dead")["RedrivePolicy"]);
}

#[test]
fn firehose_is_called_with_a_role() {
    let yard = Yard::json();
    let sns = Sns::new(&yard);
    let topic = sns.topic("news");
    let stream = "arn:aws:firehose:us-east-1:000000000000:deliverystream/news";
    let input = json!({ "TopicArn": topic, "Protocol": "firehose", "Endpoint": stream });
    sns.fails("Subscribe", input, INVALID, "Invalid parameter: Attributes Reason: SubscriptionRoleArn: …");
    let role = "arn:aws:iam::000000000000:role/news";
    let arn = sns.subscribe(&topic, "firehose", stream, json!({ "SubscriptionRoleArn": role }));
    assert_eq!(sns.subscription(&arn)["SubscriptionRoleArn"], role);
}

#[test]
fn subscribing_again_gives_the_same_subscription() {
    let yard = Yard::json();
    let sns = Sns::new(&yard);
    let topic = sns.topic("news");
    let first = json!({ "RawMessageDelivery": "True", "FilterPolicy": r#"{"a": ["b"]}"# });
    let arn = sns.subscribe(&topic, "sqs", QUEUE, first);
    let before = sns.subscription(&arn);
    for same in [
        json!({}),
        json!({ "RawMessageDelivery": "true" }),
        json!({ "RawMessageDelivery": "TRUE", "FilterPolicyScope": "MessageAttributes" }),
        json!({ "FilterPolicy": r#"{"a":["b"]}"#, "FilterPolicyScope": "MessageAttributes" }),
    ] {
        assert_eq!(sns.subscribe(&topic, "sqs", QUEUE, same), arn);
    }
    for other in [
        json!({ "RawMessageDelivery": "false" }),
        json!({ "RawMessageDelivery": "true", "FilterPolicyScope": "MessageBody" }),
        json!({ "FilterPolicy": r#"{"a":["c"]}"# }),
        json!({ "FilterPolicy": "" }),
    ] {
        let input = json!({ "TopicArn": topic, "Protocol": "sqs", "Endpoint": QUEUE, "Attributes": other });
        let text = "Invalid parameter: Attributes Reason: Subscription already exists with different attributes";
        sns.fails("Subscribe", input, INVALID, text);
    }
    assert_eq!(sns.subscription(&arn), before);
    assert_ne!(sns.subscribe(&topic, "sqs", &queue("others"), json!({})), arn);
}

#[test]
fn ending_a_subscription() {
    let yard = Yard::json();
    let sns = Sns::new(&yard);
    let topic = sns.topic("news");
    let kept = sns.subscribe(&topic, "sqs", &queue("kept"), json!({}));
    let arn = sns.subscribe(&topic, "sqs", QUEUE, json!({}));
    for _ in 0..2 {
        sns.ok("Unsubscribe", json!({ "SubscriptionArn": arn }));
    }
    assert_eq!(arns(&sns.ok("ListSubscriptions", json!({}))), [kept.as_str()]);
    assert_eq!(arns(&sns.ok("ListSubscriptionsByTopic", json!({ "TopicArn": topic }))), [kept]);
    assert_ne!(sns.subscribe(&topic, "sqs", QUEUE, json!({})), arn, "it is another one");

    let reason = |text: &str| format!("Invalid parameter: SubscriptionArn Reason: {text}");
    let cases = [
        (json!({}), reason("no value for required parameter")),
        (json!({ "SubscriptionArn": "pending confirmation" }), reason("An ARN must have at least 6 elements, not 1")),
        (
            json!({ "SubscriptionArn": "arn:aws:sns:us-east-1:news" }),
            reason("An ARN must have at least 6 elements, not 5"),
        ),
        (json!({ "SubscriptionArn": topic }), "Invalid parameter: SubscriptionId".to_owned()),
    ];
    for (input, text) in cases {
        sns.fails("Unsubscribe", input, INVALID, &text);
    }
}

#[test]
fn lists_come_in_pages_of_a_hundred() {
    let yard = Yard::json();
    let sns = Sns::new(&yard);
    let topic = sns.topic("news");
    let made: Vec<String> =
        (0..205).map(|i| sns.subscribe(&topic, "sqs", &queue(&format!("q{i}")), json!({}))).collect();
    let by_topic = |token: Value| {
        let mut input = json!({ "TopicArn": topic });
        if !token.is_null() {
            input["NextToken"] = token;
        }
        sns.ok("ListSubscriptionsByTopic", input)
    };
    let (mut page, mut seen) = (by_topic(Value::Null), Vec::new());
    assert_eq!(arns(&page), made[..100], "in the order in which they were made");
    // What was removed between two pages shifts nothing.
    sns.ok("Unsubscribe", json!({ "SubscriptionArn": made[99] }));
    loop {
        seen.extend(arns(&page));
        match page.get("NextToken") {
            Some(token) => page = by_topic(token.clone()),
            None => break,
        }
    }
    assert_eq!(seen, made);
    let (mut count, mut input) = (0, json!({}));
    loop {
        let page = sns.ok("ListSubscriptions", input);
        count += arns(&page).len();
        match page.get("NextToken") {
            Some(token) => input = json!({ "NextToken": token }),
            None => break,
        }
    }
    assert_eq!(count, 204);
    let wrong = json!({ "TopicArn": topic, "NextToken": "?" });
    sns.fails("ListSubscriptionsByTopic", wrong, INVALID, "Invalid parameter: NextToken");
}

#[test]
fn another_account_subscribes_to_a_topic() {
    let yard = Yard::json();
    let (owner, guest) = (Sns::new(&yard), Sns::of(&yard, "111111111111", "us-east-1"));
    let topic = owner.topic("news");
    let arn = guest.subscribe(&topic, "sqs", "arn:aws:sqs:us-east-1:111111111111:jobs", json!({}));
    assert!(arn.starts_with(&topic));
    let shown = owner.subscription(&arn);
    assert_eq!(shown["Owner"], "111111111111");
    assert_eq!(shown["SubscriptionPrincipal"], "arn:aws:iam::111111111111:user/eventyard");
    assert_eq!(arns(&guest.ok("ListSubscriptions", json!({}))), [arn.as_str()]);
    assert_eq!(arns(&owner.ok("ListSubscriptions", json!({}))), [""; 0]);
    assert_eq!(arns(&owner.ok("ListSubscriptionsByTopic", json!({ "TopicArn": topic }))), [arn.as_str()]);
    let elsewhere = Sns::of(&yard, "000000000000", "eu-west-1");
    let input = json!({ "TopicArn": topic });
    elsewhere.fails("ListSubscriptionsByTopic", input, INVALID, "Invalid parameter: TopicArn");
    owner.ok("Unsubscribe", json!({ "SubscriptionArn": arn }));
    assert_eq!(arns(&guest.ok("ListSubscriptions", json!({}))), [""; 0]);
}

#[test]
fn a_subscription_can_be_looked_at_after_its_topic_is_gone() {
    let yard = Yard::json();
    let sns = Sns::new(&yard);
    let topic = sns.topic("news");
    let arn = sns.subscribe(&topic, "sqs", QUEUE, json!({}));
    let before = sns.subscription(&arn);
    sns.ok("DeleteTopic", json!({ "TopicArn": topic }));
    assert_eq!(sns.subscription(&arn), before);
    assert_eq!(arns(&sns.ok("ListSubscriptions", json!({}))), [""; 0]);
    let input = json!({ "SubscriptionArn": arn, "AttributeName": "RawMessageDelivery", "AttributeValue": "true" });
    sns.fails("SetSubscriptionAttributes", input, "NotFound", "Subscription does not exist");
    yard.advance(601);
    let input = json!({ "SubscriptionArn": arn });
    sns.fails("GetSubscriptionAttributes", input, "NotFound", "Subscription does not exist");
}

#[test]
fn how_many_there_may_be() {
    let yard = Yard::start(Via::Json, strict());
    let sns = Sns::new(&yard);
    let (topic, fifo) = (sns.topic("news"), sns.topic("news.fifo"));
    let filter = json!({ "FilterPolicy": r#"{"a":["b"]}"# });
    for i in 0..200 {
        sns.subscribe(&topic, "sqs", &queue(&format!("q{i}")), filter.clone());
    }
    let input = json!({ "TopicArn": topic, "Protocol": "sqs", "Endpoint": QUEUE, "Attributes": filter });
    assert_eq!(sns.fails("Subscribe", input, "FilterPolicyLimitExceeded", "…").status, 403);
    let arn = sns.subscribe(&topic, "sqs", QUEUE, json!({}));
    let policy = &filter["FilterPolicy"];
    let input = json!({ "SubscriptionArn": arn, "AttributeName": "FilterPolicy", "AttributeValue": policy });
    sns.fails("SetSubscriptionAttributes", input, "FilterPolicyLimitExceeded", "…");
    for i in 0..100 {
        sns.subscribe(&fifo, "sqs", &queue(&format!("q{i}")), json!({}));
    }
    let input = json!({ "TopicArn": fifo, "Protocol": "sqs", "Endpoint": QUEUE });
    assert_eq!(sns.fails("Subscribe", input, "SubscriptionLimitExceeded", "…").status, 403);
}
