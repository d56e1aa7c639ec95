//! Tags of topics.
//! <https://docs.aws.amazon.com/sns/latest/dg/sns-tags.html>

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Sns;
use super::api::*;
use super::error::Error;
use super::topic::{self, Topic};
use crate::aws::check::Broken;
use crate::aws::scope::Caller;

const MOST_TAGS: usize = 50;
const LONGEST_KEY: usize = 128;
const LONGEST_VALUE: usize = 256;

impl Sns {
    /// TagResource.
    pub(super) fn tag_resource(
        &self,
        at: &Caller<'_>,
        input: TagResourceRequest,
    ) -> Result<TagResourceResponse, Error> {
        let tags = check(input.tags.unwrap_or_default())?;
        let topic = self.tagged(at, input.resource_arn.as_deref())?;
        let mut state = topic.state();
        let fresh = tags.keys().filter(|key| !state.tags.contains_key(*key)).count();
        if state.tags.len() + fresh > MOST_TAGS {
            return Err(Error::TagLimitExceeded);
        }
        state.tags.extend(tags);
        Ok(TagResourceResponse {})
    }

    /// UntagResource.
    pub(super) fn untag_resource(
        &self,
        at: &Caller<'_>,
        input: UntagResourceRequest,
    ) -> Result<UntagResourceResponse, Error> {
        let topic = self.tagged(at, input.resource_arn.as_deref())?;
        let mut state = topic.state();
        for key in input.tag_keys.unwrap_or_default() {
            state.tags.remove(&key);
        }
        Ok(UntagResourceResponse {})
    }

    /// ListTagsForResource.
    pub(super) fn list_tags_for_resource(
        &self,
        at: &Caller<'_>,
        input: ListTagsForResourceRequest,
    ) -> Result<ListTagsForResourceResponse, Error> {
        let topic = self.tagged(at, input.resource_arn.as_deref())?;
        let state = topic.state();
        let tag = |(key, value): (&String, &String)| Tag { key: Some(key.clone()), value: Some(value.clone()) };
        Ok(ListTagsForResourceResponse { tags: state.tags.iter().map(tag).collect() })
    }

    fn tagged(&self, at: &Caller<'_>, arn: Option<&str>) -> Result<Arc<Topic>, Error> {
        let arn = topic::arn(at, arn, "ResourceArn")?;
        self.topic_by_arn(&arn).ok_or(Error::ResourceDoesNotExist)
    }
}

/// The tags of a request.
///
/// # Errors
/// A key that comes twice or is reserved, a key or value of a wrong length, and too many of them.
pub fn check(tags: Vec<Tag>) -> Result<BTreeMap<String, String>, Error> {
    let mut broken = Broken::default();
    for (i, Tag { key, value }) in tags.iter().enumerate() {
        let mut length = |member: &str, text: &Option<String>, least: usize, most: usize| {
            let (text, member) = (text.as_deref().unwrap_or_default(), format!("tags.{}.member.{member}", i + 1));
            let count = text.chars().count();
            broken.unless(count >= least, &member, text, &format!("have length greater than or equal to {least}"));
            broken.unless(count <= most, &member, text, &format!("have length less than or equal to {most}"));
        };
        length("key", key, 1, LONGEST_KEY);
        length("value", value, 0, LONGEST_VALUE);
    }
    if let Some(text) = broken.text() {
        return Err(Error::ValidationError(text));
    }
    let mut checked = BTreeMap::new();
    for Tag { key, value } in tags {
        let (key, value) = (key.unwrap_or_default(), value.unwrap_or_default());
        if key.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("aws:")) {
            return Err(Error::parameter(format!("Tag key {key} is not valid")));
        }
        if checked.insert(key, value).is_some() {
            return Err(Error::parameter("Duplicated keys are not allowed."));
        }
    }
    if checked.len() > MOST_TAGS {
        return Err(Error::TagLimitExceeded);
    }
    Ok(checked)
}
