//! Tags of buckets and objects.
//! <https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-tagging.html>

use std::collections::BTreeMap;
use std::sync::Arc;

use super::bucket::Contents;
use super::notification::Happened;
use super::object::Object;
use super::{Error, Place, S3};
use crate::aws::scope::Scope;
use crate::aws::text::Text;

/// How many tags an object may have.
pub const MOST_OF_OBJECT: usize = 10;

/// How many tags a bucket may have.
const MOST_OF_BUCKET: usize = 50;

/// Refuses tags that may not be.
pub fn check(tags: &BTreeMap<String, String>, most: usize) -> Result<(), Error> {
    if tags.len() > most {
        return Err(match most {
            MOST_OF_OBJECT => Error::InvalidTag("Object tags cannot be greater than 10"),
            _ => Error::InvalidTag("Bucket tag count cannot be greater than 50"),
        });
    }
    for (key, value) in tags {
        let allowed = |c: char| c.is_alphanumeric() || c.is_whitespace() || "_.:/=+-@".contains(c);
        if key.is_empty() || key.chars().count() > 128 || !key.chars().all(allowed) {
            return Err(Error::InvalidTag("The TagKey you have provided is invalid"));
        }
        if value.chars().count() > 256 || !value.chars().all(allowed) {
            return Err(Error::InvalidTag("The TagValue you have provided is invalid"));
        }
        if key.to_ascii_lowercase().starts_with("aws:") {
            return Err(Error::InvalidTag("System tags cannot be added/updated by requester"));
        }
    }
    Ok(())
}

/// Tags of a list; a key stands there once.
///
/// # Errors
/// It stands there twice.
pub fn of_list(list: impl IntoIterator<Item = (String, String)>) -> Result<BTreeMap<String, String>, Error> {
    let mut tags = BTreeMap::new();
    for (key, value) in list {
        if tags.insert(key, value).is_some() {
            return Err(Error::InvalidTag("Cannot provide multiple Tags with the same key"));
        }
    }
    Ok(tags)
}

impl S3 {
    /// The tags of a bucket.
    ///
    /// # Errors
    /// `NoSuchBucket`, `NoSuchTagSet`.
    pub fn bucket_tags(&self, at: &Scope, bucket: &str) -> Result<BTreeMap<String, String>, Error> {
        let tags = self.bucket(at, bucket)?.contents().settings.tags.clone();
        if tags.is_empty() { Err(Error::NoSuchTagSet) } else { Ok(tags) }
    }

    /// Gives a bucket tags instead of those that it has.
    ///
    /// # Errors
    /// `NoSuchBucket`, `InvalidTag`.
    pub fn tag_bucket(&self, at: &Scope, bucket: &str, tags: BTreeMap<String, String>) -> Result<(), Error> {
        let bucket = self.bucket(at, bucket)?;
        check(&tags, MOST_OF_BUCKET)?;
        self.change_settings(&bucket, |settings| settings.tags = tags)
    }

    /// The tags of an object, and its version's id where the bucket has versions.
    ///
    /// # Errors
    /// `NoSuchBucket`, `NoSuchKey`, `NoSuchVersion`.
    pub fn object_tags(
        &self,
        place: Place<'_>,
        version: Option<&str>,
    ) -> Result<(BTreeMap<String, String>, Option<Text>), Error> {
        let Place { at, bucket, key } = place;
        let bucket = self.bucket(at, bucket)?;
        let contents = bucket.contents();
        let object = contents.find(key, version)?;
        Ok((object.about.tags.clone(), contents.shown_version(&object)))
    }

    /// Gives an object tags instead of those that it has; its version's id where the bucket has versions.
    ///
    /// # Errors
    /// `NoSuchBucket`, `NoSuchKey`, `NoSuchVersion`, `InvalidTag`.
    pub fn tag_object(
        &self,
        place: Place<'_>,
        version: Option<&str>,
        tags: BTreeMap<String, String>,
    ) -> Result<Option<Text>, Error> {
        let Place { at, bucket, key } = place;
        let bucket = self.bucket(at, bucket)?;
        check(&tags, MOST_OF_OBJECT)?;
        let what = if tags.is_empty() { Happened::Untagged } else { Happened::Tagged };
        let (tagged, shown) = {
            let mut contents = bucket.contents();
            let object = contents.find(key, version)?;
            let mut tagged = Object::clone(&object);
            tagged.about.tags = tags;
            let tagged = Arc::new(tagged);
            self.write_record(&bucket, &tagged)?;
            contents.put_in_place(&tagged);
            let shown = contents.shown_version(&tagged);
            (tagged, shown)
        };
        self.notify(&bucket, what, &tagged, shown.as_ref());
        Ok(shown)
    }
}

impl Contents {
    /// Puts an object where an older one of the same version is.
    fn put_in_place(&mut self, object: &Arc<Object>) {
        let versions = self.objects.get_mut(&object.key).into_iter().flatten();
        for old in versions.filter(|old| old.version == object.version) {
            *old = Arc::clone(object);
        }
    }
}
