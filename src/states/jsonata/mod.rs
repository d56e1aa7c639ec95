//! JSONata as Step Functions has it: version 2.0.6, AWS's own functions, its limits and its texts. Pure.
//! <https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html>
//!
//! The engine is the crate jsonata-core; none of its types is seen outside of this folder. An expression is parsed once,
//! when its definition is read (`syntax.rs`: what is wrong with it, `check.rs`: what AWS refuses besides), made safe
//! (`guard.rs`), and evaluated for each execution. Of the data only what it reads is converted (`reads.rs`).

mod check;
mod error;
mod expression;
mod functions;
mod guard;
mod message;
mod reads;
#[cfg(test)]
mod suite;
mod syntax;
mod value;
mod weight;

pub use error::{EvaluationError, JsonataError};
pub use expression::{Bindings, Expression};
