//! The items that a distributed map reads: objects of an object store, taken apart by what is in them, or their list.
//! Nothing is taken apart before it is wanted.
//! <https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itemreader.html>

mod csv;
mod format;
mod listing;
mod manifest;
mod source;

use bytes::Bytes;
use serde_json::Value;

use super::asl::{ItemReader, ItemSource, ManifestType};
use super::run::{Entry, Failure, Json};
use crate::aws::text::Text;

pub use source::{Source, told};

/// Items one after the other, or why there are no more.
pub type Entries = Box<dyn Iterator<Item = Result<Entry, Failure>> + Send>;

/// What everything is called that goes wrong when items are read.
pub const ITEM_READER_FAILED: &str = "States.ItemReaderFailed";

/// The items that a reader brings from a source.
///
/// # Errors
/// `States.ItemReaderFailed`: there is no such object or list, or it isn't what the reader says it is.
pub fn read(reader: &ItemReader, source: Source) -> Result<Entries, Failure> {
    use super::asl::{InputType, Transformation};
    let format = format::Format::of(reader);
    match (reader.source, reader.input_type, reader.manifest_type) {
        (ItemSource::ListObjects, ..) => match reader.transformation {
            Transformation::None => listing::entries(source),
            Transformation::LoadAndFlatten => listing::flattened(source, format),
        },
        (ItemSource::GetObject, _, Some(ManifestType::AthenaData)) => manifest::athena(source, format),
        (ItemSource::GetObject, Some(InputType::Manifest), _)
        | (ItemSource::GetObject, _, Some(ManifestType::S3Inventory)) => manifest::inventory(source),
        (ItemSource::GetObject, ..) => {
            let (body, uri) = source.object()?;
            format.entries(body, uri)
        }
    }
}

/// The items in a text that stands for an object, all of them.
///
/// # Errors
/// `States.ItemReaderFailed`: it isn't what the reader says it is.
pub fn read_text(reader: &ItemReader, text: &str) -> Result<Json, Failure> {
    let entries = format::Format::of(reader).entries(Bytes::copy_from_slice(text.as_bytes()), Text::default())?;
    let items: Result<Value, Failure> = entries.map(|entry| Ok(entry?.value.into_value())).collect();
    Ok(items?.into())
}

/// Why items can't be read.
fn failed(cause: impl Into<String>) -> Failure {
    Failure::new(ITEM_READER_FAILED, cause.into())
}
