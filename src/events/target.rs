//! What other services may deliver to: event buses and API destinations, by their ARNs.

use super::Events;
use super::event::Event;
use super::target_kind::API_DESTINATION;
use crate::aws::arn::Arn;
use crate::aws::text::Text;
use crate::aws::time::Time;
use crate::deliver::{Answer, Cause, Delivery, Handed, Refusal, Target};

impl Target for Events {
    fn deliver(&self, now: Time, to: &Arn, delivery: &Delivery) -> Handed {
        match to.resource.starts_with(API_DESTINATION) {
            true => self.invoke(to, delivery),
            false => Handed::Now(self.take(now, to, delivery)),
        }
    }
}

impl Events {
    fn take(&self, now: Time, to: &Arn, delivery: &Delivery) -> Answer {
        let Some(bus) = self.bus_by_arn(to) else {
            let text = format!("{to} does not exist.");
            return Err(Refusal::lasting("ResourceNotFoundException", text).because(Cause::NoResource));
        };
        let event = Event {
            id: delivery.message.clone(),
            text: Text::from(&*delivery.body),
            time: now,
            ingested: now,
            trace: delivery.trace.clone(),
            hops: delivery.hops + 1,
        };
        self.dispatch(now, &bus, &event, None);
        Ok(())
    }
}
