//! `eventyard explain`: the question, and the answer on a terminal, a line a subscription or rule.

use std::fs;
use std::io::Read;

use clap::Args;
use serde_json::{Value, json};

use super::journal::{printable, reason, short};
use super::text;

/// What is asked.
#[derive(Args, Clone, Debug)]
pub struct Asked {
    /// The question as JSON: {"bus":…,"event":…}, {"topic":…,"message":…} or {"pattern":…,"event":…}
    #[arg(required_unless_present = "event", conflicts_with_all = ["event", "bus", "rule"])]
    question: Option<String>,

    /// A file with an event, as PutEvents takes it or whole; `-` reads it from the standard input
    #[arg(long, value_name = "FILE")]
    event: Option<String>,

    /// The event bus that the event would be put on, by name or ARN; else the EventBusName in the file, or the default
    #[arg(long, requires = "event")]
    bus: Option<String>,

    /// Only this rule of the bus
    #[arg(long, requires = "event")]
    rule: Option<String>,
}

impl Asked {
    /// The question as the server takes it.
    ///
    /// # Errors
    /// A file that can't be read, and what is no JSON, in words.
    pub(super) fn question(&self) -> Result<Value, String> {
        let Some(file) = &self.event else {
            let question = self.question.as_deref().unwrap_or_default();
            return serde_json::from_str(question).map_err(|error| format!("the question is no JSON: {error}"));
        };
        let mut text = String::new();
        let read = match file.as_str() {
            "-" => std::io::stdin().read_to_string(&mut text).map(drop),
            file => fs::read_to_string(file).map(|read| text = read),
        };
        read.map_err(|error| format!("{file}: {error}"))?;
        let event: Value = serde_json::from_str(&text).map_err(|error| format!("{file} is no JSON: {error}"))?;
        let entry = event.pointer("/Entries/0").unwrap_or(&event);
        let bus = self.bus.as_deref().or(entry["EventBusName"].as_str()).unwrap_or("default");
        let mut question = json!({ "bus": bus, "event": event });
        if let Some(rule) = &self.rule {
            question["rule"] = rule.as_str().into();
        }
        Ok(question)
    }
}

/// Whether it matches and why not, for each one that was asked about.
pub(super) fn lines(answer: &Value) -> String {
    let list = |name: &str, member: &str, none: &str| {
        let all = answer[name].as_array()?;
        let line = |one: &Value| format!("{}  {}", printable(&short(text(&one[member]))), verdict(one));
        Some(if all.is_empty() { none.to_owned() } else { all.iter().map(line).collect::<Vec<_>>().join("\n") })
    };
    list("subscriptions", "endpoint", "nobody has subscribed")
        .or_else(|| list("rules", "rule", "the bus has no rules"))
        .unwrap_or_else(|| verdict(answer))
}

fn verdict(one: &Value) -> String {
    match one["matches"] {
        Value::Bool(true) if one["targets"] == json!([]) => "matches, but has no targets".to_owned(),
        Value::Bool(true) => "matches".to_owned(),
        _ => printable(&format!("doesn't match  {}", reason(&one["why"]))),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_line_a_subscription() {
        let why = json!({ "path": "color", "wanted": "\"red\"", "got": "blue" });
        assert_eq!(lines(&json!({ "matches": true, "why": null })), "matches");
        let alone = "doesn't match  color wanted \"red\", got \"blue\"";
        assert_eq!(lines(&json!({ "matches": false, "why": why })), alone);
        let billing = json!({ "endpoint": "arn:aws:sqs:us-east-1:000000000000:billing", "matches": true, "why": null });
        let audit = json!({ "endpoint": "https://example.com/audit", "matches": false, "why": why });
        let answer = json!({ "matches": ["…"], "subscriptions": [billing, audit] });
        assert_eq!(lines(&answer), format!("sqs:billing  matches\nhttps://example.com/audit  {alone}"));
        assert_eq!(lines(&json!({ "matches": [], "subscriptions": [] })), "nobody has subscribed");
    }
}
