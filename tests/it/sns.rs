//! Amazon SNS: a file a noun.

mod caller;
mod platform;
mod sms;
