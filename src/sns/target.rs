//! What other services may deliver to a topic: messages, by its ARN.

use super::Sns;
use crate::aws::arn::Arn;
use crate::aws::time::Time;
use crate::deliver::{Cause, Delivery, Handed, Refusal, Target};

impl Target for Sns {
    fn deliver(&self, _now: Time, to: &Arn, _delivery: &Delivery) -> Handed {
        let refusal = Refusal::lasting("NotFound", format!("{to} can't be delivered to.")).because(Cause::NoResource);
        Handed::Now(Err(refusal))
    }
}
