//! Amazon EventBridge: a file a noun.

mod any_request;
mod buses;
mod endpoints;
mod partners;
mod permissions;
mod tags;
