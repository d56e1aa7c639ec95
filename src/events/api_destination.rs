//! API destinations: HTTP endpoints that rules send events to.
//! <https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-api-destinations.html>

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::api::{self, *};
use super::check::Members;
use super::connection::{self, MOST, State};
use super::credentials::{ENDPOINT, is_endpoint, is_http};
use super::error::Error;
use super::list::{Page, named};
use super::target_kind::API_DESTINATION;
use super::{Events, Region};
use crate::aws::arn::Arn;
use crate::aws::scope::Caller;
use crate::aws::text::Text;
use crate::aws::time::{Epoch, Time};
use crate::deliver::{Pace, Throttle};

/// How many invocations a second there are where nothing else is wished.
const PER_SECOND: i64 = 300;

/// In the order in which AWS tells them.
const METHODS: &[&str] = &["HEAD", "POST", "PATCH", "DELETE", "PUT", "GET", "OPTIONS"];

/// An API destination.
#[derive(Clone, Debug)]
pub struct ApiDestination {
    name: Text,
    arn: Text,
    description: Option<String>,
    /// The connection's ARN.
    pub connection: Text,
    /// A URL, with a `*` for each path parameter.
    pub endpoint: String,
    /// Such as `POST`.
    pub method: String,
    per_second: i64,
    throttle: Arc<Throttle>,
    created: Time,
    modified: Time,
}

/// AWS's refusal where no API destination has that name.
fn missing(name: &str) -> Error {
    Error::ResourceNotFound(format!(
        "Failed to describe the api-destination(s). An api-destination '{name}' does not exist."
    ))
}

/// AWS's word for what can be used and what can't.
fn state(is_active: bool) -> Option<String> {
    Some(if is_active { "ACTIVE" } else { "INACTIVE" }.to_owned())
}

impl Region {
    /// The API destinations by name, locked.
    pub fn api_destinations(&self) -> MutexGuard<'_, BTreeMap<Text, ApiDestination>> {
        self.api_destinations.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What requests to create and to change have in common.
struct Wish<'a> {
    description: Option<&'a String>,
    connection: Option<&'a String>,
    endpoint: Option<&'a String>,
    method: Option<&'a String>,
    rate: Option<i64>,
}

impl Wish<'_> {
    /// Checks what the model says; a new destination needs most of it.
    fn check(&self, members: &mut Members, whole: bool) -> Result<(), Error> {
        let need = |members: &mut Members, path: &str, value: Option<&String>| {
            if whole {
                members.required(path, value);
            }
        };
        members.length("description", self.description, 0, 512);
        need(members, "connectionArn", self.connection);
        members.pattern("connectionArn", self.connection, connection::is_arn, connection::ARN);
        members.length("connectionArn", self.connection, 1, 1600);
        need(members, "invocationEndpoint", self.endpoint);
        members.pattern("invocationEndpoint", self.endpoint, is_endpoint, ENDPOINT);
        members.length("invocationEndpoint", self.endpoint, 1, 2048);
        need(members, "httpMethod", self.method);
        members.choice("httpMethod", self.method, METHODS);
        Ok(members.range("invocationRateLimitPerSecond", self.rate, 1, i64::from(i32::MAX)).check()?)
    }
}

impl Events {
    /// Checks that an endpoint can be called. AWS takes https only; for tests http will do.
    fn check_endpoint(&self, endpoint: &str) -> Result<(), Error> {
        let callable = endpoint.split_once("://").is_some_and(|(scheme, rest)| {
            let authority = rest.split(['/', '?']).next().unwrap_or_default();
            let (host, port) = authority.split_once(':').map_or((authority, None), |(host, port)| (host, Some(port)));
            let is_port = port.is_none_or(|port| port.parse::<u16>().is_ok());
            is_http(scheme) && !host.is_empty() && !authority.contains('@') && is_port
        });
        if callable {
            return Ok(());
        }
        let reason = format!("Reason: Endpoint '{endpoint}' is not valid");
        Err(Error::validation(format!("Parameter InvocationEndpoint is not valid. {reason}")))
    }

    /// Checks that a connection is there, and in this region; whether it is authorized.
    fn check_connection(&self, at: &Caller<'_>, arn: &str) -> Result<bool, Error> {
        let invalid = || Error::validation(format!("Invalid ARN: '{arn}'"));
        let parsed: Arn = arn.parse().map_err(|_| invalid())?;
        if parsed.scope.region != at.scope.region {
            return Err(invalid());
        }
        let name = connection::name_of(&parsed).unwrap_or_default();
        let known = self.connection(arn).filter(|_| parsed.scope == at.scope);
        known.map(|known| known.state == State::Authorized).ok_or_else(|| connection::missing(name))
    }

    fn is_active(&self, destination: &ApiDestination) -> bool {
        self.connection(&destination.connection).is_some_and(|connection| connection.state == State::Authorized)
    }

    /// The API destination of this ARN, as it stands now.
    pub(super) fn api_destination(&self, arn: &Arn) -> Option<ApiDestination> {
        let (name, _) = arn.resource.strip_prefix(API_DESTINATION)?.split_once('/')?;
        let region = self.shared.regions.find(&arn.scope)?;
        let destinations = region.api_destinations();
        destinations.get(name).filter(|one| *one.arn == *arn.to_string()).cloned()
    }

    /// How many deliveries a second the API destination of an ARN takes; nothing for other targets.
    pub(super) fn destination_pace(&self, arn: &Arn) -> Option<Pace> {
        let (name, _) =
            arn.resource.strip_prefix(API_DESTINATION).filter(|_| arn.service == "events")?.split_once('/')?;
        let region = self.shared.regions.find(&arn.scope)?;
        let destinations = region.api_destinations();
        let destination = destinations.get(name)?;
        let per_second = u64::try_from(destination.per_second).unwrap_or(1);
        Some(Pace { throttle: Arc::clone(&destination.throttle), per_second })
    }

    /// CreateApiDestination.
    pub(super) fn create_api_destination(
        &self,
        at: &Caller<'_>,
        input: CreateApiDestinationRequest,
    ) -> Result<CreateApiDestinationResponse, Error> {
        let wish = Wish {
            description: input.description.as_ref(),
            connection: input.connection_arn.as_ref(),
            endpoint: input.invocation_endpoint.as_ref(),
            method: input.http_method.as_ref(),
            rate: input.invocation_rate_limit_per_second,
        };
        wish.check(Members::default().name("name", input.name.as_ref(), 64), true)?;
        let name = Text::from(input.name.unwrap_or_default());
        let (endpoint, connection) =
            (input.invocation_endpoint.unwrap_or_default(), input.connection_arn.unwrap_or_default());
        self.check_endpoint(&endpoint)?;
        let is_active = self.check_connection(at, &connection)?;
        let arn = Arn::new("events", &at.scope, format!("{API_DESTINATION}{name}/{}", self.shared.ids.uuid()));
        let now = self.now();
        let destination = ApiDestination {
            name: name.clone(),
            arn: arn.to_string().into(),
            description: input.description,
            connection: connection.into(),
            endpoint,
            method: input.http_method.unwrap_or_default(),
            per_second: input.invocation_rate_limit_per_second.unwrap_or(PER_SECOND),
            throttle: Throttle::Burst(Mutex::default()).into(),
            created: now,
            modified: now,
        };
        let region = self.shared.regions.at(&at.scope);
        let mut destinations = region.api_destinations();
        if destinations.contains_key(&name) {
            return Err(Error::ResourceAlreadyExists(format!("An api-destination '{name}' already exists.")));
        }
        if self.shared.settings.strict && destinations.len() >= MOST {
            return Err(Error::LimitExceeded);
        }
        destinations.insert(name, destination);
        Ok(CreateApiDestinationResponse {
            api_destination_arn: Some(arn.to_string()),
            api_destination_state: state(is_active),
            creation_time: Some(Epoch(now)),
            last_modified_time: Some(Epoch(now)),
        })
    }

    /// UpdateApiDestination: what isn't given stays.
    pub(super) fn update_api_destination(
        &self,
        at: &Caller<'_>,
        input: UpdateApiDestinationRequest,
    ) -> Result<UpdateApiDestinationResponse, Error> {
        let wish = Wish {
            description: input.description.as_ref(),
            connection: input.connection_arn.as_ref(),
            endpoint: input.invocation_endpoint.as_ref(),
            method: input.http_method.as_ref(),
            rate: input.invocation_rate_limit_per_second,
        };
        wish.check(Members::default().name("name", input.name.as_ref(), 64), false)?;
        let name = input.name.unwrap_or_default();
        let region = self.shared.regions.at(&at.scope);
        if !region.api_destinations().contains_key(&*name) {
            return Err(missing(&name));
        }
        input.invocation_endpoint.as_deref().map_or(Ok(()), |endpoint| self.check_endpoint(endpoint))?;
        input.connection_arn.as_deref().map_or(Ok(true), |arn| self.check_connection(at, arn))?;
        let destination = {
            let mut destinations = region.api_destinations();
            let destination = destinations.get_mut(&*name).ok_or_else(|| missing(&name))?;
            destination.description = input.description.or(destination.description.take());
            if let Some(connection) = input.connection_arn {
                destination.connection = connection.into();
            }
            if let Some(endpoint) = input.invocation_endpoint {
                destination.endpoint = endpoint;
            }
            if let Some(method) = input.http_method {
                destination.method = method;
            }
            destination.per_second = input.invocation_rate_limit_per_second.unwrap_or(destination.per_second);
            destination.modified = self.now();
            destination.clone()
        };
        Ok(UpdateApiDestinationResponse {
            api_destination_arn: Some(destination.arn.to_string()),
            api_destination_state: state(self.is_active(&destination)),
            creation_time: Some(Epoch(destination.created)),
            last_modified_time: Some(Epoch(destination.modified)),
        })
    }

    /// DeleteApiDestination. Targets that name it stay, and fail.
    pub(super) fn delete_api_destination(
        &self,
        at: &Caller<'_>,
        input: DeleteApiDestinationRequest,
    ) -> Result<DeleteApiDestinationResponse, Error> {
        Members::default().name("name", input.name.as_ref(), 64).check()?;
        let name = input.name.unwrap_or_default();
        let region = self.shared.regions.at(&at.scope);
        let removed = region.api_destinations().remove(&*name);
        removed.map(|_| DeleteApiDestinationResponse {}).ok_or_else(|| missing(&name))
    }

    /// DescribeApiDestination.
    pub(super) fn describe_api_destination(
        &self,
        at: &Caller<'_>,
        input: DescribeApiDestinationRequest,
    ) -> Result<DescribeApiDestinationResponse, Error> {
        Members::default().name("name", input.name.as_ref(), 64).check()?;
        let name = input.name.unwrap_or_default();
        let region = self.shared.regions.at(&at.scope);
        let destination = region.api_destinations().get(&*name).cloned().ok_or_else(|| missing(&name))?;
        let is_active = self.is_active(&destination);
        Ok(DescribeApiDestinationResponse {
            api_destination_arn: Some(destination.arn.to_string()),
            name: Some(name),
            description: destination.description,
            api_destination_state: state(is_active),
            connection_arn: Some(destination.connection.to_string()),
            invocation_endpoint: Some(destination.endpoint),
            http_method: Some(destination.method),
            invocation_rate_limit_per_second: Some(destination.per_second),
            creation_time: Some(Epoch(destination.created)),
            last_modified_time: Some(Epoch(destination.modified)),
        })
    }

    /// ListApiDestinations.
    pub(super) fn list_api_destinations(
        &self,
        at: &Caller<'_>,
        input: ListApiDestinationsRequest,
    ) -> Result<ListApiDestinationsResponse, Error> {
        let (prefix, arn) = (input.name_prefix.as_ref(), input.connection_arn.as_ref());
        let mut members = Members::default();
        members.name_prefix(prefix, 64).pattern("connectionArn", arn, connection::is_arn, connection::ARN);
        members.length("connectionArn", arn, 1, 1600);
        let page = Page::with(&mut members, "limit", input.limit, input.next_token.as_ref())?;
        let region = self.shared.regions.at(&at.scope);
        let authorized: BTreeSet<Text> = {
            let connections = region.connections();
            let authorized = connections.values().filter(|connection| connection.state == State::Authorized);
            authorized.map(|connection| connection.arn.clone()).collect()
        };
        let destinations = region.api_destinations();
        let rest = named(&destinations, input.name_prefix.as_deref(), page.after.as_deref()).map(|(_, one)| one);
        let wanted = rest.filter(|one| arn.is_none_or(|arn| *one.connection == **arn));
        let (found, next_token) = page.cut(wanted, |one| &one.name);
        let entry = |one: &ApiDestination| api::ApiDestination {
            api_destination_arn: Some(one.arn.to_string()),
            name: Some(one.name.to_string()),
            api_destination_state: state(authorized.contains(&one.connection)),
            connection_arn: Some(one.connection.to_string()),
            invocation_endpoint: Some(one.endpoint.clone()),
            http_method: Some(one.method.clone()),
            invocation_rate_limit_per_second: Some(one.per_second),
            creation_time: Some(Epoch(one.created)),
            last_modified_time: Some(Epoch(one.modified)),
        };
        Ok(ListApiDestinationsResponse { api_destinations: found.into_iter().map(entry).collect(), next_token })
    }
}
