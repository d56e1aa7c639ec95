//! Moves executions on: does what they want done, and tells them what came of it.

use std::sync::Arc;
use std::time::Duration;

use super::States;
use super::asl::Kind;
use super::execution::{self, Execution};
use super::run::{Effect, Happened, Question, Run, Status, Timer};
use crate::aws::ids::Ids;
use crate::aws::time::Time;
use crate::clock::Due;

/// An express execution may run for so long.
const EXPRESS_LIMIT: Duration = Duration::from_secs(300);

/// A standard execution may run for so long.
const STANDARD_LIMIT: Duration = Duration::from_secs(365 * 86_400);

impl States {
    /// Tells an execution what happened, and does what it wants.
    pub(super) fn drive(&self, execution: &Arc<Execution>, happened: Happened) {
        self.drive_if(execution, |_| Some(happened));
    }

    /// The same, if its data still allow for it; whether they did.
    pub(super) fn drive_if(&self, execution: &Arc<Execution>, happened: impl FnOnce(&Run) -> Option<Happened>) -> bool {
        let now = self.now();
        // It ends at its next transition if its state machine is being deleted.
        let doomed = execution.machine.state().deleting;
        let moved = {
            let mut run = execution.run();
            let Some(happened) = happened(&run) else { return false };
            run.doomed |= doomed;
            self.step(execution, &mut run, now, happened)
        };
        self.carry_out(execution, moved);
        true
    }

    /// Begins an execution.
    pub(super) fn set_off(&self, execution: &Arc<Execution>) {
        self.tell_status(execution);
        let now = self.now();
        let moved = {
            let mut run = execution.run();
            if execution.revision.logging.group.is_some() {
                run.history.keep();
            }
            self.step(execution, &mut run, now, Happened::Started)
        };
        // What ends at once needs no timer.
        if moved.runs {
            self.limit(execution);
        }
        self.carry_out(execution, moved);
    }

    /// Moves an execution on that is locked, and in its list.
    fn step(&self, execution: &Arc<Execution>, run: &mut Run, now: Time, happened: Happened) -> Moved {
        let was = (run.since(), run.standing());
        let is_too_long = run.status == Status::Running && year_of(run).is_some_and(|end| end <= now);
        let happened = if is_too_long { Happened::TimedOut } else { happened };
        let effects = run.step(now, self.chance_of(execution), happened);
        let runs = run.status == Status::Running;
        // While it is locked: else this might end what a redrive has begun.
        let children = if runs { Vec::new() } else { execution.stop() };
        run.history.shrink();
        if execution.is_listed() && (run.since(), run.standing()) != was {
            execution.relist(run, was);
        }
        Moved { effects, children, runs }
    }

    /// Where an execution draws what is random.
    pub(super) fn chance_of<'c>(&'c self, execution: &'c Execution) -> &'c Ids {
        execution.ids.as_ref().unwrap_or(&self.shared.ids)
    }

    /// Does what an execution wants that was moved on.
    fn carry_out(&self, execution: &Arc<Execution>, moved: Moved) {
        self.write_log(execution);
        self.stop_children(moved.children);
        for effect in moved.effects {
            self.perform(execution, effect);
        }
    }

    /// Begins an execution again that is locked and has ended.
    pub(super) fn redriven(&self, execution: &Arc<Execution>, run: &mut Run, now: Time) -> Moved {
        execution.reopen();
        self.step(execution, run, now, Happened::Redriven)
    }

    /// Lets an execution go on that was redriven.
    pub(super) fn go_on_after_redrive(&self, execution: &Arc<Execution>, moved: Moved) {
        self.tell_status(execution);
        if moved.runs {
            self.limit(execution);
        }
        self.carry_out(execution, moved);
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
        self.later(execution, 0, execution::Kind::Limit, from + span, due, Rings::End);
    }

    fn perform(&self, execution: &Arc<Execution>, effect: Effect) {
        let effect = if execution.is_test { self.perform_in_test(execution, effect) } else { Some(effect) };
        let Some(effect) = effect else { return };
        match effect {
            Effect::Wait { question, timer, at, what } => {
                let at = if timer == Timer::Wait { self.scaled(at) } else { at };
                let kind = match timer {
                    Timer::Wait => "wait",
                    Timer::Retry => "retry",
                    Timer::Timeout => "timeout",
                    Timer::Heartbeat => "heartbeat",
                };
                let due = Due::new(kind, execution.about.arn.clone(), what);
                let rings = Rings::Time(question, timer);
                let year = year_of(&execution.run());
                // Nothing happens after the year that an execution may run.
                let (at, rings) = match year {
                    Some(year) if year < at => (year, Rings::End),
                    _ => (at, rings),
                };
                self.later(execution, question.frame, execution::Kind::Timer(timer), at, due, rings);
            }
            Effect::Rest(frame) => {
                self.stop_children(execution.rest(frame));
                self.abort_map_run(execution, frame);
            }
            Effect::Call(call) => self.make_call(execution, *call),
            Effect::BeginMapRun(begin) => self.begin_map_run(execution, begin),
            Effect::RedriveMapRun(begin) => self.redrive_map_run(execution, begin),
            Effect::Continue => {
                let (states, execution) = (self.clone(), Arc::clone(execution));
                self.shared.clock.spawn(async move {
                    tokio::task::yield_now().await;
                    // A reset may have ended it.
                    if !execution.is_over() {
                        states.drive(&execution, Happened::Continued);
                    }
                });
            }
            Effect::End => self.ended(execution),
        }
    }

    /// When a `Wait` state is over that would be at this time.
    fn scaled(&self, at: Time) -> Time {
        let (now, scale) = (self.now(), self.shared.settings.wait_time_scale);
        if scale == 1.0 { at } else { now + at.since(now).mul_f64(scale) }
    }

    /// Tells an execution something at a time.
    fn later(&self, execution: &Arc<Execution>, frame: usize, kind: execution::Kind, at: Time, due: Due, rings: Rings) {
        // The clock must not keep alive what holds the clock.
        let (shared, told) = (Arc::downgrade(&self.shared), Arc::downgrade(execution));
        let ring = move || {
            if let (Some(shared), Some(execution)) = (shared.upgrade(), told.upgrade()) {
                execution.over(frame, kind);
                let happened = match rings {
                    Rings::Time(question, timer) => Happened::TimeCame(question, timer),
                    Rings::End => Happened::TimedOut,
                };
                States { shared }.drive(&execution, happened);
            }
        };
        execution.keep(frame, kind, || self.shared.clock.alarm(at, due, ring));
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

/// What is to be done when an execution was moved on.
pub(super) struct Moved {
    effects: Vec<Effect>,
    /// The executions that it had begun and waited for, if it has ended.
    children: Vec<Arc<Execution>>,
    /// Whether it runs.
    runs: bool,
}

/// What the time is for.
#[derive(Clone, Copy)]
enum Rings {
    /// A timer of a frame.
    Time(Question, Timer),
    /// The execution's own end.
    End,
}

/// When a standard execution has run for as long as AWS lets it.
fn year_of(run: &Run) -> Option<Time> {
    let about = &run.about;
    (about.kind == Kind::Standard).then(|| run.redriven.unwrap_or(about.started) + STANDARD_LIMIT)
}
