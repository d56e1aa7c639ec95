//! Tags of topics.

use super::Sns;
use super::api::*;
use super::error::Error;
use crate::aws::scope::Caller;

impl Sns {
    /// TagResource.
    pub(super) fn tag_resource(
        &self,
        _at: &Caller<'_>,
        _input: TagResourceRequest,
    ) -> Result<TagResourceResponse, Error> {
        Err(Error::UserError("not yet".to_owned()))
    }

    /// UntagResource.
    pub(super) fn untag_resource(
        &self,
        _at: &Caller<'_>,
        _input: UntagResourceRequest,
    ) -> Result<UntagResourceResponse, Error> {
        Err(Error::UserError("not yet".to_owned()))
    }

    /// ListTagsForResource.
    pub(super) fn list_tags_for_resource(
        &self,
        _at: &Caller<'_>,
        _input: ListTagsForResourceRequest,
    ) -> Result<ListTagsForResourceResponse, Error> {
        Err(Error::UserError("not yet".to_owned()))
    }
}
