//! Amazon EventBridge Scheduler.

mod firing;
mod groups;
mod schedules;
mod targets;
mod universal;
mod validation;
