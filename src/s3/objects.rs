//! What other services read and write: objects as [`Objects`].

use bytes::Bytes;

use super::condition::{Conditions, WriteConditions};
use super::listing::Wanted;
use super::object::About;
use super::read::Extent;
use super::{Place, S3};
use crate::aws::fault::Fault;
use crate::aws::scope::Scope;
use crate::aws::text::Text;
use crate::aws::time::Time;
use crate::deliver::{Listed, Objects};

impl Objects for S3 {
    fn get(&self, at: &Scope, bucket: &str, key: &str, version: Option<&str>) -> Result<Bytes, Fault> {
        let got = self.get_object(Place { at, bucket, key }, version, &Conditions::default(), Extent::Whole);
        Ok(got.map_err(|missing| missing.error)?.content.bytes()?)
    }

    fn list(
        &self,
        at: &Scope,
        bucket: &str,
        prefix: &str,
        after: Option<&str>,
        most: usize,
    ) -> Result<Vec<Listed>, Fault> {
        let page = self.list_objects(at, bucket, &Wanted { prefix, after, most, ..Wanted::default() })?;
        let listed = page.items.iter().map(|object| Listed {
            key: object.key.clone(),
            etag: object.etag.clone(),
            size: object.size(),
            modified: object.modified,
            storage_class: object.storage_class().into(),
        });
        Ok(listed.collect())
    }

    fn put(
        &self,
        now: Time,
        at: &Scope,
        bucket: &str,
        key: &str,
        content_type: &str,
        body: Bytes,
    ) -> Result<Text, Fault> {
        let received = self.take_in(None, body)?;
        let about = About { content_type: Some(content_type.to_owned()), ..About::default() };
        let written = self.put_object(now, Place { at, bucket, key }, about, received, &WriteConditions::default())?;
        Ok(written.object.etag.clone())
    }
}
