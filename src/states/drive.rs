//! Moves executions on: does what they want done, and tells them what came of it.

use std::sync::Arc;
use std::time::Duration;

use super::States;
use super::asl::Kind;
use super::execution::{self, Execution};
use super::run::{Effect, Happened, Run, Status, Timer};
use crate::aws::time::Time;
use crate::clock::Due;

/// An express execution may run for so long.
const EXPRESS_LIMIT: Duration = Duration::from_secs(300);

/// A standard execution may run for so long.
const STANDARD_LIMIT: Duration = Duration::from_secs(365 * 86_400);

impl States {
    /// Tells an execution what happened, and does what it wants.
    pub(super) fn drive(&self, execution: &Arc<Execution>, happened: Happened) {
        let now = self.now();
        let doomed = execution.machine.state().deleting;
        let (effects, _) = self.advance(execution, now, happened, doomed);
        for effect in effects {
            self.perform(execution, now, effect);
        }
    }

    /// The same, if its data still allow for it; whether they did.
    pub(super) fn drive_if(&self, execution: &Arc<Execution>, happened: impl FnOnce(&Run) -> Option<Happened>) -> bool {
        let (now, doomed) = (self.now(), execution.machine.state().deleting);
        let effects = {
            let mut run = execution.run();
            let Some(happened) = happened(&run) else { return false };
            self.step(execution, &mut run, now, happened, doomed)
        };
        for effect in effects {
            self.perform(execution, now, effect);
        }
        true
    }

    /// Begins an execution.
    pub(super) fn set_off(&self, execution: &Arc<Execution>) {
        self.tell_status(execution);
        let now = self.now();
        let (effects, runs) = self.advance(execution, now, Happened::Started, false);
        // What ends at once needs no timer.
        if runs {
            self.limit(execution);
        }
        for effect in effects {
            self.perform(execution, now, effect);
        }
    }

    /// Moves an execution on, and in its list; what it wants, and whether it runs. One of a state machine that is being
    /// deleted is `doomed`: it ends at its next transition.
    fn advance(&self, execution: &Arc<Execution>, now: Time, happened: Happened, doomed: bool) -> (Vec<Effect>, bool) {
        let mut run = execution.run();
        let effects = self.step(execution, &mut run, now, happened, doomed);
        (effects, run.status == Status::Running)
    }

    /// The same with an execution that is locked.
    fn step(
        &self,
        execution: &Arc<Execution>,
        run: &mut Run,
        now: Time,
        happened: Happened,
        doomed: bool,
    ) -> Vec<Effect> {
        let was = (run.since(), run.standing());
        let is_too_long = run.status == Status::Running && year_of(run).is_some_and(|end| end <= now);
        let happened = if is_too_long { Happened::TimedOut } else { happened };
        run.doomed |= doomed;
        let effects = run.step(now, &*self.shared.ids, happened);
        // While it is locked: a redrive would have begun new things else.
        if run.status != Status::Running {
            execution.stop();
        }
        if execution.is_listed() && (run.since(), run.standing()) != was {
            execution.relist(run, was);
        }
        effects
    }

    /// Begins an execution again that is locked and has ended; what it wants.
    pub(super) fn redriven(&self, execution: &Arc<Execution>, run: &mut Run, now: Time) -> Vec<Effect> {
        self.step(execution, run, now, Happened::Redriven, false)
    }

    /// Lets an execution go on that was redriven.
    pub(super) fn go_on_after_redrive(&self, execution: &Arc<Execution>, now: Time, effects: Vec<Effect>) {
        self.tell_status(execution);
        if execution.run().status == Status::Running {
            self.limit(execution);
        }
        for effect in effects {
            self.perform(execution, now, effect);
        }
    }

    /// Ends an execution when it has run for as long as it may.
    pub(super) fn limit(&self, execution: &Arc<Execution>) {
        let about = &execution.about;
        let most = if about.kind == Kind::Express { EXPRESS_LIMIT } else { STANDARD_LIMIT };
        let own = about.definition.timeout_seconds.map(Duration::from_secs);
        let own = own.filter(|_| Arc::ptr_eq(&about.machine, &about.definition.machine));
        let span = own.unwrap_or(most).min(most);
        // A year is AWS's limit, not the user's: nobody wants to see it among what is due.
        if own.is_none() && about.kind == Kind::Standard {
            return;
        }
        let from = execution.run().redriven.unwrap_or(about.started);
        let due = Due::new("timeout", about.arn.clone(), "time out the execution");
        self.later(execution, 0, execution::Kind::Limit, from + span, due, Happened::TimedOut);
    }

    fn perform(&self, execution: &Arc<Execution>, now: Time, effect: Effect) {
        match effect {
            Effect::Wait { question, timer, at, what } => {
                let kind = match timer {
                    Timer::Wait => "wait",
                    Timer::Retry => "retry",
                    Timer::Timeout => "timeout",
                    Timer::Heartbeat => "heartbeat",
                };
                let due = Due::new(kind, execution.about.arn.clone(), what);
                let happened = Happened::TimeCame(question, timer);
                let year = year_of(&execution.run());
                // Nothing happens after the year that an execution may run.
                let (at, happened) = match year {
                    Some(year) if year < at => (year, Happened::TimedOut),
                    _ => (at, happened),
                };
                self.later(execution, question.frame, execution::Kind::Timer(timer), at, due, happened);
            }
            Effect::Rest(frame) => {
                execution.rest(frame);
                self.stop_children(execution.take_children(Some(frame)));
                self.abort_map_run(execution, frame);
            }
            Effect::Call(call) => self.make_call(execution, now, *call),
            Effect::BeginMapRun(begin) => self.begin_map_run(execution, begin),
            Effect::RedriveMapRun(begin) => self.redrive_map_run(execution, begin),
            Effect::Continue => {
                let (states, execution) = (self.clone(), Arc::clone(execution));
                self.shared.clock.spawn(async move {
                    tokio::task::yield_now().await;
                    states.drive(&execution, Happened::Continued);
                });
            }
            Effect::End => self.ended(execution),
        }
    }

    /// Tells an execution something at a time.
    fn later(
        &self,
        execution: &Arc<Execution>,
        frame: usize,
        kind: execution::Kind,
        at: Time,
        due: Due,
        happened: Happened,
    ) {
        let (states, told) = (self.clone(), Arc::clone(execution));
        execution.keep(frame, kind, || {
            self.shared.clock.spawn(async move {
                states.shared.clock.sleep_until(at, due).await;
                told.over(frame, kind);
                states.drive(&told, happened);
            })
        });
    }

    /// An execution has ended.
    fn ended(&self, execution: &Arc<Execution>) {
        // A child runs within its parent, and counts with that.
        if execution.child_of.is_none() {
            self.end(&execution.machine);
        }
        self.note_end(execution);
        self.tell_status(execution);
        execution.ring();
        self.stop_children(execution.take_children(None));
        self.tell_parents(execution);
        if let Some(of) = &execution.child_of {
            self.map_child_ended(of, execution);
        }
    }

    /// Lets an execution that has ended be forgotten: an express one now, a standard one when its time is over.
    fn note_end(&self, execution: &Arc<Execution>) {
        let Some(region) = self.shared.regions.find(&execution.about.scope) else { return };
        let stopped = execution.run().stopped;
        let mut executions = region.executions();
        match stopped {
            Some(stopped) if execution.about.kind == Kind::Standard => executions.note_end(stopped, execution),
            Some(_) => executions.remove(execution),
            // It was redriven meanwhile.
            None => {}
        }
    }
}

/// When a standard execution has run for as long as AWS lets it.
fn year_of(run: &Run) -> Option<Time> {
    let about = &run.about;
    (about.kind == Kind::Standard).then(|| run.redriven.unwrap_or(about.started) + STANDARD_LIMIT)
}
