//! The SMS sandbox.

use super::Sns;
use super::api::*;
use super::error::Error;
use crate::aws::scope::Caller;

impl Sns {
    /// CreateSMSSandboxPhoneNumber.
    pub(super) fn create_sms_sandbox_phone_number(
        &self,
        _at: &Caller<'_>,
        _input: CreateSMSSandboxPhoneNumberInput,
    ) -> Result<CreateSMSSandboxPhoneNumberResult, Error> {
        Err(Error::UserError("not yet".to_owned()))
    }

    /// DeleteSMSSandboxPhoneNumber.
    pub(super) fn delete_sms_sandbox_phone_number(
        &self,
        _at: &Caller<'_>,
        _input: DeleteSMSSandboxPhoneNumberInput,
    ) -> Result<DeleteSMSSandboxPhoneNumberResult, Error> {
        Err(Error::UserError("not yet".to_owned()))
    }

    /// VerifySMSSandboxPhoneNumber.
    pub(super) fn verify_sms_sandbox_phone_number(
        &self,
        _at: &Caller<'_>,
        _input: VerifySMSSandboxPhoneNumberInput,
    ) -> Result<VerifySMSSandboxPhoneNumberResult, Error> {
        Err(Error::UserError("not yet".to_owned()))
    }

    /// ListSMSSandboxPhoneNumbers.
    pub(super) fn list_sms_sandbox_phone_numbers(
        &self,
        _at: &Caller<'_>,
        _input: ListSMSSandboxPhoneNumbersInput,
    ) -> Result<ListSMSSandboxPhoneNumbersResult, Error> {
        Err(Error::UserError("not yet".to_owned()))
    }

    /// GetSMSSandboxAccountStatus.
    pub(super) fn get_sms_sandbox_account_status(
        &self,
        _at: &Caller<'_>,
    ) -> Result<GetSMSSandboxAccountStatusResult, Error> {
        Err(Error::UserError("not yet".to_owned()))
    }
}
