//! What other services may deliver to: event buses, archives and API destinations, by their ARNs. What a bus gets is an event's
//! envelope, or as much of one as the sender knows.

use super::detail;
use super::event::{Event, Told};
use super::json;
use super::target_kind::API_DESTINATION;
use super::{Events, archive};
use crate::aws::arn::Arn;
use crate::aws::scope::{Scope, is_account};
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
        if to.resource.starts_with(archive::RESOURCE) {
            return self.archive_event(now, to, delivery);
        }
        let Some(bus) = self.bus_by_arn(to) else {
            let text = format!("Event bus {to} does not exist.");
            return Err(Refusal::lasting("ResourceNotFoundException", text).because(Cause::NoResource));
        };
        let wrong = |what: &str| Refusal::invalid("InvalidArgument", format!("What an event bus gets {what}"));
        let body = json::compact(&delivery.body, json::DEEPEST).ok_or_else(|| wrong("must be JSON."))?;
        let given = Given::read(&body).map_err(|what| wrong(&what))?;
        let moved = delivery.hops > 0 && given.region.as_deref().is_some_and(|region| region != &*to.scope.region);
        let id: Text = match given.id {
            Some(id) if !moved => id.into(),
            // Another region gives an event another id.
            _ => self.shared.ids.uuid().to_string().into(),
        };
        let scope = Scope::new(
            given.account.as_deref().unwrap_or(&to.scope.account),
            given.region.as_deref().unwrap_or(&to.scope.region),
        );
        let told = Told {
            source: &given.source,
            detail_type: &given.detail_type,
            resources: &given.resources,
            detail: &given.detail,
            time: given.time.unwrap_or(now),
            trace: delivery.trace.as_deref(),
        };
        let event = told.replayed(id, &scope, now, given.replay_name.as_deref());
        self.dispatch(now, &bus, &Event { hops: delivery.hops, ..event }, None);
        Ok(())
    }
}

/// What a sender tells of an event.
#[derive(Debug, Default)]
struct Given {
    id: Option<String>,
    detail_type: String,
    source: String,
    account: Option<String>,
    time: Option<Time>,
    region: Option<String>,
    replay_name: Option<String>,
    resources: Vec<String>,
    detail: String,
}

impl Given {
    /// Reads compact JSON, or tells what is wrong with it.
    fn read(body: &str) -> Result<Self, String> {
        let mut given = Given::default();
        for (name, value) in json::members(body).filter(|(_, value)| *value != "null") {
            let name = json::unquote(name);
            let wrong = |form: &str| format!("has a member {name} that is not {form}.");
            let string = || match value.starts_with('"') {
                true => Ok(json::unquote(value).into_owned()),
                false => Err(wrong("a string")),
            };
            match &*name {
                "id" => given.id = Some(string()?).filter(|id| !id.is_empty()),
                "detail-type" => given.detail_type = string()?,
                "source" => given.source = string()?,
                "account" => {
                    given.account = Some(string()?);
                    if !given.account.as_deref().is_some_and(is_account) {
                        return Err(wrong("twelve digits"));
                    }
                }
                "time" => given.time = Some(Time::parse(&string()?).ok_or_else(|| wrong("a time"))?),
                "region" => given.region = Some(string()?).filter(|region| !region.is_empty()),
                "replay-name" => given.replay_name = Some(string()?),
                "resources" => {
                    given.resources = serde_json::from_str(value).map_err(|_| wrong("a list of strings"))?;
                }
                "detail" => given.detail = detail::compact(value).ok_or_else(|| wrong("an object"))?,
                _ => {}
            }
        }
        for (name, value) in [("source", &given.source), ("detail-type", &given.detail_type), ("detail", &given.detail)]
        {
            if value.is_empty() {
                return Err(format!("must be an object with the member {name}."));
            }
        }
        Ok(given)
    }
}
