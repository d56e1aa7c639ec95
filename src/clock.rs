//! The one clock: real time with an offset, or frozen; moved by tests. The only reader of real time.
//!
//! Engines get `now` as an argument. What must happen unasked sleeps here: a *counted* task ([`Clock::spawn`])
//! with [`Clock::sleep_until`], a request that waits (a *guest*, not counted busy) with [`Clock::wait_until`].
//! There is exactly one stepper: the real-time driver stands aside while the clock is frozen or being moved. Under a
//! seed requests, tasks and timers take turns (`clock/turns.rs`), so that the same calls give the same world.
#![allow(clippy::disallowed_methods, reason = "this file is where real time is read")]

mod guest;
mod line;
mod turns;

use std::collections::BTreeMap;
use std::future::Future;
use std::ops::Bound;
use std::pin::Pin;
use std::sync::atomic::{AtomicI64, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use futures_util::future::AbortHandle;
use serde::Serialize;
use tokio::runtime::Handle as Runtime;
use tokio::sync::{Notify, Semaphore};

pub use guest::Guest;
pub use line::{Line, Look};

use turns::Turns;

use crate::aws::text::Text;
use crate::aws::time::{self, Time};

/// In `Shared::held`: real time flows.
const FLOWING: i64 = i64::MIN;

/// So many timers fire in real time before others have their turn.
const MOST_AT_ONCE: usize = 64;

/// At most so many timers fire in one move of the clock.
pub const MOST_FIRED: u64 = 1_000_000;

/// A handle on the clock of one world; clones share it.
#[derive(Clone, Debug)]
pub struct Clock {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    /// The time at which the clock is held (frozen, or being moved), or `FLOWING`.
    held: AtomicI64,
    /// Milliseconds that a flowing clock is ahead of real time.
    offset: AtomicI64,
    timers: Mutex<Timers>,
    /// Counted tasks that are neither finished nor asleep on the clock.
    busy: AtomicUsize,
    /// Rung when `busy` falls to zero.
    idle: Notify,
    /// Rung when the driver has to look again: an earlier first timer, or another mode.
    changed: Notify,
    /// Rung when the server is about to stop.
    closing: Notify,
    /// Held by whoever moves the clock.
    stepper: Semaphore,
    next_id: AtomicU64,
    /// What gives tasks their turns, where they take some.
    turns: Option<Turns>,
    /// Where tasks run, once the server does.
    runtime: OnceLock<Runtime>,
}

#[derive(Debug, Default)]
struct Timers {
    /// Whether the clock is frozen by a caller's wish; a flowing clock is held too while it is moved.
    frozen: bool,
    /// Whether the world ends: nobody waits any longer.
    closed: bool,
    waiting: BTreeMap<(Time, u64), Timer>,
}

/// One sleeper or alarm. It is in the map until it fires or is cancelled.
struct Timer {
    waker: Option<Waker>,
    /// What an alarm does.
    action: Option<Box<dyn FnOnce() + Send>>,
    /// What fires, for counted sleepers; guests have none.
    due: Option<Due>,
}

impl std::fmt::Debug for Timer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Timer").field("due", &self.due).finish_non_exhaustive()
    }
}

/// What a counted sleeper waits to do, as `GET /_eventyard/time` shows it.
#[derive(Clone, Debug, Serialize)]
pub struct Due {
    /// schedule, rule, retry, wait, timeout, heartbeat, move-task, replay, window or message.
    pub kind: &'static str,
    /// The ARN of what it belongs to.
    pub arn: Text,
    /// What will happen, in words.
    pub what: String,
    /// The zone of a schedule that has one of its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timezone: Option<Text>,
}

impl Due {
    /// In no zone of its own.
    pub fn new(kind: &'static str, arn: impl Into<Text>, what: impl Into<String>) -> Self {
        Due { kind, arn: arn.into(), what: what.into(), timezone: None }
    }
}

/// A timer in the list of what is due.
#[derive(Clone, Debug, Serialize)]
pub struct DueAt {
    /// When, RFC 3339.
    pub at: String,
    /// What.
    #[serde(flatten)]
    pub due: Due,
}

/// Whether time flows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    /// As fast as real time, by an offset.
    Real,
    /// Only when it is moved.
    Frozen,
}

/// Where the clock stands: the answer to `GET /_eventyard/time`.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Reading {
    /// RFC 3339.
    pub now: String,
    /// Whether time flows.
    pub mode: Mode,
    /// How far the clock is ahead of real time, ISO 8601.
    pub offset: String,
    /// The next 100 timers in order.
    pub due: Vec<DueAt>,
    /// How many timers there are.
    pub due_total: usize,
    /// How many timers a move fired.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fired: Option<u64>,
    /// `limit` where a move ended because [`MOST_FIRED`] timers had fired.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stopped: Option<&'static str>,
}

/// A way to move the clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Move {
    /// Stop here.
    Freeze,
    /// Run all that is due up to there, then stop.
    FreezeAt(Time),
    /// Run all that is due within this span; the mode stays.
    Advance(Duration),
    /// To the next timer.
    AdvanceToNext,
    /// Flow on from here.
    Resume,
    /// Real time again.
    Reset,
}

/// The clock can't be turned back but by [`Move::Reset`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Backwards {
    /// Where the clock stands.
    pub now: Time,
}

impl std::fmt::Display for Backwards {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "the clock stands at {} and can't go back; only reset returns it to real time", self.now)
    }
}

impl std::error::Error for Backwards {}

impl Default for Clock {
    fn default() -> Self {
        Clock::new(false)
    }
}

impl Clock {
    /// A clock that shows real time. With `turns` whatever runs by it runs in one order, one thing at a time.
    pub fn new(turns: bool) -> Self {
        Clock {
            shared: Arc::new(Shared {
                turns: turns.then(Turns::default),
                runtime: OnceLock::new(),
                held: AtomicI64::new(FLOWING),
                offset: AtomicI64::new(0),
                timers: Mutex::default(),
                busy: AtomicUsize::new(0),
                idle: Notify::new(),
                changed: Notify::new(),
                closing: Notify::new(),
                stepper: Semaphore::new(1),
                next_id: AtomicU64::new(0),
            }),
        }
    }
}

fn real_now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

impl Clock {
    /// The time.
    pub fn now(&self) -> Time {
        match self.shared.held.load(Ordering::Acquire) {
            FLOWING => Time::from_millis(real_now() + self.shared.offset.load(Ordering::Acquire)),
            held => Time::from_millis(held),
        }
    }

    /// Runs `task` in the background, counted: a move of the clock and [`settle`](Clock::settle) wait for it
    /// except while it sleeps on the clock. It runs on the server's runtime, whichever thread begins it: a long one
    /// holds up no connection.
    pub fn spawn(&self, task: impl Future<Output = ()> + Send + 'static) -> Task {
        let busy = Busy::new(self);
        let task = async move {
            task.await;
            drop(busy);
        };
        let runtime = self.shared.runtime.get().cloned().unwrap_or_else(Runtime::current);
        Task(match &self.shared.turns {
            Some(turns) => Handle::InTurn(turns.spawn(&runtime, task)),
            None => Handle::Free(runtime.spawn(task).abort_handle()),
        })
    }

    /// From now on tasks run on the runtime that calls this: the server's own.
    pub fn work_here(&self) {
        self.shared.runtime.get_or_init(Runtime::current);
    }

    /// Runs a request. Where tasks take turns it has its turns too.
    pub async fn run<F: Future>(&self, request: F) -> F::Output {
        match &self.shared.turns {
            Some(turns) => turns.run(request).await,
            None => request.await,
        }
    }

    /// Ends all waiting of requests, now and later: the server is about to stop.
    pub fn close(&self) {
        let guests: Vec<Timer> = {
            let mut timers = self.timers();
            timers.closed = true;
            let (counted, guests): (BTreeMap<_, _>, BTreeMap<_, _>) =
                std::mem::take(&mut timers.waiting).into_iter().partition(|(_, timer)| timer.due.is_some());
            timers.waiting = counted;
            guests.into_values().collect()
        };
        guests.into_iter().filter_map(|timer| timer.waker).for_each(Waker::wake);
        self.shared.closing.notify_waiters();
    }

    /// Ends when the server is about to stop.
    pub async fn closed(&self) {
        let closing = self.shared.closing.notified();
        let mut closing = std::pin::pin!(closing);
        closing.as_mut().enable();
        if !self.is_closed() {
            closing.await;
        }
    }

    /// Whether the server is about to stop.
    pub fn is_closed(&self) -> bool {
        self.timers().closed
    }

    /// Lets `action` run at `at`, counted: it is among what is due as soon as this returns, and costs no task. It is
    /// called without any lock and shouldn't take long. What it holds is held by the clock, so let it hold nothing
    /// strongly that holds the clock. Dropping the alarm cancels it.
    pub fn alarm(&self, at: Time, due: Due, action: impl FnOnce() + Send + 'static) -> Alarm {
        let key = (at, self.shared.next_id.fetch_add(1, Ordering::Relaxed));
        self.insert(key, Timer { waker: None, action: Some(Box::new(action)), due: Some(due) });
        Alarm { clock: self.clone(), key }
    }

    /// Puts a timer into the map, and tells the driver of one that is due before all others.
    fn insert(&self, key: (Time, u64), timer: Timer) {
        let first = {
            let mut timers = self.timers();
            timers.waiting.insert(key, timer);
            timers.waiting.range((Bound::Unbounded, Bound::Excluded(key))).next().is_none()
        };
        if first {
            self.shared.changed.notify_one();
        }
    }

    /// Sleeps until `at`, from within a counted task.
    pub fn sleep_until(&self, at: Time, due: Due) -> Sleep {
        self.sleep(at, Some(due))
    }

    /// Sleeps until `at`, from within a request: it isn't counted busy, and shows in no list.
    pub fn wait_until(&self, at: Time) -> Sleep {
        self.sleep(at, None)
    }

    /// Waits within a counted task for what may wait as a request does, such as a long poll: meanwhile the task isn't
    /// counted busy.
    pub fn guest<F: Future>(&self, waited: F) -> Guest<F> {
        Guest::new(self.clone(), waited)
    }

    /// Sleeps in real time, whatever the clock shows: a client's patience isn't emulated.
    pub async fn patience(&self, span: Duration) {
        tokio::time::sleep(span).await;
    }

    /// Sleeps in real time, until the server is about to stop.
    pub async fn patience_or_closed(&self, span: Duration) {
        tokio::select! {
            () = self.patience(span) => {}
            () = self.closed() => {}
        }
    }

    fn sleep(&self, at: Time, due: Option<Due>) -> Sleep {
        Sleep { clock: self.clone(), at, due, key: None }
    }

    /// Where the clock stands and what is due.
    pub fn reading(&self) -> Reading {
        let now = self.now();
        let timers = self.timers();
        let due = || timers.waiting.iter().filter_map(|((at, _), timer)| Some((at, timer.due.as_ref()?)));
        Reading {
            now: now.to_string(),
            mode: if timers.frozen { Mode::Frozen } else { Mode::Real },
            offset: match (timers.frozen, self.shared.held.load(Ordering::Acquire)) {
                (false, FLOWING) => time::format_millis(self.shared.offset.load(Ordering::Acquire)),
                _ => time::format_millis(now.millis() - real_now()),
            },
            due: due().take(100).map(|(at, due)| DueAt { at: at.to_string(), due: due.clone() }).collect(),
            due_total: due().count(),
            fired: None,
            stopped: None,
        }
    }

    /// Moves the clock and answers when all that this caused has settled.
    ///
    /// # Errors
    /// [`Backwards`] if the wish lies before now.
    pub async fn turn(&self, wish: Move) -> Result<Reading, Backwards> {
        // Never closed, so that this can't fail.
        let _alone = self.shared.stepper.acquire().await;
        let mut fired = Fired::default();
        match wish {
            Move::Freeze => self.set(true, Some(self.now())),
            Move::FreezeAt(to) => fired = self.run_to(to, true).await?,
            Move::Advance(span) => fired = self.run_to(self.now() + span, self.is_frozen()).await?,
            Move::AdvanceToNext => {
                if let Some(at) = self.first_due() {
                    fired = self.run_to(at.max(self.now()), self.is_frozen()).await?;
                }
            }
            Move::Resume => {
                let now = self.now();
                self.shared.offset.store(now.millis() - real_now(), Ordering::Release);
                self.set(false, None);
            }
            Move::Reset => {
                self.shared.offset.store(0, Ordering::Release);
                self.set(false, None);
            }
        }
        Ok(Reading { fired: Some(fired.count), stopped: fired.stopped, ..self.reading() })
    }

    /// Waits until nothing that is due now is still running.
    pub async fn settle(&self) {
        loop {
            self.idle().await;
            let now = self.now();
            let due = self.first_due().is_some_and(|at| at <= now);
            if !due && self.shared.busy.load(Ordering::Acquire) == 0 {
                return;
            }
            if self.shared.held.load(Ordering::Acquire) != FLOWING {
                self.fire_due(now);
            }
            tokio::task::yield_now().await;
        }
    }

    /// How many counted tasks are at work.
    pub fn busy(&self) -> usize {
        self.shared.busy.load(Ordering::Acquire)
    }

    /// Fires timers as real time passes; runs until it is dropped. Stands aside while the clock is held.
    pub async fn drive(&self) {
        loop {
            let changed = self.shared.changed.notified();
            if self.shared.held.load(Ordering::Acquire) == FLOWING {
                let now = self.now();
                // Others have their turn between those that are due at once.
                for _ in 0..MOST_AT_ONCE {
                    if self.first_timer().is_none_or(|at| at > now) {
                        break;
                    }
                    self.fire_first(now);
                }
                if let Some(at) = self.first_timer() {
                    if at <= now {
                        tokio::task::yield_now().await;
                        continue;
                    }
                    tokio::select! {
                        () = changed => {}
                        () = tokio::time::sleep(at.since(now)) => {}
                    }
                    continue;
                }
            }
            changed.await;
        }
    }

    /// Runs what is due up to `to` in order, each at its own time, waiting for what it causes.
    async fn run_to(&self, to: Time, frozen_after: bool) -> Result<Fired, Backwards> {
        let now = self.now();
        if to < now {
            return Err(Backwards { now });
        }
        // Whoever asked may leave in the middle: the clock must not stay held then.
        let _held = Held { clock: self, frozen_after };
        self.shared.held.store(now.millis(), Ordering::Release);
        let mut fired = Fired::default();
        loop {
            self.idle().await;
            let next = self.first_timer().filter(|at| *at <= to);
            let Some(at) = next else {
                self.shared.held.store(to.millis(), Ordering::Release);
                return Ok(fired);
            };
            self.shared.held.store(at.max(self.now()).millis(), Ordering::Release);
            fired.count += u64::from(self.fire_first(at));
            if fired.count >= MOST_FIRED {
                self.idle().await;
                fired.stopped = Some("limit");
                return Ok(fired);
            }
            // Lets a woken guest run before time goes on, as it would in real time.
            tokio::task::yield_now().await;
        }
    }

    async fn idle(&self) {
        loop {
            let idle = self.shared.idle.notified();
            tokio::pin!(idle);
            idle.as_mut().enable();
            if self.shared.busy.load(Ordering::Acquire) == 0 {
                return;
            }
            idle.await;
        }
    }

    fn is_frozen(&self) -> bool {
        self.timers().frozen
    }

    fn set(&self, frozen: bool, held: Option<Time>) {
        self.timers().frozen = frozen;
        self.shared.held.store(held.map_or(FLOWING, Time::millis), Ordering::Release);
        self.shared.changed.notify_one();
    }

    fn first_timer(&self) -> Option<Time> {
        self.timers().waiting.first_key_value().map(|((at, _), _)| *at)
    }

    fn first_due(&self) -> Option<Time> {
        self.timers().waiting.iter().find(|(_, timer)| timer.due.is_some()).map(|((at, _), _)| *at)
    }

    fn fire_due(&self, now: Time) {
        while self.first_timer().is_some_and(|at| at <= now) {
            self.fire_first(now);
        }
    }

    /// Fires the first timer that is due at `now`; whether it was a counted one.
    fn fire_first(&self, now: Time) -> bool {
        let first = {
            let mut timers = self.timers();
            let due = timers.waiting.first_key_value().is_some_and(|((at, _), _)| *at <= now);
            let first = if due { timers.waiting.pop_first() } else { None };
            // Counted while the map is locked, so that a sleeper is never seen as neither asleep nor busy.
            if first.as_ref().is_some_and(|(_, timer)| timer.due.is_some()) {
                self.shared.busy.fetch_add(1, Ordering::AcqRel);
            }
            first
        };
        let Some((_, timer)) = first else { return false };
        if let Some(waker) = timer.waker {
            waker.wake();
        }
        if let Some(action) = timer.action {
            match &self.shared.turns {
                Some(turns) => turns.now(action),
                None => action(),
            }
            self.less_busy();
        }
        timer.due.is_some()
    }

    fn timers(&self) -> MutexGuard<'_, Timers> {
        self.shared.timers.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn less_busy(&self) {
        if self.shared.busy.fetch_sub(1, Ordering::AcqRel) == 1 {
            self.shared.idle.notify_waiters();
        }
    }
}

#[derive(Debug, Default)]
struct Fired {
    count: u64,
    stopped: Option<&'static str>,
}

/// While the clock is being moved; lets go of it in the mode it shall have.
struct Held<'a> {
    clock: &'a Clock,
    frozen_after: bool,
}

impl Drop for Held<'_> {
    fn drop(&mut self) {
        let now = self.clock.now();
        if self.frozen_after {
            self.clock.set(true, Some(now));
        } else {
            self.clock.shared.offset.store(now.millis() - real_now(), Ordering::Release);
            self.clock.set(false, None);
        }
    }
}

/// Something that is to happen at a time. Dropped before it, nothing happens.
#[derive(Debug)]
pub struct Alarm {
    clock: Clock,
    key: (Time, u64),
}

impl Drop for Alarm {
    fn drop(&mut self) {
        // Its action is dropped after the lock: it may hold what has timers of its own.
        let gone = self.clock.timers().waiting.remove(&self.key);
        drop(gone);
    }
}

/// A counted task that can be stopped. Dropping this leaves it running.
#[derive(Debug)]
pub struct Task(Handle);

#[derive(Debug)]
enum Handle {
    /// It runs beside others.
    Free(tokio::task::AbortHandle),
    /// It runs in its turns.
    InTurn(AbortHandle),
}

impl Task {
    /// Ends the task where it waits; its timers go with it.
    pub fn stop(&self) {
        match &self.0 {
            Handle::Free(task) => task.abort(),
            Handle::InTurn(task) => task.abort(),
        }
    }
}

/// One counted task at work.
struct Busy(Clock);

impl Busy {
    fn new(clock: &Clock) -> Self {
        clock.shared.busy.fetch_add(1, Ordering::AcqRel);
        Busy(clock.clone())
    }
}

impl Drop for Busy {
    fn drop(&mut self) {
        self.0.less_busy();
    }
}

/// A sleep on the clock. Dropped before its time it leaves no trace.
#[derive(Debug)]
pub struct Sleep {
    clock: Clock,
    at: Time,
    due: Option<Due>,
    /// Its place in the map, once it was polled.
    key: Option<(Time, u64)>,
}

impl Future for Sleep {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let clock = self.clock.clone();
        if let Some(key) = self.key {
            let mut timers = clock.timers();
            return match timers.waiting.get_mut(&key) {
                Some(timer) => {
                    timer.waker = Some(context.waker().clone());
                    Poll::Pending
                }
                None => {
                    self.key = None;
                    Poll::Ready(())
                }
            };
        }
        if self.at <= clock.now() {
            return Poll::Ready(());
        }
        let key = (self.at, clock.shared.next_id.fetch_add(1, Ordering::Relaxed));
        let counted = self.due.is_some();
        if !counted && clock.is_closed() {
            return Poll::Ready(());
        }
        let timer = Timer { waker: Some(context.waker().clone()), action: None, due: self.due.take() };
        clock.insert(key, timer);
        self.key = Some(key);
        if counted {
            clock.less_busy();
        }
        Poll::Pending
    }
}

impl Drop for Sleep {
    fn drop(&mut self) {
        let Some(key) = self.key else { return };
        let mut timers = self.clock.timers();
        if timers.waiting.remove(&key).is_some_and(|timer| timer.due.is_some()) {
            self.clock.shared.busy.fetch_add(1, Ordering::AcqRel);
        }
    }
}
