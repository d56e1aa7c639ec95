//! What one account has in one region: groups with their schedules, and the timers beside them.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::deletions::Deletions;
use super::error::Error;
use super::firing::{Entry, Runner};
use super::group::{DEFAULT, Group};
use crate::aws::text::Text;
use crate::aws::time::Time;

/// The groups and schedules of an account in a region.
#[derive(Debug, Default)]
pub struct Region {
    state: Mutex<State>,
    /// What waits for the next step of each schedule, by its ARN: no data of the world, and made anew from it.
    runners: Mutex<HashMap<Text, Runner>>,
}

/// The data of a region.
#[derive(Debug, Default)]
pub struct State {
    /// By name.
    pub groups: BTreeMap<Text, Group>,
    /// The latest deletions, to know a repeated one.
    pub deletions: Deletions,
    /// Whether it is forgotten: who still holds it adds nothing.
    pub ended: bool,
}

impl Region {
    /// The data, with the default group in it, which is there from the first look on.
    pub fn state(&self, now: Time) -> MutexGuard<'_, State> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if !state.groups.contains_key(DEFAULT) && !state.ended {
            state.groups.insert(DEFAULT.into(), Group::new(now));
        }
        state
    }

    /// The timers.
    pub fn runners(&self) -> MutexGuard<'_, HashMap<Text, Runner>> {
        self.runners.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Ends all schedules of a region that is forgotten, with their timers.
    pub fn end(&self) {
        {
            let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
            (state.ended, state.groups) = (true, BTreeMap::new());
        }
        self.runners().clear();
    }
}

impl State {
    /// A group that must be there.
    pub fn group(&mut self, name: &str) -> Result<&mut Group, Error> {
        self.groups.get_mut(name).ok_or_else(|| Error::NoGroup(name.to_owned()))
    }

    /// A schedule that must be there; so must its group.
    pub fn schedule(&mut self, group: &str, name: &str) -> Result<&mut Entry, Error> {
        self.group(group)?.schedules.get_mut(name).ok_or_else(|| Error::NoSchedule(name.to_owned()))
    }

    /// A schedule, as long as it follows the plan of this number.
    pub fn planned(&mut self, group: &str, name: &str, plan: u64) -> Option<&mut Entry> {
        self.groups.get_mut(group)?.schedules.get_mut(name).filter(|entry| entry.plan == plan)
    }
}
