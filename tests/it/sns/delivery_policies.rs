//! Delivery policies of topics and of their HTTP subscriptions: checked, shown, and what is in effect.

use serde_json::{Value, json};

use crate::support::{INVALID, Sns, Yard};

const RETRY: [&str; 7] = [
    "minDelayTarget",
    "maxDelayTarget",
    "numRetries",
    "numMaxDelayRetries",
    "numNoDelayRetries",
    "numMinDelayRetries",
    "backoffFunction",
];

/// A whole retry policy, in AWS's order.
fn retry(numbers: [u32; 6], backoff: &str) -> Value {
    let numbers = numbers.map(Value::from).into_iter().chain([json!(backoff)]);
    RETRY.into_iter().map(str::to_owned).zip(numbers).collect::<serde_json::Map<_, _>>().into()
}

fn default_retry() -> Value {
    retry([20, 20, 3, 0, 0, 0], "linear")
}

fn set_of_topic(topic: &str, policy: &str) -> Value {
    json!({ "TopicArn": topic, "AttributeName": "DeliveryPolicy", "AttributeValue": policy })
}

fn set_of_subscription(arn: &str, policy: &str) -> Value {
    json!({ "SubscriptionArn": arn, "AttributeName": "DeliveryPolicy", "AttributeValue": policy })
}

#[test]
fn a_topics_policy_lies_over_the_default() {
    let yard = Yard::json();
    let sns = Sns::new(&yard);
    let topic = sns.topic("news");
    let effective = |retry: Value, content_type: &str| {
        json!({ "http": {
            "defaultHealthyRetryPolicy": retry, "disableSubscriptionOverrides": false,
            "defaultRequestPolicy": { "headerContentType": content_type },
        } })
    };
    let plain = "text/plain; charset=UTF-8";
    let none = json!({ "http": { "disableSubscriptionOverrides": false } });
    let json_type = json!({ "http": { "defaultRequestPolicy": { "headerContentType": "application/json" } } });
    let few = json!({ "http": { "defaultHealthyRetryPolicy": {
        "minDelayTarget": 5, "maxDelayTarget": 6, "numRetries": 1,
    } } });
    // Given, shown, in effect. Each replaces the one before it as a whole.
    let steps = [
        (
            json_type.to_string(),
            json!({ "http": {
                "disableSubscriptionOverrides": false,
                "defaultRequestPolicy": { "headerContentType": "application/json" },
            } }),
            effective(default_retry(), "application/json"),
        ),
        (
            few.to_string(),
            json!({ "http": {
                "defaultHealthyRetryPolicy": { "minDelayTarget": 5, "maxDelayTarget": 6, "numRetries": 1 },
                "disableSubscriptionOverrides": false,
            } }),
            effective(retry([5, 6, 1, 0, 0, 0], "linear"), plain),
        ),
        (r#"{"http":{"defaultHealthyRetryPolicy":null}}"#.to_owned(), none.clone(), effective(default_retry(), plain)),
        (r#"{"http":null}"#.to_owned(), none.clone(), effective(default_retry(), plain)),
        (r#"{"http":{"disableSubscriptionOverrides":null}}"#.to_owned(), none, effective(default_retry(), plain)),
        (String::new(), Value::Null, effective(default_retry(), plain)),
    ];
    for (given, shown, effective) in steps {
        sns.ok("SetTopicAttributes", set_of_topic(&topic, &given));
        let attributes = sns.ok("GetTopicAttributes", json!({ "TopicArn": topic }))["Attributes"].clone();
        let shown = if shown.is_null() { shown } else { json!(shown.to_string()) };
        assert_eq!(attributes["DeliveryPolicy"], shown, "{given}");
        assert_eq!(attributes["EffectiveDeliveryPolicy"], effective.to_string(), "{given}");
    }
}

#[test]
fn a_subscriptions_policy_lies_over_its_topics() {
    let yard = Yard::json();
    let sns = Sns::new(&yard);
    let topic = sns.topic("news");
    let own = json!({ "requestPolicy": { "headerContentType": "text/csv" } }).to_string();
    let arn = sns.subscribe(&topic, "http", "http://localhost:9/x", json!({ "DeliveryPolicy": own }));
    let whole = |healthy: Value, throttle: Value, request: Value| {
        json!({
            "healthyRetryPolicy": healthy, "sicklyRetryPolicy": null, "throttlePolicy": throttle,
            "requestPolicy": request, "guaranteed": false,
        })
    };
    let content = |name: &str| json!({ "headerContentType": name });
    let shown = || {
        let shown = sns.subscription(&arn);
        ["DeliveryPolicy", "EffectiveDeliveryPolicy"].map(|name| shown[name].clone())
    };
    let expected = |own: Value, effective: Value| [own, effective].map(|policy| json!(policy.to_string()));
    let csv = whole(Value::Null, Value::Null, content("text/csv"));
    assert_eq!(shown(), expected(csv.clone(), whole(default_retry(), Value::Null, content("text/csv"))));

    let of_topic = json!({ "http": {
        "defaultHealthyRetryPolicy": { "numRetries": 9 }, "defaultThrottlePolicy": { "maxReceivesPerSecond": 5 },
        "defaultRequestPolicy": { "headerContentType": "application/json" },
    } });
    sns.ok("SetTopicAttributes", set_of_topic(&topic, &of_topic.to_string()));
    let nine = retry([20, 20, 9, 0, 0, 0], "linear");
    let five = json!({ "maxReceivesPerSecond": 5 });
    assert_eq!(shown(), expected(csv, whole(nine.clone(), five.clone(), content("text/csv"))));

    let most = retry([1, 1, 0, 0, 0, 0], "geometric");
    let thousand = json!({ "maxReceivesPerSecond": 1000 });
    let own = json!({ "healthyRetryPolicy": most, "throttlePolicy": thousand }).to_string();
    sns.ok("SetSubscriptionAttributes", set_of_subscription(&arn, &own));
    let own = whole(most.clone(), thousand.clone(), Value::Null);
    assert_eq!(shown(), expected(own.clone(), whole(most, thousand, content("application/json"))));

    let mut strict = of_topic;
    strict["http"]["disableSubscriptionOverrides"] = json!(true);
    sns.ok("SetTopicAttributes", set_of_topic(&topic, &strict.to_string()));
    assert_eq!(shown(), expected(own, whole(nine, five, content("application/json"))), "the topic has the last word");
}

/// Members of a retry policy, and what is wrong with them.
const WRONG: &[(&str, &str)] = &[
    (r#""minDelayTarget":0"#, ".minDelayTarget must be greater than or equal to 1"),
    (r#""minDelayTarget":-1"#, ".minDelayTarget must be greater than or equal to 1"),
    (r#""minDelayTarget":3601"#, ".minDelayTarget must be less than or equal to 3600"),
    (r#""maxDelayTarget":3601"#, ".maxDelayTarget must be less than or equal to 3600"),
    (r#""minDelayTarget":5,"maxDelayTarget":3"#, ".maxDelayTarget must be greater than or equal to minDelayTarget"),
    (r#""numRetries":101"#, ".numRetries must be less than or equal to 100"),
    (r#""numRetries":-1"#, ".numRetries must be greater than or equal to 0"),
    (r#""numNoDelayRetries":-1"#, ".numNoDelayRetries must be greater than or equal to 0"),
    (r#""numRetries":2,"numNoDelayRetries":1,"numMinDelayRetries":1,"numMaxDelayRetries":1"#, ".numRetries must be …"),
    (
        r#""minDelayTarget":3600,"maxDelayTarget":3600,"numRetries":2"#,
        " must not retry for longer than 3600 seconds in all",
    ),
    (r#""minDelayTarget":"5""#, ".minDelayTarget type mismatch, expecting integer, received a string"),
    (r#""numRetries":1.5"#, ".numRetries type mismatch, expecting integer, received a number"),
    (r#""numRetries":18446744073709551615"#, ".numRetries type mismatch, expecting integer, received a number"),
    (r#""backoffFunction":"cubic""#, ".backoffFunction type mismatch, …"),
];

#[test]
fn a_wrong_retry_policy_is_named_where_it_stands() {
    let yard = Yard::json();
    let sns = Sns::new(&yard);
    let topic = sns.topic("news");
    let arn = sns.subscribe(&topic, "http", "http://localhost:9/x", json!({}));
    for (members, wrong) in WRONG {
        for name in ["defaultHealthyRetryPolicy", "defaultSicklyRetryPolicy"] {
            let policy = format!(r#"{{"http":{{"{name}":{{{members}}}}}}}"#);
            let text = format!("DeliveryPolicy: http.{name}{wrong}");
            let set = set_of_topic(&topic, &policy);
            sns.fails("SetTopicAttributes", set, INVALID, &format!("Invalid parameter: {text}"));
            let create = json!({ "Name": "other", "Attributes": { "DeliveryPolicy": policy } });
            sns.fails("CreateTopic", create, INVALID, &format!("Invalid parameter: Attributes Reason: {text}"));
        }
        for name in ["healthyRetryPolicy", "sicklyRetryPolicy"] {
            let text = format!("Invalid parameter: DeliveryPolicy: {name}{wrong}");
            let policy = format!(r#"{{"{name}":{{{members}}}}}"#);
            sns.fails("SetSubscriptionAttributes", set_of_subscription(&arn, &policy), INVALID, &text);
        }
    }
}

#[test]
fn what_is_no_policy_is_refused() {
    let yard = Yard::json();
    let sns = Sns::new(&yard);
    let topic = sns.topic("news");
    let cases = [
        ("{http}", "failed to parse JSON. …"),
        ("[]", "must be a JSON object"),
        (r#"{"https":{}}"#, "Unexpected JSON member: https"),
        (r#"{"http":[]}"#, "http type mismatch, expecting object, received an array"),
        (r#"{"http":{"throttlePolicy":{}}}"#, "Unexpected JSON member: throttlePolicy"),
        (r#"{"http":{"defaultHealthyRetryPolicy":{"retries":1}}}"#, "Unexpected JSON member: retries"),
        (
            r#"{"http":{"disableSubscriptionOverrides":"true"}}"#,
            "http.disableSubscriptionOverrides type mismatch, expecting boolean, received a string",
        ),
        (
            r#"{"http":{"defaultThrottlePolicy":{"maxReceivesPerSecond":0}}}"#,
            "http.defaultThrottlePolicy.maxReceivesPerSecond must be greater than or equal to 1",
        ),
        (
            r#"{"http":{"defaultRequestPolicy":{"headerContentType":"image/png"}}}"#,
            "http.defaultRequestPolicy.headerContentType …",
        ),
    ];
    for (policy, text) in cases {
        let text = format!("Invalid parameter: DeliveryPolicy: {text}");
        sns.fails("SetTopicAttributes", set_of_topic(&topic, policy), INVALID, &text);
    }
    let shown = sns.ok("GetTopicAttributes", json!({ "TopicArn": topic }));
    assert_eq!(shown["Attributes"].get("DeliveryPolicy"), None);
}
