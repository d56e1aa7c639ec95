//! Endpoints of platform applications: the devices. What would be pushed to them is in `captured.rs`.
//! <https://docs.aws.amazon.com/sns/latest/dg/mobile-push-send-devicetoken.html>

use super::Sns;
use super::api::*;
use super::error::Error;
use super::list::{self, PAGE};
use super::platform_application::{self as application, Application};
use crate::aws::arn::Arn;
use crate::aws::page;
use crate::aws::pairs::Pairs;
use crate::aws::scope::{Caller, Scope};

/// An endpoint: plain data.
#[derive(Clone, Debug)]
pub struct Device {
    /// The ARN.
    arn: String,
    /// What the push service knows the device by. Any text: it is not tried.
    token: String,
    enabled: bool,
    user_data: Option<String>,
}

/// An endpoint that a message may be pushed to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PushTarget {
    /// The endpoint's account and region.
    pub scope: Scope,
    /// The endpoint's ARN.
    pub arn: String,
    /// The key of its payload in a message of structure `json`, such as `APNS`.
    pub platform: &'static str,
}

/// Why nothing can be pushed to an endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoPush {
    /// There is none of that ARN.
    NoEndpoint,
    /// It is disabled.
    EndpointDisabled,
    /// Its application is disabled.
    ApplicationDisabled,
}

impl From<NoPush> for Error {
    /// As Publish says it.
    fn from(reason: NoPush) -> Error {
        match reason {
            NoPush::NoEndpoint => Error::parameter("TargetArn Reason: No endpoint found for the target arn specified"),
            NoPush::EndpointDisabled => Error::EndpointDisabled,
            NoPush::ApplicationDisabled => Error::PlatformApplicationDisabled,
        }
    }
}

/// What an endpoint is asked to be; what isn't said stays.
#[derive(Debug, Default)]
struct Wish {
    token: Option<String>,
    enabled: Option<bool>,
    user_data: Option<String>,
}

const MOST_USER_DATA: usize = 2048;

const LONGEST_TOKEN: usize = 8192;

impl Wish {
    fn of(given: &Pairs<String>) -> Result<Self, Error> {
        let mut wish = Wish::default();
        for (name, value) in &given.0 {
            match name.as_str() {
                "CustomUserData" => wish.user_data = Some(checked_user_data(value)?),
                "Enabled" => wish.enabled = Some(application::boolean(name, value)?),
                "Token" => wish.token = Some(checked_token(value)?),
                _ => return Err(application::invalid_name(name)),
            }
        }
        Ok(wish)
    }

    /// Whether a device is as wished.
    fn is_met(&self, device: &Device) -> bool {
        self.enabled.is_none_or(|enabled| enabled == device.enabled)
            && self.user_data.as_ref().is_none_or(|data| *data == *device.user_data.as_deref().unwrap_or_default())
    }
}

fn checked_user_data(data: &str) -> Result<String, Error> {
    if data.len() > MOST_USER_DATA {
        return Err(application::invalid_value("CustomUserData", "must be at most 2048 bytes long in UTF-8 encoding"));
    }
    Ok(data.to_owned())
}

fn checked_token(token: &str) -> Result<String, Error> {
    match token.len() {
        0 => Err(Error::parameter("Token Reason: cannot be empty")),
        1..=LONGEST_TOKEN => Ok(token.to_owned()),
        _ => Err(Error::parameter("Token Reason: must be at most 8192 bytes long in UTF-8 encoding")),
    }
}

impl Device {
    fn shown(&self) -> Pairs<String> {
        let user_data = self.user_data.clone().filter(|data| !data.is_empty());
        let all = [
            ("CustomUserData", user_data),
            ("Enabled", Some(self.enabled.to_string())),
            ("Token", Some(self.token.clone())),
        ];
        all.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect()
    }

    /// That another one can't have its token.
    fn has_token(&self) -> Error {
        let arn = &self.arn;
        Error::parameter(format!(
            "Token Reason: Endpoint {arn} already exists with the same Token, but different attributes."
        ))
    }
}

impl Application {
    fn device_with(&self, token: &str) -> Option<&Device> {
        self.devices.get(self.tokens.get(token)?)
    }

    fn change(&mut self, id: &str, wish: Wish) -> Result<(), Error> {
        let other = wish.token.as_ref().and_then(|token| self.tokens.get(token)).filter(|other| *other != id);
        if let Some(other) = other.and_then(|other| self.devices.get(other)) {
            return Err(other.has_token());
        }
        let device = self.devices.get_mut(id).ok_or(Error::EndpointDoesNotExist)?;
        if let Some(token) = wish.token {
            self.tokens.remove(&device.token);
            self.tokens.insert(token.clone(), id.to_owned());
            device.token = token;
        }
        device.enabled = wish.enabled.unwrap_or(device.enabled);
        device.user_data = wish.user_data.or_else(|| device.user_data.take());
        Ok(())
    }

    fn remove(&mut self, id: &str) {
        if let Some(device) = self.devices.remove(id) {
            self.tokens.remove(&device.token);
        }
    }
}

/// The keys of the application and of the endpoint that an `EndpointArn` names.
fn keys(at: &Caller<'_>, arn: Option<&str>) -> Result<Option<(String, String)>, Error> {
    let relative = application::relative(at, arn, "EndpointArn", "endpoint", 3)?;
    Ok(relative.as_deref().and_then(split))
}

fn split(relative: &str) -> Option<(String, String)> {
    relative.rsplit_once('/').map(|(application, id)| (application.to_owned(), id.to_owned()))
}

impl Sns {
    /// Where a push to this ARN goes.
    ///
    /// # Errors
    /// Why it goes nowhere.
    pub(super) fn push_target(&self, arn: &Arn) -> Result<PushTarget, NoPush> {
        let keys = arn.resource.strip_prefix("endpoint/").and_then(split).filter(|_| arn.service == "sns");
        let (application, id) = keys.ok_or(NoPush::NoEndpoint)?;
        let region = self.shared.regions.find(&arn.scope).ok_or(NoPush::NoEndpoint)?;
        let applications = region.applications();
        let application = applications.get(&application).ok_or(NoPush::NoEndpoint)?;
        let device = application.devices.get(&id).ok_or(NoPush::NoEndpoint)?;
        if !application.enabled {
            return Err(NoPush::ApplicationDisabled);
        }
        if !device.enabled {
            return Err(NoPush::EndpointDisabled);
        }
        Ok(PushTarget { scope: arn.scope.clone(), arn: device.arn.clone(), platform: application.platform })
    }

    /// CreatePlatformEndpoint: makes one, or finds the one of that token if it is as wished. What isn't asked for
    /// isn't compared: an app that registers again finds its endpoint, and finds it disabled if it was disabled.
    pub(super) fn create_platform_endpoint(
        &self,
        at: &Caller<'_>,
        input: CreatePlatformEndpointInput,
    ) -> Result<CreateEndpointResponse, Error> {
        let key = application::key(at, input.platform_application_arn.as_deref())?;
        let token = input.token.ok_or_else(|| Error::MissingMember("token".to_owned()))?;
        let id = self.shared.ids.uuid().to_string();
        self.with_application(at, key, |application| {
            let mut wish = Wish::of(&input.attributes.unwrap_or_default())?;
            let token = checked_token(&token)?;
            if wish.user_data.is_none() {
                wish.user_data = input.custom_user_data.as_deref().map(checked_user_data).transpose()?;
            }
            if let Some(device) = application.device_with(&token) {
                return match wish.is_met(device) {
                    true => Ok(CreateEndpointResponse { endpoint_arn: device.arn.clone() }),
                    false => Err(device.has_token()),
                };
            }
            let resource = application.arn.replacen(":app/", ":endpoint/", 1);
            let arn = format!("{resource}/{id}");
            let device = Device {
                arn: arn.clone(),
                token: token.clone(),
                enabled: wish.enabled.unwrap_or(true),
                user_data: wish.user_data,
            };
            application.tokens.insert(token, id.clone());
            application.devices.insert(id, device);
            Ok(CreateEndpointResponse { endpoint_arn: arn })
        })
    }

    /// DeleteEndpoint. Subscriptions to it stay, and what is gone already is no error.
    pub(super) fn delete_endpoint(&self, at: &Caller<'_>, input: DeleteEndpointInput) -> Result<(), Error> {
        if let Some((key, id)) = keys(at, input.endpoint_arn.as_deref())?
            && let Some(application) = self.shared.regions.at(&at.scope).applications().get_mut(&key)
        {
            application.remove(&id);
        }
        Ok(())
    }

    /// GetEndpointAttributes.
    pub(super) fn get_endpoint_attributes(
        &self,
        at: &Caller<'_>,
        input: GetEndpointAttributesInput,
    ) -> Result<GetEndpointAttributesResponse, Error> {
        let keys = keys(at, input.endpoint_arn.as_deref())?;
        let attributes = self.with_endpoint(at, keys, |application, id| {
            application.devices.get(id).map(Device::shown).ok_or(Error::EndpointDoesNotExist)
        })?;
        Ok(GetEndpointAttributesResponse { attributes })
    }

    /// SetEndpointAttributes: all of them or, with one that isn't taken, none.
    pub(super) fn set_endpoint_attributes(
        &self,
        at: &Caller<'_>,
        input: SetEndpointAttributesInput,
    ) -> Result<(), Error> {
        let keys = keys(at, input.endpoint_arn.as_deref())?;
        let attributes = application::given(input.attributes)?;
        self.with_endpoint(at, keys, |application, id| application.change(id, Wish::of(&attributes)?))
    }

    /// ListEndpointsByPlatformApplication.
    pub(super) fn list_endpoints_by_platform_application(
        &self,
        at: &Caller<'_>,
        input: ListEndpointsByPlatformApplicationInput,
    ) -> Result<ListEndpointsByPlatformApplicationResponse, Error> {
        let key = application::key(at, input.platform_application_arn.as_deref())?;
        let after = list::after(input.next_token)?;
        self.with_application(at, key, |application| {
            let following = application.devices.iter().filter(|(id, _)| after.as_ref().is_none_or(|after| *id > after));
            let (page, next_token) = page::cut(following, PAGE, |(id, _)| id);
            let shown = page
                .into_iter()
                .map(|(_, device)| Endpoint { endpoint_arn: device.arn.clone(), attributes: device.shown() });
            Ok(ListEndpointsByPlatformApplicationResponse { endpoints: shown.collect(), next_token })
        })
    }

    /// Does something with an endpoint that is there.
    fn with_endpoint<T>(
        &self,
        at: &Caller<'_>,
        keys: Option<(String, String)>,
        work: impl FnOnce(&mut Application, &str) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let (key, id) = keys.ok_or(Error::EndpointDoesNotExist)?;
        let region = self.shared.regions.at(&at.scope);
        let mut applications = region.applications();
        let application = applications.get_mut(&key).filter(|application| application.devices.contains_key(&id));
        work(application.ok_or(Error::EndpointDoesNotExist)?, &id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aws::scope::Protocol;
    use crate::{Config, World};

    #[test]
    fn a_push_goes_to_an_endpoint_that_is_enabled_and_whose_application_is() {
        let World { sns, home, .. } = World::new(&Config::default());
        let at = Caller {
            scope: home.clone(),
            scheme: "http",
            host: "localhost:4566",
            path: "/",
            trace: None,
            signed: true,
            protocol: Protocol::Query,
        };
        let pairs = |pairs: &[(&str, &str)]| -> Option<Pairs<String>> {
            Some(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
        };
        let input = CreatePlatformApplicationInput {
            name: Some("app".to_owned()),
            platform: Some("GCM".to_owned()),
            attributes: pairs(&[("PlatformCredential", "key")]),
        };
        let application = sns.create_platform_application(&at, input).expect("an application").platform_application_arn;
        let input = CreatePlatformEndpointInput {
            platform_application_arn: Some(application.clone()),
            token: Some("token".to_owned()),
            ..CreatePlatformEndpointInput::default()
        };
        let endpoint = sns.create_platform_endpoint(&at, input).expect("an endpoint").endpoint_arn;
        let target = |arn: &str| sns.push_target(&arn.parse().expect("an ARN"));
        let set_endpoint = |enabled: &str| {
            let attributes = pairs(&[("Enabled", enabled)]);
            let input = SetEndpointAttributesInput { endpoint_arn: Some(endpoint.clone()), attributes };
            sns.set_endpoint_attributes(&at, input).expect("it is set");
        };

        let wanted = PushTarget { scope: home.clone(), arn: endpoint.clone(), platform: "GCM" };
        assert_eq!(target(&endpoint), Ok(wanted));
        for unknown in [format!("{endpoint}0"), application.clone(), endpoint.replace("us-east-1", "eu-west-1")] {
            assert_eq!(target(&unknown), Err(NoPush::NoEndpoint), "{unknown}");
        }
        set_endpoint("false");
        assert_eq!(target(&endpoint), Err(NoPush::EndpointDisabled));
        set_endpoint("true");
        let attributes = pairs(&[("Enabled", "false")]);
        let input = SetPlatformApplicationAttributesInput { platform_application_arn: Some(application), attributes };
        sns.set_platform_application_attributes(&at, input).expect("it is set");
        assert_eq!(target(&endpoint), Err(NoPush::ApplicationDisabled));
    }
}
