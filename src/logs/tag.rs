//! Tags of log groups, by their ARNs and, as in former times, by their names.
//! <https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_TagResource.html>

use std::collections::BTreeMap;

use super::api::*;
use super::check::{self, MOST_TAGS, Members};
use super::{Error, Logs};
use crate::aws::pairs::Pairs;
use crate::aws::scope::Scope;

/// The value of each key.
pub type Tags = BTreeMap<String, String>;

/// The tags of a request.
pub fn read(tags: Option<Pairs<String>>) -> Tags {
    tags.into_iter().flat_map(|tags| tags.0).collect()
}

impl Logs {
    /// TagResource: adds to what there is.
    pub(super) fn tag_resource(&self, at: &Scope, input: TagResourceRequest) -> Result<(), Error> {
        let tags = input.tags.as_ref();
        Members::default().tagged(input.resource_arn.as_ref()).required("tags", tags).log_tags(tags).check()?;
        self.add_tags(at, &tagged(at, input.resource_arn)?, input.tags)
    }

    /// TagLogGroup.
    pub(super) fn tag_log_group(&self, at: &Scope, input: TagLogGroupRequest) -> Result<(), Error> {
        let (name, tags) = (input.log_group_name.as_ref(), input.tags.as_ref());
        check::names([name])?;
        Members::default().log_group(name).required("tags", tags).log_tags(tags).check()?;
        self.add_tags(at, name.map_or("", String::as_str), input.tags)
    }

    fn add_tags(&self, at: &Scope, name: &str, tags: Option<Pairs<String>>) -> Result<(), Error> {
        let group = self.group(at, name)?;
        let mut settings = group.settings();
        let mut all = settings.tags.clone();
        all.extend(read(tags));
        if all.len() > MOST_TAGS {
            return Err(Error::TooManyTags);
        }
        settings.tags = all;
        Ok(())
    }

    /// UntagResource.
    pub(super) fn untag_resource(&self, at: &Scope, input: UntagResourceRequest) -> Result<(), Error> {
        let keys = input.tag_keys.as_ref();
        Members::default().tagged(input.resource_arn.as_ref()).log_tag_keys("tagKeys", keys, 0).check()?;
        self.remove_tags(at, &tagged(at, input.resource_arn)?, input.tag_keys)
    }

    /// UntagLogGroup.
    pub(super) fn untag_log_group(&self, at: &Scope, input: UntagLogGroupRequest) -> Result<(), Error> {
        let name = input.log_group_name.as_ref();
        check::names([name])?;
        Members::default().log_group(name).log_tag_keys("tags", input.tags.as_ref(), 1).check()?;
        self.remove_tags(at, name.map_or("", String::as_str), input.tags)
    }

    fn remove_tags(&self, at: &Scope, name: &str, keys: Option<Vec<String>>) -> Result<(), Error> {
        let group = self.group(at, name)?;
        let mut settings = group.settings();
        keys.into_iter().flatten().for_each(|key| drop(settings.tags.remove(&key)));
        Ok(())
    }

    /// ListTagsForResource.
    pub(super) fn list_tags_for_resource(
        &self,
        at: &Scope,
        input: ListTagsForResourceRequest,
    ) -> Result<ListTagsForResourceResponse, Error> {
        Members::default().tagged(input.resource_arn.as_ref()).check()?;
        let tags = self.tags(at, &tagged(at, input.resource_arn)?)?;
        Ok(ListTagsForResourceResponse { tags })
    }

    /// ListTagsLogGroup.
    pub(super) fn list_tags_log_group(
        &self,
        at: &Scope,
        input: ListTagsLogGroupRequest,
    ) -> Result<ListTagsLogGroupResponse, Error> {
        let name = input.log_group_name.as_ref();
        check::names([name])?;
        Members::default().log_group(name).check()?;
        Ok(ListTagsLogGroupResponse { tags: self.tags(at, name.map_or("", String::as_str))? })
    }

    fn tags(&self, at: &Scope, name: &str) -> Result<Pairs<String>, Error> {
        let group = self.group(at, name)?;
        let settings = group.settings();
        Ok(settings.tags.iter().map(|(key, value)| (key.clone(), value.clone())).collect())
    }
}

/// The log group of an ARN.
fn tagged(at: &Scope, arn: Option<String>) -> Result<String, Error> {
    let arn = arn.unwrap_or_default();
    if !arn.starts_with("arn:") {
        return Err(Error::invalid(format!("The specified resource ARN is invalid: {arn}")));
    }
    check::identified(at, &arn).ok_or(Error::NoGroup)
}

impl Members {
    /// The ARN of what has tags.
    fn tagged(&mut self, arn: Option<&String>) -> &mut Self {
        let allowed = |text: &str| text.chars().all(|c| c.is_ascii_alphanumeric() || "_+=/:,.@-#*".contains(c));
        self.required("resourceArn", arn).pattern("resourceArn", arn, allowed, r"[\w+=/:,.@-]*");
        self.length("resourceArn", arn, 1, 1011)
    }
}
