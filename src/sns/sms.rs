//! SMS settings, and who has opted out.
//! <https://docs.aws.amazon.com/sns/latest/dg/sns-mobile-phone-number-as-subscriber.html>

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::Sns;
use super::api::*;
use super::error::Error;
use super::list::{PAGE, after};
use super::phone_number::e164;
use super::platform_application::given;
use super::sandbox::{Sandbox, page_size};
use crate::aws::arn::Arn;
use crate::aws::page;
use crate::aws::scope::{Caller, Scope};
use crate::aws::time::Time;

/// What one account keeps for SMS in one region: plain data.
#[derive(Debug, Default)]
pub struct Sms {
    /// What was set.
    attributes: BTreeMap<String, String>,
    /// The numbers of the sandbox.
    pub sandbox: Sandbox,
}

/// Who has opted out of an account's messages. AWS keeps a list a region; here one holds in all of them, as
/// LocalStack's way to opt out names no region.
#[derive(Debug, Default)]
pub struct OptOuts(Mutex<Numbers>);

/// Numbers in E.164 form.
#[derive(Debug, Default)]
struct Numbers {
    out: BTreeSet<String>,
    /// When a number was opted in again.
    back_in: BTreeMap<String, Time>,
}

impl OptOuts {
    fn numbers(&self) -> MutexGuard<'_, Numbers> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// How long a number that was opted in can't be opted in again.
const BETWEEN_OPT_INS: Duration = Duration::from_secs(30 * 24 * 60 * 60);

const DEFAULT_SPEND_LIMIT: &str = "1";

/// Whether a value is one that the attribute can have; nothing for an attribute that there isn't.
fn takes(name: &str, value: &str) -> Option<bool> {
    let good = match name {
        // On AWS at most what the account is granted; no money is spent here.
        "MonthlySpendLimit" => value.parse::<u64>().is_ok(),
        "DeliveryStatusIAMRole" => {
            value.parse().is_ok_and(|arn: Arn| arn.service == "iam" && arn.resource.starts_with("role/"))
        }
        "DeliveryStatusSuccessSamplingRate" => value.parse().is_ok_and(|rate: u8| rate <= 100),
        "DefaultSenderID" => {
            (1..=11).contains(&value.len())
                && value.bytes().all(|b| b.is_ascii_alphanumeric())
                && value.bytes().any(|b| b.is_ascii_alphabetic())
        }
        "DefaultSMSType" => matches!(value, "Promotional" | "Transactional"),
        "UsageReportS3Bucket" => {
            (3..=63).contains(&value.len())
                && value.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'.')
        }
        _ => return None,
    };
    Some(good)
}

/// The number that an operation on opt-outs names.
fn number(text: Option<String>) -> Result<String, Error> {
    let text = text.ok_or_else(|| Error::MissingMember("phoneNumber".to_owned()))?;
    e164(&text).ok_or(Error::parameter("PhoneNumber Reason: input incorrectly formatted"))
}

impl Sns {
    /// GetSMSAttributes: those asked for that are set, or all.
    pub(super) fn get_sms_attributes(
        &self,
        at: &Caller<'_>,
        input: GetSMSAttributesInput,
    ) -> Result<GetSMSAttributesResponse, Error> {
        let asked = input.attributes.unwrap_or_default();
        let mut attributes = self.shared.regions.at(&at.scope).sms().attributes.clone();
        attributes.entry("MonthlySpendLimit".to_owned()).or_insert_with(|| DEFAULT_SPEND_LIMIT.to_owned());
        let attributes = attributes.into_iter().filter(|(name, _)| asked.is_empty() || asked.contains(name)).collect();
        Ok(GetSMSAttributesResponse { attributes })
    }

    /// SetSMSAttributes: all of them or, with one that isn't taken, none. An empty text takes back what was set: so
    /// Terraform cleans up.
    pub(super) fn set_sms_attributes(
        &self,
        at: &Caller<'_>,
        input: SetSMSAttributesInput,
    ) -> Result<SetSMSAttributesResponse, Error> {
        let given = given(input.attributes)?;
        for (name, value) in &given.0 {
            // An unknown name is refused even with an empty value.
            match takes(name, value) {
                None => return Err(Error::InvalidValue(format!("{name} is not a valid attribute"))),
                Some(false) if !value.is_empty() => return Err(Error::InvalidValue(format!("{name} is invalid"))),
                Some(_) => {}
            }
        }
        let region = self.shared.regions.at(&at.scope);
        let mut sms = region.sms();
        sms.attributes.extend(given.0);
        sms.attributes.retain(|_, value| !value.is_empty());
        Ok(SetSMSAttributesResponse {})
    }

    /// CheckIfPhoneNumberIsOptedOut.
    pub(super) fn check_if_phone_number_is_opted_out(
        &self,
        at: &Caller<'_>,
        input: CheckIfPhoneNumberIsOptedOutInput,
    ) -> Result<CheckIfPhoneNumberIsOptedOutResponse, Error> {
        let number = number(input.phone_number)?;
        Ok(CheckIfPhoneNumberIsOptedOutResponse { is_opted_out: self.is_opted_out(&at.scope.account, &number) })
    }

    /// ListPhoneNumbersOptedOut.
    pub(super) fn list_phone_numbers_opted_out(
        &self,
        at: &Caller<'_>,
        input: ListPhoneNumbersOptedOutInput,
    ) -> Result<ListPhoneNumbersOptedOutResponse, Error> {
        let after = after(input.next_token)?;
        let opt_outs = self.opt_outs(&at.scope.account);
        let numbers = opt_outs.numbers();
        let following = numbers.out.iter().filter(|number| after.as_ref().is_none_or(|after| *number > after));
        let (page, next_token) = page::cut(following, PAGE, |number| number);
        Ok(ListPhoneNumbersOptedOutResponse { phone_numbers: page.into_iter().cloned().collect(), next_token })
    }

    /// OptInPhoneNumber. One that hasn't opted out is no error; one that has can be brought back every 30 days.
    pub(super) fn opt_in_phone_number(
        &self,
        at: &Caller<'_>,
        input: OptInPhoneNumberInput,
    ) -> Result<OptInPhoneNumberResponse, Error> {
        let number = number(input.phone_number)?;
        let now = self.now();
        let opt_outs = self.opt_outs(&at.scope.account);
        let mut numbers = opt_outs.numbers();
        if numbers.out.contains(&number) {
            if numbers.back_in.get(&number).is_some_and(|last| now < *last + BETWEEN_OPT_INS) {
                return Err(Error::parameter("PhoneNumber Reason: can be opted in only once every 30 days"));
            }
            numbers.out.remove(&number);
            numbers.back_in.insert(number, now);
        }
        Ok(OptInPhoneNumberResponse {})
    }

    /// ListOriginationNumbers: there are none, as no operation makes one.
    pub(super) fn list_origination_numbers(
        &self,
        _at: &Caller<'_>,
        input: ListOriginationNumbersRequest,
    ) -> Result<ListOriginationNumbersResult, Error> {
        page_size(input.max_results, 30)?;
        after(input.next_token)?;
        Ok(ListOriginationNumbersResult { next_token: None, phone_numbers: Vec::new() })
    }

    /// Whether a number, in any form, doesn't want an account's messages.
    pub(super) fn is_opted_out(&self, account: &str, number: &str) -> bool {
        let number = e164(number).unwrap_or_default();
        self.shared.opt_outs.find(&everywhere(account)).is_some_and(|list| list.numbers().out.contains(&number))
    }

    /// Takes a number, in any form, off an account's messages, as its owner does by answering STOP.
    /// Says whether it is a number.
    pub fn opt_out(&self, account: &str, number: &str) -> bool {
        let number = e164(number);
        let known = number.is_some();
        self.opt_outs(account).numbers().out.extend(number);
        known
    }

    fn opt_outs(&self, account: &str) -> Arc<OptOuts> {
        self.shared.opt_outs.at(&everywhere(account))
    }
}

/// An account without a region.
fn everywhere(account: &str) -> Scope {
    Scope::new(account, "")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aws::scope::Protocol;
    use crate::clock::Move;
    use crate::{Config, World};

    const NUMBER: &str = "+15551234567";

    fn listed(sns: &Sns, at: &Caller<'_>) -> Vec<String> {
        sns.list_phone_numbers_opted_out(at, ListPhoneNumbersOptedOutInput::default()).expect("a list").phone_numbers
    }

    fn opt_in(sns: &Sns, at: &Caller<'_>) -> Result<(), Error> {
        let input = OptInPhoneNumberInput { phone_number: Some(NUMBER.to_owned()) };
        sns.opt_in_phone_number(at, input).map(|_| ())
    }

    #[tokio::test]
    async fn a_number_comes_back_once_in_30_days() {
        let World { sns, home, clock, .. } = World::new(&Config::default());
        clock.turn(Move::Freeze).await.expect("a frozen clock");
        let mut at = Caller {
            scope: home.clone(),
            scheme: "http",
            host: "localhost:4566",
            path: "/",
            trace: None,
            signed: true,
            protocol: Protocol::Query,
        };
        assert!(!sns.opt_out("000000000000", "STOP"));
        assert!(sns.opt_out("000000000000", "+1/555-123.4567"));
        assert!(sns.is_opted_out("000000000000", NUMBER));
        assert!(!sns.is_opted_out("111111111111", NUMBER), "another account's list is another one");
        at.scope.region = "eu-west-1".into();
        assert_eq!(listed(&sns, &at), [NUMBER], "in every region");

        assert_eq!(opt_in(&sns, &at), Ok(()));
        assert_eq!(listed(&sns, &at), [""; 0]);
        assert_eq!(opt_in(&sns, &at), Ok(()), "it isn't opted out");
        sns.opt_out("000000000000", NUMBER);
        clock.turn(Move::Advance(BETWEEN_OPT_INS - Duration::from_millis(1))).await.expect("an advance");
        assert!(opt_in(&sns, &at).is_err(), "within 30 days");
        clock.turn(Move::Advance(Duration::from_millis(1))).await.expect("an advance");
        assert_eq!(opt_in(&sns, &at), Ok(()));
        sns.opt_out("000000000000", NUMBER);
        sns.reset(|scope| *scope.account == *"000000000000");
        assert_eq!(listed(&sns, &at), [""; 0]);
    }
}
