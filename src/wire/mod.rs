//! Bytes ↔ typed calls: finds the service, decodes the input by the operation's own type, writes the reply in the
//! protocol's shape. The only place that knows both HTTP and AWS's protocols; it knows no operation.

mod body;
mod detect;
mod document;
mod inside;
pub mod json;
pub mod names;
pub mod query;
pub mod rest;
pub mod s3;
mod scope;
mod services;
mod strict;
pub mod xml;

use std::borrow::Cow;

use axum::body::Body;
use axum::http::request::Parts;
use axum::http::{HeaderName, HeaderValue, Response, StatusCode, header};
use bytes::Bytes;
use serde::Serialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;

use crate::aws::call::Call;
use crate::aws::fault::Fault;
use crate::aws::scope::{Caller, Protocol};
use crate::heads::Heads;
use crate::world::World;
use detect::{Found, Style, Unfound};
use names::Names;
use query::Form;
use rest::Matched;
use scope::Credential;

pub use inside::connect;
pub use scope::origin;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-amzn-requestid");
const QUERY_ERROR: HeaderName = HeaderName::from_static("x-amzn-query-error");
const ERROR_TYPE: HeaderName = HeaderName::from_static("x-amzn-errortype");

/// Answers one request on the AWS side of the port; `has_left` tells whether its client has hung up.
pub async fn answer(
    world: &World,
    parts: &Parts,
    heads: &Heads<'_>,
    body: Bytes,
    body_limit: usize,
    has_left: &(dyn Fn() -> bool + Sync),
) -> Response<Body> {
    let request_id = world.ids.uuid();
    let body = match body::decoded(heads, body, body_limit) {
        Ok(body) => body,
        Err(fault) => return Shape::of(detect::style(heads)).fault(&fault, request_id),
    };
    let credential = Credential::of_header(heads);
    let found = match detect::detect(parts, heads, &body, credential, |name| world.serves(name)) {
        Ok(found) => found,
        Err(Unfound::NoOperation) => {
            return match world.sns.certificate(parts.uri.path()) {
                Some(pem) => respond(StatusCode::OK, "application/x-pem-file", pem.to_owned(), request_id),
                None => no_operation(request_id),
            };
        }
        Err(Unfound::Fault(style, fault)) => {
            let shape = if style == Style::Xml { Shape::of_caller(style, credential) } else { Shape::of(style) };
            return shape.fault(&fault, request_id);
        }
    };
    let request = Request::new(world, parts, heads, &body, credential, found, request_id);
    let outcome = world.call(request.service, &Request { has_left, ..request }).await;
    let Request { shape, request_id, .. } = request;
    match outcome {
        Ok((content_type, body)) => respond(StatusCode::OK, content_type, body, request_id),
        Err(fault) => shape.fault(&fault, request_id),
    }
}

/// Refuses a request by its headers, before its body was read.
pub fn refuse(world: &World, parts: &Parts, fault: &Fault) -> Response<Body> {
    Shape::of(detect::style(&Heads::of(parts))).fault(fault, world.ids.uuid())
}

/// The error for a body beyond the limit.
pub fn too_large(limit: usize) -> Fault {
    Fault::framework("RequestEntityTooLarge", format!("The request body is larger than the limit of {limit} bytes."))
        .status(413)
}

/// The answer when the emulator itself has failed.
pub fn internal_failure() -> Fault {
    let mut fault =
        Fault::framework("InternalFailure", "An internal error of Eventyard; its log says more.").status(500);
    fault.sender = false;
    fault
}

/// One call, by HTTP or from inside. There is one type of calls, so that the services are compiled for one.
struct Request<'a> {
    service: &'static str,
    operation: Cow<'a, str>,
    caller: Caller<'a>,
    input: Input<'a>,
    shape: Shape,
    request_id: Uuid,
    has_left: &'a (dyn Fn() -> bool + Sync),
}

enum Input<'a> {
    /// Whether there is such an operation: what can't be read, so that nothing is done.
    Probe,
    Json(&'a [u8]),
    Rest(Matched, &'a [u8]),
    Query(Form<'a>, &'static Names),
}

impl<'a> Request<'a> {
    fn new(
        world: &'a World,
        parts: &'a Parts,
        heads: &Heads<'a>,
        body: &'a [u8],
        credential: Option<Credential<'_>>,
        found: Found<'a>,
        request_id: Uuid,
    ) -> Self {
        let Found { service, operation, form, rest, style } = found;
        let presigned = form.as_ref().and_then(|form| form.get("X-Amz-Credential")).and_then(Credential::parse);
        let credential = credential.or(presigned);
        let signed = credential.is_some();
        let scope = credential.map_or_else(|| world.home.clone(), |credential| credential.scope(&world.home));
        let (scheme, host) = scope::origin(heads, &world.here);
        let caller = Caller {
            scope,
            scheme,
            host,
            path: parts.uri.path(),
            trace: heads.trace,
            protocol: if form.is_some() { Protocol::Query } else { Protocol::Json },
            signed,
        };
        let input = match (form, service.names, rest) {
            (Some(form), Some(names), _) => Input::Query(form, names),
            (_, _, Some(matched)) => Input::Rest(matched, body),
            _ => Input::Json(body),
        };
        let shape = Shape { style, names: service.names, text_member: service.text_member };
        Request { service: service.name, operation, caller, input, shape, request_id, has_left: &|| false }
    }
}

impl Call for Request<'_> {
    /// The content type and the body.
    type Reply = Result<(&'static str, Vec<u8>), Fault>;

    fn operation(&self) -> &str {
        &self.operation
    }

    fn caller(&self) -> &Caller<'_> {
        &self.caller
    }

    fn has_left(&self) -> bool {
        (self.has_left)()
    }

    fn input<I: DeserializeOwned>(&self) -> Result<I, Fault> {
        match &self.input {
            Input::Probe => Err(inside::probed()),
            Input::Json(body) => json::decode(body),
            Input::Rest(matched, body) => json::decode(&rest::input(matched, body)?),
            Input::Query(form, names) => form.decode(names).map_err(|error| detect::malformed(&error)),
        }
    }

    fn reply<O: Serialize>(&self, outcome: Result<O, Fault>) -> Self::Reply {
        let output = outcome?;
        let Shape { style, names, .. } = self.shape;
        let body = match (style, names) {
            (Style::Xml, Some(names)) => {
                xml::reply(&self.operation, &output, &self.request_id.to_string(), names).into_bytes()
            }
            (Style::XmlAsJson, Some(names)) => {
                document::reply(&self.operation, &output, &self.request_id.to_string(), names).into_bytes()
            }
            // Operations without output answer an empty body.
            _ => Some(json::encode(&output)).filter(|body| body != b"null").unwrap_or_default(),
        };
        Ok((style.content_type(), body))
    }

    fn unknown(&self) -> Self::Reply {
        let fault = match self.caller.protocol {
            Protocol::Query => Fault::framework(
                "InvalidAction",
                format!("The action {} is not valid for this endpoint.", self.operation),
            ),
            Protocol::Json => {
                detect::unknown(format!("The operation {} is not known to {}.", self.operation, self.service))
            }
        };
        Err(fault)
    }
}

impl Style {
    fn content_type(self) -> &'static str {
        match self {
            Style::Json { content_type } => content_type,
            Style::Xml => "text/xml",
            Style::XmlAsJson | Style::Rest => "application/json",
        }
    }
}

/// How errors are written for one request.
#[derive(Clone, Copy)]
struct Shape {
    style: Style,
    /// Those of a service that has the query protocol: its JSON errors say their query code too.
    names: Option<&'static Names>,
    /// The member of REST errors that has the text.
    text_member: &'static str,
}

impl Shape {
    fn of(style: Style) -> Self {
        Shape { style, names: None, text_member: "message" }
    }

    /// In the words of the service that was signed for.
    fn of_caller(style: Style, credential: Option<Credential<'_>>) -> Self {
        let service = credential.and_then(|signed| services::find(|service| service.name == signed.service));
        Shape { names: service.and_then(|service| service.names), ..Shape::of(style) }
    }

    fn fault(self, fault: &Fault, request_id: Uuid) -> Response<Body> {
        let id = request_id.to_string();
        let names = self.names.unwrap_or(&names::SQS);
        let body = match self.style {
            Style::Xml => xml::fault(fault, &id, names),
            Style::XmlAsJson => document::fault(fault, &id),
            Style::Json { .. } => {
                let mut body = serde_json::json!({ "__type": fault.kind(), "message": fault.message });
                if let Some(reason) = fault.reason {
                    body["reason"] = reason.into();
                }
                body.to_string()
            }
            Style::Rest => serde_json::json!({ self.text_member: fault.message }).to_string(),
        };
        let status = StatusCode::from_u16(fault.status).unwrap_or(StatusCode::BAD_REQUEST);
        let mut response = respond(status, self.style.content_type(), body, request_id);
        if self.style == Style::Rest {
            insert(&mut response, ERROR_TYPE, fault.shape);
        }
        if self.names.is_some() && matches!(self.style, Style::Json { .. }) {
            let kind = if fault.sender { "Sender" } else { "Receiver" };
            insert(&mut response, QUERY_ERROR, &format!("{};{kind}", fault.code));
        }
        response
    }
}

fn insert(response: &mut Response<Body>, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().insert(name, value);
    }
}

/// AWS's answer to a request that names no operation at all.
fn no_operation(request_id: Uuid) -> Response<Body> {
    respond(StatusCode::NOT_FOUND, "text/xml", "<UnknownOperationException/>", request_id)
}

fn respond(status: StatusCode, content_type: &'static str, body: impl Into<Body>, request_id: Uuid) -> Response<Body> {
    let mut response = Response::new(body.into());
    *response.status_mut() = status;
    let mut buffer = [0; uuid::fmt::Hyphenated::LENGTH];
    let id: &str = request_id.hyphenated().encode_lower(&mut buffer);
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    insert(&mut response, REQUEST_ID, id);
    response
}
