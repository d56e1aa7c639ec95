//! The operations of S3 as `s3s` calls them.

use std::fmt;
use std::sync::Arc;

use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use futures_util::{StreamExt, stream};
use s3s::dto::{self, *};
use s3s::{S3Request, S3Response, S3Result};
use sha2::{Digest, Sha256};

use super::Asked;
use super::arrival::Broken;
use super::convert::{self, about_of, checksum_members, checksum_of, refuse_absent};
use crate::aws::hex::Hex;
use crate::aws::scope::Scope;
use crate::deliver::Router;
use crate::s3::checksum::Algorithm;
use crate::s3::condition::{Conditions, WriteConditions};
use crate::s3::intake::Received;
use crate::s3::read::{Extent, Got, Missing};
use crate::s3::upload::Named;
use crate::s3::write::Copy;
use crate::s3::{Error, Place, S3};

/// The engine, as `s3s` wants it.
pub struct Adapter {
    pub(super) s3: Arc<S3>,
    pub(super) router: Arc<Router>,
}

impl fmt::Debug for Adapter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Adapter").finish_non_exhaustive()
    }
}

/// What the answer to an operation is.
pub type Answer<T> = S3Result<S3Response<T>>;

/// What a request came with besides its input.
pub fn asked<T>(request: &S3Request<T>) -> Result<Asked, Error> {
    let missing = || Error::request("The request did not come by the door of S3.");
    request.extensions.get::<Asked>().cloned().ok_or_else(missing)
}

/// Whose call it is, checked against the owner that is expected.
pub fn scope<T>(request: &S3Request<T>, expected: Option<&String>) -> Result<Scope, Error> {
    let Asked { scope, .. } = asked(request)?;
    convert::check_owner(&scope, expected.map(String::as_str))?;
    Ok(scope)
}

impl Adapter {
    /// The adapter of an engine.
    pub fn new(s3: Arc<S3>, router: Arc<Router>) -> Self {
        Adapter { s3, router }
    }

    /// Takes a body in, and compares it with what its sender says of it.
    async fn receive(
        &self,
        asked: &Asked,
        body: Option<StreamingBlob>,
        algorithm: Option<Algorithm>,
        told: Option<&(Algorithm, String)>,
        md5: Option<&str>,
    ) -> Result<Received, Error> {
        const PREFIX: &str = "x-amz-checksum-";
        let named =
            asked.trailer.as_deref().and_then(|name| name.to_ascii_lowercase().strip_prefix(PREFIX).map(str::to_owned));
        let trailing = convert::algorithm(named.as_deref())?;
        let wanted = told.map(|(algorithm, _)| *algorithm).or(trailing).or(algorithm);
        let mut intake = self.s3.intake(wanted, asked.arrival.announced().unwrap_or(0))?;
        let mut signed = asked.sha256.as_deref().map(|expected| (expected, Sha256::new()));
        if let Some(mut body) = body {
            while let Some(bytes) = body.next().await {
                let bytes = bytes.map_err(|error| broken(&*error))?;
                if let Some((_, digest)) = &mut signed {
                    digest.update(&bytes);
                }
                intake.write(&bytes)?;
            }
        }
        if let Some((expected, digest)) = signed
            && Hex::<32>(digest.finalize().into()).to_string() != expected
        {
            return Err(Error::ContentSha256Mismatch);
        }
        let received = intake.finish()?;
        let trailer = trailing.map(|_| asked.arrival.trailer(asked.trailer.as_deref().unwrap_or_default()));
        let given = match (told, &trailer) {
            (Some((_, value)), _) => Some(value.as_str()),
            (None, Some(None)) => return Err(Error::request("The trailer that was announced is missing.")),
            (None, Some(Some(value))) => Some(value.as_str()),
            (None, None) => None,
        };
        received.check(md5, given)?;
        Ok(received)
    }
}

fn broken(error: &(dyn std::error::Error + 'static)) -> Error {
    let mut cause = Some(error);
    while let Some(error) = cause {
        if let Some(broken) = error.downcast_ref::<Broken>() {
            return (*broken).into();
        }
        cause = error.source();
    }
    Error::IncompleteBody
}

/// Headers that no struct of `s3s` has.
fn header(name: &'static str, value: &str) -> HeaderMap {
    let value = HeaderValue::from_str(value).ok();
    value.map(|value| (HeaderName::from_static(name), value)).into_iter().collect()
}

impl From<Missing> for s3s::S3Error {
    fn from(missing: Missing) -> Self {
        let mut error = s3s::S3Error::from(missing.error);
        if let Some(version) = missing.marker {
            let mut headers = header("x-amz-delete-marker", "true");
            headers.extend(header("x-amz-version-id", &version));
            error.set_headers(headers);
        }
        error
    }
}

/// What GetObject and HeadObject have in common: what is wanted of an object, and how it is told.
macro_rules! described {
    ($output:ident, $s3:expr, $at:expr, $input:ident) => {{
        let conditions = convert::conditions(
            $input.if_match,
            $input.if_none_match,
            $input.if_modified_since.as_ref(),
            $input.if_unmodified_since.as_ref(),
        );
        let place = Place { at: $at, bucket: &$input.bucket, key: &$input.key };
        let wanted = extent($input.range, $input.part_number)?;
        let got = $s3.get_object(place, $input.version_id.as_deref(), &conditions, wanted)?;
        let Got { object, version: id, content, range } = got;
        let mut output = $output::default();
        let about = &object.about;
        output.accept_ranges = Some("bytes".to_owned());
        output.cache_control = about.cache_control.clone();
        output.content_disposition = about.content_disposition.clone();
        output.content_encoding = about.content_encoding.clone();
        output.content_language = about.content_language.clone();
        output.content_type = Some(object.content_type().to_owned());
        output.content_length = i64::try_from(content.size()).ok();
        let part = |range: &std::ops::Range<u64>| format!("bytes {}-{}/{}", range.start, range.end - 1, object.size());
        output.content_range = range.as_ref().map(part);
        output.e_tag = Some(convert::etag(&object.etag));
        output.last_modified = Some(convert::timestamp(object.modified));
        output.metadata = Some(about.metadata.clone().into_iter().collect());
        output.server_side_encryption = encrypted();
        let class = about.storage_class.clone().filter(|class| class != "STANDARD");
        output.storage_class = class.map(StorageClass::from);
        output.version_id = version(id);
        output.website_redirect_location = about.redirect.clone();
        if let Extent::Part(_) = wanted {
            output.parts_count = Some(object.parts.len() as i32).filter(|count| *count > 0);
        }
        if $input.checksum_mode.is_some() && range.is_none() {
            checksum_members!(output, &object.checksum);
            output.checksum_type = convert::kind(object.checksum.as_ref());
        }
        (output, object, content)
    }};
}

/// The answer that tells of an object, or of a part of one.
fn telling<T>(output: T, is_part: bool, expires: Option<&str>) -> S3Response<T> {
    let mut response = S3Response::new(output);
    if let Some(expires) = expires {
        response.headers.extend(header("expires", expires));
    }
    if is_part {
        response.status = Some(StatusCode::PARTIAL_CONTENT);
    }
    response
}

/// Which bytes are wanted.
fn extent(range: Option<Range>, part: Option<i32>) -> Result<Extent, Error> {
    match (range, part) {
        (Some(_), Some(_)) => Err(Error::request("Cannot specify both Range header and partNumber query parameter")),
        (Some(Range::Int { first, last }), _) => Ok(Extent::From(first, last)),
        (Some(Range::Suffix { length }), _) => Ok(Extent::Last(length)),
        (None, Some(number)) => {
            let number = u32::try_from(number).ok().filter(|number| (1..=10_000).contains(number));
            let text = "Part number must be an integer between 1 and 10000, inclusive";
            number.map(Extent::Part).ok_or_else(|| Error::argument(text))
        }
        (None, None) => Ok(Extent::Whole),
    }
}

fn version(id: Option<crate::aws::text::Text>) -> Option<String> {
    id.map(|id| id.to_string())
}

fn encrypted() -> Option<ServerSideEncryption> {
    Some(ServerSideEncryption::from_static(ServerSideEncryption::AES256))
}

#[async_trait::async_trait]
impl s3s::S3 for Adapter {
    async fn put_object(&self, mut request: S3Request<PutObjectInput>) -> Answer<PutObjectOutput> {
        let asked = asked(&request)?;
        let body = request.input.body.take();
        let input = &request.input;
        refuse_absent!(input, &asked.scope);
        if input.write_offset_bytes.is_some() {
            return Err(Error::absent("appending to objects").into());
        }
        let mut about = about_of!(input);
        convert::as_spelled(&mut about, &request.headers);
        let conditions = WriteConditions::new(
            convert::condition(input.if_match.clone()),
            convert::condition(input.if_none_match.clone()),
        )?;
        // Before anything is read.
        self.s3.bucket(&asked.scope, &input.bucket)?;
        crate::s3::name::check_key(&input.key)?;
        about.check()?;
        let named = convert::algorithm(input.checksum_algorithm.as_ref().map(|name| name.as_str()))?;
        let told = checksum_of!(input);
        let received = self.receive(&asked, body, named, told.as_ref(), input.content_md5.as_deref()).await?;
        let place = Place { at: &asked.scope, bucket: &input.bucket, key: &input.key };
        let written = self.s3.put_object(self.s3.now(), place, about, received, &conditions)?;
        let mut output = PutObjectOutput {
            e_tag: Some(convert::etag(&written.object.etag)),
            checksum_type: convert::kind(written.object.checksum.as_ref()),
            server_side_encryption: encrypted(),
            version_id: version(written.version),
            ..PutObjectOutput::default()
        };
        checksum_members!(output, &written.object.checksum);
        Ok(S3Response::new(output))
    }

    async fn get_object(&self, request: S3Request<GetObjectInput>) -> Answer<GetObjectOutput> {
        let at = scope(&request, request.input.expected_bucket_owner.as_ref())?;
        let input = request.input;
        let (mut output, object, content) = described!(GetObjectOutput, self.s3, &at, input);
        output.tag_count = Some(object.about.tags.len() as i32).filter(|count| *count > 0);
        output.body = Some(StreamingBlob::wrap(stream::iter(
            content.chunks().map(|chunk| chunk.map_err(|error| std::io::Error::other(error.message().into_owned()))),
        )));
        let is_part = output.content_range.is_some();
        // A request may say what is told instead.
        let expires = object.about.expires.as_deref().filter(|_| input.response_expires.is_none());
        Ok(telling(output, is_part, expires))
    }

    async fn head_object(&self, request: S3Request<HeadObjectInput>) -> Answer<HeadObjectOutput> {
        let at = scope(&request, request.input.expected_bucket_owner.as_ref())?;
        let input = request.input;
        let (output, object, _) = described!(HeadObjectOutput, self.s3, &at, input);
        let is_part = output.content_range.is_some();
        Ok(telling(output, is_part, object.about.expires.as_deref()))
    }

    async fn get_object_attributes(
        &self,
        request: S3Request<GetObjectAttributesInput>,
    ) -> Answer<GetObjectAttributesOutput> {
        let at = scope(&request, request.input.expected_bucket_owner.as_ref())?;
        let input = request.input;
        let place = Place { at: &at, bucket: &input.bucket, key: &input.key };
        let conditions = Conditions::default();
        let got = self.s3.get_object(place, input.version_id.as_deref(), &conditions, Extent::Whole)?;
        let object = got.object;
        // One header has them all, divided by commas.
        let wanted: Vec<&str> =
            input.object_attributes.iter().flat_map(|list| list.as_str().split(',')).map(str::trim).collect();
        let wants = |name: &str| wanted.contains(&name);
        let mut output = GetObjectAttributesOutput {
            last_modified: Some(convert::timestamp(object.modified)),
            version_id: version(got.version),
            ..GetObjectAttributesOutput::default()
        };
        output.e_tag = wants("ETag").then(|| convert::etag(&object.etag));
        output.object_size = i64::try_from(object.size()).ok().filter(|_| wants("ObjectSize"));
        output.storage_class = wants("StorageClass").then(|| StorageClass::from(object.storage_class().to_owned()));
        if wants("Checksum") {
            let mut checksum =
                dto::Checksum { checksum_type: convert::kind(object.checksum.as_ref()), ..dto::Checksum::default() };
            checksum_members!(checksum, &object.checksum);
            output.checksum = Some(checksum);
        }
        if wants("ObjectParts") && !object.parts.is_empty() {
            let most = input.max_parts.unwrap_or(1000).clamp(0, 1000);
            let after = input.part_number_marker.unwrap_or_default();
            let mut rest = object.parts.iter().filter(|part| i64::from(part.number) > i64::from(after));
            let page: Vec<_> = rest.by_ref().take(most as usize).collect();
            let part = |part: &&crate::s3::object::PartOf| {
                let mut told = ObjectPart {
                    part_number: i32::try_from(part.number).ok(),
                    size: i64::try_from(part.size).ok(),
                    ..ObjectPart::default()
                };
                checksum_members!(told, &part.checksum);
                told
            };
            output.object_parts = Some(GetObjectAttributesParts {
                is_truncated: Some(rest.next().is_some()),
                max_parts: Some(most),
                part_number_marker: Some(after),
                next_part_number_marker: page.last().and_then(|last| i32::try_from(last.number).ok()),
                // Without a checksum of their own parts aren't listed.
                parts: Some(page.iter().filter(|one| one.checksum.is_some()).map(part).collect::<Vec<_>>())
                    .filter(|parts| !parts.is_empty()),
                total_parts_count: i32::try_from(object.parts.len()).ok(),
            });
        }
        Ok(S3Response::new(output))
    }

    async fn delete_object(&self, request: S3Request<DeleteObjectInput>) -> Answer<DeleteObjectOutput> {
        let at = scope(&request, request.input.expected_bucket_owner.as_ref())?;
        let input = request.input;
        if input.mfa.is_some() || input.if_match_size.is_some() || input.if_match_last_modified_time.is_some() {
            return Err(Error::absent("deletion by size, time or MFA").into());
        }
        let conditions = WriteConditions { matches: convert::condition(input.if_match), absent: false };
        let place = Place { at: &at, bucket: &input.bucket, key: &input.key };
        let deleted = self.s3.delete_object(self.s3.now(), place, input.version_id.as_deref(), &conditions)?;
        let output = DeleteObjectOutput {
            delete_marker: deleted.marker.then_some(true),
            version_id: version(deleted.version),
            ..DeleteObjectOutput::default()
        };
        Ok(S3Response::with_status(output, StatusCode::NO_CONTENT))
    }

    async fn delete_objects(&self, request: S3Request<DeleteObjectsInput>) -> Answer<DeleteObjectsOutput> {
        let at = scope(&request, request.input.expected_bucket_owner.as_ref())?;
        self.delete_many(&at, request.input)
    }

    async fn copy_object(&self, request: S3Request<CopyObjectInput>) -> Answer<CopyObjectOutput> {
        let at = scope(&request, None)?;
        let input = &request.input;
        refuse_absent!(input, &at);
        convert::check_owner(&at, input.expected_source_bucket_owner.as_deref())?;
        let source = convert::source(
            &input.copy_source,
            convert::conditions(
                input.copy_source_if_match.clone(),
                input.copy_source_if_none_match.clone(),
                input.copy_source_if_modified_since.as_ref(),
                input.copy_source_if_unmodified_since.as_ref(),
            ),
        )?;
        let mut about = about_of!(input);
        convert::as_spelled(&mut about, &request.headers);
        let replaces = |directive: Option<&str>| match directive {
            None | Some("COPY") => Ok(false),
            Some("REPLACE") => Ok(true),
            Some(_) => Err(Error::argument("Unknown metadata directive.")),
        };
        let tags = std::mem::take(&mut about.tags);
        let matches = |name: &str| {
            let value = request.headers.get(name).and_then(|value| value.to_str().ok());
            value.map(crate::s3::condition::Tag::of)
        };
        let copy = Copy {
            tags: replaces(input.tagging_directive.as_ref().map(|one| one.as_str()))?.then_some(tags),
            storage_class: about.storage_class.clone(),
            about: replaces(input.metadata_directive.as_ref().map(|one| one.as_str()))?.then_some(about),
            algorithm: convert::algorithm(input.checksum_algorithm.as_ref().map(|name| name.as_str()))?,
            conditions: WriteConditions::new(matches("if-match"), matches("if-none-match"))?,
        };
        let place = Place { at: &at, bucket: &input.bucket, key: &input.key };
        let copied = self.s3.copy_object(self.s3.now(), &source, place, copy)?;
        let object = copied.written.object;
        let mut result = CopyObjectResult {
            e_tag: Some(convert::etag(&object.etag)),
            last_modified: Some(convert::timestamp(object.modified)),
            checksum_type: convert::kind(object.checksum.as_ref()),
            ..CopyObjectResult::default()
        };
        checksum_members!(result, &object.checksum);
        Ok(S3Response::new(CopyObjectOutput {
            copy_object_result: Some(result),
            copy_source_version_id: version(copied.source_version),
            server_side_encryption: encrypted(),
            version_id: version(copied.written.version),
            ..CopyObjectOutput::default()
        }))
    }

    async fn create_multipart_upload(
        &self,
        request: S3Request<CreateMultipartUploadInput>,
    ) -> Answer<CreateMultipartUploadOutput> {
        let at = scope(&request, None)?;
        let input = &request.input;
        refuse_absent!(input, &at);
        let mut about = about_of!(input);
        convert::as_spelled(&mut about, &request.headers);
        let algorithm = convert::algorithm(input.checksum_algorithm.as_ref().map(|name| name.as_str()))?;
        let composite = match input.checksum_type.as_ref().map(|kind| kind.as_str()) {
            None => None,
            Some("COMPOSITE") => Some(true),
            Some("FULL_OBJECT") => Some(false),
            Some(_) => return Err(Error::request("Value for x-amz-checksum-type header is invalid.").into()),
        };
        let place = Place { at: &at, bucket: &input.bucket, key: &input.key };
        let upload = self.s3.create_upload(self.s3.now(), place, about, algorithm, composite)?;
        let kind = if upload.composite { "COMPOSITE" } else { "FULL_OBJECT" };
        Ok(S3Response::new(CreateMultipartUploadOutput {
            bucket: Some(input.bucket.clone()),
            key: Some(input.key.clone()),
            upload_id: Some(upload.id.to_string()),
            checksum_algorithm: upload.algorithm.map(|one| ChecksumAlgorithm::from(one.name().to_owned())),
            checksum_type: upload.algorithm.map(|_| ChecksumType::from(kind.to_owned())),
            server_side_encryption: encrypted(),
            ..CreateMultipartUploadOutput::default()
        }))
    }

    async fn upload_part(&self, mut request: S3Request<UploadPartInput>) -> Answer<UploadPartOutput> {
        let asked = asked(&request)?;
        let body = request.input.body.take();
        let input = &request.input;
        convert::check_owner(&asked.scope, input.expected_bucket_owner.as_deref())?;
        if input.sse_customer_key.is_some() {
            return Err(Error::absent("encryption with keys of the customer's").into());
        }
        let (id, number) = (&input.upload_id, i64::from(input.part_number));
        let place = Place { at: &asked.scope, bucket: &input.bucket, key: &input.key };
        // Before anything is read.
        let wanted = self.s3.expect_part(place, id, number)?;
        let named = convert::algorithm(input.checksum_algorithm.as_ref().map(|name| name.as_str()))?.or(wanted);
        let told = checksum_of!(input);
        let received = self.receive(&asked, body, named, told.as_ref(), input.content_md5.as_deref()).await?;
        let part = self.s3.upload_part(self.s3.now(), place, id, number, received)?;
        let mut output = UploadPartOutput {
            e_tag: Some(convert::etag(&part.etag())),
            server_side_encryption: encrypted(),
            ..UploadPartOutput::default()
        };
        checksum_members!(output, Some(&part.checksum));
        Ok(S3Response::new(output))
    }

    async fn upload_part_copy(&self, request: S3Request<UploadPartCopyInput>) -> Answer<UploadPartCopyOutput> {
        let at = scope(&request, request.input.expected_bucket_owner.as_ref())?;
        self.copy_part(&at, &request.input)
    }

    async fn complete_multipart_upload(
        &self,
        request: S3Request<CompleteMultipartUploadInput>,
    ) -> Answer<CompleteMultipartUploadOutput> {
        let at = scope(&request, request.input.expected_bucket_owner.as_ref())?;
        let input = request.input;
        let told = checksum_of!(input).map(|(_, value)| value);
        let conditions =
            WriteConditions::new(convert::condition(input.if_match), convert::condition(input.if_none_match))?;
        let parts = input.multipart_upload.and_then(|upload| upload.parts).unwrap_or_default();
        let named: Option<Vec<Named>> = parts
            .into_iter()
            .map(|part| {
                Some(Named {
                    number: u32::try_from(part.part_number?).ok()?,
                    checksum: checksum_of!(part).map(|(_, value)| value),
                    etag: part.e_tag?.into_value(),
                })
            })
            .collect();
        let named = named.ok_or(Error::MalformedXml)?;
        let place = Place { at: &at, bucket: &input.bucket, key: &input.key };
        let written =
            self.s3.complete_upload(self.s3.now(), place, &input.upload_id, &named, told.as_deref(), &conditions)?;
        let mut output = CompleteMultipartUploadOutput {
            location: Some(format!("https://{}.s3.{}.amazonaws.com/{}", input.bucket, at.region, input.key)),
            bucket: Some(input.bucket),
            key: Some(input.key),
            e_tag: Some(convert::etag(&written.object.etag)),
            checksum_type: convert::kind(written.object.checksum.as_ref()),
            server_side_encryption: encrypted(),
            version_id: version(written.version),
            ..CompleteMultipartUploadOutput::default()
        };
        checksum_members!(output, &written.object.checksum);
        Ok(S3Response::new(output))
    }

    async fn abort_multipart_upload(
        &self,
        request: S3Request<AbortMultipartUploadInput>,
    ) -> Answer<AbortMultipartUploadOutput> {
        let at = scope(&request, request.input.expected_bucket_owner.as_ref())?;
        let input = request.input;
        let place = Place { at: &at, bucket: &input.bucket, key: &input.key };
        self.s3.abort_upload(place, &input.upload_id)?;
        Ok(S3Response::with_status(AbortMultipartUploadOutput::default(), StatusCode::NO_CONTENT))
    }

    async fn list_parts(&self, request: S3Request<ListPartsInput>) -> Answer<ListPartsOutput> {
        let at = scope(&request, request.input.expected_bucket_owner.as_ref())?;
        self.parts(&at, request.input)
    }

    async fn list_multipart_uploads(
        &self,
        request: S3Request<ListMultipartUploadsInput>,
    ) -> Answer<ListMultipartUploadsOutput> {
        let at = scope(&request, request.input.expected_bucket_owner.as_ref())?;
        self.uploads(&at, request.input)
    }

    async fn list_objects(&self, request: S3Request<ListObjectsInput>) -> Answer<ListObjectsOutput> {
        let at = scope(&request, request.input.expected_bucket_owner.as_ref())?;
        self.objects(&at, request.input)
    }

    async fn list_objects_v2(&self, request: S3Request<ListObjectsV2Input>) -> Answer<ListObjectsV2Output> {
        let at = scope(&request, request.input.expected_bucket_owner.as_ref())?;
        self.objects_v2(&at, request.input)
    }

    async fn list_object_versions(
        &self,
        request: S3Request<ListObjectVersionsInput>,
    ) -> Answer<ListObjectVersionsOutput> {
        let at = scope(&request, request.input.expected_bucket_owner.as_ref())?;
        self.versions(&at, request.input)
    }

    async fn list_buckets(&self, request: S3Request<ListBucketsInput>) -> Answer<ListBucketsOutput> {
        let at = scope(&request, None)?;
        self.buckets(&at, request.input)
    }

    async fn create_bucket(&self, request: S3Request<CreateBucketInput>) -> Answer<CreateBucketOutput> {
        let at = scope(&request, None)?;
        self.make_bucket(&at, request.input)
    }

    async fn delete_bucket(&self, request: S3Request<DeleteBucketInput>) -> Answer<DeleteBucketOutput> {
        let at = scope(&request, request.input.expected_bucket_owner.as_ref())?;
        self.s3.delete_bucket(&at, &request.input.bucket)?;
        Ok(S3Response::with_status(DeleteBucketOutput::default(), StatusCode::NO_CONTENT))
    }

    async fn head_bucket(&self, request: S3Request<HeadBucketInput>) -> Answer<HeadBucketOutput> {
        let at = scope(&request, request.input.expected_bucket_owner.as_ref())?;
        let bucket = self.s3.bucket(&at, &request.input.bucket)?;
        let region = Some(bucket.scope.region.to_string());
        Ok(S3Response::new(HeadBucketOutput { bucket_region: region, ..HeadBucketOutput::default() }))
    }

    async fn get_bucket_location(&self, request: S3Request<GetBucketLocationInput>) -> Answer<GetBucketLocationOutput> {
        let at = scope(&request, request.input.expected_bucket_owner.as_ref())?;
        let bucket = self.s3.bucket(&at, &request.input.bucket)?;
        Ok(S3Response::new(GetBucketLocationOutput { location_constraint: convert::location(&bucket) }))
    }

    async fn get_bucket_versioning(
        &self,
        request: S3Request<GetBucketVersioningInput>,
    ) -> Answer<GetBucketVersioningOutput> {
        let at = scope(&request, request.input.expected_bucket_owner.as_ref())?;
        self.versioning(&at, &request.input.bucket)
    }

    async fn put_bucket_versioning(
        &self,
        request: S3Request<PutBucketVersioningInput>,
    ) -> Answer<PutBucketVersioningOutput> {
        let at = scope(&request, request.input.expected_bucket_owner.as_ref())?;
        self.set_versioning(&at, request.input)
    }

    async fn get_bucket_tagging(&self, request: S3Request<GetBucketTaggingInput>) -> Answer<GetBucketTaggingOutput> {
        let at = scope(&request, request.input.expected_bucket_owner.as_ref())?;
        let tags = self.s3.bucket_tags(&at, &request.input.bucket)?;
        Ok(S3Response::new(GetBucketTaggingOutput { tag_set: convert::tag_set(tags) }))
    }

    async fn put_bucket_tagging(&self, request: S3Request<PutBucketTaggingInput>) -> Answer<PutBucketTaggingOutput> {
        let at = scope(&request, request.input.expected_bucket_owner.as_ref())?;
        self.s3.tag_bucket(&at, &request.input.bucket, convert::tags(request.input.tagging.tag_set)?)?;
        Ok(S3Response::with_status(PutBucketTaggingOutput::default(), StatusCode::NO_CONTENT))
    }

    async fn delete_bucket_tagging(
        &self,
        request: S3Request<DeleteBucketTaggingInput>,
    ) -> Answer<DeleteBucketTaggingOutput> {
        let at = scope(&request, request.input.expected_bucket_owner.as_ref())?;
        self.s3.tag_bucket(&at, &request.input.bucket, Default::default())?;
        Ok(S3Response::with_status(DeleteBucketTaggingOutput::default(), StatusCode::NO_CONTENT))
    }

    async fn get_object_tagging(&self, request: S3Request<GetObjectTaggingInput>) -> Answer<GetObjectTaggingOutput> {
        let at = scope(&request, request.input.expected_bucket_owner.as_ref())?;
        let input = request.input;
        let place = Place { at: &at, bucket: &input.bucket, key: &input.key };
        let (tags, id) = self.s3.object_tags(place, input.version_id.as_deref())?;
        Ok(S3Response::new(GetObjectTaggingOutput { tag_set: convert::tag_set(tags), version_id: version(id) }))
    }

    async fn put_object_tagging(&self, request: S3Request<PutObjectTaggingInput>) -> Answer<PutObjectTaggingOutput> {
        let at = scope(&request, request.input.expected_bucket_owner.as_ref())?;
        let input = request.input;
        let place = Place { at: &at, bucket: &input.bucket, key: &input.key };
        let id = self.s3.tag_object(place, input.version_id.as_deref(), convert::tags(input.tagging.tag_set)?)?;
        Ok(S3Response::new(PutObjectTaggingOutput { version_id: version(id) }))
    }

    async fn delete_object_tagging(
        &self,
        request: S3Request<DeleteObjectTaggingInput>,
    ) -> Answer<DeleteObjectTaggingOutput> {
        let at = scope(&request, request.input.expected_bucket_owner.as_ref())?;
        let input = request.input;
        let place = Place { at: &at, bucket: &input.bucket, key: &input.key };
        let id = self.s3.tag_object(place, input.version_id.as_deref(), Default::default())?;
        let output = DeleteObjectTaggingOutput { version_id: version(id) };
        Ok(S3Response::with_status(output, StatusCode::NO_CONTENT))
    }

    async fn get_bucket_notification_configuration(
        &self,
        request: S3Request<GetBucketNotificationConfigurationInput>,
    ) -> Answer<GetBucketNotificationConfigurationOutput> {
        let at = scope(&request, request.input.expected_bucket_owner.as_ref())?;
        self.notification(&at, &request.input.bucket)
    }

    async fn put_bucket_notification_configuration(
        &self,
        request: S3Request<PutBucketNotificationConfigurationInput>,
    ) -> Answer<PutBucketNotificationConfigurationOutput> {
        let at = scope(&request, request.input.expected_bucket_owner.as_ref())?;
        self.set_notification(&at, request.input).await
    }
}

impl Adapter {
    fn copy_part(&self, at: &Scope, input: &UploadPartCopyInput) -> Answer<UploadPartCopyOutput> {
        convert::check_owner(at, input.expected_source_bucket_owner.as_deref())?;
        let conditions = convert::conditions(
            input.copy_source_if_match.clone(),
            input.copy_source_if_none_match.clone(),
            input.copy_source_if_modified_since.as_ref(),
            input.copy_source_if_unmodified_since.as_ref(),
        );
        let source = convert::source(&input.copy_source, conditions)?;
        let place = Place { at, bucket: &input.bucket, key: &input.key };
        let (id, number) = (&input.upload_id, i64::from(input.part_number));
        let wanted = self.s3.expect_part(place, id, number)?;
        let range = input.copy_source_range.as_deref().map(|range| {
            let ends = range.strip_prefix("bytes=").and_then(|range| range.split_once('-'));
            let text = "The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are \
                        the zero-based offsets of the first and last bytes to copy";
            ends.and_then(|(first, last)| Some((first.parse().ok()?, last.parse().ok()?)))
                .ok_or_else(|| Error::argument(text))
        });
        let (content, source_version) = self.s3.part_source(at, &source, range.transpose()?)?;
        let received = Received::again(content, wanted)?;
        let part = self.s3.upload_part(self.s3.now(), place, id, number, received)?;
        let mut result = CopyPartResult {
            e_tag: Some(convert::etag(&part.etag())),
            last_modified: Some(convert::timestamp(part.modified)),
            ..CopyPartResult::default()
        };
        checksum_members!(result, wanted.is_some().then_some(&part.checksum));
        Ok(S3Response::new(UploadPartCopyOutput {
            copy_part_result: Some(result),
            copy_source_version_id: version(source_version),
            server_side_encryption: encrypted(),
            ..UploadPartCopyOutput::default()
        }))
    }

    fn delete_many(&self, at: &Scope, input: DeleteObjectsInput) -> Answer<DeleteObjectsOutput> {
        self.s3.bucket(at, &input.bucket)?;
        if input.mfa.is_some() {
            return Err(Error::absent("deletion by MFA").into());
        }
        if input.delete.objects.is_empty() || input.delete.objects.len() > 1000 {
            return Err(Error::MalformedXml.into());
        }
        let quiet = input.delete.quiet.unwrap_or(false);
        let (mut deleted, mut errors) = (Vec::new(), Vec::new());
        for one in input.delete.objects {
            let place = Place { at, bucket: &input.bucket, key: &one.key };
            let conditions = WriteConditions {
                matches: one.e_tag.as_ref().map(|tag| crate::s3::condition::Tag::of(tag.value())),
                absent: false,
            };
            match self.s3.delete_object(self.s3.now(), place, one.version_id.as_deref(), &conditions) {
                Ok(_) if quiet => {}
                Ok(gone) => deleted.push(DeletedObject {
                    delete_marker: gone.marker.then_some(true),
                    delete_marker_version_id: version(gone.version).filter(|_| gone.marker),
                    key: Some(one.key),
                    version_id: one.version_id,
                }),
                Err(error) => {
                    let fault = crate::aws::fault::Fault::from(error);
                    errors.push(dto::Error {
                        code: Some(fault.code.to_owned()),
                        key: Some(one.key),
                        message: Some(fault.message.into_owned()),
                        version_id: one.version_id,
                    });
                }
            }
        }
        let some = |list: Vec<_>| Some(list).filter(|list| !list.is_empty());
        Ok(S3Response::new(DeleteObjectsOutput {
            deleted: some(deleted),
            errors: Some(errors).filter(|errors| !errors.is_empty()),
            ..DeleteObjectsOutput::default()
        }))
    }
}
