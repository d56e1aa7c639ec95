//! Platform applications: where mobile pushes go.

use super::Sns;
use super::api::*;
use super::error::Error;
use crate::aws::scope::Caller;

impl Sns {
    /// CreatePlatformApplication.
    pub(super) fn create_platform_application(
        &self,
        _at: &Caller<'_>,
        _input: CreatePlatformApplicationInput,
    ) -> Result<CreatePlatformApplicationResponse, Error> {
        Err(Error::UserError("not yet".to_owned()))
    }

    /// DeletePlatformApplication.
    pub(super) fn delete_platform_application(
        &self,
        _at: &Caller<'_>,
        _input: DeletePlatformApplicationInput,
    ) -> Result<(), Error> {
        Err(Error::UserError("not yet".to_owned()))
    }

    /// GetPlatformApplicationAttributes.
    pub(super) fn get_platform_application_attributes(
        &self,
        _at: &Caller<'_>,
        _input: GetPlatformApplicationAttributesInput,
    ) -> Result<GetPlatformApplicationAttributesResponse, Error> {
        Err(Error::UserError("not yet".to_owned()))
    }

    /// SetPlatformApplicationAttributes.
    pub(super) fn set_platform_application_attributes(
        &self,
        _at: &Caller<'_>,
        _input: SetPlatformApplicationAttributesInput,
    ) -> Result<(), Error> {
        Err(Error::UserError("not yet".to_owned()))
    }

    /// ListPlatformApplications.
    pub(super) fn list_platform_applications(
        &self,
        _at: &Caller<'_>,
        _input: ListPlatformApplicationsInput,
    ) -> Result<ListPlatformApplicationsResponse, Error> {
        Err(Error::UserError("not yet".to_owned()))
    }
}
