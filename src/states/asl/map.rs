//! `Map` states: inline and distributed.
//! <https://docs.aws.amazon.com/step-functions/latest/dg/state-map.html>

use std::sync::Arc;

use serde_json::Value;

use super::data::{Payload, read_reference};
use super::distributed::{ItemBatcher, ItemReader, ResultWriter};
use super::jsonata::{self, Template as Jsonata};
use super::reader::{Object, Reader};
use super::retry::{Catcher, Retrier, read_catch, read_retry};
use super::setting::{self, Setting};
use super::state::{Next, read_next};
use super::{Kind, Machine, fields, names};
use crate::aws::text::Text;
use crate::states::path::ReferencePath;

/// A `Map` state.
#[derive(Clone, Debug)]
pub struct Map {
    /// Where the items come from, if no reader brings them.
    pub items: Items,
    /// What each of them is turned into: `ItemSelector`, or `Parameters` as of old.
    pub item_selector: Option<Payload>,
    /// What is done with each: `ItemProcessor`, or `Iterator` as of old.
    pub processor: Arc<Machine>,
    /// Which of the two it was.
    pub processor_field: &'static str,
    /// In this execution, or each in one of its own.
    pub mode: Mode,
    /// How many at once; 0 is as many as can be.
    pub max_concurrency: Option<Setting<u64>>,
    /// In order.
    pub retry: Vec<Retrier>,
    /// In order.
    pub catch: Vec<Catcher>,
    /// What follows.
    pub next: Next,
}

/// Where items come from.
#[derive(Clone, Debug)]
pub enum Items {
    /// The state's input.
    Input,
    /// `ItemsPath`
    Path(ReferencePath),
    /// `Items`: an expression, or an array.
    Jsonata(Jsonata),
}

/// How a map runs.
#[derive(Clone, Debug)]
pub enum Mode {
    /// In the execution itself.
    Inline,
    /// Each item or batch in a child execution.
    Distributed(Box<Distributed>),
}

/// What a distributed map has besides.
#[derive(Clone, Debug)]
pub struct Distributed {
    /// The type of its child executions.
    pub execution_type: Kind,
    /// Its name in ARNs, if it has one of its own.
    pub label: Option<Text>,
    /// Where items are read from.
    pub item_reader: Option<ItemReader>,
    /// How many go together.
    pub item_batcher: Option<ItemBatcher>,
    /// Where results go.
    pub result_writer: Option<ResultWriter>,
    /// How many items may fail.
    pub tolerated_failure_count: Option<Setting<u64>>,
    /// How many of a hundred may fail.
    pub tolerated_failure_percentage: Option<Setting<f64>>,
}

/// The fields that only a distributed map has. AWS takes tolerances of inline ones too, where they mean nothing.
const DISTRIBUTED: &[&str] = &["ItemReader", "ItemBatcher", "ResultWriter", "Label"];

impl Map {
    /// Whether its items run in child executions.
    pub fn is_distributed(&self) -> bool {
        matches!(self.mode, Mode::Distributed(_))
    }

    pub(super) fn read(reader: &mut Reader, object: &Object) -> Option<Map> {
        reader.exactly_one(object, &["ItemProcessor", "Iterator"]);
        reader.at_most_one(object, &["ItemSelector", "Parameters"]);
        let items = read_items(reader, object);
        let selector = if object.has("ItemSelector") { "ItemSelector" } else { "Parameters" };
        let item_selector = Payload::read(reader, object, selector);
        let max_concurrency = setting::integer(reader, object, "MaxConcurrency", 0..=u64::from(u32::MAX));
        let processor_field = if object.has("ItemProcessor") { "ItemProcessor" } else { "Iterator" };
        let processor = reader.member(object, processor_field);
        let execution_type = processor.as_ref().and_then(|processor| read_config(reader, processor));
        let mode = match execution_type {
            Some(execution_type) => Mode::Distributed(Box::new(Distributed::read(reader, object, execution_type))),
            None => {
                // Without a processor nobody knows its mode.
                let refused = DISTRIBUTED.iter().filter(|name| processor.is_some() && object.has(name));
                for name in refused {
                    reader.refuse(&object.at, format!("Field '{name}' is not supported"));
                }
                Mode::Inline
            }
        };
        let machine = processor.and_then(|processor| {
            // What may stand inside depends on what runs it.
            let outer = reader.kind;
            reader.kind = execution_type.unwrap_or(outer);
            reader.check_fields(&processor, fields::PROCESSOR);
            reader.comment(&processor);
            let machine = Machine::read(reader, &processor);
            reader.kind = outer;
            machine
        });
        let retry = read_retry(reader, object);
        let catch = read_catch(reader, object);
        let next = read_next(reader, object);
        Some(Map {
            items,
            item_selector,
            processor: machine?.into(),
            processor_field,
            mode,
            max_concurrency,
            retry,
            catch,
            next: next?,
        })
    }
}

fn read_items(reader: &mut Reader, object: &Object) -> Items {
    let items = match object.get("Items") {
        None => read_reference(reader, object, "ItemsPath").map(Items::Path),
        Some(Value::String(text)) => jsonata::read_expression(reader, text, &object.at("Items"))
            .map(|expression| Items::Jsonata(Jsonata::Expression(expression))),
        Some(value) => Some(Items::Jsonata(Jsonata::read(reader, value, &object.at("Items")))),
    };
    items.unwrap_or(Items::Input)
}

/// The type of the child executions, if there are to be any.
fn read_config(reader: &mut Reader, processor: &Object) -> Option<Kind> {
    let config = reader.member(processor, "ProcessorConfig")?;
    let distributed = reader.word(&config, "Mode", &[("INLINE", false), ("DISTRIBUTED", true)]).unwrap_or_default();
    if !distributed {
        reader.check_fields(&config, &["Mode"]);
        return None;
    }
    if reader.kind == Kind::Express {
        let message = "The field 'Mode' with value 'DISTRIBUTED' is not supported inside 'EXPRESS' state machines";
        reader.refuse(&config.at("Mode"), message);
    }
    reader.check_fields(&config, &["Mode", "ExecutionType"]);
    reader.require(&config, &["ExecutionType"]);
    Some(reader.word(&config, "ExecutionType", Kind::WORDS).unwrap_or_default())
}

impl Distributed {
    fn read(reader: &mut Reader, object: &Object, execution_type: Kind) -> Distributed {
        let label = reader.text(object, "Label");
        if let Some(label) = label {
            names::check_label(reader, label, &object.at("Label"));
        }
        Distributed {
            execution_type,
            label: label.map(Text::from),
            item_reader: ItemReader::read(reader, object),
            item_batcher: ItemBatcher::read(reader, object),
            result_writer: ResultWriter::read(reader, object),
            tolerated_failure_count: setting::integer(reader, object, "ToleratedFailureCount", 0..=u64::from(u32::MAX)),
            tolerated_failure_percentage: setting::float(reader, object, "ToleratedFailurePercentage", 0.0..=100.0),
        }
    }
}
