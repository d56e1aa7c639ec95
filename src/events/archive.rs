//! Archives: events that a bus received, kept for as long as is wished.

use super::Events;
use super::api::*;
use super::error::Error;
use crate::aws::scope::Caller;

impl Events {
    /// CreateArchive.
    pub(super) fn create_archive(
        &self,
        _at: &Caller<'_>,
        _input: CreateArchiveRequest,
    ) -> Result<CreateArchiveResponse, Error> {
        Err(Error::NotYet)
    }

    /// DeleteArchive.
    pub(super) fn delete_archive(
        &self,
        _at: &Caller<'_>,
        _input: DeleteArchiveRequest,
    ) -> Result<DeleteArchiveResponse, Error> {
        Err(Error::NotYet)
    }

    /// DescribeArchive.
    pub(super) fn describe_archive(
        &self,
        _at: &Caller<'_>,
        _input: DescribeArchiveRequest,
    ) -> Result<DescribeArchiveResponse, Error> {
        Err(Error::NotYet)
    }

    /// ListArchives.
    pub(super) fn list_archives(
        &self,
        _at: &Caller<'_>,
        _input: ListArchivesRequest,
    ) -> Result<ListArchivesResponse, Error> {
        Err(Error::NotYet)
    }

    /// UpdateArchive.
    pub(super) fn update_archive(
        &self,
        _at: &Caller<'_>,
        _input: UpdateArchiveRequest,
    ) -> Result<UpdateArchiveResponse, Error> {
        Err(Error::NotYet)
    }
}
