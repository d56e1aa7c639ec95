//! Amazon CloudWatch Logs, small but real: the door to its operations.
//! <https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/Welcome.html>

#[allow(missing_docs, reason = "the members are documented where they are defined: in AWS's model")]
pub mod api;
mod check;
mod error;
mod event;
mod filter;
mod get;
mod group;
mod group_list;
mod metric_filter;
pub mod pattern;
mod put;
mod resource_policy;
mod retention;
mod state;
mod stream;
mod stream_list;
mod tag;
mod target;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

pub use error::Error;
pub use state::LogGroupState;

use crate::aws::call::Call;
use crate::aws::ids::Ids;
use crate::aws::scope::Scope;
use crate::aws::text::Text;
use crate::aws::time::Time;
use crate::clock::Clock;
use crate::store::Scoped;
use group::Group;
use resource_policy::Policies;

/// The service in one world.
#[derive(Debug)]
pub struct Logs {
    clock: Clock,
    ids: Arc<Ids>,
    regions: Scoped<Region>,
}

/// What one account has in one region.
#[derive(Debug, Default)]
struct Region {
    /// By name.
    groups: RwLock<BTreeMap<Text, Arc<Group>>>,
    policies: Mutex<Policies>,
}

impl Region {
    fn groups(&self) -> RwLockReadGuard<'_, BTreeMap<Text, Arc<Group>>> {
        self.groups.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn groups_mut(&self) -> RwLockWriteGuard<'_, BTreeMap<Text, Arc<Group>>> {
        self.groups.write().unwrap_or_else(PoisonError::into_inner)
    }

    fn policies(&self) -> MutexGuard<'_, Policies> {
        self.policies.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Logs {
    /// The service of a new world.
    pub fn new(clock: Clock, ids: Arc<Ids>) -> Self {
        Logs { clock, ids, regions: Scoped::default() }
    }

    /// Runs one call: the line of its operation.
    pub async fn call<C: Call>(&self, call: &C) -> C::Reply {
        let at = &call.caller().scope;
        match call.operation() {
            "CreateLogGroup" => call.run(|input| self.create_log_group(at, input)),
            "CreateLogStream" => call.run(|input| self.create_log_stream(at, input)),
            "DeleteLogGroup" => call.run(|input| self.delete_log_group(at, input)),
            "DeleteLogStream" => call.run(|input| self.delete_log_stream(at, input)),
            "DeleteResourcePolicy" => call.run(|input| self.delete_resource_policy(at, input)),
            "DeleteRetentionPolicy" => call.run(|input| self.delete_retention_policy(at, input)),
            "DescribeLogGroups" => call.run(|input| self.describe_log_groups(at, input)),
            "DescribeLogStreams" => call.run(|input| self.describe_log_streams(at, input)),
            "DescribeResourcePolicies" => call.run(|input| self.describe_resource_policies(at, input)),
            "FilterLogEvents" => call.run(|input| self.filter_log_events(at, input)),
            "GetLogEvents" => call.run(|input| self.get_log_events(at, input)),
            "ListLogGroups" => call.run(|input| self.list_log_groups(at, input)),
            "ListTagsForResource" => call.run(|input| self.list_tags_for_resource(at, input)),
            "ListTagsLogGroup" => call.run(|input| self.list_tags_log_group(at, input)),
            "PutLogEvents" => call.run(|input| self.put_log_events(at, input)),
            "PutLogGroupDeletionProtection" => call.run(|input| self.put_log_group_deletion_protection(at, input)),
            "PutResourcePolicy" => call.run(|input| self.put_resource_policy(at, input)),
            "PutRetentionPolicy" => call.run(|input| self.put_retention_policy(at, input)),
            "TagLogGroup" => call.run(|input| self.tag_log_group(at, input)),
            "TagResource" => call.run(|input| self.tag_resource(at, input)),
            "TestMetricFilter" => call.run(metric_filter::test_metric_filter),
            "UntagLogGroup" => call.run(|input| self.untag_log_group(at, input)),
            "UntagResource" => call.run(|input| self.untag_resource(at, input)),
            _ => call.unknown(),
        }
    }

    fn now(&self) -> Time {
        self.clock.now()
    }

    /// The log group of a name.
    ///
    /// # Errors
    /// `ResourceNotFoundException`.
    fn group(&self, at: &Scope, name: &str) -> Result<Arc<Group>, Error> {
        let region = self.regions.find(at).ok_or(Error::NoGroup)?;
        region.groups().get(name).cloned().ok_or(Error::NoGroup)
    }

    /// Forgets the state of the chosen accounts and regions.
    pub fn reset(&self, chosen: impl Fn(&Scope) -> bool) {
        self.regions.take(chosen);
    }
}
