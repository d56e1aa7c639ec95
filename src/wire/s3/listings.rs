//! Lists of buckets, objects, versions, uploads and parts.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use s3s::S3Response;
use s3s::dto::*;

use super::adapter::{Adapter, Answer};
use super::convert::{self, checksum_members};
use crate::aws::page;
use crate::aws::scope::Scope;
use crate::s3::listing::{Page, Wanted};
use crate::s3::object;
use crate::s3::{Error, Place};

/// The most entries of a page.
const MOST: i32 = 1000;

/// What S3 leaves as it is where keys are encoded.
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'*').remove(b'/');

/// How keys are written in a list.
#[derive(Clone, Copy)]
struct Spelling {
    encoded: bool,
}

impl Spelling {
    fn of(wanted: Option<&EncodingType>) -> Result<Self, Error> {
        match wanted.map(EncodingType::as_str) {
            None => Ok(Spelling { encoded: false }),
            Some("url") => Ok(Spelling { encoded: true }),
            Some(_) => Err(Error::argument("Invalid Encoding Method specified in Request")),
        }
    }

    fn text(self, text: &str) -> String {
        if self.encoded { utf8_percent_encode(text, PLAIN).to_string() } else { text.to_owned() }
    }

    fn some(self, text: Option<&String>) -> Option<String> {
        text.map(|text| self.text(text))
    }

    fn prefixes(self, prefixes: &[String]) -> Option<Vec<CommonPrefix>> {
        let all: Vec<_> = prefixes.iter().map(|prefix| CommonPrefix { prefix: Some(self.text(prefix)) }).collect();
        Some(all).filter(|all| !all.is_empty())
    }

    fn objects(self, page: &Page<std::sync::Arc<object::Object>>, owner: Option<&Owner>) -> Option<Vec<Object>> {
        let one = |object: &std::sync::Arc<object::Object>| Object {
            key: Some(self.text(&object.key)),
            last_modified: Some(convert::timestamp(object.modified)),
            e_tag: Some(convert::etag(&object.etag)),
            checksum_algorithm: object
                .checksum
                .as_ref()
                .map(|checksum| vec![ChecksumAlgorithm::from(checksum.algorithm.name().to_owned())]),
            checksum_type: convert::kind(object.checksum.as_ref()),
            size: i64::try_from(object.size()).ok(),
            storage_class: Some(ObjectStorageClass::from(object.storage_class().to_owned())),
            owner: owner.cloned(),
            ..Object::default()
        };
        Some(page.items.iter().map(one).collect::<Vec<_>>()).filter(|all| !all.is_empty())
    }
}

/// How many entries are wanted.
fn most(wanted: Option<i32>, name: &str) -> Result<i32, Error> {
    let wanted = wanted.unwrap_or(MOST);
    let text = || Error::argument(format!("Argument {name} must be an integer between 0 and 2147483647"));
    if wanted < 0 { Err(text()) } else { Ok(wanted.min(MOST)) }
}

fn shown(text: Option<String>) -> Option<String> {
    text.filter(|text| !text.is_empty())
}

impl Adapter {
    /// ListObjects.
    pub fn objects(&self, at: &Scope, input: ListObjectsInput) -> Answer<ListObjectsOutput> {
        let spelling = Spelling::of(input.encoding_type.as_ref())?;
        let most = most(input.max_keys, "max-keys")?;
        let prefix = input.prefix.unwrap_or_default();
        let marker = input.marker.unwrap_or_default();
        let delimiter = shown(input.delimiter);
        let wanted = Wanted {
            prefix: &prefix,
            delimiter: delimiter.as_deref(),
            after: Some(&*marker).filter(|marker| !marker.is_empty()),
            after_folder: true,
            most: most as usize,
        };
        let page = self.s3.list_objects(at, &input.bucket, &wanted)?;
        let owner = convert::owner(&at.account);
        Ok(S3Response::new(ListObjectsOutput {
            name: Some(input.bucket),
            contents: spelling.objects(&page, Some(&owner)),
            common_prefixes: spelling.prefixes(&page.prefixes),
            is_truncated: Some(page.next.is_some()),
            // Without a delimiter the last key says it.
            next_marker: page.next.as_ref().filter(|_| delimiter.is_some()).map(|next| spelling.text(next)),
            prefix: Some(spelling.text(&prefix)),
            marker: Some(spelling.text(&marker)),
            delimiter: spelling.some(delimiter.as_ref()),
            max_keys: Some(most),
            encoding_type: input.encoding_type,
            ..ListObjectsOutput::default()
        }))
    }

    /// ListObjectsV2.
    pub fn objects_v2(&self, at: &Scope, input: ListObjectsV2Input) -> Answer<ListObjectsV2Output> {
        let spelling = Spelling::of(input.encoding_type.as_ref())?;
        let most = most(input.max_keys, "max-keys")?;
        let prefix = input.prefix.unwrap_or_default();
        let delimiter = shown(input.delimiter);
        let token = match &input.continuation_token {
            None => None,
            Some(token) => Some(
                page::after(token).ok_or_else(|| Error::argument("The continuation token provided is incorrect"))?,
            ),
        };
        let start = shown(input.start_after);
        let wanted = Wanted {
            prefix: &prefix,
            delimiter: delimiter.as_deref(),
            after: token.as_deref().or(start.as_deref()),
            after_folder: token.is_some(),
            most: most as usize,
        };
        let page = self.s3.list_objects(at, &input.bucket, &wanted)?;
        let owner = input.fetch_owner.unwrap_or(false).then(|| convert::owner(&at.account));
        Ok(S3Response::new(ListObjectsV2Output {
            name: Some(input.bucket),
            contents: spelling.objects(&page, owner.as_ref()),
            common_prefixes: spelling.prefixes(&page.prefixes),
            key_count: i32::try_from(page.items.len() + page.prefixes.len()).ok(),
            is_truncated: Some(page.next.is_some()),
            next_continuation_token: page.next.as_deref().map(page::token),
            continuation_token: input.continuation_token,
            prefix: Some(spelling.text(&prefix)),
            start_after: spelling.some(start.as_ref()),
            delimiter: spelling.some(delimiter.as_ref()),
            max_keys: Some(most),
            encoding_type: input.encoding_type,
            ..ListObjectsV2Output::default()
        }))
    }

    /// ListObjectVersions.
    pub fn versions(&self, at: &Scope, input: ListObjectVersionsInput) -> Answer<ListObjectVersionsOutput> {
        let spelling = Spelling::of(input.encoding_type.as_ref())?;
        let most = most(input.max_keys, "max-keys")?;
        let prefix = input.prefix.unwrap_or_default();
        let (marker, id) = (shown(input.key_marker), shown(input.version_id_marker));
        if id.is_some() && marker.is_none() {
            return Err(Error::argument("A version-id marker cannot be specified without a key marker.").into());
        }
        let delimiter = shown(input.delimiter);
        let wanted = Wanted {
            prefix: &prefix,
            delimiter: delimiter.as_deref(),
            after: marker.as_deref(),
            after_folder: true,
            most: most as usize,
        };
        let page = self.s3.list_versions(at, &input.bucket, &wanted, id.as_deref())?;
        let (mut versions, mut markers) = (Vec::new(), Vec::new());
        for (object, newest) in &page.items {
            let key = Some(spelling.text(&object.key));
            let last_modified = Some(convert::timestamp(object.modified));
            let (owner, version_id) = (Some(convert::owner(&at.account)), Some(object.version.to_string()));
            if object.marker {
                markers.push(DeleteMarkerEntry { key, last_modified, owner, version_id, is_latest: Some(*newest) });
            } else {
                versions.push(ObjectVersion {
                    key,
                    last_modified,
                    owner,
                    version_id,
                    is_latest: Some(*newest),
                    e_tag: Some(convert::etag(&object.etag)),
                    size: i64::try_from(object.size()).ok(),
                    storage_class: Some(ObjectVersionStorageClass::from(object.storage_class().to_owned())),
                    ..ObjectVersion::default()
                });
            }
        }
        let (next_key, next_id) = page.next.map_or((None, None), |(key, id)| (Some(key), id));
        Ok(S3Response::new(ListObjectVersionsOutput {
            name: Some(input.bucket),
            versions: Some(versions).filter(|all| !all.is_empty()),
            delete_markers: Some(markers).filter(|all| !all.is_empty()),
            common_prefixes: spelling.prefixes(&page.prefixes),
            is_truncated: Some(next_key.is_some()),
            next_key_marker: spelling.some(next_key.as_ref()),
            next_version_id_marker: next_id,
            key_marker: Some(spelling.text(marker.as_deref().unwrap_or_default())),
            version_id_marker: Some(id.unwrap_or_default()),
            prefix: Some(spelling.text(&prefix)),
            delimiter: spelling.some(delimiter.as_ref()),
            max_keys: Some(most),
            encoding_type: input.encoding_type,
            ..ListObjectVersionsOutput::default()
        }))
    }

    /// ListBuckets.
    pub fn buckets(&self, at: &Scope, input: ListBucketsInput) -> Answer<ListBucketsOutput> {
        const MOST_BUCKETS: i32 = 10_000;
        let most = input.max_buckets.unwrap_or(MOST_BUCKETS);
        if !(1..=MOST_BUCKETS).contains(&most) {
            return Err(Error::argument("Argument max-buckets must be an integer between 1 and 10000").into());
        }
        let token = match &input.continuation_token {
            None => None,
            Some(token) => Some(
                page::after(token).ok_or_else(|| Error::argument("The continuation token provided is incorrect"))?,
            ),
        };
        let prefix = input.prefix.unwrap_or_default();
        let region = input.bucket_region.as_deref();
        let (page, more) = self.s3.list_buckets(at, &prefix, token.as_deref(), region, most as usize);
        let next = page.last().filter(|_| more).map(|last| page::token(&last.name));
        let bucket = |bucket: std::sync::Arc<crate::s3::bucket::Bucket>| Bucket {
            name: Some(bucket.name.to_string()),
            creation_date: Some(convert::timestamp(bucket.created)),
            bucket_region: Some(bucket.scope.region.to_string()),
        };
        Ok(S3Response::new(ListBucketsOutput {
            buckets: Some(page.into_iter().map(bucket).collect()),
            owner: Some(convert::owner(&at.account)),
            continuation_token: next,
            prefix: shown(Some(prefix)),
        }))
    }

    /// ListParts.
    pub fn parts(&self, at: &Scope, input: ListPartsInput) -> Answer<ListPartsOutput> {
        let most = most(input.max_parts, "max-parts")?;
        let place = Place { at, bucket: &input.bucket, key: &input.key };
        let upload = self.s3.upload(place, &input.upload_id)?;
        let after = input.part_number_marker.unwrap_or(0);
        let mut rest = upload.parts.iter().filter(|(number, _)| i64::from(**number) > i64::from(after));
        let page: Vec<_> = rest.by_ref().take(most as usize).collect();
        let part = |(number, part): &(&u32, &crate::s3::upload::Part)| {
            let mut told = Part {
                part_number: i32::try_from(**number).ok(),
                e_tag: Some(convert::etag(&part.etag())),
                size: i64::try_from(part.content.size()).ok(),
                last_modified: Some(convert::timestamp(part.modified)),
                ..Part::default()
            };
            checksum_members!(told, upload.algorithm.is_some().then_some(&part.checksum));
            told
        };
        let owner = convert::owner(&at.account);
        let kind = if upload.composite { "COMPOSITE" } else { "FULL_OBJECT" };
        Ok(S3Response::new(ListPartsOutput {
            parts: Some(page.iter().map(part).collect::<Vec<_>>()).filter(|all| !all.is_empty()),
            is_truncated: Some(rest.next().is_some()),
            next_part_number_marker: Some(page.last().and_then(|last| i32::try_from(*last.0).ok()).unwrap_or(0)),
            part_number_marker: Some(after),
            max_parts: Some(most),
            initiator: Some(Initiator { id: owner.id.clone(), display_name: None }),
            owner: Some(owner),
            checksum_algorithm: upload.algorithm.map(|one| ChecksumAlgorithm::from(one.name().to_owned())),
            checksum_type: upload.algorithm.map(|_| ChecksumType::from(kind.to_owned())),
            storage_class: Some(StorageClass::from(
                upload.about.storage_class.clone().unwrap_or_else(|| "STANDARD".to_owned()),
            )),
            bucket: Some(input.bucket),
            key: Some(input.key),
            upload_id: Some(input.upload_id),
            ..ListPartsOutput::default()
        }))
    }

    /// ListMultipartUploads.
    pub fn uploads(&self, at: &Scope, input: ListMultipartUploadsInput) -> Answer<ListMultipartUploadsOutput> {
        let spelling = Spelling::of(input.encoding_type.as_ref())?;
        let most = most(input.max_uploads, "max-uploads")?;
        let (prefix, delimiter) = (input.prefix.unwrap_or_default(), shown(input.delimiter));
        let (marker, id_marker) = (shown(input.key_marker), shown(input.upload_id_marker));
        let (bucket, all) = self.s3.uploads(at, &input.bucket)?;
        // Behind the upload that ended the page before; without its id, behind all of its key.
        let place = marker.as_deref().map(|key| {
            let of_key = |upload: &&crate::s3::upload::Upload| *upload.key == *key;
            let id = id_marker.as_deref().and_then(|id| all.iter().filter(of_key).position(|one| *one.id == *id));
            (key.to_owned(), id.map(|id| id + 1))
        });
        let mut seen = 0;
        let rest = all.iter().filter(|upload| match &place {
            None => true,
            Some((key, _)) if *upload.key != **key => *upload.key > **key,
            Some((_, after)) => {
                seen += 1;
                after.is_some_and(|after| seen > after)
            }
        });
        let (mut uploads, mut prefixes, mut next) = (Vec::new(), Vec::<String>::new(), None);
        let mut last: Option<(String, Option<String>)> = None;
        for upload in rest.filter(|upload| upload.key.starts_with(&prefix)) {
            let folder = delimiter.as_ref().and_then(|delimiter| {
                let end = upload.key[prefix.len()..].find(delimiter.as_str())?;
                Some(upload.key[..prefix.len() + end + delimiter.len()].to_owned())
            });
            if folder.is_some() && (prefixes.last() == folder.as_ref() || marker >= folder) {
                continue;
            }
            if uploads.len() + prefixes.len() == most as usize {
                next = last;
                break;
            }
            last = Some(match folder {
                Some(folder) => {
                    prefixes.push(folder.clone());
                    (folder, None)
                }
                None => {
                    uploads.push(MultipartUpload {
                        key: Some(spelling.text(&upload.key)),
                        upload_id: Some(upload.id.to_string()),
                        initiated: Some(convert::timestamp(upload.begun)),
                        initiator: Some(Initiator { id: Some(convert::owner_id(&at.account)), display_name: None }),
                        owner: Some(convert::owner(&at.account)),
                        storage_class: Some(StorageClass::from_static(StorageClass::STANDARD)),
                        checksum_algorithm: upload.algorithm.map(|one| ChecksumAlgorithm::from(one.name().to_owned())),
                        ..MultipartUpload::default()
                    });
                    (upload.key.to_string(), Some(upload.id.to_string()))
                }
            });
        }
        let (next_key, next_id) = next.map_or((None, None), |(key, id)| (Some(key), id));
        Ok(S3Response::new(ListMultipartUploadsOutput {
            bucket: Some(bucket.name.to_string()),
            uploads: Some(uploads).filter(|all| !all.is_empty()),
            common_prefixes: spelling.prefixes(&prefixes),
            is_truncated: Some(next_key.is_some()),
            next_key_marker: spelling.some(next_key.as_ref()),
            next_upload_id_marker: next_id,
            key_marker: Some(spelling.text(marker.as_deref().unwrap_or_default())),
            upload_id_marker: Some(id_marker.unwrap_or_default()),
            prefix: Some(spelling.text(&prefix)),
            delimiter: spelling.some(delimiter.as_ref()),
            max_uploads: Some(most),
            encoding_type: input.encoding_type,
            ..ListMultipartUploadsOutput::default()
        }))
    }
}
