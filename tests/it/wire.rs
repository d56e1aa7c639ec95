//! The port itself: bytes that no SDK sends, callers that misbehave, both decoders.

mod access;
mod connections;
mod decoders;
mod errors;
mod hostile;
