//! A bus's policy, and the two operations that add and remove its statements.

use super::Events;
use super::api::*;
use super::error::Error;
use crate::aws::scope::Caller;

impl Events {
    /// PutPermission.
    pub(super) fn put_permission(&self, _at: &Caller<'_>, _input: PutPermissionRequest) -> Result<(), Error> {
        Err(Error::NotYet)
    }

    /// RemovePermission.
    pub(super) fn remove_permission(&self, _at: &Caller<'_>, _input: RemovePermissionRequest) -> Result<(), Error> {
        Err(Error::NotYet)
    }
}
