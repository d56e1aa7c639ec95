//! Those who wait by a long poll: a line in which the first one watches and the others stand behind.
//! No data of the world is here; after a restart the line is simply empty.

use std::future::Future;

use tokio::sync::{Notify, Semaphore};

use super::Clock;
use crate::aws::time::Time;

/// The line before one queue.
///
/// Only the one at its head looks at the queue, woken by [`ring`](Line::ring) or by the clock; when it has got what it
/// wanted, its time is over or its client has left, the next one becomes the head and looks in turn. So waiters are
/// served in the order in which they came, one message wakes one of them, and nothing is lost with one that leaves.
#[derive(Debug)]
pub struct Line {
    head: Semaphore,
    bell: Notify,
}

impl Default for Line {
    fn default() -> Self {
        Line { head: Semaphore::new(1), bell: Notify::new() }
    }
}

/// What a look at the queue found.
pub enum Look<T> {
    /// What was waited for.
    Found(T),
    /// Nothing yet; at this time another look may find something, rung or not.
    Again(Option<Time>),
}

impl Line {
    /// Says that there may be something to find.
    pub fn ring(&self) {
        self.bell.notify_one();
    }

    /// Whether somebody waits: who comes now has to stand behind.
    pub fn is_waited_in(&self) -> bool {
        self.head.available_permits() == 0
    }

    /// Waits until `look` finds something, or until `end`. On a frozen clock it ends when as much real time has
    /// passed: a client's patience isn't emulated.
    pub async fn wait<T>(&self, clock: &Clock, end: Time, look: impl FnMut(Time) -> Look<T>) -> Option<T> {
        tokio::select! {
            biased;
            found = self.stand(clock, end, look) => found,
            () = clock.patience(end.since(clock.now())) => None,
        }
    }

    async fn stand<T>(&self, clock: &Clock, end: Time, mut look: impl FnMut(Time) -> Look<T>) -> Option<T> {
        // Cancelled anywhere in here, the permit goes to the next in line, who looks before it waits.
        let _head = before(clock, end, self.head.acquire()).await?;
        loop {
            let rung = self.bell.notified();
            let now = clock.now();
            match look(now) {
                Look::Found(found) => return Some(found),
                Look::Again(_) if now >= end || clock.is_closed() => return None,
                Look::Again(at) => before(clock, at.map_or(end, |at| at.min(end)), rung).await,
            };
        }
    }
}

/// What `event` gives, unless `end` comes first.
async fn before<T>(clock: &Clock, end: Time, event: impl Future<Output = T>) -> Option<T> {
    tokio::select! {
        biased;
        given = event => Some(given),
        () = clock.wait_until(end) => None,
    }
}
