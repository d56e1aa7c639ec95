//! The answer to a question on a terminal: a line a subscription or rule.

use serde_json::Value;

use super::journal::{printable, reason, short};
use super::text;

/// Whether it matches and why not, for each one that was asked about.
pub(super) fn lines(answer: &Value) -> String {
    let Some(subscriptions) = answer["subscriptions"].as_array() else { return verdict(answer) };
    if subscriptions.is_empty() {
        return "nobody has subscribed".to_owned();
    }
    let line = |one: &Value| format!("{}  {}", printable(&short(text(&one["endpoint"]))), verdict(one));
    subscriptions.iter().map(line).collect::<Vec<_>>().join("\n")
}

fn verdict(one: &Value) -> String {
    match one["matches"] {
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
