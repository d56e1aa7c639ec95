//! An execution: its data behind one lock, and beside it what waits for it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use tokio::sync::Notify;

use super::machine::StateMachine;
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
    /// The header by which it is traced.
    pub trace: Option<Text>,
    run: Mutex<Run>,
    /// What is under way for it: no data of the world, and made anew from it.
    under_way: Mutex<HashMap<(usize, Kind), UnderWay>>,
    /// The tasks of other executions that wait for its end.
    parents: Mutex<Vec<(Arc<Execution>, Question)>>,
    ended: Notify,
}

/// What is under way for a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A timer.
    Timer(Timer),
    /// A call.
    Call,
    /// An execution that the frame's task has begun and waits for.
    Child,
    /// The whole execution's time.
    Limit,
}

/// Something that is under way.
#[derive(Debug)]
enum UnderWay {
    Task(Task),
    Child(Weak<Execution>),
}

impl UnderWay {
    /// Ends a task; a child is for the caller to stop.
    fn end(self) -> Option<Arc<Execution>> {
        match self {
            UnderWay::Task(task) => task.stop(),
            UnderWay::Child(child) => return child.upgrade(),
        }
        None
    }
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
            trace,
            run: Mutex::new(run),
            under_way: Mutex::default(),
            parents: Mutex::new(Vec::from_iter(parent)),
            ended: Notify::new(),
        }
    }

    /// Its data.
    pub fn run(&self) -> MutexGuard<'_, Run> {
        self.run.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn under_way(&self) -> MutexGuard<'_, HashMap<(usize, Kind), UnderWay>> {
        self.under_way.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Keeps what is under way for a frame, in place of an earlier one of its kind. It is begun while the list is
    /// locked, so that it finds itself there when it ends.
    pub fn keep(&self, frame: usize, kind: Kind, begin: impl FnOnce() -> Task) {
        let mut under_way = self.under_way();
        if let Some(UnderWay::Task(earlier)) = under_way.insert((frame, kind), UnderWay::Task(begin())) {
            earlier.stop();
        }
    }

    /// Keeps the execution that a frame's task waits for.
    pub fn keep_child(&self, frame: usize, child: &Arc<Execution>) {
        self.under_way().insert((frame, Kind::Child), UnderWay::Child(Arc::downgrade(child)));
    }

    /// Takes in a task of another execution that waits for its end; once is enough.
    pub fn watch(&self, parent: &Arc<Execution>, question: Question) {
        let mut parents = self.parents.lock().unwrap_or_else(PoisonError::into_inner);
        if !parents.iter().any(|(known, asked)| Arc::ptr_eq(known, parent) && *asked == question) {
            parents.push((Arc::clone(parent), question));
        }
    }

    /// The tasks that wait for its end, which are told now.
    pub fn take_parents(&self) -> Vec<(Arc<Execution>, Question)> {
        std::mem::take(&mut *self.parents.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Forgets what was under way and is over now.
    pub fn over(&self, frame: usize, kind: Kind) {
        self.under_way().remove(&(frame, kind));
    }

    /// Ends what is under way for a frame. The executions that it had begun and waited for are left to the caller.
    pub fn rest(&self, frame: usize) -> Vec<Arc<Execution>> {
        let mut under_way = self.under_way();
        if under_way.is_empty() {
            return Vec::new();
        }
        let gone: Vec<_> =
            under_way.keys().filter(|(of, kind)| *of == frame && *kind != Kind::Limit).copied().collect();
        gone.iter().filter_map(|key| under_way.remove(key)).filter_map(UnderWay::end).collect()
    }

    /// Ends all that is under way; the same.
    pub fn stop(&self) -> Vec<Arc<Execution>> {
        std::mem::take(&mut *self.under_way()).into_values().filter_map(UnderWay::end).collect()
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
