//! Message move tasks: dead letters go back to where they came from, or elsewhere, at a rate, on the clock.
//! <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-configure-dead-letter-queue-redrive.html>

use std::collections::BTreeMap;
use std::sync::{Arc, MutexGuard, PoisonError};
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};

use super::api::*;
use super::error::Error;
use super::message::Message;
use super::queue::{Push, Queue};
use super::{Region, Sqs, required};
use crate::aws::arn::Arn;
use crate::aws::scope::Caller;
use crate::aws::text::Text;
use crate::aws::time::Time;
use crate::clock::{Due, Task};

const MOST_LISTED: i64 = 10;
const MOST_PER_SECOND: i64 = 500;

/// Ended tasks that are kept for ListMessageMoveTasks, for each account and region.
const MOST_ENDED: usize = 100;

/// Messages moved in one go by a task without a rate, before others have their turn.
const STRETCH: u64 = 500;

const NO_SOURCE: &str = "The resource that you specified for the SourceArn parameter doesn't exist.";
const NO_DESTINATION: &str = "The resource that you specified for the DestinationArn parameter doesn't exist.";

/// A task: plain data, moved on by [`Sqs::run_task`].
#[derive(Clone, Debug)]
pub struct MoveTask {
    /// A UUID.
    id: Text,
    source: Text,
    destination: Option<Text>,
    /// Messages a second.
    rate: Option<u32>,
    status: Status,
    moved: u64,
    to_move: u64,
    started: Time,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Status {
    Running,
    Completed,
    Cancelled,
    Failed(&'static str),
}

/// What one step of a task did.
enum Step {
    Moved,
    Ended(Status),
}

impl MoveTask {
    /// AWS's handle: base64 of a small JSON document.
    fn handle(&self) -> String {
        STANDARD.encode(json!({ "taskId": &*self.id, "sourceArn": &*self.source }).to_string())
    }

    fn entry(&self) -> ListMessageMoveTasksResultEntry {
        let (status, failure_reason) = match self.status {
            Status::Running => ("RUNNING", None),
            Status::Completed => ("COMPLETED", None),
            Status::Cancelled => ("CANCELLED", None),
            Status::Failed(reason) => ("FAILED", Some(reason)),
        };
        ListMessageMoveTasksResultEntry {
            task_handle: (self.status == Status::Running).then(|| self.handle()),
            status,
            source_arn: self.source.clone(),
            destination_arn: self.destination.clone(),
            max_number_of_messages_per_second: self.rate,
            approximate_number_of_messages_moved: self.moved,
            approximate_number_of_messages_to_move: self.to_move,
            failure_reason,
            started_timestamp: self.started.millis(),
        }
    }

    /// When the next message may be moved.
    fn next_at(&self, now: Time) -> Time {
        match self.rate {
            Some(rate) => self.started + Duration::from_millis(self.moved * 1000 / u64::from(rate)),
            None => now,
        }
    }
}

impl Region {
    fn tasks(&self) -> MutexGuard<'_, Vec<MoveTask>> {
        self.tasks.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn runners(&self) -> MutexGuard<'_, BTreeMap<Text, Task>> {
        self.runners.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Ends all tasks, with their timers.
    pub(super) fn stop_tasks(&self) {
        self.tasks().clear();
        std::mem::take(&mut *self.runners()).into_values().for_each(|runner| runner.stop());
    }
}

impl Sqs {
    /// StartMessageMoveTask.
    pub(super) fn start_message_move_task(
        &self,
        _: &Caller<'_>,
        input: StartMessageMoveTaskRequest,
    ) -> Result<StartMessageMoveTaskResult, Error> {
        let source_arn = queue_arn(&required(input.source_arn, "SourceArn")?, "SourceArn")?;
        let source = self.queue_by_arn(&source_arn).ok_or(Error::ResourceNotFound(NO_SOURCE))?;
        let rate = match input.max_number_of_messages_per_second {
            Some(rate) if !(1..=MOST_PER_SECOND).contains(&rate) => {
                let reason = format!("Must be between 1 and {MOST_PER_SECOND}, if provided.");
                return Err(Error::value(rate, "MaxNumberOfMessagesPerSecond", &reason));
            }
            rate => rate.and_then(|rate| u32::try_from(rate).ok()),
        };
        let destination = match input.destination_arn.filter(|arn| !arn.is_empty()) {
            None => None,
            Some(text) => {
                let arn = queue_arn(&text, "DestinationArn")?;
                let queue = self.queue_by_arn(&arn).ok_or(Error::ResourceNotFound(NO_DESTINATION))?;
                if queue.is_fifo() != source.is_fifo() {
                    let reason = "The destination must be a queue of the same type as the source.";
                    return Err(Error::value(text, "DestinationArn", reason));
                }
                if queue.number == source.number {
                    return Err(Error::value(text, "DestinationArn", "The destination must differ from the source."));
                }
                Some(queue.arn_text.clone())
            }
        };
        if self.dead_letter_sources(&source).is_empty() {
            return Err(Error::InvalidParameterValue(
                "Source queue must be configured as a Dead Letter Queue.".to_owned(),
            ));
        }
        let now = self.now();
        let to_move = source.state().counts(now).visible as u64;
        let region = self.shared.regions.at(&source.arn.scope);
        let mut tasks = region.tasks();
        if tasks.iter().any(|task| task.source == source.arn_text && task.status == Status::Running) {
            return Err(Error::InvalidParameterValue(
                "There is already a task running. Only one active task is allowed for a source queue arn at a given time."
                    .to_owned(),
            ));
        }
        let ended = |task: &MoveTask| task.status != Status::Running;
        if tasks.iter().filter(|task| ended(task)).count() >= MOST_ENDED
            && let Some(oldest) = tasks.iter().position(ended)
        {
            tasks.remove(oldest);
        }
        let task = MoveTask {
            id: self.shared.ids.uuid().to_string().into(),
            source: source.arn_text.clone(),
            destination,
            rate,
            status: Status::Running,
            moved: 0,
            to_move,
            started: now,
        };
        let result = StartMessageMoveTaskResult { task_handle: task.handle() };
        let id = task.id.clone();
        tasks.push(task);
        drop(tasks);
        // Locked before it runs, so that it finds itself there when it ends.
        let mut runners = region.runners();
        let runner = self.shared.clock.spawn(self.clone().run_task(Arc::clone(&region), source, id.clone()));
        runners.insert(id, runner);
        Ok(result)
    }

    /// ListMessageMoveTasks: the latest first.
    pub(super) fn list_message_move_tasks(
        &self,
        _: &Caller<'_>,
        input: ListMessageMoveTasksRequest,
    ) -> Result<ListMessageMoveTasksResult, Error> {
        let arn = queue_arn(&required(input.source_arn, "SourceArn")?, "SourceArn")?;
        let source = self.queue_by_arn(&arn).ok_or(Error::ResourceNotFound(NO_SOURCE))?;
        let most = input.max_results.unwrap_or(1);
        let most = usize::try_from(most).ok().filter(|_| (1..=MOST_LISTED).contains(&most)).ok_or_else(|| {
            Error::value(most, "MaxResults", &format!("Must be between 1 and {MOST_LISTED}, if provided."))
        })?;
        let region = self.shared.regions.at(&arn.scope);
        let tasks = region.tasks();
        let of_source = tasks.iter().rev().filter(|task| task.source == source.arn_text);
        Ok(ListMessageMoveTasksResult { results: of_source.take(most).map(MoveTask::entry).collect() })
    }

    /// CancelMessageMoveTask: what was moved stays moved.
    pub(super) fn cancel_message_move_task(
        &self,
        _: &Caller<'_>,
        input: CancelMessageMoveTaskRequest,
    ) -> Result<CancelMessageMoveTaskResult, Error> {
        let handle = required(input.task_handle, "TaskHandle")?;
        let invalid = || Error::InvalidParameterValue("Value for parameter TaskHandle is invalid.".to_owned());
        let document = STANDARD.decode(&handle).map_err(|_| invalid())?;
        let document: Map<String, Value> = serde_json::from_slice(&document).map_err(|_| invalid())?;
        let part = |name: &str| document.get(name).and_then(Value::as_str);
        let (Some(id), Some(arn)) = (part("taskId"), part("sourceArn")) else { return Err(invalid()) };
        let arn: Arn = arn.parse().map_err(|_| invalid())?;
        self.queue_by_arn(&arn).ok_or(Error::ResourceNotFound(NO_SOURCE))?;
        let region = self.shared.regions.at(&arn.scope);
        let mut tasks = region.tasks();
        let task = tasks.iter_mut().find(|task| *task.id == *id);
        let task = task.ok_or(Error::ResourceNotFound("Task does not exist."))?;
        if task.status != Status::Running {
            return Err(Error::InvalidParameterValue("Only active tasks can be cancelled.".to_owned()));
        }
        task.status = Status::Cancelled;
        if let Some(runner) = region.runners().remove(id) {
            runner.stop();
        }
        Ok(CancelMessageMoveTaskResult { approximate_number_of_messages_moved: task.moved })
    }

    /// Moves message after message until there are none, or the task is cancelled or fails.
    async fn run_task(self, region: Arc<Region>, source: Arc<Queue>, id: Text) {
        let running = || region.tasks().iter().find(|task| task.id == id && task.status == Status::Running).cloned();
        while let Some(task) = running() {
            let at = task.next_at(self.now());
            let due = Due::new("move-task", source.arn_text.as_ref(), "move the next dead letter");
            self.shared.clock.sleep_until(at, due).await;
            // Cancelled while it slept: nothing more is moved.
            if running().is_none() {
                break;
            }
            let step = self.step(self.now(), &source, &task);
            if let Some(task) = region.tasks().iter_mut().find(|task| task.id == id) {
                match step {
                    Step::Moved => task.moved += 1,
                    Step::Ended(status) if task.status == Status::Running => task.status = status,
                    Step::Ended(_) => {}
                }
            }
            if task.rate.is_none() && task.moved % STRETCH == STRETCH - 1 {
                tokio::task::yield_now().await;
            }
        }
        region.runners().remove(&id);
    }

    /// Moves one message, if there is one and its destination is there. A message leaves its queue only then.
    fn step(&self, now: Time, source: &Queue, task: &MoveTask) -> Step {
        loop {
            let next = {
                let mut state = source.state();
                state.peek(now).map(|message| (message.id, dead_letter_source(message)))
            };
            let Some((id, origin)) = next else { return Step::Ended(Status::Completed) };
            let Some(arn) = task.destination.clone().or(origin).and_then(|arn| arn.parse::<Arn>().ok()) else {
                return Step::Ended(Status::Failed("CouldNotDetermineMessageSource"));
            };
            let Some(destination) = self.queue_by_arn(&arn) else {
                return Step::Ended(Status::Failed("AWS.SimpleQueueService.NonExistentQueue"));
            };
            // Received or deleted by somebody else in between: look again.
            let Some(message) = source.state().take_next(now, id) else { continue };
            let push = self.renewed(now, message, &destination);
            return match destination.push(now, push) {
                Ok(_) => Step::Moved,
                Err(refused) => {
                    // If the source is gone as well, its messages were deleted with it.
                    let _ = source.push(now, *refused);
                    Step::Ended(Status::Failed("AWS.SimpleQueueService.NonExistentQueue"))
                }
            };
        }
    }

    /// A moved message is a new one: another id, sent now, never received.
    fn renewed(&self, now: Time, mut message: Box<Message>, destination: &Queue) -> Push {
        message.id = self.shared.ids.uuid();
        message.sent = now;
        message.receive_count = 0;
        message.first_received = None;
        message.extra_mut().dead_letter_source = None;
        let identity = destination.is_fifo().then(|| message.identify_by_itself());
        Push { message, identity, delay: 0 }
    }
}

fn dead_letter_source(message: &Message) -> Option<Text> {
    message.extra.as_ref()?.dead_letter_source.clone()
}

fn queue_arn(text: &str, parameter: &str) -> Result<Arn, Error> {
    let arn = text.parse::<Arn>().ok().filter(|arn| arn.service == "sqs");
    arn.ok_or_else(|| {
        Error::InvalidParameterValue(format!(
            "You must use this format to specify the {parameter}: arn:<partition>:<service>:<region>:<account-id>:<resource-id>"
        ))
    })
}
