//! An execution: its data behind one lock, and beside it what waits for it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError, Weak};

use foldhash::fast::RandomState;
use tokio::sync::Notify;

use super::asl;
use super::intrinsic::Chance;
use super::listing::{Place, Standing};
use super::log::Logged;
use super::machine::StateMachine;
use super::map_run::{ChildOf, MapRuns};
use super::mock::TestCase;
use super::revision::Revision;
use super::run::{About, Failure, Happened, Question, Run, Timer};
use crate::aws::ids::Ids;
use crate::aws::text::Text;
use crate::aws::time::Time;
use crate::clock::{Alarm, Task};

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
    /// What its tasks answer, where it is a test case.
    pub test_case: Option<Arc<TestCase>>,
    /// Where it draws ids and random numbers, where it has a sequence of its own.
    pub ids: Option<Ids>,
    /// The map run that it is a child of.
    pub child_of: Option<ChildOf>,
    /// Whether it is the test of a state.
    pub is_test: bool,
    map_runs: Mutex<MapRuns>,
    run: Mutex<Run>,
    /// Only what is logged has it.
    logged: OnceLock<Box<Mutex<Logged>>>,
    /// What is under way for it: no data of the world, and made anew from it.
    under_way: Mutex<UnderWay>,
    /// The tasks of other executions that wait for its end.
    parents: Mutex<Vec<(Arc<Execution>, Question)>>,
    ended: Notify,
}

#[derive(Debug, Default)]
struct UnderWay {
    tasks: HashMap<(usize, Kind), Going, RandomState>,
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
    /// An execution that the frame's task has begun and waits for.
    Child,
    /// The whole execution's time.
    Limit,
}

impl Kind {
    /// What can be under way for a frame.
    const OF_FRAMES: [Kind; 6] = [
        Kind::Timer(Timer::Wait),
        Kind::Timer(Timer::Retry),
        Kind::Timer(Timer::Timeout),
        Kind::Timer(Timer::Heartbeat),
        Kind::Call,
        Kind::Child,
    ];
}

/// Something that is under way.
#[derive(Debug)]
pub enum Going {
    /// A call.
    Task(Task),
    /// A timer; dropped, it doesn't ring.
    Alarm(Alarm),
    /// An execution.
    Child(Weak<Execution>),
}

impl From<Task> for Going {
    fn from(task: Task) -> Self {
        Going::Task(task)
    }
}

impl From<Alarm> for Going {
    fn from(alarm: Alarm) -> Self {
        Going::Alarm(alarm)
    }
}

impl Going {
    /// Ends a task; a child is for the caller to stop.
    fn end(self) -> Option<Arc<Execution>> {
        match self {
            Going::Task(task) => task.stop(),
            Going::Alarm(alarm) => drop(alarm),
            Going::Child(child) => return child.upgrade(),
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
            is_test: run.trial.is_some(),
            machine,
            revision,
            number,
            trace,
            test_case: None,
            ids: None,
            child_of: None,
            map_runs: Mutex::default(),
            run: Mutex::new(run),
            logged: OnceLock::new(),
            under_way: Mutex::default(),
            parents: Mutex::new(Vec::from_iter(parent)),
            ended: Notify::new(),
        }
    }

    /// Whether lists show it: standard ones, and all children of map runs.
    pub fn is_listed(&self) -> bool {
        self.about.kind == asl::Kind::Standard || self.child_of.is_some()
    }

    /// Moves it in its list, while it is locked, from where it was.
    pub fn relist(self: &Arc<Self>, run: &Run, was: (Time, Standing)) {
        match &self.child_of {
            None => self.machine.executions.relist(self, run, was),
            Some(of) => {
                if let Some(map_run) = of.map_run.upgrade() {
                    map_run.executions.relist(self, run, was);
                }
            }
        }
    }

    /// Takes it out of its list.
    pub fn unlist(&self, place: Place) {
        match &self.child_of {
            None => self.machine.executions.remove(place),
            Some(of) => {
                if let Some(map_run) = of.map_run.upgrade() {
                    map_run.executions.remove(place);
                }
            }
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

    /// What of it has gone into its log.
    pub fn logged(&self) -> MutexGuard<'_, Logged> {
        self.logged.get_or_init(Box::default).lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The ARN of the map run that it is a child of.
    pub fn map_run_arn(&self) -> Option<String> {
        self.child_of.as_ref().map(|of| of.arn.to_string())
    }

    /// The name of the map state in ARNs that it is for an item of.
    pub fn label(&self) -> Option<String> {
        self.child_of.as_ref().map(|of| of.label.to_string())
    }

    /// How many items it is for, as a child of a map run.
    pub fn item_count(&self) -> Option<i64> {
        self.child_of.as_ref().and_then(|of| i64::try_from(of.items).ok())
    }

    fn under_way(&self) -> MutexGuard<'_, UnderWay> {
        self.under_way.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Keeps what is under way for a frame, in place of an earlier one of its kind. It is begun while the list is
    /// locked, so that it finds itself there when it ends.
    pub fn keep<G: Into<Going>>(&self, frame: usize, kind: Kind, begin: impl FnOnce() -> G) {
        let mut under_way = self.under_way();
        let going = begin().into();
        let gone = match under_way.over {
            true => Some(going),
            false => under_way.tasks.insert((frame, kind), going),
        };
        if let Some(gone) = gone {
            gone.end();
        }
    }

    /// Keeps the execution that a frame's task waits for.
    pub fn keep_child(&self, frame: usize, child: &Arc<Execution>) {
        self.under_way().tasks.insert((frame, Kind::Child), Going::Child(Arc::downgrade(child)));
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
        self.under_way().tasks.remove(&(frame, kind));
    }

    /// Ends what is under way for a frame. The executions that it had begun and waited for are left to the caller.
    pub fn rest(&self, frame: usize) -> Vec<Arc<Execution>> {
        let mut under_way = self.under_way();
        if under_way.tasks.is_empty() {
            return Vec::new();
        }
        Kind::OF_FRAMES
            .iter()
            .filter_map(|kind| under_way.tasks.remove(&(frame, *kind)))
            .filter_map(Going::end)
            .collect()
    }

    /// Ends all that is under way, and what begins from now on; the same.
    pub fn stop(&self) -> Vec<Arc<Execution>> {
        let mut under_way = self.under_way();
        under_way.over = true;
        std::mem::take(&mut under_way.tasks).into_values().filter_map(Going::end).collect()
    }

    /// Ends it without telling anybody but those who wait for it.
    pub fn forget(&self, now: Time, chance: &dyn Chance) {
        self.run().step(now, chance, Happened::Stopped(Failure::of(None, None)));
        drop(self.stop());
        self.ring();
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
