//! The items that a distributed map reads: objects of an object store, taken apart by what is in them, or their list.
//! Nothing is taken apart before it is wanted.
//! <https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itemreader.html>

mod csv;
mod format;
mod listing;
mod manifest;
mod source;

use super::asl::{ItemReader, ItemSource, ManifestType};
use super::run::{Entry, Failure};

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

/// Why items can't be read.
fn failed(cause: impl Into<String>) -> Failure {
    Failure::new(ITEM_READER_FAILED, cause.into())
}
