//! What the tests share: a server with a frozen clock, calls over both protocols, an SDK client, raw HTTP.

mod bucket;
mod command;
mod endpoint;
mod events;
mod http;
mod protocol;
mod s3;
mod scheduler;
mod sdk;
mod sns;
mod states;
mod tls;
mod town;
mod yard;

pub use bucket::Bucket;
pub use command::{command, run};
pub use endpoint::{Answer, Endpoint, Post, confirm};
pub use events::{Events, NOT_FOUND, VALIDATION, entry, put_target};
pub use http::{Connection, Request};
pub use protocol::{Fault, Via, form};
pub use s3::S3;
pub use scheduler::{Asked, ROLE, Scheduler, request};
pub use sdk::{client, client_of};
pub use sns::{INVALID, Sns};
pub use states::{States, creation, definition, failing, waiting};
pub use tls::TlsEndpoint;
pub use town::Town;
pub use yard::{Queue, Yard, check_faults, over_both, strict};

/// AWS's text for a queue that isn't there, which differs between the protocols.
pub fn no_such_queue(via: Via) -> &'static str {
    match via {
        Via::Json => "The specified queue does not exist.",
        Via::Query => "The specified queue does not exist for this wsdl version.",
    }
}

/// The query code for a queue that isn't there.
pub const NO_QUEUE: &str = "AWS.SimpleQueueService.NonExistentQueue";

/// The query code of most refusals.
pub const BAD_VALUE: &str = "InvalidParameterValue";
