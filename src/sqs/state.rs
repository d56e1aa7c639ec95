//! What exists: the service's part of `GET /_eventyard/state`.

use serde::Serialize;

use super::queues::shown;
use super::{Sqs, attribute, url};
use crate::aws::pairs::Pairs;
use crate::aws::scope::{Caller, Scope};

/// A queue as it stands.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct QueueState {
    /// Its ARN.
    pub arn: String,
    /// Its URL, by the host of the one who asks.
    pub url: String,
    /// Messages that can be received.
    pub visible: usize,
    /// Messages whose delay has not ended.
    pub delayed: usize,
    /// Messages that are received and hidden.
    pub in_flight: usize,
    /// Its attributes, but for the counted ones.
    pub attributes: Pairs<String>,
    /// Its tags.
    pub tags: Pairs<String>,
}

impl Sqs {
    /// The queues of the chosen accounts and regions.
    pub fn state(&self, at: &Caller<'_>, chosen: impl Fn(&Scope) -> bool) -> Vec<QueueState> {
        let now = self.now();
        let regions = self.shared.regions.all().into_iter().filter(|(scope, _)| chosen(scope));
        let queues = regions.flat_map(|(_, region)| region.queues().values().cloned().collect::<Vec<_>>());
        let uncounted = || attribute::names().filter(|name| !name.starts_with("Approximate"));
        let show = |queue: std::sync::Arc<super::queue::Queue>| {
            let attributes = shown(&queue, now, uncounted());
            let mut state = queue.state();
            let counts = state.counts(now);
            QueueState {
                arn: queue.arn_text.to_string(),
                url: url::of(at, &self.shared.home, &queue.arn.scope, &queue.name),
                visible: counts.visible,
                delayed: counts.delayed,
                in_flight: counts.in_flight,
                attributes,
                tags: state.tags.clone().into_iter().collect(),
            }
        };
        queues.map(show).collect()
    }
}
