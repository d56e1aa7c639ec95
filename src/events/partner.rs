//! What a partner of AWS does: event sources, and the events that are put to them.

use super::Events;
use super::api::*;
use super::error::Error;
use crate::aws::scope::Caller;

impl Events {
    /// CreatePartnerEventSource.
    pub(super) fn create_partner_event_source(
        &self,
        _at: &Caller<'_>,
        _input: CreatePartnerEventSourceRequest,
    ) -> Result<CreatePartnerEventSourceResponse, Error> {
        Err(Error::NotYet)
    }

    /// DeletePartnerEventSource.
    pub(super) fn delete_partner_event_source(
        &self,
        _at: &Caller<'_>,
        _input: DeletePartnerEventSourceRequest,
    ) -> Result<(), Error> {
        Err(Error::NotYet)
    }

    /// DescribePartnerEventSource.
    pub(super) fn describe_partner_event_source(
        &self,
        _at: &Caller<'_>,
        _input: DescribePartnerEventSourceRequest,
    ) -> Result<DescribePartnerEventSourceResponse, Error> {
        Err(Error::NotYet)
    }

    /// ListPartnerEventSources.
    pub(super) fn list_partner_event_sources(
        &self,
        _at: &Caller<'_>,
        _input: ListPartnerEventSourcesRequest,
    ) -> Result<ListPartnerEventSourcesResponse, Error> {
        Err(Error::NotYet)
    }

    /// ListPartnerEventSourceAccounts.
    pub(super) fn list_partner_event_source_accounts(
        &self,
        _at: &Caller<'_>,
        _input: ListPartnerEventSourceAccountsRequest,
    ) -> Result<ListPartnerEventSourceAccountsResponse, Error> {
        Err(Error::NotYet)
    }

    /// PutPartnerEvents.
    pub(super) fn put_partner_events(
        &self,
        _at: &Caller<'_>,
        _input: PutPartnerEventsRequest,
    ) -> Result<PutPartnerEventsResponse, Error> {
        Err(Error::NotYet)
    }
}
