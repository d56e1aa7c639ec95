//! The requests and responses of S3 for those who call it by name, as AWS's SDKs name them. Serde only.
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_Amazon_Simple_Storage_Service.html>

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A tag of an object.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct Tag {
    pub key: String,
    pub value: String,
}

/// Tags of an object.
#[derive(Debug, Default, Deserialize, Serialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct Tagging {
    pub tag_set: Vec<Tag>,
}

/// CreateBucket.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct CreateBucketRequest {
    pub bucket: Option<String>,
    pub create_bucket_configuration: Option<CreateBucketConfiguration>,
}

/// Where a bucket is to be.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct CreateBucketConfiguration {
    pub location_constraint: Option<String>,
}

/// What CreateBucket answers.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct CreateBucketResponse {
    pub location: String,
}

/// DeleteBucket, HeadBucket, GetBucketLocation.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct BucketRequest {
    pub bucket: Option<String>,
}

/// What HeadBucket answers.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct HeadBucketResponse {
    pub bucket_region: String,
}

/// What GetBucketLocation answers.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct GetBucketLocationResponse {
    pub location_constraint: Option<String>,
}

/// ListBuckets.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct ListBucketsRequest {
    pub prefix: Option<String>,
    pub bucket_region: Option<String>,
    pub continuation_token: Option<String>,
    pub max_buckets: Option<u32>,
}

/// What ListBuckets answers.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ListBucketsResponse {
    pub buckets: Vec<Bucket>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub continuation_token: Option<String>,
}

/// A bucket in a list.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Bucket {
    pub name: String,
    pub creation_date: String,
    pub bucket_region: String,
}

/// PutObject.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct PutObjectRequest {
    pub bucket: Option<String>,
    pub key: Option<String>,
    /// Text; anything else is written as JSON.
    pub body: Value,
    #[serde(rename = "ACL", alias = "Acl")]
    pub acl: Option<String>,
    pub cache_control: Option<String>,
    pub checksum_algorithm: Option<String>,
    pub content_disposition: Option<String>,
    pub content_encoding: Option<String>,
    pub content_language: Option<String>,
    #[serde(rename = "ContentMD5", alias = "ContentMd5")]
    pub content_md5: Option<String>,
    pub content_type: Option<String>,
    pub if_match: Option<String>,
    pub if_none_match: Option<String>,
    pub metadata: BTreeMap<String, String>,
    pub server_side_encryption: Option<String>,
    pub storage_class: Option<String>,
    /// As a query.
    pub tagging: Option<String>,
}

/// What PutObject answers.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct PutObjectResponse {
    #[serde(rename = "ChecksumCRC32", skip_serializing_if = "Option::is_none")]
    pub checksum_crc32: Option<String>,
    #[serde(rename = "ChecksumCRC32C", skip_serializing_if = "Option::is_none")]
    pub checksum_crc32c: Option<String>,
    #[serde(rename = "ChecksumCRC64NVME", skip_serializing_if = "Option::is_none")]
    pub checksum_crc64nvme: Option<String>,
    #[serde(rename = "ChecksumSHA1", skip_serializing_if = "Option::is_none")]
    pub checksum_sha1: Option<String>,
    #[serde(rename = "ChecksumSHA256", skip_serializing_if = "Option::is_none")]
    pub checksum_sha256: Option<String>,
    pub checksum_type: &'static str,
    #[serde(rename = "ETag")]
    pub etag: String,
    pub server_side_encryption: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version_id: Option<String>,
}

/// GetObject and HeadObject.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct GetObjectRequest {
    pub bucket: Option<String>,
    pub key: Option<String>,
    pub version_id: Option<String>,
    pub range: Option<String>,
    pub part_number: Option<u32>,
    pub if_match: Option<String>,
    pub if_none_match: Option<String>,
    pub if_modified_since: Option<String>,
    pub if_unmodified_since: Option<String>,
}

/// What GetObject and HeadObject answer.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct GetObjectResponse {
    pub accept_ranges: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cache_control: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content_disposition: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content_encoding: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content_language: Option<String>,
    pub content_length: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content_range: Option<String>,
    pub content_type: String,
    #[serde(rename = "ETag")]
    pub etag: String,
    pub last_modified: String,
    pub metadata: BTreeMap<String, String>,
    pub server_side_encryption: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub storage_class: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version_id: Option<String>,
    /// Text; none of HeadObject.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
}

/// DeleteObject, and GetObjectTagging and DeleteObjectTagging.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct ObjectRequest {
    pub bucket: Option<String>,
    pub key: Option<String>,
    pub version_id: Option<String>,
    pub if_match: Option<String>,
}

/// What DeleteObject answers.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct DeleteObjectResponse {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delete_marker: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version_id: Option<String>,
}

/// DeleteObjects.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct DeleteObjectsRequest {
    pub bucket: Option<String>,
    pub delete: Option<Delete>,
}

/// What is to be deleted.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct Delete {
    pub objects: Vec<ObjectRequest>,
    pub quiet: bool,
}

/// What DeleteObjects answers.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct DeleteObjectsResponse {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub deleted: Vec<DeletedObject>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<DeleteError>,
}

/// An object that was deleted.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct DeletedObject {
    pub key: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delete_marker: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delete_marker_version_id: Option<String>,
}

/// An object that wasn't.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct DeleteError {
    pub key: String,
    pub code: String,
    pub message: String,
}

/// CopyObject.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct CopyObjectRequest {
    pub bucket: Option<String>,
    pub key: Option<String>,
    /// `bucket/key`, the key encoded as in a URL, maybe with `?versionId=`.
    pub copy_source: Option<String>,
    pub content_type: Option<String>,
    pub metadata: BTreeMap<String, String>,
    pub metadata_directive: Option<String>,
    pub tagging: Option<String>,
    pub tagging_directive: Option<String>,
    pub storage_class: Option<String>,
}

/// What CopyObject answers.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct CopyObjectResponse {
    pub copy_object_result: CopyObjectResult,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub copy_source_version_id: Option<String>,
    pub server_side_encryption: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version_id: Option<String>,
}

/// A copy.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct CopyObjectResult {
    #[serde(rename = "ETag")]
    pub etag: String,
    pub last_modified: String,
}

/// ListObjectsV2, and ListObjects with its `Marker`.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct ListObjectsRequest {
    pub bucket: Option<String>,
    pub prefix: Option<String>,
    pub delimiter: Option<String>,
    pub continuation_token: Option<String>,
    pub start_after: Option<String>,
    pub marker: Option<String>,
    pub max_keys: Option<u32>,
}

/// What ListObjectsV2 and ListObjects answer.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ListObjectsResponse {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub common_prefixes: Vec<CommonPrefix>,
    pub contents: Vec<Object>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delimiter: Option<String>,
    pub is_truncated: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key_count: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub marker: Option<String>,
    pub max_keys: u32,
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_continuation_token: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_marker: Option<String>,
    pub prefix: String,
}

/// A folder in a list.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct CommonPrefix {
    pub prefix: String,
}

/// An object in a list.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Object {
    #[serde(rename = "ETag")]
    pub etag: String,
    pub key: String,
    pub last_modified: String,
    pub size: u64,
    pub storage_class: String,
}

/// PutObjectTagging.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct PutObjectTaggingRequest {
    pub bucket: Option<String>,
    pub key: Option<String>,
    pub version_id: Option<String>,
    pub tagging: Tagging,
}

/// What the operations on tags answer.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct TaggingResponse {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tag_set: Option<Vec<Tag>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version_id: Option<String>,
}
