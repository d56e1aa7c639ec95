//! Amazon CloudWatch Logs.

mod deliveries;
mod events;
mod executions;
mod groups;
mod policies;
mod search;
mod streams;

/// Codes of refusals.
const INVALID: &str = "InvalidParameterException";
const NOT_FOUND: &str = "ResourceNotFoundException";
const EXISTS: &str = "ResourceAlreadyExistsException";

/// AWS's texts for what isn't there.
const NO_GROUP: &str = "The specified log group does not exist.";
const NO_STREAM: &str = "The specified log stream does not exist.";

/// AWS's text for a token that isn't its own.
const TOKEN: &str = "The specified nextToken is invalid.";
