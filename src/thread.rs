//! A thread with a runtime of its own, until it is dropped.

use std::future::Future;
use std::io;
use std::thread::{Builder, JoinHandle};

use tokio::runtime::{self, Handle};
use tokio::sync::oneshot;

/// Such a thread. Dropping it ends its work, and waits until all it had is free.
#[derive(Debug)]
pub struct Thread {
    runtime: Handle,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Thread {
    /// Starts one, whose work is to end when what it is given is ready.
    ///
    /// # Errors
    /// The system gives no thread, or no descriptors for its runtime.
    pub fn start<W: Future>(
        name: String,
        work: impl FnOnce(oneshot::Receiver<()>) -> W + Send + 'static,
    ) -> io::Result<Self> {
        let runtime = runtime::Builder::new_current_thread().enable_all().build()?;
        let handle = runtime.handle().clone();
        let (stop, stopped) = oneshot::channel();
        let thread = Builder::new().name(name).spawn(move || {
            runtime.block_on(work(stopped));
        })?;
        Ok(Thread { runtime: handle, stop: Some(stop), thread: Some(thread) })
    }

    /// Its runtime.
    pub fn runtime(&self) -> &Handle {
        &self.runtime
    }
}

impl Drop for Thread {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            // A thread that panicked has freed what it had as well.
            let _ = thread.join();
        }
    }
}
