//! Amazon States Language: definitions of state machines, read once into types, with AWS's diagnostics. Pure.
//! <https://states-language.net/spec.html>

mod choice;
mod comparison;
mod data;
mod definition;
mod diagnostic;
mod distributed;
mod fields;
mod integration;
mod jsonata;
mod machine;
mod map;
mod names;
mod reader;
mod repeated;
mod resource;
mod retry;
mod setting;
mod state;
mod task;
mod timestamp;
mod variables;
mod wait;
mod warning;

pub use choice::{Choice, Condition, Rule, Test};
pub use comparison::{Comparison, Operand, Order, StringPattern};
pub use data::{Data, DataPath, Payload, ResultPath};
pub use definition::{Definition, Kind, QueryLanguage, Use, diagnose};
pub use diagnostic::{Code, Diagnostic, Refused, Severity};
pub use distributed::{
    CsvDelimiter, CsvHeaders, InputType, ItemBatcher, ItemReader, ItemSource, ManifestType, OutputType,
    ResultDestination, ResultWriter, Transformation, WriterTransformation,
};
pub use integration::Integration;
pub use jsonata::{Expression, Template as JsonataTemplate};
pub use machine::{Machine, StateIndex};
pub use map::{Distributed, Items, Map, Mode};
pub use resource::{Invocation, Pattern, Resource, ResourceError};
pub use retry::{Catcher, ErrorMatcher, Jitter, Retrier};
pub use setting::Setting;
pub use state::{FailText, Next, Parallel, State, StateKind};
pub use task::Task;
pub use timestamp::parse as parse_timestamp;
pub use wait::Wait;
