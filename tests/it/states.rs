//! AWS Step Functions.

mod asl;
mod intrinsic;
mod machines;
mod path;
