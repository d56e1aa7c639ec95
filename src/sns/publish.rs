//! Publishing: a request becomes a message that is fanned out.

use super::Sns;
use super::api::*;
use super::error::Error;
use crate::aws::scope::Caller;

impl Sns {
    /// Publish.
    pub(super) fn publish(&self, _at: &Caller<'_>, _input: PublishInput) -> Result<PublishResponse, Error> {
        Err(Error::UserError("not yet".to_owned()))
    }

    /// PublishBatch.
    pub(super) fn publish_batch(
        &self,
        _at: &Caller<'_>,
        _input: PublishBatchInput,
    ) -> Result<PublishBatchResponse, Error> {
        Err(Error::UserError("not yet".to_owned()))
    }
}
