//! API destinations: HTTP endpoints that rules send events to.

use super::Events;
use super::api::*;
use super::error::Error;
use crate::aws::scope::Caller;

impl Events {
    /// CreateApiDestination.
    pub(super) fn create_api_destination(
        &self,
        _at: &Caller<'_>,
        _input: CreateApiDestinationRequest,
    ) -> Result<CreateApiDestinationResponse, Error> {
        Err(Error::NotYet)
    }

    /// UpdateApiDestination.
    pub(super) fn update_api_destination(
        &self,
        _at: &Caller<'_>,
        _input: UpdateApiDestinationRequest,
    ) -> Result<UpdateApiDestinationResponse, Error> {
        Err(Error::NotYet)
    }

    /// DeleteApiDestination.
    pub(super) fn delete_api_destination(
        &self,
        _at: &Caller<'_>,
        _input: DeleteApiDestinationRequest,
    ) -> Result<DeleteApiDestinationResponse, Error> {
        Err(Error::NotYet)
    }

    /// DescribeApiDestination.
    pub(super) fn describe_api_destination(
        &self,
        _at: &Caller<'_>,
        _input: DescribeApiDestinationRequest,
    ) -> Result<DescribeApiDestinationResponse, Error> {
        Err(Error::NotYet)
    }

    /// ListApiDestinations.
    pub(super) fn list_api_destinations(
        &self,
        _at: &Caller<'_>,
        _input: ListApiDestinationsRequest,
    ) -> Result<ListApiDestinationsResponse, Error> {
        Err(Error::NotYet)
    }
}
