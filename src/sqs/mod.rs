//! Amazon SQS: the door to its operations.
//! <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/Welcome.html>

#[allow(missing_docs, reason = "the members are documented where they are defined: in AWS's model")]
pub mod api;
mod attempt;
mod attribute;
mod batch;
mod digest;
mod error;
mod fifo;
mod message;
mod message_attribute;
mod move_task;
mod order;
mod permission;
mod picked;
mod queue;
mod queues;
mod receipt;
mod receive;
mod redrive;
mod send;
mod standard;
mod state;
mod tag;
mod target;
mod url;
mod visibility;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

pub use error::Error;
pub use state::QueueState;

use crate::aws::arn::Arn;
use crate::aws::call::Call;
use crate::aws::ids::Ids;
use crate::aws::scope::{Caller, Scope};
use crate::aws::text::Text;
use crate::aws::time::Time;
use crate::clock::{Clock, Task};
use crate::store::Scoped;
use move_task::MoveTask;
use queue::Queue;

/// The service in one world. Clones share it.
#[derive(Clone, Debug)]
pub struct Sqs {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    clock: Clock,
    ids: Arc<Ids>,
    /// The account and region of callers that name none.
    home: Scope,
    /// Whether AWS's waiting rules hold: 60 seconds after a purge and after a deletion.
    strict: bool,
    regions: Scoped<Region>,
}

/// The queues of one account in one region.
#[derive(Debug, Default)]
struct Region {
    queues: RwLock<BTreeMap<Text, Arc<Queue>>>,
    /// When a name was deleted, kept for 60 seconds in a strict world.
    deleted: Mutex<BTreeMap<Text, Time>>,
    /// The message move tasks, oldest first.
    tasks: Mutex<Vec<MoveTask>>,
    /// What moves them on: no data of the world.
    runners: Mutex<BTreeMap<Text, Task>>,
}

impl Region {
    fn queues(&self) -> RwLockReadGuard<'_, BTreeMap<Text, Arc<Queue>>> {
        self.queues.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn queues_mut(&self) -> RwLockWriteGuard<'_, BTreeMap<Text, Arc<Queue>>> {
        self.queues.write().unwrap_or_else(PoisonError::into_inner)
    }

    fn find(&self, name: &str) -> Option<Arc<Queue>> {
        self.queues().get(name).cloned()
    }
}

impl Sqs {
    /// The service of a new world.
    pub fn new(clock: Clock, ids: Arc<Ids>, home: Scope, strict: bool) -> Self {
        Sqs { shared: Arc::new(Shared { clock, ids, home, strict, regions: Scoped::default() }) }
    }

    /// Runs one call: the line of its operation.
    pub async fn call<C: Call>(&self, call: &C) -> C::Reply {
        let at = call.caller();
        match call.operation() {
            // On a queue's URL there is no such operation.
            "CreateQueue" | "ListQueues" if url::names_queue(at) => call.unknown(),
            "AddPermission" => call.run(|input| self.add_permission(at, input)),
            "CancelMessageMoveTask" => call.run(|input| self.cancel_message_move_task(at, input)),
            "ChangeMessageVisibility" => call.run(|input| self.change_message_visibility(at, input)),
            "ChangeMessageVisibilityBatch" => call.run(|input| self.change_message_visibility_batch(at, input)),
            "CreateQueue" => call.run(|input| self.create_queue(at, input)),
            "DeleteMessage" => call.run(|input| self.delete_message(at, input)),
            "DeleteMessageBatch" => call.run(|input| self.delete_message_batch(at, input)),
            "DeleteQueue" => call.run(|input| self.delete_queue(at, input)),
            "GetQueueAttributes" => call.run(|input| self.get_queue_attributes(at, input)),
            "GetQueueUrl" => call.run(|input| self.get_queue_url(at, input)),
            "ListDeadLetterSourceQueues" => call.run(|input| self.list_dead_letter_source_queues(at, input)),
            "ListMessageMoveTasks" => call.run(|input| self.list_message_move_tasks(at, input)),
            "ListQueueTags" => call.run(|input| self.list_queue_tags(at, input)),
            "ListQueues" => call.run(|input| self.list_queues(at, input)),
            "PurgeQueue" => call.run(|input| self.purge_queue(at, input)),
            "ReceiveMessage" => call.reply(self.receive_message(call).await),
            "RemovePermission" => call.run(|input| self.remove_permission(at, input)),
            "SendMessage" => call.run(|input| self.send_message(at, input)),
            "SendMessageBatch" => call.run(|input| self.send_message_batch(at, input)),
            "SetQueueAttributes" => call.run(|input| self.set_queue_attributes(at, input)),
            "StartMessageMoveTask" => call.run(|input| self.start_message_move_task(at, input)),
            "TagQueue" => call.run(|input| self.tag_queue(at, input)),
            "UntagQueue" => call.run(|input| self.untag_queue(at, input)),
            _ => call.unknown(),
        }
    }

    fn now(&self) -> Time {
        self.shared.clock.now()
    }

    /// The queue that a `QueueUrl` parameter names, or the path of a query call.
    fn queue(&self, at: &Caller<'_>, url: Option<&str>) -> Result<Arc<Queue>, Error> {
        let address = match url.filter(|url| !url.is_empty()) {
            Some(url) => url::parse(url, &at.scope),
            None if url::names_queue(at) => url::of_path(at),
            None => return Err(Error::MissingParameter("QueueUrl")),
        };
        let (scope, name) = address.ok_or(Error::QueueDoesNotExist)?;
        let region = self.shared.regions.find(&scope).ok_or(Error::QueueDoesNotExist)?;
        region.find(name).ok_or(Error::QueueDoesNotExist)
    }

    /// The queue that an ARN names.
    fn queue_by_arn(&self, arn: &Arn) -> Option<Arc<Queue>> {
        self.shared.regions.find(&arn.scope)?.find(&arn.resource)
    }

    /// Forgets the queues of the chosen accounts and regions; those who wait in them are sent away.
    pub fn reset(&self, chosen: impl Fn(&Scope) -> bool) {
        for region in self.shared.regions.take(chosen) {
            let queues: Vec<_> = region.queues().values().cloned().collect();
            queues.iter().for_each(|queue| queue.end());
            region.stop_tasks();
        }
    }
}

/// A parameter that must be there and not be empty.
fn required<T: AsRef<str>>(value: Option<T>, name: &'static str) -> Result<T, Error> {
    value.filter(|text| !text.as_ref().is_empty()).ok_or(Error::MissingParameter(name))
}
