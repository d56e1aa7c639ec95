//! What exists: the service's part of `GET /_eventyard/state`.

use serde::Serialize;

use super::Scheduler;
use super::firing::Entry;
use super::group;
use crate::aws::scope::Scope;
use crate::aws::text::Text;

/// A schedule group as it stands.
#[derive(Debug, Serialize)]
pub struct GroupState {
    /// Its ARN.
    pub arn: String,
    /// Its schedules, by name.
    pub schedules: Vec<ScheduleState>,
}

/// A schedule as it stands.
#[derive(Debug, Serialize)]
pub struct ScheduleState {
    /// Its ARN.
    pub arn: String,
    /// `ENABLED` or `DISABLED`.
    pub state: &'static str,
    /// Its expression, as it was given.
    pub expression: String,
    /// The zone in which its local times are.
    pub timezone: String,
    /// The ARN of its target.
    pub target: String,
    /// When it fires next, RFC 3339.
    pub next: Option<String>,
}

impl ScheduleState {
    fn of(entry: &Entry) -> Self {
        let schedule = &entry.schedule;
        ScheduleState {
            arn: schedule.arn.to_string(),
            state: if schedule.enabled { "ENABLED" } else { "DISABLED" },
            expression: schedule.expression().to_owned(),
            timezone: schedule.timetable.zone().name().to_owned(),
            target: schedule.target.arn.to_string(),
            next: entry.next_firing().map(|at| at.to_string()),
        }
    }
}

impl Scheduler {
    /// The groups of the chosen accounts and regions; a region that nobody has used isn't shown.
    pub fn state(&self, chosen: impl Fn(&Scope) -> bool) -> Vec<GroupState> {
        let now = self.now();
        let regions = self.shared.regions.all().into_iter().filter(|(scope, _)| chosen(scope));
        let groups = regions.flat_map(|(scope, region)| {
            let state = region.state(now);
            let group = |(name, group): (&Text, &group::Group)| GroupState {
                arn: group::arn(&scope, name).to_string(),
                schedules: group.schedules.values().map(ScheduleState::of).collect(),
            };
            state.groups.iter().map(group).collect::<Vec<_>>()
        });
        groups.collect()
    }
}
