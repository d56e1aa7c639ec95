//! Lists by pages: schedules of one group or of all, and groups.
//! <https://docs.aws.amazon.com/scheduler/latest/APIReference/API_ListSchedules.html>

use std::ops::Bound;

use super::Scheduler;
use super::api::*;
use super::check::Members;
use super::error::Error;
use super::firing::Entry;
use crate::aws::page::{self, named};
use crate::aws::scope::Scope;
use crate::aws::text::Text;

/// How many a page has where the caller doesn't say.
const PAGE: usize = 100;

/// Which page of a list is wanted.
#[derive(Debug)]
pub struct Page {
    /// It begins after this one.
    pub after: Option<String>,
    size: usize,
}

impl Page {
    /// Reads `MaxResults` and `NextToken`; what other members break is told together with what they do.
    ///
    /// # Errors
    /// `ValidationException`.
    pub fn of(members: &mut Members, most: Option<i64>, token: Option<&String>) -> Result<Self, Error> {
        members.range("maxResults", most, 1, 100).length("nextToken", token, 1, 2048).check()?;
        let wrong = || Error::validation("Invalid NextToken.");
        let after = token.map(|token| page::after(token).ok_or_else(wrong)).transpose()?;
        Ok(Page { after, size: most.and_then(|most| usize::try_from(most).ok()).unwrap_or(PAGE) })
    }

    /// The page out of what follows [`Page::after`], and the token of the next one.
    pub fn cut<T>(&self, rest: impl Iterator<Item = T>, place: impl Fn(&T) -> String) -> (Vec<T>, Option<String>) {
        let placed = rest.map(|one| (place(&one), one));
        let (page, next) = page::cut(placed, self.size, |(place, _)| place);
        (page.into_iter().map(|(_, one)| one).collect(), next)
    }
}

impl Scheduler {
    /// ListSchedules: by group and name.
    pub(super) fn list_schedules(&self, at: &Scope, input: ListSchedulesInput) -> Result<ListSchedulesOutput, Error> {
        let mut members = Members::default();
        members.schedule_name_if("groupName", input.group_name.as_ref());
        members.schedule_name_if("namePrefix", input.name_prefix.as_ref());
        members.choice("state", input.state.as_ref(), &["ENABLED", "DISABLED"]);
        let page = Page::of(&mut members, input.max_results, input.next_token.as_ref())?;
        let (region, prefix) = (self.region(at), input.name_prefix.as_deref());
        let mut state = region.state(self.now());
        if let Some(group) = &input.group_name {
            state.group(group)?;
        }
        // Names have no slash: a token says both names.
        let after = page.after.as_deref().map(|after| after.split_once('/').unwrap_or((after, "")));
        let from = after.map_or("", |(group, _)| group).max(input.group_name.as_deref().unwrap_or_default());
        let groups = state.groups.range::<str, _>((Bound::Included(from), Bound::Unbounded));
        let wanted = groups.take_while(|(name, _)| input.group_name.as_deref().is_none_or(|wanted| wanted == &***name));
        let schedules = wanted.flat_map(|(name, group)| {
            let after = after.filter(|(last, _)| **last == **name).map(|(_, after)| after);
            named(&group.schedules, prefix, after)
        });
        let enabled = input.state.as_deref().map(|state| state == "ENABLED");
        let chosen = schedules.filter(|(_, entry)| enabled.is_none_or(|enabled| enabled == entry.schedule.enabled));
        let place = |(_, entry): &(&Text, &Entry)| format!("{}/{}", entry.schedule.group, entry.schedule.name);
        let (schedules, next_token) = page.cut(chosen, place);
        let schedules = schedules.into_iter().map(|(_, entry)| entry.schedule.summary()).collect();
        Ok(ListSchedulesOutput { schedules, next_token })
    }
}
