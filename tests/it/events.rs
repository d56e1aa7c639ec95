//! Amazon EventBridge: a file a noun.

mod api_destinations;
mod connections;
