//! The SMS sandbox: destination numbers, and how they are verified.
//! <https://docs.aws.amazon.com/sns/latest/dg/sns-sms-sandbox.html>

use std::collections::BTreeMap;

use super::Sns;
use super::api::*;
use super::captured;
use super::error::Error;
use super::list::after;
use super::phone_number::e164;
use crate::aws::check::Broken;
use crate::aws::page;
use crate::aws::scope::Caller;

/// The numbers of the sandbox, in E.164 form.
pub type Sandbox = BTreeMap<String, Status>;

/// How far a number is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Status {
    /// It waits for this one-time password.
    Pending(String),
    /// It may get messages.
    Verified,
}

impl Status {
    fn name(&self) -> &'static str {
        match self {
            Status::Pending(_) => "Pending",
            Status::Verified => "Verified",
        }
    }
}

const LANGUAGES: [&str; 13] = [
    "en-US", "en-GB", "es-419", "es-ES", "de-DE", "fr-CA", "fr-FR", "it-IT", "ja-JP", "pt-BR", "kr-KR", "zh-CN",
    "zh-TW",
];

const LONGEST_NUMBER: usize = 20;

/// How many are listed on a page, unless fewer are asked for.
const MOST_LISTED: i64 = 100;

fn check(broken: &Broken) -> Result<(), Error> {
    broken.text().map_or(Ok(()), |text| Err(Error::ValidationException(text)))
}

fn check_number(broken: &mut Broken, number: &str) {
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    let fits = match number.strip_prefix('+') {
        Some(rest) => rest.len() >= 8 && digits(rest),
        None => number.len() <= 9 && digits(number),
    };
    let rule = "satisfy regular expression pattern: ^(\\+[0-9]{8,}|[0-9]{0,9})$";
    broken.unless(fits, "phoneNumber", number, rule);
    let rule = "have length less than or equal to 20";
    broken.unless(number.chars().count() <= LONGEST_NUMBER, "phoneNumber", number, rule);
}

/// A page's size between 1 and `most`, which it also is when it isn't given.
pub fn page_size(asked: Option<i64>, most: i64) -> Result<usize, Error> {
    let size = asked.unwrap_or(most);
    let mut broken = Broken::default();
    broken.unless(size >= 1, "maxResults", size, "have value greater than or equal to 1");
    broken.unless(size <= most, "maxResults", size, &format!("have value less than or equal to {most}"));
    check(&broken)?;
    Ok(usize::try_from(size).unwrap_or_default())
}

/// A phone number of the sandbox that must be there and be one.
fn number(text: Option<String>, mut broken: Broken) -> Result<String, Error> {
    let text = text.ok_or_else(|| Error::MissingMember("phoneNumber".to_owned()))?;
    check_number(&mut broken, &text);
    check(&broken)?;
    e164(&text).ok_or(Error::parameter("PhoneNumber Reason: input incorrectly formatted"))
}

impl Sns {
    /// CreateSMSSandboxPhoneNumber: the number is pending, and a one-time password goes to it. As nothing leaves this
    /// machine, the password is read where all text messages are kept: `GET /_aws/sns/sms-messages`. A pending
    /// number gets another password, a verified one stays verified.
    pub(super) fn create_sms_sandbox_phone_number(
        &self,
        at: &Caller<'_>,
        input: CreateSMSSandboxPhoneNumberInput,
    ) -> Result<CreateSMSSandboxPhoneNumberResult, Error> {
        let mut broken = Broken::default();
        if let Some(language) = input.language_code {
            let rule = format!("satisfy enum value set: [{}]", LANGUAGES.join(", "));
            broken.unless(LANGUAGES.contains(&language.as_str()), "languageCode", &language, &rule);
        }
        let number = number(input.phone_number, broken)?;
        if self.is_opted_out(&at.scope.account, &number) {
            return Err(Error::OptedOut);
        }
        let region = self.shared.regions.at(&at.scope);
        let password = format!("{:06}", self.shared.ids.bits() % 1_000_000);
        {
            let mut sms = region.sms();
            if sms.sandbox.get(&number) == Some(&Status::Verified) {
                return Ok(CreateSMSSandboxPhoneNumberResult {});
            }
            sms.sandbox.insert(number.clone(), Status::Pending(password.clone()));
        }
        let sent = captured::Sent {
            message_id: self.shared.ids.uuid().to_string().into(),
            message: format!("Your one-time password is {password}").into(),
            timestamp: self.now(),
            ..captured::Sent::default()
        };
        let sms = captured::Sms { phone_number: number.into(), sent };
        self.capture_sms(&at.scope, sms);
        Ok(CreateSMSSandboxPhoneNumberResult {})
    }

    /// DeleteSMSSandboxPhoneNumber. AWS wants a verified number to rest for a day first; that isn't asked here.
    pub(super) fn delete_sms_sandbox_phone_number(
        &self,
        at: &Caller<'_>,
        input: DeleteSMSSandboxPhoneNumberInput,
    ) -> Result<DeleteSMSSandboxPhoneNumberResult, Error> {
        let number = number(input.phone_number, Broken::default())?;
        let removed = self.shared.regions.at(&at.scope).sms().sandbox.remove(&number);
        removed.map(|_| DeleteSMSSandboxPhoneNumberResult {}).ok_or(Error::ResourceDoesNotExist)
    }

    /// GetSMSSandboxAccountStatus: never in the sandbox, as every number can be published to.
    pub(super) fn get_sms_sandbox_account_status(
        &self,
        _at: &Caller<'_>,
    ) -> Result<GetSMSSandboxAccountStatusResult, Error> {
        Ok(GetSMSSandboxAccountStatusResult { is_in_sandbox: false })
    }

    /// ListSMSSandboxPhoneNumbers: in the order of the numbers.
    pub(super) fn list_sms_sandbox_phone_numbers(
        &self,
        at: &Caller<'_>,
        input: ListSMSSandboxPhoneNumbersInput,
    ) -> Result<ListSMSSandboxPhoneNumbersResult, Error> {
        let size = page_size(input.max_results, MOST_LISTED)?;
        let after = after(input.next_token)?;
        let region = self.shared.regions.at(&at.scope);
        let sms = region.sms();
        let following = sms.sandbox.iter().filter(|(number, _)| after.as_ref().is_none_or(|after| *number > after));
        let (page, next_token) = page::cut(following, size, |(number, _)| number);
        let shown = page.into_iter().map(|(number, status)| SMSSandboxPhoneNumber {
            phone_number: number.clone(),
            status: status.name().to_owned(),
        });
        Ok(ListSMSSandboxPhoneNumbersResult { phone_numbers: shown.collect(), next_token })
    }

    /// VerifySMSSandboxPhoneNumber: with the latest password that was sent, and no other, so that a program's way
    /// with a wrong one can be tried too. Passwords don't expire.
    pub(super) fn verify_sms_sandbox_phone_number(
        &self,
        at: &Caller<'_>,
        input: VerifySMSSandboxPhoneNumberInput,
    ) -> Result<VerifySMSSandboxPhoneNumberResult, Error> {
        let password = input.one_time_password.ok_or_else(|| Error::MissingMember("oneTimePassword".to_owned()))?;
        let mut broken = Broken::default();
        let digits = !password.is_empty() && password.bytes().all(|b| b.is_ascii_digit());
        broken.unless(digits, "oneTimePassword", &password, "satisfy regular expression pattern: ^[0-9]+$");
        let rule = "have length greater than or equal to 5";
        broken.unless(password.len() >= 5, "oneTimePassword", &password, rule);
        let rule = "have length less than or equal to 8";
        broken.unless(password.len() <= 8, "oneTimePassword", &password, rule);
        let number = number(input.phone_number, broken)?;
        let region = self.shared.regions.at(&at.scope);
        let mut sms = region.sms();
        let status = sms.sandbox.get_mut(&number).ok_or(Error::ResourceDoesNotExist)?;
        match status {
            Status::Pending(sent) if *sent != password => {
                Err(Error::Verification("The one-time password is invalid.".to_owned()))
            }
            _ => {
                *status = Status::Verified;
                Ok(VerifySMSSandboxPhoneNumberResult {})
            }
        }
    }
}
