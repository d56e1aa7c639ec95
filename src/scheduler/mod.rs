//! Amazon EventBridge Scheduler: the door to its operations.
//! <https://docs.aws.amazon.com/scheduler/latest/APIReference/Welcome.html>

#[allow(missing_docs, reason = "the members are documented where they are defined: in AWS's model")]
pub mod api;
mod check;
mod deletions;
mod error;
mod explain;
mod firing;
mod group;
mod invocation;
mod region;
mod schedule;
mod schedule_list;
mod schedule_target;
mod state;
mod tag;
mod target_kind;
mod universal;

use std::sync::Arc;
use std::sync::atomic::AtomicU64;

pub use error::Error;
pub use explain::{Firing, Forecast, Skipped, explain};
pub use state::{GroupState, ScheduleState};

use crate::aws::call::Call;
use crate::aws::ids::Ids;
use crate::aws::scope::Scope;
use crate::aws::time::Time;
use crate::clock::Clock;
use crate::deliver::Courier;
use crate::store::Scoped;
use region::Region;

/// The service in one world. Clones share it.
#[derive(Clone, Debug)]
pub struct Scheduler {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    clock: Clock,
    ids: Arc<Ids>,
    courier: Courier,
    /// Whether targets are taken that can't be reached.
    lenient: bool,
    /// Numbers the plans of schedules.
    plans: AtomicU64,
    regions: Scoped<Region>,
}

impl Scheduler {
    /// The service of a new world; a lenient one takes targets that can't be reached.
    pub fn new(clock: Clock, ids: Arc<Ids>, courier: Courier, lenient: bool) -> Self {
        let plans = AtomicU64::new(1);
        Scheduler { shared: Arc::new(Shared { clock, ids, courier, lenient, plans, regions: Scoped::default() }) }
    }

    /// Runs one call: the line of its operation.
    pub async fn call<C: Call>(&self, call: &C) -> C::Reply {
        let at = &call.caller().scope;
        match call.operation() {
            "CreateSchedule" => call.run(|input| self.create_schedule(at, input)),
            "CreateScheduleGroup" => call.run(|input| self.create_schedule_group(at, input)),
            "DeleteSchedule" => call.run(|input| self.delete_schedule(at, input)),
            "DeleteScheduleGroup" => call.run(|input| self.delete_schedule_group(at, input)),
            "GetSchedule" => call.run(|input| self.get_schedule(at, input)),
            "GetScheduleGroup" => call.run(|input| self.get_schedule_group(at, input)),
            "ListScheduleGroups" => call.run(|input| self.list_schedule_groups(at, input)),
            "ListSchedules" => call.run(|input| self.list_schedules(at, input)),
            "ListTagsForResource" => call.run(|input| self.list_tags_for_resource(at, input)),
            "TagResource" => call.run(|input| self.tag_resource(at, input)),
            "UntagResource" => call.run(|input| self.untag_resource(at, input)),
            "UpdateSchedule" => call.run(|input| self.update_schedule(at, input)),
            _ => call.unknown(),
        }
    }

    fn now(&self) -> Time {
        self.shared.clock.now()
    }

    fn region(&self, at: &Scope) -> Arc<Region> {
        self.shared.regions.at(at)
    }

    /// Forgets the state of the chosen accounts and regions.
    pub fn reset(&self, chosen: impl Fn(&Scope) -> bool) {
        self.shared.regions.take(chosen).iter().for_each(|region| region.end());
    }
}
