//! AddPermission and RemovePermission.

use serde_json::{Value, json};

use crate::support::{BAD_VALUE, Queue, over_both};

const ONE: &str = "111111111111";
const TWO: &str = "222222222222";

fn add(label: &str, accounts: &[&str], actions: &[&str]) -> Value {
    json!({ "Label": label, "AWSAccountIds": accounts, "Actions": actions })
}

fn policy(queue: &Queue<'_>) -> Option<Value> {
    queue.attribute("Policy").map(|policy| serde_json::from_str(&policy).expect("JSON"))
}

fn arn(account: &str) -> String {
    format!("arn:aws:iam::{account}:root")
}

#[test]
fn a_permission_is_a_statement_of_the_policy() {
    over_both(|yard| {
        let queue = yard.standard("jobs");
        let statement = |sid: &str, principal: Value, action: Value| {
            json!({
                "Sid": sid, "Effect": "Allow", "Principal": { "AWS": principal },
                "Action": action, "Resource": queue.arn(),
            })
        };
        let one = statement("one", json!(arn(ONE)), json!("SQS:ReceiveMessage"));
        let many =
            statement("many", json!([arn(ONE), arn(TWO)]), json!(["SQS:SendMessage", "SQS:DeleteMessage", "SQS:*"]));
        let document = |statements: Value| {
            let id = format!("{}/SQSDefaultPolicy", queue.arn());
            json!({ "Version": "2008-10-17", "Id": id, "Statement": statements })
        };
        queue.ok("AddPermission", add("one", &[ONE], &["ReceiveMessage"]));
        assert_eq!(policy(&queue), Some(document(json!([one]))));
        queue.ok("AddPermission", add("many", &[ONE, TWO], &["SendMessage", "DeleteMessage", "*"]));
        assert_eq!(policy(&queue), Some(document(json!([one, many]))));
        queue.ok("RemovePermission", json!({ "Label": "one" }));
        assert_eq!(policy(&queue), Some(document(json!([many]))));
        queue.ok("RemovePermission", json!({ "Label": "many" }));
        assert_eq!(policy(&queue), None, "the policy goes with its last statement");
    });
}

#[test]
fn what_can_be_granted() {
    over_both(|yard| {
        let queue = yard.standard("jobs");
        let grantable = [
            "*",
            "SendMessage",
            "ReceiveMessage",
            "DeleteMessage",
            "ChangeMessageVisibility",
            "GetQueueAttributes",
            "GetQueueUrl",
            "ListDeadLetterSourceQueues",
            "PurgeQueue",
        ];
        for (i, action) in grantable.iter().enumerate() {
            queue.ok("AddPermission", add(&format!("label{i}"), &[ONE], &[action]));
        }
    });
}

#[test]
fn what_is_refused() {
    over_both(|yard| {
        let queue = yard.standard("jobs");
        let label = |reason: &str| format!("Value lbl for parameter Label is invalid. Reason: {reason}");
        let unknown = json!({ "Label": "lbl" });
        queue.ok("AddPermission", add("other", &[ONE], &["SendMessage"]));
        queue.fails("RemovePermission", unknown, BAD_VALUE, &label("can't find label."));
        queue.ok("AddPermission", add("lbl", &[ONE], &["SendMessage"]));
        queue.fails("AddPermission", add("lbl", &[TWO], &["SendMessage"]), BAD_VALUE, &label("Already exists."));

        let action = |name: &str, reason: &str| {
            format!("Value SQS:{name} for parameter ActionName is invalid. Reason: {reason}")
        };
        let wsdl = action("Foo", "Please refer to the appropriate WSDL for a list of valid actions. ");
        queue.fails("AddPermission", add("new", &[ONE], &["Foo"]), BAD_VALUE, &wsdl);
        for owners in ["RemovePermission", "AddPermission", "DeleteQueue", "TagQueue", "SetQueueAttributes"] {
            let text = action(owners, "Only the queue owner is allowed to invoke this action.");
            queue.fails("AddPermission", add("new", &[ONE], &[owners]), BAD_VALUE, &text);
        }
        let missing = |name: &str| format!("The request must contain the parameter {name}.");
        queue.fails("AddPermission", add("new", &[ONE], &[]), "MissingParameter", &missing("Actions"));
        queue.fails(
            "AddPermission",
            add("new", &[], &["SendMessage"]),
            BAD_VALUE,
            "Value [] for parameter PrincipalId is invalid. Reason: Unable to verify.",
        );
        let eight = ["*", "SendMessage", "ReceiveMessage", "DeleteMessage", "GetQueueUrl", "PurgeQueue", "*", "*"];
        let fault = queue.fails(
            "AddPermission",
            add("new", &[ONE], &eight),
            "OverLimit",
            "8 Actions were found, maximum allowed is 7.",
        );
        assert_eq!(fault.status, 403);
        for wrong in ["a b", "ü", &"x".repeat(81)] {
            queue.fails("AddPermission", add(wrong, &[ONE], &["SendMessage"]), BAD_VALUE, "…");
        }
    });
}

#[test]
fn removing_a_permission_where_there_is_no_policy() {
    over_both(|yard| {
        let text = "Value lbl for parameter Label is invalid. Reason: can't find label on existing policy.";
        yard.standard("jobs").fails("RemovePermission", json!({ "Label": "lbl" }), BAD_VALUE, text);
    });
}
