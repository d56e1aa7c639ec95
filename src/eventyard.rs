//! A server inside a process, for tests in Rust.

use std::future::{Future, IntoFuture};
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::{Arc, mpsc};
use std::thread::JoinHandle;
use std::time::Duration;

use tokio::runtime::{Builder, Handle};
use tokio::sync::oneshot;

use crate::aws::time::Time;
use crate::clock::{Backwards, Clock, Move, Reading};
use crate::config::Config;
use crate::server::Server;
use crate::world::World;

/// A running server on a thread of its own. Dropping it ends it and frees all it had.
///
/// It works in a `#[tokio::test]` of either flavour and in a plain `#[test]`; several can run side by side.
///
/// ```
/// use eventyard::{Config, Eventyard};
///
/// let eventyard = Eventyard::start(Config::default())?;
/// // Point any AWS SDK's endpoint_url at it.
/// assert!(eventyard.endpoint_url().starts_with("http://127.0.0.1:"));
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug)]
pub struct Eventyard {
    address: SocketAddr,
    world: Arc<World>,
    runtime: Handle,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Eventyard {
    /// Starts a server; it listens when this returns. By default the port is chosen by the system.
    ///
    /// # Errors
    /// The address can't be listened on, or the system gives no thread.
    pub fn start(config: Config) -> io::Result<Self> {
        let server = Server::bind(&config)?;
        let (address, world) = (server.address(), server.world());
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let handle = runtime.handle().clone();
        let (stop, stopped) = oneshot::channel();
        let thread = std::thread::Builder::new().name("eventyard".to_owned()).spawn(move || {
            let end = async {
                // A dropped sender means the same as a message.
                let _ = stopped.await;
            };
            if let Err(error) = runtime.block_on(server.serve(end)) {
                tracing::error!(%error, "the server ended");
            }
        })?;
        Ok(Eventyard { address, world, runtime: handle, stop: Some(stop), thread: Some(thread) })
    }

    /// What an SDK's `endpoint_url` is to be.
    pub fn endpoint_url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The clock of its world.
    pub fn clock(&self) -> WorldClock<'_> {
        WorldClock { clock: &self.world.clock, runtime: &self.runtime }
    }
}

impl Drop for Eventyard {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            // It may have ended by itself.
            let _ = stop.send(());
        }
        if let Some(thread) = self.thread.take() {
            // A thread that panicked has freed what it had as well.
            let _ = thread.join();
        }
    }
}

/// The clock of a server: see [`Clock`]. Every move runs what is due, and what that causes, before it is over.
#[derive(Clone, Copy, Debug)]
pub struct WorldClock<'a> {
    clock: &'a Clock,
    runtime: &'a Handle,
}

impl WorldClock<'_> {
    /// The time.
    pub fn now(&self) -> Time {
        self.clock.now()
    }

    /// Where it stands and what is due.
    pub fn reading(&self) -> Reading {
        self.clock.reading()
    }

    /// Moves on by `span`; the mode stays.
    pub fn advance(&self, span: Duration) -> Turn {
        self.turn(Move::Advance(span))
    }

    /// Moves on to the next timer.
    pub fn advance_to_next(&self) -> Turn {
        self.turn(Move::AdvanceToNext)
    }

    /// Stops here.
    pub fn freeze(&self) -> Turn {
        self.turn(Move::Freeze)
    }

    /// Goes to `time`, running what is due on the way, and stops there.
    ///
    /// # Errors
    /// [`Backwards`] if that lies before now.
    pub fn freeze_at(&self, time: Time) -> Result<Turn, Backwards> {
        let now = self.now();
        if time < now { Err(Backwards { now }) } else { Ok(self.turn(Move::FreezeAt(time))) }
    }

    /// Flows on from here.
    pub fn resume(&self) -> Turn {
        self.turn(Move::Resume)
    }

    /// Real time again.
    pub fn reset(&self) -> Turn {
        self.turn(Move::Reset)
    }

    fn turn(&self, wish: Move) -> Turn {
        Turn { clock: self.clock.clone(), runtime: self.runtime.clone(), wish }
    }
}

/// A move of the clock. It happens when it is awaited, or by [`wait`](Turn::wait) where nothing can be awaited.
#[must_use = "the clock moves when this is awaited, or by .wait()"]
#[derive(Debug)]
pub struct Turn {
    clock: Clock,
    runtime: Handle,
    wish: Move,
}

impl Turn {
    /// Moves the clock and blocks until all has settled.
    pub fn wait(self) -> Reading {
        let (sender, receiver) = mpsc::channel();
        let Turn { clock, runtime, wish } = self;
        let before = clock.clone();
        runtime.spawn(async move {
            // Nobody waits any longer if this fails.
            let _ = sender.send(turn(&clock, wish).await);
        });
        receiver.recv().unwrap_or_else(|_| before.reading())
    }
}

impl IntoFuture for Turn {
    type Output = Reading;
    type IntoFuture = Pin<Box<dyn Future<Output = Reading> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move { turn(&self.clock, self.wish).await })
    }
}

async fn turn(clock: &Clock, wish: Move) -> Reading {
    // Only a time before now is refused; it was looked at when the turn was made.
    clock.turn(wish).await.unwrap_or_else(|_| clock.reading())
}
