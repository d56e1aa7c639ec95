//! HTTP to somebody's endpoint: one attempt to deliver by a POST and what its answer means, or a call of any kind whose
//! answer the caller reads. Connections are reused, and an endpoint that hangs costs no thread.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::header::{AUTHORIZATION, HeaderName, HeaderValue, WWW_AUTHENTICATE};
use hyper::{Method, Request, Response, StatusCode, Uri};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};

use super::router::{Answer, Cause, Refusal};
use crate::aws::text::Text;
use crate::clock::Clock;

/// An endpoint has this long to answer, in real time.
const PATIENCE: Duration = Duration::from_secs(15);

/// Of a delivery's answer no more is read than this, so that its connection can be used again.
const MOST_READ: usize = 64 << 10;

/// Of a call's answer no more is kept than this, which is more than a caller can use.
const MOST_KEPT: usize = (256 << 10) + 1;

/// The rest of an answer whose status is there has this long.
const DRAIN_PATIENCE: Duration = Duration::from_secs(1);

/// A connection that nobody used for so long is closed.
const IDLE: Duration = Duration::from_secs(30);

/// What is sent, but for its body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HttpRequest {
    /// Where to. A user and password in it are sent when the endpoint asks for them.
    pub url: Text,
    /// Names in lower case, and values.
    pub headers: Vec<(&'static str, String)>,
}

/// A call of any kind.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HttpCall {
    /// Such as `PUT`.
    pub method: String,
    /// Where to, without user and password.
    pub url: String,
    /// Names and values.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: String,
    /// How long the endpoint has for the whole of its answer, in real time.
    pub patience: Duration,
}

/// How an endpoint answered a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HttpReply {
    /// Such as 200.
    pub status: u16,
    /// Names in lower case, and values as far as they are text.
    pub headers: Vec<(String, String)>,
    /// The body, or a little more than the first 256 KiB of it.
    pub body: Vec<u8>,
}

impl HttpReply {
    /// The first header of this name, which is in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(given, _)| given == name).map(|(_, value)| value.as_str())
    }
}

type Https = Client<HttpsConnector<HttpConnector>, Full<Bytes>>;

/// The client for all deliveries of a world.
#[derive(Clone, Default)]
pub struct Outbound {
    /// Certificates that are trusted besides those of the system.
    ca_file: Option<PathBuf>,
    /// Made when it is first needed: reading the certificates of the system takes a while.
    client: Arc<OnceLock<Result<Https, String>>>,
}

impl fmt::Debug for Outbound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Outbound").finish_non_exhaustive()
    }
}

impl Outbound {
    /// A client that trusts the certificates of this PEM file too.
    pub fn trusting(ca_file: Option<PathBuf>) -> Self {
        Outbound { ca_file, client: Arc::default() }
    }

    /// Makes a call; whatever its status is, it is answered.
    ///
    /// # Errors
    /// A refusal that may pass: no answer, or none in time. A lasting one: what can't be asked.
    pub async fn call(&self, clock: &Clock, call: &HttpCall) -> Result<HttpReply, Refusal> {
        tokio::select! {
            biased;
            reply = self.exchange(call) => reply,
            () = clock.patience(call.patience) => {
                let text = format!("The endpoint did not answer within {} seconds.", call.patience.as_secs());
                Err(Refusal::passing("Timeout", text).because(Cause::Timeout))
            }
        }
    }

    async fn exchange(&self, call: &HttpCall) -> Result<HttpReply, Refusal> {
        // A URL or a header may hold a secret, which has no place in the journal.
        let wrong =
            |what: &dyn fmt::Display| Refusal::invalid("InvalidRequest", format!("The request is invalid: {what}."));
        let (uri, _) = split_login(&call.url)?;
        let mut built = Request::builder().method(call.method.as_str()).uri(uri);
        for (name, value) in &call.headers {
            let value = HeaderValue::from_str(value).map_err(|error| wrong(&error))?;
            built = built.header(name.as_str(), value);
        }
        let body = Full::new(Bytes::copy_from_slice(call.body.as_bytes()));
        let built = built.body(body).map_err(|error| wrong(&error))?;
        let answer = self.client()?.request(built).await.map_err(|error| unreachable(&error))?;
        let (head, mut incoming) = answer.into_parts();
        let mut body = Vec::new();
        // An answer that ends too early is one with a shorter body.
        while let Some(Ok(frame)) = incoming.frame().await {
            let data = frame.data_ref().map_or(&[][..], |data| data);
            body.extend_from_slice(&data[..data.len().min(MOST_KEPT - body.len())]);
            if body.len() == MOST_KEPT {
                break;
            }
        }
        let text =
            |(name, value): (&HeaderName, &HeaderValue)| Some((name.to_string(), value.to_str().ok()?.to_owned()));
        let headers = head.headers.iter().filter_map(text).collect();
        Ok(HttpReply { status: head.status.as_u16(), headers, body })
    }

    fn client(&self) -> Result<&Https, Refusal> {
        let client = self.client.get_or_init(|| client(self.ca_file.as_deref()));
        client.as_ref().map_err(|error| Refusal::lasting("NoClient", error.as_str()))
    }

    /// Makes one attempt.
    ///
    /// # Errors
    /// A refusal that may pass: no answer, 429 and 5xx. A lasting one: other answers but 2xx, and a URL that is none.
    pub async fn post(&self, clock: &Clock, request: &HttpRequest, body: Bytes) -> Answer {
        let answer = tokio::select! {
            biased;
            answer = self.attempt(request, body) => answer?,
            () = clock.patience(PATIENCE) => {
                let text = format!("The endpoint did not answer within {} seconds.", PATIENCE.as_secs());
                return Err(Refusal::passing("Timeout", text));
            }
        };
        let status = answer.status();
        // What counts is the status, and that has come.
        tokio::select! {
            biased;
            () = drain(answer.into_body()) => {}
            () = clock.patience(DRAIN_PATIENCE) => {}
        }
        judge(status)
    }

    async fn attempt(&self, request: &HttpRequest, body: Bytes) -> Result<Response<Incoming>, Refusal> {
        let (uri, login) = split_login(&request.url)?;
        let answer = self.send(&uri, request, body.clone(), None).await?;
        let asks_for_login = answer.status() == StatusCode::UNAUTHORIZED
            && answer.headers().get(WWW_AUTHENTICATE).is_some_and(|how| how.as_bytes().starts_with(b"Basic"));
        match login {
            Some(login) if asks_for_login => self.send(&uri, request, body, Some(&login)).await,
            _ => Ok(answer),
        }
    }

    async fn send(
        &self,
        uri: &Uri,
        request: &HttpRequest,
        body: Bytes,
        login: Option<&str>,
    ) -> Result<Response<Incoming>, Refusal> {
        let wrong = |error: &dyn fmt::Display| Refusal::lasting("InvalidRequest", format!("{uri}: {error}"));
        let mut built = Request::builder().method(Method::POST).uri(uri);
        for (name, value) in &request.headers {
            let value = HeaderValue::from_str(value).map_err(|error| wrong(&error))?;
            built = built.header(HeaderName::from_static(name), value);
        }
        if let Some(login) = login {
            built = built.header(AUTHORIZATION, format!("Basic {}", STANDARD.encode(login)));
        }
        let built = built.body(Full::new(body)).map_err(|error| wrong(&error))?;
        self.client()?.request(built).await.map_err(|error| unreachable(&error))
    }
}

fn unreachable(error: &dyn std::error::Error) -> Refusal {
    Refusal::passing("ConnectionFailed", causes(error))
}

/// An error with what caused it: hyper's own texts tell little.
fn causes(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        text = format!("{text}: {inner}");
        cause = inner.source();
    }
    text
}

/// Reads an answer's body, as far as that makes sense.
async fn drain(mut body: Incoming) {
    let mut read = 0;
    while read < MOST_READ {
        match body.frame().await {
            Some(Ok(frame)) => read += frame.data_ref().map_or(0, Bytes::len),
            Some(Err(_)) | None => return,
        }
    }
}

fn judge(status: StatusCode) -> Answer {
    if status.is_success() {
        return Ok(());
    }
    let text = format!("The endpoint answered {status}.");
    let passing = status == StatusCode::TOO_MANY_REQUESTS || status.is_server_error() || status.is_informational();
    let refusal = Refusal::lasting(status.as_u16().to_string(), text);
    Err(Refusal { retry: passing, ..refusal })
}

/// The URL without its user and password, and those.
fn split_login(url: &str) -> Result<(Uri, Option<String>), Refusal> {
    // A URL may hold a password, which has no place in the journal.
    let wrong = || Refusal::lasting("InvalidUrl", "The endpoint is no URL.");
    let (scheme, rest) = url.split_once("://").ok_or_else(wrong)?;
    let authority_end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (login, host_start) = match rest[..authority_end].rfind('@') {
        Some(at) => (Some(&rest[..at]), at + 1),
        None => (None, 0),
    };
    let path_end = rest.find('#').unwrap_or(rest.len());
    let uri: Uri = format!("{scheme}://{}", &rest[host_start..path_end]).parse().map_err(|_| wrong())?;
    // The parser takes a port that is none, and a client would go to that of the scheme.
    let port = uri.authority().and_then(|authority| authority.as_str().rsplit_once(':')).map(|(_, port)| port);
    if uri.port_u16().is_none() && port.is_some_and(|port| !port.ends_with(']')) {
        return Err(wrong());
    }
    let decoded = |text: &str| percent_encoding::percent_decode_str(text).decode_utf8_lossy().into_owned();
    Ok((uri, login.map(decoded)))
}

/// Trusts the system's certificates (`SSL_CERT_FILE` names others), those of the well-known authorities, and those of a
/// file.
fn client(ca_file: Option<&Path>) -> Result<Https, String> {
    let mut roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    if let Some(path) = ca_file {
        let unusable =
            |error: &dyn fmt::Display| format!("The certificates of {} can't be used: {error}.", path.display());
        for certificate in CertificateDer::pem_file_iter(path).map_err(|error| unusable(&error))? {
            let certificate = certificate.map_err(|error| unusable(&error))?;
            roots.add(certificate).map_err(|error| unusable(&error))?;
        }
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let config = config.map_err(|error| error.to_string())?.with_root_certificates(roots).with_no_client_auth();
    let mut http = HttpConnector::new();
    http.enforce_http(false);
    http.set_nodelay(true);
    let connector =
        HttpsConnectorBuilder::new().with_tls_config(config).https_or_http().enable_http1().wrap_connector(http);
    Ok(Client::builder(TokioExecutor::new()).pool_idle_timeout(IDLE).build(connector))
}
