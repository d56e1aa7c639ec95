//! A server inside a process, for tests in Rust.

use std::future::{Future, IntoFuture};
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::{Arc, mpsc};
use std::time::Duration;

use tokio::runtime::Handle;

use crate::admin::{Forecast, Part, ResetRequest, State, forecast};
use crate::aws::time::Time;
use crate::clock::{Backwards, Clock, Move, Reading};
use crate::config::Config;
use crate::deliver::{Query, Records};
use crate::server::Server;
use crate::thread::Thread;
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
    // The first of all to be dropped.
    thread: Thread,
    address: SocketAddr,
    world: Arc<World>,
}

impl Eventyard {
    /// Starts a server; it listens when this returns. By default the port is chosen by the system.
    ///
    /// # Errors
    /// The address can't be listened on, or the system gives no thread.
    pub fn start(config: Config) -> io::Result<Self> {
        let server = Server::bind(&config)?;
        let (address, world) = (server.address(), server.world());
        let thread = Thread::start("eventyard".to_owned(), |stop| async move {
            let end = async {
                // A dropped sender means the same as a message.
                let _ = stop.await;
            };
            if let Err(error) = server.serve(end).await {
                tracing::error!(%error, "the server ended");
            }
        })?;
        Ok(Eventyard { thread, address, world })
    }

    /// What an SDK's `endpoint_url` is to be.
    pub fn endpoint_url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Forgets everything; the clock goes back to real time.
    pub fn reset(&self) -> Pending<()> {
        let world = Arc::clone(&self.world);
        self.pending(async move { ResetRequest::default().run(&world).await })
    }

    /// Waits until nothing that is due now is still running.
    pub fn settle(&self) -> Pending<()> {
        let clock = self.world.clock.clone();
        self.pending(async move { clock.settle().await })
    }

    /// What exists.
    pub fn state(&self) -> State {
        State::of(&self.world, &Part::default(), ("http", &self.world.here))
    }

    /// When a schedule would fire that were made now: the next `count` firings, from 1 to 1000, of an expression of
    /// EventBridge Scheduler in a zone with an IANA name.
    ///
    /// ```
    /// # use eventyard::{Config, Eventyard};
    /// let eventyard = Eventyard::start(Config::default())?;
    /// let forecast = eventyard.forecast("cron(0 8 ? * MON-FRI *)", "Europe/Vienna", 5).expect("a schedule");
    /// assert!(forecast.next.iter().all(|firing| firing.local.contains("T08:00:00+0")));
    /// # Ok::<(), std::io::Error>(())
    /// ```
    ///
    /// # Errors
    /// What is wrong with the expression, the zone or the count, in words.
    pub fn forecast(&self, schedule: &str, timezone: &str, count: u64) -> Result<Forecast, String> {
        forecast(schedule, timezone, count, self.world.clock.now())
    }

    fn pending<T>(&self, work: impl Future<Output = T> + Send + 'static) -> Pending<T> {
        Pending { work: Box::pin(work), runtime: self.thread.runtime().clone() }
    }

    /// The clock of its world.
    pub fn clock(&self) -> WorldClock<'_> {
        WorldClock { clock: &self.world.clock, runtime: self.thread.runtime() }
    }

    /// What was delivered in its world, and why not.
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// use eventyard::{Config, Eventyard, Outcome, Query};
    ///
    /// let eventyard = Eventyard::start(Config::default())?;
    /// let before = eventyard.journal().last();
    /// // Publish something here, then wait until it has failed or half a second is over.
    /// let dropped = Query { after: before, outcome: Some(Outcome::Dropped), ..Query::default() };
    /// let found = eventyard.journal().wait_for(dropped, Duration::from_millis(500)).wait();
    /// assert!(found.records.is_empty(), "{:?}", found.records);
    /// # Ok::<(), std::io::Error>(())
    /// ```
    pub fn journal(&self) -> WorldJournal<'_> {
        WorldJournal { world: &self.world, runtime: self.thread.runtime() }
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
    pub fn advance(&self, span: Duration) -> Pending<Reading> {
        self.turn(Move::Advance(span))
    }

    /// Moves on to the next timer.
    pub fn advance_to_next(&self) -> Pending<Reading> {
        self.turn(Move::AdvanceToNext)
    }

    /// Stops here.
    pub fn freeze(&self) -> Pending<Reading> {
        self.turn(Move::Freeze)
    }

    /// Goes to `time`, running what is due on the way, and stops there.
    ///
    /// # Errors
    /// [`Backwards`] if that lies before now.
    pub fn freeze_at(&self, time: Time) -> Result<Pending<Reading>, Backwards> {
        let now = self.now();
        if time < now { Err(Backwards { now }) } else { Ok(self.turn(Move::FreezeAt(time))) }
    }

    /// Flows on from here.
    pub fn resume(&self) -> Pending<Reading> {
        self.turn(Move::Resume)
    }

    /// Real time again.
    pub fn reset(&self) -> Pending<Reading> {
        self.turn(Move::Reset)
    }

    fn turn(&self, wish: Move) -> Pending<Reading> {
        let clock = self.clock.clone();
        // Only a time before now is refused; it was looked at when this was made.
        let work = async move { clock.turn(wish).await.unwrap_or_else(|_| clock.reading()) };
        Pending { work: Box::pin(work), runtime: self.runtime.clone() }
    }
}

/// The journal of a server: see [`Journal`](crate::deliver::Journal).
#[derive(Clone, Copy, Debug)]
pub struct WorldJournal<'a> {
    world: &'a Arc<World>,
    runtime: &'a Handle,
}

impl WorldJournal<'_> {
    /// The id of the latest record: what comes from now on is [`after`](Query::after) it.
    pub fn last(&self) -> u64 {
        self.world.journal.last()
    }

    /// The records that are wanted, as far as there are some.
    pub fn read(&self, query: &Query) -> Records {
        self.world.journal.read(query)
    }

    /// The records that are wanted as soon as there are some; none if there are none after so much real time.
    pub fn wait_for(&self, query: Query, patience: Duration) -> Pending<Records> {
        let (world, runtime) = (Arc::clone(self.world), self.runtime.clone());
        let work = async move {
            let clock = world.clock.clone();
            // On the server's own runtime: whoever awaits this may have none, or one without timers.
            let alarm = runtime.spawn(async move { clock.patience_or_closed(patience).await });
            let stop = alarm.abort_handle();
            let found = world.journal.wait(&query, async { drop(alarm.await) }).await;
            stop.abort();
            found
        };
        Pending { work: Box::pin(work), runtime: self.runtime.clone() }
    }
}

/// Work of the server that is done when this is awaited, or by [`wait`](Pending::wait) where nothing can be awaited.
#[must_use = "this happens when it is awaited, or by .wait()"]
pub struct Pending<T> {
    work: Pin<Box<dyn Future<Output = T> + Send>>,
    runtime: Handle,
}

impl<T: Send + 'static> Pending<T> {
    /// Does it and blocks until it is done.
    ///
    /// # Panics
    /// If the server has ended in the middle of it.
    pub fn wait(self) -> T {
        let (sender, receiver) = mpsc::channel();
        self.runtime.spawn(async move {
            // Whoever waits can't have left: this blocks.
            let _ = sender.send(self.work.await);
        });
        receiver.recv().expect("the server is running as long as it is borrowed")
    }
}

impl<T> IntoFuture for Pending<T> {
    type Output = T;
    type IntoFuture = Pin<Box<dyn Future<Output = T> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        self.work
    }
}
