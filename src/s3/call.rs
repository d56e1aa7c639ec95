//! The operations of S3 for those who call them by name: bodies are text, times are RFC 3339.

use std::collections::BTreeMap;

use bytes::Bytes;
use serde_json::Value;

use super::api::*;
use super::checksum::Algorithm;
use super::condition::{Conditions, Tag as ETag, WriteConditions};
use super::listing::Wanted;
use super::object::About;
use super::read::{Extent, Got};
use super::write::{Copy, Source};
use super::{Error, Place, S3, tag};
use crate::aws::page;
use crate::aws::scope::Scope;
use crate::aws::text::Text;
use crate::aws::time::Time;

/// How much of a body is given back: more than callers by name can take.
const MOST_TEXT: u64 = 1 << 20;

/// How all objects are encrypted.
const ENCRYPTION: &str = "AES256";

/// The most entries of a page.
const MOST: u32 = 1000;

fn named<'a>(value: &'a Option<String>, member: &str) -> Result<&'a str, Error> {
    value.as_deref().ok_or_else(|| Error::request(format!("{member} cannot be null.")))
}

fn owned(text: Option<Text>) -> Option<String> {
    text.map(|text| text.to_string())
}

fn tags_of_query(query: Option<&str>) -> Result<BTreeMap<String, String>, Error> {
    let pairs = form_urlencoded::parse(query.unwrap_or_default().as_bytes());
    tag::of_list(pairs.map(|(key, value)| (key.into_owned(), value.into_owned())))
}

/// A time as callers write it: RFC 3339, or as in a header.
fn time(text: Option<&str>) -> Result<Option<Time>, Error> {
    let Some(text) = text else { return Ok(None) };
    let time = Time::parse(text).or_else(|| Time::parse_http(text));
    time.map(Some).ok_or_else(|| Error::argument(format!("{text} is not a valid time.")))
}

/// The range that a header names.
fn extent(range: Option<&str>, part: Option<u32>) -> Result<Extent, Error> {
    let Some(range) = range else { return Ok(part.map_or(Extent::Whole, Extent::Part)) };
    let read = || {
        let (first, last) = range.strip_prefix("bytes=")?.split_once('-')?;
        match (first, last) {
            ("", last) => Some(Extent::Last(last.parse().ok()?)),
            (first, "") => Some(Extent::From(first.parse().ok()?, None)),
            (first, last) => Some(Extent::From(first.parse().ok()?, Some(last.parse().ok()?))),
        }
    };
    read().ok_or_else(|| Error::argument(format!("The range {range} is not valid.")))
}

impl S3 {
    pub(super) fn call_create_bucket(
        &self,
        at: &Scope,
        input: CreateBucketRequest,
    ) -> Result<CreateBucketResponse, Error> {
        let name = named(&input.bucket, "Bucket")?;
        let location = input.create_bucket_configuration.and_then(|configuration| configuration.location_constraint);
        self.create_bucket(self.now(), at, name, location.as_deref(), BTreeMap::new())?;
        Ok(CreateBucketResponse { location: format!("/{name}") })
    }

    pub(super) fn call_delete_bucket(&self, at: &Scope, input: BucketRequest) -> Result<(), Error> {
        self.delete_bucket(at, named(&input.bucket, "Bucket")?)
    }

    pub(super) fn call_head_bucket(&self, at: &Scope, input: BucketRequest) -> Result<HeadBucketResponse, Error> {
        let bucket = self.bucket(at, named(&input.bucket, "Bucket")?)?;
        Ok(HeadBucketResponse { bucket_region: bucket.scope.region.to_string() })
    }

    pub(super) fn call_get_bucket_location(
        &self,
        at: &Scope,
        input: BucketRequest,
    ) -> Result<GetBucketLocationResponse, Error> {
        let bucket = self.bucket(at, named(&input.bucket, "Bucket")?)?;
        let region = Some(bucket.scope.region.to_string()).filter(|region| region != "us-east-1");
        Ok(GetBucketLocationResponse { location_constraint: region })
    }

    pub(super) fn call_list_buckets(
        &self,
        at: &Scope,
        input: ListBucketsRequest,
    ) -> Result<ListBucketsResponse, Error> {
        let after = token(input.continuation_token.as_deref())?;
        let most = input.max_buckets.unwrap_or(10_000).clamp(1, 10_000) as usize;
        let prefix = input.prefix.unwrap_or_default();
        let (buckets, more) = self.list_buckets(at, &prefix, after.as_deref(), input.bucket_region.as_deref(), most);
        let continuation_token = buckets.last().filter(|_| more).map(|last| page::token(&last.name));
        let bucket = |bucket: &std::sync::Arc<super::bucket::Bucket>| Bucket {
            name: bucket.name.to_string(),
            creation_date: bucket.created.to_seconds_text(),
            bucket_region: bucket.scope.region.to_string(),
        };
        Ok(ListBucketsResponse { buckets: buckets.iter().map(bucket).collect(), continuation_token })
    }

    pub(super) fn call_put_object(&self, at: &Scope, input: PutObjectRequest) -> Result<PutObjectResponse, Error> {
        let place = Place { at, bucket: named(&input.bucket, "Bucket")?, key: named(&input.key, "Key")? };
        self.bucket(at, place.bucket)?;
        if input.acl.as_deref().is_some_and(|acl| !["private", "bucket-owner-full-control"].contains(&acl)) {
            return Err(Error::AccessControlListNotSupported);
        }
        if let Some(kind) = input.server_side_encryption.filter(|kind| kind != ENCRYPTION) {
            return Err(Error::absent(format!("server-side encryption {kind}")));
        }
        // SDKs send this checksum where none is asked for.
        let algorithm = match input.checksum_algorithm.as_deref() {
            None => Algorithm::Crc32,
            Some(name) => Algorithm::of(name).ok_or_else(|| {
                Error::request(format!(
                    "The checksum algorithm {name} is not one of CRC32, CRC32C, CRC64NVME, SHA1, SHA256."
                ))
            })?,
        };
        let about = About {
            content_type: input.content_type,
            cache_control: input.cache_control,
            content_disposition: input.content_disposition,
            content_encoding: input.content_encoding,
            content_language: input.content_language,
            metadata: input.metadata.into_iter().map(|(name, value)| (name.to_lowercase(), value)).collect(),
            tags: tags_of_query(input.tagging.as_deref())?,
            storage_class: input.storage_class,
            ..About::default()
        };
        let conditions = WriteConditions::new(
            input.if_match.as_deref().map(ETag::of),
            input.if_none_match.as_deref().map(ETag::of),
        )?;
        let body = match input.body {
            Value::Null => String::new(),
            Value::String(text) => text,
            other => other.to_string(),
        };
        let received = self.take_in(Some(algorithm), Bytes::from(body))?;
        received.check(input.content_md5.as_deref(), None)?;
        let written = self.put_object(self.now(), place, about, received, &conditions)?;
        let sum = |wanted: Algorithm| {
            let checksum = written.object.checksum.as_ref();
            checksum.filter(|checksum| checksum.algorithm == wanted).map(|checksum| checksum.value.clone())
        };
        Ok(PutObjectResponse {
            checksum_crc32: sum(Algorithm::Crc32),
            checksum_crc32c: sum(Algorithm::Crc32c),
            checksum_crc64nvme: sum(Algorithm::Crc64nvme),
            checksum_sha1: sum(Algorithm::Sha1),
            checksum_sha256: sum(Algorithm::Sha256),
            checksum_type: "FULL_OBJECT",
            etag: written.object.etag.to_string(),
            server_side_encryption: ENCRYPTION,
            version_id: owned(written.version),
        })
    }

    /// GetObject, or HeadObject where no body is wanted.
    pub(super) fn call_get_object(
        &self,
        at: &Scope,
        input: GetObjectRequest,
        body: bool,
    ) -> Result<GetObjectResponse, Error> {
        let place = Place { at, bucket: named(&input.bucket, "Bucket")?, key: named(&input.key, "Key")? };
        let conditions = Conditions {
            matches: input.if_match.as_deref().map(ETag::of),
            differs: input.if_none_match.as_deref().map(ETag::of),
            modified_since: time(input.if_modified_since.as_deref())?,
            unmodified_since: time(input.if_unmodified_since.as_deref())?,
        };
        let extent = extent(input.range.as_deref(), input.part_number)?;
        let got = self.get_object(place, input.version_id.as_deref(), &conditions, extent);
        let Got { object, version, content, range } = got.map_err(|missing| missing.error)?;
        let body = match body {
            true => Some(String::from_utf8_lossy(&content.range(0..MOST_TEXT).bytes()?).into_owned()),
            false => None,
        };
        let about = &object.about;
        Ok(GetObjectResponse {
            accept_ranges: "bytes",
            cache_control: about.cache_control.clone(),
            content_disposition: about.content_disposition.clone(),
            content_encoding: about.content_encoding.clone(),
            content_language: about.content_language.clone(),
            content_length: content.size(),
            content_range: range.map(|range| format!("bytes {}-{}/{}", range.start, range.end - 1, object.size())),
            content_type: object.content_type().to_owned(),
            etag: object.etag.to_string(),
            last_modified: object.modified.to_seconds_text(),
            metadata: about.metadata.clone(),
            server_side_encryption: ENCRYPTION,
            storage_class: about.storage_class.clone().filter(|class| class != "STANDARD"),
            version_id: owned(version),
            body,
        })
    }

    pub(super) fn call_delete_object(&self, at: &Scope, input: ObjectRequest) -> Result<DeleteObjectResponse, Error> {
        let place = Place { at, bucket: named(&input.bucket, "Bucket")?, key: named(&input.key, "Key")? };
        let conditions = WriteConditions { matches: input.if_match.as_deref().map(ETag::of), absent: false };
        let deleted = self.delete_object(self.now(), place, input.version_id.as_deref(), &conditions)?;
        let delete_marker = deleted.marker.then_some(true);
        Ok(DeleteObjectResponse { delete_marker, version_id: owned(deleted.version) })
    }

    pub(super) fn call_delete_objects(
        &self,
        at: &Scope,
        input: DeleteObjectsRequest,
    ) -> Result<DeleteObjectsResponse, Error> {
        let bucket = named(&input.bucket, "Bucket")?;
        self.bucket(at, bucket)?;
        let Delete { objects, quiet } = input.delete.unwrap_or_default();
        if objects.is_empty() || objects.len() > MOST as usize {
            return Err(Error::MalformedXml);
        }
        let mut response = DeleteObjectsResponse::default();
        for one in objects {
            let key = named(&one.key, "Key")?;
            let conditions = WriteConditions::default();
            match self.delete_object(self.now(), Place { at, bucket, key }, one.version_id.as_deref(), &conditions) {
                Ok(_) if quiet => {}
                Ok(deleted) => response.deleted.push(DeletedObject {
                    key: key.to_owned(),
                    version_id: one.version_id.clone(),
                    delete_marker: deleted.marker.then_some(true),
                    delete_marker_version_id: owned(deleted.version).filter(|_| deleted.marker),
                }),
                Err(error) => {
                    let fault = crate::aws::fault::Fault::from(error);
                    let (code, message) = (fault.code.to_owned(), fault.message.into_owned());
                    response.errors.push(DeleteError { key: key.to_owned(), code, message });
                }
            }
        }
        Ok(response)
    }

    pub(super) fn call_copy_object(&self, at: &Scope, input: CopyObjectRequest) -> Result<CopyObjectResponse, Error> {
        let place = Place { at, bucket: named(&input.bucket, "Bucket")?, key: named(&input.key, "Key")? };
        let source = source(named(&input.copy_source, "CopySource")?)?;
        let replaces = |directive: &Option<String>| match directive.as_deref() {
            None | Some("COPY") => Ok(false),
            Some("REPLACE") => Ok(true),
            Some(_) => Err(Error::argument("Unknown metadata directive.")),
        };
        let about = About { content_type: input.content_type, metadata: input.metadata, ..About::default() };
        let tags = tags_of_query(input.tagging.as_deref())?;
        let copy = Copy {
            about: replaces(&input.metadata_directive)?.then_some(about),
            tags: replaces(&input.tagging_directive)?.then_some(tags),
            storage_class: input.storage_class,
            ..Copy::default()
        };
        let copied = self.copy_object(self.now(), &source, place, copy)?;
        let object = copied.written.object;
        Ok(CopyObjectResponse {
            copy_object_result: CopyObjectResult {
                etag: object.etag.to_string(),
                last_modified: object.modified.to_seconds_text(),
            },
            copy_source_version_id: owned(copied.source_version),
            server_side_encryption: ENCRYPTION,
            version_id: owned(copied.written.version),
        })
    }

    /// ListObjectsV2, or ListObjects.
    pub(super) fn call_list_objects(
        &self,
        at: &Scope,
        input: ListObjectsRequest,
        second: bool,
    ) -> Result<ListObjectsResponse, Error> {
        let name = named(&input.bucket, "Bucket")?;
        let prefix = input.prefix.unwrap_or_default();
        let delimiter = input.delimiter.filter(|delimiter| !delimiter.is_empty());
        let most = input.max_keys.unwrap_or(MOST).min(MOST);
        let token = token(input.continuation_token.as_deref().filter(|_| second))?;
        let start = if second { &input.start_after } else { &input.marker };
        let wanted = Wanted {
            prefix: &prefix,
            delimiter: delimiter.as_deref(),
            after: token.as_deref().or(start.as_deref()).filter(|after| !after.is_empty()),
            after_folder: token.is_some() || !second,
            most: most as usize,
        };
        let page = self.list_objects(at, name, &wanted)?;
        let object = |object: &std::sync::Arc<super::object::Object>| Object {
            etag: object.etag.to_string(),
            key: object.key.to_string(),
            last_modified: object.modified.to_seconds_text(),
            size: object.size(),
            storage_class: object.storage_class().to_owned(),
        };
        Ok(ListObjectsResponse {
            key_count: second.then_some(page.items.len() + page.prefixes.len()),
            contents: page.items.iter().map(object).collect(),
            common_prefixes: page.prefixes.into_iter().map(|prefix| CommonPrefix { prefix }).collect(),
            is_truncated: page.next.is_some(),
            marker: input.marker.filter(|_| !second),
            max_keys: most,
            name: name.to_owned(),
            next_continuation_token: page.next.as_deref().filter(|_| second).map(page::token),
            next_marker: page.next.filter(|_| !second && delimiter.is_some()),
            delimiter,
            prefix,
        })
    }

    pub(super) fn call_get_object_tagging(&self, at: &Scope, input: ObjectRequest) -> Result<TaggingResponse, Error> {
        let place = Place { at, bucket: named(&input.bucket, "Bucket")?, key: named(&input.key, "Key")? };
        let (tags, version) = self.object_tags(place, input.version_id.as_deref())?;
        let tags = tags.into_iter().map(|(key, value)| Tag { key, value }).collect();
        Ok(TaggingResponse { tag_set: Some(tags), version_id: owned(version) })
    }

    pub(super) fn call_put_object_tagging(
        &self,
        at: &Scope,
        input: PutObjectTaggingRequest,
    ) -> Result<TaggingResponse, Error> {
        let place = Place { at, bucket: named(&input.bucket, "Bucket")?, key: named(&input.key, "Key")? };
        let tags = tag::of_list(input.tagging.tag_set.into_iter().map(|tag| (tag.key, tag.value)))?;
        let version = self.tag_object(place, input.version_id.as_deref(), tags)?;
        Ok(TaggingResponse { tag_set: None, version_id: owned(version) })
    }

    pub(super) fn call_delete_object_tagging(
        &self,
        at: &Scope,
        input: ObjectRequest,
    ) -> Result<TaggingResponse, Error> {
        let place = Place { at, bucket: named(&input.bucket, "Bucket")?, key: named(&input.key, "Key")? };
        let version = self.tag_object(place, input.version_id.as_deref(), BTreeMap::new())?;
        Ok(TaggingResponse { tag_set: None, version_id: owned(version) })
    }
}

/// What a token stands for.
fn token(token: Option<&str>) -> Result<Option<String>, Error> {
    let after = token
        .map(|token| page::after(token).ok_or_else(|| Error::argument("The continuation token provided is incorrect")));
    after.transpose()
}

/// What is to be copied, out of `bucket/key?versionId=id`.
fn source(text: &str) -> Result<Source, Error> {
    let (path, version) = match text.split_once("?versionId=") {
        Some((path, version)) => (path, Some(version.to_owned())),
        None => (text, None),
    };
    let path = percent_encoding::percent_decode_str(path).decode_utf8_lossy();
    let (bucket, key) =
        path.trim_start_matches('/').split_once('/').filter(|(_, key)| !key.is_empty()).ok_or_else(|| {
            Error::argument("Copy Source must mention the source bucket and key: sourcebucket/sourcekey")
        })?;
    Ok(Source { bucket: bucket.to_owned(), key: key.to_owned(), version, conditions: Conditions::default() })
}
