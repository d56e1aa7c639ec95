//! What exists: the service's part of `GET /_eventyard/state`.

use serde::Serialize;

use super::S3;
use super::bucket::Bucket;
use crate::aws::scope::Scope;

/// A bucket as it stands.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct BucketState {
    /// Its ARN.
    pub arn: String,
    /// Its name.
    pub name: String,
    /// Whose it is.
    pub account: String,
    /// Where it is.
    pub region: String,
    /// How many objects can be read.
    pub objects: usize,
    /// How many versions there are of them, delete markers too.
    pub versions: usize,
    /// How many bytes they have together.
    pub bytes: u64,
    /// How many uploads aren't complete.
    pub uploads: usize,
}

impl BucketState {
    fn of(bucket: &Bucket) -> Self {
        let contents = bucket.contents();
        let all = || contents.objects.values();
        BucketState {
            arn: bucket.arn(),
            name: bucket.name.to_string(),
            account: bucket.scope.account.to_string(),
            region: bucket.scope.region.to_string(),
            objects: all().filter(|versions| versions.last().is_some_and(|last| !last.marker)).count(),
            versions: all().map(Vec::len).sum(),
            bytes: all().flatten().map(|object| object.size()).sum(),
            uploads: contents.uploads.len(),
        }
    }
}

impl S3 {
    /// The buckets of the chosen accounts and regions.
    pub fn state(&self, chosen: impl Fn(&Scope) -> bool) -> Vec<BucketState> {
        let all: Vec<_> = self.buckets().values().flat_map(|own| own.values().cloned()).collect();
        all.iter().filter(|bucket| chosen(&bucket.scope)).map(|bucket| BucketState::of(bucket)).collect()
    }
}
