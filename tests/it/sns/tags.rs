//! The tags of topics.

use serde_json::{Value, json};

use crate::support::{INVALID, Sns, Yard};

fn tag(key: &str, value: &str) -> Value {
    json!({ "Key": key, "Value": value })
}

fn numbered(count: usize) -> Vec<Value> {
    (0..count).map(|i| tag(&format!("key-{i:02}"), "")).collect()
}

fn tags(sns: &Sns<'_>, topic: &str) -> Value {
    sns.ok("ListTagsForResource", json!({ "ResourceArn": topic }))["Tags"].clone()
}

#[test]
fn tags_are_merged_overwritten_and_removed() {
    let yard = Yard::json();
    let sns = Sns::new(&yard);
    let topic = sns.topic("news");
    assert_eq!(tags(&sns, &topic), "", "an empty list");
    let steps = [
        ("TagResource", json!({ "Tags": [tag("b", "1"), tag("a", "ü &<")] }), json!([tag("a", "ü &<"), tag("b", "1")])),
        ("TagResource", json!({ "Tags": [tag("b", "2")] }), json!([tag("a", "ü &<"), tag("b", "2")])),
        ("TagResource", json!({ "Tags": [tag("B", "")] }), json!([tag("B", ""), tag("a", "ü &<"), tag("b", "2")])),
        ("UntagResource", json!({ "TagKeys": ["a", "unknown"] }), json!([tag("B", ""), tag("b", "2")])),
    ];
    for (operation, mut input, expected) in steps {
        input["ResourceArn"] = json!(topic);
        sns.ok(operation, input);
        assert_eq!(tags(&sns, &topic), expected);
    }
}

#[test]
fn what_is_refused() {
    let yard = Yard::json();
    let sns = Sns::new(&yard);
    let topic = sns.topic("news");
    let broken = |text: &str| format!("1 validation error detected: Value '{text}");
    let (key, value) = ("k".repeat(129), "v".repeat(257));
    let long = |text: &str, member: &str, most: usize| {
        let rule = format!("failed to satisfy constraint: Member must have length less than or equal to {most}");
        broken(&format!("{text}' at 'tags.{member}' {rule}"))
    };
    let cases = [
        (
            json!([tag("a", ""), tag("a", "")]),
            INVALID,
            "Invalid parameter: Duplicated keys are not allowed.".to_owned(),
        ),
        (json!([tag("aws:a", "")]), INVALID, "Invalid parameter: …".to_owned()),
        (json!([tag("AWS:a", "")]), INVALID, "Invalid parameter: …".to_owned()),
        (json!([tag("", "v")]), "ValidationError", broken("' at 'tags.1.member.key' failed…")),
        (json!([tag("a", ""), tag(&key, "")]), "ValidationError", long(&key, "2.member.key", 128)),
        (json!([tag("a", &value)]), "ValidationError", long(&value, "1.member.value", 256)),
        (json!([tag("", &value)]), "ValidationError", "2 validation errors detected: …".to_owned()),
        (
            json!(numbered(51)),
            "TagLimitExceeded",
            "Could not complete request: tag quota of per resource exceeded".to_owned(),
        ),
    ];
    for (list, code, text) in cases {
        sns.fails("TagResource", json!({ "ResourceArn": topic, "Tags": list }), code, &text);
        sns.fails("CreateTopic", json!({ "Name": "other", "Tags": list }), code, &text);
    }
    assert_eq!(tags(&sns, &topic), "", "nothing was tagged");
    sns.ok("TagResource", json!({ "ResourceArn": topic, "Tags": [tag(&key[1..], &value[1..])] }));
}

#[test]
fn a_topic_has_fifty_tags_at_most() {
    let yard = Yard::json();
    let sns = Sns::new(&yard);
    let topic = sns.topic("news");
    let input = |tags: &[Value]| json!({ "ResourceArn": topic, "Tags": tags });
    sns.ok("TagResource", input(&numbered(50)));
    sns.ok("TagResource", input(&[tag("key-07", "again")]));
    let text = "Could not complete request: tag quota of per resource exceeded";
    sns.fails("TagResource", input(&[tag("key-08", "again"), tag("one more", "")]), "TagLimitExceeded", text);
    let tags = tags(&sns, &topic);
    assert_eq!([&tags[7]["Value"], &tags[8]["Value"]], ["again", ""], "all of a request or nothing");
}

#[test]
fn what_is_no_topic_has_no_tags() {
    let yard = Yard::json();
    let sns = Sns::new(&yard);
    sns.topic("news");
    let cases = [
        ("arn:aws:sns:us-east-1:000000000000:other", "ResourceNotFound", "Resource does not exist"),
        ("arn:aws:sns:eu-west-1:000000000000:news", INVALID, "Invalid parameter: ResourceArn"),
        ("arn:aws:sqs:us-east-1:000000000000:news", INVALID, "Invalid parameter: ResourceArn"),
        ("news", INVALID, "Invalid parameter: ResourceArn Reason: An ARN must have at least 6 elements, not 1"),
    ];
    for (arn, code, text) in cases {
        let input = json!({ "ResourceArn": arn, "Tags": [tag("a", "")], "TagKeys": ["a"] });
        for operation in ["TagResource", "UntagResource", "ListTagsForResource"] {
            let fault = sns.fails(operation, input.clone(), code, text);
            assert_eq!(fault.status, if code == INVALID { 400 } else { 404 });
        }
    }
}
