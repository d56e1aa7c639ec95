//! The folder on disk: bodies, and beside them what is kept of buckets and objects. Files have numbers for names, never
//! keys, so that no key can name a file elsewhere. What belongs to nothing is removed at the next start.
//!
//! `buckets/ACCOUNT.NAME.json` · `objects/NUMBER.json` · `bodies/NUMBER` · `lock`

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::Error;
use super::bucket::{Bucket, BucketSettings};
use super::content::{Content, Piece};
use super::object::Object;
use super::room::Room;
use crate::aws::text::Text;
use crate::aws::time::Time;

/// A folder in which a server keeps its objects.
#[derive(Debug)]
pub struct Folder {
    root: PathBuf,
    numbers: AtomicU64,
    /// Locked as long as this lives: two servers would remove each other's files.
    _lock: File,
}

/// A bucket as it is written down.
#[derive(Debug, Serialize, Deserialize)]
pub struct BucketRecord {
    /// Whose it is.
    pub account: Text,
    /// Where it is.
    pub region: Text,
    /// Its name.
    pub name: Text,
    /// When it was made.
    pub created: Time,
    /// What was set.
    pub settings: BucketSettings,
}

/// An object as it is written down.
#[derive(Debug, Serialize, Deserialize)]
struct ObjectRecord<O> {
    account: Text,
    bucket: Text,
    object: O,
    /// The files of its content: number, size, and the range that belongs to it.
    files: Vec<(u64, u64, Range<u64>)>,
}

/// What a folder had.
#[derive(Debug, Default)]
pub struct Found {
    /// The buckets.
    pub buckets: Vec<BucketRecord>,
    /// The objects with account and bucket, in the order in which they were written.
    pub objects: Vec<(Text, Text, Object)>,
}

impl Folder {
    /// Opens a folder, and makes it where there is none.
    ///
    /// # Errors
    /// It can't be written to.
    pub fn open(root: &Path) -> Result<Self, Error> {
        for part in ["buckets", "objects", "bodies"] {
            fs::create_dir_all(root.join(part))?;
        }
        let lock = File::create(root.join("lock"))?;
        lock.try_lock().map_err(|_| std::io::Error::other("another server keeps its objects in this folder"))?;
        let numbers = [&root.join("objects"), &root.join("bodies")].map(|folder| numbers(folder));
        let mut last = 0;
        for list in numbers {
            last = list?.into_iter().fold(last, u64::max);
        }
        Ok(Folder { root: root.to_owned(), numbers: AtomicU64::new(last + 1), _lock: lock })
    }

    /// A number that no file has.
    pub fn next_number(&self) -> u64 {
        self.numbers.fetch_add(1, Ordering::Relaxed)
    }

    /// Makes a file for a body.
    ///
    /// # Errors
    /// The disk doesn't take it.
    pub fn new_body(&self) -> Result<(u64, File), Error> {
        let number = self.next_number();
        Ok((number, File::create_new(self.body(number))?))
    }

    /// The file of a body.
    pub fn body(&self, number: u64) -> PathBuf {
        self.root.join("bodies").join(number.to_string())
    }

    /// Removes a body.
    pub fn remove_body(&self, number: u64) {
        gone(&self.body(number));
    }

    fn bucket(&self, bucket: &Bucket) -> PathBuf {
        self.root.join("buckets").join(format!("{}.{}.json", bucket.scope.account, bucket.name))
    }

    fn object(&self, number: u64) -> PathBuf {
        self.root.join("objects").join(format!("{number}.json"))
    }

    /// Writes down a bucket.
    ///
    /// # Errors
    /// The disk doesn't take it.
    pub fn write_bucket(&self, bucket: &Bucket, settings: &BucketSettings) -> Result<(), Error> {
        let record = BucketRecord {
            account: bucket.scope.account.as_ref().into(),
            region: bucket.scope.region.as_ref().into(),
            name: bucket.name.clone(),
            created: bucket.created,
            settings: settings.clone(),
        };
        write(&self.bucket(bucket), &record)
    }

    /// Removes what was written of a bucket.
    pub fn remove_bucket(&self, bucket: &Bucket) {
        gone(&self.bucket(bucket));
    }

    /// Writes down an object, whose body is here already.
    ///
    /// # Errors
    /// The disk doesn't take it.
    pub fn write_object(&self, bucket: &Bucket, object: &Object) -> Result<(), Error> {
        let record = ObjectRecord {
            account: bucket.scope.account.as_ref().into(),
            bucket: bucket.name.clone(),
            object,
            files: object.content.files(),
        };
        write(&self.object(object.record), &record)
    }

    /// Removes what was written of an object; its body goes when nothing has it any more.
    pub fn remove_object(&self, number: u64) {
        gone(&self.object(number));
    }

    /// Reads what was written down. Records that can't be read are left alone, and the log says so.
    ///
    /// # Errors
    /// The folder can't be read.
    pub fn load(self: &Arc<Self>, room: &Arc<Room>) -> Result<Found, Error> {
        let mut found = Found::default();
        for entry in fs::read_dir(self.root.join("buckets"))? {
            found.buckets.extend(read(&entry?.path()));
        }
        let mut bodies = std::collections::BTreeMap::new();
        let mut unread = false;
        for number in numbers(&self.root.join("objects"))? {
            let Some(record) = read::<ObjectRecord<Object>>(&self.object(number)) else {
                unread = true;
                continue;
            };
            let there = |(number, size, _): &(u64, u64, _)| {
                fs::metadata(self.body(*number)).is_ok_and(|body| body.len() == *size)
            };
            if !record.files.iter().all(there) {
                tracing::warn!(key = &*record.object.key, "an object of the folder on disk has lost its body");
                continue;
            }
            let pieces = record.files.into_iter().map(|(number, size, range)| {
                let piece = bodies.entry(number).or_insert_with(|| {
                    room.found(size);
                    Arc::new(Piece::in_file(Arc::clone(self), number, size, Arc::clone(room)))
                });
                (Arc::clone(piece), range)
            });
            let object = Object { content: Content::of(pieces.collect()), record: number, ..record.object };
            object.content.keep(true);
            found.objects.push((record.account, record.bucket, object));
        }
        // Bodies of uploads that were not complete; where a record can't be read, its body isn't known.
        if !unread {
            let known: BTreeSet<u64> = bodies.keys().copied().collect();
            let lost = numbers(&self.root.join("bodies"))?.into_iter().filter(|number| !known.contains(number));
            lost.for_each(|number| self.remove_body(number));
        }
        Ok(found)
    }
}

/// The numbers of a folder's files, in order.
fn numbers(folder: &Path) -> Result<Vec<u64>, Error> {
    let mut numbers = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        numbers.extend(path.file_stem().and_then(|name| name.to_str()?.parse::<u64>().ok()));
    }
    numbers.sort_unstable();
    Ok(numbers)
}

/// Writes a file beside and moves it into its place, so that it is never half written.
fn write(path: &Path, record: &impl Serialize) -> Result<(), Error> {
    let beside = path.with_extension("new");
    let text = serde_json::to_vec(record).map_err(|error| Error::Disk(error.to_string()))?;
    fs::write(&beside, text)?;
    Ok(fs::rename(&beside, path)?)
}

fn read<T: DeserializeOwned>(path: &Path) -> Option<T> {
    if path.extension().is_none_or(|ending| ending != "json") {
        gone(path);
        return None;
    }
    let record = fs::read(path).map_err(|error| error.to_string());
    match record.and_then(|text| serde_json::from_slice(&text).map_err(|error| error.to_string())) {
        Ok(record) => Some(record),
        Err(error) => {
            tracing::warn!(file = %path.display(), error, "a record of the folder on disk can't be read");
            None
        }
    }
}

fn gone(path: &Path) {
    if let Err(error) = fs::remove_file(path) {
        tracing::warn!(file = %path.display(), %error, "a file of the folder on disk can't be removed");
    }
}
