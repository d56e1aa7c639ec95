//! Rules on a schedule: when they fire, the timers beside them, and the events that they make.
//! <https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html>

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::slice;
use std::sync::{Arc, MutexGuard, PoisonError};

use super::bus::Bus;
use super::error::Error;
use super::event::Told;
use super::rule::Rule;
use super::rules::Planned;
use super::{Events, Region};
use crate::aws::text::Text;
use crate::aws::time::Time;
use crate::clock::{Due, Task};
use crate::expression::{Expression, Timetable};

/// When a rule fires unasked.
#[derive(Clone, Debug)]
pub struct Schedule {
    text: Text,
    timetable: Timetable,
}

impl Schedule {
    /// Reads a `ScheduleExpression`; rates are counted from `since`.
    ///
    /// # Errors
    /// `ValidationException`.
    pub fn parse(text: &str, since: Time) -> Result<Self, Error> {
        let expression = Expression::parse_rule(text);
        let expression = expression.map_err(|_| Error::validation("Parameter ScheduleExpression is not valid."))?;
        Ok(Schedule { text: text.into(), timetable: Timetable::of_rule(expression, since) })
    }

    /// The same, counted from another time.
    pub fn since(&self, since: Time) -> Self {
        let timetable = Timetable::of_rule(self.timetable.expression().clone(), since);
        Schedule { text: self.text.clone(), timetable }
    }

    /// The expression, as it was given.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// When it fires first after `after`.
    pub fn next(&self, after: Time) -> Option<Time> {
        self.timetable.next(after)
    }
}

/// What waits for a rule's next firing: no data of the world, and made anew from the rule's plan.
#[derive(Debug)]
pub struct Runner {
    /// The number of the plan that it follows.
    plan: u64,
    task: Task,
}

impl Region {
    fn runners(&self) -> MutexGuard<'_, BTreeMap<Text, Runner>> {
        self.runners.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Ends all schedules of a region that is forgotten, with their timers; none begins again.
    pub(super) fn stop_schedules(&self) {
        let buses: Vec<Arc<Bus>> = self.buses().values().cloned().collect();
        buses.iter().for_each(|bus| bus.rules_mut().end());
        std::mem::take(&mut *self.runners()).into_values().for_each(|runner| runner.task.stop());
    }
}

impl Events {
    /// Lets a timer follow the plan of a rule, after a change that may have made or ended one; `planned` is how it
    /// stood right after that change.
    pub(super) fn follow(&self, bus: &Arc<Bus>, rule: &Text, planned: Planned) {
        let region = self.shared.regions.at(&bus.arn.scope);
        let mut runners = region.runners();
        let known = runners.get(rule).map(|runner| runner.plan);
        match planned {
            // Another change was later, and came here earlier.
            Planned::Runs(number) | Planned::Rests(number) if known.is_some_and(|known| known >= number) => {}
            Planned::Rests(_) => {
                if let Some(runner) = runners.remove(rule) {
                    runner.task.stop();
                }
            }
            Planned::Runs(plan) => {
                let run = self.clone().run_schedule(Arc::clone(&region), Arc::clone(bus), rule.clone(), plan);
                // The list is locked before it runs, so that it finds itself there when it ends.
                let runner = Runner { plan, task: self.shared.clock.spawn(run) };
                if let Some(earlier) = runners.insert(rule.clone(), runner) {
                    earlier.task.stop();
                }
            }
        }
    }

    /// Fires a rule whenever it is due, as long as a plan holds.
    async fn run_schedule(self, region: Arc<Region>, bus: Arc<Bus>, rule: Text, plan: u64) {
        while let Some((at, due)) = bus.next_firing(&rule, plan) {
            self.shared.clock.sleep_until(at, due).await;
            // Disabled or changed while it slept: nothing fires.
            let Some((at, rule)) = bus.rules_mut().fire(&rule, plan) else { break };
            self.fire(at, &bus, &rule);
        }
        let mut runners = region.runners();
        if runners.get(&rule).is_some_and(|runner| runner.plan == plan) {
            runners.remove(&rule);
        }
    }

    /// Sends the event of a schedule to the targets of its rule, and to no other.
    fn fire(&self, at: Time, bus: &Bus, rule: &Rule) {
        let resource = rule.arn.to_string();
        let told = Told {
            source: "aws.events",
            detail_type: "Scheduled Event",
            resources: slice::from_ref(&resource),
            detail: "{}",
            time: at,
            trace: None,
        };
        let now = self.now();
        let event = told.event(self.shared.ids.uuid().to_string().into(), &bus.arn.scope, now);
        let whole = OnceCell::new();
        self.shared.courier.send(now, self.parcels(bus, rule, &event, &whole));
    }
}

impl Bus {
    /// When a rule fires next by the plan of this number, and how a list of timers says it.
    fn next_firing(&self, rule: &str, plan: u64) -> Option<(Time, Due)> {
        let rules = self.rules();
        let (at, rule) = rules.next_firing(rule, plan)?;
        let schedule = rule.schedule.as_ref().map_or("", Schedule::text);
        Some((at, Due::new("rule", rule.arn.clone(), format!("fire by {schedule}"))))
    }
}
