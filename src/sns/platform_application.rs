//! Platform applications: the apps on a push service, and what they are set to. Their endpoints are in
//! `platform_endpoint.rs`.
//! <https://docs.aws.amazon.com/sns/latest/api/API_CreatePlatformApplication.html>

use std::collections::{BTreeMap, HashMap};

use super::Sns;
use super::api::*;
use super::error::Error;
use super::list::{PAGE, after};
use super::platform_endpoint::Device;
use super::topic;
use crate::aws::arn::Arn;
use crate::aws::page;
use crate::aws::pairs::Pairs;
use crate::aws::scope::Caller;

/// The platform applications of one account in one region, by `PLATFORM/name`.
pub type Applications = BTreeMap<String, Application>;

/// A platform application: plain data.
#[derive(Clone, Debug)]
pub struct Application {
    /// Such as `APNS`.
    pub platform: &'static str,
    /// The ARN.
    pub arn: String,
    /// Whether it may be published to.
    pub enabled: bool,
    /// What else was set and is shown. The credentials are never shown, so they aren't kept.
    attributes: BTreeMap<String, String>,
    /// Its endpoints, by the last part of their ARN.
    pub devices: BTreeMap<String, Device>,
    /// Which endpoint has a token.
    pub tokens: HashMap<String, String>,
}

const PLATFORMS: [&str; 12] = [
    "ADM",
    "APNS",
    "APNS_SANDBOX",
    "APNS_VOIP",
    "APNS_VOIP_SANDBOX",
    "APNS_PASSBOOK",
    "BAIDU",
    "GCM",
    "MACOS",
    "MACOS_SANDBOX",
    "MPNS",
    "WNS",
];

/// The attributes that are stored as they are given.
const STORED: [&str; 8] = [
    "ApplePlatformBundleID",
    "ApplePlatformTeamID",
    "EventDeliveryFailure",
    "EventEndpointCreated",
    "EventEndpointDeleted",
    "EventEndpointUpdated",
    "FailureFeedbackRoleArn",
    "SuccessFeedbackRoleArn",
];

const LONGEST_NAME: usize = 256;

impl Application {
    /// Sets all of these or, with one that isn't taken, none.
    fn set(&mut self, given: &Pairs<String>) -> Result<(), Error> {
        check_credentials(self.platform, given)?;
        let mut attributes = self.attributes.clone();
        let mut enabled = self.enabled;
        for (name, value) in &given.0 {
            match name.as_str() {
                "PlatformPrincipal" | "PlatformCredential" => {}
                "Enabled" => enabled = boolean(name, value)?,
                "SuccessFeedbackSampleRate" => {
                    if !value.parse().is_ok_and(|rate: u8| rate <= 100) {
                        return Err(invalid_value(name, "must be a number between 0 and 100"));
                    }
                    attributes.insert(name.clone(), value.clone());
                }
                known if STORED.contains(&known) => {
                    // An empty text takes an attribute away: so the console and Terraform clear a role or a topic.
                    match value.is_empty() {
                        true => attributes.remove(name),
                        false => attributes.insert(name.clone(), value.clone()),
                    };
                }
                _ => return Err(invalid_name(name)),
            }
        }
        (self.attributes, self.enabled) = (attributes, enabled);
        Ok(())
    }

    fn shown(&self) -> Pairs<String> {
        let stored = self.attributes.iter().map(|(name, value)| (name.clone(), value.clone()));
        [("Enabled".to_owned(), self.enabled.to_string())].into_iter().chain(stored).collect()
    }
}

/// The push services want two secrets, Google's only one. They are not tried.
fn check_credentials(platform: &str, given: &Pairs<String>) -> Result<(), Error> {
    let reason = match (given.get("PlatformPrincipal"), given.get("PlatformCredential")) {
        (Some(_), None) => "PlatformPrincipal attribute provided without PlatformCredential",
        (None, Some(_)) if platform != "GCM" => "PlatformCredential attribute provided without PlatformPrincipal",
        _ => return Ok(()),
    };
    Err(Error::parameter(format!("Attributes Reason: {reason}")))
}

fn check_name(name: &str) -> Result<(), Error> {
    let allowed = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.');
    let reason = if name.is_empty() {
        "cannot be empty"
    } else if name.chars().count() > LONGEST_NAME {
        "must be at most 256 characters long"
    } else if !name.bytes().all(allowed) {
        "must contain only characters 'a'-'z', 'A'-'Z', '0'-'9', '_', '-', and '.'"
    } else {
        return Ok(());
    };
    Err(Error::parameter(format!("{name} Reason: {reason}")))
}

/// An attribute that there isn't.
pub fn invalid_name(name: &str) -> Error {
    Error::parameter(format!("Attributes Reason: Invalid attribute name: {name}"))
}

/// An attribute's value that can't be.
pub fn invalid_value(name: &str, reason: &str) -> Error {
    Error::parameter(format!("Attributes Reason: Invalid value for attribute: {name}: {reason}"))
}

/// `true` or `false`, in any case.
pub fn boolean(name: &str, value: &str) -> Result<bool, Error> {
    match value.to_ascii_lowercase().as_str() {
        "true" => Ok(true),
        "false" => Ok(false),
        _ => Err(invalid_value(name, "must be true or false")),
    }
}

/// A map that must be there; on the wire an empty one isn't.
pub fn given(attributes: Option<Pairs<String>>) -> Result<Pairs<String>, Error> {
    attributes.filter(|pairs| !pairs.is_empty()).ok_or_else(|| Error::MissingMember("attributes".to_owned()))
}

/// An ARN of these parts behind its account: `app/PLATFORM/name`, `endpoint/PLATFORM/name/id`. Given back is what
/// follows the first part; another account's is nobody's here.
pub fn relative(
    at: &Caller<'_>,
    text: Option<&str>,
    parameter: &'static str,
    kind: &str,
    slashes: usize,
) -> Result<Option<String>, Error> {
    let arn = topic::arn(at, text, parameter)?;
    if arn.resource.matches('/').count() != slashes {
        let reason = "Reason: Wrong number of slashes in relative portion of the ARN.";
        return Err(Error::parameter(format!("{parameter} {reason}")));
    }
    let rest = arn.resource.strip_prefix(kind).and_then(|rest| rest.strip_prefix('/'));
    let rest = rest.ok_or(Error::parameter(parameter))?;
    Ok((arn.scope.account == at.scope.account).then(|| rest.to_owned()))
}

/// The key of the application that a `PlatformApplicationArn` names.
pub fn key(at: &Caller<'_>, arn: Option<&str>) -> Result<Option<String>, Error> {
    relative(at, arn, "PlatformApplicationArn", "app", 2)
}

impl Sns {
    /// CreatePlatformApplication. One that is there stays as it is.
    pub(super) fn create_platform_application(
        &self,
        at: &Caller<'_>,
        input: CreatePlatformApplicationInput,
    ) -> Result<CreatePlatformApplicationResponse, Error> {
        let name = input.name.ok_or_else(|| Error::MissingMember("name".to_owned()))?;
        let platform = input.platform.ok_or_else(|| Error::MissingMember("platform".to_owned()))?;
        let attributes = given(input.attributes)?;
        check_name(&name)?;
        let known = PLATFORMS.into_iter().find(|known| *known == platform);
        let platform = known.ok_or_else(|| {
            let text = format!("Platform Reason: {platform} is not supported");
            Error::parameter(text)
        })?;
        let mut application = Application {
            platform,
            arn: Arn::new("sns", &at.scope, format!("app/{platform}/{name}")).to_string(),
            enabled: true,
            attributes: BTreeMap::new(),
            devices: BTreeMap::new(),
            tokens: HashMap::new(),
        };
        application.set(&attributes)?;
        if attributes.get("PlatformCredential").is_none() {
            return Err(Error::parameter("Attributes Reason: Platform credentials are invalid"));
        }
        let arn = application.arn.clone();
        self.shared.regions.at(&at.scope).applications().entry(format!("{platform}/{name}")).or_insert(application);
        Ok(CreatePlatformApplicationResponse { platform_application_arn: arn })
    }

    /// DeletePlatformApplication: with its endpoints. What is gone already is no error.
    pub(super) fn delete_platform_application(
        &self,
        at: &Caller<'_>,
        input: DeletePlatformApplicationInput,
    ) -> Result<(), Error> {
        let key = key(at, input.platform_application_arn.as_deref())?;
        if let Some(key) = key {
            self.shared.regions.at(&at.scope).applications().remove(&key);
        }
        Ok(())
    }

    /// GetPlatformApplicationAttributes.
    pub(super) fn get_platform_application_attributes(
        &self,
        at: &Caller<'_>,
        input: GetPlatformApplicationAttributesInput,
    ) -> Result<GetPlatformApplicationAttributesResponse, Error> {
        let key = key(at, input.platform_application_arn.as_deref())?;
        let attributes = self.with_application(at, key, |application| Ok(application.shown()))?;
        Ok(GetPlatformApplicationAttributesResponse { attributes })
    }

    /// SetPlatformApplicationAttributes.
    pub(super) fn set_platform_application_attributes(
        &self,
        at: &Caller<'_>,
        input: SetPlatformApplicationAttributesInput,
    ) -> Result<(), Error> {
        let key = key(at, input.platform_application_arn.as_deref())?;
        let attributes = given(input.attributes)?;
        self.with_application(at, key, |application| application.set(&attributes))
    }

    /// ListPlatformApplications: by platform and name.
    pub(super) fn list_platform_applications(
        &self,
        at: &Caller<'_>,
        input: ListPlatformApplicationsInput,
    ) -> Result<ListPlatformApplicationsResponse, Error> {
        let after = after(input.next_token)?;
        let region = self.shared.regions.at(&at.scope);
        let applications = region.applications();
        let following = applications.iter().filter(|(key, _)| after.as_ref().is_none_or(|after| *key > after));
        let (page, next_token) = page::cut(following, PAGE, |(key, _)| key);
        let shown = page.into_iter().map(|(_, application)| PlatformApplication {
            platform_application_arn: application.arn.clone(),
            attributes: application.shown(),
        });
        Ok(ListPlatformApplicationsResponse { platform_applications: shown.collect(), next_token })
    }

    /// Does something with an application of the caller's.
    pub(super) fn with_application<T>(
        &self,
        at: &Caller<'_>,
        key: Option<String>,
        work: impl FnOnce(&mut Application) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let region = self.shared.regions.at(&at.scope);
        let mut applications = region.applications();
        let application = key.and_then(|key| applications.get_mut(&key));
        work(application.ok_or(Error::PlatformApplicationDoesNotExist)?)
    }
}
