//! What a subscription is set to: read, set and shown.

use super::Sns;
use super::api::*;
use super::error::Error;
use crate::aws::scope::Caller;

impl Sns {
    /// GetSubscriptionAttributes.
    pub(super) fn get_subscription_attributes(
        &self,
        _at: &Caller<'_>,
        _input: GetSubscriptionAttributesInput,
    ) -> Result<GetSubscriptionAttributesResponse, Error> {
        Err(Error::UserError("not yet".to_owned()))
    }

    /// SetSubscriptionAttributes.
    pub(super) fn set_subscription_attributes(
        &self,
        _at: &Caller<'_>,
        _input: SetSubscriptionAttributesInput,
    ) -> Result<(), Error> {
        Err(Error::UserError("not yet".to_owned()))
    }
}
