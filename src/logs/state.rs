//! What exists: the service's part of `GET /_eventyard/state`.

use std::sync::Arc;

use serde::Serialize;

use super::Logs;
use super::group::Group;
use super::stream::Stream;
use crate::aws::scope::Scope;

/// A log group as it stands.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LogGroupState {
    /// Its ARN.
    pub arn: String,
    /// For how many days events are kept; null is for ever.
    pub retention_in_days: Option<u16>,
    /// The bytes that AWS counts for its events.
    pub stored_bytes: u64,
    /// Its log streams, by name.
    pub streams: Vec<LogStreamState>,
}

/// A log stream as it stands.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LogStreamState {
    /// Its name.
    pub name: String,
    /// How many events it has.
    pub events: usize,
    /// When what the last one tells of happened, RFC 3339.
    pub last: Option<String>,
}

impl Logs {
    /// The log groups of the chosen accounts and regions, by name.
    pub fn state(&self, chosen: impl Fn(&Scope) -> bool) -> Vec<LogGroupState> {
        let now = self.now();
        let regions = self.regions.all().into_iter().filter(|(scope, _)| chosen(scope));
        let groups: Vec<Arc<Group>> =
            regions.flat_map(|(_, region)| region.groups().values().cloned().collect::<Vec<_>>()).collect();
        let state = |group: Arc<Group>| {
            let oldest = group.oldest(now);
            let streams: Vec<Arc<Stream>> = group.streams().values().cloned().collect();
            let stream = |stream: &Arc<Stream>| {
                let log = stream.log(oldest);
                let last = log.span().map(|(_, last)| last.to_string());
                LogStreamState { name: stream.name.to_string(), events: log.count(), last }
            };
            // Each locks the group's settings.
            let (stored_bytes, retention_in_days) = (group.stored_bytes(now), group.settings().retention);
            LogGroupState {
                arn: group.arn.clone(),
                retention_in_days,
                stored_bytes,
                streams: streams.iter().map(stream).collect(),
            }
        };
        groups.into_iter().map(state).collect()
    }
}
