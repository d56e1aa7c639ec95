//! Global endpoints: kept and shown, with their states; events are not replicated.

use super::Events;
use super::api::*;
use super::error::Error;
use crate::aws::scope::Caller;

impl Events {
    /// CreateEndpoint.
    pub(super) fn create_endpoint(
        &self,
        _at: &Caller<'_>,
        _input: CreateEndpointRequest,
    ) -> Result<CreateEndpointResponse, Error> {
        Err(Error::NotYet)
    }

    /// DeleteEndpoint.
    pub(super) fn delete_endpoint(
        &self,
        _at: &Caller<'_>,
        _input: DeleteEndpointRequest,
    ) -> Result<DeleteEndpointResponse, Error> {
        Err(Error::NotYet)
    }

    /// DescribeEndpoint.
    pub(super) fn describe_endpoint(
        &self,
        _at: &Caller<'_>,
        _input: DescribeEndpointRequest,
    ) -> Result<DescribeEndpointResponse, Error> {
        Err(Error::NotYet)
    }

    /// ListEndpoints.
    pub(super) fn list_endpoints(
        &self,
        _at: &Caller<'_>,
        _input: ListEndpointsRequest,
    ) -> Result<ListEndpointsResponse, Error> {
        Err(Error::NotYet)
    }

    /// UpdateEndpoint.
    pub(super) fn update_endpoint(
        &self,
        _at: &Caller<'_>,
        _input: UpdateEndpointRequest,
    ) -> Result<UpdateEndpointResponse, Error> {
        Err(Error::NotYet)
    }
}
