//! Turns: under a seed one thing runs at a time, and what a task begins or wakes has its turn in that order, so that the
//! same calls give the same world. Without a seed tasks run side by side, and nothing of this is there.

use std::fmt;
use std::future::{Future, poll_fn};
use std::panic::AssertUnwindSafe;
use std::pin::{Pin, pin};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use futures_util::future::{AbortHandle, abortable};
use futures_util::stream::FuturesUnordered;
use futures_util::{FutureExt, StreamExt};
use tokio::runtime::Handle;
use tokio::sync::mpsc;

type Job = Pin<Box<dyn Future<Output = ()> + Send>>;

/// Who has the turn, and the tasks that wait for theirs.
#[derive(Clone, Default)]
pub(super) struct Turns {
    turn: Arc<Mutex<()>>,
    begun: OnceLock<mpsc::UnboundedSender<Job>>,
}

impl fmt::Debug for Turns {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Turns").finish_non_exhaustive()
    }
}

impl Turns {
    fn turn(&self) -> MutexGuard<'_, ()> {
        self.turn.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Runs a task in its turns, on `runtime`.
    pub fn spawn(&self, runtime: &Handle, task: impl Future<Output = ()> + Send + 'static) -> AbortHandle {
        let (task, handle) = abortable(task);
        // One that panics must not take the others along; the panic itself was told by its hook.
        let job = AssertUnwindSafe(task).catch_unwind().map(drop);
        // It fails only when the server's runtime has ended.
        let _ = self.line(runtime).send(Box::pin(job));
        handle
    }

    fn line(&self, runtime: &Handle) -> &mpsc::UnboundedSender<Job> {
        self.begun.get_or_init(|| {
            let (sender, receiver) = mpsc::unbounded_channel();
            runtime.spawn(self.clone().take(receiver));
            sender
        })
    }

    /// Gives tasks their turns, in the order in which they were begun or woken.
    async fn take(self, mut begun: mpsc::UnboundedReceiver<Job>) {
        let mut tasks = FuturesUnordered::new();
        loop {
            let job = self.run(async {
                tokio::select! {
                    biased;
                    Some(job) = begun.recv() => Some(Some(job)),
                    Some(()) = tasks.next() => Some(None),
                    // The world is gone, and nothing is left to do in it.
                    else => None,
                }
            });
            match job.await {
                Some(job) => tasks.extend(job),
                None => return,
            }
        }
    }

    /// Runs what isn't a task so that nothing else runs at the same time; it waits as it would else.
    pub async fn run<F: Future>(&self, work: F) -> F::Output {
        let mut work = pin!(work);
        poll_fn(|context| {
            let _turn = self.turn();
            work.as_mut().poll(context)
        })
        .await
    }

    /// The same for what doesn't wait.
    pub fn now<T>(&self, work: impl FnOnce() -> T) -> T {
        let _turn = self.turn();
        work()
    }
}
