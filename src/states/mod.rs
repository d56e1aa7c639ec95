//! AWS Step Functions: the door to its operations.
//! <https://docs.aws.amazon.com/step-functions/latest/apireference/Welcome.html>

#[allow(missing_docs, reason = "the members are documented where they are defined: in AWS's model")]
pub mod api;
pub mod asl;
pub mod intrinsic;
pub mod path;
