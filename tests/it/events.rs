//! Amazon EventBridge: a file a noun.

mod any_request;
mod archives;
mod bus_to_bus;
mod buses;
mod delivery;
mod endpoints;
mod inputs;
mod partners;
mod permissions;
mod put_events;
mod replays;
mod retries;
mod tags;
