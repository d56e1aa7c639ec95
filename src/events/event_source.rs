//! Partner event sources, as the account sees them that they were made for.

use super::Events;
use super::api::*;
use super::error::Error;
use crate::aws::scope::Caller;

impl Events {
    /// ActivateEventSource.
    pub(super) fn activate_event_source(
        &self,
        _at: &Caller<'_>,
        _input: ActivateEventSourceRequest,
    ) -> Result<(), Error> {
        Err(Error::NotYet)
    }

    /// DeactivateEventSource.
    pub(super) fn deactivate_event_source(
        &self,
        _at: &Caller<'_>,
        _input: DeactivateEventSourceRequest,
    ) -> Result<(), Error> {
        Err(Error::NotYet)
    }

    /// DescribeEventSource.
    pub(super) fn describe_event_source(
        &self,
        _at: &Caller<'_>,
        _input: DescribeEventSourceRequest,
    ) -> Result<DescribeEventSourceResponse, Error> {
        Err(Error::NotYet)
    }

    /// ListEventSources.
    pub(super) fn list_event_sources(
        &self,
        _at: &Caller<'_>,
        _input: ListEventSourcesRequest,
    ) -> Result<ListEventSourcesResponse, Error> {
        Err(Error::NotYet)
    }
}
