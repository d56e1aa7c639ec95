//! A map run: the child executions of one distributed `Map` state, how many of them run, and how they have ended. Data
//! alone; what begins and ends them is in `map_runs.rs`.
//! <https://docs.aws.amazon.com/step-functions/latest/dg/concepts-examine-map-run.html>

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use super::asl::{Kind, Machine};
use super::execution::Execution;
use super::listing::Listing;
use super::map_result::{Exported, Form};
use super::run::{BeginMapRun, ChildInput, Question, Status};
use crate::aws::ids::Ids;
use crate::aws::text::Text;
use crate::aws::time::Time;

/// The most children that run at once.
const MOST_AT_ONCE: u64 = 10_000;

/// A map run.
#[derive(Debug)]
pub struct MapRun {
    /// Its ARN.
    pub arn: Text,
    /// Its place among all map runs, in the order of their beginnings.
    pub number: u64,
    /// The ARN of its map state: the state machine's with a label.
    pub machine_arn: Text,
    /// That label.
    pub label: Text,
    /// How its children run.
    pub kind: Kind,
    /// What its children run.
    pub processor: Arc<Machine>,
    /// The form of its results.
    pub form: Form,
    /// The execution that it belongs to.
    pub parent: Arc<Execution>,
    /// When it began.
    pub started: Time,
    /// Names its children, whatever else is named at the same time.
    pub ids: Ids,
    /// Its children as they are listed.
    pub executions: Listing,
    progress: Mutex<Progress>,
}

/// What changes of a map run.
#[derive(Debug)]
pub struct Progress {
    /// How it stands.
    pub status: Status,
    /// When it ended.
    pub stopped: Option<Time>,
    /// How often it began again.
    pub redrives: u64,
    /// When it did so last.
    pub redriven: Option<Time>,
    /// What was asked for, and who asked.
    pub begin: Box<BeginMapRun>,
    /// Its children, by how they stand.
    pub executions: Counts,
    /// The items in them.
    pub items: Counts,
    /// What children get that haven't begun, in order.
    inputs: VecDeque<ChildInput>,
    /// What was written of its results.
    pub exported: Exported,
    /// The places of children that are to begin again.
    again: VecDeque<usize>,
    /// Those that have begun, by their places.
    children: Vec<Arc<Execution>>,
    /// Whether somebody is beginning children.
    filling: bool,
}

/// How many have begun and how they have ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// All, with those that haven't begun.
    pub total: u64,
    /// Those that run.
    pub running: u64,
    /// Those that have ended well.
    pub succeeded: u64,
    /// Those that have failed.
    pub failed: u64,
    /// Those that took too long.
    pub timed_out: u64,
    /// Those that were stopped.
    pub aborted: u64,
}

/// What a child execution has to do with its map run.
#[derive(Clone, Debug)]
pub struct ChildOf {
    /// The map run, while it is there.
    pub map_run: Weak<MapRun>,
    /// Its ARN.
    pub arn: Text,
    /// Its label.
    pub label: Text,
    /// How many items the child is for.
    pub items: usize,
}

/// The map runs of one execution. They belong to the region: this only finds them.
#[derive(Debug, Default)]
pub struct MapRuns {
    /// All, in the order of their beginnings.
    all: Vec<Weak<MapRun>>,
    /// Those that a frame waits for, by its id.
    awaited: HashMap<usize, Weak<MapRun>>,
}

impl MapRuns {
    /// Adds one that begins, perhaps once more.
    pub fn begun(&mut self, map_run: &Arc<MapRun>, question: Question, is_new: bool) {
        let found = Arc::downgrade(map_run);
        if is_new {
            self.all.push(Weak::clone(&found));
        }
        self.awaited.insert(question.frame, found);
    }

    /// Takes the one that a frame waited for and doesn't any more.
    pub fn rest(&mut self, frame: usize) -> Option<Arc<MapRun>> {
        if self.awaited.is_empty() { None } else { self.awaited.remove(&frame)?.upgrade() }
    }

    /// All, in the order of their beginnings.
    pub fn all(&self) -> Vec<Arc<MapRun>> {
        self.all.iter().filter_map(Weak::upgrade).collect()
    }
}

/// A child that may begin now.
#[derive(Debug)]
pub enum Seat {
    /// One with this input.
    New(ChildInput),
    /// One that begins again.
    Again(usize, Arc<Execution>),
}

/// What follows from a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Then {
    /// Nothing.
    Rest,
    /// There is room for another child, and nobody who would begin it: whoever asked is to.
    Fill,
    /// It has ended.
    Over,
}

impl Counts {
    /// Those that haven't begun.
    pub fn pending(&self) -> u64 {
        let begun = self.running + self.succeeded + self.failed + self.timed_out + self.aborted;
        self.total.saturating_sub(begun)
    }

    /// Those that have ended, and not well.
    fn lost(&self) -> u64 {
        self.failed + self.timed_out + self.aborted
    }

    fn of(&mut self, status: Status) -> &mut u64 {
        match status {
            Status::Running | Status::PendingRedrive => &mut self.running,
            Status::Succeeded => &mut self.succeeded,
            Status::Failed => &mut self.failed,
            Status::TimedOut => &mut self.timed_out,
            Status::Aborted => &mut self.aborted,
        }
    }

    fn turn(&mut self, from: Status, to: Status, count: u64) {
        let from = self.of(from);
        *from = from.saturating_sub(count);
        *self.of(to) += count;
    }
}

impl MapRun {
    /// One that has just begun, and doesn't know its items yet.
    pub fn new(
        begin: Box<BeginMapRun>,
        parent: &Arc<Execution>,
        kind: Kind,
        processor: &Arc<Machine>,
        form: Form,
        (number, seed): (u64, u64),
        now: Time,
    ) -> Self {
        let machine = &parent.machine;
        MapRun {
            arn: begin.arn.clone(),
            number,
            machine_arn: format!("{}/{}", machine.arn_text, begin.label).into(),
            label: begin.label.clone(),
            kind,
            processor: Arc::clone(processor),
            form,
            parent: Arc::clone(parent),
            started: now,
            ids: Ids::new(seed),
            executions: Listing::default(),
            progress: Mutex::new(Progress {
                status: Status::Running,
                stopped: None,
                redrives: 0,
                redriven: None,
                begin,
                executions: Counts::default(),
                items: Counts::default(),
                inputs: VecDeque::new(),
                exported: Exported::default(),
                again: VecDeque::new(),
                children: Vec::new(),
                filling: false,
            }),
        }
    }

    /// How far it is.
    pub fn progress(&self) -> MutexGuard<'_, Progress> {
        self.progress.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Its children that have begun, in the order of their items.
    pub fn children(&self) -> Vec<Arc<Execution>> {
        self.progress().children.clone()
    }

    /// The question that its end answers.
    pub fn question(&self) -> Question {
        self.progress().begin.question
    }

    /// Takes what its children get. Whoever did begins them.
    pub fn open(&self, now: Time, inputs: Vec<ChildInput>) -> Then {
        let mut progress = self.progress();
        progress.executions.total = inputs.len() as u64;
        progress.items.total = inputs.iter().map(|child| child.items as u64).sum();
        progress.inputs = inputs.into();
        progress.go_on(now)
    }

    /// The next child, if one may begin. None ends the filling.
    pub fn seat(&self) -> Option<Seat> {
        let mut progress = self.progress();
        let seat = progress.seat();
        progress.filling = seat.is_some();
        seat
    }

    /// Takes in a child that is about to begin, in the place of an earlier one if that is given; it must not begin
    /// where the map run has ended meanwhile.
    pub fn adopt(&self, child: &Arc<Execution>, place: Option<usize>) -> bool {
        let mut progress = self.progress();
        if progress.status != Status::Running {
            if place.is_some() {
                // It was counted when it got its seat.
                let items = child.child_of.as_ref().map_or(1, |of| of.items as u64);
                progress.executions.turn(Status::Running, Status::Aborted, 1);
                progress.items.turn(Status::Running, Status::Aborted, items);
            }
            return false;
        }
        let child = Arc::clone(child);
        match place.filter(|place| *place < progress.children.len()) {
            Some(place) => progress.children[place] = child,
            None => {
                let Some(input) = progress.inputs.pop_front() else { return false };
                progress.children.push(child);
                progress.executions.running += 1;
                progress.items.running += input.items as u64;
            }
        }
        true
    }

    /// A child has ended.
    pub fn child_ended(&self, now: Time, status: Status, items: usize) -> Then {
        let mut progress = self.progress();
        progress.executions.turn(Status::Running, status, 1);
        progress.items.turn(Status::Running, status, items as u64);
        progress.go_on(now)
    }

    /// Ends it from outside; whether it ran.
    pub fn end(&self, now: Time, status: Status) -> bool {
        let mut progress = self.progress();
        let ran = progress.status == Status::Running;
        if ran {
            progress.end(now, status);
        }
        ran
    }

    /// What the children that haven't begun would have got, in order.
    pub fn pending(&self) -> Vec<ChildInput> {
        self.progress().inputs.iter().cloned().collect()
    }

    /// Whether it fails after all: its children have succeeded, but not what came after them.
    pub fn fail(&self) {
        self.progress().status = Status::Failed;
    }

    /// Changes its settings while it runs; none where it has ended.
    pub fn update(&self, now: Time, change: impl FnOnce(&mut BeginMapRun)) -> Option<Then> {
        let mut progress = self.progress();
        if progress.status != Status::Running {
            return None;
        }
        change(&mut progress.begin);
        Some(progress.go_on(now))
    }

    /// Begins again: children that haven't ended well do so, too. Gives whether it knew its items at all.
    pub fn redrive(&self, now: Time, question: Question) -> bool {
        // How children stand is seen before this one is locked: never two locks.
        let stand: Vec<Status> = self.children().iter().map(|child| child.run().status).collect();
        let mut progress = self.progress();
        (progress.status, progress.stopped) = (Status::Running, None);
        (progress.redriven, progress.redrives) = (Some(now), progress.redrives + 1);
        progress.begin.question = question;
        progress.again.clear();
        for (place, status) in stand.into_iter().enumerate() {
            if matches!(status, Status::Failed | Status::TimedOut | Status::Aborted) {
                let items = progress.children[place].child_of.as_ref().map_or(1, |child| child.items as u64);
                // Back among those that haven't begun.
                let lost = progress.executions.of(status);
                *lost = lost.saturating_sub(1);
                let lost = progress.items.of(status);
                *lost = lost.saturating_sub(items);
                progress.again.push_back(place);
            }
        }
        progress.executions.total > 0
    }

    /// Lets it go on after a redrive.
    pub fn resume(&self, now: Time) -> Then {
        self.progress().go_on(now)
    }
}

impl Progress {
    fn seat(&mut self) -> Option<Seat> {
        if !self.has_room() {
            return None;
        }
        if let Some(place) = self.again.pop_front() {
            let child = Arc::clone(self.children.get(place)?);
            let items = child.child_of.as_ref().map_or(1, |child| child.items as u64);
            self.executions.running += 1;
            self.items.running += items;
            return Some(Seat::Again(place, child));
        }
        self.inputs.front().cloned().map(Seat::New)
    }

    fn has_room(&self) -> bool {
        let wanted = Some(self.begin.settings.max_concurrency).filter(|most| *most > 0);
        self.status == Status::Running && self.executions.running < wanted.unwrap_or(MOST_AT_ONCE).min(MOST_AT_ONCE)
    }

    fn go_on(&mut self, now: Time) -> Then {
        if self.status != Status::Running {
            return Then::Rest;
        }
        if self.has_failed() {
            self.end(now, Status::Failed);
            return Then::Over;
        }
        let waiting = !self.inputs.is_empty() || !self.again.is_empty();
        if !waiting && self.executions.running == 0 {
            self.end(now, Status::Succeeded);
            return Then::Over;
        }
        if waiting && self.has_room() && !self.filling {
            self.filling = true;
            return Then::Fill;
        }
        Then::Rest
    }

    fn end(&mut self, now: Time, status: Status) {
        (self.status, self.stopped) = (status, Some(now));
    }

    /// Whether more items were lost than is tolerated. A bound that isn't given doesn't count beside one that is.
    fn has_failed(&self) -> bool {
        let (lost, settings) = (self.items.lost(), &self.begin.settings);
        match (settings.tolerated_failure_count, settings.tolerated_failure_percentage) {
            (None, None) => lost > 0,
            (count, percentage) => {
                let share = lost as f64 * 100.0 / self.items.total.max(1) as f64;
                count.is_some_and(|most| lost > most) || percentage.is_some_and(|most| share > most)
            }
        }
    }
}
