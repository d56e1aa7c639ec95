//! Activities: names under which workers fetch tasks.
//! <https://docs.aws.amazon.com/step-functions/latest/dg/concepts-activities.html>

use std::ops::Bound;
use std::sync::Arc;

use super::activity_task::ActivityTasks;
use super::api::*;
use super::arn::StatesArn;
use super::check::Members;
use super::encryption::Encryption;
use super::error::Error;
use super::list::Page;
use super::tag::Tags;
use super::{States, name, tag};
use crate::aws::scope::{Caller, Scope};
use crate::aws::time::{Epoch, Time};

/// The most activities of an account in a region, where quotas hold.
const MOST_ACTIVITIES: usize = 10_000;

/// An activity.
#[derive(Debug)]
pub struct Activity {
    /// When it was made.
    pub created: Time,
    /// With whose key data is encrypted.
    pub encryption: Encryption,
    /// The value of each key.
    pub tags: Tags,
    /// What workers fetch.
    pub tasks: Arc<ActivityTasks>,
}

impl States {
    /// CreateActivity. The same one once more is no trouble.
    pub(super) fn create_activity(
        &self,
        at: &Caller<'_>,
        input: CreateActivityInput,
    ) -> Result<CreateActivityOutput, Error> {
        let CreateActivityInput { name, tags, encryption_configuration } = input;
        Members::default()
            .resource_name(name.as_ref())
            .resource_tags(tags.as_ref())
            .encryption(encryption_configuration.as_ref())
            .check()?;
        let name = name.unwrap_or_default();
        name::check(&name)?;
        let encryption = encryption_configuration.map(Encryption::read).transpose()?.unwrap_or_default();
        let tags = tag::read(tags)?;
        let (arn, now) = (arn(&at.scope, &name), self.now());
        let region = self.shared.regions.at(&at.scope);
        let mut activities = region.activities();
        let created = match activities.get(name.as_str()) {
            Some(known) if known.encryption == encryption => known.created,
            Some(_) => return Err(Error::ActivityAlreadyExists(arn)),
            None if self.shared.settings.strict && activities.len() >= MOST_ACTIVITIES => {
                return Err(Error::ActivityLimitExceeded);
            }
            None => {
                activities.insert(name.into(), Activity { created: now, encryption, tags, tasks: Arc::default() });
                now
            }
        };
        Ok(CreateActivityOutput { activity_arn: Some(arn), creation_date: Some(Epoch(created)) })
    }

    /// DescribeActivity.
    pub(super) fn describe_activity(
        &self,
        at: &Caller<'_>,
        input: DescribeActivityInput,
    ) -> Result<DescribeActivityOutput, Error> {
        Members::default().arn("activityArn", input.activity_arn.as_ref()).check()?;
        let text = input.activity_arn.unwrap_or_default();
        let name = self.activity_name(at, &text)?;
        let region = self.shared.regions.at(&at.scope);
        let activities = region.activities();
        let known = name.as_deref().and_then(|name| activities.get(name));
        let activity = known.ok_or_else(|| Error::ActivityDoesNotExist(text.clone()))?;
        Ok(DescribeActivityOutput {
            activity_arn: Some(text),
            name,
            creation_date: Some(Epoch(activity.created)),
            encryption_configuration: Some(activity.encryption.shown()),
        })
    }

    /// ListActivities, by name.
    pub(super) fn list_activities(
        &self,
        at: &Caller<'_>,
        input: ListActivitiesInput,
    ) -> Result<ListActivitiesOutput, Error> {
        let list = ["ListActivities", ""];
        let page = Page::of(&mut Members::default(), list, input.max_results, input.next_token.as_ref(), self.now())?;
        let region = self.shared.regions.at(&at.scope);
        let activities = region.activities();
        let from = page.after.as_deref().map_or(Bound::Unbounded, Bound::Excluded);
        let rest = activities.range::<str, _>((from, Bound::Unbounded));
        let (found, next_token) = page.cut(rest, |(name, _)| name.to_string());
        let shown = found.into_iter().map(|(name, activity)| ActivityListItem {
            activity_arn: Some(arn(&at.scope, name)),
            name: Some(name.to_string()),
            creation_date: Some(Epoch(activity.created)),
        });
        Ok(ListActivitiesOutput { activities: Some(shown.collect()), next_token })
    }

    /// DeleteActivity. One that isn't there is no trouble.
    pub(super) fn delete_activity(
        &self,
        at: &Caller<'_>,
        input: DeleteActivityInput,
    ) -> Result<DeleteActivityOutput, Error> {
        Members::default().arn("activityArn", input.activity_arn.as_ref()).check()?;
        if let Some(name) = self.activity_name(at, &input.activity_arn.unwrap_or_default())? {
            let gone = self.shared.regions.at(&at.scope).activities().remove(name.as_str());
            if let Some(activity) = gone {
                activity.tasks.end();
            }
        }
        Ok(DeleteActivityOutput {})
    }

    /// The name in the ARN of an activity, if it is one of the caller's.
    pub(super) fn activity_name(&self, at: &Caller<'_>, text: &str) -> Result<Option<String>, Error> {
        match StatesArn::parse(text)? {
            StatesArn::Activity { scope, name } => Ok((scope == at.scope).then_some(name)),
            other => Err(other.wrong_kind()),
        }
    }
}

/// The ARN of an activity.
pub fn arn(scope: &Scope, name: &str) -> String {
    StatesArn::Activity { scope: scope.clone(), name: name.to_owned() }.to_string()
}
