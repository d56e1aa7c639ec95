//! Endpoints of platform applications: the devices.

use super::Sns;
use super::api::*;
use super::error::Error;
use crate::aws::scope::Caller;

impl Sns {
    /// CreatePlatformEndpoint.
    pub(super) fn create_platform_endpoint(
        &self,
        _at: &Caller<'_>,
        _input: CreatePlatformEndpointInput,
    ) -> Result<CreateEndpointResponse, Error> {
        Err(Error::UserError("not yet".to_owned()))
    }

    /// DeleteEndpoint.
    pub(super) fn delete_endpoint(&self, _at: &Caller<'_>, _input: DeleteEndpointInput) -> Result<(), Error> {
        Err(Error::UserError("not yet".to_owned()))
    }

    /// GetEndpointAttributes.
    pub(super) fn get_endpoint_attributes(
        &self,
        _at: &Caller<'_>,
        _input: GetEndpointAttributesInput,
    ) -> Result<GetEndpointAttributesResponse, Error> {
        Err(Error::UserError("not yet".to_owned()))
    }

    /// SetEndpointAttributes.
    pub(super) fn set_endpoint_attributes(
        &self,
        _at: &Caller<'_>,
        _input: SetEndpointAttributesInput,
    ) -> Result<(), Error> {
        Err(Error::UserError("not yet".to_owned()))
    }

    /// ListEndpointsByPlatformApplication.
    pub(super) fn list_endpoints_by_platform_application(
        &self,
        _at: &Caller<'_>,
        _input: ListEndpointsByPlatformApplicationInput,
    ) -> Result<ListEndpointsByPlatformApplicationResponse, Error> {
        Err(Error::UserError("not yet".to_owned()))
    }
}
