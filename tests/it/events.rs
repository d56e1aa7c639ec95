//! Amazon EventBridge: a file a noun.

mod archives;
mod replays;
mod rules;
mod schedules;
mod targets;
mod test_pattern;
