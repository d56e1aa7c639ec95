//! The tasks of activities: they stand in line until a worker fetches them.
//! <https://docs.aws.amazon.com/step-functions/latest/apireference/API_GetActivityTask.html>

use std::collections::{HashSet, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::States;
use super::api::*;
use super::arn::StatesArn;
use super::check::Members;
use super::error::Error;
use super::execution::Execution;
use super::run::{Call, Failure, Happened, Json, Question};
use crate::aws::fault::Fault;
use crate::aws::scope::Caller;
use crate::aws::text::Text;
use crate::clock::{Line, Look};

/// A worker waits for so long.
const LONGEST_WAIT: Duration = Duration::from_secs(60);

/// How many workers of one activity may wait, where quotas hold.
const MOST_WORKERS: usize = 1000;

/// Of tasks that nobody waits for any more, no more than these and as many as there are others are kept.
const MOST_STALE: usize = 64;

/// The tasks of one activity.
#[derive(Debug, Default)]
pub struct ActivityTasks {
    waiting: Mutex<VecDeque<Arc<ActivityTask>>>,
    line: Line,
    /// Whether the activity is gone: its workers wait for nothing.
    gone: std::sync::atomic::AtomicBool,
    workers: std::sync::atomic::AtomicUsize,
    /// How long the line was when those that nobody waits for were last taken out.
    swept: std::sync::atomic::AtomicUsize,
}

/// A task that no worker has.
#[derive(Debug)]
struct ActivityTask {
    execution: Arc<Execution>,
    question: Question,
    token: Text,
    input: Json,
}

impl ActivityTask {
    /// Whether its execution still waits for it.
    fn is_awaited(&self) -> bool {
        self.execution.run().awaits(self.question, &self.token)
    }
}

impl ActivityTasks {
    fn waiting(&self) -> MutexGuard<'_, VecDeque<Arc<ActivityTask>>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn push(&self, task: ActivityTask) {
        use std::sync::atomic::Ordering::Relaxed;
        self.waiting().push_back(task.into());
        let all: Vec<_> = {
            let waiting = self.waiting();
            let due = waiting.len() > 2 * self.swept.load(Relaxed) + MOST_STALE;
            if due { waiting.iter().cloned().collect() } else { Vec::new() }
        };
        if !all.is_empty() {
            // Never two locks: they are asked outside of this one.
            let stale = all.iter().filter(|task| !task.is_awaited()).map(Arc::as_ptr);
            let stale: HashSet<*const ActivityTask> = stale.collect();
            let mut waiting = self.waiting();
            waiting.retain(|task| !stale.contains(&Arc::as_ptr(task)));
            self.swept.store(waiting.len(), Relaxed);
        }
        self.line.ring();
    }

    /// The activity is gone: who waits for a task is sent away.
    pub fn end(&self) {
        self.gone.store(true, std::sync::atomic::Ordering::Release);
        self.line.ring();
    }

    /// The first task that its execution still waits for.
    fn take(&self) -> Option<Arc<ActivityTask>> {
        loop {
            let task = self.waiting().pop_front()?;
            if task.is_awaited() {
                return Some(task);
            }
        }
    }
}

/// One worker more, as long as this lives.
struct Worker(Arc<ActivityTasks>);

impl Worker {
    fn new(tasks: &Arc<ActivityTasks>, most: usize) -> Option<Self> {
        let before = tasks.workers.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        Some(Worker(Arc::clone(tasks))).filter(|_| before < most)
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.0.workers.fetch_sub(1, std::sync::atomic::Ordering::Relaxed);
    }
}

impl States {
    /// Puts the task of an execution in its activity's line.
    pub(super) fn schedule_activity(&self, execution: &Arc<Execution>, call: &Call, arn: &str) {
        let question = call.question;
        match (self.activity_tasks(arn), &call.token) {
            (Some(tasks), Some(token)) => {
                let input = call.parameters.clone();
                self.drive(execution, Happened::Answered(question, Ok(input.clone())));
                tasks.push(ActivityTask { execution: Arc::clone(execution), question, token: token.clone(), input });
            }
            _ => {
                let failure = Failure::runtime(format!("The activity {arn} does not exist."));
                let (states, told) = (self.clone(), Arc::clone(execution));
                // In a task of its own: a definition can come here again and again, and a stack is short.
                self.shared.clock.spawn(async move {
                    states.drive(&told, Happened::Answered(question, Err(failure)));
                });
            }
        }
    }

    fn activity_tasks(&self, arn: &str) -> Option<Arc<ActivityTasks>> {
        let StatesArn::Activity { scope, name } = StatesArn::parse(arn).ok()? else { return None };
        let region = self.shared.regions.find(&scope)?;
        let activities = region.activities();
        activities.get(name.as_str()).map(|activity| Arc::clone(&activity.tasks))
    }

    /// GetActivityTask. It waits, so that it takes the whole call: who has left meanwhile is given nothing.
    pub(super) async fn get_activity_task<C: crate::aws::call::Call>(
        &self,
        call: &C,
    ) -> Result<GetActivityTaskOutput, Fault> {
        Ok(self.next_task(call.caller(), call.input()?, || call.has_left()).await?)
    }

    async fn next_task(
        &self,
        at: &Caller<'_>,
        input: GetActivityTaskInput,
        has_left: impl Fn() -> bool,
    ) -> Result<GetActivityTaskOutput, Error> {
        let GetActivityTaskInput { activity_arn, worker_name } = input;
        Members::default()
            .arn("activityArn", activity_arn.as_ref())
            .length("workerName", worker_name.as_ref(), 1, super::name::LONGEST)
            .check()?;
        let arn = activity_arn.unwrap_or_default();
        let known = self.activity_name(at, &arn)?.and_then(|_| self.activity_tasks(&arn));
        let tasks = known.ok_or_else(|| Error::ActivityDoesNotExist(arn.clone()))?;
        let most = if self.shared.settings.strict { MOST_WORKERS } else { usize::MAX };
        let _worker = Worker::new(&tasks, most).ok_or(Error::ActivityWorkerLimitExceeded)?;
        let look = |_| {
            // Nobody waits in vain behind one who has left.
            if has_left() || tasks.gone.load(std::sync::atomic::Ordering::Acquire) {
                return Look::Found(None);
            }
            tasks.take().map_or(Look::Again(None), |task| Look::Found(Some(task)))
        };
        let found = tasks.line.wait(&self.shared.clock, self.now() + LONGEST_WAIT, look).await.flatten();
        let Some(task) = found else { return Ok(GetActivityTaskOutput::default()) };
        self.drive(&task.execution, Happened::Taken(task.question, worker_name.map(Text::from)));
        Ok(GetActivityTaskOutput {
            task_token: Some(task.token.to_string()),
            input: Some(task.input.text().to_string()),
        })
    }
}
