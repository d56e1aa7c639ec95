//! Which service and operation a request means, and by which protocol. Knows paths and headers, no operation.

use std::borrow::Cow;

use axum::http::request::Parts;

use super::query::{Form, FormError};
use super::rest::{self, Matched};
use super::scope::Credential;
use super::services::{self, Service};
use crate::aws::fault::Fault;
use crate::heads::Heads;

/// How a reply is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// AWS JSON; the content type of the request is that of the reply.
    Json {
        /// `application/x-amz-json-1.0` or `-1.1`.
        content_type: &'static str,
    },
    /// The query protocol.
    Xml,
    /// The query protocol, its document written as JSON because the caller accepts only that.
    XmlAsJson,
    /// REST-JSON.
    Rest,
}

/// A request understood so far.
#[derive(Debug)]
pub struct Found<'a> {
    /// The service.
    pub service: &'static Service,
    /// The operation's name.
    pub operation: Cow<'a, str>,
    /// The parameters, where the query protocol brought them.
    pub form: Option<Form<'a>>,
    /// What path and query gave, where REST brought it.
    pub rest: Option<Matched>,
    /// How to answer.
    pub style: Style,
}

/// A request that means nothing here.
#[derive(Debug)]
pub enum Unfound {
    /// A plain `<UnknownOperationException/>`, as AWS answers a request that names no operation.
    NoOperation,
    /// An error in a protocol's shape.
    Fault(Style, Box<Fault>),
}

impl Unfound {
    fn fault(style: Style, fault: Fault) -> Self {
        Unfound::Fault(style, Box::new(fault))
    }
}

const JSON_10: &str = "application/x-amz-json-1.0";
const JSON_11: &str = "application/x-amz-json-1.1";

/// How an error is written for a request of which only the headers are known.
pub fn style(heads: &Heads<'_>) -> Style {
    if is_form(heads) {
        return Style::Xml;
    }
    match json_type(heads) {
        Some(content_type) => Style::Json { content_type },
        None if heads.target.is_some() => Style::Json { content_type: JSON_10 },
        None => Style::Rest,
    }
}

/// Finds out what a request means.
///
/// # Errors
/// What AWS answers when it can't tell.
pub fn detect<'a>(
    parts: &'a Parts,
    heads: &Heads<'a>,
    body: &'a [u8],
    credential: Option<Credential<'_>>,
    serves: impl Fn(&str) -> bool + Copy,
) -> Result<Found<'a>, Unfound> {
    if let Some(target) = heads.target {
        return by_target(heads, target, serves);
    }
    let query = parts.uri.query().unwrap_or_default();
    let in_body = is_form(heads);
    if in_body || has_action(query.as_bytes()) {
        let form = Form::parse(query.as_bytes(), if in_body { body } else { b"" });
        let form = form.map_err(|error| Unfound::fault(Style::Xml, malformed(&error)))?;
        return by_action(parts, heads, form, credential, serves);
    }
    let path = parts.uri.path();
    let Some(service) = services::of_path(path, credential.map(|credential| credential.service)) else {
        // Nothing names an operation; but what is signed for another service shall hear that it isn't here.
        return Err(match credential.map(|credential| credential.service).filter(|name| !serves(name)) {
            Some(name) => Unfound::fault(Style::Xml, absent(name)),
            None => Unfound::NoOperation,
        });
    };
    if !serves(service.name) {
        return Err(Unfound::fault(Style::Rest, absent(service.name)));
    }
    match rest::find(service.routes, parts.method.as_str(), path, query) {
        Some(matched) => {
            let operation = Cow::Borrowed(matched.operation);
            Ok(Found { service, operation, form: None, rest: Some(matched), style: Style::Rest })
        }
        None => {
            let fault = unknown(format!("There is no operation {} {path} of {}.", parts.method, service.name));
            Err(Unfound::fault(Style::Rest, fault.status(404)))
        }
    }
}

/// The error of a form that can't be read.
pub fn malformed(error: &FormError) -> Fault {
    let code = match error {
        FormError::NotUtf8 | FormError::TooMany => "MalformedQueryString",
        FormError::Invalid(_) => "InvalidParameterValue",
        FormError::Malformed(_) => "MalformedInput",
        FormError::Conflicting(_) => "ConflictingQueryParameter",
    };
    Fault::framework(code, error.to_string())
}

fn by_target<'a>(heads: &Heads<'_>, target: &'a str, serves: impl Fn(&str) -> bool) -> Result<Found<'a>, Unfound> {
    let style = match json_type(heads) {
        Some(content_type) => Style::Json { content_type },
        None => {
            let sent = content_type(heads).unwrap_or("none");
            let fault = unknown(format!("Content-Type must be {JSON_10} or {JSON_11}, not {sent}."));
            return Err(Unfound::fault(Style::Json { content_type: JSON_10 }, fault.status(404)));
        }
    };
    let (prefix, operation) = target.rsplit_once('.').unwrap_or((target, ""));
    match services::find(|service| service.target == Some(prefix)) {
        Some(service) if serves(service.name) => {
            Ok(Found { service, operation: Cow::Borrowed(operation), form: None, rest: None, style })
        }
        Some(service) => Err(Unfound::fault(style, absent(service.name))),
        None => Err(Unfound::fault(style, absent(prefix))),
    }
}

fn by_action<'a>(
    parts: &Parts,
    heads: &Heads<'_>,
    form: Form<'a>,
    credential: Option<Credential<'_>>,
    serves: impl Fn(&str) -> bool,
) -> Result<Found<'a>, Unfound> {
    let accept = heads.accept.unwrap_or_default();
    let style = if accept.starts_with("application/json") { Style::XmlAsJson } else { Style::Xml };
    let Some(action) = form.get("Action").map(|action| action.to_owned()) else {
        return Err(Unfound::NoOperation);
    };
    let version = form.get("Version").filter(|version| !version.is_empty());
    let presigned = form.get("X-Amz-Credential").and_then(Credential::parse).map(|c| c.service.to_owned());
    let signed = credential.map(|c| c.service).or(presigned.as_deref());
    let by_version = || version.and_then(|v| services::find(|service| service.versions.contains(&v)));
    let by_link = || services::find(|service| signed.is_none() && service.links.contains(&action.as_str()));
    // A queue's URL, called unsigned or by a client that signs with a name of its own.
    let by_path =
        || services::find(|service| service.name == "sqs" && (signed.is_none() || parts.uri.path().len() > 1));
    let by_name = signed.and_then(|name| services::find(|service| service.name == name));
    let service = by_name.or_else(by_version).or_else(by_link).or_else(by_path);
    match service {
        Some(service) if serves(service.name) => {
            // None is needed: curl and the like leave it out.
            if let Some(version) = version.filter(|version| !service.versions.contains(version)) {
                let text = format!("The requested version ( {version} ) is not valid.");
                return Err(Unfound::fault(style, Fault::framework("NoSuchVersion", text)));
            }
            Ok(Found { service, operation: Cow::Owned(action), form: Some(form), rest: None, style })
        }
        _ => Err(Unfound::fault(style, absent(signed.or(service.map(|s| s.name)).unwrap_or("that service")))),
    }
}

/// The error for a service that isn't served, which says which ones are.
fn absent(name: &str) -> Fault {
    let served = crate::world::SERVICES.join(", ");
    unknown(format!("Eventyard does not serve {name}. It serves: {served}."))
}

/// The framework's error for what it can't route.
pub fn unknown(message: String) -> Fault {
    Fault::framework("UnknownOperationException", message)
}

fn content_type<'a>(heads: &Heads<'a>) -> Option<&'a str> {
    let value = heads.content_type?;
    let end = value.bytes().position(|b| b == b';').unwrap_or(value.len());
    Some(value[..end].trim())
}

/// The content type of AWS JSON that a request has, if it has one.
fn json_type(heads: &Heads<'_>) -> Option<&'static str> {
    let sent = content_type(heads)?;
    [JSON_10, JSON_11].into_iter().find(|known| known.eq_ignore_ascii_case(sent))
}

fn is_form(heads: &Heads<'_>) -> bool {
    content_type(heads).is_some_and(|t| t.eq_ignore_ascii_case("application/x-www-form-urlencoded"))
}

fn has_action(query: &[u8]) -> bool {
    query.split(|b| *b == b'&').any(|pair| pair.starts_with(b"Action="))
}
