//! The schedules of the scenario of their name: one-time ones in a group of their own, a message to a queue each, that
//! fire in the course of an hour, a day from now.

use std::time::Duration;

use eventyard::aws::time::Time;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::client::Client;
use crate::request::Queue;
use crate::scenario::Worker;

/// From now to the first firing.
const DAY: Duration = Duration::from_secs(86_400);

/// Seconds over which the firings are spread.
const SPREAD: usize = 3600;

/// A group of schedules.
#[derive(Clone, Debug)]
pub struct Schedules {
    group: String,
    count: usize,
    target: Value,
}

/// A page of ListSchedules, as far as it is needed.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Page {
    schedules: Vec<serde::de::IgnoredAny>,
    next_token: Option<String>,
}

/// What a move of the clock answers, as far as it is needed.
#[derive(Debug, Deserialize)]
struct Moved {
    stopped: Option<String>,
}

impl Schedules {
    /// So many of them, which send to a queue.
    pub fn new(run: u64, count: usize, queue: &Queue) -> Self {
        let (account, name) = queue.account_and_name();
        let target = json!({
            "Arn": format!("arn:aws:sqs:us-east-1:{account}:{name}"),
            "RoleArn": format!("arn:aws:iam::{account}:role/load"),
            "Input": "a reminder",
        });
        Schedules { group: format!("load-{run}"), count, target }
    }

    pub fn count(&self) -> usize {
        self.count
    }

    /// Makes the group. When each schedule fires, as its expression says it: a day from what the clock shows.
    pub async fn prepare(&self, client: &mut Client<'_>) -> Result<Vec<String>, String> {
        client.call_path("POST", &format!("/schedule-groups/{}", self.group), "{}").await?;
        let time: Value = read(client.call_path("GET", "/_eventyard/time", "").await?)?;
        let now = time["now"].as_str().and_then(Time::parse).ok_or("the clock shows no time")?;
        let at = |second| (now + DAY + Duration::from_secs(second)).to_seconds_text();
        Ok((0..SPREAD as u64).map(|second| format!("at({})", at(second).trim_end_matches('Z'))).collect())
    }

    /// CreateSchedule: its path and body.
    pub fn create(&self, nth: usize, fires: &[String]) -> (String, String) {
        let body = json!({
            "GroupName": self.group,
            "ScheduleExpression": fires[nth % fires.len()],
            "FlexibleTimeWindow": { "Mode": "OFF" },
            "Target": self.target,
        });
        (format!("/schedules/schedule-{nth:07}"), body.to_string())
    }

    /// ListSchedules, page by page; how many there were.
    pub async fn list(&self, worker: &mut Worker<'_>) -> usize {
        let (mut found, mut path) = (0, format!("/schedules?ScheduleGroup={}&MaxResults=100", self.group));
        let first = path.clone();
        loop {
            let Some(answer) = worker.call_path("GET", &path, "", 0).await else { return found };
            let page: Page = match read(answer) {
                Ok(page) => page,
                Err(failure) => {
                    worker.tally.failed(failure);
                    return found;
                }
            };
            found += page.schedules.len();
            worker.tally.units += page.schedules.len() as u64;
            let Some(token) = page.next_token else { return found };
            let token: String = form_urlencoded::byte_serialize(token.as_bytes()).collect();
            path = format!("{first}&NextToken={token}");
        }
    }

    /// Moves the clock on until all have fired. The calls are counted as one that fires all.
    pub async fn fire(&self, worker: &mut Worker<'_>) {
        let seconds = DAY.as_secs() + SPREAD as u64;
        // An advance ends early after a million timers, and then stands where it ended: a second one does no harm.
        loop {
            let Some(answer) = worker.call_path("POST", "/_eventyard/time", &advance(seconds), 0).await else { return };
            match read::<Moved>(answer) {
                Ok(Moved { stopped: Some(_) }) => {}
                Ok(Moved { stopped: None }) => {
                    worker.tally.units += self.count as u64;
                    return;
                }
                Err(failure) => {
                    worker.tally.failed(failure);
                    return;
                }
            }
        }
    }

    /// Deletes the group with all that is in it.
    pub async fn delete(&self, client: &mut Client<'_>) -> Result<(), String> {
        client.call_path("DELETE", &format!("/schedule-groups/{}", self.group), "").await.map(drop)
    }
}

/// Real time again.
pub async fn set_clock_back(client: &mut Client<'_>) -> Result<(), String> {
    client.call_path("POST", "/_eventyard/time", r#"{"reset":true}"#).await.map(drop)
}

fn advance(seconds: u64) -> String {
    json!({ "advance": seconds }).to_string()
}

fn read<'a, T: Deserialize<'a>>(answer: &'a [u8]) -> Result<T, String> {
    serde_json::from_slice(answer).map_err(|error| format!("{error}: {}", String::from_utf8_lossy(answer)))
}
