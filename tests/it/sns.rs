//! Amazon SNS: a file a noun.

mod confirmations;
mod subscriptions;
mod caller;
mod platform;
mod sms;
