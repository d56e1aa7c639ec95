//! What a connection is authorized with: a user and password, an API key, or an OAuth client and where its tokens are
//! fetched; read from requests, shown without secrets, and written into the connection's secret.
//! <https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-target-connection-auth.html>

use serde_json::{Map, Value, json};

use super::api::*;
use super::check::Members;
use super::error::Error;

/// How a connection is authorized.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AuthorizationType {
    /// User and password.
    Basic,
    /// A token that is fetched for a client's id and secret.
    OAuth,
    /// A header of its own.
    ApiKey,
}

impl AuthorizationType {
    /// Their names, in the order in which AWS tells them.
    pub const NAMES: &[&str] = &["BASIC", "OAUTH_CLIENT_CREDENTIALS", "API_KEY"];

    /// By its name.
    pub fn parse(name: &str) -> Option<Self> {
        match name {
            "BASIC" => Some(AuthorizationType::Basic),
            "OAUTH_CLIENT_CREDENTIALS" => Some(AuthorizationType::OAuth),
            "API_KEY" => Some(AuthorizationType::ApiKey),
            _ => None,
        }
    }

    /// AWS's name.
    pub fn name(self) -> &'static str {
        match self {
            AuthorizationType::Basic => "BASIC",
            AuthorizationType::OAuth => "OAUTH_CLIENT_CREDENTIALS",
            AuthorizationType::ApiKey => "API_KEY",
        }
    }
}

/// The methods by which a token can be fetched.
const METHODS: &[&str] = &["GET", "POST", "PUT"];

const AUTHORIZATION: &str = r"^[ \t]*[^\x00-\x1F:\x7F]+([ \t]+[^\x00-\x1F:\x7F]+)*[ \t]*$";

fn is_authorization(text: &str) -> bool {
    let is_allowed = |c: char| !c.is_ascii_control() && c != ':';
    text.contains(is_allowed) && text.chars().all(|c| c == '\t' || is_allowed(c))
}

/// The pattern of endpoints, as AWS writes it.
pub const ENDPOINT: &str = r"^((%[0-9A-Fa-f]{2}|[-()_.!~*';/?:@\x26=+$,A-Za-z0-9])+)([).!';/?:,])?$";

/// Whether a text has that pattern. It needn't be a URL.
pub fn is_endpoint(text: &str) -> bool {
    let mut rest = text.as_bytes();
    while let Some((first, tail)) = rest.split_first() {
        rest = match (first, tail) {
            (b'%', [high, low, tail @ ..]) if high.is_ascii_hexdigit() && low.is_ascii_hexdigit() => tail,
            (b, tail) if b.is_ascii_alphanumeric() || b"-()_.!~*';/?:@&=+$,".contains(b) => tail,
            _ => return false,
        };
    }
    !text.is_empty()
}

/// What a connection is authorized with.
#[derive(Clone, Debug, PartialEq)]
pub enum Credentials {
    /// Sent as `Authorization: Basic`.
    Basic {
        /// Without a colon.
        username: String,
        /// Without a colon, too.
        password: String,
    },
    /// Sent as a header.
    ApiKey {
        /// The header's name.
        name: String,
        /// The header's value.
        value: String,
    },
    /// Sent as `Authorization: Bearer` with a token.
    OAuth(Client),
}

/// An OAuth client.
#[derive(Clone, Debug, PartialEq)]
pub struct Client {
    /// Its id.
    pub id: String,
    /// Its secret.
    pub secret: String,
    /// Where it gets tokens.
    pub endpoint: String,
    /// `GET`, `POST` or `PUT`.
    pub method: String,
    /// What it adds to that request.
    pub http: Option<ConnectionHttpParameters>,
}

impl Credentials {
    /// What a request gives for this type of authorization; what it doesn't say stays as it was.
    ///
    /// # Errors
    /// `ValidationException` where something is neither given nor known.
    pub fn of(
        kind: AuthorizationType,
        given: UpdateConnectionAuthRequestParameters,
        before: Option<&Credentials>,
    ) -> Result<Self, Error> {
        let before = before.cloned();
        let known = match kind {
            AuthorizationType::Basic => {
                let given = given.basic_auth_parameters.unwrap_or_default();
                let (username, password) = match before {
                    Some(Credentials::Basic { username, password }) => (Some(username), Some(password)),
                    _ => (None, None),
                };
                given
                    .username
                    .or(username)
                    .zip(given.password.or(password))
                    .map(|(username, password)| Credentials::Basic { username, password })
            }
            AuthorizationType::ApiKey => {
                let given = given.api_key_auth_parameters.unwrap_or_default();
                let (name, value) = match before {
                    Some(Credentials::ApiKey { name, value }) => (Some(name), Some(value)),
                    _ => (None, None),
                };
                given
                    .api_key_name
                    .or(name)
                    .zip(given.api_key_value.or(value))
                    .map(|(name, value)| Credentials::ApiKey { name, value })
            }
            AuthorizationType::OAuth => {
                let before = match before {
                    Some(Credentials::OAuth(client)) => Some(client),
                    _ => None,
                };
                Client::of(given.o_auth_parameters.unwrap_or_default(), before)?.map(Credentials::OAuth)
            }
        };
        let block = match kind {
            AuthorizationType::Basic => "BasicAuthParameters",
            AuthorizationType::OAuth => "OAuthParameters",
            AuthorizationType::ApiKey => "ApiKeyAuthParameters",
        };
        known.ok_or_else(|| {
            Error::validation(format!("Parameter {block} is not valid. Reason: Missing required field(s)"))
        })
    }

    /// The type.
    pub fn kind(&self) -> AuthorizationType {
        match self {
            Credentials::Basic { .. } => AuthorizationType::Basic,
            Credentials::ApiKey { .. } => AuthorizationType::ApiKey,
            Credentials::OAuth(_) => AuthorizationType::OAuth,
        }
    }

    /// As they are shown: without secrets.
    pub fn shown(&self) -> ConnectionAuthResponseParameters {
        let mut shown = ConnectionAuthResponseParameters::default();
        match self {
            Credentials::Basic { username, .. } => {
                let basic = ConnectionBasicAuthResponseParameters { username: Some(username.clone()) };
                shown.basic_auth_parameters = Some(basic);
            }
            Credentials::ApiKey { name, .. } => {
                let key = ConnectionApiKeyAuthResponseParameters { api_key_name: Some(name.clone()) };
                shown.api_key_auth_parameters = Some(key);
            }
            Credentials::OAuth(client) => {
                shown.o_auth_parameters = Some(ConnectionOAuthResponseParameters {
                    client_parameters: Some(ConnectionOAuthClientResponseParameters {
                        client_id: Some(client.id.clone()),
                    }),
                    authorization_endpoint: Some(client.endpoint.clone()),
                    http_method: Some(client.method.clone()),
                    o_auth_http_parameters: client.http.as_ref().map(ConnectionHttpParameters::shown),
                });
            }
        }
        shown
    }

    /// As they stand in the connection's secret.
    pub fn secret(&self) -> Map<String, Value> {
        let members = match self {
            Credentials::Basic { username, password } => {
                vec![("username", json!(username)), ("password", json!(password))]
            }
            Credentials::ApiKey { name, value } => vec![("api_key_name", json!(name)), ("api_key_value", json!(value))],
            Credentials::OAuth(client) => {
                let mut members = vec![
                    ("client_id", json!(client.id)),
                    ("client_secret", json!(client.secret)),
                    ("authorization_endpoint", json!(client.endpoint)),
                    ("http_method", json!(client.method)),
                ];
                members.extend(client.http.iter().map(|http| ("oauth_http_parameters", http.secret())));
                members
            }
        };
        members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
    }
}

impl Client {
    fn of(given: UpdateConnectionOAuthRequestParameters, before: Option<Client>) -> Result<Option<Self>, Error> {
        // AWS wants https; here http will do. What has no scheme at all is taken, and no token will come.
        let url = given.authorization_endpoint.as_deref().and_then(|url| url.split_once("://"));
        let has_login = |rest: &str| rest.split(['/', '?']).next().is_some_and(|authority| authority.contains('@'));
        if url.is_some_and(|(scheme, rest)| !is_http(scheme) || has_login(rest)) {
            return Err(Error::validation("Parameter AuthorizationEndpoint is not valid"));
        }
        let client = given.client_parameters.unwrap_or_default();
        let http = given.o_auth_http_parameters;
        let (id, secret, endpoint, method, known) = match before {
            Some(Client { id, secret, endpoint, method, http }) => {
                (Some(id), Some(secret), Some(endpoint), Some(method), http)
            }
            None => (None, None, None, None, None),
        };
        let client = || {
            Some(Client {
                id: client.client_id.or(id)?,
                secret: client.client_secret.or(secret)?,
                endpoint: given.authorization_endpoint.or(endpoint)?,
                method: given.http_method.or(method)?.to_ascii_uppercase(),
                http: match http {
                    Some(http) => Some(http.instead_of(known.as_ref())),
                    None => known,
                },
            })
        };
        Ok(client())
    }
}

/// Whether a scheme is one that can be called. AWS itself takes `https` only.
pub fn is_http(scheme: &str) -> bool {
    ["http", "https"].iter().any(|known| scheme.eq_ignore_ascii_case(known))
}

impl UpdateConnectionAuthRequestParameters {
    /// Checks them. For a new connection a block must be whole.
    pub fn check(&self, members: &mut Members, whole: bool) {
        let need = |members: &mut Members, path: &str, value: Option<&String>| {
            if whole {
                members.required(path, value);
            }
        };
        let open = |members: &mut Members, path: &str, value: Option<&String>| {
            need(members, path, value);
            members.pattern(path, value, is_authorization, AUTHORIZATION).length(path, value, 1, 512);
        };
        let hidden = |members: &mut Members, path: &str, value: Option<&String>| {
            need(members, path, value);
            members.secret(path, value, is_authorization, AUTHORIZATION, 512);
        };
        if let Some(basic) = &self.basic_auth_parameters {
            open(members, "authParameters.basicAuthParameters.username", basic.username.as_ref());
            hidden(members, "authParameters.basicAuthParameters.password", basic.password.as_ref());
        }
        if let Some(oauth) = &self.o_auth_parameters {
            let path = "authParameters.oAuthParameters";
            if whole {
                members.required(&format!("{path}.clientParameters"), oauth.client_parameters.as_ref());
            }
            if let Some(client) = &oauth.client_parameters {
                open(members, &format!("{path}.clientParameters.clientID"), client.client_id.as_ref());
                hidden(members, &format!("{path}.clientParameters.clientSecret"), client.client_secret.as_ref());
            }
            let (endpoint, value) = (format!("{path}.authorizationEndpoint"), oauth.authorization_endpoint.as_ref());
            need(members, &endpoint, value);
            members.pattern(&endpoint, value, is_endpoint, ENDPOINT).length(&endpoint, value, 1, 2048);
            let (method, value) = (format!("{path}.httpMethod"), oauth.http_method.as_ref());
            need(members, &method, value);
            // AWS takes lower case here.
            if value.is_some_and(|value| !METHODS.contains(&value.to_ascii_uppercase().as_str())) {
                members.choice(&method, value, METHODS);
            }
            if let Some(http) = &oauth.o_auth_http_parameters {
                http.check(&format!("{path}.oAuthHttpParameters"), members);
            }
        }
        if let Some(key) = &self.api_key_auth_parameters {
            open(members, "authParameters.apiKeyAuthParameters.apiKeyName", key.api_key_name.as_ref());
            hidden(members, "authParameters.apiKeyAuthParameters.apiKeyValue", key.api_key_value.as_ref());
        }
        if let Some(http) = &self.invocation_http_parameters {
            http.check("authParameters.invocationHttpParameters", members);
        }
        if let Some(connectivity) = &self.connectivity_parameters {
            connectivity.check("authParameters.connectivityParameters", members);
        }
    }
}

impl From<CreateConnectionAuthRequestParameters> for UpdateConnectionAuthRequestParameters {
    fn from(given: CreateConnectionAuthRequestParameters) -> Self {
        UpdateConnectionAuthRequestParameters {
            basic_auth_parameters: given.basic_auth_parameters.map(|basic| {
                UpdateConnectionBasicAuthRequestParameters { username: basic.username, password: basic.password }
            }),
            o_auth_parameters: given.o_auth_parameters.map(|oauth| UpdateConnectionOAuthRequestParameters {
                client_parameters: oauth.client_parameters.map(|client| UpdateConnectionOAuthClientRequestParameters {
                    client_id: client.client_id,
                    client_secret: client.client_secret,
                }),
                authorization_endpoint: oauth.authorization_endpoint,
                http_method: oauth.http_method,
                o_auth_http_parameters: oauth.o_auth_http_parameters,
            }),
            api_key_auth_parameters: given.api_key_auth_parameters.map(|key| {
                UpdateConnectionApiKeyAuthRequestParameters {
                    api_key_name: key.api_key_name,
                    api_key_value: key.api_key_value,
                }
            }),
            invocation_http_parameters: given.invocation_http_parameters,
            connectivity_parameters: given.connectivity_parameters,
        }
    }
}
