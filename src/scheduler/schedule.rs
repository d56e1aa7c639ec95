//! Schedules: made, shown, replaced and deleted.
//! <https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule.html>

use std::time::Duration;

use super::Scheduler;
use super::api::*;
use super::check::Members;
use super::error::Error;
use super::firing::{Entry, just_before};
use super::group::DEFAULT;
use super::schedule_target::ScheduleTarget;
use crate::aws::arn::Arn;
use crate::aws::scope::Scope;
use crate::aws::text::Text;
use crate::aws::time::{Epoch, Time};
use crate::expression::{Expression, Timetable, Zone};

/// How long ago a start date may be.
const LATEST_START: Duration = Duration::from_secs(300);

/// How many schedules an account has in a region.
const MOST_SCHEDULES: usize = 1_000_000;

/// A schedule. It is never changed in place: an update makes another one.
#[derive(Debug)]
pub struct Schedule {
    /// Its ARN.
    pub arn: Text,
    /// The name of its group.
    pub group: Text,
    /// Its name.
    pub name: Text,
    /// When it is due.
    pub timetable: Timetable,
    /// How much later than due it may fire.
    pub window: Option<Duration>,
    /// When it ends, if it does.
    pub end: Option<Time>,
    /// Whether it fires.
    pub enabled: bool,
    /// Whether it is deleted when it won't fire any more.
    pub deleted_after: bool,
    /// What it calls.
    pub target: ScheduleTarget,
    /// When it was made.
    pub created_at: Time,
    /// When it was changed last.
    pub changed_at: Time,
    /// The token of the call that made it; none once it was updated, since it isn't what that call made any more.
    token: Option<Text>,
    /// As it was given, with AWS's defaults filled in.
    given: Box<ScheduleInput>,
}

/// The ARN of a schedule.
fn arn(at: &Scope, group: &str, name: &str) -> Arn {
    Arn::new("scheduler", at, format!("schedule/{group}/{name}"))
}

impl Schedule {
    /// What ListSchedules shows of it.
    pub fn summary(&self) -> ScheduleSummary {
        ScheduleSummary {
            arn: Some(self.arn.to_string()),
            creation_date: Some(Epoch(self.created_at)),
            group_name: Some(self.group.to_string()),
            last_modification_date: Some(Epoch(self.changed_at)),
            name: Some(self.name.to_string()),
            state: self.given.state.clone(),
            target: Some(TargetSummary { arn: Some(self.target.arn.to_string()) }),
        }
    }

    /// Its expression, as it was given.
    pub fn expression(&self) -> &str {
        self.given.schedule_expression.as_deref().unwrap_or_default()
    }

    /// Whether it fires once only.
    pub fn is_one_time(&self) -> bool {
        self.timetable.expression().is_one_time()
    }

    /// Whether it fires at the same times as another, and within the same windows.
    pub fn fires_like(&self, other: &Schedule) -> bool {
        let times = |one: &Schedule| (one.window, one.end, one.given.start_date.map(|date| date.0));
        let (mine, others) = (&self.timetable, &other.timetable);
        mine.expression() == others.expression() && mine.zone() == others.zone() && times(self) == times(other)
    }

    /// Whether the call that made it was this one.
    fn was_made_by(&self, other: &Schedule) -> bool {
        self.token.is_some() && self.token == other.token && self.given == other.given
    }
}

impl Scheduler {
    /// CreateSchedule: a repeat with the same token and members finds what it made.
    pub(super) fn create_schedule(&self, at: &Scope, input: ScheduleInput) -> Result<CreateScheduleOutput, Error> {
        let now = self.now();
        let schedule = self.schedule(at, input, now, now)?;
        let answer = CreateScheduleOutput { schedule_arn: Some(schedule.arn.to_string()) };
        let region = self.region(at);
        let planned = {
            let mut state = region.state(now);
            let count: usize = state.groups.values().map(|group| group.schedules.len()).sum();
            let group = state.group(&schedule.group)?;
            if let Some(known) = group.schedules.get(&schedule.name) {
                let again = known.schedule.was_made_by(&schedule);
                return if again { Ok(answer) } else { Err(Error::ScheduleExists(schedule.name.to_string())) };
            }
            if count >= MOST_SCHEDULES {
                return Err(Error::QuotaExceeded("You have exceeded the maximum number of schedules."));
            }
            let entry = Entry::new(schedule.into(), self.plan(), just_before(now));
            let planned = entry.planned();
            group.schedules.insert(entry.schedule.name.clone(), entry);
            planned
        };
        self.follow(&region, planned);
        Ok(answer)
    }

    /// UpdateSchedule: what the call leaves out goes back to its default.
    pub(super) fn update_schedule(&self, at: &Scope, input: ScheduleInput) -> Result<UpdateScheduleOutput, Error> {
        let now = self.now();
        let mut schedule = self.schedule(at, input, now, now)?;
        let answer = UpdateScheduleOutput { schedule_arn: Some(schedule.arn.to_string()) };
        let region = self.region(at);
        let planned = {
            let mut state = region.state(now);
            let entry = state.schedule(&schedule.group, &schedule.name)?;
            schedule.created_at = entry.schedule.created_at;
            schedule.token = None;
            schedule.count_from(entry.schedule.created_at);
            entry.changed(schedule.into(), self.plan(), now);
            entry.planned()
        };
        self.follow(&region, planned);
        Ok(answer)
    }

    /// GetSchedule.
    pub(super) fn get_schedule(&self, at: &Scope, input: GetScheduleInput) -> Result<GetScheduleOutput, Error> {
        let mut members = Members::default();
        members.schedule_name("name", input.name.as_ref()).schedule_name_if("groupName", input.group_name.as_ref());
        members.check()?;
        let region = self.region(at);
        let schedule = {
            let mut state = region.state(self.now());
            let group = input.group_name.as_deref().unwrap_or(DEFAULT);
            state.schedule(group, &input.name.unwrap_or_default())?.schedule.clone()
        };
        let given = ScheduleInput::clone(&schedule.given);
        Ok(GetScheduleOutput {
            action_after_completion: given.action_after_completion,
            arn: Some(schedule.arn.to_string()),
            creation_date: Some(Epoch(schedule.created_at)),
            description: given.description,
            end_date: given.end_date,
            flexible_time_window: given.flexible_time_window,
            group_name: given.group_name,
            kms_key_arn: given.kms_key_arn,
            last_modification_date: Some(Epoch(schedule.changed_at)),
            name: given.name,
            schedule_expression: given.schedule_expression,
            schedule_expression_timezone: given.schedule_expression_timezone,
            start_date: given.start_date,
            state: given.state,
            target: given.target,
        })
    }

    /// DeleteSchedule: what waits in its window doesn't fire any more; what was fired goes on.
    pub(super) fn delete_schedule(
        &self,
        at: &Scope,
        input: DeleteScheduleInput,
    ) -> Result<DeleteScheduleOutput, Error> {
        let token = input.client_token.as_ref();
        let mut members = Members::default();
        members.schedule_name("name", input.name.as_ref()).schedule_name_if("groupName", input.group_name.as_ref());
        members.client_token(token).check()?;
        let (group, name) = (input.group_name.as_deref().unwrap_or(DEFAULT), input.name.unwrap_or_default());
        let (region, arn) = (self.region(at), arn(at, group, &name).to_string());
        let gone = {
            let mut state = region.state(self.now());
            match state.group(group).map(|group| group.schedules.remove(name.as_str())) {
                Ok(Some(entry)) => {
                    state.deletions.note(token, &arn);
                    entry
                }
                _ if state.deletions.know(token, &arn) => return Ok(DeleteScheduleOutput {}),
                Ok(None) => return Err(Error::NoSchedule(name)),
                Err(no_group) => return Err(no_group),
            }
        };
        self.stop(&region, [&gone]);
        Ok(DeleteScheduleOutput {})
    }

    /// Reads a schedule; a rate counts from `created_at`, unless a start date is given.
    fn schedule(&self, at: &Scope, input: ScheduleInput, created_at: Time, now: Time) -> Result<Schedule, Error> {
        Members::default().schedule(&input).check()?;
        let text = input.schedule_expression.as_deref().unwrap_or_default();
        let expression = Expression::parse_scheduler(text)
            .map_err(|_| Error::validation(format!("Invalid Schedule Expression {text}.")))?;
        let zone = input.schedule_expression_timezone.as_deref().unwrap_or("UTC");
        let zone = Zone::find(zone)
            .ok_or_else(|| Error::validation(format!("Invalid Schedule Expression Timezone {zone}.")))?;
        let (start, end) = (input.start_date.map(|date| date.0), input.end_date.map(|date| date.0));
        // What is to happen once at a named time has no use for them.
        if !expression.is_one_time() {
            check_dates(start, end, now)?;
        }
        let window = window(input.flexible_time_window.as_ref())?;
        let target = self.target(at, input.target.as_ref().unwrap_or(&Target::default()))?;
        let token = input.client_token.as_deref().map(Text::from);
        let given = Box::new(input.filled());
        let (group, name) =
            (given.group_name.as_deref().unwrap_or_default(), given.name.as_deref().unwrap_or_default());
        Ok(Schedule {
            arn: arn(at, group, name).to_string().into(),
            group: group.into(),
            name: name.into(),
            timetable: Timetable::of_schedule(expression, zone, created_at, start, end),
            window,
            end,
            enabled: given.state.as_deref() == Some("ENABLED"),
            deleted_after: given.action_after_completion.as_deref() == Some("DELETE"),
            target,
            created_at,
            changed_at: now,
            token,
            given,
        })
    }
}

impl Schedule {
    /// Lets a rate count from another time, unless a start date is given.
    fn count_from(&mut self, created_at: Time) {
        let (expression, zone) = (self.timetable.expression().clone(), self.timetable.zone().clone());
        let start = self.given.start_date.map(|date| date.0);
        self.timetable = Timetable::of_schedule(expression, zone, created_at, start, self.end);
    }
}

impl ScheduleInput {
    /// The same with AWS's defaults, and without the token.
    fn filled(self) -> Self {
        let or = |given: Option<String>, usual: &str| given.or_else(|| Some(usual.to_owned()));
        ScheduleInput {
            action_after_completion: or(self.action_after_completion, "NONE"),
            client_token: None,
            group_name: or(self.group_name, DEFAULT),
            schedule_expression_timezone: or(self.schedule_expression_timezone, "UTC"),
            state: or(self.state, "ENABLED"),
            target: self.target.map(|target| Target {
                retry_policy: Some(RetryPolicy::filled(target.retry_policy.as_ref())),
                ..target
            }),
            ..self
        }
    }
}

fn check_dates(start: Option<Time>, end: Option<Time>, now: Time) -> Result<(), Error> {
    if start.is_some_and(|start| start + LATEST_START < now) {
        return Err(Error::validation("The StartDate you specify cannot be earlier than 5 minutes ago."));
    }
    if start.zip(end).is_some_and(|(start, end)| start >= end) {
        return Err(Error::validation("The StartDate you specify must come before the EndDate."));
    }
    Ok(())
}

fn window(given: Option<&FlexibleTimeWindow>) -> Result<Option<Duration>, Error> {
    let Some(FlexibleTimeWindow { maximum_window_in_minutes: minutes, mode }) = given else { return Ok(None) };
    let flexible = mode.as_deref() == Some("FLEXIBLE");
    match minutes.and_then(|minutes| u64::try_from(minutes).ok()) {
        Some(minutes) if flexible => Ok(Some(Duration::from_secs(60 * minutes))),
        None if flexible => Err(Error::validation(
            "MaximumWindowInMinutes must be provided when FlexibleTimeWindowMode is set to FLEXIBLE",
        )),
        Some(_) => Err(Error::validation(
            "MaximumWindowInMinutes must not be provided when FlexibleTimeWindowMode is set to OFF.",
        )),
        None => Ok(None),
    }
}
