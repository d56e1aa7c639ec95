//! Small types and pure functions that every service shares: names, times, errors, the shape of a call.
//! Nothing here knows a service, a protocol's bytes or a socket.

pub mod arn;
pub mod blob;
pub mod body;
pub mod call;
pub mod check;
pub mod deduplication;
pub mod fault;
pub mod hex;
pub mod ids;
pub mod jackson;
pub mod json;
pub mod md5;
pub mod message_attribute;
pub mod page;
pub mod pairs;
pub mod policy;
pub mod scope;
pub mod sequence;
pub mod text;
pub mod time;
