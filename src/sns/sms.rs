//! SMS settings, and who has opted out.

use super::Sns;
use super::api::*;
use super::error::Error;
use crate::aws::scope::Caller;

impl Sns {
    /// GetSMSAttributes.
    pub(super) fn get_sms_attributes(
        &self,
        _at: &Caller<'_>,
        _input: GetSMSAttributesInput,
    ) -> Result<GetSMSAttributesResponse, Error> {
        Err(Error::UserError("not yet".to_owned()))
    }

    /// SetSMSAttributes.
    pub(super) fn set_sms_attributes(
        &self,
        _at: &Caller<'_>,
        _input: SetSMSAttributesInput,
    ) -> Result<SetSMSAttributesResponse, Error> {
        Err(Error::UserError("not yet".to_owned()))
    }

    /// CheckIfPhoneNumberIsOptedOut.
    pub(super) fn check_if_phone_number_is_opted_out(
        &self,
        _at: &Caller<'_>,
        _input: CheckIfPhoneNumberIsOptedOutInput,
    ) -> Result<CheckIfPhoneNumberIsOptedOutResponse, Error> {
        Err(Error::UserError("not yet".to_owned()))
    }

    /// ListPhoneNumbersOptedOut.
    pub(super) fn list_phone_numbers_opted_out(
        &self,
        _at: &Caller<'_>,
        _input: ListPhoneNumbersOptedOutInput,
    ) -> Result<ListPhoneNumbersOptedOutResponse, Error> {
        Err(Error::UserError("not yet".to_owned()))
    }

    /// OptInPhoneNumber.
    pub(super) fn opt_in_phone_number(
        &self,
        _at: &Caller<'_>,
        _input: OptInPhoneNumberInput,
    ) -> Result<OptInPhoneNumberResponse, Error> {
        Err(Error::UserError("not yet".to_owned()))
    }

    /// ListOriginationNumbers.
    pub(super) fn list_origination_numbers(
        &self,
        _at: &Caller<'_>,
        _input: ListOriginationNumbersRequest,
    ) -> Result<ListOriginationNumbersResult, Error> {
        Err(Error::UserError("not yet".to_owned()))
    }
}
