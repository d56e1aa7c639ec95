//! A topic's policy, and the two operations that add and remove one of its statements.

use super::Sns;
use super::api::*;
use super::error::Error;
use crate::aws::scope::Caller;

impl Sns {
    /// AddPermission.
    pub(super) fn add_permission(&self, _at: &Caller<'_>, _input: AddPermissionInput) -> Result<(), Error> {
        Err(Error::UserError("not yet".to_owned()))
    }

    /// RemovePermission.
    pub(super) fn remove_permission(&self, _at: &Caller<'_>, _input: RemovePermissionInput) -> Result<(), Error> {
        Err(Error::UserError("not yet".to_owned()))
    }
}
