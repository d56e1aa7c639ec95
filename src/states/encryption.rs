//! The key that data at rest is encrypted with: the setting of a state machine or an activity. Nothing is at rest here,
//! so it is kept and shown.
//! <https://docs.aws.amazon.com/step-functions/latest/dg/encryption-at-rest.html>

use super::api::EncryptionConfiguration;
use super::check::Members;
use super::error::Error;

/// How long a data key is used again where the caller doesn't say, in seconds.
const REUSE_PERIOD: i64 = 300;

const OWNED: &str = "AWS_OWNED_KEY";
const CUSTOMER: &str = "CUSTOMER_MANAGED_KMS_KEY";

/// Whose key it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Encryption {
    /// One of AWS's.
    #[default]
    Owned,
    /// A customer's, by its id, and for how many seconds a data key is used again.
    Customer(String, i64),
}

impl Encryption {
    /// Reads a configuration whose members are checked.
    ///
    /// # Errors
    /// `InvalidEncryptionConfiguration`.
    pub fn read(given: EncryptionConfiguration) -> Result<Self, Error> {
        let wrong = |text| Err(Error::InvalidEncryptionConfiguration(text));
        let EncryptionConfiguration { kms_key_id, kms_data_key_reuse_period_seconds: period, kind } = given;
        match (kind.as_deref() == Some(CUSTOMER), kms_key_id) {
            (true, None) => wrong("Must set a valid kmsKeyId."),
            (true, Some(key)) => Ok(Encryption::Customer(key, period.unwrap_or(REUSE_PERIOD))),
            (false, Some(_)) => wrong("Custom kmsKeyId is not allowed when selecting AWS_OWNED_KEY."),
            (false, None) if period.is_some() => {
                wrong("Custom kmsDataKeyReusePeriodSeconds is not allowed when selecting AWS_OWNED_KEY.")
            }
            (false, None) => Ok(Encryption::Owned),
        }
    }

    /// As AWS shows it.
    pub fn shown(&self) -> EncryptionConfiguration {
        match self {
            Encryption::Owned => EncryptionConfiguration { kind: Some(OWNED.to_owned()), ..Default::default() },
            Encryption::Customer(key, period) => EncryptionConfiguration {
                kms_key_id: Some(key.clone()),
                kms_data_key_reuse_period_seconds: Some(*period),
                kind: Some(CUSTOMER.to_owned()),
            },
        }
    }
}

impl Members {
    /// An encryption configuration, where it is given.
    pub fn encryption(&mut self, given: Option<&EncryptionConfiguration>) -> &mut Self {
        let Some(given) = given else { return self };
        let member = "encryptionConfiguration";
        self.required(&format!("{member}.type"), given.kind.as_ref())
            .choice(&format!("{member}.type"), given.kind.as_ref(), &[OWNED, CUSTOMER])
            .length(&format!("{member}.kmsKeyId"), given.kms_key_id.as_ref(), 1, 2048)
            .range(&format!("{member}.kmsDataKeyReusePeriodSeconds"), given.kms_data_key_reuse_period_seconds, 60, 900)
    }
}
