//! What `s3s` calls things ↔ what the engine does.

use std::collections::BTreeMap;
use std::time::{Duration, UNIX_EPOCH};

use axum::http::HeaderMap;
use s3s::dto::{self, ETag, ETagCondition, Timestamp, TimestampFormat};

use crate::aws::scope::Scope;
use crate::aws::time::Time;
use crate::s3::Error;
use crate::s3::bucket::Bucket;
use crate::s3::checksum::{Algorithm, Checksum};
use crate::s3::condition::{Conditions, Tag};
use crate::s3::object::About;
use crate::s3::tag;
use crate::s3::write::Source;

/// The five members for a checksum of one of `s3s`'s structs, all of them empty but one.
macro_rules! checksum_members {
    ($to:expr, $checksum:expr) => {
        if let Some(checksum) = $checksum {
            let value = Some(checksum.value.clone());
            match checksum.algorithm {
                crate::s3::checksum::Algorithm::Crc32 => $to.checksum_crc32 = value,
                crate::s3::checksum::Algorithm::Crc32c => $to.checksum_crc32c = value,
                crate::s3::checksum::Algorithm::Crc64nvme => $to.checksum_crc64nvme = value,
                crate::s3::checksum::Algorithm::Sha1 => $to.checksum_sha1 = value,
                crate::s3::checksum::Algorithm::Sha256 => $to.checksum_sha256 = value,
            }
        }
    };
}

/// The checksum that one of the five members of a struct of `s3s` has, if one has.
macro_rules! checksum_of {
    ($from:expr) => {{
        use crate::s3::checksum::Algorithm;
        let members = [
            (Algorithm::Crc32, &$from.checksum_crc32),
            (Algorithm::Crc32c, &$from.checksum_crc32c),
            (Algorithm::Crc64nvme, &$from.checksum_crc64nvme),
            (Algorithm::Sha1, &$from.checksum_sha1),
            (Algorithm::Sha256, &$from.checksum_sha256),
        ];
        members.into_iter().find_map(|(algorithm, value)| Some((algorithm, value.clone()?)))
    }};
}

/// What a writer says of an object, out of the members of a struct of `s3s`.
macro_rules! about_of {
    ($from:expr) => {
        crate::s3::object::About {
            content_type: $from.content_type.clone().map(|kind| kind.to_string()),
            cache_control: $from.cache_control.clone(),
            content_disposition: $from.content_disposition.clone(),
            content_encoding: $from.content_encoding.clone(),
            content_language: $from.content_language.clone(),
            expires: $from.expires.as_ref().and_then($crate::wire::s3::convert::time).map(|at| at.to_http()),
            redirect: $from.website_redirect_location.clone(),
            metadata: $from.metadata.clone().unwrap_or_default().into_iter().collect(),
            tags: $crate::wire::s3::convert::tags_of_header($from.tagging.as_deref())?,
            storage_class: $from.storage_class.as_ref().map(|class| class.as_str().to_owned()),
        }
    };
}

/// What of a write isn't here is refused.
macro_rules! refuse_absent {
    ($from:expr, $at:expr) => {{
        $crate::wire::s3::convert::check_acl($from.acl.as_ref().map(|acl| acl.as_str()))?;
        let grants = [&$from.grant_full_control, &$from.grant_read, &$from.grant_read_acp, &$from.grant_write_acp];
        if grants.iter().any(|grant| grant.is_some()) {
            return Err(s3s::S3Error::from(Error::AccessControlListNotSupported));
        }
        $crate::wire::s3::convert::check_encryption($from.server_side_encryption.as_ref().map(|kind| kind.as_str()))?;
        if $from.sse_customer_key.is_some() || $from.sse_customer_algorithm.is_some() {
            return Err(s3s::S3Error::from(Error::absent("encryption with keys of the customer's")));
        }
        let lock = $from.object_lock_mode.is_some()
            || $from.object_lock_legal_hold_status.is_some()
            || $from.object_lock_retain_until_date.is_some();
        if lock {
            return Err(s3s::S3Error::from(Error::absent("object lock")));
        }
        $crate::wire::s3::convert::check_owner($at, $from.expected_bucket_owner.as_deref())?;
    }};
}

pub(super) use {about_of, checksum_members, checksum_of, refuse_absent};

/// All a bucket takes of access control lists: those that say what is so anyway.
pub fn check_acl(acl: Option<&str>) -> Result<(), Error> {
    match acl {
        None | Some("bucket-owner-full-control" | "private") => Ok(()),
        Some(_) => Err(Error::AccessControlListNotSupported),
    }
}

/// S3 encrypts everything with keys of its own; other keys aren't here.
pub fn check_encryption(kind: Option<&str>) -> Result<(), Error> {
    match kind {
        None | Some("AES256") => Ok(()),
        Some(kind) => Err(Error::absent(format!("server-side encryption {kind}"))),
    }
}

/// Refuses a bucket of somebody else's than expected: all that can be reached are the caller's own.
pub fn check_owner(at: &Scope, expected: Option<&str>) -> Result<(), Error> {
    match expected {
        Some(owner) if *owner != *at.account => Err(Error::AccessDenied("Access Denied")),
        _ => Ok(()),
    }
}

/// A time as `s3s` has it.
pub fn timestamp(time: Time) -> Timestamp {
    let millis = u64::try_from(time.millis()).unwrap_or(0);
    Timestamp::from(UNIX_EPOCH + Duration::from_millis(millis))
}

/// A time of `s3s`.
pub fn time(at: &Timestamp) -> Option<Time> {
    let mut text = Vec::new();
    at.format(TimestampFormat::DateTime, &mut text).ok()?;
    Time::parse(std::str::from_utf8(&text).ok()?)
}

/// An entity tag in quotes as `s3s` has it.
pub fn etag(quoted: &str) -> ETag {
    ETag::Strong(quoted.trim_matches('"').to_owned())
}

/// A condition on an entity tag.
pub fn condition(of: Option<ETagCondition>) -> Option<Tag> {
    of.map(|condition| match condition {
        ETagCondition::Any => Tag::Any,
        ETagCondition::ETag(tag) => Tag::Is(tag.value().to_owned()),
    })
}

/// Conditions on an object that is read.
pub fn conditions(
    matches: Option<ETagCondition>,
    differs: Option<ETagCondition>,
    modified_since: Option<&Timestamp>,
    unmodified_since: Option<&Timestamp>,
) -> Conditions {
    Conditions {
        matches: condition(matches),
        differs: condition(differs),
        modified_since: modified_since.and_then(time),
        unmodified_since: unmodified_since.and_then(time),
    }
}

/// Tags written as a query, as headers have them.
pub fn tags_of_header(header: Option<&str>) -> Result<BTreeMap<String, String>, Error> {
    let pairs = form_urlencoded::parse(header.unwrap_or_default().as_bytes());
    tag::of_list(pairs.map(|(key, value)| (key.into_owned(), value.into_owned())))
}

/// Tags of a document.
pub fn tags(set: Vec<dto::Tag>) -> Result<BTreeMap<String, String>, Error> {
    let pairs: Option<Vec<_>> = set.into_iter().map(|tag| Some((tag.key?, tag.value?))).collect();
    tag::of_list(pairs.ok_or(Error::MalformedXml)?)
}

/// A document of tags.
pub fn tag_set(tags: BTreeMap<String, String>) -> Vec<dto::Tag> {
    tags.into_iter().map(|(key, value)| dto::Tag { key: Some(key), value: Some(value) }).collect()
}

/// The algorithm of a name.
///
/// # Errors
/// `InvalidRequest`.
pub fn algorithm(name: Option<&str>) -> Result<Option<Algorithm>, Error> {
    let Some(name) = name else { return Ok(None) };
    let found = Algorithm::of(name).map(Some);
    found.ok_or_else(|| {
        Error::request(
            "Checksum algorithm provided is unsupported. Please try again with any of the valid types: [CRC32, CRC32C, \
             CRC64NVME, SHA1, SHA256]",
        )
    })
}

/// The type of a checksum, as `s3s` has it.
pub fn kind(checksum: Option<&Checksum>) -> Option<dto::ChecksumType> {
    checksum.map(|checksum| dto::ChecksumType::from(checksum.kind().to_owned()))
}

/// What is to be copied.
///
/// # Errors
/// `NotImplemented` for what isn't in a bucket.
pub fn source(source: &dto::CopySource, conditions: Conditions) -> Result<Source, Error> {
    match source {
        dto::CopySource::Bucket { bucket, key, version_id } => Ok(Source {
            bucket: bucket.to_string(),
            key: key.to_string(),
            version: version_id.as_ref().map(ToString::to_string),
            conditions,
        }),
        _ => Err(Error::absent("access points")),
    }
}

/// The owner of a bucket and all that is in it.
pub fn owner(account: &str) -> dto::Owner {
    dto::Owner { display_name: None, id: Some(owner_id(account)) }
}

/// An account's canonical id: 64 hexadecimal digits.
pub fn owner_id(account: &str) -> String {
    format!("{account:0>64}")
}

/// Where a bucket is, as answers have it: that of the first region is null.
pub fn location(bucket: &Bucket) -> Option<dto::BucketLocationConstraint> {
    let region = &*bucket.scope.region;
    (region != "us-east-1").then(|| dto::BucketLocationConstraint::from(region.to_owned()))
}

/// What a caller says of an object as the caller spelled it, where `s3s` would spell it anew.
pub fn as_spelled(about: &mut About, headers: &HeaderMap) {
    let spelled = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
    if about.content_type.is_some() {
        about.content_type = spelled("content-type").or(about.content_type.take());
    }
    if about.expires.is_some() {
        about.expires = spelled("expires").or(about.expires.take());
    }
}
