//! Tokens, and the confirmations that are answered with them.

use super::Sns;
use super::api::*;
use super::error::Error;
use crate::aws::scope::Caller;

impl Sns {
    /// ConfirmSubscription.
    pub(super) fn confirm_subscription(
        &self,
        _at: &Caller<'_>,
        _input: ConfirmSubscriptionInput,
    ) -> Result<ConfirmSubscriptionResponse, Error> {
        Err(Error::UserError("not yet".to_owned()))
    }
}
