//! The encodings in which a body may come: plain, or gzip as SDKs send it on request.

use std::io::Read;

use bytes::Bytes;
use flate2::read::MultiGzDecoder;

use super::too_large;
use crate::aws::fault::Fault;
use crate::heads::Heads;

/// The body without its content encoding, at most `limit` bytes.
///
/// # Errors
/// An encoding that isn't known, a broken one, or more than `limit` bytes.
pub fn decoded(heads: &Heads<'_>, body: Bytes, limit: usize) -> Result<Bytes, Fault> {
    if heads.content_hash.is_some_and(|hash| hash.starts_with("STREAMING-")) {
        return Err(refused("aws-chunked"));
    }
    match heads.content_encoding.map(str::trim) {
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
