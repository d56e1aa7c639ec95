//! Tags of buses and rules.

use super::Events;
use super::api::*;
use super::error::Error;
use crate::aws::scope::Caller;

impl Events {
    /// TagResource.
    pub(super) fn tag_resource(
        &self,
        _at: &Caller<'_>,
        _input: TagResourceRequest,
    ) -> Result<TagResourceResponse, Error> {
        Err(Error::NotYet)
    }

    /// UntagResource.
    pub(super) fn untag_resource(
        &self,
        _at: &Caller<'_>,
        _input: UntagResourceRequest,
    ) -> Result<UntagResourceResponse, Error> {
        Err(Error::NotYet)
    }

    /// ListTagsForResource.
    pub(super) fn list_tags_for_resource(
        &self,
        _at: &Caller<'_>,
        _input: ListTagsForResourceRequest,
    ) -> Result<ListTagsForResourceResponse, Error> {
        Err(Error::NotYet)
    }
}
