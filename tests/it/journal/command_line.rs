//! `eventyard journal` and `eventyard explain`: the binary itself against a server.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use super::{Orders, queue_arn};
use crate::support::{Yard, command, run};

#[test]
fn a_line_a_delivery() {
    let yard = Yard::json();
    let orders = Orders::new(&yard);
    assert_eq!(run(&yard, &["journal"], 0), ["no such delivery"]);
    assert!(run(&yard, &["journal", "--json"], 0).is_empty());
    orders.publish(&[("color", "blue"), ("lost", "yes")]);
    // Without the time, which the tests inside the command line look at.
    let lines: Vec<_> = run(&yard, &["journal"], 0).into_iter().map(|line| line[12..].to_owned()).collect();
    assert_eq!(lines.len(), 3);
    assert!(lines.contains(&"  sns  orders → sqs:billing  delivered  (1 attempt)".to_owned()), "{lines:?}");
    assert!(lines.contains(&"  sns  orders → sqs:red  filtered  color wanted \"red\", got \"blue\"".to_owned()));
    let dropped = "  sns  orders → sqs:lost  dropped  AWS.SimpleQueueService.NonExistentQueue: ";
    assert!(lines.iter().any(|line| line.starts_with(dropped)), "{lines:?}");
    let json = run(&yard, &["journal", "--json", "--to", &queue_arn("red"), "--outcome", "filtered"], 0);
    let record: Value = serde_json::from_str(&json[0]).expect("a record");
    assert_eq!((json.len(), &record["via"]), (1, &json!(orders.red)));
    assert_eq!(run(&yard, &["journal", "--limit", "2"], 0).len(), 2);
    assert_eq!(run(&yard, &["journal", "--after", "1", "--source", "sns", "--from", &orders.topic], 0).len(), 2);
    assert_eq!(run(&yard, &["journal", "--wait", "60", "--via", &orders.lost], 0).len(), 1);
    run(&yard, &["journal", "--source", "nothing"], 1);
    for wrong in [["--outcome", "lost"], ["--limit", "0"], ["--after", "x"]] {
        run(&yard, &["journal", wrong[0], wrong[1]], 2);
    }
}

#[test]
fn all_that_is_kept_is_shown() {
    let yard = Yard::json();
    let orders = Orders::new(&yard);
    for _ in 0..400 {
        orders.publish(&[]);
    }
    assert_eq!(run(&yard, &["journal"], 0).len(), 1200);
    assert_eq!(run(&yard, &["journal", "--limit", "1100"], 0).len(), 1100);
}

#[test]
fn following() {
    let yard = Yard::json();
    let orders = Orders::new(&yard);
    let mut child = command(&yard, &["journal", "--follow", "--outcome", "delivered"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it runs");
    let mut lines = BufReader::new(child.stdout.take().expect("its output")).lines();
    for _ in 0..3 {
        orders.publish(&[]);
        let line = lines.next().expect("a line").expect("UTF-8");
        assert!(line.ends_with("  sns  orders → sqs:billing  delivered  (1 attempt)"), "{line}");
    }
    assert_eq!(run(&yard, &["journal", "--follow", "--limit", "5", "--json"], 0).len(), 5);
    // It goes on until the server is gone.
    let Yard { server, .. } = yard;
    drop(server);
    assert!(lines.next().is_none());
    let output = child.wait_with_output().expect("it ends");
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("is gone"));
}

#[test]
fn following_until_ctrl_c() {
    let yard = Yard::json();
    let orders = Orders::new(&yard);
    orders.publish(&[]);
    let mut child = command(&yard, &["journal", "--follow"]).stdout(Stdio::piped()).spawn().expect("it runs");
    let mut lines = BufReader::new(child.stdout.take().expect("its output")).lines();
    // It listens to signals once it shows something.
    lines.next().expect("a line").expect("UTF-8");
    let interrupt = Command::new("kill").args(["-INT", &child.id().to_string()]).status().expect("kill");
    assert!(interrupt.success());
    assert_eq!(child.wait().expect("it ends").code(), Some(0));
}

#[test]
fn a_line_a_subscription() {
    let yard = Yard::json();
    let orders = Orders::new(&yard);
    let question = json!({ "topic": orders.topic, "message": "m", "attributes": { "color": "blue" } }).to_string();
    let lines = run(&yard, &["explain", &question], 0);
    assert_eq!(lines[0], "sqs:billing  matches");
    assert!(lines.contains(&"sqs:red  doesn't match  color wanted \"red\", got \"blue\"".to_owned()), "{lines:?}");
    let json = run(&yard, &["explain", &question, "--json"], 0).concat();
    assert_eq!(serde_json::from_str::<Value>(&json).expect("JSON")["matches"], json!([orders.billing]));
    let pattern = json!({ "pattern": { "a": ["b"] }, "event": {} }).to_string();
    assert_eq!(run(&yard, &["explain", &pattern], 0), ["doesn't match  a wanted \"b\", is missing"]);
    run(&yard, &["explain", "{"], 1);
    run(&yard, &["explain", "{}"], 1);
}
