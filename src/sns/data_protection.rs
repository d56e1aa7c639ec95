//! A topic's data protection policy, kept and shown as it was given.

use super::Sns;
use super::api::*;
use super::error::Error;
use crate::aws::scope::Caller;

impl Sns {
    /// GetDataProtectionPolicy.
    pub(super) fn get_data_protection_policy(
        &self,
        _at: &Caller<'_>,
        _input: GetDataProtectionPolicyInput,
    ) -> Result<GetDataProtectionPolicyResponse, Error> {
        Err(Error::UserError("not yet".to_owned()))
    }

    /// PutDataProtectionPolicy.
    pub(super) fn put_data_protection_policy(
        &self,
        _at: &Caller<'_>,
        _input: PutDataProtectionPolicyInput,
    ) -> Result<(), Error> {
        Err(Error::UserError("not yet".to_owned()))
    }
}
