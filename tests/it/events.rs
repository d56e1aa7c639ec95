//! Amazon EventBridge: a file a noun.

mod any_request;
mod api_destinations;
mod archives;
mod bus_to_bus;
mod buses;
mod connections;
mod delivery;
mod endpoints;
mod inputs;
mod partners;
mod permissions;
mod put_events;
mod replays;
mod retries;
mod rules;
mod schedules;
mod tags;
mod targets;
mod test_pattern;
