//! The encodings in which a body may come: plain, or gzip as SDKs send it on request.

use std::io::Read;

use axum::http::header;
use axum::http::request::Parts;
use bytes::Bytes;
use flate2::read::MultiGzDecoder;

use super::scope::{CONTENT_HASH, text};
use super::too_large;
use crate::aws::fault::Fault;

/// The body without its content encoding, at most `limit` bytes.
///
/// # Errors
/// An encoding that isn't known, a broken one, or more than `limit` bytes.
pub fn decoded(parts: &Parts, body: Bytes, limit: usize) -> Result<Bytes, Fault> {
    let headers = &parts.headers;
    if text(headers, &CONTENT_HASH).is_some_and(|hash| hash.starts_with("STREAMING-")) {
        return Err(refused("aws-chunked"));
    }
    match text(headers, &header::CONTENT_ENCODING).map(str::trim) {
        None | Some("" | "identity") => Ok(body),
        Some(encoding) if encoding.eq_ignore_ascii_case("gzip") => gunzip(&body, limit),
        Some(encoding) => Err(refused(encoding)),
    }
}

fn gunzip(body: &[u8], limit: usize) -> Result<Bytes, Fault> {
    let mut plain = Vec::new();
    let most = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
    let read = MultiGzDecoder::new(body).take(most).read_to_end(&mut plain);
    if read.is_err() {
        return Err(Fault::framework("SerializationException", "The request body is not valid gzip."));
    }
    if plain.len() > limit {
        return Err(too_large(limit));
    }
    Ok(plain.into())
}

fn refused(encoding: &str) -> Fault {
    Fault::framework(
        "UnsupportedMediaTypeException",
        format!("The content encoding {encoding} is not supported here; send the body plain or as gzip."),
    )
    .status(415)
}
