//! Tags of schedule groups; schedules have none.
//! <https://docs.aws.amazon.com/scheduler/latest/APIReference/API_TagResource.html>

use std::collections::BTreeMap;

use super::Scheduler;
use super::api::*;
use super::check::{Members, is_name};
use super::error::Error;
use super::group::RESOURCE;
use crate::aws::arn::Arn;
use crate::aws::scope::{Scope, is_account};

const MOST_TAGS: usize = 200;
const LONGEST_KEY: usize = 128;
const LONGEST_VALUE: usize = 256;
const GROUP_ARN: &str = r"^arn:aws(-[a-z]+)?:scheduler:[a-z0-9\-]+:\d{12}:schedule-group\/[0-9a-zA-Z-_.]+$";

/// The tags of a group: the value of each key.
pub type Tags = BTreeMap<String, String>;

impl Scheduler {
    /// TagResource: adds to what there is.
    pub(super) fn tag_resource(&self, at: &Scope, input: TagResourceInput) -> Result<TagResourceOutput, Error> {
        let mut members = tagged(input.resource_arn.as_ref());
        members.required("tags", input.tags.as_ref()).group_tags(input.tags.as_ref()).check()?;
        let tags = read(input.tags)?;
        self.change_tags(at, input.resource_arn, |known| {
            let fresh = tags.keys().filter(|key| !known.contains_key(*key)).count();
            if known.len() + fresh > MOST_TAGS {
                return Err(too_many());
            }
            known.extend(tags);
            Ok(())
        })?;
        Ok(TagResourceOutput {})
    }

    /// UntagResource: a key that isn't there is no trouble.
    pub(super) fn untag_resource(&self, at: &Scope, input: UntagResourceInput) -> Result<UntagResourceOutput, Error> {
        let keys = input.tag_keys;
        let mut members = tagged(input.resource_arn.as_ref());
        members.required("tagKeys", keys.as_ref()).lengths("tagKeys", keys.as_ref(), 1, LONGEST_KEY).check()?;
        self.change_tags(at, input.resource_arn, |known| {
            known.retain(|key, _| !keys.iter().flatten().any(|gone| gone == key));
            Ok(())
        })?;
        Ok(UntagResourceOutput {})
    }

    /// ListTagsForResource, by key.
    pub(super) fn list_tags_for_resource(
        &self,
        at: &Scope,
        input: ListTagsForResourceInput,
    ) -> Result<ListTagsForResourceOutput, Error> {
        tagged(input.resource_arn.as_ref()).check()?;
        let name = group_name(at, &input.resource_arn.unwrap_or_default())?;
        let region = self.region(at);
        let mut state = region.state(self.now());
        let tags = state.group(&name)?.tags.iter();
        let tags = tags.map(|(key, value)| Tag { key: Some(key.clone()), value: Some(value.clone()) });
        Ok(ListTagsForResourceOutput { tags: tags.collect() })
    }

    fn change_tags(
        &self,
        at: &Scope,
        arn: Option<String>,
        change: impl FnOnce(&mut Tags) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let (name, now) = (group_name(at, &arn.unwrap_or_default())?, self.now());
        let region = self.region(at);
        let mut state = region.state(now);
        let group = state.group(&name)?;
        change(&mut group.tags)?;
        group.changed_at = now;
        Ok(())
    }
}

/// The group that an ARN names, if it belongs to the caller.
fn group_name(at: &Scope, text: &str) -> Result<String, Error> {
    let arn: Option<Arn> = text.parse().ok();
    let name = arn.as_ref().and_then(|arn| arn.resource.strip_prefix(RESOURCE)).unwrap_or(text);
    match &arn {
        Some(arn) if arn.scope == *at => Ok(name.to_owned()),
        _ => Err(Error::NoGroup(name.to_owned())),
    }
}

fn is_group(text: &str) -> bool {
    text.parse::<Arn>().is_ok_and(|arn| {
        arn.service == "scheduler"
            && is_account(&arn.scope.account)
            && arn.resource.strip_prefix(RESOURCE).is_some_and(is_name)
    })
}

/// The member that names a group.
fn tagged(arn: Option<&String>) -> Members {
    let mut members = Members::default();
    members.required("resourceArn", arn).pattern("resourceArn", arn, is_group, GROUP_ARN);
    members.length("resourceArn", arn, 1, 1011);
    members
}

impl Members {
    /// The tags of a group.
    pub fn group_tags(&mut self, tags: Option<&Vec<Tag>>) -> &mut Self {
        for (i, Tag { key, value }) in tags.into_iter().flatten().enumerate() {
            let (key_member, value_member) =
                (format!("tags.{}.member.key", i + 1), format!("tags.{}.member.value", i + 1));
            self.required(&key_member, key.as_ref()).length(&key_member, key.as_ref(), 1, LONGEST_KEY);
            self.required(&value_member, value.as_ref()).length(&value_member, value.as_ref(), 1, LONGEST_VALUE);
        }
        self.items("tags", tags, MOST_TAGS)
    }
}

/// The tags of a request whose members are checked.
///
/// # Errors
/// `ValidationException`: a key that comes twice or is reserved.
pub fn read(tags: Option<Vec<Tag>>) -> Result<Tags, Error> {
    let mut read = Tags::new();
    for Tag { key, value } in tags.into_iter().flatten() {
        let (key, value) = (key.unwrap_or_default(), value.unwrap_or_default());
        if key.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("aws:")) {
            return Err(Error::validation("aws: prefixed tag key names are not allowed for external use."));
        }
        if read.insert(key, value).is_some() {
            return Err(Error::validation("Duplicate tag keys are not allowed."));
        }
    }
    Ok(read)
}

fn too_many() -> Error {
    Error::validation(format!("A schedule group has at most {MOST_TAGS} tags."))
}
