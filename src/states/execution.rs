//! An execution: its data behind one lock, and beside it what waits for it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use foldhash::fast::RandomState;
use tokio::sync::Notify;

use super::asl;
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
    /// The task of another execution that waits for its end.
    pub parent: Option<(Arc<Execution>, Question)>,
    /// The header by which it is traced.
    pub trace: Option<Text>,
    run: Mutex<Run>,
    /// What is under way for it: no data of the world, and made anew from it.
    under_way: Mutex<UnderWay>,
    ended: Notify,
}

#[derive(Debug, Default)]
struct UnderWay {
    tasks: HashMap<(usize, Kind), Task, RandomState>,
    /// Whether it is over: what begins too late ends at once.
    over: bool,
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

impl Kind {
    /// What can be under way for a frame.
    const OF_FRAMES: [Kind; 5] = [
        Kind::Timer(Timer::Wait),
        Kind::Timer(Timer::Retry),
        Kind::Timer(Timer::Timeout),
        Kind::Timer(Timer::Heartbeat),
        Kind::Call,
    ];
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
            run: Mutex::new(run),
            under_way: Mutex::default(),
            ended: Notify::new(),
        }
    }

    /// Whether lists show it: only standard ones.
    pub fn is_listed(&self) -> bool {
        self.about.kind == asl::Kind::Standard
    }

    /// Its data.
    pub fn run(&self) -> MutexGuard<'_, Run> {
        self.run.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn under_way(&self) -> MutexGuard<'_, UnderWay> {
        self.under_way.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Keeps what is under way for a frame, in place of an earlier one of its kind. It is begun while the list is
    /// locked, so that it finds itself there when it ends.
    pub fn keep(&self, frame: usize, kind: Kind, begin: impl FnOnce() -> Task) {
        let mut under_way = self.under_way();
        let task = begin();
        let gone = if under_way.over { Some(task) } else { under_way.tasks.insert((frame, kind), task) };
        if let Some(gone) = gone {
            gone.stop();
        }
    }

    /// Forgets what was under way and is over now.
    pub fn over(&self, frame: usize, kind: Kind) {
        self.under_way().tasks.remove(&(frame, kind));
    }

    /// Ends what is under way for a frame.
    pub fn rest(&self, frame: usize) {
        let mut under_way = self.under_way();
        if under_way.tasks.is_empty() {
            return;
        }
        for kind in Kind::OF_FRAMES {
            if let Some(task) = under_way.tasks.remove(&(frame, kind)) {
                task.stop();
            }
        }
    }

    /// Ends all that is under way, and what begins from now on.
    pub fn stop(&self) {
        let mut under_way = self.under_way();
        under_way.over = true;
        std::mem::take(&mut under_way.tasks).into_values().for_each(|task| task.stop());
    }

    /// Whether nothing is under way for it any more.
    pub fn is_over(&self) -> bool {
        self.under_way().over
    }

    /// Lets things be under way once more.
    pub fn reopen(&self) {
        self.under_way().over = false;
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
