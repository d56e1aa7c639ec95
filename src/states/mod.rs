//! AWS Step Functions: the door to its operations.
//! <https://docs.aws.amazon.com/step-functions/latest/apireference/Welcome.html>

mod activity;
mod activity_task;
mod alias;
#[allow(missing_docs, reason = "the members are documented where they are defined: in AWS's model")]
pub mod api;
mod arn;
pub mod asl;
mod call;
mod callback;
mod check;
mod dataset;
mod definition;
mod describe;
mod drive;
mod encryption;
mod error;
mod execution;
mod execution_list;
mod executions;
mod history;
pub mod intrinsic;
pub mod jsonata;
mod list;
mod listing;
mod log;
mod logging;
mod machine;
mod machines;
mod map_result;
mod map_run;
mod map_runs;
mod mock;
mod name;
pub mod path;
mod redrive;
mod registry;
mod revision;
pub mod run;
mod start;
mod state;
mod status_event;
mod sync;
mod tag;
mod target;
mod task_token;
mod test_state;
mod version;

use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

pub use error::Error;
pub use state::{AliasState, StateMachineState};

use crate::aws::call::Call;
use crate::aws::ids::Ids;
use crate::aws::scope::Scope;
use crate::aws::text::Text;
use crate::aws::time::Time;
use crate::clock::Clock;
use crate::deliver::Courier;
use crate::store::Scoped;
use activity::Activity;
use machine::StateMachine;
use map_run::MapRun;
use registry::Registry;

/// The service in one world. Clones share it.
#[derive(Clone, Debug)]
pub struct States {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    clock: Clock,
    ids: Arc<Ids>,
    courier: Courier,
    settings: Settings,
    /// Numbers executions.
    executions: AtomicU64,
    /// Numbers map runs.
    map_runs: AtomicU64,
    regions: Scoped<Region>,
}

/// How the server is set up, as far as this service minds.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Whether AWS's soft quotas hold.
    pub strict: bool,
    /// Whether tasks are taken that call what can't be called.
    pub lenient: bool,
    /// The file that says which tasks are mocked.
    pub mock_config: Option<PathBuf>,
    /// By how much the time of `Wait` states is multiplied.
    pub wait_time_scale: f64,
}

/// What one account has in one region.
#[derive(Debug, Default)]
struct Region {
    machines: RwLock<BTreeMap<Text, Arc<StateMachine>>>,
    activities: Mutex<BTreeMap<Text, Activity>>,
    executions: Mutex<Registry>,
    /// Map runs, by ARN.
    map_runs: Mutex<HashMap<Text, Arc<MapRun>>>,
}

impl Region {
    fn machines(&self) -> RwLockReadGuard<'_, BTreeMap<Text, Arc<StateMachine>>> {
        self.machines.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn machines_mut(&self) -> RwLockWriteGuard<'_, BTreeMap<Text, Arc<StateMachine>>> {
        self.machines.write().unwrap_or_else(PoisonError::into_inner)
    }

    fn executions(&self) -> MutexGuard<'_, Registry> {
        self.executions.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn map_runs(&self) -> MutexGuard<'_, HashMap<Text, Arc<MapRun>>> {
        self.map_runs.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn activities(&self) -> MutexGuard<'_, BTreeMap<Text, Activity>> {
        self.activities.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl States {
    /// The service of a new world.
    pub fn new(clock: Clock, ids: Arc<Ids>, courier: Courier, settings: Settings) -> Self {
        States {
            shared: Arc::new(Shared {
                clock,
                ids,
                courier,
                settings,
                executions: AtomicU64::new(0),
                map_runs: AtomicU64::new(0),
                regions: Scoped::default(),
            }),
        }
    }

    /// Runs one call: the line of its operation.
    pub async fn call<C: Call>(&self, call: &C) -> C::Reply {
        let at = call.caller();
        match call.operation() {
            "CreateActivity" => call.run(|input| self.create_activity(at, input)),
            "CreateStateMachine" => call.run(|input| self.create_state_machine(at, input)),
            "CreateStateMachineAlias" => call.run(|input| self.create_state_machine_alias(at, input)),
            "DeleteActivity" => call.run(|input| self.delete_activity(at, input)),
            "DeleteStateMachine" => call.run(|input| self.delete_state_machine(at, input)),
            "DeleteStateMachineAlias" => call.run(|input| self.delete_state_machine_alias(at, input)),
            "DeleteStateMachineVersion" => call.run(|input| self.delete_state_machine_version(at, input)),
            "DescribeActivity" => call.run(|input| self.describe_activity(at, input)),
            "DescribeMapRun" => call.run(|input| self.describe_map_run(at, input)),
            "DescribeStateMachine" => call.run(|input| self.describe_state_machine(at, input)),
            "DescribeStateMachineAlias" => call.run(|input| self.describe_state_machine_alias(at, input)),
            "DescribeStateMachineForExecution" => {
                call.run(|input| self.describe_state_machine_for_execution(at, input))
            }
            "DescribeExecution" => call.run(|input| self.describe_execution(at, input)),
            "GetActivityTask" => call.reply(self.get_activity_task(call).await),
            "GetExecutionHistory" => call.run(|input| self.get_execution_history(at, input)),
            "SendTaskFailure" => call.run(|input| self.send_task_failure(at, input)),
            "SendTaskHeartbeat" => call.run(|input| self.send_task_heartbeat(at, input)),
            "SendTaskSuccess" => call.run(|input| self.send_task_success(at, input)),
            "StartExecution" => call.run(|input| self.start_execution(at, input)),
            "StopExecution" => call.run(|input| self.stop_execution(at, input)),
            "RedriveExecution" => call.run(|input| self.redrive_execution(at, input)),
            "StartSyncExecution" => call.reply(self.start_sync_execution(call).await),
            "ListExecutions" => call.run(|input| self.list_executions(at, input)),
            "ListActivities" => call.run(|input| self.list_activities(at, input)),
            "ListMapRuns" => call.run(|input| self.list_map_runs(at, input)),
            "ListStateMachineAliases" => call.run(|input| self.list_state_machine_aliases(at, input)),
            "ListStateMachineVersions" => call.run(|input| self.list_state_machine_versions(at, input)),
            "ListStateMachines" => call.run(|input| self.list_state_machines(at, input)),
            "ListTagsForResource" => call.run(|input| self.list_tags_for_resource(at, input)),
            "PublishStateMachineVersion" => call.run(|input| self.publish_state_machine_version(at, input)),
            "TagResource" => call.run(|input| self.tag_resource(at, input)),
            "TestState" => call.reply(self.test_state(call).await),
            "UntagResource" => call.run(|input| self.untag_resource(at, input)),
            "UpdateMapRun" => call.run(|input| self.update_map_run(at, input)),
            "UpdateStateMachine" => call.run(|input| self.update_state_machine(at, input)),
            "UpdateStateMachineAlias" => call.run(|input| self.update_state_machine_alias(at, input)),
            "ValidateStateMachineDefinition" => call.run(|input| self.validate_state_machine_definition(input)),
            _ => call.unknown(),
        }
    }

    fn now(&self) -> Time {
        self.shared.clock.now()
    }

    /// Forgets the state of the chosen accounts and regions.
    pub fn reset(&self, chosen: impl Fn(&Scope) -> bool) {
        for region in self.shared.regions.take(chosen) {
            let all: Vec<_> = region.executions().all().cloned().collect();
            for execution in all {
                execution.forget(self.now(), &*self.shared.ids);
            }
            region.activities().values().for_each(|activity| activity.tasks.end());
            let map_runs: Vec<Arc<MapRun>> = region.map_runs().values().cloned().collect();
            for map_run in map_runs {
                map_run.end(self.now(), run::Status::Aborted);
                map_run.children().iter().for_each(|child| drop(child.stop()));
            }
        }
    }
}
