//! The objects of an object store, as far as other services read and write them.

use bytes::Bytes;

use crate::aws::fault::Fault;
use crate::aws::scope::Scope;
use crate::aws::text::Text;
use crate::aws::time::Time;

/// An object as a listing shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Its key.
    pub key: Text,
    /// Its entity tag, in quotes.
    pub etag: Text,
    /// Its size in bytes.
    pub size: u64,
    /// When it was written.
    pub modified: Time,
    /// Its storage class, such as `STANDARD`.
    pub storage_class: Text,
}

/// A service that keeps objects in buckets. Its faults are those of Amazon S3.
pub trait Objects: Send + Sync {
    /// The body of an object; that of the newest version unless one is named.
    ///
    /// # Errors
    /// `NoSuchBucket`, `NoSuchKey`, `NoSuchVersion`.
    fn get(&self, at: &Scope, bucket: &str, key: &str, version: Option<&str>) -> Result<Bytes, Fault>;

    /// The objects whose keys begin with a prefix and come after a key, by key, at most so many.
    ///
    /// # Errors
    /// `NoSuchBucket`.
    fn list(
        &self,
        at: &Scope,
        bucket: &str,
        prefix: &str,
        after: Option<&str>,
        most: usize,
    ) -> Result<Vec<Listed>, Fault>;

    /// Writes an object; gives its entity tag, in quotes.
    ///
    /// # Errors
    /// `NoSuchBucket`.
    fn put(
        &self,
        now: Time,
        at: &Scope,
        bucket: &str,
        key: &str,
        content_type: &str,
        body: Bytes,
    ) -> Result<Text, Fault>;
}
