//! The state machines of the scenarios that begin with `sfn-`: ten states that pass on what comes in, or one that waits.

use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::client::{Client, Service};
use crate::request::put;

/// How many states there are.
const STATES: usize = 10;

/// A state machine, and what its executions get.
#[derive(Clone, Debug)]
pub struct Machine {
    arn: String,
    /// What fills an input up to its size.
    filler: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Created {
    state_machine_arn: String,
}

/// What of an answer tells how an execution has ended.
#[derive(Debug, Deserialize)]
pub struct Ended<'a> {
    pub status: &'a str,
}

/// What ListExecutions answers; here only whether there is anything.
#[derive(Debug, Deserialize)]
pub struct Listed {
    pub executions: Vec<Value>,
}

impl Machine {
    /// Makes a state machine of a type, for inputs of about `size` bytes.
    pub async fn create(client: &mut Client<'_>, run: u64, kind: &str, size: usize) -> Result<Self, String> {
        let states = (1..=STATES).map(|nth| {
            let next = match nth {
                STATES => json!({ "Type": "Pass", "End": true }),
                _ => json!({ "Type": "Pass", "Next": format!("S{}", nth + 1) }),
            };
            (format!("S{nth}"), next)
        });
        Machine::of(client, run, kind, size, states.collect()).await
    }

    /// The same whose first state waits for a day.
    pub async fn create_waiting(client: &mut Client<'_>, run: u64, size: usize) -> Result<Self, String> {
        let wait = json!({ "Type": "Wait", "Seconds": 86_400, "End": true });
        Machine::of(client, run, "STANDARD", size, Map::from_iter([("S1".to_owned(), wait)])).await
    }

    async fn of(
        client: &mut Client<'_>,
        run: u64,
        kind: &str,
        size: usize,
        states: Map<String, Value>,
    ) -> Result<Self, String> {
        let asked = json!({
            "name": format!("load-{run}-{kind}-{}", states.len()),
            "type": kind,
            "roleArn": "arn:aws:iam::000000000000:role/load",
            "definition": json!({ "StartAt": "S1", "States": states }).to_string(),
        });
        let answer = client.call_service(Service::States, "CreateStateMachine", &asked.to_string()).await?;
        let created: Created =
            serde_json::from_slice(answer).map_err(|error| format!("CreateStateMachine: {error}"))?;
        let filler = ('a'..='z').cycle().take(size.saturating_sub(60)).collect();
        Ok(Machine { arn: created.state_machine_arn, filler })
    }

    /// StartExecution or StartSyncExecution.
    pub fn start(&self, body: &mut String, number: u64) {
        body.clear();
        put(body, format_args!(r#"{{"stateMachineArn": "{}", "input": ""#, self.arn));
        put(body, format_args!(r#"{{\"id\":\"{number:012}\",\"type\":\"order\",\"note\":\"{}\"}}"}}"#, self.filler));
    }

    /// Whether any execution hasn't succeeded.
    pub async fn has_others(&self, client: &mut Client<'_>) -> Result<bool, String> {
        for status in ["RUNNING", "FAILED", "TIMED_OUT", "ABORTED"] {
            let asked = json!({ "stateMachineArn": self.arn, "statusFilter": status, "maxResults": 1 });
            let answer = client.call_service(Service::States, "ListExecutions", &asked.to_string()).await?;
            let listed: Listed = serde_json::from_slice(answer).map_err(|error| format!("ListExecutions: {error}"))?;
            if !listed.executions.is_empty() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Takes it away.
    pub async fn delete(&self, client: &mut Client<'_>) -> Result<(), String> {
        let asked = json!({ "stateMachineArn": self.arn });
        client.call_service(Service::States, "DeleteStateMachine", &asked.to_string()).await.map(drop)
    }
}
