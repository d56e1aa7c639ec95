//! Intrinsic functions and payload templates. Pure.
//! <https://docs.aws.amazon.com/step-functions/latest/dg/intrinsic-functions.html>
//!
//! Calls and templates are read once, when a state machine is made, and evaluated for each execution.

mod arguments;
mod array;
mod call;
mod chance;
mod encoding;
mod error;
mod format;
mod function;
mod hash;
mod json;
mod math;
mod reader;
mod source;
mod template;

pub use call::Call;
pub use chance::Chance;
pub use error::{CallError, Failure, TemplateError};
pub(in crate::states) use hash::digest;
pub(in crate::states) use math::JavaRandom;
pub use source::Source;
pub use template::Template;
