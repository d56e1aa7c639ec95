//! The executions of an account in a region, by ARN. AWS forgets a standard one 90 days after its end, and its name is
//! free again; an express one is only known here while it runs.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use foldhash::fast::RandomState;

use super::execution::Execution;
use crate::aws::text::Text;
use crate::aws::time::Time;

/// For so long a standard execution is kept after its end.
pub const RETENTION: Duration = Duration::from_secs(90 * 86_400);

/// Executions by ARN.
#[derive(Debug, Default)]
pub struct Registry {
    by_arn: HashMap<Text, Arc<Execution>, RandomState>,
    /// Those that have ended, in the order of their ends; one that was redriven may be here again.
    ended: VecDeque<(Time, Arc<Execution>)>,
}

impl Registry {
    /// The execution of an ARN.
    pub fn get(&self, arn: &str) -> Option<&Arc<Execution>> {
        self.by_arn.get(arn)
    }

    /// Adds an execution, in place of an earlier one of its ARN.
    pub fn add(&mut self, execution: &Arc<Execution>) {
        self.by_arn.insert(execution.about.arn.clone(), Arc::clone(execution));
    }

    /// Notes that an execution has ended, so that it is forgotten in time.
    pub fn note_end(&mut self, at: Time, execution: &Arc<Execution>) {
        self.ended.push_back((at, Arc::clone(execution)));
    }

    /// Forgets an execution.
    pub fn remove(&mut self, execution: &Arc<Execution>) {
        let arn = &execution.about.arn;
        if self.by_arn.get(arn).is_some_and(|known| Arc::ptr_eq(known, execution)) {
            self.by_arn.remove(arn);
        }
    }

    /// Takes those out of the ended ones that are to be forgotten, with the ends that they are forgotten for.
    pub fn take_old(&mut self, now: Time) -> Vec<(Time, Arc<Execution>)> {
        let old = self.ended.iter().take_while(|(stopped, _)| *stopped + RETENTION <= now).count();
        self.ended.drain(..old).collect()
    }

    /// All of them.
    pub fn all(&self) -> impl Iterator<Item = &Arc<Execution>> {
        self.by_arn.values()
    }
}
