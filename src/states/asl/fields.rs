//! Which fields each part of a definition has, and which of them one query language only.

use super::QueryLanguage;

/// Of the definition itself.
pub(super) const DEFINITION: &[&str] = &["Comment", "QueryLanguage", "StartAt", "TimeoutSeconds", "Version", "States"];
/// Of a branch.
pub(super) const BRANCH: &[&str] = &["Comment", "StartAt", "States"];
/// Of an item processor.
pub(super) const PROCESSOR: &[&str] = &["Comment", "StartAt", "States", "ProcessorConfig"];
/// Of a retrier.
pub(super) const RETRIER: &[&str] =
    &["ErrorEquals", "IntervalSeconds", "MaxAttempts", "BackoffRate", "MaxDelaySeconds", "JitterStrategy", "Comment"];
/// Of a catcher.
pub(super) const CATCHER: &[&str] = &["ErrorEquals", "Next", "ResultPath", "Output", "Assign", "Comment"];
/// Of the source of a distributed map's items.
pub(super) const ITEM_READER: &[&str] = &["Resource", "Parameters", "Arguments", "ReaderConfig"];
/// How such a source is read.
pub(super) const READER_CONFIG: &[&str] = &[
    "InputType",
    "CSVHeaderLocation",
    "CSVHeaders",
    "CSVDelimiter",
    "MaxItems",
    "MaxItemsPath",
    "ItemsPointer",
    "ManifestType",
    "Transformation",
];
/// Of the batches of a distributed map.
pub(super) const ITEM_BATCHER: &[&str] =
    &["MaxItemsPerBatch", "MaxItemsPerBatchPath", "MaxInputBytesPerBatch", "MaxInputBytesPerBatchPath", "BatchInput"];
/// Of where a distributed map's results go.
pub(super) const RESULT_WRITER: &[&str] = &["Resource", "Parameters", "Arguments", "WriterConfig"];

/// Those of every state.
const COMMON: &[&str] = &["Type", "Comment", "QueryLanguage"];
const PASS: &[&str] =
    &["InputPath", "OutputPath", "Result", "ResultPath", "Parameters", "Output", "Assign", "Next", "End"];
const TASK: &[&str] = &[
    "InputPath",
    "OutputPath",
    "ResultPath",
    "Parameters",
    "Arguments",
    "Output",
    "Assign",
    "Resource",
    "Credentials",
    "ResultSelector",
    "Retry",
    "Catch",
    "TimeoutSeconds",
    "TimeoutSecondsPath",
    "HeartbeatSeconds",
    "HeartbeatSecondsPath",
    "Next",
    "End",
];
const CHOICE: &[&str] = &["InputPath", "OutputPath", "Output", "Assign", "Choices", "Default"];
const WAIT: &[&str] = &[
    "InputPath",
    "OutputPath",
    "Output",
    "Assign",
    "Seconds",
    "Timestamp",
    "SecondsPath",
    "TimestampPath",
    "Next",
    "End",
];
const SUCCEED: &[&str] = &["InputPath", "OutputPath", "Output"];
const FAIL: &[&str] = &["Error", "Cause", "ErrorPath", "CausePath"];
const PARALLEL: &[&str] = &[
    "InputPath",
    "OutputPath",
    "ResultPath",
    "Parameters",
    "Arguments",
    "Output",
    "Assign",
    "ResultSelector",
    "Retry",
    "Catch",
    "Branches",
    "Next",
    "End",
];
const MAP: &[&str] = &[
    "InputPath",
    "OutputPath",
    "ResultPath",
    "Parameters",
    "Output",
    "Assign",
    "ResultSelector",
    "Retry",
    "Catch",
    "ItemProcessor",
    "Iterator",
    "ItemsPath",
    "Items",
    "ItemSelector",
    "ItemReader",
    "ItemBatcher",
    "ResultWriter",
    "MaxConcurrency",
    "MaxConcurrencyPath",
    "ToleratedFailurePercentage",
    "ToleratedFailurePercentagePath",
    "ToleratedFailureCount",
    "ToleratedFailureCountPath",
    "Label",
    "Next",
    "End",
];

/// A state's `Type`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Type {
    Task,
    Wait,
    Pass,
    Succeed,
    Fail,
    Choice,
    Parallel,
    Map,
}

/// The types, in the order in which AWS names them.
pub(super) const TYPES: &[(&str, Type)] = &[
    ("Task", Type::Task),
    ("Wait", Type::Wait),
    ("Pass", Type::Pass),
    ("Succeed", Type::Succeed),
    ("Fail", Type::Fail),
    ("Choice", Type::Choice),
    ("Parallel", Type::Parallel),
    ("Map", Type::Map),
];

/// The fields of a state of this type.
pub(super) fn of_state(kind: Type) -> Vec<&'static str> {
    let own = match kind {
        Type::Task => TASK,
        Type::Wait => WAIT,
        Type::Pass => PASS,
        Type::Succeed => SUCCEED,
        Type::Fail => FAIL,
        Type::Choice => CHOICE,
        Type::Parallel => PARALLEL,
        Type::Map => MAP,
    };
    [COMMON, own].concat()
}

/// The language that alone has a field of this name.
pub(super) fn language(name: &str) -> Option<QueryLanguage> {
    match name {
        "Arguments" | "Output" | "Items" | "Condition" => Some(QueryLanguage::Jsonata),
        "Parameters" | "ResultSelector" | "Variable" | "And" | "Or" | "Not" => Some(QueryLanguage::JsonPath),
        // The result of a Pass is its Output there.
        "Result" => Some(QueryLanguage::JsonPath),
        _ if name.ends_with("Path") => Some(QueryLanguage::JsonPath),
        _ if super::comparison::is_operator(name) => Some(QueryLanguage::JsonPath),
        _ => None,
    }
}
