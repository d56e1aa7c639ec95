//! How much all objects and the parts of uploads may take together.

use std::sync::atomic::{AtomicU64, Ordering};

use super::Error;

/// Room that is taken by what comes in, and given back when it is gone.
#[derive(Debug)]
pub struct Room {
    limit: u64,
    taken: AtomicU64,
}

impl Room {
    /// Room for so many bytes.
    pub fn new(limit: u64) -> Self {
        Room { limit, taken: AtomicU64::new(0) }
    }

    /// Takes room, if there is enough.
    pub fn take(&self, size: u64) -> Result<(), Error> {
        let fits = |taken: u64| taken.checked_add(size).filter(|sum| *sum <= self.limit);
        let taken = self.taken.fetch_update(Ordering::Relaxed, Ordering::Relaxed, fits);
        taken.map(drop).map_err(|_| Error::EntityTooLarge(self.limit))
    }

    /// Takes room for what was there before the server.
    pub fn found(&self, size: u64) {
        self.taken.fetch_add(size, Ordering::Relaxed);
    }

    /// Frees room that was taken.
    pub fn give_back(&self, size: u64) {
        self.taken.fetch_sub(size, Ordering::Relaxed);
    }

    /// How many bytes fit in at most.
    pub fn limit(&self) -> u64 {
        self.limit
    }
}
