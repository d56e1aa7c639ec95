//! Event patterns of EventBridge and filter policies of SNS: one grammar in two dialects, one matcher, one index.
//! Pure: knows no service, keeps no time, and text from outside costs neither stack nor exponential work.
//!
//! A pattern's text is read once into a [`FilterPolicy`] or an [`EventPattern`]. What is matched is flattened once into
//! a [`Subject`], however many patterns look at it; an [`Index`] finds those that may match.

mod address;
mod element;
mod event;
mod filter;
mod flatten;
mod fold;
mod grammar;
mod index;
mod list;
mod matcher;
mod node;
mod number;
mod operator;
mod ranges;
mod reader;
mod rows;
mod rule;
mod shelf;
mod slot;
mod subject;
mod table;
mod why;
mod wildcard;

pub use event::{EventPattern, PatternError};
pub use filter::{FilterPolicy, FilterPolicyScope, PolicyError, json_error};
pub use index::Index;
pub use matcher::Matcher;
pub use subject::{Attribute, Subject};
pub use why::Why;
