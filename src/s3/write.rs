//! Objects that come and go: puts, copies, deletions. Every object of a bucket enters it by one door.

use std::sync::Arc;

use super::bucket::{Bucket, Contents, Versioning, check_version};
use super::checksum::Algorithm;
use super::condition::{Conditions, WriteConditions};
use super::intake::Received;
use super::notification::Happened;
use super::object::{About, NULL, Object};
use super::{Error, Place, S3};
use crate::aws::scope::Scope;
use crate::aws::text::Text;
use crate::aws::time::Time;

/// An object that was written.
#[derive(Clone, Debug)]
pub struct Written {
    /// As it is now.
    pub object: Arc<Object>,
    /// Its version's id, where the bucket has versions.
    pub version: Option<Text>,
}

/// An object that was deleted, or not there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Deleted {
    /// The version that is gone, or the delete marker that was made.
    pub version: Option<Text>,
    /// Whether that is a delete marker.
    pub marker: bool,
}

/// What is to be copied.
#[derive(Clone, Debug, Default)]
pub struct Source {
    /// The bucket.
    pub bucket: String,
    /// The key.
    pub key: String,
    /// One of its versions, instead of the newest.
    pub version: Option<String>,
    /// What must hold of it.
    pub conditions: Conditions,
}

/// How a copy is made.
#[derive(Clone, Debug, Default)]
pub struct Copy {
    /// What is said of the copy instead of what is said of the source; its tags and storage class don't count here.
    pub about: Option<About>,
    /// Tags instead of those of the source.
    pub tags: Option<std::collections::BTreeMap<String, String>>,
    /// The storage class.
    pub storage_class: Option<String>,
    /// Another kind of checksum.
    pub algorithm: Option<Algorithm>,
    /// What must hold of the object that is there.
    pub conditions: WriteConditions,
}

/// What a copy was made of.
#[derive(Clone, Debug)]
pub struct Copied {
    /// The copy.
    pub written: Written,
    /// The version of the source, where its bucket has versions.
    pub source_version: Option<Text>,
}

impl S3 {
    /// Writes an object whose body has come.
    ///
    /// # Errors
    /// `NoSuchBucket`, and what is wrong with the key or what is said of it.
    pub fn put_object(
        &self,
        now: Time,
        place: Place<'_>,
        about: About,
        received: Received,
        conditions: &WriteConditions,
    ) -> Result<Written, Error> {
        let Place { at, bucket, key } = place;
        let bucket = self.bucket(at, bucket)?;
        let object = Object::new(now, key, about, received)?;
        self.write(&bucket, object, conditions, Happened::Put)
    }

    /// The one door by which objects enter a bucket.
    pub(super) fn write(
        &self,
        bucket: &Bucket,
        object: Object,
        conditions: &WriteConditions,
        how: Happened,
    ) -> Result<Written, Error> {
        let (object, version) = {
            let mut contents = bucket.contents();
            let current = contents.objects.get(&object.key).and_then(|versions| versions.last());
            conditions.check(current.filter(|current| !current.marker).map(|current| &**current))?;
            let object = self.enter(bucket, &mut contents, object)?;
            let version = contents.shown_version(&object);
            (object, version)
        };
        self.notify(bucket, how, &object, version.as_ref());
        Ok(Written { object, version })
    }

    /// Puts an object or a marker into its place, under the bucket's lock.
    fn enter(&self, bucket: &Bucket, contents: &mut Contents, mut object: Object) -> Result<Arc<Object>, Error> {
        if contents.settings.versioning == Some(Versioning::Enabled) {
            object.version = self.shared.ids.uuid().simple().to_string().into();
        }
        if let Some(folder) = self.folder() {
            object.record = folder.next_number();
        }
        let object = Arc::new(object);
        self.write_record(bucket, &object)?;
        object.content.keep(true);
        let versions = contents.objects.entry(object.key.clone()).or_default();
        // There is one version without an id at most.
        if *object.version == *NULL
            && let Some(old) = versions.iter().position(|version| *version.version == *NULL)
        {
            let old = versions.remove(old);
            self.forget(&old);
        }
        versions.push(Arc::clone(&object));
        Ok(object)
    }

    /// Writes down an object, where there is a folder on disk.
    pub(super) fn write_record(&self, bucket: &Bucket, object: &Object) -> Result<(), Error> {
        match self.folder() {
            Some(folder) => folder.write_object(bucket, object),
            None => Ok(()),
        }
    }

    /// Sees to it that an object that was taken out of its place doesn't come back.
    pub(super) fn forget(&self, object: &Object) {
        if let Some(folder) = self.folder() {
            folder.remove_object(object.record);
        }
        object.content.keep(false);
    }

    /// Copies an object within the account.
    ///
    /// # Errors
    /// `NoSuchBucket`, `NoSuchKey`, `NoSuchVersion`, `PreconditionFailed`; `InvalidRequest` for a copy onto itself that
    /// changes nothing.
    pub fn copy_object(&self, now: Time, source: &Source, place: Place<'_>, copy: Copy) -> Result<Copied, Error> {
        let Place { at, bucket, key } = place;
        let (original, source_version) = self.source(at, source)?;
        let target = self.bucket(at, bucket)?;
        let changes = copy.about.is_some() || copy.storage_class.is_some() || copy.algorithm.is_some();
        if source.bucket == bucket && source.key == key && source.version.is_none() && !changes {
            return Err(Error::request(
                "This copy request is illegal because it is trying to copy an object to itself without changing the \
                 object's metadata, storage class, website redirect location or encryption attributes.",
            ));
        }
        let mut about = copy.about.unwrap_or_else(|| original.about.clone());
        about.tags = copy.tags.unwrap_or_else(|| original.about.tags.clone());
        // The class isn't copied.
        about.storage_class = copy.storage_class;
        let mut object = Object { about, ..Object::marker(now, key) };
        super::name::check_key(key)?;
        object.about.check()?;
        object.marker = false;
        object.content = original.content.clone();
        let wanted = copy.algorithm.or(original.checksum.as_ref().map(|checksum| checksum.algorithm));
        let whole = original.checksum.as_ref().filter(|sum| !sum.composite && Some(sum.algorithm) == wanted);
        if original.parts.is_empty() && whole.is_some() {
            object.etag = original.etag.clone();
            object.checksum = whole.cloned();
        } else {
            // A copy is one whole, also of what was made of parts.
            let again = Received::again(original.content.clone(), wanted)?;
            (object.etag, object.checksum) = (again.etag().into(), Some(again.checksum));
        }
        let written = self.write(&target, object, &copy.conditions, Happened::Copied)?;
        Ok(Copied { written, source_version })
    }

    /// What is to be copied, and its version's id where its bucket has versions.
    pub(super) fn source(&self, at: &Scope, source: &Source) -> Result<(Arc<Object>, Option<Text>), Error> {
        let bucket = self.bucket(at, &source.bucket)?;
        let contents = bucket.contents();
        let original = contents.find(&source.key, source.version.as_deref()).map_err(|error| match error {
            Error::MethodNotAllowed => Error::request(
                "The source of a copy request may not specifically refer to a delete marker by version id.",
            ),
            error => error,
        })?;
        source.conditions.check_source(&original)?;
        let version = contents.shown_version(&original);
        Ok((original, version))
    }

    /// Deletes an object, or one of its versions. That there is none is no error.
    ///
    /// # Errors
    /// `NoSuchBucket`, `PreconditionFailed`, `InvalidArgument` for what is no version's id.
    pub fn delete_object(
        &self,
        now: Time,
        place: Place<'_>,
        version: Option<&str>,
        conditions: &WriteConditions,
    ) -> Result<Deleted, Error> {
        let Place { at, bucket, key } = place;
        let bucket = self.bucket(at, bucket)?;
        super::name::check_key(key)?;
        let (deleted, gone, how) = {
            let mut contents = bucket.contents();
            if conditions.matches.is_some() {
                let current = contents.objects.get(key).and_then(|versions| versions.last());
                conditions.check(current.filter(|current| !current.marker).map(|current| &**current))?;
            }
            match (version, contents.settings.versioning) {
                (Some(id), _) => {
                    check_version(id)?;
                    let gone = self.remove(&mut contents, key, id);
                    let marker = gone.as_ref().is_some_and(|gone| gone.marker);
                    (Deleted { version: Some(id.into()), marker }, gone, Happened::Deleted)
                }
                (None, None) => (Deleted::default(), self.remove(&mut contents, key, NULL), Happened::Deleted),
                (None, Some(_)) => {
                    let marker = self.enter(&bucket, &mut contents, Object::marker(now, key))?;
                    let deleted = Deleted { version: Some(marker.version.clone()), marker: true };
                    (deleted, Some(marker), Happened::Marked)
                }
            }
        };
        if let Some(gone) = gone {
            self.notify(&bucket, how, &gone, deleted.version.as_ref());
        }
        Ok(deleted)
    }

    /// Takes a version out of its place.
    fn remove(&self, contents: &mut Contents, key: &str, id: &str) -> Option<Arc<Object>> {
        let versions = contents.objects.get_mut(key)?;
        let place = versions.iter().position(|version| *version.version == *id)?;
        let gone = versions.remove(place);
        if versions.is_empty() {
            contents.objects.remove(key);
        }
        self.forget(&gone);
        Some(gone)
    }
}
