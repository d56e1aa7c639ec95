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
use crate::clock::{Alarm, Due};
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
    _alarm: Alarm,
}

impl Region {
    fn runners(&self) -> MutexGuard<'_, BTreeMap<Text, Runner>> {
        self.runners.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Ends all schedules of a region that is forgotten, with their timers; none begins again.
    pub(super) fn stop_schedules(&self) {
        let buses: Vec<Arc<Bus>> = self.buses().values().cloned().collect();
        buses.iter().for_each(|bus| bus.rules_mut().end());
        self.runners().clear();
    }
}

impl Events {
    /// Lets an alarm follow the plan of a rule, after a change that may have made or ended one; `planned` is how it
    /// stood right after that change.
    pub(super) fn follow(&self, bus: &Arc<Bus>, rule: &Text, planned: Planned) {
        let region = self.shared.regions.at(&bus.arn.scope);
        match planned {
            Planned::Rests(number) => {
                let mut runners = region.runners();
                // Another change may have been later, and come here earlier.
                if runners.get(rule).is_some_and(|runner| runner.plan < number) {
                    runners.remove(rule);
                }
            }
            Planned::Runs(plan) => self.arm(&region, bus, rule, plan),
        }
    }

    /// Sets the alarm for a rule's next firing, as long as a plan holds, in place of the one of an earlier plan.
    fn arm(&self, region: &Arc<Region>, bus: &Arc<Bus>, rule: &Text, plan: u64) {
        let next = bus.next_firing(rule, plan);
        let mut runners = region.runners();
        if runners.get(rule).is_some_and(|runner| runner.plan > plan) {
            return;
        }
        let Some((at, due)) = next else {
            // Disabled, changed or deleted since.
            runners.remove(rule);
            return;
        };
        // The clock must not keep alive what holds the clock.
        let (shared, there, on) = (Arc::downgrade(&self.shared), Arc::downgrade(region), Arc::downgrade(bus));
        let name = rule.clone();
        let alarm = self.shared.clock.alarm(at, due, move || {
            if let (Some(shared), Some(region), Some(bus)) = (shared.upgrade(), there.upgrade(), on.upgrade()) {
                let fired = bus.rules_mut().fire(&name, plan);
                if let Some((at, rule)) = fired {
                    let events = Events { shared };
                    events.fire(at, &bus, &rule);
                    events.arm(&region, &bus, &name, plan);
                }
            }
        });
        runners.insert(rule.clone(), Runner { plan, _alarm: alarm });
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
