//! An object: what is kept of it besides its bytes. It is never changed in place: a change makes a new one.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::checksum::Checksum;
use super::content::Content;
use super::intake::Received;
use super::name::check_key;
use super::{Error, tag};
use crate::aws::text::Text;
use crate::aws::time::Time;

/// The id of a version that was written while its bucket had no versions.
pub const NULL: &str = "null";

/// What an object is if nobody says so.
pub const BINARY: &str = "binary/octet-stream";

/// How much user-defined metadata an object may have, in bytes.
const MOST_METADATA: usize = 2048;

/// The storage classes of objects.
const STORAGE_CLASSES: [&str; 9] = [
    "STANDARD",
    "REDUCED_REDUNDANCY",
    "STANDARD_IA",
    "ONEZONE_IA",
    "INTELLIGENT_TIERING",
    "GLACIER",
    "DEEP_ARCHIVE",
    "GLACIER_IR",
    "EXPRESS_ONEZONE",
];

/// One version of an object.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Object {
    /// Its key.
    pub key: Text,
    /// Its version's id.
    pub version: Text,
    /// When it was written, in whole seconds.
    pub modified: Time,
    /// Whether it says that there is no object any more.
    pub marker: bool,
    /// In quotes.
    pub etag: Text,
    /// What it has.
    #[serde(skip)]
    pub content: Content,
    /// What its writer says of it.
    pub about: About,
    /// Over its content.
    pub checksum: Option<Checksum>,
    /// The sizes and checksums of the parts of which it was made.
    pub parts: Vec<PartOf>,
    /// The number of its record, where there is a folder on disk.
    #[serde(skip)]
    pub record: u64,
}

/// A part of which an object was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartOf {
    /// Its number.
    pub number: u32,
    /// Its size in bytes.
    pub size: u64,
    /// Its checksum, where the upload has such.
    pub checksum: Option<Checksum>,
}

/// What the writer of an object says of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct About {
    /// The header Content-Type.
    pub content_type: Option<String>,
    /// The header Cache-Control.
    pub cache_control: Option<String>,
    /// The header Content-Disposition.
    pub content_disposition: Option<String>,
    /// The header Content-Encoding.
    pub content_encoding: Option<String>,
    /// The header Content-Language.
    pub content_language: Option<String>,
    /// The header Expires, as it came.
    pub expires: Option<String>,
    /// Where a website would send who asks for it.
    pub redirect: Option<String>,
    /// Metadata of the user's.
    pub metadata: BTreeMap<String, String>,
    /// Tags.
    pub tags: BTreeMap<String, String>,
    /// Its storage class; none is `STANDARD`.
    pub storage_class: Option<String>,
}

impl About {
    /// Refuses what S3 refuses.
    pub fn check(&self) -> Result<(), Error> {
        if self.metadata.iter().map(|(name, value)| name.len() + value.len()).sum::<usize>() > MOST_METADATA {
            return Err(Error::MetadataTooLarge);
        }
        if self.storage_class.as_deref().is_some_and(|class| !STORAGE_CLASSES.contains(&class)) {
            return Err(Error::InvalidStorageClass);
        }
        tag::check(&self.tags, tag::MOST_OF_OBJECT)
    }
}

impl Object {
    /// An object of a body that came in one request.
    ///
    /// # Errors
    /// The key or what is said of it can't be.
    pub fn new(now: Time, key: &str, about: About, received: Received) -> Result<Self, Error> {
        check_key(key)?;
        about.check()?;
        Ok(Object {
            key: key.into(),
            version: NULL.into(),
            modified: whole_seconds(now),
            marker: false,
            etag: received.etag().into(),
            content: received.content,
            about,
            checksum: Some(received.checksum),
            parts: Vec::new(),
            record: 0,
        })
    }

    /// What says that there is no object any more.
    pub fn marker(now: Time, key: &str) -> Self {
        Object {
            key: key.into(),
            version: NULL.into(),
            modified: whole_seconds(now),
            marker: true,
            etag: "".into(),
            content: Content::default(),
            about: About::default(),
            checksum: None,
            parts: Vec::new(),
            record: 0,
        }
    }

    /// Its size in bytes.
    pub fn size(&self) -> u64 {
        self.content.size()
    }

    /// Its storage class.
    pub fn storage_class(&self) -> &str {
        self.about.storage_class.as_deref().unwrap_or("STANDARD")
    }

    /// Its content type.
    pub fn content_type(&self) -> &str {
        self.about.content_type.as_deref().unwrap_or(BINARY)
    }

    /// Its entity tag without the quotes.
    pub fn bare_etag(&self) -> &str {
        self.etag.trim_matches('"')
    }
}

/// S3 tells when objects were written in whole seconds.
fn whole_seconds(now: Time) -> Time {
    Time::from_millis(now.seconds() * 1000)
}
