//! What other services may deliver to a topic: messages, by its ARN.

use super::{Error, Sns};
use crate::aws::arn::Arn;
use crate::aws::time::Time;
use crate::deliver::{Cause, Delivery, Handed, Refusal, Target};

impl Target for Sns {
    fn deliver(&self, now: Time, to: &Arn, delivery: &Delivery) -> Handed {
        Handed::Now(self.take(now, to, delivery).map_err(refusal))
    }
}

/// What a topic refuses once it will refuse again.
fn refusal(error: Error) -> Refusal {
    let cause = match error {
        Error::TopicDoesNotExist => Cause::NoResource,
        Error::InvalidParameter(_) => Cause::InvalidParameter,
        _ => Cause::SdkClientError,
    };
    Refusal::lasting(error.code(), error.message()).because(cause)
}
