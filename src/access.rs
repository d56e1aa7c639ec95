//! Who may call: a web page that someone visits must not read or empty the queues of a developer's machine, neither
//! by its scripts nor through a DNS name rebound to 127.0.0.1.

use std::net::IpAddr;

use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, header};

use crate::config::Config;
use crate::heads::Heads;

/// The origins and hosts that are let in beyond this machine's own.
#[derive(Clone, Debug)]
pub struct Access {
    origins: Vec<String>,
    hosts: Vec<String>,
}

/// Why a request is refused, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused(pub String);

impl Access {
    /// The rules of a configuration.
    pub fn new(config: &Config) -> Self {
        Access { origins: config.allow_origin.clone(), hosts: config.allow_host.clone() }
    }

    /// Checks where a request comes from.
    ///
    /// # Errors
    /// A web page of an origin that isn't allowed.
    pub fn check_origin(&self, method: &Method, heads: &Heads<'_>) -> Result<(), Refused> {
        let host = heads.host.unwrap_or_default();
        let Some(origin) = heads.origin else {
            // An image or a link of a foreign page sends no Origin, but browsers say that it is foreign.
            if heads.fetch_site == Some("cross-site") {
                return Err(Refused("Requests from web pages of other sites are refused.".to_owned()));
            }
            // Nor does a page send one that reads from its own host: its name may be rebound to this machine.
            let may_be_rebound = *method == Method::GET && !is_unclaimable(without_port(host));
            return if may_be_rebound { self.check_host(heads) } else { Ok(()) };
        };
        if self.allows_origin(origin, host) {
            return Ok(());
        }
        Err(Refused(format!(
            "The origin {origin} may not call; start Eventyard with --allow-origin {origin} to let it."
        )))
    }

    /// Checks under which name Eventyard's own API was called.
    ///
    /// # Errors
    /// A name with dots that isn't `localhost` or below it and isn't allowed.
    pub fn check_host(&self, heads: &Heads<'_>) -> Result<(), Refused> {
        let host = heads.host.unwrap_or_default();
        if self.allows_host(host) {
            return Ok(());
        }
        let name = without_port(host);
        Err(Refused(format!("The host {name} is not known; start Eventyard with --allow-host {name} to use it.")))
    }

    fn allows_origin(&self, origin: &str, host: &str) -> bool {
        if self.origins.iter().any(|allowed| allowed == "*" || allowed.trim_end_matches('/') == origin) {
            return true;
        }
        let Some((_, authority)) = origin.split_once("://") else { return false };
        is_loopback(without_port(authority)) || (authority == host && self.allows_host(host))
    }

    fn allows_host(&self, host: &str) -> bool {
        let name = without_port(host);
        is_ip(name)
            || is_loopback(name)
            || (!name.is_empty() && !name.contains('.'))
            || self.hosts.iter().any(|allowed| allowed == "*" || allowed.eq_ignore_ascii_case(name))
    }
}

/// Whether a request is a browser's question whether it may call.
pub fn is_preflight(method: &Method, heads: &Heads<'_>) -> bool {
    *method == Method::OPTIONS && heads.origin.is_some()
}

/// Adds the headers by which a browser lets an allowed page see the answer.
pub fn let_page_read(request: &HeaderMap, response: &mut HeaderMap) {
    const EXPOSED: HeaderValue = HeaderValue::from_static(
        "x-amzn-requestid, x-amzn-errortype, x-amzn-query-error, etag, content-range, x-amz-request-id, x-amz-id-2, \
         x-amz-version-id, x-amz-delete-marker",
    );
    const METHODS: HeaderValue = HeaderValue::from_static("GET, POST, PUT, PATCH, DELETE, HEAD, OPTIONS");
    let Some(origin) = request.get(header::ORIGIN) else { return };
    response.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
    response.insert(header::VARY, HeaderValue::from_static("origin"));
    response.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED);
    if let Some(asked) = request.get(header::ACCESS_CONTROL_REQUEST_HEADERS) {
        response.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, asked.clone());
    }
    if request.contains_key(header::ACCESS_CONTROL_REQUEST_METHOD) {
        response.insert(header::ACCESS_CONTROL_ALLOW_METHODS, METHODS);
        response.insert(header::ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("600"));
    }
    // Chromium asks before a public page may reach a private address.
    const PRIVATE_ASKED: HeaderName = HeaderName::from_static("access-control-request-private-network");
    const PRIVATE_ALLOWED: HeaderName = HeaderName::from_static("access-control-allow-private-network");
    if request.contains_key(PRIVATE_ASKED) {
        response.insert(PRIVATE_ALLOWED, HeaderValue::from_static("true"));
    }
}

fn without_port(authority: &str) -> &str {
    match authority.rsplit_once(':') {
        // The colons of a bare IPv6 address are none of a port.
        Some((name, port))
            if port.bytes().all(|b| b.is_ascii_digit()) && (!name.contains(':') || name.ends_with(']')) =>
        {
            name
        }
        _ => authority,
    }
}

fn is_ip(name: &str) -> bool {
    name.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>().is_ok()
}

/// Names under which SDKs and containers call, and that nobody can point elsewhere at will.
fn is_unclaimable(name: &str) -> bool {
    const DOMAINS: [&str; 5] =
        ["amazonaws.com", "amazonaws.com.cn", "api.aws", "localhost.localstack.cloud", "internal"];
    DOMAINS.iter().any(|domain| name.strip_suffix(domain).is_some_and(|rest| rest.is_empty() || rest.ends_with('.')))
}

fn is_loopback(name: &str) -> bool {
    let name = name.trim_start_matches('[').trim_end_matches(']').to_ascii_lowercase();
    name == "localhost" || name.ends_with(".localhost") || name.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}
