//! Replays as they run: plain data that is moved on, and one runner each that only waits for when that is due.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::archive::RESOURCE;
use super::archived::{Place, Window, minute};
use super::bus::bus_name;
use super::error::Error;
use super::{Events, Region};
use crate::aws::arn::Arn;
use crate::aws::text::Text;
use crate::aws::time::Time;
use crate::clock::{Due, Task};

/// How long a replay is starting, how long it runs, and how long it is being cancelled. AWS takes minutes.
const PHASE: Duration = Duration::from_secs(1);

/// Events sent in one go, before others have their turn.
const STRETCH: usize = 100;

/// How long replays are listed after they ended.
const LISTED: Duration = Duration::from_secs(90 * 24 * 60 * 60);

/// How many replays an account may have at work in a region.
const MOST_AT_WORK: usize = 10;

/// A replay: plain data.
#[derive(Clone, Debug)]
pub struct Replay {
    /// The name.
    pub name: Text,
    /// The ARN.
    pub arn: Text,
    /// In words.
    pub description: Option<Text>,
    /// The archive's ARN.
    pub archive: Arn,
    /// The ARN of the bus, which is the archive's.
    pub bus: Arn,
    /// The ARNs of the rules that get the events; all of the bus's where there are none.
    pub rules: Option<Arc<[Text]>>,
    /// What is replayed, and how far it is.
    pub window: Window,
    /// How it stands.
    pub state: State,
    /// Why it stands so.
    pub reason: Option<Text>,
    /// When it was started.
    pub started: Time,
    /// When it ended.
    pub ended: Option<Time>,
    /// Since when it is in its state.
    since: Time,
    /// How long it starts and runs: not at all where there is nothing to replay.
    phase: Duration,
    /// The minutes of the first and the last event, from when it runs.
    minutes: Option<(i64, i64)>,
    /// Until when it counts as one at work, though it may be done sooner.
    holds: Time,
}

/// How a replay stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It is about to run.
    Starting,
    /// It sends events.
    Running,
    /// It has sent all of them.
    Completed,
    /// It is about to be cancelled.
    Cancelling,
    /// It was cancelled; what was sent stays sent.
    Cancelled,
    /// Its archive or bus went away.
    Failed,
}

impl State {
    /// All of them, in the order of AWS's model.
    pub const ALL: [State; 6] =
        [State::Starting, State::Running, State::Cancelling, State::Completed, State::Cancelled, State::Failed];

    /// By AWS's name.
    pub const fn name(self) -> &'static str {
        match self {
            State::Starting => "STARTING",
            State::Running => "RUNNING",
            State::Completed => "COMPLETED",
            State::Cancelling => "CANCELLING",
            State::Cancelled => "CANCELLED",
            State::Failed => "FAILED",
        }
    }

    /// Whether it can still be cancelled.
    pub fn is_at_work(self) -> bool {
        matches!(self, State::Starting | State::Running)
    }
}

impl Replay {
    /// A replay that is about to start, of an archive that has such events or hasn't.
    pub fn new(arn: &Arn, archive: Arn, bus: Arn, window: Window, any: bool, now: Time) -> Self {
        Replay {
            name: arn.resource.rsplit('/').next().unwrap_or_default().into(),
            arn: arn.to_string().into(),
            description: None,
            archive,
            bus,
            rules: None,
            window,
            state: State::Starting,
            reason: None,
            started: now,
            ended: None,
            since: now,
            phase: if any { PHASE } else { Duration::ZERO },
            minutes: None,
            holds: now + PHASE + PHASE,
        }
    }

    fn turn(&mut self, now: Time, state: State) {
        (self.state, self.since) = (state, now);
        if !self.state.is_at_work() && state != State::Cancelling {
            self.ended = Some(now);
        }
    }

    fn fail(&mut self, now: Time, reason: String) {
        self.turn(now, State::Failed);
        (self.reason, self.holds) = (Some(reason.into()), now);
    }

    /// Whether it takes one of the few places.
    fn holds_place(&self, now: Time) -> bool {
        self.state.is_at_work() || (self.state == State::Completed && self.holds > now)
    }

    /// When events of this minute are sent: the whole span of them fills the time for which a replay runs.
    fn due(&self, minute: i64) -> Time {
        let (first, last) = self.minutes.unwrap_or((minute, minute));
        let (gone, all) = (minute.saturating_sub(first).max(0), last.saturating_sub(first).max(0) + 1);
        self.since + self.phase.mul_f64((gone as f64 / all as f64).min(1.0))
    }
}

/// What is next for a replay.
enum Next {
    /// Something at this time.
    At(Time),
    /// Something at once.
    Now,
    /// Something, when others had their turn.
    Soon,
    /// It has ended.
    Nothing,
}

/// The replays of an account in a region, and what moves them on.
#[derive(Debug, Default)]
pub struct Replays {
    all: Mutex<BTreeMap<Text, Replay>>,
    /// No data of the world.
    runners: Mutex<BTreeMap<Text, Task>>,
}

impl Replays {
    fn all(&self) -> MutexGuard<'_, BTreeMap<Text, Replay>> {
        self.all.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn runners(&self) -> MutexGuard<'_, BTreeMap<Text, Task>> {
        self.runners.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Those that are listed, by name.
    pub fn listed(&self, now: Time) -> MutexGuard<'_, BTreeMap<Text, Replay>> {
        let mut all = self.all();
        all.retain(|_, replay| replay.ended.is_none_or(|ended| ended + LISTED > now));
        all
    }

    /// Takes a new one in.
    ///
    /// # Errors
    /// `ResourceAlreadyExistsException`; `LimitExceededException`.
    pub fn insert(&self, replay: Replay, now: Time) -> Result<(), Error> {
        let mut all = self.listed(now);
        if all.contains_key(&replay.name) {
            return Err(Error::ResourceAlreadyExists(format!("Replay {} already exists.", replay.name)));
        }
        if all.values().filter(|replay| replay.holds_place(now)).count() >= MOST_AT_WORK {
            return Err(Error::LimitExceeded);
        }
        all.insert(replay.name.clone(), replay);
        Ok(())
    }

    /// Begins to cancel one; gives it.
    ///
    /// # Errors
    /// `ResourceNotFoundException`; `IllegalStatusException` where it has ended.
    pub fn cancel(&self, name: &str, now: Time) -> Result<Replay, Error> {
        let mut all = self.listed(now);
        let replay = all.get_mut(name).ok_or_else(|| no_replay(name))?;
        if !replay.state.is_at_work() {
            return Err(Error::IllegalStatus(format!("Replay {name} is not in a valid state for this operation.")));
        }
        replay.turn(now, State::Cancelling);
        Ok(replay.clone())
    }

    /// Ends those of an archive that is gone.
    pub fn end(&self, archive: &Arn, now: Time) {
        let mut ended = Vec::new();
        for replay in self.all().values_mut().filter(|replay| replay.archive == *archive) {
            replay.holds = replay.holds.min(now);
            if replay.ended.is_none() {
                let name = archive.resource.strip_prefix(RESOURCE).unwrap_or_default();
                replay.fail(now, format!("Archive {name} does not exist."));
                ended.push(replay.name.clone());
            }
        }
        let mut runners = self.runners();
        ended.iter().filter_map(|name| runners.remove(name)).for_each(|runner| runner.stop());
    }

    /// Ends all of them, with their timers.
    pub fn stop(&self) {
        self.all().clear();
        std::mem::take(&mut *self.runners()).into_values().for_each(|runner| runner.stop());
    }

    /// Changes one, if it is still in the state in which it was looked at.
    fn change(&self, seen: &Replay, change: impl FnOnce(&mut Replay)) {
        if let Some(replay) = self.all().get_mut(&seen.name)
            && (replay.state, replay.started) == (seen.state, seen.started)
        {
            change(replay);
        }
    }
}

/// No replay of that name.
pub fn no_replay(name: &str) -> Error {
    Error::ResourceNotFound(format!("Replay {name} does not exist."))
}

impl Events {
    /// Gives a replay a runner, instead of the one that it may have.
    pub(super) fn run(&self, region: &Arc<Region>, name: &Text) {
        // Locked before it runs, so that it finds itself there when it ends.
        let mut runners = region.replays.runners();
        let runner = self.shared.clock.spawn(self.clone().run_replay(Arc::clone(region), name.clone()));
        if let Some(before) = runners.insert(name.clone(), runner) {
            before.stop();
        }
    }

    /// Moves a replay on until it has ended.
    async fn run_replay(self, region: Arc<Region>, name: Text) {
        loop {
            let Some(replay) = region.replays.all().get(&name).cloned() else { break };
            match self.step(&region, &replay) {
                Next::Nothing => break,
                Next::Now => {}
                Next::Soon => tokio::task::yield_now().await,
                Next::At(at) => {
                    let what = match replay.state {
                        State::Starting => "start to replay",
                        State::Cancelling => "cancel the replay",
                        _ => "replay the next events, or complete",
                    };
                    let due = Due::new("replay", replay.arn.to_string(), what);
                    self.shared.clock.sleep_until(at, due).await;
                }
            }
        }
        region.replays.runners().remove(&name);
    }

    /// Does what is due for a replay.
    fn step(&self, region: &Region, replay: &Replay) -> Next {
        let now = self.now();
        let end = replay.since + replay.phase;
        match replay.state {
            State::Starting if end > now => Next::At(end),
            State::Starting => {
                let minutes = archive(region, replay).and_then(|one| one.state().events(now).minutes(&replay.window));
                region.replays.change(replay, |replay| {
                    replay.turn(now, State::Running);
                    replay.minutes = minutes;
                });
                Next::Now
            }
            State::Running => self.send_next(now, region, replay),
            State::Cancelling if replay.since + PHASE > now => Next::At(replay.since + PHASE),
            State::Cancelling => {
                region.replays.change(replay, |replay| replay.turn(now, State::Cancelled));
                Next::Nothing
            }
            State::Completed | State::Cancelled | State::Failed => Next::Nothing,
        }
    }

    /// Sends the next events, when they are due.
    fn send_next(&self, now: Time, region: &Region, replay: &Replay) -> Next {
        let Some(bus) = self.bus_by_arn(&replay.bus) else {
            let reason = Error::no_bus(bus_name(&replay.bus.to_string())).message().into_owned();
            region.replays.change(replay, |replay| replay.fail(now, reason));
            return Next::Nothing;
        };
        // Without its archive it was ended by whoever deleted that.
        let Some(archive) = archive(region, replay) else { return Next::Nothing };
        let events = archive.state().events(now).next(&replay.window, STRETCH);
        let Some((last, _)) = events.last() else {
            let end = replay.since + replay.phase;
            if end > now {
                return Next::At(end);
            }
            region.replays.change(replay, |replay| replay.turn(now, State::Completed));
            return Next::Nothing;
        };
        let due = replay.due(minute(last.0));
        if due > now {
            return Next::At(due);
        }
        for (_, kept) in &events {
            self.dispatch(now, &bus, &kept.replayed(now, &replay.name), replay.rules.as_deref());
        }
        let last: Place = *last;
        region.replays.change(replay, |replay| replay.window.after = Some(last));
        Next::Soon
    }
}

/// The archive that a replay takes its events from.
fn archive(region: &Region, replay: &Replay) -> Option<Arc<super::archive::Archive>> {
    region.archive(replay.archive.resource.strip_prefix(RESOURCE)?)
}
