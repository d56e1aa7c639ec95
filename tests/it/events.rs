//! Amazon EventBridge: a file a noun.

mod any_request;
mod archives;
mod buses;
mod endpoints;
mod partners;
mod permissions;
mod replays;
mod tags;
