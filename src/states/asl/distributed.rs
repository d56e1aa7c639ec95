//! The ends of a distributed map: where its items are read, how they are batched, where its results are written.
//! <https://docs.aws.amazon.com/step-functions/latest/dg/state-map-distributed.html>

use serde_json::Value;

use super::data::Payload;
use super::fields;
use super::reader::{Object, Reader, numbered};
use super::setting::{self, Setting};
use crate::aws::text::Text;

/// `ItemReader`
#[derive(Clone, Debug)]
pub struct ItemReader {
    /// What is read.
    pub source: ItemSource,
    /// Of the call: the bucket and what in it.
    pub parameters: Option<Payload>,
    /// How it is to be understood; none where objects are listed.
    pub input_type: Option<InputType>,
    /// The names of a CSV file's columns.
    pub csv_headers: Option<CsvHeaders>,
    /// What stands between its values.
    pub csv_delimiter: CsvDelimiter,
    /// How many items are taken; 0 is all.
    pub max_items: Option<Setting<u64>>,
    /// A JSON pointer to the items in a JSON file.
    pub items_pointer: Option<Text>,
    /// Which kind of manifest it is.
    pub manifest_type: Option<ManifestType>,
    /// Whether listed objects are read.
    pub transformation: Transformation,
}

/// The calls that bring items.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ItemSource {
    /// `arn:aws:states:::s3:getObject`
    GetObject,
    /// `arn:aws:states:::s3:listObjectsV2`
    ListObjects,
}

/// `InputType`
#[allow(missing_docs, reason = "each is AWS's word for itself")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InputType {
    Csv,
    Json,
    Jsonl,
    Parquet,
    Manifest,
}

/// `CSVHeaderLocation`
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CsvHeaders {
    /// In the file's first row.
    FirstRow,
    /// `CSVHeaders`
    Given(Vec<Text>),
}

/// `CSVDelimiter`
#[allow(missing_docs, reason = "each is AWS's word for itself")]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CsvDelimiter {
    #[default]
    Comma,
    Pipe,
    Semicolon,
    Space,
    Tab,
}

impl CsvDelimiter {
    const WORDS: &'static [(&'static str, CsvDelimiter)] = &[
        ("COMMA", CsvDelimiter::Comma),
        ("PIPE", CsvDelimiter::Pipe),
        ("SEMICOLON", CsvDelimiter::Semicolon),
        ("SPACE", CsvDelimiter::Space),
        ("TAB", CsvDelimiter::Tab),
    ];

    /// The character, which is one of ASCII.
    pub fn as_byte(self) -> u8 {
        match self {
            CsvDelimiter::Comma => b',',
            CsvDelimiter::Pipe => b'|',
            CsvDelimiter::Semicolon => b';',
            CsvDelimiter::Space => b' ',
            CsvDelimiter::Tab => b'\t',
        }
    }
}

/// `ManifestType`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ManifestType {
    /// Of Athena's results.
    AthenaData,
    /// Of an S3 inventory.
    S3Inventory,
}

/// `Transformation` of an item reader.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Transformation {
    /// Each listed object is an item.
    #[default]
    None,
    /// Each listed object is read, and what is in it are the items.
    LoadAndFlatten,
}

impl ItemReader {
    pub(super) fn read(reader: &mut Reader, state: &Object) -> Option<ItemReader> {
        let object = reader.member(state, "ItemReader")?;
        reader.check_fields(&object, fields::ITEM_READER);
        reader.require(&object, &["Resource"]);
        let calls = [("s3:getObject", ItemSource::GetObject), ("s3:listObjectsV2", ItemSource::ListObjects)];
        let source = read_call(reader, &object, &calls);
        let parameters = read_parameters(reader, &object);
        let mut read = ItemReader {
            source: source.unwrap_or(ItemSource::GetObject),
            parameters,
            input_type: None,
            csv_headers: None,
            csv_delimiter: CsvDelimiter::default(),
            max_items: None,
            items_pointer: None,
            manifest_type: None,
            transformation: Transformation::None,
        };
        if let Some(config) = reader.member(&object, "ReaderConfig") {
            read.read_config(reader, &config);
        }
        Some(read)
    }

    fn read_config(&mut self, reader: &mut Reader, config: &Object) {
        reader.check_fields(config, fields::READER_CONFIG);
        let types = &[
            ("CSV", InputType::Csv),
            ("JSON", InputType::Json),
            ("JSONL", InputType::Jsonl),
            ("PARQUET", InputType::Parquet),
            ("MANIFEST", InputType::Manifest),
        ];
        self.input_type = reader.word(config, "InputType", types);
        let manifests = &[("ATHENA_DATA", ManifestType::AthenaData), ("S3_INVENTORY", ManifestType::S3Inventory)];
        self.manifest_type = reader.word(config, "ManifestType", manifests);
        if self.input_type.is_some_and(|known| known != InputType::Csv) && self.manifest_type.is_none() {
            for name in ["CSVHeaderLocation", "CSVHeaders", "CSVDelimiter"] {
                if config.has(name) {
                    reader.refuse(&config.at, format!("Field '{name}' is not supported"));
                }
            }
        } else if self.input_type == Some(InputType::Csv)
            // Athena's own files have no header, and AWS's example says nothing of one.
            && self.manifest_type != Some(ManifestType::AthenaData)
            && !config.has("CSVHeaderLocation")
        {
            reader.refuse(&config.at, "The field 'CSVHeaderLocation' is required");
        }
        self.csv_headers = match reader.word(config, "CSVHeaderLocation", &[("FIRST_ROW", false), ("GIVEN", true)]) {
            Some(true) => read_headers(reader, config).map(CsvHeaders::Given),
            Some(false) => Some(CsvHeaders::FirstRow),
            None => None,
        };
        self.csv_delimiter = reader.word(config, "CSVDelimiter", CsvDelimiter::WORDS).unwrap_or_default();
        self.max_items = setting::integer(reader, config, "MaxItems", 0..=100_000_000);
        self.items_pointer = reader.text(config, "ItemsPointer").map(Text::from);
        let transformations = &[("NONE", Transformation::None), ("LOAD_AND_FLATTEN", Transformation::LoadAndFlatten)];
        self.transformation = reader.word(config, "Transformation", transformations).unwrap_or_default();
        if self.transformation == Transformation::LoadAndFlatten {
            reader.require(config, &["InputType"]);
        }
    }
}

fn read_headers(reader: &mut Reader, config: &Object) -> Option<Vec<Text>> {
    reader.require(config, &["CSVHeaders"]);
    let at = config.at("CSVHeaders");
    let mut headers = Vec::new();
    for (at, header) in numbered(reader.array(config.get("CSVHeaders")?, &at)?, &at) {
        match header {
            Value::String(header) => headers.push(header.as_str().into()),
            _ => reader.refuse(&at, "Expected value of type String"),
        }
    }
    Some(headers)
}

/// Which of these integrations a `Resource` is.
fn read_call<T: Copy>(reader: &mut Reader, object: &Object, calls: &[(&str, T)]) -> Option<T> {
    let arn = reader.text(object, "Resource")?;
    let name = arn.strip_prefix("arn:aws").and_then(|rest| rest.split_once(":states:::")).map(|(_, name)| name);
    let found = calls.iter().find(|(call, _)| name == Some(*call)).map(|(_, meaning)| *meaning);
    if found.is_none() {
        reader.refuse(&object.at("Resource"), "The field 'Resource' does not match any of the allowed values");
    }
    found
}

/// `Parameters` or `Arguments`.
fn read_parameters(reader: &mut Reader, object: &Object) -> Option<Payload> {
    let field = if object.has("Parameters") { "Parameters" } else { "Arguments" };
    Payload::read(reader, object, field)
}

/// `ItemBatcher`
#[derive(Clone, Debug)]
pub struct ItemBatcher {
    /// How many items are in a batch.
    pub max_items: Option<Setting<u64>>,
    /// How many bytes a batch has, 262,144 at most.
    pub max_input_bytes: Option<Setting<u64>>,
    /// What each batch gets besides.
    pub batch_input: Option<Payload>,
}

/// The largest input of an execution, in bytes.
const LARGEST_BATCH: u64 = 262_144;

impl ItemBatcher {
    pub(super) fn read(reader: &mut Reader, state: &Object) -> Option<ItemBatcher> {
        let object = reader.member(state, "ItemBatcher")?;
        reader.check_fields(&object, fields::ITEM_BATCHER);
        Some(ItemBatcher {
            max_items: setting::integer(reader, &object, "MaxItemsPerBatch", 1..=100_000_000),
            max_input_bytes: setting::integer(reader, &object, "MaxInputBytesPerBatch", 1..=LARGEST_BATCH),
            batch_input: Payload::read(reader, &object, "BatchInput"),
        })
    }
}

/// `ResultWriter`
#[derive(Clone, Debug)]
pub struct ResultWriter {
    /// Where results are put; none where only their form is given.
    pub destination: Option<ResultDestination>,
    /// How they are put together.
    pub transformation: Option<WriterTransformation>,
    /// The form of the files.
    pub output_type: OutputType,
}

/// `arn:aws:states:::s3:putObject`
#[derive(Clone, Debug)]
pub struct ResultDestination {
    /// The bucket and the prefix.
    pub parameters: Option<Payload>,
}

/// `Transformation` of a result writer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WriterTransformation {
    /// With what is known of each child execution.
    None,
    /// The outputs alone.
    Compact,
    /// The outputs alone, lists among them taken apart.
    Flatten,
}

/// `OutputType` of a result writer.
#[allow(missing_docs, reason = "each is AWS's word for itself")]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OutputType {
    #[default]
    Json,
    Jsonl,
}

impl ResultWriter {
    pub(super) fn read(reader: &mut Reader, state: &Object) -> Option<ResultWriter> {
        let object = reader.member(state, "ResultWriter")?;
        reader.check_fields(&object, fields::RESULT_WRITER);
        let resource = read_call(reader, &object, &[("s3:putObject", ())]);
        let parameters = read_parameters(reader, &object);
        let mut read = ResultWriter {
            destination: resource.map(|()| ResultDestination { parameters }),
            transformation: None,
            output_type: OutputType::Json,
        };
        let config = reader.member(&object, "WriterConfig");
        if config.is_none() {
            reader.require(&object, &["Resource"]);
        }
        if let Some(config) = config {
            reader.check_fields(&config, &["Transformation", "OutputType"]);
            let transformations = &[
                ("NONE", WriterTransformation::None),
                ("COMPACT", WriterTransformation::Compact),
                ("FLATTEN", WriterTransformation::Flatten),
            ];
            read.transformation = reader.word(&config, "Transformation", transformations);
            let types = &[("JSON", OutputType::Json), ("JSONL", OutputType::Jsonl)];
            read.output_type = reader.word(&config, "OutputType", types).unwrap_or_default();
        }
        Some(read)
    }
}
