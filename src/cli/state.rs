//! `eventyard state`: what exists on a terminal, a line each.

use serde_json::Value;

use super::journal::printable;
use super::text;

/// A line a queue, topic, bus, rule, schedule group, schedule and bucket.
pub(super) fn lines(answer: &Value) -> String {
    let mut lines = Vec::new();
    for queue in list(&answer["sqs"]["queues"]) {
        let count = |name: &str| queue[name].as_u64().unwrap_or_default();
        lines.push(format!(
            "{}  {} visible, {} delayed, {} in flight",
            text(&queue["arn"]),
            count("visible"),
            count("delayed"),
            count("inFlight")
        ));
    }
    for topic in list(&answer["sns"]["topics"]) {
        let subscriptions = list(&topic["subscriptions"]);
        let pending = subscriptions.iter().filter(|one| one["confirmed"] == false).count();
        let mut line = format!("{}  {} subscriptions", text(&topic["arn"]), subscriptions.len());
        if pending > 0 {
            line += &format!(", {pending} of them not confirmed");
        }
        lines.push(line);
    }
    for bus in list(&answer["events"]["buses"]) {
        let rules = list(&bus["rules"]);
        lines.push(format!("{}  {} rules", text(&bus["arn"]), rules.len()));
        for rule in rules {
            let targets = list(&rule["targets"]).len();
            lines.push(format!("  {}  {}, {targets} targets", text(&rule["arn"]), text(&rule["state"])));
        }
    }
    for group in list(&answer["scheduler"]["scheduleGroups"]) {
        let schedules = list(&group["schedules"]);
        lines.push(format!("{}  {} schedules", text(&group["arn"]), schedules.len()));
        lines.extend(schedules.iter().map(|schedule| format!("  {}", of_schedule(schedule))));
    }
    for bucket in list(&answer["s3"]["buckets"]) {
        let count = |name: &str| bucket[name].as_u64().unwrap_or_default();
        lines.push(format!("{}  {} objects, {} bytes", text(&bucket["arn"]), count("objects"), count("bytes")));
    }
    if lines.is_empty() { "nothing exists".to_owned() } else { lines.join("\n") }
}

/// Its ARN, whether it is enabled, what it follows, what it calls and when.
fn of_schedule(schedule: &Value) -> String {
    let [arn, state, expression, zone, target] =
        ["arn", "state", "expression", "timezone", "target"].map(|name| text(&schedule[name]));
    let zone = if zone == "UTC" { String::new() } else { format!(" in {zone}") };
    let next = schedule["next"].as_str().map_or_else(|| "doesn't fire".to_owned(), |at| format!("next at {at}"));
    printable(&format!("{arn}  {state}, {expression}{zone} → {target}, {next}"))
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_line_a_schedule() {
        let schedule = |name: &str, state: &str, zone: &str, next: Value| {
            let target = "arn:aws:sqs:us-east-1:000000000000:jobs";
            json!({
                "arn": name, "state": state, "expression": "cron(0 8 ? * MON-FRI *)", "timezone": zone,
                "target": target, "next": next,
            })
        };
        let schedules = [
            schedule("morning", "ENABLED", "Europe/Vienna", json!("2026-11-23T07:00:00.000Z")),
            schedule("off", "DISABLED", "UTC", Value::Null),
        ];
        let answer = json!({ "scheduler": { "scheduleGroups": [{ "arn": "default", "schedules": schedules }] } });
        let target = "→ arn:aws:sqs:us-east-1:000000000000:jobs";
        let morning = format!("  morning  ENABLED, cron(0 8 ? * MON-FRI *) in Europe/Vienna {target}, next at 2026-");
        let off = format!("  off  DISABLED, cron(0 8 ? * MON-FRI *) {target}, doesn't fire");
        let told = lines(&answer);
        let told: Vec<_> = told.lines().collect();
        assert_eq!((told.len(), told[0], told[2]), (3, "default  2 schedules", off.as_str()));
        assert!(told[1].starts_with(&morning), "{}", told[1]);
        assert_eq!(lines(&json!({ "scheduler": { "scheduleGroups": [] } })), "nothing exists");
    }
}
