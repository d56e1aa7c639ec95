//! Uploads in several parts.
//! <https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html>

use std::collections::BTreeMap;
use std::sync::Arc;

use md5::{Digest, Md5 as Hasher};

use super::bucket::{Bucket, Contents};
use super::checksum::{Algorithm, Checksum};
use super::condition::WriteConditions;
use super::content::Content;
use super::intake::Received;
use super::name::check_key;
use super::notification::Happened;
use super::object::{About, Object, PartOf};
use super::write::{Source, Written};
use super::{Error, Place, S3};
use crate::aws::hex::{Hex, Md5};
use crate::aws::scope::Scope;
use crate::aws::text::Text;
use crate::aws::time::Time;

/// The numbers of parts.
pub const MOST_PARTS: u32 = 10_000;

/// Every part but the last has as many bytes at least.
const LEAST_PART: u64 = 5 << 20;

/// An upload that isn't complete.
#[derive(Clone, Debug)]
pub struct Upload {
    /// The key that it is for.
    pub key: Text,
    /// Its id.
    pub id: Text,
    /// When it began.
    pub begun: Time,
    /// What is said of the object.
    pub about: About,
    /// The checksum that was asked for.
    pub algorithm: Option<Algorithm>,
    /// Whether the object's checksum is one of its parts' checksums.
    pub composite: bool,
    /// Those that have come, by number.
    pub parts: BTreeMap<u32, Part>,
}

/// A part that has come.
#[derive(Clone, Debug)]
pub struct Part {
    /// What it has.
    pub content: Content,
    /// Its digest.
    pub md5: Md5,
    /// Its checksum.
    pub checksum: Checksum,
    /// When it came.
    pub modified: Time,
}

/// A part as who completes an upload names it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Named {
    /// Its number.
    pub number: u32,
    /// Its entity tag, with quotes or without.
    pub etag: String,
    /// Its checksum.
    pub checksum: Option<String>,
}

impl Part {
    /// Its entity tag, in quotes.
    pub fn etag(&self) -> String {
        format!("\"{}\"", self.md5)
    }
}

impl Contents {
    fn upload(&mut self, key: &str, id: &str) -> Result<&mut Upload, Error> {
        self.uploads.get_mut(&(key.into(), id.into())).ok_or(Error::NoSuchUpload)
    }
}

/// Refuses what is no part's number.
fn check_number(number: i64) -> Result<u32, Error> {
    let number = u32::try_from(number).ok().filter(|number| (1..=MOST_PARTS).contains(number));
    number.ok_or_else(|| Error::argument("Part number must be an integer between 1 and 10000, inclusive"))
}

impl S3 {
    /// Begins an upload.
    ///
    /// # Errors
    /// `NoSuchBucket`, and what is wrong with the key, what is said of the object, or the checksum.
    pub fn create_upload(
        &self,
        now: Time,
        place: Place<'_>,
        about: About,
        algorithm: Option<Algorithm>,
        composite: Option<bool>,
    ) -> Result<Upload, Error> {
        let Place { at, bucket, key } = place;
        let bucket = self.bucket(at, bucket)?;
        check_key(key)?;
        about.check()?;
        let composite = match (algorithm, composite) {
            (Some(Algorithm::Crc64nvme), Some(true)) => {
                return Err(Error::request(
                    "The COMPOSITE checksum type cannot be used with the crc64nvme checksum algorithm.",
                ));
            }
            (Some(algorithm @ (Algorithm::Sha1 | Algorithm::Sha256)), Some(false)) => {
                return Err(Error::request(format!(
                    "The FULL_OBJECT checksum type cannot be used with the {} checksum algorithm.",
                    algorithm.name().to_ascii_lowercase()
                )));
            }
            (None, Some(_)) => {
                return Err(Error::request(
                    "The x-amz-checksum-type header can only be used with the \
                    x-amz-checksum-algorithm header.",
                ));
            }
            (_, Some(composite)) => composite,
            // Only the newest kind is one of the whole by itself.
            (algorithm, None) => !matches!(algorithm, None | Some(Algorithm::Crc64nvme)),
        };
        let id: Text = self.shared.ids.uuid().simple().to_string().into();
        let upload = Upload { key: key.into(), id, begun: now, about, algorithm, composite, parts: BTreeMap::new() };
        bucket.contents().uploads.insert((upload.key.clone(), upload.id.clone()), upload.clone());
        Ok(upload)
    }

    /// The checksum that an upload wants of its parts.
    ///
    /// # Errors
    /// `NoSuchBucket`, `NoSuchUpload`; `InvalidArgument` for what is no part's number.
    pub fn expect_part(&self, place: Place<'_>, id: &str, number: i64) -> Result<Option<Algorithm>, Error> {
        let Place { at, bucket, key } = place;
        let bucket = self.bucket(at, bucket)?;
        check_number(number)?;
        let mut contents = bucket.contents();
        Ok(contents.upload(key, id)?.algorithm)
    }

    /// Takes a part whose body has come, instead of the one of the same number.
    ///
    /// # Errors
    /// `NoSuchBucket`, `NoSuchUpload`; `InvalidArgument` for what is no part's number, `InvalidRequest` for another kind
    /// of checksum than the upload's.
    pub fn upload_part(
        &self,
        now: Time,
        place: Place<'_>,
        id: &str,
        number: i64,
        received: Received,
    ) -> Result<Part, Error> {
        let Place { at, bucket, key } = place;
        let bucket = self.bucket(at, bucket)?;
        let number = check_number(number)?;
        let part = Part { content: received.content, md5: received.md5, checksum: received.checksum, modified: now };
        let mut contents = bucket.contents();
        let upload = contents.upload(key, id)?;
        if let Some(wanted) = upload.algorithm.filter(|wanted| *wanted != part.checksum.algorithm) {
            let given = part.checksum.algorithm.name().to_ascii_lowercase();
            return Err(Error::request(format!(
                "Checksum Type mismatch occurred, expected checksum Type: {}, actual checksum Type: {given}",
                wanted.name().to_ascii_lowercase()
            )));
        }
        upload.parts.insert(number, part.clone());
        Ok(part)
    }

    /// What of an object is to be copied into a part, and its version's id where its bucket has versions.
    ///
    /// # Errors
    /// As [`copy_object`](S3::copy_object); `InvalidArgument` for a range that isn't within the object.
    pub fn part_source(
        &self,
        at: &Scope,
        source: &Source,
        range: Option<(u64, u64)>,
    ) -> Result<(Content, Option<Text>), Error> {
        let (original, version) = self.source(at, source)?;
        let size = original.size();
        let content = match range {
            None => original.content.clone(),
            Some((first, last)) if first <= last && last < size => original.content.range(first..last + 1),
            Some((first, last)) => {
                return Err(Error::argument(format!(
                    "Range specified is not valid for source object of size: {size} (bytes={first}-{last})"
                )));
            }
        };
        Ok((content, version))
    }

    /// Makes an object of the parts of an upload.
    ///
    /// # Errors
    /// `NoSuchBucket`, `NoSuchUpload`, `InvalidPart`, `InvalidPartOrder`, `EntityTooSmall`, `PreconditionFailed`;
    /// `BadDigest` where the checksum isn't the one that was told.
    pub fn complete_upload(
        &self,
        now: Time,
        place: Place<'_>,
        id: &str,
        named: &[Named],
        told: Option<&str>,
        conditions: &WriteConditions,
    ) -> Result<Written, Error> {
        let Place { at, bucket, key } = place;
        let bucket = self.bucket(at, bucket)?;
        let upload = bucket.contents().upload(key, id)?.clone();
        if named.is_empty() {
            return Err(Error::MalformedXml);
        }
        if named.windows(2).any(|pair| pair[0].number >= pair[1].number) {
            return Err(Error::InvalidPartOrder);
        }
        let mut parts = Vec::with_capacity(named.len());
        for Named { number, etag, checksum } in named {
            let part = upload.parts.get(number).ok_or(Error::InvalidPart)?;
            let same = part.md5.to_string() == etag.trim_matches('"')
                && checksum.as_ref().is_none_or(|checksum| *checksum == part.checksum.value);
            if !same {
                return Err(Error::InvalidPart);
            }
            parts.push((*number, part));
        }
        let early = &parts[..parts.len() - 1];
        if early.iter().any(|(_, part)| part.content.size() < LEAST_PART) {
            return Err(Error::EntityTooSmall);
        }
        let object = whole(now, &upload, &parts)?;
        if let (Some(told), Some(sum)) = (told, &object.checksum)
            && told.split('-').next() != sum.value.split('-').next()
        {
            let name = sum.algorithm.name().to_ascii_lowercase();
            return Err(Error::BadDigest(
                format!("The {name} you specified did not match the calculated checksum.").into(),
            ));
        }
        let written = self.write(&bucket, object, conditions, Happened::Completed)?;
        bucket.contents().uploads.remove(&(upload.key, upload.id));
        Ok(written)
    }

    /// Gives an upload up.
    ///
    /// # Errors
    /// `NoSuchBucket`, `NoSuchUpload`.
    pub fn abort_upload(&self, place: Place<'_>, id: &str) -> Result<(), Error> {
        let Place { at, bucket, key } = place;
        let bucket = self.bucket(at, bucket)?;
        let gone = bucket.contents().uploads.remove(&(key.into(), id.into()));
        gone.map(drop).ok_or(Error::NoSuchUpload)
    }

    /// An upload with the parts that have come.
    ///
    /// # Errors
    /// `NoSuchBucket`, `NoSuchUpload`.
    pub fn upload(&self, place: Place<'_>, id: &str) -> Result<Upload, Error> {
        let Place { at, bucket, key } = place;
        let bucket = self.bucket(at, bucket)?;
        let upload = bucket.contents().upload(key, id)?.clone();
        Ok(upload)
    }

    /// The uploads of a bucket that aren't complete, by key and then as they began.
    ///
    /// # Errors
    /// `NoSuchBucket`.
    pub fn uploads(&self, at: &Scope, bucket: &str) -> Result<(Arc<Bucket>, Vec<Upload>), Error> {
        let bucket = self.bucket(at, bucket)?;
        let bare = |upload: &Upload| Upload { parts: BTreeMap::new(), ..upload.clone() };
        let mut all: Vec<Upload> = bucket.contents().uploads.values().map(bare).collect();
        all.sort_by(|a, b| (&a.key, a.begun, &a.id).cmp(&(&b.key, b.begun, &b.id)));
        Ok((bucket, all))
    }
}

/// The object of some parts.
fn whole(now: Time, upload: &Upload, parts: &[(u32, &Part)]) -> Result<Object, Error> {
    let mut content = Content::default();
    let mut md5 = Hasher::new();
    for (_, part) in parts {
        content.append(&part.content);
        md5.update(part.md5.0);
    }
    let etag = format!("\"{}-{}\"", Hex::<16>(md5.finalize().into()), parts.len());
    // Without a wish the parts may have been sent with checksums of different kinds: then there is none of the whole.
    let kind = parts.first().map(|(_, part)| part.checksum.algorithm);
    let uniform = kind.filter(|kind| parts.iter().all(|(_, part)| part.checksum.algorithm == *kind));
    let checksum = upload.algorithm.or(uniform).and_then(|algorithm| match upload.composite {
        true => {
            let sums: Vec<&str> = parts.iter().map(|(_, part)| part.checksum.value.as_str()).collect();
            Checksum::composite(algorithm, &sums)
        }
        false => {
            let sums: Vec<(&str, u64)> =
                parts.iter().map(|(_, part)| (part.checksum.value.as_str(), part.content.size())).collect();
            Checksum::combined(algorithm, &sums)
        }
    });
    let part_of = |(number, part): &(u32, &Part)| PartOf {
        number: *number,
        size: part.content.size(),
        checksum: upload.algorithm.map(|_| part.checksum.clone()),
    };
    Ok(Object {
        marker: false,
        etag: etag.into(),
        content,
        about: upload.about.clone(),
        checksum,
        parts: parts.iter().map(part_of).collect(),
        ..Object::marker(now, &upload.key)
    })
}
