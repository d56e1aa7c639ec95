//! What is in an object, and how it becomes items: JSON, JSON lines, or rows with names for their columns.

use bytes::Bytes;
use serde_json::Value;

use super::csv::{Columns, Rows};
use super::{Entries, failed};
use crate::aws::jackson;
use crate::aws::text::Text;
use crate::states::asl::{CsvHeaders, InputType, ItemReader};
use crate::states::run::{Entry, Failure, Json};

/// How objects are to be understood.
#[derive(Clone)]
pub struct Format {
    kind: InputType,
    headers: CsvHeaders,
    delimiter: u8,
    pointer: Option<Text>,
}

impl Format {
    /// That of a reader. Where nothing is said, it is JSON.
    pub fn of(reader: &ItemReader) -> Self {
        Format {
            kind: reader.input_type.unwrap_or(InputType::Json),
            headers: reader.csv_headers.clone().unwrap_or(CsvHeaders::FirstRow),
            delimiter: reader.csv_delimiter.as_byte(),
            pointer: reader.items_pointer.clone(),
        }
    }

    /// Rows with these columns.
    pub fn rows(names: Vec<Text>) -> Self {
        Format { kind: InputType::Csv, headers: CsvHeaders::Given(names), delimiter: b',', pointer: None }
    }

    /// What is in an object.
    pub fn entries(&self, body: Bytes, uri: Text) -> Result<Entries, Failure> {
        match self.kind {
            InputType::Json => document(&body, self.pointer.as_deref(), uri),
            InputType::Jsonl => Ok(lines(body, uri)),
            InputType::Csv | InputType::Manifest => self.table(body, uri),
            InputType::Parquet => Err(failed("Eventyard can't read Parquet files.")),
        }
    }

    fn table(&self, body: Bytes, uri: Text) -> Result<Entries, Failure> {
        let mut rows = Rows::new(body, self.delimiter);
        let names = match &self.headers {
            CsvHeaders::Given(names) => names.clone(),
            CsvHeaders::FirstRow => match rows.next() {
                Some(row) => row.into_iter().map(Text::from).collect(),
                None => return Ok(Box::new(std::iter::empty())),
            },
        };
        let columns = Columns::new(names)?;
        let entry = move |row: Vec<String>| {
            Ok(Entry { key: None, value: Json::new(columns.name(row)), source: Some(uri.clone()) })
        };
        Ok(Box::new(rows.map(entry)))
    }
}

/// The elements of an array, or the entries of an object, in a JSON text.
fn document(body: &[u8], pointer: Option<&str>, uri: Text) -> Result<Entries, Failure> {
    let mut value: Value = serde_json::from_slice(body).map_err(|error| invalid(body, &error))?;
    let found = match pointer {
        Some(pointer) => value.pointer_mut(pointer).map(Value::take).unwrap_or_default(),
        None => value,
    };
    let entry =
        move |key: Option<Text>, value: Value| Ok(Entry { key, value: Json::new(value), source: Some(uri.clone()) });
    match found {
        Value::Array(items) => Ok(Box::new(items.into_iter().map(move |item| entry(None, item)))),
        // The whole document must be an array, as recorded.
        Value::Object(members) if pointer.is_some() => {
            Ok(Box::new(members.into_iter().map(move |(key, value)| entry(Some(key.into()), value))))
        }
        _ => Err(failed("Attempting to map over non-iterable node.")),
    }
}

/// A value a line.
fn lines(body: Bytes, uri: Text) -> Entries {
    let mut at = 0;
    let next = move || {
        while at < body.len() {
            let rest = body.slice(at..);
            let length = rest.iter().position(|byte| *byte == b'\n').unwrap_or(rest.len());
            at += length + 1;
            let line = rest.slice(..length);
            if !line.trim_ascii().is_empty() {
                return Some(line);
            }
        }
        None
    };
    let entry = move |line: Bytes| match serde_json::from_slice(&line) {
        Ok(value) => Ok(Entry { key: None, value: Json::new(value), source: Some(uri.clone()) }),
        Err(error) => Err(invalid(&line, &error)),
    };
    Box::new(std::iter::from_fn(next).map(entry))
}

/// A text that should be JSON and isn't.
pub fn invalid(body: &[u8], error: &serde_json::Error) -> Failure {
    let text = String::from_utf8_lossy(body);
    let why = jackson::broken(&text).map_or_else(|| error.to_string(), |broken| broken.message);
    failed(format!("Failed to parse the object as JSON. {why}"))
}
