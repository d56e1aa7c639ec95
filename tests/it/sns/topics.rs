//! Topics: made, made again, listed and deleted.

use serde_json::{Value, json};

use crate::support::{INVALID, Sns, Yard};

const OTHER_ATTRIBUTES: &str = "Invalid parameter: Attributes Reason: Topic already exists with different attributes";
const OTHER_TAGS: &str = "Invalid parameter: Tags Reason: Topic already exists with different tags";

fn topics(sns: &Sns<'_>, token: Option<&Value>) -> (Vec<String>, Option<Value>) {
    let answer = sns.ok("ListTopics", token.map_or(json!({}), |token| json!({ "NextToken": token })));
    let list = answer["Topics"].as_array().cloned().unwrap_or_default();
    let arns = list.iter().map(|topic| topic["TopicArn"].as_str().expect("an ARN").to_owned()).collect();
    (arns, answer.get("NextToken").cloned())
}

#[test]
fn names() {
    let yard = Yard::json();
    let sns = Sns::new(&yard);
    let longest = "a".repeat(256);
    for name in ["a", "A-b_9", &longest] {
        assert_eq!(sns.topic(name), format!("arn:aws:sns:us-east-1:000000000000:{name}"));
    }
    assert_eq!(sns.topic("news.fifo"), "arn:aws:sns:us-east-1:000000000000:news.fifo");
    let fifo = json!({ "FifoTopic": "true" });
    let long = "a".repeat(257);
    let cases = [
        json!({}),
        json!({ "Name": "" }),
        json!({ "Name": long }),
        json!({ "Name": "two words" }),
        json!({ "Name": "a:b" }),
        json!({ "Name": "päß" }),
        json!({ "Name": "other.fifo" }),
        json!({ "Name": "other.fifo", "Attributes": { "FifoTopic": "false" } }),
        json!({ "Name": "other", "Attributes": fifo }),
        json!({ "Name": ".fifo", "Attributes": fifo }),
        json!({ "Name": "a.fifo.fifo", "Attributes": fifo }),
    ];
    for input in cases {
        sns.fails("CreateTopic", input, INVALID, "Invalid parameter: Topic Name");
    }
}

#[test]
fn an_arn_is_of_its_region_and_partition() {
    let yard = Yard::json();
    let cases = [
        ("eu-central-1", "arn:aws:sns:eu-central-1:111122223333:news"),
        ("cn-north-1", "arn:aws-cn:sns:cn-north-1:111122223333:news"),
    ];
    for (region, arn) in cases {
        assert_eq!(Sns::of(&yard, "111122223333", region).topic("news"), arn);
    }
}

#[test]
fn a_topic_made_again_is_the_same_or_refused() {
    let yard = Yard::json();
    let sns = Sns::new(&yard);
    let policy = r#"{"http":{"defaultHealthyRetryPolicy":{"numRetries":5}}}"#;
    let archive = r#"{"MessageRetentionPeriod":"30"}"#;
    let attributes =
        json!({ "FifoTopic": "true", "DisplayName": "News", "DeliveryPolicy": policy, "ArchivePolicy": archive });
    let tags = json!([{ "Key": "team", "Value": "a" }, { "Key": "stage", "Value": "test" }]);
    let create =
        |attributes: Value, tags: Value| json!({ "Name": "news.fifo", "Attributes": attributes, "Tags": tags });
    let arn = sns.ok("CreateTopic", create(attributes.clone(), tags.clone()))["TopicArn"].clone();
    let set = json!({ "TopicArn": arn, "AttributeName": "SignatureVersion", "AttributeValue": "2" });
    sns.ok("SetTopicAttributes", set);
    yard.advance(60);
    let with = |more: Value| {
        let mut all = json!({ "FifoTopic": "true" });
        all.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
        all
    };
    let none = json!([]);
    let spaced = r#"{ "http" : {"defaultHealthyRetryPolicy": {"numRetries": 5}} }"#;
    let default = sns.ok("GetTopicAttributes", json!({ "TopicArn": arn }))["Attributes"]["Policy"].clone();
    let same = [
        create(attributes, tags.clone()),
        create(with(json!({})), none.clone()),
        create(with(json!({ "SignatureVersion": "2" })), none.clone()),
        create(with(json!({ "DeliveryPolicy": spaced })), none.clone()),
        create(with(json!({ "ArchivePolicy": archive })), none.clone()),
        create(with(json!({ "Policy": default })), none.clone()),
        create(with(json!({ "ContentBasedDeduplication": "False" })), none.clone()),
        create(with(json!({})), json!([{ "Key": "team", "Value": "a" }])),
    ];
    for input in same {
        assert_eq!(sns.ok("CreateTopic", input.clone())["TopicArn"], arn, "{input}");
    }
    let others = [
        (create(with(json!({ "DisplayName": "Other" })), none.clone()), OTHER_ATTRIBUTES),
        (create(with(json!({ "DisplayName": "News", "KmsMasterKeyId": "key" })), none.clone()), OTHER_ATTRIBUTES),
        (create(with(json!({ "SignatureVersion": "1" })), none.clone()), OTHER_ATTRIBUTES),
        (
            create(with(json!({ "ArchivePolicy": r#"{"MessageRetentionPeriod":"31"}"# })), none.clone()),
            OTHER_ATTRIBUTES,
        ),
        (create(with(json!({})), json!([{ "Key": "team", "Value": "b" }])), OTHER_TAGS),
        (create(with(json!({})), json!([{ "Key": "owner", "Value": "a" }])), OTHER_TAGS),
    ];
    for (input, text) in others {
        sns.fails("CreateTopic", input, INVALID, text);
    }
    let listed = sns.ok("ListTagsForResource", json!({ "ResourceArn": arn }))["Tags"].clone();
    assert_eq!(listed.as_array().map(Vec::len), Some(2), "nothing was changed: {listed}");
}

#[test]
fn a_standard_topic_can_be_made_with_and_without_saying_so() {
    let yard = Yard::json();
    let sns = Sns::new(&yard);
    let arn = sns.topic("news");
    let of = |fifo: &str| json!({ "Name": "news", "Attributes": { "FifoTopic": fifo } });
    assert_eq!(sns.ok("CreateTopic", of("false"))["TopicArn"], arn);
    sns.fails("CreateTopic", of("true"), INVALID, "Invalid parameter: Topic Name");
    let text = "Invalid parameter: Attributes Reason: Unknown attribute ContentBasedDeduplication";
    let input = json!({ "Name": "other", "Attributes": { "ContentBasedDeduplication": "true" } });
    sns.fails("CreateTopic", input, INVALID, text);
    assert_eq!(topics(&sns, None).0, [arn], "a refused topic isn't made");
}

#[test]
fn a_topic_is_listed_by_its_own_account_and_region() {
    let yard = Yard::json();
    let sns = Sns::new(&yard);
    let mut expected: Vec<_> = (0..205).map(|i| sns.topic(&format!("topic-{i}"))).collect();
    expected.sort();
    let other = Sns::of(&yard, "111122223333", "us-east-1");
    let there = Sns::of(&yard, "000000000000", "eu-west-1").topic("topic-1");
    let (first, token) = topics(&sns, None);
    sns.ok("DeleteTopic", json!({ "TopicArn": first[99] }));
    let (second, token) = topics(&sns, token.as_ref());
    let (third, end) = topics(&sns, token.as_ref());
    assert_eq!([first.len(), second.len(), third.len()], [100, 100, 5]);
    assert_eq!(end, None);
    assert_eq!([first, second, third].concat(), expected, "a token stays good when its topic goes");
    assert_eq!(topics(&other, None), (vec![], None));
    assert_eq!(topics(&Sns::of(&yard, "000000000000", "eu-west-1"), None), (vec![there], None));
    sns.fails("ListTopics", json!({ "NextToken": "no token" }), INVALID, "Invalid parameter: NextToken…");
}

#[test]
fn a_topic_is_deleted_with_all_that_was_its_own() {
    let yard = Yard::json();
    let sns = Sns::new(&yard);
    let tagged = json!({ "Name": "news", "Tags": [{ "Key": "team", "Value": "a" }] });
    let arn = sns.ok("CreateTopic", tagged)["TopicArn"].as_str().expect("an ARN").to_owned();
    let subscription = sns.subscribe(&arn, "sqs", "arn:aws:sqs:us-east-1:000000000000:jobs", json!({}));
    for _ in 0..2 {
        sns.ok("DeleteTopic", json!({ "TopicArn": arn }));
    }
    for operation in ["GetTopicAttributes", "ListSubscriptionsByTopic"] {
        let fault = sns.fails(operation, json!({ "TopicArn": arn }), "NotFound", "Topic does not exist");
        assert_eq!(fault.status, 404);
    }
    assert_eq!(sns.ok("ListSubscriptions", json!({}))["Subscriptions"], "", "an empty list");
    assert_eq!(sns.subscription(&subscription)["TopicArn"], arn, "it can still be looked at");
    let again = json!({ "Name": "news", "Tags": [{ "Key": "team", "Value": "b" }] });
    assert_eq!(sns.ok("CreateTopic", again)["TopicArn"], arn);
    let tags = sns.ok("ListTagsForResource", json!({ "ResourceArn": arn }))["Tags"].clone();
    assert_eq!(tags, json!([{ "Key": "team", "Value": "b" }]));
    assert_eq!(sns.ok("ListSubscriptionsByTopic", json!({ "TopicArn": arn }))["Subscriptions"], "");
}

#[test]
fn an_archive_keeps_its_topic() {
    let yard = Yard::json();
    let sns = Sns::new(&yard);
    let arn = sns.topic("news.fifo");
    let set = |value: &str| json!({ "TopicArn": arn, "AttributeName": "ArchivePolicy", "AttributeValue": value });
    sns.ok("SetTopicAttributes", set(r#"{"MessageRetentionPeriod":"30"}"#));
    let text = "Invalid state: Cannot delete a topic with an ArchivePolicy";
    sns.fails("DeleteTopic", json!({ "TopicArn": arn }), "InvalidState", text);
    sns.ok("SetTopicAttributes", set("{}"));
    sns.ok("DeleteTopic", json!({ "TopicArn": arn }));
}

#[test]
fn an_arn_is_checked_before_its_topic_is_sought() {
    let yard = Yard::json();
    let sns = Sns::new(&yard);
    sns.topic("news");
    let elements =
        |count: usize| format!("Invalid parameter: TopicArn Reason: An ARN must have at least 6 elements, not {count}");
    let cases = [
        ("", elements(1)),
        ("news", elements(1)),
        ("arn:aws:sns:us-east-1:000000000000", elements(5)),
        ("arn:aws:sns:eu-west-1:000000000000:news", "Invalid parameter: TopicArn".to_owned()),
        ("arn:aws:sqs:us-east-1:000000000000:news", "Invalid parameter: TopicArn".to_owned()),
    ];
    for operation in ["GetTopicAttributes", "SetTopicAttributes", "DeleteTopic", "AddPermission", "RemovePermission"] {
        for (arn, text) in &cases {
            let input = json!({ "TopicArn": arn, "AttributeName": "DisplayName", "AttributeValue": "", "Label": "l" });
            sns.fails(operation, input, INVALID, text);
        }
    }
    let there = Sns::of(&yard, "111122223333", "us-east-1");
    let arn = "arn:aws:sns:us-east-1:000000000000:news";
    assert_eq!(there.ok("GetTopicAttributes", json!({ "TopicArn": arn }))["Attributes"]["Owner"], "000000000000");
}
