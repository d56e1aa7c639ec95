//! Amazon SNS.

pub mod signature;
