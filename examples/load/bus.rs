//! The event bus of the scenario `events`: many rules of every kind, of which one takes what is put and hands it to a
//! queue.

use serde_json::{Value, json};

use crate::client::{Client, Service};
use crate::request::{Queue, put};

/// The rule that takes the events.
const TAKER: &str = "taker";

/// A bus and what is put on it.
#[derive(Clone, Debug)]
pub struct Bus {
    name: String,
    rules: usize,
    /// What fills a detail up to its size.
    filler: String,
}

impl Bus {
    /// A bus with `rules` rules, for events whose details have about `size` bytes.
    pub fn new(run: u64, rules: usize, size: usize) -> Self {
        let filler = ('a'..='z').cycle().take(size.saturating_sub(100)).collect();
        Bus { name: format!("load-{run}"), rules, filler }
    }

    /// Makes the bus, its rules, and the one target.
    pub async fn create(&self, client: &mut Client<'_>, queue: &Queue) -> Result<(), String> {
        call(client, "CreateEventBus", json!({ "Name": self.name })).await?;
        for nth in 1..self.rules {
            self.put_rule(client, &name(nth), pattern(nth)).await?;
        }
        self.put_rule(client, TAKER, json!({ "source": ["shop"], "detail": { "type": ["order.created"] } })).await?;
        let (account, queue) = queue.account_and_name();
        let target = json!({ "Id": "queue", "Arn": format!("arn:aws:sqs:us-east-1:{account}:{queue}") });
        let asked = json!({ "EventBusName": self.name, "Rule": TAKER, "Targets": [target] });
        call(client, "PutTargets", asked).await
    }

    async fn put_rule(&self, client: &mut Client<'_>, name: &str, pattern: Value) -> Result<(), String> {
        let asked = json!({ "EventBusName": self.name, "Name": name, "EventPattern": pattern.to_string() });
        call(client, "PutRule", asked).await
    }

    /// Takes all of it away, as far as it was made.
    pub async fn delete(&self, client: &mut Client<'_>) -> Result<(), String> {
        let rule = |name: &str| json!({ "EventBusName": self.name, "Name": name });
        // Where it wasn't made there is no target to remove.
        let targets = json!({ "EventBusName": self.name, "Rule": TAKER, "Ids": ["queue"] });
        let removed = call(client, "RemoveTargets", targets).await;
        for nth in 1..self.rules {
            call(client, "DeleteRule", rule(&name(nth))).await?;
        }
        call(client, "DeleteRule", rule(TAKER)).await?;
        call(client, "DeleteEventBus", json!({ "Name": self.name })).await.and(removed)
    }

    /// PutEvents of ten.
    pub fn put_events(&self, body: &mut String, number: u64) {
        body.clear();
        body.push_str(r#"{"Entries": ["#);
        for entry in 0..10 {
            let comma = if entry == 0 { "" } else { ", " };
            put(body, format_args!(r#"{comma}{{"EventBusName": "{}", "Source": "shop", "#, self.name));
            put(body, format_args!(r#""DetailType": "order", "Detail": "{{\"id\":\"{:012}\","#, number + entry));
            put(body, format_args!(r#"\"type\":\"order.created\",\"total\":50,\"note\":\"{}\"}}"}}"#, self.filler));
        }
        body.push_str("]}");
    }
}

async fn call(client: &mut Client<'_>, operation: &str, asked: Value) -> Result<(), String> {
    client.call_service(Service::Events, operation, &asked.to_string()).await.map(drop)
}

fn name(nth: usize) -> String {
    format!("rule-{nth}")
}

/// A pattern that no event of this load fits, though some parts of it do: each operator has its turn.
fn pattern(nth: usize) -> Value {
    let field = match nth % 10 {
        0 => json!({ "type": [format!("order.{nth}")] }),
        1 => json!({ "type": [{ "prefix": format!("order.{nth}") }] }),
        2 => json!({ "type": [{ "suffix": format!("{nth}.created") }] }),
        3 => json!({ "type": [{ "equals-ignore-case": format!("Order.{nth}") }] }),
        4 => json!({ "type": [{ "wildcard": format!("*.{nth}*created") }] }),
        5 => json!({ "type": [{ "anything-but": ["order.created", format!("order.{nth}")] }] }),
        6 => json!({ "total": [{ "numeric": [">", 100 + nth, "<=", 200 + nth] }] }),
        7 => json!({ format!("field-{nth}"): [{ "exists": true }] }),
        8 => json!({ "type": ["order.created"], "customer": { "id": [format!("{nth}")] } }),
        _ => json!({ "$or": [{ "total": [nth + 100] }, { "type": [format!("bill.{nth}")] }] }),
    };
    json!({ "source": ["shop"], "detail": field })
}
