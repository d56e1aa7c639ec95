//! When schedules fire: what comes next of each, the timers beside them, windows, and what follows the last firing.
//! <https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html>

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use super::Scheduler;
use super::region::Region;
use super::schedule::Schedule;
use crate::aws::arn::Arn;
use crate::aws::text::Text;
use crate::aws::time::Time;
use crate::clock::{Alarm, Due};
use crate::deliver::Sender;
use crate::expression::Zone;

/// A schedule, and where it stands.
#[derive(Debug)]
pub struct Entry {
    /// The schedule.
    pub schedule: Arc<Schedule>,
    /// The number of its plan: every change makes another one.
    pub plan: u64,
    /// What is due up to here has been seen to.
    pub after: Time,
    /// What was due and waits in its window: when it fires, and when it was due.
    waiting: BTreeSet<(Time, Time)>,
    /// Whether it has fired.
    fired: bool,
    /// Its calls that aren't over, by their ids; noted only where the schedule is deleted after the last one.
    open: BTreeSet<Text>,
}

/// One firing that has come.
#[derive(Debug)]
pub struct Fired {
    /// When it was due.
    pub due: Time,
    /// The id of the call: sixteen hexadecimal digits.
    pub id: Text,
}

/// What a schedule does next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    /// It is due: it fires, or begins to wait in its window.
    Due,
    /// It fires within its window; when it was due.
    Fire(Time),
    /// Its end has come, and it is deleted.
    Delete,
}

/// How a change leaves a schedule.
#[derive(Debug)]
pub struct Planned {
    schedule: Arc<Schedule>,
    plan: u64,
}

/// What waits for the next step of a schedule.
#[derive(Debug)]
pub struct Runner {
    /// The number of the plan that it follows.
    plan: u64,
    _alarm: Alarm,
}

impl Entry {
    /// A schedule that has done nothing yet; it is due only after `after`.
    pub fn new(schedule: Arc<Schedule>, plan: u64, after: Time) -> Self {
        Entry { schedule, plan, after, waiting: BTreeSet::new(), fired: false, open: BTreeSet::new() }
    }

    /// The same place with another schedule, changed at `now`. What is under way belongs to it too, and so does what
    /// waits in its window, unless the change is about when it fires.
    pub fn changed(&mut self, schedule: Arc<Schedule>, plan: u64, now: Time) {
        let keeps = self.schedule.enabled && schedule.enabled && schedule.fires_like(&self.schedule);
        let waiting = if keeps { std::mem::take(&mut self.waiting) } else { BTreeSet::new() };
        // What has fired at this very time doesn't fire again.
        let after = self.after.max(just_before(now));
        let open = std::mem::take(&mut self.open);
        *self = Entry { schedule, plan, after, waiting, fired: !open.is_empty(), open };
    }

    /// How it stands.
    pub fn planned(&self) -> Planned {
        Planned { schedule: Arc::clone(&self.schedule), plan: self.plan }
    }

    /// When it fires next, if it does.
    pub fn next_firing(&self) -> Option<Time> {
        self.next().filter(|(_, step)| *step != Step::Delete).map(|(at, _)| at)
    }

    /// What it does next, and when.
    fn next(&self) -> Option<(Time, Step)> {
        if !self.schedule.enabled {
            return None;
        }
        let due = self.schedule.timetable.next(self.after).map(|at| (at, Step::Due));
        let waiting = self.waiting.first().map(|(at, due)| (*at, Step::Fire(*due)));
        match (due, waiting) {
            (Some(due), Some(waiting)) => Some(if waiting.0 <= due.0 { waiting } else { due }),
            (None, None) => self.deletion().map(|at| (at, Step::Delete)),
            (due, waiting) => due.or(waiting),
        }
    }

    /// When it is deleted, now that it won't fire any more and all its calls are over.
    fn deletion(&self) -> Option<Time> {
        let schedule = &self.schedule;
        let over = schedule.deleted_after && self.open.is_empty();
        match schedule.end {
            // One that named a time in the past never fires, and so never ends.
            _ if schedule.is_one_time() => (over && self.fired).then_some(self.after),
            Some(end) => over.then_some(end),
            None => (over && self.fired).then_some(self.after),
        }
    }

    /// Does what is due; what fires, and whether it is to be deleted.
    fn proceed(&mut self, now: Time, chance: impl Fn() -> u64) -> (Vec<Fired>, bool) {
        let mut firings = Vec::new();
        while let Some((at, step)) = self.next().filter(|(at, _)| *at <= now) {
            match step {
                Step::Due => {
                    self.after = at;
                    let later = self.schedule.window.map_or(0, |window| chance() % window.as_millis().max(1) as u64);
                    self.waiting.insert((at + Duration::from_millis(later), at));
                }
                Step::Fire(due) => {
                    self.waiting.pop_first();
                    self.fired = true;
                    let id = Text::from(format!("{:016x}", chance()));
                    if self.schedule.deleted_after {
                        self.open.insert(id.clone());
                    }
                    firings.push(Fired { due, id });
                }
                Step::Delete => return (firings, true),
            }
        }
        (firings, false)
    }

    /// What a list of timers says of its next step.
    fn due(&self) -> Option<(Time, Due)> {
        let (at, step) = self.next()?;
        let (schedule, arn) = (&self.schedule, self.schedule.arn.clone());
        let expression = schedule.expression();
        let due = match step {
            Step::Due => Due::new("schedule", arn, format!("fire by {expression}")),
            Step::Fire(due) => Due::new("window", arn, format!("fire by {expression}, due at {due}")),
            Step::Delete => Due::new("schedule", arn, "be deleted, being over"),
        };
        let zone = schedule.timetable.zone();
        Some((at, Due { timezone: (*zone != Zone::UTC).then(|| zone.name().into()), ..due }))
    }
}

impl Scheduler {
    /// The number of a new plan.
    pub(super) fn plan(&self) -> u64 {
        self.shared.plans.fetch_add(1, Ordering::Relaxed)
    }

    /// Does what is due of a schedule after a change, and lets an alarm follow its plan.
    pub(super) fn follow(&self, region: &Arc<Region>, planned: Planned) {
        let Planned { schedule, plan } = planned;
        self.proceed(region, &schedule, plan);
        self.arm(region, schedule, plan);
    }

    /// Sets the alarm for what a schedule does next, in place of the one of an earlier plan.
    fn arm(&self, region: &Arc<Region>, schedule: Arc<Schedule>, plan: u64) {
        let next = self.next(region, &schedule, plan);
        {
            let mut runners = region.runners();
            // Another change was later, and came here earlier.
            if runners.get(&schedule.arn).is_some_and(|runner| runner.plan > plan) {
                return;
            }
            let Some((at, due)) = next else {
                runners.remove(&schedule.arn);
                return;
            };
            // The clock must not keep alive what holds the clock.
            let (shared, there) = (Arc::downgrade(&self.shared), Arc::downgrade(region));
            let rings = Arc::clone(&schedule);
            let alarm = self.shared.clock.alarm(at, due, move || {
                if let (Some(shared), Some(region)) = (shared.upgrade(), there.upgrade()) {
                    let scheduler = Scheduler { shared };
                    scheduler.proceed(&region, &rings, plan);
                    scheduler.arm(&region, rings, plan);
                }
            });
            runners.insert(schedule.arn.clone(), Runner { plan, _alarm: alarm });
        }
        // It may have been deleted since it was looked at.
        if region.state(self.now()).planned(&schedule.group, &schedule.name, plan).is_none() {
            self.disarm(region, &schedule.arn, plan);
        }
    }

    /// Ends the alarms of schedules that are gone, but not those of others that were made by the same names since.
    pub(super) fn stop<'e>(&self, region: &Region, gone: impl IntoIterator<Item = &'e Entry>) {
        for Entry { schedule, plan, .. } in gone {
            self.disarm(region, &schedule.arn, *plan);
        }
    }

    fn disarm(&self, region: &Region, arn: &str, plan: u64) {
        let mut runners = region.runners();
        if runners.get(arn).is_some_and(|runner| runner.plan <= plan) {
            runners.remove(arn);
        }
    }

    fn next(&self, region: &Region, schedule: &Schedule, plan: u64) -> Option<(Time, Due)> {
        region.state(self.now()).planned(&schedule.group, &schedule.name, plan)?.due()
    }

    /// Does what is due of a schedule, if the plan still holds.
    fn proceed(&self, region: &Region, schedule: &Schedule, plan: u64) {
        let now = self.now();
        let firings = {
            let mut state = region.state(now);
            let Some(entry) = state.planned(&schedule.group, &schedule.name, plan) else { return };
            let (firings, over) = entry.proceed(now, || self.shared.ids.bits());
            if over && let Ok(group) = state.group(&schedule.group) {
                group.schedules.remove(&schedule.name);
            }
            firings
        };
        for fired in firings {
            self.invoke(now, schedule, fired);
        }
    }
}

impl Sender for Scheduler {
    /// A call of a schedule is over: if it was the last one, the schedule goes.
    fn ended(&self, now: Time, via: &str, message: &str) {
        let Ok(arn) = via.parse::<Arn>() else { return };
        let mut names = arn.resource.splitn(3, '/').skip(1);
        let (Some(group), Some(name), Some(region)) =
            (names.next(), names.next(), self.shared.regions.find(&arn.scope))
        else {
            return;
        };
        let planned = {
            let mut state = region.state(now);
            let Ok(entry) = state.schedule(group, name) else { return };
            // It may be a call of an earlier schedule of that name.
            if !entry.open.remove(message) {
                return;
            }
            match entry.next() {
                Some((at, Step::Delete)) if at <= now => {
                    let gone = state.group(group).ok().and_then(|group| group.schedules.remove(name));
                    Err(gone)
                }
                // The end is still to come, and somebody must wait for it.
                Some((_, Step::Delete)) => {
                    entry.plan = self.plan();
                    Ok(entry.planned())
                }
                _ => return,
            }
        };
        match planned {
            Ok(planned) => self.follow(&region, planned),
            Err(gone) => self.stop(&region, &gone),
        }
    }
}

/// What is due at `now` itself comes after this.
pub fn just_before(now: Time) -> Time {
    now - Duration::from_millis(1)
}
