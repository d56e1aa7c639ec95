//! What other services may deliver to a queue: messages, by its ARN.

use super::Sqs;
use crate::aws::arn::Arn;
use crate::aws::time::Time;
use crate::deliver::{Delivery, Handed, Refusal, Target};

impl Target for Sqs {
    fn deliver(&self, now: Time, to: &Arn, delivery: &Delivery) -> Handed {
        // What a queue refuses once it will refuse again.
        let refusal = |error: super::Error| Refusal::lasting(error.code(), error.message());
        Handed::Now(self.take(now, to, delivery).map_err(refusal))
    }
}
