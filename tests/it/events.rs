//! Amazon EventBridge: a file a noun.

mod archives;
mod bus_to_bus;
mod delivery;
mod inputs;
mod put_events;
mod replays;
mod retries;
