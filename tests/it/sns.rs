//! Amazon SNS: a file a noun.

mod confirmations;
mod subscriptions;
