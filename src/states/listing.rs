//! The standard executions of a state machine in AWS's order: those that run by when they began, those that have ended
//! by when they did.
//!
//! An execution changes its place while it is locked itself, so that no list ever tells another status of it than its
//! description. For that a listing's lock is always the last one: whoever holds it takes no other.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use super::execution::Execution;
use super::run::{Run, Status};
use crate::aws::time::Time;

/// Where an execution stands in a list: the time that counts, and its number, for those of the same millisecond.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// When it began, was redriven or ended: what came last.
    pub at: Time,
    /// Its number.
    pub number: u64,
}

/// What an execution looks like from outside, as far as lists mind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// How it stands.
    pub status: Status,
    /// Whether it ever began again.
    pub redriven: bool,
}

/// The executions of a state machine. They belong to their region: this only finds them.
#[derive(Debug, Default)]
pub struct Listing(Mutex<Lists>);

#[derive(Debug, Default)]
struct Lists {
    running: BTreeMap<Place, Listed>,
    ended: BTreeMap<Place, Listed>,
}

#[derive(Debug)]
struct Listed {
    standing: Standing,
    execution: Weak<Execution>,
}

impl Place {
    /// As a page's token has it.
    pub fn key(self) -> String {
        format!("{} {}", self.at.millis(), self.number)
    }

    /// The place of a key, if it is one.
    pub fn read(key: &str) -> Option<Self> {
        let (at, number) = key.split_once(' ')?;
        Some(Place { at: Time::from_millis(at.parse().ok()?), number: number.parse().ok()? })
    }
}

impl Run {
    /// When what it does now began: it began itself, began again, or ended.
    pub fn since(&self) -> Time {
        self.stopped.or(self.redriven).unwrap_or(self.about.started)
    }

    /// How it stands.
    pub fn standing(&self) -> Standing {
        Standing { status: self.status, redriven: self.redrives > 0 }
    }
}

impl Lists {
    fn of(&mut self, standing: Standing) -> &mut BTreeMap<Place, Listed> {
        if standing.status == Status::Running { &mut self.running } else { &mut self.ended }
    }
}

impl Listing {
    fn lists(&self) -> MutexGuard<'_, Lists> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Puts an execution where it belongs.
    pub fn add(&self, execution: &Arc<Execution>, run: &Run) {
        let standing = run.standing();
        let listed = Listed { standing, execution: Arc::downgrade(execution) };
        self.lists().of(standing).insert(Place { at: run.since(), number: execution.number }, listed);
    }

    /// Moves an execution that stood elsewhere to where it belongs now.
    pub fn relist(&self, execution: &Arc<Execution>, run: &Run, (at, was): (Time, Standing)) {
        let (from, to) = (Place { at, number: execution.number }, Place { at: run.since(), number: execution.number });
        let standing = run.standing();
        let mut lists = self.lists();
        if let Some(listed) = lists.of(was).remove(&from) {
            lists.of(standing).insert(to, Listed { standing, ..listed });
        }
    }

    /// Takes an execution out that has ended.
    pub fn remove(&self, place: Place) {
        self.lists().ended.remove(&place);
    }

    /// The executions that come after a place, the newest first: no more than `most` of those that `wanted` takes.
    pub fn after(
        &self,
        place: Option<Place>,
        most: usize,
        wanted: impl Fn(Standing) -> bool,
        of: impl Fn(&Execution) -> bool,
    ) -> Vec<(Place, Arc<Execution>)> {
        let lists = self.lists();
        let before = place.unwrap_or(Place { at: Time::MAX, number: u64::MAX });
        let mut running = lists.running.range(..before).rev().peekable();
        let mut ended = lists.ended.range(..before).rev().peekable();
        let next = std::iter::from_fn(|| match (running.peek(), ended.peek()) {
            (Some((one, _)), Some((other, _))) if one < other => ended.next(),
            (Some(_), _) => running.next(),
            (None, _) => ended.next(),
        });
        next.filter(|(_, listed)| wanted(listed.standing))
            .filter_map(|(place, listed)| Some((*place, listed.execution.upgrade()?)))
            .filter(|(_, execution)| of(execution))
            .take(most)
            .collect()
    }
}
