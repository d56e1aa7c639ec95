//! What other services may deliver to a queue: messages, by its ARN.

use super::{Error, Sqs};
use crate::aws::arn::Arn;
use crate::aws::time::Time;
use crate::deliver::{Cause, Delivery, Handed, Refusal, Target};

impl Target for Sqs {
    fn deliver(&self, now: Time, to: &Arn, delivery: &Delivery) -> Handed {
        Handed::Now(self.take(now, to, delivery).map_err(refusal))
    }
}

/// What a queue refuses once it will refuse again.
fn refusal(error: Error) -> Refusal {
    let cause = match error {
        Error::QueueDoesNotExist => Cause::NoResource,
        Error::InvalidParameterValue(_) | Error::MissingParameter(_) | Error::InvalidMessageContents => {
            Cause::InvalidParameter
        }
        _ => Cause::SdkClientError,
    };
    Refusal::lasting(error.code(), error.message()).because(cause)
}
