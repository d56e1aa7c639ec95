//! Which requests are S3's, told by their heads alone: their bodies may be large.
//! <https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html>

use std::borrow::Cow;

use axum::http::Method;
use axum::http::request::Parts;

use super::super::scope::Credential;
use super::super::services;
use crate::heads::Heads;
use crate::s3::name::check_bucket;
use crate::world::World;

/// Whether a request is signed for S3.
pub fn is_signed_for(heads: &Heads<'_>) -> bool {
    heads.authorization.is_some() && Credential::of_header(heads).is_some_and(|credential| credential.service == "s3")
}

/// Whether a request is S3's. Whatever is signed for another service, or names an operation of one, is not.
pub fn is_s3(world: &World, parts: &Parts, heads: &Heads<'_>) -> bool {
    if heads.target.is_some() {
        return false;
    }
    if let Some(authorization) = heads.authorization {
        return match Credential::of_header(heads) {
            Some(credential) => credential.service == "s3",
            // The signature before version 4 is used by S3 only.
            None => authorization.starts_with("AWS ") && authorization.contains(':'),
        };
    }
    let query = parts.uri.query().unwrap_or_default();
    if let Some(credential) = presigned(query) {
        return Credential::parse(&credential).is_some_and(|credential| credential.service == "s3");
    }
    if old_signature(query) {
        return true;
    }
    let host = host_name(heads);
    if host == "s3" || host.starts_with("s3.") || host_bucket(&host).is_some() {
        return true;
    }
    // Unsigned: what other services have, and then what names a bucket that is there.
    let path = parts.uri.path();
    let bucket = path[1.min(path.len())..].split('/').next().unwrap_or_default();
    let others = query.split('&').any(|pair| pair.starts_with("Action="))
        || heads.content_type.is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded"))
        || services::of_path(path, None).is_some()
        || bucket.bytes().all(|b| b.is_ascii_digit());
    !others && world.s3.bucket(&world.home, bucket).is_ok()
}

/// The credential in a query, decoded.
pub fn presigned(query: &str) -> Option<String> {
    let value = query.split('&').find_map(|pair| pair.strip_prefix("X-Amz-Credential="))?;
    let decoded = percent_encoding::percent_decode_str(value).decode_utf8().ok()?;
    Some(Cow::into_owned(decoded))
}

/// Whether a query has a signature of the kind before version 4.
fn old_signature(query: &str) -> bool {
    let has = |name: &str| query.split('&').any(|pair| pair.starts_with(name));
    has("AWSAccessKeyId=") && has("Signature=") && has("Expires=")
}

/// The host that was called, without its port and in small letters: their case means nothing.
fn host_name(heads: &Heads<'_>) -> String {
    let host = heads.host.unwrap_or_default();
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|b| b.is_ascii_digit()) => name.to_ascii_lowercase(),
        _ => host.to_ascii_lowercase(),
    }
}

/// The bucket in a host such as `bucket.s3.localhost` or `bucket.s3.eu-west-1.amazonaws.com`.
fn host_bucket(host: &str) -> Option<&str> {
    let end = host.rfind(".s3.").or_else(|| host.rfind(".s3-"))?;
    Some(&host[..end]).filter(|bucket| check_bucket(bucket).is_ok())
}

/// The bucket that the host names, of a request that is S3's; otherwise its path does.
pub fn bucket_of_host(world: &World, parts: &Parts, heads: &Heads<'_>, account: &str) -> Option<String> {
    let host = host_name(heads);
    if let Some(bucket) = host_bucket(&host) {
        return Some(bucket.to_owned());
    }
    // SDKs that aren't told otherwise call `bucket.localhost`: it counts where there can be no doubt.
    let bucket = host.strip_suffix(".localhost").filter(|bucket| *bucket != "s3" && !bucket.starts_with("s3."))?;
    check_bucket(bucket).ok()?;
    let created = parts.method == Method::PUT && parts.uri.path() == "/";
    let at = crate::aws::scope::Scope::new(account, &world.home.region);
    (created || world.s3.bucket(&at, bucket).is_ok()).then(|| bucket.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn buckets_of_hosts() {
        for (host, bucket) in [
            ("abc.s3.localhost", Some("abc")),
            ("abc.s3.us-east-1.localhost.localstack.cloud", Some("abc")),
            ("a.b.s3.eu-west-1.amazonaws.com", Some("a.b")),
            ("abc.s3-us-west-2.amazonaws.com", Some("abc")),
            ("abc.localhost", None),
            ("localhost", None),
            ("s3.localhost", None),
            ("sqs.us-east-1.localhost.localstack.cloud", None),
        ] {
            assert_eq!(host_bucket(host), bucket, "{host}");
        }
    }
}
