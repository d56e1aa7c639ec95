//! Schedule groups: made, shown, listed, and deleted with all that is in them.
//! <https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-group.html>

use std::collections::BTreeMap;

use super::Scheduler;
use super::api::*;
use super::check::Members;
use super::error::Error;
use super::firing::Entry;
use super::schedule_list::Page;
use super::tag::{self, Tags};
use crate::aws::arn::Arn;
use crate::aws::page::named;
use crate::aws::scope::Scope;
use crate::aws::text::Text;
use crate::aws::time::{Epoch, Time};

/// The group of schedules that name none. It is always there.
pub const DEFAULT: &str = "default";

/// What the ARN of a group has before its name.
pub const RESOURCE: &str = "schedule-group/";

/// How many groups an account has in a region.
const MOST_GROUPS: usize = 500;

/// What groups are unless they are being deleted, which takes no time here.
const ACTIVE: &str = "ACTIVE";

/// A schedule group.
#[derive(Debug)]
pub struct Group {
    /// When it was made.
    pub created_at: Time,
    /// When its tags were changed last.
    pub changed_at: Time,
    /// By key.
    pub tags: Tags,
    /// The token of the call that made it.
    pub token: Option<Text>,
    /// By name.
    pub schedules: BTreeMap<Text, Entry>,
}

impl Group {
    /// An empty group.
    pub fn new(now: Time) -> Self {
        Group { created_at: now, changed_at: now, tags: Tags::new(), token: None, schedules: BTreeMap::new() }
    }
}

/// The ARN of a group.
pub fn arn(at: &Scope, name: &str) -> Arn {
    Arn::new("scheduler", at, format!("{RESOURCE}{name}"))
}

impl Scheduler {
    /// CreateScheduleGroup: a repeat with the same token and tags finds what it made.
    pub(super) fn create_schedule_group(
        &self,
        at: &Scope,
        input: CreateScheduleGroupInput,
    ) -> Result<CreateScheduleGroupOutput, Error> {
        let mut members = Members::default();
        members.schedule_name("name", input.name.as_ref()).client_token(input.client_token.as_ref());
        members.group_tags(input.tags.as_ref()).check()?;
        let (name, now) = (input.name.unwrap_or_default(), self.now());
        if name == DEFAULT {
            return Err(Error::DefaultGroup);
        }
        let tags = tag::read(input.tags)?;
        let answer = CreateScheduleGroupOutput { schedule_group_arn: Some(arn(at, &name).to_string()) };
        let token = input.client_token.map(Text::from);
        let region = self.region(at);
        let mut state = region.state(now);
        if let Some(known) = state.groups.get(name.as_str()) {
            let again = token.is_some() && known.token == token && known.tags == tags;
            return if again { Ok(answer) } else { Err(Error::GroupExists(name)) };
        }
        if state.groups.len() >= MOST_GROUPS {
            return Err(Error::QuotaExceeded("You have exceeded the maximum number of schedule groups."));
        }
        state.groups.insert(name.into(), Group { tags, token, ..Group::new(now) });
        Ok(answer)
    }

    /// GetScheduleGroup.
    pub(super) fn get_schedule_group(
        &self,
        at: &Scope,
        input: GetScheduleGroupInput,
    ) -> Result<GetScheduleGroupOutput, Error> {
        Members::default().schedule_name("name", input.name.as_ref()).check()?;
        let name = input.name.unwrap_or_default();
        let region = self.region(at);
        let mut state = region.state(self.now());
        let group = state.group(&name)?;
        Ok(GetScheduleGroupOutput {
            arn: Some(arn(at, &name).to_string()),
            name: Some(name),
            state: Some(ACTIVE.to_owned()),
            creation_date: Some(Epoch(group.created_at)),
            last_modification_date: Some(Epoch(group.changed_at)),
        })
    }

    /// DeleteScheduleGroup: its schedules go with it.
    pub(super) fn delete_schedule_group(
        &self,
        at: &Scope,
        input: DeleteScheduleGroupInput,
    ) -> Result<DeleteScheduleGroupOutput, Error> {
        let token = input.client_token.as_ref();
        Members::default().schedule_name("name", input.name.as_ref()).client_token(token).check()?;
        let name = input.name.unwrap_or_default();
        if name == DEFAULT {
            return Err(Error::DefaultGroup);
        }
        let (region, arn) = (self.region(at), arn(at, &name).to_string());
        let gone = {
            let mut state = region.state(self.now());
            match state.groups.remove(name.as_str()) {
                Some(group) => {
                    state.deletions.note(token, &arn);
                    group
                }
                None if state.deletions.know(token, &arn) => return Ok(DeleteScheduleGroupOutput {}),
                None => return Err(Error::NoGroup(name)),
            }
        };
        self.stop(&region, gone.schedules.values());
        Ok(DeleteScheduleGroupOutput {})
    }

    /// ListScheduleGroups, by name.
    pub(super) fn list_schedule_groups(
        &self,
        at: &Scope,
        input: ListScheduleGroupsInput,
    ) -> Result<ListScheduleGroupsOutput, Error> {
        let mut members = Members::default();
        members.schedule_name_if("namePrefix", input.name_prefix.as_ref());
        let page = Page::of(&mut members, input.max_results, input.next_token.as_ref())?;
        let region = self.region(at);
        let state = region.state(self.now());
        let rest = named(&state.groups, input.name_prefix.as_deref(), page.after.as_deref());
        let (groups, next_token) = page.cut(rest, |(name, _)| name.to_string());
        let summary = |(name, group): (&Text, &Group)| ScheduleGroupSummary {
            arn: Some(arn(at, name).to_string()),
            name: Some(name.to_string()),
            state: Some(ACTIVE.to_owned()),
            creation_date: Some(Epoch(group.created_at)),
            last_modification_date: Some(Epoch(group.changed_at)),
        };
        Ok(ListScheduleGroupsOutput { schedule_groups: groups.into_iter().map(summary).collect(), next_token })
    }
}
