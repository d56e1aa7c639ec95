//! Amazon EventBridge: a file a noun.

mod any_request;
mod archives;
mod buses;
mod endpoints;
mod partners;
mod permissions;
mod replays;
mod rules;
mod schedules;
mod tags;
mod targets;
mod test_pattern;
