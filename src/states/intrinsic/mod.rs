//! Intrinsic functions and payload templates. Pure.
//! <https://docs.aws.amazon.com/step-functions/latest/dg/intrinsic-functions.html>

mod call;
mod chance;
mod error;
mod source;
mod template;

pub use call::Call;
pub use chance::Chance;
pub use error::{CallError, Failure, TemplateError};
pub use source::Source;
pub use template::Template;
