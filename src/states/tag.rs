//! Tags of state machines and activities.
//! <https://docs.aws.amazon.com/step-functions/latest/dg/sfn-best-practices.html#concepts-tagging>

use std::collections::BTreeMap;

use super::States;
use super::api::*;
use super::arn::{MachineArn, StatesArn};
use super::check::Members;
use super::error::Error;
use crate::aws::scope::Caller;

const MOST_TAGS: usize = 50;
const LONGEST_KEY: usize = 128;
const LONGEST_VALUE: usize = 256;

/// The tags of a resource: the value of each key.
pub type Tags = BTreeMap<String, String>;

impl States {
    /// TagResource: adds to what there is.
    pub(super) fn tag_resource(&self, at: &Caller<'_>, input: TagResourceInput) -> Result<TagResourceOutput, Error> {
        let TagResourceInput { resource_arn, tags } = input;
        Members::default()
            .arn("resourceArn", resource_arn.as_ref())
            .required("tags", tags.as_ref())
            .resource_tags(tags.as_ref())
            .check()?;
        let tags = read(tags)?;
        self.tags_of(at, &resource_arn.unwrap_or_default(), |known| {
            let fresh = tags.keys().filter(|key| !known.contains_key(*key)).count();
            if known.len() + fresh > MOST_TAGS {
                return Err(Error::TooManyTags);
            }
            known.extend(tags);
            Ok(TagResourceOutput {})
        })
    }

    /// UntagResource: a key that isn't there is no trouble.
    pub(super) fn untag_resource(
        &self,
        at: &Caller<'_>,
        input: UntagResourceInput,
    ) -> Result<UntagResourceOutput, Error> {
        let UntagResourceInput { resource_arn, tag_keys } = input;
        Members::default()
            .arn("resourceArn", resource_arn.as_ref())
            .required("tagKeys", tag_keys.as_ref())
            .lengths("tagKeys", tag_keys.as_ref(), 1, LONGEST_KEY)
            .check()?;
        self.tags_of(at, &resource_arn.unwrap_or_default(), |known| {
            known.retain(|key, _| !tag_keys.iter().flatten().any(|gone| gone == key));
            Ok(UntagResourceOutput {})
        })
    }

    /// ListTagsForResource, by key.
    pub(super) fn list_tags_for_resource(
        &self,
        at: &Caller<'_>,
        input: ListTagsForResourceInput,
    ) -> Result<ListTagsForResourceOutput, Error> {
        Members::default().arn("resourceArn", input.resource_arn.as_ref()).check()?;
        self.tags_of(at, &input.resource_arn.unwrap_or_default(), |tags| {
            let shown = tags.iter().map(|(key, value)| Tag { key: Some(key.clone()), value: Some(value.clone()) });
            Ok(ListTagsForResourceOutput { tags: Some(shown.collect()) })
        })
    }

    /// Does something with the tags of what an ARN names: a state machine or an activity in the caller's region.
    fn tags_of<T>(
        &self,
        at: &Caller<'_>,
        text: &str,
        work: impl FnOnce(&mut Tags) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let absent = || Error::ResourceNotFound(text.to_owned());
        match StatesArn::parse(text)? {
            StatesArn::Machine(_) => {
                let arn = MachineArn::parse(text)?;
                let machine = self.machine(at, &arn).filter(|_| arn.qualifier.is_none()).ok_or_else(absent)?;
                work(&mut machine.state().tags)
            }
            StatesArn::Activity { scope, name } => {
                let region = self.shared.regions.find(&scope).filter(|_| scope == at.scope).ok_or_else(absent)?;
                let mut activities = region.activities();
                work(&mut activities.get_mut(name.as_str()).ok_or_else(absent)?.tags)
            }
            other => Err(other.wrong_kind()),
        }
    }
}

impl Members {
    /// The tags of a request.
    pub fn resource_tags(&mut self, tags: Option<&Vec<Tag>>) -> &mut Self {
        for (i, Tag { key, value }) in tags.into_iter().flatten().enumerate() {
            let member = |name: &str| format!("tags.{}.member.{name}", i + 1);
            self.length(&member("key"), key.as_ref(), 1, LONGEST_KEY).length(
                &member("value"),
                value.as_ref(),
                0,
                LONGEST_VALUE,
            );
        }
        self
    }
}

/// The tags of a request whose members are checked; of a key that comes twice the last value holds.
///
/// # Errors
/// `TooManyTags`.
pub fn read(tags: Option<Vec<Tag>>) -> Result<Tags, Error> {
    let pairs = tags.into_iter().flatten().map(|tag| (tag.key.unwrap_or_default(), tag.value.unwrap_or_default()));
    let read: Tags = pairs.collect();
    if read.len() > MOST_TAGS { Err(Error::TooManyTags) } else { Ok(read) }
}
