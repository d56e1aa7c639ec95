//! Connections: how API destinations are authorized.

use super::Events;
use super::api::*;
use super::error::Error;
use crate::aws::scope::Caller;

impl Events {
    /// CreateConnection.
    pub(super) fn create_connection(
        &self,
        _at: &Caller<'_>,
        _input: CreateConnectionRequest,
    ) -> Result<CreateConnectionResponse, Error> {
        Err(Error::NotYet)
    }

    /// UpdateConnection.
    pub(super) fn update_connection(
        &self,
        _at: &Caller<'_>,
        _input: UpdateConnectionRequest,
    ) -> Result<UpdateConnectionResponse, Error> {
        Err(Error::NotYet)
    }

    /// DeleteConnection.
    pub(super) fn delete_connection(
        &self,
        _at: &Caller<'_>,
        _input: DeleteConnectionRequest,
    ) -> Result<DeleteConnectionResponse, Error> {
        Err(Error::NotYet)
    }

    /// DescribeConnection.
    pub(super) fn describe_connection(
        &self,
        _at: &Caller<'_>,
        _input: DescribeConnectionRequest,
    ) -> Result<DescribeConnectionResponse, Error> {
        Err(Error::NotYet)
    }

    /// ListConnections.
    pub(super) fn list_connections(
        &self,
        _at: &Caller<'_>,
        _input: ListConnectionsRequest,
    ) -> Result<ListConnectionsResponse, Error> {
        Err(Error::NotYet)
    }

    /// DeauthorizeConnection.
    pub(super) fn deauthorize_connection(
        &self,
        _at: &Caller<'_>,
        _input: DeauthorizeConnectionRequest,
    ) -> Result<DeauthorizeConnectionResponse, Error> {
        Err(Error::NotYet)
    }
}
