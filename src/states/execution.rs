//! An execution: its data behind one lock, and beside it what waits for it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

use super::machine::StateMachine;
use super::map_run::{ChildOf, MapRuns};
use super::revision::Revision;
use super::run::{About, Question, Run, Timer};
use crate::aws::text::Text;
use crate::clock::Task;

/// An execution.
#[derive(Debug)]
pub struct Execution {
    /// What doesn't change of it.
    pub about: Arc<About>,
    /// Its state machine.
    pub machine: Arc<StateMachine>,
    /// What it runs.
    pub revision: Arc<Revision>,
    /// Its place among all executions, in the order of their beginnings.
    pub number: u64,
    /// The task of another execution that waits for its end.
    pub parent: Option<(Arc<Execution>, Question)>,
    /// The header by which it is traced.
    pub trace: Option<Text>,
    /// The map run that it is a child of.
    pub child_of: Option<ChildOf>,
    map_runs: Mutex<MapRuns>,
    run: Mutex<Run>,
    /// What is under way for it: no data of the world, and made anew from it.
    under_way: Mutex<HashMap<(usize, Kind), Task>>,
    ended: Notify,
}

/// What is under way for a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A timer.
    Timer(Timer),
    /// A call.
    Call,
    /// The whole execution's time.
    Limit,
}

impl Execution {
    /// An execution that hasn't begun.
    pub fn new(
        run: Run,
        machine: Arc<StateMachine>,
        revision: Arc<Revision>,
        number: u64,
        parent: Option<(Arc<Execution>, Question)>,
        trace: Option<Text>,
    ) -> Self {
        Execution {
            about: Arc::clone(&run.about),
            machine,
            revision,
            number,
            parent,
            trace,
            child_of: None,
            map_runs: Mutex::default(),
            run: Mutex::new(run),
            under_way: Mutex::default(),
            ended: Notify::new(),
        }
    }

    /// Its data.
    pub fn run(&self) -> MutexGuard<'_, Run> {
        self.run.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Its map runs.
    pub fn map_runs(&self) -> MutexGuard<'_, MapRuns> {
        self.map_runs.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The ARN of the map run that it is a child of.
    pub fn map_run_arn(&self) -> Option<String> {
        self.child_of.as_ref().map(|of| of.arn.to_string())
    }

    /// How many items it is for, as a child of a map run.
    pub fn item_count(&self) -> Option<i64> {
        self.child_of.as_ref().and_then(|of| i64::try_from(of.items).ok())
    }

    fn under_way(&self) -> MutexGuard<'_, HashMap<(usize, Kind), Task>> {
        self.under_way.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Keeps what is under way for a frame, in place of an earlier one of its kind. It is begun while the list is
    /// locked, so that it finds itself there when it ends.
    pub fn keep(&self, frame: usize, kind: Kind, begin: impl FnOnce() -> Task) {
        let mut under_way = self.under_way();
        if let Some(earlier) = under_way.insert((frame, kind), begin()) {
            earlier.stop();
        }
    }

    /// Forgets what was under way and is over now.
    pub fn over(&self, frame: usize, kind: Kind) {
        self.under_way().remove(&(frame, kind));
    }

    /// Ends what is under way for a frame.
    pub fn rest(&self, frame: usize) {
        let mut under_way = self.under_way();
        if under_way.is_empty() {
            return;
        }
        let gone: Vec<_> =
            under_way.keys().filter(|(of, kind)| *of == frame && *kind != Kind::Limit).copied().collect();
        gone.iter().filter_map(|key| under_way.remove(key)).for_each(|task| task.stop());
    }

    /// Ends all that is under way.
    pub fn stop(&self) {
        std::mem::take(&mut *self.under_way()).into_values().for_each(|task| task.stop());
    }

    /// Rings for those who wait for its end.
    pub fn ring(&self) {
        self.ended.notify_waiters();
    }

    /// Waits for its end.
    pub async fn end(&self) {
        let ended = self.ended.notified();
        let mut ended = std::pin::pin!(ended);
        ended.as_mut().enable();
        if self.run().stopped.is_none() {
            ended.await;
        }
    }
}
