//! The call that a schedule makes when it fires: what its target gets, and what becomes of it.
//! <https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-context-attributes.html>

use std::borrow::Cow;

use serde_json::json;

use super::Scheduler;
use super::firing::Fired;
use super::group;
use super::schedule::Schedule;
use super::schedule_target::EventKind;
use crate::aws::arn::Arn;
use crate::aws::body::Body;
use crate::aws::json::push_string;
use crate::aws::scope::Scope;
use crate::aws::text::Text;
use crate::aws::time::Time;
use crate::deliver::{Codes, DeadLetter, Delivery, Labels, Parcel};

/// The name of the service as the journal has it.
pub const SOURCE: &str = "scheduler";

/// What every context attribute begins with.
const ATTRIBUTE: &str = "<aws.scheduler.";

/// The context attribute that each attempt fills in.
const ATTEMPT: &str = "<aws.scheduler.attempt-number>";

/// One firing of a schedule.
struct Firing<'s> {
    schedule: &'s Schedule,
    at: Scope,
    /// When it was due.
    due: String,
    /// The execution id.
    id: Text,
}

impl Scheduler {
    /// Calls the target of a schedule that has fired.
    pub(super) fn invoke(&self, now: Time, schedule: &Schedule, Fired { due, id }: Fired) {
        let Ok(Arn { scope: at, .. }) = schedule.arn.parse() else { return };
        let firing = Firing { schedule, at, due: due.to_seconds_text(), id };
        let parcel = firing.parcel(|| self.shared.ids.uuid().to_string());
        self.shared.courier.send(now, [parcel]);
    }
}

impl Firing<'_> {
    fn parcel(&self, event_id: impl Fn() -> String) -> Parcel {
        let Firing { schedule, at, due, id } = self;
        let target = &schedule.target;
        let body = self.body(event_id);
        Parcel {
            source: SOURCE,
            from: group::arn(at, &schedule.group).to_string().into(),
            via: Some(schedule.arn.clone()),
            name: target.arn.clone(),
            to: target.to.clone(),
            attempt_mark: body.contains(ATTEMPT).then_some(ATTEMPT),
            delivery: Delivery {
                message: id.clone(),
                body: Body::new(body.into()),
                group: target.group.clone(),
                partition_key: target.partition_key.clone(),
                ..Delivery::default()
            },
            retry: target.retry.clone(),
            pace: None,
            dead_letter: target.dead_letter.clone().map(|to| DeadLetter {
                to,
                body: None,
                group: None,
                deduplication: None,
                labels: Some(Labels {
                    told: vec![
                        ("SCHEDULE_ARN", schedule.arn.clone()),
                        ("TARGET_ARN", target.call.clone()),
                        ("SCHEDULED_TIME", due.as_str().into()),
                        ("EXECUTION_ID", id.clone()),
                        // A queue takes more than the longest input.
                        ("IS_PAYLOAD_TRUNCATED", "false".into()),
                    ],
                    codes: Codes::OfReceivers,
                }),
            }),
            watched: schedule.deleted_after,
        }
    }

    /// What the target gets.
    fn body(&self, event_id: impl Fn() -> String) -> String {
        let input = match &self.schedule.target.input {
            Some(input) => self.filled(input),
            None => self.usual_event(event_id()).into(),
        };
        match self.schedule.target.event.as_deref() {
            Some(EventKind::Detail { source, detail_type }) => {
                let mut event = String::with_capacity(input.len() + 200);
                for (name, text) in [("{\"source\":", source), (",\"detail-type\":", detail_type)] {
                    event.push_str(name);
                    push_string(&mut event, text);
                }
                // An event is of the account that puts it, whosever the bus is.
                event.push_str(",\"account\":");
                push_string(&mut event, &self.at.account);
                event.push_str(",\"resources\":[");
                push_string(&mut event, &self.schedule.arn);
                event + "],\"detail\":" + &input + "}"
            }
            Some(EventKind::Whole) | None => input.into_owned(),
        }
    }

    /// An input with its context attributes, but the number of the attempt.
    fn filled<'i>(&self, input: &'i str) -> Cow<'i, str> {
        if !input.contains(ATTRIBUTE) {
            return Cow::Borrowed(input);
        }
        let filled = input
            .replace("<aws.scheduler.schedule-arn>", &self.schedule.arn)
            .replace("<aws.scheduler.scheduled-time>", &self.due)
            .replace("<aws.scheduler.execution-id>", &self.id);
        Cow::Owned(filled)
    }

    /// What a target gets whose schedule says nothing.
    fn usual_event(&self, id: String) -> String {
        let event = json!({
            "version": "0",
            "id": id,
            "detail-type": "Scheduled Event",
            "source": "aws.scheduler",
            "account": &*self.at.account,
            "time": self.due,
            "region": &*self.at.region,
            "resources": [&*self.schedule.arn],
            // A string, unlike that of a rule.
            "detail": "{}",
        });
        event.to_string()
    }
}
