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
mod definition;
mod drive;
mod encryption;
mod error;
mod execution;
mod executions;
pub mod intrinsic;
mod list;
mod logging;
mod machine;
mod machines;
mod name;
pub mod path;
mod revision;
pub mod run;
mod start;
mod state;
mod status_event;
mod tag;
mod task_token;
mod version;

use std::collections::{BTreeMap, HashMap};
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
use execution::Execution;
use machine::StateMachine;

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
    regions: Scoped<Region>,
}

/// How the server is set up, as far as this service minds.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// Whether AWS's soft quotas hold.
    pub strict: bool,
    /// Whether tasks are taken that call what can't be called.
    pub lenient: bool,
}

/// What one account has in one region.
#[derive(Debug, Default)]
struct Region {
    machines: RwLock<BTreeMap<Text, Arc<StateMachine>>>,
    activities: Mutex<BTreeMap<Text, Activity>>,
    /// Standard executions, by ARN.
    executions: Mutex<HashMap<Text, Arc<Execution>>>,
}

impl Region {
    fn machines(&self) -> RwLockReadGuard<'_, BTreeMap<Text, Arc<StateMachine>>> {
        self.machines.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn machines_mut(&self) -> RwLockWriteGuard<'_, BTreeMap<Text, Arc<StateMachine>>> {
        self.machines.write().unwrap_or_else(PoisonError::into_inner)
    }

    fn executions(&self) -> MutexGuard<'_, HashMap<Text, Arc<Execution>>> {
        self.executions.lock().unwrap_or_else(PoisonError::into_inner)
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
            "DescribeStateMachine" => call.run(|input| self.describe_state_machine(at, input)),
            "DescribeStateMachineAlias" => call.run(|input| self.describe_state_machine_alias(at, input)),
            "DescribeExecution" => call.run(|input| self.describe_execution(at, input)),
            "GetActivityTask" => call.reply(self.get_activity_task(call).await),
            "GetExecutionHistory" => call.run(|input| self.get_execution_history(at, input)),
            "SendTaskFailure" => call.run(|input| self.send_task_failure(at, input)),
            "SendTaskHeartbeat" => call.run(|input| self.send_task_heartbeat(at, input)),
            "SendTaskSuccess" => call.run(|input| self.send_task_success(at, input)),
            "StartExecution" => call.run(|input| self.start_execution(at, input)),
            "StopExecution" => call.run(|input| self.stop_execution(at, input)),
            "ListActivities" => call.run(|input| self.list_activities(at, input)),
            "ListStateMachineAliases" => call.run(|input| self.list_state_machine_aliases(at, input)),
            "ListStateMachineVersions" => call.run(|input| self.list_state_machine_versions(at, input)),
            "ListStateMachines" => call.run(|input| self.list_state_machines(at, input)),
            "ListTagsForResource" => call.run(|input| self.list_tags_for_resource(at, input)),
            "PublishStateMachineVersion" => call.run(|input| self.publish_state_machine_version(at, input)),
            "TagResource" => call.run(|input| self.tag_resource(at, input)),
            "UntagResource" => call.run(|input| self.untag_resource(at, input)),
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
            region.executions().values().for_each(|execution| drop(execution.stop()));
        }
    }
}
