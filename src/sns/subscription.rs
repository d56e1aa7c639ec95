//! Subscriptions: made, listed, ended.

use super::Sns;
use super::api::*;
use super::error::Error;
use crate::aws::scope::Caller;

impl Sns {
    /// Subscribe.
    pub(super) fn subscribe(&self, _at: &Caller<'_>, _input: SubscribeInput) -> Result<SubscribeResponse, Error> {
        Err(Error::UserError("not yet".to_owned()))
    }

    /// Unsubscribe.
    pub(super) fn unsubscribe(&self, _at: &Caller<'_>, _input: UnsubscribeInput) -> Result<(), Error> {
        Err(Error::UserError("not yet".to_owned()))
    }

    /// ListSubscriptions.
    pub(super) fn list_subscriptions(
        &self,
        _at: &Caller<'_>,
        _input: ListSubscriptionsInput,
    ) -> Result<ListSubscriptionsResponse, Error> {
        Err(Error::UserError("not yet".to_owned()))
    }

    /// ListSubscriptionsByTopic.
    pub(super) fn list_subscriptions_by_topic(
        &self,
        _at: &Caller<'_>,
        _input: ListSubscriptionsByTopicInput,
    ) -> Result<ListSubscriptionsByTopicResponse, Error> {
        Err(Error::UserError("not yet".to_owned()))
    }
}
