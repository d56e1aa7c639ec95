//! Manifests: the inventory of a bucket, and what Athena unloaded. They name the objects that the items are in.

use serde::Deserialize;

use super::format::{Format, invalid};
use super::source::Source;
use super::{Entries, csv, failed};
use crate::aws::text::Text;
use crate::states::run::Failure;

/// `manifest.json` of an S3 inventory, as far as it is read.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Inventory {
    destination_bucket: String,
    file_format: String,
    file_schema: String,
    files: Vec<Part>,
}

#[derive(Deserialize)]
struct Part {
    key: String,
}

/// The rows of an inventory's parts.
pub fn inventory(source: Source) -> Result<Entries, Failure> {
    let (body, _) = source.object()?;
    let inventory: Inventory = serde_json::from_slice(&body).map_err(|error| invalid(&body, &error))?;
    let Inventory { destination_bucket, file_format, file_schema, files } = inventory;
    if file_format != "CSV" {
        return Err(failed(format!("The format of an S3 inventory must be CSV, and not {file_format}.")));
    }
    let bucket = destination_bucket.rsplit(":::").next().unwrap_or_default().to_owned();
    let names: Vec<Text> = file_schema.split(',').map(|name| name.trim().into()).collect();
    let parts = files.into_iter().map(move |part| (bucket.clone(), part.key));
    Ok(joined(source, parts, Format::rows(names)))
}

/// What is in the objects that an unloading query has made.
pub fn athena(source: Source, format: Format) -> Result<Entries, Failure> {
    let (body, _) = source.object()?;
    let mut parts = Vec::new();
    for row in csv::Rows::new(body, b',') {
        let Some(text) = row.into_iter().next() else { continue };
        let place = text.trim().get(5..).filter(|_| text.trim().to_ascii_lowercase().starts_with("s3://"));
        match place.and_then(|place| place.split_once('/')) {
            Some((bucket, key)) => parts.push((bucket.to_owned(), key.to_owned())),
            None => return Err(failed(format!("The manifest has a line that is no S3 URI: {text}"))),
        }
    }
    Ok(joined(source, parts.into_iter(), format))
}

/// The items of one object after the other.
fn joined(source: Source, parts: impl Iterator<Item = (String, String)> + Send + 'static, format: Format) -> Entries {
    let open = move |(bucket, key): (String, String)| -> Entries {
        let opened = source.other(&bucket, &key).and_then(|(body, uri)| format.entries(body, uri));
        opened.unwrap_or_else(|failure| Box::new(std::iter::once(Err(failure))))
    };
    Box::new(parts.flat_map(open))
}
