//! Objects that are read: whole, in part, or only what is said of them.
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html>

use std::ops::Range;
use std::sync::Arc;

use super::condition::Conditions;
use super::content::Content;
use super::listing::{self, Page, Versions, Wanted};
use super::object::Object;
use super::{Error, Place, S3};
use crate::aws::scope::Scope;
use crate::aws::text::Text;

/// Which bytes of an object are wanted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Extent {
    /// All of them.
    #[default]
    Whole,
    /// From one on, up to another one if that is told; the first is 0.
    From(u64, Option<u64>),
    /// So many at the end.
    Last(u64),
    /// Those of a part, by its number.
    Part(u32),
}

/// An object as far as it is wanted.
#[derive(Debug)]
pub struct Got {
    /// The object.
    pub object: Arc<Object>,
    /// Its version's id, where the bucket has versions.
    pub version: Option<Text>,
    /// The bytes that are wanted.
    pub content: Content,
    /// Where they lie, where not all are wanted.
    pub range: Option<Range<u64>>,
}

/// An object that isn't there to be read.
#[derive(Debug)]
pub struct Missing {
    /// Why.
    pub error: Error,
    /// The delete marker's version, where one is in its place.
    pub marker: Option<Text>,
}

impl From<Error> for Missing {
    fn from(error: Error) -> Self {
        Missing { error, marker: None }
    }
}

impl S3 {
    /// An object, or one of its versions.
    ///
    /// # Errors
    /// `NoSuchBucket`, `NoSuchKey`, `NoSuchVersion`, `MethodNotAllowed` for a delete marker's version, `InvalidRange`, and
    /// what the conditions refuse.
    pub fn get_object(
        &self,
        place: Place<'_>,
        version: Option<&str>,
        conditions: &Conditions,
        extent: Extent,
    ) -> Result<Got, Missing> {
        let Place { at, bucket, key } = place;
        let bucket = self.bucket(at, bucket)?;
        let (object, version) = {
            let contents = bucket.contents();
            let object = contents.find(key, version).map_err(|error| {
                let marker = match (&error, version) {
                    (Error::NoSuchKey, _) => contents.is_marked(key).map(|marker| marker.version.clone()),
                    (Error::MethodNotAllowed, Some(id)) => Some(id.into()),
                    _ => None,
                };
                Missing { error, marker }
            })?;
            let version = contents.shown_version(&object);
            (object, version)
        };
        conditions.check(&object)?;
        let range = object.extent(extent)?;
        let content = match &range {
            Some(range) => object.content.range(range.clone()),
            None => object.content.clone(),
        };
        Ok(Got { object, version, content, range })
    }

    /// A page of a bucket's objects.
    ///
    /// # Errors
    /// `NoSuchBucket`.
    pub fn list_objects(&self, at: &Scope, bucket: &str, wanted: &Wanted<'_>) -> Result<Page<Arc<Object>>, Error> {
        let bucket = self.bucket(at, bucket)?;
        let contents = bucket.contents();
        Ok(wanted.page(&contents.objects, listing::current))
    }

    /// A page of the versions of a bucket's objects, behind the version of a key.
    ///
    /// # Errors
    /// `NoSuchBucket`.
    pub fn list_versions(
        &self,
        at: &Scope,
        bucket: &str,
        wanted: &Wanted<'_>,
        after_version: Option<&str>,
    ) -> Result<Versions, Error> {
        let bucket = self.bucket(at, bucket)?;
        let contents = bucket.contents();
        Ok(listing::versions(&contents.objects, wanted, after_version))
    }
}

impl Object {
    /// Where the wanted bytes lie; none where all are.
    fn extent(&self, extent: Extent) -> Result<Option<Range<u64>>, Error> {
        let size = self.size();
        match extent {
            Extent::Whole => Ok(None),
            Extent::From(first, _) if first >= size => Err(Error::InvalidRange),
            Extent::From(first, last) => {
                Ok(Some(first..last.map_or(size, |last| last.saturating_add(1)).clamp(first, size)))
            }
            Extent::Last(0) => Err(Error::InvalidRange),
            Extent::Last(_) if size == 0 => Err(Error::InvalidRange),
            Extent::Last(count) => Ok(Some(size.saturating_sub(count)..size)),
            Extent::Part(1) if self.parts.is_empty() => Ok((size > 0).then_some(0..size)),
            Extent::Part(number) => {
                let place = self.parts.iter().position(|part| part.number == number).ok_or(Error::InvalidPartNumber)?;
                let start = self.parts[..place].iter().map(|part| part.size).sum();
                Ok(Some(start..start + self.parts[place].size))
            }
        }
    }
}
