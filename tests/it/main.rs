//! The integration tests: one binary. Each starts servers of its own in this process, on ports of their own.
//! No test sleeps or measures time: clocks are frozen and moved.

mod admin;
mod events;
mod expression;
mod journal;
mod pattern;
mod s3;
mod scheduler;
mod sns;
mod sqs;
mod states;
mod support;
mod tidy;
mod wire;
