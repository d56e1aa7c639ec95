//! The bodies of requests, written as SDKs write them, and what must be read of answers.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Write;

use serde::Deserialize;

/// A queue as requests name it, and the messages sent to it.
#[derive(Clone, Debug)]
pub struct Queue {
    url: String,
    /// The number of message groups; without any it is a standard queue.
    groups: usize,
    /// What fills a message up to its size.
    filler: String,
}

impl Queue {
    /// A queue whose messages have `size` bytes.
    pub fn new(url: String, groups: usize, size: usize) -> Self {
        let mut frame = String::new();
        write_message(&mut frame, 0, "");
        let frame = frame.len() - frame.matches('\\').count();
        let filler = ('a'..='z').cycle().take(size.saturating_sub(frame)).collect();
        Queue { url, groups, filler }
    }

    pub fn url(&self) -> &str {
        &self.url
    }

    /// The account that it belongs to, and its name.
    pub fn account_and_name(&self) -> (&str, &str) {
        let mut parts = self.url.rsplit('/');
        let name = parts.next().unwrap_or_default();
        (parts.next().unwrap_or_default(), name)
    }

    /// SendMessage.
    pub fn send(&self, body: &mut String, number: u64) {
        self.begin(body);
        self.message(body, number);
        body.push('}');
    }

    /// SendMessageBatch of ten.
    pub fn send_batch(&self, body: &mut String, number: u64) {
        self.begin(body);
        entries(body, 0..10, |body, entry| self.message(body, number + entry));
    }

    /// ReceiveMessage of ten, waiting for so many seconds.
    pub fn receive(&self, body: &mut String, wait: u64) {
        self.begin(body);
        put(body, format_args!(r#", "MaxNumberOfMessages": 10, "WaitTimeSeconds": {wait}}}"#));
    }

    /// DeleteMessageBatch of what was received.
    pub fn delete_batch(&self, body: &mut String, received: &Received<'_>) {
        self.begin(body);
        entries(body, &received.messages, |body, message| {
            put(body, format_args!(r#", "ReceiptHandle": "{}""#, message.receipt_handle));
        });
    }

    fn begin(&self, body: &mut String) {
        body.clear();
        put(body, format_args!(r#"{{"QueueUrl": "{}""#, self.url));
    }

    fn message(&self, body: &mut String, number: u64) {
        body.push_str(r#", "MessageBody": ""#);
        write_message(body, number, &self.filler);
        body.push('"');
        if self.groups > 0 {
            let group = number % self.groups as u64;
            put(body, format_args!(r#", "MessageGroupId": "group-{group}", "MessageDeduplicationId": "{number}""#));
        }
    }
}

/// A message: a JSON object, escaped to stand in a JSON string.
fn write_message(body: &mut String, number: u64, filler: &str) {
    put(body, format_args!(r#"{{\"id\":\"{number:012}\",\"type\":\"order.created\",\"note\":\"{filler}\"}}"#));
}

fn entries<T>(body: &mut String, of: impl IntoIterator<Item = T>, mut write: impl FnMut(&mut String, T)) {
    body.push_str(r#", "Entries": ["#);
    for (id, entry) in of.into_iter().enumerate() {
        put(body, format_args!(r#"{}{{"Id": "{id}""#, if id == 0 { "" } else { ", " }));
        write(body, entry);
        body.push('}');
    }
    body.push_str("]}");
}

pub fn put(body: &mut String, text: std::fmt::Arguments<'_>) {
    // Writing to a string can't fail.
    let _ = body.write_fmt(text);
}

/// What CreateQueue answers.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Created {
    pub queue_url: String,
}

/// What ReceiveMessage answers, as far as it is needed.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Received<'a> {
    #[serde(default, borrow)]
    pub messages: Vec<Message<'a>>,
}

/// A received message.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Message<'a> {
    #[serde(borrow)]
    pub receipt_handle: Cow<'a, str>,
}

/// What GetQueueAttributes answers.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Counted {
    pub attributes: BTreeMap<String, String>,
}

/// What PutEvents answers: only whether something failed matters.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct PutAnswer {
    pub failed_entry_count: u64,
}

/// What a batch answers: only what failed matters.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Batch {
    #[serde(default)]
    pub failed: Vec<serde::de::IgnoredAny>,
}
