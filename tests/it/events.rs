//! Amazon EventBridge: a file a noun.

mod rules;
mod schedules;
mod targets;
mod test_pattern;
