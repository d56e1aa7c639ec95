//! A request made plain: whose it is is read off its signature, and then nothing of that is left; the bucket stands in
//! its path; what a presigned URL has in its query for headers are headers.
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html>

use std::time::Duration;

use axum::http::request::Parts;
use axum::http::uri::{PathAndQuery, Uri};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Request, header};
use hyper::Version;
use percent_encoding::percent_decode_str;

use super::super::scope::Credential;
use super::detect::{bucket_of_host, presigned};
use crate::aws::scope::Scope;
use crate::aws::time::Time;
use crate::heads::Heads;
use crate::s3::Error;
use crate::world::World;

/// The longest that a presigned URL may hold, in seconds.
const WEEK: u64 = 604_800;

/// What of a query belongs to a signature, in lower case.
const SIGNATURE: [&str; 10] = [
    "x-amz-algorithm",
    "x-amz-credential",
    "x-amz-date",
    "x-amz-expires",
    "x-amz-security-token",
    "x-amz-signature",
    "x-amz-signedheaders",
    "x-amz-content-sha256",
    "awsaccesskeyid",
    "x-amz-user-agent",
];

/// A request without its signature.
pub struct Plain {
    /// Method, path and headers.
    pub parts: Parts,
    /// Whose call it is.
    pub scope: Scope,
    /// Whether its body is `aws-chunked`.
    pub wrapped: bool,
    /// How large its body is, unwrapped.
    pub announced: Option<u64>,
    /// The name of the checksum that follows its body.
    pub trailer: Option<String>,
    /// The SHA-256 digest that its sender signed for its body, in hexadecimal.
    pub sha256: Option<String>,
}

/// Makes a request plain.
///
/// # Errors
/// `AccessDenied` where it has expired, and what is wrong with its query and headers.
pub fn plain(world: &World, parts: &Parts, heads: &Heads<'_>) -> Result<Plain, Error> {
    let query = parts.uri.query().unwrap_or_default();
    let signed = presigned(query);
    let credential = Credential::of_header(heads).or(signed.as_deref().and_then(Credential::parse));
    let scope = credential.map_or_else(|| world.home.clone(), |credential| credential.scope(&world.home));
    check_expiry(query, world.clock.now())?;
    let form = heads.content_type.is_some_and(|kind| kind.starts_with("multipart/form-data"));
    if parts.method == Method::POST && form {
        return Err(Error::absent("uploads by HTML forms (POST Object)"));
    }
    let mut headers = parts.headers.clone();
    let query = split_query(query, signed.is_some(), &mut headers)?;
    let bucket = bucket_of_host(world, parts, heads, &scope.account);
    let uri = uri(bucket.as_deref(), parts.uri.path(), &query)?;
    let hash = headers.remove("x-amz-content-sha256");
    let length = announced(&headers, header::CONTENT_LENGTH)?;
    let decoded = announced(&headers, HeaderName::from_static("x-amz-decoded-content-length"))?;
    let streaming = hash.as_ref().is_some_and(|hash| hash.as_bytes().starts_with(b"STREAMING-"));
    // Others say that there is none, or that it stands in chunks.
    let is_digest = |hash: &&str| hash.len() == 64 && hash.bytes().all(|b| b.is_ascii_hexdigit());
    let sha256 = hash.as_ref().and_then(|hash| hash.to_str().ok()).filter(is_digest).map(str::to_ascii_lowercase);
    let wrapped = unwrap_encoding(&mut headers) || streaming;
    let trailer = headers.remove("x-amz-trailer").and_then(|name| Some(name.to_str().ok()?.trim().to_owned()));
    for name in ["authorization", "x-amz-security-token", "x-amz-date", "x-amz-decoded-content-length"] {
        headers.remove(name);
    }
    if wrapped && decoded.is_none() {
        return Err(Error::request("You must provide the x-amz-decoded-content-length header."));
    }
    let announced = if wrapped { decoded } else { length };
    if let Some(size) = announced {
        headers.insert(header::CONTENT_LENGTH, size.into());
    }
    // A range that is none is as absent.
    let range = headers.get(header::RANGE).and_then(|range| range.to_str().ok());
    if range.is_some_and(|range| s3s::dto::Range::parse(range).is_err()) {
        headers.remove(header::RANGE);
    }
    // The host said what it had to say.
    headers.insert(header::HOST, HeaderValue::from_static("localhost"));
    let (mut plain, ()) = Request::new(()).into_parts();
    (plain.method, plain.uri, plain.headers) = (parts.method.clone(), uri, headers);
    plain.version = Version::HTTP_11;
    Ok(Plain { parts: plain, scope, wrapped, announced, trailer, sha256 })
}

/// Refuses a presigned URL that holds no more.
fn check_expiry(query: &str, now: Time) -> Result<(), Error> {
    const EXPIRED: Error = Error::AccessDenied("Request has expired");
    let value = |name: &str| {
        let pair = query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='))?;
        Some(percent_decode_str(pair).decode_utf8_lossy())
    };
    if value("X-Amz-Signature").is_none() {
        // The kind before version 4 tells a time.
        let until = value("Signature").and(value("AWSAccessKeyId")).and(value("Expires"));
        return match until.map(|until| until.parse::<i64>()) {
            None => Ok(()),
            Some(Ok(until)) if now.seconds() <= until => Ok(()),
            Some(Ok(_)) => Err(EXPIRED),
            Some(Err(_)) => Err(Error::AccessDenied("Invalid date (should be seconds since epoch)")),
        };
    }
    const MISSING: &str = "Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, \
                           X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.";
    let (Some(date), Some(expires)) = (value("X-Amz-Date"), value("X-Amz-Expires")) else {
        return Err(Error::Authorization(MISSING));
    };
    let seconds: i64 = expires.parse().map_err(|_| Error::Authorization("X-Amz-Expires should be a number"))?;
    let seconds = u64::try_from(seconds).map_err(|_| Error::Authorization("X-Amz-Expires must be non-negative"))?;
    if seconds > WEEK {
        return Err(Error::Authorization(
            "X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than \
             604800 seconds",
        ));
    }
    const FORM: &str = "X-Amz-Date must be in the ISO8601 Long Format \"yyyyMMdd'T'HHmmss'Z'\"";
    let signed = basic_date(&date).ok_or(Error::Authorization(FORM))?;
    if now <= signed + Duration::from_secs(seconds) { Ok(()) } else { Err(EXPIRED) }
}

/// A time such as `20270328T120000Z`.
fn basic_date(text: &str) -> Option<Time> {
    let digits =
        |range: std::ops::Range<usize>| text.get(range).filter(|part| part.bytes().all(|b| b.is_ascii_digit()));
    if text.len() != 16 || text.get(8..9) != Some("T") || text.get(15..) != Some("Z") {
        return None;
    }
    let (year, month, day) = (digits(0..4)?, digits(4..6)?, digits(6..8)?);
    let (hour, minute, second) = (digits(9..11)?, digits(11..13)?, digits(13..15)?);
    Time::parse(&format!("{year}-{month}-{day}T{hour}:{minute}:{second}Z"))
}

/// The query without the signature; headers that a presigned URL has there become headers.
fn split_query(query: &str, signed: bool, headers: &mut HeaderMap) -> Result<String, Error> {
    let old = query.split('&').any(|pair| pair.starts_with("AWSAccessKeyId="));
    let mut rest = Vec::new();
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let lower = name.to_ascii_lowercase();
        if SIGNATURE.contains(&lower.as_str()) || (old && ["Signature", "Expires"].contains(&name)) {
            continue;
        }
        if signed && lower.starts_with("x-amz-") {
            let value = percent_decode_str(value).decode_utf8_lossy();
            let named = HeaderName::from_bytes(lower.as_bytes()).ok().zip(HeaderValue::from_str(&value).ok());
            let (name, value) = named.ok_or_else(|| Error::argument(format!("{name} is not valid.")))?;
            headers.entry(name).or_insert(value);
            continue;
        }
        rest.push(pair);
    }
    Ok(rest.join("&"))
}

/// The path with the bucket in front.
fn uri(bucket: Option<&str>, path: &str, query: &str) -> Result<Uri, Error> {
    let mut whole = bucket.map(|bucket| format!("/{bucket}")).unwrap_or_default();
    whole.push_str(path);
    if !query.is_empty() {
        whole.push('?');
        whole.push_str(query);
    }
    let path = PathAndQuery::try_from(whole).map_err(|_| Error::argument("Couldn't parse the specified URI."))?;
    Ok(Uri::from(path))
}

/// The number in a header.
fn announced(headers: &HeaderMap, name: HeaderName) -> Result<Option<u64>, Error> {
    let Some(value) = headers.get(&name) else { return Ok(None) };
    let number = value.to_str().ok().and_then(|text| text.parse().ok());
    number.map(Some).ok_or_else(|| Error::argument(format!("The header {name} is not valid.")))
}

/// Takes `aws-chunked` out of the encodings; whether it was among them.
fn unwrap_encoding(headers: &mut HeaderMap) -> bool {
    let Some(sent) = headers.get(header::CONTENT_ENCODING).and_then(|value| value.to_str().ok()) else { return false };
    let all = sent.split(',').map(str::trim).filter(|one| !one.is_empty());
    let rest: Vec<&str> = all.clone().filter(|one| !one.eq_ignore_ascii_case("aws-chunked")).collect();
    let wrapped = rest.len() < all.count();
    if wrapped {
        match HeaderValue::from_str(&rest.join(",")) {
            Ok(value) if !rest.is_empty() => headers.insert(header::CONTENT_ENCODING, value),
            _ => headers.remove(header::CONTENT_ENCODING),
        };
    }
    wrapped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expiry_of_presigned_urls() {
        let url = |date: &str, expires: &str| format!("X-Amz-Signature=a&X-Amz-Date={date}&X-Amz-Expires={expires}");
        let now = Time::parse("2027-01-01T00:10:00Z").unwrap();
        assert_eq!(check_expiry(&url("20270101T000000Z", "600"), now), Ok(()));
        assert_eq!(check_expiry(&url("20270101T000000Z", "599"), now), Err(Error::AccessDenied("Request has expired")));
        assert_eq!(check_expiry("prefix=a", now), Ok(()));
        for wrong in [
            url("20270101T000000Z", "604801"),
            url("20270101T000000Z", "-1"),
            url("20270101T000000Z", "x"),
            url("2027-01-01", "60"),
            url("2027010äT00000Z", "60"),
            "X-Amz-Signature=a".to_owned(),
        ] {
            assert!(matches!(check_expiry(&wrong, now), Err(Error::Authorization(_))), "{wrong}");
        }
    }
}
