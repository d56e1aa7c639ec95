//! The headers that mean something here, found in one pass: a lookup for each would cost more than reading the
//! request.

use axum::http::HeaderMap;
use axum::http::request::Parts;

/// What a request's headers say, as text. Of a header that came twice the first counts; what isn't text is as absent.
#[derive(Clone, Copy, Debug, Default)]
pub struct Heads<'a> {
    /// The types of reply that are wanted.
    pub accept: Option<&'a str>,
    /// The signature, and the credential behind it.
    pub authorization: Option<&'a str>,
    /// How the body is encoded.
    pub content_encoding: Option<&'a str>,
    /// The hash of the body, or how it is signed in pieces.
    pub content_hash: Option<&'a str>,
    /// What the body is.
    pub content_type: Option<&'a str>,
    /// What is asked for before the body is sent.
    pub expect: Option<&'a str>,
    /// What a browser says of the page that calls.
    pub fetch_site: Option<&'a str>,
    /// The host under which a proxy before us was called.
    pub forwarded_host: Option<&'a str>,
    /// The scheme by which a proxy before us was called.
    pub forwarded_proto: Option<&'a str>,
    /// Host and port that were called.
    pub host: Option<&'a str>,
    /// The web page that calls.
    pub origin: Option<&'a str>,
    /// The operation of AWS JSON.
    pub target: Option<&'a str>,
    /// The trace that a caller goes on with.
    pub trace: Option<&'a str>,
}

impl<'a> Heads<'a> {
    /// Those of a request. HTTP/2 has no Host header: the authority of its URI counts as one.
    pub fn of(parts: &'a Parts) -> Self {
        let mut heads = Heads::named(&parts.headers);
        heads.host = heads.host.or_else(|| parts.uri.authority().map(|authority| authority.as_str()));
        heads
    }

    fn named(headers: &'a HeaderMap) -> Self {
        let mut heads = Heads::default();
        for (name, value) in headers {
            let place = match name.as_str() {
                "accept" => &mut heads.accept,
                "authorization" => &mut heads.authorization,
                "content-encoding" => &mut heads.content_encoding,
                "content-type" => &mut heads.content_type,
                "expect" => &mut heads.expect,
                "host" => &mut heads.host,
                "origin" => &mut heads.origin,
                "sec-fetch-site" => &mut heads.fetch_site,
                "x-amz-content-sha256" => &mut heads.content_hash,
                "x-amz-target" => &mut heads.target,
                "x-amzn-trace-id" => &mut heads.trace,
                "x-forwarded-host" => &mut heads.forwarded_host,
                "x-forwarded-proto" => &mut heads.forwarded_proto,
                _ => continue,
            };
            if place.is_none() {
                *place = value.to_str().ok();
            }
        }
        heads
    }
}
