//! Global endpoints: kept and shown, with their states; events are not replicated.
//! <https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-global-endpoints.html>

use std::collections::BTreeMap;
use std::sync::Arc;

use super::api::{self, *};
use super::bus::RESOURCE;
use super::check::Members;
use super::error::Error;
use super::list::{Page, named};
use super::{Events, Region};
use crate::aws::arn::Arn;
use crate::aws::scope::{Caller, Scope, is_account};
use crate::aws::text::Text;
use crate::aws::time::{Epoch, Time};

/// How many endpoints an account has in a region.
const MOST_ENDPOINTS: usize = 100;

/// How many letters and digits the id of an endpoint has before `.veo`.
const ID_LENGTH: usize = 10;

/// A global endpoint. What AWS takes minutes for is done at once: after the call that began it, it is ACTIVE.
#[derive(Clone, Debug)]
pub struct Endpoint {
    description: Option<String>,
    routing: RoutingConfig,
    replication: ReplicationConfig,
    buses: Vec<EndpointEventBus>,
    role: Option<String>,
    id: String,
    created: Time,
    modified: Time,
}

impl Endpoint {
    /// Where its events are sent.
    fn url(&self) -> String {
        format!("https://{}.endpoint.events.amazonaws.com", self.id)
    }

    /// As it is shown, by its name and the account and region that it was made in.
    fn shown(&self, name: &str, home: &Scope) -> api::Endpoint {
        api::Endpoint {
            name: Some(name.to_owned()),
            description: self.description.clone(),
            arn: Some(arn(name, home)),
            routing_config: Some(self.routing.clone()),
            replication_config: Some(self.replication.clone()),
            event_buses: Some(self.buses.clone()),
            role_arn: self.role.clone(),
            endpoint_id: Some(self.id.clone()),
            endpoint_url: Some(self.url()),
            state: Some("ACTIVE".to_owned()),
            state_reason: None,
            creation_time: Some(Epoch(self.created)),
            last_modified_time: Some(Epoch(self.modified)),
        }
    }

    /// Checks what only its parts together say.
    fn check(&self, home: &Scope) -> Result<(), Error> {
        let mut buses = self.buses.iter().filter_map(|bus| bus.event_bus_arn.as_deref()?.parse::<Arn>().ok());
        let secondary =
            self.routing.failover_config.as_ref().and_then(|config| config.secondary.as_ref()?.route.as_deref());
        let both = [buses.next(), buses.next()].map(|bus| bus.map(|bus| (bus.scope.region, bus.resource)));
        let [Some((one, one_name)), Some((other, other_name))] = both else { return Err(not_in_both()) };
        let are = |first: &str, second: &str| *first == *home.region && Some(second) == secondary;
        if one == other || !(are(&one, &other) || are(&other, &one)) {
            return Err(not_in_both());
        }
        if one_name != other_name {
            return Err(Error::validation("Event bus names must match in the primary and secondary regions"));
        }
        if self.replication.state.as_deref() == Some("ENABLED") && self.role.is_none() {
            return Err(Error::validation("RoleArn is required if event replication is enabled"));
        }
        Ok(())
    }
}

impl Events {
    /// CreateEndpoint.
    pub(super) fn create_endpoint(
        &self,
        at: &Caller<'_>,
        input: CreateEndpointRequest,
    ) -> Result<CreateEndpointResponse, Error> {
        let CreateEndpointRequest { name, description, routing_config, replication_config, event_buses, role_arn } =
            input;
        let mut members = Members::default();
        members
            .name("name", name.as_ref(), 64)
            .description(description.as_ref())
            .required("routingConfig", routing_config.as_ref())
            .routing(routing_config.as_ref())
            .replication(replication_config.as_ref())
            .required("eventBuses", event_buses.as_ref())
            .event_buses(event_buses.as_ref())
            .role(role_arn.as_ref())
            .check()?;
        let name: Text = name.unwrap_or_default().into();
        let now = self.now();
        let endpoint = Endpoint {
            description,
            routing: routing_config.unwrap_or_default(),
            replication: replicated(replication_config),
            buses: event_buses.unwrap_or_default(),
            role: role_arn,
            id: self.endpoint_id(),
            created: now,
            modified: now,
        };
        endpoint.check(&at.scope)?;
        let region = self.shared.regions.at(&at.scope);
        let mut endpoints = region.endpoints();
        if endpoints.contains_key(&name) {
            return Err(Error::ResourceAlreadyExists(format!("Endpoint {name} already exists.")));
        }
        if self.shared.settings.strict && endpoints.len() >= MOST_ENDPOINTS {
            return Err(Error::LimitExceeded);
        }
        endpoints.insert(name.clone(), endpoint.clone());
        Ok(CreateEndpointResponse {
            arn: Some(arn(&name, &at.scope)),
            name: Some(name.to_string()),
            routing_config: Some(endpoint.routing),
            replication_config: Some(endpoint.replication),
            event_buses: endpoint.buses,
            role_arn: endpoint.role,
            state: Some("CREATING".to_owned()),
        })
    }

    /// DeleteEndpoint.
    pub(super) fn delete_endpoint(
        &self,
        at: &Caller<'_>,
        input: DeleteEndpointRequest,
    ) -> Result<DeleteEndpointResponse, Error> {
        let name = check_name(input.name)?;
        let region = self.shared.regions.at(&at.scope);
        let gone = region.endpoints().remove(name.as_str());
        gone.map(|_| DeleteEndpointResponse {}).ok_or_else(|| no_endpoint(&name))
    }

    /// DescribeEndpoint, of this region or the one that is named.
    pub(super) fn describe_endpoint(
        &self,
        at: &Caller<'_>,
        input: DescribeEndpointRequest,
    ) -> Result<DescribeEndpointResponse, Error> {
        let mut members = Members::default();
        members.name("name", input.name.as_ref(), 64).home(input.home_region.as_ref()).check()?;
        let name = input.name.unwrap_or_default();
        let (home, region) = self.home(at, input.home_region.as_deref());
        let endpoints = region.as_ref().map(|region| region.endpoints());
        let known = endpoints.as_ref().and_then(|endpoints| endpoints.get(name.as_str()));
        let shown = known.ok_or_else(|| no_endpoint(&name))?.shown(&name, &home);
        Ok(DescribeEndpointResponse {
            name: shown.name,
            description: shown.description,
            arn: shown.arn,
            routing_config: shown.routing_config,
            replication_config: shown.replication_config,
            event_buses: shown.event_buses.unwrap_or_default(),
            role_arn: shown.role_arn,
            endpoint_id: shown.endpoint_id,
            endpoint_url: shown.endpoint_url,
            state: shown.state,
            state_reason: shown.state_reason,
            creation_time: shown.creation_time,
            last_modified_time: shown.last_modified_time,
        })
    }

    /// ListEndpoints, by name, of this region or the one that is named.
    pub(super) fn list_endpoints(
        &self,
        at: &Caller<'_>,
        input: ListEndpointsRequest,
    ) -> Result<ListEndpointsResponse, Error> {
        let prefix = input.name_prefix;
        let mut members = Members::default();
        members.name_prefix(prefix.as_ref(), 64).home(input.home_region.as_ref());
        let page = Page::with(&mut members, "maxResults", input.max_results, input.next_token.as_ref())?;
        let (home, region) = self.home(at, input.home_region.as_deref());
        let none = BTreeMap::new();
        let endpoints = region.as_ref().map(|region| region.endpoints());
        let found = named(endpoints.as_deref().unwrap_or(&none), prefix.as_deref(), page.after.as_deref());
        let (found, next_token) = page.cut(found, |(name, _)| name);
        let endpoints = found.into_iter().map(|(name, endpoint)| endpoint.shown(name, &home)).collect();
        Ok(ListEndpointsResponse { endpoints, next_token })
    }

    /// UpdateEndpoint: what isn't given stays.
    pub(super) fn update_endpoint(
        &self,
        at: &Caller<'_>,
        input: UpdateEndpointRequest,
    ) -> Result<UpdateEndpointResponse, Error> {
        Members::default()
            .name("name", input.name.as_ref(), 64)
            .description(input.description.as_ref())
            .routing(input.routing_config.as_ref())
            .replication(input.replication_config.as_ref())
            .event_buses(input.event_buses.as_ref())
            .role(input.role_arn.as_ref())
            .check()?;
        let name = input.name.unwrap_or_default();
        let now = self.now();
        let region = self.shared.regions.at(&at.scope);
        let mut endpoints = region.endpoints();
        let known = endpoints.get_mut(name.as_str()).ok_or_else(|| no_endpoint(&name))?;
        let endpoint = Endpoint {
            description: input.description.or_else(|| known.description.clone()),
            routing: input.routing_config.unwrap_or_else(|| known.routing.clone()),
            replication: input.replication_config.map_or_else(|| known.replication.clone(), |it| replicated(Some(it))),
            buses: input.event_buses.unwrap_or_else(|| known.buses.clone()),
            role: input.role_arn.or_else(|| known.role.clone()),
            modified: now,
            ..known.clone()
        };
        endpoint.check(&at.scope)?;
        *known = endpoint.clone();
        Ok(UpdateEndpointResponse {
            arn: Some(arn(&name, &at.scope)),
            name: Some(name),
            endpoint_url: Some(endpoint.url()),
            routing_config: Some(endpoint.routing),
            replication_config: Some(endpoint.replication),
            event_buses: endpoint.buses,
            role_arn: endpoint.role,
            endpoint_id: Some(endpoint.id),
            state: Some("UPDATING".to_owned()),
        })
    }

    /// The caller's account in the region that is named, or its own, and what it has there.
    fn home(&self, at: &Caller<'_>, region: Option<&str>) -> (Scope, Option<Arc<Region>>) {
        let home = region.map_or_else(|| at.scope.clone(), |region| Scope::new(&at.scope.account, region));
        let region = self.shared.regions.find(&home);
        (home, region)
    }

    fn endpoint_id(&self) -> String {
        let mut bits = self.shared.ids.bits();
        let mut digit = || {
            let digit = bits % 36;
            bits /= 36;
            char::from_digit(digit as u32, 36).unwrap_or_default()
        };
        format!("{}.veo", (0..ID_LENGTH).map(|_| digit()).collect::<String>())
    }
}

impl Members {
    fn description(&mut self, value: Option<&String>) -> &mut Self {
        self.pattern("description", value, |text| !text.contains(['\n', '\r']), ".*").length(
            "description",
            value,
            0,
            512,
        )
    }

    fn home(&mut self, value: Option<&String>) -> &mut Self {
        self.region("homeRegion", value)
    }

    fn region(&mut self, member: &str, value: Option<&String>) -> &mut Self {
        let is_region = |text: &str| {
            !text.is_empty() && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        };
        self.pattern(member, value, is_region, r"^[\-a-z0-9]+$").length(member, value, 9, 20)
    }

    fn routing(&mut self, value: Option<&RoutingConfig>) -> &mut Self {
        let Some(routing) = value else { return self };
        let failover = routing.failover_config.as_ref();
        self.required("routingConfig.failoverConfig", failover);
        let Some(failover) = failover else { return self };
        let (primary, secondary) = (failover.primary.as_ref(), failover.secondary.as_ref());
        self.required("routingConfig.failoverConfig.primary", primary);
        if let Some(primary) = primary {
            let (member, check) = ("routingConfig.failoverConfig.primary.healthCheck", primary.health_check.as_ref());
            self.required(member, check)
                .pattern(member, check, is_health_check, r"^arn:aws([a-z]|\-)*:route53:::healthcheck/[\-a-z0-9]+$")
                .length(member, check, 1, 1600);
        }
        self.required("routingConfig.failoverConfig.secondary", secondary);
        if let Some(secondary) = secondary {
            let member = "routingConfig.failoverConfig.secondary.route";
            self.required(member, secondary.route.as_ref()).region(member, secondary.route.as_ref());
        }
        self
    }

    fn replication(&mut self, value: Option<&ReplicationConfig>) -> &mut Self {
        let state = value.and_then(|replication| replication.state.as_ref());
        self.choice("replicationConfig.state", state, &["ENABLED", "DISABLED"])
    }

    fn event_buses(&mut self, value: Option<&Vec<EndpointEventBus>>) -> &mut Self {
        let Some(buses) = value else { return self };
        let shown = |bus: &EndpointEventBus| {
            format!("EndpointEventBus(eventBusArn={})", bus.event_bus_arn.as_deref().unwrap_or("null"))
        };
        if buses.len() != 2 {
            let shown: Vec<String> = buses.iter().map(shown).collect();
            self.count("eventBuses", &format!("[{}]", shown.join(", ")), buses.len(), 2, 2);
        }
        let pattern = r"^arn:aws[a-z-]*:events:[a-z]+-[a-z-]+-\d+:\d{12}:event-bus/[\w.-]+$";
        for (i, bus) in buses.iter().enumerate() {
            let (member, arn) = (format!("eventBuses.{}.member.eventBusArn", i + 1), bus.event_bus_arn.as_ref());
            self.required(&member, arn).pattern(&member, arn, is_bus_arn, pattern).length(&member, arn, 1, 512);
        }
        self
    }

    fn role(&mut self, value: Option<&String>) -> &mut Self {
        let pattern = r"^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]+$";
        self.pattern("roleArn", value, is_role, pattern).length("roleArn", value, 1, 256)
    }
}

/// The parts of an ARN, if its partition is one of AWS's.
fn arn_of(text: &str, service: &str) -> Option<Arn> {
    let arn: Arn = text.parse().ok()?;
    let is_partition =
        arn.partition.starts_with("aws") && arn.partition.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
    (is_partition && arn.service == service).then_some(arn)
}

fn is_health_check(text: &str) -> bool {
    let is_id =
        |id: &str| !id.is_empty() && id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
    arn_of(text, "route53").is_some_and(|arn| {
        arn.scope == Scope::new("", "") && arn.resource.strip_prefix("healthcheck/").is_some_and(is_id)
    })
}

fn is_bus_arn(text: &str) -> bool {
    let is_region = |region: &str| {
        let mut parts = region.rsplit('-');
        let number = parts.next().is_some_and(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()));
        number && parts.clone().count() >= 2 && parts.all(|part| part.bytes().all(|b| b.is_ascii_lowercase()))
    };
    let is_name =
        |name: &str| !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b));
    arn_of(text, "events").is_some_and(|arn| {
        is_region(&arn.scope.region)
            && is_account(&arn.scope.account)
            && arn.resource.strip_prefix(RESOURCE).is_some_and(is_name)
    })
}

fn is_role(text: &str) -> bool {
    let is_name =
        |name: &str| !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"_+=,.@/-".contains(&b));
    arn_of(text, "iam").is_some_and(|arn| {
        arn.scope.region.is_empty()
            && is_account(&arn.scope.account)
            && arn.resource.strip_prefix("role/").is_some_and(is_name)
    })
}

/// Replication is on unless it is switched off.
fn replicated(config: Option<ReplicationConfig>) -> ReplicationConfig {
    ReplicationConfig { state: config.and_then(|config| config.state).or_else(|| Some("ENABLED".to_owned())) }
}

fn check_name(name: Option<String>) -> Result<String, Error> {
    Members::default().name("name", name.as_ref(), 64).check()?;
    Ok(name.unwrap_or_default())
}

fn arn(name: &str, home: &Scope) -> String {
    Arn::new("events", home, format!("endpoint/{name}")).to_string()
}

fn no_endpoint(name: &str) -> Error {
    Error::ResourceNotFound(format!("Endpoint {name} does not exist."))
}

fn not_in_both() -> Error {
    Error::validation("An event bus must be provided in both the primary and secondary regions")
}
