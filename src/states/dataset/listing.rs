//! Objects as items: what a listing tells of each, or what is in them.

use serde_json::json;

use super::Entries;
use super::format::Format;
use super::source::{Source, uri};
use crate::deliver::Listed;
use crate::states::run::{Entry, Failure, Json};

/// Each object as the listing has it.
pub fn entries(source: Source) -> Result<Entries, Failure> {
    let (listing, bucket) = source.listed()?;
    let from = uri(&bucket, None);
    let entry = move |listed: Listed| {
        let Listed { key, etag, size, modified, storage_class } = listed;
        // AWS spells the tag so, and counts the time in seconds.
        let value = json!({
            "Etag": &*etag,
            "LastModified": modified.seconds(),
            "Key": &*key,
            "Size": size,
            "StorageClass": &*storage_class,
        });
        Entry { key: None, value: Json::new(value), source: Some(from.clone()) }
    };
    Ok(Box::new(listing.map(move |listed| listed.map(&entry))))
}

/// What is in the objects, one after the other.
pub fn flattened(source: Source, format: Format) -> Result<Entries, Failure> {
    let (listing, bucket) = source.clone().listed()?;
    let open = move |listed: Result<Listed, Failure>| -> Entries {
        let opened = listed.and_then(|listed| {
            // What a console makes of a folder has nothing in it.
            if listed.key.ends_with('/') && listed.size == 0 {
                return Ok(Box::new(std::iter::empty()) as Entries);
            }
            let (body, uri) = source.other(&bucket, &listed.key)?;
            format.entries(body, uri)
        });
        opened.unwrap_or_else(|failure| Box::new(std::iter::once(Err(failure))))
    };
    Ok(Box::new(listing.flat_map(open)))
}
