//! Connections: how API destinations are authorized, and what is added to their requests.
//! <https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-target-connection.html>

use std::collections::BTreeMap;
use std::sync::{Arc, MutexGuard, PoisonError};

use super::api::{self, *};
use super::check::Members;
use super::credentials::{AuthorizationType, Credentials};
use super::error::Error;
use super::list::{Page, named};
use super::secret::Secret;
use super::token::Token;
use super::{Events, Region};
use crate::aws::arn::Arn;
use crate::aws::scope::Caller;
use crate::aws::text::Text;
use crate::aws::time::{Epoch, Time};

/// How many there may be on a strict server.
pub const MOST: usize = 3000;

/// The pattern of ARNs, as AWS writes it.
pub const ARN: &str =
    r"^arn:aws([a-z]|\-)*:events:([a-z]|\d|\-)*:([0-9]{12})?:connection\/[\.\-_A-Za-z0-9]+\/[\-A-Za-z0-9]+$";

const RESOURCE: &str = "connection/";

const STATES: &[&str] = &[
    "CREATING",
    "UPDATING",
    "DELETING",
    "AUTHORIZED",
    "DEAUTHORIZED",
    "AUTHORIZING",
    "DEAUTHORIZING",
    "ACTIVE",
    "FAILED_CONNECTIVITY",
];

const CONFIGURATION: &str =
    r"^(?:^arn:[a-z0-9\-]+:vpc-lattice:[a-zA-Z0-9\-]+:\d{12}:resourceconfiguration/rcfg-[0-9a-z]{17}$|^$)";

/// A connection: plain data.
#[derive(Clone, Debug)]
pub struct Connection {
    /// The name.
    pub name: Text,
    /// The ARN.
    pub arn: Text,
    /// In words.
    pub description: Option<String>,
    /// How it is authorized.
    pub kind: AuthorizationType,
    /// What it is authorized with; nothing once it was deauthorized.
    pub credentials: Option<Arc<Credentials>>,
    /// What it adds to requests.
    pub http: Option<Arc<ConnectionHttpParameters>>,
    /// How its private endpoint would be reached, and how its authorization endpoint.
    private: [Option<Private>; 2],
    kms_key: Option<String>,
    /// Whether it can be used.
    pub state: State,
    /// Why it can't.
    pub reason: Option<String>,
    /// What Secrets Manager shows.
    pub secret: Secret,
    created: Time,
    modified: Time,
    authorized: Time,
    /// The token that is being used.
    pub token: Option<Token>,
    /// Rises with each change, so that no token of before is kept.
    pub version: u64,
}

/// Where a connection stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Its first token is being fetched.
    Authorizing,
    /// It is good.
    Authorized,
    /// It was let go, or no token is to be had.
    Deauthorized,
}

impl State {
    fn name(self) -> &'static str {
        match self {
            State::Authorizing => "AUTHORIZING",
            State::Authorized => "AUTHORIZED",
            State::Deauthorized => "DEAUTHORIZED",
        }
    }
}

impl Connection {
    /// Notes that it was found good.
    pub fn authorize(&mut self, now: Time) {
        (self.state, self.reason, self.authorized) = (State::Authorized, None, now);
    }
}

/// A private endpoint, which is stored and shown only.
#[derive(Clone, Debug)]
struct Private {
    configuration: String,
    association: String,
}

impl Private {
    fn shown(&self) -> DescribeConnectionConnectivityParameters {
        DescribeConnectionConnectivityParameters {
            resource_parameters: Some(DescribeConnectionResourceParameters {
                resource_configuration_arn: Some(self.configuration.clone()),
                resource_association_arn: Some(self.association.clone()),
            }),
        }
    }
}

impl ConnectivityResourceParameters {
    /// Checks it; `at` is the path of the member that it is.
    pub fn check(&self, at: &str, members: &mut Members) {
        let path = format!("{at}.resourceParameters");
        members.required(&path, self.resource_parameters.as_ref());
        if let Some(resource) = &self.resource_parameters {
            let (path, arn) =
                (format!("{path}.resourceConfigurationArn"), resource.resource_configuration_arn.as_ref());
            members.required(&path, arn).pattern(&path, arn, is_configuration, CONFIGURATION);
            members.length(&path, arn, 0, 2048);
        }
    }

    fn arn(&self) -> Option<&str> {
        self.resource_parameters.as_ref()?.resource_configuration_arn.as_deref().filter(|arn| !arn.is_empty())
    }
}

fn is_configuration(text: &str) -> bool {
    let is = |arn: &Arn| {
        let id = arn.resource.strip_prefix("resourceconfiguration/rcfg-");
        arn.service == "vpc-lattice"
            && id.is_some_and(|id| id.len() == 17 && id.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_lowercase()))
    };
    text.is_empty() || text.parse().is_ok_and(|arn: Arn| is(&arn))
}

/// Whether a text is the ARN of a connection.
pub fn is_arn(text: &str) -> bool {
    text.parse().is_ok_and(|arn: Arn| arn.service == "events" && name_of(&arn).is_some())
}

/// The name in a connection's ARN.
pub fn name_of(arn: &Arn) -> Option<&str> {
    let (name, id) = arn.resource.strip_prefix(RESOURCE)?.split_once('/')?;
    (super::check::is_name(name) && super::check::is_name(id)).then_some(name)
}

/// AWS's refusal where no connection has that name.
pub fn missing(name: &str) -> Error {
    Error::ResourceNotFound(format!("Failed to describe the connection(s). Connection '{name}' does not exist."))
}

impl Region {
    /// The connections by name, locked.
    pub fn connections(&self) -> MutexGuard<'_, BTreeMap<Text, Connection>> {
        self.connections.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Events {
    /// The connection of this ARN, as it stands now.
    pub(super) fn connection(&self, arn: &str) -> Option<Connection> {
        let parsed: Arn = arn.parse().ok()?;
        let region = self.shared.regions.find(&parsed.scope)?;
        let connections = region.connections();
        connections.get(name_of(&parsed)?).filter(|connection| &*connection.arn == arn).cloned()
    }

    /// Lets a connection be authorized anew, as it is when it was made or changed.
    fn reauthorize(&self, now: Time, connection: &mut Connection) {
        connection.version += 1;
        (connection.token, connection.reason) = (None, None);
        match &connection.credentials {
            Some(credentials) => {
                let (http, id) = (connection.http.as_deref(), self.shared.ids.uuid());
                connection.secret.put(now, id.to_string().into(), credentials, http);
                connection.authorized = now;
                let waits = connection.kind == AuthorizationType::OAuth;
                connection.state = if waits { State::Authorizing } else { State::Authorized };
            }
            None => connection.state = State::Deauthorized,
        }
    }

    fn private(&self, at: &Caller<'_>, given: Option<&ConnectivityResourceParameters>) -> Option<Private> {
        let configuration = given?.arn()?.to_owned();
        let resource = format!("servicenetworkresourceassociation/snra-0{:016x}", self.shared.ids.bits());
        Some(Private { configuration, association: Arn::new("vpc-lattice", &at.scope, resource).to_string() })
    }

    /// CreateConnection.
    pub(super) fn create_connection(
        &self,
        at: &Caller<'_>,
        input: CreateConnectionRequest,
    ) -> Result<CreateConnectionResponse, Error> {
        let given = input.auth_parameters.map(UpdateConnectionAuthRequestParameters::from);
        let mut members = Members::default();
        members.name("name", input.name.as_ref(), 64);
        members.length("description", input.description.as_ref(), 0, 512);
        members.required("authorizationType", input.authorization_type.as_ref());
        members.choice("authorizationType", input.authorization_type.as_ref(), AuthorizationType::NAMES);
        members.required("authParameters", given.as_ref());
        if let Some(given) = &given {
            given.check(&mut members, true);
        }
        check_rest(&mut members, input.invocation_connectivity_parameters.as_ref(), input.kms_key_identifier.as_ref())?;
        let (name, mut given) = (Text::from(input.name.unwrap_or_default()), given.unwrap_or_default());
        let kind = input.authorization_type.as_deref().and_then(AuthorizationType::parse);
        let kind = kind.unwrap_or(AuthorizationType::Basic);
        let http = given.invocation_http_parameters.take().map(Arc::new);
        let private = [&input.invocation_connectivity_parameters, &given.connectivity_parameters];
        let private = private.map(|given| self.private(at, given.as_ref()));
        let region = self.shared.regions.at(&at.scope);
        let now = self.now();
        let mut connections = region.connections();
        if connections.contains_key(&name) {
            return Err(Error::ResourceAlreadyExists(format!("Connection {name} already exists.")));
        }
        if self.shared.settings.strict && connections.len() >= MOST {
            return Err(Error::LimitExceeded);
        }
        let ids = &self.shared.ids;
        let arn = Arn::new("events", &at.scope, format!("{RESOURCE}{name}/{}", ids.uuid()));
        let mut connection = Connection {
            arn: arn.to_string().into(),
            description: input.description,
            kind,
            credentials: Some(Credentials::of(kind, given, None)?.into()),
            http,
            private,
            kms_key: input.kms_key_identifier,
            state: State::Authorizing,
            reason: None,
            secret: Secret::new(&at.scope, &name, ids, now),
            created: now,
            modified: now,
            authorized: now,
            token: None,
            version: 0,
            name: name.clone(),
        };
        self.reauthorize(now, &mut connection);
        let response = CreateConnectionResponse {
            connection_arn: Some(connection.arn.to_string()),
            connection_state: Some(connection.state.name().to_owned()),
            creation_time: Some(Epoch(now)),
            last_modified_time: Some(Epoch(now)),
        };
        connections.insert(name, connection.clone());
        drop(connections);
        self.authorize(&region, &connection);
        Ok(response)
    }

    /// UpdateConnection: what isn't given stays, secrets too.
    pub(super) fn update_connection(
        &self,
        at: &Caller<'_>,
        input: UpdateConnectionRequest,
    ) -> Result<UpdateConnectionResponse, Error> {
        let mut members = Members::default();
        members.name("name", input.name.as_ref(), 64);
        members.length("description", input.description.as_ref(), 0, 512);
        members.choice("authorizationType", input.authorization_type.as_ref(), AuthorizationType::NAMES);
        if let Some(given) = &input.auth_parameters {
            given.check(&mut members, false);
        }
        check_rest(&mut members, input.invocation_connectivity_parameters.as_ref(), input.kms_key_identifier.as_ref())?;
        let name = input.name.unwrap_or_default();
        let wanted = input.authorization_type.as_deref().and_then(AuthorizationType::parse);
        let region = self.shared.regions.at(&at.scope);
        let now = self.now();
        let mut connections = region.connections();
        let known = connections.get_mut(&*name).ok_or_else(|| missing(&name))?;
        let mut connection = known.clone();
        connection.description = input.description.or(connection.description);
        connection.kms_key = input.kms_key_identifier.or(connection.kms_key);
        connection.modified = now;
        if input.invocation_connectivity_parameters.is_some() {
            connection.private[0] = self.private(at, input.invocation_connectivity_parameters.as_ref());
        }
        let kind = wanted.unwrap_or(connection.kind);
        let mut given = input.auth_parameters;
        if let Some(given) = &mut given {
            if given.connectivity_parameters.is_some() {
                connection.private[1] = self.private(at, given.connectivity_parameters.as_ref());
            }
            if let Some(http) = given.invocation_http_parameters.take() {
                connection.http = Some(http.instead_of(connection.http.as_deref()).into());
            }
        }
        if given.is_some() || kind != connection.kind {
            let credentials = Credentials::of(kind, given.unwrap_or_default(), connection.credentials.as_deref())?;
            (connection.kind, connection.credentials) = (kind, Some(credentials.into()));
        }
        self.reauthorize(now, &mut connection);
        *known = connection.clone();
        drop(connections);
        self.authorize(&region, &connection);
        Ok(UpdateConnectionResponse {
            connection_arn: Some(connection.arn.to_string()),
            connection_state: Some(connection.state.name().to_owned()),
            creation_time: Some(Epoch(connection.created)),
            last_modified_time: Some(Epoch(now)),
            last_authorized_time: Some(Epoch(connection.authorized)),
        })
    }

    /// DeleteConnection. API destinations that use it stay, and become inactive.
    pub(super) fn delete_connection(
        &self,
        at: &Caller<'_>,
        input: DeleteConnectionRequest,
    ) -> Result<DeleteConnectionResponse, Error> {
        Members::default().name("name", input.name.as_ref(), 64).check()?;
        let name = input.name.unwrap_or_default();
        let region = self.shared.regions.at(&at.scope);
        let connection = region.connections().remove(&*name).ok_or_else(|| missing(&name))?;
        region.authorizing().forget(&connection.arn);
        Ok(DeleteConnectionResponse {
            connection_arn: Some(connection.arn.to_string()),
            connection_state: Some("DELETING".to_owned()),
            creation_time: Some(Epoch(connection.created)),
            last_modified_time: Some(Epoch(connection.modified)),
            last_authorized_time: Some(Epoch(connection.authorized)),
        })
    }

    /// DeauthorizeConnection: takes away all that it is authorized with.
    pub(super) fn deauthorize_connection(
        &self,
        at: &Caller<'_>,
        input: DeauthorizeConnectionRequest,
    ) -> Result<DeauthorizeConnectionResponse, Error> {
        Members::default().name("name", input.name.as_ref(), 64).check()?;
        let name = input.name.unwrap_or_default();
        let region = self.shared.regions.at(&at.scope);
        let now = self.now();
        let connection = {
            let mut connections = region.connections();
            let connection = connections.get_mut(&*name).ok_or_else(|| missing(&name))?;
            (connection.credentials, connection.http, connection.modified) = (None, None, now);
            self.reauthorize(now, connection);
            connection.clone()
        };
        region.authorizing().forget(&connection.arn);
        Ok(DeauthorizeConnectionResponse {
            connection_arn: Some(connection.arn.to_string()),
            connection_state: Some("DEAUTHORIZING".to_owned()),
            creation_time: Some(Epoch(connection.created)),
            last_modified_time: Some(Epoch(now)),
            last_authorized_time: Some(Epoch(connection.authorized)),
        })
    }

    /// DescribeConnection: all but secrets.
    pub(super) fn describe_connection(
        &self,
        at: &Caller<'_>,
        input: DescribeConnectionRequest,
    ) -> Result<DescribeConnectionResponse, Error> {
        Members::default().name("name", input.name.as_ref(), 64).check()?;
        let name = input.name.unwrap_or_default();
        let region = self.shared.regions.at(&at.scope);
        let connection = region.connections().get(&*name).cloned().ok_or_else(|| missing(&name))?;
        let [private, of_authorization] = connection.private.each_ref().map(|one| one.as_ref().map(Private::shown));
        let parameters = connection.credentials.as_ref().map(|credentials| ConnectionAuthResponseParameters {
            invocation_http_parameters: connection.http.as_ref().map(|http| http.shown()),
            connectivity_parameters: of_authorization,
            ..credentials.shown()
        });
        Ok(DescribeConnectionResponse {
            connection_arn: Some(connection.arn.to_string()),
            name: Some(name),
            description: connection.description,
            invocation_connectivity_parameters: private,
            connection_state: Some(connection.state.name().to_owned()),
            state_reason: connection.reason,
            authorization_type: Some(connection.kind.name().to_owned()),
            secret_arn: parameters.as_ref().map(|_| connection.secret.arn.to_string()),
            kms_key_identifier: connection.kms_key,
            auth_parameters: parameters,
            creation_time: Some(Epoch(connection.created)),
            last_modified_time: Some(Epoch(connection.modified)),
            last_authorized_time: Some(Epoch(connection.authorized)),
        })
    }

    /// ListConnections.
    pub(super) fn list_connections(
        &self,
        at: &Caller<'_>,
        input: ListConnectionsRequest,
    ) -> Result<ListConnectionsResponse, Error> {
        let (prefix, state) = (input.name_prefix.as_ref(), input.connection_state.as_ref());
        let mut members = Members::default();
        members.name_prefix(prefix, 64).choice("connectionState", state, STATES);
        let page = Page::with(&mut members, "limit", input.limit, input.next_token.as_ref())?;
        let region = self.shared.regions.at(&at.scope);
        let connections = region.connections();
        let rest = named(&connections, input.name_prefix.as_deref(), page.after.as_deref()).map(|(_, one)| one);
        let wanted = rest.filter(|one| state.is_none_or(|state| one.state.name() == state));
        let (found, next_token) = page.cut(wanted, |one| &one.name);
        let entry = |one: &Connection| api::Connection {
            connection_arn: Some(one.arn.to_string()),
            name: Some(one.name.to_string()),
            connection_state: Some(one.state.name().to_owned()),
            state_reason: one.reason.clone(),
            authorization_type: Some(one.kind.name().to_owned()),
            creation_time: Some(Epoch(one.created)),
            last_modified_time: Some(Epoch(one.modified)),
            last_authorized_time: Some(Epoch(one.authorized)),
        };
        Ok(ListConnectionsResponse { connections: found.into_iter().map(entry).collect(), next_token })
    }
}

/// Checks what a request has besides its authorization.
fn check_rest(
    members: &mut Members,
    connectivity: Option<&ConnectivityResourceParameters>,
    key: Option<&String>,
) -> Result<(), Error> {
    if let Some(connectivity) = connectivity {
        connectivity.check("invocationConnectivityParameters", members);
    }
    Ok(members.kms_key(key).check()?)
}
