//! The open connections: those idle for too long are closed, and at shutdown those that wait for nothing at once.
//! A sweep every second instead of a timer a request: the price of a request is two stores.
#![allow(clippy::disallowed_methods, reason = "connections live in real time, and aren't tasks of the world")]

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::sync::Notify;
use tokio::task::AbortHandle;

/// How often is looked.
const SWEEP: Duration = Duration::from_secs(1);

/// All open connections of a server.
#[derive(Debug, Default)]
pub struct Connections {
    open: Mutex<HashMap<u64, Open>>,
    next_id: AtomicU64,
    /// Sweeps so far.
    sweeps: Arc<AtomicU32>,
    closing: AtomicBool,
    /// Rung when the last one has ended.
    none_left: Notify,
}

#[derive(Debug)]
struct Open {
    task: AbortHandle,
    activity: Arc<Activity>,
}

/// What a connection is doing.
#[derive(Debug)]
pub struct Activity {
    /// Requests that are being answered: more than one at a time in HTTP/2.
    requests: AtomicU32,
    /// The sweep at which the last of them was answered: since then the connection is idle, or its head incomplete.
    idle_since: AtomicU32,
    sweeps: Arc<AtomicU32>,
}

/// A request that is being answered.
pub struct Answering(Arc<Activity>);

impl Activity {
    /// Notes that a request has come; it ends when what is returned is dropped.
    pub fn begin(self: Arc<Self>) -> Answering {
        self.requests.fetch_add(1, Ordering::Relaxed);
        Answering(self)
    }

    fn is_busy(&self) -> bool {
        self.requests.load(Ordering::Relaxed) > 0
    }
}

impl Drop for Answering {
    fn drop(&mut self) {
        self.0.idle_since.store(self.0.sweeps.load(Ordering::Relaxed), Ordering::Relaxed);
        self.0.requests.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Connections {
    /// The activity of a connection about to be opened.
    pub fn activity(&self) -> Arc<Activity> {
        let idle_since = AtomicU32::new(self.sweeps.load(Ordering::Relaxed));
        Arc::new(Activity { requests: AtomicU32::new(0), idle_since, sweeps: Arc::clone(&self.sweeps) })
    }

    /// Runs a connection in the background, on `runtime`.
    pub fn spawn(
        self: &Arc<Self>,
        runtime: &Handle,
        activity: Arc<Activity>,
        connection: impl Future<Output = ()> + Send + 'static,
    ) {
        let id = self.next_id.fetch_add(1, Ordering::Relaxed);
        // Made before the task runs, so that it is dropped however the task ends.
        let entry = Entry { connections: Arc::clone(self), id };
        let mut open = self.open();
        let task = runtime.spawn(async move {
            let _entry = entry;
            connection.await;
        });
        open.insert(id, Open { task: task.abort_handle(), activity });
    }

    /// Whether the server is about to stop: answers say that their connection ends.
    pub fn is_closing(&self) -> bool {
        self.closing.load(Ordering::Relaxed)
    }

    /// Closes connections that were idle for `limit`; runs until it is dropped.
    pub async fn sweep(&self, limit: Duration) {
        let limit = u32::try_from(limit.as_secs()).unwrap_or(u32::MAX);
        loop {
            tokio::time::sleep(SWEEP).await;
            let now = self.sweeps.fetch_add(1, Ordering::Relaxed) + 1;
            let idle = |open: &Open| {
                !open.activity.is_busy() && now - open.activity.idle_since.load(Ordering::Relaxed) >= limit
            };
            self.open().values().filter(|open| idle(open)).for_each(|open| open.task.abort());
        }
    }

    /// Closes what is idle and waits until the rest has been answered, for `grace` at most.
    pub async fn close(&self, grace: Duration) {
        self.closing.store(true, Ordering::Relaxed);
        self.open().values().filter(|open| !open.activity.is_busy()).for_each(|open| open.task.abort());
        let all_ended = async {
            loop {
                let ended = self.none_left.notified();
                if self.open().is_empty() {
                    return;
                }
                ended.await;
            }
        };
        if tokio::time::timeout(grace, all_ended).await.is_err() {
            tracing::warn!("some requests did not end in time");
            self.open().values().for_each(|open| open.task.abort());
        }
    }

    fn open(&self) -> MutexGuard<'_, HashMap<u64, Open>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A connection's place among the open ones, given up when its task ends.
struct Entry {
    connections: Arc<Connections>,
    id: u64,
}

impl Drop for Entry {
    fn drop(&mut self) {
        let none_left = {
            let mut open = self.connections.open();
            open.remove(&self.id);
            open.is_empty()
        };
        if none_left {
            self.connections.none_left.notify_waiters();
        }
    }
}
