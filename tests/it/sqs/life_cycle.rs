//! Queues come, are found and listed, are purged and go.

use aws_sdk_sqs::error::ProvideErrorMetadata;
use aws_sdk_sqs::types::QueueAttributeName;
use eventyard::{Config, Eventyard};
use serde_json::{Value, json};

use crate::support::{BAD_VALUE, NO_QUEUE, Via, Yard, client, no_such_queue, over_both, strict};

const STANDARD_NAME: &str = "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length";
const FIFO_NAME: &str = "The name of a FIFO queue can only include alphanumeric characters, hyphens, or underscores, \
                         must end with .fifo suffix and be 1 to 80 in length";

#[tokio::test]
async fn an_application_makes_finds_lists_and_deletes_queues() {
    let server = Eventyard::start(Config::default()).expect("a server");
    let sqs = client(&server);
    let create = sqs.create_queue().queue_name("jobs").attributes(QueueAttributeName::DelaySeconds, "5");
    let url = create.tags("team", "a").send().await.expect("a queue").queue_url.expect("a URL");
    assert_eq!(url, format!("{}/000000000000/jobs", server.endpoint_url()));
    let found = sqs.get_queue_url().queue_name("jobs").send().await.expect("found");
    assert_eq!(found.queue_url(), Some(url.as_str()));
    let listed = sqs.list_queues().send().await.expect("listed");
    assert_eq!(listed.queue_urls(), [url.as_str()]);
    let all = sqs.get_queue_attributes().queue_url(&url).attribute_names(QueueAttributeName::All).send().await;
    let all = all.expect("attributes").attributes.expect("some");
    assert_eq!(all[&QueueAttributeName::DelaySeconds], "5");
    sqs.purge_queue().queue_url(&url).send().await.expect("purged");
    sqs.delete_queue().queue_url(&url).send().await.expect("deleted");
    assert!(sqs.list_queues().send().await.expect("listed").queue_urls.is_none());
    let error = sqs.get_queue_url().queue_name("jobs").send().await.expect_err("gone").into_service_error();
    assert!(error.is_queue_does_not_exist());
    assert_eq!(error.code(), Some(NO_QUEUE));
}

#[test]
fn names() {
    let longest = "x".repeat(80);
    let longest_fifo = format!("{}.fifo", "x".repeat(75));
    let too_long = "x".repeat(81);
    let too_long_fifo = format!("{}.fifo", "x".repeat(76));
    over_both(|yard| {
        let fifo = json!({ "FifoQueue": "true" });
        for right in ["a", "A-b_9", &longest] {
            yard.standard(right);
        }
        for right in ["a.fifo", &longest_fifo] {
            yard.queue(right, fifo.clone());
        }
        for wrong in ["a b", "a.b", "a/b", "ü", "a.fifo.x", "a.fifo", &too_long] {
            yard.fails("CreateQueue", json!({ "QueueName": wrong }), BAD_VALUE, STANDARD_NAME);
        }
        for wrong in ["a", "a.FIFO", ".fifo", "a b.fifo", "a.b.fifo", &too_long_fifo] {
            let input = json!({ "QueueName": wrong, "Attributes": fifo });
            yard.fails("CreateQueue", input, BAD_VALUE, FIFO_NAME);
        }
        let fault = yard.call("CreateQueue", json!({ "QueueName": "" })).expect_err("an empty name");
        assert_eq!(fault.status, 400);
        let text = "The request must contain the parameter QueueName.";
        yard.fails("CreateQueue", json!({}), "MissingParameter", text);
        assert_ne!(yard.standard("A").url, yard.standard("a").url, "letters are told from capitals");
    });
}

#[test]
fn creating_a_queue_again() {
    let differs =
        |name: &str| format!("A queue already exists with the same name and a different value for attribute {name}");
    over_both(|yard| {
        let queue = yard.queue("jobs", json!({ "DelaySeconds": "5", "Policy": "{\"Version\":\"1\"}" }));
        let create =
            |attributes: Value| yard.call("CreateQueue", json!({ "QueueName": "jobs", "Attributes": attributes }));
        let refuse = |attributes: Value, text: &str| {
            let input = json!({ "QueueName": "jobs", "Attributes": attributes });
            yard.fails("CreateQueue", input, "QueueAlreadyExists", text);
        };
        queue.send("m");
        for same in [
            json!({}),
            json!({ "DelaySeconds": "5" }),
            json!({ "VisibilityTimeout": "30" }),
            json!({ "DelaySeconds": "5", "MaximumMessageSize": "1048576" }),
            json!({ "Policy": "{ \"Version\": \"1\" }" }),
        ] {
            let answer = create(same.clone()).unwrap_or_else(|fault| panic!("{same}: {fault:?}"));
            assert_eq!(answer["QueueUrl"], queue.url);
        }
        refuse(json!({ "DelaySeconds": "6" }), &differs("DelaySeconds"));
        refuse(json!({ "DelaySeconds": "5", "VisibilityTimeout": "31" }), &differs("VisibilityTimeout"));
        let wrong = json!({ "QueueName": "jobs", "Attributes": { "DelaySeconds": "901" } });
        yard.fails("CreateQueue", wrong, "InvalidAttributeValue", "Invalid value for the parameter DelaySeconds.");
        queue.set(json!({ "DelaySeconds": "6" }));
        refuse(json!({ "DelaySeconds": "5" }), &differs("DelaySeconds"));
        create(json!({ "DelaySeconds": "6" })).expect("what was set since is compared");
    });
}

#[test]
fn a_deleted_queue_is_gone_for_every_operation() {
    over_both(|yard| {
        let queue = yard.standard("jobs");
        queue.send("m");
        let handle = queue.receive_one()["ReceiptHandle"].clone();
        queue.ok("DeleteQueue", json!({}));
        let entry = json!([{ "Id": "1", "MessageBody": "m", "ReceiptHandle": handle, "VisibilityTimeout": 1 }]);
        let operations = [
            ("AddPermission", json!({ "Label": "l", "AWSAccountIds": ["111111111111"], "Actions": ["*"] })),
            ("ChangeMessageVisibility", json!({ "ReceiptHandle": handle, "VisibilityTimeout": 1 })),
            ("ChangeMessageVisibilityBatch", json!({ "Entries": entry })),
            ("DeleteMessage", json!({ "ReceiptHandle": handle })),
            ("DeleteMessageBatch", json!({ "Entries": entry })),
            ("DeleteQueue", json!({})),
            ("GetQueueAttributes", json!({})),
            ("ListDeadLetterSourceQueues", json!({})),
            ("ListQueueTags", json!({})),
            ("PurgeQueue", json!({})),
            ("ReceiveMessage", json!({})),
            ("RemovePermission", json!({ "Label": "l" })),
            ("SendMessage", json!({ "MessageBody": "m" })),
            ("SendMessageBatch", json!({ "Entries": entry })),
            ("SetQueueAttributes", json!({ "Attributes": { "DelaySeconds": "1" } })),
            ("TagQueue", json!({ "Tags": { "k": "v" } })),
            ("UntagQueue", json!({ "TagKeys": ["k"] })),
        ];
        for (operation, input) in operations {
            let fault = queue.fails(operation, input, NO_QUEUE, no_such_queue(yard.via));
            assert_eq!(fault.status, 400);
        }
        yard.fails("GetQueueUrl", json!({ "QueueName": "jobs" }), NO_QUEUE, no_such_queue(yard.via));
        let queue = yard.standard("jobs");
        assert_eq!(queue.counts(), [0, 0, 0], "one of the same name is another queue");
        queue.fails("DeleteMessage", json!({ "ReceiptHandle": handle }), "ReceiptHandleIsInvalid", "…");
    });
}

#[test]
fn queues_are_listed_by_name_and_by_pages() {
    over_both(|yard| {
        assert_eq!(yard.ok("ListQueues", json!({})), json!({}));
        let mut urls: Vec<String> =
            ["b-2", "a-1", "b-1", "B-1", "a-2", "b-3"].map(|name| yard.standard(name).url.clone()).to_vec();
        urls.sort();
        assert_eq!(yard.ok("ListQueues", json!({})), json!({ "QueueUrls": urls }));
        let of =
            |prefix: &str| -> Vec<&String> { urls.iter().filter(|url| url.contains(&format!("/{prefix}"))).collect() };
        assert_eq!(yard.ok("ListQueues", json!({ "QueueNamePrefix": "b-" })), json!({ "QueueUrls": of("b-") }));
        assert_eq!(yard.ok("ListQueues", json!({ "QueueNamePrefix": "c" })), json!({}));

        let mut listed: Vec<Value> = Vec::new();
        let mut input = json!({ "QueueNamePrefix": "b-", "MaxResults": 2 });
        for pages in 1.. {
            let page = yard.ok("ListQueues", input.clone());
            listed.extend(page["QueueUrls"].as_array().expect("a list").clone());
            match page.get("NextToken") {
                Some(token) => input["NextToken"] = token.clone(),
                None => {
                    assert_eq!(pages, 2);
                    break;
                }
            }
        }
        assert_eq!(json!(listed), json!(of("b-")));
        let exactly = yard.ok("ListQueues", json!({ "QueueNamePrefix": "b-", "MaxResults": 3 }));
        assert_eq!(exactly.get("NextToken"), None, "no more exist");
        for wrong in [0, 1001, -1] {
            let fault = yard.call("ListQueues", json!({ "MaxResults": wrong })).expect_err("refused");
            assert_eq!(fault.code, BAD_VALUE);
        }
        let fault =
            yard.call("ListQueues", json!({ "NextToken": "no token !", "MaxResults": 1 })).expect_err("refused");
        assert_eq!(fault.status, 400);
    });
}

#[test]
fn a_page_without_a_size_has_a_thousand_and_no_token() {
    let yard = Yard::json();
    for i in 0..1005 {
        yard.standard(&format!("queue-{i:04}"));
    }
    let answer = yard.ok("ListQueues", json!({}));
    assert_eq!(answer["QueueUrls"].as_array().map(Vec::len), Some(1000));
    assert_eq!(answer.get("NextToken"), None);
}

#[test]
fn a_purge_takes_all_messages() {
    over_both(|yard| {
        let queue = yard.standard("jobs");
        queue.send("in flight");
        let message = queue.receive_one();
        queue.send("visible");
        queue.send_with("delayed", json!({ "DelaySeconds": 60 }));
        assert_eq!(queue.counts(), [1, 1, 1]);
        queue.ok("PurgeQueue", json!({}));
        queue.ok("PurgeQueue", json!({}));
        assert_eq!(queue.counts(), [0, 0, 0]);
        yard.advance(100);
        assert_eq!(queue.bodies(), [""; 0]);
        queue.delete(&message);
        queue.send("new");
        assert_eq!(queue.bodies(), ["new"]);
    });
}

#[test]
fn the_waiting_rules_of_aws() {
    for via in [Via::Json, Via::Query] {
        let yard = Yard::start(via, strict());
        let queue = yard.standard("jobs");
        queue.ok("PurgeQueue", json!({}));
        yard.advance(59);
        let text = "Only one PurgeQueue operation on jobs is allowed every 60 seconds.";
        let code = "AWS.SimpleQueueService.PurgeQueueInProgress";
        assert_eq!(queue.fails("PurgeQueue", json!({}), code, text).status, 403);
        yard.advance(1);
        queue.ok("PurgeQueue", json!({}));

        queue.ok("DeleteQueue", json!({}));
        yard.advance(59);
        let text = "You must wait 60 seconds after deleting a queue before you can create another with the same name.";
        let code = "AWS.SimpleQueueService.QueueDeletedRecently";
        yard.fails("CreateQueue", json!({ "QueueName": "jobs" }), code, text);
        yard.standard("another");
        yard.advance(1);
        yard.standard("jobs");
    }
}
