//! What other services may deliver to: event buses and archives, by their ARNs.

use super::event::Event;
use super::{Events, archive};
use crate::aws::arn::Arn;
use crate::aws::text::Text;
use crate::aws::time::Time;
use crate::deliver::{Answer, Cause, Delivery, Handed, Refusal, Target};

impl Target for Events {
    fn deliver(&self, now: Time, to: &Arn, delivery: &Delivery) -> Handed {
        Handed::Now(self.take(now, to, delivery))
    }
}

impl Events {
    fn take(&self, now: Time, to: &Arn, delivery: &Delivery) -> Answer {
        if to.resource.starts_with(archive::RESOURCE) {
            return self.archive_event(now, to, delivery);
        }
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
