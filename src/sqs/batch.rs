//! What the three batch operations have in common: up to ten entries, each with an id of its own.

use super::api::{BatchResult, BatchResultErrorEntry};
use super::error::Error;
use crate::aws::check;

const MOST_ENTRIES: usize = 10;
const LONGEST_ID: usize = 80;

/// An entry of a batch.
pub trait Entry {
    /// The name of its shape, which errors say.
    const SHAPE: &'static str;

    /// Its id; empty if it has none.
    fn id(&self) -> &str;
}

/// Checks the shape of a batch, in AWS's order.
///
/// # Errors
/// No entries, too many, an id that isn't well formed, or one that is there twice.
pub fn entries<E: Entry>(entries: Option<Vec<E>>) -> Result<Vec<E>, Error> {
    let entries = entries.unwrap_or_default();
    if entries.is_empty() {
        return Err(Error::EmptyBatchRequest(E::SHAPE));
    }
    if entries.len() > MOST_ENTRIES {
        return Err(Error::TooManyEntriesInBatchRequest(entries.len()));
    }
    if !entries.iter().all(|entry| check::is_name(entry.id(), LONGEST_ID)) {
        return Err(Error::InvalidBatchEntryId);
    }
    for (i, entry) in entries.iter().enumerate() {
        if entries[..i].iter().any(|earlier| earlier.id() == entry.id()) {
            return Err(Error::BatchEntryIdsNotDistinct(entry.id().to_owned()));
        }
    }
    Ok(entries)
}

/// Runs each entry by itself: what one does wrong doesn't concern the others.
pub fn run<E: Entry, T>(
    entries: Vec<E>,
    one: impl Fn(&E) -> Result<(), Error>,
    done: impl Fn(String) -> T,
) -> BatchResult<T> {
    let mut result = BatchResult { successful: Vec::with_capacity(entries.len()), failed: Vec::new() };
    for entry in entries {
        match one(&entry) {
            Ok(()) => result.successful.push(done(entry.id().to_owned())),
            Err(error) => result.failed.push(failure(entry.id(), &error)),
        }
    }
    result
}

/// The entry of a batch's result that says what failed.
pub fn failure(id: &str, error: &Error) -> BatchResultErrorEntry {
    BatchResultErrorEntry {
        id: id.to_owned(),
        sender_fault: true,
        code: error.code().to_owned(),
        message: error.message().into_owned(),
    }
}
