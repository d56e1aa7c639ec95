//! Amazon EventBridge: a file a noun.

mod archives;
mod replays;
