//! Amazon SNS: a file a noun.

mod caller;
mod confirmations;
mod delivery_policies;
mod platform;
mod sms;
mod subscriptions;
mod tags;
mod topic_attributes;
mod topic_permissions;
mod topics;
