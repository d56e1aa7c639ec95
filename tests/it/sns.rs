//! Amazon SNS: a file a noun.

mod caller;
mod confirmations;
mod delivery_policies;
mod fan_out;
mod fifo;
mod filters;
mod hostile;
mod http;
mod platform;
mod publish;
mod retries;
mod signatures;
mod sms;
mod subscriptions;
mod tags;
mod topic_attributes;
mod topic_permissions;
mod topics;
