//! Deliveries between services: what is delivered, to whom, how often it is tried, and the record of how it ended.
//! Three doors for all: a service implements [`Target`], and the [`Courier`] finds it by the ARN through the [`Router`];
//! any operation of any service can be called by its name through [`Api`]; and objects are read and written through
//! [`Objects`].
//! Nothing here knows a service.

mod courier;
mod http;
mod journal;
mod objects;
mod operation;
mod record;
mod retry;
mod router;
mod throttle;

pub use courier::{Codes, Courier, DeadLetter, Labels, Parcel, To};
pub use http::{HttpCall, HttpReply, HttpRequest, Outbound};
pub use journal::{Counts, Filtered, Journal, Misses, Query, Records};
pub use objects::{Listed, Objects};
pub use operation::{Answered, Api, Operation};
pub use record::{Attempt, Attempts, Outcome, Record, Why};
pub use retry::{Backoff, Next, Phase, Reason, Retry};
pub use router::{Answer, Cause, Delivery, Handed, HttpParameters, Lines, Refusal, Router, Sender, Target};
pub use throttle::{Pace, Throttle};
