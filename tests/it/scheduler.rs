//! Amazon EventBridge Scheduler.

mod completion;
mod firing;
mod groups;
mod lists;
mod retries;
mod schedules;
mod targets;
mod together;
mod universal;
mod validation;
mod windows;

/// Status and code of refusals.
const INVALID: (u16, &str) = (400, "ValidationException");
const NOT_FOUND: (u16, &str) = (404, "ResourceNotFoundException");
const CONFLICT: (u16, &str) = (409, "ConflictException");
const QUOTA: (u16, &str) = (402, "ServiceQuotaExceededException");

/// What AWS says of one member that breaks its model; the value is `null` or stands between single quotes.
fn broken(value: &str, member: &str, rule: &str) -> String {
    format!("1 validation error detected: {}", breach(value, member, rule))
}

/// The same without the number of errors.
fn breach(value: &str, member: &str, rule: &str) -> String {
    format!("Value {value} at '{member}' failed to satisfy constraint: Member must {rule}")
}
