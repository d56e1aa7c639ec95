//! Moves executions on: does what they want done, and tells them what came of it.

use std::sync::Arc;
use std::time::Duration;

use super::States;
use super::asl::Kind;
use super::execution::{self, Execution};
use super::run::{Effect, Happened, Run, Timer};
use crate::aws::time::Time;
use crate::clock::Due;

/// An express execution may run for so long.
const EXPRESS_LIMIT: Duration = Duration::from_secs(300);

/// A standard execution may run for so long.
const STANDARD_LIMIT: Duration = Duration::from_secs(366 * 86_400);

impl States {
    /// Tells an execution what happened, and does what it wants.
    pub(super) fn drive(&self, execution: &Arc<Execution>, happened: Happened) {
        let now = self.now();
        let effects = execution.run().step(now, &*self.shared.ids, happened);
        for effect in effects {
            self.perform(execution, now, effect);
        }
    }

    /// The same, if its data still allow for it; whether they did.
    pub(super) fn drive_if(&self, execution: &Arc<Execution>, happened: impl FnOnce(&Run) -> Option<Happened>) -> bool {
        let now = self.now();
        let effects = {
            let mut run = execution.run();
            let Some(happened) = happened(&run) else { return false };
            run.step(now, &*self.shared.ids, happened)
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
        let effects = execution.run().step(now, &*self.shared.ids, Happened::Started);
        let ends = effects.iter().any(|effect| matches!(effect, Effect::End));
        // What ends at once needs no timer.
        if !ends {
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
        let due = Due { kind: "timeout", arn: about.arn.clone(), what: "time out the execution".to_owned() };
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
                let due = Due { kind, arn: execution.about.arn.clone(), what };
                let happened = Happened::TimeCame(question, timer);
                self.later(execution, question.frame, execution::Kind::Timer(timer), at, due, happened);
            }
            Effect::Rest(frame) => self.stop_children(execution.rest(frame)),
            Effect::Call(call) => self.make_call(execution, now, *call),
            Effect::BeginMapRun(_) => {}
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
        self.stop_children(execution.stop());
        self.end(&execution.machine);
        self.tell_status(execution);
        execution.ring();
        self.tell_parents(execution);
    }
}
