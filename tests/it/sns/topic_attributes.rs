//! What topics are set to, and what they show.

use serde_json::{Value, json};

use crate::support::{INVALID, Sns, Yard};

const EFFECTIVE: &str = r#"{"http":{"defaultHealthyRetryPolicy":{"minDelayTarget":20,"maxDelayTarget":20,"numRetries":3,"numMaxDelayRetries":0,"numNoDelayRetries":0,"numMinDelayRetries":0,"backoffFunction":"linear"},"disableSubscriptionOverrides":false,"defaultRequestPolicy":{"headerContentType":"text/plain; charset=UTF-8"}}}"#;

fn shown(sns: &Sns<'_>, topic: &str) -> Value {
    sns.ok("GetTopicAttributes", json!({ "TopicArn": topic }))["Attributes"].clone()
}

fn set(topic: &str, name: &str, value: &str) -> Value {
    json!({ "TopicArn": topic, "AttributeName": name, "AttributeValue": value })
}

fn default_policy(topic: &str) -> String {
    let actions = [
        "GetTopicAttributes",
        "SetTopicAttributes",
        "AddPermission",
        "RemovePermission",
        "DeleteTopic",
        "Subscribe",
        "ListSubscriptionsByTopic",
        "Publish",
    ];
    let statement = json!({
        "Sid": "__default_statement_ID", "Effect": "Allow", "Principal": { "AWS": "*" },
        "Action": actions.map(|action| format!("SNS:{action}")), "Resource": topic,
        "Condition": { "StringEquals": { "AWS:SourceOwner": "000000000000" } },
    });
    json!({ "Version": "2008-10-17", "Id": "__default_policy_ID", "Statement": [statement] }).to_string()
}

#[test]
fn what_a_new_topic_shows() {
    let yard = Yard::json();
    let sns = Sns::new(&yard);
    let all = |topic: &str| {
        json!({
            "TopicArn": topic, "Owner": "000000000000", "DisplayName": "", "Policy": default_policy(topic),
            "EffectiveDeliveryPolicy": EFFECTIVE,
            "SubscriptionsConfirmed": "0", "SubscriptionsPending": "0", "SubscriptionsDeleted": "0",
        })
    };
    let (standard, fifo) = (sns.topic("news"), sns.topic("news.fifo"));
    assert_eq!(shown(&sns, &standard), all(&standard));
    let mut of_fifo = all(&fifo);
    of_fifo["FifoTopic"] = json!("true");
    of_fifo["ContentBasedDeduplication"] = json!("false");
    assert_eq!(shown(&sns, &fifo), of_fifo);
}

/// Name, value, and what is shown; nothing where the attribute isn't shown any more.
const SET: &[(&str, &str, Option<&str>)] = &[
    ("DisplayName", "News & more", Some("News & more")),
    ("DisplayName", "", Some("")),
    ("SignatureVersion", "2", Some("2")),
    ("SignatureVersion", "1", Some("1")),
    ("TracingConfig", "Active", Some("Active")),
    ("TracingConfig", "PassThrough", Some("PassThrough")),
    ("MaximumMessageSize", "1024", Some("1024")),
    ("MaximumMessageSize", "1048576", Some("1048576")),
    ("KmsMasterKeyId", "alias/aws/sns", Some("alias/aws/sns")),
    ("KmsMasterKeyId", "", None),
    ("ContentBasedDeduplication", "True", Some("true")),
    ("FifoThroughputScope", "MessageGroup", Some("MessageGroup")),
    ("FifoThroughputScope", "Topic", Some("Topic")),
    ("ArchivePolicy", r#"{"MessageRetentionPeriod":"365"}"#, Some(r#"{"MessageRetentionPeriod":"365"}"#)),
    ("ArchivePolicy", "{}", None),
    ("HTTPSuccessFeedbackRoleArn", "arn:aws:iam::000000000000:role/log", Some("arn:aws:iam::000000000000:role/log")),
    ("SQSFailureFeedbackRoleArn", "arn:aws:iam::000000000000:role/log", Some("arn:aws:iam::000000000000:role/log")),
    ("SQSFailureFeedbackRoleArn", "", None),
    ("LambdaSuccessFeedbackSampleRate", "0", Some("0")),
    ("FirehoseSuccessFeedbackSampleRate", "100", Some("100")),
    ("ApplicationSuccessFeedbackSampleRate", "5", Some("5")),
    (
        "Policy",
        r#"{"Statement":{"Effect":"Allow","Principal":"*","Action":"sns:publish","Resource":"*"}}"#,
        Some(r#"{"Statement":{"Effect":"Allow","Principal":"*","Action":"sns:publish","Resource":"*"}}"#),
    ),
];

#[test]
fn what_is_set_is_shown() {
    let yard = Yard::json();
    let sns = Sns::new(&yard);
    let topic = sns.topic("news.fifo");
    for (name, value, expected) in SET {
        sns.ok("SetTopicAttributes", set(&topic, name, value));
        assert_eq!(shown(&sns, &topic).get(*name).and_then(Value::as_str), *expected, "{name} {value}");
    }
    sns.ok("SetTopicAttributes", set(&topic, "Policy", ""));
    assert_eq!(shown(&sns, &topic)["Policy"], default_policy(&topic));
}

const SIZE: &str = "is not an integer between 1024 and 1048576 bytes";
const RATE: &str = "value provided is not an integer between 0-100";
const SCOPE: &str = "Policy statement action out of service scope!";

/// Name, value, and what follows "Invalid parameter: "; CreateTopic puts "Attributes Reason: " between.
fn refused() -> Vec<(&'static str, String, String)> {
    let action = |action: &str| {
        json!({ "Statement": [{ "Effect": "Allow", "Principal": "*", "Action": action, "Resource": "*" }] }).to_string()
    };
    let mut cases: Vec<(&str, String, String)> = [
        ("SignatureVersion", "3", "SignatureVersion: Invalid value [3]"),
        ("TracingConfig", "Passive", "TracingConfig: Invalid value [Passive]"),
        ("FifoThroughputScope", "Queue", "FifoThroughputScope: Invalid value [Queue]"),
        (
            "ContentBasedDeduplication",
            "perhaps",
            "ContentBasedDeduplication: Invalid value [perhaps]. Must be true or false.",
        ),
        ("Policy", "no JSON", "Policy Error: null"),
        ("Policy", "[]", "Policy Error: null"),
        ("ArchivePolicy", "no JSON", "ArchivePolicy: failed to parse JSON. …"),
        (
            "ArchivePolicy",
            "{\"MessageRetentionPeriod\":\"0\"}",
            "ArchivePolicy: MessageRetentionPeriod value is invalid",
        ),
        ("ArchivePolicy", "{\"MessageRetentionPeriod\":366}", "ArchivePolicy: MessageRetentionPeriod value is invalid"),
        ("HTTPSuccessFeedbackRoleArn", "role", "HTTPSuccessFeedbackRoleArn: Invalid value [role]"),
    ]
    .map(|(name, value, text)| (name, value.to_owned(), text.to_owned()))
    .into();
    cases.push(("DisplayName", "n".repeat(101), "DisplayName".to_owned()));
    for size in ["1023", "1048577", "-1", "many", "1024.5", "", " 2048 "] {
        cases.push(("MaximumMessageSize", size.to_owned(), format!("MaximumMessageSize: {size} {SIZE}")));
    }
    for rate in ["101", "500", "-1", "half"] {
        let text = format!("SQSSuccessFeedbackSampleRate: {rate} {RATE}");
        cases.push(("SQSSuccessFeedbackSampleRate", rate.to_owned(), text));
    }
    for wrong in ["SNS:*", "*", "SNS:Publishx", "sns:CreateTopic", "kms:Decrypt", "Publish"] {
        cases.push(("Policy", action(wrong), SCOPE.to_owned()));
    }
    cases
}

#[test]
fn what_is_refused() {
    let yard = Yard::json();
    let sns = Sns::new(&yard);
    let topic = sns.topic("news.fifo");
    let before = shown(&sns, &topic);
    for (name, value, text) in refused() {
        sns.fails("SetTopicAttributes", set(&topic, name, &value), INVALID, &format!("Invalid parameter: {text}"));
        let mut attributes = json!({ "FifoTopic": "true" });
        attributes[name] = json!(value);
        let create = json!({ "Name": "other.fifo", "Attributes": attributes });
        sns.fails("CreateTopic", create, INVALID, &format!("Invalid parameter: Attributes Reason: {text}"));
    }
    assert_eq!(shown(&sns, &topic), before);
}

#[test]
fn attributes_that_a_topic_does_not_have() {
    let yard = Yard::json();
    let sns = Sns::new(&yard);
    let (standard, fifo) = (sns.topic("news"), sns.topic("news.fifo"));
    let both =
        ["FifoTopic", "Owner", "TopicArn", "EffectiveDeliveryPolicy", "displayName", "", "SMSFailureFeedbackRoleArn"];
    for name in both {
        for topic in [&standard, &fifo] {
            sns.fails("SetTopicAttributes", set(topic, name, "true"), INVALID, "Invalid parameter: AttributeName");
        }
    }
    for name in ["ContentBasedDeduplication", "FifoThroughputScope", "ArchivePolicy"] {
        sns.fails("SetTopicAttributes", set(&standard, name, "true"), INVALID, "Invalid parameter: AttributeName");
        let text = format!("Invalid parameter: Attributes Reason: Unknown attribute {name}");
        sns.fails("CreateTopic", json!({ "Name": "other", "Attributes": { name: "true" } }), INVALID, &text);
    }
}

#[test]
fn an_archive_begins_when_it_is_first_set() {
    let yard = Yard::json();
    let sns = Sns::new(&yard);
    let topic = sns.topic("news.fifo");
    let begin = |days: &str| {
        let policy = format!(r#"{{"MessageRetentionPeriod":"{days}"}}"#);
        sns.ok("SetTopicAttributes", set(&topic, "ArchivePolicy", &policy));
        shown(&sns, &topic)["BeginningArchiveTime"].clone()
    };
    let first = begin("30");
    yard.advance(60);
    assert_eq!(begin("60"), first, "another retention is the same archive");
    sns.ok("SetTopicAttributes", set(&topic, "ArchivePolicy", "{}"));
    assert_eq!(shown(&sns, &topic).get("BeginningArchiveTime"), None);
    assert_ne!(begin("30"), first);
}

#[test]
fn subscriptions_are_counted() {
    let yard = Yard::json();
    let sns = Sns::new(&yard);
    let topic = sns.topic("news");
    let counts = || {
        let shown = shown(&sns, &topic);
        ["Confirmed", "Pending", "Deleted"]
            .map(|kind| shown[format!("Subscriptions{kind}")].as_str().map(str::to_owned))
    };
    let expected = |counts: [&str; 3]| counts.map(|count| Some(count.to_owned()));
    let queue = sns.subscribe(&topic, "sqs", "arn:aws:sqs:us-east-1:000000000000:jobs", json!({}));
    sns.subscribe(&topic, "email", "somebody@example.com", json!({}));
    sns.subscribe(&topic, "sms", "+15551234567", json!({}));
    assert_eq!(counts(), expected(["2", "1", "0"]));
    for _ in 0..2 {
        sns.ok("Unsubscribe", json!({ "SubscriptionArn": queue }));
    }
    assert_eq!(counts(), expected(["1", "1", "1"]));
}

#[test]
fn large_messages_are_for_few_protocols_and_subscriptions() {
    let yard = Yard::json();
    let sns = Sns::new(&yard);
    let protocols = |names: &str| {
        format!(
            "Invalid parameter: MaximumMessageSize greater than 262144 bytes is not supported for the following \
             protocol: [{names}]"
        )
    };
    let topic = sns.topic("news");
    sns.subscribe(&topic, "sms", "+15551234567", json!({}));
    sns.subscribe(&topic, "email", "somebody@example.com", json!({}));
    let large = |topic: &str| set(topic, "MaximumMessageSize", "262145");
    sns.fails("SetTopicAttributes", large(&topic), INVALID, &protocols("email, sms"));
    sns.ok("SetTopicAttributes", set(&topic, "MaximumMessageSize", "262144"));

    let topic = sns.topic("big");
    sns.ok("SetTopicAttributes", large(&topic));
    let email = json!({ "TopicArn": topic, "Protocol": "email", "Endpoint": "somebody@example.com" });
    sns.fails("Subscribe", email, INVALID, &protocols("email"));
    let subscribe = |i: usize| {
        sns.subscribe(&topic, "sqs", &format!("arn:aws:sqs:us-east-1:000000000000:jobs-{i}"), json!({}));
    };
    (0..100).for_each(subscribe);
    sns.ok("SetTopicAttributes", large(&topic));
    subscribe(100);
    let text = "Invalid parameter: A topic with MaximumMessageSize greater than 262144 bytes supports a maximum of 100 \
                subscriptions";
    sns.fails("SetTopicAttributes", large(&topic), INVALID, text);
    sns.ok("SetTopicAttributes", set(&topic, "DisplayName", "others can still be set"));
}

#[test]
fn a_data_protection_policy_is_kept_as_it_is() {
    let yard = Yard::json();
    let sns = Sns::new(&yard);
    let policy = |direction: &str| {
        format!(
            r#"{{ "Name": "p", "Statement": [{{ "DataDirection": "{direction}", "Operation": {{ "Deny": {{}} }} }}] }}"#
        )
    };
    let of = |arn: &str| json!({ "ResourceArn": arn });
    let kept = |arn: &str| sns.ok("GetDataProtectionPolicy", of(arn))["DataProtectionPolicy"].clone();
    let put = |arn: &str, policy: &str| json!({ "ResourceArn": arn, "DataProtectionPolicy": policy });
    let topic = sns.topic("news");
    assert_eq!(kept(&topic), "");
    sns.ok("PutDataProtectionPolicy", put(&topic, &policy("Inbound")));
    assert_eq!(kept(&topic), policy("Inbound"));
    assert_eq!(shown(&sns, &topic).get("DataProtectionPolicy"), None);
    let reason = |text: &str| format!("Invalid parameter: DataProtectionPolicy Reason: {text}");
    let direction = reason("Statement DataDirection must be either Inbound or Outbound");
    for (given, text) in
        [("no JSON", reason("…")), (&policy("Sideways"), direction), (&"x".repeat(30_721), reason("…"))]
    {
        sns.fails("PutDataProtectionPolicy", put(&topic, given), INVALID, &text);
        let create = json!({ "Name": "other", "DataProtectionPolicy": given });
        sns.fails("CreateTopic", create, INVALID, &text);
    }
    assert_eq!(kept(&topic), policy("Inbound"));
    sns.ok("PutDataProtectionPolicy", put(&topic, ""));
    assert_eq!(kept(&topic), "");
    let created = json!({ "Name": "other", "DataProtectionPolicy": policy("Outbound") });
    let other = sns.ok("CreateTopic", created)["TopicArn"].as_str().expect("an ARN").to_owned();
    assert_eq!(kept(&other), policy("Outbound"));
    let unknown = "arn:aws:sns:us-east-1:000000000000:unknown";
    sns.fails("GetDataProtectionPolicy", of(unknown), "NotFound", "Topic does not exist");
    sns.fails("GetDataProtectionPolicy", of("x"), INVALID, "Invalid parameter: ResourceArn Reason: An ARN must…");
}
