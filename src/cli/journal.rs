//! The journal on a terminal: a line a delivery, and following it.

use std::io::{self, Write};

use axum::body::Body;
use axum::http::Method;
use clap::Args;
use http_body_util::BodyExt;
use serde_json::Value;

use super::{Target, text};

/// How many records are asked for at a time where all are wanted.
const MOST: usize = 1000;

/// Which records are shown. What isn't given doesn't matter.
#[derive(Args, Clone, Debug)]
pub struct Wanted {
    /// Go on with what comes, until ctrl-c
    #[arg(long)]
    pub follow: bool,
    /// Wait so many seconds for a record that fits
    #[arg(long, conflicts_with = "follow")]
    pub wait: Option<f64>,
    /// Of this service, such as sns
    #[arg(long)]
    pub source: Option<String>,
    /// From this topic's or bus's ARN
    #[arg(long)]
    pub from: Option<String>,
    /// By this subscription's or rule's ARN
    #[arg(long)]
    pub via: Option<String>,
    /// To this ARN or URL
    #[arg(long)]
    pub to: Option<String>,
    /// Of the message or event with this id
    #[arg(long)]
    pub message: Option<String>,
    /// That ended so
    #[arg(long, value_parser = ["delivered", "filtered", "retrying", "dead-lettered", "dropped"])]
    pub outcome: Option<String>,
    /// At most so many; by default all that are kept
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..))]
    pub limit: Option<u32>,
    /// Only those after the record with this id
    #[arg(long)]
    pub after: Option<u64>,
}

impl Wanted {
    fn query(&self, more: &[(&str, String)]) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        let filters = [
            ("source", &self.source),
            ("from", &self.from),
            ("via", &self.via),
            ("to", &self.to),
            ("message", &self.message),
            ("outcome", &self.outcome),
        ];
        for (name, value) in filters {
            if let Some(value) = value {
                query.append_pair(name, value);
            }
        }
        query.extend_pairs(more).finish()
    }

    fn limit(&self) -> usize {
        self.limit.map_or(usize::MAX, |limit| usize::try_from(limit).unwrap_or(usize::MAX))
    }

    pub(super) async fn show(self, target: &Target) -> Result<String, String> {
        if self.follow {
            return tokio::select! {
                ended = self.follow(target) => ended,
                _ = tokio::signal::ctrl_c() => Ok(String::new()),
            };
        }
        let mut left = self.limit();
        let mut after = self.after.unwrap_or_default();
        let mut wait = self.wait;
        let mut shown = false;
        while left > 0 {
            let limit = left.min(MOST);
            let mut page = vec![("limit", limit.to_string()), ("after", after.to_string())];
            page.extend(wait.take().map(|seconds| ("wait", seconds.to_string())));
            let answer = target.get(&format!("journal?{}", self.query(&page))).await?;
            let records = answer["records"].as_array().map(Vec::as_slice).unwrap_or_default();
            for record in records {
                shown = true;
                if !print(target, record) {
                    return Ok(String::new());
                }
            }
            if records.len() < limit {
                break;
            }
            left -= limit;
            after = answer["last"].as_u64().unwrap_or(u64::MAX);
        }
        Ok(if shown || target.json { String::new() } else { "no such delivery".to_owned() })
    }

    /// Shows what comes until there were enough; that the server ends is an error.
    async fn follow(&self, target: &Target) -> Result<String, String> {
        let after = self.after.map(|after| ("after", after.to_string()));
        let path = format!("journal/stream?{}", self.query(after.as_slice()));
        let mut body = target.open(Method::GET, &path, Body::empty()).await?.into_body();
        let mut left = self.limit();
        let mut unread = Vec::new();
        while left > 0 {
            let gone = || format!("{} is gone", target.endpoint);
            let frame = body.frame().await.ok_or_else(gone)?.map_err(|_| gone())?;
            let Ok(data) = frame.into_data() else { continue };
            unread.extend_from_slice(&data);
            let whole = unread.iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
            for line in unread[..whole].split(|byte| *byte == b'\n') {
                let Some(record) = line.strip_prefix(b"data: ") else { continue };
                let record = serde_json::from_slice(record).map_err(|wrong| format!("a record: {wrong}"))?;
                left -= 1;
                if !print(target, &record) || left == 0 {
                    return Ok(String::new());
                }
            }
            unread.drain(..whole);
        }
        Ok(String::new())
    }
}

/// Prints a record; whether somebody still reads.
fn print(target: &Target, record: &Value) -> bool {
    let line = if target.json { record.to_string() } else { line(record) };
    let mut out = io::stdout().lock();
    writeln!(out, "{line}").and_then(|()| out.flush()).is_ok()
}

/// A record as a line: when, which service, from where to where, how it ended and why.
fn line(record: &Value) -> String {
    let at = text(&record["at"]);
    let time = at.get(11..23).unwrap_or(at);
    let source = text(&record["source"]);
    let from = short(text(&record["from"]));
    let from = from.strip_prefix(source).and_then(|name| name.strip_prefix(':')).unwrap_or(&from);
    let outcome = text(&record["outcome"]);
    let attempts = match record["attempts"].as_array().map_or(0, Vec::len) {
        0 => String::new(),
        1 => "  (1 attempt)".to_owned(),
        many => format!("  ({many} attempts)"),
    };
    let why = reason(&record["why"]);
    let why = if why.is_empty() { why } else { format!("  {why}") };
    printable(&format!("{time}  {source}  {from} → {}  {outcome}{why}{attempts}", short(text(&record["to"]))))
}

/// Why something was not delivered, in words; nothing where it was.
pub(super) fn reason(why: &Value) -> String {
    if why["error"].is_string() {
        return format!("{}: {}", text(&why["error"]), text(&why["text"]));
    }
    let Some(path) = why["path"].as_str() else { return String::new() };
    let path = if path.is_empty() { "the message" } else { path };
    match why["missing"].as_bool() {
        Some(true) => format!("{path} wanted {}, is missing", text(&why["wanted"])),
        _ => format!("{path} wanted {}, got {}", text(&why["wanted"]), why["got"]),
    }
}

/// An ARN as service and name, such as `sqs:billing`; all else as it is.
pub(super) fn short(name: &str) -> String {
    let parts: Vec<&str> = name.splitn(6, ':').collect();
    match parts[..] {
        ["arn", _, service, _, _, resource] => format!("{service}:{resource}"),
        _ => name.to_owned(),
    }
}

/// What others have sent mustn't steer the terminal.
pub(super) fn printable(line: &str) -> String {
    line.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[track_caller]
    fn check(more: Value, expected: &str) {
        let mut record = json!({
            "id": 1, "at": "2040-01-01T12:00:01.123Z", "source": "sns",
            "from": "arn:aws:sns:us-east-1:000000000000:orders", "via": "arn:aws:sns:us-east-1:000000000000:orders:1",
            "to": "arn:aws:sqs:us-east-1:000000000000:billing", "message": "m", "outcome": "delivered",
            "attempts": [{ "at": "2040-01-01T12:00:01.123Z", "error": null }], "why": null,
        });
        for (name, value) in more.as_object().into_iter().flatten() {
            record[name] = value.clone();
        }
        assert_eq!(line(&record), format!("12:00:01.123  sns  orders → {expected}"));
    }

    #[test]
    fn a_line_a_delivery() {
        check(json!({}), "sqs:billing  delivered  (1 attempt)");
        check(json!({ "to": "https://example.com/a" }), "https://example.com/a  delivered  (1 attempt)");
        let why = json!({ "path": "color", "wanted": "\"red\"", "got": "blue" });
        let filtered = json!({ "outcome": "filtered", "attempts": [], "why": why });
        check(filtered, "sqs:billing  filtered  color wanted \"red\", got \"blue\"");
        let why = json!({ "path": "color", "wanted": "\"red\"", "got": null, "missing": true });
        let filtered = json!({ "outcome": "filtered", "attempts": [], "why": why });
        check(filtered, "sqs:billing  filtered  color wanted \"red\", is missing");
        let why = json!({ "path": "", "wanted": "a JSON object", "got": "hello" });
        let filtered = json!({ "outcome": "filtered", "attempts": [], "why": why });
        check(filtered, "sqs:billing  filtered  the message wanted a JSON object, got \"hello\"");
        let why = json!({ "error": "AWS.SimpleQueueService.NonExistentQueue", "text": "No\u{1b}[31m queue." });
        let dropped = json!({ "outcome": "dropped", "why": why, "attempts": [{}, {}] });
        check(dropped, "sqs:billing  dropped  AWS.SimpleQueueService.NonExistentQueue: No [31m queue.  (2 attempts)");
    }
}
