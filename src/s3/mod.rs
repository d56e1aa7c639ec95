//! Amazon S3, as much of it as events and workflows need: buckets, objects and their versions, uploads in parts, and
//! the notifications of what happens to them. The HTTP side of it, which is unlike that of other services, lies in
//! `wire/s3`; the door here is for those who call operations by name.
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/Welcome.html>

#[allow(missing_docs, reason = "the members are documented where they are defined: in AWS's model")]
pub mod api;
pub mod bucket;
mod call;
pub mod checksum;
pub mod condition;
pub mod content;
mod error;
mod folder;
pub mod intake;
pub mod listing;
pub mod name;
pub mod notification;
pub mod object;
mod objects;
pub mod read;
mod room;
mod state;
pub mod tag;
pub mod upload;
pub mod write;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

pub use error::Error;
pub use state::BucketState;

use crate::aws::call::Call;
use crate::aws::ids::Ids;
use crate::aws::scope::Scope;
use crate::aws::text::Text;
use crate::aws::time::Time;
use crate::clock::Clock;
use crate::deliver::Courier;
use bucket::Bucket;
use folder::Folder;
use room::Room;

/// What AWS tells of the machine that answered; here there is one.
pub const HOST_ID: &str = "eventyard/s3/00000000000000000000000000000000000000000000";

/// The service in one world. Clones share it.
#[derive(Clone, Debug)]
pub struct S3 {
    shared: Arc<Shared>,
}

/// Where an object is, or is to be.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    /// Who asks for it.
    pub at: &'a Scope,
    /// Its bucket.
    pub bucket: &'a str,
    /// Its key.
    pub key: &'a str,
}

/// By account, and by name.
type Buckets = BTreeMap<Text, BTreeMap<Text, Arc<Bucket>>>;

#[derive(Debug)]
struct Shared {
    clock: Clock,
    ids: Arc<Ids>,
    courier: Courier,
    room: Arc<Room>,
    folder: OnceLock<Arc<Folder>>,
    /// Numbers what happens, so that its order can be told.
    sequence: AtomicU64,
    buckets: Mutex<Buckets>,
}

impl S3 {
    /// The service of a new world, in memory. It keeps `limit` bytes at most.
    pub fn new(clock: Clock, ids: Arc<Ids>, courier: Courier, limit: u64) -> Self {
        let (room, folder, buckets) = (Arc::new(Room::new(limit)), OnceLock::new(), Mutex::default());
        let sequence = AtomicU64::new(1);
        S3 { shared: Arc::new(Shared { clock, ids, courier, room, folder, sequence, buckets }) }
    }

    /// Keeps buckets and objects in a folder on disk from now on, and takes over what it has.
    ///
    /// # Errors
    /// The folder can't be used; in words.
    pub fn open(&self, folder: &Path) -> Result<(), String> {
        let words = |error: Error| error.message().into_owned();
        let folder = Arc::new(Folder::open(folder).map_err(words)?);
        let found = folder.load(&self.shared.room).map_err(words)?;
        let mut buckets = self.buckets();
        for record in found.buckets {
            let scope = Scope::new(&record.account, &record.region);
            let bucket = Bucket::new(record.name.clone(), scope, record.created, record.settings);
            buckets.entry(record.account).or_default().insert(record.name, Arc::new(bucket));
        }
        for (account, bucket, object) in found.objects {
            if let Some(bucket) = buckets.get(&account).and_then(|own| own.get(&bucket)) {
                let mut contents = bucket.contents();
                contents.objects.entry(object.key.clone()).or_default().push(Arc::new(object));
            }
        }
        // There is one folder: the server opens it once.
        let _ = self.shared.folder.set(folder);
        Ok(())
    }

    /// The folder on disk, if there is one.
    fn folder(&self) -> Option<&Arc<Folder>> {
        self.shared.folder.get()
    }

    /// Runs one call: the line of its operation.
    pub async fn call<C: Call>(&self, call: &C) -> C::Reply {
        let at = &call.caller().scope;
        match call.operation() {
            "CopyObject" => call.run(|input| self.call_copy_object(at, input)),
            "CreateBucket" => call.run(|input| self.call_create_bucket(at, input)),
            "DeleteBucket" => call.run(|input| self.call_delete_bucket(at, input)),
            "DeleteObject" => call.run(|input| self.call_delete_object(at, input)),
            "DeleteObjectTagging" => call.run(|input| self.call_delete_object_tagging(at, input)),
            "DeleteObjects" => call.run(|input| self.call_delete_objects(at, input)),
            "GetBucketLocation" => call.run(|input| self.call_get_bucket_location(at, input)),
            "GetObject" => call.run(|input| self.call_get_object(at, input, true)),
            "GetObjectTagging" => call.run(|input| self.call_get_object_tagging(at, input)),
            "HeadBucket" => call.run(|input| self.call_head_bucket(at, input)),
            "HeadObject" => call.run(|input| self.call_get_object(at, input, false)),
            "ListBuckets" => call.run(|input| self.call_list_buckets(at, input)),
            "ListObjects" => call.run(|input| self.call_list_objects(at, input, false)),
            "ListObjectsV2" => call.run(|input| self.call_list_objects(at, input, true)),
            "PutObject" => call.run(|input| self.call_put_object(at, input)),
            "PutObjectTagging" => call.run(|input| self.call_put_object_tagging(at, input)),
            _ => call.unknown(),
        }
    }

    /// The time.
    pub fn now(&self) -> Time {
        self.shared.clock.now()
    }

    fn buckets(&self) -> MutexGuard<'_, Buckets> {
        self.shared.buckets.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Forgets the buckets of the chosen accounts and regions, and what they have.
    pub fn reset(&self, chosen: impl Fn(&Scope) -> bool) {
        let mut gone = Vec::new();
        for own in self.buckets().values_mut() {
            own.retain(|_, bucket| {
                let goes = chosen(&bucket.scope);
                if goes {
                    gone.push(Arc::clone(bucket));
                }
                !goes
            });
        }
        for bucket in gone {
            if let Some(folder) = self.folder() {
                folder.remove_bucket(&bucket);
            }
            let mut contents = bucket.contents();
            contents.uploads.clear();
            std::mem::take(&mut contents.objects).values().flatten().for_each(|object| self.forget(object));
        }
    }
}
