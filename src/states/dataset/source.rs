//! Where items are read: an object or a list in an object store, and how it refuses.

use std::io::Read;
use std::sync::Arc;

use bytes::Bytes;
use flate2::read::MultiGzDecoder;
use serde_json::Value;
use uuid::Uuid;

use super::failed;
use crate::aws::fault::Fault;
use crate::aws::scope::Scope;
use crate::aws::text::Text;
use crate::deliver::{Listed, Objects};
use crate::states::run::{Failure, Json};

/// What a compressed object may become, in bytes: AWS takes ten gigabytes, which nobody's tests have.
const LARGEST: u64 = 1 << 30;

/// So many objects are listed at once.
const PAGE: usize = 1000;

/// An object store, and the call of a reader on it.
#[derive(Clone)]
pub struct Source {
    /// The store.
    pub objects: Arc<dyn Objects>,
    /// Whose it is.
    pub at: Scope,
    /// `Parameters` or `Arguments` of the reader, evaluated.
    pub parameters: Json,
    /// The id that a refusal tells.
    pub request: Uuid,
}

impl Source {
    /// A member of the call that is a text; none where it isn't there.
    ///
    /// # Errors
    /// It is something else.
    fn text(&self, name: &str) -> Result<Option<&str>, Failure> {
        match self.parameters.value().get(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(failed(format!("The value of the field '{name}' has an invalid format"))),
        }
    }

    /// A member that the call must have.
    fn required(&self, name: &str) -> Result<&str, Failure> {
        self.text(name)?.ok_or_else(|| failed(format!("The field '{name}' is required but was missing")))
    }

    /// The bucket.
    ///
    /// # Errors
    /// It isn't named, is another account's than `ExpectedBucketOwner`, or there is a member that nobody knows.
    pub fn bucket(&self, known: &[&str]) -> Result<&str, Failure> {
        let common = ["Bucket", "ExpectedBucketOwner", "RequestPayer"];
        let members = self.parameters.value().as_object().into_iter().flat_map(|members| members.keys());
        for name in members {
            if !known.contains(&name.as_str()) && !common.contains(&name.as_str()) {
                return Err(failed(format!("The field \"{name}\" is not supported by Step Functions")));
            }
        }
        if self.text("ExpectedBucketOwner")?.is_some_and(|owner| owner != &*self.at.account) {
            let denied = Fault::framework("AccessDenied", "Access Denied").status(403);
            return Err(self.refused(&denied));
        }
        self.required("Bucket")
    }

    /// The object that the call names, and its URI.
    pub fn object(&self) -> Result<(Bytes, Text), Failure> {
        let bucket = self.bucket(&["Key", "VersionId"])?;
        let (key, version) = (self.required("Key")?, self.text("VersionId")?);
        let body = self.objects.get(&self.at, bucket, key, version).map_err(|fault| self.refused(&fault))?;
        Ok((expand(body)?, uri(bucket, Some(key))))
    }

    /// Another object that what was read names, and its URI.
    pub fn other(&self, bucket: &str, key: &str) -> Result<(Bytes, Text), Failure> {
        let body = self.objects.get(&self.at, bucket, key, None).map_err(|fault| self.refused(&fault))?;
        Ok((expand(body)?, uri(bucket, Some(key))))
    }

    /// The objects that the call lists, a page after the other; and their bucket.
    pub fn listed(self) -> Result<(Listing, Text), Failure> {
        let bucket = Text::from(self.bucket(&["Prefix", "StartAfter"])?);
        let prefix = Text::from(self.text("Prefix")?.unwrap_or_default());
        let after = self.text("StartAfter")?.map(Text::from);
        let mut listing =
            Listing { source: self, bucket: bucket.clone(), prefix, after, page: Vec::new().into_iter(), over: false };
        // That there is no such bucket is told at once.
        listing.turn()?;
        Ok((listing, bucket))
    }

    /// How a refusal of the store is told.
    pub fn refused(&self, fault: &Fault) -> Failure {
        failed(told(fault, self.request))
    }
}

/// A refusal of an object store in the words of AWS's SDK.
pub fn told(fault: &Fault, request: Uuid) -> String {
    let Fault { message, status, .. } = fault;
    format!("{message} (Service: S3, Status Code: {status}, Request ID: {request})")
}

/// The URI of a bucket, or of an object in it, as `$$.Map.Item.Source` shows it.
pub fn uri(bucket: &str, key: Option<&str>) -> Text {
    match key {
        Some(key) => format!("S3://{bucket}/{key}").into(),
        None => format!("S3://{bucket}").into(),
    }
}

/// Objects in the order of their keys.
pub struct Listing {
    /// Where they are.
    pub source: Source,
    bucket: Text,
    prefix: Text,
    after: Option<Text>,
    page: std::vec::IntoIter<Listed>,
    /// Whether there are no more pages.
    over: bool,
}

impl Listing {
    /// Takes the next page.
    fn turn(&mut self) -> Result<(), Failure> {
        let Source { objects, at, .. } = &self.source;
        let page = objects.list(at, &self.bucket, &self.prefix, self.after.as_deref(), PAGE);
        let page = page.map_err(|fault| self.source.refused(&fault))?;
        self.over = page.len() < PAGE;
        self.after = page.last().map(|last| last.key.clone()).or(self.after.take());
        self.page = page.into_iter();
        Ok(())
    }
}

impl Iterator for Listing {
    type Item = Result<Listed, Failure>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(listed) = self.page.next() {
                return Some(Ok(listed));
            }
            if self.over {
                return None;
            }
            if let Err(failure) = self.turn() {
                self.over = true;
                return Some(Err(failure));
            }
        }
    }
}

/// An object as it was before it was compressed. What it is, its first bytes tell.
fn expand(body: Bytes) -> Result<Bytes, Failure> {
    if body.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]) {
        return Err(failed("Eventyard can't read objects that are compressed with ZSTD; GZIP it can."));
    }
    if !body.starts_with(&[0x1f, 0x8b]) {
        return Ok(body);
    }
    let mut expanded = Vec::new();
    let read = MultiGzDecoder::new(&*body).take(LARGEST + 1).read_to_end(&mut expanded);
    match read {
        Ok(length) if length as u64 > LARGEST => Err(failed(format!("The object has more than {LARGEST} bytes."))),
        Ok(_) => Ok(expanded.into()),
        Err(error) => Err(failed(format!("The object isn't compressed with GZIP as it says: {error}"))),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    #[test]
    fn compressed_objects() {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(b"a,b\n").expect("memory");
        let packed = Bytes::from(encoder.finish().expect("memory"));
        assert_eq!(expand(packed.clone()).expect("text"), "a,b\n");
        assert_eq!(expand(Bytes::from_static(b"plain")).expect("text"), "plain");
        let cut = expand(packed.slice(..packed.len() - 6)).expect_err("half an object");
        assert_eq!(cut.error.as_deref(), Some("States.ItemReaderFailed"));
        assert!(expand(Bytes::from_static(&[0x28, 0xb5, 0x2f, 0xfd])).is_err());
    }
}
