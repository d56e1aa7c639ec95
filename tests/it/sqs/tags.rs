//! The tags of queues.

use serde_json::{Value, json};

use crate::support::{BAD_VALUE, over_both};

fn numbered(count: usize) -> Value {
    let mut tags = json!({});
    for i in 0..count {
        tags[format!("k{i}")] = json!("v");
    }
    tags
}

#[test]
fn tags_are_merged_overwritten_and_removed() {
    over_both(|yard| {
        let queue = yard.standard("jobs");
        assert_eq!(queue.ok("ListQueueTags", json!({})).get("Tags"), None, "none, and no empty map");
        let steps = [
            ("TagQueue", json!({ "Tags": { "team": "a", "Team": "b" } }), json!({ "team": "a", "Team": "b" })),
            ("TagQueue", json!({ "Tags": { "team": "c" } }), json!({ "team": "c", "Team": "b" })),
            ("TagQueue", json!({ "Tags": { "empty": "" } }), json!({ "team": "c", "Team": "b", "empty": "" })),
            ("UntagQueue", json!({ "TagKeys": ["team", "unknown"] }), json!({ "Team": "b", "empty": "" })),
        ];
        for (operation, input, expected) in steps {
            queue.ok(operation, input);
            assert_eq!(queue.ok("ListQueueTags", json!({}))["Tags"], expected);
        }
    });
}

#[test]
fn a_queue_can_be_born_with_tags() {
    over_both(|yard| {
        let answer = yard.ok("CreateQueue", json!({ "QueueName": "jobs", "tags": { "team": "a", "päß": "ü &<" } }));
        let tags = yard.ok("ListQueueTags", json!({ "QueueUrl": answer["QueueUrl"] }));
        assert_eq!(tags["Tags"], json!({ "team": "a", "päß": "ü &<" }));
        yard.ok("CreateQueue", json!({ "QueueName": "jobs", "tags": { "team": "b" } }));
        let tags = yard.ok("ListQueueTags", json!({ "QueueUrl": answer["QueueUrl"] }));
        assert_eq!(tags["Tags"]["team"], "a", "tags are neither compared nor changed by a second CreateQueue");
    });
}

#[test]
fn tags_have_bounds() {
    over_both(|yard| {
        let queue = yard.standard("jobs");
        let (key, value) = ("k".repeat(128), "v".repeat(256));
        let mut longest = json!({});
        longest[&key] = json!(value);
        queue.ok("TagQueue", json!({ "Tags": longest }));
        queue.ok("UntagQueue", json!({ "TagKeys": [key] }));

        let text = "The request must contain the parameter Tags.";
        queue.fails("TagQueue", json!({}), "MissingParameter", text);
        let text = "Tag keys must be between 1 and 128 characters in length.";
        queue.fails("UntagQueue", json!({}), BAD_VALUE, text);
        let mut long = json!({});
        long["k".repeat(129)] = json!("v");
        queue.fails("TagQueue", json!({ "Tags": long }), BAD_VALUE, "…");
        queue.fails("TagQueue", json!({ "Tags": { "k": "v".repeat(257) } }), BAD_VALUE, "…");

        let text = "Too many tags added for queue jobs.";
        queue.fails("TagQueue", json!({ "Tags": numbered(51) }), BAD_VALUE, text);
        assert_eq!(queue.ok("ListQueueTags", json!({})).get("Tags"), None, "and nothing is changed");
        queue.ok("TagQueue", json!({ "Tags": numbered(50) }));
        queue.ok("TagQueue", json!({ "Tags": { "k0": "again" } }));
        queue.fails("TagQueue", json!({ "Tags": { "new": "one too many" } }), BAD_VALUE, text);
    });
}

#[test]
fn keys_of_aws_own_are_refused() {
    over_both(|yard| {
        let queue = yard.standard("jobs");
        let text = "Tag keys starting with 'aws:' are reserved for internal use";
        for key in ["aws:", "aws:cloudformation:stack-name", "AWS:x", "Aws:x"] {
            let tags = json!({ "a": "before it", key: "v" });
            queue.fails("TagQueue", json!({ "Tags": tags }), BAD_VALUE, text);
            yard.fails("CreateQueue", json!({ "QueueName": "new", "tags": tags }), BAD_VALUE, text);
        }
        assert_eq!(queue.ok("ListQueueTags", json!({})).get("Tags"), None, "nothing is changed");
        assert_eq!(yard.ok("ListQueues", json!({}))["QueueUrls"], json!([queue.url]), "and nothing created");
        queue.ok("TagQueue", json!({ "Tags": { "aws": "v", "awsome:x": "v", "my-aws:x": "aws:", "äws:": "v" } }));
    });
}
