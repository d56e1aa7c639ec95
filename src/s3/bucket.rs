//! Buckets: a name that an account has once, a region, settings, and objects by key.
//! <https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingBucket.html>

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};

use super::name::check_bucket;
use super::notification::Notification;
use super::object::{NULL, Object};
use super::upload::Upload;
use super::{Error, S3};
use crate::aws::scope::Scope;
use crate::aws::text::Text;
use crate::aws::time::Time;

/// A bucket. Its contents are behind a lock of their own.
#[derive(Debug)]
pub struct Bucket {
    /// Its name.
    pub name: Text,
    /// The account and region in which it is.
    pub scope: Scope,
    /// When it was made.
    pub created: Time,
    contents: Mutex<Contents>,
}

/// What a bucket has.
#[derive(Debug, Default)]
pub struct Contents {
    /// What was set.
    pub settings: BucketSettings,
    /// The versions of each object, by key, the newest last. There is one at least.
    pub objects: BTreeMap<Text, Vec<Arc<Object>>>,
    /// The uploads that aren't complete, by key and id.
    pub uploads: BTreeMap<(Text, Text), Upload>,
}

/// What was set for a bucket.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct BucketSettings {
    /// Whether it has versions; none if that was never set.
    pub versioning: Option<Versioning>,
    /// Its tags.
    pub tags: BTreeMap<String, String>,
    /// Who is told of what happens to its objects.
    pub notification: Notification,
}

/// Whether objects have versions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Versioning {
    /// Each write makes a new one.
    Enabled,
    /// Those that there are stay; a write replaces the one without an id.
    Suspended,
}

impl Bucket {
    /// A bucket without objects.
    pub fn new(name: Text, scope: Scope, created: Time, settings: BucketSettings) -> Self {
        let contents = Contents { settings, ..Contents::default() };
        Bucket { name, scope, created, contents: Mutex::new(contents) }
    }

    /// What it has, locked.
    pub fn contents(&self) -> MutexGuard<'_, Contents> {
        self.contents.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Its ARN.
    pub fn arn(&self) -> String {
        format!("arn:{}:s3:::{}", crate::aws::arn::partition(&self.scope.region), self.name)
    }
}

impl Contents {
    /// An object as it is now, or one of its versions.
    ///
    /// # Errors
    /// `NoSuchKey`, `NoSuchVersion`; `MethodNotAllowed` for the version of a delete marker.
    pub fn find(&self, key: &str, version: Option<&str>) -> Result<Arc<Object>, Error> {
        let versions = self.objects.get(key).map_or(&[][..], Vec::as_slice);
        let Some(id) = version else {
            return versions.last().filter(|last| !last.marker).cloned().ok_or(Error::NoSuchKey);
        };
        check_version(id)?;
        match versions.iter().find(|version| *version.version == *id) {
            Some(marker) if marker.marker => Err(Error::MethodNotAllowed),
            Some(version) => Ok(Arc::clone(version)),
            None => Err(Error::NoSuchVersion),
        }
    }

    /// Whether the newest version of an object is a delete marker.
    pub fn is_marked(&self, key: &str) -> Option<&Arc<Object>> {
        self.objects.get(key)?.last().filter(|last| last.marker)
    }

    /// The version's id as answers have it: none where the bucket never had versions.
    pub fn shown_version(&self, object: &Object) -> Option<Text> {
        self.settings.versioning.map(|_| object.version.clone())
    }
}

/// Refuses what was never a version's id.
pub fn check_version(id: &str) -> Result<(), Error> {
    let fits = id == NULL || (id.len() == 32 && id.bytes().all(|b| b.is_ascii_alphanumeric()));
    if fits { Ok(()) } else { Err(Error::InvalidVersion) }
}

impl S3 {
    /// The bucket of a name; it can be reached from all regions.
    ///
    /// # Errors
    /// `NoSuchBucket`, `InvalidBucketName`.
    pub fn bucket(&self, at: &Scope, name: &str) -> Result<Arc<Bucket>, Error> {
        let found = self.buckets().get(&*at.account).and_then(|own| own.get(name)).cloned();
        found.ok_or_else(|| check_bucket(name).err().unwrap_or(Error::NoSuchBucket))
    }

    /// Makes a bucket, in the region that is named or else in that of the call.
    ///
    /// # Errors
    /// `InvalidBucketName`, `InvalidLocationConstraint`, `BucketAlreadyOwnedByYou`.
    pub fn create_bucket(
        &self,
        now: Time,
        at: &Scope,
        name: &str,
        location: Option<&str>,
        tags: BTreeMap<String, String>,
    ) -> Result<Arc<Bucket>, Error> {
        check_bucket(name)?;
        super::tag::check(&tags, 50)?;
        let region = match location.filter(|location| !location.is_empty()) {
            Some("EU") => "eu-west-1",
            // The first region is named by not being named.
            Some("us-east-1") => return Err(Error::InvalidLocationConstraint),
            Some(region) if is_region(region) => region,
            Some(_) => return Err(Error::InvalidLocationConstraint),
            None => &at.region,
        };
        let mut buckets = self.buckets();
        let own = buckets.entry(at.account.as_ref().into()).or_default();
        if let Some(known) = own.get(name) {
            // In the first region making it again is no error.
            let again = &*known.scope.region == "us-east-1" && region == "us-east-1";
            return if again { Ok(Arc::clone(known)) } else { Err(Error::BucketAlreadyOwnedByYou) };
        }
        let settings = BucketSettings { tags, ..BucketSettings::default() };
        let bucket = Arc::new(Bucket::new(name.into(), Scope::new(&at.account, region), now, settings.clone()));
        if let Some(folder) = self.folder() {
            folder.write_bucket(&bucket, &settings)?;
        }
        own.insert(name.into(), Arc::clone(&bucket));
        Ok(bucket)
    }

    /// Deletes a bucket that is empty; uploads that aren't complete end.
    ///
    /// # Errors
    /// `NoSuchBucket`, `BucketNotEmpty`.
    pub fn delete_bucket(&self, at: &Scope, name: &str) -> Result<(), Error> {
        let bucket = self.bucket(at, name)?;
        if !bucket.contents().objects.is_empty() {
            return Err(Error::BucketNotEmpty);
        }
        if let Some(folder) = self.folder() {
            folder.remove_bucket(&bucket);
        }
        if let Some(own) = self.buckets().get_mut(&*at.account) {
            own.remove(name);
        }
        bucket.contents().uploads.clear();
        Ok(())
    }

    /// The caller's buckets by name: those that begin so, come after a name, and are in a region.
    pub fn list_buckets(
        &self,
        at: &Scope,
        prefix: &str,
        after: Option<&str>,
        region: Option<&str>,
        most: usize,
    ) -> (Vec<Arc<Bucket>>, bool) {
        let buckets = self.buckets();
        let own = buckets.get(&*at.account);
        let fitting = own.into_iter().flatten().filter(|(name, bucket)| {
            name.starts_with(prefix)
                && after.is_none_or(|after| &***name > after)
                && region.is_none_or(|region| *bucket.scope.region == *region)
        });
        let mut page: Vec<Arc<Bucket>> = fitting.map(|(_, bucket)| Arc::clone(bucket)).take(most + 1).collect();
        let more = page.len() > most;
        page.truncate(most);
        (page, more)
    }

    /// Sets whether a bucket has versions.
    ///
    /// # Errors
    /// `NoSuchBucket`.
    pub fn set_versioning(&self, at: &Scope, bucket: &str, versioning: Versioning) -> Result<(), Error> {
        let bucket = self.bucket(at, bucket)?;
        self.change_settings(&bucket, |settings| settings.versioning = Some(versioning))
    }

    /// Changes what was set for a bucket.
    pub(super) fn change_settings(
        &self,
        bucket: &Bucket,
        change: impl FnOnce(&mut BucketSettings),
    ) -> Result<(), Error> {
        let mut contents = bucket.contents();
        let mut changed = contents.settings.clone();
        change(&mut changed);
        if let Some(folder) = self.folder() {
            folder.write_bucket(bucket, &changed)?;
        }
        contents.settings = changed;
        Ok(())
    }
}

/// Whether a text has the form of a region's name.
fn is_region(text: &str) -> bool {
    let mut parts = text.split('-');
    let word = |part: Option<&str>| part.is_some_and(|p| p.len() > 1 && p.bytes().all(|b| b.is_ascii_lowercase()));
    let middle = word(parts.next()) && word(parts.next());
    middle && parts.next_back().is_some_and(|last| last.len() == 1 && last.bytes().all(|b| b.is_ascii_digit()))
}
