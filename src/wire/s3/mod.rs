//! S3 over HTTP. The protocol is spoken by the crate `s3s`; here requests are told from those of other services and made
//! plain for it (bucket in the path, body unwrapped, no signature: none is checked), and its operations are those of
//! [`crate::s3`]. Bodies flow through; nothing here waits for a whole one.

mod adapter;
mod arrival;
mod convert;
mod detect;
mod document;
mod listings;
mod settings;
mod signed;

use std::sync::Arc;

use axum::body::Body;
use axum::http::request::Parts;
use axum::http::{HeaderName, HeaderValue, Request, Response, StatusCode, header};
use bytes::Bytes;
use futures_util::stream::BoxStream;
use http_body_util::BodyExt;
use s3s::service::{S3Service, S3ServiceBuilder};

use crate::aws::fault::Fault;
use crate::aws::scope::Scope;
use crate::heads::Heads;
use crate::s3::{Error, HOST_ID};
use crate::world::World;
use adapter::Adapter;
use arrival::Arrival;
use document::About;

pub use arrival::Broken;
pub use detect::{is_s3, is_signed_for};

const REQUEST_ID: HeaderName = HeaderName::from_static("x-amz-request-id");
const HOST: HeaderName = HeaderName::from_static("x-amz-id-2");

/// Of a body that nobody wants so much is still read, so that its sender can read the answer.
const MOST_DRAINED: u64 = 64 << 20;

/// S3 as it is reached by HTTP.
#[derive(Debug)]
pub struct Door {
    service: S3Service,
}

/// What an operation wants to know of its request besides what `s3s` gives it.
#[derive(Clone)]
struct Asked {
    /// Whose call it is.
    scope: Scope,
    /// Its body.
    arrival: Arrival,
    /// The name of the checksum that follows the body.
    trailer: Option<String>,
    /// The SHA-256 digest that its sender signed for the body, in hexadecimal.
    sha256: Option<String>,
}

impl Door {
    /// The door of a world.
    pub fn new(world: &Arc<World>) -> Self {
        let adapter = Adapter::new(Arc::clone(&world.s3), Arc::clone(&world.router));
        Door { service: S3ServiceBuilder::new(adapter).build() }
    }

    /// Answers a request; its body is read as it is wanted.
    pub async fn answer(
        &self,
        world: &World,
        parts: &Parts,
        heads: &Heads<'_>,
        body: BoxStream<'static, Result<Bytes, Broken>>,
    ) -> Response<Body> {
        let request_id = world.s3.request_id();
        let mut plain = match signed::plain(world, parts, heads) {
            Ok(plain) => plain,
            Err(error) => {
                let about = About { path: parts.uri.path(), request_id: &request_id };
                let arrival = Arrival::new(body, None, false);
                let drained = arrival.drain(MOST_DRAINED).await;
                return closing(refused(&error.into(), &about), !drained);
            }
        };
        let arrival = Arrival::new(body, plain.announced, plain.wrapped);
        let asked =
            Asked { scope: plain.scope, arrival: arrival.clone(), trailer: plain.trailer, sha256: plain.sha256 };
        plain.parts.extensions.insert(asked);
        let path = plain.parts.uri.path().to_owned();
        let about = About { path: &path, request_id: &request_id };
        let request = Request::from_parts(plain.parts, s3s::Body::http_body_unsync(arrival.clone()));
        let response = match world.clock.run(self.service.call(request)).await {
            Ok(response) => told(response.map(Body::new), &about).await,
            Err(error) => {
                tracing::error!(?error, "an answer of S3 could not be written");
                refused(&super::internal_failure(), &about)
            }
        };
        let drained = arrival.drain(MOST_DRAINED).await;
        closing(response, !drained)
    }
}

/// Refuses a request by its headers.
pub fn refuse(world: &World, parts: &Parts, fault: &Fault) -> Response<Body> {
    refused(fault, &About { path: parts.uri.path(), request_id: &world.s3.request_id() })
}

fn refused(fault: &Fault, about: &About<'_>) -> Response<Body> {
    let mut response = Response::new(Body::from(about.of(fault)));
    *response.status_mut() = StatusCode::from_u16(fault.status).unwrap_or(StatusCode::BAD_REQUEST);
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/xml"));
    name(&mut response, about);
    response
}

/// An answer with what S3 says in every answer; an error's document is completed.
async fn told(mut response: Response<Body>, about: &About<'_>) -> Response<Body> {
    let status = response.status();
    if status == StatusCode::NOT_MODIFIED {
        *response.body_mut() = Body::empty();
        response.headers_mut().remove(header::CONTENT_TYPE);
    } else if status.is_client_error() || status.is_server_error() {
        let (mut parts, body) = response.into_parts();
        // An error's document is short and there.
        let document = body.collect().await.map(|body| body.to_bytes()).unwrap_or_default();
        let document = about.complete(&String::from_utf8_lossy(&document));
        parts.headers.remove(header::CONTENT_LENGTH);
        response = Response::from_parts(parts, Body::from(document));
    }
    name(&mut response, about);
    response
}

fn name(response: &mut Response<Body>, about: &About<'_>) {
    if let Ok(id) = HeaderValue::from_str(about.request_id) {
        response.headers_mut().insert(REQUEST_ID, id);
    }
    response.headers_mut().insert(HOST, HeaderValue::from_static(HOST_ID));
    response.headers_mut().insert(header::SERVER, HeaderValue::from_static("AmazonS3"));
}

/// An answer after which the connection can't be used again, if so.
fn closing(mut response: Response<Body>, so: bool) -> Response<Body> {
    if so {
        response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    response
}

impl From<Error> for s3s::S3Error {
    fn from(error: Error) -> Self {
        let fault = Fault::from(error);
        let code = s3s::S3ErrorCode::from_bytes(fault.code.as_bytes()).unwrap_or(s3s::S3ErrorCode::InvalidRequest);
        let mut told = s3s::S3Error::with_message(code, fault.message);
        if let Ok(status) = StatusCode::from_u16(fault.status) {
            told.set_status_code(status);
        }
        told
    }
}
