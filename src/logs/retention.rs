//! For how long a log group keeps its events.
//! <https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html>

use super::api::*;
use super::check::{self, Members};
use super::{Error, Logs};
use crate::aws::scope::Scope;

/// The numbers of days that AWS lets one choose from.
const DAYS: [u16; 22] =
    [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653];

impl Logs {
    /// PutRetentionPolicy: what is older is gone at once.
    pub(super) fn put_retention_policy(&self, at: &Scope, input: PutRetentionPolicyRequest) -> Result<(), Error> {
        let (name, days) = (input.log_group_name.as_ref(), input.retention_in_days);
        check::names([name])?;
        let mut members = Members::default();
        members.log_group(name).required("retentionInDays", days.as_ref());
        let chosen = DAYS.into_iter().find(|known| days == Some(i64::from(*known)));
        if let Some(days) = days {
            let all: Vec<String> = DAYS.iter().map(u16::to_string).collect();
            let rule = format!("satisfy enum value set: [{}]", all.join(", "));
            members.unless(chosen.is_some(), "retentionInDays", &days.to_string(), &rule);
        }
        members.check()?;
        self.set_retention(at, name, chosen)
    }

    /// DeleteRetentionPolicy: events are kept for ever.
    pub(super) fn delete_retention_policy(&self, at: &Scope, input: DeleteRetentionPolicyRequest) -> Result<(), Error> {
        let name = input.log_group_name.as_ref();
        check::names([name])?;
        Members::default().log_group(name).check()?;
        self.set_retention(at, name, None)
    }

    fn set_retention(&self, at: &Scope, name: Option<&String>, days: Option<u16>) -> Result<(), Error> {
        let group = self.group(at, name.map_or("", String::as_str))?;
        group.settings().retention = days;
        Ok(())
    }
}
